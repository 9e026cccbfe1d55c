/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FeedManager: its venues, and what is set of each. */
#include "feed/feed-manager-private.h"

/* A further account is where the first one is: an address that was changed would else be changed for
 * one alone */
static void
inherit_addresses (FeedManager *self,
                   FeedVenue   *venue)
{
  FeedProvider *provider = feed_venue_get_provider (venue);
  FeedVenue *first = g_hash_table_lookup (self->venues, feed_provider_get_info (provider)->id);
  g_autofree char *list = NULL;

  if (first == NULL)
    return;
  provider = feed_venue_get_provider (first);
  list = feed_provider_dup_list_url (provider);
  feed_venue_set_endpoints (venue, feed_provider_get_stream_base (provider),
                            feed_provider_get_rest_base (provider), NULL);
  feed_venue_set_list_base (venue, list, NULL);
}

FeedVenue *
feed_manager_ensure_venue (FeedManager *self,
                           const char  *id,
                           GError     **error)
{
  FeedVenue *venue = g_hash_table_lookup (self->venues, id);

  if (venue != NULL)
    return venue;
  venue = feed_venue_new (id, &self->context, error);
  if (venue == NULL)
    return NULL;
  inherit_addresses (self, venue);
  g_hash_table_insert (self->venues, g_strdup (id), venue);
  if (self->running)
    feed_venue_start (venue);
  return venue;
}

gboolean
feed_manager_set_endpoints (FeedManager *self,
                            const char  *venue,
                            const char  *stream_base,
                            const char  *rest_base,
                            GError     **error)
{
  g_autoptr (FeedManager) alive = NULL;
  FeedVenue *found;

  g_return_val_if_fail (FEED_IS_MANAGER (self), FALSE);
  g_return_val_if_fail (venue != NULL, FALSE);

  alive = g_object_ref (self);
  found = feed_manager_ensure_venue (self, venue, error);
  return found != NULL && feed_venue_set_endpoints (found, stream_base, rest_base, error);
}

gboolean
feed_manager_set_mode (FeedManager *self,
                       const char  *venue,
                       FeedMode     mode,
                       GError     **error)
{
  FeedVenue *found;

  g_return_val_if_fail (FEED_IS_MANAGER (self), FALSE);
  g_return_val_if_fail (venue != NULL, FALSE);
  g_return_val_if_fail (mode <= FEED_MODE_DEPTH, FALSE);

  found = feed_manager_ensure_venue (self, venue, error);
  if (found == NULL)
    return FALSE;
  if (feed_venue_set_mode (found, mode))
    feed_subscriptions_forget_quotes (self->subscriptions, found);
  return TRUE;
}
