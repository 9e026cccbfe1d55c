/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The gate of all ticks of a connection. Five series an instrument, each with a key of its own, so
 * that no source can hold back what another alone delivers: a poll moves LAST and STATS, never the
 * TAPE and never the update id of QUOTE.
 *
 * Time is only ever the key of STATS and DEPTH; all else goes by the venue's ids. Still one wrong stamp could
 * do harm, so the venue's own clock is followed here: the newest stamp taken, plus what elapsed
 * since by our monotonic clock, over all instruments.
 *
 * - A stamp more than 120 s ahead of it is FUTURE: passed on, flagged, and neither a key
 *   nor the clock moves. A stamp that agrees with our wall clock to 120 s is never FUTURE: then it
 *   was the venue's clock as known so far that was wrong (an old first message, say).
 * - The clock itself can be wrong, ahead (the very first stamp was) or behind (a whole venue
 *   jumped). Five stamps in a row that are more than 120 s off it, agree with each other, and have
 *   none between them that agrees with the clock, are the new clock, in either direction.
 * - A key of STATS or DEPTH more than 120 s ahead of the clock was such a wrong stamp: it counts
 *   as none.
 *
 * Ids can restart at the venue. Lower ids are dropped as late until it is certain:
 *
 * - five trades or quotes in a row below their key, all in later generations than the key's, and a
 *   poll requested after the first of them whose id is below the key too: all ids start anew;
 * - the same five quotes and such a poll with exactly the values of a quote below the key: the
 *   update ids alone start anew (trade ids may well go on);
 * - no stream to ask, and five polls in a row over 15 s or more below the key, never falling: the
 *   same as the first, lest a polled row freeze.
 */
#include "feed/core/feed-arbiter.h"

#include <math.h>
#include <string.h>

#define NO_KEY              G_GINT64_CONSTANT (-1)
#define FUTURE_US           (120 * G_USEC_PER_SEC)
#define SNAPSHOT_US         (60 * G_USEC_PER_SEC)
#define RESTART_COUNT       5
#define POLLED_RESTART_US   (15 * G_USEC_PER_SEC)
/* The year 10,000: what lies beyond is no time, and sums with it might overflow */
#define LATEST_US           G_GINT64_CONSTANT (253402300800000000)

/* A key that only ids of the stream move */
typedef struct {
  gint64 key;           /* newest accepted */
  gint64 low_since_us;  /* the first of the lower ones in a row arrived */
  guint  generation;    /* in which the key was accepted */
  guint  n_low;         /* lower ones in a row in later generations */
} Order;

typedef struct {
  double bid, bid_size, ask, ask_size;
} Quote;

typedef struct {
  double open, high, low, close, volume, open_interest;
} Stats;

typedef struct {
  Order    tape, quote;
  gint64   last_key;
  gint64   stats_key;         /* newest venue time accepted */
  gint64   stats_time_us;     /* of `stats`: the same, or a FUTURE one */
  Stats    stats;             /* newest accepted */
  Quote    newest_quote;      /* newest accepted, of any source */
  Quote    low_quote;         /* newest below the key */
  Quote    polled_quote;      /* newest polled, accepted or not */
  gint64   polled_quote_us;   /* its request was sent */
  gint64   quote_seen_us;     /* the stream brought a quote that is not late */
  gint64   stats_seen_us;     /* the same for statistics */
  gint64   depth_key;         /* venue's time of the newest levels accepted */
  gint64   depth_seen_us;     /* as quote_seen_us */
  gint64   accepted_quote_us; /* request of the newest polled quote accepted */
  gint64   low_poll_us;       /* request of the newest poll, where that was below the trade key */
  gint64   low_polls_since_us;
  gint64   low_polls_key;
  gint64   subscribed_wall_us;
  guint    n_low_polls;
  guint    generation;
  gboolean has_generation;    /* the stream brought something since the reset */
  gboolean after_gap;         /* and this is a later generation, with nothing accepted yet */
  gboolean await_time;        /* no stream message with a time since the subscription */
  gboolean rebased;           /* not taken yet */
} Slot;

struct _FeedArbiter {
  Slot             *slots;
  guint             n_slots;
  guint             n_rebased;
  gint64            clock_us;      /* newest venue time accepted, 0 = none */
  gint64            clock_at_us;   /* monotonic time of its receipt */
  gint64            odd_us;        /* newest of the stamps that disagree with the clock */
  gint64            odd_at_us;
  guint             n_odd;
  FeedArbiterCounts counts;
};

/* One tick on its way through the gate */
typedef struct {
  FeedArbiter              *arbiter;
  Slot                     *slot;
  FeedTick                 *tick;
  const FeedArbiterContext *context;
  gboolean                  streamed;  /* live from the stream, not polled, not fetched later */
  gboolean                  backfill;
  gboolean                  late;      /* a series found it older than its key */
} Passage;

static inline gboolean
same_number (double a,
             double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static inline gboolean
same_quote (const Quote *a,
            const Quote *b)
{
  return same_number (a->bid, b->bid) && same_number (a->ask, b->ask)
         && same_number (a->bid_size, b->bid_size) && same_number (a->ask_size, b->ask_size);
}

static inline gboolean
same_stats (const Stats *a,
            const Stats *b)
{
  return same_number (a->volume, b->volume) && same_number (a->open, b->open)
         && same_number (a->high, b->high) && same_number (a->low, b->low)
         && same_number (a->close, b->close)
         && same_number (a->open_interest, b->open_interest);
}

static inline Quote
tick_quote (const FeedTick *tick)
{
  return (Quote) { tick->bid, tick->bid_size, tick->ask, tick->ask_size };
}

static inline Stats
tick_stats (const FeedTick *tick)
{
  return (Stats) { tick->open, tick->high, tick->low, tick->close,
                   tick->volume, tick->open_interest };
}

static inline gboolean
is_near (gint64 a,
         gint64 b)
{
  return a - b <= FUTURE_US && b - a <= FUTURE_US;
}

/* The venue's time as of the receipt of tick; only where the clock is known */
static inline gint64
venue_now (const FeedArbiter *self,
           const FeedTick    *tick)
{
  return self->clock_us + MAX (0, tick->receive_time_us - self->clock_at_us);
}

static void
order_clear (Order *order)
{
  order->key = NO_KEY;
  order->n_low = 0;
  order->low_since_us = 0;
}

static inline void
order_accept (Order         *order,
              gint64         key,
              const Passage *passage)
{
  order->key = key;
  order->n_low = 0;
  if (passage->streamed)
    order->generation = passage->context->generation;
}

/* A key below order's came over the stream: TRUE where it is one more of a run that may be a
 * restart of the ids */
static gboolean
order_count_low (Order         *order,
                 const Passage *passage)
{
  if (!passage->streamed || passage->context->generation <= order->generation)
    return FALSE;
  if (order->n_low == 0)
    order->low_since_us = passage->tick->receive_time_us;
  if (order->n_low < RESTART_COUNT)
    order->n_low++;
  return order->n_low == RESTART_COUNT;
}

static inline gboolean
order_is_refuted (const Order *order,
                  gint64       requested_at_us)
{
  return order->n_low == RESTART_COUNT && requested_at_us > order->low_since_us;
}

static void
mark_rebased (Passage *passage)
{
  if (passage->slot->rebased)
    return;
  passage->slot->rebased = TRUE;
  passage->arbiter->n_rebased++;
}

static void
rebase_all (Passage *passage)
{
  Slot *slot = passage->slot;

  order_clear (&slot->tape);
  order_clear (&slot->quote);
  slot->last_key = NO_KEY;
  slot->low_poll_us = 0;
  slot->n_low_polls = 0;
  mark_rebased (passage);
}

static void
rebase_quote (Passage *passage)
{
  order_clear (&passage->slot->quote);
  mark_rebased (passage);
}

/* Five polls in a row below the key, over a while, that never fall: the venue counts anew */
static gboolean
count_low_poll (Slot  *slot,
                gint64 id,
                gint64 requested_at_us)
{
  if (slot->n_low_polls == 0 || id < slot->low_polls_key) {
    slot->n_low_polls = 0;
    slot->low_polls_since_us = requested_at_us;
  }
  slot->low_polls_key = id;
  if (slot->n_low_polls < RESTART_COUNT)
    slot->n_low_polls++;
  return slot->n_low_polls == RESTART_COUNT
         && requested_at_us - slot->low_polls_since_us >= POLLED_RESTART_US;
}

/* What a poll says of the venue's ids, before the poll itself is judged by them */
static void
heed_polled_id (Passage *passage)
{
  Slot *slot = passage->slot;
  gint64 id = passage->tick->sequence;
  gint64 requested_at_us = passage->context->requested_at_us;
  gint64 key = slot->tape.key != NO_KEY ? slot->tape.key : slot->last_key;

  if (id < 0)
    return;
  slot->low_poll_us = id < key ? requested_at_us : 0;
  if (id >= slot->last_key) {
    slot->n_low_polls = 0;
  } else if (count_low_poll (slot, id, requested_at_us)
             || (slot->low_poll_us != 0
                 && (order_is_refuted (&slot->tape, requested_at_us)
                     || order_is_refuted (&slot->quote, requested_at_us)))) {
    rebase_all (passage);
  }
}

static void
heed_polled_quote (Passage *passage)
{
  Slot *slot = passage->slot;

  slot->polled_quote = tick_quote (passage->tick);
  slot->polled_quote_us = passage->context->requested_at_us;
  if (order_is_refuted (&slot->quote, slot->polled_quote_us)
      && same_quote (&slot->polled_quote, &slot->low_quote))
    rebase_quote (passage);
}

static guint
gate_tape (Passage *passage)
{
  Slot *slot = passage->slot;
  gint64 id = passage->tick->sequence;

  if (!passage->streamed && !passage->backfill)
    return 0;
  if (id < 0)
    return FEED_SERIES_TAPE;
  if (id < slot->tape.key && order_count_low (&slot->tape, passage)
      && order_is_refuted (&slot->tape, slot->low_poll_us))
    rebase_all (passage);
  if (id > slot->tape.key) {
    order_accept (&slot->tape, id, passage);
    return FEED_SERIES_TAPE;
  }
  passage->late |= id < slot->tape.key;
  return 0;
}

static guint
gate_last (Passage *passage)
{
  Slot *slot = passage->slot;
  const FeedTick *tick = passage->tick;
  guint keyed = tick->flags & (FEED_TICK_TRADE | FEED_TICK_STATS);
  gint64 id = keyed || !(tick->flags & FEED_TICK_QUOTE) ? tick->sequence : NO_KEY;

  if (id < 0)
    return slot->last_key == NO_KEY ? FEED_SERIES_LAST : 0;
  if (id > slot->last_key) {
    slot->last_key = id;
    slot->n_low_polls = 0;
    return FEED_SERIES_LAST;
  }
  passage->late |= id < slot->last_key;
  return 0;
}

static guint
gate_streamed_quote (Passage *passage)
{
  Slot *slot = passage->slot;
  const FeedTick *tick = passage->tick;
  Quote quote = tick_quote (tick);
  guint other = tick->flags & (FEED_TICK_TRADE | FEED_TICK_STATS);
  gint64 id = other ? NO_KEY : tick->sequence;

  if (id >= 0 && id < slot->quote.key) {
    gboolean run = order_count_low (&slot->quote, passage);

    slot->low_quote = quote;
    if (run && order_is_refuted (&slot->quote, slot->low_poll_us))
      rebase_all (passage);
    else if (run && order_is_refuted (&slot->quote, slot->polled_quote_us)
             && same_quote (&slot->polled_quote, &quote))
      rebase_quote (passage);
  }
  if (id >= 0 && id < slot->quote.key) {
    passage->late = TRUE;
    return 0;
  }
  slot->quote_seen_us = tick->receive_time_us;
  if ((id < 0 || id == slot->quote.key) && same_quote (&quote, &slot->newest_quote))
    return 0;
  if (id >= 0)
    order_accept (&slot->quote, id, passage);
  slot->newest_quote = quote;
  return FEED_SERIES_QUOTE;
}

/* A polled quote has no key: it passes where it cannot be older than what the stream brought */
static guint
gate_polled_quote (Passage *passage)
{
  Slot *slot = passage->slot;
  gint64 requested_at_us = passage->context->requested_at_us;
  Quote quote = tick_quote (passage->tick);

  heed_polled_quote (passage);
  if (!passage->context->poll_leads || slot->quote_seen_us > requested_at_us)
    return 0;
  if (requested_at_us < slot->accepted_quote_us) {
    passage->late = TRUE;
    return 0;
  }
  if (same_quote (&quote, &slot->newest_quote))
    return 0;
  slot->newest_quote = quote;
  slot->accepted_quote_us = requested_at_us;
  return FEED_SERIES_QUOTE;
}

/* TRUE where the tick is older than what has that key, a time. One that is far ahead of the venue's
 * clock is no key */
static gboolean
is_out_of_time (Passage *passage,
                gint64  *key_us)
{
  const FeedArbiter *self = passage->arbiter;
  gint64 time_us = passage->tick->exchange_time_us;

  if (self->clock_us != 0 && *key_us > venue_now (self, passage->tick) + FUTURE_US)
    *key_us = 0;
  if (time_us == 0 || time_us >= *key_us)
    return FALSE;
  passage->late = TRUE;
  return TRUE;
}

static void
accept_time (const Passage *passage,
             gint64        *key_us)
{
  const FeedTick *tick = passage->tick;

  if (!(tick->flags & FEED_TICK_FUTURE) && tick->exchange_time_us != 0)
    *key_us = tick->exchange_time_us;
}

static guint
gate_stats (Passage *passage)
{
  Slot *slot = passage->slot;
  const FeedTick *tick = passage->tick;
  Stats stats = tick_stats (tick);
  gint64 time_us = tick->exchange_time_us;

  if (is_out_of_time (passage, &slot->stats_key))
    return 0;
  if (time_us == 0 && !passage->streamed
      && slot->stats_seen_us > passage->context->requested_at_us)
    return 0;
  if (passage->streamed)
    slot->stats_seen_us = tick->receive_time_us;
  if ((time_us == 0 || time_us == slot->stats_time_us) && same_stats (&stats, &slot->stats))
    return 0;
  if (time_us != 0 && time_us == slot->stats_key && !passage->streamed)
    return 0;
  slot->stats = stats;
  slot->stats_time_us = time_us;
  accept_time (passage, &slot->stats_key);
  return FEED_SERIES_STATS;
}

/* Five levels and twenty come in messages of different kinds, whose numbers cannot be compared:
 * their times can. What has the same time passes in order of arrival; a poll must be newer. */
static guint
gate_depth (Passage *passage)
{
  Slot *slot = passage->slot;
  const FeedTick *tick = passage->tick;
  gint64 requested_at_us = passage->context->requested_at_us;

  if (is_out_of_time (passage, &slot->depth_key))
    return 0;
  if (passage->streamed)
    slot->depth_seen_us = tick->receive_time_us;
  else if (!passage->context->poll_leads || slot->depth_seen_us > requested_at_us
           || (tick->exchange_time_us != 0 && tick->exchange_time_us == slot->depth_key))
    return 0;
  accept_time (passage, &slot->depth_key);
  return FEED_SERIES_DEPTH;
}

/* First stream tick of a slot in a generation: a subscription of its own */
static void
enter_generation (Slot                     *slot,
                  const FeedArbiterContext *context)
{
  if (slot->has_generation) {
    slot->after_gap = TRUE;
    slot->await_time = TRUE;
    slot->subscribed_wall_us = context->wall_us;
  }
  slot->has_generation = TRUE;
  slot->generation = context->generation;
}

static inline gboolean
is_future (const Passage *passage)
{
  const FeedArbiter *self = passage->arbiter;
  gint64 time_us = passage->tick->exchange_time_us;

  return self->clock_us != 0
         && time_us > venue_now (self, passage->tick) + FUTURE_US
         && !is_near (time_us, passage->context->wall_us);
}

/* The first stream message with a time since the subscription is older than that by a minute */
static gboolean
is_older_than (const FeedArbiter        *self,
               gint64                    subscribed_us,
               const FeedTick           *tick,
               const FeedArbiterContext *context)
{
  if (self->clock_us != 0)
    subscribed_us = venue_now (self, tick) - MAX (0, context->wall_us - subscribed_us);
  return tick->exchange_time_us < subscribed_us - SNAPSHOT_US;
}

static gboolean
is_snapshot (const Passage *passage)
{
  return is_older_than (passage->arbiter, passage->slot->subscribed_wall_us, passage->tick,
                        passage->context);
}

static void
set_clock (FeedArbiter    *self,
           const FeedTick *tick)
{
  self->clock_us = tick->exchange_time_us;
  self->clock_at_us = tick->receive_time_us;
  self->n_odd = 0;
}

static void
follow_odd_stamp (FeedArbiter    *self,
                  const FeedTick *tick)
{
  gint64 expected_us = self->odd_us + (tick->receive_time_us - self->odd_at_us);

  self->n_odd = self->n_odd > 0 && is_near (tick->exchange_time_us, expected_us)
                ? self->n_odd + 1 : 1;
  self->odd_us = tick->exchange_time_us;
  self->odd_at_us = tick->receive_time_us;
  if (self->n_odd >= RESTART_COUNT)
    set_clock (self, tick);
}

static inline void
follow_clock (Passage *passage)
{
  FeedArbiter *self = passage->arbiter;
  const FeedTick *tick = passage->tick;

  if (self->clock_us == 0) {
    set_clock (self, tick);
  } else if (is_near (tick->exchange_time_us, venue_now (self, tick))) {
    self->n_odd = 0;
    if (tick->exchange_time_us > self->clock_us)
      set_clock (self, tick);
  } else if (tick->exchange_time_us > self->clock_us && !(tick->flags & FEED_TICK_FUTURE)) {
    set_clock (self, tick);
  } else {
    follow_odd_stamp (self, tick);
  }
}

/* Flags that come from times, before the series are asked */
static void
judge_time (Passage *passage)
{
  FeedTick *tick = passage->tick;
  Slot *slot = passage->slot;

  if (tick->exchange_time_us < 0 || tick->exchange_time_us > LATEST_US)
    tick->exchange_time_us = 0;
  if (tick->exchange_time_us == 0)
    return;
  if (is_future (passage))
    tick->flags |= FEED_TICK_FUTURE;
  if (passage->streamed && slot->await_time) {
    slot->await_time = FALSE;
    if (is_snapshot (passage))
      tick->flags |= FEED_TICK_SNAPSHOT;
  }
}

static inline void
clear_last (FeedTick *tick)
{
  tick->last = tick->last_size = NAN;
  tick->trade_time_us = 0;
}

static inline void
clear_quote (FeedTick *tick)
{
  tick->bid = tick->bid_size = tick->ask = tick->ask_size = NAN;
  tick->flags &= ~FEED_TICK_QUOTE;
}

static inline void
clear_stats (FeedTick *tick)
{
  tick->open = tick->high = tick->low = tick->close = NAN;
  tick->volume = tick->open_interest = NAN;
  tick->flags &= ~FEED_TICK_STATS;
}

/* Takes from the tick what was not accepted. A number whose kind went is taken too, lest the id of
 * a trade be read as that of a quote */
static void
strip (Passage *passage,
       guint    mask)
{
  FeedTick *tick = passage->tick;
  guint had = tick->flags;
  gboolean known = (mask & FEED_SERIES_STATS) && tick->sequence == passage->slot->last_key;

  if (!(mask & (FEED_SERIES_TAPE | FEED_SERIES_LAST)) && !known)
    clear_last (tick);
  if (!(mask & FEED_SERIES_TAPE))
    tick->flags &= ~FEED_TICK_TRADE;
  if ((had & FEED_TICK_QUOTE) && !(mask & FEED_SERIES_QUOTE))
    clear_quote (tick);
  if ((had & FEED_TICK_STATS) && !(mask & FEED_SERIES_STATS))
    clear_stats (tick);
  if (!(mask & FEED_SERIES_DEPTH))
    tick->flags &= ~FEED_TICK_DEPTH;
  if (had & ~(guint) tick->flags & (FEED_TICK_TRADE | FEED_TICK_STATS))
    tick->sequence = NO_KEY;
}

static guint
ask_series (Passage *passage)
{
  guint flags = passage->tick->flags;
  guint mask = 0;

  if (flags & FEED_TICK_TRADE)
    mask |= gate_tape (passage);
  if (!isnan (passage->tick->last))
    mask |= gate_last (passage);
  if (flags & FEED_TICK_QUOTE)
    mask |= passage->streamed ? gate_streamed_quote (passage) : gate_polled_quote (passage);
  if (flags & FEED_TICK_STATS)
    mask |= gate_stats (passage);
  if (flags & FEED_TICK_DEPTH)
    mask |= gate_depth (passage);
  return mask;
}

static void
slot_clear (Slot  *slot,
            gint64 wall_us)
{
  const Quote no_quote = { NAN, NAN, NAN, NAN };
  const Stats no_stats = { NAN, NAN, NAN, NAN, NAN, NAN };

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
 * feed_arbiter_free: (skip)
 * @self: (transfer full): an arbiter
 */
void
feed_arbiter_free (FeedArbiter *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->slots);
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
    for (guint i = self->n_slots; i < n_slots; i++)
      slot_clear (&self->slots[i], wall_us);
    self->n_slots = n_slots;
  }
  if (self->slots[slot].rebased)
    self->n_rebased--;
  slot_clear (&self->slots[slot], wall_us);
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
  Passage passage = { self, NULL, tick, context, FALSE, FALSE, FALSE };
  guint mask;

  g_return_val_if_fail (tick->instrument < self->n_slots, 0);

  passage.slot = &self->slots[tick->instrument];
  passage.backfill = (tick->flags & FEED_TICK_BACKFILL) != 0;
  passage.streamed = !passage.backfill && tick->source != FEED_SOURCE_POLL
                     && tick->source != FEED_SOURCE_PROBE;
  if (passage.streamed && (!passage.slot->has_generation
                           || passage.slot->generation < context->generation))
    enter_generation (passage.slot, context);
  judge_time (&passage);
  if (!passage.streamed && !passage.backfill && (tick->flags & FEED_TICK_STATS))
    heed_polled_id (&passage);
  mask = ask_series (&passage);
  if (tick->exchange_time_us != 0 && (mask != 0 || passage.late)
      && !(tick->flags & (FEED_TICK_SNAPSHOT | FEED_TICK_BACKFILL)))
    follow_clock (&passage);
  if (mask == 0) {
    passage.late ? self->counts.late++ : self->counts.duplicate++;
    return 0;
  }
  strip (&passage, mask);
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
  return is_older_than (self, is_first ? context->wall_us : slot->subscribed_wall_us, tick,
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
