/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts/account-secret.h"

#include <string.h>

#include "accounts/account-error.h"

#define MAX_LENGTH 65536
#define MAX_ID 64

/* A line break within a value is written "\n", a backslash "\\" */
static gsize
get_room (const char *id,
          const char *value)
{
  return strlen (id) + 2 * strlen (value) + 2;
}

static void
append_line (GString    *text,
             const char *id,
             const char *value)
{
  g_string_append (text, id);
  g_string_append_c (text, '=');
  for (; *value != '\0'; value++) {
    if (*value == '\n' || *value == '\\')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *value == '\n' ? 'n' : *value);
  }
  g_string_append_c (text, '\n');
}

SecretValue *
account_secret_encode (const FeedCredentials *credentials)
{
  g_auto (GStrv) ids = NULL;
  GString *text;
  SecretValue *value;
  gsize room = 1;

  g_return_val_if_fail (credentials != NULL, NULL);

  /* Room for all, so that no part of it is left behind where it grew */
  ids = feed_credentials_dup_ids (credentials);
  for (guint i = 0; ids[i] != NULL; i++)
    room += get_room (ids[i], feed_credentials_get (credentials, ids[i]));
  text = g_string_sized_new (room);
  for (guint i = 0; ids[i] != NULL; i++)
    append_line (text, ids[i], feed_credentials_get (credentials, ids[i]));
  value = secret_value_new (text->str, text->len, "text/plain");
  feed_secret_free (g_string_free (text, FALSE));
  return value;
}

static char *
unescape (const char *text,
          gsize       length)
{
  char *out = g_malloc (length + 1);
  gsize n = 0;

  for (gsize i = 0; i < length; i++) {
    if (text[i] == '\\' && i + 1 < length) {
      i++;
      out[n++] = text[i] == 'n' ? '\n' : text[i];
    } else {
      out[n++] = text[i];
    }
  }
  out[n] = '\0';
  return out;
}

static gboolean
read_line (FeedCredentials *credentials,
           const char      *line,
           gsize            length)
{
  const char *equals = memchr (line, '=', length);
  g_autofree char *id = NULL;
  char *value;

  if (equals == NULL || equals == line || equals - line > MAX_ID)
    return FALSE;
  id = g_strndup (line, equals - line);
  value = unescape (equals + 1, line + length - (equals + 1));
  feed_credentials_set (credentials, id, value);
  feed_secret_free (value);
  return TRUE;
}

FeedCredentials *
account_secret_decode (const char *text,
                       gsize       length,
                       GError    **error)
{
  g_autoptr (FeedCredentials) credentials = feed_credentials_new ();
  gboolean good = length > 0 && length <= MAX_LENGTH && g_utf8_validate_len (text, length, NULL);
  const char *end = text + length;

  while (good && text < end) {
    const char *newline = memchr (text, '\n', end - text);
    const char *line_end = newline != NULL ? newline : end;

    good = read_line (credentials, text, line_end - text);
    text = newline != NULL ? newline + 1 : end;
  }
  if (good)
    return g_steal_pointer (&credentials);
  g_set_error_literal (error, ACCOUNT_ERROR, ACCOUNT_ERROR_DAMAGED,
                       "The keyring has something else than an account there");
  return NULL;
}
