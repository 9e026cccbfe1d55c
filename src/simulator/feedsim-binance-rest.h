/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-fault-schedule.h"
#include "simulator/feedsim-market.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_BINANCE_REST (feedsim_binance_rest_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimBinanceRest, feedsim_binance_rest, FEEDSIM, BINANCE_REST, GObject)

FeedsimBinanceRest *feedsim_binance_rest_new (FeedsimMarket        *market,
                                              FeedsimFaultSchedule *schedule,
                                              GError **error);
guint feedsim_binance_rest_get_port (FeedsimBinanceRest *self);

G_END_DECLS
