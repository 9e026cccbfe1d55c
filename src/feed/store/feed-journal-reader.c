/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading without a trace. A database in WAL mode wants two files beside it, and a reader makes them
 * where they are missing, or fails where it may not. Where there is no -wal file nobody writes, and
 * the database is whole by itself: it is read as one that does not change, and once more in the other
 * way if somebody began to write meanwhile.
 */
#include "feed/store/feed-journal-reader.h"

#include "feed/store/feed-journal-rows.h"
#include "feed/store/feed-sql.h"

static GPtrArray *
read_rows (sqlite3                *db,
           const FeedJournalQuery *query,
           GError                **error)
{
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) feed_journal_event_free);
  sqlite3_stmt *statement =
    feed_sql_prepare (db, query->gaps
                              ? "SELECT " FEED_JOURNAL_GAP_COLUMNS " FROM gaps"
                                                                   " WHERE start_us + length_us >= ?1 ORDER BY id DESC LIMIT ?2"
                              : "SELECT " FEED_JOURNAL_EVENT_COLUMNS " FROM events"
                                                                     " WHERE time_us >= ?1 ORDER BY id DESC LIMIT ?2", error);
  int rc;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, query->since_us);
  sqlite3_bind_int64 (statement, 2, query->max);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (rows, query->gaps ? feed_journal_rows_get_gap (statement)
                                       : feed_journal_rows_get_event (statement));
  if (rc != SQLITE_DONE)
    feed_sql_fail (db, "it cannot be read", error);
  sqlite3_finalize (statement);
  if (rc != SQLITE_DONE)
    return NULL;
  for (guint i = 0; i < rows->len / 2; i++) {
    gpointer row = rows->pdata[i];

    rows->pdata[i] = rows->pdata[rows->len - 1 - i];
    rows->pdata[rows->len - 1 - i] = row;
  }
  return g_steal_pointer (&rows);
}

static GPtrArray *
read_file (const char             *path,
           FeedSqlMode             mode,
           const FeedJournalQuery *query,
           GError                **error)
{
  sqlite3 *db = feed_sql_open (path, mode, error);
  GPtrArray *rows = NULL;
  gint64 version = 0;

  if (db == NULL)
    return NULL;
  if (feed_sql_identify (db, &feed_journal_format, &version, error)) {
    if (version == FEED_JOURNAL_VERSION)
      rows = read_rows (db, query, error);
    else
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "an older Evertick wrote it (version %" G_GINT64_FORMAT "); "
                                                                           "this one brings it up to date when its window opens", version);
  }
  feed_sql_close (db);
  return rows;
}

GPtrArray *
feed_journal_read (const char             *path,
                   const FeedJournalQuery *query,
                   GError                **error)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) alone = NULL;

  if (g_file_test (wal, G_FILE_TEST_EXISTS))
    return read_file (path, FEED_SQL_READ, query, error);
  rows = read_file (path, FEED_SQL_READ_ALONE, query, &alone);
  if (g_file_test (wal, G_FILE_TEST_EXISTS)) {
    g_clear_pointer (&rows, g_ptr_array_unref);
    return read_file (path, FEED_SQL_READ, query, error);
  }
  if (alone != NULL)
    g_propagate_error (error, g_steal_pointer (&alone));
  return g_steal_pointer (&rows);
}
