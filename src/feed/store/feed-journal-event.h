/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-gap.h"

G_BEGIN_DECLS

/* Longer words are cut, so that a number of lines is a number of bytes */
#define FEED_JOURNAL_MAX_TEXT 1000

/**
 * FeedJournalEvent:
 * @kind: a word of the writer's own: "state", "trouble"…
 * @gap: (nullable): what a line about a gap is about
 * @symbol: the gap's instrument, "" = the connection. What stands in @gap->instrument is an index
 *   of one run and not kept
 *
 * A line of the journal. Strings are never %NULL in what was read or copied.
 */
typedef struct {
  gint64         time_us;
  const char    *kind;
  const char    *venue, *connection;
  FeedLinkState  from, to;
  gboolean       polling;
  FeedColour     colour;
  FeedCause      cause;
  const char    *text;
  guint          count;
  const FeedGap *gap;
  const char    *symbol;
} FeedJournalEvent;

FeedJournalEvent *feed_journal_event_copy (const FeedJournalEvent *event);
void              feed_journal_event_free (FeedJournalEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedJournalEvent, feed_journal_event_free)

G_END_DECLS
