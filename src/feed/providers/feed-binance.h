/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/providers/feed-provider.h"

G_BEGIN_DECLS

#define FEED_TYPE_BINANCE (feed_binance_get_type ())
FEED_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (FeedBinance, feed_binance, FEED, BINANCE, FeedProvider)

/* id: "binance", or "demo" for a simulated market that speaks the same protocol */
FEED_AVAILABLE_IN_ALL
FeedProvider *feed_binance_new (const char *id);

G_END_DECLS
