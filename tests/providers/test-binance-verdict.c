/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "feed/providers/feed-binance.h"
#include "providers/provider-spy.h"

/* 2024-08-09 00:00:00 UTC */
#define WALL G_GINT64_CONSTANT (1723161600000000)
#define S(n) ((n) * G_GINT64_CONSTANT (1000000))
#define DAYS(n) S ((n) * 86400)

static void
test_close (void)
{
  static const struct {
    guint           code;
    FeedVerdictKind kind;
    gint64          wait_us;
  } codes[] = {
    { 0, FEED_VERDICT_RETRY, 0 },
    { 1000, FEED_VERDICT_RETRY, 0 },
    { 1001, FEED_VERDICT_RETRY, 0 },
    { 1002, FEED_VERDICT_RETRY, S (15) },
    { 1003, FEED_VERDICT_RETRY, S (15) },
    { 1005, FEED_VERDICT_RETRY, 0 },
    { 1006, FEED_VERDICT_RETRY, 0 },
    { 1007, FEED_VERDICT_RETRY, S (15) },
    { 1008, FEED_VERDICT_RETRY_AFTER, S (60) },
    { 1009, FEED_VERDICT_RETRY, 0 },
    { 1010, FEED_VERDICT_RETRY, S (15) },
    { 1011, FEED_VERDICT_RETRY, 0 },
    { 1012, FEED_VERDICT_RETRY, S (5) },
    { 1013, FEED_VERDICT_RETRY, S (5) },
    { 1014, FEED_VERDICT_RETRY, 0 },
    { 4001, FEED_VERDICT_RETRY, 0 },
    { G_MAXUINT, FEED_VERDICT_RETRY, 0 },
  };
  g_autoptr (FeedProvider) provider = feed_binance_new ("binance");

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    FeedVerdict verdict = feed_provider_map_close (provider, codes[i].code);

    g_assert_cmpint (verdict.kind, ==, codes[i].kind);
    g_assert_cmpint (verdict.wait_us, ==, codes[i].wait_us);
  }
}

#define BAN "{\"code\":-1003,\"msg\":\"Way too many requests; IP(1.2.3.4) banned until " \
            "1723161690000. Please use the websocket.\"}"

static const struct {
  guint           status;
  const char     *retry_after;   /* NULL = no such header */
  const char     *body;
  FeedVerdictKind kind;
  gint64          wait_us;
  const char     *description;
} replies[] = {
  { 429, "7", "", FEED_VERDICT_RETRY_AFTER, S (7), "HTTP 429, too many requests: no words" },
  { 429, " 7 ", "", FEED_VERDICT_RETRY_AFTER, S (7), "HTTP 429, too many requests: no words" },
  { 429, "0", "", FEED_VERDICT_RETRY_AFTER, S (1), "HTTP 429, too many requests: no words" },
  { 429, NULL, "{\"code\":-1003,\"msg\":\"Too many requests.\"}", FEED_VERDICT_RETRY_AFTER, S (60),
    "HTTP 429, too many requests: Too many requests. (code -1003)" },
  { 429, NULL, "{\"code\":-1003}", FEED_VERDICT_RETRY_AFTER, S (60), NULL },
  { 429, NULL, BAN, FEED_VERDICT_RETRY_AFTER, S (90), NULL },
  { 429, "5", BAN, FEED_VERDICT_RETRY_AFTER, S (5), NULL },
  { 429, "Fri, 09 Aug 2024 00:00:30 GMT", "", FEED_VERDICT_RETRY_AFTER, S (30), NULL },
  { 429, "Friday, 09-Aug-24 00:01:00 GMT", "", FEED_VERDICT_RETRY_AFTER, S (60), NULL },
  { 429, "Fri Aug  9 00:02:00 2024", "", FEED_VERDICT_RETRY_AFTER, S (120), NULL },
  { 429, "Thu, 08 Aug 2024 23:59:59 GMT", "", FEED_VERDICT_RETRY_AFTER, S (1), NULL },
  { 429, "Fri, 99 Foo 2024 77:00:30 GMT", "", FEED_VERDICT_RETRY_AFTER, S (60), NULL },
  { 429, "soon", "", FEED_VERDICT_RETRY_AFTER, S (60), NULL },
  { 429, "", "", FEED_VERDICT_RETRY_AFTER, S (60), NULL },
  { 429, "-5", "", FEED_VERDICT_RETRY_AFTER, S (60), NULL },
  { 429, "99999999999999999999999", "", FEED_VERDICT_RETRY_AFTER, DAYS (3), NULL },
  { 429, "Fri, 09 Aug 9999 00:00:30 GMT", "", FEED_VERDICT_RETRY_AFTER, DAYS (3), NULL },
  { 418, "180", "", FEED_VERDICT_RETRY_AFTER, S (180), NULL },
  { 418, NULL, "", FEED_VERDICT_RETRY_AFTER, S (120),
    "HTTP 418, this address is banned for a while: no words" },
  { 418, NULL, BAN, FEED_VERDICT_RETRY_AFTER, S (90),
    "HTTP 418, this address is banned for a while: Way too many requests; IP(1.2.3.4) banned until "
    "1723161690000. Please use the websocket. (code -1003)" },
  { 418, NULL, "{\"code\":-1003,\"msg\":\"until 1723161600000\"}", FEED_VERDICT_RETRY_AFTER, S (1),
    NULL },
  { 418, NULL, "{\"code\":-1003,\"msg\":\"until 1723161690000123\"}", FEED_VERDICT_RETRY_AFTER,
    S (90) + 123, NULL },
  { 418, NULL, "{\"code\":-1003,\"msg\":\"until 99999999999999999999999\"}",
    FEED_VERDICT_RETRY_AFTER, S (120), NULL },
  { 418, NULL, "{\"code\":-1003,\"msg\":\"until 9999999999999\"}", FEED_VERDICT_RETRY_AFTER,
    DAYS (3), NULL },
  { 418, NULL, "{\"code\":-1,\"msg\":\"until 1723161690000\"}", FEED_VERDICT_RETRY_AFTER, S (120),
    NULL },
  { 403, NULL, "<html><head><TITLE>Request\n blocked</TITLE></head></html>", FEED_VERDICT_FATAL, 0,
    "HTTP 403, blocked by the venue's firewall: a web page, “Request blocked”" },
  { 451, NULL, "{\"code\":0,\"msg\":\"Service unavailable from a restricted location\"}",
    FEED_VERDICT_FATAL, 0,
    "HTTP 451, not offered in this region: Service unavailable from a "
    "restricted location (code 0)" },
  { 400, NULL, "{\"code\":-1102,\"msg\":\"Mandatory parameter\"}", FEED_VERDICT_RETRY, 0,
    "HTTP 400: Mandatory parameter (code -1102)" },
  { 401, NULL, "", FEED_VERDICT_RETRY, S (60), "HTTP 401: no words" },
  { 404, NULL, "Not found", FEED_VERDICT_RETRY, 0, "HTTP 404: Not found" },
  { 301, NULL, "", FEED_VERDICT_RETRY, 0, "HTTP 301: no words" },
  { 500, NULL, "{\"code\":-1000,\"msg\":\"\"}", FEED_VERDICT_RETRY, 0, "HTTP 500:  (code -1000)" },
  { 502, NULL, "<html>", FEED_VERDICT_RETRY, 0, "HTTP 502: a web page" },
  { 503, NULL, "<title></title", FEED_VERDICT_RETRY, 0, "HTTP 503: a web page" },
  { 504, NULL, "\xff\x01\n\t ok", FEED_VERDICT_RETRY, 0, "HTTP 504: \xef\xbf\xbd? ok" },
  { 599, NULL, "{\"code\":5,\"msg\":\"cut", FEED_VERDICT_RETRY, 0,
    "HTTP 599: {\"code\":5,\"msg\":\"cut" },
  { 0, NULL, "{\"code\":\"x\",\"msg\":[1]}", FEED_VERDICT_RETRY, 0,
    "HTTP 0: {\"code\":\"x\",\"msg\":[1]}" },
};

static void
test_http (void)
{
  g_autoptr (FeedProvider) provider = feed_binance_new ("binance");
  g_autoptr (ProviderSpy) spy = provider_spy_new ();

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++) {
    const char *const headers[] = { "retry-after", replies[i].retry_after, NULL };
    FeedReply reply = provider_spy_reply (replies[i].status, replies[i].body,
                                          replies[i].retry_after != NULL ? headers : NULL);
    g_autofree char *description = NULL;
    FeedVerdict verdict = feed_provider_map_http (provider, &reply, &spy->sink, WALL,
                                                  &description);

    g_test_message ("row %u", i);
    g_assert_cmpint (verdict.kind, ==, replies[i].kind);
    g_assert_cmpint (verdict.wait_us, ==, replies[i].wait_us);
    g_assert_true (g_utf8_validate (description, -1, NULL));
    if (replies[i].description != NULL)
      g_assert_cmpstr (description, ==, replies[i].description);
    feed_provider_map_http (provider, &reply, NULL, WALL, NULL);
  }
  g_assert_cmpstr (spy->notices->str, ==, "");
}

/* What a bad symbol means depends on what was asked last */
static void
test_bad_symbol (void)
{
  static const guint slots[] = { 3, 7 };
  static const char *const added[] = { "ETHUSDT", NULL };
  static const char *const new[] = { "NEWUSDT", NULL };
  g_autoptr (FeedProvider) provider = provider_spy_make_binance ();
  g_autoptr (ProviderSpy) spy = provider_spy_new ();
  FeedReply bad = provider_spy_reply (400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", NULL);
  FeedReply illegal = provider_spy_reply (400, "{\"code\":-1100,\"msg\":\"Illegal\"}", NULL);
  FeedReply other = provider_spy_reply (400, "{\"code\":-1101,\"msg\":\"Other\"}", NULL);

  feed_provider_map_http (provider, &bad, &spy->sink, WALL, NULL);
  g_assert_cmpstr (spy->notices->str, ==, "");

  feed_request_free (feed_provider_poll_request (provider, slots, 2));
  feed_provider_map_http (provider, &bad, &spy->sink, WALL, NULL);
  feed_request_free (feed_provider_poll_request (provider, slots, 1));
  feed_provider_map_http (provider, &illegal, &spy->sink, WALL, NULL);
  feed_provider_map_http (provider, &other, &spy->sink, WALL, NULL);
  feed_provider_map_http (provider, &bad, NULL, WALL, NULL);
  feed_request_free (feed_provider_info_request (provider, added));
  feed_provider_map_http (provider, &bad, &spy->sink, WALL, NULL);
  feed_request_free (feed_provider_info_request (provider, new));
  feed_provider_map_http (provider, &bad, &spy->sink, WALL, NULL);
  g_assert_cmpstr (spy->notices->str, ==,
                   "BATCH_REFUSED -1 HTTP 400: Invalid symbol. (code -1121)\n"
                   "UNKNOWN_SYMBOL 3 HTTP 400: Illegal (code -1100)\n"
                   "UNKNOWN_SYMBOL 7 HTTP 400: Invalid symbol. (code -1121)\n"
                   "UNKNOWN_SYMBOL -1 HTTP 400: Invalid symbol. (code -1121)\n");
}

static void
test_used_weight (void)
{
  static const struct {
    const char *text;
    int         weight;
  } weights[] = {
    { "0", 0 }, { "1200", 1200 }, { "6000", 6000 }, { "2147483647", G_MAXINT },
    { "2147483648", -1 }, { "99999999999999999999", -1 }, { "-5", -1 }, { "", -1 }, { "12x", -1 },
    { "x", -1 },
  };
  g_autoptr (FeedProvider) provider = feed_binance_new ("binance");
  FeedReply bare = provider_spy_reply (200, "", NULL);

  g_assert_cmpint (feed_provider_used_weight (provider, &bare), ==, -1);
  bare.header = NULL;
  g_assert_cmpint (feed_provider_used_weight (provider, &bare), ==, -1);
  for (guint i = 0; i < G_N_ELEMENTS (weights); i++) {
    const char *const headers[] = { "x-mbx-used-weight-1m", weights[i].text, NULL };
    FeedReply reply = provider_spy_reply (200, "", headers);

    g_assert_cmpint (feed_provider_used_weight (provider, &reply), ==, weights[i].weight);
  }
}

/* Random bytes of every status: never a crash, and words that can be shown */
static void
test_garbage (void)
{
  static const guint statuses[] = { 400, 403, 418, 429, 500 };
  static const char pattern[] = "<{\"title>0: \xff";
  g_autoptr (FeedProvider) provider = provider_spy_make_binance ();
  g_autoptr (ProviderSpy) spy = provider_spy_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint round = 0; round < 10000; round++) {
    gsize length = (gsize) g_rand_int_range (random, 0, 200);
    g_autofree char *body = g_malloc (length + 1);
    g_autofree char *header = g_malloc0 (length + 1);
    g_autofree char *description = NULL;
    const char *const headers[] = { "Retry-After", header, "X-MBX-USED-WEIGHT-1M", header, NULL };
    FeedReply reply = provider_spy_reply (statuses[round % 5], "", headers);
    FeedVerdict verdict;

    for (gsize i = 0; i < length; i++) {
      body[i] = (char) (round % 2 ? g_rand_int_range (random, 0, 256) : pattern[i % 13]);
      header[i] = (char) g_rand_int_range (random, 1, 128);
    }
    reply.body = body;
    reply.length = length;
    verdict = feed_provider_map_http (provider, &reply, &spy->sink, WALL, &description);
    g_assert_cmpint (verdict.wait_us, >=, 0);
    g_assert_cmpint (verdict.wait_us, <=, DAYS (3));
    g_assert_true (g_utf8_validate (description, -1, NULL));
    g_assert_cmpuint (strlen (description), <, 320);
    g_assert_cmpint (feed_provider_used_weight (provider, &reply), >=, -1);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/binance/verdict/close", test_close);
  g_test_add_func ("/binance/verdict/http", test_http);
  g_test_add_func ("/binance/verdict/bad-symbol", test_bad_symbol);
  g_test_add_func ("/binance/verdict/used-weight", test_used_weight);
  g_test_add_func ("/binance/verdict/garbage", test_garbage);
  return g_test_run ();
}
