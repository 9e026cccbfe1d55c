/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/net-echo.h"

#include "support/test-support.h"

#define PATIENCE_MS 5000
#define BIG_SIZE    (50 * 1000 * 1000)

struct _NetEcho {
  SoupServer     *server;
  char           *stream_uri;
  char           *rest_uri;
  GPtrArray      *connections;
  SoupHTTPVersion http_version;
};

static void
on_connection_message (SoupWebsocketConnection *connection,
                       SoupWebsocketDataType    type,
                       GBytes                  *message,
                       gpointer                 user_data)
{
  const char *text = g_bytes_get_data (message, NULL);

  if (g_strcmp0 (text, "close") == 0)
    soup_websocket_connection_close (connection, 4001, "as told");
  else if (g_strcmp0 (text, "binary") == 0)
    soup_websocket_connection_send_binary (connection, "\0\1\2", 3);
  else
    soup_websocket_connection_send_message (connection, type, message);
}

static void
on_connection_closed (SoupWebsocketConnection *connection,
                      NetEcho                 *self)
{
  g_ptr_array_remove_fast (self->connections, connection);
}

static void
on_websocket_opened (SoupServer              *server,
                     SoupServerMessage       *message,
                     const char              *path,
                     SoupWebsocketConnection *connection,
                     gpointer                 user_data)
{
  NetEcho *self = user_data;

  g_ptr_array_add (self->connections, g_object_ref (connection));
  g_signal_connect (connection, "message", G_CALLBACK (on_connection_message), self);
  g_signal_connect (connection, "closed", G_CALLBACK (on_connection_closed), self);
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  NetEcho *self = user_data;

  self->http_version = soup_server_message_get_http_version (message);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  if (g_str_has_suffix (path, "/big"))
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_TAKE,
                                      g_malloc0 (BIG_SIZE), BIG_SIZE);
  else if (g_str_has_suffix (path, "/never"))
    soup_server_message_pause (message);
  else
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
}

NetEcho *
net_echo_new (const char *tls_file)
{
  NetEcho *self = g_new0 (NetEcho, 1);
  SoupServerListenOptions options = SOUP_SERVER_LISTEN_IPV4_ONLY;
  g_autoptr (GError) error = NULL;
  GSList *uris;
  int port;

  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->server = soup_server_new (NULL, NULL);
  if (tls_file != NULL) {
    g_autofree char *relative = g_build_filename ("net", "tls", tls_file, NULL);
    g_autofree char *path = test_fixture_path (relative);
    g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);

    g_assert_no_error (error);
    soup_server_set_tls_certificate (self->server, certificate);
    options |= SOUP_SERVER_LISTEN_HTTPS;
  }
  soup_server_add_websocket_handler (self->server, "/ws", NULL, NULL, on_websocket_opened, self,
                                     NULL);
  soup_server_add_handler (self->server, "/rest", on_request, self, NULL);
  soup_server_listen_local (self->server, 0, options, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  port = g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->stream_uri = g_strdup_printf ("%s://localhost:%d/ws", tls_file != NULL ? "wss" : "ws",
                                      port);
  self->rest_uri = g_strdup_printf ("%s://localhost:%d/rest", tls_file != NULL ? "https" : "http",
                                    port);
  return self;
}

const char *
net_echo_get_stream_uri (NetEcho *self)
{
  return self->stream_uri;
}

const char *
net_echo_get_rest_uri (NetEcho *self)
{
  return self->rest_uri;
}

SoupHTTPVersion
net_echo_get_http_version (NetEcho *self)
{
  return self->http_version;
}

guint
net_echo_get_count (NetEcho *self)
{
  return self->connections->len;
}

static gboolean
has_no_connection (gpointer self)
{
  return net_echo_get_count (self) == 0;
}

void
net_echo_free (NetEcho *self)
{
  /* Lets both sides of a dropped link say goodbye */
  test_wait_until (has_no_connection, self, PATIENCE_MS);
  for (guint i = 0; i < self->connections->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->connections, i), self);
  g_ptr_array_unref (self->connections);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_free (self->stream_uri);
  g_free (self->rest_uri);
  g_free (self);
}

GTlsDatabase *
net_echo_load_authority (void)
{
  g_autofree char *path = test_fixture_path ("net/tls/authority.pem");
  g_autoptr (GError) error = NULL;
  GTlsDatabase *database = g_tls_file_database_new (path, &error);

  g_assert_no_error (error);
  return database;
}
