/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <malloc.h>

#include "support/sim-feed.h"
#include "support/test-support.h"

/* T24: the stream is lost and comes back, a thousand times, and nothing is left of any of it. */

#define SECOND G_USEC_PER_SEC
#define N_CYCLES TEST_REPEAT (1000)
#define N_WARM_UP TEST_REPEAT (1200)
#define N_SYMBOLS 2
#define WITHIN_S 600

typedef struct {
  SimFeed feed;
  guint   n_lost, n_polled;
} Fixture;

/* Of the same moment of a cycle */
typedef struct {
  guint timers, links;
  gsize heap;
} Use;

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         Fixture        *fixture)
{
  fixture->n_polled += tick->source != FEED_SOURCE_STREAM;
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          Fixture     *fixture)
{
  if (feed_event_get_kind (event) == FEED_EVENT_KIND_STATE &&
      feed_event_get_to (event) == FEED_LINK_BACKOFF &&
      feed_event_get_from (event) != FEED_LINK_BACKOFF)
    fixture->n_lost++;
}

/* Short waits: a cycle is some seconds, not minutes */
static FeedConfig *
quick_config (void)
{
  FeedConfig *config;
  int values[FEED_N_CONFIG_KEYS];

  feed_config_get_defaults (values);
  values[FEED_CONFIG_STABLE_WINDOW_FIRST] = 1000;
  values[FEED_CONFIG_STABLE_WINDOW] = 1000;
  values[FEED_CONFIG_STABLE_WINDOW_MAX] = 1000;
  values[FEED_CONFIG_BACKOFF_MAX] = 1000;
  values[FEED_CONFIG_BREAKER_DELAY] = 1000;
  config = feed_config_new (values, NULL);
  g_assert_nonnull (config);
  return config;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (FeedConfig) config = quick_config ();

  sim_feed_set_up (&fixture->feed, config);
  fixture->feed.faults->trade_interval_us = SECOND / 2;
  g_signal_connect (fixture->feed.manager, "tick", G_CALLBACK (on_tick), fixture);
  g_signal_connect (fixture->feed.manager, "event", G_CALLBACK (on_event), fixture);
  sim_feed_subscribe (&fixture->feed, N_SYMBOLS);
  sim_feed_start (&fixture->feed);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  sim_feed_tear_down (&fixture->feed, fixture);
}

typedef gboolean (*Condition) (Fixture *fixture);

static gboolean
is_live (Fixture *fixture)
{
  return feed_health_get_link (fixture->feed.health) == FEED_LINK_LIVE;
}

static gboolean
is_lost_and_polled (Fixture *fixture)
{
  return fixture->n_lost > 0 && fixture->n_polled > 0;
}

static void
advance_until (Fixture  *fixture,
               Condition condition)
{
  for (guint i = 0; i < 10 * WITHIN_S && !condition (fixture); i++)
    feed_clock_advance (fixture->feed.clock, SECOND / 10);
  g_assert_true (condition (fixture));
}

/* One of the ways to lose a stream, in turn, until it is back */
static void
run_cycle (Fixture *fixture,
           guint    i)
{
  SimFaults *faults = fixture->feed.faults;
  SimFaults fine = *faults;

  fixture->n_lost = 0;
  fixture->n_polled = 0;
  if (i % 4 == 0)
    sim_venue_close (fixture->feed.venue, 1006);
  else if (i % 4 == 1)
    faults->mute = TRUE;
  else if (i % 4 == 2)
    faults->half_open = TRUE;
  else {
    faults->refuse = TRUE;
    sim_venue_close (fixture->feed.venue, 0);
  }
  advance_until (fixture, is_lost_and_polled);
  *faults = fine;
  advance_until (fixture, is_live);
}

/* What runs for a moment only is not there at every one of them */
static Use
measure (Fixture *fixture)
{
  Use use = { G_MAXUINT, G_MAXUINT, mallinfo2 ().uordblks };

  for (guint i = 0; i < 30; i++) {
    feed_clock_advance (fixture->feed.clock, SECOND / 10);
    use.timers = MIN (use.timers, feed_clock_get_n_timers (fixture->feed.clock));
    use.links = MIN (use.links, sim_venue_get_n_links (fixture->feed.venue));
  }
  return use;
}

static void
test_cycles (Fixture      *fixture,
             gconstpointer data)
{
  Use before, after;

  advance_until (fixture, is_live);
  for (guint i = 0; i < N_WARM_UP; i++)
    run_cycle (fixture, i);
  before = measure (fixture);
  for (guint i = 0; i < N_CYCLES; i++)
    run_cycle (fixture, i);
  after = measure (fixture);
  g_test_message ("timers %u and %u, links %u and %u, heap %zu and %zu bytes", before.timers,
                  after.timers, before.links, after.links, before.heap, after.heap);
  g_assert_cmpuint (after.timers, ==, before.timers);
  g_assert_cmpuint (after.links, ==, 1);
  g_assert_cmpuint (before.links, ==, 1);
  /* The log is full since the warm-up. Some 26 bytes a cycle would be too much */
  g_assert_cmpuint (after.heap, <=, before.heap + before.heap / 100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/feed/cycles/t24-fallback", Fixture, NULL, set_up, test_cycles, tear_down);
  return g_test_run ();
}
