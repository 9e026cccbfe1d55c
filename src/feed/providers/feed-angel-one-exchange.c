/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The segments of Angel One. Names, numbers and scales: smartapi.angelone.in/docs, "WebSocket
 * Streaming 2.0" and "Instruments". */
#include "feed/providers/feed-angel-one-exchange.h"

#include <string.h>

/* Prices are paise; those of currencies have seven decimals, of which four are ever used */
static const FeedAngelOneExchange exchanges[] = {
  { "NSE", "nse_cm", 1, 100, 2, TRUE },
  { "NFO", "nse_fo", 2, 100, 2, FALSE },
  { "BSE", "bse_cm", 3, 100, 2, TRUE },
  { "BFO", "bse_fo", 4, 100, 2, FALSE },
  { "MCX", "mcx_fo", 5, 100, 2, FALSE },
  { "NCDEX", "ncx_fo", 7, 100, 2, FALSE },
  { "CDS", "cde_fo", 13, 10000000, 4, FALSE },
};

static gboolean
is_name (const char *name,
         const char *text,
         gsize       length)
{
  return strlen (name) == length && g_ascii_strncasecmp (name, text, length) == 0;
}

/**
 * feed_angel_one_exchange_find:
 * @name: (array length=length): a name or code in any case
 * @length: its bytes
 *
 * Returns: (nullable): the exchange of that name
 */
const FeedAngelOneExchange *
feed_angel_one_exchange_find (const char *name,
                              gsize       length)
{
  for (guint i = 0; i < G_N_ELEMENTS (exchanges); i++)
    if (is_name (exchanges[i].name, name, length) || is_name (exchanges[i].code, name, length))
      return &exchanges[i];
  return NULL;
}

/**
 * feed_angel_one_exchange_of_segment:
 * @segment: an exchangeType of the stream
 *
 * Returns: (nullable): the exchange
 */
const FeedAngelOneExchange *
feed_angel_one_exchange_of_segment (guint segment)
{
  for (guint i = 0; i < G_N_ELEMENTS (exchanges); i++)
    if (exchanges[i].segment == segment)
      return &exchanges[i];
  return NULL;
}

/* Trading symbols are upper case, but the names of some indices: "Nifty 50", "India VIX". Those
 * have blanks, and lower case beside upper case, and stay as they are written. */
static gboolean
is_index_name (const char *text,
               gsize       length)
{
  gboolean blank = FALSE, lower = FALSE, upper = FALSE;

  for (gsize i = 0; i < length; i++) {
    blank |= text[i] == ' ';
    lower |= g_ascii_islower (text[i]);
    upper |= g_ascii_isupper (text[i]);
  }
  return blank && lower && upper;
}

/**
 * feed_angel_one_write_symbol:
 * @exchange: where it is traded
 * @text: (array length=length): a trading symbol
 * @length: its bytes
 * @buffer: (array length=size): where "EXCH:SYMBOL" goes
 * @size: bytes of @buffer
 *
 * Returns: whether @text can be a trading symbol, printable ASCII without blanks at its ends, and
 *   fits
 */
gboolean
feed_angel_one_write_symbol (const FeedAngelOneExchange *exchange,
                             const char                 *text,
                             gsize                       length,
                             char                       *buffer,
                             gsize                       size)
{
  gsize prefix = strlen (exchange->name);
  gboolean keep;

  if (length == 0 || prefix + 1 + length >= size || text[0] == ' ' || text[length - 1] == ' ')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (text[i]) || text[i] == '"' || text[i] == '\\')
      return FALSE;
  keep = is_index_name (text, length);
  memcpy (buffer, exchange->name, prefix);
  buffer[prefix] = ':';
  for (gsize i = 0; i < length; i++)
    buffer[prefix + 1 + i] = keep ? text[i] : g_ascii_toupper (text[i]);
  buffer[prefix + 1 + length] = '\0';
  return TRUE;
}
