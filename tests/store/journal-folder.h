/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/store/feed-journal.h"

G_BEGIN_DECLS

/* A folder of a test's own, and the journal in it */
typedef struct {
  char *folder, *path;
} JournalFolder;

void journal_folder_set_up (JournalFolder *self,
                            gconstpointer  data);
/* Removes the folder and all that is in it */
void journal_folder_tear_down (JournalFolder *self,
                               gconstpointer  data);
/* Files of the folder whose names begin so */
guint journal_folder_count (JournalFolder *self,
                            const char    *beginning);
/* A line with every field set, some by i; its time is now */
FeedJournalEvent journal_event (guint i);
/* A gap with every field set, some by i */
FeedGap journal_gap (guint i);
/* Writes n lines, and as many gaps, through a FeedJournalDb */
void journal_folder_write (JournalFolder *self,
                           guint          n);
/* All lines, or gaps; asserts that they can be read */
GPtrArray *journal_folder_read (JournalFolder *self,
                                gboolean       gaps);
/* Runs SQL on the file, past the journal */
void journal_folder_execute (const char *path,
                             const char *sql);
/* Closes the journal, waiting for it; the error, if any (transfer full) */
GError *journal_close (FeedJournal *journal,
                       guint        timeout_ms);

G_END_DECLS
