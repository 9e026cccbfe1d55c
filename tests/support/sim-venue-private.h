/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/sim-venue.h"

G_BEGIN_DECLS

/* The parts of a simulated venue: the links, the REST side and the pollers it hands out. */

struct _SimVenue {
  GObject parent_instance;

  FeedClock *clock;
  SimFaults  faults;
  GPtrArray *links;        /* SimLink, borrowed: dialled and not dropped */
  GPtrArray *symbols;      /* in order of their first subscription or question */
  gint64     trade_id;
  guint      market_timer;
  GQueue     late;         /* LateTrade: trades the stream still holds back */
  guint      late_timer;
  GArray    *dials_us;     /* of the last minute */
  GArray    *messages_us;  /* of the last second */
  guint      n_dials, n_requests, n_in_flight, most_in_flight, most_dials, most_messages;
  guint      n_messages;
};

#define SIM_TYPE_LINK (sim_link_get_type ())
G_DECLARE_FINAL_TYPE (SimLink, sim_link, SIM, LINK, FeedLink)

struct _SimLink {
  FeedLink parent_instance;

  SimVenue       *venue;
  FeedLinkEvents  events;
  gpointer        user_data;
  FeedDialOptions options;
  GHashTable     *subscribed;   /* symbols */
  guint           timer;        /* of the handshake, then of the pongs */
  gboolean        open, gone;
};

/* Dialled as of now */
SimLink *sim_link_new (SimVenue              *venue,
                       const FeedDialOptions *options,
                       const FeedLinkEvents  *events,
                       gpointer               user_data);
void sim_link_send_frame (SimLink    *self,
                          const char *text);
/* The open link ends with that code; 0 = without a close frame */
void sim_link_close (SimLink *self,
                     guint    code);

/* Adds now to times and tells how many of them are no older than span */
guint sim_venue_count_recent (GArray *times_us,
                              gint64  now,
                              gint64  span_us);
void sim_venue_remember_symbol (SimVenue   *self,
                                const char *symbol);

/* sim-rest.c, sim-poller.c: their part of the interface */
void sim_rest_fill_interface (FeedTransportInterface *iface);
void sim_poller_fill_interface (FeedTransportInterface *iface);

G_END_DECLS
