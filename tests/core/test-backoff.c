/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-backoff.h"

#define MS 1000

/* The first numbers of the published reference generator from seed 1234567 */
static void
test_reference (void)
{
  FeedRandom random;

  feed_random_init (&random, 1234567);
  g_assert_cmpuint (feed_random_next (&random), ==, G_GUINT64_CONSTANT (6457827717110365317));
  g_assert_cmpuint (feed_random_next (&random), ==, G_GUINT64_CONSTANT (3203168211198807973));
  g_assert_cmpuint (feed_random_next (&random), ==, G_GUINT64_CONSTANT (9817491932198370423));
}

static void
test_between (void)
{
  FeedRandom random;
  guint counts[5] = { 0 };

  feed_random_init (&random, 1);
  for (guint i = 0; i < 50000; i++) {
    gint64 n = feed_random_between (&random, -2, 2);

    g_assert_cmpint (n, >=, -2);
    g_assert_cmpint (n, <=, 2);
    counts[n + 2]++;
  }
  /* 10,000 each; five standard deviations are 447 */
  for (guint i = 0; i < 5; i++) {
    g_assert_cmpuint (counts[i], >, 9553);
    g_assert_cmpuint (counts[i], <, 10447);
  }
  g_assert_cmpint (feed_random_between (&random, 7, 7), ==, 7);
  g_assert_cmpint (feed_random_between (&random, 7, 3), ==, 7);
}

/* The whole range of 64 bits does not overflow, and both halves come up */
static void
test_between_all (void)
{
  FeedRandom random;
  guint n_negative = 0;

  feed_random_init (&random, 2);
  for (guint i = 0; i < 100; i++)
    n_negative += feed_random_between (&random, G_MININT64, G_MAXINT64) < 0;
  g_assert_cmpuint (n_negative, >, 10);
  g_assert_cmpuint (n_negative, <, 90);
}

/* Every draw of every attempt is within its bounds, and the draws reach near both */
static void
test_bounds (void)
{
  FeedRandom random;

  feed_random_init (&random, 3);
  for (guint attempt = 0; attempt < 200; attempt++) {
    gint64 top = attempt < 6 ? (500 * MS) << attempt : 30000 * MS;
    gint64 lowest = G_MAXINT64, highest = 0;

    for (guint i = 0; i < 1000; i++) {
      gint64 us = feed_backoff_next_us (&random, attempt, 250 * MS, 500 * MS, 30000 * MS);

      lowest = MIN (lowest, us);
      highest = MAX (highest, us);
    }
    g_assert_cmpint (lowest, >=, 250 * MS);
    g_assert_cmpint (lowest, <, 250 * MS + (top - 250 * MS) / 20);
    g_assert_cmpint (highest, <=, top);
    g_assert_cmpint (highest, >, top - (top - 250 * MS) / 20);
  }
}

static void
test_extremes (void)
{
  FeedRandom random;

  feed_random_init (&random, 4);
  g_assert_cmpint (feed_backoff_next_us (&random, G_MAXUINT, 5, 1, 5), ==, 5);
  g_assert_cmpint (feed_backoff_next_us (&random, 0, 9, 1, 5), ==, 9);
  g_assert_cmpint (feed_backoff_next_us (&random, 62, 1, 0, 1), ==, 1);
  for (guint attempt = 0; attempt < 100; attempt++)
    g_assert_cmpint (feed_backoff_next_us (&random, attempt, 0, G_MAXINT64, G_MAXINT64), >=, 0);
}

static void
test_replay (void)
{
  FeedRandom one, two, other;
  guint n_different = 0;

  feed_random_init (&one, 5);
  feed_random_init (&two, 5);
  feed_random_init (&other, 6);
  for (guint attempt = 0; attempt < 20; attempt++) {
    gint64 us = feed_backoff_next_us (&one, attempt, 250 * MS, 500 * MS, 30000 * MS);

    g_assert_cmpint (us, ==,
                     feed_backoff_next_us (&two, attempt, 250 * MS, 500 * MS, 30000 * MS));
    n_different += us != feed_backoff_next_us (&other, attempt, 250 * MS, 500 * MS, 30000 * MS);
  }
  g_assert_cmpuint (n_different, ==, 20);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/backoff/reference", test_reference);
  g_test_add_func ("/backoff/between", test_between);
  g_test_add_func ("/backoff/between-all", test_between_all);
  g_test_add_func ("/backoff/bounds", test_bounds);
  g_test_add_func ("/backoff/extremes", test_extremes);
  g_test_add_func ("/backoff/replay", test_replay);
  return g_test_run ();
}
