/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as an instrument list: what comes out of it is the same, however it is cut, and where it
 * is JSON, it is what the reader of JSON finds. The first byte says in what the rows are.
 */
#include "feed/core/feed-json-rows.h"
#include "feed/core/feed-json.h"
#include "fuzz/fuzz-target.h"

#define MAX_ROW 300

static gboolean
on_row (gpointer    user_data,
        const char *row,
        gsize       length,
        GError    **error)
{
  GString *out = user_data;

  g_assert_cmpuint (length, <=, MAX_ROW);
  g_assert_cmpint (row[0], ==, '{');
  g_assert_cmpint (row[length - 1], ==, '}');
  g_string_append_len (out, row, (gssize) length);
  g_string_append_c (out, '\n');
  return TRUE;
}

/* NULL where it was refused (transfer full) */
static GString *
cut (const char *member,
     const char *text,
     gsize       length,
     gsize       piece)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (FeedJsonRows) rows = feed_json_rows_new (member, MAX_ROW, on_row, out);
  g_autoptr (GError) error = NULL;

  for (gsize at = 0; at < length; at += piece) {
    gsize left = MIN (piece, length - at);
    g_autofree char *copy = fuzz_copy (text + at, left);

    if (!feed_json_rows_push (rows, copy, left, &error)) {
      g_assert_nonnull (error);
      return NULL;
    }
  }
  if (feed_json_rows_end (rows, &error))
    return g_steal_pointer (&out);
  g_assert_nonnull (error);
  return NULL;
}

/* The rows of a whole text that is an array */
static void
compare (const char    *text,
         gsize          length,
         const GString *rows)
{
  g_autoptr (GString) out = g_string_new (NULL);
  FeedJson json;

  feed_json_init (&json, text, length);
  if (!feed_json_skip (&json) || !feed_json_end (&json))
    return;
  feed_json_init (&json, text, length);
  feed_json_enter_array (&json);
  while (feed_json_next_element (&json)) {
    const char *start;

    feed_json_peek (&json);
    start = json.at;
    feed_json_skip (&json);
    g_string_append_len (out, start, json.at - start);
    g_string_append_c (out, '\n');
  }
  g_assert_true (g_string_equal (out, rows));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const char *member = size > 0 && data[0] == 's' ? "s" : NULL;
  const char *text = (const char *) data + 1;
  g_autoptr (GString) whole = NULL;

  if (size < 2)
    return 0;
  whole = cut (member, text, size - 1, size);
  for (gsize piece = 1; piece < 8; piece++) {
    g_autoptr (GString) pieces = cut (member, text, size - 1, piece);

    g_assert_true ((pieces == NULL) == (whole == NULL));
    g_assert_true (whole == NULL || g_string_equal (pieces, whole));
  }
  if (whole != NULL && member == NULL)
    compare (text, size - 1, whole);
  return 0;
}
