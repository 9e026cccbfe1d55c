/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EvertickDrawer:
 *
 * The drawer below the quotes: a page with the reconnect log, newest first, one with the health of
 * the connections, and one with all of the selected instrument. Actions: "log.copy", "log.export" (parameter "csv" or "json"); both take the rows that the filter lets through.
 *
 * Signals:
 * ::message (const char *text): passing news for the user.
 */
#define EVERTICK_TYPE_DRAWER (evertick_drawer_get_type ())
G_DECLARE_FINAL_TYPE (EvertickDrawer, evertick_drawer, EVERTICK, DRAWER, GtkWidget)

GtkWidget *evertick_drawer_new (void);
/* Once */
void evertick_drawer_set_log (EvertickDrawer *self,
                              FeedEventLog   *log);
/* Whose health is told; once */
void evertick_drawer_set_manager (EvertickDrawer *self,
                                  FeedManager    *manager);
/* The rows whose selected one the detail page shows; clock: of their times. Once */
void evertick_drawer_set_selection (EvertickDrawer    *self,
                                    GtkSelectionModel *selection,
                                    FeedClock         *clock);
void evertick_drawer_show_detail (EvertickDrawer *self);
/* The rows shown, oldest first (transfer none) */
GListModel *evertick_drawer_get_events (EvertickDrawer *self);
void        evertick_drawer_set_filter (EvertickDrawer *self,
                                        const char     *text);

G_END_DECLS
