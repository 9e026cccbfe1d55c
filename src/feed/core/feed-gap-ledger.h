/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-gap.h"

G_BEGIN_DECLS

/**
 * FeedGapLedger:
 *
 * Keeps every interval without stream data of one connection and of each of its slots, and what
 * each cost. Pure: times come in, monotonic (now_us) and wall; how many trades were lost is its
 * user's word, who knows what the venue counts by. A slot is without stream from the loss of the
 * link, or from when it was found to be the one that is mute, until its next stream data; its gap
 * is finished when what it lost is counted and fetched, and the connection is LIVE again. Whatever
 * never had stream data has no gap.
 */
typedef struct _FeedGapLedger FeedGapLedger;

FeedGapLedger *feed_gap_ledger_new (void);
void           feed_gap_ledger_free (FeedGapLedger *self);
/* The slot is used by a new instrument. The only call that may allocate besides those that begin
 * or finish a gap */
void feed_gap_ledger_add (FeedGapLedger *self,
                          guint          slot);
/* Its instrument was removed: its gap is finished as it is */
void feed_gap_ledger_remove (FeedGapLedger *self,
                             guint          slot);

/* Its instrument goes on in a slot of another ledger, and so does its gap. Nothing of it may be
 * pending */
void feed_gap_ledger_hand_over (FeedGapLedger *self,
                                guint          slot,
                                FeedGapLedger *heir,
                                guint          heir_slot);

/* The link is gone: cause says why. Nothing where it gave no data since the last loss */
void feed_gap_ledger_lose (FeedGapLedger *self,
                           FeedCause      cause,
                           gint64         now_us,
                           gint64         wall_us);
void feed_gap_ledger_live (FeedGapLedger *self,
                           gint64         now_us);
/* Stopped, or nothing is subscribed: all gaps are finished as they are; the next start has none */
void feed_gap_ledger_stop (FeedGapLedger *self);
/* From now on stream data of the slot is due: where it is missing, it is missed since now */
void feed_gap_ledger_expect (FeedGapLedger *self,
                             guint          slot,
                             gint64         now_us);
/* A single slot is mute, or its stream left something out, although the link is up. FALSE where
 * that is in a gap already, or never had stream data */
gboolean feed_gap_ledger_lose_slot (FeedGapLedger *self,
                                    guint          slot,
                                    FeedCause      cause,
                                    gint64         now_us,
                                    gint64         wall_us);
/* Something was left out of a slot's stream that was noticed only after the next gap had begun; it is
 * finished, and nothing of it was fetched. at_us: the stream went on, now_us: it is noticed */
void feed_gap_ledger_add_skipped (FeedGapLedger *self,
                                  guint          slot,
                                  gint64         lost,
                                  gint64         at_us,
                                  gint64         now_us,
                                  gint64         wall_us);
void feed_gap_ledger_saw_poll (FeedGapLedger *self,
                               guint          slot,
                               gint64         now_us);
void feed_gap_ledger_saw_stream (FeedGapLedger *self,
                                 guint          slot,
                                 gint64         now_us);

/* The slot's gap whose cost is not counted yet; NULL where there is none */
const FeedGap *feed_gap_ledger_get_open (FeedGapLedger *self,
                                         guint          slot);
/* When it began, by the monotonic clock: what arrived until then does not end it */
gint64 feed_gap_ledger_get_open_since_us (FeedGapLedger *self,
                                          guint          slot);
/* The open gap cost so many trades, -1 = nobody can say. backfill: PENDING where they are fetched,
 * which feed_gap_ledger_backfilled() ends; anything else finishes it. A slot has one that is
 * pending at most */
void feed_gap_ledger_count (FeedGapLedger *self,
                            guint          slot,
                            gint64         lost,
                            FeedBackfill   backfill,
                            gint64         now_us);
/* So many of the lost trades came: all, some or none of them */
void feed_gap_ledger_backfilled (FeedGapLedger *self,
                                 guint          slot,
                                 gint64         backfilled,
                                 gint64         now_us);
/* Once for each finished gap; instrument is the slot. A connection's comes after those of its slots
 * that were counted by then, and waits for the others until feed_gap_ledger_get_deadline_us() */
gboolean feed_gap_ledger_take (FeedGapLedger *self,
                               gint64         now_us,
                               FeedGap       *out);
/* G_MAXINT64: there is nothing to wait for */
gint64 feed_gap_ledger_get_deadline_us (FeedGapLedger *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedGapLedger, feed_gap_ledger_free)

G_END_DECLS
