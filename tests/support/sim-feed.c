/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sim-feed.h"

#include "feed/feed-manager-private.h"
#include "feed/providers/feed-binance-private.h"
#include "feed/providers/feed-provider-registry.h"

#define SECOND G_TIME_SPAN_SECOND

FeedProvider *
sim_feed_create_provider (const char *id,
                          GError    **error)
{
  static FeedProviderInfo info;
  FeedProvider *provider = feed_provider_registry_create (id, error);

  if (provider == NULL)
    return NULL;
  info = *feed_provider_get_info (provider);
  info.instruments_per_connection = SIM_FEED_ROOM;
  FEED_BINANCE (provider)->info = &info;
  return provider;
}

void
sim_feed_set_up (SimFeed    *self,
                 FeedConfig *config)
{
  self->clock = feed_clock_new_manual (1000 * SECOND, SIM_FEED_WALL_US);
  self->venue = sim_venue_new (self->clock);
  self->faults = sim_venue_get_faults (self->venue);
  self->manager = feed_manager_new_full (config, self->clock, FEED_TRANSPORT (self->venue), 1);
}

void
sim_feed_tear_down (SimFeed *self,
                    gpointer listener)
{
  g_signal_handlers_disconnect_by_data (self->manager, listener);
  feed_manager_stop (self->manager);
  feed_clock_advance (self->clock, 10 * SECOND);
  g_clear_object (&self->health);
  g_assert_finalize_object (self->manager);
  g_assert_cmpuint (sim_venue_get_n_links (self->venue), ==, 0);
  g_assert_finalize_object (self->venue);
  g_assert_cmpuint (feed_clock_get_n_timers (self->clock), ==, 0);
  feed_clock_unref (self->clock);
}

void
sim_feed_subscribe (SimFeed *self,
                    guint    n_symbols)
{
  for (guint i = 0; i < n_symbols; i++) {
    g_autofree char *symbol = g_strdup_printf ("S%u", i);
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (feed_manager_subscribe (self->manager, "binance", symbol, &error), ==, i);
    g_assert_no_error (error);
  }
}

void
sim_feed_start (SimFeed *self)
{
  self->health = g_list_model_get_item (feed_manager_get_connections (self->manager), 0);
  feed_manager_start (self->manager);
}

void
sim_feed_advance (SimFeed *self,
                  double   seconds)
{
  feed_clock_advance (self->clock, (gint64) (seconds * SECOND));
}
