/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-backoff.h"
#include "feed/core/feed-liveness.h"
#include "feed/core/feed-supervisor.h"

G_BEGIN_DECLS

/* At most so many dials in any minute, whatever the cause */
#define FEED_SUPERVISOR_DIALS 10
#define FEED_SUPERVISOR_DIAL_WINDOW_US (60 * G_TIME_SPAN_SECOND)
/* "Long ago", far enough from the end of the range to subtract from */
#define FEED_SUPERVISOR_NEVER (G_MININT64 / 4)
/* Tries to get an instrument back by subscribing it again, and the time between two */
#define FEED_SUPERVISOR_GAVE_UP_AFTER 3
#define FEED_SUPERVISOR_RESUBSCRIBE_EVERY_US (5 * G_TIME_SPAN_SECOND)
#define FEED_SUPERVISOR_AUDIT_EVERY_US (10 * G_TIME_SPAN_SECOND)

/* What became of the question SUSPECT asks REST */
typedef enum {
  FEED_PROBE_NONE,     /* failed or late; asked again when due */
  FEED_PROBE_ASKED,    /* the caller has it, it may wait for its quota */
  FEED_PROBE_SENT,
  FEED_PROBE_GRACE,    /* REST is newer; the stream has a last moment to deliver */
} FeedProbeStage;

typedef enum {
  FEED_TOKEN_OK,
  FEED_TOKEN_WANTED,   /* asked for when due */
  FEED_TOKEN_ASKED,
  FEED_TOKEN_REFUSED,  /* only the user can help */
} FeedTokenStage;

/* Tries to get one instrument back by subscribing it again */
typedef struct {
  gboolean used;
  guint    tries;
  gint64   tried_us;
} FeedSupervisorSlot;

struct _FeedSupervisor {
  FeedSupervisorParams params;
  gint64               thresholds_us[FEED_N_CONFIG_KEYS];
  FeedRandom           random;
  FeedLiveness         liveness;
  FeedCoverage        *coverage;
  FeedSupervisorSlot  *slots;
  guint                n_slots_allocated, n_slots;
  guint               *resubscribe;

  FeedLinkState link;
  FeedPhase     phase;
  guint         generation;
  gboolean      is_running;              /* START came; IDLE then means nothing is subscribed */
  gint64        now_us;                  /* of the newest event */
  gint64        since_us;
  gint64        last_message_us, last_tick_us;
  gint64        last_poll_us;            /* newest good REST answer */
  gint64        proof_us;                /* newest proof of life, or the start */

  /* dialling */
  gint64    dials_us[FEED_SUPERVISOR_DIALS];
  guint     next_dial;
  gint64    dial_due_us;
  gint64    stream_hold_us;              /* end of the stream's Retry-After */
  guint     n_dials, n_recoveries;
  guint     n_failures;                  /* in a row */
  guint     attempt;                     /* the same, but also counted while not OPEN */
  guint     n_protocol;                  /* unframeable in a row */
  gint64   *failures_us;                 /* ring of the breaker */
  guint     n_breaker, n_breaker_max, next_failure;
  gboolean  limit_raised;
  FeedCause trouble;                     /* why the stream was lost; NONE while it is proven */

  /* WARMING */
  gint64   window_us;
  gint64   proof_since_us;               /* the socket opened, or the session did */
  gint64   check_us;
  guint    n_ticks, n_passes;
  gint64   pass_since_us;                /* when the first request of the running pass was sent */
  guint    warm_tries;
  gint64   resubscribe_us;               /* next try; also of LIVE */
  gboolean was_live, has_failed;

  /* LIVE, SUSPECT */
  gint64         live_since_us;
  gint64         doubt_us;               /* SUSPECT counts from here */
  gint64         audit_us, audited_us;
  gint64         behind_us;              /* when what the last poll saw can be called behind */
  gint64         added_us;               /* newest subscription under LIVE */
  FeedProbeStage probe;
  gint64         probe_us, probe_asked_us;
  gboolean       probe_newer;

  /* REST, token, network */
  gint64         rest_hold_us;
  gboolean       rest_unauthorized;
  gboolean       has_session;            /* some token came, be it good or not */
  FeedTokenStage token;
  gint64         token_us, token_new_us;
  guint          n_token_failures;
  gboolean       parked_auth;
  FeedCause      unpark_cause;
  gint64         woke_us;
  gint64         rehearsal_us;           /* when to warn; G_MAXINT64 = no */

  /* what was last told */
  gboolean   is_polling;
  FeedColour colour;
  FeedCause  reason;
  gint64     colour_us;                                /* when it was last looked at */
  gint64     better_since_us[FEED_COLOUR_RED];             /* no worse than that colour since */
};

static inline gboolean
feed_supervisor_is_open (const FeedSupervisor *self)
{
  return self->phase == FEED_PHASE_OPEN;
}

/* Somebody has to log in before anything else can be done */
static inline gboolean
feed_supervisor_needs_login (const FeedSupervisor *self)
{
  return self->params.has_credentials && !self->has_session;
}

/* The link has been through its handshake */
static inline gboolean
feed_supervisor_is_up (const FeedSupervisor *self)
{
  return self->link == FEED_LINK_WARMING || self->link == FEED_LINK_LIVE ||
         self->link == FEED_LINK_SUSPECT;
}

static inline gboolean
feed_supervisor_has_socket (const FeedSupervisor *self)
{
  return self->link == FEED_LINK_CONNECTING || feed_supervisor_is_up (self);
}

/* feed-supervisor.c */
void feed_supervisor_move (FeedSupervisor        *self,
                           FeedLinkState          to,
                           FeedCause              cause,
                           gint64                 now_us,
                           FeedSupervisorActions *out);
gboolean feed_supervisor_may_ask_rest (const FeedSupervisor *self,
                                       gint64                now_us);

void feed_supervisor_check_state (FeedSupervisor        *self,
                                  gint64                 now_us,
                                  FeedSupervisorActions *out);

/* feed-supervisor-events.c */
void feed_supervisor_dispatch (FeedSupervisor            *self,
                               const FeedSupervisorEvent *event,
                               gint64                     now_us,
                               FeedSupervisorActions     *out);

/* feed-supervisor-dial.c */
void feed_supervisor_drop (FeedSupervisor        *self,
                           FeedSupervisorActions *out);
void feed_supervisor_dial (FeedSupervisor        *self,
                           FeedCause              cause,
                           gint64                 now_us,
                           FeedSupervisorActions *out);
void feed_supervisor_hold_dial (FeedSupervisor        *self,
                                gint64                 span_us,
                                gint64                 now_us,
                                FeedSupervisorActions *out);
void feed_supervisor_fail (FeedSupervisor        *self,
                           FeedCause              cause,
                           FeedVerdict            verdict,
                           gint64                 now_us,
                           FeedSupervisorActions *out);
void feed_supervisor_lose (FeedSupervisor            *self,
                           const FeedSupervisorEvent *event,
                           gint64                     now_us,
                           FeedSupervisorActions     *out);
void feed_supervisor_close_planned (FeedSupervisor        *self,
                                    gint64                 now_us,
                                    FeedSupervisorActions *out);
void feed_supervisor_hurry_dial (FeedSupervisor *self,
                                 gint64          within_us,
                                 gint64          now_us);
void feed_supervisor_cap_breaker (FeedSupervisor *self,
                                  gint64          now_us);
void feed_supervisor_forgive (FeedSupervisor *self);
void feed_supervisor_settle_live (FeedSupervisor *self,
                                  gboolean        planned,
                                  gint64          now_us);
gboolean feed_supervisor_is_held (const FeedSupervisor *self,
                                  gint64                now_us);
gint64 feed_supervisor_breaker_end_us (const FeedSupervisor *self,
                                       gint64                now_us);

/* feed-supervisor-warming.c */
void feed_supervisor_open (FeedSupervisor        *self,
                           gint64                 now_us,
                           FeedSupervisorActions *out);
void feed_supervisor_restart_proof (FeedSupervisor *self,
                                    gint64          now_us);
void feed_supervisor_check_warming (FeedSupervisor        *self,
                                    gint64                 now_us,
                                    FeedSupervisorActions *out);

/* feed-supervisor-live.c */
void feed_supervisor_check_live (FeedSupervisor        *self,
                                 gint64                 now_us,
                                 FeedSupervisorActions *out);
void feed_supervisor_check_suspect (FeedSupervisor        *self,
                                    gint64                 now_us,
                                    FeedSupervisorActions *out);
void feed_supervisor_probe_sent (FeedSupervisor *self,
                                 gint64          now_us);
void feed_supervisor_probe_row (FeedSupervisor            *self,
                                const FeedSupervisorEvent *event,
                                gboolean                   newer);
void feed_supervisor_probe_done (FeedSupervisor            *self,
                                 const FeedSupervisorEvent *event,
                                 gint64                     now_us,
                                 FeedSupervisorActions     *out);
void feed_supervisor_probe_failed (FeedSupervisor        *self,
                                   gint64                 now_us,
                                   FeedSupervisorActions *out);
void feed_supervisor_hurry_audit (FeedSupervisor *self,
                                  gint64          now_us);
void feed_supervisor_expect_behind (FeedSupervisor *self,
                                    gint64          now_us);
gboolean feed_supervisor_is_dead (const FeedSupervisor *self,
                                  gint64                now_us);
gint64 feed_supervisor_live_deadline_us (FeedSupervisor *self);
gint64 feed_supervisor_suspect_deadline_us (const FeedSupervisor *self);

/* feed-supervisor-auth.c */
void feed_supervisor_enter_auth (FeedSupervisor        *self,
                                 FeedCause              cause,
                                 gint64                 now_us,
                                 FeedSupervisorActions *out);
void feed_supervisor_want_token (FeedSupervisor        *self,
                                 gint64                 now_us,
                                 FeedSupervisorActions *out);
void feed_supervisor_token_new (FeedSupervisor        *self,
                                gint64                 age_us,
                                gint64                 now_us,
                                FeedSupervisorActions *out);
void feed_supervisor_token_failed (FeedSupervisor *self,
                                   gint64          wait_us,
                                   gint64          now_us);
void feed_supervisor_token_refused (FeedSupervisor *self);
void feed_supervisor_interrupt_token (FeedSupervisor *self,
                                      gint64          now_us);
void feed_supervisor_hurry_token (FeedSupervisor *self,
                                  gint64          within_us,
                                  gint64          now_us);
void feed_supervisor_check_token (FeedSupervisor        *self,
                                  gint64                 now_us,
                                  FeedSupervisorActions *out);
gint64 feed_supervisor_token_deadline_us (const FeedSupervisor *self);

/* feed-supervisor-park.c */
void feed_supervisor_park (FeedSupervisor        *self,
                           FeedCause              cause,
                           gint64                 now_us,
                           FeedSupervisorActions *out);
void feed_supervisor_network_up (FeedSupervisor *self,
                                 gint64          now_us);
void feed_supervisor_network_down (FeedSupervisor        *self,
                                   gint64                 now_us,
                                   FeedSupervisorActions *out);
void feed_supervisor_wake (FeedSupervisor *self,
                           gint64          now_us);
void feed_supervisor_boot_jump (FeedSupervisor        *self,
                                gint64                 now_us,
                                FeedSupervisorActions *out);
void feed_supervisor_stood_still (FeedSupervisor *self,
                                  gint64          span_us,
                                  gint64          now_us);
void feed_supervisor_unpark (FeedSupervisor        *self,
                             FeedCause              cause,
                             gint64                 now_us,
                             FeedSupervisorActions *out);

/* feed-supervisor-colour.c */
void feed_supervisor_refresh (FeedSupervisor        *self,
                              gint64                 now_us,
                              FeedSupervisorActions *out);
gint64 feed_supervisor_colour_deadline_us (const FeedSupervisor *self);

G_END_DECLS
