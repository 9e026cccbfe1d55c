/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-backoff.h"
#include "feed/core/feed-json.h"

#include <math.h>

static const char book_ticker[] =
  "{\"u\":400900217,\"s\":\"BNBUSDT\",\"b\":\"25.35190000\",\"B\":\"31.21000000\","
  "\"a\":\"25.36520000\",\"A\":\"40.66000000\"}";

static const char *const samples[] = {
  book_ticker,
  "[]",
  "{}",
  "\"a string\"",
  " [ 1 , -2.5e+3 , \"x\\u00e9\\n\\\"\" , true , false , null , { \"k\" : [ [ ] , { } ] } ] ",
  "{\"result\":null,\"id\":1,\"nested\":{\"a\":[1,2,3],\"b\":\"\\\\\",\"long\":"
  "\"0123456789abcdef0123456789abcdef\"}}",
  "[{\"symbol\":\"BTCUSDT\",\"lastPrice\":\"61837.63000000\",\"count\":9757,\"firstId\":-1}]",
};

/* Is the text, copied to where a read past its end shows, well-formed as a whole? */
static gboolean
is_valid (const char *text,
          gsize       length)
{
  g_autofree char *copy = g_memdup2 (text, length);
  FeedJson json;
  gboolean skipped, ended;
  gsize offset;

  feed_json_init (&json, copy, length);
  skipped = feed_json_skip (&json);
  ended = feed_json_end (&json);
  g_assert_true (skipped || !ended);
  g_assert_true (ended == (feed_json_get_error (&json, &offset) == NULL));
  g_assert_cmpuint (offset, <=, length);
  return ended;
}

static void
check_valid (const char *text)
{
  if (!is_valid (text, strlen (text)))
    g_error ("refused: %s", text);
}

static void
check_invalid (const char *text)
{
  if (is_valid (text, strlen (text)))
    g_error ("accepted: %s", text);
}

typedef struct {
  gint64    update_id;
  FeedSlice symbol;
  double    bid, bid_size, ask, ask_size;
} BookTicker;

/* As a decoder reads: any order of keys, unknown ones skipped */
static gboolean
read_book_ticker (const char *text,
                  gsize       length,
                  BookTicker *book)
{
  FeedJson json;
  FeedSlice key;

  feed_json_init (&json, text, length);
  feed_json_enter_object (&json);
  while (feed_json_next_key (&json, &key)) {
    if (feed_slice_equal (key, "u"))
      feed_json_read_int64 (&json, &book->update_id);
    else if (feed_slice_equal (key, "s"))
      feed_json_read_string (&json, &book->symbol);
    else if (feed_slice_equal (key, "b"))
      feed_json_read_decimal (&json, &book->bid);
    else if (feed_slice_equal (key, "B"))
      feed_json_read_decimal (&json, &book->bid_size);
    else if (feed_slice_equal (key, "a"))
      feed_json_read_decimal (&json, &book->ask);
    else if (feed_slice_equal (key, "A"))
      feed_json_read_decimal (&json, &book->ask_size);
    else
      feed_json_skip (&json);
  }
  return feed_json_end (&json);
}

static void
test_read (void)
{
  const char *other = " { \"A\":\"40.66\",\"x\":[{\"u\":1}],\"a\":25.36520000 ,\"B\":31.21, "
                      "\"s\":\"BNBUSDT\",\"b\" : 2535.19e-2, \"u\":400900217 } ";
  const char *const texts[] = { book_ticker, other };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    BookTicker book = { 0 };

    g_assert_true (read_book_ticker (texts[i], strlen (texts[i]), &book));
    g_assert_cmpint (book.update_id, ==, 400900217);
    g_assert_cmpmem (book.symbol.at, book.symbol.length, "BNBUSDT", 7);
    g_assert_false (book.symbol.escaped);
    g_assert_cmpfloat (book.bid, ==, 25.3519);
    g_assert_cmpfloat (book.bid_size, ==, 31.21);
    g_assert_cmpfloat (book.ask, ==, 25.3652);
    g_assert_cmpfloat (book.ask_size, ==, 40.66);
  }
}

static void
test_values (void)
{
  const char *text = "[true,false,\"a\\u0041\\\"\",\"\",-7,{\"k\":null},[[1],2],1.5,null]";
  FeedJson json;
  FeedSlice slice;
  gboolean truth;
  gint64 integer;
  double number;

  feed_json_init (&json, text, strlen (text));
  g_assert_cmpint (feed_json_peek (&json), ==, FEED_JSON_ARRAY);
  g_assert_true (feed_json_enter_array (&json));
  g_assert_true (feed_json_next_element (&json));
  g_assert_cmpint (feed_json_peek (&json), ==, FEED_JSON_TRUE);
  g_assert_true (feed_json_read_boolean (&json, &truth) && truth);
  g_assert_true (feed_json_next_element (&json));
  g_assert_cmpint (feed_json_peek (&json), ==, FEED_JSON_FALSE);
  g_assert_true (feed_json_read_boolean (&json, &truth) && !truth);
  g_assert_true (feed_json_next_element (&json));
  g_assert_cmpint (feed_json_peek (&json), ==, FEED_JSON_STRING);
  g_assert_true (feed_json_read_string (&json, &slice));
  g_assert_cmpmem (slice.at, slice.length, "a\\u0041\\\"", 9);
  g_assert_true (slice.escaped);
  g_assert_true (feed_json_next_element (&json) && feed_json_read_string (&json, &slice));
  g_assert_cmpuint (slice.length, ==, 0);
  g_assert_false (slice.escaped);
  g_assert_true (feed_json_next_element (&json));
  g_assert_cmpint (feed_json_peek (&json), ==, FEED_JSON_NUMBER);
  g_assert_true (feed_json_read_int64 (&json, &integer));
  g_assert_cmpint (integer, ==, -7);
  g_assert_true (feed_json_next_element (&json));
  g_assert_cmpint (feed_json_peek (&json), ==, FEED_JSON_OBJECT);
  g_assert_true (feed_json_skip (&json));
  g_assert_true (feed_json_next_element (&json) && feed_json_enter_array (&json));
  g_assert_true (feed_json_next_element (&json) && feed_json_skip (&json));
  g_assert_true (feed_json_next_element (&json) && feed_json_skip (&json));
  g_assert_false (feed_json_next_element (&json));
  g_assert_true (feed_json_next_element (&json));
  g_assert_true (feed_json_read_decimal (&json, &number));
  g_assert_cmpfloat (number, ==, 1.5);
  g_assert_true (feed_json_next_element (&json));
  g_assert_cmpint (feed_json_peek (&json), ==, FEED_JSON_NULL);
  g_assert_true (feed_json_skip (&json));
  g_assert_false (feed_json_next_element (&json));
  g_assert_cmpint (feed_json_peek (&json), ==, FEED_JSON_NONE);
  g_assert_true (feed_json_end (&json));
  g_assert_null (feed_json_get_error (&json, NULL));
}

static void
test_syntax (void)
{
  const char *const valid[] = {
    "0", "-0", "1.5E-3", "1e999", "\"\"", "true", " null\t\r\n", "[0]", "[[],[]]", "{\"\":{}}",
    "\"\x7f\xc3\xa9\"", "\"\xff\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\uD83d\"",
  };
  const char *const invalid[] = {
    "", " ", "[", "]", "{", "}", "[1,]", "[,1]", "[1 2]", "[1,,2]", "{\"a\":1,}", "{,}", "{\"a\"}",
    "{\"a\":}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "[1}", "{\"a\":1]", "tru",
    "truex", "True", "nul", "nulll", "01", "-", "+1", ".5", "5.", "1e", "-a", "1 2", "{} {}",
    "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12g4\"", "\"\\u12", "\"a\nb\"", "\"\x01\"", "'a'",
    "[1]]", "/* */1", "NaN", "\xef\xbb\xbf{}", "\v1", "[1\f]", "\"\t\"",
    "\"0123456\n\"", "\"01234567\x1f\"", "\"0123456789\\q\"",
  };

  for (guint i = 0; i < G_N_ELEMENTS (valid); i++)
    check_valid (valid[i]);
  for (guint i = 0; i < G_N_ELEMENTS (invalid); i++)
    check_invalid (invalid[i]);
  g_assert_false (is_valid ("[1,\0002]", 6));
  g_assert_false (is_valid ("\"\0\"", 3));
  g_assert_false (is_valid ("1\0", 2));
}

/* Every byte at every place of a string is treated by itself, whatever the run around it */
static void
test_string_bytes (void)
{
  for (guint length = 1; length < 20; length++)
    for (guint at = 0; at < length; at++)
      for (guint byte = 0; byte < 256; byte++) {
        g_autofree char *text = g_strnfill (length + 2, 'a');
        gboolean plain = byte >= 0x20 && byte != '"' && byte != '\\';

        text[0] = '"';
        text[length + 1] = '"';
        text[at + 1] = (char) byte;
        g_assert_true (is_valid (text, length + 2) == plain);
      }
}

static void
test_integers (void)
{
  const struct {
    const char *text;
    gint64      value;
  } good[] = {
    { "0", 0 }, { "-0", 0 }, { "42", 42 }, { "9223372036854775807", G_MAXINT64 },
    { "-9223372036854775808", G_MININT64 }, { "1000000000000000000", 1000000000000000000 },
  };
  const char *const bad[] = {
    "9223372036854775808", "-9223372036854775809", "18446744073709551616", "1.0", "1e3", "1E3",
    "99999999999999999999999999999999999999", "\"1\"", "null", "", "-", "true", "[1]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    FeedJson json;
    gint64 value = 1;

    feed_json_init (&json, good[i].text, strlen (good[i].text));
    g_assert_true (feed_json_read_int64 (&json, &value));
    g_assert_true (feed_json_end (&json));
    g_assert_cmpint (value, ==, good[i].value);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    FeedJson json;
    gint64 value;

    feed_json_init (&json, bad[i], strlen (bad[i]));
    g_assert_false (feed_json_read_int64 (&json, &value));
    g_assert_false (feed_json_end (&json));
  }
}

static void
test_decimals (void)
{
  const char *const bad[] = {
    "\"\"", "\"1", "\" 1\"", "\"1 \"", "\"1x\"", "\"nan\"", "1e999", "\"1e999\"", "null", "\"-\"",
    "\"\\u0031\"", "\"0x1\"", "[]", "\"1.\"", "true",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    FeedJson json;
    double value;

    feed_json_init (&json, bad[i], strlen (bad[i]));
    g_assert_false (feed_json_read_decimal (&json, &value));
    g_assert_nonnull (feed_json_get_error (&json, NULL));
  }
}

/* The first error is the one reported, with its place, and nothing works after it */
static void
test_error (void)
{
  const char *text = "{\"a\":1,\"b\":tru,\"c\":2}";
  FeedJson json;
  FeedSlice key;
  gboolean truth;
  gint64 integer;
  double number;
  gsize offset;

  feed_json_init (&json, text, strlen (text));
  g_assert_true (feed_json_enter_object (&json));
  g_assert_true (feed_json_next_key (&json, &key) && feed_json_skip (&json));
  g_assert_true (feed_json_next_key (&json, &key));
  g_assert_false (feed_json_read_boolean (&json, &truth));
  g_assert_cmpstr (feed_json_get_error (&json, &offset), ==, "not a value");
  g_assert_cmpuint (offset, ==, strlen ("{\"a\":1,\"b\":tru"));
  g_assert_cmpint (feed_json_peek (&json), ==, FEED_JSON_NONE);
  g_assert_false (feed_json_next_key (&json, &key));
  g_assert_false (feed_json_next_element (&json));
  g_assert_false (feed_json_enter_object (&json));
  g_assert_false (feed_json_enter_array (&json));
  g_assert_false (feed_json_read_string (&json, &key));
  g_assert_false (feed_json_read_int64 (&json, &integer));
  g_assert_false (feed_json_read_decimal (&json, &number));
  g_assert_false (feed_json_read_boolean (&json, &truth));
  g_assert_false (feed_json_skip (&json));
  g_assert_false (feed_json_end (&json));
  g_assert_cmpstr (feed_json_get_error (&json, NULL), ==, "not a value");
}

/* What a careless caller does is an error of the text for it, not a wrong reading */
static void
test_misuse (void)
{
  FeedJson json;
  FeedSlice key;

  /* Keys taken without their values */
  feed_json_init (&json, "{\"a\":1,\"b\":2}", 13);
  g_assert_true (feed_json_enter_object (&json) && feed_json_next_key (&json, &key));
  g_assert_false (feed_json_next_key (&json, &key));
  g_assert_false (feed_json_end (&json));
  /* An element not taken before the end */
  feed_json_init (&json, "[1,]", 4);
  g_assert_true (feed_json_enter_array (&json));
  g_assert_true (feed_json_next_element (&json) && feed_json_skip (&json));
  g_assert_false (feed_json_next_element (&json));
  g_assert_false (feed_json_end (&json));
  /* Members outside of their kind of container */
  feed_json_init (&json, "[1]", 3);
  g_assert_false (feed_json_next_element (&json));
  feed_json_init (&json, "[1]", 3);
  g_assert_true (feed_json_enter_array (&json));
  g_assert_false (feed_json_next_key (&json, &key));
  /* Not read to the end, read twice, not read at all */
  feed_json_init (&json, "[1]", 3);
  g_assert_true (feed_json_enter_array (&json));
  g_assert_false (feed_json_end (&json));
  feed_json_init (&json, "1 2", 3);
  g_assert_true (feed_json_skip (&json));
  g_assert_false (feed_json_skip (&json));
  feed_json_init (&json, NULL, 0);
  g_assert_false (feed_json_end (&json));
  feed_json_init (&json, "", 0);
  g_assert_cmpint (feed_json_peek (&json), ==, FEED_JSON_NONE);
  g_assert_false (feed_json_skip (&json));
}

static void
test_nesting (void)
{
  for (guint depth = 1; depth < 70; depth++)
    for (guint objects = 0; objects < 2; objects++) {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint i = 0; i < depth; i++)
        g_string_append (text, objects ? "{\"a\":" : "[");
      g_string_append (text, "1");
      for (guint i = 0; i < depth; i++)
        g_string_append (text, objects ? "}" : "]");
      g_assert_true (is_valid (text->str, text->len) == (depth <= 64));
    }
}

/* A long flat text of nothing but openings ends at the limit and not in the stack */
static void
test_bomb (void)
{
  g_autofree char *text = g_strnfill (1 << 20, '[');

  g_assert_false (is_valid (text, 1 << 20));
}

static void
test_truncations (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++) {
    gsize length = strlen (samples[i]);

    check_valid (samples[i]);
    while (g_ascii_isspace (samples[i][length - 1]))
      length--;
    for (gsize cut = 0; cut < length; cut++)
      g_assert_false (is_valid (samples[i], cut));
  }
}

/* Random bytes put, taken and doubled: never a crash, a hang or a read outside (with sanitizers) */
static void
test_mutations (void)
{
  FeedRandom random;

  feed_random_init (&random, 20240808);
  for (guint i = 0; i < 20000; i++) {
    const char *sample = samples[i % G_N_ELEMENTS (samples)];
    g_autoptr (GString) text = g_string_new (sample);
    gint64 n_changes = feed_random_between (&random, 1, 4);
    g_autofree char *exact = NULL;
    BookTicker book;

    for (gint64 change = 0; change < n_changes && text->len > 0; change++) {
      gsize at = (gsize) feed_random_between (&random, 0, text->len - 1);
      char byte = "\"\\{}[],:0-.e\n\0t "[feed_random_between (&random, 0, 15)];

      switch (feed_random_between (&random, 0, 3)) {
      case 0:
        text->str[at] = byte;
        break;
      case 1:
        g_string_insert_c (text, at, byte);
        break;
      case 2:
        g_string_erase (text, at, 1);
        break;
      default:
        text->str[at] = (char) feed_random_next (&random);
        break;
      }
    }
    is_valid (text->str, text->len);
    exact = g_memdup2 (text->str, text->len);
    read_book_ticker (exact, text->len, &book);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/json/read", test_read);
  g_test_add_func ("/json/values", test_values);
  g_test_add_func ("/json/syntax", test_syntax);
  g_test_add_func ("/json/string-bytes", test_string_bytes);
  g_test_add_func ("/json/integers", test_integers);
  g_test_add_func ("/json/decimals", test_decimals);
  g_test_add_func ("/json/error", test_error);
  g_test_add_func ("/json/misuse", test_misuse);
  g_test_add_func ("/json/nesting", test_nesting);
  g_test_add_func ("/json/bomb", test_bomb);
  g_test_add_func ("/json/truncations", test_truncations);
  g_test_add_func ("/json/mutations", test_mutations);
  return g_test_run ();
}
