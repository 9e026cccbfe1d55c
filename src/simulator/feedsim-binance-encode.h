/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-market.h"

G_BEGIN_DECLS

/* The text of a stream's message: whole as a combined stream sends it, and what is inside */
typedef struct {
  FeedsimSlice combined;
  FeedsimSlice data;
} FeedsimBinanceText;

void feedsim_binance_encode_event (FeedsimMarket      *market,
                                   const FeedsimEvent *event,
                                   GString            *buffer,
                                   FeedsimBinanceText *text);
void feedsim_binance_restamp (FeedsimMarket       *market,
                              const FeedsimRecord *record,
                              GString             *buffer,
                              FeedsimBinanceText  *text);
void feedsim_binance_append_statistics (FeedsimMarket           *market,
                                        const FeedsimInstrument *instrument,
                                        gboolean                 full,
                                        GString                 *out);
void feedsim_binance_append_book (const FeedsimInstrument *instrument,
                                  GString                 *out);
void feedsim_binance_append_price (const FeedsimInstrument *instrument,
                                   GString                 *out);
void feedsim_binance_append_old_trade (FeedsimMarket      *market,
                                       const FeedsimTrade *trade,
                                       GString            *out);
void feedsim_binance_append_rules (const FeedsimInstrument *instrument,
                                   GString                 *out);

G_END_DECLS
