/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-listing.h"
#include "feed/feed-list.h"

G_BEGIN_DECLS

/* listing: NULL where the venue's list does not have the symbol */
typedef void (*FeedResolverFunc) (gpointer           user_data,
                                  guint              instrument,
                                  const FeedListing *listing);

/**
 * FeedResolver:
 *
 * Looks the symbols of a venue's instruments up in its list. Many are looked up at once; what an old
 * list does not have waits for a new one.
 */
#define FEED_TYPE_RESOLVER (feed_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FeedResolver, feed_resolver, FEED, RESOLVER, GObject)

/* path: of the catalogue */
FeedResolver *feed_resolver_new (FeedList        *list,
                                 const char *path,
                                 FeedResolverFunc func,
                                 gpointer user_data);
/* func is called for it later, and again with each new list, until it is removed */
void feed_resolver_add (FeedResolver *self,
                        guint         instrument,
                        const char   *symbol);
void feed_resolver_remove (FeedResolver *self,
                           guint         instrument);
/* func is not called any more */
void feed_resolver_stop (FeedResolver *self);

G_END_DECLS
