/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-venue.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_BINANCE_VENUE (feedsim_binance_venue_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimBinanceVenue, feedsim_binance_venue, FEEDSIM, BINANCE_VENUE,
                      FeedsimVenue)

FeedsimVenue *feedsim_binance_venue_new (const FeedsimOptions *options,
                                         GError **error);

G_END_DECLS
