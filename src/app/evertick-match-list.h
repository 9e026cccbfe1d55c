/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EvertickMatchList:
 *
 * What a search for instruments found, best first, one of them selected. The next search replaces
 * the one under way.
 *
 * Properties: "searching" (boolean): an answer is awaited.
 *
 * Signals:
 * ::found (GError *error): an answer came; error NULL unless it is why there is none.
 * ::activated: the selected one is wanted.
 */
#define EVERTICK_TYPE_MATCH_LIST (evertick_match_list_get_type ())
G_DECLARE_FINAL_TYPE (EvertickMatchList, evertick_match_list, EVERTICK, MATCH_LIST, GtkWidget)

GtkWidget *evertick_match_list_new (void);
/* venue: NULL = all of them; text "" empties the list */
void evertick_match_list_search (EvertickMatchList *self,
                                 FeedManager       *manager,
                                 const char        *text,
                                 const char        *venue);
gboolean evertick_match_list_get_searching (EvertickMatchList *self);
/* NULL where nothing was found (transfer none) */
const FeedMatch *evertick_match_list_get_selected (EvertickMatchList *self);
guint            evertick_match_list_get_n_matches (EvertickMatchList *self);
/* Moves the selection: the focus may be elsewhere */
void evertick_match_list_move (EvertickMatchList *self,
                               int                step);
/* "Reliance · NSE · Equity · lot 1": all but its symbol (transfer full) */
char *evertick_match_list_dup_description (const FeedMatch *match);

G_END_DECLS
