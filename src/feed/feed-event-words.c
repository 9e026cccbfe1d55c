/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-event-words.h"

void
feed_event_words_append_seconds (GString *text,
                                 gint64   us)
{
  gint64 tenths = (us + 50000) / 100000;

  g_string_append_printf (text, "%" G_GINT64_FORMAT ".%d s", tenths / 10, (int) (tenths % 10));
}

void
feed_event_words_append_span (GString *text,
                              gint64   us)
{
  gint64 minutes = us / G_TIME_SPAN_MINUTE;

  if (minutes < 10)
    feed_event_words_append_seconds (text, us);
  else if (minutes < 60)
    g_string_append_printf (text, "%d min", (int) minutes);
  else
    g_string_append_printf (text, "%" G_GINT64_FORMAT " h %d min", minutes / 60, (int) (minutes % 60));
}

static void
append_span (GString    *text,
             const char *words,
             gint64      us)
{
  if (us < 0)
    return;
  g_string_append (text, words);
  feed_event_words_append_seconds (text, us);
}

static void
append_cost (GString       *text,
             const FeedGap *gap)
{
  if (gap->lost < 0)
    g_string_append (text, ", not known whether trades were lost");
  else if (gap->lost == 0)
    g_string_append (text, ", no trade lost");
  else
    g_string_append_printf (text, ", %" G_GINT64_FORMAT " %s lost, ", gap->lost,
                            gap->lost == 1 ? "trade" : "trades");
  if (gap->lost <= 0)
    return;
  if (gap->backfill == FEED_BACKFILL_PENDING)
    g_string_append (text, "being fetched");
  else if (gap->backfilled == 0)
    g_string_append (text, "not fetched");
  else
    g_string_append_printf (text, "%" G_GINT64_FORMAT " fetched later", gap->backfilled);
}

/* What matters comes first: not all who show it have the room */
char *
feed_event_words_gap (const FeedGap *gap,
                      const char    *symbol)
{
  GString *text = g_string_new (symbol);

  if (symbol != NULL)
    g_string_append (text, ": ");
  g_string_append (text, "without stream data");
  append_span (text, " for ", gap->length_us);
  append_cost (text, gap);
  g_string_append_printf (text, ": %s", feed_cause_to_string (gap->cause));
  append_span (text, "; noticed after ", gap->detected_after_us);
  append_span (text, "; first polled price after ", gap->polled_after_us);
  return g_string_free (text, FALSE);
}
