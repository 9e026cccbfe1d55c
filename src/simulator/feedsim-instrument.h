/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-decimal.h"

G_BEGIN_DECLS

typedef enum {
  FEEDSIM_SERIES_QUOTE,
  FEEDSIM_SERIES_TRADE,
  FEEDSIM_SERIES_TICKER,
  FEEDSIM_SERIES_MINI_TICKER,
  FEEDSIM_SERIES_OTHER,
} FeedsimSeries;

#define FEEDSIM_N_SERIES FEEDSIM_SERIES_OTHER

typedef struct {
  gint64 update_id;
  gint64 bid;
  gint64 bid_size;
  gint64 ask;
  gint64 ask_size;
} FeedsimQuote;

typedef struct {
  gint64   id;
  gint64   price;
  gint64   size;
  gint64   event_ms;
  gint64   trade_ms;
  gboolean buyer_is_maker;
} FeedsimTrade;

/* What a venue knows of one symbol; numbers in units of 1e-8 */
typedef struct {
  guint        index;                      /* in its market */
  char        *symbol;                     /* INFY, BTCUSDT */
  char        *base_asset;
  char        *quote_asset;
  char        *streams[FEEDSIM_N_SERIES];  /* infy@bookTicker … */
  gint64       tick_size;
  gint64       step_size;
  gboolean     recorded[FEEDSIM_N_SERIES]; /* a replay has this series: it is not computed */
  gboolean     has_quote;
  gboolean     has_trade;
  gboolean     is_preview;                 /* the trade shown is the first to come */
  gboolean     is_dirty;                   /* changed since the last computed ticker */
  gboolean     is_mute;                    /* its streams say nothing */
  FeedsimQuote quote;
  FeedsimTrade trade;
  GArray      *tape;                       /* of FeedsimTrade: the newest, by rising id; NULL: not kept */
  gint64       open;
  gint64       high;
  gint64       low;
  gint64       previous_close;
  FeedsimWide  volume;
  FeedsimWide  quote_volume;
  gint64       first_id;
  gint64       count;
  gint64       open_ms;
  gint64       event_ms;                   /* of the newest message; 0 none yet */
} FeedsimInstrument;

/* Trades that an instrument remembers, at least */
#define FEEDSIM_TAPE_TRADES 5000

FeedsimInstrument *feedsim_instrument_new (const char *symbol,
                                           const char *base_asset,
                                           const char *quote_asset);
void feedsim_instrument_free (FeedsimInstrument *self);
void feedsim_instrument_apply_quote (FeedsimInstrument  *self,
                                     const FeedsimQuote *quote);
void feedsim_instrument_apply_trade (FeedsimInstrument  *self,
                                     const FeedsimTrade *trade);
void feedsim_instrument_saw_event (FeedsimInstrument *self,
                                   gint64             event_ms);
gint64 feedsim_instrument_get_average (const FeedsimInstrument *self);
gint64 feedsim_instrument_get_change (const FeedsimInstrument *self,
                                      gint64                  *per_cent_thousandths);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimInstrument, feedsim_instrument_free)

G_END_DECLS
