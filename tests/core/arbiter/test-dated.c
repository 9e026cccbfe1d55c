/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate of a venue whose ticks are ordered by (second, sequence of the day). */
#include <math.h>

#include "feed/core/feed-arbiter.h"

#define LAST  FEED_SERIES_LAST
#define QUOTE FEED_SERIES_QUOTE
#define STATS FEED_SERIES_STATS
#define DEPTH FEED_SERIES_DEPTH
#define ALL (LAST | QUOTE | STATS | DEPTH)

/* Friday, 2024-12-20 09:14:29 in India */
#define WALL_US (G_GINT64_CONSTANT (1734666269) * SECOND)
#define START_US (1000 * SECOND)
#define SECOND ((gint64) G_USEC_PER_SEC)
#define MS G_GINT64_CONSTANT (1000)
#define DAY_US (24 * 3600 * SECOND)

typedef struct {
  FeedArbiter       *arbiter;
  FeedArbiterContext context;
  FeedTick           tick;      /* the newest, as it passed */
  gint64             now_us;
} Bench;

static void
set_up (Bench        *bench,
        gconstpointer data)
{
  bench->arbiter = feed_arbiter_new_dated ();
  bench->now_us = START_US;
  bench->context = (FeedArbiterContext) { .generation = 1, .wall_us = WALL_US };
  feed_arbiter_reset_slot (bench->arbiter, 0, WALL_US);
}

static void
tear_down (Bench        *bench,
           gconstpointer data)
{
  feed_arbiter_free (bench->arbiter);
}

static void
wait_ms (Bench *bench,
         gint64 ms)
{
  bench->now_us += ms * MS;
  bench->context.wall_us += ms * MS;
}

/* second: after WALL_US; < 0: no time */
static void
begin (Bench     *bench,
       FeedSource source,
       guint      flags,
       int        second)
{
  feed_tick_init (&bench->tick);
  bench->tick.source = source;
  bench->tick.flags = flags;
  bench->tick.exchange_time_us = second < 0 ? 0 : WALL_US + second * SECOND;
  bench->tick.receive_time_us = bench->now_us;
}

static guint
pass (Bench *bench)
{
  return feed_arbiter_pass (bench->arbiter, &bench->tick, &bench->context);
}

static void
fill (Bench *bench,
      double last,
      double volume)
{
  bench->tick.last = last;
  bench->tick.last_size = 1;
  bench->tick.volume = volume;
  bench->tick.bid = last - 1;
  bench->tick.ask = last + 1;
}

static guint
snap (Bench *bench,
      int    second,
      gint64 sequence,
      double last,
      double volume)
{
  begin (bench, FEED_SOURCE_STREAM, FEED_TICK_STATS | FEED_TICK_QUOTE | FEED_TICK_DEPTH, second);
  bench->tick.sequence = sequence;
  fill (bench, last, volume);
  return pass (bench);
}

static guint
price (Bench *bench,
       int    second,
       gint64 sequence,
       double last)
{
  begin (bench, FEED_SOURCE_STREAM, 0, second);
  bench->tick.sequence = sequence;
  bench->tick.last = last;
  return pass (bench);
}

static guint
levels (Bench *bench,
        int    second,
        int    ms,
        double bid)
{
  begin (bench, FEED_SOURCE_STREAM, FEED_TICK_QUOTE | FEED_TICK_DEPTH, second);
  bench->tick.exchange_time_us += ms * MS;
  bench->tick.bid = bid;
  bench->tick.ask = bid + 1;
  return pass (bench);
}

/* A poll asked for 100 ms ago; traded: second of the last trade, < 0: 1970 */
static guint
poll (Bench *bench,
      int    second,
      int    traded,
      double last,
      double volume)
{
  begin (bench, FEED_SOURCE_POLL, FEED_TICK_STATS | FEED_TICK_QUOTE | FEED_TICK_DEPTH, second);
  bench->tick.trade_time_us = traded < 0 ? 0 : WALL_US + traded * SECOND;
  fill (bench, last, volume);
  bench->context.requested_at_us = bench->now_us - 100 * MS;
  return pass (bench);
}

static void
test_order (Bench        *bench,
            gconstpointer data)
{
  FeedArbiterCounts counts;

  g_assert_cmphex (snap (bench, 0, 1007544, 100, 10), ==, ALL);
  g_assert_cmphex (snap (bench, 0, 1007691, 101, 11), ==, ALL);
  /* The same packet again; then other content under the same key */
  g_assert_cmphex (snap (bench, 0, 1007691, 101, 11), ==, 0);
  g_assert_cmphex (snap (bench, 0, 1007691, 102, 11), ==, ALL);
  /* Below the sequence, below the second */
  g_assert_cmphex (snap (bench, 0, 1007690, 103, 12), ==, 0);
  g_assert_cmphex (snap (bench, 1, 5, 103, 12), ==, ALL);
  g_assert_cmphex (snap (bench, 0, 1007999, 104, 13), ==, 0);
  /* Fields are not of one moment: volume may stay, even fall */
  g_assert_cmphex (snap (bench, 1, 6, 105, 12), ==, ALL);
  g_assert_cmphex (snap (bench, 1, 7, 105, 11), ==, ALL);
  feed_arbiter_get_counts (bench->arbiter, &counts);
  g_assert_cmpuint (counts.accepted, ==, 6);
  g_assert_cmpuint (counts.duplicate, ==, 1);
  g_assert_cmpuint (counts.late, ==, 2);
  /* A sequence begins anew with the day, which the second tells */
  g_assert_cmphex (price (bench, 24 * 3600, 1, 99), ==, LAST);
}

/* No sequence: as they come */
static void
test_index (Bench        *bench,
            gconstpointer data)
{
  g_assert_cmphex (price (bench, 0, -1, 100), ==, LAST);
  g_assert_cmphex (price (bench, 0, -1, 100), ==, 0);
  g_assert_cmphex (price (bench, 0, -1, 101), ==, LAST);
  g_assert_cmphex (price (bench, 2, -1, 101), ==, LAST);
  g_assert_cmphex (price (bench, 1, -1, 102), ==, LAST);
  g_assert_cmphex (price (bench, -1, -1, 103), ==, LAST);
}

/* By the volume of the day, both ways */
static void
test_volume (Bench        *bench,
             gconstpointer data)
{
  g_assert_cmphex (snap (bench, 0, 1, 100, 10), ==, ALL);
  wait_ms (bench, 200);
  g_assert_cmphex (poll (bench, 0, 0, 99, 9), ==, 0);
  g_assert_cmphex (poll (bench, 0, 0, 101, 11), ==, ALL);
  g_assert_cmphex (snap (bench, 0, 2, 100, 10), ==, 0);
  g_assert_cmphex (snap (bench, 1, 3, 102, 12), ==, ALL);
  /* A day later it counts from 0 */
  wait_ms (bench, DAY_US / MS);
  g_assert_cmphex (poll (bench, 24 * 3600, 24 * 3600, 103, 1), ==, ALL);
  g_assert_cmphex (snap (bench, 24 * 3600 + 1, 1, 104, 2), ==, ALL);
  g_assert_cmphex (poll (bench, 1, 1, 102, 12), ==, 0);
}

/* The same volume: the poll wins where the stream was quiet for a second, and then the stream needs
 * the second of the last trade */
static void
test_tie (Bench        *bench,
          gconstpointer data)
{
  g_assert_cmphex (snap (bench, 0, 1, 100, 10), ==, ALL);
  wait_ms (bench, 1000);
  g_assert_cmphex (poll (bench, 1, 0, 101, 10), ==, 0);
  wait_ms (bench, 200);
  g_assert_cmphex (poll (bench, 1, 1, 101, 10), ==, ALL);
  g_assert_cmphex (poll (bench, 1, 1, 101, 10), ==, 0);
  g_assert_cmphex (snap (bench, 0, 2, 102, 10), ==, 0);
  g_assert_cmphex (snap (bench, 1, 3, 102, 10), ==, ALL);
  /* One that is older by the venue's own word does not */
  wait_ms (bench, 5000);
  g_assert_cmphex (poll (bench, 0, 0, 103, 10), ==, 0);
  /* 1970 is no time */
  g_assert_cmphex (poll (bench, -1, -1, 104, 10), ==, ALL);
  g_assert_cmphex (snap (bench, 1, 4, 105, 10), ==, ALL);
}

/* What the stream does not carry, polls alone tell */
static void
test_alone (Bench        *bench,
            gconstpointer data)
{
  g_assert_cmphex (price (bench, 5, 1, 100), ==, LAST);
  wait_ms (bench, 200);
  g_assert_cmphex (poll (bench, 5, 3, 99, 9), ==, QUOTE | STATS | DEPTH);
  g_assert_true (isnan (bench->tick.last));
  g_assert_cmpfloat (bench->tick.volume, ==, 9);
  g_assert_cmphex (price (bench, 5, 2, 101), ==, LAST);
  wait_ms (bench, 200);
  g_assert_cmphex (poll (bench, 5, 3, 99, 9), ==, 0);
  wait_ms (bench, 2000);
  g_assert_cmphex (poll (bench, 7, 7, 102, 12), ==, ALL);
  g_assert_cmphex (price (bench, 6, 3, 101), ==, 0);
  g_assert_cmphex (price (bench, 7, 4, 103), ==, LAST);
}

/* Twenty levels keep an order of their own, and five are of no use beside them */
static void
test_levels (Bench        *bench,
             gconstpointer data)
{
  g_assert_cmphex (snap (bench, 0, 1, 100, 10), ==, ALL);
  g_assert_cmphex (levels (bench, 0, 500, 99), ==, QUOTE | DEPTH);
  g_assert_cmphex (levels (bench, 0, 400, 98), ==, 0);
  g_assert_cmphex (levels (bench, 0, 500, 98), ==, QUOTE | DEPTH);
  g_assert_cmphex (snap (bench, 0, 2, 101, 11), ==, LAST | STATS);
  g_assert_true (isnan (bench->tick.bid));
  g_assert_cmphex (bench->tick.flags, ==, FEED_TICK_STATS);
  g_assert_cmphex (snap (bench, 1, 3, 102, 12), ==, LAST | STATS | QUOTE);
  g_assert_cmphex (bench->tick.flags, ==, FEED_TICK_STATS | FEED_TICK_QUOTE);
  g_assert_cmphex (levels (bench, 0, 900, 97), ==, DEPTH);
  g_assert_cmphex (snap (bench, 9, 4, 103, 13), ==, ALL);
  /* Another stream need not bring them */
  bench->context.generation = 2;
  g_assert_cmphex (snap (bench, 9, 5, 104, 14), ==, ALL);
}

/* A stamp an hour ahead is shown and flagged, and stops nothing */
static void
test_future (Bench        *bench,
             gconstpointer data)
{
  g_assert_cmphex (snap (bench, 0, 1, 100, 10), ==, ALL);
  g_assert_cmphex (snap (bench, 3600, 2, 101, 11), ==, ALL);
  g_assert_true (bench->tick.flags & FEED_TICK_FUTURE);
  g_assert_cmphex (snap (bench, 1, 3, 102, 12), ==, ALL);
  g_assert_cmphex (levels (bench, 3600, 0, 99), ==, QUOTE | DEPTH);
  g_assert_cmphex (levels (bench, 1, 0, 98), ==, QUOTE | DEPTH);
  /* Nor does a poll */
  g_assert_cmphex (poll (bench, 3600, 3600, 103, 13), ==, ALL);
  g_assert_cmphex (snap (bench, 2, 4, 104, 14), ==, LAST | STATS | QUOTE);
}

/* Where the very first stamp was wrong, the venue's clock is found within five packets */
static void
test_wrong_start (Bench        *bench,
                  gconstpointer data)
{
  guint n = 0;

  g_assert_cmphex (snap (bench, 3600, 1, 100, 10), ==, ALL);
  for (int i = 0; i < 10; i++) {
    wait_ms (bench, 1000);
    n += snap (bench, i, 2 + i, 101 + i, 11 + i) != 0;
  }
  g_assert_cmpuint (n, >=, 5);
}

/* A poll with a volume that cannot be keeps out the packets of 15 s, and polls for five of them */
static void
test_wrong_volume (Bench        *bench,
                   gconstpointer data)
{
  int refused = 0;

  g_assert_cmphex (snap (bench, 0, 1, 100, 10), ==, ALL);
  g_assert_cmphex (poll (bench, 0, 0, 101, 1e17), ==, ALL);
  while (snap (bench, refused, 2 + refused, 100 + refused, 11 + refused) == 0) {
    wait_ms (bench, 1000);
    refused++;
    g_assert_cmpint (refused, <, 20);
  }
  g_assert_cmpint (refused, ==, 15);
  g_assert_cmphex (poll (bench, 16, 16, 101, 1e17), ==, ALL);
  for (refused = 0; poll (bench, 16 + refused, 16 + refused, 101, 50) == 0; refused++)
    wait_ms (bench, 4000);
  g_assert_cmpint (refused, ==, 4);
  g_assert_cmpuint (feed_arbiter_take_rebased (bench->arbiter), ==, 1);
}

/* Five lower packets in a row of a later stream, and a poll that agrees */
static void
test_restart (Bench        *bench,
              gconstpointer data)
{
  g_assert_cmphex (snap (bench, 60, 500, 100, 10), ==, ALL);
  bench->context.generation = 2;
  for (int i = 0; i < 6; i++) {
    wait_ms (bench, 1000);
    g_assert_cmphex (snap (bench, i, i, 101, 11), ==, 0);
  }
  wait_ms (bench, 1000);
  g_assert_cmphex (poll (bench, 6, 6, 102, 9), ==, ALL);
  g_assert_cmpuint (feed_arbiter_take_rebased (bench->arbiter), ==, 1);
  g_assert_cmphex (snap (bench, 7, 7, 103, 12), ==, ALL);
}

static void
test_after_gap (Bench        *bench,
                gconstpointer data)
{
  g_assert_cmphex (snap (bench, 0, 1, 100, 10), ==, ALL);
  wait_ms (bench, 5000);
  bench->context.generation = 2;
  g_assert_cmphex (snap (bench, 0, 1, 100, 10), ==, 0);
  g_assert_cmphex (snap (bench, 5, 9, 101, 11), ==, ALL);
  g_assert_true (bench->tick.flags & FEED_TICK_FIRST_AFTER_GAP);
  /* Weeks old */
  bench->context.generation = 3;
  wait_ms (bench, 35 * DAY_US / MS);
  g_assert_cmphex (snap (bench, 6, 9, 101, 11), ==, ALL);
  g_assert_true (bench->tick.flags & FEED_TICK_SNAPSHOT);
}

/* A market that both sources look at, each with a delay of its own */
typedef struct {
  int    second;
  gint64 sequence;
  double volume;
} Event;

#define N_EVENTS 400

static void
make_market (GRand *rand,
             Event *events)
{
  Event now = { 0, 1000, 0 };

  for (guint i = 0; i < N_EVENTS; i++) {
    now.second += g_rand_int_range (rand, 0, 4) == 0;
    now.sequence += g_rand_int_range (rand, 1, 300);
    /* A packet may be of the book alone */
    now.volume += g_rand_int_range (rand, 0, 3) == 0 ? 0 : g_rand_int_range (rand, 1, 50);
    events[i] = now;
  }
}

/* What passed never goes back: by the sequence of packets, by the volume of all; and a packet is
 * dropped only where a poll or a packet knew as much */
static void
interleave (Bench *bench,
            GRand *rand)
{
  Event events[N_EVENTS];
  guint streamed = 0, polled = 0, market = 0;
  gint64 sequence = -1;
  double volume = -1, polled_volume = -1;
  int second = -1;

  make_market (rand, events);
  while (streamed < N_EVENTS) {
    market = MIN (market + (guint) g_rand_int_range (rand, 0, 4), N_EVENTS - 1);
    if (g_rand_int_range (rand, 0, 8) == 0) {
      const Event *event = &events[polled = CLAMP (market - MIN (market, 3), polled, market)];

      if (poll (bench, event->second, event->second, 100 + event->volume, event->volume) & LAST) {
        g_assert_cmpfloat (event->volume, >=, volume);
        volume = polled_volume = event->volume;
        second = MAX (second, event->second);
      }
    } else if (streamed <= market) {
      const Event *event = &events[streamed++];
      guint mask = snap (bench, event->second, event->sequence, 100 + event->volume,
                         event->volume);

      if (mask & LAST) {
        g_assert_cmpint (event->sequence, >, sequence);
        g_assert_cmpfloat (event->volume, >=, volume);
        sequence = event->sequence;
        volume = event->volume;
        second = MAX (second, event->second);
      } else {
        g_assert_cmpfloat (event->volume, <=, polled_volume);
      }
    }
    wait_ms (bench, g_rand_int_range (rand, 0, 600));
  }
  g_assert_cmpint (second, ==, events[N_EVENTS - 1].second);
}

static void
test_interleaved (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (18);

  for (guint i = 0; i < 300; i++) {
    Bench bench;

    set_up (&bench, NULL);
    interleave (&bench, rand);
    tear_down (&bench, NULL);
  }
}

/* Hostile ticks: nothing but doubles and times as a decoder may give them */
static void
test_hostile (Bench        *bench,
              gconstpointer data)
{
  static const double values[] = { 0, 1, 2, 1e17, 1e300, 5, 6 };
  static const int seconds[] = { -1, 0, 1, 2, 60, 3600, 2000000000, 86400 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 200000; i++) {
    double volume = g_rand_boolean (rand) ? NAN : values[g_rand_int_range (rand, 0, 7)];
    int second = seconds[g_rand_int_range (rand, 0, 8)];
    guint had, mask;

    bench->context.generation += g_rand_int_range (rand, 0, 50) == 0;
    wait_ms (bench, g_rand_int_range (rand, 0, 3000));
    switch (g_rand_int_range (rand, 0, 4)) {
    case 0:
      mask = poll (bench, second, seconds[g_rand_int_range (rand, 0, 8)], 1 + i % 5, volume);
      break;
    case 1:
      mask = levels (bench, MAX (second, 0), g_rand_int_range (rand, 0, 1000), 9);
      break;
    case 2:
      mask = price (bench, second, g_rand_int_range (rand, -1, 4), 1 + i % 3);
      break;
    default:
      mask = snap (bench, second, g_rand_int_range (rand, -1, 4), 1 + i % 3, volume);
    }
    had = bench->tick.flags;
    g_assert_true (mask == 0 || ((mask & LAST) != 0) == !isnan (bench->tick.last));
    g_assert_true (mask == 0 || ((mask & QUOTE) != 0) == ((had & FEED_TICK_QUOTE) != 0));
    g_assert_true (mask == 0 || ((mask & STATS) != 0) == ((had & FEED_TICK_STATS) != 0));
    g_assert_true (mask == 0 || ((mask & DEPTH) != 0) == ((had & FEED_TICK_DEPTH) != 0));
  }
}

#define ADD(name, func) g_test_add ("/dated/" name, Bench, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("order", test_order);
  ADD ("index", test_index);
  ADD ("volume", test_volume);
  ADD ("tie", test_tie);
  ADD ("alone", test_alone);
  ADD ("levels", test_levels);
  ADD ("future", test_future);
  ADD ("wrong-start", test_wrong_start);
  ADD ("wrong-volume", test_wrong_volume);
  ADD ("restart", test_restart);
  ADD ("after-gap", test_after_gap);
  ADD ("hostile", test_hostile);
  g_test_add_func ("/dated/interleaved", test_interleaved);
  return g_test_run ();
}
