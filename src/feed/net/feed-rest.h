/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

typedef struct {
  gint64         timeout_us; /* from the call to the last byte; with out: to the next byte */
  gsize          max_body;   /* bytes, counted as unpacked */
  GOutputStream *out;        /* takes the body of a 200 as it comes; NULL: it is returned whole */
} FeedRestLimits;

/* One REST request, see feed_transport_request_async(). It ends with task, whose cancellable it
 * obeys and whose data it is */
void feed_rest_send (SoupSession          *session,
                     const FeedRequest    *request,
                     const FeedRestLimits *limits,
                     GTask                *task);
/* See feed_transport_request_finish() */
GBytes *feed_rest_finish (GTask     *task,
                          FeedReply *reply,
                          GError   **error);

G_END_DECLS
