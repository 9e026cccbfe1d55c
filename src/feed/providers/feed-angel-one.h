/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/providers/feed-provider.h"

G_BEGIN_DECLS

#define FEED_TYPE_ANGEL_ONE (feed_angel_one_get_type ())
FEED_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (FeedAngelOne, feed_angel_one, FEED, ANGEL_ONE, FeedProvider)

/* id: "angel-one" */
FEED_AVAILABLE_IN_ALL
FeedProvider *feed_angel_one_new (const char *id);

G_END_DECLS
