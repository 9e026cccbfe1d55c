/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-json.h"

G_BEGIN_DECLS

/* India is ahead of UTC by 5 h 30 min, and has no summer time */
#define FEED_ANGEL_ONE_IST_US (330 * (gint64) G_TIME_SPAN_MINUTE)

/* A stamp of the stream in milliseconds or seconds since 1970, which cannot be mistaken for each
 * other, as µs; 0 for what is no time, or of 1970-01-01 */
static inline gint64
feed_angel_one_time (gint64 stamp)
{
  if (G_LIKELY (stamp >= G_GINT64_CONSTANT (100000000000)))
    return stamp < G_GINT64_CONSTANT (253402300800000) ? stamp * 1000 : 0;
  return stamp >= 86400 ? stamp * G_USEC_PER_SEC : 0;
}

/* "20-Dec-2024 09:12:54" by the clocks of India, as µs since 1970 UTC; 0 for what is no time, or
 * before 1970-01-02 there */
gint64 feed_angel_one_parse_time (FeedSlice text);
/* The next 05:00 of India after wall_us: by then sessions of the day before have ended */
gint64 feed_angel_one_next_rollover (gint64 wall_us);
/* Month of its three letters, in any case, 1 to 12; 0 where they are none */
int feed_angel_one_parse_month (const char *text);

G_END_DECLS
