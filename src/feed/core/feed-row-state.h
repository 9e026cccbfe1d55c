/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/**
 * FeedRowState:
 * @FEED_ROW_UNCONFIRMED: no tick and no poll since the last gap
 * @FEED_ROW_LIVE: the stream delivers it
 * @FEED_ROW_QUIET: the stream is silent on it and REST confirmed that nothing traded
 * @FEED_ROW_POLLED: REST delivers it
 * @FEED_ROW_STALE: nothing delivers or confirms it; the price shown is old
 * @FEED_ROW_HALTED: the venue stopped trading it
 * @FEED_ROW_CLOSED: its market is closed
 * @FEED_ROW_UNKNOWN: the venue does not know it: it expired, or was never there
 *
 * What a trader may believe of one row, from its own history, not from its connection's colour.
 */
typedef enum {
  FEED_ROW_UNCONFIRMED,
  FEED_ROW_LIVE,
  FEED_ROW_QUIET,
  FEED_ROW_POLLED,
  FEED_ROW_STALE,
  FEED_ROW_HALTED,
  FEED_ROW_CLOSED,
  FEED_ROW_UNKNOWN,
} FeedRowState;

#define FEED_N_ROW_STATES (FEED_ROW_UNKNOWN + 1)

/**
 * FeedRowFacts:
 *
 * All a row's state is decided by. Times are monotonic µs, 0 = never.
 */
typedef struct {
  gint64   stream_tick_us;    /* last tick accepted from the stream */
  gint64   poll_us;           /* last good REST answer that held this row (poll, probe or audit) */
  gint64   gap_end_us;        /* when the current generation of the stream opened; 0 = no stream now */
  gint64   poll_expected_us;  /* interval at which the plan polls this row */
  gint64   live_for_us;       /* silence of one row that is still unremarkable (≥ silence-max) */
  gint64   stale_after_us;    /* red-no-data */
  gboolean link_up;           /* LIVE or SUSPECT */
  gboolean behind;            /* the stream is proven mute on this row */
  gboolean owed;              /* a poll saw a trade that the stream has not brought so far */
  gboolean halted, closed;
  gboolean unknown;           /* the venue said so, and nothing came since */
} FeedRowFacts;

FEED_AVAILABLE_IN_ALL
FeedRowState feed_row_state_decide (const FeedRowFacts *facts,
                                    gint64              now_us);
/* "live", "quiet"...: the words of the log, the NDJSON and the screen (translated there) */
FEED_AVAILABLE_IN_ALL
const char *feed_row_state_to_string (FeedRowState state);

#define FEED_TYPE_ROW_STATE (feed_row_state_get_type ())
FEED_AVAILABLE_IN_ALL
GType feed_row_state_get_type (void) G_GNUC_CONST;

G_END_DECLS
