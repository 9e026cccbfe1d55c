/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EvertickQuoteCell:
 *
 * A cell of the quotes table: an icon where it has one, a text of a fixed width, so that a new text
 * costs a redraw and never a new layout, and a badge where it has one.
 */
#define EVERTICK_TYPE_QUOTE_CELL (evertick_quote_cell_get_type ())
G_DECLARE_FINAL_TYPE (EvertickQuoteCell, evertick_quote_cell, EVERTICK, QUOTE_CELL, GtkWidget)

GtkWidget *evertick_quote_cell_new (guint width_chars,
                                    gboolean is_number);
/* Takes text */
void evertick_quote_cell_take_text (EvertickQuoteCell *self,
                                    char              *text);
const char *evertick_quote_cell_get_text (EvertickQuoteCell *self);
void        evertick_quote_cell_set_icon_name (EvertickQuoteCell *self,
                                               const char        *icon_name);
/* NULL: none */
void evertick_quote_cell_set_badge (EvertickQuoteCell *self,
                                    const char        *badge);
/* Sign of what it shows, as a style class: "up", "down" or none */
void evertick_quote_cell_set_sign (EvertickQuoteCell *self,
                                   int                sign);
/* Direction of the last change, as a style class: "flash-up", "flash-down" or none */
void evertick_quote_cell_set_flash (EvertickQuoteCell *self,
                                    int                direction);
/* Tells assistive technologies the text of now */
void evertick_quote_cell_update_accessible (EvertickQuoteCell *self);

G_END_DECLS
