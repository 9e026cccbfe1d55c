/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sqlite3.h>

#include "feed/core/feed-listing.h"

G_BEGIN_DECLS

/* short: the symbol without its exchange */
#define FEED_CATALOG_COLUMNS \
  "symbol, short, key, name, exchange, kind, expiry, strike, lot_size, tick_size, price_decimals, " \
  "size_decimals"
#define FEED_CATALOG_N_COLUMNS 12

/* Binds the columns above from parameter 1 on; the strings are not copied */
void feed_catalog_rows_bind (sqlite3_stmt      *statement,
                             const FeedListing *listing);
/* From a statement that gives the columns first. Whatever stands there, the values are in their
 * ranges and the texts are UTF-8 (transfer full) */
FeedListing *feed_catalog_rows_get (sqlite3_stmt *statement);
/* Behind the exchange and its colon, where the symbol has them */
const char *feed_catalog_rows_short (const FeedListing *listing);

G_END_DECLS
