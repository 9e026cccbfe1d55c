/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "feed/core/feed-config.h"

G_BEGIN_DECLS

#define FEED_SETTINGS_SCHEMA "io.github.evertick.Evertick"
#define FEED_SETTINGS_VENUE_SCHEMA "io.github.evertick.Evertick.Venue"

/* The thresholds' settings: NULL where the schema is not installed (transfer full) */
FEED_AVAILABLE_IN_ALL
GSettings *feed_settings_open (void);
/* The thresholds in settings (NULL: the defaults); NULL with FEED_ERROR_CONFIG listing every
 * error */
FEED_AVAILABLE_IN_ALL
FeedConfig *feed_settings_load_config (GSettings *settings,
                                       GError   **error);
/* Stores values[FEED_N_CONFIG_KEYS], if they are valid together; else FALSE with every error, and
 * nothing is stored */
FEED_AVAILABLE_IN_ALL
gboolean feed_settings_store_config (GSettings *settings,
                                     const int *values,
                                     GError   **error);
/* A venue's endpoint overrides: "stream-url", "rest-url", "list-url", "" = the venue's own. NULL where the
 * schema is not installed (transfer full) */
FEED_AVAILABLE_IN_ALL
GSettings *feed_settings_open_venue (const char *venue);
/* The same as strings, NULL = the venue's own (transfer full) */
FEED_AVAILABLE_IN_ALL
void feed_settings_get_endpoints (const char *venue,
                                  char      **stream_base,
                                  char      **rest_base);
/* Where the instrument list is: NULL = the venue's own (transfer full) */
FEED_AVAILABLE_IN_ALL
char *feed_settings_dup_list_base (const char *venue);

G_END_DECLS
