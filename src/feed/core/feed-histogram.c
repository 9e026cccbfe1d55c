/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedHistogram: how long things took, in steps that grow with what they measure.
 *
 * Up to 2^(STEP_BITS + 1) each value has its bucket; above, each power of two is divided in
 * 2^STEP_BITS equal steps.
 */
#include "feed/core/feed-histogram.h"

#include <math.h>

#define STEP_BITS 5
#define STEPS (1 << STEP_BITS)
#define TOP_BITS 40
#define LAST_BUCKET ((TOP_BITS - STEP_BITS + 1) * STEPS)

struct _FeedHistogram {
  guint64 count;
  gint64  min, max;    /* of what was recorded; −1 = nothing */
  guint64 buckets[LAST_BUCKET + 1];
};

static inline guint
find_bucket (guint64 us)
{
  guint shift;

  if (us < STEPS)
    return (guint) us;
  if (us >> TOP_BITS != 0)
    return LAST_BUCKET;
  shift = 63 - STEP_BITS - (guint) __builtin_clzll (us);
  return shift * STEPS + (guint) (us >> shift);
}

/* Largest value that is counted in bucket */
static gint64
get_bucket_end (guint bucket)
{
  guint shift;

  if (bucket == LAST_BUCKET)
    return G_MAXINT64;
  if (bucket < 2 * STEPS)
    return bucket;
  shift = bucket / STEPS - 1;
  return ((gint64) (bucket - shift * STEPS + 1) << shift) - 1;
}

/**
 * feed_histogram_new:
 *
 * Returns: (transfer full): an empty histogram
 */
FeedHistogram *
feed_histogram_new (void)
{
  FeedHistogram *self = g_new (FeedHistogram, 1);

  feed_histogram_reset (self);
  return self;
}

/**
 * feed_histogram_free:
 * @self: (transfer full): a histogram
 */
void
feed_histogram_free (FeedHistogram *self)
{
  g_free (self);
}

/**
 * feed_histogram_record:
 * @self: a histogram
 * @us: a duration; a negative one counts as 0
 */
void
feed_histogram_record (FeedHistogram *self,
                       gint64         us)
{
  us = MAX (us, 0);
  self->buckets[find_bucket ((guint64) us)]++;
  self->max = MAX (self->max, us);
  self->min = self->count == 0 ? us : MIN (self->min, us);
  self->count++;
}

/**
 * feed_histogram_get_count:
 * @self: a histogram
 *
 * Returns: how many durations were recorded
 */
guint64
feed_histogram_get_count (const FeedHistogram *self)
{
  return self->count;
}

/**
 * feed_histogram_get_percentile:
 * @self: a histogram
 * @percentile: 0 to 100; what is outside counts as the nearer of both
 *
 * Returns: a duration that @percentile per cent of the recorded ones do not exceed, at most 3.2 %
 *   too large; −1 where nothing was recorded
 */
gint64
feed_histogram_get_percentile (const FeedHistogram *self,
                               double               percentile)
{
  guint64 seen = 0;
  double wanted;
  guint bucket;

  if (self->count == 0)
    return -1;
  if (!(percentile > 0))
    return self->min;
  wanted = ceil (percentile / 100 * self->count);
  for (bucket = 0; bucket < LAST_BUCKET; bucket++) {
    seen += self->buckets[bucket];
    if (seen >= wanted && seen > 0)
      break;
  }
  return CLAMP (get_bucket_end (bucket), self->min, self->max);
}

/**
 * feed_histogram_get_max:
 * @self: a histogram
 *
 * Returns: the largest recorded duration, exactly; −1 where nothing was recorded
 */
gint64
feed_histogram_get_max (const FeedHistogram *self)
{
  return self->max;
}

/**
 * feed_histogram_merge:
 * @self: a histogram
 * @other: one whose records are added to @self
 */
void
feed_histogram_merge (FeedHistogram       *self,
                      const FeedHistogram *other)
{
  if (other->count == 0)
    return;
  self->min = self->count == 0 ? other->min : MIN (self->min, other->min);
  self->max = MAX (self->max, other->max);
  self->count += other->count;
  for (guint bucket = 0; bucket <= LAST_BUCKET; bucket++)
    self->buckets[bucket] += other->buckets[bucket];
}

/**
 * feed_histogram_reset:
 * @self: a histogram
 *
 * Forgets all records.
 */
void
feed_histogram_reset (FeedHistogram *self)
{
  *self = (FeedHistogram) { .min = -1, .max = -1 };
}
