/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-board.h"

G_BEGIN_DECLS

FeedBoard *feed_board_new (void);
/* index: the manager's; not in use on the board */
FeedInstrument *feed_board_add (FeedBoard  *self,
                                const char *venue,
                                const char *symbol,
                                guint       index);
void feed_board_remove (FeedBoard *self,
                        guint      index);
/* The row has room for the levels of an order book from now on */
void feed_board_reserve_depth (FeedBoard *self,
                               guint      index);
/* The row of tick->instrument; ticks of instruments that are gone are dropped. depth: what goes with
 * FEED_SERIES_DEPTH */
void feed_board_ingest (FeedBoard       *self,
                        const FeedTick  *tick,
                        const FeedDepth *depth,
                        guint            series);
void feed_board_forget_quote (FeedBoard *self,
                              guint      index);
void feed_board_confirm (FeedBoard *self,
                         guint      index,
                         gint64     fresh_us);
void feed_board_set_state (FeedBoard   *self,
                           guint        index,
                           FeedRowState state);
void feed_board_set_listing (FeedBoard         *self,
                             guint              index,
                             const FeedListing *listing);
void feed_board_set_decimals (FeedBoard *self,
                              guint      index,
                              int        price_decimals,
                              int        size_decimals);

G_END_DECLS
