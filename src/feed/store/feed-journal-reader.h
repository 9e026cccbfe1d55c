/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "feed/store/feed-journal-event.h"

G_BEGIN_DECLS

/**
 * FeedJournalQuery:
 * @gaps: the gaps instead of the lines, each as a line of the kind "gap"
 * @since_us: from this wall time on
 * @max: the newest so many
 */
typedef struct {
  gboolean gaps;
  gint64   since_us;
  guint    max;
} FeedJournalQuery;

/* Reads a journal without writing anything, be it in use or not. A GPtrArray of FeedJournalEvent,
* oldest first (transfer full); or a G_IO_ERROR: NOT_FOUND, INVALID_DATA, NOT_SUPPORTED… Blocks */
GPtrArray *feed_journal_read (const char             *path,
                              const FeedJournalQuery *query,
                              GError                **error);

G_END_DECLS
