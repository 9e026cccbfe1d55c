/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/store/feed-journal-db.h"

G_BEGIN_DECLS

/**
 * FeedJournalWriter:
 *
 * The thread that owns a journal's file, and the queue to it. It lives until it has written what it
 * was given and was told to end, whoever else is gone by then.
 */
typedef struct _FeedJournalWriter FeedJournalWriter;

/* Called in the main context that the writer was made in; never after feed_journal_writer_mute() */
typedef struct {
  void (*opened)(gpointer   user_data,
                 GPtrArray *events);
  void (*trouble)(gpointer    user_data,
                  const char *text);
  void (*note)(gpointer    user_data,
               const char *text);
  /* It ended; error: what kept entries from being written, or NULL */
  void (*ended)(gpointer      user_data,
                const GError *error);
} FeedJournalWriterEvents;

FeedJournalWriter *feed_journal_writer_new (const char                    *path,
                                            const FeedJournalLimits       *limits,
                                            guint                          n_history,
                                            const FeedJournalWriterEvents *events,
                                            gpointer                       user_data);
/* No more calls */
void feed_journal_writer_mute (FeedJournalWriter *self);
void feed_journal_writer_unref (FeedJournalWriter *self);
/* Takes the item */
void feed_journal_writer_push (FeedJournalWriter *self,
                               FeedJournalItem   *item);
/* The thread writes what waits, tries no failure again, and ends */
void  feed_journal_writer_end (FeedJournalWriter *self);
guint feed_journal_writer_get_n_dropped (FeedJournalWriter *self);
guint feed_journal_writer_get_n_waiting (FeedJournalWriter *self);

G_END_DECLS
