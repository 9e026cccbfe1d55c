/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedSupervisor, LIVE and SUSPECT: silence and the one question to REST that decides what it
 * means; the audit that finds single instruments the stream has lost.
 */
#include "feed/core/feed-supervisor-private.h"

#define GRACE_US (700 * G_TIME_SPAN_MILLISECOND)
#define PROBE_EVERY_US (5 * G_TIME_SPAN_SECOND)
#define SUSPECT_MAX_US (60 * G_TIME_SPAN_SECOND)
/* A little more than coverage needs to call an instrument behind */
#define BEHIND_AFTER_US (1501 * G_TIME_SPAN_MILLISECOND)
#define AUDIT_SOON_US (250 * G_TIME_SPAN_MILLISECOND)
#define AUDIT_APART_US (2 * G_TIME_SPAN_SECOND)

static const FeedVerdict retry = { FEED_VERDICT_RETRY, 0 };

/* Nothing at all came for dead-after */
gboolean
feed_supervisor_is_dead (const FeedSupervisor *self,
                         gint64                now_us)
{
  return now_us - self->last_message_us >= self->thresholds_us[FEED_CONFIG_DEAD_AFTER];
}

static void
ask_probe (FeedSupervisor        *self,
           gint64                 now_us,
           FeedSupervisorActions *out)
{
  self->probe = FEED_PROBE_ASKED;
  self->probe_asked_us = now_us;
  self->probe_newer = FALSE;
  if (feed_supervisor_may_ask_rest (self, now_us)) {
    self->probe_us = now_us + PROBE_EVERY_US;
    out->flags |= FEED_ACTION_PROBE;
  } else {
    self->probe_us = now_us + self->thresholds_us[FEED_CONFIG_PROBE_TIMEOUT];
  }
}

static void
enter_suspect (FeedSupervisor        *self,
               gint64                 now_us,
               FeedSupervisorActions *out)
{
  feed_supervisor_move (self, FEED_LINK_SUSPECT, FEED_CAUSE_SILENCE, now_us, out);
  self->doubt_us = now_us;
  out->flags |= FEED_ACTION_TEXT_PING;
  ask_probe (self, now_us, out);
}

/* Marks as polled what is behind, and subscribes again what had fewer than three tries */
static void
recover_behind (FeedSupervisor        *self,
                gint64                 now_us,
                FeedSupervisorActions *out)
{
  guint n = feed_coverage_list_behind (self->coverage, now_us, self->resubscribe, self->n_slots);

  for (guint i = 0; i < n; i++) {
    guint slot = self->resubscribe[i];

    if (feed_coverage_is_polled (self->coverage, slot))
      continue;

    feed_coverage_set_polled (self->coverage, slot, TRUE);
    self->slots[slot].tries = 0;
    self->slots[slot].tried_us = FEED_SUPERVISOR_NEVER;
  }

  self->behind_us = G_MAXINT64;
  self->resubscribe_us = G_MAXINT64;
  n = 0;
  for (guint i = 0; i < self->n_slots_allocated; i++) {
    FeedSupervisorSlot *slot = &self->slots[i];

    if (slot->tries >= FEED_SUPERVISOR_GAVE_UP_AFTER ||
        !feed_coverage_is_polled (self->coverage, i))
      continue;

    if (now_us >= slot->tried_us + FEED_SUPERVISOR_RESUBSCRIBE_EVERY_US) {
      slot->tries++;
      slot->tried_us = now_us;
      self->resubscribe[n++] = i;
    }
    if (slot->tries < FEED_SUPERVISOR_GAVE_UP_AFTER)
      self->resubscribe_us = MIN (self->resubscribe_us,
                                  slot->tried_us + FEED_SUPERVISOR_RESUBSCRIBE_EVERY_US);
  }

  if (n == 0)
    return;

  out->flags |= FEED_ACTION_RESUBSCRIBE;
  out->resubscribe = self->resubscribe;
  out->n_resubscribe = n;
}

static void
audit (FeedSupervisor        *self,
       gint64                 now_us,
       FeedSupervisorActions *out)
{
  self->audit_us = now_us + FEED_SUPERVISOR_AUDIT_EVERY_US;
  if (!feed_supervisor_may_ask_rest (self, now_us))
    return;

  self->audited_us = now_us;
  out->flags |= FEED_ACTION_AUDIT;
}

/* A new instrument, or a new session: do not wait ten seconds to confirm what is unconfirmed */
void
feed_supervisor_hurry_audit (FeedSupervisor *self,
                             gint64          now_us)
{
  gint64 due_us = MAX (now_us + AUDIT_SOON_US, self->audited_us + AUDIT_APART_US);

  self->audit_us = MIN (self->audit_us, due_us);
}

/* An answer came: look again when what it saw has had its time */
void
feed_supervisor_expect_behind (FeedSupervisor *self,
                               gint64          now_us)
{
  FeedCoverageSummary summary;

  feed_coverage_summarize (self->coverage, now_us, &summary);
  if (summary.n_pending > 0)
    self->behind_us = MIN (self->behind_us, now_us + BEHIND_AFTER_US);
}

/* What is due in LIVE */
void
feed_supervisor_check_live (FeedSupervisor        *self,
                            gint64                 now_us,
                            FeedSupervisorActions *out)
{
  if (feed_supervisor_is_dead (self, now_us)) {
    feed_supervisor_fail (self, FEED_CAUSE_DEAD_LINK, retry, now_us, out);
    return;
  }

  if (!feed_supervisor_is_open (self))
    return;

  if (feed_liveness_get_deadline_us (&self->liveness, now_us) <= now_us) {
    enter_suspect (self, now_us, out);
    return;
  }

  if (now_us >= MIN (self->behind_us, self->resubscribe_us))
    recover_behind (self, now_us, out);
  if (now_us >= self->audit_us)
    audit (self, now_us, out);
}

/* The question was sent, possibly after waiting for its quota: only now its time runs */
void
feed_supervisor_probe_sent (FeedSupervisor *self,
                            gint64          now_us)
{
  if (self->link != FEED_LINK_SUSPECT || self->probe != FEED_PROBE_ASKED)
    return;

  self->probe = FEED_PROBE_SENT;
  self->probe_us = now_us + self->thresholds_us[FEED_CONFIG_PROBE_TIMEOUT];
}

/* Instruments known to be lost prove nothing against the rest, unless they are most of it */
void
feed_supervisor_probe_row (FeedSupervisor            *self,
                           const FeedSupervisorEvent *event,
                           gboolean                   newer)
{
  FeedCoverageSummary summary;

  if (self->link != FEED_LINK_SUSPECT || !newer || event->requested_at_us < self->since_us)
    return;

  feed_coverage_summarize (self->coverage, self->now_us, &summary);
  if (!feed_coverage_is_polled (self->coverage, event->slot) ||
      2 * summary.n_polled >= summary.n_slots)
    self->probe_newer = TRUE;
}

/* The answer counts even when it is late; one to a question of before does not */
void
feed_supervisor_probe_done (FeedSupervisor            *self,
                            const FeedSupervisorEvent *event,
                            gint64                     now_us,
                            FeedSupervisorActions     *out)
{
  if (self->link != FEED_LINK_SUSPECT || self->probe == FEED_PROBE_GRACE ||
      event->requested_at_us < self->since_us)
    return;

  if (event->count == 0) {
    feed_supervisor_probe_failed (self, now_us, out);
  } else if (self->probe_newer) {
    self->probe = FEED_PROBE_GRACE;
    self->probe_us = now_us + GRACE_US;
  } else {
    feed_liveness_confirm_quiet (&self->liveness, now_us);
    feed_supervisor_move (self, FEED_LINK_LIVE, FEED_CAUSE_QUIET, now_us, out);
  }
}

/* REST cannot say: a link that is not even alive goes, one that is gets the benefit of the doubt */
void
feed_supervisor_probe_failed (FeedSupervisor        *self,
                              gint64                 now_us,
                              FeedSupervisorActions *out)
{
  if (self->link != FEED_LINK_SUSPECT ||
      (self->probe != FEED_PROBE_ASKED && self->probe != FEED_PROBE_SENT))
    return;

  if (!feed_supervisor_is_alive (self, now_us)) {
    feed_supervisor_fail (self, FEED_CAUSE_SILENT_REST_DOWN, retry, now_us, out);
    return;
  }

  self->probe = FEED_PROBE_NONE;
  self->probe_us = MAX (self->probe_asked_us + PROBE_EVERY_US, now_us);
}

/* What is due in SUSPECT */
void
feed_supervisor_check_suspect (FeedSupervisor        *self,
                               gint64                 now_us,
                               FeedSupervisorActions *out)
{
  if (feed_supervisor_is_dead (self, now_us)) {
    feed_supervisor_fail (self, FEED_CAUSE_DEAD_LINK, retry, now_us, out);
    return;
  }

  if (now_us >= self->probe_us) {
    switch (self->probe) {
    case FEED_PROBE_NONE:
      ask_probe (self, now_us, out);
      break;
    case FEED_PROBE_ASKED:
    case FEED_PROBE_SENT:
      out->flags |= FEED_ACTION_CANCEL_PROBE;
      feed_supervisor_probe_failed (self, now_us, out);
      break;
    case FEED_PROBE_GRACE:
      feed_supervisor_fail (self, FEED_CAUSE_MUTE, retry, now_us, out);
      break;
    default:
      g_assert_not_reached ();
    }
  }

  if (self->link == FEED_LINK_SUSPECT && now_us - self->doubt_us >= SUSPECT_MAX_US)
    feed_supervisor_fail (self, FEED_CAUSE_SILENT_REST_DOWN, retry, now_us, out);
}

/* Earliest thing due in LIVE */
gint64
feed_supervisor_live_deadline_us (FeedSupervisor *self)
{
  gint64 dead_us = self->last_message_us + self->thresholds_us[FEED_CONFIG_DEAD_AFTER];
  gint64 due_us;

  if (!feed_supervisor_is_open (self))
    return dead_us;

  due_us = feed_liveness_get_deadline_us (&self->liveness, self->now_us);
  due_us = MIN (due_us, MIN (self->audit_us, dead_us));
  return MIN (due_us, MIN (self->behind_us, self->resubscribe_us));
}

/* Earliest thing due in SUSPECT */
gint64
feed_supervisor_suspect_deadline_us (const FeedSupervisor *self)
{
  gint64 dead_us = self->last_message_us + self->thresholds_us[FEED_CONFIG_DEAD_AFTER];

  return MIN (MIN (dead_us, self->probe_us), self->doubt_us + SUSPECT_MAX_US);
}
