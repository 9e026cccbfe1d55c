/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-config.h"
#include "feed/core/feed-error.h"

static void
test_fields (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint key = 0; key < FEED_N_CONFIG_KEYS; key++) {
    const FeedConfigField *field = feed_config_get_field (key);

    g_assert_nonnull (field->name);
    g_assert_true (g_hash_table_add (names, (gpointer) field->name));
    g_assert_true (g_str_equal (field->unit, "ms") || g_str_equal (field->unit, ""));
    g_assert_cmpint (field->min, <, field->max);
    g_assert_cmpint (field->default_value, >=, field->min);
    g_assert_cmpint (field->default_value, <=, field->max);
  }
  g_assert_cmpstr (feed_config_get_field (FEED_CONFIG_RED_NO_DATA)->name, ==, "red-no-data");
  g_assert_cmpstr (feed_config_get_field (FEED_CONFIG_BREAKER_FAILURES)->unit, ==, "");
}

static void
test_defaults (void)
{
  g_autoptr (FeedConfig) config = feed_config_new_default ();
  g_autoptr (FeedConfig) same = g_boxed_copy (FEED_TYPE_CONFIG, config);
  int values[FEED_N_CONFIG_KEYS];

  feed_config_get_defaults (values);
  for (guint key = 0; key < FEED_N_CONFIG_KEYS; key++)
    g_assert_cmpint (feed_config_get (config, key), ==, values[key]);
  g_assert_cmpint (feed_config_get (config, FEED_CONFIG_DEAD_AFTER), ==, 24000);
  g_assert_cmpint (feed_config_get_us (config, FEED_CONFIG_DEAD_AFTER), ==, 24000000);
  g_assert_cmpint (feed_config_get_us (config, FEED_CONFIG_BREAKER_WINDOW), ==,
                   G_GINT64_CONSTANT (3600000000));
  g_assert_cmpint (feed_config_get (config, FEED_CONFIG_BREAKER_FAILURES), ==, 10);
  g_assert_true (same == config);
}

/* Frozen: the caller's array may go on changing */
static void
test_frozen (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FeedConfig) config = NULL;
  int values[FEED_N_CONFIG_KEYS];

  feed_config_get_defaults (values);
  values[FEED_CONFIG_PING_INTERVAL] = 12000;
  config = feed_config_new (values, &error);
  g_assert_no_error (error);
  values[FEED_CONFIG_PING_INTERVAL] = 1;
  g_assert_cmpint (feed_config_get (config, FEED_CONFIG_PING_INTERVAL), ==, 12000);
}

/* Each value a step outside its range, on both sides, is named with value and limits */
static void
test_ranges (void)
{
  for (guint key = 0; key < FEED_N_CONFIG_KEYS; key++) {
    const FeedConfigField *field = feed_config_get_field (key);
    const int outside[] = { field->min - 1, field->max + 1, G_MININT, G_MAXINT };

    for (guint i = 0; i < G_N_ELEMENTS (outside); i++) {
      const char *space = *field->unit != '\0' ? " " : "";
      g_auto (GStrv) errors = NULL;
      g_autofree char *sentence = NULL;
      int values[FEED_N_CONFIG_KEYS];

      feed_config_get_defaults (values);
      values[key] = outside[i];
      errors = feed_config_validate (values);
      sentence = g_strdup_printf ("%s (%d%s%s) must be from %d to %d%s%s", field->name,
                                  outside[i], space, field->unit, field->min, field->max,
                                  space, field->unit);
      g_assert_true (g_strv_contains ((const char *const *) errors, sentence));
    }
  }
}

static void
check_pair (FeedConfigKey key,
            int           value,
            FeedConfigKey other,
            int           other_value,
            const char   *sentence)
{
  g_auto (GStrv) errors = NULL;
  g_autoptr (GError) error = NULL;
  int values[FEED_N_CONFIG_KEYS];

  feed_config_get_defaults (values);
  values[key] = value;
  values[other] = other_value;
  errors = feed_config_validate (values);
  if (sentence == NULL) {
    g_assert_null (errors[0]);
    return;
  }
  g_assert_true (g_strv_contains ((const char *const *) errors, sentence));
  g_assert_null (feed_config_new (values, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, sentence));
}

/* Each rule: one step inside is accepted, one outside refused with a sentence */
static void
test_combinations (void)
{
  check_pair (FEED_CONFIG_DEAD_AFTER, 20000, FEED_CONFIG_PING_INTERVAL, 10000, NULL);
  check_pair (FEED_CONFIG_DEAD_AFTER, 15000, FEED_CONFIG_PING_INTERVAL, 10000,
              "dead-after (15000 ms) must be at least twice ping-interval (10000 ms)");
  check_pair (FEED_CONFIG_SILENCE_INITIAL, 3000, FEED_CONFIG_SILENCE_MIN, 3000, NULL);
  check_pair (FEED_CONFIG_SILENCE_INITIAL, 2999, FEED_CONFIG_SILENCE_MIN, 3000,
              "silence-initial (2999 ms) must be at least silence-min (3000 ms)");
  check_pair (FEED_CONFIG_SILENCE_MAX, 5000, FEED_CONFIG_SILENCE_INITIAL, 5000, NULL);
  check_pair (FEED_CONFIG_SILENCE_MAX, 4999, FEED_CONFIG_SILENCE_INITIAL, 5000,
              "silence-max (4999 ms) must be at least silence-initial (5000 ms)");
  check_pair (FEED_CONFIG_POLL_INTERVAL_MAX, 3000, FEED_CONFIG_POLL_INTERVAL, 3000, NULL);
  check_pair (FEED_CONFIG_POLL_INTERVAL_MAX, 2999, FEED_CONFIG_POLL_INTERVAL, 3000,
              "poll-interval-max (2999 ms) must be at least poll-interval (3000 ms)");
  check_pair (FEED_CONFIG_BACKOFF_BASE, 400, FEED_CONFIG_BACKOFF_MIN, 400, NULL);
  check_pair (FEED_CONFIG_BACKOFF_BASE, 400, FEED_CONFIG_BACKOFF_MIN, 401,
              "backoff-base (400 ms) must be at least backoff-min (401 ms)");
  check_pair (FEED_CONFIG_BACKOFF_MAX, 2000, FEED_CONFIG_BACKOFF_BASE, 2000, NULL);
  check_pair (FEED_CONFIG_BACKOFF_MAX, 2000, FEED_CONFIG_BACKOFF_BASE, 2001,
              "backoff-max (2000 ms) must be at least backoff-base (2001 ms)");
  check_pair (FEED_CONFIG_STABLE_WINDOW, 5000, FEED_CONFIG_STABLE_WINDOW_FIRST, 5000, NULL);
  check_pair (FEED_CONFIG_STABLE_WINDOW, 5000, FEED_CONFIG_STABLE_WINDOW_FIRST, 5001,
              "stable-window (5000 ms) must be at least stable-window-first (5001 ms)");
  check_pair (FEED_CONFIG_STABLE_WINDOW_MAX, 9000, FEED_CONFIG_STABLE_WINDOW, 9000, NULL);
  check_pair (FEED_CONFIG_STABLE_WINDOW_MAX, 9000, FEED_CONFIG_STABLE_WINDOW, 9001,
              "stable-window-max (9000 ms) must be at least stable-window (9001 ms)");
  check_pair (FEED_CONFIG_RED_NO_DATA, 6000, FEED_CONFIG_POLL_INTERVAL, 3000, NULL);
  check_pair (FEED_CONFIG_RED_NO_DATA, 5999, FEED_CONFIG_POLL_INTERVAL, 3000,
              "red-no-data (5999 ms) must be at least twice poll-interval (3000 ms)");
}

/* All that is wrong is said at once, ranges first, one a line */
static void
test_every_error (void)
{
  g_auto (GStrv) errors = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  int values[FEED_N_CONFIG_KEYS];

  feed_config_get_defaults (values);
  values[FEED_CONFIG_BREAKER_FAILURES] = 0;
  values[FEED_CONFIG_DEAD_AFTER] = 15000;
  values[FEED_CONFIG_PROBE_TIMEOUT] = 1;
  values[FEED_CONFIG_SILENCE_INITIAL] = 20000;
  errors = feed_config_validate (values);
  g_assert_cmpuint (g_strv_length (errors), ==, 4);
  g_assert_true (g_str_has_prefix (errors[0], "probe-timeout (1 ms) must be from "));
  g_assert_true (g_str_has_prefix (errors[1], "breaker-failures (0) must be from "));
  g_assert_true (g_str_has_prefix (errors[2], "dead-after (15000 ms) "));
  g_assert_true (g_str_has_prefix (errors[3], "silence-max (15000 ms) "));
  g_assert_null (feed_config_new (values, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CONFIG);
  lines = g_strsplit (error->message, "\n", -1);
  g_assert_cmpstrv (lines, errors);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/config/fields", test_fields);
  g_test_add_func ("/config/defaults", test_defaults);
  g_test_add_func ("/config/frozen", test_frozen);
  g_test_add_func ("/config/ranges", test_ranges);
  g_test_add_func ("/config/combinations", test_combinations);
  g_test_add_func ("/config/t26-every-error", test_every_error);
  return g_test_run ();
}
