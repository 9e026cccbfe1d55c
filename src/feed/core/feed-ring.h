/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-tick.h"

G_BEGIN_DECLS

/**
 * FeedRing:
 *
 * A fixed ring of ticks. All memory is taken and touched at creation. A push into a full ring
 * overwrites the oldest tick and counts it.
 */
typedef struct _FeedRing FeedRing;

/* capacity: a power of two */
FeedRing *feed_ring_new (guint capacity);
void      feed_ring_free (FeedRing *self);
void      feed_ring_push (FeedRing       *self,
                          const FeedTick *tick);
/* FALSE where the ring is empty. The first tick after overwritten ones carries FEED_TICK_CONFLATED */
gboolean feed_ring_pop (FeedRing *self,
                        FeedTick *out);
guint   feed_ring_get_length (const FeedRing *self);
guint64 feed_ring_get_overwritten (const FeedRing *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedRing, feed_ring_free)

G_END_DECLS
