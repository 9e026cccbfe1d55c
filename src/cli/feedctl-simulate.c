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
#include "cli/feedctl.h"

/* What a reader of the fault log may leave unread, some thousand lines */
#define MAX_UNREAD_LOG (1024 * 1024)

/* The command line as GOption fills it */
typedef struct {
  char    *venue;
  char    *replay;
  double   speed;
  char   **faults;
  gint64   seed;
  gboolean restamp;
  gint64   chaos;
  double   chaos_pace;
  char    *fault_log;
  gboolean until_eof;
  int      n_symbols;
  double   rate;
} Arguments;

static void
clear_arguments (Arguments *arguments)
{
  g_free (arguments->venue);
  g_free (arguments->replay);
  g_free (arguments->fault_log);
  g_strfreev (arguments->faults);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, clear_arguments)

static char *
describe_faults (void)
{
  GString *text = g_string_new ("Faults, `NAME [ARGUMENT]@START+DURATION`:\n");
  const char *summary;
  char *usage;

  for (guint i = 0; (summary = feedsim_server_describe_fault (i, &usage)) != NULL; i++) {
    g_string_append_printf (text, "  %-26s %s\n", usage, summary);
    g_free (usage);
  }
  g_string_append (text,
                   "\nTimes are like 15s, 500ms or 2m and count from the first subscription; "
                   "without @ a\nfault starts at once, without + it stays. Where one lets nobody "
                   "subscribe from the\nbeginning, all count from the start of the simulator.\n"
                   "POST CONTROL/fault takes the same text, its times counted from then; "
                   "GET lists,\nwith the id of what runs and the seconds that remain; DELETE heals, "
                   "DELETE CONTROL/fault/ID\none. CONTROL is in the JSON line that is printed.\n"
                   "With --until-eof the standard input takes “fault SPEC”, “heal”, “heal ID” and "
                   "“calm”,\nwhich ends the chaos too, one a line.\n\n"
                   "--chaos begins with the first subscription: storms of faults, each over after "
                   "half a\nminute at most, with rests in which a sound client recovers; between two "
                   "storms more\nthan ten minutes of faults that a live stream survives. The same "
                   "seed throws the same.\n\n"
                   "The fault log has one JSON object a line when a fault begins and when it ends: "
                   "event\n(began, ended), id, time, fault, and seconds: its duration, 0 for what "
                   "happens once,\nnull for what stays.");
  return g_string_free (text, FALSE);
}

static gboolean
parse_arguments (Arguments *arguments,
                 int        argc,
                 char     **argv,
                 GError   **error)
{
  const GOptionEntry entries[] = {
    { "venue", 0, 0, G_OPTION_ARG_STRING, &arguments->venue,
      "Whose wire and symbols: binance, demo or angel-one", "VENUE" },
    { "replay", 0, 0, G_OPTION_ARG_FILENAME, &arguments->replay,
      "Play a recording of “<receive ns> <JSON>” lines, plain or gzip", "FILE" },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &arguments->speed,
      "Play it so many times as fast", "N" },
    { "restamp", 0, 0, G_OPTION_ARG_NONE, &arguments->restamp,
      "Shift its times to now", NULL },
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments->faults,
      "A fault, see below; may be given several times", "SPEC" },
    { "chaos", 0, 0, G_OPTION_ARG_INT64, &arguments->chaos,
      "Throw faults at random, told by this seed alone", "SEED" },
    { "chaos-pace", 0, 0, G_OPTION_ARG_DOUBLE, &arguments->chaos_pace,
      "… so many times as fast", "N" },
    { "fault-log", 0, 0, G_OPTION_ARG_FILENAME, &arguments->fault_log,
      "Log each fault; “-”, the default of --chaos, is the standard output", "FILE" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &arguments->seed,
      "Of the market that is made up", "N" },
    { "symbols", 0, 0, G_OPTION_ARG_INT, &arguments->n_symbols,
      "Make up so many symbols", "N" },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &arguments->rate,
      "Of all symbols together", "TICKS_PER_S" },
    { "until-eof", 0, 0, G_OPTION_ARG_NONE, &arguments->until_eof,
      "End when the standard input does", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("");
  g_autofree char *faults = describe_faults ();

  g_option_context_set_summary (context,
                                "Runs a market and its venue on 127.0.0.1 and prints one line of "
                                "JSON with their addresses.");
  g_option_context_set_description (context, faults);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (argc > 1) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” is one argument too many",
                 argv[1]);
    return FALSE;
  }
  if (arguments->chaos < -1) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "the seed of the chaos is not negative");
    return FALSE;
  }
  if (arguments->seed < 0 || arguments->seed > G_MAXUINT32 || arguments->n_symbols < 0) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "a seed and a number of symbols are not negative, a seed fits 32 bits");
    return FALSE;
  }
  return TRUE;
}

static FeedsimOptions *
make_options (const Arguments *arguments)
{
  FeedsimOptions *options = feedsim_options_new ();

  if (arguments->venue != NULL) {
    g_free (options->venue);
    options->venue = g_strdup (arguments->venue);
  }
  options->replay_path = g_strdup (arguments->replay);
  options->speed = arguments->speed;
  options->seed = (guint32) arguments->seed;
  options->restamp = arguments->restamp;
  options->n_symbols = (guint) arguments->n_symbols;
  options->ticks_per_second = arguments->rate;
  options->chaos_seed = arguments->chaos;
  options->chaos_pace = arguments->chaos_pace;
  options->faults = g_strdupv (arguments->faults);
  return options;
}

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
open_log (const Arguments *arguments,
          GError         **error)
{
  const char *path = arguments->fault_log;
  int fd;

  if (path == NULL && arguments->chaos < 0)
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
  g_auto (Arguments) arguments = { .speed = 1, .seed = 1, .chaos = -1, .chaos_pace = 1 };
  g_autoptr (FeedsimOptions) options = NULL;
  g_autoptr (FeedsimServer) server = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;
  int log_fd;

  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("feedctl simulate");
  if (!parse_arguments (&arguments, argc, argv, &error)) {
    fprintf (stderr, "feedctl simulate: %s; see feedctl simulate --help\n", error->message);
    return FEEDCTL_EXIT_USAGE;
  }
  options = make_options (&arguments);
  server = feedsim_server_new (options, &error);
  if (server == NULL) {
    fprintf (stderr, "feedctl simulate: %s\n", error->message);
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT) ?
           FEEDCTL_EXIT_USAGE :
           FEEDCTL_EXIT_FAILED;
  }
  fputs (feedsim_server_get_remarks (server), stderr);
  log_fd = open_log (&arguments, &error);
  if (error != NULL) {
    fprintf (stderr, "feedctl simulate: %s\n", error->message);
    return FEEDCTL_EXIT_FAILED;
  }
  done = run (server, arguments.until_eof, log_fd);
  if (log_fd > STDERR_FILENO)
    close (log_fd);
  return done ? FEEDCTL_EXIT_OK : FEEDCTL_EXIT_FAILED;
}
