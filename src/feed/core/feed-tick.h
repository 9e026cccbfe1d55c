/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

#define FEED_TYPE_TICK (feed_tick_get_type ())

/**
 * FeedSource:
 * @FEED_SOURCE_STREAM: came over the venue's stream
 * @FEED_SOURCE_POLL: came with a regular REST poll
 * @FEED_SOURCE_PROBE: came with the REST question that proved a stream mute, or with an audit
 * @FEED_SOURCE_REPLAY: comes from a recording
 *
 * Where a tick came from.
 */
typedef enum {
  FEED_SOURCE_STREAM,
  FEED_SOURCE_POLL,
  FEED_SOURCE_PROBE,
  FEED_SOURCE_REPLAY,
} FeedSource;

/**
 * FeedTickFlags:
 * @FEED_TICK_TRADE: the message is one trade of the tape; `sequence` is its trade id
 * @FEED_TICK_QUOTE: the message carries best bid and ask; `sequence` is the update id where the
 *   venue has one
 * @FEED_TICK_STATS: the message carries day statistics; `sequence` is the id of the last trade in
 *   them where `last` is given
 * @FEED_TICK_SNAPSHOT: first message after a subscribe, older than the subscription by more than a
 *   minute; never safe to trade on
 * @FEED_TICK_STALE: known to be older than what the venue has now
 * @FEED_TICK_BACKFILL: fetched after the fact, in order: behind the GAP mark, before the first new
 *   trade of the stream
 * @FEED_TICK_CONFLATED: newer ticks replaced ticks that a slow consumer did not take
 * @FEED_TICK_FIRST_AFTER_GAP: first stream tick of the instrument after an interval without stream,
 *   and the first trade of the stream behind a GAP mark
 * @FEED_TICK_LATE: reached us more than a second late
 * @FEED_TICK_FUTURE: its time is more than 120 s ahead of the venue's own clock
 * @FEED_TICK_GAP: no message but a mark in the series: stream data of the instrument is missing
 *   here, since `exchange_time_us` (by our clock); `sequence` is the number of trades known to be
 *   lost, -1 where it cannot be known; the tick carries nothing else. It comes as soon as that is
 *   known: before the next trade, or when REST says that nothing traded
 * @FEED_TICK_DEPTH: the message carried levels of the order book: a #FeedDepth goes with the tick
 *
 * What a tick carries and how far to trust it.
 */
typedef enum {
  FEED_TICK_TRADE           = 1 << 0,
  FEED_TICK_QUOTE           = 1 << 1,
  FEED_TICK_STATS           = 1 << 2,
  FEED_TICK_SNAPSHOT        = 1 << 3,
  FEED_TICK_STALE           = 1 << 4,
  FEED_TICK_BACKFILL        = 1 << 5,
  FEED_TICK_CONFLATED       = 1 << 6,
  FEED_TICK_FIRST_AFTER_GAP = 1 << 7,
  FEED_TICK_LATE            = 1 << 8,
  FEED_TICK_FUTURE          = 1 << 9,
  FEED_TICK_GAP             = 1 << 10,
  FEED_TICK_DEPTH           = 1 << 11,
} FeedTickFlags;

/* Names of the flags in bit order, lower case as printed ("trade"...): FEED_N_TICK_FLAGS of them. */
#define FEED_N_TICK_FLAGS 12

/**
 * FeedTick:
 * @instrument: index of the instrument: the slot of its connection while the tick is inside the
 *   connection, the manager's index once it left it
 * @source: a #FeedSource
 * @flags: #FeedTickFlags
 * @exchange_time_us: wall time of the venue, µs since 1970 UTC; 0 = unknown
 * @trade_time_us: wall time of the venue's last trade, µs since 1970 UTC; 0 = not told apart from
 *   @exchange_time_us
 * @receive_time_us: monotonic time at which the message was read, µs
 * @sequence: the venue's own number, see #FeedTickFlags; -1 = none
 * @last: last traded price (LTP); NaN = the message did not carry it (as for every double below)
 * @close: close of the previous session, or of the window that statistics are against
 * @open_interest: contracts open
 *
 * One message of a venue about one instrument, as a plain value. It carries what its message
 * carried and nothing else; merging is the board's.
 */
typedef struct {
  guint32 instrument;
  guint16 source;
  guint16 flags;
  gint64  exchange_time_us;
  gint64  trade_time_us;
  gint64  receive_time_us;
  gint64  sequence;
  double  last, last_size;
  double  bid, bid_size;
  double  ask, ask_size;
  double  open, high, low, close;
  double  volume;
  double  open_interest;
} FeedTick;

#define FEED_DEPTH_LEVELS 20

/**
 * FeedDepth:
 *
 * Up to twenty levels a side, best first. Sizes and order counts are NaN and -1 where the venue
 * gives none.
 */
typedef struct {
  struct {
    double price, size;
    int    orders;
  } buy[FEED_DEPTH_LEVELS], sell[FEED_DEPTH_LEVELS];
  guint n_buy, n_sell;
} FeedDepth;

FEED_AVAILABLE_IN_ALL
GType feed_tick_get_type (void) G_GNUC_CONST;
FEED_AVAILABLE_IN_ALL
void feed_tick_init (FeedTick *tick);
FEED_AVAILABLE_IN_ALL
FeedTick *feed_tick_copy (const FeedTick *tick);
FEED_AVAILABLE_IN_ALL
void feed_tick_free (FeedTick *tick);
FEED_AVAILABLE_IN_ALL
const char *feed_source_to_string (FeedSource source);
FEED_AVAILABLE_IN_ALL
const char *feed_tick_flag_name (guint bit);

G_END_DECLS
