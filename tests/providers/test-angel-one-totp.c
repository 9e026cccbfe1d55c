/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/providers/feed-angel-one-totp.h"

#include <glib.h>
#include <string.h>

/* RFC 6238, appendix B, SHA-1: the secret is the ASCII text 12345678901234567890 */
#define RFC_SECRET "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

static void
test_vectors (void)
{
  static const struct {
    gint64      seconds;
    const char *eight;
  } vectors[] = {
    { 59, "94287082" },
    { 1111111109, "07081804" },
    { 1111111111, "14050471" },
    { 1234567890, "89005924" },
    { 2000000000, "69279037" },
    { G_GINT64_CONSTANT (20000000000), "65353130" },
  };
  g_autoptr (GBytes) secret = feed_angel_one_totp_parse_secret (RFC_SECRET);

  g_assert_nonnull (secret);
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    char code[9];

    feed_angel_one_totp (secret, vectors[i].seconds * G_USEC_PER_SEC, 8, code);
    g_assert_cmpstr (code, ==, vectors[i].eight);
    feed_angel_one_totp (secret, vectors[i].seconds * G_USEC_PER_SEC, 6, code);
    g_assert_cmpstr (code, ==, vectors[i].eight + 2);
  }
}

static void
test_window (void)
{
  g_autoptr (GBytes) secret = feed_angel_one_totp_parse_secret (RFC_SECRET);
  char first[7], last[7], next[7];

  feed_angel_one_totp (secret, 1111111110 * (gint64) G_USEC_PER_SEC, 6, first);
  feed_angel_one_totp (secret, 1111111140 * (gint64) G_USEC_PER_SEC - 1, 6, last);
  feed_angel_one_totp (secret, 1111111140 * (gint64) G_USEC_PER_SEC, 6, next);
  g_assert_cmpstr (first, ==, last);
  g_assert_cmpstr (last, !=, next);
  /* A clock before 1970 is no reason to fail */
  feed_angel_one_totp (secret, -1, 6, first);
  g_assert_cmpuint (strlen (first), ==, 6);
}

static void
test_secrets (void)
{
  static const char *const same[] = {
    "gezdgnbvgy3tqojqgezdgnbvgy3tqojq", " GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ\n",
    "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ", RFC_SECRET "======",
  };
  static const char *const wrong[] = {
    "", "ABC", "12345678901234567890", "GEZDGNBVGY3TQOJ", "GEZDGNBVGY3TQOJ!", "123456",
    "GEZDGNBVGY3TQOJQ\xc3\xa9",
  };
  g_autoptr (GBytes) secret = feed_angel_one_totp_parse_secret (RFC_SECRET);
  g_autofree char *endless = g_strnfill (10000, 'A');

  g_assert_cmpmem (g_bytes_get_data (secret, NULL), g_bytes_get_size (secret),
                   "12345678901234567890", 20);
  for (guint i = 0; i < G_N_ELEMENTS (same); i++) {
    g_autoptr (GBytes) other = feed_angel_one_totp_parse_secret (same[i]);

    g_assert_nonnull (other);
    g_assert_true (g_bytes_equal (secret, other));
  }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (feed_angel_one_totp_parse_secret (wrong[i]));
  g_assert_null (feed_angel_one_totp_parse_secret (endless));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/angel-one/totp/vectors", test_vectors);
  g_test_add_func ("/angel-one/totp/window", test_window);
  g_test_add_func ("/angel-one/totp/secrets", test_secrets);
  return g_test_run ();
}
