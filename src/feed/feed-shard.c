/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-shard.h"

#include "feed/feed-health-private.h"

#define LATENCY_WINDOW_US (60 * G_USEC_PER_SEC)
#define RATE_SPAN_US (G_USEC_PER_SEC / 2)

struct _FeedShard {
  const FeedProviderInfo *venue;
  FeedClock              *clock;
  FeedShardEvents         events;
  FeedConnection         *connection;
  FeedQuota              *quota;
  FeedHealth             *health;
  FeedHistogram          *latency_before;   /* of the minute before the connection's */
  gint64                  latency_from_us;
  gint64                  not_green_since_us;
  gint64                  no_stream_since_us;
  gint64                  measured_us;      /* last time the shares were added up */
  gint64                  green_us, stream_us, total_us;
  FeedHealthFigures       before;           /* sums over connections that are gone */
  gint64                  rate_us;          /* since when ticks are counted for the rate */
  guint64                 rate_ticks;
};

/* Seconds with one decimal, '.' in every locale */
static void
append_seconds (GString *text,
                gint64   us)
{
  gint64 tenths = (us + 50000) / 100000;

  g_string_append_printf (text, "%" G_GINT64_FORMAT ".%d s", tenths / 10, (int) (tenths % 10));
}

static gint64
now_us (FeedShard *self)
{
  return feed_clock_monotonic_us (self->clock);
}

static void
append_next_dial (FeedShard *self,
                  GString   *text)
{
  FeedSupervisor *supervisor = feed_connection_get_supervisor (self->connection);
  gint64 dial_us = feed_supervisor_get_next_dial_us (supervisor);

  if (dial_us == 0)
    return;
  g_string_append (text, "; next try in ");
  append_seconds (text, MAX (dial_us - now_us (self), 0));
}

/* The cause of a transition in plain words, with its figures */
static char *
describe (FeedShard                   *self,
          const FeedSupervisorActions *actions,
          const char                  *detail)
{
  g_autoptr (GString) text = g_string_new (NULL);
  FeedConnectionFigures figures;

  feed_connection_get_figures (self->connection, &figures);
  if (actions->cause == FEED_CAUSE_SILENCE && figures.last_stream_tick_us != 0) {
    g_string_append (text, "no tick for ");
    append_seconds (text, now_us (self) - figures.last_stream_tick_us);
    g_string_append (text, "; asking REST");
    return g_string_free (g_steal_pointer (&text), FALSE);
  }
  g_string_append (text, feed_cause_to_string (actions->cause));
  if (detail != NULL && *detail != '\0')
    g_string_append_printf (text, " (%s)", detail);
  if (actions->to == FEED_LINK_BACKOFF) {
    append_next_dial (self, text);
  } else if (actions->to == FEED_LINK_LIVE && actions->from == FEED_LINK_WARMING) {
    g_string_append (text, " after ");
    append_seconds (text, actions->was_in_us);
    if (self->no_stream_since_us != 0) {
      g_string_append (text, "; without stream for ");
      append_seconds (text, now_us (self) - self->no_stream_since_us);
    }
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Adds the time since the last call to what it was spent in. */
static void
add_up (FeedShard *self)
{
  gint64 now = now_us (self);
  gint64 span = now - self->measured_us;
  FeedColour colour = feed_health_get_colour (self->health);
  FeedLinkState link = feed_health_get_link (self->health);

  self->measured_us = now;
  if (colour == FEED_COLOUR_GREY)
    return;
  self->total_us += span;
  if (colour == FEED_COLOUR_GREEN)
    self->green_us += span;
  if (link == FEED_LINK_LIVE || link == FEED_LINK_SUSPECT)
    self->stream_us += span;
}

static gboolean
take_state (FeedShard *self)
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
tell_state (FeedShard    *self,
            FeedLinkState from,
            FeedCause     cause,
            const char   *text)
{
  FeedEventFields fields = {
    .kind = FEED_EVENT_KIND_STATE,
    .time_us = feed_clock_wall_us (self->clock),
    .venue = self->venue->id,
    .connection = feed_health_get_connection (self->health),
    .from = from,
    .to = feed_health_get_link (self->health),
    .polling = feed_health_get_polling (self->health),
    .colour = feed_health_get_colour (self->health),
    .cause = cause,
    .text = text,
  };

  self->events.event (self->events.user_data, &fields);
}

static void
on_transition (gpointer                     user_data,
               const FeedSupervisorActions *actions,
               const char                  *detail)
{
  FeedShard *self = user_data;
  g_autoptr (GObject) owner = g_object_ref (self->events.user_data);
  g_autofree char *text = describe (self, actions, detail);

  if (actions->from == FEED_LINK_LIVE || actions->from == FEED_LINK_SUSPECT)
    self->no_stream_since_us = now_us (self);
  if (actions->to == FEED_LINK_LIVE || actions->to == FEED_LINK_IDLE)
    self->no_stream_since_us = 0;
  take_state (self);
  tell_state (self, actions->from, actions->cause, text);
  feed_shard_measure (self);
  self->events.changed (self->events.user_data, self->health);
}

/* Colour or polling changed without a transition: a line of its own, from a state to itself. */
static void
on_changed (gpointer user_data)
{
  FeedShard *self = user_data;
  g_autoptr (GObject) owner = g_object_ref (self->events.user_data);
  FeedColour colour = feed_health_get_colour (self->health);
  gboolean polling = feed_health_get_polling (self->health);
  FeedLinkState link = feed_health_get_link (self->health);
  FeedCause reason;

  if (!take_state (self))
    return;
  reason = feed_health_get_reason (self->health);
  if (link == feed_health_get_link (self->health) &&
      (colour != feed_health_get_colour (self->health) ||
       polling != feed_health_get_polling (self->health)))
    tell_state (self, link, reason,
                reason == FEED_CAUSE_NONE ? NULL : feed_cause_to_string (reason));
  self->events.changed (self->events.user_data, self->health);
}

static void
on_tick (gpointer         user_data,
         const FeedTick  *tick,
         const FeedDepth *depth,
         guint            series)
{
  FeedShard *self = user_data;

  self->events.tick (self->events.user_data, tick, series);
}

static void
on_trouble (gpointer    user_data,
            const char *text,
            guint       count)
{
  FeedShard *self = user_data;
  FeedEventFields fields = {
    .kind = FEED_EVENT_KIND_TROUBLE,
    .time_us = feed_clock_wall_us (self->clock),
    .venue = self->venue->id,
    .connection = feed_health_get_connection (self->health),
    .text = text,
    .count = count,
  };

  self->events.event (self->events.user_data, &fields);
}

static void
on_info (gpointer                  user_data,
         guint                     instrument,
         const FeedInstrumentInfo *info)
{
  FeedShard *self = user_data;

  self->events.info (self->events.user_data, instrument, info);
}

static void
on_gap (gpointer       user_data,
        const FeedGap *gap,
        const char    *symbol)
{
  FeedShard *self = user_data;

  self->events.gap (self->events.user_data, gap, self->venue->id,
                    feed_health_get_connection (self->health), symbol);
}

static const FeedConnectionEvents connection_events = {
  on_tick, on_transition, on_changed, on_trouble, on_info, on_gap,
};

FeedShard *
feed_shard_new (const FeedProviderInfo *venue,
                const char             *name,
                FeedClock              *clock,
                const FeedShardEvents  *events)
{
  FeedShard *self = g_new0 (FeedShard, 1);

  self->venue = venue;
  self->clock = feed_clock_ref (clock);
  self->events = *events;
  self->health = feed_health_new (venue->id, venue->name, name);
  self->latency_before = feed_histogram_new ();
  self->measured_us = self->latency_from_us = self->rate_us = now_us (self);
  return self;
}

/* What the connection counted would be gone with it. */
static void
disconnect (FeedShard *self)
{
  if (self->connection == NULL)
    return;
  feed_connection_stop (self->connection);
  feed_shard_measure (self);
  self->before = *feed_health_get_figures (self->health);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->quota, feed_quota_unref);
}

void
feed_shard_free (FeedShard *self)
{
  if (self->connection != NULL)
    feed_connection_stop (self->connection);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->quota, feed_quota_unref);
  g_clear_pointer (&self->latency_before, feed_histogram_free);
  g_clear_object (&self->health);
  feed_clock_unref (self->clock);
  g_free (self);
}

void
feed_shard_connect (FeedShard                  *self,
                    const FeedConnectionParams *params)
{
  FeedConnectionParams own = *params;

  disconnect (self);
  own.events = &connection_events;
  own.user_data = self;
  self->connection = feed_connection_new (&own);
  self->quota = feed_quota_ref (params->quota);
  self->rate_ticks = self->before.ticks;
}

void
feed_shard_start (FeedShard *self)
{
  feed_connection_start (self->connection);
}

void
feed_shard_stop (FeedShard *self)
{
  feed_connection_stop (self->connection);
}

FeedConnection *
feed_shard_get_connection (FeedShard *self)
{
  return self->connection;
}

FeedHealth *
feed_shard_get_health (FeedShard *self)
{
  return self->health;
}

static void
measure_latency (FeedShard         *self,
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
measure_supervisor (FeedShard         *self,
                    FeedHealthFigures *figures)
{
  FeedSupervisor *supervisor = feed_connection_get_supervisor (self->connection);

  figures->since_us = feed_supervisor_get_since_us (supervisor);
  figures->next_dial_us = feed_supervisor_get_next_dial_us (supervisor);
  figures->silence_us = feed_supervisor_get_silence_us (supervisor, now_us (self));
  figures->largest_gap_us = feed_supervisor_get_largest_gap_us (supervisor, now_us (self));
  figures->polled_rows = feed_supervisor_get_n_polled (supervisor);
  figures->failures = feed_supervisor_get_failures (supervisor);
  figures->dials = self->before.dials + feed_supervisor_get_n_dials (supervisor);
  figures->reconnects = self->before.reconnects + feed_supervisor_get_n_recoveries (supervisor);
}

void
feed_shard_measure (FeedShard *self)
{
  FeedHealthFigures figures = { 0 };
  FeedConnectionFigures counted;
  const FeedHealthFigures *last = feed_health_get_figures (self->health);
  gint64 span_us;

  feed_connection_get_figures (self->connection, &counted);
  add_up (self);
  figures.not_green_since_us = self->not_green_since_us;
  figures.last_frame_us = counted.last_frame_us;
  figures.last_tick_us = counted.last_tick_us;
  figures.clock_offset_us = counted.clock_offset_us;
  figures.poll_row_us = counted.poll_row_us;
  figures.ticks = self->before.ticks + counted.stream_ticks + counted.poll_ticks;
  figures.duplicates = self->before.duplicates + counted.duplicates;
  figures.late = self->before.late + counted.late;
  figures.garbage = self->before.garbage + counted.garbage;
  figures.rest_failures = self->before.rest_failures + counted.rest_failures;
  figures.gaps = self->before.gaps + counted.gaps;
  figures.subscriptions = feed_connection_get_n_instruments (self->connection);
  figures.uptime_percent = self->total_us > 0 ? 100.0 * self->green_us / self->total_us : 0;
  figures.stream_percent = self->total_us > 0 ? 100.0 * self->stream_us / self->total_us : 0;
  figures.ticks_per_second = last->ticks_per_second;
  span_us = self->measured_us - self->rate_us;
  if (span_us >= RATE_SPAN_US) {
    figures.ticks_per_second = (figures.ticks - self->rate_ticks) * 1e6 / span_us;
    self->rate_ticks = figures.ticks;
    self->rate_us = self->measured_us;
  }
  figures.weight_used = feed_quota_get_used (self->quota, now_us (self));
  figures.weight_limit = self->venue->weight_per_minute;
  measure_latency (self, &figures);
  measure_supervisor (self, &figures);
  feed_health_set_figures (self->health, &figures);
}
