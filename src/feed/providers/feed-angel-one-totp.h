/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FEED_ANGEL_ONE_TOTP_DIGITS 6

/* The bytes of a base32 secret, as RFC 4648 has it; blanks, hyphens, padding and case do not
 * matter. NULL where it is none, or shorter than 80 bits (transfer full) */
GBytes *feed_angel_one_totp_parse_secret (const char *text);
/* RFC 6238 over HMAC-SHA-1 with 30 s steps; buffer holds digits + 1 bytes, digits is 1 to 9 */
void feed_angel_one_totp (GBytes *secret,
                          gint64  wall_us,
                          guint   digits,
                          char   *buffer);

G_END_DECLS
