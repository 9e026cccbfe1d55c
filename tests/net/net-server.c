/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/net-server.h"

#include <string.h>
#include <sys/socket.h>

#define WEBSOCKET_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11" /* RFC 6455, 1.3 */

struct _NetServer {
  GSocketService *service;
  GCancellable   *cancellable;
  NetScript       script;
  gpointer        data;
  guint16         port;
  GMutex          lock;
  GCond           ended;
  int             n_running;
  int             n_connections;
};

static gboolean
on_service_run (GThreadedSocketService *service,
                GSocketConnection      *connection,
                GObject                *source_object,
                NetServer              *self)
{
  NetPeer peer = {
    .socket = g_socket_connection_get_socket (connection),
    .input = g_io_stream_get_input_stream (G_IO_STREAM (connection)),
    .output = g_io_stream_get_output_stream (G_IO_STREAM (connection)),
    .cancellable = self->cancellable,
    .data = self->data,
  };

  self->script (&peer);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_mutex_lock (&self->lock);
  self->n_running--;
  g_cond_signal (&self->ended);
  g_mutex_unlock (&self->lock);
  /* For a test that waits for it */
  g_main_context_wakeup (NULL);
  return TRUE;
}

/* Before "run" of the threaded service, and in the main thread */
static gboolean
on_service_incoming (GSocketService    *service,
                     GSocketConnection *connection,
                     GObject           *source_object,
                     NetServer         *self)
{
  g_mutex_lock (&self->lock);
  self->n_running++;
  self->n_connections++;
  g_mutex_unlock (&self->lock);
  return FALSE;
}

NetServer *
net_server_new (NetScript script,
                gpointer  data)
{
  NetServer *self = g_new0 (NetServer, 1);
  g_autoptr (GInetAddress) host = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (host, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  g_cond_init (&self->ended);
  self->script = script;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  self->service = g_threaded_socket_service_new (-1);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_service_incoming), self);
  g_signal_connect (self->service, "run", G_CALLBACK (on_service_run), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return self;
}

guint16
net_server_get_port (NetServer *self)
{
  return self->port;
}

int
net_server_get_count (NetServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_connections;
}

int
net_server_get_running (NetServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_running;
}

void
net_server_free (NetServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->lock);
  while (self->n_running > 0)
    g_cond_wait (&self->ended, &self->lock);
  g_mutex_unlock (&self->lock);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_object_unref (self->service);
  g_object_unref (self->cancellable);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->ended);
  g_free (self);
}

char *
net_peer_read_request (NetPeer *peer)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (strstr (text->str, "\r\n\r\n") == NULL) {
    char buffer[512];
    gssize n = g_input_stream_read (peer->input, buffer, sizeof buffer, peer->cancellable, NULL);

    if (n <= 0)
      return NULL;
    g_string_append_len (text, buffer, n);
  }
  return g_strdup (text->str);
}

gboolean
net_peer_write (NetPeer      *peer,
                gconstpointer data,
                gsize         length)
{
  return g_output_stream_write_all (peer->output, data, length, NULL, peer->cancellable, NULL);
}

gboolean
net_peer_print (NetPeer    *peer,
                const char *text)
{
  return net_peer_write (peer, text, strlen (text));
}

static char *
accept_key (const char *request)
{
  const char *name = "Sec-WebSocket-Key: ";
  const char *key = strstr (request, name);
  const char *line_end = key != NULL ? strstr (key, "\r\n") : NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  if (line_end == NULL)
    return NULL;
  key += strlen (name);
  g_checksum_update (sum, (const guchar *) key, line_end - key);
  g_checksum_update (sum, (const guchar *) WEBSOCKET_GUID, -1);
  g_checksum_get_digest (sum, digest, &length);
  return g_base64_encode (digest, length);
}

gboolean
net_peer_upgrade (NetPeer *peer,
                  GBytes  *with_frame)
{
  g_autofree char *request = net_peer_read_request (peer);
  g_autofree char *key = request != NULL ? accept_key (request) : NULL;
  g_autoptr (GString) answer = g_string_new (NULL);

  if (key == NULL)
    return FALSE;
  g_string_printf (answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                           "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", key);
  if (with_frame != NULL)
    g_string_append_len (answer, g_bytes_get_data (with_frame, NULL),
                         g_bytes_get_size (with_frame));
  return net_peer_write (peer, answer->str, answer->len);
}

void
net_peer_drain (NetPeer *peer)
{
  char buffer[4096];

  while (g_input_stream_read (peer->input, buffer, sizeof buffer, peer->cancellable, NULL) > 0)
    continue;
}

void
net_peer_hang (NetPeer *peer)
{
  GPollFD poll_fd;

  if (!g_cancellable_make_pollfd (peer->cancellable, &poll_fd))
    return;
  g_poll (&poll_fd, 1, -1);
  g_cancellable_release_fd (peer->cancellable);
}

void
net_peer_reset (NetPeer *peer)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (peer->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

GBytes *
net_frame_new (guint8        first,
               gconstpointer data,
               gsize         length)
{
  GByteArray *frame = g_byte_array_new ();
  guint64 wide = GUINT64_TO_BE ((guint64) length);
  guint16 narrow = GUINT16_TO_BE ((guint16) length);
  guint8 size = length < 126 ? (guint8) length : length <= G_MAXUINT16 ? 126 : 127;

  g_byte_array_append (frame, &first, 1);
  g_byte_array_append (frame, &size, 1);
  if (size == 126)
    g_byte_array_append (frame, (const guint8 *) &narrow, sizeof narrow);
  else if (size == 127)
    g_byte_array_append (frame, (const guint8 *) &wide, sizeof wide);
  g_byte_array_append (frame, data, (guint) length);
  return g_byte_array_free_to_bytes (frame);
}

guint
net_count_descriptors (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n++;
  return n;
}
