/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <glib/gstdio.h>

#include "feed/feed-event-log-private.h"
#include "feed/feed-manager-private.h"
#include "support/test-support.h"

/* What the journal costs the main loop, in time of the processor: a line into it, and a start with a
 * full log of earlier runs, whose longest turn of the loop is what a window would feel. */

#define PATIENCE_MS 60000

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  gboolean *closed = user_data;

  g_assert_true (feed_keeper_close_finish (FEED_KEEPER (source), result, NULL));
  *closed = TRUE;
}

/* Turns the main loop once; what that took of the processor */
static gint64
turn (void)
{
  gint64 start_ns;

  while (!g_main_context_pending (NULL))
    g_thread_yield ();
  start_ns = test_thread_cpu_ns ();
  g_main_context_iteration (NULL, FALSE);
  return test_thread_cpu_ns () - start_ns;
}

static void
keep_lines (FeedManager *manager,
            guint        n_lines,
            gint64      *all_ns,
            gint64      *longest_ns)
{
  for (guint i = 0; i < n_lines; i++) {
    g_autofree char *text = g_strdup_printf ("line %u of an outage that is told in words", i);
    gint64 start_ns = test_thread_cpu_ns ();
    gint64 ns;

    feed_manager_note (manager, FEED_EVENT_KIND_NOTE, "demo", text);
    ns = test_thread_cpu_ns () - start_ns;
    *all_ns += ns;
    *longest_ns = MAX (*longest_ns, ns);
  }
}

int
main (int    argc,
      char **argv)
{
  guint n_lines = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 10000;
  g_autofree char *folder = g_dir_make_tmp ("evertick-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "evertick.db", NULL);
  gint64 all_ns = 0, longest_ns = 0, longest_turn_ns = 0, close_us = 0;

  for (guint run = 0; run < 2; run++) {
    FeedManager *manager = feed_manager_new (NULL);
    FeedKeeper *keeper = feed_keeper_new (manager, path, "Bench");
    GListModel *log = G_LIST_MODEL (feed_manager_get_event_log (manager));
    gboolean closed = FALSE;
    gint64 start_us;

    if (run == 0)
      keep_lines (manager, n_lines, &all_ns, &longest_ns);
    while (run == 1 && g_list_model_get_n_items (log) < MIN (n_lines + 2, FEED_EVENT_LOG_SIZE)) {
      gint64 ns = turn ();

      longest_turn_ns = MAX (longest_turn_ns, ns);
    }
    start_us = g_get_monotonic_time ();
    feed_keeper_close_async (keeper, PATIENCE_MS, on_closed, &closed);
    while (!closed)
      g_main_context_iteration (NULL, TRUE);
    close_us = MAX (close_us, g_get_monotonic_time () - start_us);
    g_object_unref (keeper);
    g_object_unref (manager);
  }
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_print ("journal: a line %.2f us of the main loop, at most %.0f us; the longest turn of a start with "
           "%u earlier lines %.1f ms; the end with %u lines to write %.0f ms\n",
           (double) all_ns / 1e3 / n_lines, longest_ns / 1e3, MIN (n_lines, FEED_EVENT_LOG_SIZE),
           longest_turn_ns / 1e6, n_lines, close_us / 1e3);
  g_print ("{\"bench\":\"journal\",\"lines\":%u,\"line_us\":%.2f,\"longest_line_us\":%.0f,"
           "\"longest_turn_ms\":%.1f,\"close_ms\":%.0f}\n", n_lines, (double) all_ns / 1e3 / n_lines,
           longest_ns / 1e3, longest_turn_ns / 1e6, close_us / 1e3);
  return 0;
}
