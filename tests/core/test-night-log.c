/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-night-log.h"

#define HOUR ((gint64) G_TIME_SPAN_HOUR)
#define MINUTE ((gint64) G_TIME_SPAN_MINUTE)

typedef struct {
  FeedNightLog log;
  gint64       now_us;
  gboolean     closed;
  guint        n_told;
} Night;

static gboolean
move (Night        *night,
      FeedLinkState from,
      FeedLinkState to,
      FeedCause     cause)
{
  FeedSupervisorActions actions = { .from = from, .to = to, .cause = cause };
  gboolean told = feed_night_log_take (&night->log, &actions, night->closed, night->now_us);

  if (told)
    feed_night_log_told (&night->log, to, night->now_us);
  night->n_told += told;
  return told;
}

/* One dial that fails, and the wait for the next */
static guint
fail (Night    *night,
      FeedCause cause)
{
  guint before = night->n_told;

  move (night, FEED_LINK_BACKOFF, FEED_LINK_CONNECTING, FEED_CAUSE_RETRY);
  move (night, FEED_LINK_CONNECTING, FEED_LINK_BACKOFF, cause);
  night->now_us += 5 * MINUTE;
  return night->n_told - before;
}

static void
begin (Night   *night,
       gboolean closed)
{
  *night = (Night) { .closed = closed, .now_us = 2 * HOUR };
  move (night, FEED_LINK_IDLE, FEED_LINK_CONNECTING, FEED_CAUSE_START);
  move (night, FEED_LINK_CONNECTING, FEED_LINK_WARMING, FEED_CAUSE_OPEN);
  move (night, FEED_LINK_WARMING, FEED_LINK_LIVE, FEED_CAUSE_RECOVERED);
  move (night, FEED_LINK_LIVE, FEED_LINK_BACKOFF, FEED_CAUSE_CLOSED_BY_PEER);
  g_assert_cmpuint (night->n_told, ==, 4);
}

/* While the market is open, everything is told */
static void
test_day (void)
{
  Night night;

  begin (&night, FALSE);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (fail (&night, FEED_CAUSE_REFUSED), ==, 2);
  g_assert_cmpuint (night.log.n_held, ==, 0);
  g_assert_cmpuint (night.log.n_failed, ==, 100);
}

/* Eight hours of dials: how it began, the state of things twice, and how it ended */
static void
test_outage (void)
{
  Night night;
  guint n_told = 0;

  begin (&night, TRUE);
  g_assert_cmpuint (fail (&night, FEED_CAUSE_REFUSED), ==, 2);
  for (guint i = 0; i < 8 * 12; i++)
    n_told += fail (&night, FEED_CAUSE_REFUSED);
  g_assert_cmpuint (n_told, ==, 2);
  g_assert_cmpuint (night.log.n_failed, ==, 97);
  g_assert_cmpuint (night.log.n_held, ==, 2 * 96 - 2);
  g_assert_cmpint (night.log.told, ==, FEED_LINK_BACKOFF);
  g_assert_false (move (&night, FEED_LINK_BACKOFF, FEED_LINK_CONNECTING, FEED_CAUSE_RETRY));
  g_assert_true (move (&night, FEED_LINK_CONNECTING, FEED_LINK_WARMING, FEED_CAUSE_OPEN));
  g_assert_true (move (&night, FEED_LINK_WARMING, FEED_LINK_LIVE, FEED_CAUSE_RECOVERED));
  g_assert_cmpuint (night.log.n_failed, ==, 97);
  /* The next one is another */
  g_assert_true (move (&night, FEED_LINK_LIVE, FEED_LINK_BACKOFF, FEED_CAUSE_CLOSED_BY_PEER));
  g_assert_cmpuint (fail (&night, FEED_CAUSE_REFUSED), ==, 2);
}

/* What else comes of it is told, once: a server that answers, a log-in that fails */
static void
test_causes (void)
{
  Night night;

  begin (&night, TRUE);
  fail (&night, FEED_CAUSE_REFUSED);
  g_assert_cmpuint (fail (&night, FEED_CAUSE_REFUSED), ==, 0);
  g_assert_cmpuint (fail (&night, FEED_CAUSE_HANDSHAKE), ==, 1);
  g_assert_cmpuint (fail (&night, FEED_CAUSE_REFUSED), ==, 0);
  g_assert_cmpuint (fail (&night, FEED_CAUSE_HANDSHAKE), ==, 0);
  move (&night, FEED_LINK_BACKOFF, FEED_LINK_CONNECTING, FEED_CAUSE_RETRY);
  g_assert_true (move (&night, FEED_LINK_CONNECTING, FEED_LINK_AUTH, FEED_CAUSE_SESSION));
  g_assert_true (move (&night, FEED_LINK_AUTH, FEED_LINK_CONNECTING, FEED_CAUSE_TOKEN));
  g_assert_false (move (&night, FEED_LINK_CONNECTING, FEED_LINK_AUTH, FEED_CAUSE_SESSION));
  /* Stopped is stopped */
  g_assert_true (move (&night, FEED_LINK_AUTH, FEED_LINK_IDLE, FEED_CAUSE_STOP));
}

/* Before the open, and after a click, everything is told anew */
static void
test_new_start (void)
{
  static const FeedCause causes[] = { FEED_CAUSE_REHEARSAL, FEED_CAUSE_RETRY_NOW };
  Night night;

  begin (&night, TRUE);
  fail (&night, FEED_CAUSE_REFUSED);
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++) {
    g_assert_true (move (&night, FEED_LINK_BACKOFF, FEED_LINK_CONNECTING, causes[i]));
    g_assert_true (move (&night, FEED_LINK_CONNECTING, FEED_LINK_BACKOFF, FEED_CAUSE_REFUSED));
    g_assert_cmpuint (fail (&night, FEED_CAUSE_REFUSED), ==, 1);
    g_assert_cmpuint (fail (&night, FEED_CAUSE_REFUSED), ==, 0);
  }
  night.closed = FALSE;
  g_assert_cmpuint (fail (&night, FEED_CAUSE_REFUSED), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/night-log/day", test_day);
  g_test_add_func ("/night-log/outage", test_outage);
  g_test_add_func ("/night-log/causes", test_causes);
  g_test_add_func ("/night-log/new-start", test_new_start);
  return g_test_run ();
}
