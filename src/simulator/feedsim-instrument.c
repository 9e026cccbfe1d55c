/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-instrument.h"

#include <string.h>

/* More than any day's trading: beyond it only a forged recording gets */
#define MAX_SUM ((FeedsimWide) G_MAXINT64 * G_MAXINT32)

static const char *const SERIES_NAMES[FEEDSIM_N_SERIES] = {
  "bookTicker", "trade", "ticker", "miniTicker",
};

static const char *const QUOTE_ASSETS[] = {
  "FDUSD", "USDT", "USDC", "TUSD", "BUSD", "BTC", "ETH", "BNB", "EUR", "TRY", "INR", "JPY", "BRL",
  "USD",
};

static const char *
find_quote_asset (const char *symbol)
{
  for (gsize i = 0; i < G_N_ELEMENTS (QUOTE_ASSETS); i++)
    if (g_str_has_suffix (symbol, QUOTE_ASSETS[i]) && strlen (symbol) > strlen (QUOTE_ASSETS[i]))
      return QUOTE_ASSETS[i];
  return NULL;
}

/**
 * feedsim_instrument_new:
 * @symbol: the venue's name for it, upper case
 * @base_asset: (nullable): what is traded; %NULL to tell it from the symbol
 * @quote_asset: (nullable): what it is paid with; %NULL likewise
 *
 * Returns: (transfer full): an instrument without a market yet
 */
FeedsimInstrument *
feedsim_instrument_new (const char *symbol,
                        const char *base_asset,
                        const char *quote_asset)
{
  FeedsimInstrument *self = g_new0 (FeedsimInstrument, 1);
  const char *found = quote_asset != NULL ? quote_asset : find_quote_asset (symbol);
  g_autofree char *lower = g_ascii_strdown (symbol, -1);

  self->symbol = g_strdup (symbol);
  self->quote_asset = g_strdup (found != NULL ? found : "USDT");
  if (base_asset != NULL)
    self->base_asset = g_strdup (base_asset);
  else
    self->base_asset = g_strndup (symbol, strlen (symbol) - (found != NULL ? strlen (found) : 0));
  for (int i = 0; i < FEEDSIM_N_SERIES; i++)
    self->streams[i] = g_strconcat (lower, "@", SERIES_NAMES[i], NULL);
  self->tick_size = FEEDSIM_ONE;
  self->step_size = FEEDSIM_ONE;
  self->first_id = -1;
  self->trade.id = -1;
  self->tape = g_array_new (FALSE, FALSE, sizeof (FeedsimTrade));
  return self;
}

void
feedsim_instrument_free (FeedsimInstrument *self)
{
  g_free (self->symbol);
  g_free (self->base_asset);
  g_free (self->quote_asset);
  g_clear_pointer (&self->tape, g_array_unref);
  for (int i = 0; i < FEEDSIM_N_SERIES; i++)
    g_free (self->streams[i]);
  g_free (self);
}

void
feedsim_instrument_apply_quote (FeedsimInstrument  *self,
                                const FeedsimQuote *quote)
{
  self->quote = *quote;
  self->has_quote = TRUE;
  self->is_dirty = TRUE;
}

static void
remember_trade (FeedsimInstrument  *self,
                const FeedsimTrade *trade)
{
  if (self->tape == NULL)
    return;
  /* A recording that begins again */
  if (self->tape->len > 0 &&
      trade->id <= g_array_index (self->tape, FeedsimTrade, self->tape->len - 1).id)
    g_array_set_size (self->tape, 0);
  if (self->tape->len == 2 * FEEDSIM_TAPE_TRADES)
    g_array_remove_range (self->tape, 0, FEEDSIM_TAPE_TRADES);
  g_array_append_vals (self->tape, trade, 1);
}

/**
 * feedsim_instrument_apply_trade:
 * @self: the instrument
 * @trade: a trade; the first one opens the day unless there is a history already
 */
void
feedsim_instrument_apply_trade (FeedsimInstrument  *self,
                                const FeedsimTrade *trade)
{
  if (!self->has_trade || self->is_preview) {
    self->open = self->high = self->low = self->previous_close = trade->price;
    self->volume = 0;
    self->quote_volume = 0;
    self->count = 0;
    self->first_id = trade->id;
    self->open_ms = trade->event_ms;
  }
  self->trade = *trade;
  self->has_trade = TRUE;
  self->is_preview = FALSE;
  self->is_dirty = TRUE;
  self->high = MAX (self->high, trade->price);
  self->low = MIN (self->low, trade->price);
  self->volume += trade->size;
  self->quote_volume += feedsim_decimal_product (trade->price, trade->size);
  self->count++;
  remember_trade (self, trade);
  feedsim_instrument_saw_event (self, trade->event_ms);
}

/**
 * feedsim_instrument_saw_event:
 * @self: the instrument
 * @event_ms: the event time of a message about it
 */
void
feedsim_instrument_saw_event (FeedsimInstrument *self,
                              gint64             event_ms)
{
  self->event_ms = MAX (self->event_ms, event_ms);
}

/**
 * feedsim_instrument_get_average:
 * @self: the instrument
 *
 * Returns: the average price weighted by volume
 */
gint64
feedsim_instrument_get_average (const FeedsimInstrument *self)
{
  if (self->volume == 0 || self->quote_volume > MAX_SUM)
    return self->has_trade ? self->trade.price : 0;
  return (gint64) (self->quote_volume * FEEDSIM_ONE / self->volume);
}

/**
 * feedsim_instrument_get_change:
 * @self: the instrument
 * @per_cent_thousandths: (out): the change in 1/1000 of a per cent, as Binance prints it
 *
 * Returns: the last price less the price at the opening
 */
gint64
feedsim_instrument_get_change (const FeedsimInstrument *self,
                               gint64                  *per_cent_thousandths)
{
  gint64 change = self->has_trade ? self->trade.price - self->open : 0;

  *per_cent_thousandths = self->open != 0 ?
                          (gint64) ((FeedsimWide) change * 100000 / self->open) :
                          0;
  return change;
}
