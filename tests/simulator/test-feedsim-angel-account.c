/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "simulator/feedsim-angel-account.h"
#include "simulator/feedsim-angel-limit.h"
#include "simulator/feedsim-angel-peer.h"
#include "simulator/feedsim-angel-totp.h"

static const char RFC_KEY[] = "12345678901234567890";

/* RFC 6238, appendix B, the rows for SHA-1 */
static void
test_totp_vectors (void)
{
  static const struct {
    guint64 seconds;
    guint   code;
  } CASES[] = {
    { 59, 94287082 }, { 1111111109, 7081804 }, { 1111111111, 14050471 }, { 1234567890, 89005924 },
    { 2000000000, 69279037 }, { G_GUINT64_CONSTANT (20000000000), 65353130 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    g_assert_cmpuint (feedsim_angel_totp_get_code ((const guint8 *) RFC_KEY, 20,
                                                   CASES[i].seconds / 30, 8), ==, CASES[i].code);
}

/* RFC 4648, section 10 */
static void
test_base32 (void)
{
  static const char *const CASES[][2] = {
    { "", "" }, { "f", "MY" }, { "fo", "MZXQ" }, { "foo", "MZXW6" }, { "foob", "MZXW6YQ" },
    { "fooba", "MZXW6YTB" }, { "foobar", "MZXW6YTBOI" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autofree char *text = feedsim_angel_totp_to_base32 ((const guint8 *) CASES[i][0],
                                                          strlen (CASES[i][0]));

    g_assert_cmpstr (text, ==, CASES[i][1]);
  }
}

static void
test_totp_window (void)
{
  static const gint64 NOW_US = 1111111111 * (gint64) G_USEC_PER_SEC;

  for (int steps = -3; steps <= 3; steps++) {
    g_autofree char *code =
      g_strdup_printf ("%06u", (guint) feedsim_angel_totp_get_code ((const guint8 *) RFC_KEY, 20,
                                                                    (guint64) (37037037 + steps),
                                                                    6));

    g_assert_true (feedsim_angel_totp_check ((const guint8 *) RFC_KEY, 20, NOW_US, code) ==
                   (ABS (steps) <= 1));
  }
  g_assert_false (feedsim_angel_totp_check ((const guint8 *) RFC_KEY, 20, NOW_US, "50471"));
  g_assert_false (feedsim_angel_totp_check ((const guint8 *) RFC_KEY, 20, NOW_US, ""));
}

/* The claims of a token, as a client reads when it runs out */
static JsonObject *
read_claims (const char *jwt,
             JsonParser *parser)
{
  g_auto (GStrv) parts = g_strsplit (jwt, ".", -1);
  g_autofree char *padded = NULL;
  g_autofree guchar *claims = NULL;
  gsize length;

  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  padded = g_strconcat (parts[1], "===", NULL);
  padded[(strlen (parts[1]) + 3) / 4 * 4] = '\0';
  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  claims = g_base64_decode (padded, &length);
  g_assert_true (json_parser_load_from_data (parser, (const char *) claims, (gssize) length, NULL));
  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_tokens (void)
{
  g_autoptr (FeedsimAngelAccount) account = feedsim_angel_account_new (7, 600);
  g_autoptr (JsonParser) parser = json_parser_new ();
  const FeedsimAngelTokens *tokens = feedsim_angel_account_issue (account);
  g_autofree char *bearer = g_strconcat ("Bearer ", tokens->jwt, NULL);
  g_autofree char *refresh = g_strdup (tokens->refresh);
  const FeedsimAngelTokens *later;
  JsonObject *claims = read_claims (tokens->jwt, parser);
  FeedsimAngelVerdict verdict;

  g_assert_cmpint (json_object_get_int_member (claims, "exp"), ==, tokens->expiry_us / 1000000);
  g_assert_cmpint (json_object_get_int_member (claims, "exp") -
                   json_object_get_int_member (claims, "iat"), ==, 600);
  g_assert_cmpint (feedsim_angel_account_check_jwt (account, tokens->jwt), ==,
                   FEEDSIM_ANGEL_TOKEN_GOOD);
  g_assert_cmpint (feedsim_angel_account_check_jwt (account, bearer), ==,
                   FEEDSIM_ANGEL_TOKEN_GOOD);
  g_assert_cmpint (feedsim_angel_account_check_jwt (account, tokens->feed), ==,
                   FEEDSIM_ANGEL_TOKEN_UNKNOWN);
  g_assert_cmpint (feedsim_angel_account_check_feed (account, tokens->feed), ==,
                   FEEDSIM_ANGEL_TOKEN_GOOD);
  later = feedsim_angel_account_renew (account, refresh, &verdict);
  g_assert_nonnull (later);
  g_assert_cmpstr (later->jwt, !=, tokens->jwt);
  g_assert_cmpstr (later->refresh, !=, refresh);
  g_assert_cmpint (feedsim_angel_account_check_jwt (account, bearer), ==,
                   FEEDSIM_ANGEL_TOKEN_GOOD);
  g_assert_null (feedsim_angel_account_renew (account, refresh, &verdict));
  g_assert_cmpint (verdict, ==, FEEDSIM_ANGEL_TOKEN_UNKNOWN);
  feedsim_angel_account_expire (account, FEEDSIM_SCOPE_CLOSE);
  g_assert_cmpint (feedsim_angel_account_check_feed (account, later->feed), ==,
                   FEEDSIM_ANGEL_TOKEN_UNKNOWN);
  g_assert_nonnull (feedsim_angel_account_renew (account, later->refresh, &verdict));
  later = feedsim_angel_account_issue (account);
  feedsim_angel_account_expire (account, FEEDSIM_SCOPE_ALL);
  g_assert_null (feedsim_angel_account_renew (account, later->refresh, &verdict));
  g_assert_cmpint (verdict, ==, FEEDSIM_ANGEL_TOKEN_EXPIRED);
}

/* However often somebody logs in, a bounded number is remembered, the newest ones. */
static void
test_many_log_ins (void)
{
  g_autoptr (FeedsimAngelAccount) account = feedsim_angel_account_new (7, 600);
  g_autofree char *first = g_strdup (feedsim_angel_account_issue (account)->jwt);
  g_autofree char *last = NULL;

  for (guint i = 0; i < 100; i++) {
    g_free (last);
    last = g_strdup (feedsim_angel_account_issue (account)->jwt);
  }
  g_assert_cmpint (feedsim_angel_account_check_jwt (account, first), ==,
                   FEEDSIM_ANGEL_TOKEN_UNKNOWN);
  g_assert_cmpint (feedsim_angel_account_check_jwt (account, last), ==, FEEDSIM_ANGEL_TOKEN_GOOD);
  g_assert_finalize_object (g_steal_pointer (&account));
}

static void
test_counts (void)
{
  g_autoptr (FeedsimAngelAccount) account = feedsim_angel_account_new (7, 600);
  const FeedsimAngelTokens *tokens = feedsim_angel_account_issue (account);
  g_autofree char *refresh = g_strdup (tokens->refresh);
  FeedsimAngelVerdict verdict;
  FeedsimAngelCounts counts;

  g_assert_nonnull (feedsim_angel_account_renew (account, refresh, &verdict));
  g_assert_null (feedsim_angel_account_renew (account, refresh, &verdict));
  for (guint i = 0; i < 4; i++)
    feedsim_angel_account_join (account);
  feedsim_angel_account_leave (account);
  feedsim_angel_account_get_counts (account, &counts);
  g_assert_cmpuint (counts.log_ins, ==, 1);
  g_assert_cmpuint (counts.renewals, ==, 1);
  g_assert_cmpuint (counts.streams, ==, 2);
  g_assert_cmpuint (counts.refused_streams, ==, 1);
}

static void
test_limit (void)
{
  g_autoptr (FeedsimAngelLimit) limit = feedsim_angel_limit_new (2, 5);
  gint64 second = G_USEC_PER_SEC;

  g_assert_true (feedsim_angel_limit_take (limit, 0));
  g_assert_true (feedsim_angel_limit_take (limit, second / 2));
  g_assert_false (feedsim_angel_limit_take (limit, second * 9 / 10));
  g_assert_true (feedsim_angel_limit_take (limit, second));
  g_assert_false (feedsim_angel_limit_take (limit, second * 12 / 10));
  g_assert_true (feedsim_angel_limit_take (limit, second * 2));
  g_assert_true (feedsim_angel_limit_take (limit, second * 3));
  /* Five in this hour: the window rolls, it does not begin anew */
  g_assert_false (feedsim_angel_limit_take (limit, second * 3599));
  g_assert_true (feedsim_angel_limit_take (limit, second * 3600));
  g_assert_false (feedsim_angel_limit_take (limit, second * 3600 + 1));
  g_assert_true (feedsim_angel_limit_take (limit, second * 3601));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedsim/angel/account/totp-vectors", test_totp_vectors);
  g_test_add_func ("/feedsim/angel/account/totp-window", test_totp_window);
  g_test_add_func ("/feedsim/angel/account/base32", test_base32);
  g_test_add_func ("/feedsim/angel/account/tokens", test_tokens);
  g_test_add_func ("/feedsim/angel/account/many-log-ins", test_many_log_ins);
  g_test_add_func ("/feedsim/angel/account/counts", test_counts);
  g_test_add_func ("/feedsim/angel/account/limit", test_limit);
  return g_test_run ();
}
