/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-detail-fact.h"

#include <glib/gi18n.h>
#include <math.h>

#include "evertick-format.h"

typedef char *(*ValueFunc) (const EvertickDetailView *view);

static char *
dup_price (const EvertickDetailView *view,
           double                    price)
{
  return isnan (price) ? NULL : evertick_format_price (price, view->price_decimals);
}

/* "1,532.05 × 200": a price, and how much there is at it */
static char *
dup_price_size (const EvertickDetailView *view,
                double                    price,
                double                    size)
{
  g_autofree char *price_text = dup_price (view, price);
  g_autofree char *size_text = NULL;

  if (price_text == NULL || isnan (size))
    return g_steal_pointer (&price_text);
  size_text = evertick_format_price (size, view->size_decimals);
  return g_strdup_printf ("%s × %s", price_text, size_text);
}

static char *
dup_last (const EvertickDetailView *view)
{
  return dup_price_size (view, view->tick->last, view->tick->last_size);
}

static char *
dup_change (const EvertickDetailView *view)
{
  double change = view->tick->last - view->tick->close;
  g_autofree char *change_text = NULL;
  g_autofree char *percent_text = NULL;

  if (isnan (change))
    return NULL;
  change_text = evertick_format_change (change, view->price_decimals);
  percent_text = evertick_format_percent (change / view->tick->close * 100);
  return g_strdup_printf ("%s (%s)", change_text, percent_text);
}

static char *
dup_bid (const EvertickDetailView *view)
{
  return dup_price_size (view, view->tick->bid, view->tick->bid_size);
}

static char *
dup_ask (const EvertickDetailView *view)
{
  return dup_price_size (view, view->tick->ask, view->tick->ask_size);
}

static char *
dup_open (const EvertickDetailView *view)
{
  return dup_price (view, view->tick->open);
}

static char *
dup_range (const EvertickDetailView *view)
{
  g_autofree char *low = dup_price (view, view->tick->low);
  g_autofree char *high = dup_price (view, view->tick->high);

  if (low == NULL && high == NULL)
    return NULL;
  return g_strdup_printf ("%s – %s", low != NULL ? low : EVERTICK_UNKNOWN,
                          high != NULL ? high : EVERTICK_UNKNOWN);
}

static char *
dup_close (const EvertickDetailView *view)
{
  return view->basis != EVERTICK_CHANGE_DAY ? dup_price (view, view->tick->close) : NULL;
}

static char *
dup_day_ago (const EvertickDetailView *view)
{
  return view->basis == EVERTICK_CHANGE_DAY ? dup_price (view, view->tick->close) : NULL;
}

static char *
dup_volume (const EvertickDetailView *view)
{
  return isnan (view->tick->volume) ? NULL
                                    : evertick_format_price (view->tick->volume,
                                                             MAX (view->size_decimals, 0));
}

static char *
dup_open_interest (const EvertickDetailView *view)
{
  return isnan (view->tick->open_interest) ? NULL
                                           : evertick_format_price (view->tick->open_interest, 0);
}

char *
evertick_detail_fact_dup_expiry (const FeedListing *listing)
{
  g_autoptr (GDateTime) day = NULL;

  if (listing->expiry <= 0)
    return NULL;
  day = g_date_time_new_local (listing->expiry / 10000, listing->expiry / 100 % 100,
                               listing->expiry % 100, 0, 0, 0);
  /* Translators: the day on which a contract expires, as in "28 Jul 2026"; see strftime */
  return day != NULL ? g_date_time_format (day, _ ("%-d %b %Y")) : NULL;
}

static char *
dup_expiry (const EvertickDetailView *view)
{
  return view->listing != NULL ? evertick_detail_fact_dup_expiry (view->listing) : NULL;
}

static char *
dup_strike (const EvertickDetailView *view)
{
  return view->listing != NULL ? dup_price (view, view->listing->strike) : NULL;
}

static char *
dup_lot (const EvertickDetailView *view)
{
  if (view->listing == NULL || isnan (view->listing->lot_size))
    return NULL;
  return evertick_format_price (view->listing->lot_size, -1);
}

static char *
dup_source (const EvertickDetailView *view)
{
  const char *const names[] = {
    [FEED_SOURCE_STREAM] = N_ ("Stream"),
    [FEED_SOURCE_POLL] = N_ ("Poll"),
    [FEED_SOURCE_PROBE] = N_ ("Probe"),
    [FEED_SOURCE_REPLAY] = N_ ("Replay"),
  };

  if (view->tick->receive_time_us <= 0 || view->tick->source >= G_N_ELEMENTS (names))
    return NULL;
  return g_strdup (_ (names[view->tick->source]));
}

static char *
dup_moment (const EvertickDetailView *view,
            gint64                    wall_us)
{
  return wall_us > 0 ? evertick_format_moment (wall_us, view->wall_us, TRUE) : NULL;
}

static char *
dup_trade_time (const EvertickDetailView *view)
{
  return dup_moment (view, view->tick->trade_time_us);
}

static char *
dup_time (const EvertickDetailView *view)
{
  return dup_moment (view, view->tick->exchange_time_us);
}

/* From the venue's clock to ours: both may be wrong, so it may be less than nothing */
static char *
dup_delay (const EvertickDetailView *view)
{
  gint64 received_us = view->wall_us - (view->now_us - view->tick->receive_time_us);
  gint64 delay_us = received_us - view->tick->exchange_time_us;
  g_autofree char *text = NULL;

  if (view->tick->exchange_time_us <= 0 || view->tick->receive_time_us <= 0)
    return NULL;
  text = evertick_format_duration (ABS (delay_us));
  return delay_us < 0 ? g_strconcat ("−", text, NULL) : g_steal_pointer (&text);
}

/* By the names that scripts see */
static char *
dup_flags (const EvertickDetailView *view)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint bit = 0; bit < FEED_N_TICK_FLAGS; bit++) {
    if (view->tick->flags & (1 << bit))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", feed_tick_flag_name (bit));
  }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static const struct {
  const char *title;
  ValueFunc   dup_value;
} facts[] = {
  [EVERTICK_DETAIL_LAST] = { N_ ("Last"), dup_last },
  [EVERTICK_DETAIL_CHANGE] = { N_ ("Change"), dup_change },
  [EVERTICK_DETAIL_BID] = { N_ ("Bid"), dup_bid },
  [EVERTICK_DETAIL_ASK] = { N_ ("Ask"), dup_ask },
  [EVERTICK_DETAIL_OPEN] = { N_ ("Open"), dup_open },
  [EVERTICK_DETAIL_RANGE] = { N_ ("Day range"), dup_range },
  [EVERTICK_DETAIL_CLOSE] = { N_ ("Previous close"), dup_close },
  [EVERTICK_DETAIL_DAY_AGO] = { N_ ("24 hours ago"), dup_day_ago },
  [EVERTICK_DETAIL_VOLUME] = { N_ ("Volume"), dup_volume },
  [EVERTICK_DETAIL_OPEN_INTEREST] = { N_ ("Open interest"), dup_open_interest },
  [EVERTICK_DETAIL_EXPIRY] = { N_ ("Expiry"), dup_expiry },
  [EVERTICK_DETAIL_STRIKE] = { N_ ("Strike"), dup_strike },
  [EVERTICK_DETAIL_LOT] = { N_ ("Lot size"), dup_lot },
  [EVERTICK_DETAIL_SOURCE] = { N_ ("Came by"), dup_source },
  [EVERTICK_DETAIL_TRADE_TIME] = { N_ ("Last trade"), dup_trade_time },
  [EVERTICK_DETAIL_TIME] = { N_ ("Exchange time"), dup_time },
  [EVERTICK_DETAIL_DELAY] = { N_ ("Delay"), dup_delay },
  [EVERTICK_DETAIL_FLAGS] = { N_ ("Carried"), dup_flags },
};

G_STATIC_ASSERT (G_N_ELEMENTS (facts) == EVERTICK_N_DETAILS);

const char *
evertick_detail_fact_get_title (EvertickDetailFact fact)
{
  g_return_val_if_fail ((guint) fact < EVERTICK_N_DETAILS, "");

  return _ (facts[fact].title);
}

char *
evertick_detail_fact_dup_value (EvertickDetailFact        fact,
                                const EvertickDetailView *view)
{
  g_return_val_if_fail ((guint) fact < EVERTICK_N_DETAILS, NULL);

  return facts[fact].dup_value (view);
}

const char *
evertick_detail_fact_get_kind (FeedListingKind kind)
{
  const char *const names[] = {
    [FEED_LISTING_INDEX] = N_ ("Index"),
    [FEED_LISTING_EQUITY] = N_ ("Equity"),
    [FEED_LISTING_SPOT] = N_ ("Spot"),
    [FEED_LISTING_FUTURE] = N_ ("Future"),
    [FEED_LISTING_CALL] = N_ ("Call option"),
    [FEED_LISTING_PUT] = N_ ("Put option"),
    [FEED_LISTING_OTHER] = N_ ("Other"),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == FEED_N_LISTING_KINDS);
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (names), "");

  return _ (names[kind]);
}
