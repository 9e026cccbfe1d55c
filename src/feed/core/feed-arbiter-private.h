/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <math.h>
#include <string.h>

#include "feed/core/feed-arbiter.h"

G_BEGIN_DECLS

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

/* What a slot has beside that at a venue whose ticks are ordered by seconds */
typedef struct {
  Order    order;         /* key: the second of the newest packet, µs */
  gint64   sequence;      /* of that packet within its second */
  gint64   date;          /* day that `volume` is of */
  double   volume;        /* of the newest tick accepted; NaN = it had none */
  gint64   polled_date;   /* the same of the newest poll accepted */
  double   polled_volume;
  gint64   floor_us;      /* second of the last trade that this poll knew of */
  gint64   polled_us;     /* second that this poll is of */
  gint64   requested_us;  /* that poll was asked for */
  gint64   packet_us;     /* the newest packet with a price that was not late arrived */
  gint64   book_us;       /* second of the newest quote accepted */
  gint64   levels_us;     /* time of the newest twenty levels accepted */
  double   last, last_size;
  guint    streamed;      /* flags of what this generation's packets carry */
  gboolean has_levels;    /* this generation's packets bring twenty levels */
} Dated;

struct _FeedArbiter {
  Slot             *slots;
  Dated            *dated;         /* of the same slots; NULL where ids are the keys */
  gboolean          is_dated;
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
  Dated                    *dated;     /* NULL where ids are the keys */
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

static inline void
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
static inline gboolean
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

static inline void
mark_rebased (Passage *passage)
{
  if (passage->slot->rebased)
    return;
  passage->slot->rebased = TRUE;
  passage->arbiter->n_rebased++;
}

/* Five polls in a row below the key, over a while, that never fall: the venue counts anew */
static inline gboolean
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

/* feed-arbiter-clock.c: flags that come from times, before the series are asked */
void     feed_arbiter_judge_time (Passage *passage);
void     feed_arbiter_follow_clock (Passage *passage);
gboolean feed_arbiter_is_older_than (const FeedArbiter        *self,
                                     gint64                    subscribed_us,
                                     const FeedTick           *tick,
                                     const FeedArbiterContext *context);

/* feed-arbiter-ids.c, feed-arbiter-dated.c: the series of the tick that are new, and what is left of
 * it where it is not to be dropped */
guint feed_arbiter_ask_ids (Passage *passage);
void  feed_arbiter_strip_ids (Passage *passage,
                              guint    mask);
guint feed_arbiter_ask_dated (Passage *passage);
void  feed_arbiter_strip_dated (Passage *passage,
                                guint    mask);
void feed_arbiter_clear_dated (Dated *dated);
void feed_arbiter_forget_dated_quote (Dated *dated);

G_END_DECLS
