/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/**
 * FeedPoller:
 *
 * A GSource that calls its function once each time the monotonic time it was given comes.
 */
typedef struct _FeedPoller FeedPoller;

/* In the thread-default main context; not due until feed_poller_set_due() */
FeedPoller *feed_poller_new (FeedPollerFunc func,
                             gpointer       user_data);
/* Monotonic µs; where that has passed, with the next turn of the main loop; G_MAXINT64 = not at
 * all */
void feed_poller_set_due (FeedPoller *self,
                          gint64      due_us);
/* Also from its own function */
void feed_poller_free (FeedPoller *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedPoller, feed_poller_free)

G_END_DECLS
