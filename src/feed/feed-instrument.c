/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-instrument-private.h"

#include <math.h>
#include <string.h>

#include "feed/core/feed-arbiter.h"

/* What stays unfit about a price until there is another, whatever else comes after it */
#define OLD_PRICE_FLAGS (FEED_TICK_SNAPSHOT | FEED_TICK_STALE)
#define UNFIT_FLAGS (FEED_TICK_SNAPSHOT | FEED_TICK_STALE | FEED_TICK_LATE | FEED_TICK_FUTURE)

struct _FeedInstrument {
  GObject parent_instance;

  char        *id, *venue, *symbol;
  FeedListing *listing;      /* NULL: not known */
  guint        index;
  FeedTick     merged;
  FeedDepth   *depth;        /* NULL: no room for it */
  int          price_decimals, size_decimals;
  FeedRowState state, shown_state;
  gint64       fresh_us;
  int          direction;
  guint        revision;
  gboolean     dirty;
  gboolean     last_is_old;
  gboolean     has_depth;    /* there was one */
};

G_DEFINE_FINAL_TYPE (FeedInstrument, feed_instrument, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ID,
  PROP_VENUE,
  PROP_SYMBOL,
  PROP_STATE,
  PROP_REVISION,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static gboolean
mark_dirty (FeedInstrument *self)
{
  gboolean was_clean = !self->dirty;

  self->dirty = TRUE;
  return was_clean;
}

static void
feed_instrument_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  FeedInstrument *self = FEED_INSTRUMENT (object);

  switch (prop_id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_VENUE:
    g_value_set_string (value, self->venue);
    break;
  case PROP_SYMBOL:
    g_value_set_string (value, self->symbol);
    break;
  case PROP_STATE:
    g_value_set_enum (value, self->shown_state);
    break;
  case PROP_REVISION:
    g_value_set_uint (value, self->revision);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
feed_instrument_finalize (GObject *object)
{
  FeedInstrument *self = FEED_INSTRUMENT (object);

  g_free (self->id);
  g_free (self->venue);
  g_free (self->symbol);
  g_clear_pointer (&self->listing, feed_listing_free);
  g_free (self->depth);
  G_OBJECT_CLASS (feed_instrument_parent_class)->finalize (object);
}

static void
feed_instrument_class_init (FeedInstrumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = feed_instrument_get_property;
  object_class->finalize = feed_instrument_finalize;
  /**
   * FeedInstrument:id:
   *
   * "venue:symbol".
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  /**
   * FeedInstrument:venue:
   *
   * Id of the venue.
   */
  props[PROP_VENUE] = g_param_spec_string ("venue", NULL, NULL, NULL, flags);
  /**
   * FeedInstrument:symbol:
   *
   * The venue's name of the instrument.
   */
  props[PROP_SYMBOL] = g_param_spec_string ("symbol", NULL, NULL, NULL, flags);
  /**
   * FeedInstrument:state:
   *
   * What may be believed of the row, as of the last flush.
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, FEED_TYPE_ROW_STATE,
                                         FEED_ROW_UNCONFIRMED, flags);
  /**
   * FeedInstrument:revision:
   *
   * Grows with every flush that found the row changed.
   */
  props[PROP_REVISION] = g_param_spec_uint ("revision", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
feed_instrument_init (FeedInstrument *self)
{
  feed_tick_init (&self->merged);
  self->price_decimals = self->size_decimals = -1;
}

FeedInstrument *
feed_instrument_new (const char *venue,
                     const char *symbol,
                     guint       index)
{
  FeedInstrument *self = g_object_new (FEED_TYPE_INSTRUMENT, NULL);

  self->id = g_strconcat (venue, ":", symbol, NULL);
  self->venue = g_strdup (venue);
  self->symbol = g_strdup (symbol);
  self->index = index;
  self->merged.instrument = index;
  return self;
}

static void
merge_last (FeedInstrument *self,
            const FeedTick *tick)
{
  FeedTick *merged = &self->merged;

  if (isnan (tick->last))
    return;
  if (!isnan (merged->last) && tick->last != merged->last)
    self->direction = tick->last > merged->last ? 1 : -1;
  merged->last = tick->last;
  merged->last_size = tick->last_size;
  merged->sequence = tick->sequence;
  merged->trade_time_us = tick->trade_time_us;
  self->last_is_old = (tick->flags & OLD_PRICE_FLAGS) != 0;
}

static void
merge_quote (FeedTick       *merged,
             const FeedTick *tick)
{
  merged->bid = tick->bid;
  merged->bid_size = tick->bid_size;
  merged->ask = tick->ask;
  merged->ask_size = tick->ask_size;
}

static void
merge_given (double *merged,
             double  value)
{
  if (!isnan (value))
    *merged = value;
}

static void
merge_stats (FeedTick       *merged,
             const FeedTick *tick)
{
  merge_given (&merged->open, tick->open);
  merge_given (&merged->high, tick->high);
  merge_given (&merged->low, tick->low);
  merge_given (&merged->close, tick->close);
  merge_given (&merged->volume, tick->volume);
  merge_given (&merged->open_interest, tick->open_interest);
}

/* The levels that are used alone: twenty a side are a kilobyte */
static void
merge_depth (FeedInstrument  *self,
             const FeedDepth *depth)
{
  guint n_buy = MIN (depth->n_buy, FEED_DEPTH_LEVELS);
  guint n_sell = MIN (depth->n_sell, FEED_DEPTH_LEVELS);

  memcpy (self->depth->buy, depth->buy, n_buy * sizeof depth->buy[0]);
  memcpy (self->depth->sell, depth->sell, n_sell * sizeof depth->sell[0]);
  self->depth->n_buy = n_buy;
  self->depth->n_sell = n_sell;
  self->has_depth = TRUE;
}

void
feed_instrument_reserve_depth (FeedInstrument *self)
{
  if (self->depth == NULL)
    self->depth = g_new0 (FeedDepth, 1);
}

gboolean
feed_instrument_forget_quote (FeedInstrument *self)
{
  FeedTick *merged = &self->merged;

  merged->bid = merged->bid_size = merged->ask = merged->ask_size = NAN;
  self->has_depth = FALSE;
  return mark_dirty (self);
}

gboolean
feed_instrument_ingest (FeedInstrument  *self,
                        const FeedTick  *tick,
                        const FeedDepth *depth,
                        guint            series)
{
  FeedTick *merged = &self->merged;

  if (tick->flags & FEED_TICK_GAP)
    return FALSE;
  if (series & FEED_SERIES_LAST)
    merge_last (self, tick);
  /* Fetched later it may be the last price, but is no sign that anything is fresh */
  if (tick->flags & FEED_TICK_BACKFILL)
    return series & FEED_SERIES_LAST ? mark_dirty (self) : FALSE;
  if (series & FEED_SERIES_QUOTE)
    merge_quote (merged, tick);
  if (series & FEED_SERIES_STATS)
    merge_stats (merged, tick);
  if (series & FEED_SERIES_DEPTH && depth != NULL && self->depth != NULL)
    merge_depth (self, depth);
  merged->source = tick->source;
  merged->flags = tick->flags;
  merged->receive_time_us = MAX (merged->receive_time_us, tick->receive_time_us);
  if (tick->exchange_time_us != 0)
    merged->exchange_time_us = tick->exchange_time_us;
  self->fresh_us = MAX (self->fresh_us, tick->receive_time_us);
  return mark_dirty (self);
}

gboolean
feed_instrument_confirm (FeedInstrument *self,
                         gint64          fresh_us)
{
  if (fresh_us <= self->fresh_us)
    return FALSE;
  self->fresh_us = fresh_us;
  return mark_dirty (self);
}

gboolean
feed_instrument_set_state (FeedInstrument *self,
                           FeedRowState    state)
{
  if (self->state == state)
    return FALSE;
  self->state = state;
  return mark_dirty (self);
}

gboolean
feed_instrument_set_decimals (FeedInstrument *self,
                              int             price_decimals,
                              int             size_decimals)
{
  if (self->price_decimals == price_decimals && self->size_decimals == size_decimals)
    return FALSE;
  self->price_decimals = price_decimals;
  self->size_decimals = size_decimals;
  return mark_dirty (self);
}

gboolean
feed_instrument_set_listing (FeedInstrument    *self,
                             const FeedListing *listing)
{
  g_clear_pointer (&self->listing, feed_listing_free);
  self->listing = feed_listing_copy (listing);
  if (listing->price_decimals >= 0)
    self->price_decimals = listing->price_decimals;
  if (listing->size_decimals >= 0)
    self->size_decimals = listing->size_decimals;
  return mark_dirty (self);
}

void
feed_instrument_flush (FeedInstrument *self)
{
  /* A handler may remove the row from its board */
  g_autoptr (FeedInstrument) alive = g_object_ref (self);

  self->dirty = FALSE;
  self->revision++;
  if (self->shown_state != self->state) {
    self->shown_state = self->state;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REVISION]);
}

gboolean
feed_instrument_is_fit (FeedInstrument *self,
                        gint64          since_us)
{
  return self->merged.receive_time_us != 0 && self->merged.receive_time_us >= since_us &&
         (self->merged.flags & UNFIT_FLAGS) == 0 && !self->last_is_old;
}

const char *
feed_instrument_get_id (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), NULL);

  return self->id;
}

const char *
feed_instrument_get_venue (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), NULL);

  return self->venue;
}

const char *
feed_instrument_get_symbol (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), NULL);

  return self->symbol;
}

guint
feed_instrument_get_index (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), G_MAXUINT);

  return self->index;
}

double
feed_instrument_get_last (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), NAN);

  return self->merged.last;
}

double
feed_instrument_get_bid (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), NAN);

  return self->merged.bid;
}

double
feed_instrument_get_ask (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), NAN);

  return self->merged.ask;
}

double
feed_instrument_get_volume (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), NAN);

  return self->merged.volume;
}

double
feed_instrument_get_change (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), NAN);

  return self->merged.last - self->merged.close;
}

double
feed_instrument_get_change_percent (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), NAN);

  if (self->merged.close == 0)
    return NAN;
  return (self->merged.last - self->merged.close) / self->merged.close * 100;
}

const FeedTick *
feed_instrument_get_merged (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), NULL);

  return &self->merged;
}

const FeedDepth *
feed_instrument_get_depth (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), NULL);

  return self->has_depth ? self->depth : NULL;
}

int
feed_instrument_get_price_decimals (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), -1);

  return self->price_decimals;
}

int
feed_instrument_get_size_decimals (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), -1);

  return self->size_decimals;
}

const FeedListing *
feed_instrument_get_listing (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), NULL);

  return self->listing;
}

FeedRowState
feed_instrument_get_state (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), FEED_ROW_UNCONFIRMED);

  return self->state;
}

gint64
feed_instrument_get_fresh_us (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), 0);

  return self->fresh_us;
}

int
feed_instrument_get_direction (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), 0);

  return self->direction;
}

guint
feed_instrument_get_revision (FeedInstrument *self)
{
  g_return_val_if_fail (FEED_IS_INSTRUMENT (self), 0);

  return self->revision;
}
