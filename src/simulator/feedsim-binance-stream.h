/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feedsim/feedsim-options.h"
#include "simulator/feedsim-fault-schedule.h"
#include "simulator/feedsim-market.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_BINANCE_STREAM (feedsim_binance_stream_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimBinanceStream, feedsim_binance_stream, FEEDSIM, BINANCE_STREAM,
                      GObject)

FeedsimBinanceStream *feedsim_binance_stream_new (FeedsimMarket        *market,
                                                  FeedsimFaultSchedule *schedule,
                                                  const FeedsimOptions *options,
                                                  GError **error);
guint feedsim_binance_stream_get_port (FeedsimBinanceStream *self);

G_END_DECLS
