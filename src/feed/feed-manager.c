/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-manager-private.h"

#include <string.h>

#include "feed/feed-board-private.h"
#include "feed/feed-event-log-private.h"
#include "feed/feed-system-watch.h"
#include "feed/net/feed-net-transport.h"
#include "feed/providers/feed-provider-registry.h"

#define RING_CAPACITY 65536

G_DEFINE_FINAL_TYPE (FeedManager, feed_manager, G_TYPE_OBJECT)

enum {
  SIGNAL_TICK,
  SIGNAL_STATE_CHANGED,
  SIGNAL_EVENT,
  SIGNAL_GAP,
  SIGNAL_HEALTH,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_shard_tick (gpointer         user_data,
               const FeedTick  *tick,
               const FeedDepth *depth,
               guint            series)
{
  FeedManager *self = user_data;

  feed_board_ingest (self->board, tick, depth, series);
  if (self->ring != NULL)
    feed_ring_push (self->ring, tick);
  g_signal_emit (self, signals[SIGNAL_TICK], 0, tick);
}

static void
on_shard_event (gpointer               user_data,
                const FeedEventFields *fields)
{
  FeedManager *self = user_data;
  g_autoptr (FeedEvent) event = g_object_ref (feed_event_log_append (self->log, fields));

  g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

static void
on_shard_changed (gpointer    user_data,
                  FeedHealth *health)
{
  FeedManager *self = user_data;

  feed_subscriptions_refresh (self->subscriptions, feed_clock_monotonic_us (self->clock));
  g_signal_emit (self, signals[SIGNAL_STATE_CHANGED], 0, health);
  g_signal_emit (self, signals[SIGNAL_HEALTH], 0, health);
}

void
feed_manager_note (FeedManager  *self,
                   FeedEventKind kind,
                   const char   *venue,
                   const char   *text)
{
  FeedEventFields fields = {
    .kind = kind,
    .time_us = feed_clock_wall_us (self->clock),
    .venue = venue,
    .connection = venue,
    .text = text,
  };

  on_shard_event (self, &fields);
}

static void
on_shard_info (gpointer                  user_data,
               guint                     instrument,
               const FeedInstrumentInfo *info)
{
  FeedManager *self = user_data;
  FeedInstrument *row = feed_board_get_by_index (self->board, instrument);

  if (row == NULL)
    return;
  if (info != NULL) {
    feed_subscriptions_keep_info (self->subscriptions, feed_instrument_get_venue (row), info);
  } else {
    g_autofree char *text = g_strdup_printf ("%s is not known to the venue",
                                             feed_instrument_get_symbol (row));

    feed_manager_note (self, FEED_EVENT_KIND_TROUBLE, feed_instrument_get_venue (row), text);
  }
}

static void
on_shard_gap (gpointer       user_data,
              const FeedGap *gap,
              const char    *venue,
              const char    *connection,
              const char    *symbol)
{
  FeedManager *self = user_data;

  g_signal_emit (self, signals[SIGNAL_GAP], 0, gap, venue, connection, symbol);
}

/* A venue's callbacks may bring in another venue, or give up the manager: the walk is over those
 * there are now. It ends where one of them starts or stops everything, unless always is set. */
static void
for_each_venue (FeedManager *self,
                gboolean     always,
                void (      *func ) (FeedVenue *))
{
  g_autoptr (FeedManager) alive = g_object_ref (self);
  g_autoptr (GList) venues = g_hash_table_get_values (self->venues);
  gboolean running = self->running;

  for (GList *l = venues; l != NULL && (always || self->running == running); l = l->next)
    func (l->data);
}

static void
tell_health (FeedManager *self)
{
  GListModel *connections = G_LIST_MODEL (self->context.connections);

  for (guint i = 0; self->running && i < g_list_model_get_n_items (connections); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (connections, i);

    g_signal_emit (self, signals[SIGNAL_HEALTH], 0, health);
  }
}

static void
on_second (gpointer user_data)
{
  g_autoptr (FeedManager) self = g_object_ref (user_data);

  self->second_timer = feed_clock_add_timer (self->clock,
                                             feed_clock_monotonic_us (self->clock) +
                                             G_USEC_PER_SEC, "feed second", on_second, self);
  feed_exchanges_refresh (self->context.exchanges);
  for_each_venue (self, FALSE, feed_venue_measure);
  feed_subscriptions_refresh (self->subscriptions, feed_clock_monotonic_us (self->clock));
  tell_health (self);
}

static void
on_exchange_note (gpointer      user_data,
                  FeedEventKind kind,
                  const char   *text)
{
  feed_manager_note (user_data, kind, "", text);
}

static void
on_exchange_changed (gpointer user_data)
{
  for_each_venue (user_data, TRUE, feed_venue_follow_hours);
}

static void
feed_manager_dispose (GObject *object)
{
  FeedManager *self = FEED_MANAGER (object);

  feed_manager_stop (self);
  if (self->lists != NULL)
    feed_lists_stop (self->lists);
  g_clear_object (&self->system);
  g_clear_pointer (&self->venues, g_hash_table_unref);
  G_OBJECT_CLASS (feed_manager_parent_class)->dispose (object);
}

static void
feed_manager_finalize (GObject *object)
{
  FeedManager *self = FEED_MANAGER (object);

  g_clear_object (&self->context.connections);
  g_clear_pointer (&self->context.exchanges, feed_exchanges_free);
  g_clear_object (&self->lists);
  g_clear_object (&self->board);
  g_clear_object (&self->log);
  g_clear_object (&self->transport);
  g_clear_pointer (&self->ring, feed_ring_free);
  g_clear_pointer (&self->subscriptions, feed_subscriptions_free);
  g_clear_pointer (&self->config, feed_config_unref);
  g_clear_pointer (&self->clock, feed_clock_unref);
  G_OBJECT_CLASS (feed_manager_parent_class)->finalize (object);
}

static void
feed_manager_class_init (FeedManagerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = feed_manager_dispose;
  object_class->finalize = feed_manager_finalize;
  /**
   * FeedManager::tick:
   * @tick: (type FeedTick): the tick, static scope
   *
   * An accepted tick of any instrument.
   */
  signals[SIGNAL_TICK] = g_signal_new ("tick", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       g_cclosure_marshal_VOID__BOXED, G_TYPE_NONE, 1,
                                       FEED_TYPE_TICK | G_SIGNAL_TYPE_STATIC_SCOPE);
  g_signal_set_va_marshaller (signals[SIGNAL_TICK], type, g_cclosure_marshal_VOID__BOXEDv);
  /**
   * FeedManager::state-changed:
   * @health: the connection
   *
   * Link, polling, colour or reason of a connection changed.
   */
  signals[SIGNAL_STATE_CHANGED] = g_signal_new ("state-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 1, FEED_TYPE_HEALTH);
  /**
   * FeedManager::health:
   * @health: the connection
   *
   * The figures of a connection are new: once a second, and after each "state-changed". The rows'
   * states are up to date with them.
   */
  signals[SIGNAL_HEALTH] = g_signal_new ("health", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, FEED_TYPE_HEALTH);
  /**
   * FeedManager::event:
   * @event: the line
   *
   * A line of the event log is new, or its count grew.
   */
  signals[SIGNAL_EVENT] = g_signal_new ("event", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, FEED_TYPE_EVENT);
  /**
   * FeedManager::gap:
   * @gap: (type FeedGap): the gap, static scope; its instrument as in #FeedTick
   * @venue: id of the venue
   * @connection: name of the connection
   * @symbol: (nullable): of the instrument, or %NULL where it was the whole connection's
   *
   * An interval without stream data is over, and what could be fetched of it is. Of a connection's
   * there is one for each instrument that it cost anything, and then one for the whole.
   */
  signals[SIGNAL_GAP] = g_signal_new ("gap", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 4, FEED_TYPE_GAP | G_SIGNAL_TYPE_STATIC_SCOPE,
                                      G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                      G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                      G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
feed_manager_init (FeedManager *self)
{
  self->board = feed_board_new ();
  self->log = feed_event_log_new ();
  self->venues = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) feed_venue_free);
  self->subscriptions = feed_subscriptions_new (self->board);
}

FeedManager *
feed_manager_new_full (FeedConfig    *config,
                       FeedClock     *clock,
                       FeedTransport *transport,
                       guint64        seed)
{
  FeedManager *self = g_object_new (FEED_TYPE_MANAGER, NULL);
  FeedExchangesEvents exchanges = { on_exchange_note, on_exchange_changed, self };

  self->config = config != NULL ? feed_config_ref (config) : feed_config_new_default ();
  self->clock = feed_clock_ref (clock);
  self->transport = g_object_ref (transport);
  feed_random_init (&self->random, seed);
  self->lists = feed_lists_new (&(FeedListContext) {
    .clock = self->clock,
    .transport = self->transport,
    .note = feed_manager_note_list,
    .user_data = self,
  });
  self->context = (FeedVenueContext) {
    .clock = self->clock,
    .transport = self->transport,
    .config = self->config,
    .random = &self->random,
    .connections = g_list_store_new (FEED_TYPE_HEALTH),
    .exchanges = feed_exchanges_new (clock, &exchanges),
    .create = feed_provider_registry_create,
    .events = { on_shard_tick, on_shard_event, on_shard_changed, on_shard_info, on_shard_gap,
                self },
    .lists = self->lists,
    .listed = feed_manager_take_listing,
  };
  return self;
}

FeedManager *
feed_manager_new (FeedConfig *config)
{
  g_autoptr (FeedNetTransport) transport = feed_net_transport_new ();
  g_autoptr (FeedClock) clock = feed_clock_new ();
  guint64 seed = (guint64) g_random_int () << 32 | g_random_int ();
  FeedManager *self = feed_manager_new_full (config, clock, FEED_TRANSPORT (transport), seed);

  self->system = feed_system_new (clock, NULL);
  feed_system_watch (self->system, self);
  return self;
}

void
feed_manager_set_config (FeedManager *self,
                         FeedConfig  *config)
{
  g_return_if_fail (FEED_IS_MANAGER (self));
  g_return_if_fail (config != NULL);

  feed_config_ref (config);
  feed_config_unref (self->config);
  self->config = self->context.config = config;
  for_each_venue (self, TRUE, feed_venue_reconnect);
}

gboolean
feed_manager_set_calendar_file (FeedManager *self,
                                const char  *path,
                                GError     **error)
{
  g_return_val_if_fail (FEED_IS_MANAGER (self), FALSE);

  if (!feed_exchanges_set_file (self->context.exchanges, path, error))
    return FALSE;
  for_each_venue (self, TRUE, feed_venue_review_hours);
  return TRUE;
}

void
feed_manager_start (FeedManager *self)
{
  g_return_if_fail (FEED_IS_MANAGER (self));

  if (self->running)
    return;
  self->running = TRUE;
  self->second_timer = feed_clock_add_timer (self->clock, feed_clock_monotonic_us (self->clock),
                                             "feed second", on_second, self);
  feed_exchanges_refresh (self->context.exchanges);
  if (self->running)
    for_each_venue (self, FALSE, feed_venue_start);
}

void
feed_manager_stop (FeedManager *self)
{
  g_return_if_fail (FEED_IS_MANAGER (self));

  if (!self->running)
    return;
  self->running = FALSE;
  feed_clock_remove_timer (self->clock, self->second_timer);
  self->second_timer = 0;
  feed_exchanges_stop (self->context.exchanges);
  for_each_venue (self, FALSE, feed_venue_stop);
}

guint
feed_manager_subscribe (FeedManager *self,
                        const char  *venue,
                        const char  *symbol,
                        GError     **error)
{
  FeedVenue *found;

  g_return_val_if_fail (FEED_IS_MANAGER (self), FEED_NO_INSTRUMENT);
  g_return_val_if_fail (venue != NULL && symbol != NULL, FEED_NO_INSTRUMENT);

  found = feed_manager_ensure_venue (self, venue, error);
  if (found == NULL)
    return FEED_NO_INSTRUMENT;
  return feed_subscriptions_add (self->subscriptions, found, symbol, error);
}

void
feed_manager_unsubscribe (FeedManager *self,
                          guint        instrument)
{
  g_return_if_fail (FEED_IS_MANAGER (self));
  g_return_if_fail (feed_subscriptions_contains (self->subscriptions, instrument));

  feed_subscriptions_remove (self->subscriptions, instrument);
}

gboolean
feed_manager_get_next_tick (FeedManager *self,
                            FeedTick    *out)
{
  g_return_val_if_fail (FEED_IS_MANAGER (self), FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  if (self->ring == NULL)
    self->ring = feed_ring_new (RING_CAPACITY);
  return feed_ring_pop (self->ring, out);
}

guint64
feed_manager_get_n_conflated (FeedManager *self)
{
  g_return_val_if_fail (FEED_IS_MANAGER (self), 0);

  return self->ring != NULL ? feed_ring_get_overwritten (self->ring) : 0;
}

const FeedDepth *
feed_manager_get_depth (FeedManager *self,
                        guint        instrument)
{
  FeedInstrument *row;

  g_return_val_if_fail (FEED_IS_MANAGER (self), NULL);

  row = feed_board_get_by_index (self->board, instrument);
  return row != NULL ? feed_instrument_get_depth (row) : NULL;
}

gboolean
feed_manager_is_trade_safe (FeedManager *self,
                            guint        instrument,
                            guint        max_age_ms)
{
  g_return_val_if_fail (FEED_IS_MANAGER (self), FALSE);

  return self->running &&
         feed_subscriptions_is_trade_safe (self->subscriptions, instrument,
                                           feed_clock_monotonic_us (self->clock),
                                           max_age_ms * (gint64) 1000);
}

void
feed_manager_notify (FeedManager            *self,
                     const char             *venue,
                     FeedSupervisorEventType event)
{
  g_autoptr (FeedManager) alive = g_object_ref (self);
  g_autoptr (GList) venues = g_hash_table_get_values (self->venues);

  for (GList *l = venues; l != NULL; l = l->next) {
    if (venue == NULL || strcmp (venue, feed_venue_get_id (l->data)) == 0)
      feed_venue_notify (l->data, event);
  }
}

void
feed_manager_retry_now (FeedManager *self,
                        const char  *venue)
{
  g_return_if_fail (FEED_IS_MANAGER (self));

  feed_manager_notify (self, venue, FEED_EVENT_RETRY_NOW);
}

FeedBoard *
feed_manager_get_board (FeedManager *self)
{
  g_return_val_if_fail (FEED_IS_MANAGER (self), NULL);

  return self->board;
}

FeedEventLog *
feed_manager_get_event_log (FeedManager *self)
{
  g_return_val_if_fail (FEED_IS_MANAGER (self), NULL);

  return self->log;
}

GListModel *
feed_manager_get_connections (FeedManager *self)
{
  g_return_val_if_fail (FEED_IS_MANAGER (self), NULL);

  return G_LIST_MODEL (self->context.connections);
}

FeedClock *
feed_manager_get_clock (FeedManager *self)
{
  g_return_val_if_fail (FEED_IS_MANAGER (self), NULL);

  return self->clock;
}
