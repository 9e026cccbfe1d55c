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
  gboolean no_quotes;          /* the stream gives trades alone */
  gint64   lag_us;             /* the stream's data is so late, and stays in order */
  guint    retry_after;        /* seconds, a header of answers with rest_status; 0 = none */
  gboolean rest_empty;         /* REST answers without a row */
  gboolean rest_bad_row;       /* a row of each answer is nonsense */
  guint    backfill_status;    /* the same, for trades by id alone */
  gboolean no_history;         /* trades by id are refused, the newest are not */
  gint64   archive_lag;        /* the newest so many trades cannot be fetched yet */
  char     halted;             /* symbols that begin with it are halted; 0 = none is */
  char     unknown;            /* symbols that begin with it are not known; 0 = all are */
  gint64   jitter_us;          /* on top of lag_us, up to so much, drawn for each trade */
  gint64   apart_us;           /* links dialled beside another are so much behind; < 0: ahead */
  guint    most_links;         /* a dial beyond so many open links is answered 429; 0 = any number */
  guint    lost_percent;       /* of what the stream should say */
  gboolean partition;          /* dead both ways: nothing arrives, answers or closes */
  gboolean ghosts;             /* a dropped link goes on talking beside its successor */
  guint    handshake_status;   /* answer to a dial instead of 101, with retry_after; 0 = 101 */
  gint64   drop_after_us;      /* links end so long after they opened; 0 = they do not */
  gint64   rest_lag_us;        /* answers of REST come so much later than they were true */
  gboolean rest_repeats;       /* every second answer is the one before, once more */
  guint    others_weight;      /* of each minute's, used by somebody else on our address */
  gint64   behind_us;          /* the venue's clock, of ours */
  gint64   trade_age_us;       /* the stream's trades happened so long ago */
  gboolean account;            /* nothing without a session: see sim-account.h */
  guint    login_status;       /* log-ins and renewals are answered with it; 0 = 200 */
  gboolean refresh_refused;    /* a session cannot be renewed */
  gboolean refresh_fails;      /* a session is not renewed, and nobody says why */
  gint64   session_us;         /* sessions last so long; 0 = for ever */
  gint64   rollover_us;        /* all sessions end at multiples of this, wall time; 0 = they do not */
  gint64   rollover_at_us;     /* so long after those multiples */
} SimFaults;

/* A trade's price is 100.5 and the remainder of its id by this */
#define SIM_PRICES 50
/* What an account may use of REST, as the protocol says */
#define SIM_WEIGHT_LIMIT 6000
#define SIM_REQUESTS_APART_US (100 * 1000)

SimVenue *sim_venue_new (FeedClock *clock);
/* All that is left to chance follows from it */
void sim_venue_set_seed (SimVenue *self,
                         guint64   seed);
/* Set and cleared at any time */
SimFaults *sim_venue_get_faults (SimVenue *self);
/* Closes the open links with that code; 0 = without a close frame */
void sim_venue_close (SimVenue *self,
                      guint     code);
/* Text to all open links */
void sim_venue_send (SimVenue   *self,
                     const char *text);
guint sim_venue_get_n_dials (SimVenue *self);
guint sim_venue_get_n_requests (SimVenue *self);
/* Requests for trades by id */
guint sim_venue_get_n_backfills (SimVenue *self);
/* Most requests that were under way at the same time */
guint sim_venue_get_most_in_flight (SimVenue *self);
/* Most dials within any 60 s */
guint sim_venue_get_most_dials (SimVenue *self);
/* Messages the client sent */
guint sim_venue_get_n_messages (SimVenue *self);
/* Most messages the client sent within any second */
guint sim_venue_get_most_messages (SimVenue *self);
/* Most weight of requests within any 60 s */
guint sim_venue_get_most_weight (SimVenue *self);
/* Least time between two requests; G_MAXINT64 = there were no two */
gint64 sim_venue_get_least_apart_us (SimVenue *self);
/* Requests that came although the Retry-After of an answer still ran */
guint sim_venue_get_n_unwelcome (SimVenue *self);
/* When a dial, and a request, is welcome again after the newest refusal */
gint64 sim_venue_get_stream_free_us (SimVenue *self);
gint64 sim_venue_get_rest_free_us (SimVenue *self);
/* Dials that came while the one before was under way or its link open, of the same client */
guint sim_venue_get_n_double_dials (SimVenue *self);
/* Links in memory, dropped or not */
guint sim_venue_get_n_links (SimVenue *self);
/* The session there is is no good any more */
void sim_venue_expire_token (SimVenue *self);
/* Log-ins, renewals, log-ins with a code that was sent before, and within a second of another */
guint sim_venue_get_n_logins (SimVenue *self);
guint sim_venue_get_n_refreshes (SimVenue *self);
guint sim_venue_get_n_codes_twice (SimVenue *self);
guint sim_venue_get_n_hasty_logins (SimVenue *self);
guint sim_venue_get_n_logouts (SimVenue *self);
/* The venue counts its trades from the beginning again */
void sim_venue_restart_ids (SimVenue *self);
/* Trades every symbol has had */
gint64 sim_venue_get_trade_id (SimVenue *self);

G_END_DECLS
