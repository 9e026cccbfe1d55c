/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>

#include "feed/feed-manager-private.h"
#include "support/sim-venue.h"

/* What a consumer may do from inside a callback: anything. */

#define SECOND G_USEC_PER_SEC
#define WALL_2026 (1790000000 * (gint64) G_USEC_PER_SEC)

typedef struct _Fixture Fixture;
typedef void (*Deed) (Fixture *fixture);

struct _Fixture {
  FeedClock   *clock;
  SimVenue    *venue;
  FeedManager *manager;
  Deed         deed;        /* done once, in the callback */
  guint        skip;        /* after so many callbacks */
  guint        n_done, n_after;
  gboolean     gone;
};

static void
on_manager_gone (gpointer data,
                 GObject *where)
{
  Fixture *fixture = data;

  fixture->gone = TRUE;
}

static void
run_deed (Fixture *fixture)
{
  Deed deed = fixture->deed;

  if (fixture->gone)
    fixture->n_after++;
  if (deed == NULL || fixture->skip-- > 0)
    return;
  fixture->deed = NULL;
  fixture->n_done++;
  deed (fixture);
}

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         Fixture        *fixture)
{
  run_deed (fixture);
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          Fixture     *fixture)
{
  run_deed (fixture);
}

static void
on_state_changed (FeedManager *manager,
                  FeedHealth  *health,
                  Fixture     *fixture)
{
  run_deed (fixture);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  const char *signal = data;
  GCallback callback = g_str_equal (signal, "tick") ? G_CALLBACK (on_tick)
                       : g_str_equal (signal, "event") ? G_CALLBACK (on_event)
                       : G_CALLBACK (on_state_changed);

  fixture->clock = feed_clock_new_manual (1000 * SECOND, WALL_2026);
  fixture->venue = sim_venue_new (fixture->clock);
  fixture->manager = feed_manager_new_full (NULL, fixture->clock, FEED_TRANSPORT (fixture->venue),
                                            1);
  g_object_weak_ref (G_OBJECT (fixture->manager), on_manager_gone, fixture);
  g_signal_connect (fixture->manager, signal, callback, fixture);
  feed_manager_subscribe (fixture->manager, "binance", "A", NULL);
  feed_manager_subscribe (fixture->manager, "binance", "B", NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  if (fixture->manager != NULL) {
    feed_manager_stop (fixture->manager);
    feed_clock_advance (fixture->clock, 10 * SECOND);
    g_signal_handlers_disconnect_by_data (fixture->manager, fixture);
  }
  g_clear_object (&fixture->manager);
  g_assert_true (fixture->gone);
  g_assert_finalize_object (fixture->venue);
  feed_clock_unref (fixture->clock);
}

static void
give_up (Fixture *fixture)
{
  g_clear_object (&fixture->manager);
}

static void
stop (Fixture *fixture)
{
  feed_manager_stop (fixture->manager);
}

static void
restart (Fixture *fixture)
{
  feed_manager_stop (fixture->manager);
  feed_manager_start (fixture->manager);
}

static void
start (Fixture *fixture)
{
  feed_manager_start (fixture->manager);
}

static void
reconnect (Fixture *fixture)
{
  g_autoptr (FeedConfig) config = feed_config_new_default ();

  g_assert_true (feed_manager_set_endpoints (fixture->manager, "binance", NULL, NULL, NULL));
  feed_manager_set_config (fixture->manager, config);
}

static void
swap_instruments (Fixture *fixture)
{
  feed_manager_unsubscribe (fixture->manager, 0);
  feed_manager_unsubscribe (fixture->manager, 1);
  g_assert_cmpuint (feed_manager_subscribe (fixture->manager, "binance", "B", NULL), ==, 2);
  g_assert_cmpuint (feed_manager_subscribe (fixture->manager, "binance", "C", NULL), ==, 3);
}

static void
notify (Fixture *fixture)
{
  feed_manager_retry_now (fixture->manager, NULL);
  feed_manager_subscribe (fixture->manager, "binance-test", "C", NULL);
  feed_manager_notify (fixture->manager, NULL, FEED_EVENT_BOOT_JUMP);
}

/* The deed at each of the first so many callbacks; what is left has to work, and where nothing is
 * left nothing may be heard of it */
static void
test_deed (Fixture      *fixture,
           gconstpointer data,
           Deed          deed,
           FeedLinkState expected)
{
  for (guint skip = 0; skip < 8; skip++) {
    g_autoptr (FeedHealth) health = NULL;

    fixture->skip = skip;
    fixture->deed = deed;
    /* A link without trouble has not much to tell */
    sim_venue_get_faults (fixture->venue)->mute = skip > 1;
    feed_manager_start (fixture->manager);
    for (guint i = 0; i < 600 && fixture->deed != NULL; i++)
      feed_clock_advance (fixture->clock, SECOND);
    feed_clock_advance (fixture->clock, 5 * SECOND);
    fixture->deed = NULL;
    g_assert_cmpuint (fixture->n_done, ==, skip + 1);
    if (fixture->manager == NULL) {
      g_assert_true (fixture->gone);
      g_assert_cmpuint (fixture->n_after, ==, 0);
      feed_clock_advance (fixture->clock, 60 * SECOND);
      g_assert_cmpuint (fixture->n_after, ==, 0);
      tear_down (fixture, data);
      *fixture = (Fixture) { .n_done = skip + 1 };
      set_up (fixture, data);
      continue;
    }
    sim_venue_get_faults (fixture->venue)->mute = FALSE;
    feed_clock_advance (fixture->clock, 200 * SECOND);
    health = g_list_model_get_item (feed_manager_get_connections (fixture->manager), 0);
    g_assert_cmpint (feed_health_get_link (health), ==, expected);
    feed_manager_stop (fixture->manager);
    feed_clock_advance (fixture->clock, 5 * SECOND);
    g_assert_cmpint (feed_health_get_link (health), ==, FEED_LINK_IDLE);
  }
}

static void
test_give_up (Fixture      *fixture,
              gconstpointer data)
{
  test_deed (fixture, data, give_up, FEED_LINK_IDLE);
}

static void
test_stop (Fixture      *fixture,
           gconstpointer data)
{
  test_deed (fixture, data, stop, FEED_LINK_IDLE);
}

static void
test_restart (Fixture      *fixture,
              gconstpointer data)
{
  test_deed (fixture, data, restart, FEED_LINK_LIVE);
}

static void
test_reconnect (Fixture      *fixture,
                gconstpointer data)
{
  test_deed (fixture, data, reconnect, FEED_LINK_LIVE);
}

static void
test_notify (Fixture      *fixture,
             gconstpointer data)
{
  test_deed (fixture, data, notify, FEED_LINK_LIVE);
}

static void
test_swap (Fixture      *fixture,
           gconstpointer data)
{
  fixture->deed = swap_instruments;
  fixture->skip = 2;
  feed_manager_start (fixture->manager);
  feed_clock_advance (fixture->clock, 30 * SECOND);
  g_assert_cmpuint (fixture->n_done, ==, 1);
  for (guint i = 2; i < 4; i++) {
    FeedInstrument *row = feed_board_get_by_index (feed_manager_get_board (fixture->manager), i);

    g_assert_cmpint (feed_instrument_get_state (row), ==, FEED_ROW_LIVE);
  }
}

/* Started again by whoever hears that it stopped: it runs */
static void
test_start_on_stop (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (FeedHealth) health = NULL;

  feed_manager_start (fixture->manager);
  feed_clock_advance (fixture->clock, 30 * SECOND);
  fixture->deed = start;
  feed_manager_stop (fixture->manager);
  g_assert_cmpuint (fixture->n_done, ==, 1);
  feed_clock_advance (fixture->clock, 30 * SECOND);
  health = g_list_model_get_item (feed_manager_get_connections (fixture->manager), 0);
  g_assert_cmpint (feed_health_get_link (health), ==, FEED_LINK_LIVE);
}

static void
subscribe_again (Fixture *fixture)
{
  g_assert_cmpuint (feed_manager_subscribe (fixture->manager, "binance", "B", NULL), ==, 2);
}

/* Subscribed again by whoever hears that the last one went: it is there */
static void
test_subscribe_on_idle (Fixture      *fixture,
                        gconstpointer data)
{
  FeedInstrument *row;

  feed_manager_start (fixture->manager);
  feed_clock_advance (fixture->clock, 30 * SECOND);
  feed_manager_unsubscribe (fixture->manager, 0);
  fixture->deed = subscribe_again;
  feed_manager_unsubscribe (fixture->manager, 1);
  g_assert_cmpuint (fixture->n_done, ==, 1);
  feed_clock_advance (fixture->clock, 30 * SECOND);
  row = feed_board_get_by_index (feed_manager_get_board (fixture->manager), 2);
  g_assert_nonnull (row);
  g_assert_cmpint (feed_instrument_get_state (row), ==, FEED_ROW_LIVE);
}

static void
on_row_state_changed (FeedInstrument *row,
                      GParamSpec     *pspec,
                      Fixture        *fixture)
{
  fixture->n_done++;
  feed_manager_unsubscribe (fixture->manager, feed_instrument_get_index (row));
}

/* A row that goes while its board tells of it */
static void
test_remove_on_flush (Fixture      *fixture,
                      gconstpointer data)
{
  FeedBoard *board = feed_manager_get_board (fixture->manager);

  for (guint i = 0; i < 2; i++)
    g_signal_connect (feed_board_get_by_index (board, i), "notify::state",
                      G_CALLBACK (on_row_state_changed), fixture);
  feed_manager_start (fixture->manager);
  feed_clock_advance (fixture->clock, 5 * SECOND);
  feed_board_flush (board);
  g_assert_cmpuint (fixture->n_done, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (board)), ==, 0);
}

static void
add_for_all (const char *name,
             void (     *func ) (Fixture      *fixture,
                                 gconstpointer data))
{
  const char *signals[] = { "tick", "event", "state-changed" };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++) {
    g_autofree char *path = g_strdup_printf ("/feed/callbacks/%s/%s", name, signals[i]);

    g_test_add (path, Fixture, signals[i], set_up, func, tear_down);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add_for_all ("give-up", test_give_up);
  add_for_all ("stop", test_stop);
  add_for_all ("restart", test_restart);
  add_for_all ("reconnect", test_reconnect);
  add_for_all ("notify", test_notify);
  add_for_all ("swap", test_swap);
  g_test_add ("/feed/callbacks/start-on-stop", Fixture, "state-changed", set_up,
              test_start_on_stop, tear_down);
  g_test_add ("/feed/callbacks/subscribe-on-idle", Fixture, "event", set_up,
              test_subscribe_on_idle, tear_down);
  g_test_add ("/feed/callbacks/remove-on-flush", Fixture, "event", set_up, test_remove_on_flush,
              tear_down);
  return g_test_run ();
}
