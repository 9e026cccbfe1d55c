/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "feed/providers/feed-binance.h"
#include "providers/binance-fixture.h"

#define RECEIVED G_GINT64_CONSTANT (555)
#define BASE "https://api.binance.com/api/v3/"

static FeedDecode
read_poll (FeedProvider    *provider,
           const FeedReply *reply,
           const FeedSink  *sink,
           GError         **error)
{
  return feed_provider_decode_poll (provider, reply, FEED_SOURCE_PROBE, RECEIVED, sink, error);
}

static FeedDecode
decode_bytes (BinanceFixture *fixture,
              const char     *bytes,
              gsize           length)
{
  return binance_fixture_decode (fixture, read_poll, bytes, length);
}

static FeedDecode
decode (BinanceFixture *fixture,
        const char     *text)
{
  return binance_fixture_decode_text (fixture, read_poll, text);
}

static gboolean
parse_bytes (BinanceFixture *fixture,
             const char     *body,
             gsize           length)
{
  g_autofree char *copy = g_memdup2 (body, length);
  FeedReply reply = provider_spy_reply (200, "", NULL);
  gboolean parsed;

  reply.body = copy;
  reply.length = length;
  g_array_set_size (fixture->infos, 0);
  g_clear_error (&fixture->error);
  parsed = feed_provider_parse_info (fixture->provider, &reply, fixture->infos, &fixture->error);
  g_assert_true ((fixture->error == NULL) == parsed);
  g_assert_true (parsed || fixture->infos->len == 0);
  return parsed;
}

static gboolean
parse (BinanceFixture *fixture,
       const char     *body)
{
  g_autofree char *text = provider_spy_unquote (body);

  return parse_bytes (fixture, text, strlen (text));
}

static void
test_poll_request (BinanceFixture *fixture,
                   gconstpointer   data)
{
  static const guint slots[] = { 3, 55, 7 };
  g_autoptr (FeedRequest) one = feed_provider_poll_request (fixture->provider, slots, 1);
  g_autoptr (FeedRequest) two = feed_provider_poll_request (fixture->provider, slots, 3);

  g_assert_cmpstr (one->method, ==, "GET");
  g_assert_cmpstr (one->uri, ==, BASE "ticker/24hr?symbol=BTCUSDT");
  g_assert_null (one->headers);
  g_assert_null (one->body);
  g_assert_cmpuint (one->weight, ==, 2);
  g_assert_cmpstr (two->uri, ==, BASE "ticker/24hr?symbols=%5B%22BTCUSDT%22%2C%22ETHUSDT%22%5D");
  g_assert_null (feed_provider_poll_request (fixture->provider, slots + 1, 1));
  g_assert_null (feed_provider_poll_request (fixture->provider, NULL, 0));
}

static void
test_poll_weight (BinanceFixture *fixture,
                  gconstpointer   data)
{
  static const struct {
    guint n, weight;
  } weights[] = { { 1, 2 }, { 2, 2 }, { 20, 2 }, { 21, 40 }, { 100, 40 }, { 101, 80 } };
  guint slots[101];

  for (guint i = 0; i < G_N_ELEMENTS (slots); i++) {
    g_autofree char *symbol = g_strdup_printf ("S%uUSDT", i);

    slots[i] = 100 + i;
    feed_provider_add_instrument (fixture->provider, slots[i], symbol);
  }
  for (guint i = 0; i < G_N_ELEMENTS (weights); i++) {
    g_autoptr (FeedRequest) request = feed_provider_poll_request (fixture->provider, slots,
                                                                  weights[i].n);

    g_assert_cmpuint (request->weight, ==, weights[i].weight);
  }
}

static void
test_poll_escapes (BinanceFixture *fixture,
                   gconstpointer   data)
{
  static const guint slots[] = { 1 };
  g_autoptr (FeedRequest) request = NULL;

  g_assert_true (feed_provider_set_endpoints (fixture->provider, NULL, "http://[::1]:4/x/", NULL));
  feed_provider_add_instrument (fixture->provider, 1, "币USDT");
  request = feed_provider_poll_request (fixture->provider, slots, 1);
  g_assert_cmpstr (request->uri, ==, "http://[::1]:4/x/api/v3/ticker/24hr?symbol=%E5%B8%81USDT");
}

static void
test_decode_poll (BinanceFixture *fixture,
                  gconstpointer   data)
{
  g_autofree char *body = provider_spy_load ("binance-ticker-24hr.json");
  FeedTick expected;

  g_assert_cmpint (decode (fixture, body), ==, FEED_DECODE_OK);
  g_assert_cmpuint (fixture->spy->ticks->len, ==, 2);
  feed_tick_init (&expected);
  expected.instrument = 3;
  expected.source = FEED_SOURCE_PROBE;
  expected.flags = FEED_TICK_QUOTE | FEED_TICK_STATS;
  expected.exchange_time_us = G_GINT64_CONSTANT (1723161255342000);
  expected.receive_time_us = RECEIVED;
  expected.sequence = G_GINT64_CONSTANT (3735683259);
  expected.last = 61837.63;
  expected.last_size = 0.02;
  expected.bid = 61837.63;
  expected.bid_size = 3.78826;
  expected.ask = 61837.64;
  expected.ask_size = 1.54698;
  expected.open = expected.close = 61932.63;
  expected.high = 62745.14;
  expected.low = 59535;
  expected.volume = 30123.45678;
  provider_spy_assert_tick (provider_spy_get (fixture->spy, 0), &expected);

  /* No trade in 24 h and no bid: no last price, no range, an empty side */
  expected.instrument = 9;
  expected.sequence = -1;
  expected.last = expected.last_size = NAN;
  expected.bid = NAN;
  expected.bid_size = 0;
  expected.ask = 0.002;
  expected.ask_size = 15;
  expected.open = expected.close = expected.high = expected.low = NAN;
  expected.volume = 0;
  provider_spy_assert_tick (provider_spy_get (fixture->spy, 1), &expected);
}

/* Row: a good one of the symbol; members follow that replace or break something */
#define ROW(symbol, id) \
  "{'symbol':'" symbol "','lastPrice':'2','lastQty':'1','openPrice':'1','highPrice':'3'," \
                       "'lowPrice':'1','volume':'9','closeTime':1723161255342,'lastId':" id "}"

static const struct {
  const char *body;
  FeedDecode  result;
  guint       n_ticks;
  const char *words;   /* in the error */
} polls[] = {
  { "[]", FEED_DECODE_IGNORED, 0, NULL },
  { ROW ("BTCUSDT", "4"), FEED_DECODE_OK, 1, NULL },
  { ROW ("XYZUSDT", "4"), FEED_DECODE_IGNORED, 0, NULL },
  { "[" ROW ("XYZUSDT", "4") "," ROW ("BTCUSDT", "4") "]", FEED_DECODE_OK, 1, NULL },
  { " [ " ROW ("ETHUSDT", "4") " , " ROW ("BTCUSDT", "4") " ] ", FEED_DECODE_OK, 2, NULL },
  { "[" ROW ("ETHUSDT", "4.5") "," ROW ("BTCUSDT", "4") "]", FEED_DECODE_ERROR, 1,
    "(ETHUSDT): lastId is no integer" },
  { "[" ROW ("ETHUSDT", "-2") "," ROW ("BTCUSDT", "'4'") "]", FEED_DECODE_ERROR, 0,
    "(ETHUSDT): lastId is below" },
  { "[" ROW ("ETHUSDT", "4") ",{}]", FEED_DECODE_ERROR, 1, "(no symbol): symbol is missing" },
  { "[" ROW ("ETHUSDT", "4") ",null,5," ROW ("BTCUSDT", "4") "]", FEED_DECODE_ERROR, 2,
    "no object" },
  { "[" ROW ("ETHUSDT", "4") "," ROW ("BTCUSDT", "4"), FEED_DECODE_ERROR, 2, "ends too early" },
  { "[" ROW ("ETHUSDT", "4") "] x", FEED_DECODE_ERROR, 1, "text behind the value" },
  { ROW ("ETHUSDT", "4") ROW ("BTCUSDT", "4"), FEED_DECODE_ERROR, 1, "text behind the value" },
  { ROW ("BTCUSDT", "4,'lastId':5"), FEED_DECODE_ERROR, 0, "lastId comes twice" },
  { ROW ("BTCUSDT", "4,'bidPrice':'1'"), FEED_DECODE_ERROR, 0, "bidQty is missing" },
  { ROW ("BTCUSDT", "4,'bidPrice':'-1','bidQty':'1','askPrice':'1','askQty':'1'"),
    FEED_DECODE_ERROR, 0, "bidPrice is negative" },
  { ROW ("BTCUSDT", "4,'bidPrice':'1','bidQty':1,'askPrice':'1','askQty':'1'"),
    FEED_DECODE_ERROR, 0, "bidQty is no string" },
  { "{'code':-1121,'msg':'Invalid symbol.'}", FEED_DECODE_ERROR, 0, "symbol is missing" },
  { "{'symbol':7}", FEED_DECODE_ERROR, 0, "closeTime is missing" },
  { "<html></html>", FEED_DECODE_ERROR, 0, "24hr ticker" },
  { "", FEED_DECODE_ERROR, 0, "24hr ticker" },
  { "null", FEED_DECODE_ERROR, 0, "no object" },
  { "\xff\xfe\x01", FEED_DECODE_ERROR, 0, "24hr ticker" },
};

static void
test_poll_table (BinanceFixture *fixture,
                 gconstpointer   data)
{
  for (guint i = 0; i < G_N_ELEMENTS (polls); i++) {
    g_test_message ("row %u", i);
    g_assert_cmpint (decode (fixture, polls[i].body), ==, polls[i].result);
    g_assert_cmpuint (fixture->spy->ticks->len, ==, polls[i].n_ticks);
    if (polls[i].words == NULL)
      continue;
    g_assert_error (fixture->error, FEED_ERROR, FEED_ERROR_DECODE);
    g_assert_true (g_utf8_validate (fixture->error->message, -1, NULL));
    if (strstr (fixture->error->message, polls[i].words) == NULL)
      g_error ("“%s” is not in: %s", polls[i].words, fixture->error->message);
  }
}

/* Without the book (type=MINI) a row carries statistics alone */
static void
test_poll_mini (BinanceFixture *fixture,
                gconstpointer   data)
{
  g_assert_cmpint (decode (fixture, ROW ("BTCUSDT", "4")), ==, FEED_DECODE_OK);
  g_assert_cmphex (provider_spy_get (fixture->spy, 0)->flags, ==, FEED_TICK_STATS);
  g_assert_true (isnan (provider_spy_get (fixture->spy, 0)->bid));
}

static void
test_too_large (BinanceFixture *fixture,
                gconstpointer   data)
{
  gsize length = 8 * 1024 * 1024 + 1;
  g_autofree char *body = g_strnfill (length, ' ');

  memcpy (body, "[]", 2);
  g_assert_cmpint (decode_bytes (fixture, body, length - 1), ==, FEED_DECODE_IGNORED);
  g_assert_cmpint (decode_bytes (fixture, body, length), ==, FEED_DECODE_ERROR);
  g_assert_error (fixture->error, FEED_ERROR, FEED_ERROR_TOO_LARGE);
  g_assert_false (parse_bytes (fixture, body, length));
  g_assert_error (fixture->error, FEED_ERROR, FEED_ERROR_TOO_LARGE);
}

static void
test_poll_truncations (BinanceFixture *fixture,
                       gconstpointer   data)
{
  g_autofree char *body = g_strchomp (provider_spy_load ("binance-ticker-24hr.json"));
  gsize first_end = (gsize) (strstr (body, "},") - body) + 1;

  for (gsize length = 0; length < strlen (body); length++) {
    g_assert_cmpint (decode_bytes (fixture, body, length), ==, FEED_DECODE_ERROR);
    g_assert_cmpuint (fixture->spy->ticks->len, <=, length < first_end ? 0 : 2);
  }
}

static void
test_info_request (BinanceFixture *fixture,
                   gconstpointer   data)
{
  static const char *const none[] = { NULL };
  static const char *const one[] = { "BTCUSDT", NULL };
  static const char *const two[] = { "BTCUSDT", "币USDT", NULL };
  g_autoptr (FeedRequest) first = feed_provider_info_request (fixture->provider, one);
  g_autoptr (FeedRequest) second = feed_provider_info_request (fixture->provider, two);

  g_assert_null (feed_provider_info_request (fixture->provider, none));
  g_assert_cmpstr (first->method, ==, "GET");
  g_assert_cmpstr (first->uri, ==, BASE "exchangeInfo?symbol=BTCUSDT");
  g_assert_cmpuint (first->weight, ==, 20);
  g_assert_cmpstr (second->uri, ==,
                   BASE "exchangeInfo?symbols=%5B%22BTCUSDT%22%2C%22%E5%B8%81USDT%22%5D");
}

static void
assert_info (BinanceFixture *fixture,
             guint           index,
             const char     *symbol,
             int             price_decimals,
             int             size_decimals,
             gboolean        halted)
{
  const FeedInstrumentInfo *info = &g_array_index (fixture->infos, FeedInstrumentInfo, index);

  g_assert_cmpuint (index, <, fixture->infos->len);
  g_assert_cmpstr (info->symbol, ==, symbol);
  g_assert_cmpint (info->price_decimals, ==, price_decimals);
  g_assert_cmpint (info->size_decimals, ==, size_decimals);
  g_assert_cmpint (info->halted, ==, halted);
}

static void
test_parse_info (BinanceFixture *fixture,
                 gconstpointer   data)
{
  g_autofree char *body = provider_spy_load ("binance-exchange-info.json");

  g_assert_true (parse (fixture, body));
  g_assert_cmpuint (fixture->infos->len, ==, 2);
  assert_info (fixture, 0, "BTCUSDT", 2, 5, FALSE);
  assert_info (fixture, 1, "OLDBTC", 7, 0, TRUE);
}

static const struct {
  const char *body;
  gboolean    parsed;
  guint       n_infos;
} infos[] = {
  { "{'symbols':[]}", TRUE, 0 },
  { "{'symbols':[{'symbol':'A','status':'TRADING'}]}", TRUE, 1 },
  { "{'symbols':[{'symbol':'A','status':'HALT','filters':[]}]}", TRUE, 1 },
  { "{'symbols':[{'symbol':'A','status':'BREAK','filters':[1,null,{},{'filterType':7}]}]}",
    TRUE, 1 },
  { "{'symbols':[{'symbol':'A','status':'BREAK','filters':{}}]}", TRUE, 1 },
  { "{'symbols':[{'symbol':'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789','status':'TRADING'}]}",
    TRUE, 0 },
  { "{'symbols':[{'symbol':'','status':'TRADING'}]}", TRUE, 0 },
  { "{'symbols':[{'symbol':'\xff','status':'TRADING'}]}", TRUE, 0 },
  { "{'symbols':[{'symbol':'A','status':'TRADING'},{'symbol':'B'}]}", FALSE, 0 },
  { "{'symbols':[{'status':'TRADING'}]}", FALSE, 0 },
  { "{'symbols':[{'symbol':7,'status':'TRADING'}]}", FALSE, 0 },
  { "{'symbols':[{'symbol':'A','status':null}]}", FALSE, 0 },
  { "{'symbols':[7]}", FALSE, 0 },
  { "{'symbols':{}}", FALSE, 0 },
  { "{'symbols':null}", FALSE, 0 },
  { "{}", FALSE, 0 },
  { "[]", FALSE, 0 },
  { "", FALSE, 0 },
  { "<html>", FALSE, 0 },
  { "{'symbols':[{'symbol':'A','status':'TRADING'}]}}", FALSE, 0 },
};

static void
test_info_table (BinanceFixture *fixture,
                 gconstpointer   data)
{
  for (guint i = 0; i < G_N_ELEMENTS (infos); i++) {
    g_test_message ("row %u", i);
    g_assert_cmpint (parse (fixture, infos[i].body), ==, infos[i].parsed);
    g_assert_cmpuint (fixture->infos->len, ==, infos[i].n_infos);
    if (infos[i].n_infos == 1)
      assert_info (fixture, 0, "A", -1, -1, i > 1);
    if (!infos[i].parsed)
      g_assert_error (fixture->error, FEED_ERROR, FEED_ERROR_DECODE);
  }
}

static void
test_decimals (BinanceFixture *fixture,
               gconstpointer   data)
{
  static const struct {
    const char *step;
    int         decimals;
  } steps[] = {
    { "'0.01000000'", 2 }, { "'1.00000000'", 0 }, { "'10.00000000'", 0 }, { "'1'", 0 },
    { "'0.00000001'", 8 }, { "'0.5'", 1 }, { "'0.00000000'", -1 }, { "'-0.01'", -1 },
    { "'abc'", -1 }, { "''", -1 }, { "0.01", -1 }, { "null", -1 }, { "'1e-30'", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *body =
      g_strdup_printf ("{'symbols':[{'symbol':'A','status':'TRADING','filters':["
                       "{'filterType':'PRICE_FILTER','tickSize':%s},"
                       "{'stepSize':%s,'filterType':'LOT_SIZE'}]}]}",
                       steps[i].step, steps[i].step);

    g_test_message ("step %u", i);
    g_assert_true (parse (fixture, body));
    assert_info (fixture, 0, "A", steps[i].decimals, steps[i].decimals, FALSE);
  }
}

static void
test_info_truncations (BinanceFixture *fixture,
                       gconstpointer   data)
{
  g_autofree char *body = g_strchomp (provider_spy_load ("binance-exchange-info.json"));

  for (gsize length = 0; length < strlen (body); length++)
    g_assert_false (parse_bytes (fixture, body, length));
}

/* Bytes of both replies changed at random: whatever comes out, the asserts of decode_bytes() and
 * parse_bytes() hold and nothing is read outside of the body */
static void
test_mutations (BinanceFixture *fixture,
                gconstpointer   data)
{
  static const char tokens[] = "{}[]\":,\\0-9eE.tfn\xff\x01";
  g_autofree char *ticker = provider_spy_load ("binance-ticker-24hr.json");
  g_autofree char *info = provider_spy_load ("binance-exchange-info.json");
  const char *const bodies[] = { ticker, info };
  g_autoptr (GRand) random = g_rand_new_with_seed (20240809);

  for (guint round = 0; round < 20000; round++) {
    const char *body = bodies[round % 2];
    gsize length = strlen (body);
    g_autofree char *mutant = g_strdup (body);

    for (gint32 n = g_rand_int_range (random, 1, 5); n > 0; n--)
      mutant[g_rand_int_range (random, 0, (gint32) length)] =
        tokens[g_rand_int_range (random, 0, (gint32) sizeof tokens)];
    decode_bytes (fixture, mutant, length);
    parse_bytes (fixture, mutant, length);
  }
}

#define ADD(path, function) \
  g_test_add ("/binance/rest/" path, BinanceFixture, NULL, binance_fixture_set_up, function, \
              binance_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("poll/request", test_poll_request);
  ADD ("poll/weight", test_poll_weight);
  ADD ("poll/escapes", test_poll_escapes);
  ADD ("poll/decode", test_decode_poll);
  ADD ("poll/table", test_poll_table);
  ADD ("poll/mini", test_poll_mini);
  ADD ("poll/truncations", test_poll_truncations);
  ADD ("too-large", test_too_large);
  ADD ("info/request", test_info_request);
  ADD ("info/parse", test_parse_info);
  ADD ("info/table", test_info_table);
  ADD ("info/decimals", test_decimals);
  ADD ("info/truncations", test_info_truncations);
  ADD ("mutations", test_mutations);
  return g_test_run ();
}
