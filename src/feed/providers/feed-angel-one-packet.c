/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-angel-one-private.h"

FeedDecode
feed_angel_one_decode (FeedProvider   *provider,
                       FeedFrameType   type,
                       const guint8   *data,
                       gsize           length,
                       gint64          receive_time_us,
                       const FeedSink *sink,
                       GError        **error)
{
  return FEED_DECODE_IGNORED;
}
