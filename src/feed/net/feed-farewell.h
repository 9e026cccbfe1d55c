/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Closes a WebSocket that nobody listens to any more, in the main context given: with a close frame
 * where the peer takes part, by force after two seconds where it does not. Takes a reference on
 * both; socket, the one below the connection, may be NULL */
void feed_farewell (SoupWebsocketConnection *connection,
                    GSocket                 *socket,
                    GMainContext            *context);

G_END_DECLS
