/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-gap.h"

static void
test_boxed (void)
{
  const FeedGap gap = { .instrument = 7, .cause = FEED_CAUSE_MUTE, .start_us = 1, .lost = 34 };
  FeedGap *copy = g_boxed_copy (FEED_TYPE_GAP, &gap);

  g_assert_true (copy != &gap);
  g_assert_cmpmem (copy, sizeof *copy, &gap, sizeof gap);
  g_boxed_free (FEED_TYPE_GAP, copy);
}

static void
test_words (void)
{
  g_assert_cmpstr (feed_backfill_to_string (FEED_BACKFILL_NONE), ==, "none");
  g_assert_cmpstr (feed_backfill_to_string (FEED_BACKFILL_PENDING), ==, "pending");
  g_assert_cmpstr (feed_backfill_to_string (FEED_BACKFILL_DONE), ==, "done");
  g_assert_cmpstr (feed_backfill_to_string (FEED_BACKFILL_PARTIAL), ==, "partial");
  g_assert_cmpstr (feed_backfill_to_string (FEED_BACKFILL_FAILED), ==, "failed");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/gap/boxed", test_boxed);
  g_test_add_func ("/gap/words", test_words);
  return g_test_run ();
}
