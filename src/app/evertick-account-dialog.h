/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "evertick-accounts.h"

G_BEGIN_DECLS

/**
 * EvertickAccountDialog:
 *
 * Adds an account or changes one. Its entries are those that the venue asks for; every error of their
 * form is listed while one types, and only what is whole can be saved or tested. A test logs in at the
 * venue and says what failed.
 *
 * Where the keyring does not take it, it can be used all the same, until the program ends.
 *
 * Actions: "account.save", "account.test" (again: stops it), "account.use".
 */
#define EVERTICK_TYPE_ACCOUNT_DIALOG (evertick_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EvertickAccountDialog, evertick_account_dialog, EVERTICK, ACCOUNT_DIALOG, AdwWindow)

/* account: the one to change, NULL to add one. parent may be NULL */
GtkWidget *evertick_account_dialog_new (EvertickAccounts *accounts,
                                        EvertickAccount  *account,
                                        GtkWindow        *parent);
/* Chooses the venue of a new one */
void evertick_account_dialog_set_provider (EvertickAccountDialog *self,
                                           const char            *provider);
/* As if it was typed */
void evertick_account_dialog_fill (EvertickAccountDialog *self,
                                   const char            *name,
                                   const FeedCredentials *credentials);
/* Every error of the form, one a line */
const char *evertick_account_dialog_get_errors (EvertickAccountDialog *self);
/* How the test or the saving went */
const char *evertick_account_dialog_get_message (EvertickAccountDialog *self);
/* What is wrong with an account of that name, one a line; NULL where nothing is. error_text: what the
 * provider says of its form, NULL = nothing (transfer full) */
char *evertick_account_dialog_list_errors (const char *name_error,
                                           const char *venue,
                                           const char *form_error);

G_END_DECLS
