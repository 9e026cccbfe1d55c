/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-http.h"

#include <string.h>

/**
 * feedsim_http_listen:
 * @callback: answers every request
 * @user_data: for it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a server on a free port of 127.0.0.1
 */
SoupServer *
feedsim_http_listen (SoupServerCallback callback,
                     gpointer           user_data,
                     GError           **error)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);

  soup_server_add_handler (server, NULL, callback, user_data, NULL);
  if (!soup_server_listen (server, address, 0, error))
    return NULL;
  return g_steal_pointer (&server);
}

static void
free_uris (GSList *uris)
{
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

guint
feedsim_http_get_port (SoupServer *server)
{
  GSList *uris = soup_server_get_uris (server);
  guint port = uris != NULL ? (guint) g_uri_get_port (uris->data) : 0;

  free_uris (uris);
  return port;
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
