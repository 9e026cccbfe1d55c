/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/**
 * FeedStream:
 *
 * A #FeedLink over one WebSocket of libsoup. libsoup does not bound a message that comes in
 * fragments, so a stream looks once a second how much was read without a message coming out of it.
 */
#define FEED_TYPE_STREAM (feed_stream_get_type ())
G_DECLARE_FINAL_TYPE (FeedStream, feed_stream, FEED, STREAM, FeedLink)

/* Dials in the thread-default main context (transfer full) */
FeedLink *feed_stream_new (SoupSession           *session,
                           const FeedRequest     *request,
                           const FeedDialOptions *options,
                           const FeedLinkEvents  *events,
                           gpointer user_data);

G_END_DECLS
