/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-event.h"

G_BEGIN_DECLS

/* What an event is made of; strings are copied. */
typedef struct {
  FeedEventKind  kind;
  gint64         time_us;
  const char    *venue, *connection;
  FeedLinkState  from, to;
  gboolean       polling;
  FeedColour     colour;
  FeedCause      cause;
  const char    *text;
  guint          count;
  const FeedGap *gap;      /* of a GAP event */
  const char    *symbol;   /* its instrument; NULL: the connection */
} FeedEventFields;

FeedEvent *feed_event_new (const FeedEventFields *fields);
/* A note where word is none of the kinds' */
FeedEventKind feed_event_kind_from_string (const char *word);

G_END_DECLS
