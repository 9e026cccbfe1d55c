/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-login-words.h"

#include <libsoup/soup.h>

/* Half of a one-time code's time: what is less cannot be why it was refused */
#define SKEW_TOLD_US(code_us) ((code_us) / 2)

char *
feed_login_words_until (const FeedProviderInfo *venue,
                        gint64                  end_us,
                        gint64                  wall_us)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  gint64 day = (end_us + venue->zone_offset_us) / G_TIME_SPAN_DAY;
  gboolean today = day == (wall_us + venue->zone_offset_us) / G_TIME_SPAN_DAY;
  g_autoptr (GDateTime) time = NULL;

  if (end_us > 0)
    time = g_date_time_new_from_unix_utc ((end_us + venue->zone_offset_us) / G_USEC_PER_SEC);
  if (time == NULL)
    return NULL;
  return g_strdup_printf ("%s%s%02d:%02d %s",
                          today ? "" : days[g_date_time_get_day_of_week (time) - 1],
                          today ? "" : " ", g_date_time_get_hour (time),
                          g_date_time_get_minute (time),
                          venue->zone != NULL ? venue->zone : "UTC");
}

/* Ours less theirs, by a reply's Date (RFC 9110, 6.6.1); 0 where it has none */
static gint64
get_skew_us (const FeedReply *reply,
             gint64           wall_us)
{
  const char *date = reply->header != NULL ? reply->header (reply, "Date") : NULL;
  g_autoptr (GDateTime) theirs = NULL;

  if (date == NULL)
    return 0;
  theirs = soup_date_time_new_from_http_string (date);
  return theirs != NULL ? wall_us - g_date_time_to_unix (theirs) * G_USEC_PER_SEC : 0;
}

gint64
feed_login_words_get_skew_us (const FeedProviderInfo *venue,
                              const FeedReply        *reply,
                              gint64                  wall_us)
{
  gint64 skew_us = get_skew_us (reply, wall_us);

  return venue->login_code_us != 0 && ABS (skew_us) >= SKEW_TOLD_US (venue->login_code_us)
         ? skew_us : 0;
}

char *
feed_login_words_refusal (const FeedProviderInfo *venue,
                          const FeedReply        *reply,
                          gint64                  wall_us,
                          const char             *words)
{
  gint64 skew_us = feed_login_words_get_skew_us (venue, reply, wall_us);
  gint64 seconds = ABS (skew_us) / G_USEC_PER_SEC;

  if (skew_us == 0)
    return g_strdup (words);
  return g_strdup_printf ("%s; this computer's clock is %" G_GINT64_FORMAT " s %s the venue's",
                          words, seconds, skew_us > 0 ? "ahead of" : "behind");
}
