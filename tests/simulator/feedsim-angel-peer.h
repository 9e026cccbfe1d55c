/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "simulator/feedsim-angel-desk.h"
#include "simulator/feedsim-peer.h"

G_BEGIN_DECLS

#define ANGEL_AUTH "/rest/auth/angelbroking/"
#define ANGEL_SECURE "/rest/secure/angelbroking/"

/* A log-in to a simulator by HTTP, with what came of it */
typedef struct {
  JsonParser *description;
  const char *client_code;
  const char *pin;
  const char *api_key;
  const char *totp_secret;
  char       *jwt;
  char       *refresh;
  char       *feed;
} AngelPeer;

FeedsimServer *angel_start_server (const char *fault);
char          *angel_make_totp (const char *base32,
                                gint64      offset_s);
FeedsimReply *angel_request (FeedsimServer   *server,
                             const AngelPeer *peer,
                             const char      *method,
                             const char      *path,
                             const char      *body);
FeedsimPeer *angel_connect (FeedsimServer   *server,
                            const AngelPeer *peer);
AngelPeer *angel_log_in (FeedsimServer *server);
void       angel_take_tokens (AngelPeer  *peer,
                              const char *text);
void angel_peer_free (AngelPeer *peer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AngelPeer, angel_peer_free)

G_END_DECLS
