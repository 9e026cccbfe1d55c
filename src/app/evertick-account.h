/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * EvertickAccount:
 *
 * One account of a venue, as lists show it.
 *
 * Properties: "title" (string, const): "Angel One", or with its name: "Angel One (second)".
 * "state" (string): what the venue thinks of it, in words.
 */
#define EVERTICK_TYPE_ACCOUNT (evertick_account_get_type ())
G_DECLARE_FINAL_TYPE (EvertickAccount, evertick_account, EVERTICK, ACCOUNT, GObject)

/* id: as of AccountStore */
EvertickAccount *evertick_account_new (const char *id);
const char *evertick_account_get_id (EvertickAccount *self);
const char *evertick_account_get_title (EvertickAccount *self);
const char *evertick_account_get_state (EvertickAccount *self);
void        evertick_account_set_state (EvertickAccount *self,
                                        const char      *state);
/* NULL while the keyring has not given them */
FeedCredentials *evertick_account_get_credentials (EvertickAccount *self);
void             evertick_account_set_credentials (EvertickAccount *self,
                                                   FeedCredentials *credentials);
/* The state in words, of the connections that use it; health NULL: none does (transfer full) */
char *evertick_account_describe (FeedHealth *health);

G_END_DECLS
