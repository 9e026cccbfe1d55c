/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <string.h>

#include "support/sim-feed.h"

/* The whole library but its sockets, in virtual time: stories a trader could tell. */

#define SECOND G_USEC_PER_SEC

typedef struct {
  SimFeed    feed;
  GString   *story;           /* links entered, in order: "CONNECTING WARMING LIVE " */
  guint      n_colours;
  FeedColour colour;
  gint64     last_trade;      /* id of the newest TRADE tick of instrument 0 */
  guint      n_stream, n_poll, n_disorder;
} Fixture;

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         gpointer        user_data)
{
  Fixture *fixture = user_data;

  if (tick->source == FEED_SOURCE_STREAM)
    fixture->n_stream++;
  else
    fixture->n_poll++;
  if (tick->instrument != 0 || !(tick->flags & FEED_TICK_TRADE))
    return;
  if (tick->sequence <= fixture->last_trade)
    fixture->n_disorder++;
  fixture->last_trade = tick->sequence;
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          gpointer     user_data)
{
  Fixture *fixture = user_data;

  if (feed_event_get_kind (event) == FEED_EVENT_KIND_STATE &&
      feed_event_get_from (event) != feed_event_get_to (event))
    g_string_append_printf (fixture->story, "%s ",
                            feed_link_state_to_string (feed_event_get_to (event)));
}

static void
on_state_changed (FeedManager *manager,
                  FeedHealth  *health,
                  gpointer     user_data)
{
  Fixture *fixture = user_data;

  if (feed_health_get_colour (health) == fixture->colour)
    return;
  fixture->colour = feed_health_get_colour (health);
  fixture->n_colours++;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  sim_feed_set_up (&fixture->feed, NULL);
  fixture->story = g_string_new (NULL);
  g_signal_connect (fixture->feed.manager, "tick", G_CALLBACK (on_tick), fixture);
  g_signal_connect (fixture->feed.manager, "event", G_CALLBACK (on_event), fixture);
  g_signal_connect (fixture->feed.manager, "state-changed", G_CALLBACK (on_state_changed), fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  sim_feed_tear_down (&fixture->feed, fixture);
  g_string_free (fixture->story, TRUE);
}

/* Subscribes so many symbols S0, S1... and starts */
static void
start (Fixture *fixture,
       guint    n_symbols)
{
  sim_feed_subscribe (&fixture->feed, n_symbols);
  sim_feed_start (&fixture->feed);
}

static FeedInstrument *
row (Fixture *fixture,
     guint    index)
{
  return feed_board_get_by_index (feed_manager_get_board (fixture->feed.manager), index);
}

/* Advances until the first connection is in that state, 0.1 s at a time; returns the seconds */
static double
advance_until (Fixture      *fixture,
               FeedLinkState link,
               double        at_most)
{
  double seconds = 0;

  while (feed_health_get_link (fixture->feed.health) != link && seconds < at_most) {
    sim_feed_advance (&fixture->feed, 0.1);
    seconds += 0.1;
  }
  g_assert_cmpstr (feed_link_state_to_string (feed_health_get_link (fixture->feed.health)), ==,
                   feed_link_state_to_string (link));
  return seconds;
}

static void
test_healthy_start (Fixture      *fixture,
                    gconstpointer data)
{
  start (fixture, 1);
  sim_feed_advance (&fixture->feed, 0.045);
  g_assert_cmpuint (fixture->n_poll, >, 0);
  g_assert_cmpuint (fixture->n_stream, ==, 0);
  sim_feed_advance (&fixture->feed, 4);
  g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_LIVE);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_GREEN);
  g_assert_cmpstr (fixture->story->str, ==, "CONNECTING WARMING LIVE ");
  g_assert_cmpint (feed_instrument_get_state (row (fixture, 0)), ==, FEED_ROW_LIVE);
  g_assert_cmpint (feed_instrument_get_price_decimals (row (fixture, 0)), ==, 2);
  g_assert_cmpint (feed_instrument_get_size_decimals (row (fixture, 0)), ==, 3);
  g_assert_true (feed_manager_is_trade_safe (fixture->feed.manager, 0, 500));
  sim_feed_advance (&fixture->feed, 300);
  g_assert_cmpstr (fixture->story->str, ==, "CONNECTING WARMING LIVE ");
  g_assert_cmpuint (fixture->n_disorder, ==, 0);
  g_assert_cmpint (fixture->last_trade, ==, sim_venue_get_trade_id (fixture->feed.venue));
}

static void
test_mute (Fixture      *fixture,
           gconstpointer data)
{
  guint n_poll;

  start (fixture, 3);
  advance_until (fixture, FEED_LINK_LIVE, 10);
  sim_feed_advance (&fixture->feed, 60);
  fixture->feed.faults->mute = TRUE;
  g_assert_cmpfloat (advance_until (fixture, FEED_LINK_SUSPECT, 20), <=, 3.3);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_GREEN);
  sim_feed_advance (&fixture->feed, 1);
  g_assert_nonnull (strstr (fixture->story->str, "LIVE SUSPECT BACKOFF "));
  g_assert_true (feed_health_get_polling (fixture->feed.health));
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_YELLOW);
  g_assert_cmpint (feed_health_get_reason (fixture->feed.health), ==, FEED_CAUSE_MUTE);
  n_poll = fixture->n_poll;
  sim_feed_advance (&fixture->feed, 20);
  g_assert_cmpuint (fixture->n_poll, >=, n_poll + 15);
  g_assert_cmpint (feed_instrument_get_state (row (fixture, 0)), ==, FEED_ROW_POLLED);
  g_assert_true (feed_manager_is_trade_safe (fixture->feed.manager, 0, 2500));
  fixture->feed.faults->mute = FALSE;
  advance_until (fixture, FEED_LINK_LIVE, 60);
  sim_feed_advance (&fixture->feed, 6);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_GREEN);
  g_assert_cmpint (feed_instrument_get_state (row (fixture, 0)), ==, FEED_ROW_LIVE);
  g_assert_cmpuint (feed_health_get_figures (fixture->feed.health)->gaps, ==, 1);
  g_assert_cmpuint (fixture->n_disorder, ==, 0);
}

static void
test_quiet (Fixture      *fixture,
            gconstpointer data)
{
  start (fixture, 2);
  advance_until (fixture, FEED_LINK_LIVE, 10);
  sim_feed_advance (&fixture->feed, 30);
  fixture->feed.faults->trade_interval_us = 0;
  for (guint i = 0; i < 70; i++) {
    sim_feed_advance (&fixture->feed, 1);
    g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_GREEN);
  }
  g_assert_cmpint (feed_instrument_get_state (row (fixture, 0)), ==, FEED_ROW_QUIET);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->feed.venue), ==, 1);
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  fixture->feed.faults->refuse = TRUE;
  start (fixture, 1);
  sim_feed_advance (&fixture->feed, 30);
  g_assert_true (feed_health_get_polling (fixture->feed.health));
  g_assert_cmpuint (fixture->n_stream, ==, 0);
  g_assert_cmpuint (fixture->n_poll, >=, 25);
  g_assert_cmpint (feed_instrument_get_state (row (fixture, 0)), ==, FEED_ROW_POLLED);
  fixture->feed.faults->refuse = FALSE;
  advance_until (fixture, FEED_LINK_LIVE, 120);
}

static void
test_all_down (Fixture      *fixture,
               gconstpointer data)
{
  start (fixture, 1);
  advance_until (fixture, FEED_LINK_LIVE, 10);
  sim_feed_advance (&fixture->feed, 30);
  fixture->feed.faults->half_open = TRUE;
  fixture->feed.faults->refuse = TRUE;
  fixture->feed.faults->rest_status = 503;
  sim_feed_advance (&fixture->feed, 90);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_RED);
  g_assert_cmpint (feed_health_get_reason (fixture->feed.health), !=, FEED_CAUSE_NONE);
  g_assert_cmpint (feed_instrument_get_state (row (fixture, 0)), ==, FEED_ROW_STALE);
  g_assert_false (feed_manager_is_trade_safe (fixture->feed.manager, 0, G_MAXUINT));
  g_assert_cmpuint (feed_health_get_figures (fixture->feed.health)->rest_failures, >, 3);
  fixture->feed.faults->half_open = FALSE;
  fixture->feed.faults->refuse = FALSE;
  fixture->feed.faults->rest_status = 0;
  advance_until (fixture, FEED_LINK_LIVE, 400);
  sim_feed_advance (&fixture->feed, 6);
  g_assert_cmpint (feed_health_get_colour (fixture->feed.health), ==, FEED_COLOUR_GREEN);
}

static void
test_garbage (Fixture      *fixture,
              gconstpointer data)
{
  GListModel *log = G_LIST_MODEL (feed_manager_get_event_log (fixture->feed.manager));
  guint n_troubles = 0, count = 0;

  start (fixture, 1);
  advance_until (fixture, FEED_LINK_LIVE, 10);
  for (guint i = 0; i < 1000; i++)
    sim_venue_send (fixture->feed.venue, "{\"e\":\"tra");
  sim_feed_advance (&fixture->feed, 5);
  g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->feed.venue), ==, 1);
  g_assert_cmpuint (feed_health_get_figures (fixture->feed.health)->garbage, ==, 1000);
  for (guint i = 0; i < g_list_model_get_n_items (log); i++) {
    g_autoptr (FeedEvent) event = g_list_model_get_item (log, i);

    if (feed_event_get_kind (event) != FEED_EVENT_KIND_TROUBLE)
      continue;
    n_troubles++;
    count += feed_event_get_count (event);
  }
  g_assert_cmpuint (n_troubles, <=, 2);
  g_assert_cmpuint (count, ==, 1000);
}

static void
test_planned_close (Fixture      *fixture,
                    gconstpointer data)
{
  start (fixture, 1);
  advance_until (fixture, FEED_LINK_LIVE, 10);
  sim_feed_advance (&fixture->feed, 60);
  sim_venue_send (fixture->feed.venue,
                  "{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1}}");
  sim_feed_advance (&fixture->feed, 30);
  g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->feed.venue), ==, 2);
  g_assert_cmpuint (feed_health_get_figures (fixture->feed.health)->failures, ==, 0);
  g_assert_cmpuint (fixture->n_disorder, ==, 0);
}

/* The venue's own limit of a day: a new link before it is cut, and no failure of it */
static void
test_day_limit (Fixture      *fixture,
                gconstpointer data)
{
  fixture->feed.faults->trade_interval_us = 2 * SECOND;
  start (fixture, 1);
  sim_feed_advance (&fixture->feed, 24 * 3600);
  g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->feed.venue), ==, 2);
}

static void
test_one_symbol_mute (Fixture      *fixture,
                      gconstpointer data)
{
  start (fixture, 20);
  advance_until (fixture, FEED_LINK_LIVE, 10);
  sim_feed_advance (&fixture->feed, 30);
  fixture->feed.faults->mute_symbols = 1;
  sim_feed_advance (&fixture->feed, 40);
  g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_LIVE);
  g_assert_cmpint (feed_instrument_get_state (row (fixture, 0)), ==, FEED_ROW_POLLED);
  g_assert_cmpint (feed_instrument_get_state (row (fixture, 1)), ==, FEED_ROW_LIVE);
  fixture->feed.faults->mute_symbols = 0;
  sim_feed_advance (&fixture->feed, 20);
  g_assert_cmpint (feed_instrument_get_state (row (fixture, 0)), ==, FEED_ROW_LIVE);
}

static void
test_subscriptions (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint again, other;

  start (fixture, 1);
  advance_until (fixture, FEED_LINK_LIVE, 10);
  again = feed_manager_subscribe (fixture->feed.manager, "binance", "s0", &error);
  g_assert_cmpuint (again, ==, 0);
  feed_manager_unsubscribe (fixture->feed.manager, 0);
  g_assert_nonnull (row (fixture, 0));
  other = feed_manager_subscribe (fixture->feed.manager, "binance", "OTHER", &error);
  g_assert_no_error (error);
  sim_feed_advance (&fixture->feed, 5);
  g_assert_cmpint (feed_instrument_get_state (row (fixture, other)), ==, FEED_ROW_LIVE);
  feed_manager_unsubscribe (fixture->feed.manager, other);
  g_assert_null (row (fixture, other));
  feed_manager_unsubscribe (fixture->feed.manager, 0);
  g_assert_cmpint (feed_health_get_link (fixture->feed.health), ==, FEED_LINK_IDLE);
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->feed.venue), ==, 1);
  g_assert_cmpuint (feed_manager_subscribe (fixture->feed.manager, "binance", "S0", &error), ==, 2);
  advance_until (fixture, FEED_LINK_LIVE, 20);
  g_assert_cmpuint (feed_manager_subscribe (fixture->feed.manager, "nowhere", "S0", &error), ==,
                    FEED_NO_INSTRUMENT);
  g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE);
  g_clear_error (&error);
  g_assert_cmpuint (feed_manager_subscribe (fixture->feed.manager, "binance", "a b", &error), ==,
                    FEED_NO_INSTRUMENT);
  g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL);
}

/* More instruments than a connection may have: several connections, one budget */
static void
test_shards (Fixture      *fixture,
             gconstpointer data)
{
  fixture->feed.faults->trade_interval_us = SECOND;
  start (fixture, 700);
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpuint (g_list_model_get_n_items (feed_manager_get_connections (fixture->feed.manager)),
                    ==, 3);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->feed.venue), ==, 3);
  g_assert_cmpuint (sim_venue_get_most_in_flight (fixture->feed.venue), ==, 1);
  for (guint i = 0; i < 700; i++)
    g_assert_cmpint (feed_instrument_get_state (row (fixture, i)), ==, FEED_ROW_LIVE);
}

static void
test_next_tick (Fixture      *fixture,
                gconstpointer data)
{
  gint64 newest = 0;
  guint n = 0;
  FeedTick tick;

  g_assert_false (feed_manager_get_next_tick (fixture->feed.manager, &tick));
  start (fixture, 1);
  sim_feed_advance (&fixture->feed, 60);
  while (feed_manager_get_next_tick (fixture->feed.manager, &tick)) {
    n++;
    if (!(tick.flags & FEED_TICK_TRADE))
      continue;
    g_assert_cmpint (tick.sequence, >, newest);
    g_assert_cmpfloat (tick.last, ==, 100.5 + tick.sequence % 50);
    newest = tick.sequence;
  }
  g_assert_cmpuint (n, ==, fixture->n_stream + fixture->n_poll);
  g_assert_cmpint (newest, ==, sim_venue_get_trade_id (fixture->feed.venue));
}

/* stop() at any moment: nothing of a connection comes after it */
static void
test_stop (Fixture      *fixture,
           gconstpointer data)
{
  start (fixture, 2);
  for (guint i = 0; i < 200; i++) {
    guint n_ticks, length;

    sim_feed_advance (&fixture->feed, 0.037 * i);
    feed_manager_stop (fixture->feed.manager);
    n_ticks = fixture->n_stream + fixture->n_poll;
    length = fixture->story->len;
    sim_feed_advance (&fixture->feed, 20);
    g_assert_cmpuint (fixture->n_stream + fixture->n_poll, ==, n_ticks);
    g_assert_cmpuint (fixture->story->len, ==, length);
    feed_manager_start (fixture->feed.manager);
  }
}

static void
test_new_config (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (FeedConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  int values[FEED_N_CONFIG_KEYS];

  start (fixture, 2);
  advance_until (fixture, FEED_LINK_LIVE, 10);
  feed_config_get_defaults (values);
  values[FEED_CONFIG_STABLE_WINDOW_FIRST] = 1000;
  config = feed_config_new (values, &error);
  g_assert_no_error (error);
  feed_manager_set_config (fixture->feed.manager, config);
  advance_until (fixture, FEED_LINK_LIVE, 20);
  g_assert_cmpint (feed_instrument_get_state (row (fixture, 1)), ==, FEED_ROW_LIVE);
  g_assert_false (feed_manager_set_endpoints (fixture->feed.manager, "binance",
                                              "ws://example.com", NULL, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_ENDPOINT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define STORY(name, func) g_test_add ("/feed/manager/" name, Fixture, NULL, set_up, func, tear_down)
  STORY ("healthy-start", test_healthy_start);
  STORY ("mute", test_mute);
  STORY ("quiet", test_quiet);
  STORY ("refused", test_refused);
  STORY ("all-down", test_all_down);
  STORY ("garbage", test_garbage);
  STORY ("planned-close", test_planned_close);
  STORY ("day-limit", test_day_limit);
  STORY ("one-symbol-mute", test_one_symbol_mute);
  STORY ("subscriptions", test_subscriptions);
  STORY ("shards", test_shards);
  STORY ("next-tick", test_next_tick);
  STORY ("stop", test_stop);
  STORY ("new-config", test_new_config);
  return g_test_run ();
}
