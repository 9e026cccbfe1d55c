/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "simulator/feedsim-peer.h"
#include "support/test-support.h"

#define TRADES "/stream?streams=btcusdt@trade/btcusdt@bookTicker"
#define LIST "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":77}"

static void
control (FeedsimServer *server,
         const char    *method,
         const char    *body,
         guint          status)
{
  const char *url = feedsim_server_get_control_url (server);
  g_autoptr (FeedsimReply) reply = feedsim_reply_new (method, url, "/fault", body);

  g_assert_cmpuint (feedsim_reply_get_status (reply), ==, status);
}

/* A client that gets data, and a fault that begins under it */
static FeedsimPeer *
begin (FeedsimServer *server,
       const char    *fault)
{
  FeedsimPeer *peer = feedsim_peer_new (server, TRADES);

  g_assert_no_error (peer->error);
  feedsim_peer_wait_texts (peer, 3);
  control (server, "POST", fault, 200);
  return peer;
}

static void
test_mute (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "mute");
  g_autoptr (FeedsimPeer) second = NULL;
  guint before;

  feedsim_peer_send (peer, LIST);
  feedsim_peer_wait_text (peer, "\"id\":77");
  before = peer->texts->len;
  second = feedsim_peer_new (server, TRADES);
  feedsim_peer_wait_market (server, "BTCUSDT", 20);
  g_assert_cmpuint (peer->texts->len, ==, before);
  g_assert_cmpuint (second->texts->len, ==, 0);
  control (server, "DELETE", NULL, 200);
  feedsim_peer_wait_texts (peer, before + 5);
  feedsim_peer_wait_texts (second, 5);
}

/* Texts since an index that hold a part */
static guint
count_texts (FeedsimPeer *peer,
             guint        since,
             const char  *part)
{
  guint count = 0;

  for (guint i = since; i < peer->texts->len; i++)
    count += strstr (g_ptr_array_index (peer->texts, i), part) != NULL;
  return count;
}

static void
test_mute_some (void)
{
  static const char *const FAULTS[] = { "mute BTCUSDT", "mute 1%" };

  for (gsize i = 0; i < G_N_ELEMENTS (FAULTS); i++) {
    g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
    g_autoptr (FeedsimPeer) peer = feedsim_peer_new (server, "/stream?streams=btcusdt@trade/"
                                                             "btcusdt@ticker/ethusdt@trade");
    guint before;

    feedsim_peer_wait_text (peer, "btcusdt@trade");
    feedsim_peer_wait_text (peer, "btcusdt@ticker");
    control (server, "POST", FAULTS[i], 200);
    feedsim_peer_send (peer, LIST);
    feedsim_peer_wait_text (peer, "\"id\":77");
    before = peer->texts->len;
    feedsim_peer_wait_market (server, "BTCUSDT", 20);
    feedsim_peer_wait_texts (peer, before + 5);
    g_assert_cmpuint (count_texts (peer, before, "btcusdt"), ==, 0);
    g_assert_cmpuint (count_texts (peer, before, "ethusdt@trade"), >=, 5);
    control (server, "DELETE", NULL, 200);
    before = peer->texts->len;
    while (count_texts (peer, before, "btcusdt@trade") == 0)
      feedsim_peer_wait_texts (peer, peer->texts->len + 1);
  }
}

/* What is sent lags more and more behind the market, and comes when it is healed */
static void
test_slow (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "slow 10");
  g_autoptr (FeedsimPeer) second = feedsim_peer_begin (server, TRADES);
  gint64 begun_us = g_get_monotonic_time ();
  guint before = peer->texts->len;

  feedsim_peer_wait_market (server, "BTCUSDT", 20);
  /* At ten bytes a second not even one message of more than a hundred in the time of this test */
  if (g_get_monotonic_time () - begun_us < 5 * G_USEC_PER_SEC) {
    g_assert_cmpuint (peer->texts->len, <=, before + 1);
    g_assert_false (second->is_done);
  }
  g_assert_false (peer->is_closed);
  control (server, "DELETE", NULL, 200);
  feedsim_peer_wait_texts (peer, before + 20);
  feedsim_peer_wait_texts (second, 3);
}

static void
test_flood (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "flood 100000");
  guint before = peer->texts->len;
  const char *last;

  feedsim_peer_wait_texts (peer, before + 20000);
  last = g_ptr_array_index (peer->texts, before + 19999);
  g_assert_true (g_str_has_prefix (last, "{\"stream\":\"btcusdt@"));
  g_assert_cmpuint (count_texts (peer, before + 10000, last), >, 1);
  g_assert_false (peer->is_closed);
}

static gint64
get_number (const char *text,
            const char *name)
{
  const char *found = text != NULL ? strstr (text, name) : NULL;

  g_assert_nonnull (found);
  return g_ascii_strtoll (found + strlen (name), NULL, 10);
}

static void
test_stale_snapshot (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "stale-snapshot");
  g_autoptr (FeedsimPeer) next = feedsim_peer_new (server, "/stream?streams=btcusdt@trade");
  gint64 weeks_ms = G_GINT64_CONSTANT (34) * 24 * 3600 * 1000;
  const char *first;
  const char *second;

  feedsim_peer_wait_texts (next, 2);
  first = g_ptr_array_index (next->texts, 0);
  second = g_ptr_array_index (next->texts, 1);
  g_assert_cmpint (get_number (first, "\"T\":"), <, get_number (second, "\"T\":") - weeks_ms);
  g_assert_cmpint (get_number (first, "\"t\":"), <, get_number (second, "\"t\":"));
}

static void
test_clock_skew (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "clock-skew 3600");
  gint64 now_ms = g_get_real_time () / 1000;
  g_autofree char *ahead = feedsim_peer_get (server, "/api/v3/time");
  g_autofree char *right = NULL;
  guint before = peer->texts->len;

  g_assert_cmpint (get_number (ahead, "\"serverTime\":"), >=, now_ms + 3600 * 1000);
  while (count_texts (peer, before, "@trade") == 0)
    feedsim_peer_wait_texts (peer, peer->texts->len + 1);
  for (guint i = peer->texts->len; i > before; i--)
    if (strstr (g_ptr_array_index (peer->texts, i - 1), "@trade") != NULL) {
      g_assert_cmpint (get_number (g_ptr_array_index (peer->texts, i - 1), "\"E\":"), >,
                       now_ms + 3500 * 1000);
      break;
    }
  control (server, "DELETE", NULL, 200);
  right = feedsim_peer_get (server, "/api/v3/time");
  g_assert_cmpint (get_number (right, "\"serverTime\":"), <, now_ms + 3500 * 1000);
}

static void
test_half_open (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "half-open");
  g_autoptr (FeedsimPeer) second = feedsim_peer_begin (server, TRADES);
  guint before = peer->texts->len;

  feedsim_peer_send (peer, LIST);
  feedsim_peer_wait_market (server, "BTCUSDT", 20);
  g_assert_cmpuint (peer->texts->len, ==, before);
  g_assert_null (feedsim_peer_find (peer, "\"id\":77"));
  g_assert_false (peer->is_closed);
  g_assert_false (second->is_done);
  control (server, "DELETE", NULL, 200);
  feedsim_peer_wait_text (peer, "\"id\":77");
  feedsim_peer_wait_texts (second, 3);
}

static void
test_close (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "close 1012");
  g_autoptr (FeedsimPeer) next = NULL;
  g_autoptr (FeedsimPeer) last = NULL;

  feedsim_peer_wait_closed (peer);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (peer->connection), ==, 1012);
  next = begin (server, "close 1005");
  feedsim_peer_wait_closed (next);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (next->connection), ==, 1005);
  last = begin (server, "close 1006");
  feedsim_peer_wait_closed (last);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (last->connection), !=, 1001);
}

static void
test_reset (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "reset");
  g_autoptr (FeedsimPeer) next = NULL;

  feedsim_peer_wait_closed (peer);
  g_assert_cmpuint (peer->n_errors, ==, 1);
  next = feedsim_peer_new (server, TRADES);
  feedsim_peer_wait_texts (next, 3);
}

static void
test_refuse (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "refuse");
  g_autoptr (FeedsimPeer) refused = NULL;
  g_autoptr (FeedsimPeer) next = NULL;

  feedsim_peer_wait_closed (peer);
  refused = feedsim_peer_new (server, TRADES);
  g_assert_error (refused->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  feedsim_peer_wait_market (server, "BTCUSDT", 3);
  control (server, "DELETE", NULL, 200);
  next = feedsim_peer_new (server, TRADES);
  feedsim_peer_wait_texts (next, 3);
}

static void
test_refuse_from_start (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, "refuse@0s+100ms");
  g_autoptr (FeedsimPeer) refused = feedsim_peer_new (server, TRADES);
  gboolean connected = FALSE;

  g_assert_error (refused->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  feedsim_peer_wait_market (server, "BTCUSDT", 3);
  while (!connected) {
    g_autoptr (FeedsimPeer) next = feedsim_peer_new (server, TRADES);

    connected = next->error == NULL;
  }
}

static void
test_garbage_text (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "garbage");
  guint before;

  feedsim_peer_wait_text (peer, "not JSON at all");
  feedsim_peer_wait_text (peer, "[1,2,3]");
  before = peer->texts->len;
  feedsim_peer_wait_texts (peer, before + 20);
  g_assert_false (peer->is_closed);
}

static gboolean
has_binary (gpointer user_data)
{
  return ((FeedsimPeer *) user_data)->n_binary > 1;
}

static void
test_garbage_binary (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "garbage binary");

  g_assert_true (test_wait_until (has_binary, peer, PEER_DEADLINE_MS));
  g_assert_false (peer->is_closed);
}

static void
test_garbage_large (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "garbage large");

  feedsim_peer_wait_text (peer, "\"xxxxxxxx");
  g_assert_cmpuint (strlen (feedsim_peer_find (peer, "\"xxxxxxxx")), ==, 200 * 1024);
}

static void
test_garbage_fatal (void)
{
  static const char *const KINDS[] = { "garbage invalid-utf8", "garbage huge-header" };

  for (gsize i = 0; i < G_N_ELEMENTS (KINDS); i++) {
    g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
    g_autoptr (FeedsimPeer) peer = begin (server, KINDS[i]);

    feedsim_peer_wait_closed (peer);
    g_assert_cmpuint (peer->n_errors, >, 0);
  }
}

static void
test_truncate (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "truncate");
  guint before = peer->texts->len;
  guint n_whole = 0;

  feedsim_peer_wait_texts (peer, before + 100);
  for (guint i = before; i < before + 100; i++)
    n_whole += g_str_has_suffix (g_ptr_array_index (peer->texts, i), "}}");
  g_assert_cmpuint (n_whole, >, 0);
  g_assert_cmpuint (n_whole, <, 100);
  g_assert_false (peer->is_closed);
}

static void
test_rest (void)
{
  static const struct {
    const char *fault;
    guint       status;
    const char *retry_after;
    const char *begin;
    gsize       length;      /* 0: not looked at */
  } CASES[] = {
    { "http 503", 503, NULL, "<html>", 0 },
    { "http 451", 451, NULL, "{\"code\":", 0 },
    { "http 429", 429, NULL, "{\"code\":-1003,", 0 },
    { "retry-after 7", 429, "7", "{\"code\":-1003,", 0 },
    { "html", 200, NULL, "<!DOCTYPE html>", 0 },
    { "big-body", 200, NULL, "[    ", 50 * 1024 * 1024 + 2 },
  };
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autoptr (FeedsimReply) reply = NULL;
    g_autofree char *text = NULL;

    control (server, "POST", CASES[i].fault, 200);
    reply = feedsim_reply_new ("GET", feedsim_server_get_rest_url (server),
                               "/api/v3/ticker/24hr?symbol=BTCUSDT", NULL);
    text = feedsim_reply_get_text (reply);
    g_assert_cmpuint (feedsim_reply_get_status (reply), ==, CASES[i].status);
    g_assert_cmpstr (feedsim_reply_get_header (reply, "Retry-After"), ==, CASES[i].retry_after);
    g_assert_true (g_str_has_prefix (text, CASES[i].begin));
    g_assert_true (CASES[i].length == 0 || g_bytes_get_size (reply->body) == CASES[i].length);
    control (server, "DELETE", NULL, 200);
  }
  g_assert_cmpint (feedsim_peer_get_last_id (server, "BTCUSDT"), >, 0);
}

static void
test_rest_hang (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "rest-hang");
  g_autoptr (FeedsimReply) reply = feedsim_reply_begin ("GET", feedsim_server_get_rest_url (server),
                                                        "/api/v3/ping", NULL);

  feedsim_peer_wait_texts (peer, peer->texts->len + 20);
  g_assert_false (reply->is_done);
  control (server, "DELETE", NULL, 200);
  feedsim_reply_wait (reply);
  g_assert_cmpuint (feedsim_reply_get_status (reply), ==, 200);
}

static void
test_blackhole (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "blackhole");
  g_autoptr (FeedsimPeer) lost = feedsim_peer_begin (server, TRADES);

  feedsim_peer_wait_texts (peer, peer->texts->len + 20);
  g_assert_false (lost->is_done);
}

static void
test_drop_subscriptions (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "drop-subscriptions");

  feedsim_peer_send (peer, LIST);
  feedsim_peer_wait_text (peer, "{\"result\":[],\"id\":77}");
  g_assert_false (peer->is_closed);
}

static void
test_http_stream (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, "http-stream 429");
  g_autoptr (FeedsimPeer) peer = feedsim_peer_new (server, TRADES);
  g_autoptr (FeedsimPeer) next = NULL;

  g_assert_error (peer->error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_ERROR_NOT_WEBSOCKET);
  g_assert_cmpuint (soup_message_get_status (peer->message), ==, 429);
  g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (peer->message),
                                                 "Retry-After"), ==, "10");
  feedsim_server_heal (server);
  next = feedsim_peer_new (server, TRADES);
  g_assert_no_error (next->error);
}

static void
test_server_shutdown (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) raw = feedsim_peer_new (server, "/ws/btcusdt@trade");
  g_autoptr (FeedsimPeer) peer = begin (server, "server-shutdown 0");

  feedsim_peer_wait_closed (peer);
  g_assert_nonnull (feedsim_peer_find (peer, "{\"stream\":\"!serverShutdown\",\"data\":"
                                             "{\"e\":\"serverShutdown\",\"E\":"));
  g_assert_cmpuint (soup_websocket_connection_get_close_code (peer->connection), ==, 1001);
  feedsim_peer_wait_closed (raw);
  g_assert_true (g_str_has_prefix (feedsim_peer_find (raw, "serverShutdown"),
                                   "{\"e\":\"serverShutdown\",\"E\":"));
}

static void
test_control (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  const char *url = feedsim_server_get_control_url (server);
  g_autoptr (FeedsimReply) bad = feedsim_reply_new ("POST", url, "/fault", "nonsense");
  g_autoptr (FeedsimReply) lost = feedsim_reply_new ("GET", url, "/else", NULL);
  g_autoptr (FeedsimReply) list = NULL;
  g_autoptr (FeedsimReply) healed = NULL;
  g_autofree char *bad_text = feedsim_reply_get_text (bad);
  g_autofree char *list_text = NULL;
  g_autoptr (FeedsimReply) one = NULL;
  g_autoptr (FeedsimReply) lost_one = NULL;
  g_autofree char *one_text = NULL;
  g_autofree char *healed_text = NULL;

  g_assert_cmpuint (feedsim_reply_get_status (bad), ==, 400);
  g_assert_nonnull (strstr (bad_text, "there is no such fault"));
  g_assert_cmpuint (feedsim_reply_get_status (lost), ==, 404);
  control (server, "PUT", "mute", 405);
  control (server, "POST", "expire-token", 400);
  control (server, "POST", "mute+1h, http 500@1h", 200);
  list = feedsim_reply_new ("GET", url, "/fault", NULL);
  list_text = feedsim_reply_get_text (list);
  g_assert_true (g_str_has_prefix (list_text,
                                   "{\"active\":[\"mute@0s+3600s\"],"
                                   "\"scheduled\":[\"http 500@3600s\"],"
                                   "\"running\":[{\"id\":1,\"fault\":\"mute\","
                                   "\"seconds\":3600.000,\"remaining\":3"));
  control (server, "POST", "reset, html", 200);
  one = feedsim_reply_new ("DELETE", url, "/fault/1", NULL);
  one_text = feedsim_reply_get_text (one);
  g_assert_cmpstr (one_text, ==,
                   "{\"active\":[\"html@0s\"],\"scheduled\":[\"http 500@3600s\"],"
                   "\"running\":[{\"id\":4,\"fault\":\"html\",\"seconds\":null,"
                   "\"remaining\":null}]}\n");
  lost_one = feedsim_reply_new ("DELETE", url, "/fault/1", NULL);
  g_assert_cmpuint (feedsim_reply_get_status (lost_one), ==, 404);
  healed = feedsim_reply_new ("DELETE", url, "/fault", NULL);
  healed_text = feedsim_reply_get_text (healed);
  g_assert_cmpstr (healed_text, ==, "{\"active\":[],\"scheduled\":[],\"running\":[]}\n");
}

static void
test_end_under_fire (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (NULL, NULL);
  g_autoptr (FeedsimPeer) peer = begin (server, "garbage, truncate, server-shutdown 100");
  const char *url = feedsim_server_get_control_url (server);
  g_autoptr (FeedsimReply) reply = feedsim_reply_begin ("GET", url, "/fault", NULL);

  feedsim_peer_wait_texts (peer, 10);
  feedsim_reply_wait (reply);
  g_assert_finalize_object (g_steal_pointer (&server));
  feedsim_peer_wait_closed (peer);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedsim/faults/mute", test_mute);
  g_test_add_func ("/feedsim/faults/mute-some", test_mute_some);
  g_test_add_func ("/feedsim/faults/slow", test_slow);
  g_test_add_func ("/feedsim/faults/flood", test_flood);
  g_test_add_func ("/feedsim/faults/stale-snapshot", test_stale_snapshot);
  g_test_add_func ("/feedsim/faults/clock-skew", test_clock_skew);
  g_test_add_func ("/feedsim/faults/half-open", test_half_open);
  g_test_add_func ("/feedsim/faults/close", test_close);
  g_test_add_func ("/feedsim/faults/reset", test_reset);
  g_test_add_func ("/feedsim/faults/refuse", test_refuse);
  g_test_add_func ("/feedsim/faults/refuse-from-start", test_refuse_from_start);
  g_test_add_func ("/feedsim/faults/garbage-text", test_garbage_text);
  g_test_add_func ("/feedsim/faults/garbage-binary", test_garbage_binary);
  g_test_add_func ("/feedsim/faults/garbage-large", test_garbage_large);
  g_test_add_func ("/feedsim/faults/garbage-fatal", test_garbage_fatal);
  g_test_add_func ("/feedsim/faults/truncate", test_truncate);
  g_test_add_func ("/feedsim/faults/rest", test_rest);
  g_test_add_func ("/feedsim/faults/rest-hang", test_rest_hang);
  g_test_add_func ("/feedsim/faults/blackhole", test_blackhole);
  g_test_add_func ("/feedsim/faults/drop-subscriptions", test_drop_subscriptions);
  g_test_add_func ("/feedsim/faults/http-stream", test_http_stream);
  g_test_add_func ("/feedsim/faults/server-shutdown", test_server_shutdown);
  g_test_add_func ("/feedsim/faults/control", test_control);
  g_test_add_func ("/feedsim/faults/end-under-fire", test_end_under_fire);
  return g_test_run ();
}
