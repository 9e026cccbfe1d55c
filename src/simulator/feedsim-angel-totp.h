/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, 30 s, 6 digits */
#define FEEDSIM_ANGEL_TOTP_STEP_S 30

guint64 feedsim_angel_totp_get_code (const guint8 *key,
                                     gsize         length,
                                     guint64       counter,
                                     guint         digits);
char *feedsim_angel_totp_to_base32 (const guint8 *key,
                                    gsize         length);
gboolean feedsim_angel_totp_check (const guint8 *key,
                                   gsize         length,
                                   gint64        real_us,
                                   const char   *code);

G_END_DECLS
