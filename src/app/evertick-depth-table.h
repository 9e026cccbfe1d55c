/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EvertickDepthTable:
 *
 * The best levels of the order book: orders, size and bid to the left, ask, size and orders to the
 * right, the best on top.
 */
#define EVERTICK_TYPE_DEPTH_TABLE (evertick_depth_table_get_type ())
G_DECLARE_FINAL_TYPE (EvertickDepthTable, evertick_depth_table, EVERTICK, DEPTH_TABLE, GtkWidget)

GtkWidget *evertick_depth_table_new (void);
/* depth: NULL where there is none */
void evertick_depth_table_set (EvertickDepthTable *self,
                               const FeedDepth    *depth,
                               int                 price_decimals,
                               int                 size_decimals);

G_END_DECLS
