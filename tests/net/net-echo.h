/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A well-behaved server of libsoup on 127.0.0.1, in the main thread. Its WebSocket sends back what
 * comes, but for "close": 4001 "as told", and "binary": the bytes 0 1 2. Its REST
 * answers "{}", below it /big 50 MB, /never nothing */
typedef struct _NetEcho NetEcho;

/* Over TLS with the certificate and key of tests/net/tls/FILE, where that is not NULL */
NetEcho *net_echo_new (const char *tls_file);
/* Valid as long as the server */
const char *net_echo_get_stream_uri (NetEcho *self);
const char *net_echo_get_rest_uri (NetEcho *self);
/* Of the last REST request */
SoupHTTPVersion net_echo_get_http_version (NetEcho *self);
/* WebSocket connections open now */
guint net_echo_get_count (NetEcho *self);
void  net_echo_free (NetEcho *self);

/* The authority that signed what tests/net/tls holds (transfer full) */
GTlsDatabase *net_echo_load_authority (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetEcho, net_echo_free)

G_END_DECLS
