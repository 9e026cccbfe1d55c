/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sent to Angel One: handshake, subscriptions, requests; and who an account is. */
#include <string.h>

#include "feed/providers/feed-angel-one.h"
#include "providers/provider-spy.h"

#define RFC_SECRET "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
#define WALL_US (1111111109 * (gint64) G_USEC_PER_SEC)

static FeedCredentials *
make_credentials (void)
{
  FeedCredentials *credentials = feed_credentials_new ();

  feed_credentials_set (credentials, "client-code", "A123456");
  feed_credentials_set (credentials, "pin", "4711");
  feed_credentials_set (credentials, "api-key", "kEy12345");
  feed_credentials_set (credentials, "totp-secret", RFC_SECRET);
  return credentials;
}

static void
log_in (FeedProvider *provider)
{
  g_autoptr (FeedCredentials) credentials = make_credentials ();
  g_autoptr (FeedSession) session = feed_session_new ("jwt", "refresh", "feed");

  feed_provider_set_session (provider, credentials, session);
}

static const char *
find_header (const FeedRequest *request,
             const char        *name)
{
  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i += 2)
    if (strcmp (request->headers[i], name) == 0)
      return request->headers[i + 1];
  return NULL;
}

static void
assert_body (const FeedRequest *request,
             const char        *expected)
{
  g_autofree char *text = provider_spy_unquote (expected);

  g_assert_nonnull (request->body);
  g_assert_cmpmem (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body),
                   text, strlen (text));
}

static void
test_symbols (void)
{
  static const struct {
    const char *given, *canonical;
  } cases[] = {
    { "nse:reliance-eq", "NSE:RELIANCE-EQ" }, { "NSE:RELIANCE-EQ", "NSE:RELIANCE-EQ" },
    { "nse:Nifty 50", "NSE:Nifty 50" }, { "NSE:nifty 50", "NSE:NIFTY 50" },
    { "nfo:nifty27oct2625000ce", "NFO:NIFTY27OCT2625000CE" }, { "NSE:M&M-EQ", "NSE:M&M-EQ" },
    { "NcDeX:x", "NCDEX:X" },
    { "RELIANCE-EQ", NULL }, { "NYSE:X", NULL }, { "NSE:", NULL }, { ":X", NULL }, { "", NULL },
    { "NSE: X", NULL }, { "NSE:X\"", NULL }, { "NSE:\xc3\xa9", NULL }, { "NSE:A\nB", NULL },
  };
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autofree char *endless = g_strnfill (5000, 'A');
  g_autofree char *prefixed = g_strconcat ("NSE:", endless, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *symbol = feed_provider_normalize_symbol (provider, cases[i].given, &error);

    g_assert_cmpstr (symbol, ==, cases[i].canonical);
    if (symbol == NULL)
      g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL);
  }
  g_assert_null (feed_provider_normalize_symbol (provider, prefixed, NULL));
  g_assert_cmpstr (feed_provider_get_exchange (provider, "NFO:X"), ==, "NFO");
}

static void
test_handshake (void)
{
  static const char *const bases[] = { "wss://example.org", "wss://example.org/smart-stream/" };
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");

  for (guint i = 0; i < G_N_ELEMENTS (bases); i++) {
    g_autoptr (FeedRequest) request = NULL;

    g_assert_true (feed_provider_set_endpoints (provider, bases[i], NULL, NULL));
    log_in (provider);
    request = feed_provider_stream_request (provider);
    g_assert_cmpstr (request->uri, ==, "wss://example.org/smart-stream");
    g_assert_cmpstr (find_header (request, "Authorization"), ==, "Bearer jwt");
    g_assert_cmpstr (find_header (request, "x-api-key"), ==, "kEy12345");
    g_assert_cmpstr (find_header (request, "x-client-code"), ==, "A123456");
    g_assert_cmpstr (find_header (request, "x-feed-token"), ==, "feed");
    feed_provider_set_session (provider, NULL, NULL);
    g_clear_pointer (&request, feed_request_free);
    request = feed_provider_stream_request (provider);
    g_assert_null (request->headers);
  }
}

static GPtrArray *
messages_of (FeedProvider *provider,
             guint         first,
             guint         n,
             gboolean      adding)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint *slots = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    slots[i] = first + i;
  feed_provider_subscribe_messages (provider, slots, n, adding, messages);
  return messages;
}

static void
assert_message (GPtrArray  *messages,
                guint       index,
                const char *expected)
{
  g_autofree char *text = provider_spy_unquote (expected);

  g_assert_cmpuint (index, <, messages->len);
  g_assert_cmpstr (messages->pdata[index], ==, text);
}

static void
test_subscribe (void)
{
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GPtrArray) leave = NULL;

  provider_spy_add_listed (provider, 0, "NSE:INFY-EQ", "1594", FEED_LISTING_EQUITY);
  provider_spy_add_listed (provider, 1, "MCX:GOLD", "77", FEED_LISTING_FUTURE);
  provider_spy_add_listed (provider, 2, "NSE:SBIN-EQ", "3045", FEED_LISTING_EQUITY);
  feed_provider_add_instrument (provider, 3, "NSE:UNLISTED-EQ");
  first = messages_of (provider, 0, 4, TRUE);
  g_assert_cmpuint (first->len, ==, 1);
  assert_message (first, 0,
                  "{'correlationID':'s300000001','action':1,'params':{'mode':3,'tokenList':["
                  "{'exchangeType':1,'tokens':['1594','3045']},{'exchangeType':5,'tokens':['77']}"
                  "]}}");
  /* Another mode: out of the old one first */
  feed_provider_set_mode (provider, FEED_MODE_LTP);
  again = messages_of (provider, 0, 2, TRUE);
  g_assert_cmpuint (again->len, ==, 2);
  assert_message (again, 0,
                  "{'correlationID':'u300000002','action':0,'params':{'mode':3,'tokenList':["
                  "{'exchangeType':1,'tokens':['1594']},{'exchangeType':5,'tokens':['77']}]}}");
  assert_message (again, 1,
                  "{'correlationID':'s100000003','action':1,'params':{'mode':1,'tokenList':["
                  "{'exchangeType':1,'tokens':['1594']},{'exchangeType':5,'tokens':['77']}]}}");
  leave = messages_of (provider, 1, 2, FALSE);
  g_assert_cmpuint (leave->len, ==, 2);
  assert_message (leave, 0,
                  "{'correlationID':'u100000004','action':0,'params':{'mode':1,'tokenList':["
                  "{'exchangeType':5,'tokens':['77']}]}}");
}

static guint
count_tokens (GPtrArray  *messages,
              const char *mark)
{
  guint n = 0;

  for (guint i = 0; i < messages->len; i++) {
    const char *at = strstr (messages->pdata[i], mark);

    g_assert_cmpuint (strlen (messages->pdata[i]), <, 4096);
    while (at != NULL && (at = strstr (at, "\"tk")) != NULL) {
      n++;
      at++;
    }
  }
  return n;
}

/* A pair more for each of the first fifty that can have twenty levels, and never above 1,000 */
static void
test_depth (void)
{
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autoptr (GPtrArray) few = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) anew = NULL;
  g_autoptr (FeedRequest) request = NULL;

  for (guint i = 0; i < 1000; i++) {
    g_autofree char *key = g_strdup_printf ("tk%u", i);

    provider_spy_add_listed (provider, i, i % 10 == 0 ? "NFO:X" : "NSE:X", key,
                             FEED_LISTING_EQUITY);
  }
  feed_provider_set_mode (provider, FEED_MODE_DEPTH);
  few = messages_of (provider, 0, 100, TRUE);
  g_assert_cmpuint (count_tokens (few, "\"action\":1,\"params\":{\"mode\":3"), ==, 100);
  g_assert_cmpuint (count_tokens (few, "\"action\":1,\"params\":{\"mode\":4"), ==, 50);
  all = messages_of (provider, 100, 900, TRUE);
  g_assert_cmpuint (count_tokens (all, "\"action\":0,\"params\":{\"mode\":4"), ==, 50);
  g_assert_cmpuint (count_tokens (all, "\"action\":1,\"params\":{\"mode\":3"), ==, 900);
  g_assert_cmpuint (count_tokens (all, "\"action\":1,\"params\":{\"mode\":4"), ==, 0);
  /* A new stream has none */
  request = feed_provider_stream_request (provider);
  anew = messages_of (provider, 0, 980, TRUE);
  g_assert_cmpuint (count_tokens (anew, "\"action\":0"), ==, 0);
  g_assert_cmpuint (count_tokens (anew, "\"action\":1,\"params\":{\"mode\":3"), ==, 980);
  g_assert_cmpuint (count_tokens (anew, "\"action\":1,\"params\":{\"mode\":4"), ==, 20);
}

static void
test_keepalive (void)
{
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autofree char *message = feed_provider_keepalive_message (provider);

  g_assert_cmpstr (message, ==, "ping");
}

static void
test_poll (void)
{
  static const guint slots[] = { 0, 1, 2, 9 };
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autoptr (FeedRequest) request = NULL;

  provider_spy_add_listed (provider, 0, "NSE:INFY-EQ", "1594", FEED_LISTING_EQUITY);
  provider_spy_add_listed (provider, 1, "NFO:X", "58662", FEED_LISTING_CALL);
  provider_spy_add_listed (provider, 2, "NSE:SBIN-EQ", "3045", FEED_LISTING_EQUITY);
  g_assert_null (feed_provider_poll_request (provider, slots, 4));
  log_in (provider);
  g_assert_null (feed_provider_poll_request (provider, slots + 3, 1));
  request = feed_provider_poll_request (provider, slots, 4);
  g_assert_cmpstr (request->method, ==, "POST");
  g_assert_cmpstr (request->uri, ==, "https://apiconnect.angelone.in/rest/secure/angelbroking/"
                                     "market/v1/quote");
  assert_body (request, "{'mode':'FULL','exchangeTokens':{'NSE':['1594','3045'],'NFO':['58662']}}");
  g_assert_cmpstr (find_header (request, "Authorization"), ==, "Bearer jwt");
  g_assert_cmpstr (find_header (request, "X-PrivateKey"), ==, "kEy12345");
}

static void
test_account_requests (void)
{
  static const char *const headers[] = {
    "Content-Type", "Accept", "X-UserType", "X-SourceID", "X-ClientLocalIP", "X-ClientPublicIP",
    "X-MACAddress", "X-PrivateKey",
  };
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autoptr (FeedCredentials) credentials = make_credentials ();
  g_autoptr (FeedSession) session = feed_session_new ("jwt", "re\"fresh", "feed");
  g_autoptr (FeedRequest) login = feed_provider_login_request (provider, credentials, WALL_US);
  g_autoptr (FeedRequest) refresh = feed_provider_refresh_request (provider, credentials, session);
  g_autoptr (FeedRequest) logout = feed_provider_logout_request (provider, credentials, session);
  g_autoptr (FeedRequest) profile = feed_provider_profile_request (provider, credentials, session);
  FeedRequest *all[] = { login, refresh, logout, profile };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (headers); j++)
      g_assert_nonnull (find_header (all[i], headers[j]));
    g_assert_cmpstr (find_header (all[i], "Authorization"), ==, i == 0 ? NULL : "Bearer jwt");
  }
  g_assert_true (g_str_has_suffix (login->uri, "/rest/auth/angelbroking/user/v1/loginByPassword"));
  assert_body (login, "{'clientcode':'A123456','password':'4711','totp':'081804'}");
  g_assert_true (g_str_has_suffix (refresh->uri, "/rest/auth/angelbroking/jwt/v1/generateTokens"));
  assert_body (refresh, "{'refreshToken':'re\\'fresh'}");
  g_assert_true (g_str_has_suffix (logout->uri, "/rest/secure/angelbroking/user/v1/logout"));
  assert_body (logout, "{'clientcode':'A123456'}");
  g_assert_cmpstr (profile->method, ==, "GET");
  g_assert_null (profile->body);
}

/* All that is wrong is listed, and no value is given back */
static void
test_validate (void)
{
  static const struct {
    const char *id, *value, *flaw;
  } flaws[] = {
    { "client-code", "A 123456", "the client code is" },
    { "client-code", "", "client code is missing" },
    { "pin", "47x1", "the PIN is four" }, { "pin", "471", "the PIN is four" },
    { "api-key", "kEy 123", "the API key is" }, { "api-key", "kEy\n123", "the API key is" },
    { "totp-secret", "123456", "the TOTP secret is" },
    { "totp-secret", NULL, "TOTP secret is missing" },
  };
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  g_autoptr (FeedCredentials) good = make_credentials ();
  g_autoptr (FeedCredentials) none = feed_credentials_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (feed_provider_validate_credentials (provider, good, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (flaws); i++) {
    g_autoptr (FeedCredentials) bad = make_credentials ();
    g_autoptr (GError) refusal = NULL;

    feed_credentials_set (bad, flaws[i].id, flaws[i].value);
    g_assert_false (feed_provider_validate_credentials (provider, bad, &refusal));
    g_assert_error (refusal, FEED_ERROR, FEED_ERROR_CREDENTIALS);
    g_assert_nonnull (strstr (refusal->message, flaws[i].flaw));
    if (flaws[i].value != NULL && *flaws[i].value != '\0')
      g_assert_null (strstr (refusal->message, flaws[i].value));
  }
  g_assert_false (feed_provider_validate_credentials (provider, none, &error));
  for (guint i = 0; i < 4; i++)
    g_assert_nonnull (strstr (error->message, ((const char *[]) { "client code", "PIN", "API key",
                                                                  "TOTP secret" })[i]));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/angel-one/messages/symbols", test_symbols);
  g_test_add_func ("/angel-one/messages/handshake", test_handshake);
  g_test_add_func ("/angel-one/messages/subscribe", test_subscribe);
  g_test_add_func ("/angel-one/messages/depth", test_depth);
  g_test_add_func ("/angel-one/messages/keepalive", test_keepalive);
  g_test_add_func ("/angel-one/messages/poll", test_poll);
  g_test_add_func ("/angel-one/messages/account-requests", test_account_requests);
  g_test_add_func ("/angel-one/messages/validate", test_validate);
  return g_test_run ();
}
