/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The file. Its writer holds no lock between two writes, so that several windows can share it: each
 * write is a transaction of its own, in WAL mode, which readers do not wait for. A crash loses none
 * that was written, a power cut at most the newest.
 */
#include "feed/store/feed-journal-db.h"

#include <glib/gstdio.h>
#include <string.h>

#include "feed/store/feed-journal-rows.h"
#include "feed/store/feed-sql.h"

#define DEFAULT_MAX_EVENTS 50000
#define DEFAULT_MAX_GAPS 100000
#define DEFAULT_MAX_AGE_US (180 * G_TIME_SPAN_DAY)
#define DEFAULT_MAX_BYTES (256 * 1024 * 1024)
/* Rows between two looks for what is too much */
#define PRUNE_EVERY 250
#define EVENT_VALUES "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17," \
                     " ?18, ?19, ?20, ?21, ?22)"

/* The schema grows by steps, one a version; a new file takes all of them */
static const char *const schema_steps[FEED_JOURNAL_VERSION] = {
  "CREATE TABLE events ("
  "  id INTEGER PRIMARY KEY,"
  "  time_us INTEGER NOT NULL,"
  "  kind TEXT NOT NULL,"
  "  venue TEXT NOT NULL,"
  "  connection TEXT NOT NULL,"
  "  from_state TEXT NOT NULL,"
  "  to_state TEXT NOT NULL,"
  "  polling INTEGER NOT NULL,"
  "  colour TEXT NOT NULL,"
  "  cause TEXT NOT NULL,"
  "  text TEXT NOT NULL,"
  "  count INTEGER NOT NULL);"
  "CREATE INDEX events_time ON events (time_us);",

  "CREATE TABLE gaps ("
  "  id INTEGER PRIMARY KEY,"
  "  venue TEXT NOT NULL,"
  "  connection TEXT NOT NULL,"
  "  symbol TEXT NOT NULL,"
  "  start_us INTEGER NOT NULL,"
  "  cause TEXT NOT NULL,"
  "  backfill TEXT NOT NULL,"
  "  detected_after_us INTEGER NOT NULL,"
  "  polled_after_us INTEGER NOT NULL,"
  "  length_us INTEGER NOT NULL,"
  "  live_after_us INTEGER NOT NULL,"
  "  lost INTEGER NOT NULL,"
  "  backfilled INTEGER NOT NULL);"
  "CREATE INDEX gaps_start ON gaps (start_us);"
  "ALTER TABLE events ADD COLUMN symbol TEXT NOT NULL DEFAULT '';"
  "ALTER TABLE events ADD COLUMN gap_start_us INTEGER;"
  "ALTER TABLE events ADD COLUMN gap_cause TEXT;"
  "ALTER TABLE events ADD COLUMN backfill TEXT;"
  "ALTER TABLE events ADD COLUMN detected_after_us INTEGER;"
  "ALTER TABLE events ADD COLUMN polled_after_us INTEGER;"
  "ALTER TABLE events ADD COLUMN length_us INTEGER;"
  "ALTER TABLE events ADD COLUMN live_after_us INTEGER;"
  "ALTER TABLE events ADD COLUMN lost INTEGER;"
  "ALTER TABLE events ADD COLUMN backfilled INTEGER;",

  "ALTER TABLE gaps ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE events ADD COLUMN shared INTEGER;",
};

typedef enum {
  INSERT_EVENT,
  UPDATE_EVENT,
  INSERT_GAP,
  PRUNE_EVENTS,
  PRUNE_GAPS,
  SELECT_NEWEST,
  N_STATEMENTS,
} Statement;

static const char *const statement_sql[N_STATEMENTS] = {
  [INSERT_EVENT] = "INSERT INTO events (" FEED_JOURNAL_EVENT_COLUMNS ") VALUES " EVENT_VALUES,
  [UPDATE_EVENT] = "UPDATE events SET time_us = ?2, count = ?3 WHERE id = ?1",
  [INSERT_GAP] = "INSERT INTO gaps (" FEED_JOURNAL_GAP_COLUMNS ") VALUES"
                                                               " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
                                                               " ?13)",
  [PRUNE_EVENTS] = "DELETE FROM events WHERE time_us < ?2 OR id <= ("
                   "SELECT id FROM events ORDER BY id DESC LIMIT 1 OFFSET ?1)",
  [PRUNE_GAPS] = "DELETE FROM gaps WHERE start_us < ?2 OR id <= ("
                 "SELECT id FROM gaps ORDER BY id DESC LIMIT 1 OFFSET ?1)",
  [SELECT_NEWEST] = "SELECT * FROM (SELECT " FEED_JOURNAL_EVENT_COLUMNS ", id FROM events"
                                                                        " ORDER BY id DESC LIMIT ?1) ORDER BY id",
};

struct _FeedJournalDb {
  sqlite3          *db;
  sqlite3_stmt     *statements[N_STATEMENTS];
  FeedJournalLimits limits;
  gint64            newest_event;   /* id of the last line we wrote; 0 = none */
  guint             written;        /* rows since the last look for what is too much */
};

FeedJournalItem *
feed_journal_item_new (FeedJournalOperation    operation,
                       const FeedJournalEvent *event)
{
  FeedJournalItem *item = g_new (FeedJournalItem, 1);

  item->operation = operation;
  item->event = feed_journal_event_copy (event);
  return item;
}

void
feed_journal_item_free (FeedJournalItem *item)
{
  feed_journal_event_free (item->event);
  g_free (item);
}

/* Runs a statement that gives no row */
static gboolean
run (FeedJournalDb *self,
     Statement      which,
     GError       **error)
{
  sqlite3_stmt *statement = self->statements[which];
  gboolean done = sqlite3_step (statement) == SQLITE_DONE;

  if (!done)
    feed_sql_fail (self->db, "it cannot be written", error);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return done;
}

static gboolean
prune (FeedJournalDb *self,
       GError       **error)
{
  const guint most[] = { self->limits.max_events, self->limits.max_gaps };
  gint64 oldest_us = g_get_real_time () - self->limits.max_age_us;

  for (guint i = 0; i < G_N_ELEMENTS (most); i++) {
    sqlite3_bind_int64 (self->statements[PRUNE_EVENTS + i], 1, most[i]);
    sqlite3_bind_int64 (self->statements[PRUNE_EVENTS + i], 2, oldest_us);
    if (!run (self, PRUNE_EVENTS + i, error))
      return FALSE;
  }
  self->written = 0;
  return TRUE;
}

/* Another process may do the same at the same time: what there is to do is seen under the lock */
static gboolean
migrate (FeedJournalDb *self,
         GError       **error)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                            FEED_JOURNAL_APPLICATION_ID, FEED_JOURNAL_VERSION);
  gint64 version = 0;
  gboolean done;

  if (!feed_sql_execute (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  done = feed_sql_identify (self->db, &feed_journal_format, &version, error);
  for (gint64 i = version; done && i < FEED_JOURNAL_VERSION; i++)
    done = feed_sql_execute (self->db, schema_steps[i], error);
  done = done
         && (version == FEED_JOURNAL_VERSION || feed_sql_execute (self->db, stamp, error))
         && feed_sql_execute (self->db, "COMMIT", error);
  if (!done)
    feed_sql_execute (self->db, "ROLLBACK", NULL);
  return done;
}

static gboolean
check_whole (FeedJournalDb *self,
             GError       **error)
{
  sqlite3_stmt *statement = feed_sql_prepare (self->db, "PRAGMA quick_check(1)", error);
  gboolean stepped, whole = FALSE;

  if (statement == NULL)
    return FALSE;
  stepped = sqlite3_step (statement) == SQLITE_ROW;
  if (stepped)
    whole = g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "ok") == 0;
  else
    feed_sql_fail (self->db, "it cannot be checked", error);
  if (stepped && !whole)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "it is damaged");
  sqlite3_finalize (statement);
  return whole;
}

static gboolean
bound_file (FeedJournalDb *self,
            GError       **error)
{
  g_autofree char *sql = NULL;
  gint64 page_bytes = 0;

  if (!feed_sql_get_int (self->db, "PRAGMA page_size", &page_bytes, error))
    return FALSE;
  sql = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT,
                         MAX (1, self->limits.max_bytes / MAX (page_bytes, 512)));
  return feed_sql_execute (self->db, sql, error);
}

/* A header may ask not to be written, of a form that is newer than any */
static gboolean
check_writable (FeedJournalDb *self,
                GIOErrorEnum   code,
                GError       **error)
{
  if (sqlite3_db_readonly (self->db, "main") == 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, code, "it may not be written");
  return FALSE;
}

/* In this order: a file of somebody else's, or of a newer version, is left as it is */
static gboolean
set_up (FeedJournalDb *self,
        GError       **error)
{
  gint64 version = 0;

  if (!check_writable (self, G_IO_ERROR_READ_ONLY, error)
      || !feed_sql_execute (self->db, "PRAGMA cell_size_check = ON", error)
      || !feed_sql_identify (self->db, &feed_journal_format, &version, error)
      || !check_writable (self, G_IO_ERROR_INVALID_DATA, error)
      || !check_whole (self, error)
      || !feed_sql_execute (self->db, "PRAGMA journal_mode = WAL;"
                                      "PRAGMA synchronous = NORMAL;"
                                      "PRAGMA journal_size_limit = 4194304;"
                                      "PRAGMA cache_size = -256", error)
      || !bound_file (self, error)
      || !migrate (self, error))
    return FALSE;
  for (guint i = 0; i < N_STATEMENTS; i++) {
    self->statements[i] = feed_sql_prepare (self->db, statement_sql[i], error);
    if (self->statements[i] == NULL)
      return FALSE;
  }
  return prune (self, error);
}

static FeedJournalDb *
open_file (const char              *path,
           const FeedJournalLimits *limits,
           GError                 **error)
{
  g_autoptr (FeedJournalDb) self = g_new0 (FeedJournalDb, 1);

  self->limits = *limits;
  if (self->limits.max_events == 0)
    self->limits.max_events = DEFAULT_MAX_EVENTS;
  if (self->limits.max_gaps == 0)
    self->limits.max_gaps = DEFAULT_MAX_GAPS;
  if (self->limits.max_age_us == 0)
    self->limits.max_age_us = DEFAULT_MAX_AGE_US;
  if (self->limits.max_bytes == 0)
    self->limits.max_bytes = DEFAULT_MAX_BYTES;
  self->db = feed_sql_open (path, FEED_SQL_WRITE, error);
  if (self->db == NULL || !set_up (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

FeedJournalDb *
feed_journal_db_open (const char              *path,
                      const FeedJournalLimits *limits,
                      char                   **kept,
                      GError                 **error)
{
  g_autoptr (GError) failure = NULL;
  FeedJournalDb *self;

  *kept = NULL;
  if (!feed_sql_make_file (path, error))
    return NULL;
  self = open_file (path, limits, &failure);
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)) {
    *kept = feed_sql_set_aside (path, error);
    if (*kept == NULL || !feed_sql_make_file (path, error))
      return NULL;
    return open_file (path, limits, error);
  }
  if (self == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return self;
}

void
feed_journal_db_close (FeedJournalDb *self)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  feed_sql_close (self->db);
  g_free (self);
}

static gboolean
insert_event (FeedJournalDb          *self,
              const FeedJournalEvent *event,
              gint64                 *newest_event,
              GError                **error)
{
  feed_journal_rows_bind_event (self->statements[INSERT_EVENT], event);
  if (!run (self, INSERT_EVENT, error))
    return FALSE;
  *newest_event = sqlite3_last_insert_rowid (self->db);
  return TRUE;
}

/* A line that is gone already comes as a new one */
static gboolean
repeat_event (FeedJournalDb          *self,
              const FeedJournalEvent *event,
              gint64                 *newest_event,
              GError                **error)
{
  sqlite3_stmt *statement = self->statements[UPDATE_EVENT];

  sqlite3_bind_int64 (statement, 1, *newest_event);
  sqlite3_bind_int64 (statement, 2, event->time_us);
  sqlite3_bind_int64 (statement, 3, event->count);
  if (!run (self, UPDATE_EVENT, error))
    return FALSE;
  return sqlite3_changes (self->db) > 0 || insert_event (self, event, newest_event, error);
}

static gboolean
write_item (FeedJournalDb         *self,
            const FeedJournalItem *item,
            gint64                *newest_event,
            GError               **error)
{
  switch (item->operation) {
  case FEED_JOURNAL_ADD_EVENT:
    return insert_event (self, item->event, newest_event, error);
  case FEED_JOURNAL_REPEAT_EVENT:
    return repeat_event (self, item->event, newest_event, error);
  case FEED_JOURNAL_ADD_GAP:
  default:
    feed_journal_rows_bind_gap (self->statements[INSERT_GAP], item->event);
    return run (self, INSERT_GAP, error);
  }
}

gboolean
feed_journal_db_write (FeedJournalDb          *self,
                       FeedJournalItem *const *items,
                       guint                   n_items,
                       GError                **error)
{
  gint64 newest_event = self->newest_event;
  gboolean done;

  if (!feed_sql_execute (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  done = TRUE;
  for (guint i = 0; done && i < n_items; i++) {
    done = write_item (self, items[i], &newest_event, error);
    if (done && ++self->written >= PRUNE_EVERY)
      done = prune (self, error);
  }
  done = done && feed_sql_execute (self->db, "COMMIT", error);
  if (done)
    self->newest_event = newest_event;
  else
    feed_sql_execute (self->db, "ROLLBACK", NULL);
  return done;
}

gboolean
feed_journal_db_is_moved (FeedJournalDb *self)
{
  int moved = 0;

  return sqlite3_file_control (self->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK
         && moved != 0;
}

GPtrArray *
feed_journal_db_get_newest (FeedJournalDb *self,
                            guint          max,
                            GError       **error)
{
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) feed_journal_event_free);
  sqlite3_stmt *statement = self->statements[SELECT_NEWEST];
  int rc;

  sqlite3_bind_int64 (statement, 1, max);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (rows, feed_journal_rows_get_event (statement));
  if (rc != SQLITE_DONE)
    feed_sql_fail (self->db, "it cannot be read", error);
  sqlite3_reset (statement);
  return rc == SQLITE_DONE ? g_steal_pointer (&rows) : NULL;
}
