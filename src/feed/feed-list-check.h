/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-list.h"

G_BEGIN_DECLS

/* Looks all symbols up at once, as the provider normalizes them. Where the list in the catalogue does
 * not have one, the server is asked for another first. path: of the catalogue */
void feed_list_check_async (FeedList           *list,
                            const char         *path,
                            GStrv               symbols,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
/* FEED_ERROR_UNKNOWN_SYMBOL where a list of these minutes does not have all of them; other errors mean
 * that it cannot be known now */
gboolean feed_list_check_finish (FeedList     *list,
                                 GAsyncResult *result,
                                 GError      **error);

G_END_DECLS
