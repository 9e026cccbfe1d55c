/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Time-based one-time passwords: RFC 6238 over RFC 4226, secrets in base32 (RFC 4648). */
#include "feed/providers/feed-angel-one-totp.h"

#include <string.h>

#define STEP_US (30 * G_TIME_SPAN_SECOND)
#define SHA1_LENGTH 20
/* RFC 4226 wants 128 bits; venues give 80 and more, 16 characters */
#define MIN_BYTES 10
#define MAX_BYTES 128

static void
wipe (gpointer data,
      gsize    size)
{
  /* volatile: else the compiler may leave out writes to what is not read again */
  volatile guint8 *at = data;

  while (size-- > 0)
    *at++ = 0;
}

/* Value of a base32 character; -1 where it is none */
static int
read_character (char c)
{
  c = g_ascii_toupper (c);
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= '2' && c <= '7')
    return c - '2' + 26;
  return -1;
}

static void
free_secret (gpointer data)
{
  wipe (data, MAX_BYTES);
  g_free (data);
}

/**
 * feed_angel_one_totp_parse_secret:
 * @text: a secret as a venue's page or a user writes it
 *
 * Returns: (transfer full) (nullable): its bytes, wiped when freed
 */
GBytes *
feed_angel_one_totp_parse_secret (const char *text)
{
  guint8 *bytes = g_malloc0 (MAX_BYTES);
  gsize length = 0;
  guint32 bits = 0;
  guint n_bits = 0;
  gboolean good = TRUE;

  for (; good && *text != '\0'; text++) {
    int value = read_character (*text);

    if (g_ascii_isspace (*text) || *text == '-' || *text == '=')
      continue;
    good = value >= 0 && length < MAX_BYTES;
    bits = bits << 5 | (guint32) (value & 31);
    n_bits += 5;
    if (good && n_bits >= 8) {
      n_bits -= 8;
      bytes[length++] = (guint8) (bits >> n_bits);
    }
  }
  if (good && length >= MIN_BYTES)
    return g_bytes_new_with_free_func (bytes, length, free_secret, bytes);
  free_secret (bytes);
  return NULL;
}

/**
 * feed_angel_one_totp:
 * @secret: the bytes of a secret
 * @wall_us: wall time, µs since 1970 UTC
 * @digits: how many, 1 to 9
 * @buffer: where they go, with a NUL
 *
 * The password of the 30 s that @wall_us is in.
 */
void
feed_angel_one_totp (GBytes *secret,
                     gint64  wall_us,
                     guint   digits,
                     char   *buffer)
{
  gsize key_length;
  const guint8 *key = g_bytes_get_data (secret, &key_length);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, key, key_length);
  guint64 counter = GUINT64_TO_BE ((guint64) (MAX (wall_us, 0) / STEP_US));
  guint8 digest[SHA1_LENGTH];
  gsize length = sizeof digest;
  guint32 code;
  guint offset;

  g_hmac_update (hmac, (const guchar *) &counter, sizeof counter);
  g_hmac_get_digest (hmac, digest, &length);
  offset = digest[SHA1_LENGTH - 1] & 0xf;
  code = (guint32) (digest[offset] & 0x7f) << 24 | (guint32) digest[offset + 1] << 16 |
         (guint32) digest[offset + 2] << 8 | digest[offset + 3];
  buffer[digits] = '\0';
  while (digits-- > 0) {
    buffer[digits] = (char) ('0' + code % 10);
    code /= 10;
  }
  wipe (digest, sizeof digest);
}
