/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-binance-client.h"

G_BEGIN_DECLS

/* What a sound venue would not send, but in its own words */

void feedsim_binance_send_stale (FeedsimMarket        *market,
                                 FeedsimBinanceClient *client,
                                 GString              *buffer);
void feedsim_binance_send_again (FeedsimMarket        *market,
                                 FeedsimBinanceClient *client,
                                 GString              *buffer,
                                 guint                 count);

G_END_DECLS
