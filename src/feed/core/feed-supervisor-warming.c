/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedSupervisor, WARMING: a link that opened has to prove itself against what REST sees before
 * anybody calls it live.
 */
#include "feed/core/feed-supervisor-private.h"

#define CHECK_EVERY_US (250 * G_TIME_SPAN_MILLISECOND)
#define SILENT_AFTER_US (60 * G_TIME_SPAN_SECOND)
/* An older REST answer says nothing of now */
#define POLL_FRESH_US (10 * G_TIME_SPAN_SECOND)
/* So long after the window a stream that is merely late for each poll no longer holds it up */
#define PENDING_BLOCKS_US (5 * G_TIME_SPAN_SECOND)
/* So long a first start may wait for polls to tell more than the few instruments that tick */
#define FEW_HEARD_BLOCKS_US (10 * G_TIME_SPAN_SECOND)
#define ENOUGH_TICKS 20
#define ENOUGH_PASSES 2

typedef enum {
  COVERAGE_REACHED,
  COVERAGE_HALF,      /* not all, but at least half */
  COVERAGE_POOR,
} Coverage;

static gint64
window_us (const FeedSupervisor *self)
{
  if (self->was_live || self->has_failed)
    return self->window_us;

  return self->thresholds_us[FEED_CONFIG_STABLE_WINDOW_FIRST];
}

static gboolean
is_rest_fresh (const FeedSupervisor *self,
               gint64                now_us)
{
  return now_us - self->last_poll_us <= POLL_FRESH_US;
}

/* When the stream has been silent for too long: no first tick, or more than T_soft since the last */
static gint64
silence_end_us (FeedSupervisor *self,
                gint64          now_us)
{
  if (self->n_ticks == 0)
    return self->proof_since_us + self->thresholds_us[FEED_CONFIG_FIRST_TICK_TIMEOUT];

  return feed_liveness_get_deadline_us (&self->liveness, now_us);
}

static void
schedule_check (FeedSupervisor *self,
                gint64          now_us)
{
  gint64 window_end_us = self->proof_since_us + window_us (self);
  gint64 next_us = window_end_us;

  if (feed_supervisor_is_open (self))
    next_us = MIN (next_us, silence_end_us (self, now_us));

  self->check_us = next_us > now_us ? next_us : now_us + CHECK_EVERY_US;
}

/* The proof starts anew: the socket opened, or the session did under an open socket */
void
feed_supervisor_restart_proof (FeedSupervisor *self,
                               gint64          now_us)
{
  self->proof_since_us = now_us;
  self->n_ticks = 0;
  self->n_passes = 0;
  self->pass_since_us = FEED_SUPERVISOR_NEVER;
  self->warm_tries = 0;
  self->resubscribe_us = FEED_SUPERVISOR_NEVER;
  self->behind_us = G_MAXINT64;
  feed_liveness_restart (&self->liveness, now_us);
  feed_coverage_restart_all (self->coverage, now_us);
  for (guint i = 0; i < self->n_slots_allocated; i++)
    self->slots[i].tries = 0;

  schedule_check (self, now_us);
}

/* 101: the watchdogs run from here, not from the first message */
void
feed_supervisor_open (FeedSupervisor        *self,
                      gint64                 now_us,
                      FeedSupervisorActions *out)
{
  if (self->link != FEED_LINK_CONNECTING)
    return;

  self->last_message_us = now_us;
  feed_supervisor_restart_proof (self, now_us);
  out->flags |= FEED_ACTION_SUBSCRIBE;
  feed_supervisor_move (self, FEED_LINK_WARMING, FEED_CAUSE_OPEN, now_us, out);
}

static void
enter_live (FeedSupervisor        *self,
            gint64                 now_us,
            FeedSupervisorActions *out)
{
  if (self->was_live)
    self->n_recoveries++;
  self->was_live = TRUE;
  self->n_failures = 0;
  self->attempt = 0;
  self->n_protocol = 0;
  self->trouble = FEED_CAUSE_NONE;
  self->live_since_us = now_us;
  self->audit_us = now_us + FEED_SUPERVISOR_AUDIT_EVERY_US;
  self->resubscribe_us = G_MAXINT64;
  /* Polls vouched for the silence there was */
  if (feed_liveness_get_deadline_us (&self->liveness, now_us) <= now_us)
    feed_liveness_restart (&self->liveness, now_us);
  feed_supervisor_move (self, FEED_LINK_LIVE, FEED_CAUSE_RECOVERED, now_us, out);
}

static gboolean
is_mute (FeedSupervisor            *self,
         const FeedCoverageSummary *summary,
         gint64                     now_us)
{
  return now_us >= silence_end_us (self, now_us) && summary->n_traded > 0 &&
         2 * summary->n_behind >= summary->n_traded;
}

static gboolean
is_silent_without_rest (FeedSupervisor *self,
                        gint64          now_us)
{
  gint64 last_us = MAX (self->proof_since_us, self->last_tick_us);

  return now_us - last_us >= SILENT_AFTER_US && !is_rest_fresh (self, now_us);
}

/* The link was given its time, lives, and showed enough to be judged by */
static gboolean
has_shown_enough (FeedSupervisor            *self,
                  const FeedCoverageSummary *summary,
                  gint64                     now_us)
{
  gint64 open_us = now_us - self->proof_since_us;
  gboolean is_fresh = is_rest_fresh (self, now_us);

  if (open_us < window_us (self) || !feed_supervisor_is_alive (self, now_us))
    return FALSE;

  if (self->n_passes >= ENOUGH_PASSES)
    return is_fresh || now_us < silence_end_us (self, now_us);

  if (self->n_ticks < ENOUGH_TICKS)
    return FALSE;

  /* A few busy instruments tell nothing of the many others: REST is about to */
  if (is_fresh && 2 * summary->n_heard < summary->n_slots && open_us < FEW_HEARD_BLOCKS_US)
    return FALSE;

  return is_fresh || now_us < silence_end_us (self, now_us);
}

static Coverage
judge_coverage (FeedSupervisor            *self,
                const FeedCoverageSummary *summary,
                gint64                     now_us)
{
  guint covered = summary->n_traded - summary->n_behind;
  gint64 window_end_us = self->proof_since_us + window_us (self);

  if (!is_rest_fresh (self, now_us))
    return COVERAGE_REACHED;

  if (2 * covered < summary->n_traded)
    return COVERAGE_POOR;

  if (now_us < window_end_us + PENDING_BLOCKS_US)
    covered -= MIN (covered, summary->n_pending);

  if (summary->n_behind == 0 && 10 * covered >= 9 * summary->n_traded)
    return COVERAGE_REACHED;

  return COVERAGE_HALF;
}

/* The rest is polled, and says so */
static void
give_up_on_behind (FeedSupervisor *self,
                   gint64          now_us)
{
  guint n = feed_coverage_list_behind (self->coverage, now_us, self->resubscribe, self->n_slots);

  for (guint i = 0; i < n; i++) {
    guint slot = self->resubscribe[i];

    feed_coverage_set_polled (self->coverage, slot, TRUE);
    self->slots[slot].tries = FEED_SUPERVISOR_GAVE_UP_AFTER;
  }
}

static void
resubscribe_behind (FeedSupervisor        *self,
                    gint64                 now_us,
                    FeedSupervisorActions *out)
{
  self->warm_tries++;
  self->resubscribe_us = now_us + FEED_SUPERVISOR_RESUBSCRIBE_EVERY_US;
  out->resubscribe = self->resubscribe;
  out->n_resubscribe = feed_coverage_list_behind (self->coverage, now_us, self->resubscribe,
                                                  self->n_slots);
  out->flags |= FEED_ACTION_RESUBSCRIBE;
}

/* Not all arrives: try again, make do, or give the link up. What is left after three tries is
 * judged no sooner than its time to answer the last is over */
static void
handle_incomplete (FeedSupervisor            *self,
                   const FeedCoverageSummary *summary,
                   Coverage                   coverage,
                   gint64                     now_us,
                   FeedSupervisorActions     *out)
{
  if (summary->n_behind == 0 || now_us < self->resubscribe_us)
    return;

  if (self->warm_tries < FEED_SUPERVISOR_GAVE_UP_AFTER) {
    resubscribe_behind (self, now_us, out);
  } else if (coverage != COVERAGE_POOR) {
    if (has_shown_enough (self, summary, now_us)) {
      give_up_on_behind (self, now_us);
      enter_live (self, now_us, out);
    }
  } else if (self->warm_tries == FEED_SUPERVISOR_GAVE_UP_AFTER) {
    resubscribe_behind (self, now_us, out);
  } else {
    feed_supervisor_fail (self, FEED_CAUSE_PARTIAL, (FeedVerdict) { FEED_VERDICT_RETRY, 0 },
                          now_us, out);
  }
}

static void
check_open (FeedSupervisor        *self,
            gint64                 now_us,
            FeedSupervisorActions *out)
{
  const FeedVerdict retry = { FEED_VERDICT_RETRY, 0 };
  FeedCoverageSummary summary;
  Coverage coverage;

  feed_coverage_summarize (self->coverage, now_us, &summary);
  coverage = judge_coverage (self, &summary, now_us);
  if (is_mute (self, &summary, now_us)) {
    feed_supervisor_fail (self,
                          self->n_ticks == 0 ? FEED_CAUSE_MUTE_FROM_START : FEED_CAUSE_MUTE,
                          retry, now_us, out);
  } else if (is_silent_without_rest (self, now_us)) {
    feed_supervisor_fail (self, FEED_CAUSE_SILENT_REST_DOWN, retry, now_us, out);
  } else if (coverage == COVERAGE_REACHED) {
    if (has_shown_enough (self, &summary, now_us))
      enter_live (self, now_us, out);
  } else {
    handle_incomplete (self, &summary, coverage, now_us, out);
  }
}

/* Looks at the proof: due, or something new is known */
void
feed_supervisor_check_warming (FeedSupervisor        *self,
                               gint64                 now_us,
                               FeedSupervisorActions *out)
{
  if (feed_supervisor_is_dead (self, now_us)) {
    feed_supervisor_fail (self, FEED_CAUSE_DEAD_LINK, (FeedVerdict) { FEED_VERDICT_RETRY, 0 },
                          now_us, out);
    return;
  }

  if (feed_supervisor_is_open (self))
    check_open (self, now_us, out);
  else if (now_us - self->proof_since_us >= window_us (self) &&
           feed_supervisor_is_alive (self, now_us))
    enter_live (self, now_us, out);

  if (self->link == FEED_LINK_WARMING)
    schedule_check (self, now_us);
}
