/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Angel One answers: log-ins, quotes, refusals, rows of the instrument lists. */
#include <math.h>
#include <string.h>

#include "feed/providers/feed-angel-one.h"
#include "feed/providers/feed-binance.h"
#include "providers/capture.h"
#include "providers/provider-spy.h"

/* Friday, 2024-12-20 09:12:54 in India */
#define WALL_US G_GINT64_CONSTANT (1734666174000000)
#define HOUR_US ((gint64) G_TIME_SPAN_HOUR)

static FeedSession *
parse (guint       status,
       const char *body,
       GError    **error)
{
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autofree char *text = provider_spy_unquote (body);
  FeedReply reply = provider_spy_reply (status, text, NULL);

  return feed_provider_parse_login (provider, &reply, WALL_US, error);
}

static void
test_login (void)
{
  static const char *const forms[] = {
    "{'status':true,'message':'SUCCESS','errorcode':'','data':{'jwtToken':'a.b.c',"
    "'refreshToken':'r','feedToken':'f'}}",
    "{'data':{'feedToken':'f','state':null,'jwtToken':'Bearer a.b.c','refreshToken':'r'},"
    "'success':'true','errorCode':null}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (FeedSession) session = parse (200, forms[i], &error);

    g_assert_no_error (error);
    g_assert_cmpstr (session->access_token, ==, "a.b.c");
    g_assert_cmpstr (session->refresh_token, ==, "r");
    g_assert_cmpstr (session->feed_token, ==, "f");
    g_assert_cmpint (session->obtained_us, ==, WALL_US);
    /* No time in the token: the next 05:00 of India, 19 h 47 min 6 s later */
    g_assert_cmpint (session->expiry_us - WALL_US, ==,
                     (19 * 3600 + 47 * 60 + 6) * (gint64) G_USEC_PER_SEC);
  }
}

/* A renewal that leaves out the stream's token leaves it as it is; a log-in has to give one */
static void
test_renewal (void)
{
  static const char body[] = "{\"status\":true,\"data\":{\"jwtToken\":\"d.e.f\",\"refreshToken\":\"s\"}}";
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autoptr (FeedCredentials) credentials = feed_credentials_new ();
  g_autoptr (FeedSession) session = feed_session_new ("a.b.c", "r", "f");
  g_autoptr (FeedSession) renewed = NULL;
  FeedReply reply = provider_spy_reply (200, body, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (feed_provider_parse_login (provider, &reply, WALL_US, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_DECODE);
  feed_provider_set_session (provider, credentials, session);
  renewed = feed_provider_parse_login (provider, &reply, WALL_US, NULL);
  g_assert_cmpstr (renewed->access_token, ==, "d.e.f");
  g_assert_cmpstr (renewed->refresh_token, ==, "s");
  g_assert_cmpstr (renewed->feed_token, ==, "f");
}

/* The claim "exp" in base64url without padding; hostile ones count as none */
static void
test_expiry (void)
{
  const gint64 rollover_us = (19 * 3600 + 47 * 60 + 6) * (gint64) G_USEC_PER_SEC;
  static const struct {
    const char *claims;
    gint64      hours;    /* 0: as without */
  } cases[] = {
    { "{\"sub\":\">?>?\",\"exp\":1734673374}", 2 }, { "{\"exp\":1734673374, \"a\":[]}", 2 },
    { "{\"exp\":1934666174}", 28 }, { "{\"exp\":1734666173}", 0 }, { "{\"exp\":-5}", 0 },
    { "{\"exp\":\"1734673374\"}", 0 }, { "{\"exp\":1e300}", 0 }, { "{\"exp\":1734673374", 0 },
    { "{\"exp\":9223372036854775807}", 0 }, { "", 0 }, { "[[[[", 0 }, { "\xff\xfe", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *claims = g_base64_encode ((const guchar *) cases[i].claims,
                                               strlen (cases[i].claims));
    g_autofree char *body = NULL;
    g_autoptr (FeedSession) session = NULL;

    g_strdelimit (g_strdelimit (claims, "+", '-'), "/", '_');
    claims[strcspn (claims, "=")] = '\0';
    body = g_strdup_printf ("{'status':true,'data':{'jwtToken':'h.%s.s','refreshToken':'r',"
                            "'feedToken':'f'}}", claims);
    session = parse (200, body, NULL);
    g_assert_nonnull (session);
    g_assert_cmpint (session->expiry_us - WALL_US, ==,
                     cases[i].hours > 0 ? cases[i].hours * HOUR_US : rollover_us);
  }
}

static void
test_refused (void)
{
  static const struct {
    guint       status;
    const char *body, *words;
    int         code;
  } cases[] = {
    { 200, "{'status':false,'message':'Invalid clientcode or password','errorcode':'AB1007',"
           "'data':null}", "wrong PIN or client code (AB1007)", FEED_ERROR_CREDENTIALS },
    { 401, "{'success':false,'message':'Invalid totp','errorCode':'AB1050','data':'null'}",
      "is this computer's clock right, or is the TOTP secret wrong? (AB1050)",
      FEED_ERROR_CREDENTIALS },
    { 200, "{'status':'false','message':'Invalid TOTP','data':''}", "clock",
      FEED_ERROR_CREDENTIALS },
    { 200, "{'status':false,'message':'Invalid API Key','errorcode':'AG8004'}",
      "the API key is not valid", FEED_ERROR_CREDENTIALS },
    { 403, "{'status':false,'message':'Access from this IP is not allowed','errorcode':'AG9999'}",
      "IP address is not allowed", FEED_ERROR_CREDENTIALS },
    { 200, "{'status':false,'message':'Refresh Token Expired','errorcode':'AB8051'}",
      "a log-in is due", FEED_ERROR_SESSION },
    { 401, "{'success':false,'message':'Invalid Token','errorCode':'AG8001'}", "a log-in is due",
      FEED_ERROR_SESSION },
    { 403, "Access denied because of exceeding access rate", "later", FEED_ERROR_BUSY },
    { 200, "Access denied because of exceeding access rate", "later", FEED_ERROR_BUSY },
    { 429, "<html>", "later", FEED_ERROR_BUSY },
    { 200, "{'status':false,'message':'Something Went Wrong, Please Try After Sometime',"
           "'errorcode':'AB1004'}", "AB1004): Something Went Wrong", FEED_ERROR_REMOTE },
    { 502, "<html>Bad token</html>", "HTTP 502", FEED_ERROR_REMOTE },
    { 403, "<html>You have been blocked. Your IP: 1.2.3.4</html>", "HTTP 403", FEED_ERROR_REMOTE },
    { 401, " <!DOCTYPE html><h1>Hotel</h1> Password or access token", "HTTP 401",
      FEED_ERROR_REMOTE },
    { 403, "<h1>Too many requests</h1>", "later", FEED_ERROR_BUSY },
    { 200, "<html>", "not in JSON", FEED_ERROR_DECODE },
    { 200, "", "not in JSON", FEED_ERROR_DECODE },
    { 200, "{'status':true,'data':{'jwtToken':'','feedToken':'f'}}", "no tokens",
      FEED_ERROR_DECODE },
    { 200, "{'status':true,'data':{'jwtToken':'a\\nb','feedToken':'f'}}", "no tokens",
      FEED_ERROR_DECODE },
    { 200, "{'status':true,'data':'null'}", "no tokens", FEED_ERROR_DECODE },
    { 200, "{'status':true}", "no tokens", FEED_ERROR_DECODE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (cases[i].status, cases[i].body, &error));
    g_assert_error (error, FEED_ERROR, cases[i].code);
    g_assert_nonnull (strstr (error->message, cases[i].words));
  }
}

/* What the venue gives back of what it was sent is not told */
static void
test_no_secrets (void)
{
  static const char *const bodies[] = {
    "{'status':false,'message':'odd thing 4711 eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJBMTIz',"
    "'errorcode':''}",
    "{'status':false,'message':'no','errorcode':'4711'}",
    "{'status':true,'data':{'jwtToken':'eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJBMTIz'}}",
    "{'status':true,'data':{'jwtToken':'eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJBMTIz'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (200, bodies[i], &error));
    g_assert_null (strstr (error->message, "4711"));
    g_assert_null (strstr (error->message, "eyJ"));
  }
}

#define CLIENT_CODE "A123456"
#define PIN "8642"
#define API_KEY "kEyOfLet"
#define TOTP_SECRET "JBSWYDPEHPKPXPAB"
#define FEED_TOKEN "feed-tok.en"

static FeedCredentials *
make_credentials (void)
{
  FeedCredentials *credentials = feed_credentials_new ();

  feed_credentials_set (credentials, "client-code", CLIENT_CODE);
  feed_credentials_set (credentials, "pin", PIN);
  feed_credentials_set (credentials, "api-key", API_KEY);
  feed_credentials_set (credentials, "totp-secret", TOTP_SECRET);
  return credentials;
}

static void
assert_no_secrets (const char *words)
{
  static const char *const secrets[] = {
    CLIENT_CODE, PIN, API_KEY, TOTP_SECRET, FEED_TOKEN, "eyJ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strcasestr (words, secrets[i]));
}

/* Secrets that are made of letters, too, and whatever a server makes of them */
static const char *const echoes[] = {
  "no " CLIENT_CODE " " PIN " here", "Invalid key " API_KEY, "“" API_KEY "”", "key=" API_KEY "!",
  "kEyOfLetkEyOfLet", "KEYOFLET", "bad secret " TOTP_SECRET, "feed " FEED_TOKEN "," PIN,
  "token eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJBMTIzNDU2NyIsImV4cCI6MTc5NTgxMjQzNH0.YW55dGhpbmc is over",
};

static void
test_echo (void)
{
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autoptr (FeedCredentials) credentials = make_credentials ();
  g_autoptr (FeedSession) session = feed_session_new ("eyJhbGci.eyJzdWIi.c2ln", NULL, FEED_TOKEN);

  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++) {
    g_autofree char *body = g_strdup_printf ("{\"status\":false,\"message\":\"%s\","
                                             "\"errorcode\":\"%s\"}", echoes[i], API_KEY);
    const char *const headers[] = { "x-error-message", echoes[i], NULL };
    const FeedReply replies[] = {
      provider_spy_reply (400, body, NULL), provider_spy_reply (400, echoes[i], NULL),
      provider_spy_reply (401, "", headers),
    };
    g_autoptr (FeedRequest) request = feed_provider_login_request (provider, credentials, WALL_US);
    g_autoptr (GError) error = NULL;

    feed_provider_set_session (provider, credentials, i % 2 == 0 ? NULL : session);
    g_assert_null (feed_provider_parse_login (provider, &replies[0], WALL_US, &error));
    assert_no_secrets (error->message);
    feed_provider_set_session (provider, credentials, session);
    for (guint j = 0; j < G_N_ELEMENTS (replies); j++) {
      g_autofree char *words = NULL;

      feed_provider_map_http (provider, &replies[j], NULL, WALL_US, &words);
      assert_no_secrets (words);
      g_assert_nonnull (strstr (words, "…"));
    }
  }
}

/* Of the stream: errors, what is none, and the words that a link is closed with */
static void
test_echo_of_stream (void)
{
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autoptr (FeedCredentials) credentials = make_credentials ();
  g_autoptr (FeedSession) session = feed_session_new ("eyJhbGci.eyJzdWIi.c2ln", NULL, FEED_TOKEN);
  g_autoptr (ProviderSpy) spy = provider_spy_new ();

  feed_provider_set_session (provider, credentials, session);
  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++) {
    g_autofree char *body = g_strdup_printf ("{\"errorCode\":\"E1001\",\"errorMessage\":\"%s\"}",
                                             echoes[i]);
    g_autofree char *words = feed_provider_show_words (provider, echoes[i], strlen (echoes[i]), 100);
    g_autoptr (GError) error = NULL;

    assert_no_secrets (words);
    g_assert_cmpint (feed_provider_decode (provider, FEED_FRAME_TEXT, (const guint8 *) body,
                                           strlen (body), 0, &spy->sink, NULL), ==, FEED_DECODE_CONTROL);
    g_assert_cmpint (feed_provider_decode (provider, FEED_FRAME_TEXT, (const guint8 *) echoes[i],
                                           strlen (echoes[i]), 0, &spy->sink, &error), ==,
                     FEED_DECODE_ERROR);
    assert_no_secrets (error->message);
  }
  assert_no_secrets (spy->notices->str);
}

static void
test_profile (void)
{
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  FeedReply good = provider_spy_reply (200, "{\"status\":true,\"data\":{}}", NULL);
  FeedReply bad = provider_spy_reply (200, "{\"status\":false,\"errorcode\":\"AG8002\"}", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (feed_provider_parse_profile (provider, &good, &error));
  g_assert_no_error (error);
  g_assert_false (feed_provider_parse_profile (provider, &bad, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_SESSION);
}

static FeedProvider *
make_provider (void)
{
  static const struct {
    const char     *symbol, *key;
    FeedListingKind kind;
  } instruments[] = {
    { "NSE:ZOMATO-EQ", "5097", FEED_LISTING_EQUITY },
    { "NSE:Nifty 50", "99926000", FEED_LISTING_INDEX },
    { "CDS:USDINR", "1", FEED_LISTING_FUTURE },
  };
  FeedProvider *provider = feed_angel_one_new ("angel-one");

  for (guint i = 0; i < G_N_ELEMENTS (instruments); i++)
    provider_spy_add_listed (provider, i, instruments[i].symbol, instruments[i].key,
                             instruments[i].kind);
  return provider;
}

static FeedDecode
decode (FeedProvider *provider,
        ProviderSpy  *spy,
        const char   *body)
{
  FeedReply reply = provider_spy_reply (200, body, NULL);
  g_autoptr (GError) error = NULL;
  FeedDecode result;

  provider_spy_clear (spy);
  result = feed_provider_decode_poll (provider, &reply, FEED_SOURCE_POLL, 5, &spy->sink, &error);
  g_assert_true ((result == FEED_DECODE_ERROR) == (error != NULL));
  return result;
}

static void
test_quote_captured (void)
{
  g_auto (GStrv) lines = capture_load_lines ("angel_one/rest_quote_full_real_20241220.json");
  g_autoptr (FeedProvider) provider = make_provider ();
  g_autoptr (ProviderSpy) spy = provider_spy_new ();
  const FeedTick *tick;

  if (lines == NULL)
    return;
  g_assert_cmpint (decode (provider, spy, lines[0]), ==, FEED_DECODE_OK);
  g_assert_cmpuint (spy->ticks->len, ==, 1);
  tick = provider_spy_get (spy, 0);
  g_assert_cmphex (tick->flags, ==, FEED_TICK_STATS | FEED_TICK_QUOTE | FEED_TICK_DEPTH);
  g_assert_cmpint (tick->exchange_time_us, ==, WALL_US);
  g_assert_cmpint (tick->trade_time_us, ==, WALL_US - (4 * 60 + 56) * (gint64) G_USEC_PER_SEC);
  g_assert_cmpint (tick->sequence, ==, -1);
  g_assert_cmpfloat (tick->last, ==, 290);
  g_assert_cmpfloat (tick->last_size, ==, 40);
  g_assert_cmpfloat (tick->close, ==, 288.5);
  g_assert_cmpfloat (tick->volume, ==, 132803);
  g_assert_cmpfloat (tick->open_interest, ==, 210554000);
  g_assert_cmpfloat (tick->bid, ==, 290);
  g_assert_cmpfloat (tick->bid_size, ==, 9386);
  g_assert_cmpfloat (tick->ask, ==, 290.1);
  for (gsize n = 0; n < strlen (lines[0]); n++) {
    g_autofree char *cut = g_strndup (lines[0], n);

    g_assert_cmpint (decode (provider, spy, cut), ==, FEED_DECODE_ERROR);
    g_assert_cmpuint (spy->ticks->len, ==, 0);
  }
}

static void
test_quotes (void)
{
  g_autofree char *body = provider_spy_unquote (
    "{'data':{'unfetched':[{'exchange':'NSE','symbolToken':'5097','message':'Symbol token "
    "cannot be empty','errorCode':'AB4018'},{'exchange':'CDS','symbolToken':'1','message':'busy',"
    "'errorCode':'AB0001'},{'exchange':'NSE','symbolToken':'7','message':'?'}],'fetched':["
    "{'exchange':'NSE','symbolToken':'99926000','ltp':24000.5,'tradeVolume':0,'opnInterest':0,"
    "'exchFeedTime':'20-Dec-2024 09:12:54','exchTradeTime':'01-Jan-1970 05:30:00',"
    "'depth':{'buy':[{'price':0.0,'quantity':0,'orders':0}],'sell':[]}},"
    "{'exchange':'NSE','symbolToken':'8','ltp':1}]},'errorcode':'','status':'true'}");
  g_autoptr (FeedProvider) provider = make_provider ();
  g_autoptr (ProviderSpy) spy = provider_spy_new ();
  const FeedTick *tick;

  g_assert_cmpint (decode (provider, spy, body), ==, FEED_DECODE_OK);
  g_assert_cmpuint (spy->ticks->len, ==, 1);
  tick = provider_spy_get (spy, 0);
  g_assert_cmpuint (tick->instrument, ==, 1);
  g_assert_cmpint (tick->trade_time_us, ==, 0);
  g_assert_cmphex (tick->flags, ==, FEED_TICK_STATS);
  g_assert_cmpfloat (tick->last, ==, 24000.5);
  g_assert_true (isnan (tick->volume) && isnan (tick->open_interest) && isnan (tick->bid));
  g_assert_nonnull (strstr (spy->notices->str, "0 Symbol token cannot be empty (AB4018)\n"));
  g_assert_nonnull (strstr (spy->notices->str, "2 busy (AB0001)\n"));
  g_assert_null (strstr (spy->notices->str, "?"));
}

/* An option that nobody traded today: a book, and an answer, but no price */
static void
test_quote_untraded (void)
{
  g_autoptr (FeedProvider) provider = make_provider ();
  g_autoptr (ProviderSpy) spy = provider_spy_new ();
  g_autofree char *body = provider_spy_unquote (
    "{'status':true,'data':{'fetched':[{'exchange':'NSE','symbolToken':'5097','ltp':0,"
    "'close':12.5,'tradeVolume':0,'exchTradeTime':'01-Jan-1970 05:30:00','depth':{"
    "'buy':[{'price':12.05,'quantity':75,'orders':1}],'sell':[]}}],'unfetched':[]}}");
  const FeedTick *tick;

  g_assert_cmpint (decode (provider, spy, body), ==, FEED_DECODE_OK);
  g_assert_cmpuint (spy->ticks->len, ==, 1);
  tick = provider_spy_get (spy, 0);
  g_assert_true (isnan (tick->last));
  g_assert_cmpfloat (tick->close, ==, 12.5);
  g_assert_cmpfloat (tick->bid, ==, 12.05);
  g_assert_true (isnan (tick->ask));
  g_assert_cmpint (tick->trade_time_us, ==, 0);
}

/* A 2xx that says no is for map_http(); one that is nonsense is an error */
static void
test_quote_refused (void)
{
  static const struct {
    const char *body;
    FeedDecode  result;
    int         verdict;
  } cases[] = {
    { "{'status':false,'message':'Invalid Token','errorcode':'AG8001','data':''}",
      FEED_DECODE_REFUSED, FEED_VERDICT_AUTH },
    { "{'success':false,'message':'Token Expired','errorCode':'AG8002','data':null}",
      FEED_DECODE_REFUSED, FEED_VERDICT_AUTH },
    { "{'status':'false','message':'Something Went Wrong','errorcode':'AB2000','data':'null'}",
      FEED_DECODE_REFUSED, FEED_VERDICT_RETRY },
    { "Access denied because of exceeding access rate", FEED_DECODE_REFUSED,
      FEED_VERDICT_RETRY_AFTER },
    { "<html>no</html>", FEED_DECODE_ERROR, 0 }, { "[]", FEED_DECODE_ERROR, 0 },
    { "{'status':true,'data':'null'}", FEED_DECODE_ERROR, 0 },
    { "{'status':true,'data':{'fetched':[],'unfetched':[]}}", FEED_DECODE_IGNORED, 0 },
    { "{'status':true,'data':{'fetched':[{'exchange':'NSE','symbolToken':'5097','ltp':'x'}]}}",
      FEED_DECODE_ERROR, 0 },
    { "{'status':true,'data':{'fetched':[{'ltp':1}]}}", FEED_DECODE_ERROR, 0 },
    { "{'status':true,'data':{'fetched':[{'exchange':'NSE','symbolToken':'5097'}]}}",
      FEED_DECODE_ERROR, 0 },
    { "{'status':true,'data':{'fetched':[{'exchange':'NSE','symbolToken':'5097','ltp':0.00}]}}",
      FEED_DECODE_OK, 0 },
  };
  g_autoptr (FeedProvider) provider = make_provider ();
  g_autoptr (ProviderSpy) spy = provider_spy_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *body = provider_spy_unquote (cases[i].body);
    FeedReply reply = provider_spy_reply (200, body, NULL);
    g_autofree char *words = NULL;

    g_assert_cmpint (decode (provider, spy, body), ==, cases[i].result);
    if (cases[i].result == FEED_DECODE_REFUSED)
      g_assert_cmpint (feed_provider_map_http (provider, &reply, NULL, WALL_US, &words).kind, ==,
                       cases[i].verdict);
  }
}

static void
test_verdicts (void)
{
  static const char *const connections[] = {
    "X-Error-Message", "Invalid Request. Connection Limit Exceeded.", NULL,
  };
  static const char *const bad_token[] = {
    "x-error-message", "Invalid Header - Invalid Feed Token", NULL,
  };
  static const char *const too_often[] = { "x-error-message", "Too many requests", NULL };
  static const char *const later[] = { "Retry-After", "7", NULL };
  static const struct {
    guint              status;
    const char        *body;
    const char *const *headers;
    int                kind;
    gint64             seconds;
  } cases[] = {
    { 401, "", bad_token, FEED_VERDICT_AUTH, 0 }, { 401, "", NULL, FEED_VERDICT_AUTH, 0 },
    { 429, "<html>", connections, FEED_VERDICT_NO_ROOM, 60 },
    { 429, "", too_often, FEED_VERDICT_RETRY_AFTER, 60 },
    { 429, "", later, FEED_VERDICT_RETRY_AFTER, 7 },
    { 429, "", NULL, FEED_VERDICT_RETRY_AFTER, 3 },
    { 403, "Access denied because of exceeding access rate", NULL, FEED_VERDICT_RETRY_AFTER, 3 },
    { 403, "{\"success\":false,\"message\":\"Invalid Token\",\"errorCode\":\"AG8001\"}", NULL,
      FEED_VERDICT_AUTH, 0 },
    { 403, "<html>", NULL, FEED_VERDICT_RETRY_AFTER, 60 },
    { 403, "<p>Your IP is blocked</p>", NULL, FEED_VERDICT_RETRY_AFTER, 60 },
    { 400, "{\"message\":\"Symbol token cannot be empty\",\"errorcode\":\"AB4018\"}", NULL,
      FEED_VERDICT_RETRY, 0 },
    { 500, "token", NULL, FEED_VERDICT_RETRY, 0 }, { 503, "", NULL, FEED_VERDICT_RETRY, 0 },
  };
  g_autoptr (FeedProvider) provider = make_provider ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    FeedReply reply = provider_spy_reply (cases[i].status, cases[i].body, cases[i].headers);
    g_autofree char *words = NULL;
    FeedVerdict verdict = feed_provider_map_http (provider, &reply, NULL, WALL_US, &words);

    g_assert_cmpint (verdict.kind, ==, cases[i].kind);
    g_assert_cmpint (verdict.wait_us, ==, cases[i].seconds * G_USEC_PER_SEC);
    /* A rate is called one; a limit of connections is another matter */
    g_assert_true ((strstr (words, ", rate limit: ") != NULL) ==
                   (verdict.kind == FEED_VERDICT_RETRY_AFTER && verdict.wait_us < 60 * G_USEC_PER_SEC));
    if (cases[i].headers == connections)
      g_assert_cmpstr (words, ==, "HTTP 429: Invalid Request. Connection Limit Exceeded.");
  }
  g_assert_cmpint (feed_provider_map_close (provider, 1008).kind, ==, FEED_VERDICT_AUTH);
  g_assert_cmpint (feed_provider_map_close (provider, 1006).kind, ==, FEED_VERDICT_RETRY);
  g_assert_cmpint (feed_provider_map_close (provider, 1013).wait_us, ==, 5 * G_USEC_PER_SEC);
  g_assert_cmpint (feed_provider_map_close (provider, 1002).wait_us, ==, 15 * G_USEC_PER_SEC);
}

static FeedDecode
list (FeedProvider *provider,
      const char   *object,
      GString      *scratch,
      FeedListing  *listing)
{
  g_autofree char *text = provider_spy_unquote (object);
  g_autoptr (GError) error = NULL;
  FeedDecode result = feed_provider_parse_listing (provider, text, strlen (text), scratch, listing,
                                                   &error);

  g_assert_true ((result == FEED_DECODE_ERROR) == (error != NULL));
  return result;
}

static void
test_listing (void)
{
  static const struct {
    const char     *row, *symbol, *key, *name, *exchange;
    FeedListingKind kind;
    int             expiry;
    double          strike, lot_size, tick_size;
    int             price_decimals;
  } cases[] = {
    { "{'token':'2885','symbol':'RELIANCE-EQ','name':'RELIANCE','expiry':'','strike':'-1.000000',"
      "'lotsize':'1','instrumenttype':'','exch_seg':'NSE','tick_size':'10.000000'}",
      "NSE:RELIANCE-EQ", "2885", "RELIANCE", "NSE", FEED_LISTING_EQUITY, 0, NAN, 1, 0.1, 2 },
    { "{'token':'99926000','symbol':'Nifty 50','name':'NIFTY','expiry':'','strike':'0.000000',"
      "'lotsize':'1','instrumenttype':'AMXIDX','exch_seg':'NSE','tick_size':'0.000000',"
      "'freeze_qty':'0','is_cas_enabled':false}",
      "NSE:Nifty 50", "99926000", "NIFTY", "NSE", FEED_LISTING_INDEX, 0, NAN, 1, NAN, 2 },
    { "{'token':'58662','symbol':'NIFTY27OCT2624500CE','name':'NIFTY','expiry':'27OCT2026',"
      "'strike':'2450000.000000','lotsize':'75','instrumenttype':'OPTIDX','exch_seg':'NFO',"
      "'tick_size':'5.000000'}",
      "NFO:NIFTY27OCT2624500CE", "58662", "NIFTY", "NFO", FEED_LISTING_CALL, 20261027, 24500, 75,
      0.05, 2 },
    { "{'token':'9','symbol':'USDINR27OCT2683.5PE','name':'USDINR','expiry':'27OCT2026',"
      "'strike':'835000000.000000','lotsize':'1000','instrumenttype':'OPTCUR','exch_seg':'CDS',"
      "'tick_size':'25000.000000'}",
      "CDS:USDINR27OCT2683.5PE", "9", "USDINR", "CDS", FEED_LISTING_PUT, 20261027, 83.5, 1000,
      0.0025, 4 },
    { "{'token':'7','symbol':'GOLD05DEC26FUT','name':'GOLD','expiry':'05DEC2026','strike':'-1.0',"
      "'lotsize':'100','instrumenttype':'FUTCOM','exch_seg':'MCX','tick_size':'100.000000'}",
      "MCX:GOLD05DEC26FUT", "7", "GOLD", "MCX", FEED_LISTING_FUTURE, 20261205, NAN, 100, 1, 2 },
    { "{'token':'1001','symbol':'94SFL28-YL','name':'94SFL28','expiry':'30FEB2026',"
      "'strike':'x','lotsize':'','instrumenttype':'','exch_seg':'NSE','tick_size':'1.000000'}",
      "NSE:94SFL28-YL", "1001", "94SFL28", "NSE", FEED_LISTING_OTHER, 0, NAN, NAN, 0.01, 2 },
    { "{'token':'3','symbol':'M\\u0026M-EQ','name':'M\\u0026M','exch_seg':'NSE',"
      "'instrumenttype':''}",
      "NSE:M&M-EQ", "3", "M&M", "NSE", FEED_LISTING_EQUITY, 0, NAN, NAN, NAN, 2 },
    /* Numbers that are none of the strings, and the exchange as the documents have it */
    { "{'token':58662,'symbol':'NIFTY27OCT2624500CE','name':null,'expiry':'27OCT2026',"
      "'strike':2450000.0,'lotsize':75,'instrumenttype':'OPTIDX','exch_seg':'nse_fo',"
      "'tick_size':5,'more':{'a':[1,{}]}}",
      "NFO:NIFTY27OCT2624500CE", "58662", "", "NFO", FEED_LISTING_CALL, 20261027, 24500, 75, 0.05,
      2 },
    { "{'token':'1','symbol':'TURMERIC','exch_seg':'ncx_fo','instrumenttype':'FUTCOM'}",
      "NCDEX:TURMERIC", "1", "", "NCDEX", FEED_LISTING_FUTURE, 0, NAN, NAN, NAN, 2 },
  };
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autoptr (GString) scratch = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    FeedListing listing;
    g_autofree char *again = NULL;

    g_assert_cmpint (list (provider, cases[i].row, scratch, &listing), ==, FEED_DECODE_OK);
    g_assert_cmpstr (listing.symbol, ==, cases[i].symbol);
    g_assert_cmpstr (listing.key, ==, cases[i].key);
    g_assert_cmpstr (listing.name, ==, cases[i].name);
    g_assert_cmpstr (listing.exchange, ==, cases[i].exchange);
    g_assert_cmpint (listing.kind, ==, cases[i].kind);
    g_assert_cmpint (listing.expiry, ==, cases[i].expiry);
    g_assert_true (listing.strike == cases[i].strike || isnan (cases[i].strike));
    g_assert_true (listing.lot_size == cases[i].lot_size || isnan (cases[i].lot_size));
    g_assert_true (listing.tick_size == cases[i].tick_size || isnan (cases[i].tick_size));
    g_assert_true (isnan (cases[i].strike) == isnan (listing.strike));
    g_assert_cmpint (listing.price_decimals, ==, cases[i].price_decimals);
    /* What the list calls it is what a user may subscribe to */
    again = feed_provider_normalize_symbol (provider, listing.symbol, NULL);
    g_assert_cmpstr (again, ==, listing.symbol);
  }
}

static void
test_listing_of_no_use (void)
{
  static const struct {
    const char *row;
    FeedDecode  result;
  } cases[] = {
    { "{}", FEED_DECODE_IGNORED }, { "[]", FEED_DECODE_ERROR }, { "", FEED_DECODE_ERROR },
    { "{'token':'1','symbol':'X','exch_seg':'XYZ'}", FEED_DECODE_IGNORED },
    { "{'token':'','symbol':'X','exch_seg':'NSE'}", FEED_DECODE_IGNORED },
    { "{'token':'1','symbol':'','exch_seg':'NSE'}", FEED_DECODE_IGNORED },
    { "{'token':'12345678901234567890123456','symbol':'X','exch_seg':'NSE'}", FEED_DECODE_IGNORED },
    { "{'token':'1','symbol':'X','exch_seg':'NSE'", FEED_DECODE_ERROR },
    { "{'token':1,'symbol':['X'],'exch_seg':null}", FEED_DECODE_IGNORED },
    { "{'token':1,'symbol':true,'exch_seg':'NSE'}", FEED_DECODE_IGNORED },
    { "{'token':-1.5,'symbol':'X','exch_seg':'NSE'}", FEED_DECODE_IGNORED },
    { "{'token':'1 2','symbol':'X','exch_seg':'NSE'}", FEED_DECODE_IGNORED },
  };
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autoptr (GString) scratch = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    FeedListing listing;

    g_assert_cmpint (list (provider, cases[i].row, scratch, &listing), ==, cases[i].result);
  }
}

static void
test_binance_listing (void)
{
  g_autoptr (FeedProvider) provider = feed_binance_new ("binance");
  g_autoptr (GString) scratch = g_string_new (NULL);
  FeedListing listing;

  g_assert_cmpint (list (provider,
                         "{'symbol':'BTCUSDT','status':'TRADING','baseAsset':'BTC','quoteAsset':"
                         "'USDT','filters':[{'filterType':'PRICE_FILTER','tickSize':'0.01000000'},"
                         "{'filterType':'LOT_SIZE','stepSize':'0.00001000'}]}", scratch, &listing),
                   ==, FEED_DECODE_OK);
  g_assert_cmpstr (listing.symbol, ==, "BTCUSDT");
  g_assert_cmpstr (listing.key, ==, "BTCUSDT");
  g_assert_cmpstr (listing.name, ==, "BTC/USDT");
  g_assert_cmpstr (listing.exchange, ==, "");
  g_assert_cmpint (listing.kind, ==, FEED_LISTING_SPOT);
  g_assert_cmpint (listing.price_decimals, ==, 2);
  g_assert_cmpint (listing.size_decimals, ==, 5);
  g_assert_cmpfloat (listing.tick_size, ==, 0.01);
  g_assert_cmpint (list (provider, "{'symbol':'OLDUSDT','status':'BREAK','baseAsset':'OLD',"
                                   "'quoteAsset':'USDT'}", scratch, &listing), ==,
                   FEED_DECODE_IGNORED);
  g_assert_cmpint (list (provider, "{'symbol':'X','status':'TRADING'}", scratch, &listing), ==,
                   FEED_DECODE_IGNORED);
  g_assert_cmpint (list (provider, "{'symbol'", scratch, &listing), ==, FEED_DECODE_ERROR);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/angel-one/login/good", test_login);
  g_test_add_func ("/angel-one/login/renewal", test_renewal);
  g_test_add_func ("/angel-one/login/expiry", test_expiry);
  g_test_add_func ("/angel-one/login/refused", test_refused);
  g_test_add_func ("/angel-one/login/no-secrets", test_no_secrets);
  g_test_add_func ("/angel-one/echo", test_echo);
  g_test_add_func ("/angel-one/echo/stream", test_echo_of_stream);
  g_test_add_func ("/angel-one/login/profile", test_profile);
  g_test_add_func ("/angel-one/quote/captured", test_quote_captured);
  g_test_add_func ("/angel-one/quote/rows", test_quotes);
  g_test_add_func ("/angel-one/quote/untraded", test_quote_untraded);
  g_test_add_func ("/angel-one/quote/refused", test_quote_refused);
  g_test_add_func ("/angel-one/verdicts", test_verdicts);
  g_test_add_func ("/angel-one/listing/rows", test_listing);
  g_test_add_func ("/angel-one/listing/no-use", test_listing_of_no_use);
  g_test_add_func ("/binance/listing", test_binance_listing);
  return g_test_run ();
}
