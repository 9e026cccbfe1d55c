/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <string.h>

#include "support/sim-feed.h"

/* The REST side through the whole library, in virtual time: what is asked for, and what becomes of
 * answers that are wrong, late, empty or not about us. */

#define SECOND G_USEC_PER_SEC

typedef struct {
  SimFeed feed;
  guint   n_events, n_late;
} Fixture;

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         Fixture        *fixture)
{
  fixture->n_late += (tick->flags & FEED_TICK_LATE) != 0;
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          Fixture     *fixture)
{
  fixture->n_events++;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  sim_feed_set_up (&fixture->feed, NULL);
  g_signal_connect (fixture->feed.manager, "tick", G_CALLBACK (on_tick), fixture);
  g_signal_connect (fixture->feed.manager, "event", G_CALLBACK (on_event), fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  sim_feed_tear_down (&fixture->feed, fixture);
}

static void
subscribe (Fixture    *fixture,
           const char *prefix,
           guint       n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *symbol = g_strdup_printf ("%s%u", prefix, i);

    g_assert_cmpuint (feed_manager_subscribe (fixture->feed.manager, "binance", symbol, NULL), !=,
                      FEED_NO_INSTRUMENT);
  }
}

static void
start (Fixture *fixture)
{
  sim_feed_start (&fixture->feed);
}

static FeedRowState
row_state (Fixture *fixture,
           guint    index)
{
  FeedBoard *board = feed_manager_get_board (fixture->feed.manager);

  return feed_instrument_get_state (feed_board_get_by_index (board, index));
}

static guint
count_in_state (Fixture     *fixture,
                FeedRowState state)
{
  guint counts[FEED_N_ROW_STATES];

  feed_board_count_states (feed_manager_get_board (fixture->feed.manager), counts);
  return counts[state];
}

/* One name that the venue does not know: found out soon, and then it costs the others nothing */
static void
test_unknown (Fixture      *fixture,
              gconstpointer data)
{
  guint n_requests;

  fixture->feed.faults->unknown = 'X';
  fixture->feed.faults->refuse = TRUE;
  subscribe (fixture, "S", 20);
  subscribe (fixture, "X", 1);
  subscribe (fixture, "T", 20);
  start (fixture);
  sim_feed_advance (&fixture->feed, 30);
  g_assert_cmpint (row_state (fixture, 20), ==, FEED_ROW_UNKNOWN);
  g_assert_cmpuint (count_in_state (fixture, FEED_ROW_POLLED), ==, 40);
  n_requests = sim_venue_get_n_requests (fixture->feed.venue);
  sim_feed_advance (&fixture->feed, 60);
  /* All the others with one request a second again */
  g_assert_cmpuint (sim_venue_get_n_requests (fixture->feed.venue) - n_requests, <=, 65);
  for (guint i = 0; i < 41; i++) {
    FeedInstrument *row =
      feed_board_get_by_index (feed_manager_get_board (fixture->feed.manager), i);
    gint64 age = feed_clock_monotonic_us (fixture->feed.clock) - feed_instrument_get_fresh_us (row);

    if (i != 20)
      g_assert_cmpint (age, <=, 2 * SECOND);
  }
  fixture->feed.faults->refuse = FALSE;
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_GREEN);
  g_assert_cmpuint (count_in_state (fixture, FEED_ROW_LIVE), ==, 40);
}

/* One unknown name of three is no reason to be yellow for ever, alone it is none to dial */
static void
test_unknown_of_few (Fixture      *fixture,
                     gconstpointer data)
{
  fixture->feed.faults->unknown = 'X';
  subscribe (fixture, "S", 2);
  subscribe (fixture, "X", 1);
  start (fixture);
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_GREEN);
  feed_manager_unsubscribe (fixture->feed.manager, 0);
  feed_manager_unsubscribe (fixture->feed.manager, 1);
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpint (row_state (fixture, 2), ==, FEED_ROW_UNKNOWN);
  subscribe (fixture, "S", 1);
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_LIVE);
}

/* The answer about an instrument that went is not taken for one about its successor */
static void
test_slot_reused (Fixture      *fixture,
                  gconstpointer data)
{
  fixture->feed.faults->way_us = SECOND / 2;
  for (guint i = 0; i < 40; i++) {
    g_autofree char *symbol = g_strdup_printf ("R%u", i);
    guint index = feed_manager_subscribe (fixture->feed.manager, "binance", symbol, NULL);

    if (i == 0)
      start (fixture);
    sim_feed_advance (&fixture->feed, 0.13 * i);
    if (i < 39)
      feed_manager_unsubscribe (fixture->feed.manager, index);
  }
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpint (row_state (fixture, 39), ==, FEED_ROW_LIVE);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_GREEN);
}

/* Answers without a price prove nothing */
static void
test_empty (Fixture      *fixture,
            gconstpointer data)
{
  fixture->feed.faults->refuse = TRUE;
  subscribe (fixture, "S", 2);
  start (fixture);
  sim_feed_advance (&fixture->feed, 20);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), !=, FEED_COLOUR_RED);
  fixture->feed.faults->rest_empty = TRUE;
  sim_feed_advance (&fixture->feed, 20);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_RED);
  g_assert_cmpint (feed_health_get_reason (fixture->feed.health), ==, FEED_CAUSE_REST_DOWN);
  fixture->feed.faults->rest_empty = FALSE;
  fixture->feed.faults->refuse = FALSE;
  sim_feed_advance (&fixture->feed, 120);
  g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_LIVE);
}

/* Nonsense about one symbol is told, and the others are as good as ever */
static void
test_bad_row (Fixture      *fixture,
              gconstpointer data)
{
  fixture->feed.faults->refuse = TRUE;
  fixture->feed.faults->rest_bad_row = TRUE;
  subscribe (fixture, "S", 2);
  start (fixture);
  sim_feed_advance (&fixture->feed, 20);
  g_assert_cmpuint (count_in_state (fixture, FEED_ROW_POLLED), ==, 2);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_YELLOW);
  fixture->feed.faults->refuse = FALSE;
  fixture->feed.faults->trade_interval_us = 0;
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_LIVE);
}

/* More connections than the budget can poll each second: none of them is forgotten */
static void
test_shared_lane (Fixture      *fixture,
                  gconstpointer data)
{
  fixture->feed.faults->refuse = TRUE;
  fixture->feed.faults->trade_interval_us = SECOND;
  fixture->feed.faults->way_us = GPOINTER_TO_INT (data) * 1000;
  subscribe (fixture, "S", 1700);
  start (fixture);
  /* The 85 questions about decimals share the lane with the polls: that takes 85 s where REST is
   * slow */
  sim_feed_advance (&fixture->feed, 90);
  for (guint round = 0; round < 10; round++) {
    guint n_old = 0;

    sim_feed_advance (&fixture->feed, 30);
    for (guint i = 0; i < 1700; i++) {
      FeedInstrument *row =
        feed_board_get_by_index (feed_manager_get_board (fixture->feed.manager), i);

      n_old += feed_clock_monotonic_us (fixture->feed.clock) - feed_instrument_get_fresh_us (row) >
               40 * SECOND;
    }
    g_assert_cmpuint (n_old, ==, 0);
  }
  g_assert_cmpuint (sim_venue_get_most_in_flight (fixture->feed.venue), ==, 1);
}

/* Half of a full connection is mute for good: all of that half is polled, not the first batch */
static void
test_many_behind (Fixture      *fixture,
                  gconstpointer data)
{
  subscribe (fixture, "S", 300);
  fixture->feed.faults->trade_interval_us = SECOND;
  fixture->feed.faults->mute_symbols = 140;
  start (fixture);
  sim_feed_advance (&fixture->feed, 120);
  g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (count_in_state (fixture, FEED_ROW_POLLED), ==, 140);
  g_assert_cmpuint (count_in_state (fixture, FEED_ROW_LIVE), ==, 160);
}

/* Neither errors without end nor garbage make the log grow fast */
static void
test_floods (Fixture      *fixture,
             gconstpointer data)
{
  subscribe (fixture, "S", 3);
  start (fixture);
  sim_feed_advance (&fixture->feed, 30);
  fixture->n_events = 0;
  fixture->feed.faults->rest_status = 429;
  fixture->feed.faults->retry_after = 1;
  for (guint i = 0; i < 6000; i++) {
    g_autofree char *garbage = g_strdup_printf ("{\"e\":%u", i);

    sim_venue_send (fixture->feed.venue, garbage);
    sim_venue_send (fixture->feed.venue, "[]");
    if (i % 5 == 0)
      sim_venue_close (fixture->feed.venue, 1000 + i % 15);
    sim_feed_advance (&fixture->feed, 0.1);
  }
  /* 600 s: two kinds of trouble a second, polling that comes and goes, 10 dials a minute */
  g_assert_cmpuint (fixture->n_events, <=, 600 * 5);
  g_assert_cmpuint (sim_venue_get_most_dials (fixture->feed.venue), <=, 10);
}

/* A batch of subscriptions is sent within the venue's limit, whatever second one looks at */
static void
test_messages (Fixture      *fixture,
               gconstpointer data)
{
  start (fixture);
  subscribe (fixture, "S", 1);
  g_clear_object (&fixture->feed.health);
  fixture->feed.health =
    g_list_model_get_item (feed_manager_get_connections (fixture->feed.manager), 0);
  sim_feed_advance (&fixture->feed, 10);
  for (guint i = 0; i < 60; i++) {
    subscribe (fixture, i % 2 == 0 ? "T" : "U", i / 2 + 1);
    sim_feed_advance (&fixture->feed, 0.17);
  }
  sim_feed_advance (&fixture->feed, 30);
  g_assert_cmpuint (sim_venue_get_most_messages (fixture->feed.venue), <=, 4);
  g_assert_cmpuint (count_in_state (fixture, FEED_ROW_LIVE), ==, 61);
}

/* What was true when it stopped is not said any more */
static void
test_stopped_rows (Fixture      *fixture,
                   gconstpointer data)
{
  subscribe (fixture, "S", 2);
  fixture->feed.faults->refuse = TRUE;
  start (fixture);
  sim_feed_advance (&fixture->feed, 20);
  g_assert_cmpuint (count_in_state (fixture, FEED_ROW_POLLED), ==, 2);
  feed_manager_stop (fixture->feed.manager);
  g_assert_cmpuint (count_in_state (fixture, FEED_ROW_UNCONFIRMED), ==, 2);
  g_assert_false (feed_manager_is_trade_safe (fixture->feed.manager, 0, G_MAXUINT));
}

/* Somebody sets the clock of this computer: no tick is late for that */
static void
test_wall_step (Fixture      *fixture,
                gconstpointer data)
{
  const gint64 steps[] = { 12 * 3600 * (gint64) SECOND, -24 * 3600 * (gint64) SECOND, 2 * SECOND };
  guint n_events;

  subscribe (fixture, "S", 2);
  start (fixture);
  sim_feed_advance (&fixture->feed, 30);
  n_events = fixture->n_events;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    feed_clock_step_wall (fixture->feed.clock, steps[i]);
    sim_feed_advance (&fixture->feed, 0.3);
    g_assert_true (feed_manager_is_trade_safe (fixture->feed.manager, 0, 500));
    sim_feed_advance (&fixture->feed, 30);
    g_assert_true (feed_manager_is_trade_safe (fixture->feed.manager, 0, 500));
  }
  g_assert_cmpuint (fixture->n_events, ==, n_events);
  g_assert_cmpuint (fixture->n_late, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define STORY(name, func, data) g_test_add ("/feed/requests/" name, Fixture, \
                                            GINT_TO_POINTER (data), set_up, func, tear_down)
  STORY ("unknown", test_unknown, 0);
  STORY ("unknown-of-few", test_unknown_of_few, 0);
  STORY ("slot-reused", test_slot_reused, 0);
  STORY ("empty", test_empty, 0);
  STORY ("bad-row", test_bad_row, 0);
  STORY ("shared-lane", test_shared_lane, 20);
  STORY ("shared-lane-slow", test_shared_lane, 250);
  STORY ("many-behind", test_many_behind, 0);
  STORY ("floods", test_floods, 0);
  STORY ("messages", test_messages, 0);
  STORY ("stopped-rows", test_stopped_rows, 0);
  STORY ("wall-step", test_wall_step, 0);
  return g_test_run ();
}
