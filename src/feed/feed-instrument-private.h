/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-instrument.h"

G_BEGIN_DECLS

FeedInstrument *feed_instrument_new (const char *venue,
                                     const char *symbol,
                                     guint       index);
/* Makes room for depth: no tick has to. Without it depth is dropped */
void feed_instrument_reserve_depth (FeedInstrument *self);
/* Merges what the arbiter let through (series: #FeedSeries). Returns TRUE where the row was clean
 * before: it has to go onto the dirty list */
gboolean feed_instrument_ingest (FeedInstrument  *self,
                                 const FeedTick  *tick,
                                 const FeedDepth *depth,
                                 guint            series);
/* Nobody keeps bid, ask and depth up to date any more. As above */
gboolean feed_instrument_forget_quote (FeedInstrument *self);
/* The price shown was confirmed at that time although nothing traded. As above */
gboolean feed_instrument_confirm (FeedInstrument *self,
                                  gint64          fresh_us);
gboolean feed_instrument_set_state (FeedInstrument *self,
                                    FeedRowState    state);
gboolean feed_instrument_set_decimals (FeedInstrument *self,
                                       int             price_decimals,
                                       int             size_decimals);
/* Copies the listing, and takes its decimals where it has any */
gboolean feed_instrument_set_listing (FeedInstrument    *self,
                                      const FeedListing *listing);
/* The newest tick came at that time or later, and nothing about it forbids trading on it */
gboolean feed_instrument_is_fit (FeedInstrument *self,
                                 gint64          since_us);
/* Notifies what changed since the last flush and makes the row clean */
void feed_instrument_flush (FeedInstrument *self);

G_END_DECLS
