/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feedsim/feedsim.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A client of the simulator: libsoup's WebSocket, and what came out of it */
typedef struct {
  SoupSession             *session;
  SoupWebsocketConnection *connection;
  GPtrArray               *texts;
  GPtrArray               *binaries;   /* of GBytes */
  guint                    n_binary;
  guint                    n_errors;
  gboolean                 is_done;    /* the handshake is over, one way or the other */
  gboolean                 is_closed;
  SoupMessage             *message;    /* the handshake */
  GError                  *error;
} FeedsimPeer;

/* The answer to one request */
typedef struct {
  SoupMessage *message;
  GBytes      *body;
  gboolean     is_done;
} FeedsimReply;

/* Far beyond what a sanitizer build on a busy machine needs */
#define PEER_DEADLINE_MS 200000

FeedsimServer *feedsim_peer_start_server (const char *replay_text,
                                          const char *fault);
FeedsimPeer *feedsim_peer_begin (FeedsimServer *server,
                                 const char    *path);
FeedsimPeer *feedsim_peer_new (FeedsimServer *server,
                               const char    *path);
FeedsimPeer *feedsim_peer_new_with (FeedsimServer     *server,
                                    const char        *path,
                                    const char *const *headers);
void feedsim_peer_free (FeedsimPeer *self);
void feedsim_peer_send (FeedsimPeer *self,
                        const char  *text);
void feedsim_peer_wait_texts (FeedsimPeer *self,
                              guint        count);
GBytes *feedsim_peer_wait_binary (FeedsimPeer *self,
                                  guint        index);
void feedsim_peer_wait_text (FeedsimPeer *self,
                             const char  *part);
void        feedsim_peer_wait_closed (FeedsimPeer *self);
const char *feedsim_peer_find (FeedsimPeer *self,
                               const char  *part);

FeedsimReply *feedsim_reply_begin (const char *method,
                                   const char *base,
                                   const char *path,
                                   const char *body);
FeedsimReply *feedsim_reply_new (const char *method,
                                 const char *base,
                                 const char *path,
                                 const char *body);
FeedsimReply *feedsim_reply_new_with (const char        *method,
                                      const char        *base,
                                      const char        *path,
                                      const char        *body,
                                      const char *const *headers);
void        feedsim_reply_free (FeedsimReply *self);
void        feedsim_reply_wait (FeedsimReply *self);
guint       feedsim_reply_get_status (FeedsimReply *self);
char       *feedsim_reply_get_text (FeedsimReply *self);
const char *feedsim_reply_get_header (FeedsimReply *self,
                                      const char   *name);
char *feedsim_peer_get (FeedsimServer *server,
                        const char    *path);
gint64 feedsim_peer_get_last_id (FeedsimServer *server,
                                 const char    *symbol);
void feedsim_peer_wait_market (FeedsimServer *server,
                               const char    *symbol,
                               guint          trades);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimPeer, feedsim_peer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimReply, feedsim_reply_free)

G_END_DECLS
