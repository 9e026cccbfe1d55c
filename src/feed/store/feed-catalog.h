/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "feed/core/feed-listing.h"

G_BEGIN_DECLS

/**
 * FeedCatalogList:
 * @id: 0 = there is none
 * @etag: as the server said, "" where it did not
 * @last_modified: the same
 * @fetched_us: wall time at which its rows came
 * @checked_us: when the server last said that they are the newest
 * @n_rows: instruments in it
 * @n_lasting: so many of them, the first, do not expire
 *
 * A venue's instrument list, as it was fetched from one address.
 */
typedef struct {
  gint64 id;
  char  *etag, *last_modified;
  gint64 fetched_us, checked_us, n_rows, n_lasting;
} FeedCatalogList;

/**
 * FeedCatalogHit:
 * @tier: how well the query fits: 0 the symbol itself or the name, 1 the beginnings of words, 2
 *   anything
 *
 * An instrument that was found. Owns the listing.
 */
typedef struct {
  guint        tier;
  FeedListing *listing;
} FeedCatalogHit;

/**
 * FeedCatalogQuery:
 * @list: the list's id
 * @text: as it is typed
 * @today: year × 10,000 + month × 100 + day: what expired before is not found
 * @max: as many hits at most
 */
typedef struct {
  gint64      list;
  const char *text;
  int         today;
  guint       max;
} FeedCatalogQuery;

/**
 * FeedCatalog:
 *
 * The file that keeps instrument lists, open. Blocks; of one thread. Several processes may have it
 * open; a list is replaced as a whole or not at all.
 */
typedef struct _FeedCatalog FeedCatalog;

/* Makes folder and file where they are missing. A file that is damaged or of another kind is moved
 * aside, to the base name that kept is set to: it can be fetched again. A G_IO_ERROR */
FeedCatalog *feed_catalog_open (const char *path,
                                char      **kept,
                                GError    **error);
void feed_catalog_close (FeedCatalog *self);
/* The file turned out to be damaged: moves it away; its new base name (transfer full) */
char *feed_catalog_set_aside (const char *path,
                              GError    **error);
/* Of all that follow: G_IO_ERROR_INVALID_DATA where the file is damaged. No list is not an error */
gboolean feed_catalog_find_list (FeedCatalog     *self,
                                 const char      *provider,
                                 const char      *url,
                                 FeedCatalogList *out,
                                 GError         **error);
void feed_catalog_list_clear (FeedCatalogList *self);
/* The server said that the list is still the newest */
gboolean feed_catalog_set_checked (FeedCatalog *self,
                                   gint64       list,
                                   gint64       checked_us,
                                   GError     **error);
/* symbols: canonical, in capitals or not. (transfer full): of #FeedListing in their order, NULL where
 * the list does not have one, all of one moment; G_IO_ERROR_NOT_FOUND where the list itself is there
 * no more */
GPtrArray *feed_catalog_resolve (FeedCatalog       *self,
                                 gint64             list,
                                 const char *const *symbols,
                                 GError           **error);
/* (transfer full): of #FeedCatalogHit, best first */
GPtrArray *feed_catalog_search (FeedCatalog            *self,
                                const FeedCatalogQuery *query,
                                GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedCatalog, feed_catalog_close)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FeedCatalogList, feed_catalog_list_clear)

G_END_DECLS
