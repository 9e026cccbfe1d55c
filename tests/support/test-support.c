/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/test-support.h"

#include <time.h>

static gboolean
on_deadline (gpointer user_data)
{
  gboolean *expired = user_data;

  *expired = TRUE;
  return G_SOURCE_REMOVE;
}

gboolean
test_wait_until (TestCondition condition,
                 gpointer      user_data,
                 guint         deadline_ms)
{
  g_autoptr (GSource) deadline = g_timeout_source_new (deadline_ms);
  GMainContext *context = g_main_context_get_thread_default ();
  gboolean expired = FALSE;
  gboolean held;

  g_source_set_static_name (deadline, "test deadline");
  g_source_set_callback (deadline, on_deadline, &expired, NULL);
  g_source_attach (deadline, context);
  while (!(held = condition (user_data)) && !expired)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (deadline);
  return held;
}

char *
test_capture_path (const char *relative)
{
  const char *folder = g_getenv ("EVERTICK_CAPTURES");
  g_autofree char *beside = NULL;
  g_autofree char *path = NULL;

  if (folder == NULL || *folder == '\0') {
    const char *root = g_getenv ("EVERTICK_SOURCE_ROOT");

    beside = g_build_filename (root != NULL ? root : ".", "..", "shared", "captures", NULL);
    folder = beside;
  }
  path = g_build_filename (folder, relative, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip ("no captures: set EVERTICK_CAPTURES to their folder");
  return NULL;
}

char *
test_fixture_path (const char *relative)
{
  return g_test_build_filename (G_TEST_DIST, relative, NULL);
}

gint64
test_thread_cpu_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}
