/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-coverage.h"

#define MS G_TIME_SPAN_MILLISECOND

static FeedCoverageSummary
summarize (FeedCoverage *coverage,
           gint64        now_us)
{
  FeedCoverageSummary summary;

  feed_coverage_summarize (coverage, now_us, &summary);
  return summary;
}

static void
test_first_poll_is_the_baseline (void)
{
  g_autoptr (FeedCoverage) coverage = feed_coverage_new ();

  feed_coverage_restart (coverage, 3, 1000 * MS);
  g_assert_cmpuint (summarize (coverage, 1000 * MS).n_slots, ==, 1);
  g_assert_cmpuint (summarize (coverage, 1000 * MS).n_confirmed, ==, 0);

  g_assert_false (feed_coverage_saw_poll (coverage, 3, 50, 1000 * MS, 1100 * MS));
  g_assert_cmpuint (summarize (coverage, 1100 * MS).n_confirmed, ==, 1);
  g_assert_cmpuint (summarize (coverage, 1100 * MS).n_traded, ==, 0);
  g_assert_false (feed_coverage_saw_poll (coverage, 3, 50, 2000 * MS, 2100 * MS));
  g_assert_true (feed_coverage_saw_poll (coverage, 3, 51, 3000 * MS, 3100 * MS));
  g_assert_cmpuint (summarize (coverage, 3100 * MS).n_traded, ==, 1);
  g_assert_cmpuint (summarize (coverage, 3100 * MS).n_pending, ==, 1);
}

static void
test_request_of_before_tells_nothing (void)
{
  g_autoptr (FeedCoverage) coverage = feed_coverage_new ();

  feed_coverage_restart (coverage, 0, 1000 * MS);
  g_assert_false (feed_coverage_saw_poll (coverage, 0, 50, 999 * MS, 1100 * MS));
  g_assert_cmpuint (summarize (coverage, 1100 * MS).n_confirmed, ==, 0);
}

static void
test_behind_after_1500_ms (void)
{
  g_autoptr (FeedCoverage) coverage = feed_coverage_new ();
  guint slots[4];

  for (guint slot = 0; slot < 3; slot++) {
    feed_coverage_restart (coverage, slot, 0);
    feed_coverage_saw_poll (coverage, slot, 50, 0, 10 * MS);
  }
  feed_coverage_saw_poll (coverage, 1, 51, 900 * MS, 1000 * MS);
  feed_coverage_saw_poll (coverage, 2, 51, 900 * MS, 1000 * MS);
  g_assert_false (feed_coverage_is_behind (coverage, 1, 2500 * MS));
  g_assert_true (feed_coverage_is_behind (coverage, 1, 2500 * MS + 1));
  g_assert_false (feed_coverage_is_behind (coverage, 0, 2500 * MS + 1));
  g_assert_cmpuint (feed_coverage_list_behind (coverage, 3000 * MS, slots, 4), ==, 2);
  g_assert_cmpuint (slots[0], ==, 1);
  g_assert_cmpuint (slots[1], ==, 2);
  g_assert_cmpuint (feed_coverage_list_behind (coverage, 3000 * MS, slots, 1), ==, 1);
  g_assert_cmpuint (summarize (coverage, 3000 * MS).n_behind, ==, 2);
  g_assert_cmpuint (summarize (coverage, 3000 * MS).n_pending, ==, 0);

  feed_coverage_saw_stream (coverage, 1, 51, 3000 * MS);
  g_assert_false (feed_coverage_is_behind (coverage, 1, 3000 * MS));
}

/* A stream that is late by less than 1.5 s is never behind, however often polls look */
static void
test_lag_is_not_loss (void)
{
  g_autoptr (FeedCoverage) coverage = feed_coverage_new ();

  feed_coverage_restart (coverage, 0, 0);
  feed_coverage_saw_poll (coverage, 0, 0, 0, 1);
  for (gint64 key = 1; key < 1000; key++) {
    gint64 now_us = key * 100 * MS;

    feed_coverage_saw_poll (coverage, 0, key, now_us - MS, now_us);
    if (key > 14)
      feed_coverage_saw_stream (coverage, 0, key - 14, now_us);
    g_assert_false (feed_coverage_is_behind (coverage, 0, now_us));
  }
}

static void
test_stream_ahead_of_poll (void)
{
  g_autoptr (FeedCoverage) coverage = feed_coverage_new ();

  feed_coverage_restart (coverage, 0, 0);
  feed_coverage_saw_poll (coverage, 0, 50, 0, MS);
  feed_coverage_saw_stream (coverage, 0, 60, 2 * MS);
  g_assert_false (feed_coverage_saw_poll (coverage, 0, 59, 2 * MS, 3 * MS));
  g_assert_cmpuint (summarize (coverage, 3 * MS).n_traded, ==, 1);
  g_assert_cmpuint (summarize (coverage, 3 * MS).n_pending, ==, 0);
  /* Without a baseline a key of the stream will do */
  feed_coverage_restart (coverage, 1, 0);
  feed_coverage_saw_stream (coverage, 1, 60, 2 * MS);
  g_assert_true (feed_coverage_saw_poll (coverage, 1, 61, 2 * MS, 3 * MS));
}

static void
test_never_traded (void)
{
  g_autoptr (FeedCoverage) coverage = feed_coverage_new ();

  feed_coverage_restart (coverage, 0, 0);
  g_assert_false (feed_coverage_saw_poll (coverage, 0, -1, 0, MS));
  g_assert_false (feed_coverage_saw_poll (coverage, 0, -1, MS, 2 * MS));
  g_assert_true (feed_coverage_saw_poll (coverage, 0, 0, 2 * MS, 3 * MS));
}

static void
test_tick_without_key_confirms (void)
{
  g_autoptr (FeedCoverage) coverage = feed_coverage_new ();

  feed_coverage_restart (coverage, 0, 0);
  feed_coverage_saw_stream (coverage, 0, -1, MS);
  g_assert_cmpuint (summarize (coverage, MS).n_confirmed, ==, 1);
  g_assert_cmpuint (summarize (coverage, MS).n_heard, ==, 1);
  feed_coverage_saw_poll (coverage, 0, 5, MS, MS);
  feed_coverage_saw_poll (coverage, 0, 6, MS, MS);
  feed_coverage_saw_stream (coverage, 0, -1, 2 * MS);
  g_assert_true (feed_coverage_is_behind (coverage, 0, 2000 * MS));
}

static void
test_polled_until_the_stream_has_it (void)
{
  g_autoptr (FeedCoverage) coverage = feed_coverage_new ();

  feed_coverage_restart (coverage, 0, 0);
  feed_coverage_saw_poll (coverage, 0, 5, 0, MS);
  feed_coverage_saw_poll (coverage, 0, 6, 0, MS);
  feed_coverage_set_polled (coverage, 0, TRUE);
  feed_coverage_saw_poll (coverage, 0, 9, 0, 2000 * MS);
  g_assert_cmpuint (summarize (coverage, MS).n_polled, ==, 1);
  feed_coverage_saw_stream (coverage, 0, 8, 2000 * MS);
  g_assert_true (feed_coverage_is_polled (coverage, 0));
  feed_coverage_saw_stream (coverage, 0, 9, 2001 * MS);
  g_assert_false (feed_coverage_is_polled (coverage, 0));
  g_assert_cmpuint (summarize (coverage, 2001 * MS).n_pending, ==, 0);

  feed_coverage_set_polled (coverage, 0, TRUE);
  feed_coverage_restart_all (coverage, 3000 * MS);
  g_assert_false (feed_coverage_is_polled (coverage, 0));
  g_assert_cmpuint (summarize (coverage, 3000 * MS).n_confirmed, ==, 0);
}

static void
test_unknown_slots_are_ignored (void)
{
  g_autoptr (FeedCoverage) coverage = feed_coverage_new ();

  feed_coverage_restart (coverage, 40, 0);
  feed_coverage_remove (coverage, 40);
  feed_coverage_remove (coverage, G_MAXUINT);
  feed_coverage_saw_stream (coverage, 40, 1, 0);
  feed_coverage_saw_stream (coverage, G_MAXUINT, 1, 0);
  feed_coverage_set_polled (coverage, G_MAXUINT, TRUE);
  g_assert_false (feed_coverage_saw_poll (coverage, 40, 1, 0, 0));
  g_assert_false (feed_coverage_saw_poll (coverage, G_MAXUINT, 1, 0, 0));
  g_assert_false (feed_coverage_is_behind (coverage, G_MAXUINT, 0));
  g_assert_false (feed_coverage_is_polled (coverage, 40));
  g_assert_cmpuint (summarize (coverage, 0).n_slots, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/coverage/baseline", test_first_poll_is_the_baseline);
  g_test_add_func ("/coverage/request-of-before", test_request_of_before_tells_nothing);
  g_test_add_func ("/coverage/behind", test_behind_after_1500_ms);
  g_test_add_func ("/coverage/lag-is-not-loss", test_lag_is_not_loss);
  g_test_add_func ("/coverage/stream-ahead", test_stream_ahead_of_poll);
  g_test_add_func ("/coverage/never-traded", test_never_traded);
  g_test_add_func ("/coverage/tick-without-key", test_tick_without_key_confirms);
  g_test_add_func ("/coverage/polled", test_polled_until_the_stream_has_it);
  g_test_add_func ("/coverage/unknown-slots", test_unknown_slots_are_ignored);
  return g_test_run ();
}
