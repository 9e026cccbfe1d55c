/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-listener.h"

#include "simulator/feedsim-timer.h"

/**
 * FeedsimListener:
 *
 * A port of 127.0.0.1 that can be shut and opened again. While it is shut its number stays bound:
 * nobody else gets it, and whoever connects is refused.
 */
struct _FeedsimListener {
  GObject parent_instance;

  GSocket          *socket;
  GSource          *source;
  guint16           port;
  FeedsimAcceptFunc on_accepted;
  gpointer          user_data;
};

G_DEFINE_FINAL_TYPE (FeedsimListener, feedsim_listener, G_TYPE_OBJECT)

static gboolean
on_incoming (GSocket     *socket,
             GIOCondition condition,
             gpointer     user_data)
{
  FeedsimListener *self = user_data;
  g_autoptr (GSocket) accepted = g_socket_accept (socket, NULL, NULL);

  if (accepted != NULL)
    self->on_accepted (accepted, self->user_data);
  return G_SOURCE_CONTINUE;
}

static void
drop_socket (FeedsimListener *self)
{
  feedsim_timer_drop (&self->source);
  if (self->socket != NULL)
    g_socket_close (self->socket, NULL);
  g_clear_object (&self->socket);
}

static gboolean
bind_socket (FeedsimListener *self,
             GError         **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1",
                                                                             self->port);
  g_autoptr (GSocketAddress) bound = NULL;

  drop_socket (self);
  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                               error);
  if (self->socket == NULL || !g_socket_bind (self->socket, wanted, TRUE, error))
    return FALSE;
  bound = g_socket_get_local_address (self->socket, error);
  if (bound == NULL)
    return FALSE;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return TRUE;
}

static void
feedsim_listener_dispose (GObject *object)
{
  drop_socket (FEEDSIM_LISTENER (object));

  G_OBJECT_CLASS (feedsim_listener_parent_class)->dispose (object);
}

static void
feedsim_listener_class_init (FeedsimListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = feedsim_listener_dispose;
}

static void
feedsim_listener_init (FeedsimListener *self)
{
}

/**
 * feedsim_listener_new:
 * @on_accepted: called with each connection
 * @user_data: for it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a listener on a free port, open
 */
FeedsimListener *
feedsim_listener_new (FeedsimAcceptFunc on_accepted,
                      gpointer          user_data,
                      GError          **error)
{
  g_autoptr (FeedsimListener) self = g_object_new (FEEDSIM_TYPE_LISTENER, NULL);

  self->on_accepted = on_accepted;
  self->user_data = user_data;
  if (!bind_socket (self, error) || !feedsim_listener_set_open (self, TRUE, error))
    return NULL;
  return g_steal_pointer (&self);
}

guint
feedsim_listener_get_port (FeedsimListener *self)
{
  g_return_val_if_fail (FEEDSIM_IS_LISTENER (self), 0);

  return self->port;
}

/**
 * feedsim_listener_set_open:
 * @self: the listener
 * @open: whether connections are accepted or refused
 * @error: return location for an error
 *
 * Returns: %FALSE if the system would not
 */
gboolean
feedsim_listener_set_open (FeedsimListener *self,
                           gboolean         open,
                           GError         **error)
{
  g_return_val_if_fail (FEEDSIM_IS_LISTENER (self), FALSE);

  if (open == (self->source != NULL))
    return TRUE;
  if (!open)
    return bind_socket (self, error);
  if (!g_socket_listen (self->socket, error))
    return FALSE;
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_static_name (self->source, "simulated stream: accept");
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_incoming), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return TRUE;
}
