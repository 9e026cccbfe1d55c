/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "simulator/feedsim-peer.h"
#include "support/test-support.h"

static const char MARKET[] =
  "1000 {\"stream\":\"abcusdt@bookTicker\",\"data\":{\"u\":5,\"s\":\"ABCUSDT\","
  "\"b\":\"1.25000000\",\"B\":\"3.00000000\",\"a\":\"1.26000000\",\"A\":\"4.50000000\"}}\n"
  "1001 {\"stream\":\"ethbtc@bookTicker\",\"data\":{\"u\":5,\"s\":\"ETHBTC\","
  "\"b\":\"0.12345000\",\"B\":\"3.00000000\",\"a\":\"1.26000000\",\"A\":\"4.50000000\"}}\n"
  "1002 {\"stream\":\"abcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":170000,"
  "\"s\":\"ABCUSDT\",\"t\":9,\"p\":\"1.25000000\",\"q\":\"2.00000000\",\"T\":1,\"m\":true,"
  "\"M\":true}}\n"
  "1003 {\"stream\":\"abcusdt@bookTicker\",\"data\":{\"u\":5,\"s\":\"ABCUSDT\","
  "\"b\":\"1.24000000\",\"B\":\"3.00000000\",\"a\":\"1.26000000\",\"A\":\"4.50000000\"}}\n"
  "1004 {\"stream\":\"abcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":170500,"
  "\"s\":\"ABCUSDT\",\"t\":10,\"p\":\"1.50000000\",\"q\":\"2.00000000\",\"T\":1,\"m\":true,"
  "\"M\":true}}\n";

static char *
get (FeedsimServer *server,
     const char    *path,
     guint         *status)
{
  g_autoptr (FeedsimReply) reply = feedsim_reply_new ("GET", feedsim_server_get_rest_url (server),
                                                      path, NULL);

  *status = feedsim_reply_get_status (reply);
  return feedsim_reply_get_text (reply);
}

static void
test_statistics (void)
{
  static const char BEFORE[] =
    "{\"symbol\":\"ABCUSDT\",\"priceChange\":\"0.00000000\",\"priceChangePercent\":\"0.000\","
    "\"weightedAvgPrice\":\"1.25000000\",\"prevClosePrice\":\"1.25000000\","
    "\"lastPrice\":\"1.25000000\",\"lastQty\":\"2.00000000\",\"bidPrice\":\"1.25000000\","
    "\"bidQty\":\"3.00000000\",\"askPrice\":\"1.26000000\",\"askQty\":\"4.50000000\","
    "\"openPrice\":\"1.25000000\",\"highPrice\":\"1.25000000\",\"lowPrice\":\"1.25000000\","
    "\"volume\":\"2.00000000\",\"quoteVolume\":\"2.50000000\",\"openTime\":170000,"
    "\"closeTime\":170000,\"firstId\":9,\"lastId\":9,\"count\":1}";
  static const char AFTER[] =
    "{\"symbol\":\"ABCUSDT\",\"lastPrice\":\"1.50000000\",\"openPrice\":\"1.25000000\","
    "\"highPrice\":\"1.50000000\",\"lowPrice\":\"1.25000000\",\"volume\":\"4.00000000\","
    "\"quoteVolume\":\"5.50000000\",\"openTime\":170000,\"closeTime\":170500,\"firstId\":9,"
    "\"lastId\":10,\"count\":2}";
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (MARKET, NULL);
  g_autoptr (FeedsimPeer) peer = NULL;
  g_autofree char *before = feedsim_peer_get (server, "/api/v3/ticker/24hr?symbol=ABCUSDT");
  g_autofree char *untraded = NULL;
  g_autofree char *after = NULL;

  /* Before the first subscription: the market at the first messages, and it stands still. */
  g_assert_cmpstr (before, ==, BEFORE);
  g_assert_cmpint (feedsim_peer_get_last_id (server, "ABCUSDT"), ==, 9);
  peer = feedsim_peer_new (server, "/stream?streams=abcusdt@trade");
  feedsim_peer_wait_texts (peer, 2);
  after = feedsim_peer_get (server, "/api/v3/ticker/24hr?type=MINI&symbol=ABCUSDT");
  g_assert_cmpstr (after, ==, AFTER);
  untraded = feedsim_peer_get (server, "/api/v3/ticker/24hr?symbol=ETHBTC");
  g_assert_nonnull (strstr (untraded, "\"firstId\":-1,\"lastId\":-1,\"count\":0}"));
}

static void
test_selection (void)
{
  static const struct {
    const char *path;
    guint       status;
    const char *begin;
  } CASES[] = {
    { "/api/v3/ping", 200, "{}" },
    { "/api/v3/time", 200, "{\"serverTime\":170000}" },
    { "/api/v3/ticker/price?symbol=ABCUSDT", 200,
      "{\"symbol\":\"ABCUSDT\",\"price\":\"1.25000000\"}" },
    { "/api/v3/ticker/price?symbols=%5B%22ABCUSDT%22%5D", 200,
      "[{\"symbol\":\"ABCUSDT\",\"price\":\"1.25000000\"}]" },
    { "/api/v3/ticker/bookTicker", 200,
      "[{\"symbol\":\"ABCUSDT\",\"bidPrice\":\"1.25000000\",\"bidQty\":\"3.00000000\","
      "\"askPrice\":\"1.26000000\",\"askQty\":\"4.50000000\"},{\"symbol\":\"ETHBTC\"," },
    { "/api/v3/ticker/24hr?symbols=%5B%22ABCUSDT%22,%22ETHBTC%22%5D", 200,
      "[{\"symbol\":\"ABCUSDT\",\"priceChange\"" },
    { "/api/v3/ticker/24hr?symbol=NOSUCH", 400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}" },
    { "/api/v3/ticker/24hr?symbols=%5B%22ABCUSDT%22,%22NOSUCH%22%5D", 400, "{\"code\":-1121," },
    { "/api/v3/ticker/24hr?symbols=%5B%22ABCUSDT%22,%22ABCUSDT%22%5D", 400, "{\"code\":-1101," },
    { "/api/v3/ticker/24hr?symbol=abcusdt", 400, "{\"code\":-1100,\"msg\":\"Illegal characters" },
    { "/api/v3/ticker/24hr?symbol=", 400, "{\"code\":-1100," },
    { "/api/v3/ticker/24hr?symbols=ABCUSDT", 400, "{\"code\":-1100," },
    { "/api/v3/ticker/24hr?symbols=%5B%22ABCUSDT%22", 400, "{\"code\":-1100," },
    { "/api/v3/ticker/24hr?symbols=%5B%22ABC", 400, "{\"code\":-1100," },
    { "/api/v3/ticker/24hr?symbols=", 400, "{\"code\":-1100," },
    { "/api/v3/ticker/24hr?symbols=%5B%5D", 400, "{\"code\":-1121," },
    { "/api/v3/ticker/24hr?symbol=ABCUSDT&symbols=%5B%22ABCUSDT%22%5D", 400, "{\"code\":-1128," },
    { "/api/v3/ticker/24hr?symbol=ABCUSDT&type=HUGE", 400, "{\"code\":-1130," },
    { "/api/v3/historicalTrades", 400, "{\"code\":-1102," },
    { "/api/v3/trades?symbols=%5B%22ABCUSDT%22%5D", 400, "{\"code\":-1102," },
    { "/api/v3/trades?symbol=NOSUCH", 400, "{\"code\":-1121," },
    { "/api/v3/trades?symbol=ABCUSDT&limit=x", 400, "{\"code\":-1100," },
    { "/api/v3/historicalTrades?symbol=ABCUSDT&fromId=-1", 400, "{\"code\":-1100," },
    { "/api/v3/nothing", 404, "<html>" },
    { "/", 404, "<html>" },
  };
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (MARKET, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    guint status;
    g_autofree char *body = get (server, CASES[i].path, &status);
    g_autoptr (JsonParser) parser = json_parser_new ();

    g_test_message ("%s: %s", CASES[i].path, body);
    g_assert_cmpuint (status, ==, CASES[i].status);
    g_assert_true (g_str_has_prefix (body, CASES[i].begin));
    g_assert_true (status == 404 || json_parser_load_from_data (parser, body, -1, NULL));
  }
}

static void
test_rules (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (MARKET, NULL);
  g_autofree char *one = feedsim_peer_get (server, "/api/v3/exchangeInfo?symbol=ETHBTC");
  g_autofree char *all = feedsim_peer_get (server, "/api/v3/exchangeInfo");
  g_autoptr (JsonNode) root = json_from_string (one, NULL);
  JsonArray *symbols = json_object_get_array_member (json_node_get_object (root), "symbols");
  JsonObject *symbol = json_array_get_object_element (symbols, 0);
  JsonArray *filters = json_object_get_array_member (symbol, "filters");

  g_assert_cmpuint (json_array_get_length (symbols), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (symbol, "status"), ==, "TRADING");
  g_assert_cmpstr (json_object_get_string_member (symbol, "baseAsset"), ==, "ETH");
  g_assert_cmpstr (json_object_get_string_member (symbol, "quoteAsset"), ==, "BTC");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (filters, 0),
                                                  "tickSize"), ==, "0.00001000");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (filters, 1),
                                                  "stepSize"), ==, "0.10000000");
  g_assert_nonnull (strstr (all, "\"ABCUSDT\""));
  g_assert_nonnull (strstr (all, "\"ETHBTC\""));
}

/* Each trade that went over the stream, by its id, and none before it happened */
static void
test_trades (void)
{
  static const char NINE[] =
    "{\"id\":9,\"price\":\"1.25000000\",\"qty\":\"2.00000000\",\"quoteQty\":\"2.50000000\","
    "\"time\":1,\"isBuyerMaker\":true,\"isBestMatch\":true}";
  static const char TEN[] =
    "{\"id\":10,\"price\":\"1.50000000\",\"qty\":\"2.00000000\",\"quoteQty\":\"3.00000000\","
    "\"time\":1,\"isBuyerMaker\":true,\"isBestMatch\":true}";
  static const struct {
    const char *query;
    gboolean    nine, ten;
  } CASES[] = {
    { "historicalTrades?symbol=ABCUSDT&fromId=9&limit=1", TRUE, FALSE },
    { "historicalTrades?symbol=ABCUSDT&fromId=0&limit=5000", TRUE, TRUE },
    { "historicalTrades?symbol=ABCUSDT&fromId=10", FALSE, TRUE },
    { "historicalTrades?symbol=ABCUSDT&fromId=11", FALSE, FALSE },
    { "historicalTrades?symbol=ABCUSDT&limit=1", FALSE, TRUE },
    { "trades?symbol=ABCUSDT", TRUE, TRUE },
    { "trades?symbol=ABCUSDT&limit=1&fromId=9", FALSE, TRUE },
    { "trades?symbol=ETHBTC", FALSE, FALSE },
  };
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (MARKET, NULL);
  g_autofree char *before = feedsim_peer_get (server, "/api/v3/trades?symbol=ABCUSDT");
  g_autoptr (FeedsimPeer) peer = NULL;

  g_assert_cmpstr (before, ==, "[]");
  peer = feedsim_peer_new (server, "/stream?streams=abcusdt@trade");
  feedsim_peer_wait_texts (peer, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autofree char *path = g_strconcat ("/api/v3/", CASES[i].query, NULL);
    g_autofree char *body = feedsim_peer_get (server, path);
    g_autofree char *expected = g_strconcat ("[", CASES[i].nine ? NINE : "",
                                             CASES[i].nine && CASES[i].ten ? "," : "",
                                             CASES[i].ten ? TEN : "", "]", NULL);

    g_assert_cmpstr (body, ==, expected);
  }
}

static void
test_trades_weight (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (MARKET, NULL);
  g_autoptr (FeedsimReply) reply =
    feedsim_reply_new ("GET", feedsim_server_get_rest_url (server),
                       "/api/v3/historicalTrades?symbol=ABCUSDT&fromId=9", NULL);

  g_assert_cmpstr (feedsim_reply_get_header (reply, "X-MBX-USED-WEIGHT-1M"), ==, "25");
}

static void
test_weight (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (MARKET, NULL);
  const char *rest = feedsim_server_get_rest_url (server);
  guint used = 0;
  guint status = 200;

  /* 6000 a minute at 80 each; a minute may turn in between, so at most twice as many. */
  for (guint i = 0; i < 150 && status == 200; i++) {
    g_autoptr (FeedsimReply) reply = feedsim_reply_new ("GET", rest, "/api/v3/ticker/24hr", NULL);

    status = feedsim_reply_get_status (reply);
    used = (guint) g_ascii_strtoull (feedsim_reply_get_header (reply, "X-MBX-USED-WEIGHT-1M"), NULL,
                                     10);
    g_assert_cmpuint (used % 80, ==, 0);
    if (status == 200)
      continue;
    g_assert_cmpuint (status, ==, 429);
    g_assert_cmpuint (used, ==, 6080);
    g_assert_cmpint (g_ascii_strtoll (feedsim_reply_get_header (reply, "Retry-After"), NULL, 10), >,
                     0);
  }
  g_assert_cmpuint (status, ==, 429);
}

static void
test_methods (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (MARKET, NULL);
  g_autoptr (FeedsimReply) reply = feedsim_reply_new ("POST", feedsim_server_get_rest_url (server),
                                                      "/api/v3/ping", "x");

  g_assert_cmpuint (feedsim_reply_get_status (reply), ==, 405);
}

/* Each connection is for one request, and whoever asks is told */
static void
test_connections (void)
{
  g_autoptr (FeedsimServer) server = feedsim_peer_start_server (MARKET, NULL);
  g_autoptr (FeedsimReply) reply = feedsim_reply_new ("GET", feedsim_server_get_rest_url (server),
                                                      "/api/v3/ping", NULL);

  g_assert_cmpstr (feedsim_reply_get_header (reply, "Connection"), ==, "close");
}

static void
test_restamp (void)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (FeedsimServer) server = NULL;
  g_autoptr (FeedsimPeer) peer = NULL;
  g_autofree char *body = NULL;
  gint64 now_ms = g_get_real_time () / 1000;
  const char *event;
  const char *close;
  int fd = g_file_open_tmp ("feedsim-XXXXXX", &options->replay_path, NULL);

  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (options->replay_path, MARKET, -1, NULL));
  options->restamp = TRUE;
  server = feedsim_server_new (options, NULL);
  g_remove (options->replay_path);
  peer = feedsim_peer_new (server, "/stream?streams=abcusdt@trade/abcusdt@bookTicker");
  feedsim_peer_wait_texts (peer, 4);
  event = strstr (feedsim_peer_find (peer, "\"t\":9,"), "\"E\":");
  g_assert_cmpint (ABS (g_ascii_strtoll (event + 4, NULL, 10) - now_ms), <, 600000);
  g_assert_nonnull (strstr (event, ",\"s\":\"ABCUSDT\",\"t\":9,\"p\":\"1.25000000\","
                                   "\"q\":\"2.00000000\",\"T\":"));
  g_assert_true (g_str_has_suffix (event, ",\"m\":true,\"M\":true}}"));
  g_assert_nonnull (feedsim_peer_find (peer, "\"u\":5,\"s\":\"ABCUSDT\",\"b\":\"1.25000000\""));
  body = feedsim_peer_get (server, "/api/v3/ticker/24hr?symbol=ABCUSDT");
  close = strstr (body, "\"closeTime\":");
  g_assert_cmpint (g_ascii_strtoll (close + strlen ("\"closeTime\":"), NULL, 10), ==,
                   g_ascii_strtoll (event + 4, NULL, 10) + 500);
}

static void
test_made_up (void)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (FeedsimServer) server = NULL;
  g_autofree char *idea = NULL;
  g_autofree char *line = NULL;

  g_free (options->venue);
  options->venue = g_strdup ("demo");
  server = feedsim_server_new (options, NULL);
  idea = feedsim_peer_get (server, "/api/v3/ticker/24hr?symbol=IDEA");
  g_assert_nonnull (strstr (idea, "\"lastPrice\":\"7.95000000\""));
  g_assert_nonnull (strstr (idea, "\"volume\":\"4000000.00000000\""));
  line = feedsim_server_describe (server);
  g_assert_true (g_str_has_prefix (line, "{\"venue\":\"demo\",\"stream\":\"ws://127.0.0.1:"));
  g_assert_true (g_str_has_suffix (line, "\"symbols\":[\"INFY\",\"TCS\",\"RELIANCE\",\"SBIN\","
                                         "\"HDFCBANK\",\"ITC\",\"IDEA\",\"NIFTY\",\"BANKNIFTY\","
                                         "\"BTCUSDT\",\"ETHUSDT\",\"SOLUSDT\"]}"));
  /* A poll is enough to set a made-up market going. */
  feedsim_peer_wait_market (server, "BTCUSDT", 2);
  g_assert_finalize_object (g_steal_pointer (&server));
}

static void
test_numbered (void)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (FeedsimServer) server = NULL;
  g_auto (GStrv) symbols = NULL;

  options->n_symbols = 1000;
  options->ticks_per_second = 10000;
  server = feedsim_server_new (options, NULL);
  symbols = feedsim_server_get_symbols (server);
  g_assert_cmpuint (g_strv_length (symbols), ==, 1000);
  g_assert_cmpstr (symbols[0], ==, "SYM0001USDT");
  g_assert_cmpstr (symbols[999], ==, "SYM1000USDT");
}

static void
test_options (void)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (feedsim_options_validate (options, NULL));
  options->speed = 0;
  g_assert_null (feedsim_server_new (options, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  options->speed = 1;
  options->faults = g_strsplit ("mute@1s+1s|nonsense", "|", -1);
  g_clear_error (&error);
  g_assert_null (feedsim_server_new (options, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedsim/rest/statistics", test_statistics);
  g_test_add_func ("/feedsim/rest/selection", test_selection);
  g_test_add_func ("/feedsim/rest/rules", test_rules);
  g_test_add_func ("/feedsim/rest/trades", test_trades);
  g_test_add_func ("/feedsim/rest/trades-weight", test_trades_weight);
  g_test_add_func ("/feedsim/rest/weight", test_weight);
  g_test_add_func ("/feedsim/rest/methods", test_methods);
  g_test_add_func ("/feedsim/rest/connections", test_connections);
  g_test_add_func ("/feedsim/rest/restamp", test_restamp);
  g_test_add_func ("/feedsim/rest/made-up", test_made_up);
  g_test_add_func ("/feedsim/rest/numbered", test_numbered);
  g_test_add_func ("/feedsim/rest/options", test_options);
  return g_test_run ();
}
