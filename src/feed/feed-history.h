/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/* Where a desktop program keeps its journal: evertick/evertick.db in the user's data folder
 * (transfer full) */
FEED_AVAILABLE_IN_ALL
char *feed_history_dup_default_path (void);
/* Reads a journal that a #FeedKeeper writes or wrote, and writes nothing. gaps: every gap as a GAP
 * event of its own, instead of the log's lines. since_us: from this wall time on, 0 = all */
FEED_AVAILABLE_IN_ALL
void feed_history_read_async (const char         *path,
                              gboolean            gaps,
                              gint64              since_us,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
/* A #GListModel of #FeedEvent, oldest first (transfer full). NULL with a %G_IO_ERROR: NOT_FOUND,
* INVALID_DATA where it is damaged or no journal, NOT_SUPPORTED where it is of another version */
FEED_AVAILABLE_IN_ALL
GListModel *feed_history_read_finish (GAsyncResult *result,
                                      GError      **error);

G_END_DECLS
