/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SQLite as it is used here: how a file is made, opened and moved aside, how a failure is said.
 */
#include "feed/store/feed-sql.h"

#include <errno.h>
#include <glib/gstdio.h>

/* Another process may be in the middle of a write */
#define BUSY_TIMEOUT_MS 2000
#define BUSY_LOOK_MS 10
/* Of a cell: a file could claim gigabytes */
#define MAX_CELL_BYTES 1000000
#define PRIVATE_FOLDER 0700
#define PRIVATE_FILE 0600

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
feed_sql_fail (sqlite3    *db,
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
dup_name (const char *path,
          FeedSqlMode mode)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *escaped = g_uri_escape_string (whole, "/", FALSE);

  return g_strdup_printf ("file:%s?%s", escaped,
                          mode == FEED_SQL_READ_ALONE ? "immutable=1"
                          : mode == FEED_SQL_READ ? "mode=ro" : "mode=rw");
}

sqlite3 *
feed_sql_open (const char *path,
               FeedSqlMode mode,
               GError    **error)
{
  int access = mode == FEED_SQL_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
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
      feed_sql_fail (db, "it cannot be opened", error);
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
feed_sql_close (sqlite3 *db)
{
  sqlite3_close_v2 (db);
}

gboolean
feed_sql_execute (sqlite3    *db,
                  const char *sql,
                  GError    **error)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK
         || feed_sql_fail (db, "the database refuses", error);
}

gboolean
feed_sql_use_wal (sqlite3 *db,
                  GError **error)
{
  gint64 deadline_us = g_get_monotonic_time () + BUSY_TIMEOUT_MS * G_TIME_SPAN_MILLISECOND;
  int rc = sqlite3_exec (db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);

  /* Of two that make the same file at once one is refused, without the busy timeout */
  while (rc == SQLITE_BUSY && g_get_monotonic_time () < deadline_us) {
    sqlite3_sleep (BUSY_LOOK_MS);
    rc = sqlite3_exec (db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
  }
  return rc == SQLITE_OK || feed_sql_fail (db, "the database refuses", error);
}

sqlite3_stmt *
feed_sql_prepare (sqlite3    *db,
                  const char *sql,
                  GError    **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK)
    return statement;
  feed_sql_fail (db, "the database is not what it should be", error);
  return NULL;
}

gboolean
feed_sql_get_int (sqlite3    *db,
                  const char *sql,
                  gint64     *out,
                  GError    **error)
{
  sqlite3_stmt *statement = feed_sql_prepare (db, sql, error);
  gboolean found;

  if (statement == NULL)
    return FALSE;
  found = sqlite3_step (statement) == SQLITE_ROW;
  if (found)
    *out = sqlite3_column_int64 (statement, 0);
  else
    feed_sql_fail (db, "it cannot be read", error);
  sqlite3_finalize (statement);
  return found;
}

/* In one statement: between two, another one may make the file what it is to be */
static gboolean
read_stamp (sqlite3 *db,
            gint64  *id,
            gint64  *version,
            gint64  *tables,
            GError **error)
{
  sqlite3_stmt *statement =
    feed_sql_prepare (db, "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)"
                          " FROM pragma_application_id, pragma_user_version", error);
  gboolean found;

  if (statement == NULL)
    return FALSE;
  found = sqlite3_step (statement) == SQLITE_ROW;
  if (found) {
    *id = sqlite3_column_int64 (statement, 0);
    *version = sqlite3_column_int64 (statement, 1);
    *tables = sqlite3_column_int64 (statement, 2);
  } else {
    feed_sql_fail (db, "it cannot be read", error);
  }
  sqlite3_finalize (statement);
  return found;
}

gboolean
feed_sql_identify (sqlite3             *db,
                   const FeedSqlFormat *format,
                   gint64              *version,
                   GError             **error)
{
  gint64 id = 0;
  gint64 tables = 0;

  if (!read_stamp (db, &id, version, &tables, error))
    return FALSE;
  if (id == 0 && *version == 0 && tables == 0)
    return TRUE;
  if (id != format->application_id || *version < 1) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "it is a database of something else");
    return FALSE;
  }
  if (*version > format->version) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 "a newer Evertick wrote it (version %" G_GINT64_FORMAT ", known up to %"
                 G_GINT64_FORMAT ")", *version, format->version);
    return FALSE;
  }
  return TRUE;
}

gboolean
feed_sql_make_file (const char *path,
                    GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) made = NULL;
  g_autoptr (GError) failure = NULL;
  GStatBuf info;

  if (g_mkdir_with_parents (folder, PRIVATE_FOLDER) != 0) {
    int code = errno;

    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                 "the folder %s cannot be made: %s", folder, g_strerror (code));
    return FALSE;
  }
  made = g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, &failure);
  if (made == NULL && !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_EXISTS)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  /* What others could read is no longer theirs to read */
  if (made == NULL && g_stat (path, &info) == 0 && (info.st_mode & 0077) != 0)
    g_chmod (path, PRIVATE_FILE);
  return TRUE;
}

char *
feed_sql_set_aside (const char *path,
                    GError    **error)
{
  static const char *const beside[] = { "", "-wal", "-shm" };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *kept = g_strdup_printf ("%s.broken-%s", path, stamp);

  for (guint i = 2; g_file_test (kept, G_FILE_TEST_EXISTS); i++) {
    g_free (kept);
    kept = g_strdup_printf ("%s.broken-%s-%u", path, stamp, i);
  }
  for (guint i = 0; i < G_N_ELEMENTS (beside); i++) {
    g_autofree char *from = g_strconcat (path, beside[i], NULL);
    g_autofree char *to = g_strconcat (kept, beside[i], NULL);

    if (g_rename (from, to) != 0 && i == 0) {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                   "the damaged file cannot be moved aside: %s", g_strerror (code));
      return NULL;
    }
  }
  return g_path_get_basename (kept);
}
