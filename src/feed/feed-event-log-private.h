/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-event-log.h"
#include "feed/feed-event-private.h"

G_BEGIN_DECLS

#define FEED_EVENT_LOG_SIZE 5000

FeedEventLog *feed_event_log_new (void);
/* Adds an event, or adds its count to the newest one where that is the same trouble of the same
 * connection. Returns the event that stands in the log (transfer none) */
FeedEvent *feed_event_log_append (FeedEventLog          *self,
                                  const FeedEventFields *fields);
/* Events of earlier runs, oldest first, before all there are; the newest of them, as many as there
 * is room for */
void feed_event_log_prepend (FeedEventLog *self,
                             GPtrArray    *events);

G_END_DECLS
