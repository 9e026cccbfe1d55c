/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-balance.h"

/* Which instruments should be on another connection of their venue. */

#define SECOND ((gint64) G_USEC_PER_SEC)
#define ROOM 1000

typedef struct {
  FeedBalance           balance;
  FeedBalanceConnection connections[3];
  guint                 n_connections;
  gint64                now_us;
} Bench;

static void
set_up (Bench        *bench,
        gconstpointer data)
{
  bench->now_us = 1000 * SECOND;
}

static void
tear_down (Bench        *bench,
           gconstpointer data)
{
}

/* n instruments; without_s: seconds without a stream, < 0: neither with nor without */
static void
add (Bench *bench,
     guint  n,
     int    without_s)
{
  bench->connections[bench->n_connections++] = (FeedBalanceConnection) {
    n, without_s == 0, MAX (without_s, 0) * SECOND
  };
}

static FeedBalanceMove
decide (Bench *bench,
        guint  after_s)
{
  bench->now_us += after_s * SECOND;
  return feed_balance_decide (&bench->balance, bench->connections, bench->n_connections, ROOM,
                              bench->now_us);
}

static void
assert_nothing (Bench *bench,
                guint  after_s)
{
  FeedBalanceMove move = decide (bench, after_s);

  g_assert_cmpint (move.reason, ==, FEED_BALANCE_NOTHING);
}

static void
assert_move (Bench            *bench,
             FeedBalanceReason reason,
             guint             from,
             guint             to,
             guint             n)
{
  FeedBalanceMove move = decide (bench, 0);

  g_assert_cmpint (move.reason, ==, reason);
  g_assert_cmpuint (move.from, ==, from);
  g_assert_cmpuint (move.n, ==, n);
  if (n > 0)
    g_assert_cmpuint (move.to, ==, to);
}

static void
test_alone (Bench        *bench,
            gconstpointer data)
{
  assert_nothing (bench, 0);
  add (bench, 0, -1);
  assert_nothing (bench, 100);
  assert_nothing (bench, 100);
  bench->connections[0] = (FeedBalanceConnection) { 10, FALSE, 100 * SECOND };
  assert_nothing (bench, 100);
}

/* What each has of its own is scarce: an empty one goes all the same, and what is refused moves */
static void
test_kept (Bench        *bench,
           gconstpointer data)
{
  bench->balance.keeps_used = TRUE;
  add (bench, 100, 0);
  add (bench, 50, 0);
  assert_nothing (bench, 0);
  assert_nothing (bench, 100);
  bench->connections[1] = (FeedBalanceConnection) { 50, FALSE, 60 * SECOND };
  assert_move (bench, FEED_BALANCE_REFUSED, 1, 0, 50);
  bench->connections[1] = (FeedBalanceConnection) { 0, FALSE, 0 };
  assert_nothing (bench, 0);
  bench->now_us += 60 * SECOND;
  assert_move (bench, FEED_BALANCE_SPARE, 1, 0, 0);
}

/* The emptiest goes, into the fullest that has room, a batch at a time, and then the connection */
static void
test_spare (Bench        *bench,
            gconstpointer data)
{
  add (bench, 700, 0);
  add (bench, 500, 0);
  add (bench, 400, 0);
  assert_nothing (bench, 0);
  assert_nothing (bench, 59);
  decide (bench, 1);
  assert_move (bench, FEED_BALANCE_SPARE, 2, 0, 200);
  bench->connections[0].n_instruments = 900;
  bench->connections[2].n_instruments = 200;
  assert_move (bench, FEED_BALANCE_SPARE, 2, 0, 100);
  bench->connections[0].n_instruments = 1000;
  bench->connections[2].n_instruments = 100;
  assert_move (bench, FEED_BALANCE_SPARE, 2, 1, 100);
  bench->connections[1].n_instruments = 600;
  bench->connections[2] = (FeedBalanceConnection) { 0, FALSE, 0 };
  assert_move (bench, FEED_BALANCE_SPARE, 2, 0, 0);
  bench->n_connections = 2;
  assert_nothing (bench, 100);
}

/* Four fifths of the others, for a minute on end */
static void
test_hysteresis (Bench        *bench,
                 gconstpointer data)
{
  add (bench, 500, 0);
  add (bench, 301, 0);
  assert_nothing (bench, 0);
  assert_nothing (bench, 100);
  bench->connections[1].n_instruments = 300;
  assert_nothing (bench, 0);
  assert_nothing (bench, 59);
  bench->connections[1].n_instruments = 301;
  assert_nothing (bench, 1);
  bench->connections[1].n_instruments = 300;
  assert_nothing (bench, 1);
  assert_nothing (bench, 59);
  decide (bench, 1);
  assert_move (bench, FEED_BALANCE_SPARE, 1, 0, 200);
}

/* An uneven load is no reason, nor is a market without streams */
static void
test_nothing (Bench        *bench,
              gconstpointer data)
{
  add (bench, 1000, 0);
  add (bench, 10, 0);
  assert_nothing (bench, 0);
  assert_nothing (bench, 100);
  bench->connections[0] = (FeedBalanceConnection) { 10, FALSE, 0 };
  bench->connections[1] = (FeedBalanceConnection) { 10, FALSE, 0 };
  assert_nothing (bench, 0);
  assert_nothing (bench, 100);
}

/* Only to a connection with a stream, and as many as there is room for */
static void
test_refused (Bench        *bench,
              gconstpointer data)
{
  add (bench, 1000, 0);
  add (bench, 240, 59);
  add (bench, 100, 59);
  assert_nothing (bench, 0);
  bench->connections[1].without_us = bench->connections[2].without_us = 60 * SECOND;
  assert_nothing (bench, 0);
  bench->connections[0].n_instruments = 990;
  assert_move (bench, FEED_BALANCE_REFUSED, 1, 0, 10);
  bench->connections[0].n_instruments = 600;
  assert_move (bench, FEED_BALANCE_REFUSED, 1, 0, 200);
  bench->connections[1].n_instruments = 0;
  assert_move (bench, FEED_BALANCE_REFUSED, 2, 0, 100);
  bench->connections[0].streams = FALSE;
  assert_nothing (bench, 0);
}

/* What holds any number of instruments */
static void
test_no_limit (Bench        *bench,
               gconstpointer data)
{
  FeedBalanceMove move;

  add (bench, 100000, 0);
  add (bench, 10, 60);
  move = feed_balance_decide (&bench->balance, bench->connections, 2, 0, bench->now_us);
  g_assert_cmpint (move.reason, ==, FEED_BALANCE_REFUSED);
  g_assert_cmpuint (move.n, ==, 10);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/balance/alone", Bench, NULL, set_up, test_alone, tear_down);
  g_test_add ("/balance/spare", Bench, NULL, set_up, test_spare, tear_down);
  g_test_add ("/balance/kept", Bench, NULL, set_up, test_kept, tear_down);
  g_test_add ("/balance/hysteresis", Bench, NULL, set_up, test_hysteresis, tear_down);
  g_test_add ("/balance/nothing", Bench, NULL, set_up, test_nothing, tear_down);
  g_test_add ("/balance/refused", Bench, NULL, set_up, test_refused, tear_down);
  g_test_add ("/balance/no-limit", Bench, NULL, set_up, test_no_limit, tear_down);
  return g_test_run ();
}
