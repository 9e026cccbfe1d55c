/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-link.h"

G_BEGIN_DECLS

/**
 * FeedTally:
 *
 * What a connection did with its time, and how often it was lost and came back today. Lives by
 * value and outlives the connections it is about. Times are monotonic µs.
 *
 * Time that is not grey has one of three sources: the stream, where it is proven; else the poll,
 * while its last good answer is fresh; else the stream where it delivers unproven; else neither.
 */
typedef struct {
  gint64 since_us;                                   /* counted up to here */
  gint64 green_us, stream_us, poll_us, neither_us;   /* the last three are all of the time */
  guint  day;                                        /* local date of today's counts */
  guint  reconnects, gaps;                           /* of all time, as last told */
  guint  reconnects_today, gaps_today;
} FeedTally;

/* How things stood since the last call */
typedef struct {
  FeedColour colour;
  gboolean   streaming;         /* the stream is proven */
  gint64     poll_until_us;     /* its last answer is fresh until then; 0 = not polling */
  gint64     stream_until_us;   /* the same of an unproven stream's last tick */
} FeedTallyFacts;

/* Per cent of the time that was not grey; all 0 where there was none. The last three add up to
 * 100 otherwise */
typedef struct {
  double green, stream, poll, neither;
} FeedTallyShares;

void feed_tally_init (FeedTally *self,
                      gint64     now_us);
void feed_tally_add (FeedTally            *self,
                     const FeedTallyFacts *facts,
                     gint64                now_us);
/* Sums since the beginning; wall_us decides whether it is another day, which begins at the local
 * midnight */
void feed_tally_count (FeedTally *self,
                       guint      reconnects,
                       guint      gaps,
                       gint64     wall_us);
void feed_tally_get_shares (const FeedTally *self,
                            FeedTallyShares *shares);

G_END_DECLS
