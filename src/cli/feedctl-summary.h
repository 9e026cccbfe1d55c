/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * FeedctlSummary:
 *
 * What a watch has to say of itself at its end.
 */
typedef struct {
  guint64 by_source[FEED_SOURCE_REPLAY + 1];
  guint64 ticks;
  guint64 dropped;            /* lines that the reader was too slow for */
  gint64  started_us;         /* monotonic */
  gint64  last_tick_us;       /* 0 = none yet */
  gint64  largest_gap_us;     /* between ticks of any source */
  GArray *costs;              /* of each connection's gaps; NULL = none is known */
} FeedctlSummary;

void feedctl_summary_clear (FeedctlSummary *self);

void feedctl_summary_add (FeedctlSummary *self,
                          const FeedTick *tick);
/* As FeedManager::gap tells it */
void feedctl_summary_add_gap (FeedctlSummary *self,
                              const FeedGap  *gap,
                              const char     *connection,
                              const char     *symbol);
/* A few lines of plain words (transfer full) */
char *feedctl_summary_describe (const FeedctlSummary *self,
                                GListModel           *connections,
                                gint64                now_us);

G_END_DECLS
