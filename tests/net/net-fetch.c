/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/net-fetch.h"

static void
on_request_ready (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  NetFetch *self = user_data;
  FeedReply reply = { 0 };

  g_assert_false (self->done);
  self->done = TRUE;
  self->body = feed_transport_request_finish (FEED_TRANSPORT (source), result, &reply,
                                              &self->error);
  if (self->body == NULL)
    return;
  self->status = reply.status;
  g_assert_cmpmem (reply.body, reply.length, g_bytes_get_data (self->body, NULL),
                   g_bytes_get_size (self->body));
  g_assert_null (reply.header (&reply, "X-Not-There"));
  self->retry_after = g_strdup (reply.header (&reply, "Retry-After"));
}

void
net_fetch_start (NetFetch      *self,
                 FeedTransport *transport,
                 const char    *uri,
                 guint          timeout_ms,
                 gsize          max_body)
{
  FeedRequest request = { .method = (char *) "GET", .uri = (char *) uri };

  net_fetch_start_request (self, transport, &request, timeout_ms, max_body);
}

void
net_fetch_start_request (NetFetch          *self,
                         FeedTransport     *transport,
                         const FeedRequest *request,
                         guint              timeout_ms,
                         gsize              max_body)
{
  feed_transport_request_async (transport, request, (gint64) timeout_ms * 1000, max_body,
                                self->cancellable, on_request_ready, self);
}

gboolean
net_fetch_is_done (gpointer self)
{
  return ((NetFetch *) self)->done;
}

void
net_fetch_clear (NetFetch *self)
{
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->retry_after, g_free);
  g_clear_error (&self->error);
}
