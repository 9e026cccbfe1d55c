/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-angel-one-private.h"

FeedVerdict
feed_angel_one_map_close (FeedProvider *provider,
                          guint         code)
{
  return (FeedVerdict) { FEED_VERDICT_RETRY, 0 };
}

FeedVerdict
feed_angel_one_map_http (FeedProvider    *provider,
                         const FeedReply *reply,
                         const FeedSink  *sink,
                         gint64           wall_us,
                         char           **description)
{
  *description = g_strdup_printf ("HTTP %u", reply->status);
  return (FeedVerdict) { reply->status == 401 ? FEED_VERDICT_AUTH : FEED_VERDICT_RETRY, 0 };
}
