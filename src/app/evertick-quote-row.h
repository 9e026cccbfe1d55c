/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evertick-quote-column.h"

G_BEGIN_DECLS

/**
 * EvertickQuoteRow:
 *
 * The cells that show one instrument now, and what they show of it. Not a widget: the table's row
 * belongs to GTK.
 */
typedef struct _EvertickQuoteRow EvertickQuoteRow;

EvertickQuoteRow *evertick_quote_row_new (FeedInstrument *instrument);
void              evertick_quote_row_free (EvertickQuoteRow *self);
/* Shows all of the cell at once */
void evertick_quote_row_bind (EvertickQuoteRow   *self,
                              EvertickQuoteColumn column,
                              GtkListItem        *item,
                              gint64              now_us);
/* TRUE when no cell is left */
gboolean evertick_quote_row_unbind (EvertickQuoteRow   *self,
                                    EvertickQuoteColumn column,
                                    GtkListItem        *item);
/* Its place in the table */
guint evertick_quote_row_get_position (EvertickQuoteRow *self);
/* Height of GTK's row widget; 0 = not known */
int evertick_quote_row_get_height (EvertickQuoteRow *self);
/* Once a frame: shows what changed since it was last shown. flash: mark a new last price */
void evertick_quote_row_update (EvertickQuoteRow *self,
                                gint64            now_us,
                                gboolean          flash);
/* A few times a second: the age, and the end of a flash */
void evertick_quote_row_update_age (EvertickQuoteRow *self,
                                    gint64            now_us);
/* Once a second: what assistive technologies are told */
void evertick_quote_row_update_accessible (EvertickQuoteRow *self);

G_END_DECLS
