/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-venue.h"

#include "simulator/feedsim-angel-venue.h"
#include "simulator/feedsim-binance-venue.h"

/**
 * FeedsimVenue:
 *
 * Whose wire the simulator speaks, and the market that is traded there.
 */
typedef struct {
  FeedsimMarket *market;
} FeedsimVenuePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FeedsimVenue, feedsim_venue, G_TYPE_OBJECT)

static const struct {
  const char   *name;
  FeedsimVenue *(*make)(const FeedsimOptions *options,
                        GError              **error);
} VENUES[] = {
  { "binance", feedsim_binance_venue_new },
  { "demo", feedsim_binance_venue_new },
  { "angel-one", feedsim_angel_venue_new },
};

static void
feedsim_venue_dispose (GObject *object)
{
  FeedsimVenuePrivate *priv = feedsim_venue_get_instance_private (FEEDSIM_VENUE (object));

  if (priv->market != NULL)
    g_object_run_dispose (G_OBJECT (priv->market));

  G_OBJECT_CLASS (feedsim_venue_parent_class)->dispose (object);
}

static void
feedsim_venue_finalize (GObject *object)
{
  FeedsimVenuePrivate *priv = feedsim_venue_get_instance_private (FEEDSIM_VENUE (object));

  g_clear_object (&priv->market);

  G_OBJECT_CLASS (feedsim_venue_parent_class)->finalize (object);
}

static void
feedsim_venue_class_init (FeedsimVenueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feedsim_venue_dispose;
  object_class->finalize = feedsim_venue_finalize;
}

static void
feedsim_venue_init (FeedsimVenue *self)
{
}

/**
 * feedsim_venue_new:
 * @options: a name that feedsim_venue_is_known(), and what the venue is to be
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the venue with its market, before the first tick
 */
FeedsimVenue *
feedsim_venue_new (const FeedsimOptions *options,
                   GError              **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (VENUES); i++)
    if (g_str_equal (options->venue, VENUES[i].name))
      return VENUES[i].make (options, error);
  g_return_val_if_reached (NULL);
}

gboolean
feedsim_venue_is_known (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (VENUES); i++)
    if (g_strcmp0 (name, VENUES[i].name) == 0)
      return TRUE;
  return FALSE;
}

/**
 * feedsim_venue_set_market:
 * @self: a venue without one
 * @market: (transfer full): what is traded there
 *
 * For constructors of subclasses.
 */
void
feedsim_venue_set_market (FeedsimVenue  *self,
                          FeedsimMarket *market)
{
  FeedsimVenuePrivate *priv = feedsim_venue_get_instance_private (self);

  g_return_if_fail (priv->market == NULL);

  priv->market = market;
}

FeedsimMarket *
feedsim_venue_get_market (FeedsimVenue *self)
{
  FeedsimVenuePrivate *priv = feedsim_venue_get_instance_private (self);

  return priv->market;
}
