/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The request that opens a WebSocket (RFC 6455, section 4.2.1) */
typedef struct {
  char               *path;     /* decoded, without the query */
  char               *query;    /* as it was sent, or NULL */
  char               *key;      /* NULL: no request for a WebSocket */
  SoupMessageHeaders *headers;
} FeedsimHandshake;

FeedsimHandshake *feedsim_handshake_parse (const char *text,
                                           gsize       length);
void  feedsim_handshake_free (FeedsimHandshake *self);
char *feedsim_handshake_make_response (const FeedsimHandshake *self);
char *feedsim_handshake_make_refusal (guint status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimHandshake, feedsim_handshake_free)

G_END_DECLS
