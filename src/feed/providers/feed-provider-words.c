/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-provider-words.h"

#include <string.h>

#define ELLIPSIS "…"

/**
 * feed_provider_words:
 * @text: (array length=length): any bytes, NULs too
 * @length: how many
 * @limit: bytes that the result may have
 *
 * Makes words of a server or a user fit to be shown, logged and put into an error.
 *
 * Returns: (transfer full): the words
 */
char *
feed_provider_words (const char *text,
                     gsize       length,
                     gsize       limit)
{
  /* No more than this can end up in the result, unless it is white space */
  gsize taken = MIN (length, limit * 8 + 8);
  g_autofree char *valid = taken > 0 ? g_utf8_make_valid (text, (gssize) taken) : g_strdup ("");
  g_autoptr (GString) words = g_string_sized_new (limit + 8);
  gboolean cut = taken < length;
  gsize fits = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);

    if (g_unichar_isspace (character)) {
      if (words->len > 0 && words->str[words->len - 1] != ' ')
        g_string_append_c (words, ' ');
    } else {
      g_string_append_unichar (words, g_unichar_isprint (character) ? character : '?');
    }
    if (words->len > limit) {
      cut = TRUE;
      break;
    }
    if (words->len + strlen (ELLIPSIS) <= limit)
      fits = words->len;
  }
  if (cut) {
    g_string_truncate (words, fits);
    if (fits + strlen (ELLIPSIS) <= limit)
      g_string_append (words, ELLIPSIS);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/**
 * feed_provider_excerpt:
 * @text: (array length=length) (nullable): any bytes
 * @length: how many; an empty message is no bytes at %NULL
 * @offset: what is of interest
 * @limit: bytes that the result may have
 *
 * Returns: (transfer full): the words around @offset
 */
char *
feed_provider_excerpt (const char *text,
                       gsize       length,
                       gsize       offset,
                       gsize       limit)
{
  gsize at = MIN (offset, length);
  gsize from = at > limit / 2 ? at - limit / 2 : 0;

  return from > 0 ? feed_provider_words (text + from, length - from, limit)
                  : feed_provider_words (text, length, limit);
}
