/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-world.h"

#include "sim-rules.h"

#define PONG_EVERY_US (10 * SIM_SECOND)
#define POLL_EVERY_US SIM_SECOND
#define POLLED_EVERY_US (2 * SIM_SECOND)
#define POLL_TIMEOUT_US (2500 * SIM_MS)
#define DIAL_DELAY_US (80 * SIM_MS)
#define TOKEN_DELAY_US (300 * SIM_MS)
#define MAX_TIMERS_AT_ONCE 32

static const char *const property_names[] = {
  [SIM_ONE_DIAL] = "one-dial",
  [SIM_TEN_DIALS] = "ten-dials-a-minute",
  [SIM_ONE_PROBE] = "one-probe-one-log-in",
  [SIM_TOLD_ONCE] = "each-transition-told-once",
  [SIM_POLLING_RULE] = "polling-rule",
  [SIM_FAILURES_BY_LIVE] = "failures-end-with-live",
  [SIM_GENERATIONS] = "generations",
  [SIM_COLOUR_HAS_REASON] = "colour-has-a-reason",
  [SIM_GREEN_IS_TRUE] = "green-is-true",
  [SIM_HEALTHY_KEPT] = "healthy-stream-is-kept",
  [SIM_RECOVERY] = "recovery",
  [SIM_NO_BLACKOUT] = "no-blackout",
  [SIM_NOTHING_AFTER_STOP] = "nothing-after-stop",
  [SIM_TIMERS_END] = "timers-end",
};

const char *
sim_property_get_name (SimProperty property)
{
  return property_names[property];
}

void
sim_world_breach (SimWorld   *self,
                  SimProperty property,
                  const char *format,
                  ...)
{
  va_list args;

  if (self->breach->len > 0)
    return;

  self->broken = property;
  g_string_append_printf (self->breach, "at %.3f s: ", self->now_us / 1e6);
  va_start (args, format);
  g_string_append_vprintf (self->breach, format, args);
  va_end (args);
}

void
sim_world_hinder (SimWorld *self)
{
  self->changed_us = self->now_us;
  if (self->rest_since_us != SIM_NEVER)
    self->rest_since_us = self->now_us;
  if (self->stream_since_us != SIM_NEVER)
    self->stream_since_us = self->now_us;
}

static void
forget_link (SimWorld *self)
{
  self->link_generation = 0;
  self->is_link_open = FALSE;
  self->dial_done_us = SIM_NEVER;
  self->drop_us = SIM_NEVER;
  self->next_pong_us = SIM_NEVER;
}

static void
act_on_stream (SimWorld *self,
               guint     flags)
{
  if (flags & FEED_ACTION_DROP)
    forget_link (self);
  if ((flags & FEED_ACTION_DIAL) == 0)
    return;

  sim_rules_dialled (self);
  self->link_generation = self->out.generation;
  self->dial_done_us = self->faults.blackhole ? SIM_NEVER : self->now_us + DIAL_DELAY_US;
}

static void
act_on_rest (SimWorld *self,
             guint     flags)
{
  if (flags & FEED_ACTION_CANCEL_REQUEST) {
    self->is_requesting = FALSE;
    self->wants_probe = self->wants_audit = FALSE;
    self->token_done_us = SIM_NEVER;
  }
  if (flags & FEED_ACTION_CANCEL_PROBE) {
    self->wants_probe = FALSE;
    if (self->is_requesting && self->request == FEED_REQUEST_PROBE)
      self->is_requesting = FALSE;
  }
  if (flags & FEED_ACTION_POLL_NOW)
    self->next_poll_us = self->now_us;
  if (flags & FEED_ACTION_PROBE) {
    if (self->is_automatic &&
        (self->wants_probe || (self->is_requesting && self->request == FEED_REQUEST_PROBE)))
      sim_world_breach (self, SIM_ONE_PROBE, "a second probe");
    self->n_probes++;
    self->wants_probe = TRUE;
  }
  if (flags & FEED_ACTION_AUDIT) {
    self->n_audits++;
    self->wants_audit = TRUE;
  }
  if (flags & FEED_ACTION_REFRESH_TOKEN) {
    if (self->is_automatic && self->token_done_us != SIM_NEVER)
      sim_world_breach (self, SIM_ONE_PROBE, "a second log-in");
    self->n_refreshes++;
    self->token_done_us = self->now_us + TOKEN_DELAY_US;
  }
  if (flags & FEED_ACTION_RESUBSCRIBE) {
    self->n_resubscribed += self->out.n_resubscribe;
    if (self->out.n_resubscribe == 0)
      sim_world_breach (self, SIM_TOLD_ONCE, "resubscribes nothing");
  }
}

/* What the venue does about it */
static void
digest (SimWorld               *self,
        FeedLinkState           before,
        FeedSupervisorEventType type)
{
  self->seen |= self->out.flags;
  sim_rules_after_event (self, before, type);
  act_on_stream (self, self->out.flags);
  act_on_rest (self, self->out.flags);
}

guint
sim_world_send_event (SimWorld                  *self,
                      const FeedSupervisorEvent *event)
{
  FeedLinkState before = feed_supervisor_get_link (self->supervisor);

  feed_supervisor_handle (self->supervisor, event, self->now_us, &self->out);
  /* The user may vouch for the token; a start begins with one that nobody refused */
  if (event->type == FEED_EVENT_RETRY_NOW)
    self->rest_refused = self->rest_refused && !feed_supervisor_is_polling (self->supervisor);
  if (before == FEED_LINK_IDLE && feed_supervisor_get_link (self->supervisor) != FEED_LINK_IDLE)
    self->rest_refused = self->is_logged_out;
  /* A row alone is not looked at before the event that ends the answer */
  if (event->type != FEED_EVENT_POLL_ROW)
    digest (self, before, event->type);

  return self->out.flags;
}

guint
sim_world_send (SimWorld               *self,
                FeedSupervisorEventType type)
{
  FeedSupervisorEvent event = { .type = type };
  guint flags;

  if (type == FEED_EVENT_TOKEN_NEW)
    self->rest_refused = self->is_logged_out = FALSE;
  flags = sim_world_send_event (self, &event);
  if (type == FEED_EVENT_STOP)
    self->is_stopped = TRUE;

  return flags;
}

guint
sim_world_send_phase (SimWorld *self,
                      FeedPhase phase)
{
  FeedSupervisorEvent event = { .type = FEED_EVENT_PHASE, .phase = phase };

  return sim_world_send_event (self, &event);
}

guint
sim_world_send_slot (SimWorld               *self,
                     FeedSupervisorEventType type,
                     guint                   slot)
{
  FeedSupervisorEvent event = { .type = type, .slot = slot };

  self->is_subscribed[slot] = type == FEED_EVENT_ADD;
  self->unseen_since_us[slot] = 0;
  self->changed_us = self->now_us;
  return sim_world_send_event (self, &event);
}

guint
sim_world_send_stream (SimWorld               *self,
                       FeedSupervisorEventType type,
                       FeedCause               cause,
                       FeedVerdictKind         kind,
                       gint64                  wait_us)
{
  FeedSupervisorEvent event = {
    .type = type,
    .generation = feed_supervisor_get_generation (self->supervisor),
    .cause = cause,
    .verdict = { kind, wait_us },
  };

  /* The stream is not to be dialled for so long, or is not what it was */
  if (kind == FEED_VERDICT_RETRY_AFTER)
    self->stream_free_us = MAX (self->stream_free_us,
                                self->now_us + (wait_us > 0 ? wait_us : 60 * SIM_SECOND));
  else if (kind == FEED_VERDICT_AUTH)
    self->stream_free_us = MAX (self->stream_free_us, self->now_us + 60 * SIM_SECOND);
  if (type != FEED_EVENT_STREAM_OPEN && self->stream_since_us != SIM_NEVER)
    self->stream_since_us = self->now_us;
  return sim_world_send_event (self, &event);
}

guint
sim_world_send_failed (SimWorld       *self,
                       FeedRequestKind request,
                       FeedVerdictKind kind,
                       gint64          wait_us)
{
  FeedSupervisorEvent event = {
    .type = FEED_EVENT_POLL_FAILED,
    .request = request,
    .verdict = { kind, wait_us },
    .requested_at_us = self->now_us,
  };

  if (feed_supervisor_get_link (self->supervisor) == FEED_LINK_IDLE)
    return sim_world_send_event (self, &event);

  if (kind == FEED_VERDICT_RETRY_AFTER)
    self->rest_free_us = MAX (self->rest_free_us,
                              self->now_us + (wait_us > 0 ? wait_us : 60 * SIM_SECOND));
  if (kind == FEED_VERDICT_AUTH && self->has_credentials)
    self->rest_refused = TRUE;
  return sim_world_send_event (self, &event);
}

guint
sim_world_send_answer (SimWorld       *self,
                       FeedRequestKind request,
                       gint64          requested_at_us,
                       gint64          key)
{
  FeedSupervisorEvent row = {
    .type = FEED_EVENT_POLL_ROW,
    .request = request,
    .requested_at_us = requested_at_us,
    .key = key,
  };
  FeedSupervisorEvent done = {
    .type = FEED_EVENT_POLL_DONE,
    .request = request,
    .requested_at_us = requested_at_us,
    .count = self->n_slots,
  };

  for (row.slot = 0; row.slot < self->n_slots; row.slot++)
    sim_world_send_event (self, &row);
  if (done.count > 0)
    self->rest_refused = FALSE;

  return sim_world_send_event (self, &done);
}

/* We were told of a trade: the oldest that we were not told of is the next one */
static void
know (SimWorld *self,
      guint     slot,
      gint64    key)
{
  gint64 behind = self->keys[slot] - key;

  if (behind <= 0)
    self->unseen_since_us[slot] = 0;
  else if (behind < SIM_TRADES_KEPT)
    self->unseen_since_us[slot] = self->traded_us[slot][(key + 1) % SIM_TRADES_KEPT];
}

gboolean
sim_world_tick (SimWorld *self,
                guint     slot,
                gint64    key)
{
  FeedLinkState before = feed_supervisor_get_link (self->supervisor);

  if (slot < self->n_slots) {
    self->data_us = self->now_us;
    know (self, slot, key);
  }
  if (!feed_supervisor_saw_tick (self->supervisor,
                                 feed_supervisor_get_generation (self->supervisor), slot, key,
                                 self->now_us, &self->out))
    return FALSE;

  digest (self, before, FEED_EVENT_TIMER);
  return TRUE;
}

void
sim_world_message (SimWorld *self)
{
  feed_supervisor_saw_message (self->supervisor,
                               feed_supervisor_get_generation (self->supervisor),
                               self->now_us, &self->out);
}

static void
trade (SimWorld *self)
{
  guint slot = self->next_slot;

  self->next_slot = (slot + 1) % self->n_slots;
  self->next_trade_us = self->now_us + self->trade_every_us;
  self->keys[slot]++;
  self->traded_us[slot][self->keys[slot] % SIM_TRADES_KEPT] = self->now_us;
  if (self->unseen_since_us[slot] == 0)
    self->unseen_since_us[slot] = self->now_us;
  if (!self->is_link_open || self->n_deliveries == SIM_MAX_DELIVERIES)
    return;
  if (self->faults.lost_percent > 0 &&
      feed_random_between (&self->random, 0, 99) < self->faults.lost_percent)
    return;

  self->deliveries[(self->first_delivery + self->n_deliveries) % SIM_MAX_DELIVERIES] =
    (SimDelivery) {
    self->now_us + self->stream_lag_us + self->faults.lag_us, self->keys[slot], slot, self->link_generation
  };
  self->n_deliveries++;
}

static void
deliver (SimWorld *self)
{
  SimDelivery *delivery = &self->deliveries[self->first_delivery];

  self->first_delivery = (self->first_delivery + 1) % SIM_MAX_DELIVERIES;
  self->n_deliveries--;
  if (self->is_link_open && delivery->generation == self->link_generation &&
      !self->faults.mute && !self->faults.half_open && delivery->slot >= self->faults.n_mute)
    sim_world_tick (self, delivery->slot, delivery->key);
}

static void
finish_dial (SimWorld *self)
{
  FeedVerdictKind kind = FEED_VERDICT_RETRY;
  FeedCause cause = FEED_CAUSE_REFUSED;

  self->dial_done_us = SIM_NEVER;
  if (self->faults.unauthorized) {
    kind = FEED_VERDICT_AUTH;
    cause = FEED_CAUSE_HANDSHAKE;
  } else if (self->faults.retry_after_us > 0) {
    kind = FEED_VERDICT_RETRY_AFTER;
    cause = FEED_CAUSE_RATE_LIMIT;
  }

  if (self->faults.refuse || kind != FEED_VERDICT_RETRY) {
    sim_world_send_stream (self, FEED_EVENT_STREAM_FAILED, cause, kind,
                           self->faults.retry_after_us);
    return;
  }

  self->is_link_open = TRUE;
  self->next_pong_us = self->now_us + PONG_EVERY_US;
  sim_world_send_stream (self, FEED_EVENT_STREAM_OPEN, FEED_CAUSE_NONE, FEED_VERDICT_RETRY, 0);
  if (self->faults.drop_after_us > 0)
    self->drop_us = self->now_us + self->faults.drop_after_us;
}

static void
pong (SimWorld *self)
{
  self->next_pong_us = self->now_us + PONG_EVERY_US;
  if (!self->faults.half_open)
    sim_world_message (self);
}

static void
begin_request (SimWorld       *self,
               FeedRequestKind request)
{
  FeedSupervisorEvent event = { .type = FEED_EVENT_REQUEST_SENT, .request = request };

  self->is_requesting = TRUE;
  self->request = request;
  self->request_sent_us = self->now_us;
  self->request_done_us = self->now_us + self->rest_delay_us + self->faults.rest_lag_us;
  if (self->faults.rest_hangs)
    self->request_done_us = self->now_us + POLL_TIMEOUT_US;
  if (request == FEED_REQUEST_POLL)
    self->next_poll_us = self->now_us +
                         (feed_supervisor_is_polling (self->supervisor) ? POLL_EVERY_US
                                                                        : POLLED_EVERY_US);
  sim_world_send_event (self, &event);
}

static gboolean
is_poll_wanted (SimWorld *self)
{
  return feed_supervisor_is_polling (self->supervisor) ||
         (feed_supervisor_get_link (self->supervisor) == FEED_LINK_LIVE &&
          feed_supervisor_get_n_polled (self->supervisor) > 0);
}

/* As a connection asks: the subscribed ones, as many as fit, from where the pass has come */
static void
send_rows (SimWorld       *self,
           FeedRequestKind request)
{
  guint batch = request == FEED_REQUEST_POLL ? self->poll_batch : SIM_AUDIT_BATCH;
  guint slot = request == FEED_REQUEST_PROBE ? 0 : self->poll_cursor;
  FeedSupervisorEvent event = {
    .type = FEED_EVENT_POLL_ROW,
    .request = request,
    .requested_at_us = self->request_sent_us,
  };

  for (; slot < self->n_slots && event.count < batch; slot++) {
    if (!self->is_subscribed[slot])
      continue;
    event.slot = slot;
    event.key = self->keys[slot];
    event.count++;
    know (self, slot, event.key);
    sim_world_send_event (self, &event);
  }

  event.type = FEED_EVENT_POLL_DONE;
  self->rest_refused = FALSE;
  self->data_us = self->now_us;
  sim_world_send_event (self, &event);
  if (request == FEED_REQUEST_PROBE)
    return;

  self->poll_cursor = slot < self->n_slots ? slot : 0;
  if (self->poll_cursor == 0 && request == FEED_REQUEST_POLL)
    sim_world_send (self, FEED_EVENT_POLL_PASS);
}

static void
finish_request (SimWorld *self)
{
  FeedRequestKind request = self->request;

  self->is_requesting = FALSE;
  if (self->faults.rest_down || self->faults.rest_hangs) {
    sim_world_send_failed (self, request, FEED_VERDICT_RETRY, 0);
  } else if (self->faults.rest_unauthorized) {
    sim_world_send_failed (self, request, FEED_VERDICT_AUTH, 0);
  } else if (self->faults.rest_hold_us > 0) {
    sim_world_send_failed (self, request, FEED_VERDICT_RETRY_AFTER, self->faults.rest_hold_us);
  } else {
    self->n_polls++;
    self->polling_gap_us = MAX (self->polling_gap_us, self->now_us - self->polled_at_us);
    self->polled_at_us = self->now_us;
    send_rows (self, request);
  }
}

static void
finish_token (SimWorld *self)
{
  self->token_done_us = SIM_NEVER;
  if (self->faults.token_down) {
    sim_world_send (self, FEED_EVENT_TOKEN_FAILED);
    return;
  }

  self->faults.unauthorized = self->faults.rest_unauthorized = FALSE;
  sim_world_send (self, FEED_EVENT_TOKEN_NEW);
}

static void
run_timers (SimWorld *self)
{
  for (guint i = 0; feed_supervisor_get_deadline_us (self->supervisor) <= self->now_us; i++) {
    if (i == MAX_TIMERS_AT_ONCE) {
      sim_world_breach (self, SIM_TIMERS_END, "timers without end in %s",
                        feed_link_state_to_string (feed_supervisor_get_link (self->supervisor)));
      self->now_us += SIM_MS;
      return;
    }
    sim_world_send (self, FEED_EVENT_TIMER);
  }
}

static void
run_requests (SimWorld *self)
{
  if (self->is_requesting && self->request_done_us <= self->now_us)
    finish_request (self);
  if (self->is_requesting)
    return;

  if (self->wants_probe) {
    self->wants_probe = FALSE;
    begin_request (self, FEED_REQUEST_PROBE);
  } else if (self->wants_audit) {
    self->wants_audit = FALSE;
    begin_request (self, FEED_REQUEST_AUDIT);
  } else if (self->next_poll_us <= self->now_us && is_poll_wanted (self)) {
    begin_request (self, FEED_REQUEST_POLL);
  }
}

static void
run_venue (SimWorld *self)
{
  while (self->n_deliveries > 0 &&
         self->deliveries[self->first_delivery].due_us <= self->now_us)
    deliver (self);

  if (self->trade_every_us > 0 && self->next_trade_us <= self->now_us)
    trade (self);
  if (self->dial_done_us <= self->now_us)
    finish_dial (self);
  if (self->next_pong_us <= self->now_us)
    pong (self);
  if (self->drop_us <= self->now_us) {
    self->drop_us = SIM_NEVER;
    sim_world_send_stream (self, FEED_EVENT_STREAM_CLOSED, FEED_CAUSE_CLOSED_BY_PEER,
                           FEED_VERDICT_RETRY, 0);
  }
  if (self->token_done_us <= self->now_us)
    finish_token (self);
  run_requests (self);
}

static gint64
next_venue_us (SimWorld *self)
{
  gint64 next_us = MIN (self->dial_done_us, MIN (self->next_pong_us, self->drop_us));

  next_us = MIN (next_us, self->token_done_us);
  if (self->n_deliveries > 0)
    next_us = MIN (next_us, self->deliveries[self->first_delivery].due_us);
  if (self->trade_every_us > 0)
    next_us = MIN (next_us, self->next_trade_us);
  if (self->is_requesting)
    next_us = MIN (next_us, self->request_done_us);
  else if (is_poll_wanted (self))
    next_us = MIN (next_us, self->next_poll_us);

  return next_us;
}

static void
step (SimWorld *self,
      gint64    until_us)
{
  gint64 next_us = MIN (until_us, feed_supervisor_get_deadline_us (self->supervisor));

  if (self->is_automatic)
    next_us = MIN (next_us, next_venue_us (self));

  self->now_us = MAX (next_us, self->now_us);
  if (self->is_automatic)
    run_venue (self);
  run_timers (self);
  if (self->is_automatic) {
    run_requests (self);
    sim_rules_after_step (self);
  }
}

void
sim_world_run (SimWorld *self,
               gint64    us)
{
  gint64 until_us = self->now_us + us;

  while (self->now_us < until_us)
    step (self, until_us);
}

gboolean
sim_world_run_until (SimWorld     *self,
                     FeedLinkState link,
                     gint64        within_us)
{
  gint64 until_us = self->now_us + within_us;

  while (feed_supervisor_get_link (self->supervisor) != link && self->now_us < until_us)
    step (self, until_us);

  return feed_supervisor_get_link (self->supervisor) == link;
}

void
sim_world_forget (SimWorld *self)
{
  self->seen = 0;
  self->n_probes = self->n_audits = self->n_polls = self->n_refreshes = 0;
  self->n_resubscribed = self->n_colours = 0;
  self->polling_gap_us = 0;
  self->polled_at_us = self->now_us;
  g_array_set_size (self->transitions, 0);
}

const SimTransition *
sim_world_last (SimWorld *self)
{
  g_assert_cmpuint (self->transitions->len, >, 0);
  return &g_array_index (self->transitions, SimTransition, self->transitions->len - 1);
}

guint
sim_world_count (SimWorld     *self,
                 FeedLinkState from,
                 FeedLinkState to)
{
  guint n = 0;

  for (guint i = 0; i < self->transitions->len; i++) {
    const SimTransition *transition = &g_array_index (self->transitions, SimTransition, i);

    n += transition->from == from && transition->to == to;
  }

  return n;
}

SimWorld *
sim_world_new_logged_out (const FeedSupervisorParams *params,
                          guint                       n_slots)
{
  g_autoptr (FeedConfig) config = feed_config_new_default ();
  SimWorld *self = g_new0 (SimWorld, 1);

  g_assert_cmpuint (n_slots, <=, SIM_MAX_SLOTS);
  self->supervisor = feed_supervisor_new (config, params);
  self->has_credentials = self->is_logged_out = params->has_credentials;
  self->transitions = g_array_new (FALSE, FALSE, sizeof (SimTransition));
  self->breach = g_string_new (NULL);
  self->now_us = 1000 * SIM_SECOND;
  self->rest_delay_us = 100 * SIM_MS;
  self->stream_lag_us = 50 * SIM_MS;
  self->poll_batch = SIM_MAX_SLOTS;
  self->token_done_us = SIM_NEVER;
  self->rest_since_us = self->stream_since_us = SIM_NEVER;
  self->data_us = self->now_us;
  feed_random_init (&self->random, params->seed);
  forget_link (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->dials_us); i++)
    self->dials_us[i] = G_MININT64 / 2;
  for (self->n_slots = 0; self->n_slots < n_slots; self->n_slots++) {
    self->keys[self->n_slots] = 1000;
    sim_world_send_slot (self, FEED_EVENT_ADD, self->n_slots);
  }
  sim_world_forget (self);
  return self;
}

/* The session of another connection of the account, an hour old */
static void
log_in (SimWorld *self)
{
  FeedSupervisorEvent event = { .type = FEED_EVENT_TOKEN_NEW, .span_us = 3600 * SIM_SECOND };

  self->is_logged_out = FALSE;
  sim_world_send_event (self, &event);
}

SimWorld *
sim_world_new (const FeedSupervisorParams *params,
               guint                       n_slots)
{
  SimWorld *self = sim_world_new_logged_out (params, n_slots);

  if (params->has_credentials)
    log_in (self);
  sim_world_forget (self);
  return self;
}

void
sim_world_free (SimWorld *self)
{
  feed_supervisor_free (self->supervisor);
  g_array_unref (self->transitions);
  g_string_free (self->breach, TRUE);
  g_free (self);
}
