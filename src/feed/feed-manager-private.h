/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-manager.h"
#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/* With a clock, a transport and a seed of the caller's: for tests and simulation */
FeedManager *feed_manager_new_full (FeedConfig    *config,
                                    FeedClock     *clock,
                                    FeedTransport *transport,
                                    guint64        seed);

G_END_DECLS
