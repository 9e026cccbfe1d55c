/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-lag.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MS ((gint64) G_TIME_SPAN_MILLISECOND)
#define WALL_US (1790000000 * SECOND)

/* A tick that the venue stamped at its time of at_us and that took way_us; ahead_us: our clock */
typedef struct {
  FeedLag  lag;
  gint64   ahead_us, subscribed_us;
  gboolean in_seconds, late;
  guint    flags;
} Line;

static gint64
arrive (Line  *line,
        gint64 at_us,
        gint64 way_us,
        gint64 age_us)
{
  FeedTick tick;
  FeedLagTick arrived = {
    .tick = &tick,
    .wall_us = WALL_US + at_us + way_us + line->ahead_us,
    .subscribed_us = line->subscribed_us,
    .age_us = age_us,
    .in_seconds = line->in_seconds,
  };

  feed_tick_init (&tick);
  tick.flags = line->flags;
  tick.receive_time_us = 1000 * SECOND + at_us + way_us;
  tick.exchange_time_us = WALL_US + at_us - age_us;
  if (line->in_seconds)
    tick.exchange_time_us -= tick.exchange_time_us % SECOND;
  return feed_lag_measure (&line->lag, &arrived, &line->late);
}

static void
begin (Line    *line,
       gboolean in_seconds)
{
  *line = (Line) { .in_seconds = in_seconds };
  feed_lag_init (&line->lag);
}

/* Stamps in milliseconds: each tells its latency, beyond what the clocks differ by */
static void
test_milliseconds (void)
{
  Line line;

  begin (&line, FALSE);
  g_assert_cmpint (arrive (&line, SECOND, 12 * MS, 0), ==, 12 * MS);
  g_assert_cmpint (arrive (&line, 2 * SECOND, 48 * MS, 0), ==, 48 * MS);
  g_assert_cmpint (arrive (&line, 3 * SECOND, 1100 * MS, 0), ==, 1100 * MS);
  g_assert_true (line.late);
  begin (&line, FALSE);
  line.ahead_us = -3 * SECOND;
  g_assert_cmpint (arrive (&line, SECOND, 12 * MS, 0), ==, 0);
  g_assert_cmpint (arrive (&line, 2 * SECOND, 48 * MS, 0), ==, 36 * MS);
  g_assert_cmpint (line.lag.clock_offset_us, ==, -3 * SECOND + 12 * MS);
  g_assert_false (line.late);
}

/* Neither what is from the future, nor what the venue said of how things stood, nor what is from before
 * the subscription by its own clock, however far ours is off */
static void
test_of_before (void)
{
  const gint64 ahead_us[] = { 0, 3600 * SECOND, -3600 * SECOND };

  for (guint i = 0; i < G_N_ELEMENTS (ahead_us); i++) {
    Line line;

    begin (&line, FALSE);
    line.ahead_us = ahead_us[i];
    line.subscribed_us = 1010 * SECOND;
    g_assert_cmpint (arrive (&line, 10 * SECOND, 50 * MS, 30 * SECOND), ==, -1);
    g_assert_cmpint (arrive (&line, 10 * SECOND, 60 * MS, 0), ==, -1);
    g_assert_cmpint (arrive (&line, 12 * SECOND, 50 * MS, 30 * SECOND), ==, -1);
    g_assert_cmpint (line.lag.clock_offset_us, ==, 0);
    line.flags = FEED_TICK_SNAPSHOT;
    g_assert_cmpint (arrive (&line, 14 * SECOND, 50 * MS, 0), ==, -1);
    line.flags = FEED_TICK_FUTURE;
    g_assert_cmpint (arrive (&line, 14 * SECOND, 50 * MS, 0), ==, -1);
    line.flags = 0;
    g_assert_cmpint (arrive (&line, 14 * SECOND, 50 * MS, 0), ==, ahead_us[i] != 0 ? 0 : 50 * MS);
    g_assert_cmpint (arrive (&line, 15 * SECOND, 70 * MS, 0), ==, ahead_us[i] != 0 ? 20 * MS : 70 * MS);
  }
}

/* Stamps in whole seconds tell a latency where a second begins in sight, and only there */
static void
test_seconds (void)
{
  Line line;

  begin (&line, TRUE);
  for (gint64 ms = 500; ms < 3000; ms += 10)
    g_assert_cmpint (arrive (&line, ms * MS, 30 * MS, 0), ==, ms > 500 && ms % 1000 == 0 ? 30 * MS : -1);
  /* Half a second of silence: when this one began is not known */
  g_assert_cmpint (arrive (&line, 3500 * MS, 30 * MS, 0), ==, -1);
  g_assert_cmpint (arrive (&line, 3995 * MS, 30 * MS, 0), ==, -1);
  g_assert_cmpint (arrive (&line, 4005 * MS, 30 * MS, 0), ==, 35 * MS);
  /* Of another row, older */
  g_assert_cmpint (arrive (&line, 4010 * MS, 30 * MS, SECOND), ==, -1);
  g_assert_cmpint (arrive (&line, 4995 * MS, 30 * MS, 0), ==, -1);
  g_assert_cmpint (arrive (&line, 6000 * MS, 30 * MS, 0), ==, -1);
  g_assert_false (line.late);
  g_assert_cmpint (arrive (&line, 6900 * MS, 1200 * MS, 0), ==, -1);
  g_assert_true (line.late);
}

/* Where seconds begin in sight, half a second is the clocks' difference; else it may be the stamps' */
static void
test_offset_of_seconds (void)
{
  Line line;

  begin (&line, TRUE);
  line.ahead_us = 800 * MS;
  for (gint64 ms = 0; ms < 5000; ms += 10)
    arrive (&line, ms * MS, 30 * MS, 0);
  g_assert_cmpint (line.lag.clock_offset_us, ==, 830 * MS);
  begin (&line, TRUE);
  line.ahead_us = 800 * MS;
  for (gint64 ms = 0; ms < 60000; ms += 900)
    arrive (&line, ms * MS, 30 * MS, 0);
  g_assert_cmpint (line.lag.clock_offset_us, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/lag/milliseconds", test_milliseconds);
  g_test_add_func ("/lag/of-before", test_of_before);
  g_test_add_func ("/lag/seconds", test_seconds);
  g_test_add_func ("/lag/offset-of-seconds", test_offset_of_seconds);
  return g_test_run ();
}
