/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-account-test.h"

#include "feed/net/feed-login-words.h"

#define MAX_BODY (256 * 1024)
#define TIMEOUT_US (10 * G_USEC_PER_SEC)
/* Another request has the lane, or the code of now was sent already: look again */
#define LOOK_EVERY_US (100 * 1000)
/* The venue wants no request for longer than this: it says so now */
#define PATIENCE_US (60 * G_USEC_PER_SEC)

typedef enum {
  STEP_LOG_IN,
  STEP_PROFILE,
  STEP_LOG_OUT,
  N_STEPS,
} Step;

typedef struct {
  FeedProvider    *provider;
  FeedTransport   *transport;
  FeedClock       *clock;
  FeedQuota       *quota;
  FeedLogin       *login;
  FeedCredentials *credentials;
  FeedSession     *session;        /* NULL until logged in */
  GError          *failed;         /* what the profile was answered with */
  FeedRequest     *request;        /* of the step */
  Step             step;
  FeedClockFunc    go;             /* on to the next step */
} FeedAccountTest;

static void
test_free (gpointer data)
{
  FeedAccountTest *self = data;

  g_object_unref (self->provider);
  g_object_unref (self->transport);
  feed_clock_unref (self->clock);
  feed_quota_unref (self->quota);
  g_object_unref (self->login);
  feed_credentials_unref (self->credentials);
  g_clear_pointer (&self->session, feed_session_unref);
  g_clear_pointer (&self->request, feed_request_free);
  g_clear_error (&self->failed);
  g_free (self);
}

static const char *
venue_name (FeedAccountTest *self)
{
  return feed_provider_get_info (self->provider)->name;
}

static FeedRequest *
make_request (FeedAccountTest *self)
{
  switch (self->step) {
  case STEP_LOG_IN:
    return feed_provider_login_request (self->provider, self->credentials,
                                        feed_clock_wall_us (self->clock));
  case STEP_PROFILE:
    return feed_provider_profile_request (self->provider, self->credentials, self->session);
  case STEP_LOG_OUT:
    if (feed_login_get_session (self->login) != NULL)
      return NULL;
    return feed_provider_logout_request (self->provider, self->credentials, self->session);
  case N_STEPS:
  default:
    g_assert_not_reached ();
  }
}

static void
take_reply (FeedAccountTest *self,
            const FeedReply *reply,
            GError         **error)
{
  gint64 wall_us = feed_clock_wall_us (self->clock);
  g_autoptr (GError) refusal = NULL;
  g_autofree char *words = NULL;

  if (self->step == STEP_LOG_IN) {
    self->session = feed_provider_parse_login (self->provider, reply, wall_us, &refusal);
    if (g_error_matches (refusal, FEED_ERROR, FEED_ERROR_CREDENTIALS)) {
      words = feed_login_words_refusal (feed_provider_get_info (self->provider), reply, wall_us,
                                        refusal->message);
      g_set_error_literal (error, FEED_ERROR, FEED_ERROR_CREDENTIALS, words);
    } else if (refusal != NULL) {
      g_propagate_error (error, g_steal_pointer (&refusal));
    }
  } else if (self->step == STEP_PROFILE) {
    feed_provider_parse_profile (self->provider, reply, error);
  }
}

static void
on_reply_ready (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FeedAccountTest *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  FeedReply reply;

  body = feed_transport_request_finish (FEED_TRANSPORT (source), result, &reply, &error);
  feed_quota_release (self->quota);
  if (body != NULL)
    take_reply (self, &reply, &error);
  if (error != NULL && self->session == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  /* A log-out that failed costs nothing: the session ends by itself */
  if (error != NULL && self->step == STEP_PROFILE)
    self->failed = g_steal_pointer (&error);
  self->step++;
  g_clear_pointer (&self->request, feed_request_free);
  self->go (g_steal_pointer (&task));
}

static void
finish (GTask           *task,
        FeedAccountTest *self)
{
  if (self->session == NULL)
    g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_ENDPOINT,
                             "There is no address to log in to at %s", venue_name (self));
  else if (self->failed != NULL)
    g_task_return_error (task, g_steal_pointer (&self->failed));
  else
    g_task_return_boolean (task, TRUE);
}

/* Sends the step's request as soon as the account's budget lets it */
static void
on_due (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FeedAccountTest *self = g_task_get_task_data (task);
  gint64 now = feed_clock_monotonic_us (self->clock);
  gint64 ready_us = feed_quota_get_ready_us (self->quota, 1, now);

  if (self->session == NULL && g_task_return_error_if_cancelled (task))
    return;
  if (ready_us != G_MAXINT64 && ready_us > now + PATIENCE_US) {
    g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_BUSY,
                             "%s wants no request for another %d s", venue_name (self),
                             (int) ((ready_us - now) / G_USEC_PER_SEC));
    return;
  }
  if (ready_us <= now && self->step == STEP_LOG_IN)
    feed_login_take_code (self->login, &ready_us);
  if (ready_us > now || !feed_quota_take (self->quota, 1, now)) {
    feed_clock_add_timer (self->clock, CLAMP (ready_us, now + 1, now + LOOK_EVERY_US),
                          "feed account test", on_due, g_steal_pointer (&task));
    return;
  }
  while (self->request == NULL && self->step < N_STEPS) {
    self->request = make_request (self);
    if (self->request == NULL)
      self->step = self->session == NULL ? N_STEPS : self->step + 1;
  }
  if (self->request != NULL) {
    feed_transport_request_async (self->transport, self->request, TIMEOUT_US, MAX_BODY,
                                  NULL, on_reply_ready, g_object_ref (task));
    return;
  }
  feed_quota_release (self->quota);
  finish (task, self);
}

void
feed_account_test_async (const FeedAccountTestParams *params,
                         GTask                       *task)
{
  FeedAccountTest *self = g_new0 (FeedAccountTest, 1);

  self->provider = g_object_ref (params->provider);
  self->transport = g_object_ref (params->transport);
  self->clock = feed_clock_ref (params->clock);
  self->quota = feed_quota_ref (params->quota);
  self->login = g_object_ref (params->login);
  self->credentials = feed_credentials_ref (params->credentials);
  self->go = on_due;
  g_task_set_task_data (task, self, test_free);
  feed_clock_add_timer (self->clock, feed_clock_monotonic_us (self->clock), "feed account test",
                        on_due, g_object_ref (task));
}
