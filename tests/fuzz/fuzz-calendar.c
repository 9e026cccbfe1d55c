/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as the text of a calendar: refused with words, or a calendar that knows when it changes.
 */
#include "feed/core/feed-calendar.h"
#include "fuzz/fuzz-target.h"

#define WALL_2026 (G_GINT64_CONSTANT (1790000000) * G_USEC_PER_SEC)

static void
follow (FeedCalendar *calendar)
{
  gint64 at = WALL_2026;

  for (guint i = 0; i < 10 && at != G_MAXINT64; i++) {
    g_autofree char *words = feed_calendar_describe (calendar, at);
    FeedCalendarMoment moment;

    feed_calendar_look (calendar, at, &moment);
    g_assert_nonnull (words);
    g_assert_cmpint (moment.next_us, >, at);
    at = moment.next_us;
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = fuzz_copy (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) calendars = feed_calendar_parse (text, size, &error);

  g_assert_true ((calendars == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  for (guint i = 0; calendars != NULL && i < calendars->len; i++)
    follow (calendars->pdata[i]);
  return 0;
}
