/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-json.h"

#include <string.h>

/* Reads the outermost members of an object without a tree and without recursion: a recording may
 * hold anything, a million open brackets included. What lies deeper is stepped over, not judged. */

static void
skip_space (FeedsimMembers *self)
{
  while (self->cursor < self->end && g_ascii_isspace (*self->cursor))
    self->cursor++;
}

static gboolean
skip_string (FeedsimMembers *self)
{
  self->cursor++;
  while (self->cursor < self->end && *self->cursor != '"')
    self->cursor += *self->cursor == '\\' ? 2 : 1;
  if (self->cursor >= self->end)
    return FALSE;
  self->cursor++;
  return TRUE;
}

static gboolean
skip_nested (FeedsimMembers *self)
{
  gsize depth = 0;

  while (self->cursor < self->end) {
    char c = *self->cursor;

    if (c == '"') {
      if (!skip_string (self))
        return FALSE;
      continue;
    }
    depth += c == '{' || c == '[';
    depth -= c == '}' || c == ']';
    self->cursor++;
    if (depth == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
skip_value (FeedsimMembers *self)
{
  const char *start = self->cursor;

  if (start >= self->end)
    return FALSE;
  if (*start == '"')
    return skip_string (self);
  if (*start == '{' || *start == '[')
    return skip_nested (self);
  while (self->cursor < self->end && (g_ascii_isalnum (*self->cursor) ||
                                      strchr ("+-.", *self->cursor) != NULL))
    self->cursor++;
  return self->cursor > start;
}

static gboolean
expect (FeedsimMembers *self,
        char            wanted)
{
  skip_space (self);
  if (self->cursor >= self->end || *self->cursor != wanted)
    return FALSE;
  self->cursor++;
  return TRUE;
}

void
feedsim_members_init (FeedsimMembers *self,
                      FeedsimSlice    text)
{
  *self = (FeedsimMembers) { .cursor = text.start, .end = text.start + text.length, .first = TRUE };
  self->failed = !expect (self, '{');
}

static gboolean
read_member (FeedsimMembers *self,
             FeedsimSlice   *key,
             FeedsimSlice   *value)
{
  FeedsimSlice quoted;

  skip_space (self);
  quoted.start = self->cursor;
  if (self->cursor >= self->end || *self->cursor != '"' || !skip_string (self))
    return FALSE;
  quoted.length = (gsize) (self->cursor - quoted.start);
  *key = (FeedsimSlice) { quoted.start + 1, quoted.length - 2 };
  if (!expect (self, ':'))
    return FALSE;
  skip_space (self);
  value->start = self->cursor;
  if (!skip_value (self))
    return FALSE;
  value->length = (gsize) (self->cursor - value->start);
  return TRUE;
}

/**
 * feedsim_members_next:
 * @self: the object being read
 * @key: (out): the member's name, without its quotes
 * @value: (out): the member's value as it was written, quotes and brackets included
 *
 * Returns: %FALSE at the end of the object, and where it is no object any more
 */
gboolean
feedsim_members_next (FeedsimMembers *self,
                      FeedsimSlice   *key,
                      FeedsimSlice   *value)
{
  if (self->failed || self->complete)
    return FALSE;
  skip_space (self);
  if (self->cursor < self->end && *self->cursor == '}') {
    self->cursor++;
    skip_space (self);
    self->complete = self->cursor == self->end;
    self->failed = !self->complete;
    return FALSE;
  }
  self->failed = (!self->first && !expect (self, ',')) || !read_member (self, key, value);
  self->first = FALSE;
  return !self->failed;
}

gboolean
feedsim_members_is_complete (FeedsimMembers *self)
{
  return self->complete && !self->failed;
}

gboolean
feedsim_slice_equals (FeedsimSlice slice,
                      const char  *text)
{
  return slice.length == strlen (text) && memcmp (slice.start, text, slice.length) == 0;
}

/**
 * feedsim_slice_get_string:
 * @slice: a value as it was written
 * @content: (out): what is between the quotes
 *
 * Returns: %FALSE if it is no string, or one with an escape in it
 */
gboolean
feedsim_slice_get_string (FeedsimSlice  slice,
                          FeedsimSlice *content)
{
  if (slice.length < 2 || slice.start[0] != '"')
    return FALSE;
  *content = (FeedsimSlice) { slice.start + 1, slice.length - 2 };
  return memchr (content->start, '\\', content->length) == NULL;
}

gboolean
feedsim_slice_get_integer (FeedsimSlice slice,
                           gint64      *value)
{
  gint64 number = 0;

  if (slice.length == 0)
    return FALSE;
  for (gsize i = 0; i < slice.length; i++) {
    int digit = g_ascii_digit_value (slice.start[i]);

    if (digit < 0 || number > (G_MAXINT64 - digit) / 10)
      return FALSE;
    number = number * 10 + digit;
  }
  *value = number;
  return TRUE;
}

static gboolean
is_blank (const char *text,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      return FALSE;
  return TRUE;
}

/**
 * feedsim_json_may_be_object:
 * @text: text that claims to be a JSON object
 * @length: its length
 * @max_depth: how deep brackets may be nested in it
 *
 * json-glib reads nested values by recursion, and takes several texts in a row for one, so what a
 * client sends is measured first.
 *
 * Returns: whether it is one value in braces, and not nested deeper
 */
gboolean
feedsim_json_may_be_object (const char *text,
                            gsize       length,
                            guint       max_depth)
{
  gboolean quoted = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++) {
    char c = text[i];

    if (depth == 0 && c != '{') {
      if (!g_ascii_isspace (c))
        return FALSE;
    } else if (quoted && c == '\\') {
      i++;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '{' || c == '[')) {
      if (++depth > max_depth)
        return FALSE;
    } else if (!quoted && (c == '}' || c == ']') && --depth == 0) {
      return is_blank (text + i + 1, length - i - 1);
    }
  }
  return FALSE;
}

void
feedsim_json_append_string (GString    *out,
                            const char *text)
{
  g_string_append_c (out, '"');
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '"' || *c == '\\')
      g_string_append_printf (out, "\\%c", *c);
    else if ((guchar) *c < 0x20)
      g_string_append_printf (out, "\\u%04x", (guint) (guchar) *c);
    else
      g_string_append_c (out, *c);
  }
  g_string_append_c (out, '"');
}
