/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "evertick-session.h"
#include "evertick-status.h"

G_BEGIN_DECLS

/**
 * EvertickWindow:
 *
 * Puts the parts together. Actions: "win.add", "win.search", "win.retry", "win.retry-venue" (id),
 * "win.drawer", "win.next-pane", "win.previous-pane", "win.preferences", "win.reset-thresholds".
 */
#define EVERTICK_TYPE_WINDOW (evertick_window_get_type ())
G_DECLARE_FINAL_TYPE (EvertickWindow, evertick_window, EVERTICK, WINDOW, AdwApplicationWindow)

/* application may be NULL */
GtkWidget *evertick_window_new (AdwApplication  *application,
                                EvertickSession *session);
/* NULL before the session started */
EvertickStatus *evertick_window_get_status (EvertickWindow *self);
/* The rows shown, NULL before the session started */
GListModel *evertick_window_get_rows (EvertickWindow *self);
void        evertick_window_set_drawer_open (EvertickWindow *self,
                                             gboolean        open);

G_END_DECLS
