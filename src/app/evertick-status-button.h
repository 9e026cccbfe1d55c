/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evertick-status.h"

G_BEGIN_DECLS

/**
 * EvertickStatusButton:
 *
 * The state of the feed as icon, word and transport; its popover has a line a connection.
 * Action: "status.copy-report".
 */
#define EVERTICK_TYPE_STATUS_BUTTON (evertick_status_button_get_type ())
G_DECLARE_FINAL_TYPE (EvertickStatusButton, evertick_status_button, EVERTICK, STATUS_BUTTON,
                      GtkWidget)

GtkWidget *evertick_status_button_new (void);
void evertick_status_button_set_status (EvertickStatusButton *self,
                                        EvertickStatus       *status);
/* What it shows, with all words */
const char *evertick_status_button_get_text (EvertickStatusButton *self);

G_END_DECLS
