/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-provider-registry.h"

#include <string.h>

#include "feed/providers/feed-angel-one.h"
#include "feed/providers/feed-binance.h"
#include "feed/providers/feed-provider-words.h"

#define MAX_SHOWN 60

/* In the order in which a user is shown them; the same order as ids */
static const struct {
  FeedProvider *(*create) (const char *id);
} venues[] = {
  { feed_binance_new },
  { feed_binance_new },
  { feed_angel_one_new },
};

static const char *const ids[] = { "binance", "demo", "angel-one", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (venues) == G_N_ELEMENTS (ids) - 1);

/**
 * feed_provider_registry_get_ids:
 *
 * Returns: (transfer none) (array zero-terminated=1): the ids of all venues
 */
const char *const *
feed_provider_registry_get_ids (void)
{
  return ids;
}

/**
 * feed_provider_registry_create:
 * @id: the id of a venue
 * @error: return location
 *
 * Returns: (transfer full): a new provider of that venue, or %NULL with
 *   %FEED_ERROR_UNKNOWN_VENUE
 */
FeedProvider *
feed_provider_registry_create (const char *id,
                               GError    **error)
{
  g_autofree char *known = NULL;
  g_autofree char *shown = NULL;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    if (g_str_equal (ids[i], id))
      return venues[i].create (id);

  known = g_strjoinv (", ", (char **) ids);
  shown = feed_provider_words (id, strlen (id), MAX_SHOWN);
  g_set_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE,
               "Unknown venue “%s”; there are: %s", shown, known);
  return NULL;
}
