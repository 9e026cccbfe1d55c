/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "feed/feed-instrument.h"

G_BEGIN_DECLS

/**
 * FeedBoard:
 *
 * All subscribed instruments in the order they were added, a #GListModel of #FeedInstrument.
 * Ingest merges a tick into its row and marks the row dirty; flush notifies the dirty rows. A
 * window calls flush once a frame.
 */
#define FEED_TYPE_BOARD (feed_board_get_type ())
FEED_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (FeedBoard, feed_board, FEED, BOARD, GObject)

/* No instrument's index */
#define FEED_NO_INSTRUMENT G_MAXUINT

/* Notifies the rows changed since the last flush; returns how many there were. O(changed rows) */
FEED_AVAILABLE_IN_ALL
guint feed_board_flush (FeedBoard *self);
/* (transfer none) NULL where there is none */
FEED_AVAILABLE_IN_ALL
FeedInstrument *feed_board_lookup (FeedBoard  *self,
                                   const char *id);
FEED_AVAILABLE_IN_ALL
FeedInstrument *feed_board_get_by_index (FeedBoard *self,
                                         guint      index);
/* How many rows are in each #FeedRowState: counts[FEED_N_ROW_STATES] */
FEED_AVAILABLE_IN_ALL
void feed_board_count_states (FeedBoard *self,
                              guint     *counts);

G_END_DECLS
