/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedSupervisor, dialling: when the next dial may be made, what a lost link costs. Backoff and
 * failures in a row end with LIVE alone, never with a handshake: a server that accepts and drops
 * would else be dialled without pause.
 */
#include "feed/core/feed-supervisor-private.h"

#define AT_ONCE_US (250 * G_TIME_SPAN_MILLISECOND)
#define SETTLED_AFTER_US (60 * G_TIME_SPAN_SECOND)
#define FORGIVEN_AFTER_US (10 * G_TIME_SPAN_MINUTE)
#define CLOSED_BACKOFF_MAX_US (300 * G_TIME_SPAN_SECOND)
#define DEFAULT_HOLD_US (60 * G_TIME_SPAN_SECOND)
/* A Retry-After beyond this is a mistake of the server; bans of three days happen */
#define MAX_WAIT_US (7 * G_TIME_SPAN_DAY)

static gint64
earliest_dial_us (const FeedSupervisor *self)
{
  gint64 oldest_us = self->dials_us[self->next_dial];

  return MAX (oldest_us + FEED_SUPERVISOR_DIAL_WINDOW_US + 1, self->stream_hold_us);
}

/* The stream's Retry-After still runs */
gboolean
feed_supervisor_is_held (const FeedSupervisor *self,
                         gint64                now_us)
{
  return self->stream_hold_us > now_us;
}

/* Until when the breaker stays open, 0 where it is closed */
gint64
feed_supervisor_breaker_end_us (const FeedSupervisor *self,
                                gint64                now_us)
{
  guint size = self->n_breaker_max;
  gint64 end_us;

  if (self->n_breaker < size)
    return 0;

  end_us = self->failures_us[self->next_failure] +
           self->thresholds_us[FEED_CONFIG_BREAKER_WINDOW];
  return end_us > now_us ? end_us : 0;
}

/* Forgets the socket, if there is one: whatever it still says is of another generation */
void
feed_supervisor_drop (FeedSupervisor        *self,
                      FeedSupervisorActions *out)
{
  if (!feed_supervisor_has_socket (self))
    return;

  self->generation++;
  out->flags |= FEED_ACTION_DROP;
}

/* Dials; or waits in BACKOFF for its turn, without a failure, where ten dials were made within the
 * minute or a Retry-After runs; or in AUTH where nobody is logged in */
void
feed_supervisor_dial (FeedSupervisor        *self,
                      FeedCause              cause,
                      gint64                 now_us,
                      FeedSupervisorActions *out)
{
  gint64 earliest_us = earliest_dial_us (self);

  if (feed_supervisor_needs_login (self)) {
    feed_supervisor_enter_auth (self, FEED_CAUSE_LOGIN, now_us, out);
    return;
  }

  feed_supervisor_drop (self, out);
  if (earliest_us > now_us) {
    self->dial_due_us = earliest_us;
    if (self->link != FEED_LINK_BACKOFF)
      feed_supervisor_move (self, FEED_LINK_BACKOFF, cause, now_us, out);
    return;
  }

  self->dials_us[self->next_dial] = now_us;
  self->next_dial = (self->next_dial + 1) % FEED_SUPERVISOR_DIALS;
  self->n_dials++;
  self->generation++;
  out->flags |= FEED_ACTION_DIAL;
  feed_supervisor_move (self, FEED_LINK_CONNECTING, cause, now_us, out);
}

/* The dial of now could not be made: it is taken back, and is no failure */
void
feed_supervisor_hold_dial (FeedSupervisor        *self,
                           gint64                 span_us,
                           gint64                 now_us,
                           FeedSupervisorActions *out)
{
  if (self->link != FEED_LINK_CONNECTING)
    return;

  self->next_dial = (self->next_dial + FEED_SUPERVISOR_DIALS - 1) % FEED_SUPERVISOR_DIALS;
  self->dials_us[self->next_dial] = FEED_SUPERVISOR_NEVER;
  self->n_dials--;
  feed_supervisor_drop (self, out);
  self->dial_due_us = MAX (now_us + CLAMP (span_us, 0, MAX_WAIT_US), earliest_dial_us (self));
  feed_supervisor_move (self, FEED_LINK_BACKOFF, FEED_CAUSE_CONNECTION_LIMIT, now_us, out);
}

/* LIVE ends: what its length means for the next stable window and for the breaker */
void
feed_supervisor_settle_live (FeedSupervisor *self,
                             gboolean        planned,
                             gint64          now_us)
{
  gint64 base_us = self->thresholds_us[FEED_CONFIG_STABLE_WINDOW];
  gint64 live_us = now_us - self->live_since_us;

  if (self->link != FEED_LINK_LIVE && self->link != FEED_LINK_SUSPECT)
    return;

  if (live_us >= FORGIVEN_AFTER_US) {
    self->window_us = base_us;
    self->n_breaker = 0;
  } else if (!planned && live_us < SETTLED_AFTER_US && feed_supervisor_is_open (self)) {
    self->window_us = MIN (2 * self->window_us,
                           self->thresholds_us[FEED_CONFIG_STABLE_WINDOW_MAX]);
  }
}

static void
count_failure (FeedSupervisor *self,
               FeedCause       cause,
               gint64          now_us)
{
  self->has_failed = TRUE;
  if (self->attempt < G_MAXUINT)
    self->attempt++;
  if (cause == FEED_CAUSE_PROTOCOL && self->n_protocol < G_MAXUINT)
    self->n_protocol++;
  if (!feed_supervisor_is_open (self))
    return;

  if (self->n_failures < G_MAXUINT)
    self->n_failures++;
  self->failures_us[self->next_failure] = now_us;
  self->next_failure = (self->next_failure + 1) % self->n_breaker_max;
  self->n_breaker = MIN (self->n_breaker + 1, self->n_breaker_max);
}

static gint64
draw_delay_us (FeedSupervisor *self,
               gboolean        at_once,
               FeedVerdict     verdict,
               gint64          now_us)
{
  gint64 cap_us = self->thresholds_us[FEED_CONFIG_BACKOFF_MAX];
  gint64 breaker_us = self->thresholds_us[FEED_CONFIG_BREAKER_DELAY];
  gint64 delay_us;

  if (!feed_supervisor_is_open (self))
    cap_us = MAX (cap_us, CLOSED_BACKOFF_MAX_US);

  if (verdict.kind == FEED_VERDICT_FATAL)
    delay_us = cap_us;
  else if (at_once)
    delay_us = feed_random_between (&self->random, 0, AT_ONCE_US);
  else
    delay_us = feed_backoff_next_us (&self->random, self->attempt - 1,
                                     self->thresholds_us[FEED_CONFIG_BACKOFF_MIN],
                                     self->thresholds_us[FEED_CONFIG_BACKOFF_BASE], cap_us);
  if (feed_supervisor_breaker_end_us (self, now_us) != 0)
    delay_us = MAX (delay_us, feed_random_between (&self->random, breaker_us / 4 * 3,
                                                   breaker_us / 4 * 5));

  return MAX (delay_us, CLAMP (verdict.wait_us, 0, MAX_WAIT_US));
}

/* The link is lost, or never came up: BACKOFF */
void
feed_supervisor_fail (FeedSupervisor        *self,
                      FeedCause              cause,
                      FeedVerdict            verdict,
                      gint64                 now_us,
                      FeedSupervisorActions *out)
{
  gboolean was_live = self->link == FEED_LINK_LIVE || self->link == FEED_LINK_SUSPECT;
  gboolean at_once;

  at_once = was_live && (now_us - self->live_since_us >= SETTLED_AFTER_US ||
                         (cause == FEED_CAUSE_MUTE && self->n_failures == 0));
  feed_supervisor_settle_live (self, FALSE, now_us);
  feed_supervisor_drop (self, out);
  count_failure (self, cause, now_us);
  if (verdict.kind == FEED_VERDICT_RETRY_AFTER) {
    gint64 wait_us = verdict.wait_us > 0 ? verdict.wait_us : DEFAULT_HOLD_US;

    self->stream_hold_us = now_us + MIN (wait_us, MAX_WAIT_US);
  }

  if (cause == FEED_CAUSE_TOO_LARGE && !self->limit_raised) {
    self->limit_raised = TRUE;
    out->flags |= FEED_ACTION_RAISE_LIMIT;
  }

  self->trouble = cause;
  self->dial_due_us = MAX (now_us + draw_delay_us (self, at_once, verdict, now_us),
                           earliest_dial_us (self));
  feed_supervisor_move (self, FEED_LINK_BACKOFF, cause, now_us, out);
  if (!feed_supervisor_may_ask_rest (self, now_us))
    feed_supervisor_cap_breaker (self, now_us);
}

/* A dial failed or an open link ended; the provider's mapping says what it means */
void
feed_supervisor_lose (FeedSupervisor            *self,
                      const FeedSupervisorEvent *event,
                      gint64                     now_us,
                      FeedSupervisorActions     *out)
{
  FeedVerdict verdict = event->verdict;
  FeedCause cause = event->cause;

  if (!feed_supervisor_has_socket (self))
    return;

  if (cause == FEED_CAUSE_NONE)
    cause = self->link == FEED_LINK_CONNECTING ? FEED_CAUSE_REFUSED : FEED_CAUSE_CLOSED_BY_PEER;

  /* Dialled with the token before */
  if (verdict.kind == FEED_VERDICT_AUTH && self->link == FEED_LINK_CONNECTING &&
      self->since_us < self->token_new_us)
    verdict = (FeedVerdict) { FEED_VERDICT_RETRY, 0 };

  if (verdict.kind == FEED_VERDICT_AUTH && self->params.has_credentials) {
    feed_supervisor_enter_auth (self, FEED_CAUSE_SESSION, now_us, out);
    return;
  }

  if (verdict.kind == FEED_VERDICT_AUTH)
    verdict = (FeedVerdict) { FEED_VERDICT_RETRY, MAX (verdict.wait_us, DEFAULT_HOLD_US) };

  feed_supervisor_fail (self, cause, verdict, now_us, out);
}

/* The venue announced the end, or the link is old: a LIVE one is renewed at once, and it is no
 * failure */
void
feed_supervisor_close_planned (FeedSupervisor        *self,
                               gint64                 now_us,
                               FeedSupervisorActions *out)
{
  if (!feed_supervisor_is_up (self))
    return;

  if (self->link != FEED_LINK_LIVE) {
    feed_supervisor_fail (self, FEED_CAUSE_PLANNED, (FeedVerdict) { FEED_VERDICT_RETRY, 0 },
                          now_us, out);
    return;
  }

  feed_supervisor_settle_live (self, TRUE, now_us);
  feed_supervisor_drop (self, out);
  self->trouble = FEED_CAUSE_PLANNED;
  self->dial_due_us = MAX (now_us, earliest_dial_us (self));
  feed_supervisor_move (self, FEED_LINK_BACKOFF, FEED_CAUSE_PLANNED, now_us, out);
}

/* Cuts a wait in BACKOFF to U[0, within_us] */
void
feed_supervisor_hurry_dial (FeedSupervisor *self,
                            gint64          within_us,
                            gint64          now_us)
{
  gint64 due_us = now_us + feed_random_between (&self->random, 0, within_us);

  if (self->link == FEED_LINK_BACKOFF && due_us < self->dial_due_us)
    self->dial_due_us = MAX (due_us, earliest_dial_us (self));
}

/* REST gives no prices either: an open breaker keeps them away for no longer than its middle wait,
 * counted from the newest price where one came since */
void
feed_supervisor_cap_breaker (FeedSupervisor *self,
                             gint64          now_us)
{
  gint64 due_us = MAX (self->proof_us, self->since_us) +
                  self->thresholds_us[FEED_CONFIG_BREAKER_DELAY];

  if (self->link == FEED_LINK_BACKOFF && due_us < self->dial_due_us &&
      feed_supervisor_breaker_end_us (self, now_us) != 0)
    self->dial_due_us = MAX (MAX (due_us, now_us), earliest_dial_us (self));
}

/* A new session deserves a new start */
void
feed_supervisor_forgive (FeedSupervisor *self)
{
  self->n_failures = 0;
  self->attempt = 0;
  self->n_protocol = 0;
  self->n_breaker = 0;
}

/**
 * feed_supervisor_succeed:
 * @self: a supervisor that has not dialled
 * @predecessor: whose place it takes
 * @same_server: both are of the same endpoints
 *
 * Dials are counted where they arrive, not by what became of our thresholds meanwhile.
 */
void
feed_supervisor_succeed (FeedSupervisor       *self,
                         const FeedSupervisor *predecessor,
                         gboolean              same_server)
{
  for (guint i = 0; i < FEED_SUPERVISOR_DIALS; i++)
    self->dials_us[i] = predecessor->dials_us[i];
  self->next_dial = predecessor->next_dial;
  if (!same_server)
    return;

  self->stream_hold_us = predecessor->stream_hold_us;
  self->rest_hold_us = predecessor->rest_hold_us;
}
