/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal as a feed has it: nothing waits for the disk, whatever the disk does.
 */
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/mount.h>

#include "feed/store/feed-journal-reader.h"
#include "store/journal-folder.h"
#include "support/test-support.h"

#define DEADLINE_MS 60000

/* A journal and what it said */
typedef struct {
  FeedJournal *journal;
  guint        n_opened, n_history;
  GPtrArray   *troubles, *notes;
} Watched;

static void
on_opened (Watched   *self,
           GPtrArray *events)
{
  self->n_opened++;
  self->n_history = events->len;
}

static void
on_trouble (Watched    *self,
            const char *text)
{
  g_ptr_array_add (self->troubles, g_strdup (text));
}

static void
on_note (Watched    *self,
         const char *text)
{
  g_ptr_array_add (self->notes, g_strdup (text));
}

static Watched *
watched_new (const char              *path,
             const FeedJournalLimits *limits)
{
  Watched *self = g_new0 (Watched, 1);

  self->troubles = g_ptr_array_new_with_free_func (g_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->journal = feed_journal_new (path, limits, 5);
  g_signal_connect_swapped (self->journal, "opened", G_CALLBACK (on_opened), self);
  g_signal_connect_swapped (self->journal, "trouble", G_CALLBACK (on_trouble), self);
  g_signal_connect_swapped (self->journal, "note", G_CALLBACK (on_note), self);
  return self;
}

static void
watched_free (Watched *self)
{
  g_signal_handlers_disconnect_by_data (self->journal, self);
  g_object_unref (self->journal);
  g_ptr_array_unref (self->troubles);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watched, watched_free)

static void
add (Watched *self,
     guint    i)
{
  FeedJournalEvent event = journal_event (i);

  feed_journal_add_event (self->journal, &event);
}

static gboolean
is_opened (gpointer user_data)
{
  return ((Watched *) user_data)->n_opened > 0;
}

static gboolean
is_troubled (gpointer user_data)
{
  return ((Watched *) user_data)->troubles->len > 0;
}

static gboolean
is_noted (gpointer user_data)
{
  return ((Watched *) user_data)->notes->len > 0;
}

static gboolean
on_turn (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Keeps the main context turning while a thread works */
static gboolean
wait_for (TestCondition condition,
          gpointer      user_data)
{
  g_autoptr (GSource) turning = g_timeout_source_new (1);
  gboolean held;

  g_source_set_callback (turning, on_turn, NULL, NULL);
  g_source_attach (turning, NULL);
  held = test_wait_until (condition, user_data, DEADLINE_MS);
  g_source_destroy (turning);
  return held;
}

static guint
count_troubles (Watched    *self,
                const char *part)
{
  guint n = 0;

  for (guint i = 0; i < self->troubles->len; i++)
    n += strstr (self->troubles->pdata[i], part) != NULL;
  return n;
}

static gboolean
nothing_waits (gpointer user_data)
{
  return feed_journal_get_n_waiting (((Watched *) user_data)->journal) == 0;
}

static void
assert_closes (Watched *self)
{
  g_autoptr (GError) error = journal_close (self->journal, DEADLINE_MS);

  g_assert_no_error (error);
}

static void
test_history (JournalFolder *self,
              gconstpointer  data)
{
  for (guint run = 0; run < 3; run++) {
    g_autoptr (Watched) watched = watched_new (self->path, NULL);

    for (guint i = 0; i < 4; i++)
      add (watched, i);
    g_assert_true (wait_for (is_opened, watched));
    assert_closes (watched);
    g_assert_cmpuint (watched->n_opened, ==, 1);
    g_assert_cmpuint (watched->n_history, ==, MIN (run * 4, 5));
    g_assert_cmpuint (watched->troubles->len + watched->notes->len, ==, 0);
  }
}

/* Waits until nobody has the file open: the last writer takes away what stands beside it */
static void
settle (JournalFolder *self)
{
  do {
    journal_folder_write (self, 0);
  } while (journal_folder_count (self, "") > 1);
}

/* What is there when it goes is written all the same */
static void
test_given_up (JournalFolder *self,
               gconstpointer  data)
{
  guint n = 0;

  watched_free (watched_new (self->path, NULL));
  {
    g_autoptr (Watched) watched = watched_new (self->path, NULL);

    for (guint i = 0; i < 100; i++)
      add (watched, i);
  }
  while (n < 100) {
    FeedJournalQuery query = { .max = 1000 };
    g_autoptr (GPtrArray) rows = feed_journal_read (self->path, &query, NULL);

    n = rows != NULL ? rows->len : 0;
    g_thread_yield ();
  }
  settle (self);
}

static void
test_folded (JournalFolder *self,
             gconstpointer  data)
{
  g_autoptr (Watched) watched = watched_new (self->path, NULL);
  g_autoptr (GPtrArray) rows = NULL;

  add (watched, 0);
  for (guint i = 1; i < 5000; i++) {
    FeedJournalEvent event = journal_event (i);
    FeedGap gap = journal_gap (i);

    feed_journal_repeat_event (watched->journal, &event);
    event.gap = &gap;
    if (i % 1000 == 0)
      feed_journal_add_gap (watched->journal, &event);
  }
  assert_closes (watched);
  rows = journal_folder_read (self, FALSE);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpuint (((FeedJournalEvent *) rows->pdata[0])->count, ==, 5000);
}

static void
test_many (JournalFolder *self,
           gconstpointer  data)
{
  const FeedJournalLimits limits = { .max_waiting = 100000 };
  guint n = TEST_REPEAT (100000);
  g_autoptr (Watched) watched = watched_new (self->path, &limits);
  g_autoptr (GPtrArray) rows = NULL;
  gint64 start_us = g_get_monotonic_time ();
  gint64 given_us;
  GStatBuf info;

  for (guint i = 0; i < n; i++)
    add (watched, i);
  given_us = g_get_monotonic_time () - start_us;
  assert_closes (watched);
  g_test_message ("%u lines: %.2f µs each to give, %.2f µs each until they are on disk", n,
                  (double) given_us / n, (double) (g_get_monotonic_time () - start_us) / n);
  rows = journal_folder_read (self, FALSE);
  g_assert_cmpuint (rows->len, ==, MIN (n, 50000));
  g_assert_cmpuint (((FeedJournalEvent *) rows->pdata[rows->len - 1])->count, ==, n);
  g_assert_cmpint (g_stat (self->path, &info), ==, 0);
  g_test_message ("%u lines are %.1f MB", rows->len, (double) info.st_size / 1e6);
}

/* Other windows and readers at the same time */
static void
test_together (JournalFolder *self,
               gconstpointer  data)
{
  Watched *windows[3];
  g_autoptr (GPtrArray) rows = NULL;
  guint last = 0;

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    windows[i] = watched_new (self->path, NULL);
  for (guint i = 0; i < 300; i++) {
    FeedJournalQuery query = { .max = 1000 };
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) some = NULL;

    for (guint j = 0; j < G_N_ELEMENTS (windows); j++)
      add (windows[j], i);
    if (i % 10 != 0 || windows[0]->n_opened == 0) {
      g_main_context_iteration (NULL, FALSE);
      continue;
    }
    some = feed_journal_read (self->path, &query, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (some->len, >=, last);
    last = some->len;
  }
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++) {
    assert_closes (windows[i]);
    g_assert_cmpuint (windows[i]->troubles->len, ==, 0);
    watched_free (windows[i]);
  }
  rows = journal_folder_read (self, FALSE);
  g_assert_cmpuint (rows->len, ==, 900);
}

static void
test_newer_version (JournalFolder *self,
                    gconstpointer  data)
{
  g_autoptr (Watched) watched = NULL;

  journal_folder_write (self, 1);
  journal_folder_execute (self->path, "PRAGMA user_version = 99");
  watched = watched_new (self->path, NULL);
  for (guint i = 0; i < 30; i++)
    add (watched, i);
  g_assert_true (wait_for (is_troubled, watched));
  g_assert_nonnull (strstr (watched->troubles->pdata[0], "newer Evertick"));
  for (guint i = 0; i < 30; i++)
    add (watched, i);
  g_assert_true (wait_for (nothing_waits, watched));
  assert_closes (watched);
  g_assert_cmpuint (watched->troubles->len, ==, 1);
  g_assert_cmpuint (watched->n_opened, ==, 0);
}

static void
test_damaged_before (JournalFolder *self,
                     gconstpointer  data)
{
  g_autoptr (Watched) watched = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_true (g_file_set_contents (self->path, "no database, but long enough", -1, NULL));
  watched = watched_new (self->path, NULL);
  add (watched, 0);
  g_assert_true (wait_for (is_opened, watched));
  g_assert_cmpuint (watched->troubles->len, ==, 1);
  g_assert_nonnull (strstr (watched->troubles->pdata[0],
                            "the journal evertick.db was damaged: kept as evertick.db.broken-"));
  assert_closes (watched);
  rows = journal_folder_read (self, FALSE);
  g_assert_cmpuint (rows->len, ==, 1);
}

/* The file goes bad under an open journal. It has all of it in memory until another window writes,
 * which has it there too */
static void
test_damaged_meanwhile (JournalFolder *self,
                        gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  g_autoptr (Watched) watched = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  sqlite3 *other = NULL;
  gsize length;
  FILE *file;

  journal_folder_write (self, 500);
  watched = watched_new (self->path, NULL);
  g_assert_true (wait_for (is_opened, watched));
  g_assert_cmpint (sqlite3_open (self->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "PRAGMA quick_check", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_true (g_file_get_contents (self->path, &bytes, &length, NULL));
  memset (bytes, 0x5a, length);
  file = g_fopen (self->path, "r+");
  g_assert_cmpuint (fwrite (bytes, 1, length, file), ==, length);
  g_assert_cmpint (fclose (file), ==, 0);
  g_assert_cmpint (sqlite3_exec (other, "DELETE FROM gaps WHERE id = 500", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  for (guint i = 0; i < 1000; i++)
    add (watched, i);
  g_assert_true (wait_for (is_troubled, watched));
  assert_closes (watched);
  g_assert_cmpuint (watched->troubles->len, ==, 1);
  g_assert_nonnull (strstr (watched->troubles->pdata[0], "was damaged"));
  rows = journal_folder_read (self, FALSE);
  g_assert_cmpuint (rows->len, ==, 1000);
  g_assert_cmpint (sqlite3_close (other), ==, SQLITE_OK);
}

static void
test_removed_meanwhile (JournalFolder *self,
                        gconstpointer  data)
{
  g_autoptr (Watched) watched = watched_new (self->path, NULL);
  g_autoptr (GPtrArray) rows = NULL;

  add (watched, 0);
  g_assert_true (wait_for (is_opened, watched));
  g_assert_true (wait_for (nothing_waits, watched));
  g_assert_cmpint (g_remove (self->path), ==, 0);
  add (watched, 1);
  assert_closes (watched);
  g_assert_cmpuint (watched->troubles->len, ==, 0);
  rows = journal_folder_read (self, FALSE);
  g_assert_cmpuint (rows->len, ==, 1);
}

/* Full: told once, counted, and taken up again where there is room */
static void
test_full (JournalFolder *self,
           gconstpointer  data)
{
  const FeedJournalLimits small = { .max_bytes = 50000, .max_waiting = 500, .retry_ms = 1 };
  g_autoptr (Watched) watched = watched_new (self->path, &small);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5000; i++) {
    add (watched, i);
    g_assert_cmpuint (feed_journal_get_n_waiting (watched->journal), <=, 500);
    if (i % 100 == 0)
      g_main_context_iteration (NULL, FALSE);
  }
  g_assert_true (wait_for (is_troubled, watched));
  g_assert_cmpuint (feed_journal_get_n_dropped (watched->journal), >, 2000);
  /* Once for the disk, and not for each line or try; the memory may have been full before */
  g_assert_cmpuint (count_troubles (watched, "cannot be written"), <=, 1);
  error = journal_close (watched->journal, DEADLINE_MS);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "lines are missing"));
}

static void
test_recovered (JournalFolder *self,
                gconstpointer  data)
{
  const FeedJournalLimits limits = { .max_waiting = 100, .retry_ms = 1 };
  g_autofree char *folder = g_build_filename (self->folder, "late", NULL);
  g_autofree char *path = g_build_filename (folder, "evertick.db", NULL);
  g_autoptr (Watched) watched = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  FeedJournalQuery query = { .max = 1000 };

  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  watched = watched_new (path, &limits);
  g_assert_true (wait_for (is_troubled, watched));
  for (guint i = 0; i < 2000; i++)
    add (watched, i);
  g_assert_cmpint (g_remove (folder), ==, 0);
  g_assert_true (wait_for (is_noted, watched));
  g_assert_nonnull (strstr (watched->notes->pdata[0], "lines are missing in it"));
  assert_closes (watched);
  rows = feed_journal_read (path, &query, NULL);
  g_assert_cmpuint (rows->len + feed_journal_get_n_dropped (watched->journal), ==, 2000);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* A disk of the test's own, of which only this process knows */
static gboolean
mount_own (JournalFolder *self,
           const char    *options)
{
  if (unshare (CLONE_NEWNS) == 0 && mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
      && mount ("none", self->folder, "tmpfs", 0, options) == 0)
    return TRUE;
  g_test_skip ("no disk can be mounted here");
  return FALSE;
}

static void
test_full_disk (JournalFolder *self,
                gconstpointer  data)
{
  const FeedJournalLimits limits = { .retry_ms = 1 };
  g_autofree char *ballast = g_build_filename (self->folder, "ballast", NULL);
  g_autofree char *bytes = g_strnfill (430 * 1024, 'x');
  g_autoptr (Watched) watched = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (!mount_own (self, "size=512k"))
    return;
  g_assert_true (g_file_set_contents (ballast, bytes, -1, NULL));
  watched = watched_new (self->path, &limits);
  for (guint i = 0; i < 1500; i++)
    add (watched, i);
  g_assert_true (wait_for (is_troubled, watched));
  g_assert_cmpuint (watched->troubles->len, ==, 1);
  g_assert_nonnull (strstr (watched->troubles->pdata[0], "cannot be written"));
  g_assert_cmpint (mount ("none", self->folder, NULL, MS_REMOUNT, "size=8m"), ==, 0);
  g_assert_true (wait_for (is_noted, watched));
  assert_closes (watched);
  rows = journal_folder_read (self, FALSE);
  g_assert_cmpuint (rows->len, ==, 1500);
  g_assert_cmpint (umount (self->folder), ==, 0);
}

static void
test_read_only (JournalFolder *self,
                gconstpointer  data)
{
  g_autoptr (Watched) watched = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  if (!mount_own (self, "size=8m"))
    return;
  journal_folder_write (self, 20);
  g_assert_cmpint (mount ("none", self->folder, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  watched = watched_new (self->path, NULL);
  add (watched, 0);
  g_assert_true (wait_for (is_troubled, watched));
  g_assert_nonnull (strstr (watched->troubles->pdata[0], "it may not be written"));
  error = journal_close (watched->journal, DEADLINE_MS);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY);
  /* Read it may be */
  rows = journal_folder_read (self, FALSE);
  g_assert_cmpuint (rows->len, ==, 20);
  g_assert_cmpint (umount (self->folder), ==, 0);
}

/* A disk that does not answer holds up the end for so long and no longer */
static void
test_end_is_bounded (JournalFolder *self,
                     gconstpointer  data)
{
  g_autoptr (Watched) watched = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *other = NULL;

  journal_folder_write (self, 1);
  watched = watched_new (self->path, NULL);
  g_assert_true (wait_for (is_opened, watched));
  g_assert_cmpint (sqlite3_open (self->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  add (watched, 0);
  error = journal_close (watched->journal, 50);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpint (sqlite3_exec (other, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_true (wait_for (nothing_waits, watched));
  g_assert_cmpint (sqlite3_close (other), ==, SQLITE_OK);
  settle (self);
}

/* A writer that is another process, for ever: main() comes here */
static int
write_for_ever (const char *path)
{
  g_autoptr (Watched) watched = watched_new (path, NULL);

  for (guint i = 0;; i++) {
    add (watched, i);
    if (feed_journal_get_n_waiting (watched->journal) > 1000)
      wait_for (nothing_waits, watched);
  }
  return 1;
}

static char *program;

static void
test_killed (JournalFolder *self,
             gconstpointer  data)
{
  guint kept = 0;

  for (guint round = 0; round < 5; round++) {
    FeedJournalQuery query = { .max = G_MAXUINT / 2 };
    g_autoptr (GError) error = NULL;
    g_autoptr (GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program,
                                                      "--write", self->path, NULL);
    g_autoptr (Watched) watched = NULL;
    guint n = kept;

    g_assert_no_error (error);
    while (n < kept + 1500 && n < 40000) {
      g_autoptr (GPtrArray) rows = feed_journal_read (self->path, &query, NULL);

      n = rows != NULL ? rows->len : 0;
    }
    g_subprocess_send_signal (child, SIGKILL);
    g_assert_true (g_subprocess_wait (child, NULL, NULL));
    watched = watched_new (self->path, NULL);
    g_assert_true (wait_for (is_opened, watched));
    assert_closes (watched);
    g_assert_cmpuint (watched->troubles->len, ==, 0);
    g_assert_cmpuint (watched->n_history, ==, 5);
    {
      g_autoptr (GPtrArray) rows = journal_folder_read (self, FALSE);

      /* What was committed is there; opening it cuts it to its bound */
      g_assert_cmpuint (rows->len, >=, MIN (n, 50000));
      kept = rows->len;
    }
  }
}

#define ADD(path, func) \
  g_test_add ("/journal/" path, JournalFolder, NULL, journal_folder_set_up, func, \
              journal_folder_tear_down)

int
main (int    argc,
      char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--write") == 0)
    return write_for_ever (argv[2]);
  program = g_canonicalize_filename (argv[0], NULL);
  g_test_init (&argc, &argv, NULL);
  ADD ("history", test_history);
  ADD ("given-up", test_given_up);
  ADD ("folded", test_folded);
  ADD ("many", test_many);
  ADD ("together", test_together);
  ADD ("newer-version", test_newer_version);
  ADD ("damaged-before", test_damaged_before);
  ADD ("damaged-meanwhile", test_damaged_meanwhile);
  ADD ("removed-meanwhile", test_removed_meanwhile);
  ADD ("full", test_full);
  ADD ("recovered", test_recovered);
  ADD ("full-disk", test_full_disk);
  ADD ("read-only", test_read_only);
  ADD ("end-is-bounded", test_end_is_bounded);
  ADD ("killed", test_killed);
  return g_test_run ();
}
