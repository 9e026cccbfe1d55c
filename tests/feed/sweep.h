/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

#include "feed/core/feed-backoff.h"
#include "support/sim-feed.h"
#include "support/sim-venue.h"

G_BEGIN_DECLS

/*
 * One random schedule of faults through the whole library but its sockets, in virtual time, and
 * what has to hold in it at every moment.
 */
#define SWEEP_SECOND ((gint64) G_USEC_PER_SEC)
#define SWEEP_BEGINS_US (1000 * SWEEP_SECOND)
#define SWEEP_MAX_INSTRUMENTS 40
#define SWEEP_MAX_INDICES 256
/* Schedules from this seed on have several connections, between which instruments move */
#define SWEEP_FIRST_MOVING 1000000000

/* Samples of the venue's trade id, four a second, for what was true 30 s ago */
#define SWEEP_STEP_US (SWEEP_SECOND / 4)
#define SWEEP_N_SAMPLES 121

typedef enum {
  SWEEP_ONE_DIAL,
  SWEEP_ONE_REQUEST,
  SWEEP_WITHIN_QUOTA,
  SWEEP_LEFT_ALONE,
  SWEEP_TEN_DIALS,
  SWEEP_MESSAGE_LIMIT,
  SWEEP_IN_ORDER,
  SWEEP_NOTHING_LOST,
  SWEEP_NO_HOLE,
  SWEEP_EACH_ONCE,
  SWEEP_GREEN_IS_TRUE,
  SWEEP_TRADE_SAFE,
  SWEEP_TOLD_ONCE,
  SWEEP_HEALTHY_KEPT,
  SWEEP_NO_BLACKOUT,
  SWEEP_RECOVERY,
  SWEEP_SOMETHING_COMES,
  SWEEP_NOTHING_AFTER_STOP,
  SWEEP_N_PROPERTIES,
} SweepProperty;

/**
 * SweepResult:
 *
 * Of all schedules together.
 */
typedef struct {
  gint64   first_seed, n_seeds;
  gboolean json, done;
  guint64  broken_seed[SWEEP_N_PROPERTIES];   /* first that broke it; 0 = none */
  char    *broken_how[SWEEP_N_PROPERTIES];
  guint    n_violations, most_dials, n_gentle, n_given_up;
  guint    n_moving, n_moves, n_deeds;        /* schedules of several connections; instruments that moved */
  guint64  n_gaps, n_lost, n_backfilled;
  gint64   worst_leave_us, worst_recovery_us, worst_blackout_us;
} SweepResult;

typedef struct {
  guint64      seed;
  SweepResult *result;
  FeedRandom   random;
  FeedClock   *clock;
  SimVenue    *venue;
  SimFaults   *faults;
  FeedManager *manager;
  gboolean     moving;           /* several connections, of few instruments each */
  guint        n_instruments, n_subscribed, n_indices;
  guint        index[SWEEP_MAX_INSTRUMENTS];          /* the manager's; FEED_NO_INSTRUMENT */
  gboolean     adding[SWEEP_MAX_INSTRUMENTS];         /* it is being subscribed */
  gint64       added_us[SWEEP_MAX_INDICES];
  gint64       tape[SWEEP_MAX_INDICES], quote[SWEEP_MAX_INDICES], last[SWEEP_MAX_INDICES];
  gint64       first[SWEEP_MAX_INDICES], n_trades[SWEEP_MAX_INDICES];
  gint64       holes[SWEEP_MAX_INDICES];      /* trades that the tape lacks */
  gint64       missing[SWEEP_MAX_INDICES];    /* and those that gaps say it does */
  gboolean     anew[SWEEP_MAX_INDICES];       /* it was stopped since the last trade */
  gboolean     marked[SWEEP_MAX_INDICES];     /* a GAP since the last trade of the stream */
  gint64       shown[SWEEP_MAX_INDICES];    /* of the row's price */
  gint64       id_samples[SWEEP_N_SAMPLES];
  guint        n_samples;
  gint64       data_us;           /* newest tick, or time at which none could be expected */
  gint64       rest_since_us;     /* since when it is usable; G_MAXINT64 = it is not */
  gint64       stream_since_us;
  gint64       budget_us;         /* somebody else's use of the budget counts till then */
  gint64       not_fresh_since_us;
  gint64       mute_since_us;     /* since when a mute stream is green; 0 = it is not */
  GHashTable  *links;            /* of connections, as the log has them: name → FeedLinkState */
  guint        most_connections;
  gboolean     anew_soon;         /* all connections are about to be stopped */
  guint        deed_after;        /* so many callbacks from now, something is done in one; 0 = nothing */
  guint        n_ticks, n_given_up;
  gboolean     stopped, broken;
} Sweep;

const char *sweep_property_get_name (SweepProperty property);
/* The first breach of a schedule counts: others may follow from it */
void sweep_check (Sweep        *self,
                  gboolean      holds,
                  SweepProperty property,
                  const char   *how);
/* 0 to n - 1 */
guint sweep_draw (Sweep *self,
                  guint  n);
void sweep_begin (Sweep       *self,
                  SweepResult *result,
                  guint64      seed);
void sweep_end (Sweep *self);
/* The worst of the connections that are in use */
FeedColour sweep_get_colour (Sweep *self);
/* Each of them streams */
gboolean sweep_is_live (Sweep *self);
/* Time passes, and all rules are looked after */
void sweep_advance (Sweep *self,
                    gint64 us);
/* Subscribes or unsubscribes the instrument */
void sweep_toggle (Sweep *self,
                   guint  instrument);

/* sweep-deeds.c: one thing gets worse, or better */
void sweep_change_something (Sweep *self);
void sweep_change_stream (Sweep *self);
/* The stream stays healthy all the time: only REST fails, and the market has its moods */
void sweep_change_gently (Sweep *self);
/* Whatever a consumer may do in a callback about the instrument */
void sweep_do_in_callback (Sweep *self,
                           guint  instrument);
/* What leads to moves, beside what may go wrong meanwhile */
void sweep_change_room (Sweep *self);
void sweep_clear_faults (Sweep *self);

G_END_DECLS
