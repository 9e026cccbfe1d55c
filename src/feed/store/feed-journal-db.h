/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "feed/store/feed-journal-event.h"

G_BEGIN_DECLS

/**
 * FeedJournalLimits:
 * @max_events: as many lines are kept, the newest
 * @max_gaps: and gaps
 * @max_age_us: what is older is not kept
 * @max_bytes: of the file
 * @max_waiting: as many entries wait in memory for a disk that cannot take them
 * @retry_ms: how long after a failure the file is tried again
 *
 * What bounds a journal. Zero fields take their defaults.
 */
typedef struct {
  guint  max_events, max_gaps;
  gint64 max_age_us, max_bytes;
  guint  max_waiting;
  guint  retry_ms;
} FeedJournalLimits;

typedef enum {
  FEED_JOURNAL_ADD_EVENT,
  FEED_JOURNAL_REPEAT_EVENT,   /* the newest line of this writer has another time and count */
  FEED_JOURNAL_ADD_GAP,
} FeedJournalOperation;

typedef struct {
  FeedJournalOperation operation;
  FeedJournalEvent    *event;
} FeedJournalItem;

/**
 * FeedJournalDb:
 *
 * The file of a journal, open for writing. Blocks; of one thread.
 */
typedef struct _FeedJournalDb FeedJournalDb;

FeedJournalItem *feed_journal_item_new (FeedJournalOperation    operation,
                                        const FeedJournalEvent *event);
void feed_journal_item_free (FeedJournalItem *item);

/* Makes folder and file where they are missing, brings an older schema up to date. A file that is
 * damaged or of something else is moved aside, to the base name that kept is set to. A G_IO_ERROR,
 * NOT_SUPPORTED where the file is of a newer version and left alone */
FeedJournalDb *feed_journal_db_open (const char              *path,
                                     const FeedJournalLimits *limits,
                                     char                   **kept,
                                     GError                 **error);
void feed_journal_db_close (FeedJournalDb *self);
/* All of them or none; G_IO_ERROR_INVALID_DATA where the file turns out to be damaged */
gboolean feed_journal_db_write (FeedJournalDb          *self,
                                FeedJournalItem *const *items,
                                guint                   n_items,
                                GError                **error);
/* The file's name stands for another file now, or for none */
gboolean feed_journal_db_is_moved (FeedJournalDb *self);
/* The newest lines, oldest first: of FeedJournalEvent (transfer full) */
GPtrArray *feed_journal_db_get_newest (FeedJournalDb *self,
                                       guint          max,
                                       GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedJournalDb, feed_journal_db_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedJournalItem, feed_journal_item_free)

G_END_DECLS
