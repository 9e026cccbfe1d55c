/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "feed/providers/feed-binance.h"
#include "providers/binance-fixture.h"

#define RECEIVED G_GINT64_CONSTANT (555)
#define BASE "https://api.binance.com/api/v3/"

static FeedDecode
read_trades (FeedProvider    *provider,
             const FeedReply *reply,
             const FeedSink  *sink,
             GError         **error)
{
  return feed_provider_decode_backfill (provider, reply, 3, RECEIVED, sink, error);
}

static FeedDecode
decode_bytes (BinanceFixture *fixture,
              const char     *bytes,
              gsize           length)
{
  return binance_fixture_decode (fixture, read_trades, bytes, length);
}

static FeedDecode
decode (BinanceFixture *fixture,
        const char     *text)
{
  return binance_fixture_decode_text (fixture, read_trades, text);
}

static void
assert_asks (BinanceFixture *fixture,
             gint64          from_id,
             guint           n_trades,
             const char     *uri)
{
  g_autoptr (FeedRequest) request = feed_provider_backfill_request (fixture->provider, 3, from_id,
                                                                    n_trades);

  g_assert_cmpstr (request->method, ==, "GET");
  g_assert_cmpstr (request->uri, ==, uri);
  g_assert_null (request->headers);
  g_assert_null (request->body);
  g_assert_cmpuint (request->weight, ==, 25);
}

static void
test_request (BinanceFixture *fixture,
              gconstpointer   data)
{
  g_assert_true (feed_provider_can_backfill (fixture->provider));
  g_assert_true (feed_provider_get_info (fixture->provider)->counts_trades);
  assert_asks (fixture, 28457, 34, BASE "historicalTrades?symbol=BTCUSDT&fromId=28457&limit=34");
  assert_asks (fixture, 0, 5000, BASE "historicalTrades?symbol=BTCUSDT&fromId=0&limit=1000");
  g_assert_null (feed_provider_backfill_request (fixture->provider, 55, 1, 1));
}

/* The address without an account has no old trades; the newest thousand it has */
static void
test_market_data_only (BinanceFixture *fixture,
                       gconstpointer   data)
{
  const char *base = "https://data-api.binance.vision";
  FeedReply reply = provider_spy_reply (404, "", NULL);

  g_assert_true (feed_provider_set_endpoints (fixture->provider, NULL, base, NULL));
  assert_asks (fixture, 28457, 34,
               "https://data-api.binance.vision/api/v3/trades?symbol=BTCUSDT&limit=1000");
  g_assert_false (feed_provider_backfill_refused (fixture->provider, &reply));
}

/* Refused as such, it is asked for the newest from then on; asked too often, it is not */
static void
test_refused (BinanceFixture *fixture,
              gconstpointer   data)
{
  const guint not_refused[] = { 429, 418, 500, 503 };
  FeedReply reply = provider_spy_reply (0, "", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (not_refused); i++) {
    reply.status = not_refused[i];
    g_assert_false (feed_provider_backfill_refused (fixture->provider, &reply));
  }
  assert_asks (fixture, 1, 2, BASE "historicalTrades?symbol=BTCUSDT&fromId=1&limit=2");
  reply.status = 401;
  g_assert_true (feed_provider_backfill_refused (fixture->provider, &reply));
  g_assert_false (feed_provider_backfill_refused (fixture->provider, &reply));
  assert_asks (fixture, 1, 2, BASE "trades?symbol=BTCUSDT&limit=1000");
}

static void
test_trades (BinanceFixture *fixture,
             gconstpointer   data)
{
  g_autofree char *body = provider_spy_load ("binance-trades.json");
  FeedTick expected;

  g_assert_cmpint (decode_bytes (fixture, body, strlen (body)), ==, FEED_DECODE_OK);
  g_assert_cmpuint (fixture->spy->ticks->len, ==, 2);
  feed_tick_init (&expected);
  expected.instrument = 3;
  expected.source = FEED_SOURCE_POLL;
  expected.flags = FEED_TICK_TRADE | FEED_TICK_BACKFILL;
  expected.receive_time_us = RECEIVED;
  expected.exchange_time_us = G_GINT64_CONSTANT (1499865549590000);
  expected.sequence = 28457;
  expected.last = 4.000001;
  expected.last_size = 12;
  provider_spy_assert_tick (provider_spy_get (fixture->spy, 0), &expected);
  expected.exchange_time_us += 1000;
  expected.sequence = 28458;
  expected.last = 61837.63;
  expected.last_size = 0.00012;
  provider_spy_assert_tick (provider_spy_get (fixture->spy, 1), &expected);
}

static void
test_bad (BinanceFixture *fixture,
          gconstpointer   data)
{
  static const char *const bodies[] = {
    "{}", "3", "", "[3]", "[{}]", "[{'id':1,'price':'1','qty':'1'}]",
    "[{'id':-1,'price':'1','qty':'1','time':1499865549590}]",
    "[{'id':'1','price':'1','qty':'1','time':1499865549590}]",
    "[{'id':1,'price':'0','qty':'1','time':1499865549590}]",
    "[{'id':1,'price':'-1','qty':'1','time':1499865549590}]",
    "[{'id':1,'price':1,'qty':'1','time':1499865549590}]",
    "[{'id':1,'price':'1','qty':'x','time':1499865549590}]",
    "[{'id':1,'price':'1','qty':'1','time':'now'}]",
    "[] []",
  };

  g_assert_cmpint (decode (fixture, "[]"), ==, FEED_DECODE_IGNORED);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_assert_cmpint (decode (fixture, bodies[i]), ==, FEED_DECODE_ERROR);
    g_assert_cmpuint (fixture->spy->ticks->len, ==, 0);
  }
  /* What came before it is good */
  g_assert_cmpint (decode (fixture, "[{'id':1,'price':'1','qty':'1','time':1499865549590},{}]"),
                   ==, FEED_DECODE_ERROR);
  g_assert_cmpuint (fixture->spy->ticks->len, ==, 1);
}

static void
test_truncations (BinanceFixture *fixture,
                  gconstpointer   data)
{
  g_autofree char *body = g_strchomp (provider_spy_load ("binance-trades.json"));
  gsize first_end = (gsize) (strstr (body, "},") - body) + 1;

  for (gsize length = 0; length < strlen (body); length++) {
    g_assert_cmpint (decode_bytes (fixture, body, length), ==, FEED_DECODE_ERROR);
    g_assert_cmpuint (fixture->spy->ticks->len, <=, length < first_end ? 0 : 2);
  }
}

static void
test_mutations (BinanceFixture *fixture,
                gconstpointer   data)
{
  static const char tokens[] = "{}[]\":,\\0-9eE.tfn\xff\x01";
  g_autofree char *body = provider_spy_load ("binance-trades.json");
  gsize length = strlen (body);
  g_autoptr (GRand) random = g_rand_new_with_seed (20240809);

  for (guint round = 0; round < 10000; round++) {
    g_autofree char *mutant = g_strdup (body);

    for (gint32 n = g_rand_int_range (random, 1, 5); n > 0; n--)
      mutant[g_rand_int_range (random, 0, (gint32) length)] =
        tokens[g_rand_int_range (random, 0, (gint32) sizeof tokens)];
    decode_bytes (fixture, mutant, length);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func) \
  g_test_add ("/binance/backfill/" name, BinanceFixture, NULL, binance_fixture_set_up, func, \
              binance_fixture_tear_down)
  ADD ("request", test_request);
  ADD ("market-data-only", test_market_data_only);
  ADD ("refused", test_refused);
  ADD ("trades", test_trades);
  ADD ("bad", test_bad);
  ADD ("truncations", test_truncations);
  ADD ("mutations", test_mutations);
  return g_test_run ();
}
