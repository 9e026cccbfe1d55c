/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-binance-market.h"

#include <math.h>

#include "simulator/feedsim-walk.h"

static const FeedsimPreset DEMO[] = {
  { "INFY", "INFY", "INR", 1532.10, 0.05, 0, 4, 0.0041, 2.1e6 },
  { "TCS", "TCS", "INR", 3844.00, 0.05, 0, 1.5, -0.0032, 0.9e6 },
  { "RELIANCE", "RELIANCE", "INR", 2936.40, 0.05, 0, 6, 0.0077, 5.4e6 },
  { "SBIN", "SBIN", "INR", 824.55, 0.05, 0, 3, 0.0012, 12.7e6 },
  { "HDFCBANK", "HDFCBANK", "INR", 1641.75, 0.05, 0, 2, -0.0058, 9.8e6 },
  { "ITC", "ITC", "INR", 489.20, 0.05, 0, 0.4, 0.0021, 7.3e6 },
  { "IDEA", "IDEA", "INR", 7.95, 0.05, 0, 0.04, 0.0063, 4.0e6 },
  { "NIFTY", "NIFTY", "INR", 24315.95, 0.05, 0, 5, 0.0029, 1.6e6 },
  { "BANKNIFTY", "BANKNIFTY", "INR", 50230.30, 0.05, 0, 0.12, -0.0044, 0.7e6 },
  { "BTCUSDT", "BTC", "USDT", 61840.12, 0.01, 5, 8, 0.0185, 31250 },
  { "ETHUSDT", "ETH", "USDT", 2680.45, 0.01, 4, 5, -0.0122, 402500 },
  { "SOLUSDT", "SOL", "USDT", 154.32, 0.01, 3, 1, 0.0340, 3.9e6 },
};

static const FeedsimPreset CRYPTO[] = {
  { "BTCUSDT", "BTC", "USDT", 61840.12, 0.01, 5, 8, 0.0185, 31250 },
  { "ETHUSDT", "ETH", "USDT", 2680.45, 0.01, 4, 5, -0.0122, 402500 },
  { "SOLUSDT", "SOL", "USDT", 154.32, 0.01, 3, 3, 0.0340, 3.9e6 },
  { "BNBUSDT", "BNB", "USDT", 518.70, 0.1, 3, 2, 0.0061, 512000 },
  { "XRPUSDT", "XRP", "USDT", 0.6094, 0.0001, 0, 2, 0.0273, 4.1e8 },
  { "DOGEUSDT", "DOGE", "USDT", 0.10412, 0.00001, 0, 1, -0.0087, 8.8e8 },
  { "ADAUSDT", "ADA", "USDT", 0.3391, 0.0001, 1, 0.5, 0.0046, 1.2e8 },
  { "LTCUSDT", "LTC", "USDT", 60.81, 0.01, 3, 0.2, -0.0019, 310000 },
  { "ETHBTC", "ETH", "BTC", 0.04334, 0.00001, 4, 0.04, -0.0302, 36000 },
};

static void
add_numbered (FeedsimWalk *walk,
              guint32      seed,
              guint        count)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  for (guint i = 1; i <= count; i++) {
    g_autofree char *base = g_strdup_printf ("SYM%04u", i);
    g_autofree char *symbol = g_strconcat (base, "USDT", NULL);
    FeedsimPreset preset = { symbol, base, "USDT", .tick = 0.01, .size_places = 3 };

    preset.price = exp (g_rand_double_range (random, 1, 8));
    preset.ticks_per_second = 1;
    preset.day_change = g_rand_double_range (random, -0.04, 0.04);
    preset.day_volume = 1e8 / preset.price;
    feedsim_walk_add (walk, &preset);
  }
}

/**
 * feedsim_binance_market_new:
 * @options: its venue, seed, symbols and rate
 *
 * Returns: (transfer full): a market before its first tick
 */
FeedsimMarket *
feedsim_binance_market_new (const FeedsimOptions *options)
{
  FeedsimWalk *walk = feedsim_walk_new (options->seed, options->ticks_per_second == 0);
  gboolean demo = g_str_equal (options->venue, "demo");
  const FeedsimPreset *presets = demo ? DEMO : CRYPTO;
  gsize n_presets = demo ? G_N_ELEMENTS (DEMO) : G_N_ELEMENTS (CRYPTO);

  if (options->n_symbols > 0)
    add_numbered (walk, options->seed, options->n_symbols);
  else
    for (gsize i = 0; i < n_presets; i++)
      feedsim_walk_add (walk, &presets[i]);
  if (options->ticks_per_second > 0)
    feedsim_walk_set_total_rate (walk, options->ticks_per_second);
  return FEEDSIM_MARKET (walk);
}
