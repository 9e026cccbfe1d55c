/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <accounts/accounts.h>

G_BEGIN_DECLS

/* The calls of AccountStore, each waited for */
char **account_wait_list (AccountStore *store,
                          GError      **error);
FeedCredentials *account_wait_load (AccountStore *store,
                                    const char   *id,
                                    GError      **error);
gboolean account_wait_save (AccountStore    *store,
                            const char      *id,
                            FeedCredentials *credentials,
                            GError         **error);
gboolean account_wait_remove (AccountStore *store,
                              const char   *id,
                              GError      **error);
/* An account with a client code, a PIN and secrets that are found nowhere else (transfer full) */
FeedCredentials *account_wait_example (void);

G_END_DECLS
