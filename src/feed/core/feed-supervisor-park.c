/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedSupervisor, PARKED: no network, or asleep. Monitors lie, so nobody stays parked for long.
 * And what we ourselves missed while we stood still.
 */
#include "feed/core/feed-supervisor-private.h"

#define PARKED_MAX_US (30 * G_TIME_SPAN_SECOND)
#define JITTER_US (500 * G_TIME_SPAN_MILLISECOND)
/* A clock jump that is told after the wake-up it belongs to is no second one */
#define SAME_WAKE_US (10 * G_TIME_SPAN_SECOND)

/* What is under way is cancelled; AUTH, Retry-After and breaker are remembered */
void
feed_supervisor_park (FeedSupervisor        *self,
                      FeedCause              cause,
                      gint64                 now_us,
                      FeedSupervisorActions *out)
{
  if (self->link == FEED_LINK_IDLE || self->link == FEED_LINK_PARKED || self->params.loopback)
    return;

  feed_supervisor_settle_live (self, TRUE, now_us);
  feed_supervisor_drop (self, out);
  out->flags |= FEED_ACTION_CANCEL_REQUEST;
  self->parked_auth = self->link == FEED_LINK_AUTH;
  feed_supervisor_interrupt_token (self, now_us);
  self->trouble = cause;
  self->dial_due_us = now_us + PARKED_MAX_US;
  self->unpark_cause = FEED_CAUSE_RETRY;
  feed_supervisor_move (self, FEED_LINK_PARKED, cause, now_us, out);
}

/* A monitor's word against a link that lives counts for nothing */
void
feed_supervisor_network_down (FeedSupervisor        *self,
                              gint64                 now_us,
                              FeedSupervisorActions *out)
{
  if (feed_supervisor_is_alive (self, now_us))
    return;

  if (self->link == FEED_LINK_PARKED) {
    self->dial_due_us = self->since_us + PARKED_MAX_US;
    self->unpark_cause = FEED_CAUSE_RETRY;
  } else {
    feed_supervisor_park (self, FEED_CAUSE_NETWORK_DOWN, now_us, out);
  }
}

/* Not all at once: every client of the network sees it come back in the same moment */
void
feed_supervisor_network_up (FeedSupervisor *self,
                            gint64          now_us)
{
  gint64 due_us = now_us + feed_random_between (&self->random, 0, JITTER_US);

  if (self->link != FEED_LINK_PARKED)
    return;

  self->dial_due_us = MIN (self->dial_due_us, due_us);
  self->unpark_cause = FEED_CAUSE_NETWORK_UP;
}

/* The machine woke and said so */
void
feed_supervisor_wake (FeedSupervisor *self,
                      gint64          now_us)
{
  if (self->link != FEED_LINK_PARKED)
    return;

  feed_supervisor_network_up (self, now_us);
  self->unpark_cause = FEED_CAUSE_WAKE;
  self->woke_us = now_us;
}

/* Back to work: to the log-in that was missing, or to a dial */
void
feed_supervisor_unpark (FeedSupervisor        *self,
                        FeedCause              cause,
                        gint64                 now_us,
                        FeedSupervisorActions *out)
{
  if (self->parked_auth && self->token != FEED_TOKEN_OK)
    feed_supervisor_enter_auth (self, cause, now_us, out);
  else
    feed_supervisor_dial (self, cause, now_us, out);
}

/* We slept without warning: the socket may look open for ever, and what is in flight is of before */
void
feed_supervisor_boot_jump (FeedSupervisor        *self,
                           gint64                 now_us,
                           FeedSupervisorActions *out)
{
  gboolean is_told = now_us - self->woke_us < SAME_WAKE_US && self->since_us >= self->woke_us;

  if (self->link == FEED_LINK_IDLE || (is_told && self->link != FEED_LINK_PARKED))
    return;

  out->flags |= FEED_ACTION_CANCEL_REQUEST;
  if (self->is_polling)
    out->flags |= FEED_ACTION_POLL_NOW;
  feed_supervisor_interrupt_token (self, now_us);
  if (self->link == FEED_LINK_AUTH) {
    feed_supervisor_hurry_token (self, 0, now_us);
    return;
  }

  if (self->link == FEED_LINK_PARKED) {
    feed_supervisor_unpark (self, FEED_CAUSE_WAKE, now_us, out);
    return;
  }

  feed_supervisor_settle_live (self, TRUE, now_us);
  if (feed_supervisor_has_socket (self))
    self->trouble = FEED_CAUSE_WAKE;
  feed_supervisor_dial (self, FEED_CAUSE_WAKE, now_us, out);
}

static void
put_off (gint64 *since_us,
         gint64  span_us,
         gint64  now_us)
{
  if (*since_us != FEED_SUPERVISOR_NEVER)
    *since_us = MAX (*since_us, MIN (*since_us + span_us, now_us));
}

/* Time in which we could not listen is held against nobody: all that is counted from what was last
 * heard counts without it. Not from anew: who stands still again and again still sees a mute
 * stream. */
void
feed_supervisor_stood_still (FeedSupervisor *self,
                             gint64          span_us,
                             gint64          now_us)
{
  put_off (&self->last_message_us, span_us, now_us);
  put_off (&self->last_tick_us, span_us, now_us);
  put_off (&self->last_poll_us, span_us, now_us);
  put_off (&self->proof_us, span_us, now_us);
  put_off (&self->proof_since_us, span_us, now_us);
  put_off (&self->doubt_us, span_us, now_us);
  put_off (&self->added_us, span_us, now_us);
  feed_liveness_skip (&self->liveness, span_us, now_us);
  if (self->link == FEED_LINK_SUSPECT)
    self->probe_us += span_us;
}
