/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/journal-folder.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "feed/store/feed-journal-reader.h"
#include "support/test-support.h"

/* In memory, where there is some to be had: a thousand files would wait for a disk */
void
journal_folder_set_up (JournalFolder *self,
                       gconstpointer  data)
{
  self->folder = g_mkdtemp (g_strdup ("/dev/shm/evertick-journal-XXXXXX"));
  if (self->folder == NULL)
    self->folder = g_dir_make_tmp ("evertick-journal-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->path = g_build_filename (self->folder, "evertick.db", NULL);
}

void
journal_folder_tear_down (JournalFolder *self,
                          gconstpointer  data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
  g_free (self->path);
}

guint
journal_folder_count (JournalFolder *self,
                      const char    *beginning)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, beginning);
  return n;
}

FeedJournalEvent
journal_event (guint i)
{
  return (FeedJournalEvent) {
           .time_us = g_get_real_time (),
           .kind = "state",
           .venue = "binance",
           .connection = "binance/2",
           .from = FEED_LINK_LIVE,
           .to = FEED_LINK_SUSPECT,
           .polling = TRUE,
           .colour = FEED_COLOUR_YELLOW,
           .cause = FEED_CAUSE_SILENCE,
           .text = "no tick for 4.2 s; “asking” REST",
           .count = i + 1,
           .symbol = "",
  };
}

FeedGap
journal_gap (guint i)
{
  return (FeedGap) {
           .instrument = 7,
           .cause = FEED_CAUSE_MUTE,
           .backfill = FEED_BACKFILL_PARTIAL,
           .start_us = g_get_real_time () - 9000000,
           .detected_after_us = 4200000,
           .polled_after_us = -1,
           .length_us = 9000000,
           .live_after_us = 9500000,
           .lost = i,
           .backfilled = i / 2,
           .shared = i % 2 != 0,
  };
}

void
journal_folder_write (JournalFolder *self,
                      guint          n)
{
  g_autoptr (GPtrArray) items =
    g_ptr_array_new_with_free_func ((GDestroyNotify) feed_journal_item_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;
  FeedJournalLimits limits = { 0 };
  g_autoptr (FeedJournalDb) db = feed_journal_db_open (self->path, &limits, &kept, &error);

  g_assert_no_error (error);
  g_assert_null (kept);
  for (guint i = 0; i < n; i++) {
    FeedJournalEvent event = journal_event (i);
    FeedGap gap = journal_gap (i);

    g_ptr_array_add (items, feed_journal_item_new (FEED_JOURNAL_ADD_EVENT, &event));
    event.gap = &gap;
    event.symbol = "BTCUSDT";
    g_ptr_array_add (items, feed_journal_item_new (FEED_JOURNAL_ADD_GAP, &event));
  }
  feed_journal_db_write (db, (FeedJournalItem *const *) items->pdata, items->len, &error);
  g_assert_no_error (error);
}

GPtrArray *
journal_folder_read (JournalFolder *self,
                     gboolean       gaps)
{
  g_autoptr (GError) error = NULL;
  FeedJournalQuery query = { .gaps = gaps, .max = 1000000 };
  GPtrArray *rows = feed_journal_read (self->path, &query, &error);

  g_assert_no_error (error);
  return rows;
}

void
journal_folder_execute (const char *path,
                        const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

GError *
journal_close (FeedJournal *journal,
               guint        timeout_ms)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  feed_journal_close_async (journal, timeout_ms, on_closed, &result);
  g_assert_true (test_wait_until (has_result, &result, 60000));
  g_assert_true (feed_journal_close_finish (journal, result, &error) == (error == NULL));
  return error;
}
