/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "evertick-addresses.h"

static const char good[] =
  "{\"venue\":\"demo\",\"stream\":\"ws://127.0.0.1:1\",\"rest\":\"http:\\/\\/127.0.0.1:2\","
  "\"control\":\"http://127.0.0.1:3/control\",\"symbols\":[\"A\",{\"x\":[1,-2.5e3]}],\"n\":null}";

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *stream = NULL;
  g_autofree char *rest = NULL;

  g_assert_true (evertick_addresses_parse (good, &stream, &rest, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (stream, ==, "ws://127.0.0.1:1");
  g_assert_cmpstr (rest, ==, "http://127.0.0.1:2");
}

static void
assert_refused (const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *stream = NULL;
  g_autofree char *rest = NULL;

  g_assert_false (evertick_addresses_parse (line, &stream, &rest, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_null (stream);
  g_assert_null (rest);
}

static void
test_bad (void)
{
  static const char *const lines[] = {
    "", "null", "[]", "{", "{}", "{} {}", "feedctl: no such command",
    "{\"stream\":\"ws://x\"}",
    "{\"stream\":\"ws://x\",\"rest\":5}",
    "{\"stream\":\"ws://x\",\"rest\":\"http://\\u0078\"}",
    "{\"stream\" \"ws://x\",\"rest\":\"http://x\"}",
    "{\"a\":[}],\"stream\":\"ws://x\",\"rest\":\"http://x\"}",
    /* Words in a string are no members */
    "{\"note\":\"\\\"stream\\\":\\\"ws://x\\\",\\\"rest\\\":\\\"http://x\\\"\"}",
    "{\"a\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]],\"stream\":\"ws://x\",\"rest\":\"http://x\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    assert_refused (lines[i]);
}

static void
test_truncated (void)
{
  for (gsize length = 0; length < strlen (good); length++) {
    g_autofree char *line = g_strndup (good, length);

    assert_refused (line);
  }
}

static void
test_mutated (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20240808);

  for (guint i = 0; i < 10000; i++) {
    g_autofree char *line = g_strdup (good);
    g_autoptr (GError) error = NULL;
    g_autofree char *stream = NULL;
    g_autofree char *rest = NULL;
    gboolean parsed;

    for (guint n = 0; n < 3; n++)
      line[g_rand_int_range (random, 0, strlen (good))] = (char) g_rand_int_range (random, 1, 256);
    parsed = evertick_addresses_parse (line, &stream, &rest, &error);
    g_assert_true (parsed == (error == NULL) && parsed == (stream != NULL));
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/addresses/good", test_good);
  g_test_add_func ("/addresses/bad", test_bad);
  g_test_add_func ("/addresses/truncated", test_truncated);
  g_test_add_func ("/addresses/mutated", test_mutated);
  return g_test_run ();
}
