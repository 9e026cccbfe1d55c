/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-listing.h"
#include "feed/core/feed-row-state.h"
#include "feed/core/feed-tick.h"

G_BEGIN_DECLS

/**
 * FeedInstrument:
 *
 * A row: one instrument of one venue with the newest of each of its fields. Written by the board's
 * ingest, seen through notify only after a flush: "revision" when anything of it changed, "state"
 * when its row state did. Prices are NaN until known.
 *
 * Properties: "id" ("venue:symbol"), "venue", "symbol" (const strings), "state" (#FeedRowState),
 * "revision" (uint).
 */
#define FEED_TYPE_INSTRUMENT (feed_instrument_get_type ())
FEED_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (FeedInstrument, feed_instrument, FEED, INSTRUMENT, GObject)

FEED_AVAILABLE_IN_ALL
const char *feed_instrument_get_id (FeedInstrument *self);
FEED_AVAILABLE_IN_ALL
const char *feed_instrument_get_venue (FeedInstrument *self);
FEED_AVAILABLE_IN_ALL
const char *feed_instrument_get_symbol (FeedInstrument *self);
/* The manager's index of it, as in FeedTick.instrument */
FEED_AVAILABLE_IN_ALL
guint feed_instrument_get_index (FeedInstrument *self);
FEED_AVAILABLE_IN_ALL
double feed_instrument_get_last (FeedInstrument *self);
FEED_AVAILABLE_IN_ALL
double feed_instrument_get_bid (FeedInstrument *self);
FEED_AVAILABLE_IN_ALL
double feed_instrument_get_ask (FeedInstrument *self);
FEED_AVAILABLE_IN_ALL
double feed_instrument_get_volume (FeedInstrument *self);
/* last − close (of the previous session, or of 24 h ago); NaN while either is unknown */
FEED_AVAILABLE_IN_ALL
double feed_instrument_get_change (FeedInstrument *self);
FEED_AVAILABLE_IN_ALL
double feed_instrument_get_change_percent (FeedInstrument *self);
/* Everything merged, as one tick: its source, flags and times are those of the newest tick */
FEED_AVAILABLE_IN_ALL
const FeedTick *feed_instrument_get_merged (FeedInstrument *self);
/* The newest levels of the order book, NULL where there are none (yet). Valid until the row is
 * merged with the next tick */
FEED_AVAILABLE_IN_ALL
const FeedDepth *feed_instrument_get_depth (FeedInstrument *self);
/* −1 until the venue told */
FEED_AVAILABLE_IN_ALL
int feed_instrument_get_price_decimals (FeedInstrument *self);
FEED_AVAILABLE_IN_ALL
int feed_instrument_get_size_decimals (FeedInstrument *self);
/* What the venue's instrument list says of it; NULL while that is not known */
FEED_AVAILABLE_IN_ALL
const FeedListing *feed_instrument_get_listing (FeedInstrument *self);
FEED_AVAILABLE_IN_ALL
FeedRowState feed_instrument_get_state (FeedInstrument *self);
/* Monotonic time of the last tick of any source or of the last answer that confirmed the price,
 * µs; 0 = never. Age = now − this */
FEED_AVAILABLE_IN_ALL
gint64 feed_instrument_get_fresh_us (FeedInstrument *self);
/* +1, 0 or −1: direction of the last change of `last` */
FEED_AVAILABLE_IN_ALL
int feed_instrument_get_direction (FeedInstrument *self);
/* Changes with every flush that found the row changed */
FEED_AVAILABLE_IN_ALL
guint feed_instrument_get_revision (FeedInstrument *self);

G_END_DECLS
