/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-transport.h"

/*
 * The seam between a connection and the world: every function asks the implementation.
 */

G_DEFINE_INTERFACE (FeedTransport, feed_transport, G_TYPE_OBJECT)

static void
feed_transport_default_init (FeedTransportInterface *iface)
{
}

FeedLink *
feed_transport_dial (FeedTransport         *self,
                     const FeedRequest     *request,
                     const FeedDialOptions *options,
                     const FeedLinkEvents  *events,
                     gpointer               user_data)
{
  g_return_val_if_fail (FEED_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (request != NULL && options != NULL && events != NULL, NULL);

  return FEED_TRANSPORT_GET_IFACE (self)->dial (self, request, options, events, user_data);
}

void
feed_transport_request_async (FeedTransport      *self,
                              const FeedRequest  *request,
                              gint64              timeout_us,
                              gsize               max_body,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (FEED_IS_TRANSPORT (self));
  g_return_if_fail (request != NULL);

  FEED_TRANSPORT_GET_IFACE (self)->request_async (self, request, timeout_us, max_body, cancellable,
                                                  callback, user_data);
}

GBytes *
feed_transport_request_finish (FeedTransport *self,
                               GAsyncResult  *result,
                               FeedReply     *reply,
                               GError       **error)
{
  g_return_val_if_fail (FEED_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (reply != NULL, NULL);

  return FEED_TRANSPORT_GET_IFACE (self)->request_finish (self, result, reply, error);
}

void
feed_transport_fetch_async (FeedTransport          *self,
                            const FeedRequest      *request,
                            const FeedFetchOptions *options,
                            GCancellable           *cancellable,
                            GAsyncReadyCallback     callback,
                            gpointer                user_data)
{
  g_return_if_fail (FEED_IS_TRANSPORT (self));
  g_return_if_fail (request != NULL && options != NULL && G_IS_OUTPUT_STREAM (options->out));

  FEED_TRANSPORT_GET_IFACE (self)->fetch_async (self, request, options, cancellable, callback,
                                                user_data);
}

gpointer
feed_transport_poller_new (FeedTransport *self,
                           FeedPollerFunc func,
                           gpointer       user_data)
{
  g_return_val_if_fail (FEED_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return FEED_TRANSPORT_GET_IFACE (self)->poller_new (self, func, user_data);
}

void
feed_transport_poller_set_due (FeedTransport *self,
                               gpointer       poller,
                               gint64         due_us)
{
  g_return_if_fail (FEED_IS_TRANSPORT (self));
  g_return_if_fail (poller != NULL);

  FEED_TRANSPORT_GET_IFACE (self)->poller_set_due (self, poller, due_us);
}

void
feed_transport_poller_free (FeedTransport *self,
                            gpointer       poller)
{
  g_return_if_fail (FEED_IS_TRANSPORT (self));
  g_return_if_fail (poller != NULL);

  FEED_TRANSPORT_GET_IFACE (self)->poller_free (self, poller);
}
