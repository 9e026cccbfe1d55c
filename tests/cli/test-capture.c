/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every quote and trade of the recorded capture, through simulator, socket, library and command,
 * compared as text. The recording is read again here, by other means than the product's.
 */
#include <signal.h>
#include <string.h>

#include "cli-child.h"
#include "support/test-support.h"

#define N_QUOTES 28040
#define N_TRADES 9757
#define WAIT_MS  90000

/* Recorded "61837.63000000" as the instrument prints it: the recording's prices have two decimals
 * at most and its sizes five, so what is cut off is zeros */
static void
append_cut (GString    *out,
            const char *recorded,
            int         decimals)
{
  const char *point = strchr (recorded, '.');
  gsize length = (gsize) (point - recorded) + 1 + (gsize) decimals;

  g_assert_nonnull (point);
  for (const char *at = recorded + length; *at != '\0'; at++)
    g_assert_cmpint (*at, ==, '0');
  g_string_append_len (out, recorded, (gssize) length);
}

/* The text behind "name": in a recorded message, quotes taken off */
static char *
recorded_member (const char *line,
                 const char *name)
{
  g_autofree char *key = g_strdup_printf ("\"%s\":", name);
  const char *data = strstr (line, "\"data\":");
  const char *at = strstr (data, key);

  g_assert_nonnull (at);
  at += strlen (key);
  at += *at == '"';
  return g_strndup (at, strcspn (at, "\",}"));
}

static char *
expect_quote (const char *line)
{
  g_autofree char *id = recorded_member (line, "u");
  g_autofree char *bid = recorded_member (line, "b");
  g_autofree char *bid_size = recorded_member (line, "B");
  g_autofree char *ask = recorded_member (line, "a");
  g_autofree char *ask_size = recorded_member (line, "A");
  GString *out = g_string_new ("\"bid\":");

  append_cut (out, bid, 2);
  g_string_append (out, ",\"bid_size\":");
  append_cut (out, bid_size, 5);
  g_string_append (out, ",\"ask\":");
  append_cut (out, ask, 2);
  g_string_append (out, ",\"ask_size\":");
  append_cut (out, ask_size, 5);
  g_string_append_printf (out, ",\"sequence\":%s", id);
  return g_string_free (out, FALSE);
}

static char *
expect_trade (const char *line)
{
  g_autofree char *id = recorded_member (line, "t");
  g_autofree char *price = recorded_member (line, "p");
  g_autofree char *size = recorded_member (line, "q");
  g_autofree char *time = recorded_member (line, "T");
  gint64 ms = g_ascii_strtoll (time, NULL, 10);
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (ms / 1000);
  g_autofree char *second = g_date_time_format (date, "%Y-%m-%dT%H:%M:%S");
  GString *out = g_string_new ("\"last\":");

  append_cut (out, price, 2);
  g_string_append (out, ",\"last_size\":");
  append_cut (out, size, 5);
  g_string_append_printf (out, ",\"exchange_time\":\"%s.%03d000Z\",\"sequence\":%s", second,
                          (int) (ms % 1000), id);
  return g_string_free (out, FALSE);
}

static void
load_expected (const char *path,
               GPtrArray  *quotes,
               GPtrArray  *trades)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) packed = g_file_read (file, NULL, NULL);
  g_autoptr (GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) plain =
    g_converter_input_stream_new (G_INPUT_STREAM (packed), G_CONVERTER (zlib));
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (plain);
  char *line;

  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL) {
    if (strstr (line, "{\"stream\":\"btcusdt@bookTicker\"") != NULL)
      g_ptr_array_add (quotes, expect_quote (line));
    else if (strstr (line, "{\"stream\":\"btcusdt@trade\"") != NULL)
      g_ptr_array_add (trades, expect_trade (line));
    g_free (line);
  }
}

/* The parts of a printed line that were recorded: all between the source and the flags, but the
 * time of receipt */
static char *
cut_printed (const char *line,
             const char *source)
{
  g_autofree char *head = g_strdup_printf ("{\"venue\":\"binance\",\"symbol\":\"BTCUSDT\","
                                           "\"source\":\"%s\",", source);
  const char *received = strstr (line, "\"receive_time\":\"");
  const char *sequence = strstr (line, "\"sequence\":");
  GString *out;

  g_assert_true (g_str_has_prefix (line, head));
  g_assert_nonnull (received);
  g_assert_nonnull (sequence);
  out = g_string_new_len (line + strlen (head), received - line - (gssize) strlen (head));
  g_string_append_len (out, sequence, (gssize) strcspn (sequence, ","));
  return g_string_free (out, FALSE);
}

typedef struct {
  CliChild  *child;
  GPtrArray *quotes, *trades;
  guint      seen, n_quotes, n_trades;
} Comparison;

static void
compare_next (GPtrArray  *expected,
              guint      *at,
              const char *line)
{
  g_autofree char *printed = cut_printed (line, "stream");

  g_assert_cmpuint (*at, <, expected->len);
  g_assert_cmpstr (printed, ==, expected->pdata[*at]);
  (*at)++;
}

static void
compare_new_lines (Comparison *comparison)
{
  for (; comparison->seen < comparison->child->lines->len; comparison->seen++) {
    const char *line = comparison->child->lines->pdata[comparison->seen];

    if (strstr (line, "\"source\":\"stream\"") == NULL)
      continue;
    if (strstr (line, "\"flags\":[\"quote\"") != NULL)
      compare_next (comparison->quotes, &comparison->n_quotes, line);
    else if (strstr (line, "\"flags\":[\"trade\"") != NULL)
      compare_next (comparison->trades, &comparison->n_trades, line);
  }
}

static gboolean
has_all (gpointer user_data)
{
  Comparison *comparison = user_data;

  compare_new_lines (comparison);
  return comparison->n_quotes >= comparison->quotes->len
         && comparison->n_trades >= comparison->trades->len;
}

static void
test_text (void)
{
  g_autofree char *path = test_capture_path ("binance/hftbacktest_spot_btcusdt_20240808.gz");
  g_autoptr (GPtrArray) quotes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) trades = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CliSimulator) simulator = NULL;
  g_autoptr (CliChild) child = NULL;
  Comparison comparison = { NULL, quotes, trades, 0, 0, 0 };

  if (path == NULL)
    return;
  load_expected (path, quotes, trades);
  g_assert_cmpuint (quotes->len, ==, N_QUOTES);
  g_assert_cmpuint (trades->len, ==, N_TRADES);
  simulator = cli_simulator_new ("--venue", "binance", "--replay", path, "--speed", "20", NULL);
  child = cli_child_new ("watch", "binance", "BTCUSDT", "--format", "ndjson", "--stream",
                         simulator->stream, "--rest", simulator->rest, NULL);
  comparison.child = child;
  g_assert_true (test_wait_until (has_all, &comparison, WAIT_MS));
  g_subprocess_send_signal (child->process, SIGTERM);
  g_assert_cmpint (cli_child_wait (child, WAIT_MS), ==, 0);
  compare_new_lines (&comparison);
  g_assert_cmpuint (comparison.n_quotes, ==, N_QUOTES);
  g_assert_cmpuint (comparison.n_trades, ==, N_TRADES);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedctl/capture-as-text", test_text);
  return g_test_run ();
}
