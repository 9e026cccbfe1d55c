/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "evertick-accounts.h"

G_BEGIN_DECLS

/**
 * EvertickAccountGroup:
 *
 * The accounts, a row each with its state; adds, changes and removes them. Where the keyring gave
 * nothing it says why, and asks again.
 *
 * Actions: "accounts.add", "accounts.reload".
 */
#define EVERTICK_TYPE_ACCOUNT_GROUP (evertick_account_group_get_type ())
G_DECLARE_FINAL_TYPE (EvertickAccountGroup, evertick_account_group, EVERTICK, ACCOUNT_GROUP,
                      AdwPreferencesGroup)

GtkWidget *evertick_account_group_new (EvertickAccounts *accounts);
/* What it says above the list */
const char *evertick_account_group_get_notice (EvertickAccountGroup *self);

G_END_DECLS
