/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/feedctl-output.h"
#include "support/test-support.h"

#define WAIT_MS 10000

typedef struct {
  FeedctlOutput *output;
  int            fds[2];     /* a pipe: we read [0] */
  GString       *received;
  gsize          expected;
  int            error;
  guint          n_closed;
} Bench;

static void
on_closed (int      error,
           gpointer user_data)
{
  Bench *bench = user_data;

  bench->error = error;
  bench->n_closed++;
}

static void
bench_set_up (Bench        *bench,
              gconstpointer data)
{
  g_assert_true (g_unix_open_pipe (bench->fds, FD_CLOEXEC, NULL));
  g_assert_true (g_unix_set_fd_nonblocking (bench->fds[0], TRUE, NULL));
  bench->output = feedctl_output_new (bench->fds[1], 1024 * 1024, on_closed, bench);
  bench->received = g_string_new (NULL);
}

static void
bench_tear_down (Bench        *bench,
                 gconstpointer data)
{
  g_clear_pointer (&bench->output, feedctl_output_free);
  g_string_free (bench->received, TRUE);
  for (int i = 0; i < 2; i++) {
    if (bench->fds[i] >= 0)
      close (bench->fds[i]);
  }
}

static void
read_some (Bench *bench)
{
  char bytes[65536];
  gssize n;

  while ((n = read (bench->fds[0], bytes, sizeof bytes)) > 0)
    g_string_append_len (bench->received, bytes, n);
}

static gboolean
has_expected (gpointer user_data)
{
  Bench *bench = user_data;

  read_some (bench);
  return bench->received->len >= bench->expected;
}

static gboolean
is_closed (gpointer user_data)
{
  Bench *bench = user_data;

  return bench->n_closed > 0;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Keeps the main context turning, so that conditions are looked at again */
static GSource *
turn (void)
{
  GSource *source = g_timeout_source_new (1);

  g_source_set_callback (source, on_tick, NULL, NULL);
  g_source_attach (source, NULL);
  return source;
}

static void
write_numbered (Bench *bench,
                int    i)
{
  g_autofree char *line = g_strdup_printf ("line %d\n", i);

  feedctl_output_write (bench->output, line, strlen (line));
  bench->expected += strlen (line);
}

static void
test_order (Bench        *bench,
            gconstpointer data)
{
  g_autoptr (GSource) turning = turn ();
  g_autoptr (GString) all = g_string_new (NULL);

  for (int i = 0; i < 50000; i++) {
    write_numbered (bench, i);
    g_string_append_printf (all, "line %d\n", i);
    if (i % 7 == 0)
      g_main_context_iteration (NULL, FALSE);
    if (i % 1000 == 0)
      read_some (bench);
  }
  g_assert_true (test_wait_until (has_expected, bench, WAIT_MS));
  g_assert_cmpstr (bench->received->str, ==, all->str);
  g_assert_cmpuint (feedctl_output_get_dropped (bench->output), ==, 0);
  g_source_destroy (turning);
}

/* An idle feed holds nothing back */
static void
test_flushed_after_dispatch (Bench        *bench,
                             gconstpointer data)
{
  g_autoptr (GSource) turning = turn ();

  write_numbered (bench, 1);
  read_some (bench);
  g_assert_cmpuint (bench->received->len, ==, 0);
  g_assert_true (test_wait_until (has_expected, bench, WAIT_MS));
  g_source_destroy (turning);
}

/* Nobody reads: what waits is bounded, lines are dropped whole, and recovery is said once */
static void
test_slow_reader (Bench        *bench,
                  gconstpointer data)
{
  g_autoptr (GSource) turning = turn ();
  guint64 dropped;

  for (int i = 0; i < 400000; i++) {
    feedctl_output_write (bench->output, "0123456789\n", 11);
    if (i % 3 == 0)
      g_main_context_iteration (NULL, FALSE);
    g_assert_cmpuint (feedctl_output_get_queued (bench->output), <=, 1024 * 1024);
  }
  dropped = feedctl_output_get_dropped (bench->output);
  g_assert_cmpuint (dropped, >, 200000);
  g_assert_cmpuint (feedctl_output_take_recovered (bench->output), ==, 0);
  bench->expected = (400000 - dropped) * 11;
  g_assert_true (test_wait_until (has_expected, bench, WAIT_MS));
  g_assert_cmpuint (bench->received->len, ==, bench->expected);
  for (gsize i = 0; i < bench->received->len; i += 11)
    g_assert_cmpint (strncmp (bench->received->str + i, "0123456789\n", 11), ==, 0);
  g_assert_cmpuint (feedctl_output_take_recovered (bench->output), ==, dropped);
  g_assert_cmpuint (feedctl_output_take_recovered (bench->output), ==, 0);
  g_source_destroy (turning);
}

static void
test_broken_pipe (Bench        *bench,
                  gconstpointer data)
{
  close (bench->fds[0]);
  bench->fds[0] = -1;
  write_numbered (bench, 1);
  g_assert_true (test_wait_until (is_closed, bench, WAIT_MS));
  g_assert_cmpint (bench->error, ==, 0);
  for (int i = 0; i < 1000; i++)
    write_numbered (bench, i);
  g_main_context_iteration (NULL, FALSE);
  g_assert_true (feedctl_output_free (g_steal_pointer (&bench->output)));
  g_assert_cmpuint (bench->n_closed, ==, 1);
}

static void
test_full_disk (Bench        *bench,
                gconstpointer data)
{
  int fd = open ("/dev/full", O_WRONLY | O_CLOEXEC);

  if (fd < 0) {
    g_test_skip ("no /dev/full");
    return;
  }
  g_clear_pointer (&bench->output, feedctl_output_free);
  bench->output = feedctl_output_new (fd, 1024, on_closed, bench);
  write_numbered (bench, 1);
  g_assert_true (test_wait_until (is_closed, bench, WAIT_MS));
  g_assert_cmpint (bench->error, ==, ENOSPC);
  g_clear_pointer (&bench->output, feedctl_output_free);
  close (fd);
}

/* The end waits for a reader that takes some of it, here a pipe that is large enough */
static void
test_end_writes_the_rest (Bench        *bench,
                          gconstpointer data)
{
  for (int i = 0; i < 1000; i++)
    write_numbered (bench, i);
  g_assert_true (feedctl_output_free (g_steal_pointer (&bench->output)));
  read_some (bench);
  g_assert_cmpuint (bench->received->len, ==, bench->expected);
}

/* And not for ever for one that takes nothing */
static void
test_end_without_reader (Bench        *bench,
                         gconstpointer data)
{
  for (int i = 0; i < 60000; i++)
    write_numbered (bench, i);
  g_assert_false (feedctl_output_free (g_steal_pointer (&bench->output)));
  read_some (bench);
}

#define ADD(path, func) \
  g_test_add ("/cli-output/" path, Bench, NULL, bench_set_up, func, bench_tear_down)

int
main (int    argc,
      char **argv)
{
  signal (SIGPIPE, SIG_IGN);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("order", test_order);
  ADD ("flushed-after-dispatch", test_flushed_after_dispatch);
  ADD ("slow-reader", test_slow_reader);
  ADD ("broken-pipe", test_broken_pipe);
  ADD ("full-disk", test_full_disk);
  ADD ("end-writes-the-rest", test_end_writes_the_rest);
  ADD ("end-without-reader", test_end_without_reader);
  return g_test_run ();
}
