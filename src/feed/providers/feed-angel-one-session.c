/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-angel-one-private.h"

FeedSession *
feed_angel_one_parse_login (FeedProvider    *provider,
                            const FeedReply *reply,
                            gint64           wall_us,
                            GError         **error)
{
  g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE, "HTTP %u", reply->status);
  return NULL;
}

gboolean
feed_angel_one_parse_profile (FeedProvider    *provider,
                              const FeedReply *reply,
                              GError         **error)
{
  g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE, "HTTP %u", reply->status);
  return FALSE;
}
