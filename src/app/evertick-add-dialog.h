/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "evertick-session.h"

G_BEGIN_DECLS

/**
 * EvertickAddDialog:
 *
 * Adds a symbol to the watchlist, after its venue said that it knows it. Closes itself then; what
 * is wrong otherwise it says in words. Action: "dialog.add".
 */
#define EVERTICK_TYPE_ADD_DIALOG (evertick_add_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EvertickAddDialog, evertick_add_dialog, EVERTICK, ADD_DIALOG, AdwWindow)

/* session has to be started. parent may be NULL */
GtkWidget *evertick_add_dialog_new (EvertickSession *session,
                                    GtkWindow       *parent);
void evertick_add_dialog_set_symbol (EvertickAddDialog *self,
                                     const char        *venue,
                                     const char        *symbol);
/* What is wrong, "" while nothing is */
const char *evertick_add_dialog_get_message (EvertickAddDialog *self);

G_END_DECLS
