/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A server of raw sockets on 127.0.0.1 that does what no HTTP library would: a script runs for each
 * connection, in a thread of its own with blocking calls. All of them fail once the server is
 * freed */
typedef struct _NetServer NetServer;

typedef struct {
  GSocket       *socket;
  GInputStream  *input;
  GOutputStream *output;
  GCancellable  *cancellable;
  gpointer       data;
} NetPeer;

typedef void (*NetScript) (NetPeer *peer);

NetServer *net_server_new (NetScript script,
                           gpointer  data);
guint16 net_server_get_port (NetServer *self);
/* Connections so far */
int net_server_get_count (NetServer *self);
/* Scripts that have not ended */
int net_server_get_running (NetServer *self);
/* Waits for the scripts to end */
void net_server_free (NetServer *self);

/* Up to and with the empty line; NULL where the peer went away (transfer full) */
char    *net_peer_read_request (NetPeer *peer);
gboolean net_peer_write (NetPeer      *peer,
                         gconstpointer data,
                         gsize         length);
gboolean net_peer_print (NetPeer    *peer,
                         const char *text);
/* Reads the handshake and answers 101; with_frame goes out in the same write, where it is not
 * NULL */
gboolean net_peer_upgrade (NetPeer *peer,
                           GBytes  *with_frame);
/* Reads until the peer ends the connection */
void net_peer_drain (NetPeer *peer);
/* Reads nothing, sends nothing, until the server is freed */
void net_peer_hang (NetPeer *peer);
/* The connection will end with RST */
void net_peer_reset (NetPeer *peer);
/* One unmasked WebSocket frame, first byte as it is (transfer full) */
GBytes *net_frame_new (guint8        first,
                       gconstpointer data,
                       gsize         length);
/* Descriptors this process has open */
guint net_count_descriptors (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetServer, net_server_free)

G_END_DECLS
