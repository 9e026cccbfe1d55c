/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "feed/providers/feed-provider.h"

G_BEGIN_DECLS

/* What holds for every request of the library, be it a stream's handshake or REST: TLS verified,
 * plain text only to this machine, HTTP/1.1, no redirects, no cookies, no log-in dialogues, no
 * proxy to loopback, connections enough that one that hangs holds up no other */

typedef enum {
  FEED_HTTP_STREAM, /* ws, wss */
  FEED_HTTP_REST,   /* http, https */
} FeedHttpKind;

SoupSession *feed_http_session_new (gboolean loopback);
/* The host of the address is this machine, whatever the resolver says */
gboolean feed_http_is_loopback (const char *uri);
/* Fails with FEED_ERROR_ENDPOINT where the address or a header cannot be used */
SoupMessage *feed_http_message_new (const FeedRequest *request,
                                    FeedHttpKind       kind,
                                    GError           **error);
/* Borrows from message and body, which may be NULL */
void feed_http_reply_init (FeedReply   *reply,
                           SoupMessage *message,
                           GBytes      *body);

G_END_DECLS
