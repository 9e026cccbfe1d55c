/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-binance-extra.h"

#define STALE_MS (G_GINT64_CONSTANT (35) * 24 * 3600 * 1000)
#define STALE_TRADES 100000

static void
send_event (FeedsimMarket        *market,
            FeedsimBinanceClient *client,
            FeedsimInstrument    *instrument,
            FeedsimSeries         series,
            GString              *buffer)
{
  FeedsimEvent event = { .instrument = instrument, .series = series };
  FeedsimBinanceText text;

  feedsim_binance_encode_event (market, &event, buffer, &text);
  feedsim_binance_client_send (client, &text);
}

/**
 * feedsim_binance_send_stale:
 * @market: the market
 * @client: who has just subscribed
 * @buffer: for the text
 *
 * For each trade stream it has, a trade of five weeks ago at a price of then.
 */
void
feedsim_binance_send_stale (FeedsimMarket        *market,
                            FeedsimBinanceClient *client,
                            GString              *buffer)
{
  GPtrArray *instruments = feedsim_market_get_instruments (market);

  for (guint i = 0; i < instruments->len; i++) {
    FeedsimInstrument then = *(FeedsimInstrument *) g_ptr_array_index (instruments, i);
    gint64 ticks = then.tick_size > 0 ? then.trade.price / 5 / then.tick_size : 0;

    if (!then.has_trade || !feedsim_binance_client_wants (client,
                                                          then.streams[FEEDSIM_SERIES_TRADE]))
      continue;
    then.trade.price -= ticks * then.tick_size;
    then.trade.id = MAX (then.trade.id - STALE_TRADES, 1);
    then.trade.event_ms -= STALE_MS;
    then.trade.trade_ms -= STALE_MS;
    send_event (market, client, &then, FEEDSIM_SERIES_TRADE, buffer);
  }
  feedsim_session_flush (feedsim_client_get_session (FEEDSIM_CLIENT (client)));
}

static guint
send_round (FeedsimMarket        *market,
            FeedsimBinanceClient *client,
            GString              *buffer,
            guint                 count)
{
  GPtrArray *instruments = feedsim_market_get_instruments (market);
  guint sent = 0;

  for (guint i = 0; i < instruments->len; i++) {
    FeedsimInstrument *instrument = g_ptr_array_index (instruments, i);

    for (guint series = 0; series < FEEDSIM_N_SERIES && sent < count; series++) {
      if (!(series == FEEDSIM_SERIES_QUOTE ? instrument->has_quote : instrument->has_trade) ||
          instrument->is_mute || instrument->is_preview ||
          !feedsim_binance_client_wants (client, instrument->streams[series]))
        continue;
      send_event (market, client, instrument, series, buffer);
      sent++;
    }
  }
  return sent;
}

/**
 * feedsim_binance_send_again:
 * @market: the market
 * @client: a client
 * @buffer: for the text
 * @count: how many messages
 *
 * Says the newest of each of its streams once more, round and round; less where it cannot follow.
 */
void
feedsim_binance_send_again (FeedsimMarket        *market,
                            FeedsimBinanceClient *client,
                            GString              *buffer,
                            guint                 count)
{
  FeedsimSession *session = feedsim_client_get_session (FEEDSIM_CLIENT (client));

  while (count > 0 && !feedsim_session_is_full (session)) {
    guint sent = send_round (market, client, buffer, count);

    if (sent == 0)
      break;
    count -= sent;
  }
  feedsim_session_flush (session);
}
