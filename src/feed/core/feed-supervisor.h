/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-config.h"
#include "feed/core/feed-coverage.h"
#include "feed/core/feed-link.h"

G_BEGIN_DECLS

/**
 * FeedSupervisor:
 *
 * The state machine of one connection: (state, event, now) → state and actions. It owns no clock,
 * no timer and no socket; with the same seed, events and times it does the same again. Between
 * events the caller sends FEED_EVENT_TIMER at feed_supervisor_get_deadline_us().
 */
typedef struct _FeedSupervisor FeedSupervisor;

typedef enum {
  FEED_EVENT_START,
  FEED_EVENT_STOP,
  FEED_EVENT_ADD,              /* slot: an instrument was subscribed (before or after START) */
  FEED_EVENT_REMOVE,           /* slot */
  FEED_EVENT_TIMER,
  FEED_EVENT_STREAM_OPEN,      /* generation: 101 */
  FEED_EVENT_STREAM_FAILED,    /* generation, verdict, cause: the dial failed */
  FEED_EVENT_STREAM_CLOSED,    /* generation, verdict, cause: the open link closed */
  FEED_EVENT_DIAL_HELD,        /* generation, span_us: the dial was not made, nor may it be before */
  FEED_EVENT_PLANNED_CLOSE,    /* generation: the venue announced a disconnect, or the link is old */
  FEED_EVENT_REQUEST_SENT,     /* request: a probe, audit or poll left (it may have waited) */
  FEED_EVENT_POLL_ROW,         /* request, slot, key, requested_at_us: one instrument of an answer */
  FEED_EVENT_POLL_DONE,        /* request, requested_at_us, count = rows: a good answer, after its rows */
  FEED_EVENT_POLL_FAILED,      /* request, verdict */
  FEED_EVENT_POLL_PASS,        /* the plan went through all instruments once, all answered */
  FEED_EVENT_TOKEN_NEAR_EXPIRY,
  FEED_EVENT_TOKEN_NEW,        /* span_us: how long ago it was given */
  FEED_EVENT_TOKEN_FAILED,     /* verdict RETRY: transport, 5xx, 429 */
  FEED_EVENT_TOKEN_REFUSED,
  FEED_EVENT_NETWORK_DOWN,
  FEED_EVENT_NETWORK_UP,
  FEED_EVENT_SLEEP,            /* about to sleep */
  FEED_EVENT_WAKE,
  FEED_EVENT_BOOT_JUMP,        /* boot − monotonic jumped > 2 s: slept without warning */
  FEED_EVENT_STOOD_STILL,      /* span_us: the caller could not hear what came meanwhile */
  FEED_EVENT_PHASE,            /* phase */
  FEED_EVENT_REHEARSAL,
  FEED_EVENT_RETRY_NOW,
} FeedSupervisorEventType;

typedef enum {
  FEED_REQUEST_POLL,
  FEED_REQUEST_PROBE,
  FEED_REQUEST_AUDIT,
} FeedRequestKind;

typedef struct {
  FeedSupervisorEventType type;
  FeedRequestKind         request;
  guint                   generation;
  guint                   slot;
  guint                   count;
  FeedPhase               phase;
  FeedCause               cause;
  FeedVerdict             verdict;
  gint64                  key;
  gint64                  requested_at_us;
  gint64                  span_us;
} FeedSupervisorEvent;

typedef enum {
  FEED_ACTION_DIAL           = 1 << 0,    /* open a stream with generation `generation` */
  FEED_ACTION_DROP           = 1 << 1,    /* forget the stream at once; before a DIAL of the same call */
  FEED_ACTION_SUBSCRIBE      = 1 << 2,    /* all instruments, in batches */
  FEED_ACTION_SUBSCRIBE_DIFF = 1 << 3,    /* those added or removed since the last */
  FEED_ACTION_RESUBSCRIBE    = 1 << 4,    /* those of `resubscribe` */
  FEED_ACTION_POLL_NOW       = 1 << 5,    /* do not wait for the plan's next turn */
  FEED_ACTION_PROBE          = 1 << 6,    /* ask REST for the ≤50 hottest instruments, once */
  FEED_ACTION_AUDIT          = 1 << 7,    /* ask REST for the next 50, unconfirmed ones first */
  FEED_ACTION_CANCEL_REQUEST = 1 << 8,    /* the request in flight, whatever it is */
  FEED_ACTION_CANCEL_PROBE   = 1 << 9,    /* only if it is a probe */
  FEED_ACTION_REFRESH_TOKEN  = 1 << 10,
  FEED_ACTION_TEXT_PING      = 1 << 11,   /* where the venue has one */
  FEED_ACTION_LAST_POLL      = 1 << 12,   /* one more pass although polling is off */
  FEED_ACTION_RAISE_LIMIT    = 1 << 13,   /* 1009 or oversize: accept up to 8 MiB from the next dial */
  FEED_ACTION_TRANSITION     = 1 << 14,   /* from, to, cause are set: log it, once */
  FEED_ACTION_CHANGED        = 1 << 15,   /* link, polling, colour or reason is not what it was */
  FEED_ACTION_RED_SOON       = 1 << 16,   /* not alive 5 min before the open: warn */
} FeedActionFlags;

/**
 * FeedSupervisorActions:
 * @resubscribe: slots, owned by the supervisor, valid until the next event
 */
typedef struct {
  guint         flags;
  guint         generation;
  FeedLinkState from, to;
  FeedCause     cause;
  gint64        was_in_us;      /* how long the state left had lasted */
  const guint  *resubscribe;
  guint         n_resubscribe;
} FeedSupervisorActions;

/**
 * FeedSupervisorParams:
 * @has_credentials: the venue knows a log-in: nothing is dialled or asked before the first
 *   FEED_EVENT_TOKEN_NEW (else an auth verdict at the handshake waits ≥60 s)
 * @loopback: never parked
 * @seed: of backoff and jitter
 */
typedef struct {
  gboolean has_credentials;
  gboolean loopback;
  guint64  seed;
} FeedSupervisorParams;

FeedSupervisor *feed_supervisor_new (FeedConfig                 *config,
                                     const FeedSupervisorParams *params);
void feed_supervisor_free (FeedSupervisor *self);
/* Before START: takes the place of another supervisor. Its recent dials count as our own, and what
 * the same server asked it to wait for we wait for */
void feed_supervisor_succeed (FeedSupervisor       *self,
                              const FeedSupervisor *predecessor,
                              gboolean              same_server);
/* Clears and fills out. One call makes at most one transition */
void feed_supervisor_handle (FeedSupervisor            *self,
                             const FeedSupervisorEvent *event,
                             gint64                     now_us,
                             FeedSupervisorActions     *out);
/* The two events of the tick path, without an event struct. saw_message: any message or pong.
 * saw_tick: an accepted data tick that is no SNAPSHOT; key -1 where it carries none (a quote).
 * They return FALSE, and do not touch out, where there is nothing to do */
gboolean feed_supervisor_saw_message (FeedSupervisor        *self,
                                      guint                  generation,
                                      gint64                 now_us,
                                      FeedSupervisorActions *out);
gboolean feed_supervisor_saw_tick (FeedSupervisor        *self,
                                   guint                  generation,
                                   guint                  slot,
                                   gint64                 key,
                                   gint64                 now_us,
                                   FeedSupervisorActions *out);
/* When FEED_EVENT_TIMER is due; G_MAXINT64 = never. Changes with every event */
gint64        feed_supervisor_get_deadline_us (FeedSupervisor *self);
FeedLinkState feed_supervisor_get_link (const FeedSupervisor *self);
FeedPhase     feed_supervisor_get_phase (const FeedSupervisor *self);
guint         feed_supervisor_get_generation (const FeedSupervisor *self);
/* By the invariant; a REST hold (Retry-After) makes it FALSE */
gboolean   feed_supervisor_is_polling (const FeedSupervisor *self);
FeedColour feed_supervisor_get_colour (const FeedSupervisor *self);
/* Why it is not green; FEED_CAUSE_NONE while it is */
FeedCause feed_supervisor_get_reason (const FeedSupervisor *self);
/* The log-in was refused: nothing comes of trying again before the user did something */
gboolean feed_supervisor_is_login_refused (const FeedSupervisor *self);
/* Since when the link is in its state */
gint64 feed_supervisor_get_since_us (const FeedSupervisor *self);
/* When it will dial next; 0 = no dial is planned */
gint64 feed_supervisor_get_next_dial_us (const FeedSupervisor *self);
/* A message or pong came within 12 s */
gboolean feed_supervisor_is_alive (const FeedSupervisor *self,
                                   gint64                now_us);
/* The slot is behind or given up on: poll it also under LIVE (every 2 s) */
gboolean feed_supervisor_is_slot_polled (const FeedSupervisor *self,
                                         guint                 slot);
/* The slot's exchange closed, or opened, while those of others go on: of a row that is closed the
 * stream owes nothing. What is told changes with the next event */
void feed_supervisor_set_slot_open (FeedSupervisor *self,
                                    guint           slot,
                                    gboolean        open,
                                    gint64          now_us);
guint               feed_supervisor_get_n_polled (const FeedSupervisor *self);
const FeedCoverage *feed_supervisor_get_coverage (const FeedSupervisor *self);
/* For health: failures in a row; dials, and times back to LIVE, since it was made */
guint feed_supervisor_get_failures (const FeedSupervisor *self);
guint feed_supervisor_get_n_dials (const FeedSupervisor *self);
guint feed_supervisor_get_n_recoveries (const FeedSupervisor *self);
/* T_soft in force */
gint64 feed_supervisor_get_silence_us (FeedSupervisor *self,
                                       gint64          now_us);
/* Largest gap between ticks of the last 10 min */
gint64 feed_supervisor_get_largest_gap_us (const FeedSupervisor *self,
                                           gint64                now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedSupervisor, feed_supervisor_free)

G_END_DECLS
