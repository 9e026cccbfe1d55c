/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedSupervisor: the state machine of one connection. This file takes events in and tells what
 * came of them; what a state does is in the files named for it:
 *
 *   -events   what each event means
 *   -dial     BACKOFF, CONNECTING: budget, backoff, breaker, planned disconnects
 *   -warming  WARMING: the proof a link gives before it is LIVE
 *   -live     LIVE, SUSPECT: silence, probe, audit
 *   -auth     AUTH: tokens
 *   -park     PARKED: network and sleep
 *   -colour   what is told: polling, colour, reason
 */
#include "feed/core/feed-supervisor-private.h"

#define CONNECT_GRACE_US (2 * G_TIME_SPAN_SECOND)
#define ALIVE_GRACE_US (2 * G_TIME_SPAN_SECOND)

/* The one place that changes the state */
void
feed_supervisor_move (FeedSupervisor        *self,
                      FeedLinkState          to,
                      FeedCause              cause,
                      gint64                 now_us,
                      FeedSupervisorActions *out)
{
  g_assert ((out->flags & FEED_ACTION_TRANSITION) == 0);

  out->flags |= FEED_ACTION_TRANSITION;
  out->from = self->link;
  out->to = to;
  out->cause = cause;
  out->was_in_us = now_us - self->since_us;
  self->link = to;
  self->since_us = now_us;
}

/* No Retry-After of REST runs, and there is a token that it did not refuse */
gboolean
feed_supervisor_may_ask_rest (const FeedSupervisor *self,
                              gint64                now_us)
{
  return now_us >= self->rest_hold_us && !self->rest_unauthorized &&
         !feed_supervisor_needs_login (self);
}

static gint64
state_deadline_us (FeedSupervisor *self)
{
  switch (self->link) {
  case FEED_LINK_CONNECTING:
    return self->since_us + self->thresholds_us[FEED_CONFIG_CONNECT_TIMEOUT] + CONNECT_GRACE_US;
  case FEED_LINK_WARMING:
    return MIN (self->check_us,
                self->last_message_us + self->thresholds_us[FEED_CONFIG_DEAD_AFTER]);
  case FEED_LINK_LIVE:
    return feed_supervisor_live_deadline_us (self);
  case FEED_LINK_SUSPECT:
    return feed_supervisor_suspect_deadline_us (self);
  case FEED_LINK_BACKOFF:
  case FEED_LINK_PARKED:
    return self->dial_due_us;
  case FEED_LINK_IDLE:
  case FEED_LINK_AUTH:
  default:
    return G_MAXINT64;
  }
}

/* Does what is due in the state; nothing before its time */
void
feed_supervisor_check_state (FeedSupervisor        *self,
                             gint64                 now_us,
                             FeedSupervisorActions *out)
{
  if (now_us < state_deadline_us (self))
    return;

  switch (self->link) {
  case FEED_LINK_CONNECTING:
    feed_supervisor_fail (self, FEED_CAUSE_CONNECT_TIMEOUT,
                          (FeedVerdict) { FEED_VERDICT_RETRY, 0 }, now_us, out);
    break;
  case FEED_LINK_WARMING:
    feed_supervisor_check_warming (self, now_us, out);
    break;
  case FEED_LINK_LIVE:
    feed_supervisor_check_live (self, now_us, out);
    break;
  case FEED_LINK_SUSPECT:
    feed_supervisor_check_suspect (self, now_us, out);
    break;
  case FEED_LINK_BACKOFF:
    feed_supervisor_dial (self, FEED_CAUSE_RETRY, now_us, out);
    break;
  case FEED_LINK_PARKED:
    feed_supervisor_unpark (self, self->unpark_cause, now_us, out);
    break;
  case FEED_LINK_IDLE:
  case FEED_LINK_AUTH:
  default:
    break;
  }
}

static void
read_config (FeedSupervisor *self,
             FeedConfig     *config)
{
  for (guint key = 0; key < FEED_N_CONFIG_KEYS; key++)
    self->thresholds_us[key] = feed_config_get_us (config, key);

  self->n_breaker_max = MAX (feed_config_get (config, FEED_CONFIG_BREAKER_FAILURES), 1);
  self->failures_us = g_new0 (gint64, self->n_breaker_max);
  self->window_us = self->thresholds_us[FEED_CONFIG_STABLE_WINDOW];
  feed_liveness_init (&self->liveness, config);
}

/**
 * feed_supervisor_new:
 * @config: the thresholds; read once
 * @params: what kind of connection it is
 *
 * Returns: (transfer full): a supervisor in IDLE, without instruments, the market open
 */
FeedSupervisor *
feed_supervisor_new (FeedConfig                 *config,
                     const FeedSupervisorParams *params)
{
  FeedSupervisor *self;

  g_return_val_if_fail (config != NULL, NULL);
  g_return_val_if_fail (params != NULL, NULL);

  self = g_new0 (FeedSupervisor, 1);
  self->params = *params;
  self->phase = FEED_PHASE_OPEN;
  self->coverage = feed_coverage_new ();
  feed_random_init (&self->random, params->seed);
  read_config (self, config);
  for (guint i = 0; i < FEED_SUPERVISOR_DIALS; i++)
    self->dials_us[i] = FEED_SUPERVISOR_NEVER;
  for (guint i = 0; i < FEED_COLOUR_RED; i++)
    self->better_since_us[i] = G_MAXINT64;

  self->reason = FEED_CAUSE_STOP;
  self->since_us = FEED_SUPERVISOR_NEVER;
  self->last_message_us = FEED_SUPERVISOR_NEVER;
  self->last_tick_us = FEED_SUPERVISOR_NEVER;
  self->last_poll_us = FEED_SUPERVISOR_NEVER;
  self->stream_hold_us = FEED_SUPERVISOR_NEVER;
  self->rest_hold_us = FEED_SUPERVISOR_NEVER;
  self->pass_since_us = FEED_SUPERVISOR_NEVER;
  self->token_new_us = FEED_SUPERVISOR_NEVER;
  self->woke_us = FEED_SUPERVISOR_NEVER;
  self->audited_us = FEED_SUPERVISOR_NEVER;
  self->added_us = FEED_SUPERVISOR_NEVER;
  self->token_us = G_MAXINT64;
  self->rehearsal_us = G_MAXINT64;
  self->behind_us = G_MAXINT64;
  self->resubscribe_us = G_MAXINT64;
  self->audit_us = G_MAXINT64;
  return self;
}

/**
 * feed_supervisor_free:
 * @self: (transfer full): a supervisor
 */
void
feed_supervisor_free (FeedSupervisor *self)
{
  g_return_if_fail (self != NULL);

  feed_coverage_free (self->coverage);
  g_free (self->failures_us);
  g_free (self->slots);
  g_free (self->resubscribe);
  g_free (self);
}

/**
 * feed_supervisor_handle:
 * @self: a supervisor
 * @event: what happened
 * @now_us: monotonic time, never less than in the call before
 * @out: (out caller-allocates): what the caller has to do
 *
 * Takes one event. At most one transition comes of it; what else is due comes with the next
 * FEED_EVENT_TIMER, whose deadline has then passed already.
 */
void
feed_supervisor_handle (FeedSupervisor            *self,
                        const FeedSupervisorEvent *event,
                        gint64                     now_us,
                        FeedSupervisorActions     *out)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (event != NULL);
  g_return_if_fail (out != NULL);

  *out = (FeedSupervisorActions) { 0 };
  self->now_us = now_us;
  feed_supervisor_dispatch (self, event, now_us, out);
  /* Rows come by the thousand, and are followed by the event that sums them up */
  if (event->type != FEED_EVENT_POLL_ROW)
    feed_supervisor_refresh (self, now_us, out);
  out->generation = self->generation;
}

/**
 * feed_supervisor_saw_message:
 * @self: a supervisor
 * @generation: of the link it came over
 * @now_us: monotonic time
 * @out: (out caller-allocates): written only where the result is %TRUE
 *
 * Returns: whether there is something to do: never, as only ticks make a difference at once
 */
gboolean
feed_supervisor_saw_message (FeedSupervisor        *self,
                             guint                  generation,
                             gint64                 now_us,
                             FeedSupervisorActions *out)
{
  if (generation == self->generation && feed_supervisor_is_up (self)) {
    self->now_us = now_us;
    self->last_message_us = now_us;
  }

  return FALSE;
}

/* The tick changed what is told: it ended a doubt, or brought an instrument back */
static gboolean
tell_tick (FeedSupervisor        *self,
           gint64                 now_us,
           FeedSupervisorActions *out)
{
  *out = (FeedSupervisorActions) { 0 };
  if (self->link == FEED_LINK_SUSPECT)
    feed_supervisor_move (self, FEED_LINK_LIVE, FEED_CAUSE_TICK, now_us, out);

  feed_supervisor_refresh (self, now_us, out);
  out->generation = self->generation;
  return out->flags != 0;
}

/**
 * feed_supervisor_saw_tick:
 * @self: a supervisor
 * @generation: of the link it came over
 * @slot: of its instrument
 * @key: the order key of its trade, -1 where it carries none
 * @now_us: monotonic time
 * @out: (out caller-allocates): written only where the result is %TRUE
 *
 * Returns: whether there is something to do
 */
gboolean
feed_supervisor_saw_tick (FeedSupervisor        *self,
                          guint                  generation,
                          guint                  slot,
                          gint64                 key,
                          gint64                 now_us,
                          FeedSupervisorActions *out)
{
  gboolean was_polled;

  if (G_UNLIKELY (generation != self->generation || !feed_supervisor_is_up (self)))
    return FALSE;

  /* What nobody subscribed proves the link, and nothing of what was */
  if (G_UNLIKELY (slot >= self->n_slots_allocated || !self->slots[slot].used))
    return feed_supervisor_saw_message (self, generation, now_us, out);

  self->now_us = now_us;
  self->last_message_us = now_us;
  self->last_tick_us = now_us;
  self->proof_us = now_us;
  if (feed_supervisor_is_open (self))
    feed_liveness_observe (&self->liveness, now_us);
  was_polled = feed_coverage_is_polled (self->coverage, slot);
  feed_coverage_saw_stream (self->coverage, slot, key, now_us);
  if (G_LIKELY (self->link == FEED_LINK_LIVE && !was_polled))
    return FALSE;

  if (self->link == FEED_LINK_WARMING) {
    if (self->n_ticks < G_MAXUINT)
      self->n_ticks++;
    return FALSE;
  }

  if (self->link == FEED_LINK_LIVE && feed_coverage_is_polled (self->coverage, slot))
    return FALSE;

  return tell_tick (self, now_us, out);
}

/**
 * feed_supervisor_get_deadline_us:
 * @self: a supervisor
 *
 * Returns: when FEED_EVENT_TIMER is due, %G_MAXINT64 where nothing waits for time
 */
gint64
feed_supervisor_get_deadline_us (FeedSupervisor *self)
{
  gint64 due_us;

  if (self->link == FEED_LINK_IDLE)
    return G_MAXINT64;

  due_us = MIN (state_deadline_us (self), feed_supervisor_token_deadline_us (self));
  due_us = MIN (due_us, feed_supervisor_colour_deadline_us (self));
  due_us = MIN (due_us, self->rehearsal_us);
  /* Polling goes on when the hold ends */
  if (self->rest_hold_us > self->colour_us)
    due_us = MIN (due_us, self->rest_hold_us);

  return due_us;
}

FeedLinkState
feed_supervisor_get_link (const FeedSupervisor *self)
{
  return self->link;
}

FeedPhase
feed_supervisor_get_phase (const FeedSupervisor *self)
{
  return self->phase;
}

guint
feed_supervisor_get_generation (const FeedSupervisor *self)
{
  return self->generation;
}

gboolean
feed_supervisor_is_polling (const FeedSupervisor *self)
{
  return self->is_polling;
}

FeedColour
feed_supervisor_get_colour (const FeedSupervisor *self)
{
  return self->colour;
}

FeedCause
feed_supervisor_get_reason (const FeedSupervisor *self)
{
  return self->reason;
}

gint64
feed_supervisor_get_since_us (const FeedSupervisor *self)
{
  return self->since_us;
}

gint64
feed_supervisor_get_next_dial_us (const FeedSupervisor *self)
{
  if (self->link != FEED_LINK_BACKOFF && self->link != FEED_LINK_PARKED)
    return 0;

  return self->dial_due_us;
}

/**
 * feed_supervisor_is_alive:
 * @self: a supervisor
 * @now_us: monotonic time
 *
 * Returns: whether the link is up and gave a message or pong within the interval between two pings
 *   and 2 s: 12 s by default
 */
gboolean
feed_supervisor_is_alive (const FeedSupervisor *self,
                          gint64                now_us)
{
  return feed_supervisor_is_up (self) &&
         now_us - self->last_message_us <=
         self->thresholds_us[FEED_CONFIG_PING_INTERVAL] + ALIVE_GRACE_US;
}

gboolean
feed_supervisor_is_slot_polled (const FeedSupervisor *self,
                                guint                 slot)
{
  return feed_coverage_is_polled (self->coverage, slot);
}

void
feed_supervisor_set_slot_open (FeedSupervisor *self,
                               guint           slot,
                               gboolean        open,
                               gint64          now_us)
{
  if (slot >= self->n_slots_allocated || !self->slots[slot].used)
    return;

  self->slots[slot].tries = 0;
  self->slots[slot].tried_us = FEED_SUPERVISOR_NEVER;
  if (!open) {
    feed_coverage_remove (self->coverage, slot);
    return;
  }

  feed_coverage_restart (self->coverage, slot, now_us);
  self->added_us = now_us;
  feed_supervisor_hurry_audit (self, now_us);
}

guint
feed_supervisor_get_n_polled (const FeedSupervisor *self)
{
  FeedCoverageSummary summary;

  feed_coverage_summarize (self->coverage, self->now_us, &summary);
  return summary.n_polled;
}

const FeedCoverage *
feed_supervisor_get_coverage (const FeedSupervisor *self)
{
  return self->coverage;
}

guint
feed_supervisor_get_failures (const FeedSupervisor *self)
{
  return self->n_failures;
}

guint
feed_supervisor_get_n_dials (const FeedSupervisor *self)
{
  return self->n_dials;
}

guint
feed_supervisor_get_n_recoveries (const FeedSupervisor *self)
{
  return self->n_recoveries;
}

gint64
feed_supervisor_get_silence_us (FeedSupervisor *self,
                                gint64          now_us)
{
  return feed_liveness_get_threshold_us (&self->liveness, now_us);
}

gint64
feed_supervisor_get_largest_gap_us (const FeedSupervisor *self,
                                    gint64                now_us)
{
  return feed_liveness_get_largest_us (&self->liveness, now_us);
}
