/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-angel-one-private.h"

FeedDecode
feed_angel_one_parse_listing (FeedProvider *provider,
                              const char   *object,
                              gsize         length,
                              GString      *scratch,
                              FeedListing  *listing,
                              GError      **error)
{
  return FEED_DECODE_IGNORED;
}
