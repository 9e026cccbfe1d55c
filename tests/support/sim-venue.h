/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/core/feed-clock.h"
#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/**
 * SimVenue:
 *
 * A #FeedTransport in virtual time: a venue with Binance's protocol whose market, stream and REST
 * are driven by a manual clock. Faults are fields that a scenario sets and clears.
 */
#define SIM_TYPE_VENUE (sim_venue_get_type ())
G_DECLARE_FINAL_TYPE (SimVenue, sim_venue, SIM, VENUE, GObject)

typedef struct {
  gint64   way_us;             /* one way to the venue */
  gint64   trade_interval_us;  /* each symbol trades every so often; 0 = a quiet market */
  gboolean mute;               /* the stream gives no data, but pongs */
  gboolean half_open;          /* the stream gives nothing at all */
  gboolean refuse;             /* dials are refused */
  gboolean blackhole;          /* dials are not answered */
  guint    rest_status;        /* REST answers with it; 0 = 200 */
  gboolean rest_hangs;         /* REST does not answer */
  guint    mute_symbols;       /* the first so many symbols are mute, the others are fine */
  gint64   lag_us;             /* the stream's data is so late, and stays in order */
  guint    retry_after;        /* seconds, a header of answers with rest_status; 0 = none */
  gboolean rest_empty;         /* REST answers without a row */
  gboolean rest_bad_row;       /* a row of each answer is nonsense */
  char     unknown;            /* symbols that begin with it are not known; 0 = all are */
} SimFaults;

SimVenue *sim_venue_new (FeedClock *clock);
/* Set and cleared at any time */
SimFaults *sim_venue_get_faults (SimVenue *self);
/* Closes the open links with that code */
void sim_venue_close (SimVenue *self,
                      guint     code);
/* Text to all open links */
void sim_venue_send (SimVenue   *self,
                     const char *text);
guint sim_venue_get_n_dials (SimVenue *self);
guint sim_venue_get_n_requests (SimVenue *self);
/* Most requests that were under way at the same time */
guint sim_venue_get_most_in_flight (SimVenue *self);
/* Most dials within any 60 s */
guint sim_venue_get_most_dials (SimVenue *self);
/* Messages the client sent */
guint sim_venue_get_n_messages (SimVenue *self);
/* Most messages the client sent within any second */
guint sim_venue_get_most_messages (SimVenue *self);
/* Trades every symbol has had */
gint64 sim_venue_get_trade_id (SimVenue *self);

G_END_DECLS
