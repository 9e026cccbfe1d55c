/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "feed/feed-event.h"

G_BEGIN_DECLS

/**
 * FeedEventLog:
 *
 * The newest 5,000 events, oldest first: a #GListModel of #FeedEvent.
 */
#define FEED_TYPE_EVENT_LOG (feed_event_log_get_type ())
FEED_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (FeedEventLog, feed_event_log, FEED, EVENT_LOG, GObject)

/* events: any list of #FeedEvent, such as a filtered one. RFC 4180 with a header line, times
 * RFC 3339 UTC (transfer full) */
FEED_AVAILABLE_IN_ALL
char *feed_event_log_to_csv (GListModel *events);
/* A JSON array of objects with the same fields (transfer full) */
FEED_AVAILABLE_IN_ALL
char *feed_event_log_to_json (GListModel *events);

G_END_DECLS
