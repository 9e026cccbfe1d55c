/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-clock.h"
#include "feed/feed-event.h"
#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/**
 * FeedListContext:
 *
 * What all lists of a manager share. Borrowed, but by a list that still fetches.
 */
typedef struct {
  FeedClock     *clock;
  FeedTransport *transport;
  char          *path;      /* of the catalogue */
  void (*note)(gpointer      user_data,
               FeedEventKind kind,
               const char   *venue,
               const char   *text);
  gpointer user_data;
} FeedListContext;

/**
 * FeedList:
 *
 * One instrument list, of one address: fetched when it is first asked for, looked after once a day
 * from then on, and kept in the catalogue.
 *
 * Signals:
 * ::changed: there is another list in the catalogue, or it was found to be the newest
 */
#define FEED_TYPE_LIST (feed_list_get_type ())
G_DECLARE_FINAL_TYPE (FeedList, feed_list, FEED, LIST, GObject)

FeedList *feed_list_new (const FeedListContext  *context,
                         const FeedProviderInfo *provider,
                         const char *url);
/* The number of the list in the catalogue. renew FALSE: any there is, waiting for the first; TRUE:
 * one that was looked after in the last minutes, if the server lets it */
void feed_list_ensure_async (FeedList           *self,
                             gboolean            renew,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
/* 0 with an error where there is none, and why. current: it was looked after in the last minutes */
gint64 feed_list_ensure_finish (FeedList     *self,
                                GAsyncResult *result,
                                gboolean     *current,
                                GError      **error);
/* No timer, no request */
void feed_list_stop (FeedList *self);

G_END_DECLS
