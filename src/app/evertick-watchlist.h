/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * EvertickWatchlist:
 *
 * The symbols the user wants to see: kept in settings, subscribed at the manager. A removed one
 * stays subscribed, hidden, until it is forgotten, so that undo brings it back with its prices and
 * at its place.
 *
 * Signals:
 * ::changed: what evertick_watchlist_contains() says of something changed.
 */
#define EVERTICK_TYPE_WATCHLIST (evertick_watchlist_get_type ())
G_DECLARE_FINAL_TYPE (EvertickWatchlist, evertick_watchlist, EVERTICK, WATCHLIST, GObject)

/* settings may be NULL: nothing is kept then, and the demo market's symbols are shown */
EvertickWatchlist *evertick_watchlist_new (FeedManager *manager,
                                           GSettings   *settings);
/* Subscribes what is in settings; what could not be, in words, or NULL (transfer full) */
char *evertick_watchlist_load (EvertickWatchlist *self);
/* FALSE with an error of feed_manager_subscribe(), or G_IO_ERROR_EXISTS */
gboolean evertick_watchlist_add (EvertickWatchlist *self,
                                 const char        *venue,
                                 const char        *symbol,
                                 GError           **error);
/* ids: NULL-terminated */
void evertick_watchlist_remove (EvertickWatchlist *self,
                                const char *const *ids);
/* Undoes a remove */
void evertick_watchlist_restore (EvertickWatchlist *self,
                                 const char *const *ids);
/* Ends the subscriptions of removed ones, unless they were restored */
void evertick_watchlist_forget (EvertickWatchlist *self,
                                const char *const *ids);
gboolean evertick_watchlist_contains (EvertickWatchlist *self,
                                      const char        *id);
guint evertick_watchlist_get_size (EvertickWatchlist *self);

G_END_DECLS
