/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-json-rows.h"

#include <string.h>

#define MAX_ROW 64

static gboolean
on_row (gpointer    user_data,
        const char *row,
        gsize       length,
        GError    **error)
{
  g_ptr_array_add (user_data, g_strndup (row, length));
  return TRUE;
}

static gboolean
cut (const char *member,
     const char *text,
     gsize       piece,
     GPtrArray  *out,
     GError    **error)
{
  g_autoptr (FeedJsonRows) rows = feed_json_rows_new (member, MAX_ROW, on_row, out);
  gsize length = strlen (text);

  for (gsize at = 0; at < length; at += piece) {
    if (!feed_json_rows_push (rows, text + at, MIN (piece, length - at), error))
      return FALSE;
  }
  return feed_json_rows_end (rows, error);
}

typedef struct {
  const char *name, *member, *text;
  const char *rows[4];
} RowsCase;

static const RowsCase rows_cases[] = {
  { "empty", NULL, " [ ] \n", { NULL } },
  { "array", NULL, "[{\"a\":\"1\"},\n {} ,{\"b\":[{\"c\":[]}]}]",
    { "{\"a\":\"1\"}", "{}", "{\"b\":[{\"c\":[]}]}" } },
  { "strings", NULL, "[{\"a\":\"}]\\\"{\\\\\"}]", { "{\"a\":\"}]\\\"{\\\\\"}" } },
  { "member", "symbols", "{\"symbols\":[{\"s\":1},{}]}", { "{\"s\":1}", "{}" } },
  { "among-others", "symbols",
    "{\"t\":-1.5e3,\"n\":null, \"x\" : \"symbols\",\"o\":{\"symbols\":[{\"no\":1}]},\"a\":[[],{}],"
    "\"symbols\" : [ {\"s\":1} ] , \"z\":true }", { "{\"s\":1}" } },
};

/* Whatever the pieces, the rows are the same, and every shorter text is none */
static void
test_rows (gconstpointer data)
{
  const RowsCase *it = data;
  gsize length = strlen (it->text);

  for (gsize piece = 1; piece <= length; piece++) {
    g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GError) error = NULL;
    guint n = 0;

    g_assert_true (cut (it->member, it->text, piece, rows, &error));
    for (; it->rows[n] != NULL; n++) {
      g_assert_cmpuint (n, <, rows->len);
      g_assert_cmpstr (rows->pdata[n], ==, it->rows[n]);
    }
    g_assert_cmpuint (rows->len, ==, n);
  }
  while (g_ascii_isspace (it->text[length - 1]))
    length--;
  for (gsize shorter = 0; shorter < length; shorter++) {
    g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *text = g_strndup (it->text, shorter);
    g_autoptr (GError) error = NULL;

    g_assert_false (cut (it->member, text, length, rows, &error));
    g_assert_error (error, FEED_ERROR, FEED_ERROR_DECODE);
  }
}

typedef struct {
  const char *name, *member, *text, *words;
} WrongCase;

static const WrongCase wrong_cases[] = {
  { "html", NULL, "<html>", "byte 0: this is no array" },
  { "object", NULL, "{\"message\":\"no\"}", "byte 0: this is no array" },
  { "array", "symbols", "[]", "byte 0: this is no object" },
  { "no-member", "symbols", "{\"code\":-1}", "there is no “symbols” in it" },
  { "member-is-none", "symbols", "{\"symbols\":{}}", "byte 11: this is no array" },
  { "number", NULL, "[1]", "byte 1: a row is due, which is an object" },
  { "no-row", NULL, "[{},]", "byte 4: a row is due, which is an object" },
  { "no-comma", NULL, "[{}{}]", "byte 3: a comma or the array's end is due" },
  { "bracket", NULL, "[{\"a\":[}]", "byte 7: the wrong bracket closes" },
  { "more", NULL, "[{}] x", "byte 5: something follows the end" },
  { "colon", "symbols", "{\"a\" 1}", "byte 5: a colon is due" },
  { "value", "symbols", "{\"a\":,}", "byte 5: this is no value" },
  { "name", "symbols", "{\"a\":1,}", "byte 7: a member's name is due" },
  { "ends", NULL, "[{\"a\":1}", "byte 8: the text ends in the middle" },
  { "too-large", NULL, "[{\"a\":\"0123456789012345678901234567890123456789012345678901234567890123\"}",
    "a row has more than 64 bytes" },
};

static void
test_wrong (gconstpointer data)
{
  const WrongCase *it = data;

  for (gsize piece = 1; piece <= strlen (it->text); piece++) {
    g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GError) error = NULL;

    g_assert_false (cut (it->member, it->text, piece, rows, &error));
    g_assert_nonnull (error);
    g_assert_cmpstr (error->message, ==, it->words);
  }
}

static void
test_deep (void)
{
  g_autoptr (GString) text = g_string_new ("[{\"a\":");
  g_autoptr (FeedJsonRows) rows = feed_json_rows_new (NULL, G_MAXUINT, on_row, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_c (text, '[');
  g_assert_false (feed_json_rows_push (rows, text->str, text->len, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_DECODE);
}

static gboolean
on_row_refuse (gpointer    user_data,
               const char *row,
               gsize       length,
               GError    **error)
{
  guint *count = user_data;

  if (++*count < 2)
    return TRUE;
  g_set_error_literal (error, FEED_ERROR, FEED_ERROR_LIMIT, "enough");
  return FALSE;
}

/* Whoever takes the rows can end it */
static void
test_refused (void)
{
  guint count = 0;
  g_autoptr (FeedJsonRows) rows = feed_json_rows_new (NULL, MAX_ROW, on_row_refuse, &count);
  g_autoptr (GError) error = NULL;

  g_assert_false (feed_json_rows_push (rows, "[{},{},{}]", 10, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_LIMIT);
  g_assert_cmpuint (count, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows_cases); i++) {
    g_autofree char *path = g_strdup_printf ("/core/json-rows/rows/%s", rows_cases[i].name);

    g_test_add_data_func (path, &rows_cases[i], test_rows);
  }
  for (guint i = 0; i < G_N_ELEMENTS (wrong_cases); i++) {
    g_autofree char *path = g_strdup_printf ("/core/json-rows/wrong/%s", wrong_cases[i].name);

    g_test_add_data_func (path, &wrong_cases[i], test_wrong);
  }
  g_test_add_func ("/core/json-rows/deep", test_deep);
  g_test_add_func ("/core/json-rows/refused", test_refused);
  return g_test_run ();
}
