/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-liveness.h"

#include <math.h>

#define MS 1000
#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)

typedef struct {
  FeedLiveness liveness;
  gint64       now_us;
} Fixture;

static void
fixture_init (Fixture *fixture)
{
  g_autoptr (FeedConfig) config = feed_config_new_default ();

  feed_liveness_init (&fixture->liveness, config);
  fixture->now_us = 1000 * SECOND;
}

/* n ticks, each gap_us after the one before */
static void
tick (Fixture *fixture,
      guint    n,
      gint64   gap_us)
{
  for (guint i = 0; i < n; i++) {
    fixture->now_us += gap_us;
    feed_liveness_observe (&fixture->liveness, fixture->now_us);
  }
}

static gint64
threshold (Fixture *fixture)
{
  return feed_liveness_get_threshold_us (&fixture->liveness, fixture->now_us);
}

static void
test_initial (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  g_assert_cmpint (feed_liveness_get_deadline_us (&fixture.liveness, fixture.now_us), ==,
                   G_MAXINT64);
  g_assert_cmpint (threshold (&fixture), ==, 5 * SECOND);
  /* The first tick has no gap before it */
  tick (&fixture, 20, 10 * MS);
  g_assert_cmpuint (fixture.liveness.n_gaps, ==, 19);
  g_assert_cmpint (threshold (&fixture), ==, 5 * SECOND);
  g_assert_cmpint (feed_liveness_get_deadline_us (&fixture.liveness, fixture.now_us), ==,
                   fixture.now_us + 5 * SECOND);
  tick (&fixture, 1, 10 * MS);
  g_assert_cmpint (threshold (&fixture), ==, 3 * SECOND);
}

/* S + 8 D and the smoothing of RFC 6298, worked out here in plain words */
static void
test_smoothing (void)
{
  g_autoptr (FeedConfig) config = NULL;
  FeedLiveness liveness;
  gint64 now_us = 1000 * SECOND;
  double smoothed = 0, deviation = 0;
  int values[FEED_N_CONFIG_KEYS];

  feed_config_get_defaults (values);
  values[FEED_CONFIG_SILENCE_MIN] = 500;
  config = feed_config_new (values, NULL);
  feed_liveness_init (&liveness, config);
  feed_liveness_observe (&liveness, now_us);
  for (guint i = 0; i < 100; i++) {
    double gap = (i % 7 + 1) * 100 * MS;

    now_us += (gint64) gap;
    feed_liveness_observe (&liveness, now_us);
    deviation = i == 0 ? gap / 2 : 0.75 * deviation + 0.25 * fabs (smoothed - gap);
    smoothed = i == 0 ? gap : 0.875 * smoothed + 0.125 * gap;
  }
  g_assert_cmpfloat (smoothed + 8 * deviation, >, 2 * 700 * MS);
  g_assert_cmpint (ABS (feed_liveness_get_threshold_us (&liveness, now_us)
                        - (gint64) (smoothed + 8 * deviation)), <=, 1);
}

/* One large gap among many small ones holds the threshold at its double for 10 minutes */
static void
test_largest (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  tick (&fixture, 100, 10 * MS);
  tick (&fixture, 1, 4 * SECOND);
  g_assert_cmpint (threshold (&fixture), >=, 8 * SECOND);
  tick (&fixture, 9 * 60 * 10, 100 * MS);
  g_assert_cmpint (threshold (&fixture), ==, 8 * SECOND);
  g_assert_cmpint (feed_liveness_get_largest_us (&fixture.liveness, fixture.now_us), ==,
                   4 * SECOND);
  tick (&fixture, 60 * 10 + 1, 100 * MS);
  g_assert_cmpint (feed_liveness_get_largest_us (&fixture.liveness, fixture.now_us), ==,
                   100 * MS);
  g_assert_cmpint (threshold (&fixture), ==, 3 * SECOND);
}

/* Old gaps are forgotten while nothing arrives as well, and after however long a time */
static void
test_forgotten (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  tick (&fixture, 100, 10 * MS);
  tick (&fixture, 1, 4 * SECOND);
  g_assert_cmpint (feed_liveness_get_largest_us (&fixture.liveness, fixture.now_us + 9 * MINUTE),
                   ==, 4 * SECOND);
  g_assert_cmpint (feed_liveness_get_largest_us (&fixture.liveness, fixture.now_us + 10 * MINUTE),
                   ==, 0);
  fixture.now_us += 100003 * MINUTE;
  feed_liveness_restart (&fixture.liveness, fixture.now_us);
  tick (&fixture, 1, 10 * MS);
  g_assert_cmpint (feed_liveness_get_largest_us (&fixture.liveness, fixture.now_us), ==, 10 * MS);
}

static void
test_clamped (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  tick (&fixture, 30, 1);
  g_assert_cmpint (threshold (&fixture), ==, 3 * SECOND);
  tick (&fixture, 30, 25 * SECOND);
  g_assert_cmpint (threshold (&fixture), ==, 15 * SECOND);
}

/* A confirmed quiet is learned, and the silence counts from it */
static void
test_confirm_quiet (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  tick (&fixture, 100, 10 * MS);
  g_assert_cmpint (threshold (&fixture), ==, 3 * SECOND);
  fixture.now_us += 3 * SECOND + 200 * MS;
  feed_liveness_confirm_quiet (&fixture.liveness, fixture.now_us);
  g_assert_cmpint (threshold (&fixture), >=, 6 * SECOND);
  g_assert_cmpint (feed_liveness_get_deadline_us (&fixture.liveness, fixture.now_us), ==,
                   fixture.now_us + threshold (&fixture));
}

/* A gap across a restart is not learned; what was learned before it stays */
static void
test_restart (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  tick (&fixture, 100, 10 * MS);
  fixture.now_us += 3600 * SECOND;
  feed_liveness_restart (&fixture.liveness, fixture.now_us);
  g_assert_cmpint (feed_liveness_get_deadline_us (&fixture.liveness, fixture.now_us), ==,
                   fixture.now_us + 3 * SECOND);
  tick (&fixture, 1, 20 * MS);
  g_assert_cmpint (feed_liveness_get_largest_us (&fixture.liveness, fixture.now_us), ==, 20 * MS);
  g_assert_cmpint (threshold (&fixture), ==, 3 * SECOND);
}

/* The cache is never older than 100 ms, and a gap that raises the threshold shows at once */
static void
test_cache (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  tick (&fixture, 100, 10 * MS);
  g_assert_cmpint (threshold (&fixture), ==, 3 * SECOND);
  tick (&fixture, 1, 50 * MS);
  g_assert_cmpint (threshold (&fixture), ==, 3 * SECOND);
  tick (&fixture, 1, 2 * SECOND);
  g_assert_cmpint (threshold (&fixture), >=, 4 * SECOND);
  tick (&fixture, 1000, 10 * MS);
  g_assert_cmpint (threshold (&fixture), ==, 4 * SECOND);
  /* Asked at the very moment before the tick is seen */
  fixture.now_us += 3 * SECOND;
  g_assert_cmpint (threshold (&fixture), ==, 4 * SECOND);
  feed_liveness_observe (&fixture.liveness, fixture.now_us);
  g_assert_cmpint (threshold (&fixture), >=, 6 * SECOND);
}

/* A clock that starts at zero, and one that goes back, do no harm */
static void
test_odd_times (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  fixture.now_us = 0;
  feed_liveness_restart (&fixture.liveness, 0);
  g_assert_cmpint (feed_liveness_get_deadline_us (&fixture.liveness, 0), ==, 5 * SECOND + 1);
  tick (&fixture, 30, 10 * MS);
  tick (&fixture, 1, -100 * MS);
  g_assert_cmpuint (fixture.liveness.n_gaps, ==, 20);
  g_assert_cmpint (threshold (&fixture), ==, 3 * SECOND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/liveness/initial", test_initial);
  g_test_add_func ("/liveness/smoothing", test_smoothing);
  g_test_add_func ("/liveness/largest", test_largest);
  g_test_add_func ("/liveness/forgotten", test_forgotten);
  g_test_add_func ("/liveness/clamped", test_clamped);
  g_test_add_func ("/liveness/confirm-quiet", test_confirm_quiet);
  g_test_add_func ("/liveness/restart", test_restart);
  g_test_add_func ("/liveness/cache", test_cache);
  g_test_add_func ("/liveness/odd-times", test_odd_times);
  return g_test_run ();
}
