/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/core/feed-backoff.h"
#include "support/sim-account.h"
#include "support/sim-venue.h"

G_BEGIN_DECLS

/* The parts of a simulated venue: the links, the REST side and the pollers it hands out. */

struct _SimVenue {
  GObject parent_instance;

  FeedClock *clock;
  SimFaults  faults;
  GPtrArray *links;        /* SimLink, borrowed: dialled and not dropped */
  GPtrArray *ghosts;       /* SimLink: dropped, and talking on */
  GPtrArray *symbols;      /* in order of their first subscription or question */
  gint64     trade_id;
  guint      market_timer;
  GQueue     late;         /* LateTrade: trades the stream still holds back */
  guint      late_timer;
  GArray    *dials_us;     /* of the last minute */
  GArray    *messages_us;  /* of the last second */
  GArray    *weights;      /* SimWeight: of the last minute */
  FeedRandom random;
  gint64     requested_us, least_apart_us;
  gint64     stream_free_us;
  gint64     rest_free_us; /* end of the newest Retry-After that arrived */
  gint64     told_id, told_wall_us;   /* of the newest answer that was no repetition */
  guint      n_answers;
  guint      n_backfills;
  guint      n_dials, n_requests, n_in_flight, most_in_flight, most_dials, most_messages;
  guint      n_messages;
  SimAccount account;
  guint      n_unwelcome, n_double_dials, most_weight, n_links;
};

typedef struct {
  gint64 at_us;
  guint  weight;
} SimWeight;

gboolean sim_venue_is_halted (SimVenue   *self,
                              const char *symbol);
/* What the venue takes the time to be */
gint64 sim_venue_get_wall_us (SimVenue *self);

#define SIM_TYPE_LINK (sim_link_get_type ())
G_DECLARE_FINAL_TYPE (SimLink, sim_link, SIM, LINK, FeedLink)

struct _SimLink {
  FeedLink parent_instance;

  SimVenue       *venue;
  FeedLinkEvents  events;
  gpointer        user_data;
  FeedDialOptions options;
  GHashTable     *subscribed;   /* symbols */
  gboolean        later;        /* dialled while there was another */
  gboolean        unwelcome;    /* dialled without a good session */
  guint           timer;        /* of the handshake, then of the pongs */
  guint           drop_timer;
  gint64          ghost_until_us;
  gboolean        open, gone;
};

/* Dialled as of now */
SimLink *sim_link_new (SimVenue              *venue,
                       const FeedRequest     *request,
                       const FeedDialOptions *options,
                       const FeedLinkEvents  *events,
                       gpointer               user_data);
void sim_link_send_frame (SimLink    *self,
                          const char *text);
/* The open link ends with that code; 0 = without a close frame */
void sim_link_close (SimLink *self,
                     guint    code);

/* A dropped link says something that was under way, if its owner would hear it */
void sim_link_haunt (SimLink    *self,
                     const char *text);

/* The stream's data does not get through */
static inline gboolean
sim_venue_is_dumb (const SimVenue *self)
{
  return self->faults.mute || self->faults.half_open || self->faults.partition;
}

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
