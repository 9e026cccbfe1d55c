/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedLiveness: how long a connection may be silent before it is suspect.
 */
#include "feed/core/feed-liveness.h"

#include <math.h>

#define BUCKET_US (30 * G_USEC_PER_SEC)
#define ENOUGH_GAPS 20
#define REFRESH_US (G_USEC_PER_SEC / 10)

/**
 * feed_liveness_init:
 * @self: a liveness
 * @config: where the limits come from; not kept
 *
 * Starts with nothing learned and no silence counted.
 */
void
feed_liveness_init (FeedLiveness *self,
                    FeedConfig   *config)
{
  *self = (FeedLiveness) {
    .silence_min_us = feed_config_get_us (config, FEED_CONFIG_SILENCE_MIN),
    .silence_max_us = feed_config_get_us (config, FEED_CONFIG_SILENCE_MAX),
    .silence_initial_us = feed_config_get_us (config, FEED_CONFIG_SILENCE_INITIAL),
  };
}

/* Makes the bucket of now_us the newest, empties those skipped, and returns its index */
static inline guint
roll_to (FeedLiveness *self,
         gint64        now_us)
{
  gint64 bucket = now_us / BUCKET_US;

  if (G_UNLIKELY (bucket > self->bucket)) {
    gint64 skipped = MIN (bucket - self->bucket, FEED_LIVENESS_BUCKETS);

    for (gint64 i = 0; i < skipped; i++)
      self->largest_us[(bucket - i) % FEED_LIVENESS_BUCKETS] = 0;
    self->bucket = bucket;
  }
  return self->bucket % FEED_LIVENESS_BUCKETS;
}

/**
 * feed_liveness_observe:
 * @self: a liveness
 * @now_us: monotonic time
 *
 * A tick arrived: learns the gap since the last one.
 */
void
feed_liveness_observe (FeedLiveness *self,
                       gint64        now_us)
{
  gint64 last_us = self->last_us;
  gint64 gap_us = now_us - last_us;
  guint index;

  self->last_us = MAX (now_us, 1);
  if (last_us == 0 || gap_us < 0)
    return;
  if (G_LIKELY (self->n_gaps > 0)) {
    self->deviation_us += (fabs (self->smoothed_us - gap_us) - self->deviation_us) / 4;
    self->smoothed_us += (gap_us - self->smoothed_us) / 8;
  } else {
    self->smoothed_us = gap_us;
    self->deviation_us = gap_us / 2.0;
  }
  index = roll_to (self, now_us);
  if (gap_us > self->largest_us[index])
    self->largest_us[index] = gap_us;
  /* A gap that raises the threshold, and the one that ends the initial one, count at once */
  if (self->n_gaps < ENOUGH_GAPS)
    self->n_gaps++;
  else if (2 * gap_us <= self->threshold_us)
    return;
  self->threshold_us = 0;
}

/**
 * feed_liveness_confirm_quiet:
 * @self: a liveness
 * @now_us: monotonic time
 *
 * REST confirmed that nothing traded: the gap so far is one that happens in this market.
 */
void
feed_liveness_confirm_quiet (FeedLiveness *self,
                             gint64        now_us)
{
  feed_liveness_observe (self, now_us);
}

/**
 * feed_liveness_restart:
 * @self: a liveness
 * @now_us: monotonic time
 *
 * Silence counts from now; nothing is learned, now or by the next tick, of the time before.
 */
void
feed_liveness_restart (FeedLiveness *self,
                       gint64        now_us)
{
  self->last_us = MAX (now_us, 1);
}

/**
 * feed_liveness_skip:
 * @self: a liveness
 * @span_us: how much of the silence so far does not count
 * @now_us: monotonic time
 *
 * Nobody listened for so long.
 */
void
feed_liveness_skip (FeedLiveness *self,
                    gint64        span_us,
                    gint64        now_us)
{
  if (self->last_us != 0)
    self->last_us = MAX (self->last_us, MIN (self->last_us + span_us, now_us));
}

/**
 * feed_liveness_get_largest_us:
 * @self: a liveness
 * @now_us: monotonic time
 *
 * Returns: the largest gap of the last 10 minutes, counted in steps of 30 s; 0 = none
 */
gint64
feed_liveness_get_largest_us (const FeedLiveness *self,
                              gint64              now_us)
{
  gint64 first = now_us / BUCKET_US - FEED_LIVENESS_BUCKETS + 1;
  gint64 largest_us = 0;

  for (gint64 bucket = MAX (first, 0); bucket <= self->bucket; bucket++)
    largest_us = MAX (largest_us, self->largest_us[bucket % FEED_LIVENESS_BUCKETS]);
  return largest_us;
}

/**
 * feed_liveness_get_threshold_us:
 * @self: a liveness
 * @now_us: monotonic time
 *
 * Returns: T_soft, at most 100 ms old
 */
gint64
feed_liveness_get_threshold_us (FeedLiveness *self,
                                gint64        now_us)
{
  double expected_us;

  if (self->threshold_us != 0 && now_us - self->threshold_at_us < REFRESH_US)
    return self->threshold_us;
  self->threshold_at_us = now_us;
  if (self->n_gaps < ENOUGH_GAPS) {
    self->threshold_us = self->silence_initial_us;
    return self->threshold_us;
  }
  expected_us = self->smoothed_us + 8 * self->deviation_us;
  expected_us = MAX (expected_us, 2.0 * feed_liveness_get_largest_us (self, now_us));
  self->threshold_us = CLAMP (expected_us, self->silence_min_us, self->silence_max_us);
  return self->threshold_us;
}

/**
 * feed_liveness_get_deadline_us:
 * @self: a liveness
 * @now_us: monotonic time
 *
 * Returns: when the silence reaches T_soft; %G_MAXINT64 while no silence is counted
 */
gint64
feed_liveness_get_deadline_us (FeedLiveness *self,
                               gint64        now_us)
{
  if (self->last_us == 0)
    return G_MAXINT64;
  return self->last_us + feed_liveness_get_threshold_us (self, now_us);
}
