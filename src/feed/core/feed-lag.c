/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/core/feed-lag.h"

/* A least latency inside this range is taken for the way, outside for the clocks' difference */
#define PLAUSIBLE_WAY_US (500 * G_TIME_SPAN_MILLISECOND)
#define CLOCK_SET_US (250 * G_TIME_SPAN_MILLISECOND)
/* A second begins in sight where its first tick comes so soon after the last one of the second before:
 * the latency is known to be less, by that much at most */
#define EDGE_US (20 * G_TIME_SPAN_MILLISECOND)
#define EDGE_FOR_US G_TIME_SPAN_MINUTE
/* What a venue says of how things stand, it says so soon after a subscription */
#define FIRST_US G_USEC_PER_SEC

void
feed_lag_init (FeedLag *self)
{
  *self = (FeedLag) { .least_us = { G_MAXINT64, G_MAXINT64 }, .second_us = -1 };
}

/* A stamp in whole seconds is of up to a second before what it tells of */
static gint64
get_grain_us (const FeedLagTick *arrived)
{
  return arrived->in_seconds && arrived->tick->exchange_time_us % G_USEC_PER_SEC == 0
         ? G_USEC_PER_SEC : 0;
}

/* Whether the tick's second began between the tick before and this */
static gboolean
sees_second_begin (FeedLag        *self,
                   const FeedTick *tick)
{
  gint64 stamp_us = tick->exchange_time_us;
  gboolean begins = self->second_us >= 0 && stamp_us == self->second_us + G_USEC_PER_SEC &&
                    tick->receive_time_us - self->second_seen_us <= EDGE_US;

  if (stamp_us < self->second_us)
    return FALSE;
  self->second_us = stamp_us;
  self->second_seen_us = tick->receive_time_us;
  if (begins)
    self->edge_us = tick->receive_time_us;
  return begins;
}

static void
learn_offset (FeedLag           *self,
              const FeedLagTick *arrived,
              gint64             latency_us,
              gint64             grain_us)
{
  gint64 now_us = arrived->tick->receive_time_us;
  gint64 minute = now_us / G_TIME_SPAN_MINUTE;
  gint64 apart_us = arrived->wall_us - now_us;
  gint64 least;

  /* Somebody set the wall clock: what was learned of it is void */
  if (ABS (apart_us - self->clocks_apart_us) > CLOCK_SET_US)
    self->least_us[0] = self->least_us[1] = G_MAXINT64;
  self->clocks_apart_us = apart_us;

  if (minute != self->minute) {
    self->least_us[1] = minute == self->minute + 1 ? self->least_us[0] : G_MAXINT64;
    self->least_us[0] = G_MAXINT64;
    self->minute = minute;
  }
  self->least_us[0] = MIN (self->least_us[0], latency_us);
  least = MIN (self->least_us[0], self->least_us[1]);
  /* The least of many stamps in seconds is of one that was new, where that was seen lately */
  if (self->edge_us != 0 && now_us - self->edge_us < EDGE_FOR_US)
    grain_us = 0;
  self->clock_offset_us = least >= 0 && least < PLAUSIBLE_WAY_US + grain_us ? 0 : least;
}

/* By the venue's clock: ours may be off by hours */
static gboolean
is_of_before (const FeedLagTick *arrived)
{
  const FeedTick *tick = arrived->tick;
  gint64 since_us = tick->receive_time_us - arrived->subscribed_us;

  return tick->flags & FEED_TICK_SNAPSHOT ||
         (arrived->subscribed_us != 0 &&
          (since_us < FIRST_US || arrived->age_us > since_us + G_USEC_PER_SEC));
}

gint64
feed_lag_measure (FeedLag           *self,
                  const FeedLagTick *arrived,
                  gboolean          *late)
{
  const FeedTick *tick = arrived->tick;
  gint64 latency_us = arrived->wall_us - tick->exchange_time_us;
  gint64 grain_us = get_grain_us (arrived);
  gboolean tells = grain_us == 0;

  *late = FALSE;
  if (tick->exchange_time_us == 0 || tick->flags & FEED_TICK_FUTURE)
    return -1;
  if (is_of_before (arrived)) {
    *late = latency_us - self->clock_offset_us > FEED_LAG_LATE_US + grain_us;
    return -1;
  }
  if (grain_us != 0)
    tells = sees_second_begin (self, tick);
  learn_offset (self, arrived, latency_us, grain_us);
  latency_us -= self->clock_offset_us;
  *late = latency_us > FEED_LAG_LATE_US + grain_us;
  return tells ? MAX (latency_us, 0) : -1;
}
