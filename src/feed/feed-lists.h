/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-list.h"
#include "feed/feed-match.h"

G_BEGIN_DECLS

/**
 * FeedLists:
 *
 * The instrument lists of a manager: one for each provider and address that is asked for.
 */
#define FEED_TYPE_LISTS (feed_lists_get_type ())
G_DECLARE_FINAL_TYPE (FeedLists, feed_lists, FEED, LISTS, GObject)

/* The path of the context is set here */
FeedLists *feed_lists_new (const FeedListContext *context);
/* Nothing is told any more */
void        feed_lists_stop (FeedLists *self);
const char *feed_lists_get_path (FeedLists *self);
/* The list where the provider says it is (transfer none); NULL where it says nowhere */
FeedList *feed_lists_get (FeedLists    *self,
                          FeedProvider *provider);
/* today: year × 10,000 + month × 100 + day. Takes what to search from places: of FeedListPlace */
void feed_lists_search_async (FeedLists          *self,
                              const FeedSearch   *search,
                              GPtrArray          *places,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
GPtrArray *feed_lists_search_finish (FeedLists    *self,
                                     GAsyncResult *result,
                                     GError      **error);

/**
 * FeedListPlace:
 *
 * A list to search, and the venue that its instruments are subscribed of.
 */
typedef struct {
  char     *venue;
  FeedList *list;
  gint64    id;       /* of the catalogue's list; 0: there is none */
} FeedListPlace;

FeedListPlace *feed_list_place_new (const char *venue,
                                    FeedList   *list);
void feed_list_place_free (FeedListPlace *self);

G_END_DECLS
