/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * FeedSqlFormat:
 * @application_id: what a file of that kind and nothing else has in its header
 * @version: of its schema, the newest that is known
 *
 * A kind of file.
 */
typedef struct {
  gint64 application_id, version;
} FeedSqlFormat;

typedef enum {
  FEED_SQL_WRITE,       /* the file is there */
  FEED_SQL_READ,
  FEED_SQL_READ_ALONE,  /* nobody writes meanwhile: no file beside it is needed or made */
} FeedSqlMode;

/* A connection of one thread, with the bounds that a hostile file needs. NULL with a G_IO_ERROR */
sqlite3 *feed_sql_open (const char *path,
                        FeedSqlMode mode,
                        GError    **error);
void feed_sql_close (sqlite3 *db);
/* Sets error from the connection's last failure: G_IO_ERROR_INVALID_DATA for what is damaged,
 * G_IO_ERROR_BUSY for what may be tried again at once. Returns FALSE */
gboolean feed_sql_fail (sqlite3    *db,
                        const char *what,
                        GError    **error);
gboolean feed_sql_execute (sqlite3    *db,
                           const char *sql,
                           GError    **error);
/* The number that sql gives */
gboolean feed_sql_get_int (sqlite3    *db,
                           const char *sql,
                           gint64     *out,
                           GError    **error);
/* Readers and a writer at the same time, from now on. May take a while: not for the main loop */
gboolean feed_sql_use_wal (sqlite3 *db,
                           GError **error);
sqlite3_stmt *feed_sql_prepare (sqlite3    *db,
                                const char *sql,
                                GError    **error);
/* The version of the file's schema; 0 where it is empty. G_IO_ERROR_INVALID_DATA where it is damaged
 * or of another kind, G_IO_ERROR_NOT_SUPPORTED where it is of a newer version */
gboolean feed_sql_identify (sqlite3             *db,
                            const FeedSqlFormat *format,
                            gint64              *version,
                            GError             **error);
/* Makes folder and file where they are missing, both for their user alone */
gboolean feed_sql_make_file (const char *path,
                             GError    **error);
/* Moves the file at path away, and what belongs to it; its new base name (transfer full) */
char *feed_sql_set_aside (const char *path,
                          GError    **error);

G_END_DECLS
