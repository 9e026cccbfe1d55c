/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedSupervisor, what is told: polling, colour and reason. Worse is told at once; better once it
 * held, so that nothing flickers. A link that was proven is told at once as well: it held already.
 */
#include "feed/core/feed-supervisor-private.h"

#define HOLD_US (5 * G_TIME_SPAN_SECOND)
#define UNPROVEN_AFTER_US (3 * G_TIME_SPAN_SECOND)
/* A new row has so long to be confirmed before it counts as unconfirmed */
#define CONFIRM_WITHIN_US (12 * G_TIME_SPAN_SECOND)
#define RED_FAILURES 8
#define RED_PROTOCOL_FAILURES 3
/* A log-in that takes longer, or fails once, is trouble */
#define LOGIN_WITHIN_US (10 * G_TIME_SPAN_SECOND)

typedef struct {
  FeedColour colour;
  FeedCause  reason;
} View;

static gboolean
decide_polling (const FeedSupervisor *self,
                gint64                now_us)
{
  switch (self->link) {
  case FEED_LINK_CONNECTING:
  case FEED_LINK_WARMING:
  case FEED_LINK_BACKOFF:
  case FEED_LINK_AUTH:
    return feed_supervisor_is_open (self) && feed_supervisor_may_ask_rest (self, now_us);
  case FEED_LINK_IDLE:
  case FEED_LINK_LIVE:
  case FEED_LINK_SUSPECT:
  case FEED_LINK_PARKED:
  default:
    return FALSE;
  }
}

/* More than a tenth of the rows do not come by the stream */
static gboolean
is_thin (const FeedSupervisor *self,
         gint64                now_us)
{
  FeedCoverageSummary summary;
  guint n;

  feed_coverage_summarize (self->coverage, now_us, &summary);
  n = summary.n_polled;
  if (now_us >= self->added_us + CONFIRM_WITHIN_US)
    n += summary.n_slots - summary.n_confirmed;

  return 10 * n > summary.n_slots;
}

static View
view_up (const FeedSupervisor *self,
         gint64                now_us)
{
  if (self->link == FEED_LINK_SUSPECT && now_us - self->doubt_us >= UNPROVEN_AFTER_US)
    return (View) { FEED_COLOUR_YELLOW, FEED_CAUSE_SILENCE };

  if (is_thin (self, now_us))
    return (View) { FEED_COLOUR_YELLOW, FEED_CAUSE_PARTIAL };

  return (View) { FEED_COLOUR_GREEN, FEED_CAUSE_NONE };
}

static FeedCause
why_no_data (const FeedSupervisor *self,
             gint64                now_us)
{
  if (self->link == FEED_LINK_PARKED)
    return self->trouble;

  return self->rest_hold_us > now_us ? FEED_CAUSE_RATE_LIMIT : FEED_CAUSE_REST_DOWN;
}

static View
view_auth (const FeedSupervisor *self,
           gint64                now_us)
{
  if (self->token == FEED_TOKEN_REFUSED)
    return (View) { FEED_COLOUR_RED, FEED_CAUSE_AUTH };

  if (!feed_supervisor_needs_login (self))
    return (View) { FEED_COLOUR_RED, FEED_CAUSE_SESSION };

  if (self->n_token_failures > 0 || now_us - self->since_us >= LOGIN_WITHIN_US)
    return (View) { FEED_COLOUR_RED, FEED_CAUSE_LOGIN };

  return (View) { FEED_COLOUR_YELLOW, FEED_CAUSE_LOGIN };
}

static View
view_down (const FeedSupervisor *self,
           gint64                now_us)
{
  if (self->link == FEED_LINK_AUTH)
    return view_auth (self, now_us);

  if (now_us - self->proof_us >= self->thresholds_us[FEED_CONFIG_RED_NO_DATA])
    return (View) { FEED_COLOUR_RED, why_no_data (self, now_us) };

  if (feed_supervisor_breaker_end_us (self, now_us) != 0)
    return (View) { FEED_COLOUR_RED, FEED_CAUSE_BREAKER };

  if (self->n_failures >= RED_FAILURES || self->n_protocol >= RED_PROTOCOL_FAILURES)
    return (View) { FEED_COLOUR_RED, self->trouble };

  return (View) { FEED_COLOUR_YELLOW, self->trouble };
}

static View
decide_view (const FeedSupervisor *self,
             gint64                now_us)
{
  if (self->link == FEED_LINK_IDLE)
    return (View) { FEED_COLOUR_GREY, FEED_CAUSE_STOP };

  if (!feed_supervisor_is_open (self))
    return (View) { FEED_COLOUR_GREY, FEED_CAUSE_PHASE };

  if (self->link == FEED_LINK_LIVE || self->link == FEED_LINK_SUSPECT)
    return view_up (self, now_us);

  return view_down (self, now_us);
}

static void
note_better (FeedSupervisor *self,
             FeedColour      seen,
             gint64          now_us)
{
  for (guint colour = FEED_COLOUR_GREEN; colour < FEED_COLOUR_RED; colour++) {
    if (seen > colour)
      self->better_since_us[colour] = G_MAXINT64;
    else
      self->better_since_us[colour] = MIN (self->better_since_us[colour], now_us);
  }
}

/* The best colour that held; grey is no degree of anything and passes at once, both ways */
static FeedColour
hold_colour (const FeedSupervisor *self,
             FeedColour            seen,
             gboolean              proven,
             gint64                now_us)
{
  if (proven || seen >= self->colour || seen == FEED_COLOUR_GREY ||
      self->colour == FEED_COLOUR_GREY)
    return seen;

  for (guint colour = seen; colour < (guint) self->colour; colour++) {
    if (self->better_since_us[colour] <= now_us - HOLD_US)
      return colour;
  }

  return self->colour;
}

/* Looks at everything that is told to others, and says where it changed */
void
feed_supervisor_refresh (FeedSupervisor        *self,
                         gint64                 now_us,
                         FeedSupervisorActions *out)
{
  gboolean is_polling = decide_polling (self, now_us);
  gboolean has_moved = (out->flags & FEED_ACTION_TRANSITION) != 0;
  gboolean proven = has_moved && out->from == FEED_LINK_WARMING && out->to == FEED_LINK_LIVE;
  View view = decide_view (self, now_us);
  FeedCause reason;
  FeedColour colour;

  if (is_polling && !self->is_polling)
    out->flags |= FEED_ACTION_POLL_NOW;

  note_better (self, view.colour, now_us);
  colour = hold_colour (self, view.colour, proven, now_us);
  /* A colour that is merely held keeps the reason it had */
  reason = colour == view.colour ? view.reason : self->reason;
  if (has_moved || is_polling != self->is_polling || colour != self->colour ||
      reason != self->reason)
    out->flags |= FEED_ACTION_CHANGED;

  self->is_polling = is_polling;
  self->colour = colour;
  self->reason = reason;
  self->colour_us = now_us;
}

/* When the colour may change without an event; only times after the last look count */
gint64
feed_supervisor_colour_deadline_us (const FeedSupervisor *self)
{
  gint64 due_us[] = { 0, 0, 0, 0, 0, 0 };
  gint64 next_us = G_MAXINT64;
  guint n = 0;

  if (!feed_supervisor_is_open (self) || self->link == FEED_LINK_IDLE)
    return G_MAXINT64;

  for (guint colour = FEED_COLOUR_GREEN; colour < (guint) self->colour; colour++) {
    if (self->better_since_us[colour] != G_MAXINT64)
      due_us[n++] = self->better_since_us[colour] + HOLD_US;
  }

  if (self->link == FEED_LINK_SUSPECT)
    due_us[n++] = self->doubt_us + UNPROVEN_AFTER_US;
  if (self->link == FEED_LINK_AUTH)
    due_us[n++] = self->since_us + LOGIN_WITHIN_US;
  if (self->link == FEED_LINK_SUSPECT || self->link == FEED_LINK_LIVE) {
    due_us[n++] = self->added_us + CONFIRM_WITHIN_US;
  } else {
    due_us[n++] = self->proof_us + self->thresholds_us[FEED_CONFIG_RED_NO_DATA];
    due_us[n++] = feed_supervisor_breaker_end_us (self, self->colour_us);
  }

  for (guint i = 0; i < n; i++) {
    if (due_us[i] > self->colour_us)
      next_us = MIN (next_us, due_us[i]);
  }

  return next_us;
}
