/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "simulator/feedsim-angel-peer.h"

#define LOG_IN ANGEL_AUTH "user/v1/loginByPassword"
#define RENEW ANGEL_AUTH "jwt/v1/generateTokens"
#define PROFILE ANGEL_SECURE "user/v1/getProfile"
#define QUOTE ANGEL_SECURE "market/v1/quote/"
#define LTP ANGEL_SECURE "order/v1/getLtpData"
#define LOG_OUT ANGEL_SECURE "user/v1/logout"

/* Each case has a desk of its own: log-ins may not come twice in a second */
typedef struct {
  FeedsimAngelAccount *account;
  FeedsimAngelBook    *book;
  FeedsimAngelDesk    *desk;
  FeedsimAngelSecrets  secrets;
} Fixture;

static void
set_up_with (Fixture    *fixture,
             const char *envelope)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();

  options->envelope = g_strdup (envelope);
  options->quotes_per_second = 100;
  options->quotes_per_hour = 100;
  fixture->book = feedsim_angel_book_new (options);
  fixture->account = feedsim_angel_account_new (3, 3600);
  fixture->desk = feedsim_angel_desk_new (fixture->account, fixture->book, options);
  feedsim_angel_account_get_secrets (fixture->account, &fixture->secrets);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  set_up_with (fixture, NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->desk);
  feedsim_angel_book_free (fixture->book);
  g_assert_finalize_object (fixture->account);
}

static FeedsimAngelReply *
ask (Fixture    *fixture,
     const char *path,
     const char *authorization,
     const char *body)
{
  FeedsimAngelRequest request = {
    .method = body != NULL ? "POST" : "GET", .path = path, .authorization = authorization,
    .api_key = fixture->secrets.api_key, .body = body,
    .body_length = body != NULL ? strlen (body) : 0,
  };

  return feedsim_angel_desk_answer (fixture->desk, &request);
}

static char *
make_log_in (Fixture    *fixture,
             const char *pin,
             gint64      clock_offset_s)
{
  g_autofree char *totp = angel_make_totp (fixture->secrets.totp_secret, clock_offset_s);

  return g_strdup_printf ("{\"clientcode\":\"%s\",\"password\":\"%s\",\"totp\":\"%s\","
                          "\"state\":\"live\"}", fixture->secrets.client_code, pin, totp);
}

static void
test_log_in (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *body = make_log_in (fixture, fixture->secrets.pin, 0);
  g_autoptr (FeedsimAngelReply) reply = ask (fixture, LOG_IN, NULL, body);
  AngelPeer peer = { NULL };
  g_autoptr (FeedsimAngelReply) again = ask (fixture, LOG_IN, NULL, body);
  g_autoptr (FeedsimAngelReply) profile = NULL;

  g_assert_cmpuint (reply->status, ==, 200);
  angel_take_tokens (&peer, reply->body->str);
  g_assert_nonnull (strstr (reply->body->str, "\"state\":\"live\""));
  profile = ask (fixture, PROFILE, peer.jwt, NULL);
  g_assert_nonnull (strstr (profile->body->str, fixture->secrets.client_code));
  /* More than one a second, and no JSON any more */
  g_assert_cmpuint (again->status, ==, 403);
  g_assert_cmpstr (again->body->str, ==, "Access denied because of exceeding access rate");
  g_assert_cmpstr (again->type, ==, "text/plain");
  g_free (peer.jwt);
  g_free (peer.refresh);
  g_free (peer.feed);
}

static void
test_wrong_pin (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *body = make_log_in (fixture, "0000", 0);
  g_autoptr (FeedsimAngelReply) reply = ask (fixture, LOG_IN, NULL, body);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (reply->body->str, ==,
                   "{\"status\":false,\"message\":\"Invalid clientcode or password\","
                   "\"errorcode\":\"AB1007\",\"data\":null}");
}

static void
test_wrong_clock (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *body = make_log_in (fixture, fixture->secrets.pin, 300);
  g_autoptr (FeedsimAngelReply) reply = ask (fixture, LOG_IN, NULL, body);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (reply->body->str, ==, "{\"status\":false,\"message\":\"Invalid totp\","
                                         "\"errorcode\":\"AB1050\",\"data\":null}");
}

static void
test_wrong_api_key (Fixture      *fixture,
                    gconstpointer data)
{
  g_autofree char *body = make_log_in (fixture, fixture->secrets.pin, 0);
  g_autoptr (FeedsimAngelReply) reply = NULL;

  fixture->secrets.api_key = "another";
  reply = ask (fixture, LOG_IN, NULL, body);
  g_assert_cmpstr (reply->body->str, ==, "{\"success\":false,\"message\":\"Invalid API Key\","
                                         "\"errorCode\":\"AG8004\",\"data\":\"\"}");
}

static void
test_renew (Fixture      *fixture,
            gconstpointer data)
{
  const FeedsimAngelTokens *tokens = feedsim_angel_account_issue (fixture->account);
  g_autofree char *body = g_strdup_printf ("{\"refreshToken\":\"%s\"}", tokens->refresh);
  g_autoptr (FeedsimAngelReply) good = NULL;
  AngelPeer peer = { NULL };

  /* What is no longer good for anything else is good for this. */
  feedsim_angel_account_expire (fixture->account, FEEDSIM_SCOPE_CLOSE);
  good = ask (fixture, RENEW, tokens->jwt, body);
  angel_take_tokens (&peer, good->body->str);
  g_assert_cmpint (feedsim_angel_account_check_feed (fixture->account, peer.feed), ==,
                   FEEDSIM_ANGEL_TOKEN_GOOD);
  g_free (peer.jwt);
  g_free (peer.refresh);
  g_free (peer.feed);
}

static void
test_renew_expired (Fixture      *fixture,
                    gconstpointer data)
{
  const FeedsimAngelTokens *tokens = feedsim_angel_account_issue (fixture->account);
  g_autofree char *body = g_strdup_printf ("{\"refreshToken\":\"%s\"}", tokens->refresh);
  g_autoptr (FeedsimAngelReply) reply = NULL;

  feedsim_angel_account_expire (fixture->account, FEEDSIM_SCOPE_ALL);
  reply = ask (fixture, RENEW, tokens->jwt, body);
  g_assert_nonnull (strstr (reply->body->str, "\"errorcode\":\"AB8051\""));
}

static void
test_renew_unknown (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (FeedsimAngelReply) reply = ask (fixture, RENEW, "x", "{\"refreshToken\":\"x\"}");

  g_assert_nonnull (strstr (reply->body->str, "\"errorcode\":\"AB8050\""));
}

static void
test_tokens (Fixture      *fixture,
             gconstpointer data)
{
  const FeedsimAngelTokens *tokens = feedsim_angel_account_issue (fixture->account);
  g_autofree char *body = g_strdup_printf ("{\"clientcode\":\"%s\"}",
                                           fixture->secrets.client_code);
  g_autoptr (FeedsimAngelReply) missing = ask (fixture, PROFILE, NULL, NULL);
  g_autoptr (FeedsimAngelReply) wrong = ask (fixture, PROFILE, "Bearer x", NULL);
  g_autoptr (FeedsimAngelReply) left = ask (fixture, LOG_OUT, tokens->jwt, body);
  g_autoptr (FeedsimAngelReply) after = ask (fixture, PROFILE, tokens->jwt, NULL);

  g_assert_nonnull (strstr (missing->body->str, "\"errorCode\":\"AG8003\""));
  g_assert_cmpstr (wrong->body->str, ==, "{\"success\":false,\"message\":\"Invalid Token\","
                                         "\"errorCode\":\"AG8001\",\"data\":\"\"}");
  g_assert_nonnull (strstr (left->body->str, "\"status\":true"));
  g_assert_nonnull (strstr (after->body->str, "\"errorCode\":\"AG8001\""));
}

static void
test_envelopes (void)
{
  static const char *const CASES[][2] = {
    { "status", "{\"status\":false,\"message\":\"Invalid Token\",\"errorcode\":\"AG8001\","
                "\"data\":null}" },
    { "success", "{\"success\":false,\"message\":\"Invalid Token\",\"errorCode\":\"AG8001\","
                 "\"data\":\"\"}" },
    { "strings", "{\"status\":\"false\",\"message\":\"Invalid Token\",\"errorcode\":\"AG8001\","
                 "\"data\":\"null\"}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    Fixture fixture = { NULL };
    g_autoptr (FeedsimAngelReply) reply = NULL;

    set_up_with (&fixture, CASES[i][0]);
    reply = ask (&fixture, PROFILE, "x", NULL);
    g_assert_cmpstr (reply->body->str, ==, CASES[i][1]);
    tear_down (&fixture, NULL);
  }
}

static void
test_nonsense (void)
{
  static const char *const BODIES[] = {
    "", "[]", "null", "{", "{\"clientcode\":7,\"password\":[]}", "{\"clientcode\":\"\xff\"}",
    "[[[[[[[[[[[[[[[[[[[[", "{\"clientcode\":null}",
    "1{\"clientcode\":\"A\",\"password\":\"1234\"}", "{}{\"clientcode\":\"A\",\"password\":\"1\"}",
    "var a = {\"clientcode\":\"A\",\"password\":\"1\"};", "{\"clientcode\":\"A\",\"password\":\"1\"} {}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (BODIES); i++) {
    Fixture fixture = { NULL };
    g_autoptr (FeedsimAngelReply) reply = NULL;
    g_autoptr (FeedsimAngelReply) lost = NULL;

    set_up_with (&fixture, NULL);
    reply = ask (&fixture, LOG_IN, NULL, BODIES[i]);
    lost = ask (&fixture, "/else", NULL, BODIES[i]);
    g_assert_cmpuint (reply->status, ==, 400);
    g_assert_cmpuint (lost->status, ==, 404);
    tear_down (&fixture, NULL);
  }
}

static JsonObject *
get_row (JsonParser *parser,
         const char *text,
         const char *list,
         guint       index)
{
  JsonObject *root;

  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_true (json_object_get_boolean_member (root, "status"));
  root = json_object_get_object_member (root, "data");
  return json_array_get_object_element (json_object_get_array_member (root, list), index);
}

static void
test_quote (Fixture      *fixture,
            gconstpointer data)
{
  const char *jwt = feedsim_angel_account_issue (fixture->account)->jwt;
  g_autoptr (FeedsimAngelReply) ltp = ask (fixture, QUOTE, jwt,
                                           "{\"mode\":\"LTP\",\"exchangeTokens\":"
                                           "{\"NSE\":[\"3045\"]}}");
  g_autoptr (FeedsimAngelReply) full =
    ask (fixture, QUOTE, jwt, "{\"mode\":\"FULL\",\"exchangeTokens\":{\"NSE\":[\"2885\",\"\","
                              "\"1001\"],\"CDS\":[\"2001\"],\"MARS\":[\"1\"]}}");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *row;

  g_assert_cmpstr (ltp->body->str, ==,
                   "{\"status\":true,\"message\":\"SUCCESS\",\"errorcode\":\"\",\"data\":{"
                   "\"fetched\":[{\"exchange\":\"NSE\",\"tradingSymbol\":\"SBIN-EQ\","
                   "\"symbolToken\":\"3045\",\"ltp\":824.55}],\"unfetched\":[]}}");
  row = get_row (parser, full->body->str, "fetched", 0);
  g_assert_cmpfloat (json_object_get_double_member (row, "ltp"), ==, 1436.4);
  g_assert_cmpfloat (json_object_get_double_member (row, "close"), ==, 1425.4);
  g_assert_cmpfloat (json_object_get_double_member (row, "netChange"), ==, 11);
  g_assert_cmpfloat (json_object_get_double_member (row, "percentChange"), ==, 0.77);
  g_assert_cmpint (json_object_get_int_member (row, "tradeVolume"), ==, 5400000);
  g_assert_nonnull (strstr (full->body->str, "\"exchFeedTime\":\"01-Jan-1970 05:30:00\""));
  g_assert_nonnull (strstr (full->body->str, "\"unfetched\":[{\"exchange\":\"NSE\","
                                             "\"symbolToken\":\"\",\"message\":"
                                             "\"Symbol token cannot be empty\","
                                             "\"errorCode\":\"AB4018\"},{\"exchange\":\"MARS\""));
  row = get_row (parser, full->body->str, "fetched", 1);
  g_assert_cmpint (json_object_get_int_member (row, "ltp"), ==, 0);
  row = get_row (parser, full->body->str, "fetched", 2);
  g_assert_cmpstr (json_object_get_string_member (row, "exchange"), ==, "CDS");
  g_assert_cmpfloat (json_object_get_double_member (row, "ltp"), >, 84);
  row = json_array_get_object_element (json_object_get_array_member (
                                         json_object_get_object_member (row, "depth"), "buy"), 4);
  g_assert_cmpfloat (json_object_get_double_member (row, "price"), <, 85);
}

static void
test_quote_bounds (Fixture      *fixture,
                   gconstpointer data)
{
  static const char *const BAD[] = {
    "{}", "{\"mode\":\"ALL\",\"exchangeTokens\":{\"NSE\":[\"1\"]}}",
    "{\"mode\":\"LTP\",\"exchangeTokens\":[]}", "{\"mode\":\"LTP\",\"exchangeTokens\":{}}",
    "{\"mode\":\"LTP\",\"exchangeTokens\":{\"NSE\":[1]}}",
    "{\"mode\":\"LTP\",\"exchangeTokens\":{\"NSE\":\"1\",\"BSE\":[\"1\"]}}",
  };
  const char *jwt = feedsim_angel_account_issue (fixture->account)->jwt;
  g_autoptr (GString) body = g_string_new ("{\"mode\":\"OHLC\",\"exchangeTokens\":{\"NFO\":[");
  g_autoptr (FeedsimAngelReply) most = NULL;
  g_autoptr (FeedsimAngelReply) too_many = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (BAD); i++) {
    g_autoptr (FeedsimAngelReply) reply = ask (fixture, QUOTE, jwt, BAD[i]);

    g_assert_cmpuint (reply->status, ==, 400);
  }
  for (guint i = 0; i < 50; i++)
    g_string_append_printf (body, "%s\"%u\"", i > 0 ? "," : "", 35001 + i);
  g_string_append (body, "]}}");
  most = ask (fixture, QUOTE, jwt, body->str);
  g_assert_cmpuint (most->status, ==, 200);
  g_assert_nonnull (strstr (most->body->str, "\"35050\""));
  g_string_insert (body, (gssize) body->len - 3, ",\"35051\"");
  too_many = ask (fixture, QUOTE, jwt, body->str);
  g_assert_cmpuint (too_many->status, ==, 400);
}

static void
test_quote_limit (Fixture      *fixture,
                  gconstpointer data)
{
  const char *jwt = feedsim_angel_account_issue (fixture->account)->jwt;
  guint status = 200;

  for (guint i = 0; i <= 100; i++) {
    g_autoptr (FeedsimAngelReply) reply = ask (fixture, QUOTE, jwt, "{}");

    status = reply->status;
    g_assert_cmpuint (status, ==, i < 100 ? 400 : 403);
  }
}

static void
test_ltp (Fixture      *fixture,
          gconstpointer data)
{
  const char *jwt = feedsim_angel_account_issue (fixture->account)->jwt;
  g_autoptr (FeedsimAngelReply) good = ask (fixture, LTP, jwt,
                                            "{\"exchange\":\"NSE\",\"tradingsymbol\":"
                                            "\"SBIN-EQ\",\"symboltoken\":\"3045\"}");
  g_autoptr (FeedsimAngelReply) bad = ask (fixture, LTP, jwt, "{\"exchange\":\"NSE\"}");

  g_assert_nonnull (strstr (good->body->str, "\"symboltoken\":\"3045\",\"open\":\"823.55\""));
  g_assert_nonnull (strstr (good->body->str, "\"ltp\":\"824.55\""));
  g_assert_nonnull (strstr (bad->body->str, "\"errorcode\":\"AB1018\""));
}

/* The same over HTTP, headers and all; and what a fault does to it */
static void
test_server (void)
{
  g_autoptr (FeedsimServer) server = angel_start_server (NULL);
  g_autoptr (AngelPeer) peer = angel_log_in (server);
  g_autoptr (FeedsimReply) profile = angel_request (server, peer, "GET", PROFILE, NULL);
  g_autofree char *text = feedsim_reply_get_text (profile);
  g_autoptr (FeedsimReply) refused = NULL;
  g_autofree char *refused_text = NULL;
  g_autoptr (FeedsimReply) renewed = NULL;
  g_autofree char *body = g_strdup_printf ("{\"refreshToken\":\"%s\"}", peer->refresh);
  g_autofree char *tokens = NULL;

  g_assert_nonnull (strstr (text, "\"exchanges\":"));
  g_assert_true (feedsim_server_add_fault (server, "expire-token", NULL));
  refused = angel_request (server, peer, "GET", PROFILE, NULL);
  refused_text = feedsim_reply_get_text (refused);
  g_assert_cmpuint (feedsim_reply_get_status (refused), ==, 200);
  g_assert_nonnull (strstr (refused_text, "AG8001"));
  renewed = angel_request (server, peer, "POST", RENEW, body);
  tokens = feedsim_reply_get_text (renewed);
  angel_take_tokens (peer, tokens);
}

/* Faults of REST speak as this venue does, where it has words for them. */
static void
test_faults (void)
{
  static const struct {
    const char *fault;
    guint       status;
    const char *part;
  } CASES[] = {
    { "http 429", 429, "Access denied because of exceeding access rate" },
    { "http 502", 502, "<html>" },
    { "retry-after 7", 429, "Access denied because of exceeding access rate" },
    { "html", 200, "<html>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autoptr (FeedsimServer) server = angel_start_server (CASES[i].fault);
    g_autoptr (FeedsimReply) reply =
      feedsim_reply_new ("GET", feedsim_server_get_rest_url (server), PROFILE, NULL);
    g_autofree char *text = feedsim_reply_get_text (reply);

    g_assert_cmpuint (feedsim_reply_get_status (reply), ==, CASES[i].status);
    g_assert_nonnull (strstr (text, CASES[i].part));
    if (g_str_has_prefix (CASES[i].fault, "retry-after"))
      g_assert_cmpstr (feedsim_reply_get_header (reply, "Retry-After"), ==, "7");
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/feedsim/angel/desk/log-in", Fixture, NULL, set_up, test_log_in, tear_down);
  g_test_add ("/feedsim/angel/desk/wrong-pin", Fixture, NULL, set_up, test_wrong_pin, tear_down);
  g_test_add ("/feedsim/angel/desk/wrong-clock", Fixture, NULL, set_up, test_wrong_clock,
              tear_down);
  g_test_add ("/feedsim/angel/desk/wrong-api-key", Fixture, NULL, set_up, test_wrong_api_key,
              tear_down);
  g_test_add ("/feedsim/angel/desk/renew", Fixture, NULL, set_up, test_renew, tear_down);
  g_test_add ("/feedsim/angel/desk/renew-expired", Fixture, NULL, set_up, test_renew_expired,
              tear_down);
  g_test_add ("/feedsim/angel/desk/renew-unknown", Fixture, NULL, set_up, test_renew_unknown,
              tear_down);
  g_test_add ("/feedsim/angel/desk/tokens", Fixture, NULL, set_up, test_tokens, tear_down);
  g_test_add ("/feedsim/angel/desk/quote", Fixture, NULL, set_up, test_quote, tear_down);
  g_test_add ("/feedsim/angel/desk/quote-bounds", Fixture, NULL, set_up, test_quote_bounds,
              tear_down);
  g_test_add ("/feedsim/angel/desk/quote-limit", Fixture, NULL, set_up, test_quote_limit,
              tear_down);
  g_test_add ("/feedsim/angel/desk/ltp", Fixture, NULL, set_up, test_ltp, tear_down);
  g_test_add_func ("/feedsim/angel/desk/envelopes", test_envelopes);
  g_test_add_func ("/feedsim/angel/desk/nonsense", test_nonsense);
  g_test_add_func ("/feedsim/angel/desk/server", test_server);
  g_test_add_func ("/feedsim/angel/desk/faults", test_faults);
  return g_test_run ();
}
