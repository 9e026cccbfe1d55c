/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-venue.h"

#include <accounts/accounts.h>
#include <stdio.h>

#define REST_MS 3000
#define LIST_MS 60000

FeedManager *
feedctl_venue_new_manager (GError **error)
{
  g_autoptr (GSettings) settings = feed_settings_open ();
  g_autoptr (FeedConfig) config = feed_settings_load_config (settings, error);

  return config != NULL ? feed_manager_new (config) : NULL;
}

/* Of "angel-one" as of "angel-one@second" */
static FeedProvider *
make_provider (const char *venue)
{
  g_autofree char *id = account_id_dup_provider (venue);

  return feed_provider_registry_create (id, NULL);
}

gboolean
feedctl_venue_is_known (const char *venue)
{
  g_autoptr (FeedProvider) provider = make_provider (venue);

  return provider != NULL;
}

/* Static; NULL where there is no such venue */
static const FeedProviderInfo *
get_info (const char *venue)
{
  g_autoptr (FeedProvider) provider = make_provider (venue);

  return provider != NULL ? feed_provider_get_info (provider) : NULL;
}

const FeedCredentialField *
feedctl_venue_get_credential_fields (const char *venue)
{
  const FeedProviderInfo *info = get_info (venue);

  return info != NULL ? info->credential_fields : NULL;
}

gboolean
feedctl_venue_is_listed (const char *venue)
{
  const FeedProviderInfo *info = get_info (venue);

  return info != NULL && info->keyed_by_list;
}

guint
feedctl_venue_get_lookup_ms (const char *venue)
{
  return feedctl_venue_is_listed (venue) ? LIST_MS : REST_MS;
}

gboolean
feedctl_venue_numbers_all (const char *venue)
{
  const FeedProviderInfo *info = get_info (venue);

  return info != NULL && info->keyed_by_seconds;
}

/* The first that says something */
static void
choose (char      **base,
        const char *option,
        const char *own)
{
  if (option != NULL) {
    g_free (*base);
    *base = g_strdup (option);
  } else if (*base == NULL) {
    *base = g_strdup (own);
  }
}

void
feedctl_venue_get_endpoints (const char *venue,
                             const char *stream_option,
                             const char *rest_option,
                             char      **stream_base,
                             char      **rest_base)
{
  const FeedProviderInfo *info = get_info (venue);

  feed_settings_get_endpoints (info != NULL ? info->id : venue, stream_base, rest_base);
  choose (stream_base, stream_option, info != NULL ? info->stream_base : NULL);
  choose (rest_base, rest_option, info != NULL ? info->rest_base : NULL);
}

FeedctlExit
feedctl_venue_apply (FeedManager *manager,
                     const char  *venue,
                     const char  *stream_base,
                     const char  *rest_base)
{
  g_autoptr (GError) error = NULL;

  if (feed_manager_set_endpoints (manager, venue, stream_base, rest_base, &error))
    return FEEDCTL_EXIT_OK;
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return FEEDCTL_EXIT_USAGE;
}

gboolean
feedctl_venue_set_list (FeedManager *manager,
                        const char  *venue,
                        const char  *list_base)
{
  g_autoptr (GError) error = NULL;

  if (list_base == NULL || feed_manager_set_list_base (manager, venue, list_base, &error))
    return TRUE;
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return FALSE;
}
