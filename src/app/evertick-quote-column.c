/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-quote-column.h"

#include <glib/gi18n.h>
#include <math.h>

#include "evertick-change.h"
#include "evertick-format.h"
#include "evertick-words.h"

static const struct {
  const char *id;
  const char *title;
  guint       width_chars;
  gboolean    is_number;
} columns[EVERTICK_N_QUOTE_COLUMNS] = {
  [EVERTICK_QUOTE_SYMBOL] = { "symbol", N_ ("Symbol"), 24, FALSE },
  [EVERTICK_QUOTE_LAST] = { "last", N_ ("Last"), 11, TRUE },
  [EVERTICK_QUOTE_CHANGE] = { "change", N_ ("Chg"), 9, TRUE },
  [EVERTICK_QUOTE_CHANGE_PERCENT] = { "change-percent", N_ ("Chg %"), 8, TRUE },
  [EVERTICK_QUOTE_BID] = { "bid", N_ ("Bid"), 11, TRUE },
  [EVERTICK_QUOTE_ASK] = { "ask", N_ ("Ask"), 11, TRUE },
  [EVERTICK_QUOTE_VOLUME] = { "volume", N_ ("Volume"), 8, TRUE },
  [EVERTICK_QUOTE_AGE] = { "age", N_ ("Age"), 7, TRUE },
  [EVERTICK_QUOTE_STATE] = { "state", N_ ("State"), 12, FALSE },
};

const char *
evertick_quote_column_get_id (EvertickQuoteColumn column)
{
  g_return_val_if_fail ((guint) column < EVERTICK_N_QUOTE_COLUMNS, NULL);

  return columns[column].id;
}

const char *
evertick_quote_column_get_title (EvertickQuoteColumn column)
{
  g_return_val_if_fail ((guint) column < EVERTICK_N_QUOTE_COLUMNS, NULL);

  return _ (columns[column].title);
}

guint
evertick_quote_column_get_width_chars (EvertickQuoteColumn column)
{
  g_return_val_if_fail ((guint) column < EVERTICK_N_QUOTE_COLUMNS, 0);

  return columns[column].width_chars;
}

gboolean
evertick_quote_column_is_number (EvertickQuoteColumn column)
{
  g_return_val_if_fail ((guint) column < EVERTICK_N_QUOTE_COLUMNS, FALSE);

  return columns[column].is_number;
}

static char *
dup_age (FeedInstrument *row,
         gint64          now_us)
{
  gint64 fresh_us = feed_instrument_get_fresh_us (row);

  return evertick_format_age (fresh_us == 0 ? -1 : MAX (0, now_us - fresh_us));
}

char *
evertick_quote_column_dup_text (EvertickQuoteColumn column,
                                FeedInstrument     *row,
                                gint64              now_us)
{
  int decimals = feed_instrument_get_price_decimals (row);

  switch (column) {
  case EVERTICK_QUOTE_SYMBOL:
    return g_strdup (feed_instrument_get_symbol (row));

  case EVERTICK_QUOTE_LAST:
    return evertick_format_price (feed_instrument_get_last (row), decimals);

  case EVERTICK_QUOTE_CHANGE:
    return evertick_format_change (feed_instrument_get_change (row), decimals);

  case EVERTICK_QUOTE_CHANGE_PERCENT:
    return evertick_format_percent (feed_instrument_get_change_percent (row));

  case EVERTICK_QUOTE_BID:
    return evertick_format_price (feed_instrument_get_bid (row), decimals);

  case EVERTICK_QUOTE_ASK:
    return evertick_format_price (feed_instrument_get_ask (row), decimals);

  case EVERTICK_QUOTE_VOLUME:
    return evertick_format_volume (feed_instrument_get_volume (row));

  case EVERTICK_QUOTE_AGE:
    return dup_age (row, now_us);

  case EVERTICK_QUOTE_STATE:
    return g_strdup (evertick_words_row_state (feed_instrument_get_state (row)));

  case EVERTICK_N_QUOTE_COLUMNS:
  default:
    g_return_val_if_reached (NULL);
  }
}

const char *
evertick_quote_column_get_hint (EvertickQuoteColumn column,
                                FeedInstrument     *row)
{
  /* All of it, where the column is too narrow */
  if (column == EVERTICK_QUOTE_SYMBOL)
    return feed_instrument_get_symbol (row);
  if (column == EVERTICK_QUOTE_CHANGE || column == EVERTICK_QUOTE_CHANGE_PERCENT)
    return evertick_change_get_hint (evertick_change_get_basis (row));
  if (column == EVERTICK_QUOTE_STATE)
    return evertick_words_row_hint (feed_instrument_get_state (row));
  return NULL;
}

static double
get_value (EvertickQuoteColumn column,
           FeedInstrument     *row)
{
  switch (column) {
  case EVERTICK_QUOTE_LAST:
    return feed_instrument_get_last (row);

  case EVERTICK_QUOTE_CHANGE:
    return feed_instrument_get_change (row);

  case EVERTICK_QUOTE_CHANGE_PERCENT:
    return feed_instrument_get_change_percent (row);

  case EVERTICK_QUOTE_BID:
    return feed_instrument_get_bid (row);

  case EVERTICK_QUOTE_ASK:
    return feed_instrument_get_ask (row);

  case EVERTICK_QUOTE_VOLUME:
    return feed_instrument_get_volume (row);

  case EVERTICK_QUOTE_AGE:
    /* The youngest first */
    return -(double) feed_instrument_get_fresh_us (row);

  case EVERTICK_QUOTE_STATE:
    return feed_instrument_get_state (row);

  case EVERTICK_QUOTE_SYMBOL:
  case EVERTICK_N_QUOTE_COLUMNS:
  default:
    return NAN;
  }
}

int
evertick_quote_column_compare (EvertickQuoteColumn column,
                               FeedInstrument     *a,
                               FeedInstrument     *b)
{
  double left;
  double right;

  if (column == EVERTICK_QUOTE_SYMBOL)
    return g_utf8_collate (feed_instrument_get_symbol (a), feed_instrument_get_symbol (b));
  left = get_value (column, a);
  right = get_value (column, b);
  if (isnan (left) || isnan (right))
    return !isnan (left) - !isnan (right);
  return (left > right) - (left < right);
}

char *
evertick_quote_column_dup_sentence (FeedInstrument *row)
{
  g_autofree char *last = evertick_quote_column_dup_text (EVERTICK_QUOTE_LAST, row, 0);
  g_autofree char *change = evertick_quote_column_dup_text (EVERTICK_QUOTE_CHANGE_PERCENT, row, 0);
  const char *state = evertick_words_row_state (feed_instrument_get_state (row));
  g_autofree char *origin = evertick_words_dup_origin (feed_instrument_get_venue (row));

  if (!isfinite (feed_instrument_get_last (row)))
    /* Translators: symbol, ", demo market", ", account second" or nothing, state of the row */
    return g_strdup_printf (_ ("%s%s, no price yet, %s"),
                            feed_instrument_get_symbol (row),
                            origin,
                            state);
  /* Translators: symbol, ", demo market", ", account second" or nothing, last price, change in per cent, state */
  return g_strdup_printf (_ ("%s%s, last %s, change %s, %s"),
                          feed_instrument_get_symbol (row),
                          origin,
                          last,
                          change,
                          state);
}
