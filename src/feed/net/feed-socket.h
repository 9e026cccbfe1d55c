/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bytes that came over a TCP socket and were read from it; 0 where the system does not say */
guint64 feed_socket_get_consumed (GSocket *socket);

G_END_DECLS
