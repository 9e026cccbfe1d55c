/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-tick.h"

G_BEGIN_DECLS

/**
 * FeedSeries:
 *
 * The series of an instrument, each with a key and an order of its own. TAPE: every trade, key
 * trade id, stream and backfill only. LAST: the last price, key trade id, from trades, statistics
 * and polls. QUOTE: best bid and ask, key update id. STATS: day statistics, key the venue's time.
 * DEPTH: levels of the order book, key the venue's time too. Where seconds and sequences are the keys,
 * LAST, STATS and QUOTE have one in common, and there is no TAPE.
 */
typedef enum {
  FEED_SERIES_TAPE  = 1 << 0,
  FEED_SERIES_LAST  = 1 << 1,
  FEED_SERIES_QUOTE = 1 << 2,
  FEED_SERIES_STATS = 1 << 3,
  FEED_SERIES_DEPTH = 1 << 4,
} FeedSeries;

/**
 * FeedArbiter:
 *
 * The gate every tick of a connection passes: one strictly ordered series an instrument and kind
 * across stream and poll. Instruments are dense slots. Passing a tick allocates nothing.
 */
typedef struct _FeedArbiter FeedArbiter;

typedef struct {
  guint64 accepted;
  guint64 duplicate;
  guint64 late;
  guint64 future;    /* accepted, but flagged */
} FeedArbiterCounts;

/**
 * FeedArbiterContext:
 * @generation: of the socket a stream tick came over
 * @requested_at_us: monotonic time at which the request of a polled tick was sent
 * @poll_leads: the instrument is polled, or the link is not LIVE: a polled quote may pass
 * @wall_us: wall time now
 */
typedef struct {
  guint    generation;
  gint64   requested_at_us;
  gboolean poll_leads;
  gint64   wall_us;
} FeedArbiterContext;

FeedArbiter *feed_arbiter_new (void);
/* Of a venue whose ticks are ordered by (second, sequence), not by ids */
FeedArbiter *feed_arbiter_new_dated (void);
void         feed_arbiter_free (FeedArbiter *self);
/* The slot is used by a new instrument: forgets all of it. Grows the table where needed (the only
 * place that allocates). wall_us: time of the subscription, for SNAPSHOT */
void feed_arbiter_reset_slot (FeedArbiter *self,
                              guint        slot,
                              gint64       wall_us);
/* The stream carries another part of the slot's order book now: whatever it says of it is new */
void feed_arbiter_forget_quote (FeedArbiter *self,
                                guint        slot);
/* How long ago tick was stamped, by the venue's own clock at its receipt; 0 where that is not known */
gint64 feed_arbiter_get_age_us (const FeedArbiter *self,
                                const FeedTick    *tick);
/* Whether what the stream brought to slot has got through the gate of the other's too, which is the
 * same instrument over another connection of the same venue */
gboolean feed_arbiter_is_covered (const FeedArbiter *self,
                                  guint              slot,
                                  const FeedArbiter *other,
                                  guint              other_slot);
/* The slot goes on where the other's is: what got through there is nothing new here. generation: of
 * the socket over which it goes on, or after which, where it was without stream meanwhile */
void feed_arbiter_inherit (FeedArbiter       *self,
                           guint              slot,
                           const FeedArbiter *other,
                           guint              other_slot,
                           guint              generation);
/* Lets through what is new of tick: returns the mask of accepted #FeedSeries, 0 where the tick is
 * to be dropped. Fields of series that were not accepted become NaN and their flags go, so that
 * what is left can be merged and passed on as it is (a trade newer on the TAPE than the LAST price
 * keeps `last`; the mask then lacks LAST and the board must not merge it). Sets FUTURE, SNAPSHOT
 * and FIRST_AFTER_GAP. tick->instrument is the slot */
guint feed_arbiter_pass (FeedArbiter              *self,
                         FeedTick                 *tick,
                         const FeedArbiterContext *context);
/* Whether feed_arbiter_pass() would find that a stream tick is a SNAPSHOT */
gboolean feed_arbiter_is_snapshot (const FeedArbiter        *self,
                                   const FeedTick           *tick,
                                   const FeedArbiterContext *context);
/* Key of LAST: id of the newest trade known; -1 = none. By source: what the stream gave alone */
gint64 feed_arbiter_get_last_id (const FeedArbiter *self,
                                 guint              slot);
/* Once after ids were rebased: slot + 1 of the instrument whose venue restarted its ids, and 0
 * where there was none since the last call */
guint feed_arbiter_take_rebased (FeedArbiter *self);
void  feed_arbiter_get_counts (const FeedArbiter *self,
                               FeedArbiterCounts *counts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedArbiter, feed_arbiter_free)

G_END_DECLS
