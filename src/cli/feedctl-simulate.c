/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <feedsim/feedsim.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/feedctl-output.h"
#include "cli/feedctl-simulate-input.h"
#include "cli/feedctl-simulate-options.h"
#include "cli/feedctl.h"

/* What a reader of the fault log may leave unread, some thousand lines */
#define MAX_UNREAD_LOG (1024 * 1024)

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static GSource *
watch (GSource    *source,
       const char *name,
       GSourceFunc callback,
       GMainLoop  *loop)
{
  g_source_set_static_name (source, name);
  g_source_set_callback (source, callback, loop, NULL);
  g_source_attach (source, NULL);
  return source;
}

/* The descriptor of the fault log; -1 there is none, with an error where it cannot be written */
static int
open_log (const FeedctlSimulateOptions *options,
          GError                      **error)
{
  const char *path = options->fault_log;
  int fd;

  if (path == NULL && options->simulator->chaos_seed < 0)
    return -1;
  if (path == NULL || g_str_equal (path, "-"))
    return STDOUT_FILENO;
  fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path,
                 g_strerror (errno));
  return fd;
}

static void
on_fault (FeedsimServer *server,
          const char    *line,
          FeedctlOutput *log)
{
  g_autofree char *whole = g_strconcat (line, "\n", NULL);

  feedctl_output_write (log, whole, strlen (whole));
}

static void
on_log_closed (int      error,
               gpointer user_data)
{
  if (error > 0)
    fprintf (stderr, "feedctl simulate: cannot write the fault log: %s\n", g_strerror (error));
}

static gboolean
print_description (FeedsimServer *server)
{
  g_autofree char *line = feedsim_server_describe (server);

  if (printf ("%s\n", line) > 0 && fflush (stdout) == 0)
    return TRUE;
  fprintf (stderr, "feedctl simulate: cannot write: %s\n", g_strerror (errno));
  return FALSE;
}

/* Whoever reads the line may signal at once: the handlers are there before it is printed. */
static gboolean
run (FeedsimServer *server,
     gboolean       until_eof,
     int            log_fd)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSource) interrupted = watch (g_unix_signal_source_new (SIGINT), "interrupt",
                                           on_signal, loop);
  g_autoptr (GSource) terminated = watch (g_unix_signal_source_new (SIGTERM), "terminate",
                                          on_signal, loop);
  g_autoptr (FeedctlSimulateInput) input = NULL;
  FeedctlOutput *log = NULL;
  gboolean printed = print_description (server);

  if (until_eof)
    input = feedctl_simulate_input_new (STDIN_FILENO, server, loop);
  if (log_fd >= 0) {
    log = feedctl_output_new (log_fd, MAX_UNREAD_LOG, on_log_closed, NULL);
    g_signal_connect (server, "fault", G_CALLBACK (on_fault), log);
    feedsim_server_repeat_faults (server);
  }
  if (printed)
    g_main_loop_run (loop);
  if (log != NULL) {
    g_signal_handlers_disconnect_by_data (server, log);
    feedctl_output_free (log);
  }
  g_source_destroy (interrupted);
  g_source_destroy (terminated);
  return printed;
}

/**
 * feedctl_simulate:
 * @argc: how many arguments
 * @argv: the arguments, the name of the sub-command first
 *
 * Runs the simulator until it is signalled.
 *
 * Returns: an exit code
 */
int
feedctl_simulate (int    argc,
                  char **argv)
{
  g_autoptr (FeedctlSimulateOptions) options = NULL;
  g_autoptr (FeedsimServer) server = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;
  int log_fd;

  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("feedctl simulate");
  options = feedctl_simulate_options_parse (argc, argv, &error);
  if (options == NULL) {
    fprintf (stderr, "feedctl simulate: %s; see feedctl simulate --help\n", error->message);
    return FEEDCTL_EXIT_USAGE;
  }
  server = feedsim_server_new (options->simulator, &error);
  if (server == NULL) {
    fprintf (stderr, "feedctl simulate: %s\n", error->message);
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT) ?
           FEEDCTL_EXIT_USAGE :
           FEEDCTL_EXIT_FAILED;
  }
  fputs (feedsim_server_get_remarks (server), stderr);
  log_fd = open_log (options, &error);
  if (error != NULL) {
    fprintf (stderr, "feedctl simulate: %s\n", error->message);
    return FEEDCTL_EXIT_FAILED;
  }
  done = run (server, options->until_eof, log_fd);
  if (log_fd > STDERR_FILENO)
    close (log_fd);
  return done ? FEEDCTL_EXIT_OK : FEEDCTL_EXIT_FAILED;
}
