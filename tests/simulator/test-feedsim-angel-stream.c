/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "simulator/feedsim-angel-packet.h"
#include "simulator/feedsim-angel-peer.h"
#include "support/test-support.h"

/* A reader of its own: what stands at an offset of the venue's table, byte by byte */
static gint64
read_int (const guint8 *bytes,
          gsize         offset,
          guint         size)
{
  guint64 value = 0;

  for (guint i = 0; i < size; i++)
    value |= (guint64) bytes[offset + i] << 8 * i;
  return size == 8 ? (gint64) value : size == 4 ? (gint32) value : (gint16) value;
}

static double
read_double (const guint8 *bytes,
             gsize         offset)
{
  gint64 bits = read_int (bytes, offset, 8);
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static const FeedsimAngelFigures FIGURES = {
  .last = G_GINT64_CONSTANT (153210000000), .last_quantity = 29, .average = 153007000000,
  .volume = 626260, .open = 152500000000, .high = 154000000000, .low = 151005000000,
  .close = 151500000000, .upper_circuit = 181800000000, .lower_circuit = 121200000000,
  .year_high = 200000000000, .year_low = 0, .open_interest = 78268800, .total_buy = 175507,
  .total_sell = 255389, .feed_ms = 1734666469123, .trade_ms = 1734666468999,
  .buy = { { 153205000000, 7, 3 }, { 153200000000, 8, 4 }, { 153195000000, 9, 5 },
           { 153190000000, 10, 6 }, { 153185000000, 11, 7 } },
  .sell = { { 153210000000, 17, 13 }, { 153215000000, 18, 14 }, { 153220000000, 19, 15 },
            { 153225000000, 20, 16 }, { -1000000, 0, 0 } },
};

static void
check_quote (const guint8 *bytes)
{
  g_assert_cmpint (read_int (bytes, 51, 8), ==, 29);
  g_assert_cmpint (read_int (bytes, 59, 8), ==, 153007);
  g_assert_cmpint (read_int (bytes, 67, 8), ==, 626260);
  g_assert_cmpfloat (read_double (bytes, 75), ==, 175507);
  g_assert_cmpfloat (read_double (bytes, 83), ==, 255389);
  g_assert_cmpint (read_int (bytes, 91, 8), ==, 152500);
  g_assert_cmpint (read_int (bytes, 99, 8), ==, 154000);
  g_assert_cmpint (read_int (bytes, 107, 8), ==, 151005);
  g_assert_cmpint (read_int (bytes, 115, 8), ==, 151500);
}

static void
check_snap (const guint8 *bytes)
{
  g_assert_cmpint (read_int (bytes, 123, 8), ==, 1734666468);
  g_assert_cmpint (read_int (bytes, 131, 8), ==, 78268800);
  for (guint i = 0; i < 10; i++) {
    gsize at = 147 + 20 * i;
    const FeedsimAngelLevel *level = i < 5 ? &FIGURES.buy[i] : &FIGURES.sell[i - 5];

    g_assert_cmpint (read_int (bytes, at, 2), ==, i < 5 ? 1 : 0);
    g_assert_cmpint (read_int (bytes, at + 2, 8), ==, level->quantity);
    g_assert_cmpint (read_int (bytes, at + 10, 8), ==, level->price / 1000000);
    g_assert_cmpint (read_int (bytes, at + 18, 2), ==, level->orders);
  }
  g_assert_cmpint (read_int (bytes, 347, 8), ==, 181800);
  g_assert_cmpint (read_int (bytes, 355, 8), ==, 121200);
  g_assert_cmpint (read_int (bytes, 363, 8), ==, 200000);
  g_assert_cmpint (read_int (bytes, 371, 8), ==, 0);
}

/* Every offset of the venue's table, in every mode */
static void
test_packets (void)
{
  static const gsize LENGTHS[] = { 0, 51, 123, 379, 443 };
  const FeedsimAngelRow row = { .segment = FEEDSIM_ANGEL_NSE_CM, .token = "1594" };

  for (guint mode = 1; mode <= 4; mode++) {
    guint8 bytes[FEEDSIM_ANGEL_MAX_PACKET];
    gsize length;

    memset (bytes, 0xaa, sizeof bytes);
    length = feedsim_angel_packet_write (bytes, mode, &row, &FIGURES, 1007544);
    g_assert_cmpuint (length, ==, LENGTHS[mode]);
    g_assert_cmpuint (bytes[0], ==, mode);
    g_assert_cmpuint (bytes[1], ==, 1);
    g_assert_cmpmem (bytes + 2, 25, "1594\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 25);
    if (mode == 4)
      continue;
    g_assert_cmpint (read_int (bytes, 27, 8), ==, 1007544);
    g_assert_cmpint (read_int (bytes, 35, 8), ==, 1734666469000);
    g_assert_cmpint (read_int (bytes, 43, 8), ==, 153210);
    if (mode >= 2)
      check_quote (bytes);
    if (mode >= 3)
      check_snap (bytes);
  }
}

static void
test_depth_packet (void)
{
  const FeedsimAngelRow row = { .segment = FEEDSIM_ANGEL_NSE_CM, .token = "1594" };
  guint8 bytes[FEEDSIM_ANGEL_MAX_PACKET];

  feedsim_angel_packet_write (bytes, FEEDSIM_ANGEL_MODE_DEPTH, &row, &FIGURES, 1);
  g_assert_cmpint (read_int (bytes, 27, 8), ==, 1734666469123);
  g_assert_cmpint (read_int (bytes, 35, 8), ==, 0);
  for (guint i = 0; i < 20; i++)
    for (guint side = 0; side < 2; side++) {
      const FeedsimAngelLevel *level = side == 0 ? &FIGURES.buy[i] : &FIGURES.sell[i];
      gsize at = (side == 0 ? 43 : 243) + 10 * i;

      g_assert_cmpint (read_int (bytes, at, 4), ==, level->quantity);
      g_assert_cmpint (read_int (bytes, at + 4, 4), ==, level->price / 1000000);
      g_assert_cmpint (read_int (bytes, at + 8, 2), ==, level->orders);
    }
}

/* Currencies are counted in 1e-7 of a rupee. */
static void
test_currency_packet (void)
{
  const FeedsimAngelRow row = { .segment = FEEDSIM_ANGEL_CDE_FO, .token = "2001" };
  FeedsimAngelFigures figures = { .last = G_GINT64_CONSTANT (8440750000) };
  guint8 bytes[FEEDSIM_ANGEL_MAX_PACKET];

  feedsim_angel_packet_write (bytes, FEEDSIM_ANGEL_MODE_LTP, &row, &figures, 1);
  g_assert_cmpuint (bytes[1], ==, 13);
  g_assert_cmpint (read_int (bytes, 43, 8), ==, 844075000);
}

static void
check_refusal (FeedsimServer     *server,
               const char        *path,
               const char *const *headers,
               guint              status,
               const char        *message)
{
  g_autoptr (FeedsimPeer) stream = feedsim_peer_new_with (server, path, headers);

  g_assert_cmpuint (soup_message_get_status (stream->message), ==, status);
  if (message != NULL)
    g_assert_cmpstr (soup_message_headers_get_one (
                       soup_message_get_response_headers (stream->message), "x-error-message"), ==,
                     message);
  else
    g_assert_no_error (stream->error);
}

static void
test_handshake (void)
{
  g_autoptr (FeedsimServer) server = angel_start_server (NULL);
  g_autoptr (AngelPeer) peer = angel_log_in (server);
  g_autofree char *bearer = g_strconcat ("Bearer ", peer->jwt, NULL);
  g_autofree char *query = g_strdup_printf ("/smart-stream?clientCode=%s&feedToken=%s&apiKey=%s",
                                            peer->client_code, peer->feed, peer->api_key);
  const char *none[] = { NULL };
  const char *java[] = { "x-client-code", peer->client_code, "x-feed-token", peer->feed,
                         "x-client-lib", "JAVA", NULL };
  const char *all[] = { "x-client-code", peer->client_code, "x-feed-token", peer->feed, "x-api-key",
                        peer->api_key, "Authorization", bearer, NULL };
  const char *bad_jwt[] = { "x-client-code", peer->client_code, "x-feed-token", peer->feed,
                            "Authorization", "x", NULL };
  const char *bad_key[] = { "x-client-code", peer->client_code, "x-feed-token", peer->feed,
                            "x-api-key", "x", NULL };
  const char *bad_feed[] = { "x-client-code", peer->client_code, "x-feed-token", peer->jwt, NULL };

  check_refusal (server, "/smart-stream", none, 401, "Invalid Header - Invalid Client Code");
  check_refusal (server, "/smart-stream", bad_jwt, 401, "Invalid Header - Invalid Auth token");
  check_refusal (server, "/smart-stream", bad_key, 401, "Invalid Header - Invalid API Key");
  check_refusal (server, "/smart-stream", bad_feed, 401, "Invalid Header - Invalid Feed Token");
  check_refusal (server, "/smart-stream", java, 101, NULL);
  check_refusal (server, "/", all, 101, NULL);
  check_refusal (server, query, none, 101, NULL);
}

static void
test_connection_limit (void)
{
  g_autoptr (FeedsimServer) server = angel_start_server (NULL);
  g_autoptr (AngelPeer) peer = angel_log_in (server);
  g_autoptr (FeedsimPeer) one = angel_connect (server, peer);
  g_autoptr (FeedsimPeer) two = angel_connect (server, peer);
  g_autoptr (FeedsimPeer) three = angel_connect (server, peer);
  const char *headers[] = { "x-client-code", peer->client_code, "x-feed-token", peer->feed, NULL };
  g_autoptr (FeedsimPeer) again = NULL;

  check_refusal (server, "/smart-stream", headers, 429,
                 "Invalid Request. Connection Limit Exceeded.");
  soup_websocket_connection_close (three->connection, 1000, NULL);
  feedsim_peer_wait_closed (three);
  again = angel_connect (server, peer);
}

static void
subscribe (FeedsimPeer *stream,
           guint        mode,
           guint        segment,
           const char  *tokens)
{
  g_autofree char *text =
    g_strdup_printf ("{\"correlationID\":\"abcde12345\",\"action\":1,\"params\":{\"mode\":%u,"
                     "\"tokenList\":[{\"exchangeType\":%u,\"tokens\":[%s]}]}}", mode, segment,
                     tokens);

  feedsim_peer_send (stream, text);
}

/* The first packet comes with the subscription, the others with the market. */
static void
test_modes (void)
{
  static const gsize LENGTHS[] = { 51, 123, 379, 443 };
  g_autoptr (FeedsimServer) server = angel_start_server (NULL);
  g_autoptr (AngelPeer) peer = angel_log_in (server);

  for (guint mode = 1; mode <= 4; mode++) {
    g_autoptr (FeedsimPeer) stream = angel_connect (server, peer);
    gint64 before = 0;

    subscribe (stream, mode, 1, "\"2885\"");
    for (guint i = 0; i < 4; i++) {
      GBytes *message = feedsim_peer_wait_binary (stream, i);
      const guint8 *bytes = g_bytes_get_data (message, NULL);
      gint64 sequence = read_int (bytes, 27, 8);

      g_assert_cmpuint (g_bytes_get_size (message), ==, LENGTHS[mode - 1]);
      g_assert_cmpuint (bytes[0], ==, mode);
      g_assert_cmpstr ((const char *) bytes + 2, ==, "2885");
      g_assert_true (mode == 4 ? sequence >= before : sequence > before);
      before = sequence;
    }
    soup_websocket_connection_close (stream->connection, 1000, NULL);
    feedsim_peer_wait_closed (stream);
  }
}

/* An index has neither depth nor volume nor a number; what the list alone has is traded when it is
 * asked for. */
static void
test_kinds (void)
{
  g_autoptr (FeedsimServer) server = angel_start_server (NULL);
  g_autoptr (AngelPeer) peer = angel_log_in (server);
  g_autoptr (FeedsimPeer) index = angel_connect (server, peer);
  g_autoptr (FeedsimPeer) option = angel_connect (server, peer);
  const guint8 *bytes;

  subscribe (index, 3, 1, "\"99926000\"");
  bytes = g_bytes_get_data (feedsim_peer_wait_binary (index, 1), NULL);
  g_assert_cmpint (read_int (bytes, 27, 8), ==, 0);
  g_assert_cmpint (read_int (bytes, 43, 8), >, 2000000);
  g_assert_cmpint (read_int (bytes, 67, 8), ==, 0);
  g_assert_cmpint (read_int (bytes, 147 + 10, 8), ==, -1);
  /* Nobody knows it, but it may be a token: a packet has room for 25 characters */
  subscribe (option, 3, 2, "\"1234567890123456789012345\"");
  subscribe (option, 3, 2, "\"36001\"");
  bytes = g_bytes_get_data (feedsim_peer_wait_binary (option, 1), NULL);
  g_assert_cmpint (read_int (bytes, 131, 8), >, 0);
  g_assert_cmpint (read_int (bytes, 355, 8), ==, 5);
  g_assert_cmpint (read_int (bytes, 371, 8), ==, 0);
  g_assert_cmpuint (option->texts->len, ==, 0);
}

static char *
make_tokens (guint count)
{
  GString *tokens = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    g_string_append_printf (tokens, "%s\"%u\"", i > 0 ? "," : "", 35001 + i);
  return g_string_free (tokens, FALSE);
}

static void
test_errors (void)
{
  static const char E1001[] = "{\"correlationID\":\"abcde12345\",\"errorCode\":\"E1001\","
                              "\"errorMessage\":\"Invalid Request Payload.\"}";
  static const char E1002[] = "{\"correlationID\":\"abcde12345\",\"errorCode\":\"E1002\","
                              "\"errorMessage\":\"Invalid Request. Subscription Limit Exceeded\"}";
  g_autoptr (FeedsimServer) server = angel_start_server (NULL);
  g_autoptr (AngelPeer) peer = angel_log_in (server);
  g_autoptr (FeedsimPeer) stream = angel_connect (server, peer);
  g_autofree char *thousand = make_tokens (1000);
  g_autofree char *many = make_tokens (51);

  subscribe (stream, 4, 2, "\"35001\"");
  feedsim_peer_wait_texts (stream, 1);
  subscribe (stream, 5, 1, "\"2885\"");
  feedsim_peer_wait_texts (stream, 2);
  subscribe (stream, 4, 1, many);
  feedsim_peer_wait_texts (stream, 3);
  /* The same again is free, another mode of the same is not */
  subscribe (stream, 1, 2, thousand);
  subscribe (stream, 1, 2, thousand);
  subscribe (stream, 2, 2, "\"35001\"");
  feedsim_peer_wait_texts (stream, 4);
  feedsim_peer_send (stream, "ping");
  feedsim_peer_wait_texts (stream, 5);
  g_assert_cmpstr (g_ptr_array_index (stream->texts, 0), ==, E1001);
  g_assert_cmpstr (g_ptr_array_index (stream->texts, 1), ==, E1001);
  g_assert_cmpstr (g_ptr_array_index (stream->texts, 2), ==, E1002);
  g_assert_cmpstr (g_ptr_array_index (stream->texts, 3), ==, E1002);
  g_assert_cmpstr (g_ptr_array_index (stream->texts, 4), ==, "pong");
  g_assert_cmpuint (stream->n_binary, >=, 1000);
}

static void
test_expire (void)
{
  g_autoptr (FeedsimServer) server = angel_start_server (NULL);
  g_autoptr (AngelPeer) peer = angel_log_in (server);
  g_autoptr (FeedsimPeer) stream = angel_connect (server, peer);
  const char *headers[] = { "x-client-code", peer->client_code, "x-feed-token", peer->feed, NULL };

  subscribe (stream, 1, 1, "\"2885\"");
  feedsim_peer_wait_binary (stream, 0);
  g_assert_true (feedsim_server_add_fault (server, "expire-token", NULL));
  feedsim_peer_wait_closed (stream);
  check_refusal (server, "/smart-stream", headers, 401, "Invalid Header - Invalid Feed Token");
}

/* A log-in that is over by itself ends its streams, and REST says why. */
static void
test_life (void)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (FeedsimServer) server = NULL;
  g_autoptr (AngelPeer) peer = NULL;
  g_autoptr (FeedsimPeer) stream = NULL;
  g_autoptr (FeedsimReply) reply = NULL;
  g_autofree char *text = NULL;

  g_free (options->venue);
  options->venue = g_strdup ("angel-one");
  options->token_life_s = 1;
  server = feedsim_server_new (options, NULL);
  peer = angel_log_in (server);
  stream = angel_connect (server, peer);
  feedsim_peer_wait_closed (stream);
  reply = angel_request (server, peer, "GET", ANGEL_SECURE "user/v1/getProfile", NULL);
  text = feedsim_reply_get_text (reply);
  g_assert_nonnull (strstr (text, "\"errorCode\":\"AG8002\""));
}

static void
test_mute (void)
{
  g_autoptr (FeedsimServer) server = angel_start_server ("mute NSE:RELIANCE-EQ");
  g_autoptr (AngelPeer) peer = angel_log_in (server);
  g_autoptr (FeedsimPeer) stream = angel_connect (server, peer);

  subscribe (stream, 1, 1, "\"2885\",\"1594\"");
  for (guint i = 0; i < 5; i++) {
    const guint8 *bytes = g_bytes_get_data (feedsim_peer_wait_binary (stream, i), NULL);

    g_assert_cmpstr ((const char *) bytes + 2, ==, "1594");
  }
}

static void
test_flood (void)
{
  g_autoptr (FeedsimServer) server = angel_start_server ("flood 100000");
  g_autoptr (AngelPeer) peer = angel_log_in (server);
  g_autoptr (FeedsimPeer) stream = angel_connect (server, peer);

  subscribe (stream, 3, 1, "\"2885\"");
  feedsim_peer_wait_binary (stream, 3000);
}

static void
test_expire_keep (void)
{
  g_autoptr (FeedsimServer) server = angel_start_server (NULL);
  g_autoptr (AngelPeer) peer = angel_log_in (server);
  g_autoptr (FeedsimPeer) stream = angel_connect (server, peer);
  gint64 then_us = g_get_monotonic_time ();

  subscribe (stream, 1, 1, "\"2885\"");
  g_assert_true (feedsim_server_add_fault (server, "expire-token keep", NULL));
  for (guint i = 0; g_get_monotonic_time () - then_us < G_USEC_PER_SEC; i++)
    feedsim_peer_wait_binary (stream, i);
  g_assert_false (stream->is_closed);
}

static void
test_forget (void)
{
  g_autoptr (FeedsimServer) server = angel_start_server (NULL);
  g_autoptr (AngelPeer) peer = angel_log_in (server);
  g_autoptr (FeedsimPeer) stream = angel_connect (server, peer);
  guint said;

  subscribe (stream, 1, 1, "\"2885\"");
  feedsim_peer_wait_binary (stream, 2);
  g_assert_true (feedsim_server_add_fault (server, "drop-subscriptions", NULL));
  feedsim_peer_send (stream, "ping");
  feedsim_peer_wait_texts (stream, 1);
  said = stream->n_binary;
  feedsim_peer_send (stream, "ping");
  feedsim_peer_wait_texts (stream, 2);
  g_assert_cmpuint (stream->n_binary, ==, said);
  subscribe (stream, 1, 1, "\"2885\"");
  feedsim_peer_wait_binary (stream, said + 1);
}

static gboolean
has_odd_length (gpointer user_data)
{
  FeedsimPeer *stream = user_data;

  for (guint i = 0; i < stream->binaries->len; i++)
    if (g_bytes_get_size (g_ptr_array_index (stream->binaries, i)) != 379)
      return TRUE;
  return FALSE;
}

/* What is broken is broken in the venue's own kind of message. */
static void
test_bad_packets (void)
{
  static const char *const FAULTS[] = { "truncate", "garbage binary" };

  for (gsize i = 0; i < G_N_ELEMENTS (FAULTS); i++) {
    g_autoptr (FeedsimServer) server = angel_start_server (FAULTS[i]);
    g_autoptr (AngelPeer) peer = angel_log_in (server);
    g_autoptr (FeedsimPeer) stream = angel_connect (server, peer);

    subscribe (stream, 3, 1, "\"2885\"");
    g_assert_true (test_wait_until (has_odd_length, stream, PEER_DEADLINE_MS));
  }
}

static gboolean
is_old (gpointer user_data)
{
  FeedsimPeer *stream = user_data;
  const guint8 *bytes;

  if (stream->binaries->len == 0)
    return FALSE;
  bytes = g_bytes_get_data (g_ptr_array_index (stream->binaries, 0), NULL);
  return read_int (bytes, 35, 8) < (g_get_real_time () / 1000) - 30 * G_GINT64_CONSTANT (86400000);
}

static void
test_stale (void)
{
  g_autoptr (FeedsimServer) server = angel_start_server ("stale-snapshot");
  g_autoptr (AngelPeer) peer = angel_log_in (server);
  g_autoptr (FeedsimPeer) stream = angel_connect (server, peer);

  subscribe (stream, 3, 1, "\"2885\"");
  g_assert_true (test_wait_until (is_old, stream, PEER_DEADLINE_MS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedsim/angel/stream/packets", test_packets);
  g_test_add_func ("/feedsim/angel/stream/depth-packet", test_depth_packet);
  g_test_add_func ("/feedsim/angel/stream/currency-packet", test_currency_packet);
  g_test_add_func ("/feedsim/angel/stream/handshake", test_handshake);
  g_test_add_func ("/feedsim/angel/stream/connection-limit", test_connection_limit);
  g_test_add_func ("/feedsim/angel/stream/modes", test_modes);
  g_test_add_func ("/feedsim/angel/stream/kinds", test_kinds);
  g_test_add_func ("/feedsim/angel/stream/errors", test_errors);
  g_test_add_func ("/feedsim/angel/stream/expire", test_expire);
  g_test_add_func ("/feedsim/angel/stream/expire-keep", test_expire_keep);
  g_test_add_func ("/feedsim/angel/stream/life", test_life);
  g_test_add_func ("/feedsim/angel/stream/mute", test_mute);
  g_test_add_func ("/feedsim/angel/stream/flood", test_flood);
  g_test_add_func ("/feedsim/angel/stream/forget", test_forget);
  g_test_add_func ("/feedsim/angel/stream/bad-packets", test_bad_packets);
  g_test_add_func ("/feedsim/angel/stream/stale", test_stale);
  return g_test_run ();
}
