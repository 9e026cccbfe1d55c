/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which instruments of a venue should be on another of its connections. Two things are worth a move:
 *
 * - A connection has failed to get a stream for a minute (the venue's limit, mostly), and another
 *   that streams has room: streamed is better than polled.
 * - What is subscribed fills no more than four fifths of the other connections, and has for a
 *   minute: a venue allows an account few connections, and another program may want one. A further
 *   connection is made only when all are full, so a fifth of a connection has to come and go before
 *   one is opened and closed again.
 *
 * That one connection is fuller than another is nothing: what a venue limits is their number, ticks
 * are not faster over an emptier one, and later instruments go where most room is anyway.
 */
#include "feed/core/feed-balance.h"

#define REFUSED_US (60 * (gint64) G_USEC_PER_SEC)
#define SPARE_US   (60 * (gint64) G_USEC_PER_SEC)

/* The fullest other that streams and has room: it fills up before the next */
static gboolean
find_target (const FeedBalanceConnection *connections,
             guint                        n_connections,
             guint                        room,
             FeedBalanceMove             *move)
{
  guint fullest = 0;
  gboolean found = FALSE;

  for (guint i = 0; i < n_connections; i++) {
    guint n = connections[i].n_instruments;

    if (i == move->from || !connections[i].streams || n >= room || (found && n <= fullest))
      continue;
    found = TRUE;
    fullest = n;
    move->to = i;
    move->n = MIN (MIN (room - n, connections[move->from].n_instruments), FEED_BALANCE_BATCH);
  }
  return found;
}

static gboolean
find_refused (const FeedBalanceConnection *connections,
              guint                        n_connections,
              guint                        room,
              FeedBalanceMove             *move)
{
  for (guint i = 0; i < n_connections; i++) {
    if (connections[i].without_us < REFUSED_US || connections[i].n_instruments == 0)
      continue;
    move->reason = FEED_BALANCE_REFUSED;
    move->from = i;
    if (find_target (connections, n_connections, room, move))
      return TRUE;
  }
  return FALSE;
}

/* The emptiest one; of two such the later. One without a stream may be doing what a move would
 * disturb */
static gboolean
find_spare (const FeedBalanceConnection *connections,
            guint                        n_connections,
            guint                        room,
            FeedBalanceMove             *move)
{
  guint n_all = 0, n_streams = 0;
  gboolean found = FALSE;

  for (guint i = 0; i < n_connections; i++) {
    guint n = connections[i].n_instruments;

    n_all += n;
    n_streams += connections[i].streams;
    if ((!connections[i].streams && n > 0) ||
        (found && n > connections[move->from].n_instruments))
      continue;
    found = TRUE;
    move->from = i;
  }
  if (!found || n_connections < 2)
    return FALSE;
  n_streams -= connections[move->from].streams;
  move->reason = FEED_BALANCE_SPARE;
  return (guint64) n_all * 5 <= (guint64) n_streams * room * 4;
}

/**
 * feed_balance_decide: (skip)
 * @self: what was remembered
 * @connections: (array length=n_connections): how they are now
 * @n_connections: how many
 * @room: instruments that a connection takes
 * @now_us: monotonic time
 *
 * Returns: what to move, if anything
 */
FeedBalanceMove
feed_balance_decide (FeedBalance                 *self,
                     const FeedBalanceConnection *connections,
                     guint                        n_connections,
                     guint                        room,
                     gint64                       now_us)
{
  const FeedBalanceMove nothing = { FEED_BALANCE_NOTHING };
  FeedBalanceMove move = nothing;

  if (room == 0)
    room = G_MAXUINT;
  if (!find_spare (connections, n_connections, room, &move) ||
      (self->keeps_used && connections[move.from].n_instruments > 0))
    self->spare_since_us = 0;
  else if (self->spare_since_us == 0)
    self->spare_since_us = now_us;
  if (self->spare_since_us != 0 && now_us - self->spare_since_us >= SPARE_US &&
      (connections[move.from].n_instruments == 0 ||
       find_target (connections, n_connections, room, &move)))
    return move;
  move = nothing;
  if (find_refused (connections, n_connections, room, &move))
    return move;
  return nothing;
}
