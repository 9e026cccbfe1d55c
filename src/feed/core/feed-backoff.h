/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/**
 * FeedRandom:
 *
 * A seeded generator as a plain value (SplitMix64), so that a run can be replayed from its seed.
 */
typedef struct {
  guint64 state;
} FeedRandom;

void feed_random_init (FeedRandom *self,
                       guint64     seed);
guint64 feed_random_next (FeedRandom *self);
/* Uniform in [low, high]; low where high < low */
gint64 feed_random_between (FeedRandom *self,
                            gint64      low,
                            gint64      high);

/* U[min, max (min, min (cap, base * 2^attempt))] µs; attempt counts failures so far, from 0.
 * Never overflows, however large attempt is */
gint64 feed_backoff_next_us (FeedRandom *random,
                             guint       attempt,
                             gint64      min_us,
                             gint64      base_us,
                             gint64      cap_us);

G_END_DECLS
