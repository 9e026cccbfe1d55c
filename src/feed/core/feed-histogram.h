/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/**
 * FeedHistogram:
 *
 * Log-linear histogram of non-negative µs: 32 linear steps a power of two (error ≤ 3.2 %), values
 * above 2^40 counted in the last bucket. Recording allocates nothing.
 */
typedef struct _FeedHistogram FeedHistogram;

FeedHistogram *feed_histogram_new (void);
void           feed_histogram_free (FeedHistogram *self);
void           feed_histogram_record (FeedHistogram *self,
                                      gint64         us);
guint64 feed_histogram_get_count (const FeedHistogram *self);
/* percentile in 0..100; -1 where nothing was recorded. Never below the smallest or above the
 * largest recorded value */
gint64 feed_histogram_get_percentile (const FeedHistogram *self,
                                      double               percentile);
gint64 feed_histogram_get_max (const FeedHistogram *self);
void   feed_histogram_merge (FeedHistogram       *self,
                             const FeedHistogram *other);
void feed_histogram_reset (FeedHistogram *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedHistogram, feed_histogram_free)

G_END_DECLS
