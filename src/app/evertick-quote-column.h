/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feed/feed.h>

G_BEGIN_DECLS

/**
 * EvertickQuoteColumn:
 *
 * What the columns of the quotes table are, and how each shows and sorts an instrument.
 */
typedef enum {
  EVERTICK_QUOTE_SYMBOL,
  EVERTICK_QUOTE_LAST,
  EVERTICK_QUOTE_CHANGE,
  EVERTICK_QUOTE_CHANGE_PERCENT,
  EVERTICK_QUOTE_BID,
  EVERTICK_QUOTE_ASK,
  EVERTICK_QUOTE_VOLUME,
  EVERTICK_QUOTE_AGE,
  EVERTICK_QUOTE_STATE,
  EVERTICK_N_QUOTE_COLUMNS,
} EvertickQuoteColumn;

/* For settings and tests: "symbol", "last"... */
const char *evertick_quote_column_get_id (EvertickQuoteColumn column);
/* Translated, static */
const char *evertick_quote_column_get_title (EvertickQuoteColumn column);
guint       evertick_quote_column_get_width_chars (EvertickQuoteColumn column);
/* Right-aligned */
gboolean evertick_quote_column_is_number (EvertickQuoteColumn column);
/* now_us: monotonic (transfer full) */
char *evertick_quote_column_dup_text (EvertickQuoteColumn column,
                                      FeedInstrument     *row,
                                      gint64              now_us);
/* What a cell means, for who points at it; translated, as long as the row is there. NULL where there
 * is nothing to say */
const char *evertick_quote_column_get_hint (EvertickQuoteColumn column,
                                            FeedInstrument     *row);
/* Ascending; rows without a value come first */
int evertick_quote_column_compare (EvertickQuoteColumn column,
                                   FeedInstrument     *a,
                                   FeedInstrument     *b);
/* The row as a sentence: "INFY, last 1,532.10, change +0.41%, live" (transfer full) */
char *evertick_quote_column_dup_sentence (FeedInstrument *row);

G_END_DECLS
