/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/* One REST request and what came of it */
typedef struct {
  GCancellable *cancellable;   /* the test's own, or NULL */
  gboolean      done;
  guint         status;
  GBytes       *body;
  char         *retry_after;
  GError       *error;
} NetFetch;

void net_fetch_start (NetFetch      *self,
                      FeedTransport *transport,
                      const char    *uri,
                      guint          timeout_ms,
                      gsize          max_body);
void net_fetch_start_request (NetFetch          *self,
                              FeedTransport     *transport,
                              const FeedRequest *request,
                              guint              timeout_ms,
                              gsize              max_body);
gboolean net_fetch_is_done (gpointer self);
void     net_fetch_clear (NetFetch *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NetFetch, net_fetch_clear)

G_END_DECLS
