/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-fault.h"
#include "simulator/feedsim-json.h"
#include "simulator/feedsim-session.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_CLIENT (feedsim_client_get_type ())
G_DECLARE_DERIVABLE_TYPE (FeedsimClient, feedsim_client, FEEDSIM, CLIENT, GObject)

/**
 * FeedsimClientClass:
 * @garbage_texts: valid UTF-8 each, and no message of the venue
 * @n_garbage_texts: how many
 * @garbage_binaries: likewise, in binary frames
 * @n_garbage_binaries: how many
 * @handshake: it asks for a WebSocket and is not refused by a fault: feedsim_session_agree() or
 *   _refuse()
 * @message: a text or binary message, a PING or a PONG
 * @forget: drop all its subscriptions without telling
 * @check: called every now and then while it is open: whoever is dead is to be closed
 * @announce_end: (nullable): say that the server is about to go
 *
 * A venue's rules for one connection.
 */
struct _FeedsimClientClass {
  GObjectClass parent_class;

  const char *const  *garbage_texts;
  gsize               n_garbage_texts;
  const FeedsimSlice *garbage_binaries;
  gsize               n_garbage_binaries;

  void (*handshake)    (FeedsimClient          *self,
                        const FeedsimHandshake *handshake);
  void (*message)      (FeedsimClient *self,
                        FeedsimOpcode  opcode,
                        const char    *payload,
                        gsize          length);
  void (*forget)       (FeedsimClient *self);
  void (*check)        (FeedsimClient *self,
                        guint          ping_ms,
                        guint          pong_ms);
  void (*announce_end) (FeedsimClient *self,
                        gint64         time_ms);
};

void feedsim_client_open (FeedsimClient *self,
                          GSocket       *socket,
                          guint          refusal_status);
FeedsimSession *feedsim_client_get_session (FeedsimClient *self);
void            feedsim_client_subscribed (FeedsimClient *self);
void            feedsim_client_set_cutter (FeedsimClient *self,
                                           GRand         *cutter);
void feedsim_client_send (FeedsimClient *self,
                          FeedsimOpcode  opcode,
                          gconstpointer  payload,
                          gsize          length);
void feedsim_client_send_garbage (FeedsimClient *self,
                                  FeedsimGarbage kind,
                                  guint          turn);
void feedsim_client_announce_end (FeedsimClient *self,
                                  gint64         time_ms);
void feedsim_client_forget (FeedsimClient *self);
void feedsim_client_check (FeedsimClient *self,
                           guint          ping_ms,
                           guint          pong_ms);

G_END_DECLS
