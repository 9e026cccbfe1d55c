/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-shard.h"

#include "feed/core/feed-night-log.h"
#include "feed/feed-event-words.h"
#include "feed/feed-health-private.h"
#include "feed/feed-meter.h"
#include "feed/feed-venue-name.h"

struct _FeedShard {
  const FeedProviderInfo *venue;
  char                   *id;        /* of the venue and its account */
  FeedClock              *clock;
  FeedShardEvents         events;
  FeedConnection         *connection;
  FeedHealth             *health;
  FeedMeter              *meter;
  FeedNightLog            night;
  gint64                  no_stream_since_us;
  guint64                 exchanges; /* bit n is set: it has instruments of the nth */
  gint64                  streaming_since_us;  /* 0 = its stream is not proven */
  gint64                  trying_since_us;  /* 0 = the newest stream was proven, or none is wanted */
  FeedCause               failed_cause;        /* of the newest that was given up */
};

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
  feed_event_words_append_seconds (text, MAX (dial_us - now_us (self), 0));
}

static gboolean
is_closed (FeedShard *self)
{
  FeedSupervisor *supervisor = feed_connection_get_supervisor (self->connection);

  return feed_supervisor_get_phase (supervisor) == FEED_PHASE_CLOSED;
}

static void
append_without_stream (FeedShard *self,
                       GString   *text)
{
  if (self->no_stream_since_us != 0) {
    g_string_append (text, "; without stream for ");
    feed_event_words_append_span (text, now_us (self) - self->no_stream_since_us);
  }
  if (self->night.n_failed > 1 && (self->night.n_held > 0 || is_closed (self)))
    g_string_append_printf (text, "%s%u tries", self->no_stream_since_us != 0 ? ", " : "; ",
                            self->night.n_failed);
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
    feed_event_words_append_seconds (text, now_us (self) - figures.last_stream_tick_us);
    g_string_append (text, "; asking REST");
    return g_string_free (g_steal_pointer (&text), FALSE);
  }
  g_string_append (text, feed_cause_to_string (actions->cause));
  if (detail != NULL && *detail != '\0' && g_ascii_strcasecmp (detail, text->str) != 0)
    g_string_append_printf (text, " (%s)", detail);
  if (actions->to == FEED_LINK_BACKOFF && self->night.n_failed > 0 && is_closed (self)) {
    if (self->night.n_failed > 1)
      append_without_stream (self, text);
    g_string_append (text, "; market closed, trying on");
  } else if (actions->to == FEED_LINK_BACKOFF) {
    append_next_dial (self, text);
  } else if (actions->to == FEED_LINK_LIVE && actions->from == FEED_LINK_WARMING) {
    g_string_append (text, " after ");
    feed_event_words_append_seconds (text, actions->was_in_us);
    append_without_stream (self, text);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* From the state that was told last: at night not all are */
static void
tell_state (FeedShard  *self,
            FeedCause   cause,
            const char *text)
{
  FeedEventFields fields = {
    .kind = FEED_EVENT_KIND_STATE,
    .time_us = feed_clock_wall_us (self->clock),
    .venue = self->id,
    .connection = feed_health_get_connection (self->health),
    .from = self->night.told,
    .to = feed_health_get_link (self->health),
    .polling = feed_health_get_polling (self->health),
    .colour = feed_health_get_colour (self->health),
    .cause = cause,
    .text = text,
  };

  feed_night_log_told (&self->night, fields.to, now_us (self));
  self->events.event (self->events.user_data, &fields);
}

static void
note_link (FeedShard    *self,
           FeedLinkState to)
{
  gboolean tries = to == FEED_LINK_CONNECTING || to == FEED_LINK_BACKOFF ||
                   to == FEED_LINK_WARMING;
  gboolean streams = to == FEED_LINK_LIVE || to == FEED_LINK_SUSPECT;

  if (!tries)
    self->trying_since_us = 0;
  else if (self->trying_since_us == 0)
    self->trying_since_us = now_us (self);
  if (!streams)
    self->streaming_since_us = 0;
  else if (self->streaming_since_us == 0)
    self->streaming_since_us = now_us (self);
}

static void
on_transition (gpointer                     user_data,
               const FeedSupervisorActions *actions,
               const char                  *detail)
{
  FeedShard *self = user_data;
  g_autoptr (GObject) owner = g_object_ref (self->events.user_data);
  g_autofree char *text = NULL;

  if (feed_night_log_take (&self->night, actions, is_closed (self), now_us (self)))
    text = describe (self, actions, detail);
  if (actions->from == FEED_LINK_LIVE || actions->from == FEED_LINK_SUSPECT)
    self->no_stream_since_us = now_us (self);
  if (actions->to == FEED_LINK_LIVE || actions->to == FEED_LINK_IDLE)
    self->no_stream_since_us = 0;
  note_link (self, actions->to);
  if (actions->to == FEED_LINK_BACKOFF)
    self->failed_cause = actions->cause;
  feed_meter_take_state (self->meter);
  if (text != NULL)
    tell_state (self, actions->cause, text);
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

  if (!feed_meter_take_state (self->meter))
    return;
  reason = feed_health_get_reason (self->health);
  if (link == feed_health_get_link (self->health) &&
      (colour != feed_health_get_colour (self->health) ||
       polling != feed_health_get_polling (self->health)))
    tell_state (self, reason,
                reason == FEED_CAUSE_NONE ? NULL : feed_cause_to_string (reason));
  feed_shard_measure (self);
  self->events.changed (self->events.user_data, self->health);
}

static void
on_tick (gpointer         user_data,
         const FeedTick  *tick,
         const FeedDepth *depth,
         guint            series)
{
  FeedShard *self = user_data;

  self->events.tick (self->events.user_data, tick, depth, series);
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
    .venue = self->id,
    .connection = feed_health_get_connection (self->health),
    .text = text,
    .count = count,
  };

  self->events.event (self->events.user_data, &fields);
}

static void
tell_note (FeedShard  *self,
           const char *text)
{
  g_autoptr (GObject) owner = g_object_ref (self->events.user_data);
  FeedEventFields fields = {
    .kind = FEED_EVENT_KIND_NOTE,
    .time_us = feed_clock_wall_us (self->clock),
    .venue = self->id,
    .connection = feed_health_get_connection (self->health),
    .text = text,
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

/* One line for all instruments of a connection's gap, and one for each that was alone with its own */
static void
on_gap (gpointer       user_data,
        const FeedGap *gap,
        const char    *symbol)
{
  FeedShard *self = user_data;
  g_autoptr (GObject) owner = g_object_ref (self->events.user_data);
  const char *connection = feed_health_get_connection (self->health);
  g_autofree char *text = feed_event_words_gap (gap, symbol);
  FeedEventFields fields = {
    .kind = FEED_EVENT_KIND_GAP,
    .time_us = feed_clock_wall_us (self->clock),
    .venue = self->id,
    .connection = connection,
    .cause = gap->cause,
    .text = text,
    .gap = gap,
    .symbol = symbol,
  };

  if (symbol == NULL || !gap->shared)
    self->events.event (self->events.user_data, &fields);
  self->events.gap (self->events.user_data, gap, self->id, connection, symbol);
}

static const FeedConnectionEvents connection_events = {
  on_tick, on_transition, on_changed, on_trouble, on_info, on_gap,
};

FeedShard *
feed_shard_new (const FeedProviderInfo *venue,
                const char             *venue_id,
                const char             *name,
                FeedClock              *clock,
                const FeedShardEvents  *events)
{
  FeedShard *self = g_new0 (FeedShard, 1);
  g_autofree char *shown = feed_venue_name_dup_shown (venue->name, venue_id);

  self->venue = venue;
  self->id = g_strdup (venue_id);
  self->clock = feed_clock_ref (clock);
  self->events = *events;
  self->health = feed_health_new (venue_id, shown, name);
  self->meter = feed_meter_new (self->health, clock);
  return self;
}

static void
disconnect (FeedShard *self)
{
  if (self->connection == NULL)
    return;
  feed_connection_stop (self->connection);
  feed_meter_detach (self->meter);
  g_clear_object (&self->connection);
}

void
feed_shard_free (FeedShard *self)
{
  if (self->connection != NULL)
    feed_connection_stop (self->connection);
  g_clear_pointer (&self->meter, feed_meter_free);
  g_clear_object (&self->connection);
  g_clear_object (&self->health);
  feed_clock_unref (self->clock);
  g_free (self->id);
  g_free (self);
}

void
feed_shard_connect (FeedShard                  *self,
                    const FeedConnectionParams *params)
{
  FeedConnectionParams own = *params;
  g_autoptr (FeedConnection) before = NULL;

  if (self->connection != NULL)
    before = g_object_ref (self->connection);
  disconnect (self);
  self->trying_since_us = self->streaming_since_us = 0;
  own.events = &connection_events;
  own.user_data = self;
  self->connection = feed_connection_new (&own);
  if (before != NULL)
    feed_connection_succeed (self->connection, before);
  feed_meter_attach (self->meter, self->connection, params->quota, self->venue);
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

/* Those that have the same to say share it: "NSE, NFO open; MCX closed until 17:00" */
void
feed_shard_set_session (FeedShard     *self,
                        FeedExchanges *exchanges,
                        guint64        used)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = MIN (feed_exchanges_get_n (exchanges), 64);

  self->exchanges = used;
  for (guint i = 0; i < n; i++) {
    const FeedExchange *exchange = feed_exchanges_get_nth (exchanges, i);

    if ((used >> i & 1) == 0 || exchange->words == NULL)
      continue;
    g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", exchange->name);
    for (guint j = i + 1; j < n; j++) {
      const FeedExchange *other = feed_exchanges_get_nth (exchanges, j);

      if ((used >> j & 1) == 0 || g_strcmp0 (other->words, exchange->words) != 0)
        continue;
      g_string_append_printf (text, ", %s", other->name);
      used &= ~(G_GUINT64_CONSTANT (1) << j);
    }
    g_string_append_printf (text, " %s", exchange->words);
  }
  feed_health_set_session (self->health, text->len > 0 ? text->str : NULL);
}

gboolean
feed_shard_has_exchange (FeedShard          *self,
                         FeedExchanges      *exchanges,
                         const FeedExchange *exchange)
{
  guint n = MIN (feed_exchanges_get_n (exchanges), 64);

  for (guint i = 0; i < n; i++) {
    if (feed_exchanges_get_nth (exchanges, i) == exchange)
      return self->exchanges >> i & 1;
  }
  return FALSE;
}

/* "connected, token good" */
static void
append_readiness (FeedShard *self,
                  GString   *text,
                  gint64     opens_us)
{
  FeedLinkState link = feed_health_get_link (self->health);
  gint64 expiry_us = feed_health_get_figures (self->health)->token_expiry_us;

  if (link == FEED_LINK_WARMING || link == FEED_LINK_LIVE || link == FEED_LINK_SUSPECT)
    g_string_append (text, "connected");
  else
    g_string_append_printf (text, "not connected, trying now (%s)",
                            link == FEED_LINK_AUTH ? "no log-in" : "no stream");
  if (expiry_us > opens_us)
    g_string_append (text, ", token good");
  else if (expiry_us > feed_clock_wall_us (self->clock))
    g_string_append (text, ", token runs out before the open");
  else if (expiry_us != 0)
    g_string_append (text, ", token has run out");
}

void
feed_shard_rehearse (FeedShard     *self,
                     FeedExchanges *exchanges,
                     guint64        used)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = MIN (feed_exchanges_get_n (exchanges), 64);
  guint n_named = 0;
  gint64 opens_us = 0;

  for (guint i = 0; i < n; i++) {
    const FeedExchange *exchange = feed_exchanges_get_nth (exchanges, i);

    if ((used >> i & 1) == 0 || !exchange->rehearses)
      continue;
    g_string_append_printf (text, "%s%s", n_named++ > 0 ? ", " : "", exchange->name);
    opens_us = exchange->opens_us;
  }
  if (n_named == 0)
    return;
  g_string_append_printf (text, " %s in %d minutes: ", n_named == 1 ? "opens" : "open",
                          (int) ((opens_us - feed_clock_wall_us (self->clock)) /
                                 G_TIME_SPAN_MINUTE));
  append_readiness (self, text, opens_us);
  tell_note (self, text->str);
  feed_connection_notify (self->connection, FEED_EVENT_REHEARSAL);
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

gint64
feed_shard_get_streaming_us (FeedShard *self)
{
  return self->streaming_since_us == 0 ? 0 : now_us (self) - self->streaming_since_us;
}

FeedCause
feed_shard_get_without_cause (FeedShard *self)
{
  return self->failed_cause;
}

gint64
feed_shard_get_without_us (FeedShard *self)
{
  FeedLinkState link = feed_supervisor_get_link (feed_connection_get_supervisor (self->connection));

  if (self->trying_since_us == 0 || link == FEED_LINK_WARMING)
    return 0;
  return now_us (self) - self->trying_since_us;
}

void
feed_shard_measure (FeedShard *self)
{
  feed_meter_measure (self->meter);
}
