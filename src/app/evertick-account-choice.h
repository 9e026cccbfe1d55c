/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "evertick-accounts.h"

G_BEGIN_DECLS

/**
 * EvertickAccountChoice:
 *
 * With which of a venue's accounts something is to be done: the first, unless another is chosen. There
 * to be seen only where there are several.
 */
#define EVERTICK_TYPE_ACCOUNT_CHOICE (evertick_account_choice_get_type ())
G_DECLARE_FINAL_TYPE (EvertickAccountChoice, evertick_account_choice, EVERTICK, ACCOUNT_CHOICE, AdwComboRow)

/* Once */
void evertick_account_choice_set_accounts (EvertickAccountChoice *self,
                                           EvertickAccounts      *accounts);
/* Of a provider, or of any of its accounts; NULL: there is nothing to choose. What was chosen holds
 * while that is the same provider */
void evertick_account_choice_set_venue (EvertickAccountChoice *self,
                                        const char            *venue);
/* The account chosen, or the provider where it has none; NULL where no venue is set */
const char *evertick_account_choice_get_venue (EvertickAccountChoice *self);

G_END_DECLS
