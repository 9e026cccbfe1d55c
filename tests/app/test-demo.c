/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "evertick-demo.h"
#include "support/test-support.h"

#define DEADLINE_MS 20000

typedef struct {
  FeedClock    *clock;
  EvertickDemo *demo;
  char         *folder;
  char         *program;
  char         *stream;
  guint         n_ready;
} Fixture;

static void
on_ready (EvertickDemo *demo,
          const char   *stream_base,
          const char   *rest_base,
          Fixture      *fixture)
{
  g_free (fixture->stream);
  fixture->stream = g_strdup (stream_base);
  fixture->n_ready++;
}

/* A simulator of one shell script */
static void
set_up (Fixture      *fixture,
        gconstpointer script)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\n%s\n", (const char *) script);

  fixture->folder = g_dir_make_tmp ("evertick-demo-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->program = g_build_filename (fixture->folder, "simulator", NULL);
  g_assert_true (g_file_set_contents_full (fixture->program, text, -1, G_FILE_SET_CONTENTS_NONE,
                                           0700, &error));
  fixture->clock = feed_clock_new_manual (G_USEC_PER_SEC, 0);
  fixture->demo = evertick_demo_new (fixture->program, fixture->clock);
  g_signal_connect (fixture->demo, "ready", G_CALLBACK (on_ready), fixture);
}

static gboolean
is_alone (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

static void
tear_down (Fixture      *fixture,
           gconstpointer script)
{
  evertick_demo_stop (fixture->demo);
  g_assert_true (test_wait_until (is_alone, fixture->demo, DEADLINE_MS));
  g_assert_finalize_object (fixture->demo);
  g_unlink (fixture->program);
  g_rmdir (fixture->folder);
  feed_clock_unref (fixture->clock);
  g_free (fixture->program);
  g_free (fixture->folder);
  g_free (fixture->stream);
}

static gboolean
is_ready (gpointer user_data)
{
  return ((Fixture *) user_data)->n_ready > 0;
}

static gboolean
has_trouble (gpointer user_data)
{
  return evertick_demo_get_trouble (((Fixture *) user_data)->demo) != NULL;
}

static void
test_ready (Fixture      *fixture,
            gconstpointer script)
{
  evertick_demo_start (fixture->demo);
  g_assert_true (test_wait_until (is_ready, fixture, DEADLINE_MS));
  g_assert_cmpstr (fixture->stream, ==, "ws://127.0.0.1:1");
  g_assert_null (evertick_demo_get_trouble (fixture->demo));
}

static void
test_dies (Fixture      *fixture,
           gconstpointer script)
{
  gint64 first_us;

  evertick_demo_start (fixture->demo);
  g_assert_true (test_wait_until (has_trouble, fixture, DEADLINE_MS));
  g_assert_nonnull (strstr (evertick_demo_get_trouble (fixture->demo), "exit status 3"));
  first_us = feed_clock_next_due_us (fixture->clock) - feed_clock_monotonic_us (fixture->clock);
  g_assert_cmpint (first_us, ==, G_USEC_PER_SEC);
}

static gboolean
has_timer (gpointer user_data)
{
  return feed_clock_next_due_us (((Fixture *) user_data)->clock) != G_MAXINT64;
}

static void
test_waits_grow (Fixture      *fixture,
                 gconstpointer script)
{
  gint64 last_us = 0;

  evertick_demo_start (fixture->demo);
  for (guint i = 0; i < 8; i++) {
    gint64 wait_us;

    g_assert_true (test_wait_until (has_timer, fixture, DEADLINE_MS));
    wait_us = feed_clock_next_due_us (fixture->clock) - feed_clock_monotonic_us (fixture->clock);
    g_assert_cmpint (wait_us, >=, last_us);
    g_assert_cmpint (wait_us, <=, 30 * G_USEC_PER_SEC);
    last_us = wait_us;
    feed_clock_advance (fixture->clock, wait_us);
  }
  g_assert_cmpint (last_us, ==, 30 * G_USEC_PER_SEC);
}

static void
test_prints_nonsense (Fixture      *fixture,
                      gconstpointer script)
{
  evertick_demo_start (fixture->demo);
  g_assert_true (test_wait_until (has_trouble, fixture, DEADLINE_MS));
  g_assert_cmpuint (fixture->n_ready, ==, 0);
}

static void
test_missing (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new_manual (G_USEC_PER_SEC, 0);
  EvertickDemo *demo = evertick_demo_new ("/nonexistent/feedctl", clock);

  evertick_demo_start (demo);
  g_assert_nonnull (evertick_demo_get_trouble (demo));
  g_assert_finalize_object (demo);
  g_assert_cmpint (feed_clock_next_due_us (clock), ==, G_MAXINT64);
}

static void
test_real (void)
{
  const char *program = g_getenv ("EVERTICK_FEEDCTL");
  g_autoptr (FeedClock) clock = feed_clock_new ();
  Fixture fixture = { 0 };

  if (program == NULL) {
    g_test_skip ("feedctl is not built");
    return;
  }
  fixture.demo = evertick_demo_new (program, clock);
  g_signal_connect (fixture.demo, "ready", G_CALLBACK (on_ready), &fixture);
  evertick_demo_start (fixture.demo);
  g_assert_true (test_wait_until (is_ready, &fixture, DEADLINE_MS));
  g_assert_true (g_str_has_prefix (fixture.stream, "ws://127.0.0.1:"));
  evertick_demo_stop (fixture.demo);
  g_assert_true (test_wait_until (is_alone, fixture.demo, DEADLINE_MS));
  g_assert_finalize_object (fixture.demo);
  g_free (fixture.stream);
}

#define ADD(path, script, func) \
  g_test_add (path, Fixture, script, set_up, func, tear_down)
#define ADDRESSES "echo '{\"stream\":\"ws://127.0.0.1:1\",\"rest\":\"http://127.0.0.1:2\"}'"

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/demo/ready", ADDRESSES "; cat > /dev/null", test_ready);
  ADD ("/demo/dies", "exit 3", test_dies);
  ADD ("/demo/waits-grow", "exit 1", test_waits_grow);
  ADD ("/demo/prints-nonsense", "echo hello; cat > /dev/null", test_prints_nonsense);
  ADD ("/demo/prints-for-ever", "exec yes | tr -d '\\n'", test_prints_nonsense);
  g_test_add_func ("/demo/missing", test_missing);
  g_test_add_func ("/demo/real", test_real);
  return g_test_run ();
}
