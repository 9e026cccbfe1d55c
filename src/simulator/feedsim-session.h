/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "simulator/feedsim-frame.h"
#include "simulator/feedsim-handshake.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_SESSION (feedsim_session_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimSession, feedsim_session, FEEDSIM, SESSION, GObject)

/**
 * FeedsimSessionHandler:
 * @handshake: the client asks for a WebSocket: feedsim_session_agree() or _refuse()
 * @message: a whole text or binary message, or a PING or PONG, arrived
 * @drained: what was waiting to be sent is nearly gone
 * @closed: the connection is gone
 *
 * What the owner of a session is told.
 */
typedef struct {
  void (*handshake)(FeedsimSession         *session,
                    const FeedsimHandshake *handshake,
                    gpointer                user_data);
  void (*message)(FeedsimSession *session,
                  FeedsimOpcode   opcode,
                  const char     *payload,
                  gsize           length,
                  gpointer        user_data);
  void (*drained)(FeedsimSession *session,
                  gpointer        user_data);
  void (*closed)(FeedsimSession *session,
                 gpointer        user_data);
} FeedsimSessionHandler;

FeedsimSession *feedsim_session_new (GSocket                     *socket,
                                     const FeedsimSessionHandler *handler,
                                     gpointer                     user_data);
void feedsim_session_agree (FeedsimSession         *self,
                            const FeedsimHandshake *handshake);
void feedsim_session_refuse (FeedsimSession *self,
                             guint           status);
void feedsim_session_refuse_with (FeedsimSession *self,
                                  const char     *response);
gboolean feedsim_session_is_open (FeedsimSession *self);
gboolean feedsim_session_is_gone (FeedsimSession *self);
gboolean feedsim_session_is_full (FeedsimSession *self);
void     feedsim_session_queue (FeedsimSession *self,
                                FeedsimOpcode   opcode,
                                gconstpointer   payload,
                                gsize           length);
void feedsim_session_queue_raw (FeedsimSession *self,
                                gconstpointer   bytes,
                                gsize           length);
void feedsim_session_silence (FeedsimSession *self);
void feedsim_session_flush (FeedsimSession *self);
void feedsim_session_set_frozen (FeedsimSession *self,
                                 gboolean        frozen);
void feedsim_session_set_rate (FeedsimSession *self,
                               guint           bytes_per_s);
void feedsim_session_close (FeedsimSession *self,
                            guint           code,
                            const char     *reason);
void feedsim_session_cut (FeedsimSession *self,
                          gboolean        reset);
void feedsim_session_check (FeedsimSession *self,
                            gint64          now_us);

G_END_DECLS
