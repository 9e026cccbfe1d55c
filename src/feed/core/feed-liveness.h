/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-config.h"

G_BEGIN_DECLS

/**
 * FeedLiveness:
 *
 * How long a connection may be silent before it is suspect (T_soft):
 * clamp (max (S + 8·D, 2 × largest gap of the last 10 min), silence-min, silence-max), and
 * silence-initial until 20 gaps were seen. S and D are the smoothed gap between ticks and its mean
 * deviation with the gains 1/8 and 1/4 of RFC 6298, section 2. A plain value: no allocation.
 */
#define FEED_LIVENESS_BUCKETS 20

typedef struct {
  gint64 silence_min_us, silence_max_us, silence_initial_us;
  gint64 last_us;                            /* last tick, or confirmed quiet; 0 = none */
  double smoothed_us, deviation_us;
  guint  n_gaps;
  gint64 largest_us[FEED_LIVENESS_BUCKETS];  /* of 30 s each */
  gint64 bucket;                             /* number of the newest bucket */
  gint64 threshold_us;                       /* kept up to date at most every 100 ms */
  gint64 threshold_at_us;
} FeedLiveness;

void feed_liveness_init (FeedLiveness *self,
                         FeedConfig   *config);
/* A tick arrived: learns the gap since the last one */
void feed_liveness_observe (FeedLiveness *self,
                            gint64        now_us);
/* REST confirmed the market quiet: learns the gap so far as one that happens, and silence counts
 * from now */
void feed_liveness_confirm_quiet (FeedLiveness *self,
                                  gint64        now_us);
/* Silence counts from now and nothing is learned: a socket opened, a session began */
void feed_liveness_restart (FeedLiveness *self,
                            gint64        now_us);
/* So much of the silence was ours: nobody listened */
void feed_liveness_skip (FeedLiveness *self,
                         gint64        span_us,
                         gint64        now_us);
gint64 feed_liveness_get_threshold_us (FeedLiveness *self,
                                       gint64        now_us);
/* Monotonic time at which the silence exceeds the threshold */
gint64 feed_liveness_get_deadline_us (FeedLiveness *self,
                                      gint64        now_us);
gint64 feed_liveness_get_largest_us (const FeedLiveness *self,
                                     gint64              now_us);

G_END_DECLS
