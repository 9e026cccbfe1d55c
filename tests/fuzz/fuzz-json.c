/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as JSON, read in three ways that have to agree; and as a number.
 */
#include "feed/core/feed-decimal.h"
#include "feed/core/feed-json.h"
#include "fuzz/fuzz-target.h"

#include <string.h>

/* Reads the next value by the function for its type, if it is no container */
static gboolean
read_scalar (FeedJson    *json,
             FeedJsonType type)
{
  FeedJson ahead = *json;
  FeedSlice slice;
  gboolean truth;
  gint64 integer;
  double number;

  switch (type) {
  case FEED_JSON_STRING:
    if (feed_json_read_decimal (&ahead, &number))
      g_assert_null (feed_json_get_error (&ahead, NULL));
    return feed_json_read_string (json, &slice)
           && (slice.escaped == (memchr (slice.at, '\\', slice.length) != NULL));
  case FEED_JSON_NUMBER:
    if (feed_json_read_int64 (&ahead, &integer))
      g_assert_null (feed_json_get_error (&ahead, NULL));
    /* 1e999 is JSON, but no double */
    ahead = *json;
    if (!feed_json_read_decimal (&ahead, &number))
      return feed_json_skip (json);
    *json = ahead;
    return TRUE;
  case FEED_JSON_TRUE:
  case FEED_JSON_FALSE:
    return feed_json_read_boolean (json, &truth) && truth == (type == FEED_JSON_TRUE);
  default:
    return feed_json_skip (json);
  }
}

/* Reads the whole text member by member; at each level is_object says what it is in */
static gboolean
read_all (FeedJson *json)
{
  gboolean is_object[64];
  guint depth = 0;

  while (TRUE) {
    FeedJsonType type = feed_json_peek (json);
    FeedSlice key;

    if (type == FEED_JSON_OBJECT || type == FEED_JSON_ARRAY) {
      if (!(type == FEED_JSON_OBJECT ? feed_json_enter_object (json)
                                     : feed_json_enter_array (json)))
        return FALSE;
      is_object[depth++] = type == FEED_JSON_OBJECT;
    } else if (!read_scalar (json, type)) {
      return FALSE;
    }
    while (depth > 0 && !(is_object[depth - 1] ? feed_json_next_key (json, &key)
                                               : feed_json_next_element (json))) {
      if (feed_json_get_error (json, NULL) != NULL)
        return FALSE;
      depth--;
    }
    if (depth == 0)
      return feed_json_end (json);
  }
}

static void
try_json (const char *text,
          gsize       length)
{
  FeedJson skipped, walked;
  gboolean valid;
  gsize offset;

  feed_json_init (&skipped, text, length);
  valid = feed_json_skip (&skipped) && feed_json_end (&skipped);
  feed_json_init (&walked, text, length);
  g_assert_true (read_all (&walked) == valid);
  g_assert_true ((feed_json_get_error (&skipped, &offset) == NULL) == valid);
  g_assert_cmpuint (offset, <=, length);
}

static void
try_decimal (const char *text,
             gsize       length)
{
  g_autofree char *copy = NULL;
  char buffer[FEED_DECIMAL_BUFFER];
  double value, reference;
  int scale;

  if (!feed_decimal_parse (text, length, &value, &scale))
    return;
  copy = g_strndup (text, length);
  reference = g_ascii_strtod (copy, NULL);
  g_assert_true (memcmp (&value, &reference, sizeof value) == 0);
  g_assert_cmpint (scale, >=, 0);
  g_assert_cmpuint (feed_decimal_format (buffer, sizeof buffer, value, -1), >, 0);
  reference = g_ascii_strtod (buffer, NULL);
  g_assert_true (memcmp (&value, &reference, sizeof value) == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = fuzz_copy (data, size);

  try_json (text, size);
  try_decimal (text, size);
  return 0;
}
