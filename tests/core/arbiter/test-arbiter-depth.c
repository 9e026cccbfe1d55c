/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The levels of the order book: five of an older message never take the place of twenty */
#include "feed/core/feed-arbiter.h"

#define WALL_US  (G_GINT64_CONSTANT (1723161255) * G_USEC_PER_SEC)
#define START_US (1000 * G_USEC_PER_SEC)
#define MS       G_GINT64_CONSTANT (1000)
#define DEPTH    FEED_SERIES_DEPTH
#define LAST     FEED_SERIES_LAST

typedef struct {
  FeedArbiter       *arbiter;
  FeedArbiterContext context;
  FeedTick           tick;
  gint64             now_us;
} Bench;

static void
bench_set_up (Bench        *bench,
              gconstpointer data)
{
  bench->arbiter = feed_arbiter_new ();
  bench->now_us = START_US;
  bench->context = (FeedArbiterContext) { .generation = 1, .wall_us = WALL_US };
  feed_arbiter_reset_slot (bench->arbiter, 0, WALL_US);
}

static void
bench_tear_down (Bench        *bench,
                 gconstpointer data)
{
  feed_arbiter_free (bench->arbiter);
}

static guint
pass (Bench     *bench,
      FeedSource source,
      gint64     time_ms)
{
  bench->tick.source = source;
  bench->tick.flags |= FEED_TICK_DEPTH;
  bench->tick.receive_time_us = bench->now_us += MS;
  if (time_ms != 0)
    bench->tick.exchange_time_us = WALL_US + time_ms * MS;
  return feed_arbiter_pass (bench->arbiter, &bench->tick, &bench->context);
}

/* Levels of that time after (or before) the start; 0 = of no time */
static guint
stream_at (Bench *bench,
           gint64 time_ms)
{
  feed_tick_init (&bench->tick);
  return pass (bench, FEED_SOURCE_STREAM, time_ms);
}

static guint
poll_at (Bench *bench,
         gint64 time_ms,
         gint64 requested_at_us)
{
  feed_tick_init (&bench->tick);
  bench->context.requested_at_us = requested_at_us;
  return pass (bench, FEED_SOURCE_POLL, time_ms);
}

static void
test_order (Bench        *bench,
            gconstpointer data)
{
  FeedArbiterCounts counts;

  g_assert_cmpuint (stream_at (bench, 1500), ==, DEPTH);
  g_assert_true ((bench->tick.flags & FEED_TICK_DEPTH) != 0);
  g_assert_cmpuint (stream_at (bench, 1500), ==, DEPTH);
  /* A message of whole seconds that is older by less than one */
  g_assert_cmpuint (stream_at (bench, 1000), ==, 0);
  g_assert_cmpuint (stream_at (bench, 2000), ==, DEPTH);
  g_assert_cmpuint (stream_at (bench, 0), ==, DEPTH);
  g_assert_cmpuint (stream_at (bench, 1999), ==, 0);
  feed_arbiter_get_counts (bench->arbiter, &counts);
  g_assert_cmpuint (counts.late, ==, 2);
}

/* What came with older levels is judged by its own key */
static void
test_company (Bench        *bench,
              gconstpointer data)
{
  g_assert_cmpuint (stream_at (bench, 1500), ==, DEPTH);
  feed_tick_init (&bench->tick);
  bench->tick.flags = FEED_TICK_TRADE;
  bench->tick.last = 100;
  bench->tick.sequence = 7;
  bench->tick.trade_time_us = WALL_US;
  g_assert_cmpuint (pass (bench, FEED_SOURCE_STREAM, 1000), ==, FEED_SERIES_TAPE | LAST);
  g_assert_cmpuint (bench->tick.flags, ==, FEED_TICK_TRADE);
  g_assert_cmpint (bench->tick.trade_time_us, ==, WALL_US);
  /* And the other way about: the time of a trade goes with its price */
  feed_tick_init (&bench->tick);
  bench->tick.flags = FEED_TICK_TRADE;
  bench->tick.last = 99;
  bench->tick.sequence = 6;
  bench->tick.trade_time_us = WALL_US;
  g_assert_cmpuint (pass (bench, FEED_SOURCE_STREAM, 1600), ==, DEPTH);
  g_assert_cmpuint (bench->tick.flags, ==, FEED_TICK_DEPTH);
  g_assert_cmpint (bench->tick.trade_time_us, ==, 0);
}

static void
test_poll (Bench        *bench,
           gconstpointer data)
{
  g_assert_cmpuint (poll_at (bench, 1000, bench->now_us), ==, 0);
  bench->context.poll_leads = TRUE;
  g_assert_cmpuint (poll_at (bench, 1000, bench->now_us), ==, DEPTH);
  g_assert_cmpuint (poll_at (bench, 1000, bench->now_us), ==, 0);
  g_assert_cmpuint (poll_at (bench, 2000, bench->now_us), ==, DEPTH);
  g_assert_cmpuint (stream_at (bench, 2500), ==, DEPTH);
  /* Asked for before the stream spoke */
  g_assert_cmpuint (poll_at (bench, 3000, bench->now_us - 1), ==, 0);
  g_assert_cmpuint (poll_at (bench, 3000, bench->now_us), ==, DEPTH);
  g_assert_cmpuint (stream_at (bench, 2900), ==, 0);
}

/* One wrong stamp does not freeze the book */
static void
test_wrong_stamp (Bench        *bench,
                  gconstpointer data)
{
  g_assert_cmpuint (stream_at (bench, 1000), ==, DEPTH);
  g_assert_cmpuint (stream_at (bench, 3600 * 1000), ==, DEPTH);
  g_assert_true ((bench->tick.flags & FEED_TICK_FUTURE) != 0);
  g_assert_cmpuint (stream_at (bench, 1001), ==, DEPTH);
}

/* Another part of the book is carried from now on */
static void
test_forget (Bench        *bench,
             gconstpointer data)
{
  g_assert_cmpuint (stream_at (bench, 1500), ==, DEPTH);
  for (guint i = 0; i < 2; i++) {
    feed_tick_init (&bench->tick);
    bench->tick.flags = FEED_TICK_QUOTE;
    bench->tick.bid = 100;
    bench->tick.ask = 101;
    bench->tick.sequence = -1;
    g_assert_cmpuint (pass (bench, FEED_SOURCE_STREAM, 1000), ==, FEED_SERIES_QUOTE | (i * DEPTH));
    feed_arbiter_forget_quote (bench->arbiter, 0);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, function) \
  g_test_add ("/arbiter/depth/" name, Bench, NULL, bench_set_up, function, bench_tear_down)
  ADD ("order", test_order);
  ADD ("company", test_company);
  ADD ("poll", test_poll);
  ADD ("wrong-stamp", test_wrong_stamp);
  ADD ("forget", test_forget);
  return g_test_run ();
}
