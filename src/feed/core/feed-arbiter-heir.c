/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An instrument goes over from one connection to another, and its keys with it. */
#include "feed/core/feed-arbiter-private.h"

static gboolean
are_ids_covered (const Slot *slot,
                 const Slot *other)
{
  return slot->tape.key <= other->tape.key && slot->quote.key <= other->quote.key
         && slot->last_key <= other->last_key && slot->stats_key <= other->stats_key
         && slot->depth_key <= other->depth_key;
}

/* An index has no sequence: of the same second only the same price is surely the same packet */
static gboolean
is_dated_covered (const Dated *dated,
                  const Dated *other)
{
  if (dated->levels_us > other->levels_us)
    return FALSE;
  if (dated->order.key == NO_KEY)
    return TRUE;
  if (dated->sequence < 0 || other->sequence < 0)
    return dated->order.key == other->order.key && dated->sequence == other->sequence
           && same_number (dated->last, other->last);
  return dated->order.key < other->order.key
         || (dated->order.key == other->order.key && dated->sequence <= other->sequence);
}

/**
 * feed_arbiter_is_covered: (skip)
 * @self: an arbiter
 * @slot: a slot that only the stream filled
 * @other: an arbiter of the same venue
 * @other_slot: the same instrument there
 *
 * Returns: whether all that came for @slot got through, or was passed over, at @other
 */
gboolean
feed_arbiter_is_covered (const FeedArbiter *self,
                         guint              slot,
                         const FeedArbiter *other,
                         guint              other_slot)
{
  g_return_val_if_fail (slot < self->n_slots && other_slot < other->n_slots, FALSE);
  g_return_val_if_fail (self->is_dated == other->is_dated, FALSE);

  return self->is_dated ? is_dated_covered (&self->dated[slot], &other->dated[other_slot])
         : are_ids_covered (&self->slots[slot], &other->slots[other_slot]);
}

static void
enter (Order *order,
       guint  generation)
{
  order->generation = generation;
  order->n_low = 0;
}

/**
 * feed_arbiter_inherit: (skip)
 * @self: an arbiter
 * @slot: a slot that was reset once
 * @other: an arbiter of the same venue
 * @other_slot: the same instrument there
 * @generation: of a socket of @self
 *
 * Whether ids restarted is judged anew.
 */
void
feed_arbiter_inherit (FeedArbiter       *self,
                      guint              slot,
                      const FeedArbiter *other,
                      guint              other_slot,
                      guint              generation)
{
  Slot *heir;
  gboolean rebased;

  g_return_if_fail (slot < self->n_slots && other_slot < other->n_slots);
  g_return_if_fail (self->is_dated == other->is_dated);

  heir = &self->slots[slot];
  rebased = heir->rebased;
  *heir = other->slots[other_slot];
  heir->rebased = rebased;
  heir->generation = generation;
  enter (&heir->tape, generation);
  enter (&heir->quote, generation);
  if (!self->is_dated)
    return;
  self->dated[slot] = other->dated[other_slot];
  enter (&self->dated[slot].order, generation);
}
