/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * EvertickEventColumn:
 *
 * What the columns of the reconnect log are.
 */
typedef enum {
  EVERTICK_EVENT_TIME,
  EVERTICK_EVENT_CONNECTION,
  EVERTICK_EVENT_CHANGE,
  EVERTICK_EVENT_CAUSE,
  EVERTICK_N_EVENT_COLUMNS,
} EvertickEventColumn;

/* Translated, static */
const char *evertick_event_column_get_title (EvertickEventColumn column);
guint       evertick_event_column_get_width_chars (EvertickEventColumn column);
/* (transfer full) */
char *evertick_event_column_dup_text (EvertickEventColumn column,
                                      FeedEvent          *event);
/* The event as a sentence (transfer full) */
char *evertick_event_column_dup_sentence (FeedEvent *event);
/* Whether one of its texts contains needle, which is case-folded */
gboolean evertick_event_column_match (FeedEvent  *event,
                                      const char *needle);

G_END_DECLS
