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
/* It is in the keyring; else it ends with the program */
gboolean evertick_account_get_kept (EvertickAccount *self);
void     evertick_account_set_kept (EvertickAccount *self,
                                    gboolean         kept);
/* The state in words, of the connections that use it; health NULL: none does. refusal: of the log-in,
 * NULL where there was none (transfer full) */
char *evertick_account_describe (FeedHealth *health,
                                 const char *refusal);

G_END_DECLS
