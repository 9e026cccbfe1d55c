/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-totp.h"

#include <string.h>

#define DIGEST_BYTES 20
#define DIGITS 6

/**
 * feedsim_angel_totp_get_code:
 * @key: the shared secret
 * @length: its length
 * @counter: how many steps have gone by
 * @digits: of the code
 *
 * Returns: the code of RFC 4226, section 5.3, over SHA-1
 */
guint64
feedsim_angel_totp_get_code (const guint8 *key,
                             gsize         length,
                             guint64       counter,
                             guint         digits)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, key, length);
  guint64 big_endian = GUINT64_TO_BE (counter);
  guint8 digest[DIGEST_BYTES];
  gsize digest_length = sizeof digest;
  guint64 modulus = 1;
  guint32 number;
  guint offset;

  g_hmac_update (hmac, (const guchar *) &big_endian, sizeof big_endian);
  g_hmac_get_digest (hmac, digest, &digest_length);
  offset = digest[DIGEST_BYTES - 1] & 0x0f;
  memcpy (&number, digest + offset, sizeof number);
  for (guint i = 0; i < digits; i++)
    modulus *= 10;
  return (GUINT32_FROM_BE (number) & G_MAXINT32) % modulus;
}

/**
 * feedsim_angel_totp_to_base32:
 * @key: the shared secret
 * @length: its length
 *
 * Returns: (transfer full): as an authenticator app takes it (RFC 4648, section 6), unpadded
 */
char *
feedsim_angel_totp_to_base32 (const guint8 *key,
                              gsize         length)
{
  static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  GString *text = g_string_new (NULL);
  guint bits = 0;
  guint n_bits = 0;

  for (gsize i = 0; i < length || n_bits > 0;) {
    if (n_bits < 5 && i < length) {
      bits = bits << 8 | key[i++];
      n_bits += 8;
    } else if (n_bits < 5) {
      bits <<= 5 - n_bits;
      n_bits = 5;
    }
    n_bits -= 5;
    g_string_append_c (text, ALPHABET[bits >> n_bits & 0x1f]);
  }
  return g_string_free (text, FALSE);
}

/**
 * feedsim_angel_totp_check:
 * @key: the shared secret
 * @length: its length
 * @real_us: now, by the wall clock
 * @code: what somebody says it is
 *
 * Returns: whether it is the code of this step, of the one before or of the one to come
 */
gboolean
feedsim_angel_totp_check (const guint8 *key,
                          gsize         length,
                          gint64        real_us,
                          const char   *code)
{
  guint64 step = (guint64) (real_us / (FEEDSIM_ANGEL_TOTP_STEP_S * (gint64) G_USEC_PER_SEC));

  for (guint64 counter = step > 0 ? step - 1 : 0; counter <= step + 1; counter++) {
    char expected[DIGITS + 1];

    g_snprintf (expected, sizeof expected, "%06u",
                (guint) feedsim_angel_totp_get_code (key, length, counter, DIGITS));
    if (g_str_equal (expected, code))
      return TRUE;
  }
  return FALSE;
}
