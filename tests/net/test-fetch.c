/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "feed/core/feed-error.h"
#include "feed/net/feed-net-transport.h"
#include "net/net-server.h"
#include "support/test-support.h"

/* A body that goes to a stream as it comes. */

#define DEADLINE_MS 20000
#define BODY_BYTES (3 * 1024 * 1024)

typedef struct {
  GOutputStream *out;
  gboolean       done;
  guint          status;
  GError        *error;
} Fetch;

static void
fetch_clear (Fetch *self)
{
  g_clear_object (&self->out);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fetch, fetch_clear)

static void
on_fetched (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Fetch *self = user_data;
  FeedReply reply;
  g_autoptr (GBytes) body = feed_transport_request_finish (FEED_TRANSPORT (source), result, &reply,
                                                           &self->error);

  if (body != NULL) {
    self->status = reply.status;
    g_assert_cmpuint (reply.length, ==, 0);
  }
  self->done = TRUE;
}

static gboolean
is_done (gpointer user_data)
{
  return ((Fetch *) user_data)->done;
}

static void
fetch (Fetch    *self,
       NetScript script,
       gpointer  data,
       gint64    stall_us,
       gsize     max_bytes)
{
  g_autoptr (NetServer) server = net_server_new (script, data);
  g_autoptr (FeedNetTransport) transport = feed_net_transport_new ();
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%d/list", net_server_get_port (server));
  g_autoptr (FeedRequest) request = feed_request_new ("GET", uri);
  FeedFetchOptions options = { .stall_us = stall_us, .max_bytes = max_bytes };

  options.out = self->out = g_memory_output_stream_new_resizable ();
  feed_transport_fetch_async (FEED_TRANSPORT (transport), request, &options, NULL, on_fetched, self);
  g_assert_true (test_wait_until (is_done, self, DEADLINE_MS));
}

static gsize
n_bytes (Fetch *self)
{
  return g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (self->out));
}

static GBytes *
body_new (void)
{
  char *body = g_malloc (BODY_BYTES);

  for (guint i = 0; i < BODY_BYTES; i++)
    body[i] = (char) ('a' + i % 26);
  return g_bytes_new_take (body, BODY_BYTES);
}

static GBytes *
pack (GBytes *bytes)
{
  g_autoptr (GConverter) packer =
    G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, packer);

  g_assert_true (g_output_stream_write_all (stream, g_bytes_get_data (bytes, NULL),
                                            g_bytes_get_size (bytes), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
run_packed (NetPeer *peer)
{
  GBytes *packed = peer->data;
  g_autofree char *request = net_peer_read_request (peer);
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                                           "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                                           g_bytes_get_size (packed));

  if (request != NULL && net_peer_print (peer, head)
      && net_peer_write (peer, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed)))
    net_peer_drain (peer);
}

static void
test_whole (void)
{
  g_autoptr (GBytes) body = body_new ();
  g_autoptr (GBytes) packed = pack (body);
  g_auto (Fetch) self = { 0 };

  fetch (&self, run_packed, packed, DEADLINE_MS * 1000, BODY_BYTES);
  g_assert_no_error (self.error);
  g_assert_cmpuint (self.status, ==, 200);
  g_assert_cmpmem (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (self.out)),
                   n_bytes (&self), g_bytes_get_data (body, NULL), BODY_BYTES);
}

/* Counted as unpacked */
static void
test_too_large (void)
{
  g_autoptr (GBytes) body = body_new ();
  g_autoptr (GBytes) packed = pack (body);
  g_auto (Fetch) self = { 0 };

  g_assert_cmpuint (g_bytes_get_size (packed), <, BODY_BYTES / 10);
  fetch (&self, run_packed, packed, DEADLINE_MS * 1000, BODY_BYTES - 1);
  g_assert_error (self.error, FEED_ERROR, FEED_ERROR_TOO_LARGE);
  g_assert_cmpuint (n_bytes (&self), <, BODY_BYTES);
}

static void
run_stall (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);

  if (request != NULL && net_peer_print (peer, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{}"))
    net_peer_hang (peer);
}

static void
test_stall (void)
{
  g_auto (Fetch) self = { 0 };

  fetch (&self, run_stall, NULL, G_USEC_PER_SEC / 5, BODY_BYTES);
  g_assert_error (self.error, FEED_ERROR, FEED_ERROR_TIMEOUT);
}

static void
run_cut (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);

  if (request != NULL)
    net_peer_print (peer, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{}");
}

static void
test_cut (void)
{
  g_auto (Fetch) self = { 0 };

  fetch (&self, run_cut, NULL, DEADLINE_MS * 1000, BODY_BYTES);
  g_assert_nonnull (self.error);
}

static void
run_refuse (NetPeer *peer)
{
  g_autofree char *request = net_peer_read_request (peer);

  if (request != NULL
      && net_peer_print (peer, "HTTP/1.1 403 No\r\nContent-Length: 5\r\n\r\nsorry"))
    net_peer_drain (peer);
}

/* Of what is no list nothing is taken */
static void
test_refused (void)
{
  g_auto (Fetch) self = { 0 };

  fetch (&self, run_refuse, NULL, DEADLINE_MS * 1000, BODY_BYTES);
  g_assert_no_error (self.error);
  g_assert_cmpuint (self.status, ==, 403);
  g_assert_cmpuint (n_bytes (&self), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/fetch/whole", test_whole);
  g_test_add_func ("/net/fetch/too-large", test_too_large);
  g_test_add_func ("/net/fetch/stall", test_stall);
  g_test_add_func ("/net/fetch/cut", test_cut);
  g_test_add_func ("/net/fetch/refused", test_refused);
  return g_test_run ();
}
