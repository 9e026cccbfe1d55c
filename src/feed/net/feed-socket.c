/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-socket.h"

#ifdef __linux__
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

guint64
feed_socket_get_consumed (GSocket *socket)
{
  struct tcp_info info = { 0 };
  socklen_t length = sizeof info;
  gssize unread = g_socket_get_available_bytes (socket);

  /* Older kernels, and sandboxes that stand in for one, give a shorter struct */
  if (getsockopt (g_socket_get_fd (socket), IPPROTO_TCP, TCP_INFO, &info, &length) != 0
      || length < G_STRUCT_OFFSET (struct tcp_info, tcpi_bytes_received) + sizeof (guint64)
      || unread < 0 || info.tcpi_bytes_received < (guint64) unread)
    return 0;
  return info.tcpi_bytes_received - (guint64) unread;
}
#else
guint64
feed_socket_get_consumed (GSocket *socket)
{
  return 0;
}
#endif
