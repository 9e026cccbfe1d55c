/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

#include "net/net-venue.h"

G_BEGIN_DECLS

/* The whole library over real sockets, and the venue it is fed by */
typedef struct {
  NetVenue    *venue;
  FeedManager *manager;
  FeedHealth  *health;      /* of the only connection */
  guint        n_signals;   /* of its manager, of any kind */
  guint        n_polled;    /* ticks that are not the stream's */
  gint64       left_us;     /* monotonic: it stopped being green; 0 = it is */
  gint64       failed_us;   /* monotonic: it went to BACKOFF last */
  gint64       least_wait_us; /* from there to the next dial; 0 = there was none */
  FeedCause    cause;       /* of the last way to BACKOFF */
  char        *words;       /* the same */
} NetFeed;

/* As the defaults, but what is proven in minutes is in seconds; made and subscribed to the venue's
 * symbol, not started */
void net_feed_set_up (NetFeed *self);
/* The same with other addresses, of a machine whose network is not watched; NULL = the venue's */
void net_feed_set_up_at (NetFeed    *self,
                         const char *stream,
                         const char *rest);
/* Green, and it is the stream */
gboolean net_feed_is_live (gpointer self);
gboolean net_feed_is_not_green (gpointer self);
gboolean net_feed_is_red (gpointer self);
gboolean net_feed_was_polled (gpointer self);
/* It has failed with a cause */
gboolean net_feed_has_failed (gpointer self);
/* Stops it, if that was not done, and waits for the venue to end */
void net_feed_clear (NetFeed *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NetFeed, net_feed_clear)

G_END_DECLS
