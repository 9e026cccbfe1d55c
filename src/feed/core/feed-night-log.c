/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/core/feed-night-log.h"

#define REPEAT_US (3 * G_TIME_SPAN_HOUR)

G_STATIC_ASSERT (FEED_N_CAUSES <= 64);

static gboolean
is_live (FeedLinkState state)
{
  return state == FEED_LINK_LIVE || state == FEED_LINK_SUSPECT;
}

/* Somebody waits for how it goes on from here */
static gboolean
is_new_start (FeedCause cause)
{
  return cause == FEED_CAUSE_REHEARSAL || cause == FEED_CAUSE_RETRY_NOW;
}

gboolean
feed_night_log_take (FeedNightLog                *self,
                     const FeedSupervisorActions *actions,
                     gboolean                     closed,
                     gint64                       now_us)
{
  guint64 cause = G_GUINT64_CONSTANT (1) << actions->cause;
  gboolean is_new;

  if (is_live (actions->from) || actions->from == FEED_LINK_IDLE)
    self->causes = self->n_failed = self->n_held = 0;
  if (is_new_start (actions->cause))
    self->causes = 0;
  if (actions->to == FEED_LINK_BACKOFF && !is_live (actions->from))
    self->n_failed++;
  is_new = (self->causes & cause) == 0;
  self->causes |= cause;
  if (!closed || is_new || is_live (actions->to) || actions->to == FEED_LINK_IDLE ||
      (actions->to == FEED_LINK_BACKOFF && now_us - self->told_us >= REPEAT_US))
    return TRUE;
  self->n_held++;
  return FALSE;
}

void
feed_night_log_told (FeedNightLog *self,
                     FeedLinkState to,
                     gint64        now_us)
{
  self->told = to;
  self->told_us = now_us;
}
