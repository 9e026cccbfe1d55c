/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/core/feed-gap-ledger.h"

/* A connection's gap that is over waits this long for the next trade of each slot, by which it is
 * known what was lost: a quiet instrument may not trade for hours */
#define SETTLE_US (10 * G_USEC_PER_SEC)

/* A gap under way: FeedGap tells its times from its start */
typedef struct {
  FeedGap gap;
  gint64  from_us;   /* its start by the monotonic clock */
  guint   part_of;   /* number of the connection's gap that it is a part of; 0 = none */
} Interval;

typedef struct {
  gint64   data_us;  /* newest stream data; 0 = none since it was added or all was stopped */
  gboolean is_open, is_pending;
  Interval open;     /* its cost is not known */
  Interval pending;  /* it is, and is fetched */
} Slot;

struct _FeedGapLedger {
  GArray  *slots;      /* Slot */
  gint64   data_us;    /* newest stream data of any slot */
  gboolean live;
  gboolean is_open;
  Interval whole;      /* the connection's */
  guint    number;     /* of whole */
  gint64   over_us;    /* since when its data is back and it is LIVE; 0 = it is not */
  guint    n_open;     /* parts of it that are open */
  guint    n_pending;  /* and that are pending */
  GArray  *waiting;    /* Interval, finished: the link is not LIVE again */
  GArray  *finished;   /* FeedGap, to be taken */
  guint    n_taken;    /* of finished */
};

static inline Slot *
get_slot (FeedGapLedger *self,
          guint          slot)
{
  return &g_array_index (self->slots, Slot, slot);
}

/**
 * feed_gap_ledger_new: (skip)
 *
 * Returns: (transfer full): a ledger without slots
 */
FeedGapLedger *
feed_gap_ledger_new (void)
{
  FeedGapLedger *self = g_new0 (FeedGapLedger, 1);

  self->slots = g_array_new (FALSE, TRUE, sizeof (Slot));
  self->waiting = g_array_new (FALSE, FALSE, sizeof (Interval));
  self->finished = g_array_new (FALSE, FALSE, sizeof (FeedGap));
  return self;
}

/**
 * feed_gap_ledger_free: (skip)
 * @self: (transfer full): a ledger
 */
void
feed_gap_ledger_free (FeedGapLedger *self)
{
  g_array_unref (self->slots);
  g_array_unref (self->waiting);
  g_array_unref (self->finished);
  g_free (self);
}

static Interval
begin (guint     instrument,
       FeedCause cause,
       gint64    from_us,
       gint64    now_us,
       gint64    wall_us)
{
  return (Interval) {
           .gap = {
             .instrument = instrument,
             .cause = cause,
             .start_us = wall_us - (now_us - from_us),
             .detected_after_us = now_us - from_us,
             .polled_after_us = -1,
             .length_us = -1,
             .live_after_us = -1,
             .lost = -1,
           },
           .from_us = from_us,
  };
}

static void
mark (gint64         *after_us,
      const Interval *interval,
      gint64          now_us)
{
  if (*after_us < 0)
    *after_us = now_us - interval->from_us;
}

static gboolean
is_part (const FeedGapLedger *self,
         const Interval      *interval)
{
  return self->is_open && interval->part_of == self->number;
}

static void
finish (FeedGapLedger *self,
        Interval      *interval)
{
  if (is_part (self, interval) && interval->gap.live_after_us < 0)
    g_array_append_val (self->waiting, *interval);
  else
    g_array_append_val (self->finished, interval->gap);
}

/* What a slot's gap cost becomes part of the connection's */
static void
add_lost (FeedGapLedger  *self,
          const Interval *interval)
{
  FeedGap *whole = &self->whole.gap;

  if (is_part (self, interval) && interval->gap.lost >= 0)
    whole->lost = MAX (whole->lost, 0) + interval->gap.lost;
}

static void
close_open (FeedGapLedger *self,
            Slot          *slot)
{
  slot->is_open = FALSE;
  if (is_part (self, &slot->open))
    self->n_open--;
}

static FeedBackfill
judge (gint64       lost,
       gint64       backfilled,
       FeedBackfill without)
{
  if (lost <= 0)
    return FEED_BACKFILL_NONE;
  if (backfilled == 0)
    return without;
  return backfilled < lost ? FEED_BACKFILL_PARTIAL : FEED_BACKFILL_DONE;
}

static void
release_waiting (FeedGapLedger *self)
{
  for (guint i = 0; i < self->waiting->len; i++)
    g_array_append_val (self->finished, g_array_index (self->waiting, Interval, i).gap);
  g_array_set_size (self->waiting, 0);
}

/* The connection's gap is told as it stands; what its slots find out later is theirs alone */
static void
finish_whole (FeedGapLedger *self)
{
  FeedGap *whole = &self->whole.gap;

  release_waiting (self);
  whole->backfill = self->n_pending > 0 ? FEED_BACKFILL_PENDING
                    : judge (whole->lost, whole->backfilled, whole->backfill);
  g_array_append_val (self->finished, *whole);
  self->is_open = FALSE;
  self->over_us = 0;
  self->n_open = self->n_pending = 0;
}

static void
note_failed (FeedGapLedger  *self,
             const Interval *interval)
{
  if (is_part (self, interval) && interval->gap.backfill == FEED_BACKFILL_FAILED)
    self->whole.gap.backfill = FEED_BACKFILL_FAILED;
}

static void
finish_pending (FeedGapLedger *self,
                Slot          *slot,
                gint64         backfilled)
{
  FeedGap *gap = &slot->pending.gap;

  slot->is_pending = FALSE;
  gap->backfilled = backfilled;
  gap->backfill = judge (gap->lost, backfilled, FEED_BACKFILL_FAILED);
  if (is_part (self, &slot->pending)) {
    self->n_pending--;
    self->whole.gap.backfilled += backfilled;
  }
  note_failed (self, &slot->pending);
  finish (self, &slot->pending);
}

static void
abandon (FeedGapLedger *self,
         Slot          *slot)
{
  if (slot->is_pending)
    finish_pending (self, slot, 0);
  if (slot->is_open) {
    close_open (self, slot);
    finish (self, &slot->open);
  }
}

/**
 * feed_gap_ledger_add: (skip)
 * @self: a ledger
 * @slot: dense index of an instrument
 */
void
feed_gap_ledger_add (FeedGapLedger *self,
                     guint          slot)
{
  if (slot >= self->slots->len)
    g_array_set_size (self->slots, slot + 1);
  *get_slot (self, slot) = (Slot) { 0 };
}

/**
 * feed_gap_ledger_remove: (skip)
 * @self: a ledger
 * @slot: a slot that was added
 *
 * What it is said to have fetched by feed_gap_ledger_backfilled() has to come before.
 */
void
feed_gap_ledger_remove (FeedGapLedger *self,
                        guint          slot)
{
  abandon (self, get_slot (self, slot));
  *get_slot (self, slot) = (Slot) { 0 };
  /* Its number may mean another instrument soon */
  for (guint i = self->waiting->len; i-- > 0;) {
    const Interval *interval = &g_array_index (self->waiting, Interval, i);

    if (interval->gap.instrument != slot)
      continue;
    g_array_append_val (self->finished, interval->gap);
    g_array_remove_index (self->waiting, i);
  }
}

/**
 * feed_gap_ledger_hand_over: (skip)
 * @self: a ledger
 * @slot: a slot of it without a pending gap; it is as one that was never used then
 * @heir: another ledger
 * @heir_slot: a slot of it that was added
 *
 * What an open gap lost is counted there, and is no part of the connection's gap any more.
 */
void
feed_gap_ledger_hand_over (FeedGapLedger *self,
                           guint          slot,
                           FeedGapLedger *heir,
                           guint          heir_slot)
{
  Slot *from = get_slot (self, slot);
  Slot *to = get_slot (heir, heir_slot);

  g_return_if_fail (!from->is_pending);

  if (to->is_open)
    close_open (heir, to);
  *to = *from;
  to->open.gap.instrument = heir_slot;
  to->open.part_of = 0;
  if (from->is_open)
    close_open (self, from);
  *from = (Slot) { 0 };
}

/* A gap that goes on is the same; one whose data was back already is finished without a count */
static void
lose_slot_with_link (FeedGapLedger *self,
                     guint          index)
{
  Slot *slot = get_slot (self, index);

  if (slot->data_us == 0)
    return;
  if (slot->is_open && slot->open.gap.length_us >= 0) {
    slot->is_open = FALSE;
    finish (self, &slot->open);
  }
  if (!slot->is_open) {
    slot->open = self->whole;
    slot->open.gap.instrument = index;
    slot->is_open = TRUE;
  }
  slot->open.gap.shared = TRUE;
  slot->open.part_of = self->number;
  self->n_open++;
}

/**
 * feed_gap_ledger_lose: (skip)
 * @self: a ledger
 * @cause: why
 * @now_us: monotonic time
 * @wall_us: wall time
 *
 * A gap that had data again without ever being LIVE is finished, and another begins.
 */
void
feed_gap_ledger_lose (FeedGapLedger *self,
                      FeedCause      cause,
                      gint64         now_us,
                      gint64         wall_us)
{
  self->live = FALSE;
  if (self->data_us == 0 || (self->is_open && self->whole.gap.length_us < 0))
    return;
  if (self->is_open)
    finish_whole (self);
  self->whole = begin (FEED_GAP_CONNECTION, cause, self->data_us, now_us, wall_us);
  self->is_open = TRUE;
  self->number++;
  for (guint i = 0; i < self->slots->len; i++)
    lose_slot_with_link (self, i);
}

/**
 * feed_gap_ledger_live: (skip)
 * @self: a ledger
 * @now_us: monotonic time
 *
 * Without data by then the market is quiet, and the gap is over as well.
 */
void
feed_gap_ledger_live (FeedGapLedger *self,
                      gint64         now_us)
{
  self->live = TRUE;
  if (!self->is_open)
    return;
  mark (&self->whole.gap.live_after_us, &self->whole, now_us);
  mark (&self->whole.gap.length_us, &self->whole, now_us);
  if (self->over_us == 0)
    self->over_us = now_us;
  for (guint i = 0; i < self->waiting->len; i++) {
    Interval *interval = &g_array_index (self->waiting, Interval, i);

    mark (&interval->gap.live_after_us, interval, now_us);
  }
  release_waiting (self);
  for (guint i = 0; i < self->slots->len; i++) {
    Slot *slot = get_slot (self, i);

    if (slot->is_open && is_part (self, &slot->open))
      mark (&slot->open.gap.live_after_us, &slot->open, now_us);
    if (slot->is_pending && is_part (self, &slot->pending))
      mark (&slot->pending.gap.live_after_us, &slot->pending, now_us);
  }
}

/**
 * feed_gap_ledger_stop: (skip)
 * @self: a ledger
 */
void
feed_gap_ledger_stop (FeedGapLedger *self)
{
  for (guint i = 0; i < self->slots->len; i++) {
    abandon (self, get_slot (self, i));
    get_slot (self, i)->data_us = 0;
  }
  if (self->is_open)
    finish_whole (self);
  self->live = FALSE;
  self->data_us = 0;
}

/**
 * feed_gap_ledger_expect: (skip)
 * @self: a ledger
 * @slot: a slot
 * @now_us: monotonic time
 */
void
feed_gap_ledger_expect (FeedGapLedger *self,
                        guint          slot,
                        gint64         now_us)
{
  get_slot (self, slot)->data_us = self->data_us = now_us;
}

/**
 * feed_gap_ledger_lose_slot: (skip)
 * @self: a ledger
 * @slot: a slot
 * @cause: what is wrong with it
 * @now_us: monotonic time
 * @wall_us: wall time
 *
 * Returns: whether a gap began
 */
gboolean
feed_gap_ledger_lose_slot (FeedGapLedger *self,
                           guint          slot,
                           FeedCause      cause,
                           gint64         now_us,
                           gint64         wall_us)
{
  Slot *entry = get_slot (self, slot);

  if (entry->is_open || entry->data_us == 0)
    return FALSE;
  entry->open = begin (slot, cause, entry->data_us, now_us, wall_us);
  entry->is_open = TRUE;
  return TRUE;
}

/**
 * feed_gap_ledger_add_skipped: (skip)
 * @self: a ledger
 * @slot: a slot
 * @lost: trades that were left out
 * @at_us: monotonic time of the next that came
 * @now_us: monotonic time
 * @wall_us: wall time
 *
 * When the one before came is not known any more: the gap has no length.
 */
void
feed_gap_ledger_add_skipped (FeedGapLedger *self,
                             guint          slot,
                             gint64         lost,
                             gint64         at_us,
                             gint64         now_us,
                             gint64         wall_us)
{
  Interval skipped = begin (slot, FEED_CAUSE_SKIPPED, at_us, now_us, wall_us);

  skipped.gap.length_us = skipped.gap.live_after_us = 0;
  skipped.gap.lost = lost;
  skipped.gap.backfill = FEED_BACKFILL_FAILED;
  finish (self, &skipped);
}

/**
 * feed_gap_ledger_saw_poll: (skip)
 * @self: a ledger
 * @slot: a slot
 * @now_us: monotonic time of a polled tick
 */
void
feed_gap_ledger_saw_poll (FeedGapLedger *self,
                          guint          slot,
                          gint64         now_us)
{
  Slot *entry = get_slot (self, slot);

  if (entry->is_open && entry->open.gap.length_us < 0)
    mark (&entry->open.gap.polled_after_us, &entry->open, now_us);
  if (self->is_open && self->whole.gap.length_us < 0)
    mark (&self->whole.gap.polled_after_us, &self->whole, now_us);
}

/**
 * feed_gap_ledger_saw_stream: (skip)
 * @self: a ledger
 * @slot: a slot
 * @now_us: monotonic time of a tick of the stream that is no snapshot
 */
void
feed_gap_ledger_saw_stream (FeedGapLedger *self,
                            guint          slot,
                            gint64         now_us)
{
  Slot *entry = get_slot (self, slot);

  entry->data_us = MAX (entry->data_us, now_us);
  self->data_us = MAX (self->data_us, now_us);
  if (G_UNLIKELY (entry->is_open && entry->open.gap.length_us < 0)) {
    mark (&entry->open.gap.length_us, &entry->open, now_us);
    if (!is_part (self, &entry->open) && self->live)
      mark (&entry->open.gap.live_after_us, &entry->open, now_us);
  }
  if (G_UNLIKELY (self->is_open && self->whole.gap.length_us < 0))
    mark (&self->whole.gap.length_us, &self->whole, now_us);
}

/**
 * feed_gap_ledger_get_open: (skip)
 * @self: a ledger
 * @slot: a slot
 *
 * Returns: (nullable) (transfer none): its gap that is to be counted
 */
const FeedGap *
feed_gap_ledger_get_open (FeedGapLedger *self,
                          guint          slot)
{
  Slot *entry = get_slot (self, slot);

  return entry->is_open ? &entry->open.gap : NULL;
}

/**
 * feed_gap_ledger_get_open_since_us: (skip)
 * @self: a ledger
 * @slot: a slot with an open gap
 *
 * Returns: its start
 */
gint64
feed_gap_ledger_get_open_since_us (FeedGapLedger *self,
                                   guint          slot)
{
  g_return_val_if_fail (get_slot (self, slot)->is_open, 0);

  return get_slot (self, slot)->open.from_us;
}

/**
 * feed_gap_ledger_count: (skip)
 * @self: a ledger
 * @slot: a slot with an open gap
 * @lost: trades known to be missing, -1 = not known
 * @backfill: what becomes of them
 * @now_us: monotonic time
 */
void
feed_gap_ledger_count (FeedGapLedger *self,
                       guint          slot,
                       gint64         lost,
                       FeedBackfill   backfill,
                       gint64         now_us)
{
  Slot *entry = get_slot (self, slot);
  FeedGap *gap = &entry->open.gap;

  g_return_if_fail (entry->is_open);
  g_return_if_fail (!(entry->is_pending && backfill == FEED_BACKFILL_PENDING));

  mark (&gap->length_us, &entry->open, now_us);
  if (!is_part (self, &entry->open) && self->live)
    mark (&gap->live_after_us, &entry->open, now_us);
  gap->lost = lost;
  gap->backfill = backfill;
  add_lost (self, &entry->open);
  close_open (self, entry);
  if (backfill != FEED_BACKFILL_PENDING) {
    note_failed (self, &entry->open);
    finish (self, &entry->open);
    return;
  }
  entry->pending = entry->open;
  entry->is_pending = TRUE;
  if (is_part (self, &entry->pending))
    self->n_pending++;
}

/**
 * feed_gap_ledger_backfilled: (skip)
 * @self: a ledger
 * @slot: a slot with a pending gap
 * @backfilled: lost trades that were fetched
 * @now_us: monotonic time
 */
void
feed_gap_ledger_backfilled (FeedGapLedger *self,
                            guint          slot,
                            gint64         backfilled,
                            gint64         now_us)
{
  g_return_if_fail (get_slot (self, slot)->is_pending);

  finish_pending (self, get_slot (self, slot), backfilled);
}

static gboolean
is_settled (const FeedGapLedger *self,
            gint64               now_us)
{
  return self->is_open && self->over_us != 0 && self->n_pending == 0 &&
         (self->n_open == 0 || now_us - self->over_us >= SETTLE_US);
}

/**
 * feed_gap_ledger_take: (skip)
 * @self: a ledger
 * @now_us: monotonic time
 * @out: (out caller-allocates): a finished gap
 *
 * Returns: whether there was one
 */
gboolean
feed_gap_ledger_take (FeedGapLedger *self,
                      gint64         now_us,
                      FeedGap       *out)
{
  if (is_settled (self, now_us))
    finish_whole (self);
  if (self->n_taken == self->finished->len)
    return FALSE;
  *out = g_array_index (self->finished, FeedGap, self->n_taken);
  if (++self->n_taken == self->finished->len) {
    g_array_set_size (self->finished, 0);
    self->n_taken = 0;
  }
  return TRUE;
}

/**
 * feed_gap_ledger_get_deadline_us: (skip)
 * @self: a ledger
 *
 * Returns: monotonic time at which feed_gap_ledger_take() is to be asked, whatever happens
 */
gint64
feed_gap_ledger_get_deadline_us (FeedGapLedger *self)
{
  if (!self->is_open || self->over_us == 0 || self->n_pending > 0 || self->n_open == 0)
    return G_MAXINT64;
  return self->over_us + SETTLE_US;
}
