/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "evertick-status.h"

G_BEGIN_DECLS

/**
 * EvertickFeedBar:
 *
 * Stands while the feed is not green: the cause in words, since when, what happens next. A note
 * (of the demo market, of endpoints) stands there too, when there is one. A refused log-in does not
 * where another bar explains it.
 *
 * Properties: "note" (string), "explained" (string: the venue, or one of its accounts).
 */
#define EVERTICK_TYPE_FEED_BAR (evertick_feed_bar_get_type ())
G_DECLARE_FINAL_TYPE (EvertickFeedBar, evertick_feed_bar, EVERTICK, FEED_BAR, GtkWidget)

GtkWidget *evertick_feed_bar_new (void);
void evertick_feed_bar_set_status (EvertickFeedBar *self,
                                   EvertickStatus  *status);
void evertick_feed_bar_set_note (EvertickFeedBar *self,
                                 const char      *note);
gboolean    evertick_feed_bar_get_revealed (EvertickFeedBar *self);
const char *evertick_feed_bar_get_text (EvertickFeedBar *self);

G_END_DECLS
