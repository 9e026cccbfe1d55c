/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recorded messages of the venue, against an independent reading of the same bytes by json-glib
 * and g_ascii_strtod(). */
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "feed/providers/feed-binance.h"
#include "providers/capture.h"
#include "providers/provider-spy.h"

#define RECEIVED 77

/* A document of json-glib costs ms where a sanitizer unwinds the stack of each allocation: all is
 * decoded there too, and a part of it compared */
#if defined (__SANITIZE_ADDRESS__)
#define COMPARE_EVERY 10
#else
#define COMPARE_EVERY 1
#endif

static double
read_number (JsonObject *object,
             const char *name)
{
  return g_ascii_strtod (json_object_get_string_member (object, name), NULL);
}

static gint64
read_time (JsonObject *object,
           const char *name)
{
  return json_object_get_int_member (object, name) * 1000;
}

/* What a combined message should have given; FALSE: nothing */
static gboolean
expect_stream_tick (JsonObject *envelope,
                    FeedTick   *tick)
{
  const char *stream = json_object_get_string_member_with_default (envelope, "stream", "");
  JsonObject *data;

  if (!g_str_has_suffix (stream, "@bookTicker") && !g_str_has_suffix (stream, "@trade"))
    return FALSE;
  data = json_object_get_object_member (envelope, "data");
  feed_tick_init (tick);
  tick->receive_time_us = RECEIVED;
  if (g_str_has_suffix (stream, "@trade")) {
    tick->flags = FEED_TICK_TRADE;
    tick->sequence = json_object_get_int_member (data, "t");
    tick->exchange_time_us = read_time (data, "T");
    tick->last = read_number (data, "p");
    tick->last_size = read_number (data, "q");
  } else {
    tick->flags = FEED_TICK_QUOTE;
    tick->sequence = json_object_get_int_member (data, "u");
    tick->bid = read_number (data, "b");
    tick->bid_size = read_number (data, "B");
    tick->ask = read_number (data, "a");
    tick->ask_size = read_number (data, "A");
  }
  return TRUE;
}

/* What a message gave; asserts that it is right */
static const FeedTick *
check_stream_line (FeedProvider *provider,
                   ProviderSpy  *spy,
                   const char   *text,
                   guint         slot,
                   gboolean      compare)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  FeedTick expected;
  FeedDecode result;

  provider_spy_clear (spy);
  result = feed_provider_decode (provider, FEED_FRAME_TEXT, (const guint8 *) text, strlen (text),
                                 RECEIVED, &spy->sink, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (spy->ticks->len, ==, result == FEED_DECODE_OK ? 1 : 0);
  if (!compare)
    return result == FEED_DECODE_OK ? provider_spy_get (spy, 0) : NULL;
  root = json_from_string (text, NULL);
  if (!expect_stream_tick (json_node_get_object (root), &expected)) {
    g_assert_cmpint (result, ==, FEED_DECODE_IGNORED);
    return NULL;
  }
  g_assert_cmpint (result, ==, FEED_DECODE_OK);
  expected.instrument = slot;
  provider_spy_assert_tick (provider_spy_get (spy, 0), &expected);
  return provider_spy_get (spy, 0);
}

/* Quotes, trades, others */
static void
count_tick (const FeedTick *tick,
            guint          *counts)
{
  counts[tick == NULL ? 2 : tick->flags == FEED_TICK_QUOTE ? 0 : 1]++;
}

static void
test_hftbacktest (void)
{
  g_auto (GStrv) lines = capture_load_lines ("binance/hftbacktest_spot_btcusdt_20240808.gz");
  g_autoptr (FeedProvider) provider = provider_spy_make_binance ();
  g_autoptr (ProviderSpy) spy = provider_spy_new ();
  guint counts[3] = { 0 };
  guint n_lines = 0;

  if (lines == NULL)
    return;
  for (; lines[n_lines] != NULL; n_lines++)
    count_tick (check_stream_line (provider, spy, strchr (lines[n_lines], ' ') + 1, 3,
                                   n_lines % COMPARE_EVERY == 0), counts);
  g_assert_cmpuint (n_lines, ==, 41249);
  g_assert_cmpuint (counts[0], ==, 28040);
  g_assert_cmpuint (counts[1], ==, 9757);
  g_assert_cmpuint (counts[2], ==, 3452);
  g_test_message ("%u messages, %u quotes, %u trades", n_lines, counts[0], counts[1]);
}

static void
test_cryptofeed (void)
{
  static const char *const symbols[] = { "NKNUSDT", "BLZETH", "LRCBTC", "RUNEEUR" };
  g_auto (GStrv) lines = capture_load_lines ("binance/cryptofeed_BINANCE.ws.1.0.gz");
  g_autoptr (FeedProvider) provider = feed_binance_new ("binance");
  g_autoptr (ProviderSpy) spy = provider_spy_new ();
  guint counts[3] = { 0 };

  if (lines == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    feed_provider_add_instrument (provider, i, symbols[i]);
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *text = strchr (lines[i], '{');
    guint slot = 0;

    if (text == NULL)
      continue;
    for (guint k = 0; k < G_N_ELEMENTS (symbols); k++)
      if (strstr (text, symbols[k]) != NULL)
        slot = k;
    count_tick (check_stream_line (provider, spy, text, slot, TRUE), counts);
  }
  g_assert_cmpuint (counts[0], >, 0);
  g_assert_cmpuint (counts[2], >, 0);
  g_test_message ("%u quotes, %u trades, %u others", counts[0], counts[1], counts[2]);
}

static void
check_row (JsonObject     *row,
           const FeedTick *tick)
{
  FeedTick expected;
  gboolean traded = json_object_get_int_member (row, "lastId") >= 0;
  double last = read_number (row, "lastPrice");
  double open = read_number (row, "openPrice");
  double bid = read_number (row, "bidPrice");
  double ask = read_number (row, "askPrice");
  double high = read_number (row, "highPrice");
  double low = read_number (row, "lowPrice");

  feed_tick_init (&expected);
  expected.instrument = tick->instrument;
  expected.source = FEED_SOURCE_POLL;
  expected.flags = FEED_TICK_QUOTE | FEED_TICK_STATS;
  expected.receive_time_us = RECEIVED;
  expected.sequence = json_object_get_int_member (row, "lastId");
  expected.exchange_time_us = read_time (row, "closeTime");
  expected.last = traded && last > 0 ? last : NAN;
  expected.last_size = traded && last > 0 ? read_number (row, "lastQty") : NAN;
  expected.bid = bid > 0 ? bid : NAN;
  expected.bid_size = read_number (row, "bidQty");
  expected.ask = ask > 0 ? ask : NAN;
  expected.ask_size = read_number (row, "askQty");
  expected.open = expected.close = open > 0 ? open : NAN;
  expected.high = high > 0 ? high : NAN;
  expected.low = low > 0 ? low : NAN;
  expected.volume = read_number (row, "volume");
  provider_spy_assert_tick (tick, &expected);
}

/* One recorded answer; returns its rows */
static guint
check_poll (FeedProvider *provider,
            ProviderSpy  *spy,
            JsonNode     *data)
{
  g_autofree char *body = json_to_string (data, FALSE);
  FeedReply reply = provider_spy_reply (200, body, NULL);
  g_autoptr (JsonArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  if (JSON_NODE_HOLDS_ARRAY (data)) {
    rows = json_array_ref (json_node_get_array (data));
  } else {
    rows = json_array_new ();
    json_array_add_object_element (rows, json_object_ref (json_node_get_object (data)));
  }
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);

    feed_provider_add_instrument (provider, i, json_object_get_string_member (row, "symbol"));
  }
  provider_spy_clear (spy);
  g_assert_cmpint (feed_provider_decode_poll (provider, &reply, FEED_SOURCE_POLL, RECEIVED,
                                              &spy->sink, &error), ==, FEED_DECODE_OK);
  g_assert_no_error (error);
  g_assert_cmpuint (spy->ticks->len, ==, json_array_get_length (rows));
  for (guint i = 0; i < spy->ticks->len; i++) {
    const FeedTick *tick = provider_spy_get (spy, i);

    g_assert_cmpuint (tick->instrument, ==, i);
    check_row (json_array_get_object_element (rows, i), tick);
  }
  return spy->ticks->len;
}

static void
test_rest (void)
{
  g_auto (GStrv) lines = capture_load_lines ("binance/gct_recorded_rest.jsonl.gz");
  g_autoptr (ProviderSpy) spy = provider_spy_new ();
  guint n_replies = 0, n_rows = 0;

  if (lines == NULL)
    return;
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (FeedProvider) provider = feed_binance_new ("binance");
    g_autoptr (JsonNode) root = json_from_string (lines[i], NULL);
    JsonObject *record = json_node_get_object (root);

    if (!g_str_equal (json_object_get_string_member (record, "path"), "/api/v3/ticker/24hr"))
      continue;
    n_rows += check_poll (provider, spy, json_object_get_member (record, "data"));
    n_replies++;
  }
  g_assert_cmpuint (n_replies, ==, 5);
  g_test_message ("%u replies, %u rows", n_replies, n_rows);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/binance/capture/hftbacktest", test_hftbacktest);
  g_test_add_func ("/binance/capture/cryptofeed", test_cryptofeed);
  g_test_add_func ("/binance/capture/rest", test_rest);
  return g_test_run ();
}
