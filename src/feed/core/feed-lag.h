/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-tick.h"

G_BEGIN_DECLS

/* Longer on its way than this, a tick is late (%FEED_TICK_LATE) */
#define FEED_LAG_LATE_US G_USEC_PER_SEC

/**
 * FeedLag:
 * @clock_offset_us: what our wall clock is ahead of the venue's, as far as ticks show it: the least
 *   latency of the last one to two minutes, unless that is a plausible time on the way
 *
 * How long the ticks of a connection are on their way. The rest is private.
 */
typedef struct {
  gint64 clock_offset_us;
  gint64 least_us[2];       /* of this and the last minute */
  gint64 minute;
  gint64 clocks_apart_us;   /* wall and monotonic clock, of the last tick */
  gint64 second_us;         /* the newest stamp in whole seconds */
  gint64 second_seen_us;    /* when the newest tick with it came */
  gint64 edge_us;           /* when the last second began in sight; 0 = none did */
} FeedLag;

/**
 * FeedLagTick:
 * @tick: a tick of the stream that came just now
 * @wall_us: wall time
 * @subscribed_us: monotonic time at which its row was last subscribed to; 0 = not known
 * @age_us: what its stamp is behind the venue's own clock, as far as that is known
 * @in_seconds: the venue may stamp in whole seconds
 */
typedef struct {
  const FeedTick *tick;
  gint64          wall_us, subscribed_us, age_us;
  gboolean        in_seconds;
} FeedLagTick;

void feed_lag_init (FeedLag *self);
/* The latency, beyond the clocks' offset; -1 where the tick does not tell it: its stamp is missing,
 * from the future, of before the subscription, or of a whole second that did not begin right now.
 * late: it is more than a second behind, by what its stamp says */
gint64 feed_lag_measure (FeedLag           *self,
                         const FeedLagTick *arrived,
                         gboolean          *late);

G_END_DECLS
