/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sqlite3.h>

#include "feed/store/feed-journal-event.h"
#include "feed/store/feed-sql.h"

G_BEGIN_DECLS

/* "EvTk" */
#define FEED_JOURNAL_APPLICATION_ID 0x4576546b
/* Of the schema; an older one is brought up to it, a newer one refused */
#define FEED_JOURNAL_VERSION 3

extern const FeedSqlFormat feed_journal_format;

#define FEED_JOURNAL_EVENT_COLUMNS \
  "time_us, kind, venue, connection, from_state, to_state, polling, colour, cause, text, count, " \
  "symbol, gap_start_us, gap_cause, backfill, detected_after_us, polled_after_us, length_us, " \
  "live_after_us, lost, backfilled, shared"
#define FEED_JOURNAL_GAP_COLUMNS \
  "venue, connection, symbol, start_us, cause, backfill, detected_after_us, polled_after_us, " \
  "length_us, live_after_us, lost, backfilled, shared"

/* Binds in the order of the columns above */
void feed_journal_rows_bind_event (sqlite3_stmt           *statement,
                                   const FeedJournalEvent *event);
/* event->gap with its venue, connection and symbol */
void feed_journal_rows_bind_gap (sqlite3_stmt           *statement,
                                 const FeedJournalEvent *event);
/* The statement's row. Whatever stands there, the values are in their ranges and the texts are
 * UTF-8 (transfer full) */
FeedJournalEvent *feed_journal_rows_get_event (sqlite3_stmt *statement);
/* A gap as an event of the kind "gap", at the time it was over (transfer full) */
FeedJournalEvent *feed_journal_rows_get_gap (sqlite3_stmt *statement);

G_END_DECLS
