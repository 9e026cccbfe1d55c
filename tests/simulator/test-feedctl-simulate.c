/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <signal.h>
#include <string.h>

static GSubprocess *
start (const char *const *arguments)
{
  g_autoptr (GStrvBuilder) line = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_strv_builder_add (line, g_getenv ("FEEDCTL"));
  g_strv_builder_addv (line, (const char **) arguments);
  argv = g_strv_builder_end (line);
  process = g_subprocess_newv ((const char *const *) argv,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                               G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  return process;
}

static void
expect (const char *arguments,
        int         exit_code,
        const char *out_part,
        const char *err_part)
{
  g_auto (GStrv) list = g_strsplit (arguments, "|", -1);
  g_autoptr (GSubprocess) process = start ((const char *const *) list);
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  g_subprocess_communicate_utf8 (process, "", NULL, &out, &err, &error);
  g_assert_no_error (error);
  g_test_message ("%s: %s%s", arguments, out, err);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, exit_code);
  g_assert_nonnull (strstr (out, out_part));
  g_assert_nonnull (strstr (err, err_part));
}

static void
test_usage (void)
{
  expect ("--help", 0, "simulate", "");
  expect ("--version", 0, "feedctl ", "");
  expect ("nonsense", 2, "", "there is no command “nonsense”");
  expect ("simulate|--help", 0, "half-open", "");
  expect ("simulate|--nonsense", 2, "", "--nonsense");
  expect ("simulate|extra", 2, "", "extra");
  expect ("simulate|--venue|mars", 2, "", "venue");
  expect ("simulate|--speed|0", 2, "", "speed");
  expect ("simulate|--speed|fast", 2, "", "fast");
  expect ("simulate|--seed|-1", 2, "", "seed");
  expect ("simulate|--symbols|-1", 2, "", "symbols");
  expect ("simulate|--symbols|999999", 2, "", "symbols");
  expect ("simulate|--venue|angel-one|--token-life|0", 2, "", "token");
  expect ("simulate|--venue|angel-one|--quotes-per-second|-1", 2, "", "quotes");
  expect ("simulate|--venue|angel-one|--instruments-count|9999999", 2, "", "instruments");
  expect ("simulate|--venue|angel-one|--envelope|paper", 2, "", "envelope");
  expect ("simulate|--venue|angel-one|--replay|/no/such/file", 2, "", "recordings");
  expect ("simulate|--fault|mute@never", 2, "", "mute@never");
  expect ("simulate|--chaos|-5", 2, "", "chaos");
  expect ("simulate|--chaos|many", 2, "", "many");
  expect ("simulate|--chaos|99999999999", 2, "", "chaos");
  expect ("simulate|--chaos|1|--chaos-pace|0", 2, "", "pace");
  expect ("simulate|--fault-log|/no/such/folder/log", 1, "", "/no/such/folder/log");
  expect ("simulate|--replay|/no/such/file", 1, "", "/no/such/file");
}

static void
test_until_eof (void)
{
  expect ("simulate|--venue|angel-one|--until-eof|--symbols|2", 0,
          "\"symbols\":[\"NSE:RELIANCE-EQ\",\"NSE:INFY-EQ\"],\"instruments\":\"http://127.0.0.1:",
          "");
  expect ("simulate|--venue|demo|--until-eof", 0,
          "{\"venue\":\"demo\",\"stream\":\"ws://127.0.0.1:", "");
}

/* The next line of the fault log that holds a part */
static char *
read_until (GDataInputStream *out,
            const char       *part)
{
  while (TRUE) {
    g_autofree char *line = g_data_input_stream_read_line (out, NULL, NULL, NULL);

    g_assert_nonnull (line);
    if (strstr (line, part) != NULL)
      return g_steal_pointer (&line);
  }
}

static void
tell (GSubprocess *process,
      const char  *text)
{
  GOutputStream *in = g_subprocess_get_stdin_pipe (process);

  g_assert_true (g_output_stream_write_all (in, text, strlen (text), NULL, NULL, NULL));
}

/* A parent breaks and heals over the standard input, and reads what became of it */
static void
test_commands (void)
{
  static const char *const ARGUMENTS[] = {
    "simulate", "--until-eof", "--fault-log", "-", "--fault", "html", NULL,
  };
  g_autoptr (GSubprocess) process = start (ARGUMENTS);
  GInputStream *pipe = g_subprocess_get_stdout_pipe (process);
  g_autoptr (GDataInputStream) out = g_data_input_stream_new (pipe);
  g_autoptr (GDataInputStream) err =
    g_data_input_stream_new (g_subprocess_get_stderr_pipe (process));
  g_autofree char *described = read_until (out, "\"control\":");
  g_autofree char *first = read_until (out, "\"event\":\"began\",\"id\":1,");
  g_autofree char *second = NULL;
  g_autofree char *healed = NULL;
  g_autofree char *last = NULL;
  g_autofree char *bad_fault = NULL;
  g_autofree char *bad_id = NULL;
  g_autofree char *bad_command = NULL;

  g_assert_nonnull (strstr (first, "\"fault\":\"html\",\"seconds\":null}"));
  tell (process, "fault mute@0s+1h\nfault nonsense\nheal 99\nbreak\n\n");
  second = read_until (out, "\"event\":\"began\",\"id\":2,");
  g_assert_nonnull (strstr (second, "\"fault\":\"mute\",\"seconds\":3600.000}"));
  bad_fault = read_until (err, "nonsense");
  bad_id = read_until (err, "heal 99");
  bad_command = read_until (err, "break");
  tell (process, "heal 1\n");
  healed = read_until (out, "\"event\":\"ended\",\"id\":1,");
  tell (process, "heal\n");
  last = read_until (out, "\"event\":\"ended\",\"id\":2,");
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, NULL));
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_fault_log (void)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "log", NULL);
  g_autofree char *arguments = g_strconcat ("simulate|--until-eof|--chaos|3|--fault|mute+1h|"
                                            "--fault-log|", path, NULL);
  g_autofree char *log = NULL;

  expect (arguments, 0, "\"control\":", "");
  g_assert_true (g_file_get_contents (path, &log, NULL, NULL));
  g_assert_true (g_str_has_prefix (log, "{\"event\":\"began\",\"id\":1,\"time\":\"2"));
  g_assert_true (g_str_has_suffix (log, "\"fault\":\"mute\",\"seconds\":3600.000}\n"));
}

static void
test_signals (void)
{
  static const int SIGNALS[] = { SIGINT, SIGTERM };
  static const char *const ARGUMENTS[] = { "simulate", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (SIGNALS); i++) {
    g_autoptr (GSubprocess) process = start (ARGUMENTS);
    GInputStream *pipe = g_subprocess_get_stdout_pipe (process);
    g_autoptr (GDataInputStream) out = g_data_input_stream_new (pipe);
    g_autofree char *line = g_data_input_stream_read_line (out, NULL, NULL, NULL);

    g_assert_true (g_str_has_prefix (line, "{\"venue\":\"binance\","));
    g_subprocess_send_signal (process, SIGNALS[i]);
    g_assert_true (g_subprocess_wait (process, NULL, NULL));
    g_assert_true (g_subprocess_get_if_exited (process));
    g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedctl/simulate/usage", test_usage);
  g_test_add_func ("/feedctl/simulate/until-eof", test_until_eof);
  g_test_add_func ("/feedctl/simulate/commands", test_commands);
  g_test_add_func ("/feedctl/simulate/fault-log", test_fault_log);
  g_test_add_func ("/feedctl/simulate/signals", test_signals);
  return g_test_run ();
}
