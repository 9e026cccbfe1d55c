/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-board.h"
#include "feed/feed-venue.h"

G_BEGIN_DECLS

/**
 * FeedSubscriptions:
 *
 * Who is subscribed to what: the table from a manager's index of an instrument to its venue, with
 * a count of users, and what venues told of their symbols. Keeps the board's rows in step.
 */
typedef struct _FeedSubscriptions FeedSubscriptions;

FeedSubscriptions *feed_subscriptions_new (FeedBoard *board);
void               feed_subscriptions_free (FeedSubscriptions *self);
/* The index, counted once more where there is one. symbol is in any spelling. FEED_NO_INSTRUMENT
 * with an error where the venue cannot take it */
guint feed_subscriptions_add (FeedSubscriptions *self,
                              FeedVenue         *venue,
                              const char        *symbol,
                              GError           **error);
gboolean feed_subscriptions_contains (FeedSubscriptions *self,
                                      guint              instrument);
/* Counts down; the last user's end takes the row away */
void feed_subscriptions_remove (FeedSubscriptions *self,
                                guint              instrument);
/* Decimals of a symbol, for its row now or later */
void feed_subscriptions_keep_info (FeedSubscriptions        *self,
                                   const char               *venue,
                                   const FeedInstrumentInfo *info);
/* Another mode of the venue: bids, asks and depths of its rows are not kept up to date any more */
void feed_subscriptions_forget_quotes (FeedSubscriptions *self,
                                       FeedVenue         *venue);
/* Decides every row's state anew */
void feed_subscriptions_refresh (FeedSubscriptions *self,
                                 gint64             now_us);
/* See feed_manager_is_trade_safe() */
gboolean feed_subscriptions_is_trade_safe (FeedSubscriptions *self,
                                           guint              instrument,
                                           gint64             now_us,
                                           gint64             max_age_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedSubscriptions, feed_subscriptions_free)

G_END_DECLS
