/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feedsim/feedsim-options.h"
#include "simulator/feedsim-market.h"

G_BEGIN_DECLS

FeedsimMarket *feedsim_binance_market_new (const FeedsimOptions *options);

G_END_DECLS
