/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <string.h>

#include "support/sim-feed.h"
#include "support/test-support.h"

/* What the library says of a connection and of each of its rows, held against what happened to
 * them, in virtual time. */

#define SECOND G_USEC_PER_SEC
#define HOUR (3600 * (gint64) G_USEC_PER_SEC)

typedef struct {
  SimFeed feed;
  guint   n_transitions, n_dials;
  guint   n_health;
} Fixture;

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          gpointer     user_data)
{
  Fixture *fixture = user_data;

  if (feed_event_get_kind (event) == FEED_EVENT_KIND_STATE)
    fixture->n_transitions++;
}

/* The sources make up all of the time that is not grey, whatever happens */
static void
on_health (FeedManager *manager,
           FeedHealth  *health,
           gpointer     user_data)
{
  Fixture *fixture = user_data;
  const FeedHealthFigures *figures = feed_health_get_figures (health);
  double all = figures->stream_percent + figures->poll_percent + figures->neither_percent;

  fixture->n_health++;
  if (all != 0)
    g_assert_cmpfloat_with_epsilon (all, 100, 1e-6);
  g_assert_cmpint (figures->latency_p50_us, <=, figures->latency_p99_us);
  g_assert_cmpint (figures->latency_p99_us, <=, figures->latency_max_us);
  g_assert_cmpuint (figures->weight_others, <=, figures->weight_used);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  sim_feed_set_up (&fixture->feed, NULL);
  g_signal_connect (fixture->feed.manager, "event", G_CALLBACK (on_event), fixture);
  g_signal_connect (fixture->feed.manager, "health", G_CALLBACK (on_health), fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  sim_feed_tear_down (&fixture->feed, fixture);
}

/* Subscribes so many symbols S0, S1... and starts */
static void
start (Fixture *fixture,
       guint    n_symbols)
{
  sim_feed_subscribe (&fixture->feed, n_symbols);
  sim_feed_start (&fixture->feed);
}

static void
start_live (Fixture *fixture,
            guint    n_symbols)
{
  start (fixture, n_symbols);
  sim_feed_advance (&fixture->feed, 30);
  g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_LIVE);
  fixture->n_transitions = 0;
  fixture->n_dials = sim_venue_get_n_dials (fixture->feed.venue);
}

static FeedRowState
state (Fixture *fixture,
       guint    index)
{
  return feed_instrument_get_state (
    feed_board_get_by_index (feed_manager_get_board (fixture->feed.manager), index));
}

static guint
count_states (Fixture     *fixture,
              guint        from,
              guint        to,
              FeedRowState wanted)
{
  guint n = 0;

  for (guint i = from; i < to; i++)
    n += state (fixture, i) == wanted;
  return n;
}

static const FeedHealthFigures *
figures (Fixture *fixture)
{
  return feed_health_get_figures (fixture->feed.health);
}

static void
test_signal (Fixture      *fixture,
             gconstpointer data)
{
  start_live (fixture, 3);
  fixture->n_health = 0;
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpuint (fixture->n_health, ==, 60);
  sim_venue_close (fixture->feed.venue, 1001);
  g_assert_cmpuint (fixture->n_health, ==, 61);
  g_assert_cmpint (figures (fixture)->since_us, ==, feed_clock_monotonic_us (fixture->feed.clock));
  feed_manager_stop (fixture->feed.manager);
  fixture->n_health = 0;
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpuint (fixture->n_health, ==, 0);
}

static void
test_sources (Fixture      *fixture,
              gconstpointer data)
{
  start_live (fixture, 3);
  sim_feed_advance (&fixture->feed, 970);
  g_assert_cmpfloat (figures (fixture)->stream_percent, >, 99.5);
  g_assert_cmpfloat (figures (fixture)->neither_percent, <, 0.1);
  fixture->feed.faults->refuse = TRUE;
  sim_venue_close (fixture->feed.venue, 1001);
  sim_feed_advance (&fixture->feed, 500);
  fixture->feed.faults->rest_status = 503;
  sim_feed_advance (&fixture->feed, 500);
  g_assert_cmpfloat_with_epsilon (figures (fixture)->stream_percent, 50, 1);
  g_assert_cmpfloat_with_epsilon (figures (fixture)->poll_percent, 25, 1);
  g_assert_cmpfloat_with_epsilon (figures (fixture)->neither_percent, 25, 1);
  g_assert_cmpfloat_with_epsilon (figures (fixture)->uptime_percent, 50, 1);
  g_assert_cmpint (feed_clock_monotonic_us (fixture->feed.clock)
                   - figures (fixture)->last_poll_us, >=,
                   499 * SECOND);
}

/* Other thresholds bring another connection: the day's counts and the shares go on */
static void
test_new_config (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (FeedConfig) config = feed_config_new_default ();

  start_live (fixture, 1);
  sim_venue_close (fixture->feed.venue, 1001);
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpuint (figures (fixture)->reconnects_today, ==, 1);
  g_assert_cmpuint (figures (fixture)->gaps_today, ==, 1);
  feed_manager_set_config (fixture->feed.manager, config);
  g_assert_cmpint (figures (fixture)->last_tick_us, >, 0);
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpuint (figures (fixture)->reconnects_today, ==, 1);
  g_assert_cmpuint (figures (fixture)->gaps_today, ==, 1);
  g_assert_cmpfloat (figures (fixture)->stream_percent, >, 50);
  /* 13:33:20 UTC at the beginning: the local day ends within 24 hours */
  fixture->feed.faults->trade_interval_us = 2 * SECOND;
  sim_feed_advance (&fixture->feed, 86400);
  g_assert_cmpuint (figures (fixture)->reconnects, >=, 1);
  g_assert_cmpuint (figures (fixture)->reconnects_today, <=, figures (fixture)->reconnects - 1);
}

/* T16: our wall clock is set by half a day, forth and back: nothing happens to the feed, and what
 * is told of it is right again with the next tick */
static void
test_wall_steps (Fixture      *fixture,
                 gconstpointer data)
{
  const gint64 steps_us[] = { 12 * HOUR, -24 * HOUR, 12 * HOUR, -12 * HOUR, 12 * HOUR };

  start_live (fixture, 5);
  sim_feed_advance (&fixture->feed, 120);
  for (guint i = 0; i < G_N_ELEMENTS (steps_us); i++) {
    feed_clock_step_wall (fixture->feed.clock, steps_us[i]);
    fixture->feed.faults->behind_us += steps_us[i];
    sim_feed_advance (&fixture->feed, 1.5);
    g_assert_cmpint (figures (fixture)->latency_max_us, <, SECOND);
    g_assert_cmpint (feed_clock_monotonic_us (fixture->feed.clock)
                     - figures (fixture)->last_tick_us,
                     <, 2 * SECOND);
    g_assert_true (feed_manager_is_trade_safe (fixture->feed.manager, 0, 2000));
    g_assert_cmpuint (count_states (fixture, 0, 5, FEED_ROW_LIVE), ==, 5);
    sim_feed_advance (&fixture->feed, 60);
  }
  g_assert_cmpuint (fixture->n_transitions, ==, 0);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->feed.venue), ==, fixture->n_dials);
}

/* T31: 10 of 100 go mute under LIVE, wherever in the audit's round that happens */
static void
test_ten_of_hundred (Fixture      *fixture,
                     gconstpointer data)
{
  start_live (fixture, 100);
  for (guint phase = 0; phase < TEST_REPEAT (12); phase++) {
    guint n_messages = sim_venue_get_n_messages (fixture->feed.venue);
    double seconds = 0;

    sim_feed_advance (&fixture->feed, 30 + 0.9 * phase);
    g_assert_cmpuint (count_states (fixture, 0, 100, FEED_ROW_LIVE), ==, 100);
    fixture->feed.faults->mute_symbols = 10;
    for (; figures (fixture)->polled_rows < 10 && seconds < 60; seconds++)
      sim_feed_advance (&fixture->feed, 1);
    g_assert_cmpfloat (seconds, <=, 25);
    g_assert_cmpuint (count_states (fixture, 0, 10, FEED_ROW_POLLED), ==, 10);
    g_assert_cmpuint (count_states (fixture, 10, 100, FEED_ROW_LIVE), ==, 90);
    g_assert_cmpuint (sim_venue_get_n_messages (fixture->feed.venue), >, n_messages);
    for (guint i = 0; i < 30; i++) {
      sim_feed_advance (&fixture->feed, 1);
      g_assert_cmpuint (count_states (fixture, 0, 10, FEED_ROW_POLLED), ==, 10);
      g_assert_true (feed_manager_is_trade_safe (fixture->feed.manager, i % 10, 2500));
      g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_GREEN);
    }
    fixture->feed.faults->mute_symbols = 0;
    sim_feed_advance (&fixture->feed, 3);
    g_assert_cmpuint (count_states (fixture, 0, 100, FEED_ROW_LIVE), ==, 100);
    g_assert_cmpuint (figures (fixture)->polled_rows, ==, 0);
  }
  g_assert_cmpuint (fixture->n_transitions, ==, 0);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->feed.venue), ==, fixture->n_dials);
}

/* T17, in virtual time, in the order that is worst: after 8 s in which nobody ran the loop, the
 * deadline comes before the frames that wait */
static void
test_stood_still (Fixture      *fixture,
                  gconstpointer data)
{
  const double stalls_s[] = { 8, 1.2, 2, 3.4, 30, 8 };

  start_live (fixture, 3);
  sim_feed_advance (&fixture->feed, 120);
  for (guint i = 0; i < G_N_ELEMENTS (stalls_s); i++) {
    gint64 stall_us = (gint64) (stalls_s[i] * SECOND);
    gint64 silence_us = figures (fixture)->silence_us - SECOND / 5;

    /* The market was quiet, its next trade comes when the silence is over */
    fixture->feed.faults->trade_interval_us = 0;
    feed_clock_advance (fixture->feed.clock, silence_us);
    fixture->feed.faults->trade_interval_us = SECOND / 2;
    feed_clock_stall (fixture->feed.clock, stall_us);
    sim_feed_advance (&fixture->feed, 0);
    for (guint j = 0; j < 100; j++) {
      g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_LIVE);
      g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_GREEN);
      sim_feed_advance (&fixture->feed, 0.2);
    }
    sim_feed_advance (&fixture->feed, 601);
  }
  g_assert_cmpuint (fixture->n_transitions, ==, 0);
  g_assert_cmpuint (figures (fixture)->gaps, ==, 0);
}

/* While REST is the source: that it was not asked for a while is not its fault */
static void
test_stood_still_polling (Fixture      *fixture,
                          gconstpointer data)
{
  fixture->feed.faults->blackhole = TRUE;
  start (fixture, 3);
  sim_feed_advance (&fixture->feed, 9.5);
  for (guint i = 0; i < 3; i++) {
    feed_clock_stall (fixture->feed.clock, 40 * SECOND);
    for (guint j = 0; j < 20; j++) {
      sim_feed_advance (&fixture->feed, 0.1);
      g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_YELLOW);
    }
  }
}

/* Who stands still again and again, whenever it would be said, still finds out that the stream is
 * mute */
static void
test_stood_still_mute (Fixture      *fixture,
                       gconstpointer data)
{
  double seconds = 0;
  gint64 silence_us;

  start_live (fixture, 3);
  silence_us = figures (fixture)->silence_us;
  fixture->feed.faults->mute = TRUE;
  while (feed_health_get_link (fixture->feed.health) == FEED_LINK_LIVE) {
    feed_clock_stall (fixture->feed.clock, silence_us);
    sim_feed_advance (&fixture->feed, 1);
    seconds += 1 + (double) silence_us / SECOND;
    g_assert_cmpfloat (seconds, <, 40);
  }
  sim_feed_advance (&fixture->feed, 20);
  g_assert_true (feed_health_get_polling (fixture->feed.health));
}

/* Half of the symbols, as where one server of the venue's has died */
static void
test_segment (Fixture      *fixture,
              gconstpointer data)
{
  double seconds = 0;

  start_live (fixture, 100);
  sim_feed_advance (&fixture->feed, 30);
  fixture->feed.faults->mute_symbols = 50;
  for (; count_states (fixture, 0, 50, FEED_ROW_POLLED) < 50 && seconds < 60; seconds++)
    sim_feed_advance (&fixture->feed, 1);
  g_assert_cmpfloat (seconds, <=, 28);
  sim_feed_advance (&fixture->feed, 5);
  g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_LIVE);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_YELLOW);
  g_assert_cmpint (feed_health_get_reason (fixture->feed.health), ==, FEED_CAUSE_PARTIAL);
  g_assert_cmpuint (count_states (fixture, 0, 50, FEED_ROW_POLLED), ==, 50);
  g_assert_cmpuint (count_states (fixture, 50, 100, FEED_ROW_LIVE), ==, 50);
  g_assert_cmpint (figures (fixture)->poll_row_us, ==, 2 * SECOND);
  fixture->feed.faults->mute_symbols = 0;
  sim_feed_advance (&fixture->feed, 8);
  g_assert_cmpuint (count_states (fixture, 0, 100, FEED_ROW_LIVE), ==, 100);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_GREEN);
}

static guint
subscribe (Fixture    *fixture,
           const char *symbol)
{
  guint index = feed_manager_subscribe (fixture->feed.manager, "binance", symbol, NULL);

  g_assert_cmpuint (index, !=, FEED_NO_INSTRUMENT);
  return index;
}

/* What the venue stopped, and what it does not know, is said so, is never traded on, and does not
 * count against the rest */
static void
test_halted (Fixture      *fixture,
             gconstpointer data)
{
  guint halted, unknown;

  fixture->feed.faults->halted = 'H';
  fixture->feed.faults->unknown = 'U';
  start (fixture, 5);
  halted = subscribe (fixture, "H0");
  unknown = subscribe (fixture, "U0");
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpint (state (fixture, halted), ==, FEED_ROW_HALTED);
  g_assert_cmpint (state (fixture, unknown), ==, FEED_ROW_UNKNOWN);
  g_assert_cmpuint (count_states (fixture, 0, 5, FEED_ROW_LIVE), ==, 5);
  g_assert_false (feed_manager_is_trade_safe (fixture->feed.manager, halted, G_MAXUINT));
  g_assert_false (feed_manager_is_trade_safe (fixture->feed.manager, unknown, G_MAXUINT));
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_GREEN);
  /* It trades again: nobody has to ask */
  fixture->feed.faults->halted = 0;
  sim_feed_advance (&fixture->feed, 2);
  g_assert_cmpint (state (fixture, halted), ==, FEED_ROW_LIVE);
  g_assert_true (feed_manager_is_trade_safe (fixture->feed.manager, halted, 1000));
  g_assert_cmpint (state (fixture, unknown), ==, FEED_ROW_UNKNOWN);
}

static void
on_lookup_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_assert_true (feed_manager_lookup_finish (FEED_MANAGER (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

/* It was asked for before it was subscribed; allowed to trade but quiet, it is asked for again */
static void
test_halted_lookup (Fixture      *fixture,
                    gconstpointer data)
{
  const char *const symbols[] = { "H0", NULL };
  gboolean ready = FALSE;
  guint halted;

  fixture->feed.faults->halted = 'H';
  feed_manager_lookup_async (fixture->feed.manager, "binance", symbols, NULL, on_lookup_ready,
                             &ready);
  for (guint i = 0; i < 100 && !ready; i++) {
    sim_feed_advance (&fixture->feed, 0.1);
    while (g_main_context_iteration (NULL, FALSE))
      continue;
  }
  g_assert_true (ready);
  start (fixture, 0);
  halted = subscribe (fixture, "H0");
  sim_feed_advance (&fixture->feed, 2);
  g_assert_cmpint (state (fixture, halted), ==, FEED_ROW_HALTED);
  fixture->feed.faults->halted = 0;
  fixture->feed.faults->trade_interval_us = 0;
  sim_feed_advance (&fixture->feed, 330);
  g_assert_cmpint (state (fixture, halted), ==, FEED_ROW_QUIET);
}

/* Quiet is confirmed, stale is not: a row is only safe while something delivers it */
static void
test_quiet_and_stale (Fixture      *fixture,
                      gconstpointer data)
{
  start_live (fixture, 10);
  fixture->feed.faults->trade_interval_us = 0;
  sim_feed_advance (&fixture->feed, 10);
  g_assert_cmpuint (count_states (fixture, 0, 10, FEED_ROW_LIVE), ==, 10);
  g_assert_true (feed_manager_is_trade_safe (fixture->feed.manager, 0, 20000));
  for (guint i = 0; i < 300; i++) {
    sim_feed_advance (&fixture->feed, 1);
    g_assert_cmpuint (count_states (fixture, 0, 10, FEED_ROW_LIVE) +
                      count_states (fixture, 0, 10, FEED_ROW_QUIET), ==, 10);
    g_assert_cmpuint (count_states (fixture, 0, 10, FEED_ROW_STALE), ==, 0);
  }
  g_assert_cmpuint (count_states (fixture, 0, 10, FEED_ROW_QUIET), ==, 10);
  g_assert_false (feed_manager_is_trade_safe (fixture->feed.manager, 0, G_MAXUINT));
  fixture->feed.faults->half_open = TRUE;
  fixture->feed.faults->refuse = TRUE;
  fixture->feed.faults->rest_status = 503;
  sim_feed_advance (&fixture->feed, 90);
  g_assert_cmpuint (count_states (fixture, 0, 10, FEED_ROW_STALE), ==, 10);
  g_assert_false (feed_manager_is_trade_safe (fixture->feed.manager, 0, G_MAXUINT));
  fixture->feed.faults->rest_status = 0;
  sim_feed_advance (&fixture->feed, 20);
  g_assert_cmpuint (count_states (fixture, 0, 10, FEED_ROW_POLLED), ==, 10);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define STORY(name, func) g_test_add ("/feed/" name, Fixture, NULL, set_up, func, tear_down)
  STORY ("health/signal", test_signal);
  STORY ("health/sources", test_sources);
  STORY ("health/new-config", test_new_config);
  STORY ("story/t16-wall-steps", test_wall_steps);
  STORY ("story/t17-stood-still", test_stood_still);
  STORY ("story/t17-stood-still-polling", test_stood_still_polling);
  STORY ("story/t17-stood-still-and-mute", test_stood_still_mute);
  STORY ("story/t31-segment-mute", test_segment);
  STORY ("rows/halted", test_halted);
  STORY ("rows/halted-lookup", test_halted_lookup);
  STORY ("rows/quiet-and-stale", test_quiet_and_stale);
  STORY ("story/t31-ten-of-hundred-mute", test_ten_of_hundred);
  return g_test_run ();
}
