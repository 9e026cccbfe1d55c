/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/net-black-hole.h"

#define N_FILLERS 8

struct _NetBlackHole {
  GSocket        *listener;
  GSocketAddress *address;
  GSocket        *fillers[N_FILLERS];
};

static GSocket *
socket_new (void)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  return socket;
}

NetBlackHole *
net_black_hole_new (void)
{
  NetBlackHole *self = g_new0 (NetBlackHole, 1);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);

  self->listener = socket_new ();
  g_socket_set_listen_backlog (self->listener, 1);
  g_assert_true (g_socket_bind (self->listener, any, FALSE, NULL));
  g_assert_true (g_socket_listen (self->listener, NULL));
  self->address = g_socket_get_local_address (self->listener, NULL);
  for (guint i = 0; i < N_FILLERS; i++) {
    self->fillers[i] = socket_new ();
    g_socket_set_blocking (self->fillers[i], FALSE);
    g_socket_connect (self->fillers[i], self->address, NULL, NULL);
  }
  return self;
}

guint16
net_black_hole_get_port (NetBlackHole *self)
{
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (self->address));
}

void
net_black_hole_free (NetBlackHole *self)
{
  for (guint i = 0; i < N_FILLERS; i++)
    g_object_unref (self->fillers[i]);
  g_object_unref (self->address);
  g_object_unref (self->listener);
  g_free (self);
}
