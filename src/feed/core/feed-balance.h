/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many instruments at a time */
#define FEED_BALANCE_BATCH 200

typedef enum {
  FEED_BALANCE_NOTHING,
  FEED_BALANCE_REFUSED,   /* `from` gets no stream, `to` has one, and room */
  FEED_BALANCE_SPARE,     /* all fit elsewhere: `from` is not needed */
} FeedBalanceReason;

/**
 * FeedBalanceConnection:
 * @n_instruments: that it has
 * @streams: its stream is proven, and has been for a while
 * @without_us: it has been failing to get a stream for so long; 0 = it has one, or wants none
 */
typedef struct {
  guint    n_instruments;
  gboolean streams;
  gint64   without_us;
} FeedBalanceConnection;

/**
 * FeedBalance:
 *
 * What is remembered between two decisions of one venue; all 0 at first.
 */
typedef struct {
  gint64   spare_since_us;   /* a connection could be spared since then; 0 = none */
  gboolean keeps_used;       /* set: each has something that is scarce, and none in use is spared */
} FeedBalance;

/**
 * FeedBalanceMove:
 *
 * Indices of connections, and how many instruments to move. None of a connection that can be spared
 * means that it is empty and can go.
 */
typedef struct {
  FeedBalanceReason reason;
  guint             from, to;
  guint             n;
} FeedBalanceMove;

/* To be asked once a second or so, while no move is under way. room: what a connection takes, 0 = any
 * number */
FeedBalanceMove feed_balance_decide (FeedBalance                 *self,
                                     const FeedBalanceConnection *connections,
                                     guint                        n_connections,
                                     guint                        room,
                                     gint64                       now_us);

G_END_DECLS
