/* SPDX-License-Identifier: GPL-3.0-or-later */
/* feedctl account, over a keyring that is a file. */
#include <feed/feed.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cli-child.h"

#define WAIT_MS 30000
#define PIN "739105"
#define TOTP "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

/* Runs it, gives it input and waits for its end */
static CliChild *
run (const char *arguments,
     const char *input,
     int         expected)
{
  g_auto (GStrv) words = g_strsplit (arguments, " ", -1);
  CliChild *child = cli_child_newv ((const char *const *) words, TRUE);
  GOutputStream *stdin_pipe = g_subprocess_get_stdin_pipe (child->process);

  g_output_stream_write_all (stdin_pipe, input, strlen (input), NULL, NULL, NULL);
  g_output_stream_close (stdin_pipe, NULL, NULL);
  g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, expected);
  g_assert_null (strstr (child->errors->str, PIN));
  g_assert_null (strstr (child->errors->str, TOTP));
  return child;
}

static void
expect_list (const char *expected)
{
  g_autoptr (CliChild) child = run ("account list", "", 0);
  g_autofree char *listed = NULL;

  g_ptr_array_add (child->lines, NULL);
  listed = g_strjoinv (" ", (char **) child->lines->pdata);
  g_ptr_array_set_size (child->lines, (int) child->lines->len - 1);
  g_assert_cmpstr (listed, ==, expected);
}

static void
test_life (void)
{
  static const char whole[] = "client-code=Q771829\npin=" PIN "\n\napi-key=apikeyZq8\ntotp-secret="
                              TOTP "\n";
  static const char other[] = "client-code=Q771830\npin=" PIN "\napi-key=apikeyZq8\ntotp-secret="
                              TOTP "\n";
  g_autoptr (CliChild) again = NULL;
  g_autoptr (CliChild) same = NULL;
  g_autoptr (CliChild) added = NULL;
  g_autoptr (CliChild) second = NULL;
  g_autoptr (CliChild) removed = NULL;
  g_autoptr (CliChild) gone = NULL;

  expect_list ("");
  added = run ("account add angel-one", whole, 0);
  again = run ("account add angel-one", whole, 0);
  same = run ("account add angel-one@second", whole, 1);
  g_assert_nonnull (strstr (same->errors->str, "there already, as angel-one"));
  second = run ("account add angel-one@second", other, 0);
  expect_list ("angel-one angel-one@second");
  removed = run ("account remove angel-one", "", 0);
  expect_list ("angel-one@second");
  gone = run ("account remove angel-one", "", 1);
  g_assert_nonnull (strstr (gone->errors->str, "angel-one"));
}

static void
test_refused (void)
{
  g_autoptr (CliChild) part = run ("account add angel-one", "pin=" PIN "\n", 1);
  g_autoptr (CliChild) odd = run ("account add angel-one", "password=" PIN "\n", 1);
  g_autoptr (CliChild) none = run ("account add binance", "", 2);
  g_autoptr (CliChild) name = run ("account add angel-one@a:b", "", 2);
  g_autoptr (CliChild) usage = run ("account", "", 2);

  g_assert_nonnull (strstr (part->errors->str, "API key"));
  g_assert_nonnull (strstr (odd->errors->str, "FIELD=VALUE"));
  g_assert_nonnull (strstr (none->errors->str, "no account"));
}

/* What is named is looked for in the keyring, and nowhere else */
static void
test_named (void)
{
  g_autoptr (CliChild) watch = run ("watch angel-one NSE:INFY-EQ --account nobody --duration 1", "", 2);
  g_autoptr (CliChild) check = run ("check --venue angel-one --account nobody", "", 1);

  g_assert_nonnull (strstr (watch->errors->str, "angel-one@nobody"));
  g_assert_cmpuint (check->lines->len, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("feedctl-account-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "test.keyring", NULL);
  /* libsecret loses a little of each file it reads */
  g_autofree char *options = g_strconcat (g_getenv ("ASAN_OPTIONS") != NULL ? g_getenv ("ASAN_OPTIONS")
                                                                            : "",
                                          ":detect_leaks=0", NULL);
  int code;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_setenv ("ASAN_OPTIONS", options, TRUE);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the test", TRUE);
  g_test_add_func ("/account/life", test_life);
  g_test_add_func ("/account/refused", test_refused);
  g_test_add_func ("/account/named", test_named);
  code = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  return code;
}
