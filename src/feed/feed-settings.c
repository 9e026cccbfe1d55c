/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-settings.h"

#define VENUE_PATH "/io/github/evertick/Evertick/venues/"

/* g_settings_new() aborts on a schema that is not installed: a library may not. */
static GSettings *
open_schema (const char *id,
             const char *path)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, id, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, path) : NULL;
}

GSettings *
feed_settings_open (void)
{
  return open_schema (FEED_SETTINGS_SCHEMA, NULL);
}

FeedConfig *
feed_settings_load_config (GSettings *settings,
                           GError   **error)
{
  int values[FEED_N_CONFIG_KEYS];

  feed_config_get_defaults (values);
  for (guint key = 0; settings != NULL && key < FEED_N_CONFIG_KEYS; key++)
    values[key] = g_settings_get_int (settings, feed_config_get_field (key)->name);
  return feed_config_new (values, error);
}

gboolean
feed_settings_store_config (GSettings *settings,
                            const int *values,
                            GError   **error)
{
  g_autoptr (FeedConfig) config = feed_config_new (values, error);

  if (config == NULL)
    return FALSE;
  for (guint key = 0; key < FEED_N_CONFIG_KEYS; key++) {
    const char *name = feed_config_get_field (key)->name;

    if (g_settings_get_int (settings, name) != values[key])
      g_settings_set_int (settings, name, values[key]);
  }
  return TRUE;
}

GSettings *
feed_settings_open_venue (const char *venue)
{
  g_autofree char *path = g_strconcat (VENUE_PATH, venue, "/", NULL);

  return open_schema (FEED_SETTINGS_VENUE_SCHEMA, path);
}

static char *
get_url (GSettings  *settings,
         const char *key)
{
  g_autofree char *url = g_settings_get_string (settings, key);

  return *url != '\0' ? g_steal_pointer (&url) : NULL;
}

void
feed_settings_get_endpoints (const char *venue,
                             char      **stream_base,
                             char      **rest_base)
{
  g_autoptr (GSettings) settings = feed_settings_open_venue (venue);

  *stream_base = settings != NULL ? get_url (settings, "stream-url") : NULL;
  *rest_base = settings != NULL ? get_url (settings, "rest-url") : NULL;
}

char *
feed_settings_dup_list_base (const char *venue)
{
  g_autoptr (GSettings) settings = feed_settings_open_venue (venue);

  return settings != NULL ? get_url (settings, "list-url") : NULL;
}
