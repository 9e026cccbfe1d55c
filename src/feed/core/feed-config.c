/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedConfig: a frozen, validated set of the supervisor's thresholds.
 */
#include "feed/core/feed-config.h"

#include "feed/core/feed-error.h"

struct _FeedConfig {
  gatomicrefcount ref_count;
  int             values[FEED_N_CONFIG_KEYS];
};

/* value[key] >= factor * value[than] */
typedef struct {
  FeedConfigKey key;
  int           factor;
  FeedConfigKey than;
} FeedConfigRule;

static const FeedConfigField fields[FEED_N_CONFIG_KEYS] = {
  [FEED_CONFIG_PING_INTERVAL] = { "ping-interval", "ms", 1000, 60000, 10000 },
  [FEED_CONFIG_DEAD_AFTER] = { "dead-after", "ms", 2000, 300000, 24000 },
  [FEED_CONFIG_SILENCE_MIN] = { "silence-min", "ms", 500, 60000, 3000 },
  [FEED_CONFIG_SILENCE_MAX] = { "silence-max", "ms", 1000, 300000, 15000 },
  [FEED_CONFIG_SILENCE_INITIAL] = { "silence-initial", "ms", 500, 300000, 5000 },
  [FEED_CONFIG_PROBE_TIMEOUT] = { "probe-timeout", "ms", 200, 30000, 1500 },
  [FEED_CONFIG_FIRST_TICK_TIMEOUT] = { "first-tick-timeout", "ms", 500, 120000, 5000 },
  [FEED_CONFIG_CONNECT_TIMEOUT] = { "connect-timeout", "ms", 1000, 120000, 10000 },
  [FEED_CONFIG_POLL_INTERVAL] = { "poll-interval", "ms", 100, 60000, 1000 },
  [FEED_CONFIG_POLL_TIMEOUT] = { "poll-timeout", "ms", 500, 60000, 2500 },
  [FEED_CONFIG_POLL_INTERVAL_MAX] = { "poll-interval-max", "ms", 1000, 300000, 15000 },
  [FEED_CONFIG_BACKOFF_MIN] = { "backoff-min", "ms", 0, 60000, 250 },
  [FEED_CONFIG_BACKOFF_BASE] = { "backoff-base", "ms", 100, 60000, 500 },
  [FEED_CONFIG_BACKOFF_MAX] = { "backoff-max", "ms", 1000, 600000, 30000 },
  [FEED_CONFIG_BREAKER_FAILURES] = { "breaker-failures", "", 2, 1000, 10 },
  [FEED_CONFIG_BREAKER_WINDOW] = { "breaker-window", "ms", 60000, 86400000, 3600000 },
  [FEED_CONFIG_BREAKER_DELAY] = { "breaker-delay", "ms", 1000, 3600000, 60000 },
  [FEED_CONFIG_STABLE_WINDOW_FIRST] = { "stable-window-first", "ms", 500, 120000, 3000 },
  [FEED_CONFIG_STABLE_WINDOW] = { "stable-window", "ms", 500, 600000, 10000 },
  [FEED_CONFIG_STABLE_WINDOW_MAX] = { "stable-window-max", "ms", 1000, 3600000, 120000 },
  [FEED_CONFIG_RED_NO_DATA] = { "red-no-data", "ms", 1000, 300000, 10000 },
};

static const FeedConfigRule rules[] = {
  /* One lost pong is no dead link */
  { FEED_CONFIG_DEAD_AFTER, 2, FEED_CONFIG_PING_INTERVAL },
  { FEED_CONFIG_SILENCE_INITIAL, 1, FEED_CONFIG_SILENCE_MIN },
  { FEED_CONFIG_SILENCE_MAX, 1, FEED_CONFIG_SILENCE_INITIAL },
  { FEED_CONFIG_POLL_INTERVAL_MAX, 1, FEED_CONFIG_POLL_INTERVAL },
  { FEED_CONFIG_BACKOFF_BASE, 1, FEED_CONFIG_BACKOFF_MIN },
  { FEED_CONFIG_BACKOFF_MAX, 1, FEED_CONFIG_BACKOFF_BASE },
  { FEED_CONFIG_STABLE_WINDOW, 1, FEED_CONFIG_STABLE_WINDOW_FIRST },
  { FEED_CONFIG_STABLE_WINDOW_MAX, 1, FEED_CONFIG_STABLE_WINDOW },
  /* Else a healthy poll is red between two of its answers */
  { FEED_CONFIG_RED_NO_DATA, 2, FEED_CONFIG_POLL_INTERVAL },
};

G_DEFINE_BOXED_TYPE (FeedConfig, feed_config, feed_config_ref, feed_config_unref)

/* "dead-after (15000 ms)" */
static char *
describe (FeedConfigKey key,
          int value)
{
  const FeedConfigField *field = &fields[key];

  return g_strdup_printf ("%s (%d%s%s)", field->name, value,
                          *field->unit != '\0' ? " " : "", field->unit);
}

static void
check_range (FeedConfigKey key,
             int           value,
             GStrvBuilder *errors)
{
  const FeedConfigField *field = &fields[key];
  g_autofree char *what = NULL;
  g_autofree char *sentence = NULL;

  if (value >= field->min && value <= field->max)
    return;
  what = describe (key, value);
  sentence = g_strdup_printf ("%s must be from %d to %d%s%s", what, field->min, field->max,
                              *field->unit != '\0' ? " " : "", field->unit);
  g_strv_builder_add (errors, sentence);
}

static void
check_rule (const FeedConfigRule *rule,
            const int            *values,
            GStrvBuilder         *errors)
{
  g_autofree char *what = NULL;
  g_autofree char *than = NULL;
  g_autofree char *sentence = NULL;

  if (values[rule->key] >= (gint64) rule->factor * values[rule->than])
    return;
  what = describe (rule->key, values[rule->key]);
  than = describe (rule->than, values[rule->than]);
  sentence = g_strdup_printf ("%s must be at least %s%s", what,
                              rule->factor == 2 ? "twice " : "", than);
  g_strv_builder_add (errors, sentence);
}

/**
 * feed_config_get_field:
 * @key: a key
 *
 * Returns: (transfer none): name, unit, range and default of @key
 */
const FeedConfigField *
feed_config_get_field (FeedConfigKey key)
{
  g_return_val_if_fail ((guint) key < FEED_N_CONFIG_KEYS, NULL);

  return &fields[key];
}

/**
 * feed_config_get_defaults:
 * @values: (out caller-allocates): room for %FEED_N_CONFIG_KEYS values
 */
void
feed_config_get_defaults (int *values)
{
  for (guint key = 0; key < FEED_N_CONFIG_KEYS; key++)
    values[key] = fields[key].default_value;
}

/**
 * feed_config_validate:
 * @values: %FEED_N_CONFIG_KEYS values
 *
 * Returns: (transfer full): all that is wrong with @values, a sentence each; empty where nothing
 *   is
 */
char **
feed_config_validate (const int *values)
{
  g_autoptr (GStrvBuilder) errors = g_strv_builder_new ();

  for (guint key = 0; key < FEED_N_CONFIG_KEYS; key++)
    check_range (key, values[key], errors);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    check_rule (&rules[i], values, errors);
  return g_strv_builder_end (errors);
}

/**
 * feed_config_new:
 * @values: %FEED_N_CONFIG_KEYS values
 * @error: return location for an error
 *
 * Returns: (transfer full): a configuration; %NULL with %FEED_ERROR_CONFIG and every error, one a
 *   line, where @values are not valid
 */
FeedConfig *
feed_config_new (const int *values,
                 GError   **error)
{
  g_auto (GStrv) errors = feed_config_validate (values);
  FeedConfig *self;

  if (errors[0] != NULL) {
    g_autofree char *all = g_strjoinv ("\n", errors);

    g_set_error_literal (error, FEED_ERROR, FEED_ERROR_CONFIG, all);
    return NULL;
  }
  self = g_new0 (FeedConfig, 1);
  g_atomic_ref_count_init (&self->ref_count);
  memcpy (self->values, values, sizeof self->values);
  return self;
}

/**
 * feed_config_new_default:
 *
 * Returns: (transfer full): a configuration with the defaults
 */
FeedConfig *
feed_config_new_default (void)
{
  int values[FEED_N_CONFIG_KEYS];
  FeedConfig *self;

  feed_config_get_defaults (values);
  self = feed_config_new (values, NULL);
  g_assert (self != NULL);
  return self;
}

/**
 * feed_config_ref:
 * @self: a configuration
 *
 * Returns: (transfer full): @self
 */
FeedConfig *
feed_config_ref (FeedConfig *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * feed_config_unref:
 * @self: (transfer full): a configuration
 */
void
feed_config_unref (FeedConfig *self)
{
  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

/**
 * feed_config_get:
 * @self: a configuration
 * @key: a key
 *
 * Returns: the value, in the key's own unit
 */
int
feed_config_get (FeedConfig   *self,
                 FeedConfigKey key)
{
  g_return_val_if_fail ((guint) key < FEED_N_CONFIG_KEYS, 0);

  return self->values[key];
}

/**
 * feed_config_get_us:
 * @self: a configuration
 * @key: a key whose unit is ms
 *
 * Returns: the value in µs
 */
gint64
feed_config_get_us (FeedConfig   *self,
                    FeedConfigKey key)
{
  g_return_val_if_fail ((guint) key < FEED_N_CONFIG_KEYS, 0);

  return (gint64) self->values[key] * 1000;
}
