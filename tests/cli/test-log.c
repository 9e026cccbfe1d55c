/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cli-child.h"
#include "store/journal-folder.h"
#include "support/test-support.h"

#define WAIT_MS 30000

/* Runs feedctl log on the folder's journal, with more arguments; its lines */
static CliChild *
print_log (JournalFolder *folder,
           const char    *arguments,
           int            expected)
{
  g_autofree char *all = g_strdup_printf ("log --path %s %s", folder->path, arguments);
  g_auto (GStrv) words = g_strsplit (g_strchomp (all), " ", -1);
  CliChild *child = cli_child_newv ((const char *const *) words, TRUE);

  g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, expected);
  return child;
}

static const char *
get_line (CliChild *child,
          guint     i)
{
  g_assert_cmpuint (i, <, child->lines->len);
  return child->lines->pdata[i];
}

static void
test_text (JournalFolder *folder,
           gconstpointer  data)
{
  g_autoptr (CliChild) lines = NULL;
  g_autoptr (CliChild) gaps = NULL;

  journal_folder_write (folder, 3);
  lines = print_log (folder, "", 0);
  g_assert_cmpuint (lines->lines->len, ==, 3);
  g_assert_nonnull (strstr (get_line (lines, 2), "binance/2    LIVE → SUSPECT, polling, yellow: "
                                                 "no tick for 4.2 s; “asking” REST (×3)"));
  gaps = print_log (folder, "--gaps", 0);
  g_assert_cmpuint (gaps->lines->len, ==, 3);
  g_assert_nonnull (strstr (get_line (gaps, 2), "gap BTCUSDT: from 20"));
  g_assert_nonnull (strstr (get_line (gaps, 2), " for 9.0 s, stream mute, REST is newer, "
                                                "noticed after 4.2 s, 2 trades lost, 1 fetched"));
  g_assert_false (g_str_has_suffix (get_line (gaps, 0), ", part of its connection's"));
  g_assert_true (g_str_has_suffix (get_line (gaps, 1), ", part of its connection's"));
  /* And nothing is left beside it */
  g_assert_cmpuint (journal_folder_count (folder, ""), ==, 1);
}

/* A gap's times are by the clock of the lines */
static void
test_gap_range (JournalFolder *folder,
                gconstpointer  data)
{
  g_autoptr (FeedJournal) journal = feed_journal_new (folder->path, NULL, 0);
  FeedJournalEvent event = journal_event (0);
  FeedGap gap = journal_gap (0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CliChild) log = NULL;

  /* 2026-11-23 05:29:59.6 UTC */
  gap.start_us = G_GINT64_CONSTANT (1795411799600000);
  gap.length_us = G_USEC_PER_SEC;
  event.time_us = gap.start_us + 10 * G_USEC_PER_SEC;
  event.kind = "gap";
  event.text = "BTCUSDT: without stream data for 1.0 s";
  event.symbol = "BTCUSDT";
  event.gap = &gap;
  feed_journal_add_event (journal, &event);
  error = journal_close (journal, WAIT_MS);
  g_assert_no_error (error);
  g_setenv ("TZ", "Asia/Kolkata", TRUE);
  log = print_log (folder, "", 0);
  g_unsetenv ("TZ");
  g_assert_cmpuint (log->lines->len, ==, 1);
  g_assert_cmpstr (get_line (log, 0), ==,
                   "2026-11-23 11:00:09.600  binance/2    gap: BTCUSDT: without stream data for 1.0 s; "
                   "10:59:59.6–11:00:00.6");
}

static void
test_formats (JournalFolder *folder,
              gconstpointer  data)
{
  g_autoptr (CliChild) csv = NULL;
  g_autoptr (CliChild) json = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;

  journal_folder_write (folder, 2);
  csv = print_log (folder, "--format csv --gaps", 0);
  g_assert_cmpuint (csv->lines->len, ==, 3);
  g_assert_true (g_str_has_prefix (get_line (csv, 0), "time,kind,venue,connection,"));
  g_assert_nonnull (strstr (get_line (csv, 2), ",4.200000,,9.000000,9.500000,1,0,partial,BTCUSDT"));
  json = print_log (folder, "--format json", 0);
  g_ptr_array_add (json->lines, NULL);
  text = g_strjoinv ("\n", (char **) json->lines->pdata);
  g_ptr_array_set_size (json->lines, json->lines->len - 1);
  root = json_from_string (text, NULL);
  g_assert_nonnull (root);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (root)), ==, 2);
}

static void
test_since (JournalFolder *folder,
            gconstpointer  data)
{
  static const struct {
    const char *since;
    guint       lines;
  } cases[] = {
    { "1h", 2 }, { "90s", 2 }, { "1.5d", 2 }, { "2001-01-01", 2 }, { "2001-01-01T10:00", 2 },
    { "2001-01-01T10:00:00Z", 2 }, { "2100-01-01", 0 },
  };

  journal_folder_write (folder, 2);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *arguments = g_strdup_printf ("--since %s", cases[i].since);
    g_autoptr (CliChild) child = print_log (folder, arguments, 0);

    g_assert_cmpuint (child->lines->len, ==, cases[i].lines);
  }
}

static void
test_errors (JournalFolder *folder,
             gconstpointer  data)
{
  static const char *const wrong[] = {
    "--since soon", "--since 5x", "--since -1h", "--since 7", "--since nan", "--format xml", "more",
  };
  g_autoptr (CliChild) none = print_log (folder, "", 1);
  g_autoptr (CliChild) damaged = NULL;
  g_autoptr (CliChild) newer = NULL;

  g_assert_nonnull (strstr (none->errors->str, "there is no journal yet"));
  g_assert_cmpuint (journal_folder_count (folder, ""), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (CliChild) child = print_log (folder, wrong[i], 2);

    g_assert_nonnull (strstr (child->errors->str, "--help"));
  }
  g_assert_true (g_file_set_contents (folder->path, "this is no database at all", -1, NULL));
  damaged = print_log (folder, "", 1);
  g_assert_nonnull (strstr (damaged->errors->str, "not a database"));
  g_assert_cmpuint (journal_folder_count (folder, ""), ==, 1);
  g_assert_cmpint (g_remove (folder->path), ==, 0);
  journal_folder_write (folder, 1);
  journal_folder_execute (folder->path, "PRAGMA user_version = 99");
  newer = print_log (folder, "", 1);
  g_assert_nonnull (strstr (newer->errors->str, "a newer Evertick wrote it"));
}

/* While a window writes */
static void
test_meanwhile (JournalFolder *folder,
                gconstpointer  data)
{
  g_autoptr (FeedJournal) journal = feed_journal_new (folder->path, NULL, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CliChild) after = NULL;
  guint last = 0;

  for (guint i = 0; last < 20; i++) {
    FeedJournalEvent event = journal_event (i);

    feed_journal_add_event (journal, &event);
    if (i % 20 == 19) {
      g_autoptr (CliChild) child = NULL;

      while (feed_journal_get_n_waiting (journal) > 0)
        g_thread_yield ();
      child = print_log (folder, "", 0);
      g_assert_cmpuint (child->lines->len, ==, i + 1);
      last = child->lines->len;
    }
  }
  error = journal_close (journal, WAIT_MS);
  g_assert_no_error (error);
  after = print_log (folder, "", 0);
  g_assert_cmpuint (after->lines->len, ==, last);
}

#define ADD(path, func) \
  g_test_add ("/log/" path, JournalFolder, NULL, journal_folder_set_up, func, \
              journal_folder_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("text", test_text);
  ADD ("gap-range", test_gap_range);
  ADD ("formats", test_formats);
  ADD ("since", test_since);
  ADD ("errors", test_errors);
  ADD ("meanwhile", test_meanwhile);
  return g_test_run ();
}
