/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

#define FEED_TYPE_CONFIG (feed_config_get_type ())

/**
 * FeedConfigKey:
 *
 * Every threshold of the supervisor. All values are integers; times are milliseconds. The name,
 * unit, range and default of each are in its #FeedConfigField; the names are the GSettings keys.
 */
typedef enum {
  FEED_CONFIG_PING_INTERVAL,        /* "ping-interval" 10000 ms, 1000..60000 */
  FEED_CONFIG_DEAD_AFTER,           /* "dead-after" 24000 ms */
  FEED_CONFIG_SILENCE_MIN,          /* "silence-min" 3000 ms */
  FEED_CONFIG_SILENCE_MAX,          /* "silence-max" 15000 ms */
  FEED_CONFIG_SILENCE_INITIAL,      /* "silence-initial" 5000 ms, until 20 gaps were seen */
  FEED_CONFIG_PROBE_TIMEOUT,        /* "probe-timeout" 1500 ms */
  FEED_CONFIG_FIRST_TICK_TIMEOUT,   /* "first-tick-timeout" 5000 ms */
  FEED_CONFIG_CONNECT_TIMEOUT,      /* "connect-timeout" 10000 ms */
  FEED_CONFIG_POLL_INTERVAL,        /* "poll-interval" 1000 ms a request */
  FEED_CONFIG_POLL_TIMEOUT,         /* "poll-timeout" 2500 ms */
  FEED_CONFIG_POLL_INTERVAL_MAX,    /* "poll-interval-max" 15000 ms, after failures */
  FEED_CONFIG_BACKOFF_MIN,          /* "backoff-min" 250 ms: lower end of the uniform draw */
  FEED_CONFIG_BACKOFF_BASE,         /* "backoff-base" 500 ms: upper end is base * 2^n ... */
  FEED_CONFIG_BACKOFF_MAX,          /* "backoff-max" 30000 ms: ... capped here */
  FEED_CONFIG_BREAKER_FAILURES,     /* "breaker-failures" 10 */
  FEED_CONFIG_BREAKER_WINDOW,       /* "breaker-window" 3600000 ms */
  FEED_CONFIG_BREAKER_DELAY,        /* "breaker-delay" 60000 ms: draw is U[0.75, 1.25] of it */
  FEED_CONFIG_STABLE_WINDOW_FIRST,  /* "stable-window-first" 3000 ms */
  FEED_CONFIG_STABLE_WINDOW,        /* "stable-window" 10000 ms */
  FEED_CONFIG_STABLE_WINDOW_MAX,    /* "stable-window-max" 120000 ms */
  FEED_CONFIG_RED_NO_DATA,          /* "red-no-data" 10000 ms */
  FEED_N_CONFIG_KEYS,
} FeedConfigKey;

/**
 * FeedConfigField:
 * @name: GSettings key
 * @unit: "ms", or "" for a count
 */
typedef struct {
  const char *name;
  const char *unit;
  int         min, max, default_value;
} FeedConfigField;

/**
 * FeedConfig:
 *
 * A frozen, validated set of thresholds; reference counted.
 */
typedef struct _FeedConfig FeedConfig;

FEED_AVAILABLE_IN_ALL
GType feed_config_get_type (void) G_GNUC_CONST;
FEED_AVAILABLE_IN_ALL
const FeedConfigField *feed_config_get_field (FeedConfigKey key);
/* Fills values[FEED_N_CONFIG_KEYS] */
FEED_AVAILABLE_IN_ALL
void feed_config_get_defaults (int *values);
/* All that is wrong with values[FEED_N_CONFIG_KEYS], a sentence each that names key, value and
 * limit: (transfer full), an empty strv where all is well */
FEED_AVAILABLE_IN_ALL
char **feed_config_validate (const int *values);
/* NULL with FEED_ERROR_CONFIG listing every error, one a line */
FEED_AVAILABLE_IN_ALL
FeedConfig *feed_config_new (const int *values,
                             GError   **error);
FEED_AVAILABLE_IN_ALL
FeedConfig *feed_config_new_default (void);
FEED_AVAILABLE_IN_ALL
FeedConfig *feed_config_ref (FeedConfig *self);
FEED_AVAILABLE_IN_ALL
void feed_config_unref (FeedConfig *self);
FEED_AVAILABLE_IN_ALL
int feed_config_get (FeedConfig   *self,
                     FeedConfigKey key);
/* The same in µs */
FEED_AVAILABLE_IN_ALL
gint64 feed_config_get_us (FeedConfig   *self,
                           FeedConfigKey key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedConfig, feed_config_unref)

G_END_DECLS
