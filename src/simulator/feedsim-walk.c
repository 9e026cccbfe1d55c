/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-walk.h"

#include <math.h>

#include "simulator/feedsim-agenda.h"

#define MOOD_MIN_S 4.0
#define MOOD_MAX_S 20.0
#define DAY_MS G_GINT64_CONSTANT (86400000)

/* A symbol of the venues that are made up; prices as they stand at the start */
typedef struct {
  const char *symbol;
  const char *base;
  const char *quote;
  double      price;
  double      tick;
  guint       size_places;
  double      ticks_per_second;
  double      day_change;   /* since yesterday, as a share */
  double      day_volume;
} Preset;

static const Preset DEMO[] = {
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

static const Preset CRYPTO[] = {
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

/* How one instrument moves */
typedef struct {
  FeedsimInstrument *instrument;
  double             rate;          /* ticks a second in a usual mood */
  double             mood;          /* times that: lull, usual, burst */
  gint64             mood_until_us;
  gint64             anchor;        /* the price it comes back to */
  double             reach;         /* of one move, in price steps */
} Walker;

/**
 * FeedsimWalk:
 *
 * A market that is made up: each instrument walks at random around its price, with bursts and
 * lulls, and has a day of history behind it. The same seed makes the same walk.
 */
struct _FeedsimWalk {
  FeedsimMarket parent_instance;

  GRand         *random;
  GArray        *walkers;
  FeedsimAgenda *agenda;
  gint64         now_us;
  gboolean       moody;
};

G_DEFINE_FINAL_TYPE (FeedsimWalk, feedsim_walk, FEEDSIM_TYPE_MARKET)

static double
exponential (FeedsimWalk *self,
             double       mean)
{
  return -log (1.0 - g_rand_double (self->random)) * mean;
}

static gint64
draw_pause_us (FeedsimWalk *self,
               Walker      *walker)
{
  static const double MOODS[] = { 0.25, 1, 1, 1, 1, 3 };

  if (self->moody && self->now_us >= walker->mood_until_us) {
    walker->mood = MOODS[g_rand_int_range (self->random, 0, G_N_ELEMENTS (MOODS))];
    walker->mood_until_us = self->now_us + (gint64) (G_USEC_PER_SEC * g_rand_double_range (
                                                       self->random, MOOD_MIN_S, MOOD_MAX_S));
  }
  return MAX (1, (gint64) (exponential (self, G_USEC_PER_SEC / (walker->rate * walker->mood))));
}

static gint64
draw_size (FeedsimWalk       *self,
           FeedsimInstrument *instrument)
{
  double lots = exp (g_rand_double_range (self->random, 0, 6)) + exponential (self, 4);

  return instrument->step_size * (gint64) (1 + lots);
}

/* Further from its anchor a price is more likely to turn back */
static gint64
draw_move (FeedsimWalk *self,
           Walker      *walker)
{
  FeedsimInstrument *instrument = walker->instrument;
  double away = (double) (instrument->quote.bid - walker->anchor) / (double) walker->anchor;
  double up = CLAMP (0.5 - away * 25, 0.1, 0.9);
  gint64 steps;

  if (g_rand_double (self->random) > CLAMP (walker->reach, 0.04, 0.7))
    return 0;
  steps = 1 + (gint64) exponential (self, walker->reach > 1 ? walker->reach : 0.2);
  return (g_rand_double (self->random) < up ? steps : -steps) * instrument->tick_size;
}

static void
draw_quote (FeedsimWalk *self,
            Walker      *walker)
{
  FeedsimInstrument *instrument = walker->instrument;
  FeedsimQuote quote = instrument->quote;
  gint64 spread = g_rand_int_range (self->random, 0, 4) == 0 ? 2 : 1;

  quote.update_id += g_rand_int_range (self->random, 1, 20);
  quote.bid = MAX (instrument->tick_size, quote.bid + draw_move (self, walker));
  quote.ask = quote.bid + spread * instrument->tick_size;
  quote.bid_size = draw_size (self, instrument);
  quote.ask_size = draw_size (self, instrument);
  feedsim_instrument_apply_quote (instrument, &quote);
}

static void
draw_trade (FeedsimWalk *self,
            Walker      *walker)
{
  FeedsimInstrument *instrument = walker->instrument;
  FeedsimTrade trade = instrument->trade;

  trade.id++;
  trade.buyer_is_maker = g_rand_boolean (self->random);
  trade.price = trade.buyer_is_maker ? instrument->quote.bid : instrument->quote.ask;
  trade.size = draw_size (self, instrument);
  trade.event_ms = g_get_real_time () / 1000;
  trade.trade_ms = trade.event_ms - g_rand_int_range (self->random, 0, 2);
  feedsim_instrument_apply_trade (instrument, &trade);
}

static void
feedsim_walk_prepare (FeedsimMarket *market)
{
  FeedsimWalk *self = FEEDSIM_WALK (market);

  for (guint i = 0; i < self->walkers->len; i++) {
    Walker *walker = &g_array_index (self->walkers, Walker, i);

    feedsim_agenda_push (self->agenda, draw_pause_us (self, walker), i);
  }
}

static gint64
feedsim_walk_get_next_due (FeedsimMarket *market)
{
  return feedsim_agenda_get_first (FEEDSIM_WALK (market)->agenda);
}

static void
feedsim_walk_step (FeedsimMarket *market)
{
  FeedsimWalk *self = FEEDSIM_WALK (market);
  FeedsimEvent event = { .series = FEEDSIM_SERIES_QUOTE };
  Walker *walker;
  guint who;

  self->now_us = feedsim_agenda_get_first (self->agenda);
  who = feedsim_agenda_pop (self->agenda);
  walker = &g_array_index (self->walkers, Walker, who);
  event.instrument = walker->instrument;
  if (g_rand_double (self->random) < 0.4) {
    event.series = FEEDSIM_SERIES_TRADE;
    draw_trade (self, walker);
  } else {
    draw_quote (self, walker);
  }
  feedsim_instrument_saw_event (walker->instrument, g_get_real_time () / 1000);
  feedsim_agenda_push (self->agenda, self->now_us + draw_pause_us (self, walker), who);
  feedsim_market_emit (market, &event);
}

static void
feedsim_walk_finalize (GObject *object)
{
  FeedsimWalk *self = FEEDSIM_WALK (object);

  g_clear_pointer (&self->random, g_rand_free);
  g_clear_pointer (&self->walkers, g_array_unref);
  g_clear_pointer (&self->agenda, feedsim_agenda_free);

  G_OBJECT_CLASS (feedsim_walk_parent_class)->finalize (object);
}

static void
feedsim_walk_class_init (FeedsimWalkClass *klass)
{
  FeedsimMarketClass *market_class = FEEDSIM_MARKET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = feedsim_walk_finalize;
  market_class->starts_on_request = TRUE;
  market_class->prepare = feedsim_walk_prepare;
  market_class->get_next_due = feedsim_walk_get_next_due;
  market_class->step = feedsim_walk_step;
}

static void
feedsim_walk_init (FeedsimWalk *self)
{
  self->walkers = g_array_new (FALSE, TRUE, sizeof (Walker));
  self->agenda = feedsim_agenda_new ();
}

static gint64
round_to (double value,
          gint64 unit)
{
  return llround (value * (double) FEEDSIM_ONE / (double) unit) * unit;
}

static void
write_history (FeedsimWalk       *self,
               FeedsimInstrument *instrument,
               const Preset      *preset)
{
  gint64 now_ms = g_get_real_time () / 1000;
  double open = preset->price / (1 + preset->day_change);
  double reach = preset->price * (0.002 + fabs (preset->day_change) * 0.3);
  double average = (open + preset->price) / 2;

  instrument->open = round_to (open, instrument->tick_size);
  instrument->previous_close = instrument->open;
  instrument->high = round_to (MAX (open, preset->price) + reach, instrument->tick_size);
  instrument->low = round_to (MIN (open, preset->price) - reach, instrument->tick_size);
  instrument->volume = round_to (preset->day_volume, instrument->step_size);
  instrument->quote_volume = round_to (preset->day_volume * average, FEEDSIM_ONE);
  instrument->count = 1000 + (gint64) (preset->ticks_per_second * 30000);
  instrument->open_ms = now_ms - DAY_MS;
  instrument->event_ms = now_ms;
  instrument->trade.price = round_to (preset->price, instrument->tick_size);
  instrument->trade.size = draw_size (self, instrument);
  instrument->trade.id = g_rand_int_range (self->random, 100000000, 999999999);
  instrument->trade.event_ms = instrument->trade.trade_ms = now_ms;
  instrument->first_id = instrument->trade.id - instrument->count + 1;
  instrument->has_trade = TRUE;
}

static void
add_preset (FeedsimWalk  *self,
            const Preset *preset)
{
  FeedsimInstrument *instrument = feedsim_instrument_new (preset->symbol, preset->base,
                                                          preset->quote);
  FeedsimQuote quote = { .update_id = g_rand_int_range (self->random, 1000000, 99999999) };
  Walker walker = { .instrument = instrument, .rate = preset->ticks_per_second, .mood = 1 };

  instrument->tick_size = round_to (preset->tick, 1);
  instrument->step_size = feedsim_decimal_of_places (preset->size_places);
  write_history (self, instrument, preset);
  quote.bid = instrument->trade.price - instrument->tick_size;
  quote.ask = instrument->trade.price;
  quote.bid_size = draw_size (self, instrument);
  quote.ask_size = draw_size (self, instrument);
  feedsim_instrument_apply_quote (instrument, &quote);
  walker.anchor = instrument->trade.price;
  walker.reach = preset->price * 0.00004 / preset->tick;
  g_array_append_val (self->walkers, walker);
  feedsim_market_add_instrument (FEEDSIM_MARKET (self), instrument);
}

static void
add_numbered (FeedsimWalk *self,
              guint        count)
{
  for (guint i = 1; i <= count; i++) {
    g_autofree char *base = g_strdup_printf ("SYM%04u", i);
    g_autofree char *symbol = g_strconcat (base, "USDT", NULL);
    Preset preset = { symbol, base, "USDT", .tick = 0.01, .size_places = 3 };

    preset.price = exp (g_rand_double_range (self->random, 1, 8));
    preset.ticks_per_second = 1;
    preset.day_change = g_rand_double_range (self->random, -0.04, 0.04);
    preset.day_volume = 1e8 / preset.price;
    add_preset (self, &preset);
  }
}

static void
set_total_rate (FeedsimWalk *self,
                double       wanted)
{
  double total = 0;

  for (guint i = 0; i < self->walkers->len; i++)
    total += g_array_index (self->walkers, Walker, i).rate;
  for (guint i = 0; i < self->walkers->len; i++)
    g_array_index (self->walkers, Walker, i).rate *= wanted / total;
}

/**
 * feedsim_walk_new:
 * @options: its venue, seed, symbols and rate
 *
 * Returns: (transfer full): a market before its first tick
 */
FeedsimMarket *
feedsim_walk_new (const FeedsimOptions *options)
{
  FeedsimWalk *self = g_object_new (FEEDSIM_TYPE_WALK, NULL);
  gboolean demo = g_str_equal (options->venue, "demo");
  const Preset *presets = demo ? DEMO : CRYPTO;
  gsize n_presets = demo ? G_N_ELEMENTS (DEMO) : G_N_ELEMENTS (CRYPTO);

  self->random = g_rand_new_with_seed (options->seed);
  self->moody = options->ticks_per_second == 0;
  if (options->n_symbols > 0)
    add_numbered (self, options->n_symbols);
  else
    for (gsize i = 0; i < n_presets; i++)
      add_preset (self, &presets[i]);
  if (options->ticks_per_second > 0)
    set_total_rate (self, options->ticks_per_second);
  return FEEDSIM_MARKET (self);
}
