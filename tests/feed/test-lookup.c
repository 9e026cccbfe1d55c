/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>

#include "feed/feed-manager-private.h"
#include "support/sim-venue.h"
#include "support/test-support.h"

/* What the venue is asked about symbols before they are added. */

#define SECOND G_USEC_PER_SEC
#define WALL_2026 (1790000000 * (gint64) G_USEC_PER_SEC)

typedef struct {
  FeedClock    *clock;
  SimVenue     *venue;
  FeedManager  *manager;
  GAsyncResult *result;
} Fixture;

static void
on_looked_up_ready (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->result);
  fixture->result = g_object_ref (result);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->clock = feed_clock_new_manual (1000 * SECOND, WALL_2026);
  fixture->venue = sim_venue_new (fixture->clock);
  fixture->manager = feed_manager_new_full (NULL, fixture->clock, FEED_TRANSPORT (fixture->venue),
                                            1);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  feed_manager_stop (fixture->manager);
  feed_clock_advance (fixture->clock, 10 * SECOND);
  g_clear_object (&fixture->result);
  g_assert_finalize_object (fixture->manager);
  g_assert_finalize_object (fixture->venue);
  feed_clock_unref (fixture->clock);
}

/* Asks for the symbols and waits so long, in virtual time, before it takes what came of it */
static gboolean
look_up (Fixture           *fixture,
         const char *const *symbols,
         GCancellable      *cancellable,
         double             seconds,
         GError           **error)
{
  gboolean known;

  feed_manager_lookup_async (fixture->manager, "binance", symbols, cancellable, on_looked_up_ready,
                             fixture);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  feed_clock_advance (fixture->clock, (gint64) (seconds * SECOND));
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  known = feed_manager_lookup_finish (fixture->manager, fixture->result, error);
  g_clear_object (&fixture->result);
  return known;
}

static void
test_known (Fixture      *fixture,
            gconstpointer data)
{
  const char *const symbols[] = { "btcusdt", "ETHUSDT", NULL };
  g_autoptr (GError) error = NULL;
  FeedInstrument *row;
  guint index;

  g_assert_true (look_up (fixture, symbols, NULL, 1, &error));
  g_assert_no_error (error);
  index = feed_manager_subscribe (fixture->manager, "binance", "BTCUSDT", &error);
  row = feed_board_get_by_index (feed_manager_get_board (fixture->manager), index);
  g_assert_cmpint (feed_instrument_get_price_decimals (row), ==, 2);
}

static void
test_unknown (Fixture      *fixture,
              gconstpointer data)
{
  const char *const symbols[] = { "BTCUSDT", "XYZ", NULL };
  const char *const malformed[] = { "BTC USDT", NULL };
  const char *const none[] = { NULL };
  g_autoptr (GError) error = NULL;

  sim_venue_get_faults (fixture->venue)->unknown = 'X';
  g_assert_false (look_up (fixture, symbols, NULL, 1, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL);
  g_clear_error (&error);
  sim_venue_get_faults (fixture->venue)->unknown = 0;
  sim_venue_get_faults (fixture->venue)->rest_empty = TRUE;
  g_assert_false (look_up (fixture, symbols, NULL, 1, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL);
  g_clear_error (&error);
  g_assert_false (look_up (fixture, malformed, NULL, 0, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL);
  g_clear_error (&error);
  g_assert_false (look_up (fixture, none, NULL, 0, &error));
  g_assert_nonnull (error);
}

static void
test_remote (Fixture      *fixture,
             gconstpointer data)
{
  const char *const symbols[] = { "BTCUSDT", NULL };
  g_autoptr (GError) error = NULL;

  sim_venue_get_faults (fixture->venue)->rest_status = 503;
  g_assert_false (look_up (fixture, symbols, NULL, 1, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_REMOTE);
  g_clear_error (&error);
  sim_venue_get_faults (fixture->venue)->rest_hangs = TRUE;
  g_assert_false (look_up (fixture, symbols, NULL, 10, &error));
  g_assert_nonnull (error);
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  const char *const symbols[] = { "BTCUSDT", NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (look_up (fixture, symbols, cancellable, 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (look_up (fixture, symbols, NULL, 1, &error));
}

/* A venue that wants to be left alone means connections too, and no question waits for that */
static void
test_held (Fixture      *fixture,
           gconstpointer data)
{
  const char *const symbols[] = { "BTCUSDT", NULL };
  g_autoptr (GError) error = NULL;
  guint n_requests;

  sim_venue_get_faults (fixture->venue)->rest_status = 429;
  sim_venue_get_faults (fixture->venue)->retry_after = 30;
  sim_venue_get_faults (fixture->venue)->refuse = TRUE;
  g_assert_false (look_up (fixture, symbols, NULL, 1, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_REMOTE);
  g_clear_error (&error);
  sim_venue_get_faults (fixture->venue)->rest_status = 0;
  n_requests = sim_venue_get_n_requests (fixture->venue);
  feed_manager_subscribe (fixture->manager, "binance", "BTCUSDT", NULL);
  feed_manager_start (fixture->manager);
  g_assert_false (look_up (fixture, symbols, NULL, 20, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_TIMEOUT);
  g_assert_cmpuint (sim_venue_get_n_requests (fixture->venue), ==, n_requests);
  feed_clock_advance (fixture->clock, 20 * SECOND);
  g_assert_cmpuint (sim_venue_get_n_requests (fixture->venue), >, n_requests);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define STORY(name, func) g_test_add ("/feed/lookup/" name, Fixture, NULL, set_up, func, tear_down)
  STORY ("known", test_known);
  STORY ("unknown", test_unknown);
  STORY ("remote", test_remote);
  STORY ("cancelled", test_cancelled);
  STORY ("held", test_held);
  return g_test_run ();
}
