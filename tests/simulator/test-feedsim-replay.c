/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "simulator/feedsim-recording.h"
#include "simulator/feedsim-replay.h"

#define LINE(ns, stream, data) ns " {\"stream\":\"" stream "\",\"data\":" data "}\n"
#define QUOTE LINE ("1000", "abcusdt@bookTicker", \
                    "{\"u\":5,\"s\":\"ABCUSDT\",\"b\":\"1.25000000\",\"B\":\"3.00000000\"," \
                    "\"a\":\"1.26000000\",\"A\":\"4.50000000\"}")
#define TRADE LINE ("2000", "abcusdt@trade", \
                    "{\"e\":\"trade\",\"E\":170,\"s\":\"ABCUSDT\",\"t\":9,\"p\":\"1.2550000\"," \
                    "\"q\":\"0.10000000\",\"T\":169,\"m\":true,\"M\":true}")
#define SNAPSHOT "1500 {\"lastUpdateId\":1,\"bids\":[]}\n"

typedef struct {
  guint   records;
  guint64 lines;
  guint64 malformed;
  guint64 skipped;
  GError *error;
} Outcome;

static void
clear_outcome (Outcome *outcome)
{
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, clear_outcome)

static char *
write_file (gconstpointer bytes,
            gsize length)
{
  g_autoptr (GError) error = NULL;
  char *path;
  int fd = g_file_open_tmp ("feedsim-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, bytes, (gssize) length, &error);
  g_assert_no_error (error);
  return path;
}

static Outcome
read_bytes (gconstpointer bytes,
            gsize         length)
{
  g_autofree char *path = write_file (bytes, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (FeedsimReplay) replay = feedsim_replay_new (path, &error);
  Outcome outcome = { 0 };
  FeedsimRecord record;

  g_assert_no_error (error);
  while (feedsim_replay_next (replay, &record, &outcome.error))
    outcome.records++;
  g_assert_false (feedsim_replay_next (replay, &record, NULL));
  outcome.lines = feedsim_replay_get_lines (replay);
  outcome.malformed = feedsim_replay_get_malformed (replay);
  outcome.skipped = feedsim_replay_get_skipped (replay);
  g_assert_cmpint (g_unlink (path), ==, 0);
  return outcome;
}

static GByteArray *
compress (const char *text)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  GByteArray *out = g_byte_array_new ();
  gsize used;
  gsize made;

  g_byte_array_set_size (out, (guint) strlen (text) + 1000);
  g_assert_cmpint (g_converter_convert (G_CONVERTER (compressor), text, strlen (text), out->data,
                                        out->len, G_CONVERTER_INPUT_AT_END, &used, &made, NULL),
                   ==, G_CONVERTER_FINISHED);
  g_byte_array_set_size (out, (guint) made);
  return out;
}

static void
test_plain (void)
{
  static const char TEXT[] = QUOTE SNAPSHOT TRADE;
  g_autofree char *path = write_file (TEXT, strlen (TEXT));
  g_autoptr (FeedsimReplay) replay = feedsim_replay_new (path, NULL);
  FeedsimRecord record;

  g_assert_true (feedsim_replay_next (replay, &record, NULL));
  g_assert_cmpint (record.receive_ns, ==, 1000);
  g_assert_true (feedsim_slice_equals (record.stream, "abcusdt@bookTicker"));
  g_assert_cmpmem (record.text.start, record.text.length, TEXT + 5, strlen (QUOTE) - 6);
  g_assert_cmpint (record.data.start[0], ==, '{');
  g_assert_true (feedsim_replay_next (replay, &record, NULL));
  g_assert_cmpint (record.receive_ns, ==, 2000);
  g_assert_false (feedsim_replay_next (replay, &record, NULL));
  g_assert_cmpuint (feedsim_replay_get_skipped (replay), ==, 1);
  g_assert_cmpuint (feedsim_replay_get_malformed (replay), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&replay));
  g_unlink (path);
}

static void
test_malformed (void)
{
  static const struct {
    const char *text;
    guint       records;
    guint       malformed;
    guint       skipped;
  } CASES[] = {
    { "", 0, 0, 0 },
    { "\n", 0, 1, 0 },
    { "no line at all", 0, 1, 0 },
    { "x {\"stream\":\"a@trade\",\"data\":{}}\n", 0, 1, 0 },
    { "-5 {\"stream\":\"a@trade\",\"data\":{}}\n", 0, 1, 0 },
    { "99999999999999999999 {\"stream\":\"a@trade\",\"data\":{}}\n", 0, 1, 0 },
    { "1 {\"stream\":\"a@trade\",\"data\":{}\n" QUOTE, 1, 1, 0 },
    { "1 [1,2]\n" QUOTE, 1, 1, 0 },
    { "1 {\"stream\":7,\"data\":{}}\n" QUOTE, 1, 1, 0 },
    { "1 {\"stream\":\"a\\u0041@trade\",\"data\":{}}\n" QUOTE, 1, 1, 0 },
    { "1 {\"data\":{}}\n" QUOTE, 1, 0, 1 },
    { "1 {\"stream\":\"a@trade\"}\r\n" QUOTE, 1, 0, 1 },
    { "1 {\"stream\":\"a@trade\",\"data\":{\"x\":\"\xff\"}}\n" QUOTE, 1, 1, 0 },
    { "1 {\"stream\":\"a@trade\",\"data\":{}}", 1, 0, 0 },
    { "1 {\"stream\":\"a@trade\",\"data\":{}} \r\n", 1, 0, 0 },
    { "1 \n1\n " QUOTE, 0, 3, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_auto (Outcome) outcome = read_bytes (CASES[i].text, strlen (CASES[i].text));

    g_test_message ("case %" G_GSIZE_FORMAT, i);
    g_assert_no_error (outcome.error);
    g_assert_cmpuint (outcome.records, ==, CASES[i].records);
    g_assert_cmpuint (outcome.malformed, ==, CASES[i].malformed);
    g_assert_cmpuint (outcome.skipped, ==, CASES[i].skipped);
  }
}

static void
test_long_lines (void)
{
  g_autoptr (GString) text = g_string_new (QUOTE);
  g_auto (Outcome) outcome = { 0 };

  g_string_append (text, "1 {\"stream\":\"");
  for (guint i = 0; i < 3000000; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\n" TRADE "5 ");
  for (guint i = 0; i < 900000; i++)
    g_string_append_c (text, i % 2 != 0 ? '[' : '{');
  g_string_append (text, "\n" QUOTE);
  for (guint i = 0; i < 2000000; i++)
    g_string_append_c (text, 'y');
  outcome = read_bytes (text->str, text->len);
  g_assert_no_error (outcome.error);
  g_assert_cmpuint (outcome.records, ==, 3);
  g_assert_cmpuint (outcome.malformed, ==, 3);
}

static void
test_gzip (void)
{
  g_autoptr (GByteArray) one = compress (QUOTE SNAPSHOT);
  g_autoptr (GByteArray) two = compress (TRADE);
  g_auto (Outcome) outcome = { 0 };

  g_byte_array_append (one, two->data, two->len);
  outcome = read_bytes (one->data, one->len);
  g_assert_no_error (outcome.error);
  g_assert_cmpuint (outcome.records, ==, 2);
  g_assert_cmpuint (outcome.skipped, ==, 1);
}

static void
test_gzip_broken (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (GByteArray) whole = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (text, "%u {\"stream\":\"a@trade\",\"data\":{\"x\":%u}}\n", i,
                            g_rand_int (random));
  whole = compress (text->str);
  for (guint length = 2; length < whole->len; length += 7) {
    g_auto (Outcome) outcome = read_bytes (whole->data, length);

    g_assert_nonnull (outcome.error);
    g_assert_cmpuint (outcome.records, <=, 200);
  }
  for (guint i = 0; i < 500; i++) {
    g_autofree guint8 *copy = g_memdup2 (whole->data, whole->len);
    g_auto (Outcome) outcome = { 0 };

    copy[g_rand_int_range (random, 2, (int) whole->len)] ^= 1 << g_rand_int_range (random, 0, 8);
    outcome = read_bytes (copy, whole->len);
    g_assert_cmpuint (outcome.records, <=, 200);
  }
}

static void
test_unreadable (void)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) folder = NULL;

  g_assert_null (feedsim_replay_new ("/no/such/file", &missing));
  g_assert_error (missing, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (feedsim_replay_new (g_get_tmp_dir (), &folder));
  g_assert_error (folder, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

static FeedsimMarket *
open_market (const char *text,
             GError    **error)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  FeedsimMarket *market;

  options->replay_path = write_file (text, strlen (text));
  market = feedsim_recording_new (options, error);
  g_unlink (options->replay_path);
  return market;
}

static void
test_market (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FeedsimMarket) market = open_market ("rubbish\n" QUOTE TRADE, &error);
  FeedsimInstrument *instrument;

  g_assert_no_error (error);
  instrument = feedsim_market_find (market, "ABCUSDT");
  g_assert_nonnull (instrument);
  g_assert_cmpint (instrument->tick_size, ==, FEEDSIM_ONE / 1000);
  g_assert_cmpint (instrument->step_size, ==, FEEDSIM_ONE / 10);
  g_assert_true (instrument->is_preview);
  g_assert_cmpint (instrument->trade.id, ==, 9);
  g_assert_cmpint (instrument->quote.update_id, ==, 5);
  g_assert_true (instrument->recorded[FEEDSIM_SERIES_TRADE]);
  g_assert_false (instrument->recorded[FEEDSIM_SERIES_TICKER]);
  g_assert_cmpstr (feedsim_recording_get_remarks (FEEDSIM_RECORDING (market)), ==,
                   "1 of 3 lines are not “<receive ns> <JSON>”: left out\n");
  g_assert_finalize_object (g_steal_pointer (&market));
}

static void
test_market_hostile (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (QUOTE);
  g_autoptr (FeedsimMarket) none = open_market (SNAPSHOT "rubbish\n", &error);
  g_autoptr (FeedsimMarket) many = NULL;

  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "5 {\"stream\":\"x%u@trade\",\"data\":{}}\n", i);
  g_string_append (text, LINE ("6", "quo\\\"te@trade", "{}") LINE ("6", "a b@trade", "{}")
                   LINE ("6", "@trade", "{}") LINE ("6", "nothing", "{}")
                   LINE ("6", "abcusdt@trade", "{\"t\":1,\"p\":\"99999999999\",\"q\":\"-5\"}")
                   LINE ("6", "abcusdt@trade", "[]") LINE ("6", "abcusdt@trade", "7"));
  many = open_market (text->str, NULL);
  g_assert_nonnull (many);
  g_assert_cmpuint (feedsim_market_get_instruments (many)->len, ==, 10000);
  g_assert_false (feedsim_market_find (many, "ABCUSDT")->has_trade);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedsim/replay/plain", test_plain);
  g_test_add_func ("/feedsim/replay/malformed", test_malformed);
  g_test_add_func ("/feedsim/replay/long-lines", test_long_lines);
  g_test_add_func ("/feedsim/replay/gzip", test_gzip);
  g_test_add_func ("/feedsim/replay/gzip-broken", test_gzip_broken);
  g_test_add_func ("/feedsim/replay/unreadable", test_unreadable);
  g_test_add_func ("/feedsim/recording/market", test_market);
  g_test_add_func ("/feedsim/recording/hostile", test_market_hostile);
  return g_test_run ();
}
