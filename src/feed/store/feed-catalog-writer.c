/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedCatalogWriter: rows come in any order, are sorted on disk, and get their numbers by that order.
 */
#include "feed/store/feed-catalog-writer.h"

#include <string.h>

#include "feed/store/feed-catalog-private.h"
#include "feed/store/feed-catalog-rows.h"
#include "feed/store/feed-catalog-words.h"

/* As many lists of a provider are kept: an address that was left may be used again */
#define MAX_LISTS "3"
#define COLUMN_TYPES "symbol TEXT, short TEXT, key TEXT, name TEXT, exchange TEXT, kind INTEGER," \
                     " expiry INTEGER, strike REAL, lot_size REAL, tick_size REAL," \
                     " price_decimals INTEGER, size_decimals INTEGER"
#define VALUES "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12"
/* Index, what is traded at once, what expires by its day (futures first, then options by strike),
 * what is left. Of the exchanges that list the same, NSE before BSE: there it is traded most */
#define ORDER " ORDER BY class, CASE WHEN class < 2 THEN 0 WHEN expiry = 0 THEN 99999999 ELSE expiry" \
              " END, kind IN (4, 5), name COLLATE NOCASE, exchange DESC, strike, kind, symbol"
G_STATIC_ASSERT (FEED_LISTING_CALL == 4 && FEED_LISTING_PUT == 5);

struct _FeedCatalogWriter {
  FeedCatalog  *catalog;
  sqlite3_stmt *stage;
};

/* Runs a statement that gives no row, and makes it ready for the next time */
static gboolean
run (FeedCatalogWriter *self,
     sqlite3_stmt      *statement,
     GError           **error)
{
  gboolean done = sqlite3_step (statement) == SQLITE_DONE;

  if (!done)
    feed_sql_fail (self->catalog->db, "it cannot be written", error);
  sqlite3_reset (statement);
  return done;
}

static gboolean
execute (FeedCatalogWriter *self,
         const char        *sql,
         gint64             list,
         GError           **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, list);
  g_auto (GStrv) parts = g_strsplit (sql, "#", -1);
  g_autofree char *whole = g_strjoinv (number, parts);

  return feed_sql_execute (self->catalog->db, whole, error);
}

FeedCatalogWriter *
feed_catalog_writer_new (FeedCatalog *catalog,
                         GError     **error)
{
  g_autoptr (FeedCatalogWriter) self = g_new0 (FeedCatalogWriter, 1);

  self->catalog = catalog;
  if (!feed_sql_execute (catalog->db,
                         "DROP TABLE IF EXISTS temp.staged;"
                         "PRAGMA temp.cache_size = -2048;"
                         "CREATE TABLE temp.staged (" COLUMN_TYPES ", class INTEGER)", error))
    return NULL;
  self->stage = feed_sql_prepare (catalog->db, "INSERT INTO temp.staged VALUES (" VALUES ", ?13)",
                                  error);
  if (self->stage == NULL || !feed_sql_execute (catalog->db, "BEGIN", error))
    return NULL;
  return g_steal_pointer (&self);
}

void
feed_catalog_writer_free (FeedCatalogWriter *self)
{
  sqlite3_finalize (self->stage);
  if (!sqlite3_get_autocommit (self->catalog->db))
    feed_sql_execute (self->catalog->db, "ROLLBACK", NULL);
  feed_sql_execute (self->catalog->db, "DROP TABLE IF EXISTS temp.staged", NULL);
  g_free (self);
}

static int
class_of (FeedListingKind kind)
{
  return kind == FEED_LISTING_INDEX ? 0
         : kind == FEED_LISTING_EQUITY || kind == FEED_LISTING_SPOT ? 1 : 2;
}

gboolean
feed_catalog_writer_add (FeedCatalogWriter *self,
                         const FeedListing *listing,
                         GError           **error)
{
  feed_catalog_rows_bind (self->stage, listing);
  sqlite3_bind_int (self->stage, FEED_CATALOG_N_COLUMNS + 1, class_of (listing->kind));
  return run (self, self->stage, error);
}

static gboolean
register_list (FeedCatalogWriter *self,
               const char        *provider,
               const char        *url,
               FeedCatalogList   *facts,
               GError           **error)
{
  sqlite3_stmt *statement = feed_sql_prepare (self->catalog->db,
                                              "INSERT OR REPLACE INTO lists (provider, url, etag,"
                                              " last_modified, fetched_us, checked_us, n_rows,"
                                              " n_lasting) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                                              error);
  gboolean done;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, provider, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, url, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, facts->etag != NULL ? facts->etag : "", -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, facts->last_modified != NULL ? facts->last_modified : "", -1,
                     SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 5, facts->fetched_us);
  sqlite3_bind_int64 (statement, 6, facts->checked_us);
  sqlite3_bind_int64 (statement, 7, facts->n_rows);
  sqlite3_bind_int64 (statement, 8, facts->n_lasting);
  done = run (self, statement, error);
  facts->id = sqlite3_last_insert_rowid (self->catalog->db);
  sqlite3_finalize (statement);
  return done;
}

/* One staged row to its place and into the index */
static gboolean
move_row (FeedCatalogWriter *self,
          sqlite3_stmt      *from,
          sqlite3_stmt      *to,
          sqlite3_stmt      *index,
          GString           *words,
          GError           **error)
{
  g_autoptr (FeedListing) listing = feed_catalog_rows_get (from);

  g_string_truncate (words, 0);
  feed_catalog_words_of_listing (listing, words);
  feed_catalog_rows_bind (to, listing);
  if (!run (self, to, error))
    return FALSE;
  sqlite3_bind_int64 (index, 1, sqlite3_last_insert_rowid (self->catalog->db));
  sqlite3_bind_text (index, 2, words->str, (int) words->len, SQLITE_STATIC);
  return run (self, index, error);
}

static gboolean
move_rows (FeedCatalogWriter *self,
           gint64             list,
           GError           **error)
{
  sqlite3_stmt *from = feed_sql_prepare (self->catalog->db,
                                         "SELECT " FEED_CATALOG_COLUMNS " FROM temp.staged" ORDER,
                                         error);
  sqlite3_stmt *to = from == NULL ? NULL
    : feed_catalog_prepare (self->catalog, "INSERT INTO listings_# (" FEED_CATALOG_COLUMNS ")"
                                                                                           " VALUES (" VALUES ")", list, error);
  sqlite3_stmt *index = to == NULL ? NULL
    : feed_catalog_prepare (self->catalog, "INSERT INTO words_# (rowid, words) VALUES (?1, ?2)",
                            list, error);
  g_autoptr (GString) words = g_string_new (NULL);
  gboolean done = index != NULL;
  int rc = SQLITE_DONE;

  while (done && (rc = sqlite3_step (from)) == SQLITE_ROW)
    done = move_row (self, from, to, index, words, error);
  if (done && rc != SQLITE_DONE)
    done = feed_sql_fail (self->catalog->db, "it cannot be sorted", error);
  sqlite3_finalize (index);
  sqlite3_finalize (to);
  sqlite3_finalize (from);
  return done;
}

/* Tables of lists that were replaced or are too many */
static gboolean
drop_old (FeedCatalogWriter *self,
          const char        *provider,
          GError           **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement = feed_sql_prepare (self->catalog->db,
                                              "DELETE FROM lists WHERE provider = ?1 AND id NOT IN"
                                              " (SELECT id FROM lists WHERE provider = ?1"
                                              " ORDER BY id DESC LIMIT " MAX_LISTS ")", error);
  gboolean done;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, provider, -1, SQLITE_STATIC);
  done = run (self, statement, error);
  sqlite3_finalize (statement);
  statement = !done ? NULL
    : feed_sql_prepare (self->catalog->db,
                        "SELECT CAST (substr (name, 10) AS INTEGER) FROM sqlite_schema"
                        " WHERE type = 'table' AND name GLOB 'listings_*' AND"
                        " CAST (substr (name, 10) AS INTEGER) NOT IN (SELECT id FROM lists)", error);
  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW) {
    gint64 id = sqlite3_column_int64 (statement, 0);

    g_array_append_val (ids, id);
  }
  done = statement != NULL;
  sqlite3_finalize (statement);
  for (guint i = 0; done && i < ids->len; i++)
    done = execute (self, "DROP TABLE listings_#; DROP TABLE words_#",
                    g_array_index (ids, gint64, i), error);
  return done;
}

static gboolean
write_list (FeedCatalogWriter *self,
            const char        *provider,
            const char        *url,
            FeedCatalogList   *facts,
            GError           **error)
{
  return feed_sql_get_int (self->catalog->db, "SELECT count(*) FROM temp.staged", &facts->n_rows,
                           error)
         && feed_sql_get_int (self->catalog->db,
                              "SELECT count(*) FROM temp.staged WHERE class < 2", &facts->n_lasting,
                              error)
         && register_list (self, provider, url, facts, error)
         && execute (self, "CREATE TABLE listings_# (id INTEGER PRIMARY KEY, " COLUMN_TYPES ");"
                                                                                            "CREATE VIRTUAL TABLE words_# USING fts5 (words, content = '',"
                                                                                            " columnsize = 0, detail = none,"
                                                                                            " tokenize = \"trigram case_sensitive 1\");"
                                                                                            "INSERT INTO words_# (words_#, rank) VALUES ('hashsize', 8388608)",
                     facts->id, error)
         && move_rows (self, facts->id, error)
         && execute (self, "CREATE INDEX short_# ON listings_# (short COLLATE NOCASE);"
                           "CREATE INDEX name_# ON listings_# (name COLLATE NOCASE)", facts->id,
                     error)
         && drop_old (self, provider, error);
}

gboolean
feed_catalog_writer_publish (FeedCatalogWriter *self,
                             const char        *provider,
                             const char        *url,
                             FeedCatalogList   *facts,
                             GError           **error)
{
  gboolean done;

  /* What was staged is of this connection alone */
  if (!feed_sql_execute (self->catalog->db, "COMMIT", error)
      || !feed_sql_execute (self->catalog->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  done = write_list (self, provider, url, facts, error)
         && feed_sql_execute (self->catalog->db, "COMMIT", error);
  if (!done) {
    feed_sql_execute (self->catalog->db, "ROLLBACK", NULL);
    return FALSE;
  }
  feed_sql_execute (self->catalog->db, "PRAGMA wal_checkpoint (TRUNCATE)", NULL);
  return TRUE;
}
