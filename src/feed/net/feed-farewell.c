/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-farewell.h"

/* libsoup itself waits five seconds for the peer's part of the closing handshake */
#define PATIENCE_MS 2000

typedef struct {
  SoupWebsocketConnection *connection;
  GSocket                 *socket;
  gulong                   closed_id;
} FeedFarewell;

static void
farewell_free (gpointer data)
{
  FeedFarewell *self = data;

  g_signal_handler_disconnect (self->connection, self->closed_id);
  /* Without this, TLS would try to say goodbye to a peer that takes no bytes */
  if (soup_websocket_connection_get_state (self->connection) != SOUP_WEBSOCKET_STATE_CLOSED
      && self->socket != NULL)
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  g_clear_object (&self->connection);
  g_clear_object (&self->socket);
  g_free (self);
}

static gboolean
on_patience_over (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static void
on_connection_closed (SoupWebsocketConnection *connection,
                      gpointer                 user_data)
{
  GSource *source = user_data;

  /* Let go from the main loop, not from inside the connection's own code */
  g_source_set_ready_time (source, 0);
}

void
feed_farewell (SoupWebsocketConnection *connection,
               GSocket                 *socket,
               GMainContext            *context)
{
  g_autoptr (GSource) source = NULL;
  FeedFarewell *self;
  SoupWebsocketState state;

  g_return_if_fail (SOUP_IS_WEBSOCKET_CONNECTION (connection));

  state = soup_websocket_connection_get_state (connection);
  if (state == SOUP_WEBSOCKET_STATE_CLOSED)
    return;
  source = g_timeout_source_new (PATIENCE_MS);
  self = g_new0 (FeedFarewell, 1);
  self->connection = g_object_ref (connection);
  g_set_object (&self->socket, socket);
  /* The source owns self and outlives the handler */
  self->closed_id = g_signal_connect (connection, "closed", G_CALLBACK (on_connection_closed),
                                      source);
  g_source_set_static_name (source, "feed farewell");
  g_source_set_callback (source, on_patience_over, self, farewell_free);
  g_source_attach (source, context);
  if (state == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}
