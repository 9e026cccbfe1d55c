/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/**
 * FeedListingKind:
 *
 * What an instrument is. SPOT: a pair of a venue of currencies; OTHER: whatever has no name here.
 */
typedef enum {
  FEED_LISTING_INDEX,
  FEED_LISTING_EQUITY,
  FEED_LISTING_SPOT,
  FEED_LISTING_FUTURE,
  FEED_LISTING_CALL,
  FEED_LISTING_PUT,
  FEED_LISTING_OTHER,
} FeedListingKind;

#define FEED_N_LISTING_KINDS (FEED_LISTING_OTHER + 1)

/**
 * FeedListing:
 * @symbol: canonical, as it is subscribed: "NSE:RELIANCE-EQ", "BTCUSDT"
 * @key: what the venue's messages call it: "2885"
 * @name: what people call it or its underlying: "RELIANCE"
 * @exchange: "NSE"; "" where the venue is one exchange
 * @expiry: year × 10,000 + month × 100 + day; 0 = does not expire
 * @strike: in the currency, as prices are; NaN = none
 * @lot_size: units a lot; NaN = unknown
 * @tick_size: least step of a price; NaN = unknown
 * @price_decimals: digits after the point; -1 = unknown
 * @size_decimals: the same of sizes and volumes
 *
 * One row of a venue's instrument list. The strings are borrowed, unless it is a copy.
 */
typedef struct {
  const char     *symbol, *key, *name, *exchange;
  FeedListingKind kind;
  int             expiry;
  double          strike, lot_size, tick_size;
  int             price_decimals, size_decimals;
} FeedListing;

#define FEED_TYPE_LISTING (feed_listing_get_type ())

FEED_AVAILABLE_IN_ALL
GType feed_listing_get_type (void) G_GNUC_CONST;
/* Nothing known: empty strings, NaN, -1 */
FEED_AVAILABLE_IN_ALL
void feed_listing_init (FeedListing *self);
/* The copy owns its strings */
FEED_AVAILABLE_IN_ALL
FeedListing *feed_listing_copy (const FeedListing *self);
/* Only what feed_listing_copy() made */
FEED_AVAILABLE_IN_ALL
void feed_listing_free (FeedListing *self);
/* "index", "equity"…: the words of NDJSON */
FEED_AVAILABLE_IN_ALL
const char *feed_listing_kind_to_string (FeedListingKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedListing, feed_listing_free)

G_END_DECLS
