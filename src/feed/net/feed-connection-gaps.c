/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-connection-private.h"

/* Intervals without stream data: what the ledger is told of them, and the trades of the stream that
 * wait behind those it lost. A trade that is held has arrived as far as the supervisor is
 * concerned; only its place on the tape is not free yet. */

/* How long and how many trades wait before the rest goes on without the lost ones */
#define HOLD_US (5 * G_USEC_PER_SEC)
#define MAX_HELD_A_SLOT 2000
#define MAX_HELD 20000

/* A trade of the stream on its way to the tape */
typedef struct {
  FeedTick tick;
  guint    generation;   /* of the link it came over */
} Held;

static gint64
now_us (FeedConnection *self)
{
  return feed_clock_monotonic_us (self->clock);
}

static void
hold_free (gpointer data)
{
  FeedHold *hold = data;

  g_array_unref (hold->held);
  g_free (hold);
}

/* FALSE where whoever was told stopped everything or removed the instrument */
static gboolean
emit_gap (FeedConnection *self,
          guint           slot,
          gint64          start_us,
          gint64          lost)
{
  guint64 lease = feed_connection_get_lease (self, slot);
  FeedTick tick;

  feed_tick_init (&tick);
  tick.instrument = feed_connection_row (self, slot)->instrument;
  tick.flags = FEED_TICK_GAP;
  tick.exchange_time_us = start_us;
  tick.receive_time_us = now_us (self);
  tick.sequence = lost;
  self->events.tick (self->user_data, &tick, NULL, 0);
  return feed_connection_is_leased (self, slot, lease);
}

void
feed_gaps_tell (FeedConnection *self)
{
  g_autoptr (FeedConnection) alive = g_object_ref (self);
  FeedGap gap;

  while (feed_gap_ledger_take (self->gaps.ledger, now_us (self), &gap)) {
    g_autofree char *symbol = NULL;

    if (gap.instrument != FEED_GAP_CONNECTION) {
      FeedConnectionRow *row = feed_connection_row (self, gap.instrument);

      symbol = g_strdup (row->symbol);
      gap.instrument = row->instrument;
    }
    self->events.gap (self->user_data, &gap, symbol);
  }
}

static void
on_gaps_due (gpointer user_data)
{
  g_autoptr (FeedConnection) self = g_object_ref (user_data);

  self->gaps.timer = 0;
  for (guint i = self->gaps.holds->len; i-- > 0; i = MIN (i, self->gaps.holds->len)) {
    FeedHold *hold = self->gaps.holds->pdata[i];

    if (now_us (self) - hold->since_us >= HOLD_US)
      feed_gaps_release (self, hold->slot, "it took too long");
  }
  feed_gaps_tell (self);
  feed_gaps_arm (self);
}

void
feed_gaps_arm (FeedConnection *self)
{
  FeedGaps *gaps = &self->gaps;
  gint64 due_us = feed_gap_ledger_get_deadline_us (gaps->ledger);

  for (guint i = 0; i < gaps->holds->len; i++)
    due_us = MIN (due_us, ((FeedHold *) gaps->holds->pdata[i])->since_us + HOLD_US);
  if (!self->running)
    due_us = G_MAXINT64;
  if (due_us == gaps->timer_us && gaps->timer != 0)
    return;
  if (gaps->timer != 0)
    feed_clock_remove_timer (self->clock, gaps->timer);
  gaps->timer = 0;
  gaps->timer_us = due_us;
  if (due_us != G_MAXINT64)
    gaps->timer = feed_clock_add_timer (self->clock, due_us, "feed gaps", on_gaps_due, self);
}

gint64
feed_gaps_get_hold_end_us (const FeedHold *hold)
{
  return hold->since_us + HOLD_US;
}

/* Takes the slot's hold from where it is known */
static FeedHold *
steal_hold (FeedConnection *self,
            guint           slot)
{
  FeedHold *hold = g_steal_pointer (&feed_connection_row (self, slot)->hold);

  if (hold == NULL)
    return NULL;
  self->gaps.n_held -= hold->held->len;
  g_ptr_array_remove (self->gaps.holds, hold);
  feed_gap_ledger_backfilled (self->gaps.ledger, slot, hold->fetched, now_us (self));
  return hold;
}

static void
drop_hold (FeedConnection *self,
           guint           slot)
{
  FeedHold *hold = steal_hold (self, slot);

  if (hold != NULL)
    hold_free (hold);
}

static void
append (FeedConnection *self,
        FeedHold       *hold,
        const FeedTick *tick,
        guint           generation)
{
  Held held = { *tick, generation };

  g_array_append_val (hold->held, held);
  self->gaps.n_held++;
}

static void
begin_hold (FeedConnection *self,
            guint           slot,
            const FeedTick *tick,
            guint           generation)
{
  FeedConnectionRow *row = feed_connection_row (self, slot);
  FeedHold *hold = g_new0 (FeedHold, 1);

  hold->slot = slot;
  hold->held = g_array_new (FALSE, FALSE, sizeof (Held));
  hold->since_us = tick->receive_time_us;
  hold->next_id = row->tape_next;
  hold->lost = tick->sequence - row->tape_next;
  hold->end_id = tick->sequence;
  row->hold = hold;
  g_ptr_array_add (self->gaps.holds, hold);
  append (self, hold, tick, generation);
}

static void
report_missing (FeedConnection *self,
                guint           slot,
                gint64          lost,
                gint64          fetched,
                const char     *why)
{
  g_autofree char *text =
    g_strdup_printf ("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " lost trades of %s were not "
                                                                 "fetched: %s", lost - fetched, lost, feed_connection_row (self, slot)->symbol,
                     why);

  feed_connection_report (self, FEED_TROUBLE_BACKFILL, text);
}

/* Counts what the slot's gap cost, by the first trade after it, and has it fetched where it can be.
 * FALSE where the trade does not matter any more */
static gboolean
end_gap (FeedConnection *self,
         guint           slot,
         FeedTick       *tick,
         guint           generation)
{
  FeedConnectionRow *row = feed_connection_row (self, slot);
  guint64 lease = feed_connection_get_lease (self, slot);
  gint64 lost = tick->sequence - row->tape_next;
  gint64 start_us = feed_gap_ledger_get_open (self->gaps.ledger, slot)->start_us;
  const char *why = NULL;
  FeedBackfill backfill = FEED_BACKFILL_NONE;

  if (lost > 0 && now_us (self) - tick->receive_time_us >= HOLD_US)
    why = "it took too long";
  else if (lost > 0 && self->gaps.n_held >= MAX_HELD)
    why = "too many trades wait already";
  if (why != NULL)
    backfill = FEED_BACKFILL_FAILED;
  else if (lost > 0)
    backfill = feed_backfill_judge (self, slot, row->tape_next, lost, &why);
  feed_gap_ledger_count (self->gaps.ledger, slot, lost, backfill, now_us (self));
  if (backfill == FEED_BACKFILL_PENDING)
    begin_hold (self, slot, tick, generation);
  if (!emit_gap (self, slot, start_us, lost))
    return FALSE;
  if (backfill == FEED_BACKFILL_FAILED)
    report_missing (self, slot, lost, 0, why);
  feed_gaps_tell (self);
  if (!feed_connection_is_leased (self, slot, lease))
    return FALSE;
  if (backfill == FEED_BACKFILL_PENDING) {
    feed_requests_schedule (self);
    feed_gaps_arm (self);
  }
  return TRUE;
}

/* A trade that waited while the stream was lost again. That gap is not its business; one before it is,
 * and there is no time left for it */
static FeedTapePlace
place_before_gap (FeedConnection *self,
                  guint           slot,
                  FeedTick       *tick)
{
  guint64 lease = feed_connection_get_lease (self, slot);
  gint64 lost = tick->sequence - feed_connection_row (self, slot)->tape_next;
  gint64 wall_us = feed_clock_wall_us (self->clock);
  gint64 waited_us = now_us (self) - tick->receive_time_us;

  if (lost == 0)
    return FEED_TAPE_FREE;
  feed_gap_ledger_add_skipped (self->gaps.ledger, slot, lost, tick->receive_time_us, now_us (self),
                               wall_us);
  if (!emit_gap (self, slot, wall_us - waited_us, lost))
    return FEED_TAPE_GONE;
  report_missing (self, slot, lost, 0, "the stream was lost again");
  feed_gaps_tell (self);
  tick->flags |= FEED_TICK_FIRST_AFTER_GAP;
  return feed_connection_is_leased (self, slot, lease) ? FEED_TAPE_FREE : FEED_TAPE_GONE;
}

/* Whether the trade has to wait for others, or comes after some that are missing */
static FeedTapePlace
find_place (FeedConnection *self,
            guint           slot,
            FeedTick       *tick,
            guint           generation)
{
  FeedConnectionRow *row = feed_connection_row (self, slot);
  FeedGapLedger *ledger = self->gaps.ledger;

  if (tick->sequence < row->tape_next || row->tape_next == 0 || !self->venue->counts_trades)
    return FEED_TAPE_FREE;
  if (row->hold != NULL) {
    append (self, row->hold, tick, generation);
    feed_gap_ledger_saw_stream (ledger, slot, tick->receive_time_us);
    return FEED_TAPE_HELD;
  }
  if (feed_gap_ledger_get_open (ledger, slot) != NULL) {
    if (tick->receive_time_us <= feed_gap_ledger_get_open_since_us (ledger, slot))
      return place_before_gap (self, slot, tick);
  } else if (tick->sequence == row->tape_next ||
             !feed_gap_ledger_lose_slot (ledger, slot, FEED_CAUSE_SKIPPED, now_us (self),
                                         feed_clock_wall_us (self->clock))) {
    return FEED_TAPE_FREE;
  }
  feed_gap_ledger_saw_stream (ledger, slot, tick->receive_time_us);
  if (!end_gap (self, slot, tick, generation))
    return FEED_TAPE_GONE;
  row = feed_connection_row (self, slot);
  if (row->hold != NULL)
    return FEED_TAPE_HELD;
  tick->flags |= FEED_TICK_FIRST_AFTER_GAP;
  return FEED_TAPE_FREE;
}

FeedTapePlace
feed_gaps_place_trade (FeedConnection *self,
                       FeedTick       *tick)
{
  guint slot = tick->instrument;
  FeedConnectionRow *row = feed_connection_row (self, slot);

  if (tick->sequence < 0)
    return FEED_TAPE_FREE;
  if (G_LIKELY (row->hold == NULL && tick->sequence == row->tape_next &&
                feed_gap_ledger_get_open (self->gaps.ledger, slot) == NULL))
    return FEED_TAPE_FREE;
  return find_place (self, slot, tick, self->context.generation);
}

void
feed_gaps_limit_hold (FeedConnection *self,
                      guint           slot)
{
  FeedHold *hold = feed_connection_row (self, slot)->hold;

  if (hold != NULL && (hold->held->len >= MAX_HELD_A_SLOT || self->gaps.n_held > MAX_HELD))
    feed_gaps_release (self, slot, "too many trades wait");
}

/* Held trades may have another gap between them: then those behind it wait again */
void
feed_gaps_release (FeedConnection *self,
                   guint           slot,
                   const char     *why)
{
  g_autoptr (FeedConnection) alive = g_object_ref (self);
  guint64 lease = feed_connection_get_lease (self, slot);
  FeedHold *hold = steal_hold (self, slot);

  feed_connection_row (self, slot)->tape_next = hold->end_id;
  if (hold->fetched < hold->lost)
    report_missing (self, slot, hold->lost, hold->fetched, why);
  for (guint i = 0; i < hold->held->len && feed_connection_is_leased (self, slot, lease); i++) {
    Held held = g_array_index (hold->held, Held, i);

    if (i == 0)
      held.tick.flags |= FEED_TICK_FIRST_AFTER_GAP;
    if (find_place (self, slot, &held.tick, held.generation) == FEED_TAPE_FREE)
      feed_connection_pass_held (self, &held.tick, held.generation);
  }
  hold_free (hold);
  feed_gaps_tell (self);
  feed_gaps_arm (self);
}

/* Nobody can say what was lost: trades are not numbered, never came, or are numbered anew */
static gboolean
end_gap_unknown (FeedConnection *self,
                 guint           slot)
{
  gint64 start_us = feed_gap_ledger_get_open (self->gaps.ledger, slot)->start_us;
  guint64 lease = feed_connection_get_lease (self, slot);

  feed_gap_ledger_count (self->gaps.ledger, slot, -1, FEED_BACKFILL_NONE, now_us (self));
  if (!emit_gap (self, slot, start_us, -1))
    return FALSE;
  feed_gaps_tell (self);
  return feed_connection_is_leased (self, slot, lease);
}

gboolean
feed_gaps_saw_stream (FeedConnection *self,
                      guint           slot,
                      const FeedTick *tick,
                      gboolean        on_tape)
{
  FeedConnectionRow *row = feed_connection_row (self, slot);
  FeedGapLedger *ledger = self->gaps.ledger;
  const FeedGap *open = feed_gap_ledger_get_open (ledger, slot);
  gboolean anew = on_tape && tick->sequence < row->tape_next;
  gboolean unknown = !self->venue->counts_trades || row->tape_next == 0 || anew;

  if (G_UNLIKELY (row->closed && row->hold == NULL))
    return TRUE;
  if (G_UNLIKELY (open != NULL && open->length_us < 0))
    row->back_us = tick->receive_time_us;
  feed_gap_ledger_saw_stream (ledger, slot, tick->receive_time_us);
  return G_LIKELY (open == NULL || !unknown) || end_gap_unknown (self, slot);
}

void
feed_gaps_saw_poll (FeedConnection *self,
                    guint           slot,
                    gint64          trade_id)
{
  FeedConnectionRow *row = feed_connection_row (self, slot);
  const FeedGap *open;
  gint64 start_us;

  feed_gap_ledger_saw_poll (self->gaps.ledger, slot, now_us (self));
  open = feed_gap_ledger_get_open (self->gaps.ledger, slot);
  /* Asked after the stream was back, and nothing traded since what it gave before: nothing is lost */
  if (open == NULL || open->length_us < 0 || row->tape_next == 0 ||
      trade_id != row->tape_next - 1 || self->requests.requested_at_us <= row->back_us)
    return;
  start_us = open->start_us;
  feed_gap_ledger_count (self->gaps.ledger, slot, 0, FEED_BACKFILL_NONE, now_us (self));
  emit_gap (self, slot, start_us, 0);
}

void
feed_gaps_saw_audit (FeedConnection *self,
                     guint           slot)
{
  if (feed_supervisor_get_link (self->supervisor) == FEED_LINK_LIVE &&
      feed_supervisor_is_slot_polled (self->supervisor, slot))
    feed_gap_ledger_lose_slot (self->gaps.ledger, slot, FEED_CAUSE_MUTE, now_us (self),
                               feed_clock_wall_us (self->clock));
}

static gboolean
has_link (FeedLinkState state)
{
  return state == FEED_LINK_WARMING || state == FEED_LINK_LIVE || state == FEED_LINK_SUSPECT;
}

/* Where it stops, what waits is not told of any more */
static void
stop (FeedConnection *self)
{
  for (guint slot = 0; slot < self->rows->len; slot++) {
    drop_hold (self, slot);
    feed_connection_row (self, slot)->tape_next = 0;
  }
  feed_gap_ledger_stop (self->gaps.ledger);
}

void
feed_gaps_saw_transition (FeedConnection              *self,
                          const FeedSupervisorActions *actions)
{
  FeedGapLedger *ledger = self->gaps.ledger;

  if (actions->to == FEED_LINK_IDLE)
    stop (self);
  else if (actions->to == FEED_LINK_LIVE)
    feed_gap_ledger_live (ledger, now_us (self));
  else if (has_link (actions->from) && !has_link (actions->to) &&
           feed_supervisor_get_phase (self->supervisor) == FEED_PHASE_OPEN)
    feed_gap_ledger_lose (ledger, actions->cause, now_us (self), feed_clock_wall_us (self->clock));
  feed_gaps_arm (self);
}

/* What the stream does not bring while nothing is traded is not missed */
void
feed_gaps_saw_phase (FeedConnection *self,
                     gboolean        open)
{
  FeedLinkState link = feed_supervisor_get_link (self->supervisor);

  for (guint i = self->gaps.holds->len; i-- > 0; i = MIN (i, self->gaps.holds->len))
    feed_gaps_release (self, ((FeedHold *) self->gaps.holds->pdata[i])->slot,
                       "the market closed");
  feed_gap_ledger_stop (self->gaps.ledger);
  if (open && !has_link (link) && link != FEED_LINK_IDLE) {
    for (guint slot = 0; slot < self->rows->len; slot++) {
      const FeedConnectionRow *row = feed_connection_row (self, slot);

      if (row->symbol != NULL && !row->closed && row->join == NULL)
        feed_gap_ledger_expect (self->gaps.ledger, slot, now_us (self));
    }
    feed_gap_ledger_lose (self->gaps.ledger, feed_supervisor_get_reason (self->supervisor),
                          now_us (self), feed_clock_wall_us (self->clock));
  }
  feed_gaps_tell (self);
  feed_gaps_arm (self);
}

void
feed_gaps_add (FeedConnection *self,
               guint           slot)
{
  feed_gap_ledger_add (self->gaps.ledger, slot);
}

void
feed_gaps_remove (FeedConnection *self,
                  guint           slot)
{
  drop_hold (self, slot);
  feed_gap_ledger_remove (self->gaps.ledger, slot);
  feed_gaps_tell (self);
  feed_gaps_arm (self);
}

void
feed_gaps_init (FeedConnection *self)
{
  self->gaps.ledger = feed_gap_ledger_new ();
  self->gaps.holds = g_ptr_array_new ();
}

void
feed_gaps_clear (FeedConnection *self)
{
  g_clear_pointer (&self->gaps.ledger, feed_gap_ledger_free);
  g_clear_pointer (&self->gaps.holds, g_ptr_array_unref);
}
