/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>

#include "feed/feed-manager-private.h"
#include "feed/feed-venue-name.h"
#include "support/sim-account.h"
#include "support/sim-venue.h"
#include "support/test-support.h"

/* Accounts as the manager's callers name and set them. */

#define WALL_2026 (1790000000 * (gint64) G_USEC_PER_SEC)

static FeedManager *
make_manager (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new_manual (1000 * G_USEC_PER_SEC, WALL_2026);
  g_autoptr (SimVenue) venue = sim_venue_new (clock);

  return feed_manager_new_full (NULL, clock, FEED_TRANSPORT (venue), 1);
}

static void
test_names (void)
{
  static const char *const bad[] = { "binance@", "binance@a\nb", "binance@\xff" };
  g_autofree char *provider = NULL;
  g_autofree char *account = NULL;
  g_autofree char *shown = feed_venue_name_dup_shown ("Angel One", "angel-one@second@home");
  g_autofree char *plain = feed_venue_name_dup_shown ("Angel One", "angel-one");

  g_assert_true (feed_venue_name_split ("angel-one@second@home", &provider, &account, NULL));
  g_assert_cmpstr (provider, ==, "angel-one");
  g_assert_cmpstr (account, ==, "second@home");
  g_assert_cmpstr (shown, ==, "Angel One (second@home)");
  g_assert_cmpstr (plain, ==, "Angel One");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    char *no_provider = NULL, *no_account = NULL;

    g_assert_false (feed_venue_name_split (bad[i], &no_provider, &no_account, &error));
    g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE);
    g_assert_null (no_provider);
    g_assert_null (no_account);
  }
}

static void
test_no_accounts (void)
{
  g_autoptr (FeedManager) manager = make_manager ();
  g_autoptr (FeedCredentials) credentials = feed_credentials_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (feed_manager_subscribe (manager, "binance@second", "BTCUSDT", &error), ==,
                    FEED_NO_INSTRUMENT);
  g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE);
  g_clear_error (&error);
  g_assert_false (feed_manager_set_credentials (manager, "binance", credentials, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CREDENTIALS);
  g_clear_error (&error);
  g_assert_false (feed_manager_set_credentials (manager, "nowhere", credentials, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE);
}

typedef struct {
  FeedClock    *clock;
  SimVenue     *venue;
  FeedManager  *manager;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->clock = feed_clock_new_manual (1000 * G_USEC_PER_SEC, WALL_2026);
  fixture->venue = sim_venue_new (fixture->clock);
  sim_venue_get_faults (fixture->venue)->account = TRUE;
  fixture->manager = feed_manager_new_full (NULL, fixture->clock, FEED_TRANSPORT (fixture->venue),
                                            1);
  fixture->manager->context.create = sim_account_create_provider;
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  feed_manager_stop (fixture->manager);
  feed_clock_advance (fixture->clock, 10 * G_USEC_PER_SEC);
  g_assert_finalize_object (fixture->manager);
  g_assert_finalize_object (fixture->venue);
  feed_clock_unref (fixture->clock);
}

static void
on_tested_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->result = g_object_ref (result);
}

static gboolean
try_pin (Fixture    *fixture,
         const char *pin,
         GError    **error)
{
  g_autoptr (FeedCredentials) credentials = sim_account_new_credentials (pin);
  g_autoptr (GAsyncResult) result = NULL;

  feed_manager_test_credentials_async (fixture->manager, "sim-account", credentials, NULL,
                                       on_tested_ready, fixture);
  for (guint i = 0; i < 700 && fixture->result == NULL; i++) {
    feed_clock_advance (fixture->clock, G_USEC_PER_SEC / 10);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
  result = g_steal_pointer (&fixture->result);
  g_assert_nonnull (result);
  return feed_manager_test_credentials_finish (fixture->manager, result, error);
}

static void
test_try (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (try_pin (fixture, SIM_ACCOUNT_PIN, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sim_venue_get_n_logouts (fixture->venue), ==, 1);
  g_assert_false (try_pin (fixture, "1111", &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CREDENTIALS);
  g_assert_cmpstr (error->message, ==, "wrong PIN");
  g_clear_error (&error);
  g_assert_false (try_pin (fixture, "1", &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CREDENTIALS);
  g_clear_error (&error);
  sim_venue_get_faults (fixture->venue)->login_status = 503;
  g_assert_false (try_pin (fixture, SIM_ACCOUNT_PIN, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_BUSY);
  g_assert_cmpuint (sim_venue_get_n_codes_twice (fixture->venue), ==, 0);
}

/* What runs goes on with the session it has */
static void
test_try_while_running (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr (FeedCredentials) credentials = sim_account_new_credentials (SIM_ACCOUNT_PIN);
  g_autoptr (FeedHealth) health = NULL;
  g_autoptr (GError) error = NULL;

  feed_manager_set_credentials (fixture->manager, "sim-account", credentials, &error);
  g_assert_no_error (error);
  feed_manager_subscribe (fixture->manager, "sim-account", "S0", &error);
  g_assert_no_error (error);
  feed_manager_start (fixture->manager);
  feed_clock_advance (fixture->clock, 20 * G_USEC_PER_SEC);
  health = g_list_model_get_item (feed_manager_get_connections (fixture->manager), 0);
  g_assert_cmpint (feed_health_get_link (health), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (feed_health_get_figures (health)->requests_limit, ==, 5000);
  g_assert_false (try_pin (fixture, "1111", &error));
  g_assert_cmpstr (error->message, ==, "wrong PIN");
  feed_clock_advance (fixture->clock, 20 * G_USEC_PER_SEC);
  g_assert_cmpint (feed_health_get_link (health), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->venue), ==, 1);
  g_assert_cmpuint (sim_venue_get_n_logouts (fixture->venue), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/accounts/names", test_names);
  g_test_add_func ("/accounts/none", test_no_accounts);
  g_test_add ("/accounts/try", Fixture, NULL, set_up, test_try, tear_down);
  g_test_add ("/accounts/try-while-running", Fixture, NULL, set_up, test_try_while_running,
              tear_down);
  return g_test_run ();
}
