/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <string.h>

/* The schema of the source tree is found through GSETTINGS_SCHEMA_DIR; the backend is memory. */

static void
test_defaults (void)
{
  g_autoptr (GSettings) settings = feed_settings_open ();
  g_autoptr (FeedConfig) config = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (settings);
  config = feed_settings_load_config (settings, &error);
  g_assert_no_error (error);
  for (guint key = 0; key < FEED_N_CONFIG_KEYS; key++)
    g_assert_cmpint (feed_config_get (config, key), ==,
                     feed_config_get_field (key)->default_value);
}

/* The schema says for every threshold what the library says */
static void
test_schema (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
    g_settings_schema_source_lookup (source, FEED_SETTINGS_SCHEMA, TRUE);

  g_assert_nonnull (schema);
  for (guint i = 0; i < FEED_N_CONFIG_KEYS; i++) {
    const FeedConfigField *field = feed_config_get_field (i);
    g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, field->name);
    g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
    g_autoptr (GVariant) value = g_settings_schema_key_get_default_value (key);
    g_autoptr (GVariant) limits = NULL;
    g_autofree char *kind = NULL;
    int min, max;

    g_variant_get (range, "(sv)", &kind, &limits);
    g_assert_cmpstr (kind, ==, "range");
    g_variant_get (limits, "(ii)", &min, &max);
    g_assert_cmpint (min, ==, field->min);
    g_assert_cmpint (max, ==, field->max);
    g_assert_cmpint (g_variant_get_int32 (value), ==, field->default_value);
  }
}

static void
test_store (void)
{
  g_autoptr (GSettings) settings = feed_settings_open ();
  g_autoptr (FeedConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  int values[FEED_N_CONFIG_KEYS];

  feed_config_get_defaults (values);
  values[FEED_CONFIG_DEAD_AFTER] = values[FEED_CONFIG_PING_INTERVAL] + 1;
  values[FEED_CONFIG_SILENCE_MIN] = values[FEED_CONFIG_SILENCE_MAX] + 1;
  g_assert_false (feed_settings_store_config (settings, values, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "dead-after"));
  g_assert_nonnull (strstr (error->message, "silence-min"));
  g_clear_error (&error);
  config = feed_settings_load_config (settings, &error);
  g_assert_cmpint (feed_config_get (config, FEED_CONFIG_DEAD_AFTER), ==, 24000);
  g_clear_pointer (&config, feed_config_unref);
  feed_config_get_defaults (values);
  values[FEED_CONFIG_DEAD_AFTER] = 30000;
  g_assert_true (feed_settings_store_config (settings, values, &error));
  config = feed_settings_load_config (settings, &error);
  g_assert_cmpint (feed_config_get (config, FEED_CONFIG_DEAD_AFTER), ==, 30000);
}

static void
test_endpoints (void)
{
  g_autoptr (GSettings) venue = feed_settings_open_venue ("binance");
  g_autofree char *stream = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *list = NULL;

  g_assert_nonnull (venue);
  feed_settings_get_endpoints ("binance", &stream, &rest);
  g_assert_null (stream);
  g_assert_null (rest);
  g_settings_set_string (venue, "rest-url", "https://data-api.binance.vision");
  feed_settings_get_endpoints ("binance", &stream, &rest);
  g_assert_null (stream);
  g_assert_cmpstr (rest, ==, "https://data-api.binance.vision");
  g_assert_null (feed_settings_dup_list_base ("binance"));
  g_settings_set_string (venue, "list-url", "https://example.org");
  list = feed_settings_dup_list_base ("binance");
  g_assert_cmpstr (list, ==, "https://example.org");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feed/settings/defaults", test_defaults);
  g_test_add_func ("/feed/settings/schema", test_schema);
  g_test_add_func ("/feed/settings/store", test_store);
  g_test_add_func ("/feed/settings/endpoints", test_endpoints);
  return g_test_run ();
}
