/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "evertick-practice-fault.h"
#include "evertick-practice.h"
#include "support/test-support.h"

#define DEADLINE_MS 20000
#define ADDRESSES "echo '{\"stream\":\"ws://127.0.0.1:1\",\"rest\":\"http://127.0.0.1:2\"}'\n"

/* What it does once is told apart from what lasts */
static void
test_commands (void)
{
  const EvertickFaultKind lasting = { "http 503", "", FALSE, FALSE };
  const EvertickFaultKind instant = { "reset", "", TRUE, FALSE };
  g_autofree char *long_command = evertick_faults_make_command (&lasting, 20);
  g_autofree char *short_command = evertick_faults_make_command (&instant, 20);

  g_assert_cmpstr (long_command, ==, "fault http 503@0s+20s");
  g_assert_cmpstr (short_command, ==, "fault reset");
}

static void
test_remaining (void)
{
  static const struct {
    gint64      left_us;
    const char *text;
  } CASES[] = {
    { -1, "until healed" },
    { 0, "0 s left" },
    { 1, "1 s left" },
    { 12 * G_USEC_PER_SEC, "12 s left" },
    { 12 * G_USEC_PER_SEC + 1, "13 s left" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autofree char *text = evertick_faults_dup_remaining (CASES[i].left_us);

    g_assert_cmpstr (text, ==, CASES[i].text);
  }
}

static void
test_news (void)
{
  static const char *const BAD[] = {
    "", "{}", "hello", "{\"event\":\"began\"}",
    "{\"event\":\"broke\",\"id\":7,\"time\":\"t\",\"fault\":\"mute\",\"seconds\":20.000}",
    "{\"event\":\"began\",\"id\":-7,\"time\":\"t\",\"fault\":\"mute\",\"seconds\":20.000}",
    "{\"event\":\"began\",\"id\":99999999999,\"time\":\"t\",\"fault\":\"mute\",\"seconds\":20.000}",
    "{\"event\":\"began\",\"id\":7,\"time\":\"t\",\"fault\":\"<b>\",\"seconds\":20.000}",
    "{\"event\":\"began\",\"id\":7,\"time\":\"t\",\"fault\":\"mute\",\"seconds\":1e999}",
    "{\"event\":\"began\",\"id\":7,\"time\":\"t\",\"fault\":\"mute\",\"seconds\":20.000} ",
    "{\"event\":\"began\",\"id\":7,\"time\":\"t\",\"fault\":\"\xff\",\"seconds\":20.000}",
  };
  g_auto (EvertickFaultNews) began = { 0 };
  g_auto (EvertickFaultNews) ended = { 0 };
  g_auto (EvertickFaultNews) bad = { 0 };

  g_assert_true (evertick_faults_parse_news (
                   "{\"event\":\"began\",\"id\":7,\"time\":\"2026-01-01T00:00:00.000000Z\","
                   "\"fault\":\"mute 10%\",\"seconds\":20.500}", &began));
  g_assert_true (began.began);
  g_assert_cmpuint (began.id, ==, 7);
  g_assert_cmpstr (began.fault, ==, "mute 10%");
  g_assert_cmpint (began.duration_us, ==, 20500000);
  g_assert_true (evertick_faults_parse_news (
                   "{\"event\":\"ended\",\"id\":8,\"time\":\"t\",\"fault\":\"clock-skew -30\","
                   "\"seconds\":null}", &ended));
  g_assert_false (ended.began);
  g_assert_cmpint (ended.duration_us, ==, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (BAD); i++)
    g_assert_false (evertick_faults_parse_news (BAD[i], &bad));
}

/* (transfer full) */
static char *
get_help (void)
{
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
                                                      g_getenv ("EVERTICK_FEEDCTL"), "simulate",
                                                      "--help", NULL);

  g_assert_true (g_subprocess_communicate (process, NULL, NULL, &out, NULL, NULL));
  return g_strndup (g_bytes_get_data (out, NULL), g_bytes_get_size (out));
}

static gboolean
is_offered (const char *name)
{
  const EvertickFaultKind *kind;

  for (guint i = 0; (kind = evertick_faults_get (i)) != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (kind->text, " ", 2);

    if (g_str_equal (words[0], name))
      return TRUE;
  }
  return FALSE;
}

/* The window offers what the simulator has: neither more nor less */
static void
test_every_fault (void)
{
  g_autofree char *help = get_help ();
  g_auto (GStrv) lines = g_strsplit (strstr (help, "NAME [ARGUMENT]"), "\n", -1);
  guint n_names = 0;
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const EvertickFaultKind *kind;

  for (guint i = 1; lines[i] != NULL && g_str_has_prefix (lines[i], "  "); i++) {
    g_auto (GStrv) words = g_strsplit (lines[i] + 2, " ", 2);

    g_test_message ("%s", words[0]);
    g_assert_true (is_offered (words[0]));
    g_hash_table_add (names, g_strdup (words[0]));
    n_names++;
  }
  g_assert_cmpuint (n_names, >=, 16);
  for (guint i = 0; (kind = evertick_faults_get (i)) != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (kind->text, " ", 2);

    g_assert_true (g_hash_table_contains (names, words[0]));
  }
}

typedef struct {
  FeedClock        *clock;
  EvertickDemo     *demo;
  EvertickPractice *practice;
  char             *folder, *program, *told;
  guint             n_thrown;
} Fixture;

static void
on_thrown (EvertickPractice *practice,
           const char       *name,
           Fixture          *fixture)
{
  g_assert_cmpstr (name, ==, "reset");
  fixture->n_thrown++;
}

/* script: what the simulator does after it told its addresses; $1 is a file to write to */
static void
set_up (Fixture      *fixture,
        gconstpointer script)
{
  g_autofree char *text = NULL;

  fixture->folder = g_dir_make_tmp ("evertick-practice-XXXXXX", NULL);
  fixture->program = g_build_filename (fixture->folder, "simulator", NULL);
  fixture->told = g_build_filename (fixture->folder, "told", NULL);
  text = g_strdup_printf ("#!/bin/sh\n" ADDRESSES "told='%s'\n%s\n", fixture->told,
                          (const char *) script);
  g_assert_true (g_file_set_contents_full (fixture->program, text, -1, G_FILE_SET_CONTENTS_NONE,
                                           0700, NULL));
  fixture->clock = feed_clock_new_manual (G_USEC_PER_SEC, 0);
  fixture->demo = evertick_demo_new (fixture->program, fixture->clock);
  fixture->practice = evertick_practice_new ();
  g_signal_connect (fixture->practice, "thrown", G_CALLBACK (on_thrown), fixture);
  g_assert_false (evertick_practice_get_available (fixture->practice));
  evertick_practice_set_demo (fixture->practice, fixture->demo, fixture->clock);
  evertick_demo_start (fixture->demo);
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
  g_assert_finalize_object (fixture->practice);
  evertick_demo_stop (fixture->demo);
  g_assert_true (test_wait_until (is_alone, fixture->demo, DEADLINE_MS));
  g_assert_finalize_object (fixture->demo);
  g_assert_cmpint (feed_clock_next_due_us (fixture->clock), ==, G_MAXINT64);
  feed_clock_unref (fixture->clock);
  g_unlink (fixture->told);
  g_unlink (fixture->program);
  g_rmdir (fixture->folder);
  g_free (fixture->told);
  g_free (fixture->program);
  g_free (fixture->folder);
}

static guint
count_faults (Fixture *fixture)
{
  return g_list_model_get_n_items (evertick_practice_get_faults (fixture->practice));
}

static gboolean
has_two (gpointer user_data)
{
  return count_faults (user_data) == 2;
}

static gboolean
has_one (gpointer user_data)
{
  return count_faults (user_data) == 1;
}

static gboolean
has_none (gpointer user_data)
{
  return count_faults (user_data) == 0;
}

static gboolean
is_available (gpointer user_data)
{
  return evertick_practice_get_available (((Fixture *) user_data)->practice);
}

static gboolean
is_over (gpointer user_data)
{
  return !is_available (user_data);
}

#define NEWS(event, id, fault, seconds) \
  "echo '{\"event\":\"" event "\",\"id\":" id ",\"time\":\"t\",\"fault\":\"" fault \
  "\",\"seconds\":" seconds "}'\n"
#define TWO NEWS ("began", "1", "mute", "20.000") NEWS ("began", "2", "reset", "0.000") \
  NEWS ("began", "3", "html", "null")

static void
test_countdown (Fixture      *fixture,
                gconstpointer script)
{
  g_assert_true (test_wait_until (has_two, fixture, DEADLINE_MS));
  g_assert_cmpuint (fixture->n_thrown, ==, 1);
  g_assert_cmpstr (evertick_practice_get_summary (fixture->practice), ==,
                   "Practice: mute, 20 s left · html, until healed");
  feed_clock_advance (fixture->clock, 8 * G_USEC_PER_SEC);
  g_assert_cmpstr (evertick_practice_get_summary (fixture->practice), ==,
                   "Practice: mute, 12 s left · html, until healed");
  /* It is the simulator that says when it is over */
  feed_clock_advance (fixture->clock, 30 * G_USEC_PER_SEC);
  g_assert_cmpstr (evertick_practice_get_summary (fixture->practice), ==,
                   "Practice: mute, 0 s left · html, until healed");
  evertick_practice_heal (fixture->practice, 3);
  g_assert_true (test_wait_until (has_one, fixture, DEADLINE_MS));
  evertick_practice_heal (fixture->practice, 0);
  g_assert_true (test_wait_until (has_none, fixture, DEADLINE_MS));
  g_assert_null (evertick_practice_get_summary (fixture->practice));
}

/* With the market its faults are gone */
static void
test_market_ends (Fixture      *fixture,
                  gconstpointer script)
{
  g_assert_true (test_wait_until (has_two, fixture, DEADLINE_MS));
  g_assert_true (is_available (fixture));
  evertick_practice_heal (fixture->practice, 0);
  g_assert_true (test_wait_until (is_over, fixture, DEADLINE_MS));
  g_assert_cmpuint (count_faults (fixture), ==, 0);
  g_assert_null (evertick_practice_get_summary (fixture->practice));
}

static gboolean
has_told_three (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *told = NULL;

  if (!g_file_get_contents (fixture->told, &told, NULL, NULL))
    return FALSE;
  return g_str_equal (told, "fault mute@0s+5s\nfault reset\nheal 7\n");
}

/* Commands that come faster than they are written arrive whole and in order */
static void
test_tells (Fixture      *fixture,
            gconstpointer script)
{
  const EvertickFaultKind mute = { "mute", "", FALSE, FALSE };
  const EvertickFaultKind reset = { "reset", "", TRUE, FALSE };
  const EvertickFaultKind impossible = { "expire-token", "", FALSE, TRUE };

  evertick_practice_start (fixture->practice, &mute, 99);
  g_assert_true (test_wait_until (is_available, fixture, DEADLINE_MS));
  evertick_practice_start (fixture->practice, &mute, 5);
  evertick_practice_start (fixture->practice, &impossible, 5);
  evertick_practice_start (fixture->practice, &reset, 5);
  evertick_practice_heal (fixture->practice, 7);
  g_assert_true (test_wait_until (has_told_three, fixture, DEADLINE_MS));
}

#define ADD(path, script, func) g_test_add (path, Fixture, script, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/practice/commands", test_commands);
  g_test_add_func ("/practice/remaining", test_remaining);
  g_test_add_func ("/practice/news", test_news);
  g_test_add_func ("/practice/every-fault", test_every_fault);
  ADD ("/practice/countdown", TWO "read line\n" NEWS ("ended", "3", "html", "null") "read line\n"
       NEWS ("ended", "1", "mute", "20.000") "cat > /dev/null", test_countdown);
  ADD ("/practice/market-ends", TWO "read line; exit 3", test_market_ends);
  ADD ("/practice/tells", "cat > \"$told\"", test_tells);
  return g_test_run ();
}
