/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>

#include <string.h>

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

/* Else a venue that was moved would be moved for its first account alone */
static void
test_addresses (void)
{
  g_autoptr (FeedManager) manager = make_manager ();
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL;
  FeedProvider *provider;

  feed_manager_set_endpoints (manager, "angel-one", "ws://127.0.0.1:7001", "http://127.0.0.1:7002",
                              &error);
  g_assert_no_error (error);
  feed_manager_set_list_base (manager, "angel-one", "http://127.0.0.1:7003", &error);
  g_assert_no_error (error);
  provider = feed_venue_get_provider (feed_manager_ensure_venue (manager, "angel-one@second",
                                                                 &error));
  list = feed_provider_dup_list_url (provider);
  g_assert_cmpstr (feed_provider_get_stream_base (provider), ==, "ws://127.0.0.1:7001");
  g_assert_cmpstr (feed_provider_get_rest_base (provider), ==, "http://127.0.0.1:7002");
  g_assert_true (g_str_has_prefix (list, "http://127.0.0.1:7003/"));
}

#define FULL "Logged in, but the venue allows the account no further stream now: it may have 3, and " \
             "this program has"
#define NOT_TRIED "Logged in, but no further stream was tried: the account may have 3, and this " \
                  "program has them"

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

static void
advance (Fixture *fixture,
         double   seconds)
{
  gint64 end_us = feed_clock_monotonic_us (fixture->clock) + (gint64) (seconds * G_USEC_PER_SEC);

  while (feed_clock_monotonic_us (fixture->clock) < end_us) {
    feed_clock_advance (fixture->clock, G_USEC_PER_SEC / 20);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
}

static FeedCredentials *
make_credentials (const char *client,
                  const char *pin)
{
  FeedCredentials *credentials = sim_account_new_credentials (pin);

  feed_credentials_set (credentials, "client", client);
  return credentials;
}

static void
begin (Fixture         *fixture,
       FeedCredentials *credentials,
       GCancellable    *cancellable)
{
  feed_manager_test_credentials_async (fixture->manager, "sim-account", credentials, cancellable,
                                       on_tested_ready, fixture);
}

static gboolean
end (Fixture *fixture,
     GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  for (guint i = 0; i < 70 && fixture->result == NULL; i++)
    advance (fixture, 1);
  result = g_steal_pointer (&fixture->result);
  g_assert_nonnull (result);
  return feed_manager_test_credentials_finish (fixture->manager, result, error);
}

static gboolean
try_client (Fixture    *fixture,
            const char *client,
            const char *pin,
            GError    **error)
{
  g_autoptr (FeedCredentials) credentials = make_credentials (client, pin);

  begin (fixture, credentials, NULL);
  return end (fixture, error);
}

static gboolean
try_pin (Fixture    *fixture,
         const char *pin,
         GError    **error)
{
  return try_client (fixture, "A1", pin, error);
}

static void
save (Fixture    *fixture,
      const char *client)
{
  g_autoptr (FeedCredentials) credentials = make_credentials (client, SIM_ACCOUNT_PIN);
  g_autoptr (GError) error = NULL;

  feed_manager_set_credentials (fixture->manager, "sim-account", credentials, &error);
  g_assert_no_error (error);
}

static void
watch (Fixture *fixture,
       guint    n_symbols)
{
  for (guint i = 0; i < n_symbols; i++) {
    g_autofree char *symbol = g_strdup_printf ("S%u", i);
    g_autoptr (GError) error = NULL;

    feed_manager_subscribe (fixture->manager, "sim-account", symbol, &error);
    g_assert_no_error (error);
  }
  feed_manager_start (fixture->manager);
}

static FeedLinkState
get_link (Fixture *fixture)
{
  g_autoptr (FeedHealth) health =
    g_list_model_get_item (feed_manager_get_connections (fixture->manager), 0);

  return feed_health_get_link (health);
}

static void
test_try (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (try_pin (fixture, SIM_ACCOUNT_PIN, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->venue), ==, 1);
  g_assert_cmpuint (sim_venue_get_n_messages (fixture->venue), ==, 0);
  g_assert_cmpuint (sim_venue_get_n_links (fixture->venue), ==, 0);
  /* The session is there for whoever saves it; before others are tried it is ended */
  g_assert_cmpuint (sim_venue_get_n_logouts (fixture->venue), ==, 0);
  g_assert_false (try_pin (fixture, "1111", &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CREDENTIALS);
  g_assert_cmpstr (error->message, ==, "wrong PIN");
  g_assert_cmpuint (sim_venue_get_n_logouts (fixture->venue), ==, 1);
  g_clear_error (&error);
  g_assert_false (try_pin (fixture, "1", &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CREDENTIALS);
  g_clear_error (&error);
  sim_venue_get_faults (fixture->venue)->login_status = 503;
  g_assert_false (try_pin (fixture, SIM_ACCOUNT_PIN, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_BUSY);
  g_assert_cmpuint (sim_venue_get_n_codes_twice (fixture->venue), ==, 0);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->venue), ==, 1);
}

/* Live at once, by the session of the test: the next one-time code need not be waited for */
static void
test_save_after_try (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  watch (fixture, 1);
  g_assert_true (try_pin (fixture, SIM_ACCOUNT_PIN, &error));
  /* Once more: what it logged in with is good still */
  g_assert_true (try_pin (fixture, SIM_ACCOUNT_PIN, &error));
  g_assert_no_error (error);
  save (fixture, "A1");
  advance (fixture, 5);
  g_assert_cmpint (get_link (fixture), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), ==, 1);
  advance (fixture, 600);
  g_assert_cmpint (get_link (fixture), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), ==, 1);
  g_assert_cmpuint (sim_venue_get_n_logouts (fixture->venue), ==, 0);
}

/* Others are saved than were tried, or none at all */
static void
test_save_others (Fixture      *fixture,
                  gconstpointer data)
{
  g_assert_true (try_pin (fixture, SIM_ACCOUNT_PIN, NULL));
  save (fixture, "B2");
  advance (fixture, 1);
  g_assert_cmpuint (sim_venue_get_n_logouts (fixture->venue), ==, 1);
  watch (fixture, 1);
  advance (fixture, 40);
  g_assert_cmpint (get_link (fixture), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), ==, 2);
  g_assert_cmpuint (sim_venue_get_n_codes_twice (fixture->venue), ==, 0);
}

static void
test_not_saved (Fixture      *fixture,
                gconstpointer data)
{
  g_assert_true (try_pin (fixture, SIM_ACCOUNT_PIN, NULL));
  advance (fixture, 290);
  g_assert_cmpuint (sim_venue_get_n_logouts (fixture->venue), ==, 0);
  advance (fixture, 20);
  g_assert_cmpuint (sim_venue_get_n_logouts (fixture->venue), ==, 1);
}

static void
test_stream_refused (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SimFaults *faults = sim_venue_get_faults (fixture->venue);

  faults->handshake_status = 401;
  g_assert_false (try_pin (fixture, SIM_ACCOUNT_PIN, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CREDENTIALS);
  g_assert_cmpstr (error->message, ==, "Logged in, but the stream is refused: HTTP 401");
  g_assert_cmpuint (sim_venue_get_n_logouts (fixture->venue), ==, 1);
  g_clear_error (&error);
  faults->handshake_status = 418;
  g_assert_false (try_pin (fixture, SIM_ACCOUNT_PIN, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_BUSY);
  g_assert_true (g_str_has_prefix (error->message,
                                   "Logged in, but the venue opens no stream now: HTTP 418"));
  g_clear_error (&error);
  faults->handshake_status = 0;
  faults->refuse = TRUE;
  g_assert_false (try_pin (fixture, SIM_ACCOUNT_PIN, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_REMOTE);
  g_assert_cmpstr (error->message, ==,
                   "Logged in, but the stream cannot be opened: Connection refused");
  g_clear_error (&error);
  faults->refuse = FALSE;
  faults->blackhole = TRUE;
  g_assert_false (try_pin (fixture, SIM_ACCOUNT_PIN, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_TIMEOUT);
  g_assert_cmpuint (sim_venue_get_n_links (fixture->venue), ==, 0);
}

/* The account is good: it can be saved, and its session is used then */
static void
test_too_many_streams (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SimFaults *faults = sim_venue_get_faults (fixture->venue);

  faults->handshake_status = 429;
  g_assert_false (try_pin (fixture, SIM_ACCOUNT_PIN, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_BUSY);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, FULL " none (HTTP 429"));
  faults->handshake_status = 0;
  save (fixture, "A1");
  watch (fixture, 1);
  advance (fixture, 5);
  g_assert_cmpint (get_link (fixture), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), ==, 1);
}

static void
test_stopped (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (FeedCredentials) credentials = make_credentials ("A1", SIM_ACCOUNT_PIN);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  sim_venue_get_faults (fixture->venue)->blackhole = TRUE;
  begin (fixture, credentials, cancellable);
  advance (fixture, 3);
  g_assert_cmpuint (sim_venue_get_n_links (fixture->venue), ==, 1);
  g_cancellable_cancel (cancellable);
  g_assert_cmpuint (sim_venue_get_n_links (fixture->venue), ==, 0);
  g_assert_false (end (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (sim_venue_get_n_logouts (fixture->venue), ==, 1);
}

/* What runs goes on with the session it has, and proves by that that it is good */
static void
test_try_while_running (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr (FeedHealth) health = NULL;
  g_autoptr (GError) error = NULL;

  save (fixture, "A1");
  watch (fixture, 1);
  advance (fixture, 20);
  health = g_list_model_get_item (feed_manager_get_connections (fixture->manager), 0);
  g_assert_cmpint (feed_health_get_link (health), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (feed_health_get_figures (health)->requests_limit, ==, 5000);
  g_assert_false (try_pin (fixture, "1111", &error));
  g_assert_cmpstr (error->message, ==, "wrong PIN");
  g_clear_error (&error);
  g_assert_true (try_pin (fixture, SIM_ACCOUNT_PIN, &error));
  g_assert_no_error (error);
  advance (fixture, 20);
  g_assert_cmpint (feed_health_get_link (health), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->venue), ==, 1);
  /* Another account has to be tried, which costs the one that runs nothing */
  sim_venue_get_faults (fixture->venue)->handshake_status = 429;
  g_assert_false (try_client (fixture, "B2", SIM_ACCOUNT_PIN, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "and this program has 1 ("));
  g_assert_cmpint (feed_health_get_link (health), ==, FEED_LINK_LIVE);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->venue), ==, 2);
  g_assert_cmpuint (sim_venue_get_n_logouts (fixture->venue), ==, 0);
}

/* What the log says of it once can be asked for as long as it holds */
static void
test_refusal (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (FeedCredentials) wrong = make_credentials ("A1", "1111");

  g_assert_null (feed_manager_get_login_refusal (fixture->manager, "sim-account"));
  feed_manager_set_credentials (fixture->manager, "sim-account", wrong, NULL);
  watch (fixture, 1);
  advance (fixture, 60);
  g_assert_cmpstr (feed_manager_get_login_refusal (fixture->manager, "sim-account"), ==,
                   "wrong PIN");
  /* Saved as they are once more: they are tried once more */
  feed_manager_set_credentials (fixture->manager, "sim-account", wrong, NULL);
  g_assert_null (feed_manager_get_login_refusal (fixture->manager, "sim-account"));
  advance (fixture, 60);
  g_assert_nonnull (feed_manager_get_login_refusal (fixture->manager, "sim-account"));
  save (fixture, "A1");
  advance (fixture, 60);
  g_assert_null (feed_manager_get_login_refusal (fixture->manager, "sim-account"));
  g_assert_cmpint (get_link (fixture), ==, FEED_LINK_LIVE);
}

/* One stream more could cost one that is live */
static void
test_try_while_full (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  save (fixture, "A1");
  watch (fixture, 250);
  advance (fixture, 30);
  g_assert_cmpuint (sim_venue_get_n_links (fixture->venue), ==, 3);
  g_assert_false (try_client (fixture, "B2", SIM_ACCOUNT_PIN, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_BUSY);
  g_assert_cmpstr (error->message, ==, NOT_TRIED);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->venue), ==, 3);
  g_assert_cmpuint (sim_venue_get_n_logouts (fixture->venue), ==, 0);
}

static FeedRowState
get_state (Fixture *fixture,
           guint    instrument)
{
  FeedBoard *board = feed_manager_get_board (fixture->manager);

  return feed_instrument_get_state (feed_board_get_by_index (board, instrument));
}

/* What the venue does not know says so in its row, among others that are fine, until it comes */
static void
test_unfetched (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (FeedCredentials) credentials = make_credentials ("Q1", SIM_ACCOUNT_PIN);
  guint known = feed_manager_subscribe (fixture->manager, "sim-account", "S0", NULL);
  guint unknown = feed_manager_subscribe (fixture->manager, "sim-account", "X0", NULL);

  g_assert_true (feed_manager_set_credentials (fixture->manager, "sim-account", credentials,
                                               NULL));
  sim_venue_get_faults (fixture->venue)->trade_interval_us = 0;
  feed_manager_start (fixture->manager);
  advance (fixture, 20);
  g_assert_cmpint (get_state (fixture, known), ==, FEED_ROW_QUIET);
  g_assert_cmpint (get_state (fixture, unknown), ==, FEED_ROW_UNKNOWN);
  g_assert_false (feed_manager_is_trade_safe (fixture->manager, unknown, G_MAXUINT));
  sim_venue_get_faults (fixture->venue)->trade_interval_us = G_USEC_PER_SEC;
  advance (fixture, 5);
  g_assert_cmpint (get_state (fixture, unknown), ==, FEED_ROW_LIVE);
  /* And is not, from poll to poll, while it does come */
  for (guint i = 0; i < 100; i++) {
    advance (fixture, 0.2);
    g_assert_cmpint (get_state (fixture, unknown), ==, FEED_ROW_LIVE);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/accounts/names", test_names);
  g_test_add_func ("/accounts/none", test_no_accounts);
  g_test_add_func ("/accounts/addresses", test_addresses);
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  ADD ("/accounts/try", test_try);
  ADD ("/accounts/save-after-try", test_save_after_try);
  ADD ("/accounts/save-others", test_save_others);
  ADD ("/accounts/not-saved", test_not_saved);
  ADD ("/accounts/stream-refused", test_stream_refused);
  ADD ("/accounts/too-many-streams", test_too_many_streams);
  ADD ("/accounts/stopped", test_stopped);
  ADD ("/accounts/try-while-running", test_try_while_running);
  ADD ("/accounts/refusal", test_refusal);
  ADD ("/accounts/try-while-full", test_try_while_full);
  ADD ("/accounts/unfetched", test_unfetched);
  return g_test_run ();
}
