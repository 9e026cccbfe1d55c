/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/* Whether the venue knows the symbols: asks REST or, where they go by the venue's instrument list,
 * looks there once it is fetched. Fails with FEED_ERROR_UNKNOWN_SYMBOL, or because it cannot be
 * found out now */
void feedctl_lookup_async (FeedManager        *manager,
                           const char         *venue,
                           const char *const  *symbols,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);
gboolean feedctl_lookup_finish (FeedManager  *manager,
                                GAsyncResult *result,
                                GError      **error);
/* How long that may take: a list of tens of MB has to come first */
guint feedctl_lookup_get_limit_ms (const char *venue);

G_END_DECLS
