/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedCatalog: the file. Each list has two tables of its own, so that a new one is written beside the
 * old and takes its place in one transaction: "listings_N", whose numbers are the order in which
 * matches are shown, and "words_N", the full-text index of them.
 */
#include "feed/store/feed-catalog-private.h"

#include <string.h>

#include "feed/store/feed-catalog-rows.h"

/* "EvIn" */
#define APPLICATION_ID 0x4576496e
#define VERSION 1

static const FeedSqlFormat format = { APPLICATION_ID, VERSION };

static gboolean
make_tables (FeedCatalog *self,
             GError     **error)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                            APPLICATION_ID, VERSION);
  gint64 version = 0;
  gboolean done;

  if (!feed_sql_execute (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  done = feed_sql_identify (self->db, &format, &version, error)
         && (version == VERSION
             || (feed_sql_execute (self->db,
                                   "CREATE TABLE lists ("
                                   "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                                   "  provider TEXT NOT NULL,"
                                   "  url TEXT NOT NULL,"
                                   "  etag TEXT NOT NULL,"
                                   "  last_modified TEXT NOT NULL,"
                                   "  fetched_us INTEGER NOT NULL,"
                                   "  checked_us INTEGER NOT NULL,"
                                   "  n_rows INTEGER NOT NULL,"
                                   "  n_lasting INTEGER NOT NULL,"
                                   "  UNIQUE (provider, url))", error)
                 && feed_sql_execute (self->db, stamp, error)))
         && feed_sql_execute (self->db, "COMMIT", error);
  if (!done)
    feed_sql_execute (self->db, "ROLLBACK", NULL);
  return done;
}

static gboolean
set_up (FeedCatalog *self,
        GError     **error)
{
  gint64 version = 0;

  return feed_sql_execute (self->db, "PRAGMA cell_size_check = ON", error)
         && feed_sql_identify (self->db, &format, &version, error)
         && feed_sql_use_wal (self->db, error)
         && feed_sql_execute (self->db, "PRAGMA synchronous = NORMAL;"
                                        "PRAGMA temp_store = FILE;"
                                        "PRAGMA journal_size_limit = 4194304;"
                                        "PRAGMA cache_size = -4096", error)
         && (version == VERSION || make_tables (self, error));
}

static FeedCatalog *
open_file (const char *path,
           GError    **error)
{
  g_autoptr (FeedCatalog) self = g_new0 (FeedCatalog, 1);

  self->db = feed_sql_open (path, FEED_SQL_WRITE, error);
  if (self->db == NULL || !set_up (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

FeedCatalog *
feed_catalog_open (const char *path,
                   char      **kept,
                   GError    **error)
{
  g_autoptr (GError) failure = NULL;
  FeedCatalog *self;

  *kept = NULL;
  if (!feed_sql_make_file (path, error))
    return NULL;
  self = open_file (path, &failure);
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)) {
    *kept = feed_catalog_set_aside (path, error);
    if (*kept == NULL || !feed_sql_make_file (path, error))
      return NULL;
    return open_file (path, error);
  }
  if (self == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return self;
}

void
feed_catalog_close (FeedCatalog *self)
{
  feed_sql_close (self->db);
  g_free (self);
}

char *
feed_catalog_set_aside (const char *path,
                        GError    **error)
{
  return feed_sql_set_aside (path, error);
}

gboolean
feed_catalog_begin_read (FeedCatalog *self,
                         GError     **error)
{
  return feed_sql_execute (self->db, "BEGIN", error);
}

void
feed_catalog_end_read (FeedCatalog *self)
{
  feed_sql_execute (self->db, "ROLLBACK", NULL);
}

sqlite3_stmt *
feed_catalog_prepare (FeedCatalog *self,
                      const char  *sql,
                      gint64       list,
                      GError     **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, list);
  g_auto (GStrv) parts = g_strsplit (sql, "#", -1);
  g_autofree char *whole = g_strjoinv (number, parts);

  return feed_sql_prepare (self->db, whole, error);
}

void
feed_catalog_list_clear (FeedCatalogList *self)
{
  g_clear_pointer (&self->etag, g_free);
  g_clear_pointer (&self->last_modified, g_free);
}

static char *
dup_text (sqlite3_stmt *statement,
          int           column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
}

gboolean
feed_catalog_find_list (FeedCatalog     *self,
                        const char      *provider,
                        const char      *url,
                        FeedCatalogList *out,
                        GError         **error)
{
  sqlite3_stmt *statement = feed_sql_prepare (self->db,
                                              "SELECT id, etag, last_modified, fetched_us, checked_us,"
                                              " n_rows, n_lasting FROM lists WHERE provider = ?1"
                                              " AND url = ?2", error);
  int rc;

  *out = (FeedCatalogList) { 0 };
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, provider, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, url, -1, SQLITE_STATIC);
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW) {
    out->id = sqlite3_column_int64 (statement, 0);
    out->etag = dup_text (statement, 1);
    out->last_modified = dup_text (statement, 2);
    out->fetched_us = sqlite3_column_int64 (statement, 3);
    out->checked_us = sqlite3_column_int64 (statement, 4);
    out->n_rows = sqlite3_column_int64 (statement, 5);
    out->n_lasting = sqlite3_column_int64 (statement, 6);
  } else if (rc != SQLITE_DONE) {
    feed_sql_fail (self->db, "it cannot be read", error);
  }
  sqlite3_finalize (statement);
  return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

gboolean
feed_catalog_set_checked (FeedCatalog *self,
                          gint64       list,
                          gint64       checked_us,
                          GError     **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE lists SET checked_us = %" G_GINT64_FORMAT
                                          " WHERE id = %" G_GINT64_FORMAT, checked_us, list);

  return feed_sql_execute (self->db, sql, error);
}

/* What follows a colon may be the whole of a symbol without its exchange */
static gboolean
find_symbol (FeedCatalog  *self,
             gint64        list,
             const char   *symbol,
             FeedListing **out,
             GError      **error)
{
  const char *colon = strchr (symbol, ':');
  sqlite3_stmt *statement = feed_catalog_prepare (self,
                                                  "SELECT " FEED_CATALOG_COLUMNS " FROM listings_#"
                                                                                 " WHERE short COLLATE NOCASE IN (?1, ?2)"
                                                                                 " AND symbol = ?2 COLLATE NOCASE ORDER BY id"
                                                                                 " LIMIT 1", list, error);
  int rc;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, colon != NULL ? colon + 1 : symbol, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, symbol, -1, SQLITE_STATIC);
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    *out = feed_catalog_rows_get (statement);
  else if (rc != SQLITE_DONE)
    feed_sql_fail (self->db, "it cannot be read", error);
  sqlite3_finalize (statement);
  return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

gboolean
feed_catalog_has_list (FeedCatalog *self,
                       gint64       list,
                       gboolean    *out,
                       GError     **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM lists WHERE id = %" G_GINT64_FORMAT,
                                          list);
  gint64 n = 0;

  if (!feed_sql_get_int (self->db, sql, &n, error))
    return FALSE;
  *out = n > 0;
  return TRUE;
}

static gboolean
fail_gone (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "the list was replaced");
  return FALSE;
}

static void
free_found (gpointer listing)
{
  if (listing != NULL)
    feed_listing_free (listing);
}

GPtrArray *
feed_catalog_resolve (FeedCatalog       *self,
                      gint64             list,
                      const char *const *symbols,
                      GError           **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (free_found);
  gboolean there = FALSE;
  gboolean done;

  if (!feed_catalog_begin_read (self, error))
    return NULL;
  done = feed_catalog_has_list (self, list, &there, error) && (there || fail_gone (error));
  for (guint i = 0; done && symbols[i] != NULL; i++) {
    FeedListing *listing = NULL;

    done = find_symbol (self, list, symbols[i], &listing, error);
    g_ptr_array_add (found, listing);
  }
  feed_catalog_end_read (self);
  return done ? g_steal_pointer (&found) : NULL;
}
