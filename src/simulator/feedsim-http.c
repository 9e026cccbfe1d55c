/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-http.h"

#include <string.h>

#include "simulator/feedsim-listener.h"

/**
 * FeedsimHttp:
 *
 * An HTTP server on a free port of 127.0.0.1. The connections are accepted here and handed to
 * libsoup: its own listener (3.2) keeps a reference to each socket for good.
 */
struct _FeedsimHttp {
  GObject parent_instance;

  SoupServer      *server;
  FeedsimListener *listener;
};

G_DEFINE_FINAL_TYPE (FeedsimHttp, feedsim_http, G_TYPE_OBJECT)

static void
on_accepted (GSocket *socket,
             gpointer user_data)
{
  FeedsimHttp *self = user_data;
  g_autoptr (GSocketConnection) connection = g_socket_connection_factory_create_connection (socket);
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  /* Whoever is gone already has no address and needs no answer. */
  if (local != NULL && remote != NULL)
    soup_server_accept_iostream (self->server, G_IO_STREAM (connection), local, remote, NULL);
}

/* libsoup keeps no connection that it did not accept itself, but would not say so. */
static void
on_request_started (SoupServer        *server,
                    SoupServerMessage *message,
                    gpointer           user_data)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                "close");
}

static void
feedsim_http_dispose (GObject *object)
{
  FeedsimHttp *self = FEEDSIM_HTTP (object);

  g_clear_object (&self->listener);
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (feedsim_http_parent_class)->dispose (object);
}

static void
feedsim_http_class_init (FeedsimHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = feedsim_http_dispose;
}

static void
feedsim_http_init (FeedsimHttp *self)
{
}

/**
 * feedsim_http_new:
 * @callback: answers every request
 * @user_data: for it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a server
 */
FeedsimHttp *
feedsim_http_new (SoupServerCallback callback,
                  gpointer           user_data,
                  GError           **error)
{
  g_autoptr (FeedsimHttp) self = g_object_new (FEEDSIM_TYPE_HTTP, NULL);

  self->server = soup_server_new (NULL, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (on_request_started), NULL);
  soup_server_add_handler (self->server, NULL, callback, user_data, NULL);
  self->listener = feedsim_listener_new (on_accepted, self, error);
  return self->listener != NULL ? g_steal_pointer (&self) : NULL;
}

SoupServer *
feedsim_http_get_server (FeedsimHttp *self)
{
  g_return_val_if_fail (FEEDSIM_IS_HTTP (self), NULL);

  return self->server;
}

guint
feedsim_http_get_port (FeedsimHttp *self)
{
  g_return_val_if_fail (FEEDSIM_IS_HTTP (self), 0);

  return feedsim_listener_get_port (self->listener);
}

void
feedsim_http_answer (SoupServerMessage *message,
                     guint              status,
                     const char        *type,
                     const char        *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

/**
 * feedsim_http_answer_page:
 * @message: a request
 * @status: what to refuse it with
 *
 * Answers as a proxy before the venue would: with a page for people.
 */
void
feedsim_http_answer_page (SoupServerMessage *message,
                          guint              status)
{
  g_autofree char *body = g_strdup_printf ("<html><head><title>%u</title></head><body>%s</body>"
                                           "</html>\n", status, soup_status_get_phrase (status));

  feedsim_http_answer (message, status, FEEDSIM_HTTP_HTML, body);
}

void
feedsim_http_set_retry_after (SoupServerMessage *message,
                              guint              seconds)
{
  g_autofree char *text = g_strdup_printf ("%u", seconds);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                text);
}
