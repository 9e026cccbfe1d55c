/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FeedAngelOneExchange:
 * @name: as REST and the instrument list have it: "NSE"
 * @code: as the documents have it: "nse_cm"
 * @segment: as the stream has it (exchangeType)
 * @scale: steps of a price of the stream and the list a rupee: prices are whole numbers there
 * @price_decimals: digits after the point that its prices are shown with
 * @is_cash: shares and indices, not contracts
 */
typedef struct {
  const char *name, *code;
  guint8      segment;
  int         scale;
  int         price_decimals;
  gboolean    is_cash;
} FeedAngelOneExchange;

/* NULL where there is none of that name or code (any case), or segment */
const FeedAngelOneExchange *feed_angel_one_exchange_find (const char *name,
                                                          gsize       length);
const FeedAngelOneExchange *feed_angel_one_exchange_of_segment (guint segment);

/* Bytes of a canonical symbol, "EXCH:" included */
#define FEED_ANGEL_ONE_MAX_SYMBOL 80
/* exchangeTypes go up to this */
#define FEED_ANGEL_ONE_LAST_SEGMENT 13

/* Writes the trading symbol of the list, or what a user typed for it, as canonical symbols have it.
 * FALSE where it is none, or does not fit into size bytes with its NUL */
gboolean feed_angel_one_write_symbol (const FeedAngelOneExchange *exchange,
                                      const char                 *text,
                                      gsize                       length,
                                      char                       *buffer,
                                      gsize                       size);

G_END_DECLS
