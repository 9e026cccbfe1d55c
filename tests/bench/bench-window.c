/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "evertick-window.h"

/* The window of an Angel One account over its simulator: bench-window [SYMBOLS [SECONDS]]. How long
 * it takes to the last row's first price, then the share of a core, memory, frames and the longest
 * turn of the main loop, and whether any packet was lost between the venue and the rows. */

#define VENUE "angel-one"
#define TICKS_PER_SYMBOL 5
#define SYMBOLS_PER_STREAM 1000
#define WARM_UP_S 5
#define DEADLINE_US (120 * G_USEC_PER_SEC)
#define LOOK_MS 50
#define SETTLED_MS 300

typedef struct {
  GSubprocess     *process;
  char            *line;      /* what it printed */
  GSettings       *settings;
  EvertickSession *session;
  GtkWindow       *window;
  guint            n_symbols;
  guint64          streamed;  /* ticks that reached ::tick */
  guint            n_frames, n_late_frames;
  gint64           frame_us;  /* of the last frame */
} Bench;

/* A turn of the main loop is what is between two polls: all else waits for it. By the clock and by
 * the time that the thread had of a processor: on a busy machine they are not the same */
static gint64 turn_began_us, turn_began_cpu_us;
static gint64 longest_turn_us, longest_turn_cpu_us;

static gint64
get_thread_cpu_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static int
poll_and_measure (GPollFD *fds,
                  guint    n_fds,
                  int      timeout)
{
  int result;

  if (turn_began_us != 0) {
    longest_turn_us = MAX (longest_turn_us, g_get_monotonic_time () - turn_began_us);
    longest_turn_cpu_us = MAX (longest_turn_cpu_us, get_thread_cpu_us () - turn_began_cpu_us);
  }
  result = g_poll (fds, n_fds, timeout);
  turn_began_us = g_get_monotonic_time ();
  turn_began_cpu_us = get_thread_cpu_us ();
  return result;
}

static void
print_longest_turn (void)
{
  g_print ("longest turn of the main loop %.1f ms, by CPU %.1f ms\n", longest_turn_us / 1e3,
           longest_turn_cpu_us / 1e3);
  longest_turn_us = longest_turn_cpu_us = 0;
}

/* The value of a member of one line of JSON that holds no escapes (transfer full) */
static char *
dup_member (const char *line,
            const char *member)
{
  g_autofree char *key = g_strdup_printf ("\"%s\":\"", member);
  const char *value = strstr (line, key);

  g_assert_nonnull (value);
  value += strlen (key);
  return g_strndup (value, strcspn (value, "\""));
}

static char **
dup_symbols (const char *line)
{
  const char *begin = strstr (line, "\"symbols\":[\"") + strlen ("\"symbols\":[\"");
  g_autofree char *list = g_strndup (begin, (gsize) (strstr (begin, "\"]") - begin));

  return g_strsplit (list, "\",\"", -1);
}

static void
start_simulator (Bench *bench)
{
  g_autofree char *symbols = g_strdup_printf ("--symbols=%u", bench->n_symbols);
  g_autofree char *rate = g_strdup_printf ("--rate=%u", bench->n_symbols * TICKS_PER_SYMBOL);
  const char *const argv[] = {
    g_getenv ("EVERTICK_FEEDCTL"), "simulate", "--until-eof", "--venue", VENUE, symbols, rate, NULL
  };
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;

  bench->process = g_subprocess_newv (argv,
                                      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                      &error);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bench->process));
  bench->line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (bench->line);
}

static void
on_tick (Bench          *bench,
         const FeedTick *tick)
{
  bench->streamed += tick->source == FEED_SOURCE_STREAM;
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  evertick_accounts_save_finish (EVERTICK_ACCOUNTS (source), result, &error);
  g_assert_no_error (error);
}

static void
log_in (Bench *bench)
{
  static const char *const fields[][2] = {
    { "client_code", "client-code" },
    { "pin", "pin" },
    { "api_key", "api-key" },
    { "totp_secret", "totp-secret" },
  };
  g_autoptr (FeedCredentials) credentials = feed_credentials_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autofree char *value = dup_member (bench->line, fields[i][0]);

    feed_credentials_set (credentials, fields[i][1], value);
  }
  evertick_accounts_save_async (evertick_session_get_accounts (bench->session), VENUE, credentials,
                                NULL, on_saved, NULL);
}

/* The exchanges' hours are followed as with the true venue, and are open */
static void
open_exchanges (Bench *bench)
{
  static const char calendar[] = "[calendar]\n"
                                 "exchanges=NSE;NFO;BSE;BFO;MCX;CDS;NCDEX\n"
                                 "zone=+05:30\n"
                                 "years=2025\n"
                                 "source=made up\n"
                                 "[hours]\n"
                                 "days=Mon;Tue;Wed;Thu;Fri;Sat;Sun\n"
                                 "day=00:00 00:00-23:59\n";
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "open.ini", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, calendar, -1, &error);
  g_assert_no_error (error);
  feed_manager_set_calendar_file (evertick_session_get_manager (bench->session), path, &error);
  g_assert_no_error (error);
}

static void
start_session (Bench *bench)
{
  g_autofree char *stream = dup_member (bench->line, "stream");
  g_autofree char *rest = dup_member (bench->line, "rest");
  g_autofree char *list = dup_member (bench->line, "instruments");
  EvertickEndpoints endpoints = { stream, rest, list };
  g_auto (GStrv) symbols = dup_symbols (bench->line);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; symbols[i] != NULL; i++) {
    g_autofree char *symbol = g_steal_pointer (&symbols[i]);

    symbols[i] = g_strconcat (VENUE ":", symbol, NULL);
  }
  bench->settings = feed_settings_open ();
  g_settings_set_strv (bench->settings, "watchlist", (const char *const *) symbols);
  bench->session = evertick_session_new (bench->settings, NULL);
  evertick_session_set_endpoints (bench->session, VENUE, &endpoints, &error);
  g_assert_no_error (error);
  g_assert_true (evertick_session_start (bench->session));
  open_exchanges (bench);
  g_signal_connect_swapped (evertick_session_get_manager (bench->session), "tick",
                            G_CALLBACK (on_tick), bench);
  log_in (bench);
}

static void
on_frame_painted (Bench *bench)
{
  gint64 now_us = g_get_monotonic_time ();

  bench->n_frames++;
  bench->n_late_frames += bench->frame_us != 0 && now_us - bench->frame_us > 25000;
  bench->frame_us = now_us;
}

/* The venue lists some that nobody trades: they have none */
static gboolean
has_prices (Bench *bench)
{
  GListModel *rows = evertick_window_get_rows (EVERTICK_WINDOW (bench->window));
  EvertickStatus *status = evertick_window_get_status (EVERTICK_WINDOW (bench->window));
  guint n_missing = 0;

  if (evertick_status_get_colour (status) != FEED_COLOUR_GREEN ||
      g_list_model_get_n_items (rows) != bench->n_symbols)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (FeedInstrument) row = g_list_model_get_item (rows, i);

    n_missing += !isfinite (feed_instrument_get_last (row));
  }
  return n_missing * 50 <= bench->n_symbols;
}

static gboolean
on_time_is_up (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_for (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, on_time_is_up, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static double
get_cpu_s (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double
get_rss_mb (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, "VmRSS:");
  return line != NULL ? g_ascii_strtoull (line + strlen ("VmRSS:"), NULL, 10) / 1024.0 : 0;
}

/* Accepted and dropped as duplicates or late, of all connections; polls too are among these two */
static guint64
sum_figures (Bench   *bench,
             guint64 *dropped,
             double  *rate)
{
  GListModel *list = feed_manager_get_connections (evertick_session_get_manager (bench->session));
  guint64 garbage = 0;

  *dropped = 0;
  *rate = 0;
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (list, i);
    const FeedHealthFigures *figures = feed_health_get_figures (health);

    *dropped += figures->duplicates + figures->late;
    *rate += figures->ticks_per_second;
    garbage += figures->garbage;
  }
  return garbage;
}

/* What the venue says that it sent */
static guint64
ask_packets (Bench *bench)
{
  g_autofree char *address = dup_member (bench->line, "control");
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect_to_uri (client, address, 80, NULL, NULL);
  static const char request[] = "GET /control/counts HTTP/1.0\r\nConnection: close\r\n\r\n";
  char reply[4096] = "";
  gsize n_read;
  const char *packets;

  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, NULL);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), reply,
                           sizeof reply - 1, &n_read, NULL, NULL);
  packets = strstr (reply, "\"packets\":");
  g_assert_nonnull (packets);
  return g_ascii_strtoull (packets + strlen ("\"packets\":"), NULL, 10);
}

static void
compare_packets (Bench *bench)
{
  GOutputStream *input = g_subprocess_get_stdin_pipe (bench->process);
  guint64 before, dropped, garbage, sent;
  double rate;

  g_output_stream_write_all (input, "fault mute\n", strlen ("fault mute\n"), NULL, NULL, NULL);
  do {
    before = bench->streamed;
    run_for (SETTLED_MS);
  } while (bench->streamed != before);
  run_for (1100);
  garbage = sum_figures (bench, &dropped, &rate);
  sent = ask_packets (bench);
  g_print ("packets sent %" G_GUINT64_FORMAT ", ticks of the stream %" G_GUINT64_FORMAT
           ", duplicates and late %" G_GUINT64_FORMAT ", garbage %" G_GUINT64_FORMAT "\n",
           sent, bench->streamed, dropped, garbage);
  g_assert_cmpuint (bench->streamed, <=, sent);
  g_assert_cmpuint (bench->streamed + dropped, >=, sent);
  g_assert_cmpuint (garbage, ==, 0);
}

static void
measure_start (Bench *bench)
{
  gint64 began_us = g_get_monotonic_time ();
  double began_cpu_s = get_cpu_s ();
  gint64 prices_us;

  start_session (bench);
  g_print ("start: session %.0f ms", (g_get_monotonic_time () - began_us) / 1e3);
  bench->window = GTK_WINDOW (evertick_window_new (NULL, bench->session));
  gtk_window_present (bench->window);
  g_print (", window %.0f ms", (g_get_monotonic_time () - began_us) / 1e3);
  while (!has_prices (bench)) {
    g_assert_cmpint (g_get_monotonic_time () - began_us, <, DEADLINE_US);
    run_for (LOOK_MS);
  }
  prices_us = g_get_monotonic_time () - began_us;
  g_print (", green with prices %.0f ms, CPU %.0f ms; ", prices_us / 1e3,
           (get_cpu_s () - began_cpu_s) * 1e3);
  print_longest_turn ();
}

static void
measure_running (Bench *bench,
                 guint  seconds)
{
  guint64 dropped, streamed;
  double rate, cpu_s;
  gint64 began_us, span_us;

  run_for (WARM_UP_S * 1000);
  g_signal_connect_swapped (gtk_widget_get_frame_clock (GTK_WIDGET (bench->window)), "after-paint",
                            G_CALLBACK (on_frame_painted), bench);
  longest_turn_us = longest_turn_cpu_us = 0;
  streamed = bench->streamed;
  cpu_s = get_cpu_s ();
  began_us = g_get_monotonic_time ();
  run_for (seconds * 1000);
  span_us = g_get_monotonic_time () - began_us;
  cpu_s = get_cpu_s () - cpu_s;
  sum_figures (bench, &dropped, &rate);
  g_print ("running %.1f s: %.0f ticks/s (footer %.0f), %.1f %% of a core, %.2f µs a tick, RSS "
           "%.1f MB\n", span_us / 1e6, (bench->streamed - streamed) / (span_us / 1e6), rate,
           cpu_s * 1e8 / span_us, cpu_s * 1e6 / (bench->streamed - streamed), get_rss_mb ());
  g_print ("frames %.1f/s, %u of them more than 25 ms after the one before; ",
           bench->n_frames / (span_us / 1e6), bench->n_late_frames);
  print_longest_turn ();
  g_assert_cmpuint (bench->streamed, >, streamed);
}

/* As the application does */
static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/io/github/evertick/Evertick/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
finish (Bench *bench)
{
  gtk_window_destroy (bench->window);
  evertick_session_stop (bench->session);
  g_object_unref (bench->session);
  g_object_unref (bench->settings);
  g_output_stream_close (g_subprocess_get_stdin_pipe (bench->process), NULL, NULL);
  g_assert_true (g_subprocess_wait (bench->process, NULL, NULL));
  g_object_unref (bench->process);
  g_free (bench->line);
}

int
main (int    argc,
      char **argv)
{
  Bench bench = { .n_symbols = 2500 };
  guint seconds = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 30;
  g_autofree char *keyring = NULL;

  if (argc > 1)
    bench.n_symbols = (guint) g_ascii_strtoull (argv[1], NULL, 10);
  keyring = g_build_filename (g_get_user_data_dir (), "keyring", NULL);
  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the bench", TRUE);
  adw_init ();
  load_style ();
  g_main_context_set_poll_func (NULL, poll_and_measure);
  start_simulator (&bench);
  measure_start (&bench);
  measure_running (&bench, seconds);
  compare_packets (&bench);
  finish (&bench);
  return 0;
}
