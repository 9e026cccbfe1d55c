/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-tick.h"

#include <math.h>

static void
test_init (void)
{
  FeedTick tick;

  memset (&tick, 0x55, sizeof tick);
  feed_tick_init (&tick);
  g_assert_cmpuint (tick.instrument, ==, 0);
  g_assert_cmpuint (tick.source, ==, FEED_SOURCE_STREAM);
  g_assert_cmpuint (tick.flags, ==, 0);
  g_assert_cmpint (tick.exchange_time_us, ==, 0);
  g_assert_cmpint (tick.receive_time_us, ==, 0);
  g_assert_cmpint (tick.sequence, ==, -1);
  for (const double *price = &tick.last; price <= &tick.open_interest; price++)
    g_assert_true (isnan (*price));
}

static void
test_boxed (void)
{
  FeedTick tick;
  FeedTick *copy;

  feed_tick_init (&tick);
  tick.instrument = 7;
  tick.bid = 61837.63;
  copy = g_boxed_copy (FEED_TYPE_TICK, &tick);
  g_assert_true (copy != &tick);
  g_assert_cmpmem (copy, sizeof *copy, &tick, sizeof tick);
  g_boxed_free (FEED_TYPE_TICK, copy);
}

static void
test_names (void)
{
  g_assert_cmpstr (feed_source_to_string (FEED_SOURCE_STREAM), ==, "stream");
  g_assert_cmpstr (feed_source_to_string (FEED_SOURCE_POLL), ==, "poll");
  g_assert_cmpstr (feed_source_to_string (FEED_SOURCE_PROBE), ==, "probe");
  g_assert_cmpstr (feed_source_to_string (FEED_SOURCE_REPLAY), ==, "replay");
  g_assert_cmpstr (feed_tick_flag_name (g_bit_nth_lsf (FEED_TICK_TRADE, -1)), ==, "trade");
  g_assert_cmpstr (feed_tick_flag_name (g_bit_nth_lsf (FEED_TICK_QUOTE, -1)), ==, "quote");
  g_assert_cmpstr (feed_tick_flag_name (g_bit_nth_lsf (FEED_TICK_STATS, -1)), ==, "stats");
  g_assert_cmpstr (feed_tick_flag_name (g_bit_nth_lsf (FEED_TICK_SNAPSHOT, -1)), ==, "snapshot");
  g_assert_cmpstr (feed_tick_flag_name (g_bit_nth_lsf (FEED_TICK_STALE, -1)), ==, "stale");
  g_assert_cmpstr (feed_tick_flag_name (g_bit_nth_lsf (FEED_TICK_BACKFILL, -1)), ==, "backfill");
  g_assert_cmpstr (feed_tick_flag_name (g_bit_nth_lsf (FEED_TICK_CONFLATED, -1)), ==, "conflated");
  g_assert_cmpstr (feed_tick_flag_name (g_bit_nth_lsf (FEED_TICK_FIRST_AFTER_GAP, -1)), ==,
                   "first-after-gap");
  g_assert_cmpstr (feed_tick_flag_name (g_bit_nth_lsf (FEED_TICK_LATE, -1)), ==, "late");
  g_assert_cmpstr (feed_tick_flag_name (g_bit_nth_lsf (FEED_TICK_FUTURE, -1)), ==, "future");
  g_assert_cmpstr (feed_tick_flag_name (g_bit_nth_lsf (FEED_TICK_DEPTH, -1)), ==, "depth");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/tick/init", test_init);
  g_test_add_func ("/tick/boxed", test_boxed);
  g_test_add_func ("/tick/names", test_names);
  return g_test_run ();
}
