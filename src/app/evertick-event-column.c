/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-event-column.h"

#include <glib/gi18n.h>
#include <string.h>

#include "evertick-format.h"
#include "evertick-words.h"

static const struct {
  const char *title;
  guint       width_chars;
} columns[EVERTICK_N_EVENT_COLUMNS] = {
  [EVERTICK_EVENT_TIME] = { N_ ("Time"), 13 },
  [EVERTICK_EVENT_CONNECTION] = { N_ ("Connection"), 14 },
  [EVERTICK_EVENT_CHANGE] = { N_ ("From → To"), 26 },
  [EVERTICK_EVENT_CAUSE] = { N_ ("Cause"), 50 },
};

const char *
evertick_event_column_get_title (EvertickEventColumn column)
{
  g_return_val_if_fail ((guint) column < EVERTICK_N_EVENT_COLUMNS, NULL);

  return _ (columns[column].title);
}

guint
evertick_event_column_get_width_chars (EvertickEventColumn column)
{
  g_return_val_if_fail ((guint) column < EVERTICK_N_EVENT_COLUMNS, 0);

  return columns[column].width_chars;
}

static char *
dup_change (FeedEvent *event)
{
  const char *to = evertick_words_link (feed_event_get_to (event));
  const char *suffix = feed_event_get_polling (event) ? _ (", polling") : "";

  switch (feed_event_get_kind (event)) {
  case FEED_EVENT_KIND_TROUBLE:
    return g_strdup (_ ("Trouble"));

  case FEED_EVENT_KIND_STATE:
    if (feed_event_get_from (event) == feed_event_get_to (event))
      return g_strconcat (to, suffix, NULL);
    return g_strconcat (evertick_words_link (feed_event_get_from (event)), " → ", to, suffix,
                        NULL);

  case FEED_EVENT_KIND_GAP:
    return g_strdup (_ ("Gap"));

  case FEED_EVENT_KIND_NOTE:
  default:
    return g_strdup (_ ("Note"));
  }
}

static char *
dup_cause (FeedEvent *event)
{
  const char *text = feed_event_get_text (event);
  guint count = feed_event_get_count (event);

  if (text == NULL || *text == '\0')
    text = evertick_words_cause (feed_event_get_cause (event));
  if (count > 1)
    return g_strdup_printf ("%s (×%u)", text, count);
  return g_strdup (text);
}

char *
evertick_event_column_dup_text (EvertickEventColumn column,
                                FeedEvent          *event)
{
  switch (column) {
  case EVERTICK_EVENT_TIME:
    return evertick_format_time_of_day (feed_event_get_time_us (event), TRUE);

  case EVERTICK_EVENT_CONNECTION:
    return g_strdup (feed_event_get_connection (event));

  case EVERTICK_EVENT_CHANGE:
    return dup_change (event);

  case EVERTICK_EVENT_CAUSE:
    return dup_cause (event);

  case EVERTICK_N_EVENT_COLUMNS:
  default:
    g_return_val_if_reached (NULL);
  }
}

char *
evertick_event_column_dup_sentence (FeedEvent *event)
{
  g_autoptr (GString) sentence = g_string_new (NULL);

  for (guint i = 0; i < EVERTICK_N_EVENT_COLUMNS; i++) {
    g_autofree char *text = evertick_event_column_dup_text (i, event);

    if (text != NULL && *text != '\0')
      g_string_append_printf (sentence, "%s%s", sentence->len > 0 ? ", " : "", text);
  }
  return g_string_free (g_steal_pointer (&sentence), FALSE);
}

gboolean
evertick_event_column_match (FeedEvent  *event,
                             const char *needle)
{
  g_autofree char *sentence = evertick_event_column_dup_sentence (event);
  g_autofree char *folded = g_utf8_casefold (sentence, -1);

  return strstr (folded, needle) != NULL;
}
