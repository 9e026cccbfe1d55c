/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "evertick-account.h"

G_BEGIN_DECLS

/**
 * EvertickAccountRow:
 *
 * An account with its state, and buttons to change and to remove it.
 *
 * Signals:
 * ::edit (EvertickAccount *account)
 * ::remove (EvertickAccount *account)
 */
#define EVERTICK_TYPE_ACCOUNT_ROW (evertick_account_row_get_type ())
G_DECLARE_FINAL_TYPE (EvertickAccountRow, evertick_account_row, EVERTICK, ACCOUNT_ROW, AdwActionRow)

GtkWidget *evertick_account_row_new (EvertickAccount *account);

G_END_DECLS
