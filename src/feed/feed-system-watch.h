/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-manager.h"
#include "feed/net/feed-system.h"

G_BEGIN_DECLS

/* Passes on to a manager's connections what the system says, for as long as both live */
void feed_system_watch (FeedSystem  *system,
                        FeedManager *manager);

G_END_DECLS
