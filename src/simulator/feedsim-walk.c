/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-walk.h"

#include <math.h>

#include "simulator/feedsim-agenda.h"

#define MOOD_MIN_S 4.0
#define MOOD_MAX_S 20.0
#define DAY_MS G_GINT64_CONSTANT (86400000)

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
set_going (FeedsimWalk *self,
           guint        who)
{
  Walker *walker = &g_array_index (self->walkers, Walker, who);

  if (walker->rate > 0)
    feedsim_agenda_push (self->agenda, self->now_us + draw_pause_us (self, walker), who);
}

static void
feedsim_walk_prepare (FeedsimMarket *market)
{
  FeedsimWalk *self = FEEDSIM_WALK (market);

  for (guint i = 0; i < self->walkers->len; i++) {
    set_going (self, i);
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

/* As much as there is room for: a turnover of crores may be more */
static gint64
round_to (double value,
          gint64 unit)
{
  double scaled = MIN (value * (double) FEEDSIM_ONE, (double) (G_MAXINT64 / 2));

  return llround (scaled / (double) unit) * unit;
}

static void
write_history (FeedsimWalk         *self,
               FeedsimInstrument   *instrument,
               const FeedsimPreset *preset)
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

/**
 * feedsim_walk_new:
 * @seed: the same makes the same walk
 * @moody: whether each symbol has bursts and lulls
 *
 * Returns: (transfer full): a market without symbols
 */
FeedsimWalk *
feedsim_walk_new (guint32  seed,
                  gboolean moody)
{
  FeedsimWalk *self = g_object_new (FEEDSIM_TYPE_WALK, NULL);

  self->random = g_rand_new_with_seed (seed);
  self->moody = moody;
  return self;
}

/**
 * feedsim_walk_add:
 * @self: the market, which may be on its way already
 * @preset: a symbol that it has not
 *
 * Returns: (transfer none): the instrument
 */
FeedsimInstrument *
feedsim_walk_add (FeedsimWalk         *self,
                  const FeedsimPreset *preset)
{
  FeedsimInstrument *instrument = feedsim_instrument_new (preset->symbol, preset->base,
                                                          preset->quote);
  FeedsimQuote quote = { .update_id = g_rand_int_range (self->random, 1000000, 99999999) };
  Walker walker = { .instrument = instrument, .rate = preset->ticks_per_second, .mood = 1 };

  instrument->tick_size = round_to (preset->tick, 1);
  instrument->step_size = feedsim_decimal_of_places (preset->size_places) * MAX (preset->lot, 1);
  if (preset->forgets_trades)
    g_clear_pointer (&instrument->tape, g_array_unref);
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
  if (feedsim_market_is_started (FEEDSIM_MARKET (self)))
    set_going (self, self->walkers->len - 1);
  return instrument;
}

/**
 * feedsim_walk_set_total_rate:
 * @self: the market
 * @wanted: ticks a second of all symbols together
 */
void
feedsim_walk_set_total_rate (FeedsimWalk *self,
                             double       wanted)
{
  double total = 0;

  for (guint i = 0; i < self->walkers->len; i++)
    total += g_array_index (self->walkers, Walker, i).rate;
  for (guint i = 0; i < self->walkers->len; i++)
    g_array_index (self->walkers, Walker, i).rate *= wanted / total;
}
