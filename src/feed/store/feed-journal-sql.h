/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* What a journal and nothing else has in its header: "EvTk" */
#define FEED_JOURNAL_APPLICATION_ID 0x4576546b
/* Of the schema; an older one is brought up to it, a newer one refused */
#define FEED_JOURNAL_VERSION 3

typedef enum {
  FEED_JOURNAL_SQL_WRITE,       /* the file is there */
  FEED_JOURNAL_SQL_READ,
  FEED_JOURNAL_SQL_READ_ALONE,  /* nobody writes meanwhile: no file beside it is needed or made */
} FeedJournalSqlMode;

/* A connection of one thread, with the bounds that a hostile file needs. NULL with a G_IO_ERROR */
sqlite3 *feed_journal_sql_open (const char        *path,
                                FeedJournalSqlMode mode,
                                GError           **error);
void feed_journal_sql_close (sqlite3 *db);
/* Sets error from the connection's last failure: G_IO_ERROR_INVALID_DATA for what is damaged,
 * G_IO_ERROR_BUSY for what may be tried again at once. Returns FALSE */
gboolean feed_journal_sql_fail (sqlite3    *db,
                                const char *what,
                                GError    **error);
gboolean feed_journal_sql_execute (sqlite3    *db,
                                   const char *sql,
                                   GError    **error);
/* The number that sql gives */
gboolean feed_journal_sql_get_int (sqlite3    *db,
                                   const char *sql,
                                   gint64     *out,
                                   GError    **error);
sqlite3_stmt *feed_journal_sql_prepare (sqlite3    *db,
                                        const char *sql,
                                        GError    **error);
/* The version of the file's schema; 0 where it is empty. G_IO_ERROR_INVALID_DATA where it is damaged
 * or no journal, G_IO_ERROR_NOT_SUPPORTED where it is of a newer version */
gboolean feed_journal_sql_identify (sqlite3 *db,
                                    gint64  *version,
                                    GError **error);

G_END_DECLS
