/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The venue's own clock, as its stamps tell it: see feed-arbiter.c. */
#include "feed/core/feed-arbiter-private.h"

static inline gboolean
is_future (const Passage *passage)
{
  const FeedArbiter *self = passage->arbiter;
  gint64 time_us = passage->tick->exchange_time_us;

  return self->clock_us != 0
         && time_us > venue_now (self, passage->tick) + FUTURE_US
         && !is_near (time_us, passage->context->wall_us);
}

/* The first stream message with a time since the subscription is older than that by a minute */
gboolean
feed_arbiter_is_older_than (const FeedArbiter        *self,
                            gint64                    subscribed_us,
                            const FeedTick           *tick,
                            const FeedArbiterContext *context)
{
  if (self->clock_us != 0)
    subscribed_us = venue_now (self, tick) - MAX (0, context->wall_us - subscribed_us);
  return tick->exchange_time_us < subscribed_us - SNAPSHOT_US;
}

gint64
feed_arbiter_get_age_us (const FeedArbiter *self,
                         const FeedTick    *tick)
{
  return self->clock_us != 0 ? MAX (venue_now (self, tick) - tick->exchange_time_us, 0) : 0;
}

static gboolean
is_snapshot (const Passage *passage)
{
  return feed_arbiter_is_older_than (passage->arbiter, passage->slot->subscribed_wall_us, passage->tick,
                                     passage->context);
}

static void
set_clock (FeedArbiter    *self,
           const FeedTick *tick)
{
  self->clock_us = tick->exchange_time_us;
  self->clock_at_us = tick->receive_time_us;
  self->n_odd = 0;
}

static void
follow_odd_stamp (FeedArbiter    *self,
                  const FeedTick *tick)
{
  gint64 expected_us = self->odd_us + (tick->receive_time_us - self->odd_at_us);

  self->n_odd = self->n_odd > 0 && is_near (tick->exchange_time_us, expected_us)
                ? self->n_odd + 1 : 1;
  self->odd_us = tick->exchange_time_us;
  self->odd_at_us = tick->receive_time_us;
  if (self->n_odd >= RESTART_COUNT)
    set_clock (self, tick);
}

void
feed_arbiter_follow_clock (Passage *passage)
{
  FeedArbiter *self = passage->arbiter;
  const FeedTick *tick = passage->tick;

  if (self->clock_us == 0) {
    set_clock (self, tick);
  } else if (is_near (tick->exchange_time_us, venue_now (self, tick))) {
    self->n_odd = 0;
    if (tick->exchange_time_us > self->clock_us)
      set_clock (self, tick);
  } else if (tick->exchange_time_us > self->clock_us && !(tick->flags & FEED_TICK_FUTURE)) {
    set_clock (self, tick);
  } else {
    follow_odd_stamp (self, tick);
  }
}

/* Flags that come from times, before the series are asked */
void
feed_arbiter_judge_time (Passage *passage)
{
  FeedTick *tick = passage->tick;
  Slot *slot = passage->slot;

  if (tick->exchange_time_us < 0 || tick->exchange_time_us > LATEST_US)
    tick->exchange_time_us = 0;
  if (tick->exchange_time_us == 0)
    return;
  if (is_future (passage))
    tick->flags |= FEED_TICK_FUTURE;
  if (passage->streamed && slot->await_time) {
    slot->await_time = FALSE;
    if (is_snapshot (passage))
      tick->flags |= FEED_TICK_SNAPSHOT;
  }
}
