/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-backoff.h"
#include "feed/core/feed-histogram.h"

#include <math.h>

static void
test_empty (void)
{
  g_autoptr (FeedHistogram) histogram = feed_histogram_new ();

  g_assert_cmpuint (feed_histogram_get_count (histogram), ==, 0);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, 50), ==, -1);
  g_assert_cmpint (feed_histogram_get_max (histogram), ==, -1);
}

/* Below 64 µs nothing is rounded */
static void
test_small (void)
{
  g_autoptr (FeedHistogram) histogram = feed_histogram_new ();

  for (gint64 us = 0; us < 64; us++)
    feed_histogram_record (histogram, us);
  g_assert_cmpuint (feed_histogram_get_count (histogram), ==, 64);
  for (gint64 us = 0; us < 64; us++)
    g_assert_cmpint (feed_histogram_get_percentile (histogram, (us + 1) * 100 / 64.0), ==, us);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, 0), ==, 0);
}

/* Around each power of two, and at random, one value alone is off by ≤ 3.2 % and never below */
static void
check_error (gint64 us)
{
  g_autoptr (FeedHistogram) histogram = feed_histogram_new ();
  gint64 percentile;

  feed_histogram_record (histogram, us);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, 50), ==, us);
  /* A larger one takes away the bound by the largest */
  feed_histogram_record (histogram, G_MAXINT64);
  percentile = feed_histogram_get_percentile (histogram, 50);
  g_assert_cmpint (percentile, >=, us);
  g_assert_cmpfloat (percentile - us, <=, 0.032 * us);
}

static void
test_error (void)
{
  FeedRandom random;

  feed_random_init (&random, 32);
  for (guint bit = 0; bit < 40; bit++) {
    gint64 power = G_GINT64_CONSTANT (1) << bit;

    check_error (power - 1);
    check_error (power);
    for (guint i = 0; i < 100; i++)
      check_error (feed_random_between (&random, power, 2 * power - 1));
  }
}

static int
compare_int64 (gconstpointer a,
               gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* Against the sorted list itself */
static void
test_percentiles (void)
{
  const double percentiles[] = { 0.1, 1, 25, 50, 90, 99, 99.9, 100 };
  g_autoptr (FeedHistogram) histogram = feed_histogram_new ();
  g_autofree gint64 *values = g_new (gint64, 9973);
  FeedRandom random;

  feed_random_init (&random, 99);
  for (guint i = 0; i < 9973; i++) {
    values[i] = feed_random_between (&random, 0, G_GINT64_CONSTANT (1) << (i % 30));
    feed_histogram_record (histogram, values[i]);
  }
  qsort (values, 9973, sizeof *values, compare_int64);
  for (guint i = 0; i < G_N_ELEMENTS (percentiles); i++) {
    guint rank = (guint) ceil (percentiles[i] / 100 * 9973);
    gint64 got = feed_histogram_get_percentile (histogram, percentiles[i]);

    g_assert_cmpint (got, >=, values[rank - 1]);
    g_assert_cmpfloat (got - values[rank - 1], <=, 0.032 * values[rank - 1]);
  }
  g_assert_cmpint (feed_histogram_get_max (histogram), ==, values[9972]);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, 0), ==, values[0]);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, 100), ==, values[9972]);
}

static void
test_extremes (void)
{
  g_autoptr (FeedHistogram) histogram = feed_histogram_new ();

  feed_histogram_record (histogram, -5);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, 100), ==, 0);
  feed_histogram_record (histogram, G_MAXINT64);
  feed_histogram_record (histogram, G_GINT64_CONSTANT (1) << 40);
  g_assert_cmpint (feed_histogram_get_max (histogram), ==, G_MAXINT64);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, 100), ==, G_MAXINT64);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, 1), ==, 0);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, -7), ==, 0);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, NAN), ==, 0);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, 1000), ==, G_MAXINT64);
}

/* Two halves merged are the whole */
static void
test_merge (void)
{
  g_autoptr (FeedHistogram) whole = feed_histogram_new ();
  g_autoptr (FeedHistogram) one = feed_histogram_new ();
  g_autoptr (FeedHistogram) two = feed_histogram_new ();
  g_autoptr (FeedHistogram) merged = feed_histogram_new ();
  FeedRandom random;

  feed_random_init (&random, 7);
  for (guint i = 0; i < 1000; i++) {
    gint64 us = feed_random_between (&random, 5, 1000000);

    feed_histogram_record (whole, us);
    feed_histogram_record (i % 3 == 0 ? one : two, us);
  }
  feed_histogram_merge (merged, one);
  feed_histogram_merge (merged, two);
  g_assert_cmpuint (feed_histogram_get_count (merged), ==, 1000);
  g_assert_cmpint (feed_histogram_get_max (merged), ==, feed_histogram_get_max (whole));
  for (guint percent = 0; percent <= 100; percent++)
    g_assert_cmpint (feed_histogram_get_percentile (merged, percent), ==,
                     feed_histogram_get_percentile (whole, percent));
  feed_histogram_reset (one);
  feed_histogram_merge (merged, one);
  g_assert_cmpuint (feed_histogram_get_count (merged), ==, 1000);
  g_assert_cmpint (feed_histogram_get_percentile (merged, 0), ==,
                   feed_histogram_get_percentile (whole, 0));
}

static void
test_reset (void)
{
  g_autoptr (FeedHistogram) histogram = feed_histogram_new ();

  feed_histogram_record (histogram, 100);
  feed_histogram_reset (histogram);
  g_assert_cmpuint (feed_histogram_get_count (histogram), ==, 0);
  g_assert_cmpint (feed_histogram_get_max (histogram), ==, -1);
  feed_histogram_record (histogram, 7);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, 0), ==, 7);
  g_assert_cmpint (feed_histogram_get_percentile (histogram, 100), ==, 7);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/histogram/empty", test_empty);
  g_test_add_func ("/histogram/small", test_small);
  g_test_add_func ("/histogram/error", test_error);
  g_test_add_func ("/histogram/percentiles", test_percentiles);
  g_test_add_func ("/histogram/extremes", test_extremes);
  g_test_add_func ("/histogram/merge", test_merge);
  g_test_add_func ("/histogram/reset", test_reset);
  return g_test_run ();
}
