/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedTally: time by source, and what happened today.
 */
#include "feed/core/feed-tally.h"

/**
 * feed_tally_init:
 * @self: a tally
 * @now_us: monotonic time from which on it counts
 */
void
feed_tally_init (FeedTally *self,
                 gint64     now_us)
{
  *self = (FeedTally) { .since_us = now_us };
}

/**
 * feed_tally_add:
 * @self: a tally
 * @facts: how things stood since the last call
 * @now_us: monotonic time
 */
void
feed_tally_add (FeedTally            *self,
                const FeedTallyFacts *facts,
                gint64                now_us)
{
  gint64 from_us = self->since_us;
  gint64 span_us = MAX (now_us - from_us, 0);
  gint64 stream_us, poll_us;

  self->since_us = MAX (now_us, from_us);
  if (facts->colour == FEED_COLOUR_GREY)
    return;
  if (facts->colour == FEED_COLOUR_GREEN)
    self->green_us += span_us;
  if (facts->streaming) {
    self->stream_us += span_us;
    return;
  }
  poll_us = CLAMP (facts->poll_until_us - from_us, 0, span_us);
  stream_us = CLAMP (facts->stream_until_us - from_us - poll_us, 0, span_us - poll_us);
  self->poll_us += poll_us;
  self->stream_us += stream_us;
  self->neither_us += span_us - poll_us - stream_us;
}

static guint
local_day (gint64 wall_us)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (wall_us / G_USEC_PER_SEC);

  return local != NULL ? g_date_time_get_year (local) * 1000 + g_date_time_get_day_of_year (local)
                       : 0;
}

/**
 * feed_tally_count:
 * @self: a tally
 * @reconnects: times back to LIVE, since the beginning
 * @gaps: intervals without stream, since the beginning
 * @wall_us: wall time
 *
 * What is new since the last call is of the day that @wall_us is in.
 */
void
feed_tally_count (FeedTally *self,
                  guint      reconnects,
                  guint      gaps,
                  gint64     wall_us)
{
  guint day = local_day (wall_us);

  if (day != self->day)
    self->reconnects_today = self->gaps_today = 0;
  self->day = day;
  self->reconnects_today += reconnects - self->reconnects;
  self->gaps_today += gaps - self->gaps;
  self->reconnects = reconnects;
  self->gaps = gaps;
}

/**
 * feed_tally_get_shares:
 * @self: a tally
 * @shares: (out caller-allocates): per cent of the time that was not grey
 */
void
feed_tally_get_shares (const FeedTally *self,
                       FeedTallyShares *shares)
{
  gint64 total_us = self->stream_us + self->poll_us + self->neither_us;

  *shares = (FeedTallyShares) { 0 };
  if (total_us <= 0)
    return;
  shares->green = 100.0 * self->green_us / total_us;
  shares->stream = 100.0 * self->stream_us / total_us;
  shares->poll = 100.0 * self->poll_us / total_us;
  shares->neither = 100.0 * self->neither_us / total_us;
}
