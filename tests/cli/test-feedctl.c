/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli-child.h"
#include "support/test-support.h"

#define WAIT_MS 30000

/* Nobody listens there */
#define CLOSED_STREAM "ws://127.0.0.1:9"
#define CLOSED_REST   "http://127.0.0.1:9"

static const char *const FIELDS[] = {
  "venue", "symbol", "source", "last", "last_size", "bid", "bid_size", "ask", "ask_size",
  "open", "high", "low", "close", "volume", "open_interest", "exchange_time", "receive_time",
  "sequence", "flags", "trade_time", NULL,
};

static const struct {
  const char *arguments;   /* separated by spaces */
  int         exit;
  const char *errors;      /* what standard error says */
} USAGES[] = {
  { "", 2, "Usage" },
  { "--help", 0, "" },
  { "--version", 0, "" },
  { "dance", 2, "dance" },
  { "watch --help", 0, "" },
  { "check --help", 0, "" },
  { "log --help", 0, "" },
  { "watch", 2, "which venue" },
  { "watch binance", 2, "which symbols" },
  { "watch nasdaq AAPL", 2, "no venue" },
  { "watch demo BTCUSDT --format xml", 2, "--format" },
  { "watch demo BTCUSDT --duration -1", 2, "--duration" },
  { "watch demo BTCUSDT --duration soon", 2, "soon" },
  { "watch demo BTCUSDT --mode all", 2, "ltp, quote, snap and depth" },
  { "watch demo BTCUSDT --quick", 2, "--quick" },
  { "watch binance BTCUSDT --stream ws://example.com", 2, "example.com" },
  { "watch binance BTCUSDT --rest ftp://127.0.0.1", 2, "ftp" },
  { "watch binance BTC/USDT --stream " CLOSED_STREAM " --rest " CLOSED_REST, 1, "BTC/USDT" },
  { "watch binance BTCUSDT --duration 0.5 --stream " CLOSED_STREAM " --rest " CLOSED_REST, 4,
    "no data" },
  { "watch angel-one NSE:INFY-EQ", 2,
    "EVERTICK_ANGEL_ONE_CLIENT_CODE, EVERTICK_ANGEL_ONE_PIN, EVERTICK_ANGEL_ONE_API_KEY, "
    "EVERTICK_ANGEL_ONE_TOTP_SECRET" },
  { "check --venue angel-one", 1, "" },
  { "watch demo BTCUSDT --calendar /no/such.ini --stream " CLOSED_STREAM " --rest " CLOSED_REST, 2,
    "/no/such.ini" },
  { "check extra", 2, "extra" },
  { "check --venue nasdaq", 2, "nasdaq" },
  { "check --timeout 0", 2, "--timeout" },
  { "check --stream " CLOSED_STREAM, 2, "--venue" },
  { "check --venue demo", 1, "" },
};

static void
test_usage (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (USAGES); i++) {
    g_auto (GStrv) arguments = g_strsplit (USAGES[i].arguments, " ", -1);
    g_autoptr (CliChild) child = cli_child_newv ((const char *const *) arguments, TRUE);

    g_test_message ("feedctl %s", USAGES[i].arguments);
    g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, USAGES[i].exit);
    if (strstr (child->errors->str, USAGES[i].errors) == NULL)
      g_error ("“%s” is not in: %s", USAGES[i].errors, child->errors->str);
  }
}

/* Members of a tick in the order they are promised in; returns whether the line is a tick */
static gboolean
assert_tick_line (const char *line)
{
  g_autoptr (JsonNode) node = cli_parse_line (line);
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GList) members = json_object_get_members (object);
  guint at = 0;

  if (json_object_has_member (object, "event"))
    return FALSE;
  for (GList *l = members; l != NULL; l = l->next, at++) {
    while (FIELDS[at] != NULL && strcmp (FIELDS[at], l->data) != 0)
      at++;
    if (FIELDS[at] == NULL)
      g_error ("member %s is unknown or out of order: %s", (char *) l->data, line);
  }
  g_assert_true (json_object_has_member (object, "receive_time"));
  g_assert_true (json_object_has_member (object, "flags"));
  return TRUE;
}

static void
test_demo (void)
{
  g_autoptr (CliChild) child = cli_child_new ("watch", "demo", "BTCUSDT", "infy", "--format",
                                              "ndjson", "--duration", "3", NULL);
  guint n_ticks = 0;

  g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, 0);
  for (guint i = 0; i < child->lines->len; i++)
    n_ticks += assert_tick_line (child->lines->pdata[i]);
  g_assert_cmpuint (n_ticks, >, 10);
  g_assert_true (cli_child_has_line (child, "\"symbol\":\"INFY\"", 1));
  g_assert_true (cli_child_has_line (child, "\"to\":\"WARMING\"", 1));
  g_assert_nonnull (strstr (child->errors->str, " ticks in "));
  g_assert_nonnull (strstr (child->errors->str, "prices by stream "));
  g_assert_nonnull (strstr (child->errors->str, "; latency p50 "));
}

static void
test_csv (void)
{
  g_autoptr (CliChild) child = cli_child_new ("watch", "demo", "BTCUSDT", "--format", "csv",
                                              "--duration", "2", NULL);

  g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, 0);
  g_assert_cmpuint (child->lines->len, >, 5);
  for (guint i = 0; i < child->lines->len; i++) {
    const char *line = child->lines->pdata[i];
    g_auto (GStrv) cells = g_strsplit (line, ",", -1);

    g_assert_cmpuint (g_strv_length (cells), ==, g_strv_length ((char **) FIELDS));
    g_assert_true (g_str_has_suffix (line, "\r"));
    g_assert_cmpstr (cells[0], ==, i == 0 ? "venue" : "demo");
  }
  g_assert_nonnull (strstr (child->errors->str, "WARMING"));
}

static void
test_plain_lines_in_a_pipe (void)
{
  g_autoptr (CliChild) child = cli_child_new ("watch", "demo", "BTCUSDT", "--duration", "2", NULL);

  g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, 0);
  g_assert_true (cli_child_has_line (child, "  demo:BTCUSDT  stream  quote bid=", 1));
  g_assert_true (cli_child_has_line (child, "-> WARMING", 1));
}

static void
test_unknown_symbol (void)
{
  g_autoptr (CliSimulator) simulator = cli_simulator_new ("--venue", "demo", NULL);
  g_autoptr (CliChild) child = cli_child_new ("watch", "demo", "BTCUSDT", "NOSUCH", "--stream",
                                              simulator->stream, "--rest", simulator->rest, NULL);

  g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, 1);
  g_assert_nonnull (strstr (child->errors->str, "NOSUCH"));
  g_assert_cmpuint (child->lines->len, ==, 0);
}

static void
test_signals (void)
{
  const int numbers[] = { SIGINT, SIGTERM };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autoptr (CliChild) child = cli_child_new ("watch", "demo", "BTCUSDT", "--format", "ndjson",
                                                NULL);
    g_autoptr (JsonNode) last = NULL;

    g_assert_true (cli_child_has_line (child, "\"source\"", WAIT_MS));
    g_subprocess_send_signal (child->process, numbers[i]);
    g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, 0);
    g_assert_nonnull (strstr (child->errors->str, " ticks in "));
    g_assert_nonnull (strstr (child->errors->str, "largest gap"));
    last = cli_parse_line (child->lines->pdata[child->lines->len - 1]);
  }
}

static void
test_broken_pipe (void)
{
  const char *const arguments[] = { "watch", "demo", "BTCUSDT", "--format", "ndjson", NULL };
  g_autoptr (CliChild) child = cli_child_newv (arguments, FALSE);

  g_assert_true (g_input_stream_close (g_subprocess_get_stdout_pipe (child->process), NULL, NULL));
  g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, 0);
  g_assert_null (strstr (child->errors->str, "cannot write"));
}

typedef struct {
  GString *screen;
  int      fd;
} Terminal;

static gboolean
on_terminal (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  Terminal *terminal = user_data;
  char bytes[4096];
  gssize n = read (fd, bytes, sizeof bytes);

  if (n <= 0)
    return G_SOURCE_REMOVE;
  g_string_append_len (terminal->screen, bytes, n);
  return G_SOURCE_CONTINUE;
}

static gboolean
shows_prices (gpointer user_data)
{
  Terminal *terminal = user_data;

  return strstr (terminal->screen->str, "BTCUSDT") != NULL
         && strstr (terminal->screen->str, "live") != NULL
         && strstr (terminal->screen->str, "WebSocket") != NULL;
}

static gboolean
has_left_screen (gpointer user_data)
{
  Terminal *terminal = user_data;

  return g_str_has_suffix (terminal->screen->str, "\033[?25h\033[?1049l");
}

/* On a terminal: a table that is drawn again and again, and nothing left of it */
static void
test_table (void)
{
  struct winsize size = { .ws_row = 12, .ws_col = 100 };
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GSource) source = NULL;
  Terminal terminal = { g_string_new (NULL), -1 };
  int slave;

  if (openpty (&terminal.fd, &slave, NULL, NULL, &size) != 0) {
    g_test_skip ("no pseudo terminals here");
    g_string_free (terminal.screen, TRUE);
    return;
  }
  g_subprocess_launcher_take_stdout_fd (launcher, slave);
  process = g_subprocess_launcher_spawn (launcher, NULL, g_getenv ("EVERTICK_FEEDCTL"), "watch",
                                         "demo", "BTCUSDT", "INFY", NULL);
  g_assert_nonnull (process);
  g_clear_object (&launcher);
  source = g_unix_fd_source_new (terminal.fd, G_IO_IN | G_IO_HUP);
  g_source_set_callback (source, G_SOURCE_FUNC (on_terminal), &terminal, NULL);
  g_source_attach (source, NULL);
  g_assert_true (test_wait_until (shows_prices, &terminal, WAIT_MS));
  g_assert_true (g_str_has_prefix (terminal.screen->str, "\033[?1049h"));
  g_subprocess_send_signal (process, SIGINT);
  g_assert_true (test_wait_until (has_left_screen, &terminal, WAIT_MS));
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  g_source_destroy (source);
  close (terminal.fd);
  g_string_free (terminal.screen, TRUE);
}

static void
test_check (void)
{
  g_autoptr (CliSimulator) well = cli_simulator_new ("--venue", "demo", NULL);
  g_autoptr (CliSimulator) no_rest = cli_simulator_new ("--venue", "demo", "--fault", "http 503",
                                                        NULL);
  g_autoptr (CliChild) good = cli_child_new ("check", "--venue", "demo", "--stream", well->stream,
                                             "--rest", well->rest, NULL);
  g_autoptr (CliChild) mixed = cli_child_new ("check", "--venue", "demo", "--stream",
                                              no_rest->stream, "--rest", no_rest->rest, NULL);
  g_autoptr (CliSimulator) skewed = cli_simulator_new ("--venue", "demo", "--fault",
                                                       "clock-skew 30", NULL);
  g_autoptr (CliChild) late = cli_child_new ("check", "--venue", "demo", "--stream",
                                             skewed->stream, "--rest", skewed->rest, NULL);
  g_autoptr (CliChild) bad = cli_child_new ("check", "--venue", "binance", "--timeout", "2",
                                            "--stream", CLOSED_STREAM, "--rest", CLOSED_REST,
                                            NULL);

  g_assert_cmpint (cli_child_wait (good, WAIT_MS), ==, 0);
  g_assert_true (cli_child_has_line (good, "first tick after", 1));
  g_assert_true (cli_child_has_line (good, "latency   ok", 1));
  g_assert_true (cli_child_has_line (good, "clock     ok", 1));
  g_assert_true (cli_child_has_line (good, "a minute left", 1));
  /* Each of them once: settings, REST, stream, latency, clock, quota */
  g_assert_cmpuint (good->lines->len, ==, 6);
  /* A clock that is off is told, with what to do, and is no failure */
  g_assert_cmpint (cli_child_wait (late, WAIT_MS), ==, 0);
  g_assert_true (cli_child_has_line (late, "ours is 30.0 s behind the venue's", 1));
  g_assert_true (cli_child_has_line (late, "timedatectl", 1));
  g_assert_cmpint (cli_child_wait (mixed, WAIT_MS), ==, 1);
  g_assert_true (cli_child_has_line (mixed, "503", 1));
  g_assert_true (cli_child_has_line (mixed, "first tick after", 1));
  g_assert_cmpint (cli_child_wait (bad, WAIT_MS), ==, 1);
  g_assert_true (cli_child_has_line (bad, "REST      FAILED", 1));
  g_assert_true (cli_child_has_line (bad, "stream    FAILED", 1));
  g_assert_true (cli_child_has_line (bad, "check the address and the network", 1));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedctl/usage", test_usage);
  g_test_add_func ("/feedctl/demo", test_demo);
  g_test_add_func ("/feedctl/csv", test_csv);
  g_test_add_func ("/feedctl/plain-lines-in-a-pipe", test_plain_lines_in_a_pipe);
  g_test_add_func ("/feedctl/unknown-symbol", test_unknown_symbol);
  g_test_add_func ("/feedctl/signals", test_signals);
  g_test_add_func ("/feedctl/broken-pipe", test_broken_pipe);
  g_test_add_func ("/feedctl/table", test_table);
  g_test_add_func ("/feedctl/check", test_check);
  return g_test_run ();
}
