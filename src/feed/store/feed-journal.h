/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/store/feed-journal-db.h"

G_BEGIN_DECLS

/**
 * FeedJournal:
 *
 * What happened, on disk: lines and gaps, bounded, written by a thread of its own. Nothing here waits
 * for a disk; what a disk does not take waits in memory, and beyond a bound is counted and dropped.
 *
 * Signals, in the thread-default main context the journal was made in:
 * ::opened (GPtrArray *events): the file is open; the newest FeedJournalEvent of earlier runs,
 *   oldest first. Once.
 * ::trouble (const char *text): said once for each time that the file fails.
 * ::note (const char *text): it works again.
 */
#define FEED_TYPE_JOURNAL (feed_journal_get_type ())
G_DECLARE_FINAL_TYPE (FeedJournal, feed_journal, FEED, JOURNAL, GObject)

/* Opens the file at path; n_history lines are read from it. limits: NULL takes the defaults */
FeedJournal *feed_journal_new (const char *path,
                               const FeedJournalLimits *limits,
                               guint n_history);
void feed_journal_add_event (FeedJournal            *self,
                             const FeedJournalEvent *event);
/* The newest line has event's time and count now */
void feed_journal_repeat_event (FeedJournal            *self,
                                const FeedJournalEvent *event);
/* event->gap with its venue, connection and symbol */
void feed_journal_add_gap (FeedJournal            *self,
                           const FeedJournalEvent *event);
/* Entries that were dropped so far, and that wait to be written */
guint feed_journal_get_n_dropped (FeedJournal *self);
guint feed_journal_get_n_waiting (FeedJournal *self);
/* Writes what waits and closes the file. G_IO_ERROR_TIMED_OUT after timeout_ms, the writing then
 * goes on while the program does; or the error that kept entries from being written. What is added
 * later is dropped */
void feed_journal_close_async (FeedJournal        *self,
                               guint               timeout_ms,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
gboolean feed_journal_close_finish (FeedJournal  *self,
                                    GAsyncResult *result,
                                    GError      **error);

G_END_DECLS
