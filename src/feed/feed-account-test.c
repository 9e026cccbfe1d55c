/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-account-test.h"

#include "feed/feed-stream-trial.h"
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
  STEP_STREAM,
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
  gboolean         borrowed;       /* the session is the feed's, or of an earlier test */
  gboolean         streams;        /* with the session of the feed */
  GError          *failed;         /* what came after the log-in */
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
  g_clear_error (&self->failed);
  g_free (self);
}

static const char *
venue_name (FeedAccountTest *self)
{
  return feed_provider_get_info (self->provider)->name;
}

static void
set_session (FeedAccountTest *self,
             FeedSession     *session)
{
  g_clear_pointer (&self->session, feed_session_unref);
  if (session != NULL)
    self->session = feed_session_ref (session);
  feed_provider_set_session (self->provider, self->credentials, session);
}

/* Whoever saves these credentials shall not have to log in again */
static gboolean
is_worth_keeping (FeedAccountTest *self)
{
  return self->failed == NULL || g_error_matches (self->failed, FEED_ERROR, FEED_ERROR_BUSY);
}

static gboolean
applies (FeedAccountTest *self,
         Step             step)
{
  switch (step) {
  case STEP_LOG_IN:
    return self->session == NULL;
  case STEP_STREAM:
    return self->failed == NULL && !(self->borrowed && self->streams);
  case STEP_LOG_OUT:
    return !self->borrowed && !is_worth_keeping (self) &&
           feed_login_get_session (self->login) == NULL;
  case STEP_PROFILE:
  case N_STEPS:
  default:
    return TRUE;
  }
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
    return feed_provider_logout_request (self->provider, self->credentials, self->session);
  case STEP_STREAM:
  case N_STEPS:
  default:
    g_assert_not_reached ();
  }
}

static void
take_login (FeedAccountTest *self,
            const FeedReply *reply,
            GError         **error)
{
  gint64 wall_us = feed_clock_wall_us (self->clock);
  g_autoptr (GError) refusal = NULL;
  g_autoptr (FeedSession) session =
    feed_provider_parse_login (self->provider, reply, wall_us, &refusal);
  g_autofree char *words = NULL;

  if (session != NULL) {
    set_session (self, session);
  } else if (g_error_matches (refusal, FEED_ERROR, FEED_ERROR_CREDENTIALS)) {
    words = feed_login_words_refusal (feed_provider_get_info (self->provider), reply, wall_us,
                                      refusal->message);
    g_set_error_literal (error, FEED_ERROR, FEED_ERROR_CREDENTIALS, words);
  } else {
    g_propagate_error (error, g_steal_pointer (&refusal));
  }
}

/* A session that was not made for the test may be over: another is had, before anything is said */
static void
take_profile_error (FeedAccountTest *self,
                    GError          *error)
{
  if (!self->borrowed) {
    self->failed = error;
    self->step++;
    return;
  }
  g_error_free (error);
  self->borrowed = FALSE;
  set_session (self, NULL);
  self->step = STEP_LOG_IN;
}

static void
on_reply_ready (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FeedAccountTest *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) body = NULL;
  FeedReply reply;

  body = feed_transport_request_finish (FEED_TRANSPORT (source), result, &reply, &error);
  feed_quota_release (self->quota);
  if (body != NULL && self->step == STEP_LOG_IN)
    take_login (self, &reply, &error);
  else if (body != NULL && self->step == STEP_PROFILE)
    feed_provider_parse_profile (self->provider, &reply, &error);
  if (error != NULL && self->step == STEP_LOG_IN) {
    g_task_return_error (task, error);
    return;
  }
  if (error != NULL && self->step == STEP_PROFILE) {
    take_profile_error (self, error);
  } else {
    /* A log-out that failed costs nothing: the session ends by itself */
    g_clear_error (&error);
    self->step++;
  }
  self->go (g_steal_pointer (&task));
}

static void
on_stream_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FeedAccountTest *self = g_task_get_task_data (task);

  if (!feed_stream_trial_finish (result, &self->failed))
    g_prefix_error (&self->failed, "Logged in, but ");
  self->step++;
  self->go (g_steal_pointer (&task));
}

static void
try_stream (FeedAccountTest *self,
            GTask           *task)
{
  FeedStreamTrialParams params = {
    .provider = self->provider,
    .transport = self->transport,
    .clock = self->clock,
    .quota = self->quota,
  };

  feed_stream_trial_async (&params, g_task_get_cancellable (task), on_stream_ready,
                           g_object_ref (task));
}

static void
finish (GTask           *task,
        FeedAccountTest *self)
{
  if (self->session == NULL) {
    g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_ENDPOINT,
                             "There is no address to log in to at %s", venue_name (self));
    return;
  }
  if (!self->borrowed && is_worth_keeping (self))
    feed_login_keep_session (self->login, self->credentials, self->session);
  if (self->failed != NULL)
    g_task_return_error (task, g_steal_pointer (&self->failed));
  else
    g_task_return_boolean (task, TRUE);
}

/* TRUE where the step's request may go now; else the task was ended, or comes back later */
static gboolean
take_turn (FeedAccountTest *self,
           GTask           *task)
{
  gint64 now = feed_clock_monotonic_us (self->clock);
  gint64 ready_us = feed_quota_get_ready_us (self->quota, 1, now);

  if (ready_us != G_MAXINT64 && ready_us > now + PATIENCE_US) {
    g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_BUSY,
                             "%s wants no request for another %d s", venue_name (self),
                             (int) ((ready_us - now) / G_USEC_PER_SEC));
    return FALSE;
  }
  if (ready_us <= now && self->step == STEP_LOG_IN)
    feed_login_take_code (self->login, &ready_us);
  if (ready_us <= now && feed_quota_take (self->quota, 1, now))
    return TRUE;
  feed_clock_add_timer (self->clock, CLAMP (ready_us, now + 1, now + LOOK_EVERY_US),
                        "feed account test", self->go, g_object_ref (task));
  return FALSE;
}

/* FALSE where it was before the log-in, and there is nothing to be ended */
static gboolean
heed_cancellation (FeedAccountTest *self,
                   GTask           *task)
{
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return TRUE;
  if (self->session == NULL && g_task_return_error_if_cancelled (task))
    return FALSE;
  if (self->failed == NULL)
    self->failed = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  self->step = MAX (self->step, STEP_LOG_OUT);
  return TRUE;
}

/* Sends the step's request as soon as the account's budget lets it */
static void
on_due (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FeedAccountTest *self = g_task_get_task_data (task);
  g_autoptr (FeedRequest) request = NULL;

  if (!heed_cancellation (self, task))
    return;
  while (self->step < N_STEPS && !applies (self, self->step))
    self->step++;
  if (self->step == N_STEPS) {
    finish (task, self);
    return;
  }
  if (self->step == STEP_STREAM) {
    try_stream (self, task);
    return;
  }
  if (!take_turn (self, task))
    return;
  request = make_request (self);
  if (request != NULL) {
    feed_transport_request_async (self->transport, request, TIMEOUT_US, MAX_BODY,
                                  NULL, on_reply_ready, g_object_ref (task));
    return;
  }
  feed_quota_release (self->quota);
  self->step = self->session == NULL ? N_STEPS : self->step + 1;
  self->go (g_steal_pointer (&task));
}

void
feed_account_test_async (const FeedAccountTestParams *params,
                         GTask                       *task)
{
  FeedAccountTest *self = g_new0 (FeedAccountTest, 1);
  FeedSession *session = feed_login_find_session (params->login, params->credentials);

  self->provider = g_object_ref (params->provider);
  self->transport = g_object_ref (params->transport);
  self->clock = feed_clock_ref (params->clock);
  self->quota = feed_quota_ref (params->quota);
  self->login = g_object_ref (params->login);
  self->credentials = feed_credentials_ref (params->credentials);
  self->borrowed = session != NULL;
  self->streams = params->streams && session == feed_login_get_session (params->login);
  self->go = on_due;
  set_session (self, session);
  if (session == NULL)
    feed_login_end_kept_session (self->login);
  g_task_set_task_data (task, self, test_free);
  feed_clock_add_timer (self->clock, feed_clock_monotonic_us (self->clock), "feed account test",
                        on_due, g_object_ref (task));
}
