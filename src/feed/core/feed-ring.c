/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedRing: a fixed ring of ticks that overwrites the oldest and counts it.
 */
#include "feed/core/feed-ring.h"

struct _FeedRing {
  guint    mask;           /* capacity − 1 */
  guint64  pushed, popped; /* ever; overwritten ticks count as popped */
  guint64  overwritten;
  gboolean lossy;          /* ticks were overwritten since the last pop */
  FeedTick ticks[];
};

/**
 * feed_ring_new:
 * @capacity: how many ticks it holds, a power of two
 *
 * Returns: (transfer full): an empty ring
 */
FeedRing *
feed_ring_new (guint capacity)
{
  FeedRing *self;

  g_return_val_if_fail (capacity > 0 && (capacity & (capacity - 1)) == 0, NULL);

  self = g_malloc (sizeof (FeedRing) + (gsize) capacity * sizeof (FeedTick));
  *self = (FeedRing) { .mask = capacity - 1 };
  /* Writing to every page now spares the tick path the page faults */
  for (guint i = 0; i < capacity; i++)
    feed_tick_init (&self->ticks[i]);
  return self;
}

/**
 * feed_ring_free:
 * @self: (transfer full): a ring
 */
void
feed_ring_free (FeedRing *self)
{
  g_free (self);
}

/**
 * feed_ring_push:
 * @self: a ring
 * @tick: what to put in, copied
 *
 * Where the ring is full, the oldest tick makes room.
 */
void
feed_ring_push (FeedRing       *self,
                const FeedTick *tick)
{
  if (G_UNLIKELY (self->pushed - self->popped > self->mask)) {
    self->popped++;
    self->overwritten++;
    self->lossy = TRUE;
  }
  self->ticks[self->pushed++ & self->mask] = *tick;
}

/**
 * feed_ring_pop:
 * @self: a ring
 * @out: (out caller-allocates): the oldest tick; flagged %FEED_TICK_CONFLATED where older ones were
 *   overwritten since the last call
 *
 * Returns: whether there was one
 */
gboolean
feed_ring_pop (FeedRing *self,
               FeedTick *out)
{
  if (self->popped == self->pushed)
    return FALSE;
  *out = self->ticks[self->popped++ & self->mask];
  if (G_UNLIKELY (self->lossy))
    out->flags |= FEED_TICK_CONFLATED;
  self->lossy = FALSE;
  return TRUE;
}

/**
 * feed_ring_get_length:
 * @self: a ring
 *
 * Returns: how many ticks it holds
 */
guint
feed_ring_get_length (const FeedRing *self)
{
  return (guint) (self->pushed - self->popped);
}

/**
 * feed_ring_get_overwritten:
 * @self: a ring
 *
 * Returns: how many ticks were overwritten since it was made
 */
guint64
feed_ring_get_overwritten (const FeedRing *self)
{
  return self->overwritten;
}
