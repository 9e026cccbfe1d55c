/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-tally.h"

#define SECOND G_USEC_PER_SEC
/* 2026-09-21 16:53:20 UTC, 22:23:20 in Kolkata */
#define WALL_US (1790009600 * (gint64) G_USEC_PER_SEC)

static void
add (FeedTally *tally,
     FeedColour colour,
     gboolean   streaming,
     gint64     poll_until_s,
     gint64     now_s)
{
  FeedTallyFacts facts = {
    .colour = colour, .streaming = streaming, .poll_until_us = poll_until_s * SECOND,
  };

  feed_tally_add (tally, &facts, now_s * SECOND);
}

static void
test_sources (void)
{
  FeedTallyFacts unproven = { .colour = FEED_COLOUR_RED, .stream_until_us = 105 * SECOND };
  FeedTallyShares shares;
  FeedTally tally;

  feed_tally_init (&tally, 10 * SECOND);
  feed_tally_get_shares (&tally, &shares);
  g_assert_cmpfloat (shares.green + shares.stream + shares.poll + shares.neither, ==, 0);
  add (&tally, FEED_COLOUR_GREY, TRUE, 0, 50);
  add (&tally, FEED_COLOUR_GREEN, TRUE, 0, 90);
  /* The answer was fresh until 93 */
  add (&tally, FEED_COLOUR_YELLOW, FALSE, 93, 100);
  feed_tally_add (&tally, &unproven, 110 * SECOND);
  feed_tally_get_shares (&tally, &shares);
  g_assert_cmpfloat_with_epsilon (shares.green, 100 * 40 / 60.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares.stream, 100 * 45 / 60.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares.poll, 100 * 3 / 60.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares.neither, 100 * 12 / 60.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares.stream + shares.poll + shares.neither, 100, 1e-9);
}

/* The poll goes before an unproven stream, and no second is counted twice */
static void
test_both_sources (void)
{
  FeedTallyFacts facts = {
    .colour = FEED_COLOUR_YELLOW, .poll_until_us = 6 * SECOND, .stream_until_us = 8 * SECOND,
  };
  FeedTallyShares shares;
  FeedTally tally;

  feed_tally_init (&tally, 0);
  feed_tally_add (&tally, &facts, 10 * SECOND);
  feed_tally_get_shares (&tally, &shares);
  g_assert_cmpfloat_with_epsilon (shares.poll, 60, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares.stream, 20, 1e-9);
  g_assert_cmpfloat_with_epsilon (shares.neither, 20, 1e-9);
}

/* The day is the local one: it ends at 18:30 UTC in India */
static void
test_today (void)
{
  gint64 midnight_us = WALL_US + 5800 * (gint64) SECOND;
  FeedTally tally;

  feed_tally_init (&tally, 0);
  feed_tally_count (&tally, 2, 3, WALL_US);
  feed_tally_count (&tally, 4, 5, midnight_us - 1);
  g_assert_cmpuint (tally.reconnects_today, ==, 4);
  g_assert_cmpuint (tally.gaps_today, ==, 5);
  feed_tally_count (&tally, 4, 6, midnight_us);
  g_assert_cmpuint (tally.reconnects_today, ==, 0);
  g_assert_cmpuint (tally.gaps_today, ==, 1);
  feed_tally_count (&tally, 5, 6, midnight_us + 86399 * (gint64) SECOND);
  g_assert_cmpuint (tally.reconnects_today, ==, 1);
  feed_tally_count (&tally, 5, 6, midnight_us + 86400 * (gint64) SECOND);
  g_assert_cmpuint (tally.reconnects_today, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "Asia/Kolkata", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/tally/sources", test_sources);
  g_test_add_func ("/core/tally/both-sources", test_both_sources);
  g_test_add_func ("/core/tally/today", test_today);
  return g_test_run ();
}
