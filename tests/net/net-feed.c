/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/net-feed.h"

#include "feed/feed-manager-private.h"
#include "feed/net/feed-net-transport.h"

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         NetFeed        *self)
{
  self->n_signals++;
  self->n_polled += tick->source != FEED_SOURCE_STREAM;
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          NetFeed     *self)
{
  gint64 now = g_get_monotonic_time ();

  self->n_signals++;
  if (feed_event_get_kind (event) != FEED_EVENT_KIND_STATE)
    return;
  if (feed_event_get_from (event) == feed_event_get_to (event))
    return;
  if (feed_event_get_to (event) == FEED_LINK_BACKOFF) {
    self->failed_us = now;
    self->cause = feed_event_get_cause (event);
    g_free (self->words);
    self->words = g_strdup (feed_event_get_text (event));
  } else if (feed_event_get_from (event) == FEED_LINK_BACKOFF &&
             feed_event_get_to (event) == FEED_LINK_CONNECTING) {
    gint64 wait_us = MAX (now - self->failed_us, 1);

    if (self->least_wait_us == 0 || wait_us < self->least_wait_us)
      self->least_wait_us = wait_us;
  }
}

static void
on_state_changed (FeedManager *manager,
                  FeedHealth  *health,
                  NetFeed     *self)
{
  FeedColour colour = feed_health_get_colour (health);

  self->n_signals++;
  if (colour == FEED_COLOUR_GREEN)
    self->left_us = 0;
  else if (self->left_us == 0)
    self->left_us = g_get_monotonic_time ();
}

static void
on_health (FeedManager *manager,
           FeedHealth  *health,
           NetFeed     *self)
{
  self->n_signals++;
}

static void
on_gap (FeedManager   *manager,
        const FeedGap *gap,
        const char    *venue,
        const char    *connection,
        const char    *symbol,
        NetFeed       *self)
{
  self->n_signals++;
}

static FeedConfig *
quick_config (void)
{
  FeedConfig *config;
  int values[FEED_N_CONFIG_KEYS];

  feed_config_get_defaults (values);
  values[FEED_CONFIG_STABLE_WINDOW_FIRST] = 1000;
  values[FEED_CONFIG_STABLE_WINDOW] = 1000;
  values[FEED_CONFIG_POLL_INTERVAL] = 250;
  values[FEED_CONFIG_POLL_TIMEOUT] = 1000;
  values[FEED_CONFIG_CONNECT_TIMEOUT] = 1000;
  values[FEED_CONFIG_RED_NO_DATA] = 3000;
  values[FEED_CONFIG_PING_INTERVAL] = 1000;
  values[FEED_CONFIG_DEAD_AFTER] = 6000;
  config = feed_config_new (values, NULL);
  g_assert_nonnull (config);
  return config;
}

/* Takes the manager */
static void
set_up_with (NetFeed     *self,
             FeedManager *manager,
             const char  *stream,
             const char  *rest)
{
  g_autofree char *own_stream = NULL, *own_rest = NULL;
  g_autoptr (GError) error = NULL;

  self->venue = net_venue_new ();
  self->manager = manager;
  own_stream = net_venue_get_stream_base (self->venue);
  own_rest = net_venue_get_rest_base (self->venue);
  feed_manager_set_endpoints (self->manager, "binance", stream != NULL ? stream : own_stream,
                              rest != NULL ? rest : own_rest, &error);
  g_assert_no_error (error);
  g_signal_connect (self->manager, "tick", G_CALLBACK (on_tick), self);
  g_signal_connect (self->manager, "event", G_CALLBACK (on_event), self);
  g_signal_connect (self->manager, "state-changed", G_CALLBACK (on_state_changed), self);
  g_signal_connect (self->manager, "health", G_CALLBACK (on_health), self);
  g_signal_connect (self->manager, "gap", G_CALLBACK (on_gap), self);
  feed_manager_subscribe (self->manager, "binance", "S0", &error);
  g_assert_no_error (error);
  self->health = g_list_model_get_item (feed_manager_get_connections (self->manager), 0);
}

void
net_feed_set_up (NetFeed *self)
{
  g_autoptr (FeedConfig) config = quick_config ();

  set_up_with (self, feed_manager_new (config), NULL, NULL);
}

void
net_feed_set_up_at (NetFeed    *self,
                    const char *stream,
                    const char *rest)
{
  g_autoptr (FeedConfig) config = quick_config ();
  g_autoptr (FeedClock) clock = feed_clock_new ();
  g_autoptr (FeedNetTransport) transport = feed_net_transport_new ();

  set_up_with (self, feed_manager_new_full (config, clock, FEED_TRANSPORT (transport), 1), stream,
               rest);
}

gboolean
net_feed_is_live (gpointer user_data)
{
  NetFeed *self = user_data;

  return feed_health_get_colour (self->health) == FEED_COLOUR_GREEN &&
         feed_health_get_link (self->health) == FEED_LINK_LIVE;
}

gboolean
net_feed_is_not_green (gpointer self)
{
  return feed_health_get_colour (((NetFeed *) self)->health) != FEED_COLOUR_GREEN;
}

gboolean
net_feed_is_red (gpointer self)
{
  return feed_health_get_colour (((NetFeed *) self)->health) == FEED_COLOUR_RED;
}

gboolean
net_feed_was_polled (gpointer self)
{
  return ((NetFeed *) self)->n_polled > 0;
}

gboolean
net_feed_has_failed (gpointer self)
{
  return ((NetFeed *) self)->cause != FEED_CAUSE_NONE;
}

void
net_feed_clear (NetFeed *self)
{
  if (self->manager == NULL)
    return;
  feed_manager_stop (self->manager);
  g_signal_handlers_disconnect_by_data (self->manager, self);
  g_clear_object (&self->health);
  g_clear_object (&self->manager);
  net_venue_free (self->venue);
  g_free (self->words);
  *self = (NetFeed) { 0 };
}
