/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-angel-row.h"
#include "simulator/feedsim-market.h"

G_BEGIN_DECLS

#define FEEDSIM_ANGEL_BEST 5
#define FEEDSIM_ANGEL_DEPTH 20

typedef struct {
  gint64 price;
  gint64 quantity;
  guint  orders;
} FeedsimAngelLevel;

/* All that the venue says of an instrument; prices in units of 1e-8, -1e-2 where there is none */
typedef struct {
  gint64            last;
  gint64            last_quantity;
  gint64            average;
  gint64            volume;
  gint64            open;
  gint64            high;
  gint64            low;
  gint64            close;
  gint64            upper_circuit;
  gint64            lower_circuit;
  gint64            year_high;
  gint64            year_low;
  gint64            open_interest;
  gint64            total_buy;
  gint64            total_sell;
  gint64            feed_ms;        /* by the venue's clock */
  gint64            trade_ms;
  FeedsimAngelLevel buy[FEEDSIM_ANGEL_DEPTH];
  FeedsimAngelLevel sell[FEEDSIM_ANGEL_DEPTH];
} FeedsimAngelFigures;

void feedsim_angel_figures_take (FeedsimAngelFigures     *self,
                                 FeedsimMarket           *market,
                                 const FeedsimAngelRow   *row,
                                 const FeedsimInstrument *instrument,
                                 guint                    n_levels);

G_END_DECLS
