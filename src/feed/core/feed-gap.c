/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/core/feed-gap.h"

static const char *const backfill_names[] = { "none", "pending", "done", "partial", "failed" };

G_STATIC_ASSERT (G_N_ELEMENTS (backfill_names) == FEED_BACKFILL_FAILED + 1);

G_DEFINE_BOXED_TYPE (FeedGap, feed_gap, feed_gap_copy, feed_gap_free)

/**
 * feed_gap_copy:
 * @gap: a gap
 *
 * Returns: (transfer full): a copy, freed by feed_gap_free()
 */
FeedGap *
feed_gap_copy (const FeedGap *gap)
{
  FeedGap *copy = g_new (FeedGap, 1);

  *copy = *gap;
  return copy;
}

/**
 * feed_gap_free:
 * @gap: (transfer full): a gap made by feed_gap_copy()
 */
void
feed_gap_free (FeedGap *gap)
{
  g_free (gap);
}

/**
 * feed_backfill_to_string: (skip)
 * @backfill: what became of lost trades
 *
 * Returns: its word, in English and lower case
 */
const char *
feed_backfill_to_string (FeedBackfill backfill)
{
  g_return_val_if_fail ((guint) backfill < G_N_ELEMENTS (backfill_names), NULL);

  return backfill_names[backfill];
}
