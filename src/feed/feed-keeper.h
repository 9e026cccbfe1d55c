/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-manager.h"

G_BEGIN_DECLS

/**
 * FeedKeeper:
 *
 * Keeps what happens to a manager in a journal on disk, and puts the newest lines of earlier runs
 * into its event log, before the line that says where this run begins. Nothing waits for the disk;
 * what goes wrong with it is a line of the log, once.
 */
#define FEED_TYPE_KEEPER (feed_keeper_get_type ())
FEED_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (FeedKeeper, feed_keeper, FEED, KEEPER, GObject)

/* path: of the journal, made with its folder where there is none. program: who runs, with its
 * version: "Evertick 0.3.0". Make it before the manager starts */
FEED_AVAILABLE_IN_ALL
FeedKeeper *feed_keeper_new (FeedManager *manager,
                             const char *path,
                             const char *program);
/* Writes what waits, for timeout_ms at most, and keeps nothing more. Once */
FEED_AVAILABLE_IN_ALL
void feed_keeper_close_async (FeedKeeper         *self,
                              guint               timeout_ms,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
/* FALSE with a G_IO_ERROR where lines are missing in the journal */
FEED_AVAILABLE_IN_ALL
gboolean feed_keeper_close_finish (FeedKeeper   *self,
                                   GAsyncResult *result,
                                   GError      **error);

G_END_DECLS
