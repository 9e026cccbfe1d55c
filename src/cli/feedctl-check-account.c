/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-check-account.h"

#include "cli/feedctl-account.h"
#include "cli/feedctl-report.h"
#include "cli/feedctl-venue.h"

/* A log-in on its way */
typedef struct {
  GMainLoop    *loop;
  GCancellable *cancellable;
  GError       *error;
} Trial;

static void
clear_trial (Trial *trial)
{
  g_clear_pointer (&trial->loop, g_main_loop_unref);
  g_clear_object (&trial->cancellable);
  g_clear_error (&trial->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trial, clear_trial)

static void
on_test_credentials_ready (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  Trial *trial = user_data;

  feed_manager_test_credentials_finish (FEED_MANAGER (source), result, &trial->error);
  g_main_loop_quit (trial->loop);
}

static gboolean
on_too_late (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* NULL, or why the account cannot be used (transfer full) */
static char *
try_credentials (FeedManager     *manager,
                 const char      *venue,
                 FeedCredentials *credentials,
                 double           timeout_s)
{
  g_auto (Trial) trial = { g_main_loop_new (NULL, FALSE), g_cancellable_new (), NULL };
  g_autoptr (GSource) late = g_timeout_source_new ((guint) (timeout_s * 1000));

  g_source_set_static_name (late, "feedctl check log-in");
  g_source_set_callback (late, on_too_late, trial.cancellable, NULL);
  g_source_attach (late, NULL);
  feed_manager_test_credentials_async (manager, venue, credentials, trial.cancellable,
                                       on_test_credentials_ready, &trial);
  g_main_loop_run (trial.loop);
  g_source_destroy (late);
  if (trial.error == NULL)
    return NULL;
  return g_error_matches (trial.error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         ? g_strdup_printf ("no answer to the log-in in %.0f s", timeout_s)
         : g_strdup (trial.error->message);
}

FeedctlAccountState
feedctl_check_account (FeedManager *manager,
                       const char  *venue,
                       gboolean     required,
                       double       timeout_s)
{
  g_autoptr (FeedCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *trouble = NULL;

  if (feedctl_venue_get_credential_fields (venue) == NULL)
    return FEEDCTL_ACCOUNT_READY;
  credentials = feedctl_account_find (venue, &error);
  if (g_error_matches (error, FEED_ERROR, FEED_ERROR_CREDENTIALS)) {
    feedctl_report_say (venue, "account", required ? "FAILED" : "none", error->message);
    return FEEDCTL_ACCOUNT_MISSING;
  }
  if (credentials != NULL)
    trouble = try_credentials (manager, venue, credentials, timeout_s + FEEDCTL_LOGIN_CODE_S);
  if (credentials != NULL && trouble == NULL &&
      feed_manager_set_credentials (manager, venue, credentials, &error)) {
    feedctl_report_say (venue, "account", "ok", "logged in, and asked for its profile");
    return FEEDCTL_ACCOUNT_READY;
  }
  feedctl_report_say (venue, "account", "FAILED", error != NULL ? error->message : trouble);
  return FEEDCTL_ACCOUNT_FAILED;
}

void
feedctl_check_session (const char *venue,
                       FeedHealth *health)
{
  gint64 expiry_us = feed_health_get_figures (health)->token_expiry_us;
  g_autoptr (GDateTime) expiry = NULL;
  g_autofree char *words = NULL;

  if (feedctl_venue_get_credential_fields (venue) == NULL)
    return;
  if (expiry_us != 0)
    expiry = g_date_time_new_from_unix_local (expiry_us / G_USEC_PER_SEC);
  if (expiry != NULL)
    words = g_date_time_format (expiry, "good until %Y-%m-%d %H:%M; it is renewed before");
  feedctl_report_say (venue, "session", "ok",
                      words != NULL ? words : "good; the venue does not say for how long");
}
