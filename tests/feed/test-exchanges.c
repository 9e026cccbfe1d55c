/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <glib/gstdio.h>
#include <string.h>

#include "feed/feed-manager-private.h"
#include "support/sim-account.h"
#include "support/sim-venue.h"
#include "support/test-exchange.h"

/* What the log says of the exchanges, and whose calendars count. */

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)

typedef struct {
  FeedClock   *clock;
  SimVenue    *venue;
  SimFaults   *faults;
  FeedManager *manager;
  const char  *venue_id;
  GString     *log;      /* notes and troubles, a line each */
  gboolean     stop_at_next;
} Fixture;

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          Fixture     *fixture)
{
  if (feed_event_get_kind (event) == FEED_EVENT_KIND_NOTE ||
      feed_event_get_kind (event) == FEED_EVENT_KIND_TROUBLE)
    g_string_append_printf (fixture->log, "%s\n", feed_event_get_text (event));
  if (fixture->stop_at_next)
    feed_manager_stop (manager);
}

static void
set_up (Fixture      *fixture,
        gconstpointer time)
{
  fixture->clock = feed_clock_new_manual (1000 * SECOND, test_exchange_ist (time));
  fixture->venue = sim_venue_new (fixture->clock);
  fixture->faults = sim_venue_get_faults (fixture->venue);
  fixture->faults->trade_interval_us = SECOND;
  fixture->venue_id = "binance";
  fixture->log = g_string_new (NULL);
  fixture->manager = feed_manager_new_full (NULL, fixture->clock, FEED_TRANSPORT (fixture->venue),
                                            1);
  g_signal_connect (fixture->manager, "event", G_CALLBACK (on_event), fixture);
  test_exchange_set ("NSE");
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  feed_manager_stop (fixture->manager);
  feed_clock_advance (fixture->clock, 10 * SECOND);
  g_assert_finalize_object (fixture->manager);
  g_assert_finalize_object (fixture->venue);
  g_assert_cmpuint (feed_clock_get_n_timers (fixture->clock), ==, 0);
  feed_clock_unref (fixture->clock);
  g_string_free (fixture->log, TRUE);
  test_exchange_set (NULL);
}

static void
begin (Fixture           *fixture,
       const char *const *symbols)
{
  for (; *symbols != NULL; symbols++)
    g_assert_cmpuint (feed_manager_subscribe (fixture->manager, fixture->venue_id, *symbols,
                                              NULL), !=, FEED_NO_INSTRUMENT);
  feed_manager_start (fixture->manager);
}

/* What was said since the last call */
static void
assert_said (Fixture    *fixture,
             const char *lines)
{
  g_assert_cmpstr (fixture->log->str, ==, lines);
  g_string_truncate (fixture->log, 0);
}

static void
assert_said_once (Fixture    *fixture,
                  const char *words)
{
  const char *place = strstr (fixture->log->str, words);

  g_assert_nonnull (place);
  g_assert_null (strstr (place + 1, words));
}

static void
test_words (Fixture      *fixture,
            gconstpointer data)
{
  begin (fixture, (const char *const[]) { "S0", "NFO0", "MCX0", NULL });
  assert_said (fixture, "NSE, NFO pre-open until 09:15\nMCX open\n");
  feed_clock_advance (fixture->clock, 9 * MINUTE);
  assert_said (fixture, "");
  feed_clock_advance (fixture->clock, MINUTE);
  assert_said (fixture, "NSE, NFO opened\n");
  feed_clock_advance (fixture->clock, 379 * MINUTE);
  assert_said (fixture, "");
  feed_clock_advance (fixture->clock, MINUTE);
  assert_said (fixture, "NSE closed until Fri 09:15\n");
  feed_clock_advance (fixture->clock, 5 * MINUTE);
  assert_said (fixture, "NFO closed until Fri 09:15\n");
}

static void
test_rehearsal (Fixture      *fixture,
                gconstpointer data)
{
  begin (fixture, (const char *const[]) { "S0", "NFO0", NULL });
  assert_said (fixture, "NSE, NFO closed until 09:15\n");
  feed_clock_advance (fixture->clock, MINUTE);
  assert_said (fixture, "NSE, NFO open in 15 minutes: connected\n");
  feed_clock_advance (fixture->clock, 15 * MINUTE);
  assert_said (fixture, "NSE, NFO opened\n");
}

static void
test_not_ready (Fixture      *fixture,
                gconstpointer data)
{
  fixture->faults->refuse = TRUE;
  begin (fixture, (const char *const[]) { "S0", NULL });
  feed_clock_advance (fixture->clock, 11 * MINUTE);
  g_assert_nonnull (strstr (fixture->log->str,
                            "NSE opens in 15 minutes: not connected, trying now (no stream)\n"));
  g_assert_nonnull (strstr (fixture->log->str, "not connected 5 minutes before the open\n"));
}

/* The account's sessions last so long */
static void
begin_with_account (Fixture *fixture,
                    gint64   session_us)
{
  g_autoptr (FeedCredentials) credentials = sim_account_new_credentials (SIM_ACCOUNT_PIN);

  fixture->venue_id = "sim-account";
  fixture->faults->account = TRUE;
  fixture->faults->session_us = session_us;
  fixture->manager->context.create = sim_account_create_provider;
  g_assert_true (feed_manager_set_credentials (fixture->manager, fixture->venue_id, credentials,
                                               NULL));
  begin (fixture, (const char *const[]) { "S0", NULL });
  feed_clock_advance (fixture->clock, 30 * SECOND);
  assert_said_once (fixture, "logged in, session until ");
  g_string_truncate (fixture->log, 0);
}

static void
test_token_good (Fixture      *fixture,
                 gconstpointer data)
{
  begin_with_account (fixture, 8 * 60 * MINUTE);
  feed_clock_advance (fixture->clock, MINUTE);
  assert_said (fixture, "NSE opens in 15 minutes: connected, token good\n");
}

static void
test_token_short (Fixture      *fixture,
                  gconstpointer data)
{
  begin_with_account (fixture, 10 * MINUTE);
  feed_clock_advance (fixture->clock, MINUTE);
  assert_said (fixture, "NSE opens in 15 minutes: connected, token runs out before the open\n");
}

/* It cannot be renewed while the log-in is down */
static void
test_token_over (Fixture      *fixture,
                 gconstpointer data)
{
  begin_with_account (fixture, 35 * SECOND);
  fixture->faults->login_status = 503;
  feed_clock_advance (fixture->clock, 20 * SECOND);
  sim_venue_close (fixture->venue, 1008);
  feed_clock_advance (fixture->clock, MINUTE);
  assert_said_once (fixture, "NSE opens in 15 minutes: not connected, trying now (no log-in), "
                             "token has run out\n");
}

static void
test_unknown (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (FeedHealth) health = NULL;

  begin (fixture, (const char *const[]) { "NCDEX0", NULL });
  assert_said (fixture, "NCDEX has no calendar and is taken to be always open\n");
  health = g_list_model_get_item (feed_manager_get_connections (fixture->manager), 0);
  g_assert_null (feed_health_get_session (health));
  feed_clock_advance (fixture->clock, 30 * SECOND);
  g_assert_cmpint (feed_health_get_colour (health), ==, FEED_COLOUR_GREEN);
  assert_said (fixture, "");
}

static void
test_year (Fixture      *fixture,
           gconstpointer data)
{
  begin (fixture, (const char *const[]) { "S0", NULL });
  assert_said (fixture, "NSE closed until Fri 09:15\n");
  feed_clock_advance (fixture->clock, 2 * MINUTE);
  assert_said (fixture,
               "NSE: the holidays of 2027 are not known; its usual hours are assumed\n");
}

static void
write_text (const char *path,
            const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

#define HEAD "[calendar]\nexchanges=NSE\nzone=+05:30\nyears=2026\nsource=a test\n"

/* The user's own file goes before the installed one, and a wrong one is told of and left out */
static void
test_own (Fixture      *fixture,
          gconstpointer data)
{
  g_autofree char *wrong = g_build_filename (g_get_user_data_dir (), "evertick", "calendars",
                                             "mcx.ini", NULL);
  g_autofree char *right = g_build_filename (g_get_user_data_dir (), "evertick", "calendars",
                                             "nse.ini", NULL);
  g_autofree char *other = g_strconcat (right, "~", NULL);

  write_text (wrong, "[calendar]\n");
  write_text (right, HEAD "[hours]\ndays=Thu\nday=13:00-14:00\n");
  write_text (other, "nothing to be read");
  begin (fixture, (const char *const[]) { "S0", "MCX0", NULL });
  g_assert_true (g_str_has_prefix (fixture->log->str, "calendar "));
  g_assert_nonnull (strstr (fixture->log->str, "mcx.ini: [calendar] exchanges are missing; "));
  g_assert_nonnull (strstr (fixture->log->str, "\nNSE closed until 13:00\nMCX open\n"));
  /* Other cases may have the same folders */
  g_assert_cmpint (g_remove (wrong), ==, 0);
  g_assert_cmpint (g_remove (right), ==, 0);
  g_assert_cmpint (g_remove (other), ==, 0);
}

/* A file that is given holds at once, for simulated venues too; without one they are open */
static void
test_given (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "given.ini", NULL);
  g_autoptr (FeedHealth) health = NULL;
  g_autoptr (GError) error = NULL;

  write_text (path, HEAD "[hours]\ndays=Thu\nday=13:00-14:00\n");
  g_assert_true (feed_manager_set_endpoints (fixture->manager, "binance", "ws://127.0.0.1:1",
                                             "http://127.0.0.1:1", NULL));
  begin (fixture, (const char *const[]) { "S0", NULL });
  health = g_list_model_get_item (feed_manager_get_connections (fixture->manager), 0);
  feed_clock_advance (fixture->clock, 30 * SECOND);
  assert_said (fixture, "");
  g_assert_null (feed_health_get_session (health));
  g_assert_cmpint (feed_health_get_colour (health), ==, FEED_COLOUR_GREEN);

  g_assert_true (feed_manager_set_calendar_file (fixture->manager, path, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (feed_health_get_session (health), ==, "NSE closed until 13:00");
  g_assert_cmpint (feed_health_get_colour (health), ==, FEED_COLOUR_GREY);
  feed_clock_advance (fixture->clock, SECOND);
  assert_said (fixture, "NSE closed until 13:00\n");
  write_text (path, "[calendar]\n");
  g_assert_false (feed_manager_set_calendar_file (fixture->manager, path, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "given.ini: "));
  g_assert_cmpint (feed_health_get_colour (health), ==, FEED_COLOUR_GREY);
  g_clear_error (&error);
  g_assert_false (feed_manager_set_calendar_file (fixture->manager, "/", &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CONFIG);

  g_assert_true (feed_manager_set_calendar_file (fixture->manager, NULL, NULL));
  g_assert_null (feed_health_get_session (health));
  feed_clock_advance (fixture->clock, 20 * SECOND);
  g_assert_cmpint (feed_health_get_colour (health), ==, FEED_COLOUR_GREEN);
}

/* Whoever stops everything when he hears of the bell has stopped everything */
static void
test_stop (Fixture      *fixture,
           gconstpointer data)
{
  begin (fixture, (const char *const[]) { "S0", NULL });
  feed_clock_advance (fixture->clock, 30 * SECOND);
  fixture->stop_at_next = TRUE;
  g_string_truncate (fixture->log, 0);
  feed_clock_advance (fixture->clock, 30 * MINUTE);
  assert_said (fixture, "NSE closed until Fri 09:15\n");
  feed_clock_advance (fixture->clock, G_TIME_SPAN_DAY);
  assert_said (fixture, "");
}

static FeedRowState
get_state (Fixture *fixture,
           guint    instrument)
{
  FeedBoard *board = feed_manager_get_board (fixture->manager);

  return feed_instrument_get_state (feed_board_get_by_index (board, instrument));
}

/* What comes to an exchange that is followed already keeps its hours too, and not the others' */
static void
check_more_rows (Fixture *fixture)
{
  guint second = feed_manager_subscribe (fixture->manager, "binance", "S1", NULL);
  guint third = feed_manager_subscribe (fixture->manager, "binance", "MCX1", NULL);

  feed_clock_advance (fixture->clock, 10 * SECOND);
  g_assert_cmpint (get_state (fixture, second), ==, FEED_ROW_CLOSED);
  g_assert_cmpint (get_state (fixture, third), ==, FEED_ROW_LIVE);
  feed_manager_unsubscribe (fixture->manager, second);
  feed_manager_unsubscribe (fixture->manager, third);
}

/* Rows come and go, and the phase is that of those that are there */
static void
test_rows (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (FeedHealth) health = NULL;
  guint mcx;

  begin (fixture, (const char *const[]) { "S0", NULL });
  health = g_list_model_get_item (feed_manager_get_connections (fixture->manager), 0);
  feed_clock_advance (fixture->clock, 30 * SECOND);
  g_assert_cmpint (feed_health_get_colour (health), ==, FEED_COLOUR_GREY);
  g_assert_cmpstr (feed_health_get_session (health), ==, "NSE closed until Fri 09:15");
  mcx = feed_manager_subscribe (fixture->manager, "binance", "MCX0", NULL);
  g_assert_cmpstr (feed_health_get_session (health), ==, "NSE closed until Fri 09:15; MCX open");
  feed_clock_advance (fixture->clock, 30 * SECOND);
  g_assert_cmpint (feed_health_get_colour (health), ==, FEED_COLOUR_GREEN);
  g_assert_cmpuint (feed_health_get_figures (health)->confirmed, ==, 2);
  check_more_rows (fixture);
  feed_manager_unsubscribe (fixture->manager, mcx);
  g_assert_cmpstr (feed_health_get_session (health), ==, "NSE closed until Fri 09:15");
  g_assert_cmpint (feed_health_get_colour (health), ==, FEED_COLOUR_GREY);
}

#define ADD(name, time, func) \
  g_test_add ("/feed/exchanges/" name, Fixture, time, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("words", "2026-11-26T09:05:00", test_words);
  ADD ("rehearsal", "2026-11-26T08:59:00", test_rehearsal);
  ADD ("not-ready", "2026-11-26T08:59:00", test_not_ready);
  ADD ("token-good", "2026-11-26T08:59:00", test_token_good);
  ADD ("token-short", "2026-11-26T08:59:00", test_token_short);
  ADD ("token-over", "2026-11-26T08:59:00", test_token_over);
  ADD ("unknown", "2026-11-26T09:05:00", test_unknown);
  ADD ("year", "2026-12-31T23:59:00", test_year);
  ADD ("own", "2026-11-26T12:00:00", test_own);
  ADD ("given", "2026-11-26T12:00:00", test_given);
  ADD ("stop", "2026-11-26T15:10:00", test_stop);
  ADD ("rows", "2026-11-26T18:00:00", test_rows);
  return g_test_run ();
}
