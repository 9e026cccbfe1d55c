/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-link.h"
#include "feed/core/feed-tick.h"

G_BEGIN_DECLS

/**
 * FeedBackfill:
 * @FEED_BACKFILL_NONE: nothing to fetch: no trade was lost, or the venue keeps none
 * @FEED_BACKFILL_PENDING: asked for, or about to be
 * @FEED_BACKFILL_DONE: every lost trade was fetched
 * @FEED_BACKFILL_PARTIAL: some were
 * @FEED_BACKFILL_FAILED: none: refused, out of quota, too many or too late
 *
 * What became of the trades that a gap lost.
 */
typedef enum {
  FEED_BACKFILL_NONE,
  FEED_BACKFILL_PENDING,
  FEED_BACKFILL_DONE,
  FEED_BACKFILL_PARTIAL,
  FEED_BACKFILL_FAILED,
} FeedBackfill;

#define FEED_TYPE_GAP (feed_gap_get_type ())

/* A gap's instrument where the whole connection was without stream */
#define FEED_GAP_CONNECTION G_MAXUINT32

/**
 * FeedGap:
 * @instrument: as in #FeedTick, or %FEED_GAP_CONNECTION
 * @shared: an instrument's part of a gap of its whole connection
 * @start_us: wall time of the last stream data before it, µs since 1970 UTC; where the connection
 *   was without stream, of any of its instruments
 * @detected_after_us: when it was noticed; this and the other spans count from the start, by the
 *   monotonic clock; -1 = not yet
 * @polled_after_us: first polled tick
 * @length_us: first stream data again, or the stream was proven again in a quiet market: the gap
 *   is over; -1 where a stop or the instrument's removal came before
 * @live_after_us: the connection was back to LIVE
 * @lost: trades known to be missing, by ids, sequence or volume; -1 = cannot be known
 * @backfilled: of those, fetched later; a connection's are those of its instruments
 *
 * One interval without stream data, of a connection or of one instrument.
 */
typedef struct {
  guint32      instrument;
  gboolean     shared;
  FeedCause    cause;
  FeedBackfill backfill;
  gint64       start_us;
  gint64       detected_after_us, polled_after_us, length_us, live_after_us;
  gint64       lost, backfilled;
} FeedGap;

FEED_AVAILABLE_IN_ALL
GType feed_gap_get_type (void) G_GNUC_CONST;
FEED_AVAILABLE_IN_ALL
FeedGap *feed_gap_copy (const FeedGap *gap);
FEED_AVAILABLE_IN_ALL
void feed_gap_free (FeedGap *gap);
/* "none", "pending"...: the words of the log and NDJSON */
FEED_AVAILABLE_IN_ALL
const char *feed_backfill_to_string (FeedBackfill backfill);

G_END_DECLS
