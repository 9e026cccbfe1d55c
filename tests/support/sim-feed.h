/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/feed.h"
#include "feed/providers/feed-provider.h"
#include "support/sim-venue.h"

G_BEGIN_DECLS

/* The wall time at which it begins: 21 September 2026, 14:13:20 UTC */
#define SIM_FEED_WALL_US (1790000000 * (gint64) G_USEC_PER_SEC)

/**
 * SimFeed:
 *
 * A whole library in virtual time: a manager over a simulated venue that speaks as Binance does.
 */
typedef struct {
  FeedClock   *clock;
  SimVenue    *venue;
  SimFaults   *faults;    /* of the venue */
  FeedManager *manager;
  FeedHealth  *health;    /* of the first connection, since sim_feed_start() */
} SimFeed;

/* For FeedVenueContext.create: Binance, whose connections take so few instruments */
#define SIM_FEED_ROOM 5
FeedProvider *sim_feed_create_provider (const char *id,
                                        GError    **error);
/* config: NULL for the built-in defaults */
void sim_feed_set_up (SimFeed    *self,
                      FeedConfig *config);
/* Stops, and fails where anything is left of it; listener: whose signal handlers end before */
void sim_feed_tear_down (SimFeed *self,
                         gpointer listener);
/* Subscribes to so many symbols, S0, S1…, as the first instruments */
void sim_feed_subscribe (SimFeed *self,
                         guint    n_symbols);
void sim_feed_start (SimFeed *self);
void sim_feed_advance (SimFeed *self,
                       double   seconds);

G_END_DECLS
