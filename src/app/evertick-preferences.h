/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "evertick-session.h"

G_BEGIN_DECLS

/**
 * EvertickPreferences:
 *
 * All settings on one page, the accounts on another. Thresholds are stored together by the action "preferences.apply", and
 * only where they are valid together; every error is listed as soon as it is typed.
 */
#define EVERTICK_TYPE_PREFERENCES (evertick_preferences_get_type ())
G_DECLARE_FINAL_TYPE (EvertickPreferences, evertick_preferences, EVERTICK, PREFERENCES, AdwWindow)

/* parent may be NULL */
GtkWidget *evertick_preferences_new (EvertickSession *session,
                                     GtkWindow       *parent);
void evertick_preferences_show_accounts (EvertickPreferences *self);
void evertick_preferences_set_threshold (EvertickPreferences *self,
                                         FeedConfigKey        key,
                                         int                  value);
/* Every error of the thresholds as edited, one a line; "" where there is none */
const char *evertick_preferences_get_errors (EvertickPreferences *self);

G_END_DECLS
