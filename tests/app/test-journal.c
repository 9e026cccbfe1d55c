/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "evertick-session.h"
#include "support/test-support.h"

/* One run of the program's core, without a demo market; how many lines its log had at its end */
static guint
run_once (const char *path)
{
  g_autoptr (EvertickSession) session = evertick_session_new (NULL, NULL);
  GListModel *log;
  guint n;

  if (path != NULL)
    evertick_session_keep_journal (session, path);
  g_assert_true (evertick_session_start (session));
  log = G_LIST_MODEL (feed_manager_get_event_log (evertick_session_get_manager (session)));
  evertick_session_stop (session);
  n = g_list_model_get_n_items (log);
  for (guint i = 0; i < n && path != NULL; i++) {
    g_autoptr (FeedEvent) event = g_list_model_get_item (log, i);

    if (strstr (feed_event_get_text (event), "Evertick") != NULL)
      g_assert_cmpint (feed_event_get_kind (event), ==, FEED_EVENT_KIND_NOTE);
  }
  g_assert_finalize_object (g_steal_pointer (&session));
  return n;
}

/* Each run finds the lines of those before it */
static void
test_runs (void)
{
  g_autofree char *path = feed_history_dup_default_path ();
  guint first, second;

  g_assert_true (g_str_has_suffix (path, "/evertick/evertick.db"));
  first = run_once (path);
  g_assert_cmpuint (first, >=, 1);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  second = run_once (path);
  g_assert_cmpuint (second, ==, 2 * first);
  g_assert_cmpuint (run_once (path), ==, 3 * first);
}

static void
test_without (void)
{
  g_autofree char *path = feed_history_dup_default_path ();

  run_once (NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/journal/without", test_without);
  g_test_add_func ("/journal/runs", test_runs);
  return g_test_run ();
}
