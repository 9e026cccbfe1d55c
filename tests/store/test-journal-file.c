/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file: what is written comes back, and no file whatever makes it crash or lose its way.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "feed/store/feed-journal-reader.h"
#include "feed/store/feed-sql.h"
#include "store/journal-folder.h"
#include "support/test-support.h"

static FeedJournalDb *
open_journal (JournalFolder           *self,
              const FeedJournalLimits *limits,
              char                   **kept,
              GError                 **error)
{
  FeedJournalLimits none = { 0 };

  return feed_journal_db_open (self->path, limits != NULL ? limits : &none, kept, error);
}

static void
write_one (FeedJournalDb          *db,
           FeedJournalOperation    operation,
           const FeedJournalEvent *event)
{
  g_autoptr (FeedJournalItem) item = feed_journal_item_new (operation, event);
  g_autoptr (GError) error = NULL;

  feed_journal_db_write (db, &item, 1, &error);
  g_assert_no_error (error);
}

static void
assert_same_gap (const FeedGap *read,
                 const FeedGap *written)
{
  g_assert_nonnull (read);
  g_assert_cmpuint (read->instrument, ==, FEED_GAP_CONNECTION);
  g_assert_cmpint (read->cause, ==, written->cause);
  g_assert_cmpint (read->backfill, ==, written->backfill);
  g_assert_cmpint (read->start_us, ==, written->start_us);
  g_assert_cmpint (read->detected_after_us, ==, written->detected_after_us);
  g_assert_cmpint (read->polled_after_us, ==, written->polled_after_us);
  g_assert_cmpint (read->length_us, ==, written->length_us);
  g_assert_cmpint (read->live_after_us, ==, written->live_after_us);
  g_assert_cmpint (read->lost, ==, written->lost);
  g_assert_cmpint (read->backfilled, ==, written->backfilled);
  g_assert_cmpint (read->shared, ==, written->shared);
}

static void
assert_same_event (const FeedJournalEvent *read,
                   const FeedJournalEvent *written)
{
  g_assert_cmpint (read->time_us, ==, written->time_us);
  g_assert_cmpstr (read->kind, ==, written->kind);
  g_assert_cmpstr (read->venue, ==, written->venue);
  g_assert_cmpstr (read->connection, ==, written->connection);
  g_assert_cmpint (read->from, ==, written->from);
  g_assert_cmpint (read->to, ==, written->to);
  g_assert_cmpint (read->polling, ==, written->polling);
  g_assert_cmpint (read->colour, ==, written->colour);
  g_assert_cmpint (read->cause, ==, written->cause);
  g_assert_cmpstr (read->text, ==, written->text);
  g_assert_cmpuint (read->count, ==, written->count);
  g_assert_cmpstr (read->symbol, ==, written->symbol);
}

static void
test_roundtrip (JournalFolder *self,
                gconstpointer  data)
{
  FeedJournalEvent line = journal_event (4);
  FeedJournalEvent about_gap = journal_event (0);
  FeedGap gap = journal_gap (11);
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) gaps = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (FeedJournalDb) db = open_journal (self, NULL, &kept, NULL);

  about_gap.kind = "gap";
  about_gap.gap = &gap;
  about_gap.symbol = "BTCUSDT";
  write_one (db, FEED_JOURNAL_ADD_EVENT, &line);
  write_one (db, FEED_JOURNAL_ADD_EVENT, &about_gap);
  write_one (db, FEED_JOURNAL_ADD_GAP, &about_gap);
  for (guint round = 0; round < 2; round++) {
    events = journal_folder_read (self, FALSE);
    gaps = journal_folder_read (self, TRUE);
    g_assert_cmpuint (events->len, ==, 2);
    assert_same_event (events->pdata[0], &line);
    g_assert_null (((FeedJournalEvent *) events->pdata[0])->gap);
    assert_same_event (events->pdata[1], &about_gap);
    assert_same_gap (((FeedJournalEvent *) events->pdata[1])->gap, &gap);
    g_assert_cmpuint (gaps->len, ==, 1);
    assert_same_gap (((FeedJournalEvent *) gaps->pdata[0])->gap, &gap);
    g_assert_cmpstr (((FeedJournalEvent *) gaps->pdata[0])->symbol, ==, "BTCUSDT");
    g_assert_cmpint (((FeedJournalEvent *) gaps->pdata[0])->time_us, ==,
                     gap.start_us + gap.length_us);
    g_clear_pointer (&events, g_ptr_array_unref);
    g_clear_pointer (&gaps, g_ptr_array_unref);
    /* And once more with nobody writing */
    g_clear_pointer (&db, feed_journal_db_close);
  }
}

/* Every cause, state and colour comes back as itself */
static void
test_every_word (JournalFolder *self,
                 gconstpointer  data)
{
  g_autofree char *kept = NULL;
  g_autoptr (FeedJournalDb) db = open_journal (self, NULL, &kept, NULL);
  g_autoptr (GPtrArray) events = NULL;
  FeedGap gap = journal_gap (0);
  FeedJournalEvent event = journal_event (0);

  event.gap = &gap;
  for (guint i = 0; i < FEED_N_CAUSES; i++) {
    event.cause = gap.cause = i;
    event.from = i % (FEED_LINK_PARKED + 1);
    event.to = FEED_LINK_PARKED - event.from;
    event.colour = i % (FEED_COLOUR_RED + 1);
    gap.backfill = i % (FEED_BACKFILL_FAILED + 1);
    write_one (db, FEED_JOURNAL_ADD_EVENT, &event);
  }
  events = journal_folder_read (self, FALSE);
  g_assert_cmpuint (events->len, ==, FEED_N_CAUSES);
  for (guint i = 0; i < FEED_N_CAUSES; i++) {
    const FeedJournalEvent *read = events->pdata[i];

    g_assert_cmpint (read->cause, ==, i);
    g_assert_cmpint (read->from, ==, i % (FEED_LINK_PARKED + 1));
    g_assert_cmpint (read->to, ==, FEED_LINK_PARKED - read->from);
    g_assert_cmpint (read->colour, ==, i % (FEED_COLOUR_RED + 1));
    g_assert_cmpint (read->gap->cause, ==, i);
    g_assert_cmpint (read->gap->backfill, ==, i % (FEED_BACKFILL_FAILED + 1));
  }
}

static void
test_repeated (JournalFolder *self,
               gconstpointer  data)
{
  g_autofree char *kept = NULL;
  g_autoptr (FeedJournalDb) db = open_journal (self, NULL, &kept, NULL);
  g_autoptr (FeedJournalDb) other = open_journal (self, NULL, &kept, NULL);
  g_autoptr (GPtrArray) events = NULL;
  FeedJournalEvent event = journal_event (0);

  write_one (db, FEED_JOURNAL_ADD_EVENT, &event);
  event.text = "of the other window";
  write_one (other, FEED_JOURNAL_ADD_EVENT, &event);
  event = journal_event (8);
  event.time_us += 1000;
  write_one (db, FEED_JOURNAL_REPEAT_EVENT, &event);
  events = journal_folder_read (self, FALSE);
  g_assert_cmpuint (events->len, ==, 2);
  assert_same_event (events->pdata[0], &event);
  g_assert_cmpstr (((FeedJournalEvent *) events->pdata[1])->text, ==, "of the other window");
}

/* A line that was pruned, or is in another file, comes as a new one */
static void
test_repeated_alone (JournalFolder *self,
                     gconstpointer  data)
{
  g_autofree char *kept = NULL;
  g_autoptr (FeedJournalDb) db = open_journal (self, NULL, &kept, NULL);
  g_autoptr (GPtrArray) events = NULL;
  FeedJournalEvent event = journal_event (8);

  write_one (db, FEED_JOURNAL_REPEAT_EVENT, &event);
  events = journal_folder_read (self, FALSE);
  g_assert_cmpuint (events->len, ==, 1);
  assert_same_event (events->pdata[0], &event);
}

static void
test_bounded (JournalFolder *self,
              gconstpointer  data)
{
  const FeedJournalLimits limits = { .max_events = 100, .max_gaps = 50 };
  g_autofree char *kept = NULL;
  g_autoptr (FeedJournalDb) db = open_journal (self, &limits, &kept, NULL);
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) gaps = NULL;

  for (guint i = 0; i < 2000; i++) {
    FeedGap gap = journal_gap (i);
    FeedJournalEvent event = journal_event (i);

    write_one (db, FEED_JOURNAL_ADD_EVENT, &event);
    event.gap = &gap;
    write_one (db, FEED_JOURNAL_ADD_GAP, &event);
  }
  /* A few more stand there until the next look */
  events = journal_folder_read (self, FALSE);
  gaps = journal_folder_read (self, TRUE);
  g_assert_cmpuint (events->len, <=, 100 + 250);
  g_assert_cmpuint (gaps->len, <=, 50 + 250);
  g_assert_cmpuint (((FeedJournalEvent *) events->pdata[events->len - 1])->count, ==, 2000);
  g_clear_pointer (&db, feed_journal_db_close);
  db = open_journal (self, &limits, &kept, NULL);
  g_clear_pointer (&events, g_ptr_array_unref);
  g_clear_pointer (&gaps, g_ptr_array_unref);
  events = journal_folder_read (self, FALSE);
  gaps = journal_folder_read (self, TRUE);
  g_assert_cmpuint (events->len, ==, 100);
  g_assert_cmpuint (((FeedJournalEvent *) events->pdata[0])->count, ==, 1901);
  g_assert_cmpuint (gaps->len, ==, 50);
}

static void
test_aged (JournalFolder *self,
           gconstpointer  data)
{
  g_autofree char *kept = NULL;
  g_autoptr (FeedJournalDb) db = open_journal (self, NULL, &kept, NULL);
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) gaps = NULL;
  FeedGap gap = journal_gap (0);
  FeedJournalEvent event = journal_event (0);

  event.gap = &gap;
  event.time_us -= 181 * G_TIME_SPAN_DAY;
  gap.start_us -= 181 * G_TIME_SPAN_DAY;
  write_one (db, FEED_JOURNAL_ADD_EVENT, &event);
  write_one (db, FEED_JOURNAL_ADD_GAP, &event);
  event.time_us += 2 * G_TIME_SPAN_DAY;
  gap.start_us += 2 * G_TIME_SPAN_DAY;
  write_one (db, FEED_JOURNAL_ADD_EVENT, &event);
  write_one (db, FEED_JOURNAL_ADD_GAP, &event);
  g_clear_pointer (&db, feed_journal_db_close);
  db = open_journal (self, NULL, &kept, NULL);
  events = journal_folder_read (self, FALSE);
  gaps = journal_folder_read (self, TRUE);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_cmpint (((FeedJournalEvent *) events->pdata[0])->time_us, ==, event.time_us);
  g_assert_cmpuint (gaps->len, ==, 1);
}

static void
test_private (JournalFolder *self,
              gconstpointer  data)
{
  static const char *const files[] = { "", "-wal", "-shm" };
  g_autofree char *folder = g_build_filename (self->folder, "made", "evertick", NULL);
  g_autofree char *outer = g_path_get_dirname (folder);
  g_autofree char *path = g_build_filename (folder, "evertick.db", NULL);
  g_autofree char *kept = NULL;
  FeedJournalLimits limits = { 0 };
  g_autoptr (FeedJournalDb) db = feed_journal_db_open (path, &limits, &kept, NULL);
  GStatBuf info;

  g_assert_nonnull (db);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *name = g_strconcat (path, files[i], NULL);

    g_assert_cmpint (g_stat (name, &info), ==, 0);
    g_assert_cmphex (info.st_mode & 0777, ==, 0600);
  }
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 0777, ==, 0700);
  g_clear_pointer (&db, feed_journal_db_close);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  db = feed_journal_db_open (path, &limits, &kept, NULL);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 0777, ==, 0600);
  g_clear_pointer (&db, feed_journal_db_close);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpint (g_rmdir (outer), ==, 0);
}

static void
assert_moved_aside (JournalFolder *self)
{
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FeedJournalDb) db = open_journal (self, NULL, &kept, &error);
  g_autoptr (GPtrArray) events = NULL;
  FeedJournalEvent event = journal_event (0);

  g_assert_no_error (error);
  g_assert_nonnull (kept);
  g_assert_true (g_str_has_prefix (kept, "evertick.db.broken-"));
  g_assert_cmpuint (journal_folder_count (self, kept), >=, 1);
  write_one (db, FEED_JOURNAL_ADD_EVENT, &event);
  events = journal_folder_read (self, FALSE);
  g_assert_cmpuint (events->len, ==, 1);
}

static void
test_damaged (JournalFolder *self,
              gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  gsize length;

  journal_folder_write (self, 500);
  g_assert_true (g_file_get_contents (self->path, &bytes, &length, NULL));
  g_assert_cmpuint (length, >, 20000);
  memset (bytes + 4096, 0x5a, 12000);
  g_assert_true (g_file_set_contents (self->path, bytes, length, NULL));
  assert_moved_aside (self);
  /* And what was kept is what was there */
  g_assert_cmpuint (journal_folder_count (self, "evertick.db.broken-"), ==, 1);
}

static void
test_no_database (JournalFolder *self,
                  gconstpointer  data)
{
  g_autofree char *text = g_strnfill (10000, 'x');

  g_assert_true (g_file_set_contents (self->path, text, -1, NULL));
  assert_moved_aside (self);
  g_assert_true (g_file_set_contents (self->path, "short", -1, NULL));
  assert_moved_aside (self);
  g_assert_cmpuint (journal_folder_count (self, "evertick.db.broken-"), ==, 2);
}

/* Somebody else's, or one that only says that it is ours */
static void
test_foreign (JournalFolder *self,
              gconstpointer  data)
{
  journal_folder_execute (self->path, "CREATE TABLE songs (title TEXT)");
  assert_moved_aside (self);
  g_assert_cmpint (g_remove (self->path), ==, 0);
  journal_folder_execute (self->path, "PRAGMA application_id = 1165382763; PRAGMA user_version = 3;"
                                      "CREATE TABLE events (id INTEGER PRIMARY KEY)");
  assert_moved_aside (self);
  g_assert_cmpint (g_remove (self->path), ==, 0);
  journal_folder_execute (self->path, "PRAGMA application_id = 1165382763; PRAGMA user_version = 1;"
                                      "CREATE TABLE gaps (id INTEGER PRIMARY KEY)");
  assert_moved_aside (self);
}

/* As the first version left it */
#define VERSION_1 \
  "PRAGMA application_id = 1165382763; PRAGMA user_version = 1; PRAGMA journal_mode = WAL;" \
  "CREATE TABLE events (id INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, kind TEXT NOT NULL," \
  " venue TEXT NOT NULL, connection TEXT NOT NULL, from_state TEXT NOT NULL," \
  " to_state TEXT NOT NULL, polling INTEGER NOT NULL, colour TEXT NOT NULL, cause TEXT NOT NULL," \
  " text TEXT NOT NULL, count INTEGER NOT NULL);" \
  "CREATE INDEX events_time ON events (time_us);" \
  "INSERT INTO events VALUES (1, 1893456000000000, 'note', 'v', 'c', 'idle', 'live', 0, 'green'," \
  " 'none', 'old', 3);"

/* And the second, which had a gap in both tables */
#define VERSION_2 \
  VERSION_1 "PRAGMA user_version = 2;" \
            "CREATE TABLE gaps (id INTEGER PRIMARY KEY, venue TEXT NOT NULL, connection TEXT NOT NULL," \
            " symbol TEXT NOT NULL, start_us INTEGER NOT NULL, cause TEXT NOT NULL, backfill TEXT NOT NULL," \
            " detected_after_us INTEGER NOT NULL, polled_after_us INTEGER NOT NULL," \
            " length_us INTEGER NOT NULL, live_after_us INTEGER NOT NULL, lost INTEGER NOT NULL," \
            " backfilled INTEGER NOT NULL);" \
            "CREATE INDEX gaps_start ON gaps (start_us);" \
            "ALTER TABLE events ADD COLUMN symbol TEXT NOT NULL DEFAULT '';" \
            "ALTER TABLE events ADD COLUMN gap_start_us INTEGER;" \
            "ALTER TABLE events ADD COLUMN gap_cause TEXT;" \
            "ALTER TABLE events ADD COLUMN backfill TEXT;" \
            "ALTER TABLE events ADD COLUMN detected_after_us INTEGER;" \
            "ALTER TABLE events ADD COLUMN polled_after_us INTEGER;" \
            "ALTER TABLE events ADD COLUMN length_us INTEGER;" \
            "ALTER TABLE events ADD COLUMN live_after_us INTEGER;" \
            "ALTER TABLE events ADD COLUMN lost INTEGER;" \
            "ALTER TABLE events ADD COLUMN backfilled INTEGER;" \
            "INSERT INTO gaps VALUES (1, 'v', 'c', 'OLD', 1893456000000000, 'mute', 'done', 1, 2, 3, 4, 5," \
            " 6);" \
            "INSERT INTO events VALUES (2, 1893456000000000, 'gap', 'v', 'c', 'idle', 'idle', 0, 'grey'," \
            " 'mute', '', 1, 'OLD', 1893456000000000, 'mute', 'done', 1, 2, 3, 4, 5, 6)"

static const FeedJournalEvent *
get_row (GPtrArray *rows,
         guint      i)
{
  g_assert_cmpuint (i, <, rows->len);
  return rows->pdata[i];
}

/* What an older version left can be read once it was opened, and is written on */
static void
test_older_version (JournalFolder *self,
                    gconstpointer  data)
{
  gboolean second = g_strcmp0 (data, VERSION_2) == 0;
  g_autofree char *kept = NULL;
  g_autoptr (FeedJournalDb) db = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) gaps = NULL;
  FeedJournalQuery query = { .max = 10 };
  FeedGap gap = journal_gap (1);
  FeedJournalEvent event = journal_event (0);

  journal_folder_execute (self->path, data);
  g_assert_null (feed_journal_read (self->path, &query, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  db = open_journal (self, NULL, &kept, &error);
  g_assert_no_error (error);
  g_assert_null (kept);
  event.gap = &gap;
  write_one (db, FEED_JOURNAL_ADD_EVENT, &event);
  write_one (db, FEED_JOURNAL_ADD_GAP, &event);
  events = journal_folder_read (self, FALSE);
  gaps = journal_folder_read (self, TRUE);
  g_assert_cmpuint (events->len, ==, second ? 3 : 2);
  g_assert_cmpuint (gaps->len, ==, events->len - 1);
  g_assert_cmpstr (get_row (events, 0)->text, ==, "old");
  g_assert_cmpuint (get_row (events, 0)->count, ==, 3);
  g_assert_null (get_row (events, 0)->gap);
  if (second) {
    assert_same_gap (get_row (events, 1)->gap, get_row (gaps, 0)->gap);
    g_assert_cmpint (get_row (gaps, 0)->gap->backfilled, ==, 6);
    g_assert_false (get_row (gaps, 0)->gap->shared);
  }
  assert_same_gap (get_row (events, events->len - 1)->gap, &gap);
  assert_same_gap (get_row (gaps, gaps->len - 1)->gap, &gap);
}

static void
test_newer_version (JournalFolder *self,
                    gconstpointer  data)
{
  g_autofree char *kept = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  FeedJournalQuery query = { .max = 10 };
  gsize length_before, length_after;

  journal_folder_write (self, 3);
  journal_folder_execute (self->path, "PRAGMA user_version = 99");
  g_assert_true (g_file_get_contents (self->path, &before, &length_before, NULL));
  g_assert_null (open_journal (self, NULL, &kept, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "99"));
  g_assert_null (kept);
  g_clear_error (&error);
  g_assert_null (feed_journal_read (self->path, &query, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_true (g_file_get_contents (self->path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
  g_assert_cmpuint (journal_folder_count (self, ""), ==, 1);
}

/* What a reader leaves behind: nothing */
static void
test_reader_leaves_no_trace (JournalFolder *self,
                             gconstpointer  data)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) later = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (FeedJournalDb) db = NULL;
  FeedJournalQuery query = { .max = 10 };
  FeedJournalEvent event = journal_event (0);

  g_assert_null (feed_journal_read (self->path, &query, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (journal_folder_count (self, ""), ==, 0);
  journal_folder_write (self, 3);
  g_assert_cmpuint (journal_folder_count (self, ""), ==, 1);
  events = journal_folder_read (self, FALSE);
  g_assert_cmpuint (events->len, ==, 3);
  g_assert_cmpuint (journal_folder_count (self, ""), ==, 1);
  /* While it is written, the reader sees what is not in the file itself yet */
  db = open_journal (self, NULL, &kept, NULL);
  write_one (db, FEED_JOURNAL_ADD_EVENT, &event);
  later = journal_folder_read (self, FALSE);
  g_assert_cmpuint (later->len, ==, 4);
}

static void
test_query (JournalFolder *self,
            gconstpointer  data)
{
  g_autofree char *kept = NULL;
  g_autoptr (FeedJournalDb) db = open_journal (self, NULL, &kept, NULL);
  gint64 now_us = g_get_real_time ();
  FeedJournalQuery query = { .max = 3, .since_us = now_us - 4 * G_TIME_SPAN_HOUR };
  g_autoptr (GPtrArray) newest = NULL;
  g_autoptr (GPtrArray) since = NULL;

  for (guint i = 0; i < 10; i++) {
    FeedJournalEvent event = journal_event (i);

    event.time_us = now_us - (9 - i) * G_TIME_SPAN_HOUR;
    write_one (db, FEED_JOURNAL_ADD_EVENT, &event);
  }
  newest = feed_journal_read (self->path, &query, NULL);
  g_assert_cmpuint (newest->len, ==, 3);
  g_assert_cmpuint (((FeedJournalEvent *) newest->pdata[0])->count, ==, 8);
  g_assert_cmpuint (((FeedJournalEvent *) newest->pdata[2])->count, ==, 10);
  query.max = 100;
  since = feed_journal_read (self->path, &query, NULL);
  g_assert_cmpuint (since->len, ==, 5);
}

static void
test_not_a_file (JournalFolder *self,
                 gconstpointer  data)
{
  g_autofree char *kept = NULL;
  g_autofree char *below = g_build_filename (self->path, "evertick.db", NULL);
  g_autoptr (GError) error = NULL;
  FeedJournalQuery query = { .max = 10 };
  FeedJournalLimits limits = { 0 };

  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  g_assert_null (open_journal (self, NULL, &kept, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_clear_error (&error);
  g_assert_null (feed_journal_read (self->path, &query, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_clear_error (&error);
  g_assert_cmpint (g_rmdir (self->path), ==, 0);
  /* A folder that cannot be made, for root either */
  g_assert_true (g_file_set_contents (self->path, "x", 1, NULL));
  g_assert_null (feed_journal_db_open (below, &limits, &kept, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_assert_null (kept);
}

/* Names that mean something in a URI */
static void
test_odd_name (JournalFolder *self,
               gconstpointer  data)
{
  g_free (self->path);
  self->path = g_build_filename (self->folder, "a?b#c%41 d&mode=memory.db", NULL);
  journal_folder_write (self, 3);
  g_assert_true (g_file_test (self->path, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpuint (journal_folder_count (self, "a?b#c%41 d&mode=memory.db"), ==, 1);
}

/* Values that no writer of ours wrote */
static void
test_odd_values (JournalFolder *self,
                 gconstpointer  data)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) gaps = NULL;
  g_autoptr (GError) error = NULL;
  FeedJournalQuery query = { .max = 10 };
  const FeedJournalEvent *event;

  journal_folder_write (self, 1);
  journal_folder_execute (self->path,
                          "UPDATE events SET time_us = 9223372036854775807, kind = x'ff00fe',"
                          " cause = 'no such', to_state = 17, count = -5, text = x'80';"
                          "UPDATE gaps SET start_us = 9e99, lost = 'many', length_us = -77,"
                          " backfill = 3, cause = x'00'");
  events = journal_folder_read (self, FALSE);
  gaps = journal_folder_read (self, TRUE);
  event = events->pdata[0];
  g_assert_cmpint (event->time_us, <, 253402300800000000);
  g_assert_true (g_utf8_validate (event->kind, -1, NULL));
  g_assert_true (g_utf8_validate (event->text, -1, NULL));
  g_assert_cmpint (event->cause, ==, FEED_CAUSE_NONE);
  g_assert_cmpuint (event->count, ==, 1);
  event = gaps->pdata[0];
  g_assert_cmpint (event->gap->length_us, ==, -1);
  g_assert_cmpint (event->gap->lost, ==, 0);
  /* A cell that is larger than any of ours is not taken in */
  journal_folder_execute (self->path, "UPDATE events SET text = zeroblob(5000000)");
  g_assert_null (feed_journal_read (self->path, &query, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_long_text (JournalFolder *self,
                gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new ("x");
  g_autofree char *kept = NULL;
  g_autoptr (FeedJournalDb) db = open_journal (self, NULL, &kept, NULL);
  g_autoptr (GPtrArray) events = NULL;
  FeedJournalEvent event = journal_event (0);

  while (text->len < 5000)
    g_string_append (text, "ä");
  event.text = text->str;
  write_one (db, FEED_JOURNAL_ADD_EVENT, &event);
  events = journal_folder_read (self, FALSE);
  event = *(FeedJournalEvent *) events->pdata[0];
  g_assert_cmpuint (strlen (event.text), <=, FEED_JOURNAL_MAX_TEXT);
  g_assert_cmpuint (strlen (event.text), >=, FEED_JOURNAL_MAX_TEXT - 1);
  g_assert_true (g_str_has_prefix (text->str, event.text));
}

/* The bound of the file is the disk that is full */
static void
test_full (JournalFolder *self,
           gconstpointer  data)
{
  const FeedJournalLimits limits = { .max_bytes = 100000 };
  g_autofree char *kept = NULL;
  g_autoptr (FeedJournalDb) db = open_journal (self, &limits, &kept, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  FeedJournalEvent event = journal_event (0);
  guint written = 0;

  while (error == NULL) {
    g_autoptr (FeedJournalItem) item = feed_journal_item_new (FEED_JOURNAL_ADD_EVENT, &event);

    written += feed_journal_db_write (db, &item, 1, &error);
    g_assert_cmpuint (written, <, 10000);
  }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  events = journal_folder_read (self, FALSE);
  g_assert_cmpuint (events->len, ==, written);
}

/* Whatever bytes are changed, cut or added: opening gives an answer, and a journal that can be
 * written; reading gives rows or an error */
static void
test_any_damage (JournalFolder *self,
                 gconstpointer  data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261126);
  g_autofree char *whole = NULL;
  guint n_kept = 0, n_rounds = TEST_REPEAT (1000);
  gsize length;

  journal_folder_write (self, 60);
  g_assert_true (g_file_get_contents (self->path, &whole, &length, NULL));
  for (guint round = 0; round < n_rounds; round++) {
    g_autofree char *bytes = g_memdup2 (whole, length);
    gsize cut = g_rand_int_range (random, 0, 8) == 0 ? (gsize) g_rand_int_range (random, 0, length)
                                                     : length;
    FeedJournalQuery query = { .max = 1000, .gaps = round % 2 };
    FeedJournalLimits limits = { 0 };
    FeedJournalEvent event = journal_event (0);
    g_autoptr (FeedJournalItem) item = feed_journal_item_new (FEED_JOURNAL_ADD_EVENT, &event);
    g_autoptr (GPtrArray) rows = NULL;
    g_autoptr (FeedJournalDb) db = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *kept = NULL;

    for (int n = g_rand_int_range (random, 1, 20); n > 0; n--) {
      /* The beginning is what says most */
      gsize within = g_rand_int_range (random, 0, 3) == 0 ? 200 : length;

      bytes[g_rand_int_range (random, 0, within)] = (char) g_rand_int (random);
    }
    g_assert_true (g_file_set_contents (self->path, bytes, cut, NULL));
    rows = feed_journal_read (self->path, &query, &error);
    g_assert_true ((rows == NULL) == (error != NULL));
    g_clear_error (&error);
    db = feed_journal_db_open (self->path, &limits, &kept, &error);
    g_assert_true ((db == NULL) == (error != NULL));
    /* A version that was damaged into a newer one is refused; all else opens */
    if (db == NULL)
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
    else
      g_assert_true (feed_journal_db_write (db, &item, 1, &error)
                     || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA));
    g_clear_pointer (&db, feed_journal_db_close);
    if (kept != NULL) {
      g_autofree char *path = g_build_filename (self->folder, kept, NULL);

      n_kept++;
      g_assert_cmpint (g_remove (path), ==, 0);
    }
  }
  g_test_message ("%u of %u damaged files were moved aside", n_kept, n_rounds);
  g_assert_cmpuint (n_kept, >, n_rounds / 10);
  g_assert_cmpuint (n_kept, <, n_rounds);
}

#define ADD_WITH(path, data, func) \
  g_test_add ("/journal-file/" path, JournalFolder, data, journal_folder_set_up, func, \
              journal_folder_tear_down)
#define ADD(path, func) ADD_WITH (path, NULL, func)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("roundtrip", test_roundtrip);
  ADD ("every-word", test_every_word);
  ADD ("repeated", test_repeated);
  ADD ("repeated-alone", test_repeated_alone);
  ADD ("bounded", test_bounded);
  ADD ("aged", test_aged);
  ADD ("private", test_private);
  ADD ("damaged", test_damaged);
  ADD ("no-database", test_no_database);
  ADD ("foreign", test_foreign);
  ADD_WITH ("version-1", VERSION_1, test_older_version);
  ADD_WITH ("version-2", VERSION_2, test_older_version);
  ADD ("newer-version", test_newer_version);
  ADD ("reader-leaves-no-trace", test_reader_leaves_no_trace);
  ADD ("query", test_query);
  ADD ("not-a-file", test_not_a_file);
  ADD ("odd-name", test_odd_name);
  ADD ("odd-values", test_odd_values);
  ADD ("long-text", test_long_text);
  ADD ("full", test_full);
  ADD ("any-damage", test_any_damage);
  return g_test_run ();
}
