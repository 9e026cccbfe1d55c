/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>
#include <gtk/gtk.h>

#include "evertick-watchlist.h"

G_BEGIN_DECLS

/**
 * EvertickQuotes:
 *
 * The table of quotes. Actions: "quotes.copy" (the selected rows as CSV, all where none is),
 * "quotes.remove" (the selected rows). A row that is activated activates "win.detail".
 *
 * Properties: "search" (string: shows only symbols that contain it), "flash" (boolean: mark new
 * last prices for a moment).
 *
 * Signals:
 * ::removed (const char *const *ids): the user removed these from the watchlist.
 */
#define EVERTICK_TYPE_QUOTES (evertick_quotes_get_type ())
G_DECLARE_FINAL_TYPE (EvertickQuotes, evertick_quotes, EVERTICK, QUOTES, GtkWidget)

GtkWidget *evertick_quotes_new (void);
/* Once */
void evertick_quotes_set_feed (EvertickQuotes    *self,
                               FeedManager       *manager,
                               EvertickWatchlist *watchlist);
/* The rows shown, in the order shown: a list of #FeedInstrument (transfer none); NULL before
 * there is a feed */
GListModel *evertick_quotes_get_rows (EvertickQuotes *self);
void        evertick_quotes_set_search (EvertickQuotes *self,
                                        const char     *search);
/* Of those rows; NULL before there is a feed (transfer none) */
GtkSelectionModel *evertick_quotes_get_selection (EvertickQuotes *self);
/* The widget that takes the focus */
GtkWidget *evertick_quotes_get_view (EvertickQuotes *self);

G_END_DECLS
