/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * FeedctlTable:
 * @board: its rows
 * @connections: a #GListModel of #FeedHealth, a status line each
 * @message: (nullable): the newest event, for the last line
 * @now_us: monotonic
 * @columns: width of the terminal
 * @lines: its height
 *
 * The live table of a terminal, drawn from the state of the feed.
 */
typedef struct {
  GListModel *board;
  GListModel *connections;
  const char *message;
  gint64      now_us;
  guint       columns, lines;
} FeedctlTable;

/* Each adds what a VT100-like terminal needs to out */
void feedctl_table_open (GString *out);
void feedctl_table_draw (GString            *out,
                         const FeedctlTable *table);
void feedctl_table_close (GString *out);

G_END_DECLS
