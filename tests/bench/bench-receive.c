/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "support/test-support.h"

/* CPU of the receiving thread per message over a loopback WebSocket: socket, framing, decode,
 * arbiter, supervisor and board; beside it json-glib building a DOM of the same texts. */

#define MESSAGE_ROOM 256

typedef struct {
  GSocketListener *listener;
  guint            n_messages;
  int              done;      /* atomic */
} Server;

static int
write_message (char  *room,
               gint64 id)
{
  return g_snprintf (room, MESSAGE_ROOM,
                     "{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":%" G_GINT64_FORMAT
                     ",\"s\":\"BTCUSDT\",\"b\":\"61837.%02d000000\",\"B\":\"3.78826000\","
                     "\"a\":\"61838.64000000\",\"A\":\"1.54698000\"}}",
                     G_GINT64_CONSTANT (50093239212) + id, (int) (id % 100));
}

/* Frames of RFC 6455, section 5.2: text, final, unmasked as a server sends them, 16-bit length */
static GByteArray *
make_frames (guint n_messages)
{
  GByteArray *frames = g_byte_array_sized_new (n_messages * MESSAGE_ROOM);
  char room[MESSAGE_ROOM];

  for (guint i = 0; i < n_messages; i++) {
    guint16 length = write_message (room, i);
    guint8 head[4] = { 0x81, 126, length >> 8, length & 0xff };

    g_byte_array_append (frames, head, sizeof head);
    g_byte_array_append (frames, (guint8 *) room, length);
  }
  return frames;
}

static gboolean
shake_hands (GIOStream *stream)
{
  g_autoptr (GDataInputStream) input =
    g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *accept = NULL;
  g_autofree char *reply = NULL;
  guint8 digest[20];
  gsize digest_length = sizeof digest;
  char *line;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (input), FALSE);
  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while ((line = g_data_input_stream_read_line (input, NULL, NULL, NULL)) != NULL && *line) {
    if (g_ascii_strncasecmp (line, "Sec-WebSocket-Key: ", 19) == 0)
      g_checksum_update (checksum, (guint8 *) line + 19, -1);
    g_free (line);
  }
  g_free (line);
  g_checksum_update (checksum, (const guint8 *) "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", -1);
  g_checksum_get_digest (checksum, digest, &digest_length);
  accept = g_base64_encode (digest, sizeof digest);
  reply = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                           "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
  return g_output_stream_write_all (g_io_stream_get_output_stream (stream), reply, strlen (reply),
                                    NULL, NULL, NULL);
}

static gpointer
serve (gpointer data)
{
  Server *server = data;
  g_autoptr (GByteArray) frames = make_frames (server->n_messages);
  g_autoptr (GSocketConnection) stream = g_socket_listener_accept (server->listener, NULL, NULL,
                                                                   NULL);
  char room[4096];

  g_assert_true (stream != NULL && shake_hands (G_IO_STREAM (stream)));
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)), frames->data,
                             frames->len, NULL, NULL, NULL);
  while (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (stream)), room,
                              sizeof room, NULL, NULL) > 0)
    continue;
  g_atomic_int_set (&server->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

typedef struct {
  guint  n_wanted, n_ticks;
  gint64 first_ns, last_ns;
} Count;

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         gpointer        user_data)
{
  Count *count = user_data;

  if (tick->source != FEED_SOURCE_STREAM)
    return;
  if (count->n_ticks++ == 0)
    count->first_ns = test_thread_cpu_ns ();
  if (count->n_ticks == count->n_wanted)
    count->last_ns = test_thread_cpu_ns ();
}

static gboolean
has_all (gpointer user_data)
{
  Count *count = user_data;

  return count->n_ticks >= count->n_wanted;
}

static gboolean
is_done (gpointer user_data)
{
  Server *server = user_data;

  return g_atomic_int_get (&server->done);
}

static double
measure_receive (guint n_messages)
{
  Server server = { g_socket_listener_new (), n_messages, FALSE };
  guint16 port = g_socket_listener_add_any_inet_port (server.listener, NULL, NULL);
  g_autofree char *stream = g_strdup_printf ("ws://127.0.0.1:%u", port);
  g_autoptr (FeedManager) manager = feed_manager_new (NULL);
  g_autoptr (GThread) thread = NULL;
  g_autoptr (GError) error = NULL;
  Count count = { .n_wanted = n_messages };

  g_signal_connect (manager, "tick", G_CALLBACK (on_tick), &count);
  feed_manager_subscribe (manager, "binance", "BTCUSDT", &error);
  g_assert_no_error (error);
  feed_manager_set_endpoints (manager, "binance", stream, "http://127.0.0.1:9", &error);
  g_assert_no_error (error);
  thread = g_thread_new ("venue", serve, &server);
  feed_manager_start (manager);
  g_assert_true (test_wait_until (has_all, &count, 120000));
  feed_manager_stop (manager);
  g_assert_true (test_wait_until (is_done, &server, 30000));
  g_thread_join (g_steal_pointer (&thread));
  g_object_unref (server.listener);
  return (double) (count.last_ns - count.first_ns) / (n_messages - 1);
}

static double
measure_dom (guint n_messages)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  char room[MESSAGE_ROOM];
  gint64 spent_ns = 0;

  for (guint i = 0; i < n_messages; i++) {
    int length = write_message (room, i);
    gint64 start_ns = test_thread_cpu_ns ();
    JsonObject *object;

    g_assert_true (json_parser_load_from_data (parser, room, length, NULL));
    object = json_node_get_object (json_parser_get_root (parser));
    object = json_object_get_object_member (object, "data");
    g_assert_cmpstr (json_object_get_string_member (object, "s"), ==, "BTCUSDT");
    spent_ns += test_thread_cpu_ns () - start_ns;
  }
  return (double) spent_ns / n_messages;
}

int
main (int    argc,
      char **argv)
{
  guint n_messages = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 200000;
  double receive_ns = measure_receive (n_messages);
  double dom_ns = measure_dom (n_messages);

  g_print ("receive path %.0f ns a message, json-glib DOM alone %.0f ns, ratio %.2f\n",
           receive_ns, dom_ns, receive_ns / dom_ns);
  g_print ("{\"bench\":\"receive\",\"messages\":%u,\"receive_ns\":%.1f,\"json_glib_dom_ns\":%.1f,"
           "\"ratio\":%.3f}\n", n_messages, receive_ns, dom_ns, receive_ns / dom_ns);
  return 0;
}
