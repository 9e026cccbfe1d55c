/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sqlite3.h>

#include "feed/store/feed-catalog.h"
#include "feed/store/feed-sql.h"

G_BEGIN_DECLS

struct _FeedCatalog {
  sqlite3 *db;
};

/* Reads are of one state of the file, between these two */
gboolean feed_catalog_begin_read (FeedCatalog *self,
                                  GError     **error);
void feed_catalog_end_read (FeedCatalog *self);
/* Somebody may have replaced it */
gboolean feed_catalog_has_list (FeedCatalog *self,
                                gint64       list,
                                gboolean    *out,
                                GError     **error);
/* A statement of sql, in which # stands for the list's number (transfer full) */
sqlite3_stmt *feed_catalog_prepare (FeedCatalog *self,
                                    const char  *sql,
                                    gint64       list,
                                    GError     **error);

G_END_DECLS
