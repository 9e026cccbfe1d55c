/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evertick-link-view.h"

G_BEGIN_DECLS

/**
 * EvertickConnectionRow:
 *
 * One connection in the status popover: its state, its figures, its next try.
 */
#define EVERTICK_TYPE_CONNECTION_ROW (evertick_connection_row_get_type ())
G_DECLARE_FINAL_TYPE (EvertickConnectionRow, evertick_connection_row, EVERTICK, CONNECTION_ROW,
                      GtkWidget)

GtkWidget *evertick_connection_row_new (FeedHealth *health,
                                        FeedClock  *clock);

G_END_DECLS
