/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedJson: a pull reader over one JSON text. The syntax is that of RFC 8259; UTF-8 is not checked
 * here. An error moves the end of the text to where it was found, so that whatever is asked
 * next meets the end of the text and fails as well, without a check of its own.
 */
#include "feed/core/feed-json.h"

#include "feed/core/feed-decimal-private.h"

#define MAX_DEPTH 64
#define ONES (G_MAXUINT64 / 0xff)

G_NO_INLINE static gboolean
fail (FeedJson   *self,
      const char *error)
{
  if (self->error == NULL)
    self->error = self->at < self->end ? error : "the text ends too early";
  self->end = self->at;
  return FALSE;
}

static inline void
skip_space (FeedJson *self)
{
  if (G_LIKELY (self->at < self->end && *self->at > ' '))
    return;
  while (self->at < self->end
         && (*self->at == ' ' || *self->at == '\n' || *self->at == '\r' || *self->at == '\t'))
    self->at++;
}

static inline gboolean
is_next (const FeedJson *self,
         char            c)
{
  return self->at < self->end && *self->at == c;
}

/* Moves to the first byte of a value that is being taken */
static inline gboolean
begin_value (FeedJson *self)
{
  skip_space (self);
  if (G_UNLIKELY (self->depth == 0 && !self->first))
    return fail (self, "a second value");
  self->first = FALSE;
  return TRUE;
}

/* A bit in the lowest byte of word that a string cannot simply hold: a quote, a backslash or a
 * control character (bytes above it may carry false ones) */
static inline guint64
find_special (guint64 word)
{
  guint64 quote = word ^ (ONES * '"');
  guint64 backslash = word ^ (ONES * '\\');

  return (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash)
          | ((word - ONES * 0x20) & ~word)) & (ONES * 0x80);
}

static inline gboolean
is_plain (char c)
{
  return (guchar) c >= 0x20 && c != '"' && c != '\\';
}

/* The first byte that ends a run of plain characters, or the end */
static inline const char *
skip_plain (const char *at,
            const char *end)
{
  while (end - at >= 8) {
    guint64 word, special;

    memcpy (&word, at, sizeof word);
    special = find_special (GUINT64_FROM_LE (word));
    if (special != 0)
      return at + (__builtin_ctzll (special) >> 3);
    at += 8;
  }
  while (at < end && is_plain (*at))
    at++;
  return at;
}

/* An escape at the backslash self->at */
static gboolean
take_escape (FeedJson *self)
{
  self->at++;
  if (self->at == self->end || *self->at == '\0' || strchr ("\"\\/bfnrtu", *self->at) == NULL)
    return fail (self, "an unknown escape");
  if (*self->at++ != 'u')
    return TRUE;
  for (int i = 0; i < 4; i++, self->at++)
    if (self->at == self->end || !g_ascii_isxdigit (*self->at))
      return fail (self, "an escape that is not hexadecimal");
  return TRUE;
}

/* The rest of a string with escapes in it, which began at start */
G_NO_INLINE static gboolean
take_escaped_string (FeedJson   *self,
                     const char *start,
                     FeedSlice  *value)
{
  value->escaped = FALSE;
  while (!is_next (self, '"')) {
    if (!is_next (self, '\\'))
      return fail (self, "a control character in a string");
    if (!take_escape (self))
      return FALSE;
    value->escaped = TRUE;
    self->at = skip_plain (self->at, self->end);
  }
  value->at = start;
  value->length = self->at - start;
  self->at++;
  return TRUE;
}

/* The rest of a string, from behind its opening quote */
static inline gboolean
take_string (FeedJson  *self,
             FeedSlice *value)
{
  const char *start = self->at;
  const char *at;

  /* Venues that send much have keys of one letter */
  if (self->end - start >= 2 && start[1] == '"' && is_plain (*start))
    at = start + 1;
  else
    at = skip_plain (start, self->end);
  self->at = at;
  if (G_UNLIKELY (at == self->end || *at != '"'))
    return take_escaped_string (self, start, value);
  value->at = start;
  value->length = at - start;
  value->escaped = FALSE;
  self->at = at + 1;
  return TRUE;
}

static gboolean
take_word (FeedJson   *self,
           const char *word)
{
  for (; *word != '\0'; word++, self->at++)
    if (!is_next (self, *word))
      return fail (self, "not a value");
  return TRUE;
}

static gboolean
enter (FeedJson   *self,
       char        bracket,
       gboolean    is_object,
       const char *error)
{
  if (!begin_value (self))
    return FALSE;
  if (!is_next (self, bracket))
    return fail (self, error);
  if (self->depth == MAX_DEPTH)
    return fail (self, "nested too deeply");
  self->is_object &= ~(G_GUINT64_CONSTANT (1) << self->depth);
  self->is_object |= (guint64) is_object << self->depth;
  self->depth++;
  self->first = TRUE;
  self->at++;
  return TRUE;
}

static inline gboolean
is_in (const FeedJson *self,
       gboolean        object)
{
  return self->depth > 0 && (gboolean) (self->is_object >> (self->depth - 1) & 1) == object;
}

/* Moves to the next member of the container, behind the comma; FALSE at its end, which is taken */
static inline gboolean
next_member (FeedJson *self,
             char      bracket)
{
  skip_space (self);
  if (is_next (self, bracket)) {
    self->at++;
    self->depth--;
    self->first = FALSE;
    return FALSE;
  }
  if (self->first) {
    self->first = FALSE;
    return TRUE;
  }
  if (G_UNLIKELY (!is_next (self, ',')))
    return fail (self, "neither a comma nor the end of the object or array");
  self->at++;
  skip_space (self);
  if (G_UNLIKELY (is_next (self, bracket)))
    return fail (self, "a comma before the end");
  return TRUE;
}

/**
 * feed_json_init:
 * @self: a reader
 * @text: a JSON text, kept by the caller as long as @self and its slices are used
 * @length: bytes of @text
 */
void
feed_json_init (FeedJson   *self,
                const char *text,
                gsize       length)
{
  self->start = text;
  self->at = text;
  self->end = length > 0 ? text + length : text;
  self->error = NULL;
  self->is_object = 0;
  self->depth = 0;
  self->first = TRUE;
}

/**
 * feed_json_peek:
 * @self: a reader
 *
 * Returns: the type of the value that comes next
 */
FeedJsonType
feed_json_peek (FeedJson *self)
{
  skip_space (self);
  if (self->at == self->end)
    return FEED_JSON_NONE;
  switch (*self->at) {
  case '{':
    return FEED_JSON_OBJECT;
  case '[':
    return FEED_JSON_ARRAY;
  case '"':
    return FEED_JSON_STRING;
  case 't':
    return FEED_JSON_TRUE;
  case 'f':
    return FEED_JSON_FALSE;
  case 'n':
    return FEED_JSON_NULL;
  default:
    if (*self->at == '-' || g_ascii_isdigit (*self->at))
      return FEED_JSON_NUMBER;
    fail (self, "not a value");
    return FEED_JSON_NONE;
  }
}

/**
 * feed_json_enter_object:
 * @self: a reader
 *
 * Returns: whether the next value is an object; its members come from feed_json_next_key()
 */
gboolean
feed_json_enter_object (FeedJson *self)
{
  return enter (self, '{', TRUE, "not an object");
}

/**
 * feed_json_next_key:
 * @self: a reader inside an object
 * @key: (out): the key; its value has to be read or skipped next
 *
 * Returns: %FALSE at the end of the object, which is left, and on error
 */
gboolean
feed_json_next_key (FeedJson  *self,
                    FeedSlice *key)
{
  if (G_UNLIKELY (!is_in (self, TRUE)))
    return fail (self, "a key outside an object");
  if (!next_member (self, '}'))
    return FALSE;
  if (G_UNLIKELY (!is_next (self, '"')))
    return fail (self, "a key that is not a string");
  self->at++;
  if (G_UNLIKELY (!take_string (self, key)))
    return FALSE;
  skip_space (self);
  if (G_UNLIKELY (!is_next (self, ':')))
    return fail (self, "a key without a value");
  self->at++;
  return TRUE;
}

/**
 * feed_json_enter_array:
 * @self: a reader
 *
 * Returns: whether the next value is an array; its elements come from feed_json_next_element()
 */
gboolean
feed_json_enter_array (FeedJson *self)
{
  return enter (self, '[', FALSE, "not an array");
}

/**
 * feed_json_next_element:
 * @self: a reader inside an array
 *
 * Returns: whether there is an element, which has to be read or skipped next; %FALSE at the end of
 *   the array, which is left, and on error
 */
gboolean
feed_json_next_element (FeedJson *self)
{
  if (G_UNLIKELY (!is_in (self, FALSE)))
    return fail (self, "an element outside an array");
  return next_member (self, ']');
}

/**
 * feed_json_read_string:
 * @self: a reader
 * @value: (out): the string, escapes not resolved
 *
 * Returns: whether the next value is a string
 */
gboolean
feed_json_read_string (FeedJson  *self,
                       FeedSlice *value)
{
  if (!begin_value (self))
    return FALSE;
  if (!is_next (self, '"'))
    return fail (self, "not a string");
  self->at++;
  return take_string (self, value);
}

/**
 * feed_json_read_int64:
 * @self: a reader
 * @value: (out): the integer
 *
 * Returns: whether the next value is a number without fraction or exponent that fits
 */
gboolean
feed_json_read_int64 (FeedJson *self,
                      gint64   *value)
{
  FeedDecimalParts parts;
  const char *end;

  if (!begin_value (self))
    return FALSE;
  end = feed_decimal_scan (self->at, self->end, &parts);
  if (end == NULL || parts.n_fraction > 0 || parts.has_exponent)
    return fail (self, "not an integer");
  if (parts.n_integer > FEED_DECIMAL_SAFE_DIGITS
      || parts.mantissa > (guint64) G_MAXINT64 + parts.negative)
    return fail (self, "an integer that does not fit");
  *value = (gint64) (parts.negative ? -parts.mantissa : parts.mantissa);
  self->at = end;
  return TRUE;
}

/**
 * feed_json_read_decimal:
 * @self: a reader
 * @value: (out): the double nearest to the number
 *
 * Returns: whether the next value is a number, or a string that holds nothing but one, and finite
 */
gboolean
feed_json_read_decimal (FeedJson *self,
                        double   *value)
{
  FeedDecimalParts parts;
  const char *number, *end;
  gboolean quoted;

  if (!begin_value (self))
    return FALSE;
  quoted = is_next (self, '"');
  number = self->at + quoted;
  end = feed_decimal_scan (number, self->end, &parts);
  if (G_UNLIKELY (end == NULL || (quoted && (end == self->end || *end != '"'))))
    return fail (self, "not a number");
  if (G_UNLIKELY (!feed_decimal_from_parts (number, end, &parts, value)))
    return fail (self, "a number that does not fit");
  self->at = end + quoted;
  return TRUE;
}

/**
 * feed_json_read_boolean:
 * @self: a reader
 * @value: (out): the truth
 *
 * Returns: whether the next value is `true` or `false`
 */
gboolean
feed_json_read_boolean (FeedJson *self,
                        gboolean *value)
{
  gboolean truth;

  if (!begin_value (self))
    return FALSE;
  truth = is_next (self, 't');
  if (!take_word (self, truth ? "true" : "false"))
    return FALSE;
  *value = truth;
  return TRUE;
}

static gboolean
skip_number (FeedJson *self)
{
  FeedDecimalParts parts;
  const char *end = feed_decimal_scan (self->at, self->end, &parts);

  if (end == NULL)
    return fail (self, "not a number");
  self->at = end;
  return TRUE;
}

/* Takes a value, or the beginning of one that has others in it */
static gboolean
skip_or_enter (FeedJson *self)
{
  FeedSlice ignored;

  switch (feed_json_peek (self)) {
  case FEED_JSON_OBJECT:
    return feed_json_enter_object (self);
  case FEED_JSON_ARRAY:
    return feed_json_enter_array (self);
  case FEED_JSON_STRING:
    return feed_json_read_string (self, &ignored);
  case FEED_JSON_NUMBER:
    return begin_value (self) && skip_number (self);
  case FEED_JSON_TRUE:
    return begin_value (self) && take_word (self, "true");
  case FEED_JSON_FALSE:
    return begin_value (self) && take_word (self, "false");
  case FEED_JSON_NULL:
    return begin_value (self) && take_word (self, "null");
  case FEED_JSON_NONE:
  default:
    return fail (self, "not a value");
  }
}

/**
 * feed_json_skip:
 * @self: a reader
 *
 * Takes the next value, with all that is in it.
 *
 * Returns: whether it is well-formed
 */
gboolean
feed_json_skip (FeedJson *self)
{
  guint depth = self->depth;
  FeedSlice ignored;

  if (!skip_or_enter (self))
    return FALSE;
  while (self->depth > depth) {
    gboolean more = is_in (self, TRUE) ? feed_json_next_key (self, &ignored)
                                       : feed_json_next_element (self);

    if (self->error != NULL || (more && !skip_or_enter (self)))
      return FALSE;
  }
  return TRUE;
}

/**
 * feed_json_end:
 * @self: a reader
 *
 * Returns: whether the whole text was read and is well-formed
 */
gboolean
feed_json_end (FeedJson *self)
{
  skip_space (self);
  if (self->depth > 0 || self->first)
    return fail (self, "the value was not read to its end");
  if (self->at < self->end)
    return fail (self, "text behind the value");
  return self->error == NULL;
}

/**
 * feed_json_get_error:
 * @self: a reader
 * @offset: (out) (optional): bytes from the start of the text to where it is wrong
 *
 * Returns: (nullable): what is wrong, %NULL where nothing is
 */
const char *
feed_json_get_error (const FeedJson *self,
                     gsize          *offset)
{
  if (offset != NULL)
    *offset = self->at - self->start;
  return self->error;
}
