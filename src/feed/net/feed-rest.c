/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-rest.h"

#include "feed/net/feed-http.h"

#define CHUNK_SIZE (32 * 1024)
/* A timeout told this late was held up by our own main loop: the answer may be there, unread */
#define HELD_UP_US (G_USEC_PER_SEC / 10)
#define READ_UP_MS 500
/* What comes in pieces takes so many times the wait for one piece at most */
#define MAX_WAITS 60

typedef struct {
  FeedRestLimits      limits;
  SoupMessage        *message;
  GCancellable       *cancellable; /* ours: the caller's, or the timeout */
  GCancellable       *outer;
  gulong              outer_id;
  GSource            *timer;
  gint64              due_us;  /* of timer */
  gint64              end_us;  /* with out: of it all */
  gboolean            timed_out, extended;
  GInputStream       *stream;
  GByteArray         *body;
  gsize               n_body;  /* bytes of it so far */
  guint8             *chunk;
  GAsyncReadyCallback on_read;
} FeedRestCall;

static void
stop_timer (FeedRestCall *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

/* No timer, no handler, and no byte more is read */
static void
settle (FeedRestCall *self)
{
  stop_timer (self);
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_object (&self->outer);
  /* Not left to the last unref, which would close synchronously */
  if (self->stream != NULL)
    g_input_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->chunk, g_free);
}

static void
rest_call_free (gpointer data)
{
  FeedRestCall *self = data;

  settle (self);
  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_object (&self->limits.out);
  g_free (self);
}

static void
fail (GTask  *task,
      GError *error)
{
  FeedRestCall *call = g_task_get_task_data (task);
  gboolean timed_out = call->timed_out;

  g_cancellable_cancel (call->cancellable);
  settle (call);
  if (!timed_out) {
    g_task_return_error (task, error);
    return;
  }
  g_error_free (error);
  g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_TIMEOUT, "No whole answer within %.1f s",
                           (double) call->limits.timeout_us / G_USEC_PER_SEC);
}

static void
fail_too_large (GTask *task)
{
  FeedRestCall *call = g_task_get_task_data (task);

  fail (task, g_error_new (FEED_ERROR, FEED_ERROR_TOO_LARGE,
                           "Answer: more than %" G_GSIZE_FORMAT " bytes", call->limits.max_body));
}

static void
succeed (GTask *task)
{
  FeedRestCall *call = g_task_get_task_data (task);

  settle (call);
  g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&call->body)),
                         (GDestroyNotify) g_bytes_unref);
}

static void
set_timer (FeedRestCall *self,
           guint         ms,
           GSourceFunc   func,
           GMainContext *context)
{
  self->due_us = g_get_monotonic_time () + ms * (gint64) 1000;
  self->timer = g_timeout_source_new (ms);
  g_source_set_static_name (self->timer, "feed rest timeout");
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, context);
}

static gboolean
on_timeout (gpointer user_data)
{
  FeedRestCall *call = user_data;
  g_autoptr (GSource) timer = NULL;

  if (!call->extended && g_get_monotonic_time () - call->due_us > HELD_UP_US) {
    call->extended = TRUE;
    timer = g_steal_pointer (&call->timer);
    set_timer (call, READ_UP_MS, on_timeout, g_source_get_context (timer));
    return G_SOURCE_REMOVE;
  }
  call->timed_out = TRUE;
  g_cancellable_cancel (call->cancellable);
  return G_SOURCE_REMOVE;
}

/* With out each piece has time of its own, as long as there is any left for the whole */
static void
start_timer (FeedRestCall *self,
             GTask        *task)
{
  gint64 us = self->limits.timeout_us;

  stop_timer (self);
  if (self->limits.out != NULL)
    us = MIN (us, self->end_us - g_get_monotonic_time ());
  self->extended = FALSE;
  set_timer (self, (guint) CLAMP (us / 1000, 1, G_MAXINT), on_timeout, g_task_get_context (task));
}

/* Asks for at most one byte more than may come */
static void
read_more (GTask *task)
{
  FeedRestCall *call = g_task_get_task_data (task);
  gsize room = call->limits.max_body - call->n_body;
  gsize wanted = room < CHUNK_SIZE ? room + 1 : CHUNK_SIZE;

  if (call->limits.out != NULL)
    start_timer (call, task);
  g_input_stream_read_async (call->stream, call->chunk, wanted, G_PRIORITY_DEFAULT,
                             call->cancellable, call->on_read, task);
}

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    read_more (g_steal_pointer (&task));
  else
    fail (task, error);
}

/* The next piece is read when this one is written: who is slow to take it slows the server */
static void
take_piece (GTask *task,
            gsize  length)
{
  FeedRestCall *call = g_task_get_task_data (task);

  call->n_body += length;
  if (call->limits.out == NULL) {
    g_byte_array_append (call->body, call->chunk, (guint) length);
    read_more (task);
    return;
  }
  stop_timer (call);
  g_output_stream_write_all_async (call->limits.out, call->chunk, length, G_PRIORITY_DEFAULT,
                                   call->cancellable, on_written, task);
}

static void
on_read_ready (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FeedRestCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n_read < 0)
    fail (task, error);
  else if (n_read == 0)
    succeed (task);
  else if ((gsize) n_read > call->limits.max_body - call->n_body)
    fail_too_large (task);
  else
    take_piece (g_steal_pointer (&task), (gsize) n_read);
}

static void
on_send_ready (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FeedRestCall *call = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (call->message);
  GError *error = NULL;

  call->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (call->stream == NULL) {
    fail (task, error);
  } else if (call->limits.out != NULL && soup_message_get_status (call->message) != SOUP_STATUS_OK) {
    succeed (task);
  } else if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
             && soup_message_headers_get_content_length (headers)
             > (goffset) call->limits.max_body) {
    fail_too_large (task);
  } else {
    call->chunk = g_malloc (CHUNK_SIZE);
    call->on_read = on_read_ready;
    read_more (g_steal_pointer (&task));
  }
}

/* A hundred kilobytes of "gzip, gzip..." would make libsoup set up as many decoders: one is all
 * that was asked for, the rest stays packed */
static void
on_message_got_headers (SoupMessage *message,
                        gpointer     user_data)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *coding = soup_message_headers_get_list (headers, "Content-Encoding");

  if (coding != NULL && strchr (coding, ',') != NULL)
    soup_message_disable_feature (message, SOUP_TYPE_CONTENT_DECODER);
}

static void
on_outer_cancelled (GCancellable *outer,
                    gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

static void
arm (FeedRestCall *self,
     GTask        *task)
{
  GCancellable *outer = g_task_get_cancellable (task);

  self->end_us = g_get_monotonic_time () + MIN (self->limits.timeout_us, G_TIME_SPAN_DAY) * MAX_WAITS;
  start_timer (self, task);
  if (outer == NULL)
    return;
  self->outer = g_object_ref (outer);
  self->outer_id = g_cancellable_connect (outer, G_CALLBACK (on_outer_cancelled),
                                          g_object_ref (self->cancellable), g_object_unref);
}

void
feed_rest_send (SoupSession          *session,
                const FeedRequest    *request,
                const FeedRestLimits *limits,
                GTask                *task)
{
  FeedRestCall *call;
  GError *error = NULL;

  g_return_if_fail (SOUP_IS_SESSION (session));
  g_return_if_fail (request != NULL && limits != NULL);
  g_return_if_fail (G_IS_TASK (task));

  call = g_new0 (FeedRestCall, 1);
  call->limits = *limits;
  if (limits->out != NULL)
    g_object_ref (limits->out);
  call->cancellable = g_cancellable_new ();
  call->body = g_byte_array_new ();
  g_task_set_task_data (task, call, rest_call_free);
  call->message = feed_http_message_new (request, FEED_HTTP_REST, &error);
  if (call->message == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_signal_connect (call->message, "got-headers", G_CALLBACK (on_message_got_headers), NULL);
  arm (call, task);
  soup_session_send_async (session, call->message, G_PRIORITY_DEFAULT, call->cancellable,
                           on_send_ready, g_object_ref (task));
}

GBytes *
feed_rest_finish (GTask     *task,
                  FeedReply *reply,
                  GError   **error)
{
  FeedRestCall *call = g_task_get_task_data (task);
  GBytes *body = g_task_propagate_pointer (task, error);

  if (body != NULL)
    feed_http_reply_init (reply, call->message, body);
  return body;
}
