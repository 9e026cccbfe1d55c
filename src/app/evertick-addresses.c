/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-addresses.h"

#include <string.h>

#define MAX_DEPTH 16

static const char *
skip_space (const char *at)
{
  return at + strspn (at, " \t\r\n");
}

/* at: the opening quote. Behind the closing one, or NULL. A URL needs no escapes but "\/"; a string
 * with another one is passed over and gives NULL in text */
static const char *
read_string (const char *at,
             char      **text)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  gboolean readable = TRUE;

  for (at++; *at != '"'; at++) {
    if ((guchar) *at < 0x20)
      return NULL;
    if (*at == '\\' && *++at != '/') {
      if (strchr ("\"\\bfnrtu", *at) == NULL || *at == '\0')
        return NULL;
      readable = FALSE;
    }
    g_string_append_c (plain, *at);
  }
  if (text != NULL)
    *text = readable ? g_string_free (g_steal_pointer (&plain), FALSE) : NULL;
  return at + 1;
}

static const char *
skip_nested (const char *at)
{
  char closers[MAX_DEPTH];
  guint depth = 0;

  do {
    if (*at == '"') {
      at = read_string (at, NULL);
      if (at == NULL)
        return NULL;
      continue;
    }
    if (*at == '{' || *at == '[') {
      if (depth == MAX_DEPTH)
        return NULL;
      closers[depth++] = *at == '{' ? '}' : ']';
    } else if (*at == '}' || *at == ']') {
      if (closers[--depth] != *at)
        return NULL;
    } else if (*at == '\0') {
      return NULL;
    }
    at++;
  } while (depth > 0);
  return at;
}

/* text: set where the value is a string */
static const char *
read_value (const char *at,
            char      **text)
{
  gsize length;

  if (*at == '"')
    return read_string (at, text);
  if (*at == '{' || *at == '[')
    return skip_nested (at);
  length = strspn (at, "+-.0123456789abcdefghijklmnopqrstuvwxyzE");
  return length > 0 ? at + length : NULL;
}

static const char *
read_member (const char *at,
             GHashTable *members)
{
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (*at != '"')
    return NULL;
  at = read_string (at, &name);
  if (at == NULL)
    return NULL;
  at = skip_space (at);
  if (*at != ':')
    return NULL;
  at = read_value (skip_space (at + 1), &value);
  if (at != NULL && name != NULL && value != NULL)
    g_hash_table_replace (members, g_steal_pointer (&name), g_steal_pointer (&value));
  return at != NULL ? skip_space (at) : NULL;
}

static gboolean
read_object (const char *at,
             GHashTable *members)
{
  at = skip_space (at);
  if (*at != '{')
    return FALSE;
  do {
    at = read_member (skip_space (at + 1), members);
  } while (at != NULL && *at == ',');
  return at != NULL && *at == '}' && *skip_space (at + 1) == '\0';
}

gboolean
evertick_addresses_parse (const char *line,
                          char      **stream_base,
                          char      **rest_base,
                          GError    **error)
{
  g_autoptr (GHashTable) members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *stream;
  const char *rest;

  g_return_val_if_fail (line != NULL && stream_base != NULL && rest_base != NULL, FALSE);

  if (!read_object (line, members)) {
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_INVALID_DATA,
                 "The simulator printed no addresses: “%.80s”",
                 line);
    return FALSE;
  }
  stream = g_hash_table_lookup (members, "stream");
  rest = g_hash_table_lookup (members, "rest");
  if (stream == NULL || rest == NULL) {
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_INVALID_DATA,
                 "The simulator did not print its “%s” address",
                 stream == NULL ? "stream" : "rest");
    return FALSE;
  }
  *stream_base = g_strdup (stream);
  *rest_base = g_strdup (rest);
  return TRUE;
}
