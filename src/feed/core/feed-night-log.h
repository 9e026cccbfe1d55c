/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-supervisor.h"

G_BEGIN_DECLS

/**
 * FeedNightLog:
 * @told: the state that the newest line said
 * @causes: bit n is set where cause n was told since the link was last LIVE
 * @told_us: when the newest line was told
 * @n_failed: dials since the link was last LIVE that led to nothing
 * @n_held: transitions since then that were not told
 *
 * Which transitions of a connection are worth a line. All are, while the market is open; at night a
 * server that is away for hours would fill the log with its dials. There each cause of an outage is
 * told once, then how many tries there were, every three hours, and how it ended. Clear it to begin.
 */
typedef struct {
  FeedLinkState told;
  guint64       causes;
  gint64        told_us;
  guint         n_failed, n_held;
} FeedNightLog;

/* Whether the transition is to be told, as one from the state that was told last; that, n_failed and
 * n_held are those of before. Call feed_night_log_told() next, where it is */
gboolean feed_night_log_take (FeedNightLog                *self,
                              const FeedSupervisorActions *actions,
                              gboolean                     closed,
                              gint64                       now_us);
void feed_night_log_told (FeedNightLog *self,
                          FeedLinkState to,
                          gint64        now_us);

G_END_DECLS
