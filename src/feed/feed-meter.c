/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-meter.h"

#include "feed/core/feed-tally.h"
#include "feed/feed-health-private.h"

#define LATENCY_WINDOW_US (60 * G_USEC_PER_SEC)
#define RATE_SPAN_US (G_USEC_PER_SEC / 2)
/* A price this old was a proof of life; see red-no-data */
#define FRESH_US (10 * G_USEC_PER_SEC)

struct _FeedMeter {
  FeedClock              *clock;
  FeedHealth             *health;
  FeedConnection         *connection;       /* NULL: detached */
  FeedQuota              *quota;
  const FeedProviderInfo *venue;
  FeedHistogram          *latency_before;   /* of the minute before the connection's */
  gint64                  latency_from_us;
  gint64                  not_green_since_us;
  gint64                  rate_us;          /* since when ticks are counted for the rate */
  guint64                 rate_ticks;
  FeedHealthFigures       before;           /* sums over connections that are gone */
  FeedTally               tally;
};

static gint64
now_us (FeedMeter *self)
{
  return feed_clock_monotonic_us (self->clock);
}

FeedMeter *
feed_meter_new (FeedHealth *health,
                FeedClock  *clock)
{
  FeedMeter *self = g_new0 (FeedMeter, 1);

  self->clock = feed_clock_ref (clock);
  self->health = g_object_ref (health);
  self->latency_before = feed_histogram_new ();
  self->latency_from_us = self->rate_us = now_us (self);
  feed_tally_init (&self->tally, self->rate_us);
  return self;
}

void
feed_meter_free (FeedMeter *self)
{
  feed_histogram_free (self->latency_before);
  g_object_unref (self->health);
  feed_clock_unref (self->clock);
  g_free (self);
}

void
feed_meter_attach (FeedMeter              *self,
                   FeedConnection         *connection,
                   FeedQuota              *quota,
                   const FeedProviderInfo *venue)
{
  self->connection = connection;
  self->quota = quota;
  self->venue = venue;
  self->rate_ticks = self->before.ticks;
}

void
feed_meter_detach (FeedMeter *self)
{
  feed_meter_measure (self);
  feed_histogram_merge (self->latency_before, feed_connection_get_latency (self->connection));
  self->before = *feed_health_get_figures (self->health);
  self->connection = NULL;
  self->quota = NULL;
}

/* Adds the time since the last call to what it was spent in */
static void
add_up (FeedMeter *self)
{
  FeedLinkState link = feed_health_get_link (self->health);
  FeedColour colour = feed_health_get_colour (self->health);
  FeedTallyFacts facts = {
    .colour = colour,
    .streaming = link == FEED_LINK_LIVE ||
                 (link == FEED_LINK_SUSPECT && colour == FEED_COLOUR_GREEN),
  };
  FeedConnectionFigures counted;

  feed_connection_get_figures (self->connection, &counted);
  if (feed_health_get_polling (self->health) && counted.last_poll_us != 0)
    facts.poll_until_us = counted.last_poll_us + FRESH_US;
  if ((link == FEED_LINK_WARMING || link == FEED_LINK_SUSPECT) && counted.last_stream_tick_us != 0)
    facts.stream_until_us = counted.last_stream_tick_us + FRESH_US;
  feed_tally_add (&self->tally, &facts, now_us (self));
}

gboolean
feed_meter_take_state (FeedMeter *self)
{
  FeedSupervisor *supervisor = feed_connection_get_supervisor (self->connection);
  FeedColour colour = feed_supervisor_get_colour (supervisor);

  add_up (self);
  if (colour == FEED_COLOUR_GREEN || colour == FEED_COLOUR_GREY)
    self->not_green_since_us = 0;
  else if (self->not_green_since_us == 0)
    self->not_green_since_us = now_us (self);
  return feed_health_set_state (self->health, feed_supervisor_get_link (supervisor),
                                feed_supervisor_is_polling (supervisor), colour,
                                feed_supervisor_get_reason (supervisor));
}

static void
measure_latency (FeedMeter         *self,
                 FeedHealthFigures *figures)
{
  FeedHistogram *latency = feed_connection_get_latency (self->connection);
  g_autoptr (FeedHistogram) both = feed_histogram_new ();
  gint64 now = now_us (self);

  feed_histogram_merge (both, self->latency_before);
  feed_histogram_merge (both, latency);
  figures->latency_p50_us = feed_histogram_get_percentile (both, 50);
  figures->latency_p99_us = feed_histogram_get_percentile (both, 99);
  figures->latency_max_us = feed_histogram_get_count (both) > 0 ? feed_histogram_get_max (both)
                                                                : -1;
  if (now - self->latency_from_us < LATENCY_WINDOW_US)
    return;
  self->latency_from_us = now;
  feed_histogram_reset (self->latency_before);
  feed_histogram_merge (self->latency_before, latency);
  feed_histogram_reset (latency);
}

static void
measure_supervisor (FeedMeter         *self,
                    FeedHealthFigures *figures)
{
  FeedSupervisor *supervisor = feed_connection_get_supervisor (self->connection);
  FeedCoverageSummary summary;

  feed_coverage_summarize (feed_supervisor_get_coverage (supervisor), now_us (self), &summary);
  figures->since_us = feed_supervisor_get_since_us (supervisor);
  figures->next_dial_us = feed_supervisor_get_next_dial_us (supervisor);
  figures->silence_us = feed_supervisor_get_silence_us (supervisor, now_us (self));
  figures->largest_gap_us = feed_supervisor_get_largest_gap_us (supervisor, now_us (self));
  figures->polled_rows = summary.n_polled;
  figures->confirmed += summary.n_confirmed;
  figures->failures = feed_supervisor_get_failures (supervisor);
  figures->login_refused = feed_supervisor_is_login_refused (supervisor);
  figures->dials = self->before.dials + feed_supervisor_get_n_dials (supervisor);
  figures->reconnects = self->before.reconnects + feed_supervisor_get_n_recoveries (supervisor);
}

static void
measure_connection (FeedMeter         *self,
                    FeedHealthFigures *figures)
{
  FeedConnectionFigures counted;

  feed_connection_get_figures (self->connection, &counted);
  figures->last_frame_us = MAX (self->before.last_frame_us, counted.last_frame_us);
  figures->last_tick_us = MAX (self->before.last_tick_us, counted.last_tick_us);
  figures->last_poll_us = MAX (self->before.last_poll_us, counted.last_poll_us);
  figures->clock_offset_us = counted.clock_offset_us;
  figures->token_expiry_us = counted.token_expiry_us;
  figures->poll_row_us = counted.poll_row_us;
  figures->ticks = self->before.ticks + counted.stream_ticks + counted.poll_ticks;
  figures->duplicates = self->before.duplicates + counted.duplicates;
  figures->late = self->before.late + counted.late;
  figures->garbage = self->before.garbage + counted.garbage;
  figures->rest_failures = self->before.rest_failures + counted.rest_failures;
  figures->gaps = self->before.gaps + counted.gaps;
  figures->confirmed = counted.closed_rows;
  figures->subscriptions = feed_connection_get_n_instruments (self->connection);
}

static void
measure_rate (FeedMeter         *self,
              FeedHealthFigures *figures)
{
  gint64 now = now_us (self);
  gint64 span_us = now - self->rate_us;

  figures->ticks_per_second = feed_health_get_figures (self->health)->ticks_per_second;
  if (span_us < RATE_SPAN_US)
    return;
  figures->ticks_per_second = (figures->ticks - self->rate_ticks) * 1e6 / span_us;
  self->rate_ticks = figures->ticks;
  self->rate_us = now;
}

static void
measure_tally (FeedMeter         *self,
               FeedHealthFigures *figures)
{
  FeedTallyShares shares;

  add_up (self);
  feed_tally_count (&self->tally, figures->reconnects, figures->gaps,
                    feed_clock_wall_us (self->clock));
  feed_tally_get_shares (&self->tally, &shares);
  figures->not_green_since_us = self->not_green_since_us;
  figures->reconnects_today = self->tally.reconnects_today;
  figures->gaps_today = self->tally.gaps_today;
  figures->uptime_percent = shares.green;
  figures->stream_percent = shares.stream;
  figures->poll_percent = shares.poll;
  figures->neither_percent = shares.neither;
}

static void
measure_quota (FeedMeter         *self,
               FeedHealthFigures *figures)
{
  gint64 now = now_us (self);
  gint64 hold_us = feed_quota_get_hold_us (self->quota);

  figures->rest_hold_us = hold_us > now ? hold_us : 0;
  figures->weight_limit = self->venue->weight_per_minute;
  figures->weight_used = feed_quota_get_used (self->quota, now);
  figures->requests_limit = self->venue->requests_per_hour;
  figures->requests_used = feed_quota_get_requests (self->quota, now);
  figures->request_interval_us = feed_quota_get_interval_us (self->quota);
  figures->weight_others = feed_quota_get_others (self->quota, now);
}

void
feed_meter_measure (FeedMeter *self)
{
  FeedHealthFigures figures = { 0 };

  if (self->connection == NULL)
    return;
  measure_connection (self, &figures);
  measure_supervisor (self, &figures);
  measure_rate (self, &figures);
  measure_tally (self, &figures);
  measure_quota (self, &figures);
  measure_latency (self, &figures);
  feed_health_set_figures (self->health, &figures);
}
