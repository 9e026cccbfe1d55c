/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/net-server.h"

G_BEGIN_DECLS

/* A venue of raw sockets that speaks as much of Binance as a feed needs of it, and whose streams
 * do what they should not: one symbol, ten trades a second */
typedef struct _NetVenue NetVenue;

typedef enum {
  NET_VENUE_HEALTHY,
  NET_VENUE_HANG,         /* neither reads nor writes any more */
  NET_VENUE_RESET,        /* half a frame, then RST */
  NET_VENUE_INVALID,      /* a text that is no UTF-8 */
  NET_VENUE_BROKEN,       /* a frame that cannot be one */
} NetVenueFault;

NetVenue *net_venue_new (void);
/* Of streams open now and later */
void net_venue_set_fault (NetVenue     *self,
                          NetVenueFault fault);
/* (transfer full) */
char   *net_venue_get_stream_base (NetVenue *self);
char   *net_venue_get_rest_base (NetVenue *self);
guint16 net_venue_get_stream_port (NetVenue *self);
guint16 net_venue_get_rest_port (NetVenue *self);
/* Streams so far */
int  net_venue_get_n_streams (NetVenue *self);
void net_venue_free (NetVenue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetVenue, net_venue_free)

G_END_DECLS
