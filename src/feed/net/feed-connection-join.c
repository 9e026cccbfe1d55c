/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-connection-private.h"

/* Instruments that come over from another connection of the same venue: subscribed here before they
 * are given up there. Until then the source alone passes their ticks, and the arbiter here is told
 * of what arrives only to know how far this stream is. Once all of that got through the source's gate,
 * the gate's keys and the gap are taken over in one go, with nothing lost or told twice: whatever the
 * source had more is nothing new here, and whatever comes next comes here too. A source without a
 * stream has nothing to wait for but the first tick. Where both streams are quiet there is nothing
 * under way either; the last that came here is judged once more then, as a venue may begin a
 * subscription with a packet that no other socket is given. */

/* Quiet, with this stream being sound */
#define QUIET_US (5 * G_USEC_PER_SEC)
#define GIVE_UP_US (30 * G_USEC_PER_SEC)

static gint64
now_us (FeedConnection *self)
{
  return feed_clock_monotonic_us (self->clock);
}

void
feed_join_free (FeedJoin *self)
{
  g_object_unref (self->source);
  g_free (self);
}

guint
feed_connection_join (FeedConnection    *self,
                      FeedConnection    *source,
                      guint              source_slot,
                      const FeedListing *listing,
                      FeedMovedFunc      moved,
                      gpointer           user_data)
{
  const FeedConnectionRow *from = feed_connection_row (source, source_slot);
  FeedJoin *join = g_new0 (FeedJoin, 1);
  guint slot = feed_connection_insert (self, from->instrument, from->symbol, listing);

  join->source = g_object_ref (source);
  join->source_slot = source_slot;
  join->moved = moved;
  join->user_data = user_data;
  join->since_us = now_us (self);
  join->generation = self->generation;
  feed_connection_row (self, slot)->join = join;
  return slot;
}

/* The first event has all of them subscribed, in as few messages as there can be */
void
feed_connection_begin_joins (FeedConnection *self)
{
  g_autoptr (FeedConnection) alive = g_object_ref (self);

  for (guint slot = 0; slot < self->rows->len; slot++) {
    FeedJoin *join = feed_connection_row (self, slot)->join;
    FeedSupervisorEvent event = { .type = FEED_EVENT_ADD, .slot = slot };

    if (join == NULL || join->begun)
      continue;
    join->begun = TRUE;
    feed_connection_handle (self, &event);
  }
}

static gboolean
has_link (FeedConnection *self,
          const FeedJoin *join)
{
  return self->opened_us != 0 && self->generation == join->generation;
}

static gboolean
is_quiet (FeedConnection          *self,
          const FeedJoin          *join,
          const FeedConnectionRow *from)
{
  gint64 asked_us = MAX (join->since_us, self->outbox_last_us);
  gint64 heard_us = MAX (join->heard.receive_time_us, from->stream_tick_us);

  return g_queue_is_empty (&self->outbox) &&
         feed_supervisor_get_link (self->supervisor) == FEED_LINK_LIVE &&
         now_us (self) - MAX (asked_us, heard_us) >= QUIET_US;
}

static gboolean
may_take_over (FeedConnection *self,
               guint           slot)
{
  const FeedJoin *join = feed_connection_row (self, slot)->join;
  const FeedConnectionRow *from = feed_connection_row (join->source, join->source_slot);

  if (!has_link (self, join) || from->hold != NULL || from->closing)
    return FALSE;
  if (join->heard.receive_time_us != 0 &&
      (join->source->opened_us == 0 ||
       feed_arbiter_is_covered (self->arbiter, slot, join->source->arbiter, join->source_slot)))
    return TRUE;
  return is_quiet (self, join, from);
}

static void
inherit_row (FeedConnection          *self,
             guint                    slot,
             const FeedConnectionRow *from)
{
  FeedConnectionRow *row = feed_connection_row (self, slot);

  row->stream_tick_us = from->stream_tick_us;
  row->poll_us = from->poll_us;
  row->info_us = from->info_us;
  row->heat = from->heat;
  row->tape_next = from->tape_next;
  row->back_us = from->back_us;
  row->info_known = from->info_known;
  row->unknown = from->unknown;
  row->unfetched_us = from->unfetched_us;
  row->alone = from->alone;
  row->halted = from->halted;
  row->closed = from->closed;
  feed_supervisor_set_slot_open (self->supervisor, slot, !row->closed, now_us (self));
}

/* FALSE where whoever was told stopped everything or removed the instrument */
static gboolean
take_over (FeedConnection *self,
           guint           slot)
{
  FeedConnectionRow *row = feed_connection_row (self, slot);
  FeedJoin *join = g_steal_pointer (&row->join);
  guint64 lease = feed_connection_get_lease (self, slot);
  gboolean unknown;

  /* After a gap this link is the next of those that the instrument came over */
  feed_arbiter_inherit (self->arbiter, slot, join->source->arbiter, join->source_slot,
                        join->source->opened_us != 0 ? self->generation : self->generation - 1);
  feed_gap_ledger_hand_over (join->source->gaps.ledger, join->source_slot, self->gaps.ledger, slot);
  inherit_row (self, slot, feed_connection_row (join->source, join->source_slot));
  unknown = row->unknown;
  join->moved (join->user_data, row->instrument);
  feed_join_free (join);
  if (!feed_connection_is_leased (self, slot, lease))
    return FALSE;
  if (unknown) {
    FeedSupervisorEvent event = { .type = FEED_EVENT_REMOVE, .slot = slot };

    feed_connection_handle (self, &event);
    return FALSE;
  }
  return TRUE;
}

gboolean
feed_joins_take_tick (FeedConnection *self,
                      const FeedTick *tick)
{
  FeedTick copy = *tick;

  feed_connection_row (self, tick->instrument)->join->heard = *tick;
  feed_arbiter_pass (self->arbiter, &copy, &self->context);
  return may_take_over (self, tick->instrument) && take_over (self, tick->instrument);
}

gboolean
feed_connection_check_join (FeedConnection *self,
                            guint           slot)
{
  g_autoptr (FeedConnection) alive = g_object_ref (self);
  const FeedJoin *join = feed_connection_row (self, slot)->join;
  FeedTick heard;

  if (join == NULL)
    return TRUE;
  if (may_take_over (self, slot)) {
    heard = join->heard;
    if (take_over (self, slot) && heard.receive_time_us != 0)
      feed_connection_pass_joined (self, &heard);
    return TRUE;
  }
  return has_link (self, join) && now_us (self) - join->since_us < GIVE_UP_US;
}
