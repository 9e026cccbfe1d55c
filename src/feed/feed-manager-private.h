/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-supervisor.h"
#include "feed/feed-manager.h"
#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/* With a clock, a transport and a seed of the caller's: for tests and simulation */
FeedManager *feed_manager_new_full (FeedConfig    *config,
                                    FeedClock     *clock,
                                    FeedTransport *transport,
                                    guint64        seed);
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
