/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-binance-encode.h"
#include "simulator/feedsim-binance-subscriptions.h"
#include "simulator/feedsim-fault.h"
#include "simulator/feedsim-session.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_BINANCE_CLIENT (feedsim_binance_client_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimBinanceClient, feedsim_binance_client, FEEDSIM, BINANCE_CLIENT,
                      GObject)

FeedsimBinanceClient *feedsim_binance_client_new (GSocket *socket,
                                                  guint refusal_status);
FeedsimSession *feedsim_binance_client_get_session (FeedsimBinanceClient *self);
gboolean        feedsim_binance_client_wants (FeedsimBinanceClient *self,
                                              const char           *stream);
gboolean feedsim_binance_client_take_fresh (FeedsimBinanceClient *self);
void     feedsim_binance_client_send (FeedsimBinanceClient     *self,
                                      const FeedsimBinanceText *text,
                                      gboolean                  truncate);
void feedsim_binance_client_send_garbage (FeedsimBinanceClient *self,
                                          FeedsimGarbage        kind,
                                          guint                 turn);
void feedsim_binance_client_announce_end (FeedsimBinanceClient *self,
                                          gint64                time_ms);
void feedsim_binance_client_forget (FeedsimBinanceClient *self);
void feedsim_binance_client_check (FeedsimBinanceClient *self,
                                   guint                 ping_ms,
                                   guint                 pong_ms);

G_END_DECLS
