/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>

#include "feed/providers/feed-binance.h"
#include "providers/provider-spy.h"

static const struct {
  const char *typed, *canonical;   /* NULL: refused */
} symbols[] = {
  { "BTCUSDT", "BTCUSDT" },
  { "btcusdt", "BTCUSDT" },
  { "1inchusdt", "1INCHUSDT" },
  { "A", "A" },
  { "a.b_c-d", "A.B_C-D" },
  { "ABCDEFGHIJKLMNOPQRST", "ABCDEFGHIJKLMNOPQRST" },
  { "币安人生usdt", "币安人生USDT" },
  { "", NULL },
  { "ABCDEFGHIJKLMNOPQRSTU", NULL },
  { "币币币币币币币币币币币", NULL },
  { " BTCUSDT", NULL },
  { "BTC/USDT", NULL },
  { "BTC\"USDT", NULL },
  { "BTC\\USDT", NULL },
  { "BTC@USDT", NULL },
  { "BTC\nUSDT", NULL },
  { "BTC€", NULL },
  { "BTC\xff", NULL },
  { "BTC\xc3", NULL },
};

static void
test_normalize (void)
{
  g_autoptr (FeedProvider) provider = feed_binance_new ("binance");

  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *canonical = feed_provider_normalize_symbol (provider, symbols[i].typed,
                                                                 &error);

    g_assert_cmpstr (canonical, ==, symbols[i].canonical);
    if (symbols[i].canonical != NULL) {
      g_assert_no_error (error);
    } else {
      g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  }
}

static void
test_normalize_names_it (void)
{
  g_autoptr (FeedProvider) provider = feed_binance_new ("binance");
  g_autoptr (GError) error = NULL;

  g_assert_null (feed_provider_normalize_symbol (provider, "BTC/USDT", &error));
  g_assert_nonnull (strstr (error->message, "“BTC/USDT”"));
}

static void
test_stream_request (void)
{
  g_autoptr (FeedProvider) provider = feed_binance_new ("binance");
  g_autoptr (FeedRequest) request = feed_provider_stream_request (provider);
  g_autoptr (FeedRequest) behind_path = NULL;

  g_assert_cmpstr (request->method, ==, "GET");
  g_assert_cmpstr (request->uri, ==, "wss://stream.binance.com:9443/stream");
  g_assert_true (feed_provider_set_endpoints (provider, "ws://localhost:5/venue/", NULL, NULL));
  behind_path = feed_provider_stream_request (provider);
  g_assert_cmpstr (behind_path->uri, ==, "ws://localhost:5/venue/stream");
  g_assert_null (feed_provider_keepalive_message (provider));
}

static void
test_subscribe (void)
{
  static const guint slots[] = { 3, 99, 7 };
  g_autoptr (FeedProvider) provider = provider_spy_make_binance ();
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);

  feed_provider_subscribe_messages (provider, slots, 3, TRUE, messages);
  feed_provider_subscribe_messages (provider, slots, 1, FALSE, messages);
  feed_provider_subscribe_messages (provider, slots + 1, 1, TRUE, messages);
  feed_provider_subscribe_messages (provider, NULL, 0, TRUE, messages);
  g_assert_cmpuint (messages->len, ==, 2);
  g_assert_cmpstr (g_strdelimit (messages->pdata[0], "\"", '\''), ==,
                   "{'method':'SUBSCRIBE','params':['btcusdt@bookTicker','btcusdt@trade',"
                   "'btcusdt@ticker','ethusdt@bookTicker','ethusdt@trade','ethusdt@ticker'],"
                   "'id':1}");
  g_assert_cmpstr (g_strdelimit (messages->pdata[1], "\"", '\''), ==,
                   "{'method':'UNSUBSCRIBE','params':['btcusdt@bookTicker','btcusdt@trade',"
                   "'btcusdt@ticker'],'id':2}");
}

/* All the instruments that fit on a connection, with names as long as they get */
static void
test_subscribe_batches (void)
{
  g_autoptr (FeedProvider) provider = feed_binance_new ("binance");
  guint n = feed_provider_get_info (provider)->instruments_per_connection;
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) streams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint slot = 0; slot < n; slot++) {
    g_autofree char *symbol = g_strdup_printf ("%s%04u", slot % 2 ? "ABCDEFGHIJKLMNOP" : "X", slot);

    feed_provider_add_instrument (provider, slot, symbol);
    g_array_append_val (slots, slot);
  }
  feed_provider_subscribe_messages (provider, (guint *) slots->data, slots->len, TRUE, messages);
  for (guint i = 0; i < messages->len; i++) {
    g_autoptr (JsonNode) root = json_from_string (messages->pdata[i], NULL);
    JsonObject *object = json_node_get_object (root);
    JsonArray *params = json_object_get_array_member (object, "params");

    g_assert_cmpuint (strlen (messages->pdata[i]), <=, 4096);
    g_assert_cmpuint (json_array_get_length (params), <=, 200);
    g_assert_cmpint (json_object_get_int_member (object, "id"), ==, i + 1);
    for (guint k = 0; k < json_array_get_length (params); k++)
      g_assert_true (g_hash_table_add (streams,
                                       g_strdup (json_array_get_string_element (params, k))));
  }
  g_assert_cmpuint (g_hash_table_size (streams), ==, n * 3);
  g_assert_cmpuint (n * 3, <=, 1024);
  g_assert_true (g_hash_table_contains (streams, "x0340@trade"));
}

/* A slot that gets another symbol, and one that is given up, are forgotten at once */
static void
test_instruments_move (void)
{
  static const char frame[] = "{\"u\":5,\"s\":\"BTCUSDT\",\"b\":\"1\",\"B\":\"1\",\"a\":\"2\","
                              "\"A\":\"1\"}";
  g_autoptr (FeedProvider) provider = provider_spy_make_binance ();
  g_autoptr (ProviderSpy) spy = provider_spy_new ();
  g_autoptr (GError) error = NULL;
  const guint8 *data = (const guint8 *) frame;

  feed_provider_add_instrument (provider, 4, "BTCUSDT");
  g_assert_cmpint (feed_provider_decode (provider, FEED_FRAME_TEXT, data, strlen (frame), 1,
                                         &spy->sink, &error), ==, FEED_DECODE_OK);
  g_assert_cmpuint (provider_spy_get (spy, 0)->instrument, ==, 4);
  feed_provider_remove_instrument (provider, 3);
  feed_provider_remove_instrument (provider, 4);
  feed_provider_remove_instrument (provider, 4);
  g_assert_cmpint (feed_provider_decode (provider, FEED_FRAME_TEXT, data, strlen (frame), 1,
                                         &spy->sink, &error), ==, FEED_DECODE_IGNORED);
  g_assert_no_error (error);
  g_assert_cmpuint (spy->ticks->len, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/binance/normalize/table", test_normalize);
  g_test_add_func ("/binance/normalize/names-it", test_normalize_names_it);
  g_test_add_func ("/binance/stream-request", test_stream_request);
  g_test_add_func ("/binance/subscribe/messages", test_subscribe);
  g_test_add_func ("/binance/subscribe/batches", test_subscribe_batches);
  g_test_add_func ("/binance/instruments-move", test_instruments_move);
  return g_test_run ();
}
