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
  [EVERTICK_EVENT_TIME] = { N_ ("Time"), 23 },
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
    if (*feed_event_get_symbol (event) == '\0')
      return g_strdup (_ ("Gap"));
    /* Translators: a symbol, such as BTCUSDT */
    return g_strdup_printf (_ ("Gap of %s"), feed_event_get_symbol (event));

  case FEED_EVENT_KIND_NOTE:
  default:
    return g_strdup (_ ("Note"));
  }
}

/* How long, NULL where that is not known: trades were left out between two that came; day_us: the day
 * that the row shows already */
static char *
dup_length (const FeedGap *gap,
            gint64         day_us)
{
  g_autofree char *start = NULL;

  if (gap->length_us == 0)
    return NULL;
  if (gap->length_us > 0)
    return evertick_format_duration (gap->length_us);
  start = evertick_format_moment (gap->start_us, day_us, FALSE);
  /* Translators: the time since when no data came */
  return g_strdup_printf (_ ("since %s"), start);
}

static void
append_times (GString       *text,
              const FeedGap *gap,
              gint64         day_us)
{
  g_autofree char *start = evertick_format_moment (gap->start_us, day_us, FALSE);
  g_autofree char *end = evertick_format_moment (gap->start_us + gap->length_us, day_us, FALSE);

  if (gap->length_us <= 0)
    return;
  g_string_append (text, "; ");
  /* Translators: the times between which no data came */
  g_string_append_printf (text, _ ("%s to %s"), start, end);
}

static char *
dup_trades (const FeedGap *gap)
{
  g_autofree char *lost = NULL;
  g_autofree char *fetched = NULL;

  if (gap->lost == 0)
    return g_strdup (_ ("no trade lost"));
  lost = evertick_format_count (gap->lost);
  fetched = evertick_format_count (MAX (gap->backfilled, 0));
  /* Translators: how many trades were missed, then how many of them were fetched later */
  return g_strdup_printf (ngettext ("%s trade lost, %s fetched", "%s trades lost, %s fetched",
                                    (gulong) gap->lost), lost, fetched);
}

/* A gap in figures: how long, what it cost and why, as far as a narrow column shows it; then the rest.
 * What is not known is not said */
static char *
dup_gap (const FeedGap *gap,
         gint64         day_us)
{
  g_autofree char *length = dup_length (gap, day_us);
  g_autoptr (GString) text = g_string_new (length);
  g_autofree char *detected = evertick_format_duration (gap->detected_after_us);
  g_autofree char *polled = evertick_format_duration (gap->polled_after_us);

  if (gap->lost >= 0) {
    g_autofree char *trades = dup_trades (gap);

    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", trades);
  }
  g_string_append_printf (text, "%s%s", text->len > 0 ? ": " : "",
                          evertick_words_cause (gap->cause));
  append_times (text, gap, day_us);
  if (gap->detected_after_us >= 0) {
    g_string_append (text, "; ");
    g_string_append_printf (text, _ ("noticed after %s"), detected);
  }
  if (gap->polled_after_us >= 0) {
    g_string_append (text, "; ");
    g_string_append_printf (text, _ ("first polled price after %s"), polled);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_cause (FeedEvent *event)
{
  const char *text = feed_event_get_text (event);
  guint count = feed_event_get_count (event);

  if (feed_event_get_gap (event) != NULL)
    return dup_gap (feed_event_get_gap (event), feed_event_get_time_us (event));
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
    return evertick_format_moment (feed_event_get_time_us (event), g_get_real_time (), TRUE);

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
