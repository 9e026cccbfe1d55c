/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/**
 * FeedNetTransport:
 *
 * The real #FeedTransport: FeedStream, FeedRest and FeedPoller over one SoupSession, in the
 * thread-default main context it was made in.
 */
#define FEED_TYPE_NET_TRANSPORT (feed_net_transport_get_type ())
G_DECLARE_FINAL_TYPE (FeedNetTransport, feed_net_transport, FEED, NET_TRANSPORT, GObject)

FeedNetTransport *feed_net_transport_new (void);
/* Authorities to trust in place of the system's, for tests with one of their own; verification
 * itself cannot be switched off */
void feed_net_transport_set_tls_database (FeedNetTransport *self,
                                          GTlsDatabase     *database);

G_END_DECLS
