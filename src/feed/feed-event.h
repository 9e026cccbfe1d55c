/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-gap.h"
#include "feed/core/feed-link.h"

G_BEGIN_DECLS

/**
 * FeedEventKind:
 * @FEED_EVENT_KIND_STATE: a connection changed state, source or colour
 * @FEED_EVENT_KIND_TROUBLE: the venue sent or answered something wrong or a refusal
 * @FEED_EVENT_KIND_NOTE: worth keeping, nothing wrong
 * @FEED_EVENT_KIND_GAP: an interval without stream data is over
 */
typedef enum {
  FEED_EVENT_KIND_STATE,
  FEED_EVENT_KIND_TROUBLE,
  FEED_EVENT_KIND_NOTE,
  FEED_EVENT_KIND_GAP,
} FeedEventKind;

/* "state", "trouble", "note", "gap" */
FEED_AVAILABLE_IN_ALL
const char *feed_event_kind_to_string (FeedEventKind kind);

/**
 * FeedEvent:
 *
 * One immutable line of the event log. Properties: "kind", "time" (int64, wall µs), "venue",
 * "connection", "from", "to" (#FeedLinkState), "polling", "colour", "cause" (#FeedCause), "text".
 */
#define FEED_TYPE_EVENT (feed_event_get_type ())
FEED_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (FeedEvent, feed_event, FEED, EVENT, GObject)

FEED_AVAILABLE_IN_ALL
FeedEventKind feed_event_get_kind (FeedEvent *self);
/* Wall time, µs since 1970 UTC */
FEED_AVAILABLE_IN_ALL
gint64 feed_event_get_time_us (FeedEvent *self);
FEED_AVAILABLE_IN_ALL
const char *feed_event_get_venue (FeedEvent *self);
FEED_AVAILABLE_IN_ALL
const char *feed_event_get_connection (FeedEvent *self);
/* from, to, polling, colour and cause are of a STATE event */
FEED_AVAILABLE_IN_ALL
FeedLinkState feed_event_get_from (FeedEvent *self);
FEED_AVAILABLE_IN_ALL
FeedLinkState feed_event_get_to (FeedEvent *self);
FEED_AVAILABLE_IN_ALL
gboolean feed_event_get_polling (FeedEvent *self);
FEED_AVAILABLE_IN_ALL
FeedColour feed_event_get_colour (FeedEvent *self);
FEED_AVAILABLE_IN_ALL
FeedCause feed_event_get_cause (FeedEvent *self);
/* Plain words: for a STATE event the cause with its figures ("no tick for 4.2 s; asking REST") */
FEED_AVAILABLE_IN_ALL
const char *feed_event_get_text (FeedEvent *self);
/* How often the same thing happened in a row, ≥ 1: repeated troubles are folded into one line */
FEED_AVAILABLE_IN_ALL
guint feed_event_get_count (FeedEvent *self);

/* Of a GAP event, else NULL (transfer none) */
FEED_AVAILABLE_IN_ALL
const FeedGap *feed_event_get_gap (FeedEvent *self);
/* The instrument of a GAP event that is about one, "" for all others */
FEED_AVAILABLE_IN_ALL
const char *feed_event_get_symbol (FeedEvent *self);

G_END_DECLS
