/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An instrument goes over to another connection's gate. */
#include "feed/core/feed-arbiter.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define WALL_US (G_GINT64_CONSTANT (1734666269) * SECOND)
#define START_US (1000 * SECOND)

/* Two connections of a venue: the instrument is in slot 0 of the first, and 3 of the second */
typedef struct {
  FeedArbiter *first, *second;
  FeedTick     tick;
} Bench;

static void
set_up (Bench        *bench,
        gconstpointer dated)
{
  bench->first = dated != NULL ? feed_arbiter_new_dated () : feed_arbiter_new ();
  bench->second = dated != NULL ? feed_arbiter_new_dated () : feed_arbiter_new ();
  feed_arbiter_reset_slot (bench->first, 0, WALL_US);
  feed_arbiter_reset_slot (bench->second, 3, WALL_US);
}

static void
tear_down (Bench        *bench,
           gconstpointer dated)
{
  feed_arbiter_free (bench->first);
  feed_arbiter_free (bench->second);
}

static gboolean
is_covered (Bench *bench)
{
  return feed_arbiter_is_covered (bench->second, 3, bench->first, 0);
}

/* generation: of the second connection's socket; the first's is 7 */
static guint
pass (Bench *bench,
      guint  generation)
{
  FeedArbiterContext context = {
    .generation = generation != 0 ? generation : 7, .wall_us = WALL_US
  };

  bench->tick.instrument = generation != 0 ? 3 : 0;
  bench->tick.source = FEED_SOURCE_STREAM;
  bench->tick.receive_time_us = START_US;
  return feed_arbiter_pass (generation != 0 ? bench->second : bench->first, &bench->tick,
                            &context);
}

static guint
trade (Bench *bench,
       guint  generation,
       gint64 id)
{
  feed_tick_init (&bench->tick);
  bench->tick.flags = FEED_TICK_TRADE;
  bench->tick.sequence = id;
  bench->tick.last = 100 + id;
  bench->tick.exchange_time_us = WALL_US;
  return pass (bench, generation);
}

static guint
quote (Bench *bench,
       guint  generation,
       gint64 id)
{
  feed_tick_init (&bench->tick);
  bench->tick.flags = FEED_TICK_QUOTE;
  bench->tick.sequence = id;
  bench->tick.bid = 100 + id;
  bench->tick.ask = 101 + id;
  return pass (bench, generation);
}

static guint
packet (Bench *bench,
        guint  generation,
        int    second,
        gint64 sequence,
        double last)
{
  feed_tick_init (&bench->tick);
  bench->tick.sequence = sequence;
  bench->tick.last = last;
  bench->tick.exchange_time_us = WALL_US + second * SECOND;
  return pass (bench, generation);
}

static guint
levels (Bench *bench,
        guint  generation,
        int    ms)
{
  feed_tick_init (&bench->tick);
  bench->tick.flags = FEED_TICK_QUOTE | FEED_TICK_DEPTH;
  bench->tick.bid = 100 + ms;
  bench->tick.exchange_time_us = WALL_US + ms * SECOND / 1000;
  return pass (bench, generation);
}

static void
test_ids (Bench        *bench,
          gconstpointer dated)
{
  g_assert_true (is_covered (bench));
  trade (bench, 0, 5);
  quote (bench, 0, 50);
  g_assert_true (is_covered (bench));
  trade (bench, 1, 6);
  g_assert_false (is_covered (bench));
  trade (bench, 0, 6);
  g_assert_true (is_covered (bench));
  quote (bench, 1, 51);
  g_assert_false (is_covered (bench));
  quote (bench, 0, 52);
  trade (bench, 0, 7);
  g_assert_true (is_covered (bench));
  feed_arbiter_inherit (bench->second, 3, bench->first, 0, 1);
  g_assert_cmphex (trade (bench, 1, 6), ==, 0);
  g_assert_cmphex (trade (bench, 1, 7), ==, 0);
  g_assert_cmphex (quote (bench, 1, 52), ==, 0);
  g_assert_cmphex (quote (bench, 1, 53), ==, FEED_SERIES_QUOTE);
  g_assert_cmphex (trade (bench, 1, 8), ==, FEED_SERIES_TAPE | FEED_SERIES_LAST);
  g_assert_cmphex (bench->tick.flags & FEED_TICK_FIRST_AFTER_GAP, ==, 0);
  /* What the first has is not touched */
  g_assert_cmphex (trade (bench, 0, 8), ==, FEED_SERIES_TAPE | FEED_SERIES_LAST);
}

/* After a time without stream, this link is the next: its first tick says so */
static void
test_gap (Bench        *bench,
          gconstpointer dated)
{
  trade (bench, 0, 5);
  feed_arbiter_inherit (bench->second, 3, bench->first, 0, 0);
  g_assert_cmphex (trade (bench, 1, 5), ==, 0);
  g_assert_cmphex (trade (bench, 1, 9), !=, 0);
  g_assert_cmphex (bench->tick.flags & FEED_TICK_FIRST_AFTER_GAP, !=, 0);
  g_assert_cmpuint (feed_arbiter_take_rebased (bench->second), ==, 0);
}

static void
test_dated (Bench        *bench,
            gconstpointer dated)
{
  packet (bench, 0, 10, 500, 100);
  g_assert_true (is_covered (bench));
  packet (bench, 1, 10, 501, 101);
  g_assert_false (is_covered (bench));
  packet (bench, 0, 10, 501, 101);
  g_assert_true (is_covered (bench));
  packet (bench, 1, 11, 3, 102);
  g_assert_false (is_covered (bench));
  packet (bench, 0, 11, 4, 103);
  g_assert_true (is_covered (bench));
  levels (bench, 1, 12000);
  g_assert_false (is_covered (bench));
  levels (bench, 0, 12000);
  g_assert_true (is_covered (bench));
  feed_arbiter_inherit (bench->second, 3, bench->first, 0, 1);
  g_assert_cmphex (packet (bench, 1, 11, 4, 103), ==, 0);
  g_assert_cmphex (levels (bench, 1, 11900), ==, 0);
  g_assert_cmphex (packet (bench, 1, 11, 5, 103), ==, FEED_SERIES_LAST);
}

/* Without a sequence, the same second is not the same packet */
static void
test_index (Bench        *bench,
            gconstpointer dated)
{
  packet (bench, 0, 10, -1, 100);
  packet (bench, 1, 10, -1, 101);
  g_assert_false (is_covered (bench));
  packet (bench, 0, 10, -1, 101);
  g_assert_true (is_covered (bench));
  packet (bench, 0, 11, -1, 102);
  g_assert_false (is_covered (bench));
  packet (bench, 1, 11, -1, 102);
  g_assert_true (is_covered (bench));
  feed_arbiter_inherit (bench->second, 3, bench->first, 0, 1);
  g_assert_cmphex (packet (bench, 1, 11, -1, 102), ==, 0);
  g_assert_cmphex (packet (bench, 1, 11, -1, 103), ==, FEED_SERIES_LAST);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/heir/ids", Bench, NULL, set_up, test_ids, tear_down);
  g_test_add ("/heir/gap", Bench, NULL, set_up, test_gap, tear_down);
  g_test_add ("/heir/dated", Bench, "dated", set_up, test_dated, tear_down);
  g_test_add ("/heir/index", Bench, "dated", set_up, test_index, tear_down);
  return g_test_run ();
}
