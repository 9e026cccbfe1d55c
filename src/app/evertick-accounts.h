/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

#include "evertick-account.h"

G_BEGIN_DECLS

/**
 * EvertickAccounts:
 *
 * The accounts of the keyring: loads them, hands them to the feed, keeps their states, saves and
 * removes. What the keyring refuses is said, and nothing else waits for it.
 *
 * Properties: "trouble" (string): why the keyring gave nothing, NULL where it did.
 * "wanted" (string): the provider whose symbols are watched but which has no account, NULL where
 * there is none. "refused" (string): the id of an account whose log-in the venue refuses, NULL where
 * there is none.
 */
#define EVERTICK_TYPE_ACCOUNTS (evertick_accounts_get_type ())
G_DECLARE_FINAL_TYPE (EvertickAccounts, evertick_accounts, EVERTICK, ACCOUNTS, GObject)

EvertickAccounts *evertick_accounts_new (void);
/* Once: whom they log in */
void evertick_accounts_set_manager (EvertickAccounts *self,
                                    FeedManager      *manager);
/* Nothing is asked of the keyring any more, and nobody logged in */
void evertick_accounts_stop (EvertickAccounts *self);
/* NULL before it is set, and once stopped */
FeedManager *evertick_accounts_get_manager (EvertickAccounts *self);
/* Asks the keyring, which may ask the user; again where it gave nothing before */
void evertick_accounts_load (EvertickAccounts *self);
/* Of EvertickAccount, in order (transfer none) */
GListModel *evertick_accounts_get_list (EvertickAccounts *self);
/* NULL where there is none */
EvertickAccount *evertick_accounts_find (EvertickAccounts *self,
                                         const char       *id);
/* Another account of the provider with these credentials, as far as the venue tells accounts apart;
 * NULL where there is none */
EvertickAccount *evertick_accounts_find_same (EvertickAccounts      *self,
                                              EvertickAccount       *account,
                                              FeedProvider          *provider,
                                              const FeedCredentials *credentials);
const char *evertick_accounts_get_trouble (EvertickAccounts *self);
const char *evertick_accounts_get_wanted (EvertickAccounts *self);
const char *evertick_accounts_get_refused (EvertickAccounts *self);
/* Until the program ends, as where there is no keyring. Errors of feed_manager_set_credentials() */
gboolean evertick_accounts_use (EvertickAccounts *self,
                                const char       *id,
                                FeedCredentials  *credentials,
                                GError          **error);
/* In the keyring, and in use at once. Errors of AccountStore, or of feed_manager_set_credentials() */
void evertick_accounts_save_async (EvertickAccounts   *self,
                                   const char         *id,
                                   FeedCredentials    *credentials,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean evertick_accounts_save_finish (EvertickAccounts *self,
                                        GAsyncResult     *result,
                                        GError          **error);
void evertick_accounts_remove_async (EvertickAccounts   *self,
                                     const char         *id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean evertick_accounts_remove_finish (EvertickAccounts *self,
                                          GAsyncResult     *result,
                                          GError          **error);

G_END_DECLS
