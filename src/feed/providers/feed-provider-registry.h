/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/providers/feed-provider.h"

G_BEGIN_DECLS

/* The ids of all venues, NULL-terminated; static */
FEED_AVAILABLE_IN_ALL
const char *const *feed_provider_registry_get_ids (void);
/* A new instance (transfer full); NULL with FEED_ERROR_UNKNOWN_VENUE, which names those known */
FEED_AVAILABLE_IN_ALL
FeedProvider *feed_provider_registry_create (const char *id,
                                             GError    **error);

G_END_DECLS
