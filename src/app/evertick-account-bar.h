/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evertick-accounts.h"

G_BEGIN_DECLS

/**
 * EvertickAccountBar:
 *
 * There while symbols are watched whose venue has no account that could be used: says why, and leads
 * to the account dialog, or to the keyring that is still locked.
 */
#define EVERTICK_TYPE_ACCOUNT_BAR (evertick_account_bar_get_type ())
G_DECLARE_FINAL_TYPE (EvertickAccountBar, evertick_account_bar, EVERTICK, ACCOUNT_BAR, GtkWidget)

GtkWidget *evertick_account_bar_new (void);
/* Once */
void evertick_account_bar_set_accounts (EvertickAccountBar *self,
                                        EvertickAccounts   *accounts);
/* What it says; NULL while it is not there */
const char *evertick_account_bar_get_text (EvertickAccountBar *self);

G_END_DECLS
