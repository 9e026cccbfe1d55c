/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-connection-private.h"

#include <math.h>

/* The tick path of a connection: decoder → arbiter → supervisor → owner, and what it measures. */

static void
measure_latency (FeedConnection *self,
                 FeedTick       *tick)
{
  FeedLagTick arrived = {
    .tick = tick,
    .wall_us = self->context.wall_us,
    .subscribed_us = feed_connection_row (self, tick->instrument)->subscribed_us,
    .age_us = feed_arbiter_get_age_us (self->arbiter, tick),
    .in_seconds = self->venue->keyed_by_seconds,
  };
  gboolean late;
  gint64 latency_us = feed_lag_measure (&self->lag, &arrived, &late);

  if (latency_us >= 0)
    feed_histogram_record (self->latency, latency_us);
  if (late)
    tick->flags |= FEED_TICK_LATE;
  self->figures.clock_offset_us = self->lag.clock_offset_us;
}

/* What tells whether the market traded, as the supervisor compares stream and polls by: an id, or
 * the second of the last trade, which that of a packet cannot be before */
static gint64
trade_key (FeedConnection *self,
           const FeedTick *tick)
{
  if (self->venue->keyed_by_seconds) {
    gint64 time_us = tick->source == FEED_SOURCE_STREAM ? tick->exchange_time_us
                     : tick->trade_time_us;

    return isnan (tick->last) || time_us <= 0 ? -1 : time_us / G_USEC_PER_SEC;
  }
  if (tick->flags & FEED_TICK_TRADE)
    return tick->sequence;
  return tick->flags & FEED_TICK_STATS && !isnan (tick->last) ? tick->sequence : -1;
}

/* The supervisor hears of a tick, which may have arrived before other messages did. FALSE where that led to the end of the connection, or of the
 * slot's instrument */
static gboolean
tell_supervisor (FeedConnection *self,
                 guint           slot,
                 gint64          key,
                 const FeedTick *tick)
{
  FeedConnectionRow *row = feed_connection_row (self, slot);
  guint64 lease = feed_connection_get_lease (self, slot);
  FeedSupervisorActions actions;

  row->stream_tick_us = MAX (row->stream_tick_us, tick->receive_time_us);
  /* What trades is not halted, whatever was said of it before */
  if (G_UNLIKELY (row->halted) && tick->flags & FEED_TICK_TRADE)
    row->halted = FALSE;
  self->figures.last_stream_tick_us = MAX (self->figures.last_stream_tick_us,
                                           tick->receive_time_us);
  if (!feed_supervisor_saw_tick (self->supervisor, self->context.generation, slot, key,
                                 MAX (tick->receive_time_us, self->figures.last_frame_us),
                                 &actions))
    return TRUE;
  feed_connection_run (self, &actions);
  return feed_connection_is_leased (self, slot, lease);
}

/* It arrived, although it is told of later */
static void
arrive (FeedConnection *self,
        FeedTick       *tick)
{
  guint slot = tick->instrument;

  self->figures.last_tick_us = tick->receive_time_us;
  if (feed_arbiter_is_snapshot (self->arbiter, tick, &self->context) ||
      tell_supervisor (self, slot, trade_key (self, tick), tick))
    feed_gaps_limit_hold (self, slot);
}

static void
tell_tick (FeedConnection  *self,
           const FeedTick  *tick,
           const FeedDepth *depth,
           guint            series)
{
  self->events.tick (self->user_data, tick, series & FEED_SERIES_DEPTH ? depth : NULL, series);
}

static void
take_stream_tick (FeedConnection  *self,
                  FeedTick        *tick,
                  const FeedDepth *depth)
{
  guint slot = tick->instrument;
  FeedConnectionRow *row = feed_connection_row (self, slot);
  gint64 key = trade_key (self, tick);
  FeedTapePlace place;
  guint series;

  if (G_UNLIKELY (row->join != NULL)) {
    if (!feed_joins_take_tick (self, tick))
      return;
    row = feed_connection_row (self, slot);
  }
  row->heat++;
  if (tick->flags & FEED_TICK_TRADE &&
      (place = feed_gaps_place_trade (self, tick)) != FEED_TAPE_FREE) {
    if (place == FEED_TAPE_HELD)
      arrive (self, tick);
    return;
  }
  series = feed_arbiter_pass (self->arbiter, tick, &self->context);
  if (series == 0)
    return;
  /* A second that is not there yet would stand for trades that are still to come */
  if (self->venue->keyed_by_seconds && tick->flags & FEED_TICK_FUTURE)
    key = -1;
  if (tick->flags & FEED_TICK_TRADE || self->venue->keyed_by_seconds)
    measure_latency (self, tick);
  self->figures.stream_ticks++;
  self->figures.last_tick_us = MAX (self->figures.last_tick_us, tick->receive_time_us);
  if (!(tick->flags & FEED_TICK_SNAPSHOT) &&
      !(tell_supervisor (self, slot, key, tick) &&
        feed_gaps_saw_stream (self, slot, tick, series & FEED_SERIES_TAPE)))
    return;
  row = feed_connection_row (self, slot);
  if (series & FEED_SERIES_TAPE && tick->sequence >= 0)
    row->tape_next = tick->sequence + 1;
  tick->instrument = row->instrument;
  tell_tick (self, tick, depth, series);
}

void
feed_connection_pass_joined (FeedConnection *self,
                             FeedTick       *tick)
{
  gint64 waited_us = feed_clock_monotonic_us (self->clock) - tick->receive_time_us;

  self->context.generation = self->generation;
  self->context.wall_us = feed_clock_wall_us (self->clock) - waited_us;
  tick->flags &= ~FEED_TICK_DEPTH;
  take_stream_tick (self, tick, NULL);
}

/* Late is what was late on arrival, by what is known of the clocks */
static void
judge_held (FeedConnection *self,
            FeedTick       *tick,
            gint64          wall_us)
{
  gint64 waited_us = feed_clock_monotonic_us (self->clock) - tick->receive_time_us;

  if (tick->exchange_time_us != 0 &&
      wall_us - waited_us - tick->exchange_time_us - self->figures.clock_offset_us > FEED_LAG_LATE_US)
    tick->flags |= FEED_TICK_LATE;
}

void
feed_connection_pass_held (FeedConnection *self,
                           FeedTick       *tick,
                           guint           generation)
{
  FeedConnectionRow *row = feed_connection_row (self, tick->instrument);
  FeedArbiterContext context = self->context;
  guint series;

  context.generation = generation;
  context.wall_us = feed_clock_wall_us (self->clock);
  judge_held (self, tick, context.wall_us);
  /* Trades wait, levels do not */
  tick->flags &= ~FEED_TICK_DEPTH;
  series = feed_arbiter_pass (self->arbiter, tick, &context);
  if (series == 0)
    return;
  self->figures.stream_ticks++;
  if (series & FEED_SERIES_TAPE)
    row->tape_next = tick->sequence + 1;
  tick->instrument = row->instrument;
  self->events.tick (self->user_data, tick, NULL, series);
}

void
feed_connection_pass_backfilled (FeedConnection *self,
                                 FeedTick       *tick)
{
  FeedConnectionRow *row = feed_connection_row (self, tick->instrument);
  guint series = feed_arbiter_pass (self->arbiter, tick, &self->context);

  if (series == 0)
    return;
  if (series & FEED_SERIES_TAPE)
    row->tape_next = tick->sequence + 1;
  tick->instrument = row->instrument;
  self->events.tick (self->user_data, tick, NULL, series);
}

static gboolean
is_used (FeedConnection *self,
         guint           slot)
{
  return self->running && slot < self->rows->len &&
         feed_connection_row (self, slot)->symbol != NULL;
}

static void
take_polled_tick (FeedConnection  *self,
                  FeedTick        *tick,
                  const FeedDepth *depth)
{
  guint slot = tick->instrument;
  FeedConnectionRow *row = feed_connection_row (self, slot);
  FeedSupervisorEvent event = {
    .type = FEED_EVENT_POLL_ROW,
    .request = self->polled_source == FEED_SOURCE_POLL ? FEED_REQUEST_POLL
               : self->requests.in_flight == FEED_JOB_PROBE ? FEED_REQUEST_PROBE
               : FEED_REQUEST_AUDIT,
    .slot = slot,
    .key = MAX (trade_key (self, tick), 0),
    .requested_at_us = self->context.requested_at_us,
  };
  guint series;

  self->context.poll_leads = feed_supervisor_get_link (self->supervisor) != FEED_LINK_LIVE ||
                             feed_supervisor_is_slot_polled (self->supervisor, slot);
  series = feed_arbiter_pass (self->arbiter, tick, &self->context);
  row->poll_us = tick->receive_time_us;
  row->closing = FALSE;
  row->alone = FALSE;
  self->requests.n_answered++;
  tick->instrument = row->instrument;
  if (series != 0) {
    self->figures.poll_ticks++;
    self->figures.last_tick_us = tick->receive_time_us;
    tell_tick (self, tick, depth, series);
  }
  if (!is_used (self, slot))
    return;
  feed_gaps_saw_poll (self, slot, event.key);
  if (is_used (self, slot))
    feed_connection_handle (self, &event);
  if (is_used (self, slot))
    feed_gaps_saw_audit (self, slot);
}

static void
on_sink_tick (gpointer         user_data,
              const FeedTick  *tick,
              const FeedDepth *depth)
{
  FeedConnection *self = user_data;
  FeedTick copy = *tick;

  if (!self->running)
    return;
  g_assert (tick->instrument < self->rows->len);
  if (depth == NULL)
    copy.flags &= ~FEED_TICK_DEPTH;
  if (tick->source == FEED_SOURCE_STREAM)
    take_stream_tick (self, &copy, depth);
  else if (feed_connection_row (self, tick->instrument)->join == NULL)
    take_polled_tick (self, &copy, depth);
}

static void
on_sink_notice (gpointer    user_data,
                FeedNotice  notice,
                guint       slot,
                const char *text)
{
  FeedConnection *self = user_data;
  FeedSupervisorEvent event = {
    .type = FEED_EVENT_PLANNED_CLOSE,
    .generation = self->context.generation,
  };

  if (!self->running)
    return;
  if (notice == FEED_NOTICE_PLANNED_CLOSE)
    feed_connection_handle (self, &event);
  else
    feed_connection_report (self, FEED_TROUBLE_REFUSED, text != NULL ? text : "refused");
}

/* Not of what the stream brings all the same */
static void
note_unfetched (FeedConnection    *self,
                FeedConnectionRow *row)
{
  gint64 now_us = feed_clock_monotonic_us (self->clock);

  if (row->stream_tick_us == 0 || row->stream_tick_us < self->opened_us ||
      now_us - row->stream_tick_us > feed_config_get_us (self->config, FEED_CONFIG_SILENCE_MAX))
    row->unfetched_us = now_us;
}

static void
on_polled_notice (gpointer    user_data,
                  FeedNotice  notice,
                  guint       slot,
                  const char *text)
{
  FeedConnection *self = user_data;
  FeedConnectionRow *row = slot < self->rows->len ? feed_connection_row (self, slot) : NULL;

  if (notice == FEED_NOTICE_UNKNOWN_SYMBOL && row != NULL && row->symbol != NULL)
    note_unfetched (self, row);
  if (self->running)
    feed_connection_report (self, FEED_TROUBLE_REST, text != NULL ? text : "refused");
}

/* The venue counts from the beginning again in a series: what polls and stream said of the
 * instrument before cannot be compared with what they say now. */
static void
note_rebased (FeedConnection *self)
{
  guint place;

  while (self->running && (place = feed_arbiter_take_rebased (self->arbiter)) != 0) {
    FeedSupervisorEvent event = { .type = FEED_EVENT_ADD, .slot = place - 1 };
    FeedConnectionRow *row = feed_connection_row (self, place - 1);
    g_autofree char *text = NULL;

    if (row->symbol == NULL || row->unknown)
      continue;
    text = g_strdup_printf ("the venue started its ids of %s anew", row->symbol);
    feed_connection_handle (self, &event);
    if (self->running)
      feed_connection_report (self, FEED_TROUBLE_IDS, text);
  }
}

void
feed_connection_take_frame (FeedConnection *self,
                            FeedFrameType   type,
                            const guint8   *data,
                            gsize           length)
{
  FeedSink sink = { on_sink_tick, on_sink_notice, self };
  g_autoptr (GError) error = NULL;

  self->context.generation = self->generation;
  self->context.wall_us = feed_clock_wall_us (self->clock);
  if (feed_provider_decode (self->provider, type, data, length, self->figures.last_frame_us, &sink,
                            &error) == FEED_DECODE_ERROR && self->running) {
    self->figures.garbage++;
    feed_connection_report (self, FEED_TROUBLE_GARBAGE, error->message);
  }
  note_rebased (self);
}

FeedDecode
feed_connection_take_reply (FeedConnection  *self,
                            const FeedReply *reply,
                            FeedSource       source,
                            GError         **error)
{
  FeedSink sink = { on_sink_tick, on_polled_notice, self };
  FeedDecode result;

  self->polled_source = source;
  self->context.requested_at_us = self->requests.requested_at_us;
  self->context.wall_us = feed_clock_wall_us (self->clock);
  result = feed_provider_decode_poll (self->provider, reply, source,
                                      feed_clock_monotonic_us (self->clock), &sink, error);
  note_rebased (self);
  return result;
}
