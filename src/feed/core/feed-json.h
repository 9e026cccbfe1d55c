/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/**
 * FeedJson:
 *
 * A pull reader over one JSON text in memory that need not end in a NUL. It copies nothing and
 * allocates nothing, can only fail and never reads outside the text. After the first error every
 * call returns FALSE and feed_json_get_error() says what was wrong and where. Strings come as
 * slices of the text, escapes not resolved (@escaped tells whether there are any).
 * Nesting is limited to 64.
 *
 * A message is read as
 * |[
 * feed_json_init (&json, text, length);
 * feed_json_enter_object (&json);
 * while (feed_json_next_key (&json, &key))
 *   if (feed_slice_equal (key, "b"))
 *     feed_json_read_decimal (&json, &bid);
 *   else
 *     feed_json_skip (&json);
 * ok = feed_json_end (&json);
 * ]|
 */
typedef struct {
  const char *at;
  gsize       length;
  gboolean    escaped;
} FeedSlice;

typedef enum {
  FEED_JSON_NONE,     /* end of the text, or an error */
  FEED_JSON_OBJECT,
  FEED_JSON_ARRAY,
  FEED_JSON_STRING,
  FEED_JSON_NUMBER,
  FEED_JSON_TRUE,
  FEED_JSON_FALSE,
  FEED_JSON_NULL,
} FeedJsonType;

typedef struct {
  const char *start, *at, *end;
  const char *error;          /* static text, NULL while all is well */
  guint64     is_object;      /* a bit a level */
  guint       depth;
  gboolean    first;          /* no member of the current container was read yet */
} FeedJson;

void feed_json_init (FeedJson   *self,
                     const char *text,
                     gsize       length);
/* Type of the value that comes next, without taking it */
FeedJsonType feed_json_peek (FeedJson *self);
gboolean     feed_json_enter_object (FeedJson *self);
/* FALSE at the closing brace, which is taken, and on error */
gboolean feed_json_next_key (FeedJson  *self,
                             FeedSlice *key);
gboolean feed_json_enter_array (FeedJson *self);
/* FALSE at the closing bracket, which is taken, and on error */
gboolean feed_json_next_element (FeedJson *self);
gboolean feed_json_read_string (FeedJson  *self,
                                FeedSlice *value);
/* An integer that fits; a fraction or exponent is an error */
gboolean feed_json_read_int64 (FeedJson *self,
                               gint64   *value);
/* A number, or a string that holds nothing but a number; correctly rounded */
gboolean feed_json_read_decimal (FeedJson *self,
                                 double   *value);
gboolean feed_json_read_boolean (FeedJson *self,
                                 gboolean *value);
/* Any one value, whatever is in it; it is still checked for syntax */
gboolean feed_json_skip (FeedJson *self);
/* TRUE where the text was well-formed and nothing but white space is left */
gboolean feed_json_end (FeedJson *self);
/* Static text, NULL where there was no error; offset: bytes from the start */
const char *feed_json_get_error (const FeedJson *self,
                                 gsize          *offset);

static inline gboolean
feed_slice_equal (FeedSlice   slice,
                  const char *literal)
{
  gsize length = __builtin_strlen (literal);

  return slice.length == length && __builtin_memcmp (slice.at, literal, length) == 0;
}

G_END_DECLS
