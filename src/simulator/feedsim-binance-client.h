/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-binance-encode.h"
#include "simulator/feedsim-binance-subscriptions.h"
#include "simulator/feedsim-client.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_BINANCE_CLIENT (feedsim_binance_client_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimBinanceClient, feedsim_binance_client, FEEDSIM, BINANCE_CLIENT,
                      FeedsimClient)

FeedsimClient *feedsim_binance_client_new (GSocket *socket,
                                           guint refusal_status);
gboolean feedsim_binance_client_wants (FeedsimBinanceClient *self,
                                       const char           *stream);
gboolean feedsim_binance_client_is_fresh (FeedsimBinanceClient *self);
void     feedsim_binance_client_clear_fresh (FeedsimBinanceClient *self);
void     feedsim_binance_client_send (FeedsimBinanceClient     *self,
                                      const FeedsimBinanceText *text);

G_END_DECLS
