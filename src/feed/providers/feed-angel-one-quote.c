/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-angel-one-private.h"

FeedRequest *
feed_angel_one_poll_request (FeedProvider *provider,
                             const guint  *slots,
                             guint         n_slots)
{
  return NULL;
}

FeedDecode
feed_angel_one_decode_poll (FeedProvider    *provider,
                            const FeedReply *reply,
                            FeedSource       source,
                            gint64           receive_time_us,
                            const FeedSink  *sink,
                            GError         **error)
{
  return FEED_DECODE_IGNORED;
}
