/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>
#include <libsecret/secret.h>

G_BEGIN_DECLS

/* What the keyring keeps of an account as its secret: a line "id=value" a field. It lies in memory
 * that is never paged out, where libsecret has that (transfer full) */
SecretValue *account_secret_encode (const FeedCredentials *credentials);
/* ACCOUNT_ERROR_DAMAGED where it is something else (transfer full) */
FeedCredentials *account_secret_decode (const char *text,
                                        gsize       length,
                                        GError    **error);

G_END_DECLS
