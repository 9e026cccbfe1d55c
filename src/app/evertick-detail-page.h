/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EvertickDetailPage:
 *
 * All that is known of the one instrument that is selected: what it is, its day, best five, and
 * where its last tick came from. A few times a second while it is seen.
 */
#define EVERTICK_TYPE_DETAIL_PAGE (evertick_detail_page_get_type ())
G_DECLARE_FINAL_TYPE (EvertickDetailPage, evertick_detail_page, EVERTICK, DETAIL_PAGE, GtkWidget)

GtkWidget *evertick_detail_page_new (void);
/* The rows of a list of #FeedInstrument; clock: of their times. Once */
void evertick_detail_page_set_selection (EvertickDetailPage *self,
                                         GtkSelectionModel  *selection,
                                         FeedClock          *clock);
/* The instrument that is shown; NULL where none or several are selected (transfer none) */
FeedInstrument *evertick_detail_page_get_instrument (EvertickDetailPage *self);

G_END_DECLS
