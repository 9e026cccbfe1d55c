/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * AccountStore:
 *
 * The user's keyring: the Secret Service of the session, in a sandbox a file that the Secret portal
 * has the key of. There is no other place for an account, and no file of ours.
 *
 * All of an account is inside the secret, the client code too; the keyring can be searched by venue
 * and account name only. Errors are of #AccountError, in words for whoever reads them.
 */
#define ACCOUNT_TYPE_STORE (account_store_get_type ())
G_DECLARE_FINAL_TYPE (AccountStore, account_store, ACCOUNT, STORE, GObject)

AccountStore *account_store_new (void);
/* The ids of all accounts, in order (transfer full); empty where there is none. Asks nobody to unlock
 * anything */
void account_store_list_async (AccountStore       *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
char **account_store_list_finish (AccountStore *self,
                                  GAsyncResult *result,
                                  GError      **error);
/* The keyring may ask the user to unlock it, and take as long as that takes */
void account_store_load_async (AccountStore       *self,
                               const char         *id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
FeedCredentials *account_store_load_finish (AccountStore *self,
                                            GAsyncResult *result,
                                            GError      **error);
/* Replaces what was there */
void account_store_save_async (AccountStore       *self,
                               const char         *id,
                               FeedCredentials    *credentials,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
gboolean account_store_save_finish (AccountStore *self,
                                    GAsyncResult *result,
                                    GError      **error);
void account_store_remove_async (AccountStore       *self,
                                 const char         *id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
gboolean account_store_remove_finish (AccountStore *self,
                                      GAsyncResult *result,
                                      GError      **error);

G_END_DECLS
