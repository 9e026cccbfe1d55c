/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/core/feed-gap.h"

static const char *const backfill_names[] = { "none", "pending", "done", "partial", "failed" };

G_STATIC_ASSERT (G_N_ELEMENTS (backfill_names) == FEED_BACKFILL_FAILED + 1);

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
