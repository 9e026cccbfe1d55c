/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedJsonRows: objects out of a JSON array in pieces. Byte by byte, so that a piece may end
 * anywhere.
 */
#include "feed/core/feed-json-rows.h"

#include <string.h>

/* Longer names than this are none that anyone asks for */
#define MAX_NAME 64
#define MAX_DEPTH 64

typedef enum {
  WANT_START,         /* of the object, or of the array */
  WANT_FIRST_NAME,    /* or the object's end */
  WANT_NAME,
  IN_NAME,
  WANT_COLON,
  WANT_VALUE,
  IN_WORD,            /* of another member: a number, true, false, null */
  IN_OTHER,           /* of another member: a string, or what has brackets */
  AFTER_MEMBER,
  WANT_FIRST_ROW,     /* or the array's end */
  WANT_ROW,
  IN_ROW,
  AFTER_ROW,
  DONE,
} State;

struct _FeedJsonRows {
  char           *member;
  gsize           max_row;
  FeedJsonRowFunc func;
  gpointer        user_data;
  State           state;
  gboolean        found;         /* the array was there */
  guint64         before;        /* bytes of the pieces before this one */
  char            name[MAX_NAME];
  gsize           name_length;
  guint           depth;         /* brackets open in IN_OTHER and IN_ROW */
  guint64         is_object;     /* a bit each */
  gboolean        in_string, escaped;
  GString        *row;           /* so far */
};

FeedJsonRows *
feed_json_rows_new (const char     *member,
                    gsize           max_row,
                    FeedJsonRowFunc func,
                    gpointer        user_data)
{
  FeedJsonRows *self = g_new0 (FeedJsonRows, 1);

  self->member = g_strdup (member);
  self->max_row = max_row;
  self->func = func;
  self->user_data = user_data;
  self->row = g_string_new (NULL);
  return self;
}

void
feed_json_rows_free (FeedJsonRows *self)
{
  g_free (self->member);
  g_string_free (self->row, TRUE);
  g_free (self);
}

static gboolean
fail (FeedJsonRows *self,
      gsize         offset,
      const char   *what,
      GError      **error)
{
  g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE, "byte %" G_GUINT64_FORMAT ": %s",
               self->before + offset, what);
  return FALSE;
}

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* What opens a value of brackets or a string */
static void
open_value (FeedJsonRows *self,
            char          c)
{
  self->in_string = c == '"';
  self->escaped = FALSE;
  self->depth = c == '"' ? 0 : 1;
  self->is_object = c == '{';
}

static const char *
skip_string (FeedJsonRows *self,
             const char   *at,
             const char   *end)
{
  for (; at < end; at++) {
    if (self->escaped) {
      self->escaped = FALSE;
    } else if (*at == '\\') {
      self->escaped = TRUE;
    } else if (*at == '"') {
      self->in_string = FALSE;
      return at + 1;
    }
  }
  return at;
}

/* One character outside strings; NULL, or what is wrong with it */
static const char *
take_bracket (FeedJsonRows *self,
              char          c)
{
  gboolean opens = c == '{' || c == '[';
  guint64 is_object = c == '{' || c == '}';

  if (opens && self->depth == MAX_DEPTH)
    return "nested too deep";
  if (opens) {
    self->is_object = self->is_object << 1 | is_object;
    self->depth++;
    return NULL;
  }
  if ((self->is_object & 1) != is_object)
    return "the wrong bracket closes";
  self->is_object >>= 1;
  self->depth--;
  return NULL;
}

/* Behind the end of the value that is open, or the end of the piece, or what is wrong */
static const char *
skip_value (FeedJsonRows *self,
            const char   *at,
            const char   *end,
            const char  **wrong)
{
  while (at < end) {
    if (self->in_string) {
      at = skip_string (self, at, end);
    } else if (*at == '"') {
      self->in_string = TRUE;
      at++;
    } else if (*at == '{' || *at == '[' || *at == '}' || *at == ']') {
      *wrong = take_bracket (self, *at);
      if (*wrong != NULL)
        return at;
      at++;
    } else {
      at++;
    }
    if (self->depth == 0 && !self->in_string)
      return at;
  }
  return at;
}

static gboolean
is_open (FeedJsonRows *self)
{
  return self->depth > 0 || self->in_string;
}

static gboolean
take_row (FeedJsonRows *self,
          const char   *data,
          gsize         length,
          GError      **error)
{
  gboolean done;

  if (self->row->len + length > self->max_row) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_TOO_LARGE,
                 "a row has more than %" G_GSIZE_FORMAT " bytes", self->max_row);
    return FALSE;
  }
  g_string_append_len (self->row, data, (gssize) length);
  if (is_open (self))
    return TRUE;
  self->state = AFTER_ROW;
  done = self->func (self->user_data, self->row->str, self->row->len, error);
  g_string_truncate (self->row, 0);
  return done;
}

/* A value that began: the row, or what is of no use. NULL with an error */
static const char *
take_value (FeedJsonRows *self,
            const char   *at,
            const char   *start,
            const char   *end,
            GError      **error)
{
  const char *wrong = NULL;
  const char *behind = skip_value (self, at, end, &wrong);

  if (wrong != NULL) {
    fail (self, (gsize) (behind - start), wrong, error);
    return NULL;
  }
  if (self->state == IN_OTHER) {
    if (!is_open (self))
      self->state = AFTER_MEMBER;
    return behind;
  }
  return take_row (self, at, (gsize) (behind - at), error) ? behind : NULL;
}

static void
take_name (FeedJsonRows *self,
           char          c)
{
  if (!self->escaped && c == '"') {
    self->state = WANT_COLON;
    return;
  }
  self->escaped = !self->escaped && c == '\\';
  if (self->name_length < MAX_NAME)
    self->name[self->name_length++] = c;
}

static gboolean
is_member (FeedJsonRows *self)
{
  return self->name_length < MAX_NAME && strlen (self->member) == self->name_length
         && memcmp (self->member, self->name, self->name_length) == 0;
}

/* The first character of a member's value. NULL, or what is wrong */
static const char *
begin_value (FeedJsonRows *self,
             char          c)
{
  if (is_member (self)) {
    if (c != '[')
      return "this is no array";
    self->state = WANT_FIRST_ROW;
    self->found = TRUE;
  } else if (c == '{' || c == '[' || c == '"') {
    open_value (self, c);
    self->state = IN_OTHER;
  } else if (c == '-' || g_ascii_isalnum (c)) {
    self->state = IN_WORD;
  } else {
    return "this is no value";
  }
  return NULL;
}

static const char *
begin_name (FeedJsonRows *self,
            char          c)
{
  if (c == '}' && self->state == WANT_FIRST_NAME) {
    self->state = DONE;
    return NULL;
  }
  if (c != '"')
    return "a member's name is due";
  self->name_length = 0;
  self->escaped = FALSE;
  self->state = IN_NAME;
  return NULL;
}

static const char *
begin_row (FeedJsonRows *self,
           char          c)
{
  if (c == ']' && self->state == WANT_FIRST_ROW) {
    self->state = self->member != NULL ? AFTER_MEMBER : DONE;
    return NULL;
  }
  if (c != '{')
    return "a row is due, which is an object";
  open_value (self, c);
  self->state = IN_ROW;
  return NULL;
}

/* What separates, or ends */
static const char *
take_separator (FeedJsonRows *self,
                char          c)
{
  gboolean rows = self->state == AFTER_ROW;

  if (c == ',')
    self->state = rows ? WANT_ROW : WANT_NAME;
  else if (c == (rows ? ']' : '}'))
    self->state = rows && self->member != NULL ? AFTER_MEMBER : DONE;
  else
    return rows ? "a comma or the array's end is due" : "a comma or the object's end is due";
  return NULL;
}

/* A character that is no space, between values */
static const char *
take_mark (FeedJsonRows *self,
           char          c)
{
  switch (self->state) {
  case WANT_START:
    if (c != (self->member != NULL ? '{' : '['))
      return self->member != NULL ? "this is no object" : "this is no array";
    self->state = self->member != NULL ? WANT_FIRST_NAME : WANT_FIRST_ROW;
    self->found = self->member == NULL;
    return NULL;
  case WANT_FIRST_NAME:
  case WANT_NAME:
    return begin_name (self, c);
  case WANT_COLON:
    self->state = WANT_VALUE;
    return c == ':' ? NULL : "a colon is due";
  case WANT_VALUE:
    return begin_value (self, c);
  case WANT_FIRST_ROW:
  case WANT_ROW:
    return begin_row (self, c);
  case AFTER_MEMBER:
  case AFTER_ROW:
    return take_separator (self, c);
  case DONE:
    return "something follows the end";
  case IN_NAME:
  case IN_WORD:
  case IN_OTHER:
  case IN_ROW:
  default:
    g_assert_not_reached ();
  }
}

/* Whether a word goes on with c; else it is over, and c is to be seen again */
static gboolean
goes_on (FeedJsonRows *self,
         char          c)
{
  if (g_ascii_isalnum (c) || c == '-' || c == '+' || c == '.')
    return TRUE;
  self->state = AFTER_MEMBER;
  return FALSE;
}

gboolean
feed_json_rows_push (FeedJsonRows *self,
                     const char   *data,
                     gsize         length,
                     GError      **error)
{
  const char *end = data + length;
  const char *at = data;

  while (at < end) {
    const char *wrong = NULL;

    if (self->state == IN_NAME) {
      take_name (self, *at++);
      continue;
    }
    if (self->state == IN_WORD && goes_on (self, *at)) {
      at++;
      continue;
    }
    if (self->state != IN_OTHER && self->state != IN_ROW) {
      if (!is_space (*at))
        wrong = take_mark (self, *at);
      if (wrong != NULL)
        return fail (self, (gsize) (at - data), wrong, error);
      /* The bracket that opens a row belongs to it */
      if (self->state == IN_ROW)
        g_string_append_c (self->row, '{');
      at++;
      continue;
    }
    at = take_value (self, at, data, end, error);
    if (at == NULL)
      return FALSE;
  }
  self->before += length;
  return TRUE;
}

gboolean
feed_json_rows_end (FeedJsonRows *self,
                    GError      **error)
{
  if (self->state != DONE)
    return fail (self, 0, "the text ends in the middle", error);
  if (self->found)
    return TRUE;
  g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE, "there is no “%s” in it", self->member);
  return FALSE;
}
