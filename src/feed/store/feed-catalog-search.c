/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedCatalog: search. Rows are numbered in the order in which they are shown (what does not expire
 * first, then by expiry), so that the first so many that the index gives are the best, and nothing is
 * sorted here.
 */
#include "feed/store/feed-catalog-private.h"

#include "feed/store/feed-catalog-rows.h"
#include "feed/store/feed-catalog-words.h"

/* Rows that the index proposes and that turn out to be none, of one query */
#define MAX_TRIED 20000
#define NEVER 99999999

typedef struct {
  FeedCatalog            *catalog;
  const FeedCatalogQuery *query;
  GString                *words;    /* of the query */
  GString                *scratch;
  GHashTable             *seen;     /* numbers of the rows that were found */
  GPtrArray              *hits;
  guint                   tried;
  gint64                  n_rows, n_lasting, first_alive;
} Search;

static void
hit_free (gpointer data)
{
  FeedCatalogHit *hit = data;

  feed_listing_free (hit->listing);
  g_free (hit);
}

static gboolean
is_full (Search *self)
{
  return self->hits->len >= self->query->max || self->tried >= MAX_TRIED;
}

static gboolean
fits (Search            *self,
      const FeedListing *listing,
      guint              tier)
{
  if (listing->expiry != 0 && listing->expiry < self->query->today)
    return FALSE;
  if (tier == 0)
    return TRUE;
  g_string_truncate (self->scratch, 0);
  feed_catalog_words_of_listing (listing, self->scratch);
  return feed_catalog_words_match (self->words->str, self->scratch->str, tier > 1);
}

static void
take_row (Search       *self,
          sqlite3_stmt *statement,
          guint         tier)
{
  gint64 id = sqlite3_column_int64 (statement, FEED_CATALOG_N_COLUMNS);
  g_autoptr (FeedListing) listing = NULL;
  FeedCatalogHit *hit;

  if (g_hash_table_contains (self->seen, &id))
    return;
  listing = feed_catalog_rows_get (statement);
  self->tried++;
  if (!fits (self, listing, tier))
    return;
  hit = g_new (FeedCatalogHit, 1);
  hit->tier = tier;
  hit->listing = g_steal_pointer (&listing);
  g_ptr_array_add (self->hits, hit);
  g_hash_table_add (self->seen, g_memdup2 (&id, sizeof id));
}

/* Takes the rows of a statement of parameters ?1 text, ?2 and ?3 the first and last number */
static gboolean
take_rows (Search     *self,
           const char *sql,
           const char *text,
           guint       tier,
           gboolean    lasting,
           GError    **error)
{
  sqlite3_stmt *statement;
  int rc = SQLITE_DONE;

  if (is_full (self))
    return TRUE;
  statement = feed_catalog_prepare (self->catalog, sql, self->query->list, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, text, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, lasting ? 1 : self->first_alive);
  sqlite3_bind_int64 (statement, 3, lasting ? self->n_lasting : self->n_rows);
  while (!is_full (self) && (rc = sqlite3_step (statement)) == SQLITE_ROW)
    take_row (self, statement, tier);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE)
    feed_sql_fail (self->catalog->db, "it cannot be searched", error);
  sqlite3_finalize (statement);
  return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

/* The first row that has an expiry which is not over: they are in order */
static gboolean
find_alive (Search  *self,
            GError **error)
{
  sqlite3_stmt *statement = feed_catalog_prepare (self->catalog,
                                                  "SELECT expiry FROM listings_# WHERE id = ?1",
                                                  self->query->list, error);
  gint64 low = self->n_lasting + 1;
  gint64 high = self->n_rows + 1;

  if (statement == NULL)
    return FALSE;
  while (low < high) {
    gint64 middle = low + (high - low) / 2;
    int expiry = NEVER;

    sqlite3_bind_int64 (statement, 1, middle);
    if (sqlite3_step (statement) == SQLITE_ROW && sqlite3_column_int (statement, 0) > 0)
      expiry = sqlite3_column_int (statement, 0);
    sqlite3_reset (statement);
    if (expiry < self->query->today)
      low = middle + 1;
    else
      high = middle;
  }
  sqlite3_finalize (statement);
  self->first_alive = low;
  return TRUE;
}

static gboolean
get_size (Search   *self,
          gboolean *there,
          GError  **error)
{
  sqlite3_stmt *statement = feed_sql_prepare (self->catalog->db,
                                              "SELECT n_rows, n_lasting FROM lists WHERE id = ?1",
                                              error);
  int rc;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->query->list);
  rc = sqlite3_step (statement);
  *there = rc == SQLITE_ROW;
  if (*there) {
    self->n_rows = sqlite3_column_int64 (statement, 0);
    self->n_lasting = CLAMP (sqlite3_column_int64 (statement, 1), 0, self->n_rows);
  } else if (rc != SQLITE_DONE) {
    feed_sql_fail (self->catalog->db, "it cannot be read", error);
  }
  sqlite3_finalize (statement);
  return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

#define SELECT_ROWS "SELECT " FEED_CATALOG_COLUMNS ", id FROM listings_# WHERE "
#define IN_RANGE " AND id BETWEEN ?2 AND ?3 ORDER BY id"

/* What is typed is an instrument's very symbol, with or without the exchange, or the name of one that
 * lasts: it is the name of all that is derived from it, too */
static gboolean
take_exact (Search  *self,
            GError **error)
{
  static const char whole[] =
    SELECT_ROWS "short = substr (?1, instr (?1, ':') + 1) COLLATE NOCASE"
                " AND symbol = ?1 COLLATE NOCASE" IN_RANGE;
  static const char part[] =
    SELECT_ROWS "(short = ?1 COLLATE NOCASE OR name = ?1 COLLATE NOCASE)" IN_RANGE;
  static const char dated[] = SELECT_ROWS "short = ?1 COLLATE NOCASE" IN_RANGE;
  g_autofree char *text = g_strstrip (g_strdup (self->query->text));

  return take_rows (self, whole, text, 0, TRUE, error)
         && take_rows (self, whole, text, 0, FALSE, error)
         && take_rows (self, part, text, 0, TRUE, error)
         && take_rows (self, dated, text, 0, FALSE, error);
}

static gboolean
take_matching (Search  *self,
               gboolean anywhere,
               GError **error)
{
  static const char sql[] = "SELECT " FEED_CATALOG_COLUMNS ", id FROM words_#"
                                                           " CROSS JOIN listings_# ON listings_#.id = words_#.rowid"
                                                           " WHERE words_# MATCH ?1 AND words_#.rowid BETWEEN ?2 AND ?3"
                                                           " ORDER BY words_#.rowid";
  g_autoptr (GString) match = g_string_new (NULL);
  guint tier = anywhere ? 2 : 1;

  /* The same as before, where every word is too short to be looked for anywhere */
  if (anywhere && !feed_catalog_words_may_be_anywhere (self->words->str))
    return TRUE;
  feed_catalog_words_to_match (self->words->str, anywhere, match);
  return take_rows (self, sql, match->str, tier, TRUE, error)
         && take_rows (self, sql, match->str, tier, FALSE, error);
}

static gboolean
search (Search  *self,
        GError **error)
{
  gboolean there = FALSE;

  if (!get_size (self, &there, error))
    return FALSE;
  return !there
         || (find_alive (self, error) && take_exact (self, error)
             && take_matching (self, FALSE, error) && take_matching (self, TRUE, error));
}

GPtrArray *
feed_catalog_search (FeedCatalog            *self,
                     const FeedCatalogQuery *query,
                     GError                **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (hit_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GString) scratch = g_string_new (NULL);
  Search state = {
    .catalog = self, .query = query, .words = words, .scratch = scratch, .seen = seen, .hits = hits,
  };
  gboolean done;

  feed_catalog_words_of_query (query->text, words);
  if (words->len == 0)
    return g_steal_pointer (&hits);
  if (!feed_catalog_begin_read (self, error))
    return NULL;
  done = search (&state, error);
  feed_catalog_end_read (self);
  return done ? g_steal_pointer (&hits) : NULL;
}
