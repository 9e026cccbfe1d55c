/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "feed/core/feed-clock.h"

G_BEGIN_DECLS

/**
 * FeedSystem:
 *
 * What the machine does to a feed: the network goes and comes, the machine sleeps without a word,
 * the main loop is held up.
 */
#define FEED_TYPE_SYSTEM (feed_system_get_type ())
G_DECLARE_FINAL_TYPE (FeedSystem, feed_system, FEED, SYSTEM, GObject)

/* monitor NULL: the default one */
FeedSystem *feed_system_new (FeedClock       *clock,
                             GNetworkMonitor *monitor);
/* As the last "network" said; TRUE before the first */
gboolean feed_system_has_network (FeedSystem *self);

G_END_DECLS
