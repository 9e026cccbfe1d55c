/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-market.h"

#include "simulator/feedsim-timer.h"

/* A busy market is served in small helpings, so that sockets get their turn in between */
#define MAX_BATCH 256
/* …and not woken for each tick of it */
#define WAKE_STEP_US 1000

/**
 * FeedsimMarket:
 *
 * Instruments and what happens to them, in time: made up or replayed. It runs by itself once it
 * was started, whether anybody is connected or not, and stands still only while a reader is so far
 * behind that what it is owed would pile up (feedsim_market_set_held()).
 */
typedef struct {
  GPtrArray             *instruments;
  GHashTable            *by_symbol;
  FeedsimMarketEventFunc on_event;
  FeedsimMarketBatchFunc on_batch;
  gpointer               sink_data;
  GSource               *source;
  gboolean               started;
  gboolean               held;
  gint64                 base_us;       /* monotonic; moves on by the time the market was held */
  gint64                 held_since_us;
  gint64                 held_total_us;
  gint64                 skew_ms;
} FeedsimMarketPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FeedsimMarket, feedsim_market, G_TYPE_OBJECT)

static gboolean
dispatch_due (GSource    *source,
              GSourceFunc callback,
              gpointer    user_data)
{
  return callback (user_data);
}

static GSourceFuncs due_funcs = { .dispatch = dispatch_due };

static void
schedule (FeedsimMarket *self,
          gboolean       more)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);
  gint64 due = priv->held ? -1 : FEEDSIM_MARKET_GET_CLASS (self)->get_next_due (self);

  if (due < 0)
    g_source_set_ready_time (priv->source, -1);
  else if (more)
    g_source_set_ready_time (priv->source, 0);
  else
    g_source_set_ready_time (priv->source, MAX (priv->base_us + due,
                                                g_get_monotonic_time () + WAKE_STEP_US));
}

static gboolean
on_due (gpointer user_data)
{
  FeedsimMarket *self = user_data;
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);
  FeedsimMarketClass *klass = FEEDSIM_MARKET_GET_CLASS (self);
  gint64 now_us = g_get_monotonic_time () - priv->base_us;
  guint steps = 0;

  while (!priv->held && steps < MAX_BATCH) {
    gint64 due = klass->get_next_due (self);

    if (due < 0 || due > now_us)
      break;
    klass->step (self);
    steps++;
  }
  if (priv->on_batch != NULL)
    priv->on_batch (self, priv->sink_data);
  schedule (self, steps == MAX_BATCH);
  return G_SOURCE_CONTINUE;
}

static gint64
feedsim_market_real_stamp (FeedsimMarket *self,
                           gint64         time_ms)
{
  return time_ms;
}

static gint64
feedsim_market_real_get_time_ms (FeedsimMarket *self)
{
  return g_get_real_time () / 1000;
}

static void
feedsim_market_dispose (GObject *object)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (FEEDSIM_MARKET (object));

  feedsim_timer_drop (&priv->source);
  priv->on_event = NULL;
  priv->on_batch = NULL;

  G_OBJECT_CLASS (feedsim_market_parent_class)->dispose (object);
}

static void
feedsim_market_finalize (GObject *object)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (FEEDSIM_MARKET (object));

  g_clear_pointer (&priv->by_symbol, g_hash_table_unref);
  g_clear_pointer (&priv->instruments, g_ptr_array_unref);

  G_OBJECT_CLASS (feedsim_market_parent_class)->finalize (object);
}

static void
feedsim_market_class_init (FeedsimMarketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feedsim_market_dispose;
  object_class->finalize = feedsim_market_finalize;
  klass->stamp = feedsim_market_real_stamp;
  klass->get_time_ms = feedsim_market_real_get_time_ms;
}

static void
feedsim_market_init (FeedsimMarket *self)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);

  priv->instruments = g_ptr_array_new_with_free_func ((GDestroyNotify) feedsim_instrument_free);
  priv->by_symbol = g_hash_table_new (g_str_hash, g_str_equal);
  priv->source = g_source_new (&due_funcs, sizeof (GSource));
  g_source_set_static_name (priv->source, "simulated market");
  g_source_set_callback (priv->source, on_due, self, NULL);
}

/**
 * feedsim_market_set_sink:
 * @self: the market
 * @on_event: called for each thing that happens
 * @on_batch: called after a helping of them: time to flush
 * @user_data: for both
 */
void
feedsim_market_set_sink (FeedsimMarket         *self,
                         FeedsimMarketEventFunc on_event,
                         FeedsimMarketBatchFunc on_batch,
                         gpointer               user_data)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);

  g_return_if_fail (FEEDSIM_IS_MARKET (self));

  priv->on_event = on_event;
  priv->on_batch = on_batch;
  priv->sink_data = user_data;
}

/**
 * feedsim_market_start:
 * @self: the market
 *
 * Sets it going; later calls change nothing.
 */
void
feedsim_market_start (FeedsimMarket *self)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);

  g_return_if_fail (FEEDSIM_IS_MARKET (self));

  if (priv->started)
    return;
  priv->started = TRUE;
  priv->base_us = g_get_monotonic_time ();
  FEEDSIM_MARKET_GET_CLASS (self)->prepare (self);
  g_source_attach (priv->source, g_main_context_get_thread_default ());
  schedule (self, FALSE);
}

/**
 * feedsim_market_saw_request:
 * @self: the market
 *
 * Somebody asks for prices over REST.
 */
void
feedsim_market_saw_request (FeedsimMarket *self)
{
  g_return_if_fail (FEEDSIM_IS_MARKET (self));

  if (FEEDSIM_MARKET_GET_CLASS (self)->starts_on_request)
    feedsim_market_start (self);
}

gboolean
feedsim_market_is_started (FeedsimMarket *self)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);

  g_return_val_if_fail (FEEDSIM_IS_MARKET (self), FALSE);

  return priv->started;
}

/**
 * feedsim_market_set_held:
 * @self: the market
 * @held: whether time stands still in it
 */
void
feedsim_market_set_held (FeedsimMarket *self,
                         gboolean       held)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);
  gint64 now_us = g_get_monotonic_time ();

  g_return_if_fail (FEEDSIM_IS_MARKET (self));

  if (priv->held == held || !priv->started)
    return;
  priv->held = held;
  if (held) {
    priv->held_since_us = now_us;
  } else {
    priv->base_us += now_us - priv->held_since_us;
    priv->held_total_us += now_us - priv->held_since_us;
  }
  schedule (self, FALSE);
}

/**
 * feedsim_market_get_held_us:
 * @self: the market
 *
 * Returns: for how long it stood still so far
 */
gint64
feedsim_market_get_held_us (FeedsimMarket *self)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);

  g_return_val_if_fail (FEEDSIM_IS_MARKET (self), 0);

  return priv->held_total_us;
}

gint64
feedsim_market_stamp (FeedsimMarket *self,
                      gint64         time_ms)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);

  g_return_val_if_fail (FEEDSIM_IS_MARKET (self), time_ms);

  return FEEDSIM_MARKET_GET_CLASS (self)->stamp (self, time_ms) + priv->skew_ms;
}

gint64
feedsim_market_get_time_ms (FeedsimMarket *self)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);

  g_return_val_if_fail (FEEDSIM_IS_MARKET (self), 0);

  return FEEDSIM_MARKET_GET_CLASS (self)->get_time_ms (self) + priv->skew_ms;
}

/**
 * feedsim_market_set_skew:
 * @self: the market
 * @skew_ms: how far the venue's clock is ahead
 */
void
feedsim_market_set_skew (FeedsimMarket *self,
                         gint64         skew_ms)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);

  g_return_if_fail (FEEDSIM_IS_MARKET (self));

  priv->skew_ms = skew_ms;
}

/**
 * feedsim_market_get_instruments:
 * @self: the market
 *
 * Returns: (transfer none) (element-type FeedsimInstrument): all of them, in the market's order
 */
GPtrArray *
feedsim_market_get_instruments (FeedsimMarket *self)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);

  g_return_val_if_fail (FEEDSIM_IS_MARKET (self), NULL);

  return priv->instruments;
}

/**
 * feedsim_market_find:
 * @self: the market
 * @symbol: upper case
 *
 * Returns: (transfer none) (nullable): the instrument
 */
FeedsimInstrument *
feedsim_market_find (FeedsimMarket *self,
                     const char    *symbol)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);

  g_return_val_if_fail (FEEDSIM_IS_MARKET (self), NULL);

  return g_hash_table_lookup (priv->by_symbol, symbol);
}

/**
 * feedsim_market_add_instrument:
 * @self: the market
 * @instrument: (transfer full): of a symbol that the market does not have yet
 */
void
feedsim_market_add_instrument (FeedsimMarket     *self,
                               FeedsimInstrument *instrument)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);

  g_return_if_fail (FEEDSIM_IS_MARKET (self));

  instrument->index = priv->instruments->len;
  g_ptr_array_add (priv->instruments, instrument);
  g_hash_table_insert (priv->by_symbol, instrument->symbol, instrument);
}

/**
 * feedsim_market_emit:
 * @self: the market
 * @event: what happened
 */
void
feedsim_market_emit (FeedsimMarket      *self,
                     const FeedsimEvent *event)
{
  FeedsimMarketPrivate *priv = feedsim_market_get_instance_private (self);

  if (priv->on_event != NULL)
    priv->on_event (self, event, priv->sink_data);
}
