/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/core/feed-backoff.h"
#include "feed/core/feed-supervisor.h"

G_BEGIN_DECLS

#define SIM_SECOND G_TIME_SPAN_SECOND
#define SIM_MS G_TIME_SPAN_MILLISECOND
#define SIM_NEVER G_MAXINT64
#define SIM_MAX_SLOTS 128
#define SIM_AUDIT_BATCH 50
#define SIM_TRADES_KEPT 32
#define SIM_MAX_DELIVERIES 512

/**
 * SimFaults:
 *
 * What is wrong with the venue just now; all zero is a healthy one.
 */
typedef struct {
  gboolean refuse;            /* dials are refused at once */
  gboolean blackhole;         /* dials are never answered */
  gboolean unauthorized;      /* the handshake wants another token */
  gboolean mute;              /* the stream gives pongs and nothing else */
  gboolean half_open;         /* it gives nothing at all */
  gboolean rest_down;         /* requests fail after rest_delay_us */
  gboolean rest_hangs;        /* requests are not answered at all */
  gboolean rest_unauthorized;
  gboolean token_down;        /* log-ins fail */
  guint    n_mute;            /* the first slots are mute */
  gint64   drop_after_us;     /* links are closed so long after they opened; 0 = never */
  gint64   retry_after_us;    /* the handshake says so; 0 = it does not */
  gint64   rest_hold_us;      /* the same of REST */
  gint64   lag_us;            /* what the stream says comes so much later, in order */
  gint64   rest_lag_us;       /* so do answers of REST */
  guint    lost_percent;      /* of what the stream should say */
} SimFaults;

/**
 * SimProperty:
 *
 * What holds whatever happens. The world looks after every event; a sweep over random schedules
 * has a test for each.
 */
typedef enum {
  SIM_ONE_DIAL,             /* at most one dial in flight, none while there is a link */
  SIM_TEN_DIALS,            /* at most ten dials in any 60 s */
  SIM_ONE_PROBE,            /* no second probe or log-in while one is under way */
  SIM_TOLD_ONCE,            /* each transition is told, once, is legal and has a cause */
  SIM_POLLING_RULE,         /* polling if and only if open, not streaming and REST permitted */
  SIM_FAILURES_BY_LIVE,     /* failures in a row end with LIVE or a forgiving event alone */
  SIM_GENERATIONS,          /* they only grow, and what an old one says is ignored */
  SIM_COLOUR_HAS_REASON,    /* every colour but green has one */
  SIM_GREEN_IS_TRUE,        /* green: every row is fresh, proven quiet, or marked */
  SIM_HEALTHY_KEPT,         /* a healthy stream is not given up */
  SIM_RECOVERY,             /* LIVE within 400 s of all faults over */
  SIM_NO_BLACKOUT,          /* prices within 65 s while one source is usable */
  SIM_NOTHING_AFTER_STOP,
  SIM_TIMERS_END,
  SIM_N_PROPERTIES,
} SimProperty;

typedef struct {
  gint64        at_us, was_in_us;
  FeedLinkState from, to;
  FeedCause     cause;
} SimTransition;

typedef struct {
  gint64 due_us, key;
  guint  slot, generation;
} SimDelivery;

/**
 * SimWorld:
 *
 * A supervisor under virtual time, with as much of a venue around it as the test switches on:
 * is_automatic answers dials, requests and refreshes by itself, else the test sends the events.
 * The rules that hold at every moment are checked after every event; the first breach is kept in
 * `breach`, with the rule it broke.
 */
typedef struct {
  FeedSupervisor       *supervisor;
  FeedSupervisorActions out;            /* of the newest event */
  guint                 seen;           /* all action flags since sim_world_forget() */
  GArray               *transitions;    /* of SimTransition */
  GString              *breach;
  SimProperty           broken;         /* where breach is not empty */
  gint64                now_us;
  gboolean              is_automatic, is_stopped, has_credentials, is_logged_out;
  SimFaults             faults;
  FeedRandom            random;

  guint       n_slots;
  gint64      keys[SIM_MAX_SLOTS];
  gint64      trade_every_us, next_trade_us, stream_lag_us;
  guint       next_slot;
  SimDelivery deliveries[SIM_MAX_DELIVERIES];
  guint       first_delivery, n_deliveries;

  guint           link_generation;         /* of the open or dialled link; 0 = none */
  gboolean        is_link_open;
  gint64          dial_done_us, drop_us, next_pong_us;
  gint64          rest_delay_us, next_poll_us, request_done_us, request_sent_us;
  gboolean        is_requesting, wants_probe, wants_audit, wants_last_poll;
  FeedRequestKind request;
  guint           poll_batch, poll_cursor;
  gint64          token_done_us;

  gint64   traded_us[SIM_MAX_SLOTS][SIM_TRADES_KEPT];   /* by key */
  gint64   unseen_since_us[SIM_MAX_SLOTS];   /* oldest trade we were not told of; 0 = none */
  gint64   rest_since_us, stream_since_us;     /* since when usable without a break; NEVER = it is not */
  gint64   data_us;                            /* newest tick or good answer */
  gint64   mute_since_us;                      /* the link streamed and went mute; 0 = it did not */
  gint64   worst_leave_us;                     /* longest time a mute stream stayed green */
  gint64   worst_blackout_us;                  /* without a price while a source was usable */
  gint64   stream_free_us;                     /* end of the newest Retry-After of the stream */
  gboolean is_subscribed[SIM_MAX_SLOTS];
  gint64   changed_us;                         /* newest change of subscriptions or phase */
  guint    most_dials;                         /* in any 60 s */
  guint    n_given_up;                         /* healthy streams that were */
  guint    failures;                           /* in a row, as of the newest event */

  gint64     dials_us[11];
  guint      n_dials, n_probes, n_audits, n_polls, n_refreshes, n_resubscribed;
  guint      n_colours;                    /* how often the colour changed */
  gint64     polling_gap_us;               /* longest time without a good REST answer */
  gint64     polled_at_us;
  guint      last_generation, last_dialled;
  gint64     rest_free_us;                 /* end of the newest Retry-After of REST */
  gboolean   rest_refused;                 /* our token, by REST */
  FeedColour colour;
} SimWorld;

const char *sim_property_get_name (SimProperty property);

/* Nobody has logged in yet; sim_world_new() has the session of another connection */
SimWorld *sim_world_new_logged_out (const FeedSupervisorParams *params,
                                    guint                       n_slots);
SimWorld *sim_world_new (const FeedSupervisorParams *params,
                         guint                       n_slots);
void sim_world_free (SimWorld *self);
/* Keeps the first breach alone */
void sim_world_breach (SimWorld   *self,
                       SimProperty property,
                       const char *format,
                       ...) G_GNUC_PRINTF (3, 4);
/* The supervisor is told of something that keeps both sources away for a while */
void sim_world_hinder (SimWorld *self);
/* Sends an event of which only the type matters */
guint sim_world_send (SimWorld               *self,
                      FeedSupervisorEventType type);
guint sim_world_send_event (SimWorld                  *self,
                            const FeedSupervisorEvent *event);
guint sim_world_send_phase (SimWorld *self,
                            FeedPhase phase);
guint sim_world_send_slot (SimWorld               *self,
                           FeedSupervisorEventType type,
                           guint                   slot);
guint sim_world_send_stream (SimWorld               *self,
                             FeedSupervisorEventType type,
                             FeedCause               cause,
                             FeedVerdictKind         kind,
                             gint64                  wait_us);
guint sim_world_send_failed (SimWorld       *self,
                             FeedRequestKind request,
                             FeedVerdictKind kind,
                             gint64          wait_us);
/* A good answer to a request sent at requested_at_us that holds one row for each slot, or none */
guint sim_world_send_answer (SimWorld       *self,
                             FeedRequestKind request,
                             gint64          requested_at_us,
                             gint64          key);
gboolean sim_world_tick (SimWorld *self,
                         guint     slot,
                         gint64    key);
void sim_world_message (SimWorld *self);
/* Lets time pass: timers and, where automatic, the venue */
void sim_world_run (SimWorld *self,
                    gint64    us);
gboolean sim_world_run_until (SimWorld     *self,
                              FeedLinkState link,
                              gint64        within_us);
void                 sim_world_forget (SimWorld *self);
const SimTransition *sim_world_last (SimWorld *self);
guint                sim_world_count (SimWorld     *self,
                                      FeedLinkState from,
                                      FeedLinkState to);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimWorld, sim_world_free)

G_END_DECLS
