/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-binance-encode.h"

#include <string.h>

/* Binance's field names, from web-socket-streams.md and rest-api.md */

static void
append_text (GString    *out,
             const char *name,
             const char *value)
{
  g_string_append_printf (out, ",\"%s\":\"%s\"", name, value);
}

static void
append_name (GString    *out,
             const char *name)
{
  g_string_append_len (out, ",\"", 2);
  g_string_append (out, name);
  g_string_append_len (out, "\":", 2);
}

static void
append_decimal (GString    *out,
                const char *name,
                FeedsimWide value)
{
  append_name (out, name);
  g_string_append_c (out, '"');
  feedsim_decimal_append_wide (out, value);
  g_string_append_c (out, '"');
}

static void
append_per_cent (GString    *out,
                 const char *name,
                 gint64      thousandths)
{
  append_name (out, name);
  g_string_append_c (out, '"');
  feedsim_decimal_append_scaled (out, thousandths, 3);
  g_string_append_c (out, '"');
}

static void
append_integer (GString    *out,
                const char *name,
                gint64      value)
{
  append_name (out, name);
  feedsim_decimal_append_scaled (out, value, 0);
}

static void
append_quote (const FeedsimInstrument *instrument,
              GString                 *out)
{
  const FeedsimQuote *quote = &instrument->quote;

  g_string_append (out, "{\"u\":");
  feedsim_decimal_append_scaled (out, quote->update_id, 0);
  append_text (out, "s", instrument->symbol);
  append_decimal (out, "b", quote->bid);
  append_decimal (out, "B", quote->bid_size);
  append_decimal (out, "a", quote->ask);
  append_decimal (out, "A", quote->ask_size);
  g_string_append_c (out, '}');
}

static void
append_trade (FeedsimMarket           *market,
              const FeedsimInstrument *instrument,
              GString                 *out)
{
  const FeedsimTrade *trade = &instrument->trade;

  g_string_append (out, "{\"e\":\"trade\"");
  append_integer (out, "E", feedsim_market_stamp (market, trade->event_ms));
  append_text (out, "s", instrument->symbol);
  append_integer (out, "t", trade->id);
  append_decimal (out, "p", trade->price);
  append_decimal (out, "q", trade->size);
  append_integer (out, "T", feedsim_market_stamp (market, trade->trade_ms));
  g_string_append_printf (out, ",\"m\":%s,\"M\":true}",
                          trade->buyer_is_maker ? "true" : "false");
}

static gint64
get_last_id (const FeedsimInstrument *instrument)
{
  return instrument->has_trade ? instrument->trade.id : -1;
}

static void
append_mini_ticker (FeedsimMarket           *market,
                    const FeedsimInstrument *instrument,
                    GString                 *out)
{
  g_string_append (out, "{\"e\":\"24hrMiniTicker\"");
  append_integer (out, "E", feedsim_market_stamp (market, instrument->event_ms));
  append_text (out, "s", instrument->symbol);
  append_decimal (out, "c", instrument->trade.price);
  append_decimal (out, "o", instrument->open);
  append_decimal (out, "h", instrument->high);
  append_decimal (out, "l", instrument->low);
  append_decimal (out, "v", instrument->volume);
  append_decimal (out, "q", instrument->quote_volume);
  g_string_append_c (out, '}');
}

static void
append_ticker (FeedsimMarket           *market,
               const FeedsimInstrument *instrument,
               GString                 *out)
{
  gint64 per_cent;
  gint64 change = feedsim_instrument_get_change (instrument, &per_cent);

  g_string_append (out, "{\"e\":\"24hrTicker\"");
  append_integer (out, "E", feedsim_market_stamp (market, instrument->event_ms));
  append_text (out, "s", instrument->symbol);
  append_decimal (out, "p", change);
  append_per_cent (out, "P", per_cent);
  append_decimal (out, "w", feedsim_instrument_get_average (instrument));
  append_decimal (out, "x", instrument->previous_close);
  append_decimal (out, "c", instrument->trade.price);
  append_decimal (out, "Q", instrument->trade.size);
  append_decimal (out, "b", instrument->quote.bid);
  append_decimal (out, "B", instrument->quote.bid_size);
  append_decimal (out, "a", instrument->quote.ask);
  append_decimal (out, "A", instrument->quote.ask_size);
  append_decimal (out, "o", instrument->open);
  append_decimal (out, "h", instrument->high);
  append_decimal (out, "l", instrument->low);
  append_decimal (out, "v", instrument->volume);
  append_decimal (out, "q", instrument->quote_volume);
  append_integer (out, "O", feedsim_market_stamp (market, instrument->open_ms));
  append_integer (out, "C", feedsim_market_stamp (market, instrument->event_ms));
  append_integer (out, "F", instrument->first_id);
  append_integer (out, "L", get_last_id (instrument));
  append_integer (out, "n", instrument->count);
  g_string_append_c (out, '}');
}

/**
 * feedsim_binance_encode_event:
 * @market: the market, for its times
 * @event: what to send; what it changed is in its instrument already
 * @buffer: for the text
 * @text: (out): the text, in @buffer
 */
void
feedsim_binance_encode_event (FeedsimMarket      *market,
                              const FeedsimEvent *event,
                              GString            *buffer,
                              FeedsimBinanceText *text)
{
  gsize start;

  g_string_assign (buffer, "{\"stream\":\"");
  g_string_append (buffer, event->instrument->streams[event->series]);
  g_string_append (buffer, "\",\"data\":");
  start = buffer->len;
  if (event->series == FEEDSIM_SERIES_QUOTE)
    append_quote (event->instrument, buffer);
  else if (event->series == FEEDSIM_SERIES_TRADE)
    append_trade (market, event->instrument, buffer);
  else if (event->series == FEEDSIM_SERIES_TICKER)
    append_ticker (market, event->instrument, buffer);
  else
    append_mini_ticker (market, event->instrument, buffer);
  text->data = (FeedsimSlice) { buffer->str + start, buffer->len - start };
  g_string_append_c (buffer, '}');
  text->data.start = buffer->str + start;
  text->combined = (FeedsimSlice) { buffer->str, buffer->len };
}

/**
 * feedsim_binance_restamp:
 * @market: the market, for its times
 * @record: what was recorded
 * @buffer: for the text
 * @text: (out): the same text with its times shifted, in @buffer
 */
void
feedsim_binance_restamp (FeedsimMarket       *market,
                         const FeedsimRecord *record,
                         GString             *buffer,
                         FeedsimBinanceText  *text)
{
  const char *copied = record->text.start;
  const char *data_end = record->data.start + record->data.length;
  gsize start = (gsize) (record->data.start - record->text.start);
  FeedsimMembers members;
  FeedsimSlice key;
  FeedsimSlice value;
  gsize data_length;

  g_string_truncate (buffer, 0);
  feedsim_members_init (&members, record->data);
  while (feedsim_members_next (&members, &key, &value)) {
    gint64 time_ms;

    if (key.length != 1 || strchr ("ETOC", key.start[0]) == NULL ||
        !feedsim_slice_get_integer (value, &time_ms))
      continue;
    g_string_append_len (buffer, copied, value.start - copied);
    feedsim_decimal_append_scaled (buffer, feedsim_market_stamp (market, time_ms), 0);
    copied = value.start + value.length;
  }
  g_string_append_len (buffer, copied, data_end - copied);
  data_length = buffer->len - start;
  g_string_append_len (buffer, data_end, record->text.start + record->text.length - data_end);
  text->combined = (FeedsimSlice) { buffer->str, buffer->len };
  text->data = (FeedsimSlice) { buffer->str + start, data_length };
}

/**
 * feedsim_binance_append_statistics:
 * @market: the market, for its times
 * @instrument: the instrument
 * @full: with bid, ask and change
 * @out: where to
 *
 * One object of `/api/v3/ticker/24hr`.
 */
void
feedsim_binance_append_statistics (FeedsimMarket           *market,
                                   const FeedsimInstrument *instrument,
                                   gboolean                 full,
                                   GString                 *out)
{
  gint64 per_cent;
  gint64 change = feedsim_instrument_get_change (instrument, &per_cent);

  g_string_append_printf (out, "{\"symbol\":\"%s\"", instrument->symbol);
  if (full) {
    append_decimal (out, "priceChange", change);
    append_per_cent (out, "priceChangePercent", per_cent);
    append_decimal (out, "weightedAvgPrice", feedsim_instrument_get_average (instrument));
    append_decimal (out, "prevClosePrice", instrument->previous_close);
  }
  append_decimal (out, "lastPrice", instrument->trade.price);
  if (full) {
    append_decimal (out, "lastQty", instrument->trade.size);
    append_decimal (out, "bidPrice", instrument->quote.bid);
    append_decimal (out, "bidQty", instrument->quote.bid_size);
    append_decimal (out, "askPrice", instrument->quote.ask);
    append_decimal (out, "askQty", instrument->quote.ask_size);
  }
  append_decimal (out, "openPrice", instrument->open);
  append_decimal (out, "highPrice", instrument->high);
  append_decimal (out, "lowPrice", instrument->low);
  append_decimal (out, "volume", instrument->volume);
  append_decimal (out, "quoteVolume", instrument->quote_volume);
  append_integer (out, "openTime", feedsim_market_stamp (market, instrument->open_ms));
  append_integer (out, "closeTime", feedsim_market_stamp (market, instrument->event_ms));
  append_integer (out, "firstId", instrument->first_id);
  append_integer (out, "lastId", get_last_id (instrument));
  append_integer (out, "count", instrument->count);
  g_string_append_c (out, '}');
}

/**
 * feedsim_binance_append_book:
 * @instrument: the instrument
 * @out: where to
 *
 * One object of `/api/v3/ticker/bookTicker`.
 */
void
feedsim_binance_append_book (const FeedsimInstrument *instrument,
                             GString                 *out)
{
  g_string_append_printf (out, "{\"symbol\":\"%s\"", instrument->symbol);
  append_decimal (out, "bidPrice", instrument->quote.bid);
  append_decimal (out, "bidQty", instrument->quote.bid_size);
  append_decimal (out, "askPrice", instrument->quote.ask);
  append_decimal (out, "askQty", instrument->quote.ask_size);
  g_string_append_c (out, '}');
}

/* An element of historicalTrades and trades */
void
feedsim_binance_append_old_trade (FeedsimMarket      *market,
                                  const FeedsimTrade *trade,
                                  GString            *out)
{
  g_string_append_printf (out, "{\"id\":%" G_GINT64_FORMAT, trade->id);
  append_decimal (out, "price", trade->price);
  append_decimal (out, "qty", trade->size);
  append_decimal (out, "quoteQty", feedsim_decimal_product (trade->price, trade->size));
  append_integer (out, "time", feedsim_market_stamp (market, trade->trade_ms));
  g_string_append_printf (out, ",\"isBuyerMaker\":%s,\"isBestMatch\":true}",
                          trade->buyer_is_maker ? "true" : "false");
}

/**
 * feedsim_binance_append_price:
 * @instrument: the instrument
 * @out: where to
 *
 * One object of `/api/v3/ticker/price`.
 */
void
feedsim_binance_append_price (const FeedsimInstrument *instrument,
                              GString                 *out)
{
  g_string_append_printf (out, "{\"symbol\":\"%s\"", instrument->symbol);
  append_decimal (out, "price", instrument->trade.price);
  g_string_append_c (out, '}');
}

/**
 * feedsim_binance_append_rules:
 * @instrument: the instrument
 * @out: where to
 *
 * One object of the `symbols` of `/api/v3/exchangeInfo`.
 */
void
feedsim_binance_append_rules (const FeedsimInstrument *instrument,
                              GString                 *out)
{
  g_string_append_printf (out, "{\"symbol\":\"%s\",\"status\":\"TRADING\"", instrument->symbol);
  append_text (out, "baseAsset", instrument->base_asset);
  append_integer (out, "baseAssetPrecision", FEEDSIM_DECIMALS);
  append_text (out, "quoteAsset", instrument->quote_asset);
  append_integer (out, "quotePrecision", FEEDSIM_DECIMALS);
  append_integer (out, "quoteAssetPrecision", FEEDSIM_DECIMALS);
  g_string_append (out, ",\"orderTypes\":[\"LIMIT\",\"MARKET\"],\"isSpotTradingAllowed\":true"
                        ",\"filters\":[{\"filterType\":\"PRICE_FILTER\"");
  append_decimal (out, "minPrice", instrument->tick_size);
  append_decimal (out, "maxPrice", FEEDSIM_ONE * 1000000);
  append_decimal (out, "tickSize", instrument->tick_size);
  g_string_append (out, "},{\"filterType\":\"LOT_SIZE\"");
  append_decimal (out, "minQty", instrument->step_size);
  append_decimal (out, "maxQty", FEEDSIM_ONE * 1000000);
  append_decimal (out, "stepSize", instrument->step_size);
  g_string_append (out, "}],\"permissions\":[\"SPOT\"]}");
}
