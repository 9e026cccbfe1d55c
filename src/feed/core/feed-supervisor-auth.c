/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedSupervisor, tokens: asked for once, never in a storm, and nothing is dialled in between.
 */
#include "feed/core/feed-supervisor-private.h"

/* A token this new that is refused again will not get better by another log-in at once */
#define REFRESH_APART_US (60 * G_TIME_SPAN_SECOND)
#define RETRY_BASE_US (2 * G_TIME_SPAN_SECOND)
#define RETRY_CAP_US (30 * G_TIME_SPAN_SECOND)
#define RETRY_CAP_CLOSED_US (300 * G_TIME_SPAN_SECOND)
/* The caller ends each refresh by itself; this is for one that forgets to */
#define UNANSWERED_AFTER_US (60 * G_TIME_SPAN_SECOND)
#define MAX_WAIT_US G_TIME_SPAN_DAY

static void
ask_token (FeedSupervisor        *self,
           gint64                 now_us,
           FeedSupervisorActions *out)
{
  self->token = FEED_TOKEN_ASKED;
  self->token_us = now_us + UNANSWERED_AFTER_US;
  out->flags |= FEED_ACTION_REFRESH_TOKEN;
}

/* A new token is needed: asks for it, unless that is under way, too soon, or up to the user */
void
feed_supervisor_want_token (FeedSupervisor        *self,
                            gint64                 now_us,
                            FeedSupervisorActions *out)
{
  if (!self->params.has_credentials || self->token != FEED_TOKEN_OK)
    return;

  self->token = FEED_TOKEN_WANTED;
  self->token_us = MAX (now_us, self->token_new_us + REFRESH_APART_US);
  feed_supervisor_check_token (self, now_us, out);
}

/* There is no token, or the venue refuses ours: no dial before there is another */
void
feed_supervisor_enter_auth (FeedSupervisor        *self,
                            FeedCause              cause,
                            gint64                 now_us,
                            FeedSupervisorActions *out)
{
  feed_supervisor_settle_live (self, FALSE, now_us);
  feed_supervisor_drop (self, out);
  self->trouble = feed_supervisor_needs_login (self) ? FEED_CAUSE_LOGIN : FEED_CAUSE_SESSION;
  if (self->link != FEED_LINK_AUTH)
    feed_supervisor_move (self, FEED_LINK_AUTH, cause, now_us, out);
  feed_supervisor_want_token (self, now_us, out);
}

/* A token came, asked for or not */
void
feed_supervisor_token_new (FeedSupervisor        *self,
                           gint64                 age_us,
                           gint64                 now_us,
                           FeedSupervisorActions *out)
{
  self->token = FEED_TOKEN_OK;
  self->token_us = G_MAXINT64;
  self->token_new_us = now_us - age_us;
  self->has_session = TRUE;
  self->n_token_failures = 0;
  self->rest_unauthorized = FALSE;
  self->parked_auth = FALSE;
  if (self->link == FEED_LINK_AUTH) {
    self->trouble = FEED_CAUSE_TOKEN;
    feed_supervisor_dial (self, FEED_CAUSE_TOKEN, now_us, out);
  }
}

/* The log-in could not be reached or was busy: again after 2 s × 2ⁿ */
void
feed_supervisor_token_failed (FeedSupervisor *self,
                              gint64          wait_us,
                              gint64          now_us)
{
  gint64 cap_us = feed_supervisor_is_open (self) ? RETRY_CAP_US : RETRY_CAP_CLOSED_US;
  gint64 delay_us = RETRY_BASE_US << MIN (self->n_token_failures, 10);

  if (self->token != FEED_TOKEN_ASKED)
    return;

  self->n_token_failures++;
  self->token = FEED_TOKEN_WANTED;
  self->token_us = now_us + MAX (MIN (delay_us, cap_us), CLAMP (wait_us, 0, MAX_WAIT_US));
}

/* The log-in itself was refused: repeating it would lock the account */
void
feed_supervisor_token_refused (FeedSupervisor *self)
{
  self->token = FEED_TOKEN_REFUSED;
  self->token_us = G_MAXINT64;
}

gboolean
feed_supervisor_is_login_refused (const FeedSupervisor *self)
{
  return self->token == FEED_TOKEN_REFUSED;
}

/* The refresh in flight, if any, was cancelled: it has to be asked for again */
void
feed_supervisor_interrupt_token (FeedSupervisor *self,
                                 gint64          now_us)
{
  if (self->token != FEED_TOKEN_ASKED)
    return;

  self->token = FEED_TOKEN_WANTED;
  self->token_us = now_us;
}

/* Cuts the wait after a failed refresh to U[0, within_us] */
void
feed_supervisor_hurry_token (FeedSupervisor *self,
                             gint64          within_us,
                             gint64          now_us)
{
  gint64 due_us = now_us + feed_random_between (&self->random, 0, within_us);

  if (self->token == FEED_TOKEN_WANTED && self->n_token_failures > 0)
    self->token_us = MIN (self->token_us, due_us);
}

/* Asks for a token where that is due */
void
feed_supervisor_check_token (FeedSupervisor        *self,
                             gint64                 now_us,
                             FeedSupervisorActions *out)
{
  if (now_us < feed_supervisor_token_deadline_us (self))
    return;

  if (self->token == FEED_TOKEN_ASKED)
    feed_supervisor_token_failed (self, 0, now_us);
  else
    ask_token (self, now_us, out);
}

/* When a token is to be asked for; G_MAXINT64 = not at all, and never without a network */
gint64
feed_supervisor_token_deadline_us (const FeedSupervisor *self)
{
  if (self->link == FEED_LINK_IDLE || self->link == FEED_LINK_PARKED ||
      self->token == FEED_TOKEN_OK || self->token == FEED_TOKEN_REFUSED)
    return G_MAXINT64;

  return self->token_us;
}
