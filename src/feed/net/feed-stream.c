/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-stream.h"

#include "feed/net/feed-farewell.h"
#include "feed/net/feed-http.h"
#include "feed/net/feed-socket.h"

/* libsoup 3.2 names neither: RFC 6585, RFC 2324 (a venue's word for an address that is banned) */
#define STATUS_TOO_MANY_REQUESTS 429
#define STATUS_TEAPOT            418

#define GUARD_INTERVAL_MS 1000
/* As for a request: the answer may be there, unread, where our main loop was held up */
#define HELD_UP_US (G_USEC_PER_SEC / 10)
#define READ_UP_MS 500
/* Beside two messages: what control frames of a quiet day come to, and TLS records */
#define GUARD_ALLOWANCE   (1024 * 1024)

typedef enum {
  STATE_DIALLING,
  STATE_OPEN,
  STATE_OVER,      /* failed, closed or dropped: nothing is told any more */
} FeedStreamState;

struct _FeedStream {
  FeedLink parent_instance;

  FeedLinkEvents  events;
  gpointer        user_data;
  FeedDialOptions options;
  FeedStreamState state;

  GMainContext            *context;
  GCancellable            *cancellable;
  SoupMessage             *message;
  SoupWebsocketConnection *connection;
  GSocket                 *socket;       /* below TLS and WebSocket */
  GSource                 *timer;        /* of the dial, then the guard */
  gint64                   dial_due_us;  /* 0: was extended */
  GError                  *dial_error;   /* of a request that cannot even be sent */

  guint64 n_messages;
  guint64 n_messages_seen;                    /* by the guard */
  guint64 consumed_seen;                      /* bytes, when n_messages last grew */
};

G_DEFINE_FINAL_TYPE (FeedStream, feed_stream, FEED_TYPE_LINK)

static void
clear_timer (FeedStream *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
set_timer (FeedStream *self,
           guint       delay_ms,
           const char *name,
           GSourceFunc func)
{
  clear_timer (self);
  self->timer = g_timeout_source_new (delay_ms);
  g_source_set_static_name (self->timer, name);
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, self->context);
}

/* From here on nothing is told; what libsoup still does for us ends by itself */
static void
let_go (FeedStream *self)
{
  self->state = STATE_OVER;
  clear_timer (self);
  g_cancellable_cancel (self->cancellable);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  if (self->connection != NULL) {
    g_signal_handlers_disconnect_by_data (self->connection, self);
    feed_farewell (self->connection, self->socket, self->context);
    g_clear_object (&self->connection);
  }
  g_clear_object (&self->socket);
}

/* The owner may drop the last reference in either of the two calls */
static void
fail (FeedStream      *self,
      FeedCause        cause,
      const FeedReply *reply,
      const GError    *error)
{
  let_go (self);
  self->events.failed (self->user_data, self->options.generation, cause, reply, error);
}

static void
end (FeedStream   *self,
     FeedCause     cause,
     guint         code,
     const char   *reason,
     const GError *error)
{
  g_autofree char *words = g_utf8_make_valid (reason != NULL ? reason : "", -1);

  let_go (self);
  self->events.closed (self->user_data, self->options.generation, cause, code, words, error);
}

static void
on_connection_message (SoupWebsocketConnection *connection,
                       SoupWebsocketDataType    type,
                       GBytes                  *message,
                       FeedStream              *self)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (message, &length);

  self->n_messages++;
  self->events.frame (self->user_data, self->options.generation,
                      type == SOUP_WEBSOCKET_DATA_TEXT ? FEED_FRAME_TEXT : FEED_FRAME_BINARY,
                      data, length);
}

static void
on_connection_pong (SoupWebsocketConnection *connection,
                    GBytes                  *message,
                    FeedStream              *self)
{
  self->events.pong (self->user_data, self->options.generation);
}

/* What libsoup finds in what it receives it reports with the close code it answers with; anything
 * else is the socket's */
static void
on_connection_error (SoupWebsocketConnection *connection,
                     GError                  *error,
                     FeedStream              *self)
{
  FeedCause cause = FEED_CAUSE_CLOSED_BY_PEER;

  if (g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG))
    cause = FEED_CAUSE_TOO_LARGE;
  else if (error->domain == SOUP_WEBSOCKET_ERROR)
    cause = FEED_CAUSE_PROTOCOL;
  end (self, cause, 0, NULL, error);
}

/* "closing" comes with the peer's close frame, "closed" alone where the stream just ended */
static void
on_connection_closed (SoupWebsocketConnection *connection,
                      FeedStream              *self)
{
  guint code = soup_websocket_connection_get_close_code (connection);
  g_autoptr (GError) error = NULL;

  if (code == SOUP_WEBSOCKET_CLOSE_ABNORMAL)
    code = 0;
  if (code == 0)
    error = g_error_new_literal (FEED_ERROR, FEED_ERROR_REMOTE,
                                 "The connection ended without a close frame");
  end (self, FEED_CAUSE_CLOSED_BY_PEER, code,
       soup_websocket_connection_get_close_data (connection), error);
}

static gboolean
on_guard_due (gpointer user_data)
{
  FeedStream *self = user_data;
  guint64 consumed = feed_socket_get_consumed (self->socket);
  g_autoptr (GError) error = NULL;

  if (self->n_messages != self->n_messages_seen || consumed < self->consumed_seen) {
    self->n_messages_seen = self->n_messages;
    self->consumed_seen = consumed;
  }
  if (consumed - self->consumed_seen <= 2 * (guint64) self->options.max_payload + GUARD_ALLOWANCE)
    return G_SOURCE_CONTINUE;
  error = g_error_new (FEED_ERROR, FEED_ERROR_TOO_LARGE,
                       "Fragments of one message: %" G_GUINT64_FORMAT " bytes so far",
                       consumed - self->consumed_seen);
  end (self, FEED_CAUSE_TOO_LARGE, 0, NULL, error);
  return G_SOURCE_REMOVE;
}

static void
open_connection (FeedStream              *self,
                 SoupWebsocketConnection *connection)
{
  gint64 ping_s = (self->options.ping_interval_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

  self->state = STATE_OPEN;
  self->connection = g_object_ref (connection);
  /* 0 would mean no limit */
  soup_websocket_connection_set_max_incoming_payload_size (connection,
                                                           MAX (self->options.max_payload, 1));
  soup_websocket_connection_set_keepalive_interval (connection,
                                                    (guint) CLAMP (ping_s, 1, G_MAXINT / 1000));
  g_signal_connect (connection, "message", G_CALLBACK (on_connection_message), self);
  g_signal_connect (connection, "pong", G_CALLBACK (on_connection_pong), self);
  g_signal_connect (connection, "error", G_CALLBACK (on_connection_error), self);
  g_signal_connect (connection, "closing", G_CALLBACK (on_connection_closed), self);
  g_signal_connect (connection, "closed", G_CALLBACK (on_connection_closed), self);
  clear_timer (self);
  if (self->socket != NULL)
    set_timer (self, GUARD_INTERVAL_MS, "feed stream guard", on_guard_due);
  self->events.opened (self->user_data, self->options.generation);
}

/* A status other than 101, as the server gave it. libsoup keeps no body of a refused handshake */
static void
fail_with_answer (FeedStream *self)
{
  g_autoptr (SoupMessage) message = g_object_ref (self->message);
  g_autoptr (GError) error = NULL;
  FeedReply reply;
  gboolean limited;

  feed_http_reply_init (&reply, message, NULL);
  limited = reply.status == STATUS_TOO_MANY_REQUESTS || reply.status == STATUS_TEAPOT
            || (reply.status == SOUP_STATUS_SERVICE_UNAVAILABLE
                && reply.header (&reply, "Retry-After") != NULL);
  error = g_error_new (FEED_ERROR, FEED_ERROR_REMOTE, "Handshake: %u %s", reply.status,
                       soup_status_get_phrase (reply.status));
  fail (self, limited ? FEED_CAUSE_RATE_LIMIT : FEED_CAUSE_HANDSHAKE, &reply, error);
}

static gboolean
has_answer (FeedStream *self)
{
  guint status = soup_message_get_status (self->message);

  return status != SOUP_STATUS_NONE && status != SOUP_STATUS_SWITCHING_PROTOCOLS;
}

static void
on_connect_ready (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (FeedStream) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupWebsocketConnection) connection =
    soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);

  if (self->state != STATE_DIALLING) {
    if (connection != NULL)
      feed_farewell (connection, NULL, self->context);
  } else if (connection != NULL) {
    open_connection (self, connection);
  } else if (has_answer (self)) {
    fail_with_answer (self);
  } else {
    gboolean answered = error->domain == SOUP_WEBSOCKET_ERROR
                        || error->domain == SOUP_SESSION_ERROR;

    fail (self, answered ? FEED_CAUSE_HANDSHAKE : FEED_CAUSE_REFUSED, NULL, error);
  }
}

/* Anything but 101 arrives here: it is answer enough, and its body may never end */
static void
on_message_got_headers (SoupMessage *message,
                        FeedStream  *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
on_message_network_event (SoupMessage       *message,
                          GSocketClientEvent event,
                          GIOStream         *connection,
                          FeedStream        *self)
{
  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (connection))
    g_set_object (&self->socket,
                  g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection)));
}

static gboolean
on_connect_timeout (gpointer user_data)
{
  FeedStream *self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->dial_due_us != 0 && g_get_monotonic_time () - self->dial_due_us > HELD_UP_US) {
    self->dial_due_us = 0;
    set_timer (self, READ_UP_MS, "feed stream connect timeout", on_connect_timeout);
  } else if (has_answer (self)) {
    fail_with_answer (self);
  } else {
    error = g_error_new (FEED_ERROR, FEED_ERROR_TIMEOUT, "Not connected within %.1f s",
                         (double) self->options.connect_timeout_us / G_USEC_PER_SEC);
    fail (self, FEED_CAUSE_CONNECT_TIMEOUT, NULL, error);
  }
  return G_SOURCE_REMOVE;
}

static gboolean
on_bad_request (gpointer user_data)
{
  FeedStream *self = user_data;
  g_autoptr (GError) error = g_steal_pointer (&self->dial_error);

  fail (self, FEED_CAUSE_REFUSED, NULL, error);
  return G_SOURCE_REMOVE;
}

static void
dial (FeedStream        *self,
      SoupSession       *session,
      const FeedRequest *request)
{
  gint64 timeout_ms = CLAMP (self->options.connect_timeout_us / 1000, 1, G_MAXINT);

  self->message = feed_http_message_new (request, FEED_HTTP_STREAM, &self->dial_error);
  if (self->message == NULL) {
    set_timer (self, 0, "feed stream refused", on_bad_request);
    return;
  }
  g_signal_connect (self->message, "got-headers", G_CALLBACK (on_message_got_headers), self);
  g_signal_connect (self->message, "network-event", G_CALLBACK (on_message_network_event), self);
  self->dial_due_us = g_get_monotonic_time () + timeout_ms * 1000;
  set_timer (self, (guint) timeout_ms, "feed stream connect timeout", on_connect_timeout);
  soup_session_websocket_connect_async (session, self->message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        self->cancellable, on_connect_ready, g_object_ref (self));
}

static void
feed_stream_send (FeedLink   *link,
                  const char *text)
{
  FeedStream *self = FEED_STREAM (link);

  if (self->state == STATE_OPEN
      && soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (self->connection, text);
}

static void
feed_stream_drop (FeedLink *link)
{
  let_go (FEED_STREAM (link));
}

static void
feed_stream_dispose (GObject *object)
{
  FeedStream *self = FEED_STREAM (object);

  let_go (self);
  G_OBJECT_CLASS (feed_stream_parent_class)->dispose (object);
}

static void
feed_stream_finalize (GObject *object)
{
  FeedStream *self = FEED_STREAM (object);

  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_error (&self->dial_error);
  G_OBJECT_CLASS (feed_stream_parent_class)->finalize (object);
}

static void
feed_stream_class_init (FeedStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  FeedLinkClass *link_class = FEED_LINK_CLASS (klass);

  object_class->dispose = feed_stream_dispose;
  object_class->finalize = feed_stream_finalize;
  link_class->send = feed_stream_send;
  link_class->drop = feed_stream_drop;
}

static void
feed_stream_init (FeedStream *self)
{
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
}

FeedLink *
feed_stream_new (SoupSession           *session,
                 const FeedRequest     *request,
                 const FeedDialOptions *options,
                 const FeedLinkEvents  *events,
                 gpointer               user_data)
{
  FeedStream *self;

  g_return_val_if_fail (SOUP_IS_SESSION (session), NULL);
  g_return_val_if_fail (request != NULL && options != NULL && events != NULL, NULL);

  self = g_object_new (FEED_TYPE_STREAM, NULL);
  self->events = *events;
  self->user_data = user_data;
  self->options = *options;
  dial (self, session, request);
  return FEED_LINK (self);
}
