/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/socket.h>

#include "simulator/feedsim-peer.h"
#include "support/test-support.h"

#define CAPTURE "binance/hftbacktest_spot_btcusdt_20240808.gz"
#define N_MESSAGES 37797
#define N_TRADES 9757
#define FIRST_TRADE_ID G_GINT64_CONSTANT (3735683259)
#define LAST_TRADE_ID G_GINT64_CONSTANT (3735693015)
#define STREAMS "/stream?streams=btcusdt@bookTicker/btcusdt@trade"
#define SMALL_BUFFER 4096
#define LARGE_BUFFER 262144
#define TRADE "\"e\":\"trade\""

static FeedsimServer *
play (double speed)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (GError) error = NULL;
  FeedsimServer *server;

  options->replay_path = test_capture_path (CAPTURE);
  options->speed = speed;
  if (options->replay_path == NULL)
    return NULL;
  server = feedsim_server_new (options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (feedsim_server_get_remarks (server), ==, "");
  return server;
}

/* What was recorded of the two streams, a line each, read without the simulator's own reader */
static char **
read_recorded (void)
{
  g_autofree char *path = test_capture_path (CAPTURE);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GInputStream) raw = G_INPUT_STREAM (g_file_read (file, NULL, NULL));
  g_autoptr (GConverter) inflater =
    G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GInputStream) text = g_converter_input_stream_new (raw, inflater);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (text);
  g_autoptr (GStrvBuilder) wanted = g_strv_builder_new ();
  char *line;

  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL) {
    if (strstr (line, "\"btcusdt@bookTicker\"") != NULL ||
        strstr (line, "\"btcusdt@trade\"") != NULL)
      g_strv_builder_add (wanted, strchr (line, ' ') + 1);
    g_free (line);
  }
  return g_strv_builder_end (wanted);
}

static void
test_fast (void)
{
  g_autoptr (FeedsimServer) server = play (1000);
  g_autoptr (FeedsimPeer) peer = NULL;
  g_auto (GStrv) recorded = NULL;
  g_autofree char *rules = NULL;

  if (server == NULL)
    return;
  recorded = read_recorded ();
  g_assert_cmpuint (g_strv_length (recorded), ==, N_MESSAGES);
  rules = feedsim_peer_get (server, "/api/v3/exchangeInfo?symbol=BTCUSDT");
  g_assert_nonnull (strstr (rules, "\"tickSize\":\"0.01000000\""));
  g_assert_nonnull (strstr (rules, "\"stepSize\":\"0.00001000\""));
  peer = feedsim_peer_new (server, STREAMS);
  feedsim_peer_wait_texts (peer, N_MESSAGES);
  g_assert_cmpuint (peer->texts->len, ==, N_MESSAGES);
  for (guint i = 0; i < N_MESSAGES; i++)
    g_assert_cmpstr (g_ptr_array_index (peer->texts, i), ==, recorded[i]);
  g_assert_cmpint (feedsim_peer_get_last_id (server, "BTCUSDT"), ==, LAST_TRADE_ID);
}

static void
test_paced (void)
{
  g_autoptr (FeedsimServer) server = play (20);
  g_autoptr (FeedsimPeer) peer = NULL;
  gint64 start_us;

  if (server == NULL)
    return;
  peer = feedsim_peer_new (server, STREAMS);
  start_us = g_get_monotonic_time ();
  feedsim_peer_wait_texts (peer, 2000);
  /* 2,000 messages were recorded in over 13 s: earlier than a twentieth of that is a bug. */
  g_assert_cmpint (g_get_monotonic_time () - start_us, >, G_USEC_PER_SEC / 4);
  g_assert_cmpint (feedsim_peer_get_last_id (server, "BTCUSDT"), <, LAST_TRADE_ID);
}

/* Counts the text frames that a slow reader gets, whatever the simulator had to hold back. */
typedef struct {
  GSocket    *socket;
  GByteArray *bytes;
  guint       n_texts;
  guint       n_trades;
} SlowReader;

static gsize
get_frame_length (const guint8 *bytes,
                  gsize         length)
{
  if (length < 4)
    return 0;
  return bytes[1] < 126 ? bytes[1] + 2u : (bytes[2] << 8 | bytes[3]) + 4u;
}

static void
count_frames (SlowReader *reader)
{
  gsize done = 0;
  gsize length;

  while ((length = get_frame_length (reader->bytes->data + done, reader->bytes->len - done)) > 0 &&
         done + length <= reader->bytes->len) {
    if (reader->bytes->data[done] == 0x81) {
      reader->n_texts++;
      reader->n_trades += memmem (reader->bytes->data + done, length, TRADE,
                                  strlen (TRADE)) != NULL;
    }
    done += length;
  }
  g_byte_array_remove_range (reader->bytes, 0, (guint) done);
}

static gboolean
read_a_little (gpointer user_data)
{
  SlowReader *reader = user_data;
  guint8 part[LARGE_BUFFER / 8];
  gssize count = g_socket_receive (reader->socket, (char *) part, sizeof part, NULL, NULL);

  g_assert_cmpint (count, !=, 0);
  if (count > 0) {
    g_byte_array_append (reader->bytes, part, (guint) count);
    count_frames (reader);
    g_main_context_wakeup (NULL);
  }
  return reader->n_texts >= N_MESSAGES;
}

static void
test_slow_reader (void)
{
  static const char HEAD[] = "GET " STREAMS " HTTP/1.1\r\nUpgrade: websocket\r\n"
                                            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                            "Sec-WebSocket-Key: eA==\r\n\r\n";
  g_autoptr (FeedsimServer) server = play (1000);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GSocketAddress) address = NULL;
  SlowReader reader = { .socket = socket, .bytes = bytes };
  gint64 last_id;
  gint64 before = -1;
  const char *port;
  char *end;

  if (server == NULL)
    return;
  port = strrchr (feedsim_server_get_stream_url (server), ':') + 1;
  address = g_inet_socket_address_new_from_string ("127.0.0.1",
                                                   (guint) g_ascii_strtoull (port, NULL, 10));
  g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, SMALL_BUFFER, NULL);
  g_assert_true (g_socket_connect (socket, address, NULL, NULL));
  g_socket_set_blocking (socket, FALSE);
  g_assert_cmpint (g_socket_send (socket, HEAD, strlen (HEAD), NULL, NULL), ==, strlen (HEAD));
  /* Nothing is read until the market stands still for it. */
  while ((last_id = feedsim_peer_get_last_id (server, "BTCUSDT")) != before ||
         last_id == FIRST_TRADE_ID) {
    before = last_id;
    for (guint i = 0; i < 4; i++)
      g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpint (last_id, <, LAST_TRADE_ID);
  g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, LARGE_BUFFER, NULL);
  while (bytes->len == 0 || (end = memmem (bytes->data, bytes->len, "\r\n\r\n", 4)) == NULL) {
    guint8 byte;

    g_assert_cmpint (g_socket_receive (socket, (char *) &byte, 1, NULL, NULL), ==, 1);
    g_byte_array_append (bytes, &byte, 1);
  }
  g_byte_array_set_size (bytes, 0);
  g_assert_true (test_wait_until (read_a_little, &reader, PEER_DEADLINE_MS));
  g_assert_cmpuint (reader.n_texts, ==, N_MESSAGES);
  g_assert_cmpuint (reader.n_trades, ==, N_TRADES);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedsim/capture/fast", test_fast);
  g_test_add_func ("/feedsim/capture/paced", test_paced);
  g_test_add_func ("/feedsim/capture/slow-reader", test_slow_reader);
  return g_test_run ();
}
