/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-figures.h"

#include <math.h>

/* What the venue writes for the price of a level that is empty: -1 paisa */
#define NO_PRICE (-FEEDSIM_ONE / 100)
#define FIVE_PAISE (FEEDSIM_ONE / 20)

static gint64
round_price (double value,
             gint64 tick)
{
  return llround (value / (double) tick) * tick;
}

/* Behind the best bid and ask the book thickens; the same quote has the same levels. */
static void
fill_level (FeedsimAngelLevel       *level,
            const FeedsimInstrument *instrument,
            gint64                   best,
            gint64                   size,
            int                      place)
{
  guint mixed = ((guint) instrument->quote.update_id + (guint) place * 7919u) * 2654435761u;

  level->price = best + place * instrument->tick_size;
  level->quantity = size / FEEDSIM_ONE;
  level->orders = 1 + mixed % 40;
  if (place != 0)
    level->quantity = (1 + mixed / 64 % 200) * instrument->step_size / FEEDSIM_ONE;
  if (level->price <= 0)
    *level = (FeedsimAngelLevel) { NO_PRICE, 0, 0 };
}

static void
fill_levels (FeedsimAngelFigures     *self,
             const FeedsimAngelRow   *row,
             const FeedsimInstrument *instrument,
             guint                    n_levels)
{
  const FeedsimQuote *quote = &instrument->quote;

  self->total_buy = self->total_sell = 0;
  for (guint i = 0; i < n_levels; i++) {
    if (row->kind == FEEDSIM_ANGEL_INDEX) {
      self->buy[i] = self->sell[i] = (FeedsimAngelLevel) { NO_PRICE, 0, 0 };
      continue;
    }
    fill_level (&self->buy[i], instrument, quote->bid, quote->bid_size, -(int) i);
    fill_level (&self->sell[i], instrument, quote->ask, quote->ask_size, (int) i);
  }
  if (row->kind == FEEDSIM_ANGEL_INDEX)
    return;
  self->total_buy = self->volume / 14 + quote->bid_size / FEEDSIM_ONE * 3;
  self->total_sell = self->volume / 12 + quote->ask_size / FEEDSIM_ONE * 3;
}

static void
fill_bounds (FeedsimAngelFigures     *self,
             const FeedsimAngelRow   *row,
             const FeedsimInstrument *instrument)
{
  double close = (double) instrument->previous_close;
  gint64 tick = instrument->tick_size;
  gboolean is_option = row->kind == FEEDSIM_ANGEL_CALL || row->kind == FEEDSIM_ANGEL_PUT;

  self->year_high = MAX (instrument->high, round_price (close * 1.35, tick));
  self->year_low = is_option ? 0 : MIN (instrument->low, round_price (close * 0.7, tick));
  self->upper_circuit = round_price (close * (is_option ? 5 : 1.2), tick);
  self->lower_circuit = is_option ? FIVE_PAISE : round_price (close * 0.8, tick);
  if (row->kind == FEEDSIM_ANGEL_INDEX)
    self->upper_circuit = self->lower_circuit = 0;
}

/**
 * feedsim_angel_figures_take:
 * @self: (out caller-allocates): the figures
 * @market: the market
 * @row: what is known of the instrument
 * @instrument: where it stands
 * @n_levels: of the order book that are wanted
 */
void
feedsim_angel_figures_take (FeedsimAngelFigures     *self,
                            FeedsimMarket           *market,
                            const FeedsimAngelRow   *row,
                            const FeedsimInstrument *instrument,
                            guint                    n_levels)
{
  gboolean is_index = row->kind == FEEDSIM_ANGEL_INDEX;

  self->last = instrument->trade.price;
  self->last_quantity = is_index ? 0 : instrument->trade.size / FEEDSIM_ONE;
  self->average = is_index ? 0 : feedsim_instrument_get_average (instrument);
  self->volume = is_index ? 0 : (gint64) (instrument->volume / FEEDSIM_ONE);
  self->open = instrument->open;
  self->high = instrument->high;
  self->low = instrument->low;
  self->close = instrument->previous_close;
  self->open_interest = row->open_interest;
  if (row->open_interest > 0)
    self->open_interest += (instrument->trade.id * 7919 % 401 - 200) * (gint64) row->lot;
  self->feed_ms = feedsim_market_stamp (market, instrument->event_ms);
  self->trade_ms = feedsim_market_stamp (market, instrument->trade.trade_ms);
  fill_levels (self, row, instrument, n_levels);
  fill_bounds (self, row, instrument);
}
