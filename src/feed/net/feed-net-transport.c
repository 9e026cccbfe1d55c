/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-net-transport.h"

#include "feed/net/feed-http.h"
#include "feed/net/feed-poller.h"
#include "feed/net/feed-rest.h"
#include "feed/net/feed-stream.h"

struct _FeedNetTransport {
  GObject parent_instance;

  SoupSession *remote;
  SoupSession *loopback; /* never by way of a proxy */
};

static void feed_net_transport_iface_init (FeedTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FeedNetTransport, feed_net_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (FEED_TYPE_TRANSPORT,
                                                      feed_net_transport_iface_init))

static SoupSession *
session_for (FeedTransport     *transport,
             const FeedRequest *request)
{
  FeedNetTransport *self = FEED_NET_TRANSPORT (transport);

  return feed_http_is_loopback (request->uri) ? self->loopback : self->remote;
}

static FeedLink *
feed_net_transport_dial (FeedTransport         *transport,
                         const FeedRequest     *request,
                         const FeedDialOptions *options,
                         const FeedLinkEvents  *events,
                         gpointer               user_data)
{
  return feed_stream_new (session_for (transport, request), request, options, events, user_data);
}

static void
feed_net_transport_request_async (FeedTransport      *transport,
                                  const FeedRequest  *request,
                                  gint64              timeout_us,
                                  gsize               max_body,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  FeedRestLimits limits = { .timeout_us = timeout_us, .max_body = max_body };
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);

  g_task_set_source_tag (task, feed_net_transport_request_async);
  feed_rest_send (session_for (transport, request), request, &limits, task);
}

static void
feed_net_transport_fetch_async (FeedTransport          *transport,
                                const FeedRequest      *request,
                                const FeedFetchOptions *options,
                                GCancellable           *cancellable,
                                GAsyncReadyCallback     callback,
                                gpointer                user_data)
{
  FeedRestLimits limits = {
    .timeout_us = options->stall_us, .max_body = options->max_bytes, .out = options->out,
  };
  g_autoptr (GTask) task = g_task_new (transport, cancellable, callback, user_data);

  g_task_set_source_tag (task, feed_net_transport_request_async);
  feed_rest_send (session_for (transport, request), request, &limits, task);
}

static GBytes *
feed_net_transport_request_finish (FeedTransport *transport,
                                   GAsyncResult  *result,
                                   FeedReply     *reply,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, feed_net_transport_request_async), NULL);

  return feed_rest_finish (G_TASK (result), reply, error);
}

static gpointer
feed_net_transport_poller_new (FeedTransport *transport,
                               FeedPollerFunc func,
                               gpointer       user_data)
{
  return feed_poller_new (func, user_data);
}

static void
feed_net_transport_poller_set_due (FeedTransport *transport,
                                   gpointer       poller,
                                   gint64         due_us)
{
  feed_poller_set_due (poller, due_us);
}

static void
feed_net_transport_poller_free (FeedTransport *transport,
                                gpointer       poller)
{
  feed_poller_free (poller);
}

static void
feed_net_transport_iface_init (FeedTransportInterface *iface)
{
  iface->dial = feed_net_transport_dial;
  iface->request_async = feed_net_transport_request_async;
  iface->fetch_async = feed_net_transport_fetch_async;
  iface->request_finish = feed_net_transport_request_finish;
  iface->poller_new = feed_net_transport_poller_new;
  iface->poller_set_due = feed_net_transport_poller_set_due;
  iface->poller_free = feed_net_transport_poller_free;
}

static void
feed_net_transport_dispose (GObject *object)
{
  FeedNetTransport *self = FEED_NET_TRANSPORT (object);

  g_clear_object (&self->remote);
  g_clear_object (&self->loopback);
  G_OBJECT_CLASS (feed_net_transport_parent_class)->dispose (object);
}

static void
feed_net_transport_class_init (FeedNetTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = feed_net_transport_dispose;
}

static void
feed_net_transport_init (FeedNetTransport *self)
{
  self->remote = feed_http_session_new (FALSE);
  self->loopback = feed_http_session_new (TRUE);
}

FeedNetTransport *
feed_net_transport_new (void)
{
  return g_object_new (FEED_TYPE_NET_TRANSPORT, NULL);
}

void
feed_net_transport_set_tls_database (FeedNetTransport *self,
                                     GTlsDatabase     *database)
{
  g_return_if_fail (FEED_IS_NET_TRANSPORT (self));
  g_return_if_fail (G_IS_TLS_DATABASE (database));

  soup_session_set_tls_database (self->remote, database);
  soup_session_set_tls_database (self->loopback, database);
}
