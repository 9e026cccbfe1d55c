/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>

#include "simulator/feedsim-peer.h"
#include "support/test-support.h"

#define FOUR_MESSAGES \
  "1000 {\"stream\":\"abcusdt@bookTicker\",\"data\":{\"u\":5,\"s\":\"ABCUSDT\"," \
  "\"b\":\"1.25000000\",\"B\":\"3.00000000\",\"a\":\"1.26000000\",\"A\":\"4.50000000\"}}\n" \
  "1001 {\"stream\":\"abcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":170000,\"s\":\"ABCUSDT\"," \
  "\"t\":9,\"p\":\"1.25000000\",\"q\":\"2.00000000\",\"T\":169999,\"m\":true,\"M\":true}}\n" \
  "1002 {\"stream\":\"abcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":170500,\"s\":\"ABCUSDT\"," \
  "\"t\":10,\"p\":\"1.50000000\",\"q\":\"1.00000000\",\"T\":170499,\"m\":false,\"M\":true}}\n" \
  "1003 {\"stream\":\"abcusdt@depth\",\"data\":{\"E\":170600, \"odd\" : [1, 2]}}\n"

static void
test_subscribe (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (FOUR_MESSAGES, NULL);
  g_autoptr (FeedsimPeer) peer = feedsim_peer_new (server, "/stream");

  g_assert_no_error (peer->error);
  feedsim_peer_send (peer, "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":null}");
  feedsim_peer_wait_texts (peer, 1);
  g_assert_cmpstr (g_ptr_array_index (peer->texts, 0), ==, "{\"result\":[],\"id\":null}");
  feedsim_peer_send (peer, "{\"method\":\"SUBSCRIBE\",\"params\":[\"abcusdt@trade\","
                           "\"abcusdt@depth\",\"nosuch@trade\"],\"id\":1}");
  feedsim_peer_wait_texts (peer, 5);
  g_assert_cmpstr (g_ptr_array_index (peer->texts, 1), ==, "{\"result\":null,\"id\":1}");
  g_assert_nonnull (strstr (g_ptr_array_index (peer->texts, 2), "\"t\":9,"));
  g_assert_nonnull (strstr (g_ptr_array_index (peer->texts, 3), "\"t\":10,"));
  g_assert_cmpstr (g_ptr_array_index (peer->texts, 4), ==,
                   "{\"stream\":\"abcusdt@depth\",\"data\":{\"E\":170600, \"odd\" : [1, 2]}}");
  feedsim_peer_send (peer, "{\"method\":\"UNSUBSCRIBE\",\"params\":[\"abcusdt@depth\"],"
                           "\"id\":\"a2\"}");
  feedsim_peer_send (peer, "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":3}");
  feedsim_peer_wait_text (peer, "{\"result\":null,\"id\":\"a2\"}");
  feedsim_peer_wait_text (peer, "{\"result\":[\"abcusdt@trade\",\"nosuch@trade\"],\"id\":3}");
  g_assert_false (peer->is_closed);
}

static void
test_ticker (void)
{
  static const char WANTED[] =
    "{\"stream\":\"abcusdt@ticker\",\"data\":{\"e\":\"24hrTicker\",\"E\":170600,\"s\":\"ABCUSDT\","
    "\"p\":\"0.25000000\",\"P\":\"20.000\",\"w\":\"1.33333333\",\"x\":\"1.25000000\","
    "\"c\":\"1.50000000\",\"Q\":\"1.00000000\",\"b\":\"1.25000000\",\"B\":\"3.00000000\","
    "\"a\":\"1.26000000\",\"A\":\"4.50000000\",\"o\":\"1.25000000\",\"h\":\"1.50000000\","
    "\"l\":\"1.25000000\",\"v\":\"3.00000000\",\"q\":\"4.00000000\",\"O\":170000,\"C\":170600,"
    "\"F\":9,\"L\":10,\"n\":2}}";
  static const char MINI[] =
    "{\"stream\":\"abcusdt@miniTicker\",\"data\":{\"e\":\"24hrMiniTicker\",\"E\":170600,"
    "\"s\":\"ABCUSDT\",\"c\":\"1.50000000\",\"o\":\"1.25000000\",\"h\":\"1.50000000\","
    "\"l\":\"1.25000000\",\"v\":\"3.00000000\",\"q\":\"4.00000000\"}}";
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (FOUR_MESSAGES, NULL);
  g_autoptr (FeedsimPeer) peer =
    feedsim_peer_new (server, "/stream?streams=abcusdt@ticker/abcusdt%40miniTicker");

  feedsim_peer_wait_text (peer, "24hrTicker");
  feedsim_peer_wait_text (peer, "24hrMiniTicker");
  g_assert_cmpstr (feedsim_peer_find (peer, "24hrTicker"), ==, WANTED);
  g_assert_cmpstr (feedsim_peer_find (peer, "24hrMiniTicker"), ==, MINI);
}

static void
test_raw (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (FOUR_MESSAGES, NULL);
  g_autoptr (FeedsimPeer) peer = feedsim_peer_new (server, "/ws/abcusdt@bookTicker/abcusdt@depth");

  feedsim_peer_wait_texts (peer, 2);
  g_assert_cmpstr (g_ptr_array_index (peer->texts, 0), ==,
                   "{\"u\":5,\"s\":\"ABCUSDT\",\"b\":\"1.25000000\",\"B\":\"3.00000000\","
                   "\"a\":\"1.26000000\",\"A\":\"4.50000000\"}");
  g_assert_cmpstr (g_ptr_array_index (peer->texts, 1), ==, "{\"E\":170600, \"odd\" : [1, 2]}");
}

static void
test_properties (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (FOUR_MESSAGES, NULL);
  g_autoptr (FeedsimPeer) peer = feedsim_peer_new (server, "/ws");

  feedsim_peer_send (peer, "{\"method\":\"GET_PROPERTY\",\"params\":[\"combined\"],\"id\":1}");
  feedsim_peer_send (peer, "{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",true],\"id\":2}");
  feedsim_peer_send (peer, "{\"method\":\"GET_PROPERTY\",\"params\":[\"combined\"],\"id\":3}");
  feedsim_peer_send (peer, "{\"method\":\"SUBSCRIBE\",\"params\":[\"abcusdt@depth\"],\"id\":4}");
  feedsim_peer_wait_texts (peer, 5);
  g_assert_cmpstr (g_ptr_array_index (peer->texts, 0), ==, "{\"result\":false,\"id\":1}");
  g_assert_cmpstr (g_ptr_array_index (peer->texts, 1), ==, "{\"result\":null,\"id\":2}");
  g_assert_cmpstr (g_ptr_array_index (peer->texts, 2), ==, "{\"result\":true,\"id\":3}");
  g_assert_true (g_str_has_prefix (g_ptr_array_index (peer->texts, 4), "{\"stream\":"));
}

static void
test_errors (void)
{
  static const struct {
    const char *request;
    const char *answer;   /* its beginning */
    const char *end;
  } CASES[] = {
    { "", "{\"code\":3,\"msg\":\"Invalid JSON", "\"}" },
    { "rubbish", "{\"code\":3,\"msg\":\"Invalid JSON", "\"}" },
    { "[1]", "{\"code\":3,", "\"}" },
    { "{\"id\":1}", "{\"code\":2,\"msg\":\"Invalid request: missing field `method`", ",\"id\":1}" },
    { "{\"method\":\"FLY\",\"id\":2}", "{\"code\":2,\"msg\":\"Invalid request: ", ",\"id\":2}" },
    { "{\"method\":\"SUBSCRIBE\",\"id\":3}", "{\"code\":2,", ",\"id\":3}" },
    { "{\"method\":\"SUBSCRIBE\",\"params\":[7],\"id\":4}", "{\"code\":2,", ",\"id\":4}" },
    { "{\"method\":\"SUBSCRIBE\",\"params\":{},\"id\":5}", "{\"code\":2,", ",\"id\":5}" },
    { "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":[]}", "{\"code\":2,", ",\"id\":null}" },
    { "{\"method\":\"SET_PROPERTY\",\"params\":[\"x\",1],\"id\":6}",
      "{\"code\":0,\"msg\":\"Unknown property\"", ",\"id\":6}" },
    { "{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",1],\"id\":7}",
      "{\"code\":1,\"msg\":\"Invalid value type: expected Boolean\"", ",\"id\":7}" },
  };
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (FOUR_MESSAGES, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autoptr (FeedsimPeer) peer = feedsim_peer_new (server, "/stream");

    feedsim_peer_send (peer, CASES[i].request);
    feedsim_peer_wait_texts (peer, 1);
    g_test_message ("%s", (char *) g_ptr_array_index (peer->texts, 0));
    g_assert_true (g_str_has_prefix (g_ptr_array_index (peer->texts, 0), CASES[i].answer));
    g_assert_true (g_str_has_suffix (g_ptr_array_index (peer->texts, 0), CASES[i].end));
  }
}

static void
test_deep_request (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (FOUR_MESSAGES, NULL);
  g_autoptr (FeedsimPeer) peer = feedsim_peer_new (server, "/stream");
  g_autofree char *deep = g_strnfill (100000, '[');

  feedsim_peer_send (peer, deep);
  feedsim_peer_wait_text (peer, "\"code\":3");
}

static char *
make_subscribe (guint first,
                guint count)
{
  GString *text = g_string_new ("{\"method\":\"SUBSCRIBE\",\"params\":[");

  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, "%s\"x%u@trade\"", i > 0 ? "," : "", first + i);
  g_string_append (text, "],\"id\":1}");
  return g_string_free (text, FALSE);
}

static void
test_too_many_streams (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (FOUR_MESSAGES, NULL);
  g_autoptr (FeedsimPeer) peer = feedsim_peer_new (server, "/stream");
  g_autofree char *most = make_subscribe (0, 1024);
  g_autofree char *again = make_subscribe (1000, 24);
  g_autofree char *more = make_subscribe (1024, 1);

  feedsim_peer_send (peer, most);
  feedsim_peer_send (peer, again);
  feedsim_peer_send (peer, more);
  feedsim_peer_wait_texts (peer, 3);
  g_assert_cmpstr (g_ptr_array_index (peer->texts, 0), ==, "{\"result\":null,\"id\":1}");
  g_assert_cmpstr (g_ptr_array_index (peer->texts, 1), ==, "{\"result\":null,\"id\":1}");
  g_assert_true (g_str_has_prefix (g_ptr_array_index (peer->texts, 2), "{\"code\":2,"));
}

static void
test_too_many_messages (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (FOUR_MESSAGES, NULL);
  g_autoptr (FeedsimPeer) peer = feedsim_peer_new (server, "/stream");

  for (guint i = 0; i < 6; i++)
    feedsim_peer_send (peer, "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}");
  feedsim_peer_wait_closed (peer);
  g_assert_cmpuint (peer->texts->len, ==, 5);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (peer->connection), ==, 1008);
}

static void
test_wrong_path (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (FOUR_MESSAGES, NULL);
  g_autoptr (FeedsimPeer) peer = feedsim_peer_new (server, "/nowhere");

  g_assert_error (peer->error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_ERROR_NOT_WEBSOCKET);
  g_assert_cmpuint (soup_message_get_status (peer->message), ==, 404);
}

static void
test_raw_bytes (void)
{
  static const char *const HEADS[] = {
    "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n", "rubbish\r\n\r\n", "\r\n\r\n",
    "POST /stream HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n\r\n",
    "GET %00%ff HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n\r\n",
  };
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (FOUR_MESSAGES, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (HEADS); i++) {
    g_autoptr (GSocketClient) client = g_socket_client_new ();
    g_autoptr (GSocketConnection) connection = NULL;
    g_autoptr (GError) error = NULL;
    GSocket *socket;
    char answer[16];
    gssize count = -1;

    g_socket_client_set_enable_proxy (client, FALSE);
    connection = g_socket_client_connect_to_uri (client, feedsim_server_get_stream_url (server), 80,
                                                 NULL, &error);
    g_assert_no_error (error);
    socket = g_socket_connection_get_socket (connection);
    g_socket_set_blocking (socket, FALSE);
    g_socket_send (socket, HEADS[i], strlen (HEADS[i]), NULL,
                   &error);
    g_assert_no_error (error);
    while (count < 0) {
      g_main_context_iteration (NULL, TRUE);
      count = g_socket_receive (socket, answer, 12, NULL, NULL);
    }
    g_assert_cmpint (count, ==, 12);
    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 4"));
  }
}

static void
test_ping (void)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (FeedsimServer) server = NULL;
  g_autoptr (FeedsimPeer) peer = NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) silent = NULL;
  static const char HEAD[] = "GET /stream HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n\r\n";
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  GSocket *socket;
  gssize count = -1;

  options->ping_interval_ms = 300;
  options->pong_timeout_ms = 450;
  server = feedsim_server_new (options, NULL);
  peer = feedsim_peer_new (server, "/stream");
  g_socket_client_set_enable_proxy (client, FALSE);
  silent = g_socket_client_connect_to_uri (client, feedsim_server_get_stream_url (server), 80, NULL,
                                           NULL);
  socket = g_socket_connection_get_socket (silent);
  g_socket_set_blocking (socket, FALSE);
  g_socket_send (socket, HEAD, strlen (HEAD), NULL, NULL);
  while (bytes->len == 0 || memmem (bytes->data, bytes->len, "Pong timeout", 12) == NULL) {
    char part[256];

    g_main_context_iteration (NULL, TRUE);
    count = g_socket_receive (socket, part, sizeof part, NULL, NULL);
    if (count > 0)
      g_byte_array_append (bytes, (guint8 *) part, (guint) count);
    g_assert_cmpint (count, !=, 0);
  }
  g_assert_nonnull (memmem (bytes->data, bytes->len, "\x89\x0d", 2));
  g_assert_false (peer->is_closed);
}

static void
test_made_up (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer =
    feedsim_peer_new (server, "/stream?streams=btcusdt@bookTicker/btcusdt@trade/btcusdt@ticker");
  gint64 update_id = 0;
  gint64 trade_id = 0;

  feedsim_peer_wait_text (peer, "@ticker");
  feedsim_peer_wait_texts (peer, 100);
  for (guint i = 0; i < peer->texts->len; i++) {
    g_autoptr (JsonNode) root = json_from_string (g_ptr_array_index (peer->texts, i), NULL);
    JsonObject *data = json_object_get_object_member (json_node_get_object (root), "data");

    g_assert_cmpstr (json_object_get_string_member (data, "s"), ==, "BTCUSDT");
    if (json_object_has_member (data, "u")) {
      g_assert_cmpint (json_object_get_int_member (data, "u"), >, update_id);
      update_id = json_object_get_int_member (data, "u");
      g_assert_cmpfloat (g_ascii_strtod (json_object_get_string_member (data, "b"), NULL), <,
                         g_ascii_strtod (json_object_get_string_member (data, "a"), NULL));
    } else if (json_object_has_member (data, "t")) {
      gint64 id = json_object_get_int_member (data, "t");

      g_assert_true (trade_id == 0 || id == trade_id + 1);
      trade_id = id;
    }
  }
}

static void
test_seed (void)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (GPtrArray) firsts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 3; i++) {
    g_autoptr (FeedsimServer) server = NULL;
    g_autoptr (FeedsimPeer) peer = NULL;

    options->seed = i < 2 ? 5 : 6;
    options->ticks_per_second = 500;
    server = feedsim_server_new (options, NULL);
    peer = feedsim_peer_new (server, "/stream?streams=btcusdt@bookTicker");
    feedsim_peer_wait_texts (peer, 5);
    g_ptr_array_add (firsts, g_strjoin ("\n", (char *) g_ptr_array_index (peer->texts, 0),
                                        (char *) g_ptr_array_index (peer->texts, 4), NULL));
  }
  g_assert_cmpstr (g_ptr_array_index (firsts, 0), ==, g_ptr_array_index (firsts, 1));
  g_assert_cmpstr (g_ptr_array_index (firsts, 0), !=, g_ptr_array_index (firsts, 2));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedsim/stream/subscribe", test_subscribe);
  g_test_add_func ("/feedsim/stream/ticker", test_ticker);
  g_test_add_func ("/feedsim/stream/raw", test_raw);
  g_test_add_func ("/feedsim/stream/properties", test_properties);
  g_test_add_func ("/feedsim/stream/errors", test_errors);
  g_test_add_func ("/feedsim/stream/deep-request", test_deep_request);
  g_test_add_func ("/feedsim/stream/too-many-streams", test_too_many_streams);
  g_test_add_func ("/feedsim/stream/too-many-messages", test_too_many_messages);
  g_test_add_func ("/feedsim/stream/wrong-path", test_wrong_path);
  g_test_add_func ("/feedsim/stream/raw-bytes", test_raw_bytes);
  g_test_add_func ("/feedsim/stream/ping", test_ping);
  g_test_add_func ("/feedsim/stream/made-up", test_made_up);
  g_test_add_func ("/feedsim/stream/seed", test_seed);
  return g_test_run ();
}
