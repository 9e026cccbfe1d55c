/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <string.h>

#include "feed/feed-event-log-private.h"
#include "feed/feed-manager-private.h"
#include "store/journal-folder.h"
#include "support/sim-venue.h"
#include "support/test-support.h"

/* Runs of a program one after the other, over one journal. */

#define DEADLINE_MS 60000
#define SECOND G_USEC_PER_SEC

typedef struct {
  FeedClock   *clock;
  SimVenue    *venue;
  FeedManager *manager;
  FeedKeeper  *keeper;
  GListModel  *log;
} Run;

static Run *
run_new (const char *path)
{
  Run *run = g_new0 (Run, 1);

  run->clock = feed_clock_new_manual (1000 * SECOND, g_get_real_time ());
  run->venue = sim_venue_new (run->clock);
  run->manager = feed_manager_new_full (NULL, run->clock, FEED_TRANSPORT (run->venue), 1);
  run->log = G_LIST_MODEL (feed_manager_get_event_log (run->manager));
  run->keeper = feed_keeper_new (run->manager, path, "Evertick 9.9");
  return run;
}

static void
on_result (GObject      *source,
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

static void
run_end (Run *run)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  feed_keeper_close_async (run->keeper, DEADLINE_MS, on_result, &result);
  g_assert_true (test_wait_until (has_result, &result, DEADLINE_MS));
  feed_keeper_close_finish (run->keeper, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_assert_finalize_object (run->keeper);
  g_assert_finalize_object (run->manager);
  g_object_unref (run->venue);
  feed_clock_unref (run->clock);
  g_free (run);
}

/* The line at a place of the log: "kind text" (transfer full) */
static char *
dup_line (GListModel *log,
          guint       i)
{
  g_autoptr (FeedEvent) event = g_list_model_get_item (log, i);

  g_assert_nonnull (event);
  return g_strdup_printf ("%s %s", feed_event_kind_to_string (feed_event_get_kind (event)),
                          feed_event_get_text (event));
}

static void
assert_line (GListModel *log,
             guint       i,
             const char *expected)
{
  g_autofree char *line = dup_line (log, i);

  g_assert_cmpstr (line, ==, expected);
}

/* The journal's lines, or gaps, as feedctl reads them (transfer full) */
static GListModel *
read_journal (JournalFolder *folder,
              gboolean       gaps)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GListModel *events;

  feed_history_read_async (folder->path, gaps, 0, NULL, on_result, &result);
  g_assert_true (test_wait_until (has_result, &result, DEADLINE_MS));
  events = feed_history_read_finish (result, &error);
  g_assert_no_error (error);
  return events;
}

static gboolean
has_history (gpointer user_data)
{
  Run *run = user_data;

  return g_list_model_get_n_items (run->log) > 1;
}

static void
trouble (Run        *run,
         const char *text)
{
  feed_manager_note (run->manager, FEED_EVENT_KIND_TROUBLE, "binance", text);
}

/* Earlier lines come before the mark of this run, and are not written again */
static void
test_runs (JournalFolder *folder,
           gconstpointer  data)
{
  Run *run = run_new (folder->path);
  g_autoptr (GListModel) stored = NULL;
  g_autoptr (FeedEvent) folded = NULL;

  for (guint i = 0; i < 40; i++)
    trouble (run, "the same again");
  trouble (run, "another");
  run_end (run);

  run = run_new (folder->path);
  assert_line (run->log, 0, "note Evertick 9.9 started");
  trouble (run, "another");
  while (g_list_model_get_n_items (run->log) < 5)
    g_main_context_iteration (NULL, TRUE);
  assert_line (run->log, 0, "note Evertick 9.9 started");
  assert_line (run->log, 1, "trouble the same again");
  assert_line (run->log, 2, "trouble another");
  assert_line (run->log, 3, "note Evertick 9.9 started");
  assert_line (run->log, 4, "trouble another");
  folded = g_list_model_get_item (run->log, 1);
  g_assert_cmpuint (feed_event_get_count (folded), ==, 40);
  run_end (run);

  stored = read_journal (folder, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (stored), ==, 5);
  assert_line (stored, 1, "trouble the same again");
  assert_line (stored, 4, "trouble another");
}

/* A whole feed's lines, told by the manager, are those of the journal */
static void
test_feed (JournalFolder *folder,
           gconstpointer  data)
{
  Run *run = run_new (folder->path);
  g_autoptr (GListModel) log = g_object_ref (run->log);
  g_autoptr (GListModel) stored = NULL;
  g_autofree char *told = NULL;
  g_autofree char *kept = NULL;

  feed_manager_subscribe (run->manager, "binance", "BTCUSDT", NULL);
  feed_manager_start (run->manager);
  feed_clock_advance (run->clock, 120 * SECOND);
  sim_venue_get_faults (run->venue)->mute = TRUE;
  feed_clock_advance (run->clock, 120 * SECOND);
  sim_venue_get_faults (run->venue)->mute = FALSE;
  feed_clock_advance (run->clock, 300 * SECOND);
  feed_manager_stop (run->manager);
  told = feed_event_log_to_csv (log);
  g_assert_nonnull (strstr (told, "LIVE,SUSPECT"));
  run_end (run);
  stored = read_journal (folder, FALSE);
  kept = feed_event_log_to_csv (stored);
  g_assert_cmpstr (kept, ==, told);
}

static void
test_gaps (JournalFolder *folder,
           gconstpointer  data)
{
  Run *run = run_new (folder->path);
  g_autoptr (GListModel) gaps = NULL;
  g_autoptr (FeedEvent) first = NULL;
  g_autoptr (FeedEvent) second = NULL;
  FeedGap gap = journal_gap (6);

  g_signal_emit_by_name (run->manager, "gap", &gap, "binance", "binance/1", "BTCUSDT");
  gap.instrument = FEED_GAP_CONNECTION;
  g_signal_emit_by_name (run->manager, "gap", &gap, "binance", "binance/1", NULL);
  run_end (run);
  gaps = read_journal (folder, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (gaps), ==, 2);
  first = g_list_model_get_item (gaps, 0);
  second = g_list_model_get_item (gaps, 1);
  g_assert_cmpint (feed_event_get_kind (first), ==, FEED_EVENT_KIND_GAP);
  g_assert_cmpstr (feed_event_get_symbol (first), ==, "BTCUSDT");
  g_assert_cmpint (feed_event_get_gap (first)->lost, ==, 6);
  g_assert_cmpint (feed_event_get_gap (first)->start_us, ==, gap.start_us);
  g_assert_cmpstr (feed_event_get_symbol (second), ==, "");
  g_assert_cmpstr (feed_event_get_connection (second), ==, "binance/1");
}

/* A damaged journal is a line of the log, and of the new journal */
static void
test_damaged (JournalFolder *folder,
              gconstpointer  data)
{
  Run *run;
  g_autoptr (GListModel) stored = NULL;
  g_autofree char *line = NULL;

  g_assert_true (g_file_set_contents (folder->path, "this is no database", -1, NULL));
  run = run_new (folder->path);
  g_assert_true (test_wait_until (has_history, run, DEADLINE_MS));
  line = dup_line (run->log, 1);
  g_assert_true (g_str_has_prefix (line, "trouble the journal evertick.db was damaged: kept as "));
  run_end (run);
  stored = read_journal (folder, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (stored), ==, 2);
  assert_line (stored, 1, line);
}

/* A journal that cannot be is said once, and the feed does not care */
static void
test_impossible (JournalFolder *folder,
                 gconstpointer  data)
{
  g_autofree char *below = g_build_filename (folder->path, "evertick.db", NULL);
  g_autofree char *line = NULL;
  Run *run;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (folder->path, "in the way", -1, NULL));
  run = run_new (below);
  g_assert_true (test_wait_until (has_history, run, DEADLINE_MS));
  line = dup_line (run->log, 1);
  g_assert_nonnull (strstr (line, "cannot be written: the folder"));
  for (guint i = 0; i < 100; i++)
    trouble (run, "x");
  g_assert_cmpuint (g_list_model_get_n_items (run->log), ==, 3);
  feed_keeper_close_async (run->keeper, DEADLINE_MS, on_result, &result);
  g_assert_true (test_wait_until (has_result, &result, DEADLINE_MS));
  g_assert_false (feed_keeper_close_finish (run->keeper, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_clear_object (&result);
  g_assert_finalize_object (run->keeper);
  g_object_unref (run->manager);
  g_object_unref (run->venue);
  feed_clock_unref (run->clock);
  g_free (run);
}

static void
test_no_journal (JournalFolder *folder,
                 gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  feed_history_read_async (folder->path, FALSE, 0, NULL, on_result, &result);
  g_assert_true (test_wait_until (has_result, &result, DEADLINE_MS));
  g_assert_null (feed_history_read_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (journal_folder_count (folder, ""), ==, 0);
}

#define ADD(path, func) \
  g_test_add ("/feed/keeper/" path, JournalFolder, NULL, journal_folder_set_up, func, \
              journal_folder_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("runs", test_runs);
  ADD ("feed", test_feed);
  ADD ("gaps", test_gaps);
  ADD ("damaged", test_damaged);
  ADD ("impossible", test_impossible);
  ADD ("no-journal", test_no_journal);
  return g_test_run ();
}
