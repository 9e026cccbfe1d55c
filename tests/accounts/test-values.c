/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <accounts/account-secret.h>
#include <string.h>
#include <sys/resource.h>

#include "account-wait.h"

static void
test_ids (void)
{
  g_autofree char *first = account_id_new ("angel-one", NULL);
  g_autofree char *also_first = account_id_new ("angel-one", "");
  g_autofree char *second = account_id_new ("angel-one", "second");
  g_autofree char *provider = account_id_dup_provider (first);
  g_autofree char *same = account_id_dup_provider (second);

  g_assert_cmpstr (first, ==, "angel-one");
  g_assert_cmpstr (also_first, ==, "angel-one");
  g_assert_cmpstr (second, ==, "angel-one@second");
  g_assert_cmpstr (provider, ==, "angel-one");
  g_assert_cmpstr (same, ==, "angel-one");
  g_assert_cmpstr (account_id_get_name (first), ==, "");
  g_assert_cmpstr (account_id_get_name (second), ==, "second");
}

static void
test_names (void)
{
  static const char *const good[] = { "a", "My_2nd-account.x", "12345678901234567890123456789012" };
  static const char *const bad[] = {
    "", "two words", "a@b", "a:b", "a/b", "é", "a\n", "123456789012345678901234567890123"
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (account_id_check_name (good[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (account_id_check_name (bad[i], &error));
    g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_NAME);
  }
}

static void
test_environment (void)
{
  static const FeedCredentialField fields[] = {
    { "client-code", "Client code", "", TRUE }, { "pin", "PIN", "", FALSE }, { NULL },
  };
  g_autoptr (FeedCredentials) none = NULL;
  g_autoptr (FeedCredentials) part = NULL;
  g_autoptr (FeedCredentials) all = NULL;
  g_autoptr (GError) error = NULL;

  none = account_credentials_from_environment ("angel-one", fields, &error);
  g_assert_no_error (error);
  g_assert_null (none);
  g_setenv ("EVERTICK_ANGEL_ONE_PIN", "739105", TRUE);
  part = account_credentials_from_environment ("angel-one", fields, &error);
  g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_ENVIRONMENT);
  g_assert_null (part);
  g_assert_nonnull (strstr (error->message, "EVERTICK_ANGEL_ONE_CLIENT_CODE"));
  g_assert_null (strstr (error->message, "EVERTICK_ANGEL_ONE_PIN"));
  g_assert_null (strstr (error->message, "739105"));
  g_clear_error (&error);
  g_setenv ("EVERTICK_ANGEL_ONE_CLIENT_CODE", "QXCLIENT77", TRUE);
  all = account_credentials_from_environment ("angel-one", fields, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (feed_credentials_get (all, "client-code"), ==, "QXCLIENT77");
  g_assert_cmpstr (feed_credentials_get (all, "pin"), ==, "739105");
  g_unsetenv ("EVERTICK_ANGEL_ONE_CLIENT_CODE");
  g_unsetenv ("EVERTICK_ANGEL_ONE_PIN");
}

static void
test_secret (void)
{
  g_autoptr (FeedCredentials) credentials = account_wait_example ();
  g_autoptr (FeedCredentials) back = NULL;
  g_autoptr (SecretValue) value = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;
  gsize length;

  feed_credentials_set (credentials, "odd", "a=b\n\\n \\ क");
  feed_credentials_set (credentials, "empty", "");
  value = account_secret_encode (credentials);
  text = secret_value_get (value, &length);
  back = account_secret_decode (text, length, &error);
  g_assert_no_error (error);
  g_assert_true (feed_credentials_equal (credentials, back));
  /* Cut short it is an account with less in it, or an error */
  for (gsize cut = 0; cut < length; cut++) {
    g_autoptr (FeedCredentials) part = account_secret_decode (text, cut, NULL);

    g_assert_true (part == NULL || !feed_credentials_equal (part, credentials) || cut == length - 1);
  }
}

static void
test_damaged (void)
{
  static const struct {
    const char *text;
    gsize       length;
  } bad[] = {
    { "", 0 }, { "x", 1 }, { "=x", 2 }, { "pin=1\n\n", 7 }, { "pin=1\0" "2", 7 }, { "pin=\xff", 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (account_secret_decode (bad[i].text, bad[i].length, &error));
    g_assert_error (error, ACCOUNT_ERROR, ACCOUNT_ERROR_DAMAGED);
  }
}

static void
test_dumps (void)
{
  struct rlimit limit;

  account_forbid_dumps ();
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, <=, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/accounts/ids", test_ids);
  g_test_add_func ("/accounts/names", test_names);
  g_test_add_func ("/accounts/environment", test_environment);
  g_test_add_func ("/accounts/secret", test_secret);
  g_test_add_func ("/accounts/damaged", test_damaged);
  g_test_add_func ("/accounts/dumps", test_dumps);
  return g_test_run ();
}
