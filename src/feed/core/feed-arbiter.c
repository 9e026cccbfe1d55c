/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The gate of all ticks of a connection. Five series an instrument, each with a key of its own, so
 * that no source can hold back what another alone delivers. What the keys are is a matter of the
 * venue: ids (feed-arbiter-ids.c), or seconds and sequences of a day (feed-arbiter-dated.c).
 *
 * Either way one wrong stamp could do harm, so the venue's own clock (feed-arbiter-clock.c) is
 * followed: the newest stamp taken, plus what elapsed since by our monotonic clock, over all
 * instruments.
 *
 * - A stamp more than 120 s ahead of it is FUTURE: passed on, flagged, and neither a key nor the
 *   clock moves. A stamp that agrees with our wall clock to 120 s is never FUTURE: then it was the
 *   venue's clock as known so far that was wrong (an old first message, say).
 * - The clock itself can be wrong, ahead (the very first stamp was) or behind (a whole venue
 *   jumped). Five stamps in a row that are more than 120 s off it, agree with each other, and have
 *   none between them that agrees with the clock, are the new clock, in either direction.
 * - A time that is a key and more than 120 s ahead of the clock was such a wrong stamp: it counts as
 *   none.
 */
#include "feed/core/feed-arbiter-private.h"

/* First stream tick of a slot in a generation: a subscription of its own */
static void
enter_generation (Passage *passage)
{
  const FeedArbiterContext *context = passage->context;
  Slot *slot = passage->slot;

  if (slot->has_generation) {
    slot->after_gap = TRUE;
    slot->await_time = TRUE;
    slot->subscribed_wall_us = context->wall_us;
  }
  slot->has_generation = TRUE;
  slot->generation = context->generation;
  if (passage->dated != NULL) {
    passage->dated->streamed = 0;
    passage->dated->has_levels = FALSE;
  }
}

static void
slot_clear (FeedArbiter *self,
            guint        place,
            gint64       wall_us)
{
  const Quote no_quote = { NAN, NAN, NAN, NAN };
  const Stats no_stats = { NAN, NAN, NAN, NAN, NAN, NAN };
  Slot *slot = &self->slots[place];

  if (self->is_dated)
    feed_arbiter_clear_dated (&self->dated[place]);
  memset (slot, 0, sizeof *slot);
  order_clear (&slot->tape);
  order_clear (&slot->quote);
  slot->last_key = NO_KEY;
  slot->newest_quote = slot->low_quote = slot->polled_quote = no_quote;
  slot->stats = no_stats;
  slot->subscribed_wall_us = wall_us;
  slot->await_time = TRUE;
}

/**
 * feed_arbiter_new: (skip)
 *
 * Returns: (transfer full): an arbiter that knows nothing yet
 */
FeedArbiter *
feed_arbiter_new (void)
{
  return g_new0 (FeedArbiter, 1);
}

/**
 * feed_arbiter_new_dated: (skip)
 *
 * Returns: (transfer full): an arbiter for a venue that orders its ticks by seconds and sequences
 */
FeedArbiter *
feed_arbiter_new_dated (void)
{
  FeedArbiter *self = feed_arbiter_new ();

  self->is_dated = TRUE;
  return self;
}

/**
 * feed_arbiter_free: (skip)
 * @self: (transfer full): an arbiter
 */
void
feed_arbiter_free (FeedArbiter *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->slots);
  g_free (self->dated);
  g_free (self);
}

/**
 * feed_arbiter_reset_slot: (skip)
 * @self: an arbiter
 * @slot: dense index of an instrument
 * @wall_us: wall time of the subscription
 *
 * Forgets all that is known of @slot. The venue's clock, which is no instrument's, stays.
 */
void
feed_arbiter_reset_slot (FeedArbiter *self,
                         guint        slot,
                         gint64       wall_us)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (slot < G_MAXUINT / 2);

  if (slot >= self->n_slots) {
    guint n_slots = MAX (slot + 1, MAX (16, 2 * self->n_slots));

    self->slots = g_renew (Slot, self->slots, n_slots);
    if (self->is_dated)
      self->dated = g_renew (Dated, self->dated, n_slots);
    for (guint i = self->n_slots; i < n_slots; i++)
      slot_clear (self, i, wall_us);
    self->n_slots = n_slots;
  }
  if (self->slots[slot].rebased)
    self->n_rebased--;
  slot_clear (self, slot, wall_us);
}

/**
 * feed_arbiter_forget_quote: (skip)
 * @self: an arbiter
 * @slot: a slot that was reset once
 *
 * The next quote is not compared with those before it, nor are the levels; ids go on.
 */
void
feed_arbiter_forget_quote (FeedArbiter *self,
                           guint        slot)
{
  const Quote no_quote = { NAN, NAN, NAN, NAN };

  g_return_if_fail (slot < self->n_slots);

  self->slots[slot].newest_quote = no_quote;
  self->slots[slot].depth_key = 0;
  if (self->is_dated)
    feed_arbiter_forget_dated_quote (&self->dated[slot]);
}

/**
 * feed_arbiter_pass: (skip)
 * @self: an arbiter
 * @tick: (inout): a tick of a slot that was reset once
 * @context: how it came
 *
 * Returns: the #FeedSeries of @tick that are new; 0 where it is to be dropped
 */
guint
feed_arbiter_pass (FeedArbiter              *self,
                   FeedTick                 *tick,
                   const FeedArbiterContext *context)
{
  Passage passage = { self, NULL, NULL, tick, context, FALSE, FALSE, FALSE };
  guint mask;

  g_return_val_if_fail (tick->instrument < self->n_slots, 0);

  passage.slot = &self->slots[tick->instrument];
  passage.dated = self->is_dated ? &self->dated[tick->instrument] : NULL;
  passage.backfill = (tick->flags & FEED_TICK_BACKFILL) != 0;
  passage.streamed = !passage.backfill && tick->source != FEED_SOURCE_POLL
                     && tick->source != FEED_SOURCE_PROBE;
  if (passage.streamed && (!passage.slot->has_generation
                           || passage.slot->generation < context->generation))
    enter_generation (&passage);
  feed_arbiter_judge_time (&passage);
  mask = passage.dated != NULL ? feed_arbiter_ask_dated (&passage) : feed_arbiter_ask_ids (&passage);
  if (tick->exchange_time_us != 0 && (mask != 0 || passage.late)
      && !(tick->flags & (FEED_TICK_SNAPSHOT | FEED_TICK_BACKFILL)))
    feed_arbiter_follow_clock (&passage);
  if (mask == 0) {
    passage.late ? self->counts.late++ : self->counts.duplicate++;
    return 0;
  }
  if (passage.dated != NULL)
    feed_arbiter_strip_dated (&passage, mask);
  else
    feed_arbiter_strip_ids (&passage, mask);
  self->counts.accepted++;
  if (tick->flags & FEED_TICK_FUTURE)
    self->counts.future++;
  if (passage.streamed && passage.slot->after_gap && !(tick->flags & FEED_TICK_SNAPSHOT)) {
    passage.slot->after_gap = FALSE;
    tick->flags |= FEED_TICK_FIRST_AFTER_GAP;
  }
  return mask;
}

/**
 * feed_arbiter_is_snapshot: (skip)
 * @self: an arbiter
 * @tick: a tick of the stream
 * @context: how it came
 *
 * Returns: whether it would pass as a %FEED_TICK_SNAPSHOT
 */
gboolean
feed_arbiter_is_snapshot (const FeedArbiter        *self,
                          const FeedTick           *tick,
                          const FeedArbiterContext *context)
{
  const Slot *slot;
  gboolean is_first;

  g_return_val_if_fail (tick->instrument < self->n_slots, FALSE);

  slot = &self->slots[tick->instrument];
  is_first = slot->has_generation && slot->generation < context->generation;
  if (tick->exchange_time_us <= 0 || tick->exchange_time_us > LATEST_US ||
      !(is_first || slot->await_time))
    return FALSE;
  return feed_arbiter_is_older_than (self, is_first ? context->wall_us : slot->subscribed_wall_us, tick,
                                     context);
}

/**
 * feed_arbiter_get_last_id: (skip)
 * @self: an arbiter
 * @slot: a slot
 *
 * Returns: the id of the newest trade that a tick of any source told of, -1 where there was none
 */
gint64
feed_arbiter_get_last_id (const FeedArbiter *self,
                          guint              slot)
{
  g_return_val_if_fail (self != NULL, NO_KEY);

  return slot < self->n_slots ? self->slots[slot].last_key : NO_KEY;
}

/**
 * feed_arbiter_take_rebased: (skip)
 * @self: an arbiter
 *
 * To be called until it says 0, since the ids of several instruments may restart at once.
 *
 * Returns: slot + 1 of an instrument whose ids were rebased and not reported yet, or 0
 */
guint
feed_arbiter_take_rebased (FeedArbiter *self)
{
  g_return_val_if_fail (self != NULL, 0);

  if (self->n_rebased == 0)
    return 0;
  for (guint i = 0; i < self->n_slots; i++) {
    if (self->slots[i].rebased) {
      self->slots[i].rebased = FALSE;
      self->n_rebased--;
      return i + 1;
    }
  }
  g_assert_not_reached ();
}

/**
 * feed_arbiter_get_counts: (skip)
 * @self: an arbiter
 * @counts: (out caller-allocates): ticks that passed and that were dropped
 */
void
feed_arbiter_get_counts (const FeedArbiter *self,
                         FeedArbiterCounts *counts)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (counts != NULL);

  *counts = self->counts;
}
