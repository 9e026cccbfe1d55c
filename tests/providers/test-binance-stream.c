/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "feed/providers/feed-binance.h"
#include "providers/binance-fixture.h"

#define RECEIVED G_GINT64_CONSTANT (987654321)

#define QUOTE "'u':5,'s':'BTCUSDT','b':'1.5','B':'2','a':'2.5','A':'3'"
#define TRADE "'e':'trade','s':'BTCUSDT','t':5,'p':'1.5','q':'2','T':1723161255342"
#define STATS "'e':'24hrTicker','s':'BTCUSDT','c':'2','Q':'1','o':'1','h':'3'," \
              "'l':'1','v':'9','C':1723161255342,'L':7"
#define WRAP(name, payload) "{'stream':'" name "','data':{" payload "}}"

/* A frame gives one tick at most, and a notice only where it is an answer of the venue */
static FeedDecode
read_frame (FeedProvider    *provider,
            const FeedReply *reply,
            const FeedSink  *sink,
            GError         **error)
{
  const ProviderSpy *spy = sink->user_data;
  FeedDecode result = feed_provider_decode (provider, FEED_FRAME_TEXT, (const guint8 *) reply->body,
                                            reply->length, RECEIVED, sink, error);

  g_assert_cmpuint (spy->ticks->len, ==, result == FEED_DECODE_OK ? 1 : 0);
  g_assert_true (spy->notices->len == 0 || result == FEED_DECODE_CONTROL);
  return result;
}

static FeedDecode
decode_bytes (BinanceFixture *fixture,
              const char     *bytes,
              gsize           length)
{
  return binance_fixture_decode (fixture, read_frame, bytes, length);
}

static FeedDecode
decode (BinanceFixture *fixture,
        const char     *text)
{
  return binance_fixture_decode_text (fixture, read_frame, text);
}

static FeedTick
make_tick (guint         slot,
           FeedTickFlags flags,
           gint64        sequence)
{
  FeedTick tick;

  feed_tick_init (&tick);
  tick.instrument = slot;
  tick.flags = flags;
  tick.sequence = sequence;
  tick.receive_time_us = RECEIVED;
  return tick;
}

static void
test_quote (BinanceFixture *fixture,
            gconstpointer   data)
{
  g_auto (GStrv) frames = provider_spy_load_frames ();
  FeedTick expected = make_tick (3, FEED_TICK_QUOTE, G_GINT64_CONSTANT (40090217001));

  expected.bid = 61837.63;
  expected.bid_size = 3.78826;
  expected.ask = 61837.64;
  expected.ask_size = 1.54698;
  g_assert_cmpint (decode (fixture, frames[0]), ==, FEED_DECODE_OK);
  provider_spy_assert_tick (provider_spy_get (fixture->spy, 0), &expected);

  expected.sequence = G_GINT64_CONSTANT (40090217006);
  expected.bid_size = 3.7;
  expected.ask_size = 1.5;
  g_assert_cmpint (decode (fixture, frames[7]), ==, FEED_DECODE_OK);
  provider_spy_assert_tick (provider_spy_get (fixture->spy, 0), &expected);
}

static void
test_trade (BinanceFixture *fixture,
            gconstpointer   data)
{
  g_auto (GStrv) frames = provider_spy_load_frames ();
  FeedTick expected = make_tick (3, FEED_TICK_TRADE, G_GINT64_CONSTANT (3735683259));

  expected.last = 61837.63;
  expected.last_size = 0.02;
  expected.exchange_time_us = G_GINT64_CONSTANT (1723161255342000);
  g_assert_cmpint (decode (fixture, frames[1]), ==, FEED_DECODE_OK);
  provider_spy_assert_tick (provider_spy_get (fixture->spy, 0), &expected);

  expected.sequence = G_GINT64_CONSTANT (3735683263);
  expected.last = 61837.64;
  expected.last_size = 0.0002;
  expected.exchange_time_us = G_GINT64_CONSTANT (1723161257342000);
  g_assert_cmpint (decode (fixture, frames[8]), ==, FEED_DECODE_OK);
  provider_spy_assert_tick (provider_spy_get (fixture->spy, 0), &expected);
}

/* Close is the price 24 h ago, not "x"; the best prices of a ticker are left out */
static void
test_stats (BinanceFixture *fixture,
            gconstpointer   data)
{
  g_auto (GStrv) frames = provider_spy_load_frames ();
  FeedTick expected = make_tick (7, FEED_TICK_STATS, 1500812345);

  expected.last = 2470.17;
  expected.last_size = 0.4213;
  expected.open = expected.close = 2482.51;
  expected.high = 2510;
  expected.low = 2401.05;
  expected.volume = 310274.8021;
  expected.exchange_time_us = G_GINT64_CONSTANT (1723161256000000);
  g_assert_cmpint (decode (fixture, frames[2]), ==, FEED_DECODE_OK);
  provider_spy_assert_tick (provider_spy_get (fixture->spy, 0), &expected);
}

static void
test_stats_without_trades (BinanceFixture *fixture,
                           gconstpointer   data)
{
  FeedTick expected = make_tick (3, FEED_TICK_STATS, -1);

  expected.volume = 0;
  expected.exchange_time_us = G_GINT64_CONSTANT (1723161255342000);
  g_assert_cmpint (decode (fixture, "{'e':'24hrTicker','s':'BTCUSDT','c':'2.0',"
                                    "'Q':'0.0','o':'0.00','h':'0.00','l':'0','v':'0',"
                                    "'C':1723161255342,'L':-1}"), ==, FEED_DECODE_OK);
  provider_spy_assert_tick (provider_spy_get (fixture->spy, 0), &expected);
}

/* An empty side of the book: no price, and a size that says so */
static void
test_quote_empty_side (BinanceFixture *fixture,
                       gconstpointer   data)
{
  FeedTick expected = make_tick (3, FEED_TICK_QUOTE, 5);

  expected.bid_size = 0;
  expected.ask = 2.5;
  expected.ask_size = 3;
  g_assert_cmpint (decode (fixture, "{'u':5,'s':'BTCUSDT','b':'0.00000000',"
                                    "'B':'0.00000000','a':'2.5','A':'3'}"), ==, FEED_DECODE_OK);
  provider_spy_assert_tick (provider_spy_get (fixture->spy, 0), &expected);
}

static const struct {
  const char *frame;
  FeedDecode  result;
  const char *notice;
} answers[] = {
  { "{'result':null,'id':1}", FEED_DECODE_CONTROL, "" },
  { "{'id':1,'result':null}", FEED_DECODE_CONTROL, "" },
  { "{'id':null,'result':['a@trade']}", FEED_DECODE_CONTROL, "" },
  { "{'code':2,'msg':'Invalid request: x','id':2}", FEED_DECODE_CONTROL,
    "REFUSED -1 Invalid request: x (code 2)\n" },
  { "{'id':'a','error':{'msg':'Too\\nmany','code':-1003}}", FEED_DECODE_CONTROL,
    "REFUSED -1 Too\\nmany (code -1003)\n" },
  { "{'id':2,'status':400,'error':'broken'}", FEED_DECODE_CONTROL,
    "REFUSED -1 broken (code 0)\n" },
  { "{'error':{}}", FEED_DECODE_CONTROL, "REFUSED -1  (code 0)\n" },
  { "{'error':{'msg':'\xff\xfe'}}", FEED_DECODE_CONTROL,
    "REFUSED -1 \xef\xbf\xbd\xef\xbf\xbd (code 0)\n" },
  { "{'e':'serverShutdown','E':1784592000000}", FEED_DECODE_CONTROL,
    "PLANNED_CLOSE -1 the server announced that it shuts down\n" },
  { "{'E':1784592000000,'e':'serverShutdown'}", FEED_DECODE_CONTROL,
    "PLANNED_CLOSE -1 the server announced that it shuts down\n" },
  { "{'stream':'!serverShutdown','data':{'e':'serverShutdown','E':1}}",
    FEED_DECODE_CONTROL, "PLANNED_CLOSE -1 the server announced that it shuts down\n" },
  { "{'data':{'E':1},'stream':'!serverShutdown'}", FEED_DECODE_CONTROL,
    "PLANNED_CLOSE -1 the server announced that it shuts down\n" },
  { WRAP ("xyzusdt@bookTicker", "'u':1,'s':'XYZUSDT','b':'1','B':'1','a':'1','A':"
                                "'1'"), FEED_DECODE_IGNORED, "" },
  { WRAP ("btcusdt@kline_1m", "'e':'kline','s':'BTCUSDT','k':{'t':1,'o':'1'}"),
    FEED_DECODE_IGNORED, "" },
  { WRAP ("btcusdt@depth", "'b':[['1','2']],'a':[],'u':1,'e':'depthUpdate'"),
    FEED_DECODE_IGNORED, "" },
  { WRAP ("btcusdt@referencePrice", "'x':1.5e3,'s':'BTCUSDT'"), FEED_DECODE_IGNORED, "" },
  { "{'lastUpdateId':1,'bids':[['1','2']],'asks':[]}", FEED_DECODE_IGNORED, "" },
  { "[]", FEED_DECODE_IGNORED, "" },
  { "[{'e':'24hrMiniTicker'}]", FEED_DECODE_IGNORED, "" },
};

static void
test_answers (BinanceFixture *fixture,
              gconstpointer   data)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_test_message ("row %u", i);
    g_assert_cmpint (decode (fixture, answers[i].frame), ==, answers[i].result);
    g_assert_cmpstr (fixture->spy->notices->str, ==, answers[i].notice);
  }
}

static const struct {
  const char *frame;
  FeedDecode  result;
} fixture_results[] = {
  { "bookTicker", FEED_DECODE_OK }, { "trade", FEED_DECODE_OK }, { "ticker", FEED_DECODE_OK },
  { "miniTicker", FEED_DECODE_IGNORED }, { "aggTrade", FEED_DECODE_IGNORED },
  { "depth", FEED_DECODE_IGNORED }, { "depth5", FEED_DECODE_IGNORED },
  { "raw bookTicker", FEED_DECODE_OK }, { "raw trade", FEED_DECODE_OK },
  { "ack", FEED_DECODE_CONTROL }, { "list", FEED_DECODE_CONTROL },
  { "refusal", FEED_DECODE_CONTROL }, { "error", FEED_DECODE_CONTROL },
  { "raw shutdown", FEED_DECODE_CONTROL }, { "shutdown", FEED_DECODE_CONTROL },
  { "list of all", FEED_DECODE_IGNORED },
};

static void
test_fixture (BinanceFixture *fixture,
              gconstpointer   data)
{
  g_auto (GStrv) frames = provider_spy_load_frames ();

  g_assert_cmpuint (g_strv_length (frames), ==, G_N_ELEMENTS (fixture_results));
  for (guint i = 0; frames[i] != NULL; i++) {
    g_test_message ("%s", fixture_results[i].frame);
    g_assert_cmpint (decode (fixture, frames[i]), ==, fixture_results[i].result);
  }
}

static const struct {
  const char *frame;
  const char *words;   /* in the error */
} errors[] = {
  { "", "message" },
  { " ", "message" },
  { "null", "neither object nor list" },
  { "5", "neither object nor list" },
  { "'text'", "neither object nor list" },
  { "garbage", "neither object nor list" },
  { "<html>", "neither object nor list" },
  { "{}", "nothing that this venue sends" },
  { "{'foo':1}", "nothing that this venue sends" },
  { "{'s':'BTCUSDT'}", "nothing that this venue sends" },
  { "{" QUOTE "}}", "text behind the value" },
  { "{" QUOTE "} {" QUOTE "}", "text behind the value" },
  { "{'data':{" QUOTE "}}", "data without a stream" },
  { "{'stream':'btcusdt@bookTicker'}", "stream without data" },
  { "{'stream':'btcusdt@bookTicker'," QUOTE "}", "stream without data" },
  { "{'stream':7,'data':{" QUOTE "}}", "stream is no string" },
  { "{'stream':'btcusdt@bookTicker','data':null}", "neither object nor list" },
  { "{'stream':'btcusdt@bookTicker','data':'{}'}", "neither object nor list" },
  { "{'stream':'btcusdt@bookTicker','data':{" QUOTE "},'data':{}}", "more than one" },
  { "{'stream':'a','stream':'b','data':{" QUOTE "}}", "stream comes twice" },
  { WRAP ("btcusdt@trade", QUOTE), "stream and payload differ" },
  { WRAP ("btcusdt@bookTicker", TRADE), "stream and payload differ" },
  { WRAP ("btcusdt@ticker", TRADE), "stream and payload differ" },
  { WRAP ("ethusdt@trade", TRADE), "stream and payload differ" },
  { WRAP ("BTCUSDT@trade", TRADE), "stream and payload differ" },
  { WRAP ("btcusdt", TRADE), "stream and payload differ" },
  { WRAP ("btcusdt@trade", "'s':'BTCUSDT','t':5"), "e is missing" },
  { WRAP ("btcusdt@ticker", ""), "e is missing" },
  { WRAP ("btcusdt@bookTicker", ""), "s is missing" },
  { "{'u':5,'s':'BTCUSDT','b':'1','B':'1','a':'1'}", "A is missing" },
  { "{" QUOTE ",'b':'1'}", "b comes twice" },
  { "{'e':'trade'," TRADE "}", "e comes twice" },
  { "{'e':1}", "e is no string" },
  { "{'u':5.5,'s':'BTCUSDT','b':'1','B':'1','a':'1','A':'1'}", "u is no integer" },
  { "{'u':'5','s':'BTCUSDT','b':'1','B':'1','a':'1','A':'1'}", "u is no integer" },
  { "{'u':-5,'s':'BTCUSDT','b':'1','B':'1','a':'1','A':'1'}", "u is below" },
  { "{'u':99999999999999999999,'s':'BTCUSDT','b':'1','B':'1','a':'1','A':'1'}",
    "u is no integer" },
  { "{'u':5,'s':7,'b':'1','B':'1','a':'1','A':'1'}", "s is no string" },
  { "{'u':5,'s':'BTCUSDT','b':1,'B':'1','a':'1','A':'1'}", "b is no string" },
  { "{'u':5,'s':'BTCUSDT','b':'-1','B':'1','a':'1','A':'1'}", "b is negative" },
  { "{'u':5,'s':'BTCUSDT','b':'1','B':'-0.0','a':'1','A':'1'}", "B is negative" },
  { "{'u':5,'s':'BTCUSDT','b':'1','B':'1','a':'NaN','A':'1'}", "a is no number" },
  { "{'u':5,'s':'BTCUSDT','b':'1','B':'1','a':'1e999','A':'1'}", "a is no number" },
  { "{'u':5,'s':'BTCUSDT','b':'1','B':'1','a':'1','A':''}", "A is no number" },
  { "{'u':5,'s':'BTCUSDT','b':'1','B':'1','a':['1'],'A':'1'}", "a is no string" },
  { "{'u':5,'s':'BTCUSDT','b':null,'B':'1','a':'1','A':'1'}", "b is no string" },
  { "{'e':'trade','s':'BTCUSDT','t':5,'p':'0.000','q':'2','T':1723161255342}",
    "p is no price" },
  { "{'e':'trade','s':'BTCUSDT','t':5,'p':'1','q':'2','T':0}", "T is no time" },
  { "{'e':'trade','s':'BTCUSDT','t':5,'p':'1','q':'2','T':-7}", "T is no time" },
  { "{'e':'trade','s':'BTCUSDT','t':5,'p':'1','q':'2','T':9223372036854775807}",
    "T is no time" },
  { "{'e':'trade','s':'BTCUSDT','t':5,'p':'1','q':'2','T':'1723161255342'}",
    "T is no integer" },
  { "{'e':'24hrTicker','s':'BTCUSDT','c':'2'}", "C is missing" },
  { "{'result':null", "ends too early" },
};

static void
test_errors (BinanceFixture *fixture,
             gconstpointer   data)
{
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++) {
    g_test_message ("row %u", i);
    g_assert_cmpint (decode (fixture, errors[i].frame), ==, FEED_DECODE_ERROR);
    g_assert_error (fixture->error, FEED_ERROR, FEED_ERROR_DECODE);
    if (strstr (fixture->error->message, errors[i].words) == NULL)
      g_error ("“%s” is not in: %s", errors[i].words, fixture->error->message);
  }
}

static void
test_error_excerpt (BinanceFixture *fixture,
                    gconstpointer   data)
{
  g_autoptr (GString) frame = g_string_new ("{\"a\":\"");

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (frame, (char) (0x80 + i % 0x80));
  g_string_append_c (frame, '\x01');
  g_assert_cmpint (decode_bytes (fixture, frame->str, frame->len), ==, FEED_DECODE_ERROR);
  g_assert_true (g_utf8_validate (fixture->error->message, -1, NULL));
  g_assert_cmpuint (strlen (fixture->error->message), <, 200);
  g_assert_cmpint (feed_provider_decode (fixture->provider, FEED_FRAME_TEXT,
                                         (const guint8 *) frame->str, frame->len, 1,
                                         &fixture->spy->sink, NULL), ==, FEED_DECODE_ERROR);
}

static void
test_binary (BinanceFixture *fixture,
             gconstpointer   data)
{
  g_autofree char *frame = provider_spy_unquote ("{" QUOTE "}");

  g_assert_cmpint (feed_provider_decode (fixture->provider, FEED_FRAME_BINARY,
                                         (const guint8 *) frame, strlen (frame), 1,
                                         &fixture->spy->sink, &fixture->error),
                   ==, FEED_DECODE_ERROR);
  g_assert_error (fixture->error, FEED_ERROR, FEED_ERROR_DECODE);
  g_assert_cmpuint (fixture->spy->ticks->len, ==, 0);
}

static void
test_times (BinanceFixture *fixture,
            gconstpointer   data)
{
  static const struct {
    const char *sent;
    gint64      time_us;
  } times[] = {
    { "1", 1000 },
    { "99999999999999", G_GINT64_CONSTANT (99999999999999000) },
    { "100000000000000", G_GINT64_CONSTANT (100000000000000) },
    { "1723161255342123", G_GINT64_CONSTANT (1723161255342123) },
    { "253402300799999999", G_GINT64_CONSTANT (253402300799999999) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    g_autofree char *frame = g_strdup_printf ("{'e':'trade','s':'BTCUSDT','t':5,'p':'1',"
                                              "'q':'2','T':%s}", times[i].sent);

    g_assert_cmpint (decode (fixture, frame), ==, FEED_DECODE_OK);
    g_assert_cmpint (provider_spy_get (fixture->spy, 0)->exchange_time_us, ==, times[i].time_us);
  }
}

/* A name outside of ASCII comes as it is or as escapes */
static void
test_unicode (BinanceFixture *fixture,
              gconstpointer   data)
{
  static const char *const names[] = { "币安USDT", "\\u5e01\\u5b89USDT", "\\u5E01安\\u0055SDT" };

  feed_provider_add_instrument (fixture->provider, 12, "币安USDT");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *frame = g_strdup_printf ("{'stream':'币安usdt@bookTicker','data':{'u':5,"
                                              "'s':'%s','b':'1','B':'1','a':'2',"
                                              "'A':'1'}}", names[i]);

    g_assert_cmpint (decode (fixture, frame), ==, FEED_DECODE_OK);
    g_assert_cmpuint (provider_spy_get (fixture->spy, 0)->instrument, ==, 12);
  }
  g_assert_cmpint (decode (fixture, "{'u':5,'s':'\\ud83d\\ude00\\u0000','b':'1','B':'1',"
                                    "'a':'2','A':'1'}"), ==, FEED_DECODE_IGNORED);
  g_assert_cmpint (decode (fixture, "{'u':5,'s':'\\ud83d','b':'1','B':'1',"
                                    "'a':'2','A':'1'}"), ==, FEED_DECODE_IGNORED);
}

/* Members in the order of a random permutation, and white space wherever it may stand */
static char *
shuffle (const char *members,
         GRand      *random,
         gboolean    spaced)
{
  g_auto (GStrv) parts = g_strsplit (members, "|", -1);
  guint n = g_strv_length (parts);
  g_autofree char *joined = NULL;

  for (guint i = n - 1; i > 0; i--) {
    guint other = (guint) g_rand_int_range (random, 0, (gint32) i + 1);
    char *moved = parts[i];

    parts[i] = parts[other];
    parts[other] = moved;
  }
  joined = g_strjoinv (spaced ? " ,\r\n\t" : ",", parts);
  return g_strdup_printf (spaced ? " { %s } " : "{%s}", joined);
}

static void
test_key_order (BinanceFixture *fixture,
                gconstpointer   data)
{
  static const struct {
    const char *stream, *members;
  } payloads[] = {
    { "btcusdt@bookTicker", "'u':5|'s':'BTCUSDT'|'b':'1.5'|'B':'2'|'a':'2.5'|'A':'3'" },
    { "btcusdt@trade", "'e':'trade'|'E':9|'s':'BTCUSDT'|'t':5|'p':'1.5'|'q':'2'|"
                       "'b':88|'a':77|'T':1723161255342|'m':true|'M':true" },
    { "btcusdt@ticker", "'e':'24hrTicker'|'s':'BTCUSDT'|'c':'2'|'Q':'1'|'o':'1'|"
                        "'h':'3'|'l':'1'|'v':'9'|'C':1723161255342|'L':7|'b':'1'|'B':'2'|"
                        "'a':'3'|'A':'4'|'x':'1'|'p':'-1'|'P':'-1.0'|'n':5|'F':1" },
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++) {
    FeedTick expected;

    for (guint round = 0; round < 1000; round++) {
      gboolean spaced = round % 2 == 1;
      g_autofree char *payload = shuffle (payloads[i].members, random, spaced);
      g_autofree char *pair = g_strdup_printf ("'stream':'%s'|'data':%s", payloads[i].stream,
                                               payload);
      g_autofree char *frame = shuffle (pair, random, spaced);

      g_assert_cmpint (decode (fixture, payload), ==, FEED_DECODE_OK);
      if (round == 0)
        expected = *provider_spy_get (fixture->spy, 0);
      provider_spy_assert_tick (provider_spy_get (fixture->spy, 0), &expected);
      g_assert_cmpint (decode (fixture, frame), ==, FEED_DECODE_OK);
      provider_spy_assert_tick (provider_spy_get (fixture->spy, 0), &expected);
    }
  }
}

static void
test_truncations (BinanceFixture *fixture,
                  gconstpointer   data)
{
  g_auto (GStrv) frames = provider_spy_load_frames ();

  for (guint i = 0; frames[i] != NULL; i++)
    for (gsize length = 0; length < strlen (frames[i]); length++)
      g_assert_cmpint (decode_bytes (fixture, frames[i], length), ==, FEED_DECODE_ERROR);
}

/* decode() asserts that nothing reaches the sink of what is in error, and that what is good is
 * good: numbers in range */
static void
check_mutant (BinanceFixture *fixture,
              const char     *frame,
              gsize           length)
{
  const FeedTick *tick;

  if (decode_bytes (fixture, frame, length) == FEED_DECODE_ERROR)
    g_assert_true (g_utf8_validate (fixture->error->message, -1, NULL));
  if (fixture->spy->ticks->len == 0)
    return;
  tick = provider_spy_get (fixture->spy, 0);
  g_assert_true (tick->instrument == 3 || tick->instrument == 7 || tick->instrument == 9);
  g_assert_false (tick->last <= 0 || isinf (tick->last) || tick->last_size < 0);
  g_assert_false (tick->bid <= 0 || isinf (tick->bid) || tick->bid_size < 0);
  g_assert_false (tick->ask <= 0 || isinf (tick->ask) || tick->ask_size < 0);
  g_assert_cmpint (tick->sequence, >=, -1);
  g_assert_cmpint (tick->exchange_time_us, >=, 0);
}

static void
mutate (GString *frame,
        GRand   *random)
{
  static const char tokens[] = "{}[]\":,\\0-9eE.tfn\xff\x01";
  gsize at = (gsize) g_rand_int_range (random, 0, (gint32) frame->len);

  switch (g_rand_int_range (random, 0, 5)) {
  case 0:
    frame->str[at] ^= (char) (1 << g_rand_int_range (random, 0, 8));
    break;
  case 1:
    frame->str[at] = tokens[g_rand_int_range (random, 0, (gint32) sizeof tokens)];
    break;
  case 2:
    g_string_insert_c (frame, (gssize) at,
                       tokens[g_rand_int_range (random, 0, (gint32) sizeof tokens)]);
    break;
  case 3:
    g_string_erase (frame, (gssize) at, 1);
    break;
  default:
    g_string_insert_len (frame, (gssize) at, frame->str,
                         g_rand_int_range (random, 0, (gint32) MIN (frame->len, 40)));
  }
}

static void
test_mutations (BinanceFixture *fixture,
                gconstpointer   data)
{
  g_auto (GStrv) frames = provider_spy_load_frames ();
  guint32 seed = 20240808;

  for (guint i = 0; frames[i] != NULL; i++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed + i);

    g_test_message ("frame %u, seed %u", i, seed + i);
    for (guint round = 0; round < 10000; round++) {
      g_autoptr (GString) frame = g_string_new (frames[i]);

      for (gint32 n = g_rand_int_range (random, 1, 5); n > 0 && frame->len > 0; n--)
        mutate (frame, random);
      check_mutant (fixture, frame->str, frame->len);
    }
  }
}

static void
test_deep_and_long (BinanceFixture *fixture,
                    gconstpointer   data)
{
  g_autofree char *open = g_strnfill (300000, '[');
  g_autofree char *spaces = g_strnfill (200 * 1024, ' ');
  g_autofree char *padded = g_strconcat (spaces, "{" QUOTE "}", spaces, NULL);
  g_autofree char *nested = g_strconcat ("{'x':", open, NULL);

  g_assert_cmpint (decode (fixture, open), ==, FEED_DECODE_ERROR);
  g_assert_cmpint (decode (fixture, nested), ==, FEED_DECODE_ERROR);
  g_assert_cmpint (decode (fixture, padded), ==, FEED_DECODE_OK);
}

#define ADD(path, function) \
  g_test_add ("/binance/stream/" path, BinanceFixture, NULL, binance_fixture_set_up, function, \
              binance_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("quote", test_quote);
  ADD ("quote-empty-side", test_quote_empty_side);
  ADD ("trade", test_trade);
  ADD ("stats", test_stats);
  ADD ("stats-without-trades", test_stats_without_trades);
  ADD ("answers", test_answers);
  ADD ("fixture", test_fixture);
  ADD ("errors", test_errors);
  ADD ("error-excerpt", test_error_excerpt);
  ADD ("binary", test_binary);
  ADD ("times", test_times);
  ADD ("unicode", test_unicode);
  ADD ("key-order", test_key_order);
  ADD ("truncations", test_truncations);
  ADD ("mutations", test_mutations);
  ADD ("deep-and-long", test_deep_and_long);
  return g_test_run ();
}
