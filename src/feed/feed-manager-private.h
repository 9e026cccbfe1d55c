/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-backoff.h"
#include "feed/core/feed-ring.h"
#include "feed/core/feed-supervisor.h"
#include "feed/feed-manager.h"
#include "feed/feed-subscriptions.h"
#include "feed/net/feed-system.h"
#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

struct _FeedManager {
  GObject parent_instance;

  FeedConfig        *config;
  FeedClock         *clock;
  FeedTransport     *transport;
  FeedRandom         random;
  FeedVenueContext   context;
  FeedBoard         *board;
  FeedEventLog      *log;
  FeedRing          *ring;          /* NULL until somebody asks for ticks */
  GHashTable        *venues;        /* id → FeedVenue */
  FeedSubscriptions *subscriptions;
  FeedLists         *lists;
  FeedSystem        *system;        /* NULL in a simulation */
  guint              second_timer;
  gboolean           running;
};

/* With a clock, a transport and a seed of the caller's: for tests and simulation */
FeedManager *feed_manager_new_full (FeedConfig    *config,
                                    FeedClock     *clock,
                                    FeedTransport *transport,
                                    guint64        seed);
/* The venue of that id, made where there is none yet; NULL with FEED_ERROR_UNKNOWN_VENUE */
FeedVenue *feed_manager_ensure_venue (FeedManager *self,
                                      const char  *id,
                                      GError     **error);
/* FeedVenueContext.listed */
void feed_manager_take_listing (gpointer           user_data,
                                guint              instrument,
                                const FeedListing *listing,
                                const GError      *error);
/* FeedListContext.note */
void feed_manager_note_list (gpointer      user_data,
                             FeedEventKind kind,
                             const char   *venue,
                             const char   *text);
/* An event of no single instrument to all connections of a venue, or (NULL) of all */
void feed_manager_notify (FeedManager            *self,
                          const char             *venue,
                          FeedSupervisorEventType event);
/* A line of the event log; venue: whom it concerns */
void feed_manager_note (FeedManager  *self,
                        FeedEventKind kind,
                        const char   *venue,
                        const char   *text);

G_END_DECLS
