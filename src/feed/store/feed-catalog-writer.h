/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/store/feed-catalog.h"

G_BEGIN_DECLS

/**
 * FeedCatalogWriter:
 *
 * A list that is being made: its rows wait in a temporary file, and nobody else waits for them. Only
 * publish touches the catalogue, in one transaction.
 */
typedef struct _FeedCatalogWriter FeedCatalogWriter;

/* One at a time for each catalog, which has to outlive it */
FeedCatalogWriter *feed_catalog_writer_new (FeedCatalog *catalog,
                                            GError     **error);
void     feed_catalog_writer_free (FeedCatalogWriter *self);
gboolean feed_catalog_writer_add (FeedCatalogWriter *self,
                                  const FeedListing *listing,
                                  GError           **error);
/* The rows become the provider's list from that address, in place of the one that was. facts: what
 * the server said of it and when; id, n_rows and n_lasting are set */
gboolean feed_catalog_writer_publish (FeedCatalogWriter *self,
                                      const char        *provider,
                                      const char        *url,
                                      FeedCatalogList   *facts,
                                      GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedCatalogWriter, feed_catalog_writer_free)

G_END_DECLS
