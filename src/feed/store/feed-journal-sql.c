/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SQLite as the journal uses it: how a file is opened, how a failure is said.
 */
#include "feed/store/feed-journal-sql.h"

/* Another process may be in the middle of a write */
#define BUSY_TIMEOUT_MS 2000
/* Of a cell: a file could claim gigabytes */
#define MAX_CELL_BYTES 1000000

static GIOErrorEnum
error_code (int rc)
{
  switch (rc & 0xff) {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
  case SQLITE_FORMAT:
  case SQLITE_ERROR:          /* a table or column is not what it should be */
  case SQLITE_MISMATCH:
  case SQLITE_CONSTRAINT:
  case SQLITE_TOOBIG:
    return G_IO_ERROR_INVALID_DATA;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return G_IO_ERROR_BUSY;
  case SQLITE_FULL:
    return G_IO_ERROR_NO_SPACE;
  case SQLITE_READONLY:
    return G_IO_ERROR_READ_ONLY;
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return G_IO_ERROR_PERMISSION_DENIED;
  default:
    return G_IO_ERROR_FAILED;
  }
}

gboolean
feed_journal_sql_fail (sqlite3    *db,
                       const char *what,
                       GError    **error)
{
  int rc = sqlite3_extended_errcode (db);
  int system = sqlite3_system_errno (db);
  gboolean io = (rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CANTOPEN;

  g_set_error (error, G_IO_ERROR, error_code (rc), "%s: %s%s%s", what, sqlite3_errmsg (db),
               io && system != 0 ? ": " : "", io && system != 0 ? g_strerror (system) : "");
  return FALSE;
}

/* A path may hold what is special in a URI */
static char *
dup_name (const char        *path,
          FeedJournalSqlMode mode)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *escaped = g_uri_escape_string (whole, "/", FALSE);

  return g_strdup_printf ("file:%s?%s", escaped,
                          mode == FEED_JOURNAL_SQL_READ_ALONE ? "immutable=1"
                          : mode == FEED_JOURNAL_SQL_READ ? "mode=ro" : "mode=rw");
}

sqlite3 *
feed_journal_sql_open (const char        *path,
                       FeedJournalSqlMode mode,
                       GError           **error)
{
  int access = mode == FEED_JOURNAL_SQL_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  g_autofree char *name = NULL;
  sqlite3 *db = NULL;

  /* A pipe, or a device, would be waited for */
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    gboolean there = g_file_test (path, G_FILE_TEST_EXISTS);

    g_set_error (error, G_IO_ERROR, there ? G_IO_ERROR_NOT_REGULAR_FILE : G_IO_ERROR_NOT_FOUND,
                 there ? "%s is not a file" : "there is no file %s", path);
    return NULL;
  }
  name = dup_name (path, mode);
  if (sqlite3_open_v2 (name, &db, access | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL)
      != SQLITE_OK) {
    if (db != NULL)
      feed_journal_sql_fail (db, "it cannot be opened", error);
    else
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "it cannot be opened");
    sqlite3_close (db);
    return NULL;
  }
  sqlite3_busy_timeout (db, BUSY_TIMEOUT_MS);
  sqlite3_limit (db, SQLITE_LIMIT_LENGTH, MAX_CELL_BYTES);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  return db;
}

void
feed_journal_sql_close (sqlite3 *db)
{
  sqlite3_close_v2 (db);
}

gboolean
feed_journal_sql_execute (sqlite3    *db,
                          const char *sql,
                          GError    **error)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK
         || feed_journal_sql_fail (db, "the database refuses", error);
}

sqlite3_stmt *
feed_journal_sql_prepare (sqlite3    *db,
                          const char *sql,
                          GError    **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK)
    return statement;
  feed_journal_sql_fail (db, "the database is not what it should be", error);
  return NULL;
}

gboolean
feed_journal_sql_get_int (sqlite3    *db,
                          const char *sql,
                          gint64     *out,
                          GError    **error)
{
  sqlite3_stmt *statement = feed_journal_sql_prepare (db, sql, error);
  gboolean found;

  if (statement == NULL)
    return FALSE;
  found = sqlite3_step (statement) == SQLITE_ROW;
  if (found)
    *out = sqlite3_column_int64 (statement, 0);
  else
    feed_journal_sql_fail (db, "it cannot be read", error);
  sqlite3_finalize (statement);
  return found;
}

gboolean
feed_journal_sql_identify (sqlite3 *db,
                           gint64  *version,
                           GError **error)
{
  gint64 id = 0;
  gint64 tables = 0;

  if (!feed_journal_sql_get_int (db, "PRAGMA application_id", &id, error)
      || !feed_journal_sql_get_int (db, "PRAGMA user_version", version, error)
      || !feed_journal_sql_get_int (db, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;
  if (id == 0 && *version == 0 && tables == 0)
    return TRUE;
  if (id != FEED_JOURNAL_APPLICATION_ID || *version < 1) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "it is a database of something else");
    return FALSE;
  }
  if (*version > FEED_JOURNAL_VERSION) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 "a newer Evertick wrote it (version %" G_GINT64_FORMAT ", known up to %d)",
                 *version, FEED_JOURNAL_VERSION);
    return FALSE;
  }
  return TRUE;
}
