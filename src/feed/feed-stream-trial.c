/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-stream-trial.h"

#define CONNECT_TIMEOUT_US (10 * G_USEC_PER_SEC)
#define PING_INTERVAL_US (10 * G_USEC_PER_SEC)
#define MAX_PAYLOAD (64 * 1024)

typedef struct {
  FeedProvider  *provider;
  FeedTransport *transport;
  FeedClock     *clock;
  FeedQuota     *quota;
  FeedLink      *link;         /* NULL: not dialled yet, or over */
  guint          timer;        /* until it is our turn */
  gulong         cancelled_id;
  FeedClockFunc  go;           /* of timer */
} FeedStreamTrial;

static void
trial_free (gpointer data)
{
  FeedStreamTrial *self = data;

  g_object_unref (self->provider);
  g_object_unref (self->transport);
  feed_clock_unref (self->clock);
  feed_quota_unref (self->quota);
  g_free (self);
}

static gint64
now_us (FeedStreamTrial *self)
{
  return feed_clock_monotonic_us (self->clock);
}

/* ghost_us: how long the venue may count it still. Takes error and the task */
static void
end (GTask  *owned,
     gint64  ghost_us,
     GError *error)
{
  g_autoptr (GTask) task = owned;
  FeedStreamTrial *self = g_task_get_task_data (task);

  if (self->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), self->cancelled_id);
  self->cancelled_id = 0;
  if (self->timer != 0)
    feed_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
  if (self->link != NULL) {
    feed_quota_release_socket (self->quota, now_us (self) + ghost_us);
    feed_link_drop (self->link);
  }
  g_clear_object (&self->link);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_cancelled (GCancellable *cancellable,
              GTask        *task)
{
  /* The task tells of it */
  end (task, FEED_QUOTA_FAREWELL_US, NULL);
}

static void
on_link_opened (gpointer user_data,
                guint    generation)
{
  end (user_data, FEED_QUOTA_FAREWELL_US, NULL);
}

static void
on_link_frame (gpointer      user_data,
               guint         generation,
               FeedFrameType type,
               const guint8 *data,
               gsize         length)
{
}

static void
on_link_pong (gpointer user_data,
              guint    generation)
{
}

/* ": it may have 3, and this program has 2"; the rest is somebody else's */
static char *
dup_own (FeedStreamTrial *self)
{
  guint most = feed_provider_get_info (self->provider)->connections_per_account;
  guint own = feed_quota_get_sockets (self->quota, now_us (self));

  if (most == 0)
    return g_strdup ("");
  return own == 0 ? g_strdup_printf (": it may have %u, and this program has none", most)
                  : g_strdup_printf (": it may have %u, and this program has %u", most, own);
}

static GError *
explain (FeedStreamTrial *self,
         FeedCause        cause,
         const FeedReply *reply,
         const GError    *error)
{
  g_autofree char *description = NULL;
  g_autofree char *own = dup_own (self);
  FeedVerdict verdict = { FEED_VERDICT_RETRY, 0 };
  const char *words;

  if (reply != NULL)
    verdict = feed_provider_map_http (self->provider, reply, NULL,
                                      feed_clock_wall_us (self->clock), &description);
  if (description == NULL && reply != NULL)
    description = g_strdup_printf ("HTTP %u", reply->status);
  words = description != NULL ? description : error != NULL ? error->message : "no words";
  if (verdict.kind == FEED_VERDICT_AUTH)
    return g_error_new (FEED_ERROR, FEED_ERROR_CREDENTIALS, "the stream is refused: %s", words);
  if (verdict.kind == FEED_VERDICT_NO_ROOM)
    return g_error_new (FEED_ERROR, FEED_ERROR_BUSY,
                        "the venue allows the account no further stream now%s (%s)", own, words);
  if (verdict.kind == FEED_VERDICT_RETRY_AFTER)
    return g_error_new (FEED_ERROR, FEED_ERROR_BUSY, "the venue opens no stream now: %s", words);
  return g_error_new (FEED_ERROR,
                      cause == FEED_CAUSE_CONNECT_TIMEOUT ? FEED_ERROR_TIMEOUT : FEED_ERROR_REMOTE,
                      "the stream cannot be opened: %s", words);
}

static void
on_link_failed (gpointer         user_data,
                guint            generation,
                FeedCause        cause,
                const FeedReply *reply,
                const GError    *error)
{
  FeedStreamTrial *self = g_task_get_task_data (user_data);

  feed_quota_release_socket (self->quota, now_us (self));
  feed_link_drop (self->link);
  g_clear_object (&self->link);
  end (user_data, 0, explain (self, cause, reply, error));
}

/* It opened first, which was the end of the trial */
static void
on_link_closed (gpointer      user_data,
                guint         generation,
                FeedCause     cause,
                guint         code,
                const char   *reason,
                const GError *error)
{
}

static const FeedLinkEvents link_events = {
  on_link_opened, on_link_frame, on_link_pong, on_link_failed, on_link_closed,
};

static void
dial (FeedStreamTrial *self,
      GTask           *task)
{
  g_autoptr (FeedRequest) request = feed_provider_stream_request (self->provider);
  FeedDialOptions options = {
    .generation = 1,
    .connect_timeout_us = CONNECT_TIMEOUT_US,
    .ping_interval_us = PING_INTERVAL_US,
    .max_payload = MAX_PAYLOAD,
  };

  if (request != NULL) {
    self->link = feed_transport_dial (self->transport, request, &options, &link_events, task);
    return;
  }
  feed_quota_release_socket (self->quota, now_us (self));
  end (task, 0, g_error_new (FEED_ERROR, FEED_ERROR_ENDPOINT, "there is no address of the stream"));
}

static void
on_turn_due (gpointer user_data)
{
  GTask *task = user_data;
  FeedStreamTrial *self = g_task_get_task_data (task);
  guint most = feed_provider_get_info (self->provider)->connections_per_account;
  gint64 ready_us = feed_quota_take_socket (self->quota, now_us (self));

  self->timer = 0;
  if (ready_us == 0)
    dial (self, task);
  else if (ready_us == G_MAXINT64)
    end (task, 0, g_error_new (FEED_ERROR, FEED_ERROR_BUSY,
                               "no further stream was tried: the account may have %u, and this "
                               "program has them", most));
  else
    self->timer = feed_clock_add_timer (self->clock, ready_us, "feed stream trial", self->go, task);
}

void
feed_stream_trial_async (const FeedStreamTrialParams *params,
                         GCancellable                *cancellable,
                         GAsyncReadyCallback          callback,
                         gpointer                     user_data)
{
  /* Until its end the trial holds the task */
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  FeedStreamTrial *self = g_new0 (FeedStreamTrial, 1);

  g_task_set_source_tag (task, feed_stream_trial_async);
  g_task_set_task_data (task, self, trial_free);
  self->provider = g_object_ref (params->provider);
  self->transport = g_object_ref (params->transport);
  self->clock = feed_clock_ref (params->clock);
  self->quota = feed_quota_ref (params->quota);
  self->go = on_turn_due;
  if (cancellable != NULL && !g_cancellable_is_cancelled (cancellable))
    self->cancelled_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), task);
  if (g_cancellable_is_cancelled (cancellable))
    end (task, 0, NULL);
  else
    on_turn_due (task);
}

gboolean
feed_stream_trial_finish (GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
