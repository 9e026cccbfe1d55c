/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedSupervisor, events: one function for each, in a table.
 */
#include "feed/core/feed-supervisor-private.h"

#define OPEN_JITTER_US (2 * G_TIME_SPAN_SECOND)
#define REHEARSAL_WARN_US (10 * G_TIME_SPAN_MINUTE)
#define DEFAULT_HOLD_US (60 * G_TIME_SPAN_SECOND)
#define MAX_HOLD_US (7 * G_TIME_SPAN_DAY)
#define MAX_SLOTS (1 << 20)

typedef void (*EventFunc) (FeedSupervisor            *self,
                           const FeedSupervisorEvent *event,
                           gint64                     now_us,
                           FeedSupervisorActions     *out);

static void
start (FeedSupervisor        *self,
       gint64                 now_us,
       FeedSupervisorActions *out)
{
  if (self->link != FEED_LINK_IDLE || !self->is_running || self->n_slots == 0)
    return;

  self->n_failures = 0;
  self->attempt = 0;
  self->n_protocol = 0;
  self->was_live = FALSE;
  self->has_failed = FALSE;
  self->trouble = FEED_CAUSE_START;
  self->proof_us = now_us;
  self->last_poll_us = FEED_SUPERVISOR_NEVER;
  self->pass_since_us = FEED_SUPERVISOR_NEVER;
  self->rest_unauthorized = FALSE;
  self->token = FEED_TOKEN_OK;
  self->n_token_failures = 0;
  feed_supervisor_dial (self, FEED_CAUSE_START, now_us, out);
}

static void
stop (FeedSupervisor        *self,
      gint64                 now_us,
      FeedSupervisorActions *out)
{
  if (self->link == FEED_LINK_IDLE)
    return;

  feed_supervisor_settle_live (self, TRUE, now_us);
  self->generation++;
  self->rehearsal_us = G_MAXINT64;
  out->flags |= FEED_ACTION_DROP | FEED_ACTION_CANCEL_REQUEST;
  feed_supervisor_move (self, FEED_LINK_IDLE, FEED_CAUSE_STOP, now_us, out);
}

static void
on_start (FeedSupervisor            *self,
          const FeedSupervisorEvent *event,
          gint64                     now_us,
          FeedSupervisorActions     *out)
{
  self->is_running = TRUE;
  start (self, now_us, out);
}

static void
on_stop (FeedSupervisor            *self,
         const FeedSupervisorEvent *event,
         gint64                     now_us,
         FeedSupervisorActions     *out)
{
  self->is_running = FALSE;
  stop (self, now_us, out);
}

static void
grow_slots (FeedSupervisor *self,
            guint           slot)
{
  guint n_allocated = MAX (self->n_slots_allocated, 16);

  while (n_allocated <= slot)
    n_allocated *= 2;

  self->slots = g_renew (FeedSupervisorSlot, self->slots, n_allocated);
  memset (self->slots + self->n_slots_allocated, 0,
          (n_allocated - self->n_slots_allocated) * sizeof (FeedSupervisorSlot));
  self->resubscribe = g_renew (guint, self->resubscribe, n_allocated);
  self->n_slots_allocated = n_allocated;
}

static void
on_add (FeedSupervisor            *self,
        const FeedSupervisorEvent *event,
        gint64                     now_us,
        FeedSupervisorActions     *out)
{
  guint slot = event->slot;

  g_return_if_fail (slot < MAX_SLOTS);

  if (slot >= self->n_slots_allocated)
    grow_slots (self, slot);

  if (!self->slots[slot].used)
    self->n_slots++;
  self->slots[slot] = (FeedSupervisorSlot) { .used = TRUE, .tried_us = FEED_SUPERVISOR_NEVER };
  feed_coverage_restart (self->coverage, slot, now_us);
  if (self->link == FEED_LINK_IDLE) {
    start (self, now_us, out);
    return;
  }

  self->added_us = now_us;
  if (feed_supervisor_is_up (self))
    out->flags |= FEED_ACTION_SUBSCRIBE_DIFF;
  if (self->is_polling)
    out->flags |= FEED_ACTION_POLL_NOW;
  feed_supervisor_hurry_audit (self, now_us);
}

static void
on_remove (FeedSupervisor            *self,
           const FeedSupervisorEvent *event,
           gint64                     now_us,
           FeedSupervisorActions     *out)
{
  guint slot = event->slot;

  if (slot >= self->n_slots_allocated || !self->slots[slot].used)
    return;

  self->slots[slot].used = FALSE;
  self->n_slots--;
  feed_coverage_remove (self->coverage, slot);
  if (self->n_slots == 0)
    stop (self, now_us, out);
  else if (feed_supervisor_is_up (self))
    out->flags |= FEED_ACTION_SUBSCRIBE_DIFF;
}

static void
on_timer (FeedSupervisor            *self,
          const FeedSupervisorEvent *event,
          gint64                     now_us,
          FeedSupervisorActions     *out)
{
  if (self->link == FEED_LINK_IDLE)
    return;

  feed_supervisor_check_token (self, now_us, out);
  if (now_us >= self->rehearsal_us) {
    self->rehearsal_us = G_MAXINT64;
    if (!feed_supervisor_is_alive (self, now_us))
      out->flags |= FEED_ACTION_RED_SOON;
  }

  feed_supervisor_check_state (self, now_us, out);
}

static void
on_stream_open (FeedSupervisor            *self,
                const FeedSupervisorEvent *event,
                gint64                     now_us,
                FeedSupervisorActions     *out)
{
  if (event->generation == self->generation)
    feed_supervisor_open (self, now_us, out);
}

static void
on_stream_lost (FeedSupervisor            *self,
                const FeedSupervisorEvent *event,
                gint64                     now_us,
                FeedSupervisorActions     *out)
{
  if (event->generation == self->generation)
    feed_supervisor_lose (self, event, now_us, out);
}

static void
on_dial_held (FeedSupervisor            *self,
              const FeedSupervisorEvent *event,
              gint64                     now_us,
              FeedSupervisorActions     *out)
{
  if (event->generation == self->generation)
    feed_supervisor_hold_dial (self, event->span_us, now_us, out);
}

static void
on_planned_close (FeedSupervisor            *self,
                  const FeedSupervisorEvent *event,
                  gint64                     now_us,
                  FeedSupervisorActions     *out)
{
  if (event->generation == self->generation)
    feed_supervisor_close_planned (self, now_us, out);
}

static void
on_request_sent (FeedSupervisor            *self,
                 const FeedSupervisorEvent *event,
                 gint64                     now_us,
                 FeedSupervisorActions     *out)
{
  if (event->request == FEED_REQUEST_PROBE)
    feed_supervisor_probe_sent (self, now_us);
}

static void
on_poll_row (FeedSupervisor            *self,
             const FeedSupervisorEvent *event,
             gint64                     now_us,
             FeedSupervisorActions     *out)
{
  gboolean newer;

  if (self->link == FEED_LINK_IDLE)
    return;

  newer = feed_coverage_saw_poll (self->coverage, event->slot, event->key,
                                  event->requested_at_us, now_us);
  if (event->request == FEED_REQUEST_PROBE)
    feed_supervisor_probe_row (self, event, newer);
}

static void
on_poll_done (FeedSupervisor            *self,
              const FeedSupervisorEvent *event,
              gint64                     now_us,
              FeedSupervisorActions     *out)
{
  if (self->link == FEED_LINK_IDLE)
    return;

  /* An answer without a row is no answer */
  if (event->count > 0) {
    self->last_poll_us = now_us;
    self->proof_us = now_us;
    self->rest_unauthorized = FALSE;
    if (event->request == FEED_REQUEST_POLL && self->pass_since_us == FEED_SUPERVISOR_NEVER)
      self->pass_since_us = event->requested_at_us;
  } else {
    feed_supervisor_cap_breaker (self, now_us);
  }

  if (self->link == FEED_LINK_WARMING) {
    feed_supervisor_check_warming (self, now_us, out);
  } else if (feed_supervisor_is_up (self)) {
    feed_supervisor_expect_behind (self, now_us);
    if (event->request == FEED_REQUEST_PROBE)
      feed_supervisor_probe_done (self, event, now_us, out);
  }
}

static void
on_poll_failed (FeedSupervisor            *self,
                const FeedSupervisorEvent *event,
                gint64                     now_us,
                FeedSupervisorActions     *out)
{
  gint64 wait_us = event->verdict.wait_us;

  if (self->link == FEED_LINK_IDLE)
    return;

  if (event->verdict.kind == FEED_VERDICT_RETRY_AFTER) {
    wait_us = wait_us > 0 ? MIN (wait_us, MAX_HOLD_US) : DEFAULT_HOLD_US;
    self->rest_hold_us = MAX (self->rest_hold_us, now_us + wait_us);
  } else if (event->verdict.kind == FEED_VERDICT_AUTH && self->params.has_credentials &&
             event->requested_at_us >= self->token_new_us) {
    /* What was asked with the token before is no word on this one */
    self->rest_unauthorized = TRUE;
    feed_supervisor_want_token (self, now_us, out);
  }

  feed_supervisor_cap_breaker (self, now_us);
  if (event->request == FEED_REQUEST_PROBE)
    feed_supervisor_probe_failed (self, now_us, out);
}

/* A pass proves something of the link only if all of it was asked for after the proof began */
static void
on_poll_pass (FeedSupervisor            *self,
              const FeedSupervisorEvent *event,
              gint64                     now_us,
              FeedSupervisorActions     *out)
{
  if (self->link == FEED_LINK_WARMING && self->pass_since_us >= self->proof_since_us) {
    self->n_passes++;
    feed_supervisor_check_warming (self, now_us, out);
  }

  self->pass_since_us = FEED_SUPERVISOR_NEVER;
}

static void
on_token_near_expiry (FeedSupervisor            *self,
                      const FeedSupervisorEvent *event,
                      gint64                     now_us,
                      FeedSupervisorActions     *out)
{
  if (self->link != FEED_LINK_IDLE)
    feed_supervisor_want_token (self, now_us, out);
}

static void
on_token_new (FeedSupervisor            *self,
              const FeedSupervisorEvent *event,
              gint64                     now_us,
              FeedSupervisorActions     *out)
{
  feed_supervisor_token_new (self, MAX (event->span_us, 0), now_us, out);
}

static void
on_token_failed (FeedSupervisor            *self,
                 const FeedSupervisorEvent *event,
                 gint64                     now_us,
                 FeedSupervisorActions     *out)
{
  feed_supervisor_token_failed (self, event->verdict.wait_us, now_us);
}

static void
on_token_refused (FeedSupervisor            *self,
                  const FeedSupervisorEvent *event,
                  gint64                     now_us,
                  FeedSupervisorActions     *out)
{
  feed_supervisor_token_refused (self);
}

static void
on_network_down (FeedSupervisor            *self,
                 const FeedSupervisorEvent *event,
                 gint64                     now_us,
                 FeedSupervisorActions     *out)
{
  feed_supervisor_network_down (self, now_us, out);
}

static void
on_network_up (FeedSupervisor            *self,
               const FeedSupervisorEvent *event,
               gint64                     now_us,
               FeedSupervisorActions     *out)
{
  feed_supervisor_network_up (self, now_us);
}

static void
on_sleep (FeedSupervisor            *self,
          const FeedSupervisorEvent *event,
          gint64                     now_us,
          FeedSupervisorActions     *out)
{
  feed_supervisor_park (self, FEED_CAUSE_SLEEP, now_us, out);
}

static void
on_wake (FeedSupervisor            *self,
         const FeedSupervisorEvent *event,
         gint64                     now_us,
         FeedSupervisorActions     *out)
{
  feed_supervisor_wake (self, now_us);
}

static void
on_boot_jump (FeedSupervisor            *self,
              const FeedSupervisorEvent *event,
              gint64                     now_us,
              FeedSupervisorActions     *out)
{
  feed_supervisor_boot_jump (self, now_us, out);
}

static void
on_stood_still (FeedSupervisor            *self,
                const FeedSupervisorEvent *event,
                gint64                     now_us,
                FeedSupervisorActions     *out)
{
  feed_supervisor_stood_still (self, event->span_us, now_us);
}

static void
begin_session (FeedSupervisor *self,
               gint64          now_us)
{
  self->rehearsal_us = G_MAXINT64;
  /* Data could not be expected before */
  self->proof_us = now_us;
  self->added_us = now_us;
  if (feed_supervisor_is_up (self))
    feed_supervisor_restart_proof (self, now_us);
  if (self->link == FEED_LINK_LIVE) {
    self->resubscribe_us = G_MAXINT64;
    feed_supervisor_hurry_audit (self, now_us);
  }

  feed_supervisor_hurry_dial (self, OPEN_JITTER_US, now_us);
  feed_supervisor_hurry_token (self, OPEN_JITTER_US, now_us);
}

static void
end_session (FeedSupervisor        *self,
             gint64                 now_us,
             FeedSupervisorActions *out)
{
  if (self->link != FEED_LINK_PARKED)
    out->flags |= FEED_ACTION_LAST_POLL;
  if (self->link != FEED_LINK_SUSPECT)
    return;

  out->flags |= FEED_ACTION_CANCEL_PROBE;
  feed_supervisor_move (self, FEED_LINK_LIVE, FEED_CAUSE_PHASE, now_us, out);
}

static void
on_phase (FeedSupervisor            *self,
          const FeedSupervisorEvent *event,
          gint64                     now_us,
          FeedSupervisorActions     *out)
{
  gboolean was_open = feed_supervisor_is_open (self);

  self->phase = event->phase;
  if (self->link == FEED_LINK_IDLE || was_open == feed_supervisor_is_open (self))
    return;

  if (was_open)
    end_session (self, now_us, out);
  else
    begin_session (self, now_us);
}

/* 15 min before the open: everything is tried while there is time to mend it */
static void
on_rehearsal (FeedSupervisor            *self,
              const FeedSupervisorEvent *event,
              gint64                     now_us,
              FeedSupervisorActions     *out)
{
  if (self->link == FEED_LINK_IDLE)
    return;

  feed_supervisor_forgive (self);
  if (!feed_supervisor_is_open (self))
    self->rehearsal_us = now_us + REHEARSAL_WARN_US;
  feed_supervisor_hurry_token (self, 0, now_us);
  feed_supervisor_check_token (self, now_us, out);
  if (self->link == FEED_LINK_BACKOFF && !feed_supervisor_is_held (self, now_us))
    feed_supervisor_dial (self, FEED_CAUSE_REHEARSAL, now_us, out);
}

static void
on_retry_now (FeedSupervisor            *self,
              const FeedSupervisorEvent *event,
              gint64                     now_us,
              FeedSupervisorActions     *out)
{
  if ((self->link != FEED_LINK_BACKOFF && self->link != FEED_LINK_AUTH) ||
      feed_supervisor_is_held (self, now_us))
    return;

  /* The user vouches for the credentials */
  if (self->token == FEED_TOKEN_REFUSED)
    self->token = FEED_TOKEN_OK;
  self->rest_unauthorized = FALSE;
  feed_supervisor_hurry_token (self, 0, now_us);
  feed_supervisor_dial (self, FEED_CAUSE_RETRY_NOW, now_us, out);
}

static const EventFunc event_funcs[] = {
  [FEED_EVENT_START] = on_start,
  [FEED_EVENT_STOP] = on_stop,
  [FEED_EVENT_ADD] = on_add,
  [FEED_EVENT_REMOVE] = on_remove,
  [FEED_EVENT_TIMER] = on_timer,
  [FEED_EVENT_STREAM_OPEN] = on_stream_open,
  [FEED_EVENT_STREAM_FAILED] = on_stream_lost,
  [FEED_EVENT_STREAM_CLOSED] = on_stream_lost,
  [FEED_EVENT_DIAL_HELD] = on_dial_held,
  [FEED_EVENT_PLANNED_CLOSE] = on_planned_close,
  [FEED_EVENT_REQUEST_SENT] = on_request_sent,
  [FEED_EVENT_POLL_ROW] = on_poll_row,
  [FEED_EVENT_POLL_DONE] = on_poll_done,
  [FEED_EVENT_POLL_FAILED] = on_poll_failed,
  [FEED_EVENT_POLL_PASS] = on_poll_pass,
  [FEED_EVENT_TOKEN_NEAR_EXPIRY] = on_token_near_expiry,
  [FEED_EVENT_TOKEN_NEW] = on_token_new,
  [FEED_EVENT_TOKEN_FAILED] = on_token_failed,
  [FEED_EVENT_TOKEN_REFUSED] = on_token_refused,
  [FEED_EVENT_NETWORK_DOWN] = on_network_down,
  [FEED_EVENT_NETWORK_UP] = on_network_up,
  [FEED_EVENT_SLEEP] = on_sleep,
  [FEED_EVENT_WAKE] = on_wake,
  [FEED_EVENT_BOOT_JUMP] = on_boot_jump,
  [FEED_EVENT_STOOD_STILL] = on_stood_still,
  [FEED_EVENT_PHASE] = on_phase,
  [FEED_EVENT_REHEARSAL] = on_rehearsal,
  [FEED_EVENT_RETRY_NOW] = on_retry_now,
};

/* What the event means in the state the supervisor is in */
void
feed_supervisor_dispatch (FeedSupervisor            *self,
                          const FeedSupervisorEvent *event,
                          gint64                     now_us,
                          FeedSupervisorActions     *out)
{
  g_return_if_fail (event->type < G_N_ELEMENTS (event_funcs));

  event_funcs[event->type](self, event, now_us, out);
}
