/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/core/feed-backoff.h"
#include "feed/core/feed-supervisor.h"

G_BEGIN_DECLS

#define SIM_SECOND G_TIME_SPAN_SECOND
#define SIM_MS G_TIME_SPAN_MILLISECOND
#define SIM_MAX_SLOTS 128
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
} SimFaults;

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
 * `breach`.
 */
typedef struct {
  FeedSupervisor       *supervisor;
  FeedSupervisorActions out;            /* of the newest event */
  guint                 seen;           /* all action flags since sim_world_forget() */
  GArray               *transitions;    /* of SimTransition */
  GString              *breach;
  gint64                now_us;
  gboolean              is_automatic, is_stopped, has_credentials;
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

SimWorld *sim_world_new (const FeedSupervisorParams *params,
                         guint                       n_slots);
void sim_world_free (SimWorld *self);
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
