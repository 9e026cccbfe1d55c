/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>

#include "feed/core/feed-backoff.h"
#include "feed/net/feed-login-words.h"
#include "feed/net/feed-login.h"
#include "support/sim-account.h"
#include "support/test-support.h"

/* A login by itself, in virtual time: it is never a storm, whatever its users and the venue do. */

#define SECOND G_USEC_PER_SEC
#define WALL_2026 (1790000000 * (gint64) G_USEC_PER_SEC)

typedef struct {
  FeedClock    *clock;
  SimVenue     *venue;
  FeedQuota    *quota;
  FeedProvider *provider;
  FeedLogin    *login;
  guint         n_events[FEED_EVENT_RETRY_NOW + 1];
  gboolean      asks_again;      /* as a supervisor without patience would */
  GString      *log;
} Fixture;

static void
on_note (gpointer    user_data,
         gboolean    trouble,
         const char *text)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->log, "%s\n", text);
}

static void
on_event (gpointer                user_data,
          FeedSupervisorEventType event,
          gint64                  wait_us)
{
  Fixture *fixture = user_data;

  fixture->n_events[event]++;
  if (fixture->asks_again && event != FEED_EVENT_TOKEN_REFUSED)
    feed_login_renew (fixture->login);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (FeedCredentials) credentials = sim_account_new_credentials (SIM_ACCOUNT_PIN);
  FeedLoginParams params = { .seed = 1, .note = on_note, .user_data = fixture };

  fixture->clock = feed_clock_new_manual (1000 * SECOND, WALL_2026);
  fixture->venue = sim_venue_new (fixture->clock);
  fixture->quota = feed_quota_new (0, 0);
  fixture->provider = sim_account_create_provider ("sim-account", NULL);
  fixture->log = g_string_new (NULL);
  sim_venue_get_faults (fixture->venue)->trade_interval_us = 0;
  params.provider = fixture->provider;
  params.transport = FEED_TRANSPORT (fixture->venue);
  params.clock = fixture->clock;
  params.quota = fixture->quota;
  fixture->login = feed_login_new (&params);
  feed_login_set_credentials (fixture->login, credentials);
  feed_login_join (fixture->login, fixture->provider, on_event, fixture);
  feed_login_set_running (fixture->login, TRUE);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  feed_login_set_running (fixture->login, FALSE);
  feed_clock_advance (fixture->clock, 30 * SECOND);
  g_assert_finalize_object (fixture->login);
  g_assert_finalize_object (fixture->venue);
  g_clear_object (&fixture->provider);
  g_assert_cmpuint (feed_clock_get_n_timers (fixture->clock), ==, 0);
  feed_quota_unref (fixture->quota);
  feed_clock_unref (fixture->clock);
  g_string_free (fixture->log, TRUE);
}

static void
test_single_flight (Fixture      *fixture,
                    gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    feed_login_renew (fixture->login);
  feed_clock_advance (fixture->clock, SECOND);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), ==, 1);
  g_assert_cmpuint (fixture->n_events[FEED_EVENT_TOKEN_NEW], ==, 1);
  g_assert_nonnull (feed_login_get_session (fixture->login));
  /* The next is a renewal, at once, and each after it a minute later */
  fixture->asks_again = TRUE;
  feed_login_renew (fixture->login);
  feed_clock_advance (fixture->clock, 59 * SECOND - 50000);
  g_assert_cmpuint (sim_venue_get_n_refreshes (fixture->venue), ==, 1);
  feed_clock_advance (fixture->clock, 600 * SECOND);
  g_assert_cmpuint (sim_venue_get_n_refreshes (fixture->venue), ==, 11);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), ==, 1);
}

static void
test_interrupted (Fixture      *fixture,
                  gconstpointer data)
{
  feed_login_renew (fixture->login);
  feed_clock_advance (fixture->clock, 10000);
  feed_login_interrupt (fixture->login);
  g_assert_cmpuint (fixture->n_events[FEED_EVENT_TOKEN_FAILED], ==, 1);
  feed_clock_advance (fixture->clock, SECOND);
  g_assert_null (feed_login_get_session (fixture->login));
  /* The code may have arrived: the next one is another */
  feed_login_renew (fixture->login);
  feed_clock_advance (fixture->clock, 31 * SECOND);
  g_assert_nonnull (feed_login_get_session (fixture->login));
  g_assert_cmpuint (sim_venue_get_n_codes_twice (fixture->venue), ==, 0);
}

/* A venue that will not say that the session is over does not keep us from logging in anew, but
 * one that is out of order does: nothing is wrong with the session */
static void
test_renewal_fails (Fixture      *fixture,
                    gconstpointer data)
{
  SimFaults *faults = sim_venue_get_faults (fixture->venue);

  fixture->asks_again = TRUE;
  feed_login_renew (fixture->login);
  feed_clock_advance (fixture->clock, SECOND);
  faults->login_status = 503;
  feed_login_renew (fixture->login);
  feed_clock_advance (fixture->clock, 300 * SECOND);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), ==, 1);
  faults->login_status = 0;
  feed_clock_advance (fixture->clock, 60 * SECOND);
  faults->refresh_fails = TRUE;
  g_string_truncate (fixture->log, 0);
  feed_clock_advance (fixture->clock, 50 * SECOND);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), ==, 2);
  g_assert_cmpstr (fixture->log->str, ==,
                   "renewing the session failed: something went wrong; again in 2 s\n"
                   "renewing the session failed: something went wrong; again in 4 s\n"
                   "session cannot be renewed, logging in anew\n"
                   "logged in\n");
}

/* A wall clock that is set back a little does not make a code good once more, nor the one before
 * it; one that was wrong by more is right now */
static void
test_clock_set (Fixture      *fixture,
                gconstpointer data)
{
  FeedClock *clock = fixture->clock;
  gint64 code_us = SIM_ACCOUNT_CODE_US;
  gint64 wall_us = (WALL_2026 / code_us + 1) * code_us + 5 * SECOND;
  gint64 ready_us = 0;

  feed_clock_step_wall (clock, wall_us - feed_clock_wall_us (clock));
  g_assert_true (feed_login_take_code (fixture->login, &ready_us));
  g_assert_false (feed_login_take_code (fixture->login, &ready_us));
  g_assert_cmpint (ready_us - feed_clock_monotonic_us (clock), ==, 25 * SECOND);
  for (guint i = 1; i <= 2; i++) {
    feed_clock_step_wall (clock, wall_us - i * code_us - feed_clock_wall_us (clock));
    g_assert_false (feed_login_take_code (fixture->login, &ready_us));
    g_assert_cmpint (ready_us - feed_clock_monotonic_us (clock), ==, 25 * SECOND + i * code_us);
  }
  feed_clock_step_wall (clock, wall_us + code_us - feed_clock_wall_us (clock));
  g_assert_true (feed_login_take_code (fixture->login, &ready_us));
  feed_clock_step_wall (clock, wall_us - 3600 * (gint64) SECOND - feed_clock_wall_us (clock));
  g_assert_true (feed_login_take_code (fixture->login, &ready_us));
}

/* No seconds of patience anywhere: users who press, networks that flap, venues that refuse */
static void
do_something (Fixture    *fixture,
              FeedRandom *random)
{
  static const guint statuses[] = { 0, 0, 401, 403, 429, 500, 503, 302 };
  SimFaults *faults = sim_venue_get_faults (fixture->venue);
  g_autoptr (FeedCredentials) right = sim_account_new_credentials (SIM_ACCOUNT_PIN);
  g_autoptr (FeedCredentials) wrong = sim_account_new_credentials ("1111");

  /* A user does not change the account every other second */
  if (feed_random_between (random, 0, 99) == 0)
    feed_login_set_credentials (fixture->login,
                                feed_random_between (random, 0, 2) == 0 ? wrong : right);
  switch (feed_random_between (random, 0, 11)) {
  case 0:
    faults->login_status = statuses[feed_random_between (random, 0, G_N_ELEMENTS (statuses) - 1)];
    break;
  case 1: faults->rest_hangs = !faults->rest_hangs; break;
  case 2: faults->refresh_refused = !faults->refresh_refused; break;
  case 3: faults->session_us = feed_random_between (random, 0, 300) * SECOND; break;
  case 4: feed_login_interrupt (fixture->login); break;
  case 5: feed_login_retry (fixture->login); break;
  case 6: sim_venue_expire_token (fixture->venue); break;
  case 7: feed_login_set_running (fixture->login, feed_random_between (random, 0, 3) > 0); break;
  default: feed_login_renew (fixture->login); break;
  }
}

static void
test_never_a_storm (Fixture      *fixture,
                    gconstpointer data)
{
  FeedRandom random;
  gint64 began_us = feed_clock_monotonic_us (fixture->clock);
  gint64 minutes;

  feed_random_init (&random, 7);
  fixture->asks_again = TRUE;
  for (guint i = 0; i < TEST_REPEAT (100000); i++) {
    do_something (fixture, &random);
    feed_clock_advance (fixture->clock, feed_random_between (&random, 0, SECOND));
  }
  minutes = (feed_clock_monotonic_us (fixture->clock) - began_us) / (60 * SECOND);
  g_test_message ("%u log-ins, %u renewals in %d min", sim_venue_get_n_logins (fixture->venue),
                  sim_venue_get_n_refreshes (fixture->venue), (int) minutes);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), >, 10);
  g_assert_cmpuint (sim_venue_get_n_refreshes (fixture->venue), >, 10);
  g_assert_cmpuint (sim_venue_get_most_in_flight (fixture->venue), ==, 1);
  g_assert_cmpuint (sim_venue_get_n_codes_twice (fixture->venue), ==, 0);
  g_assert_cmpuint (sim_venue_get_n_hasty_logins (fixture->venue), ==, 0);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), <=, 2 * minutes + 1);
}

/* Left alone with a venue that refuses everything, it asks once */
static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (FeedCredentials) wrong = sim_account_new_credentials ("1111");

  feed_login_set_credentials (fixture->login, wrong);
  for (guint i = 0; i < 3600; i++) {
    feed_login_renew (fixture->login);
    feed_clock_advance (fixture->clock, SECOND);
  }
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), ==, 1);
  g_assert_cmpstr (fixture->log->str, ==, "log-in refused: wrong PIN\n");
}

/* A code was refused for a clock that is wrong: it is tried again when somebody has set it, once,
 * and not because the machine slept */
static void
test_clock_mended (Fixture      *fixture,
                   gconstpointer data)
{
  sim_venue_get_faults (fixture->venue)->behind_us = -600 * (gint64) SECOND;
  feed_login_renew (fixture->login);
  feed_clock_advance (fixture->clock, 300 * SECOND);
  feed_clock_sleep (fixture->clock, 300 * SECOND);
  feed_clock_advance (fixture->clock, 300 * SECOND);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), ==, 1);
  feed_clock_step_wall (fixture->clock, 300 * SECOND);
  sim_venue_get_faults (fixture->venue)->behind_us = -300 * (gint64) SECOND;
  feed_clock_advance (fixture->clock, 300 * SECOND);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), ==, 2);
  feed_clock_step_wall (fixture->clock, 300 * SECOND);
  sim_venue_get_faults (fixture->venue)->behind_us = 0;
  feed_clock_advance (fixture->clock, 300 * SECOND);
  g_assert_cmpuint (sim_venue_get_n_logins (fixture->venue), ==, 3);
  g_assert_cmpuint (fixture->n_events[FEED_EVENT_TOKEN_NEW], ==, 1);
  g_assert_cmpstr (fixture->log->str, ==,
                   "log-in refused: wrong code; this computer's clock is 599 s behind the venue's\n"
                   "the clock was set, logging in again\n"
                   "log-in refused: wrong code; this computer's clock is 299 s behind the venue's\n"
                   "the clock was set, logging in again\n"
                   "logged in\n");
}

static const char *
get_date (const FeedReply *reply,
          const char      *name)
{
  return g_ascii_strcasecmp (name, "Date") == 0 ? reply->data : NULL;
}

static void
test_words (void)
{
  g_autoptr (FeedProvider) provider = sim_account_create_provider ("sim-account", NULL);
  const FeedProviderInfo *venue = feed_provider_get_info (provider);
  FeedReply reply = { .header = get_date, .data = (gpointer) "Mon, 21 Sep 2026 14:13:20 GMT" };
  g_autofree char *until = feed_login_words_until (venue, WALL_2026, WALL_2026);
  g_autofree char *tomorrow = feed_login_words_until (venue, WALL_2026 + 6 * G_TIME_SPAN_HOUR,
                                                      WALL_2026);
  g_autofree char *ahead = feed_login_words_refusal (venue, &reply, WALL_2026 + 93 * SECOND, "no");
  g_autofree char *behind = feed_login_words_refusal (venue, &reply, WALL_2026 - 93 * SECOND,
                                                      "no");
  g_autofree char *right = feed_login_words_refusal (venue, &reply, WALL_2026, "no");
  g_autofree char *nonsense = NULL;

  g_assert_cmpstr (until, ==, "19:43 IST");
  g_assert_cmpstr (tomorrow, ==, "Tue 01:43 IST");
  g_assert_null (feed_login_words_until (venue, 0, WALL_2026));
  g_assert_null (feed_login_words_until (venue, G_MAXINT64 - venue->zone_offset_us,
                                         WALL_2026));
  g_assert_cmpstr (ahead, ==, "no; this computer's clock is 93 s ahead of the venue's");
  g_assert_cmpstr (behind, ==, "no; this computer's clock is 93 s behind the venue's");
  g_assert_cmpstr (right, ==, "no");
  reply.data = (gpointer) "yesterday";
  nonsense = feed_login_words_refusal (venue, &reply, WALL_2026, "no");
  g_assert_cmpstr (nonsense, ==, "no");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  ADD ("/login/single-flight", test_single_flight);
  ADD ("/login/interrupted", test_interrupted);
  ADD ("/login/renewal-fails", test_renewal_fails);
  ADD ("/login/clock-set", test_clock_set);
  ADD ("/login/never-a-storm", test_never_a_storm);
  ADD ("/login/refused", test_refused);
  ADD ("/login/clock-mended", test_clock_mended);
  g_test_add_func ("/login/words", test_words);
  return g_test_run ();
}
