/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of Angel One's instrument list, of which a file has some 180,000: docs, "Instruments". All
 * values are strings; strikes and steps of prices are in paise. */
#include "feed/providers/feed-angel-one-private.h"

#include <math.h>
#include <string.h>

#include "feed/core/feed-decimal.h"
#include "feed/core/feed-json.h"
#include "feed/providers/feed-angel-one-envelope.h"
#include "feed/providers/feed-angel-one-time.h"
#include "feed/providers/feed-provider-words.h"

/* Currencies have seven decimals in some rows and two in others. No strike is above 10,000, and no
 * step of a price is 0.1 */
#define PAISE 100.0
#define CURRENCY_SCALE 1e7
#define LEAST_SCALED_STRIKE 1e6
#define LEAST_SCALED_STEP 10.0

/* A string, or a number as it is written; nothing for any other value */
static void
read_value (FeedJson  *json,
            FeedSlice *value)
{
  FeedJsonType type = feed_json_peek (json);
  const char *at = json->at;

  if (type == FEED_JSON_STRING)
    feed_json_read_string (json, value);
  else if (feed_json_skip (json) && type == FEED_JSON_NUMBER)
    *value = (FeedSlice) { at, (gsize) (json->at - at), FALSE };
}

/* A row as it stands in the file */
typedef struct {
  FeedSlice token, symbol, name, expiry, strike, lot_size, type, exchange, tick_size;
} Row;

static void
read_row (FeedJson *json,
          Row      *row)
{
  FeedSlice key, ignored;

  feed_json_enter_object (json);
  while (feed_json_next_key (json, &key)) {
    FeedSlice *value = feed_slice_equal (key, "token") ? &row->token
                       : feed_slice_equal (key, "symbol") ? &row->symbol
                       : feed_slice_equal (key, "name") ? &row->name
                       : feed_slice_equal (key, "expiry") ? &row->expiry
                       : feed_slice_equal (key, "strike") ? &row->strike
                       : feed_slice_equal (key, "lotsize") ? &row->lot_size
                       : feed_slice_equal (key, "instrumenttype") ? &row->type
                       : feed_slice_equal (key, "exch_seg") ? &row->exchange
                       : feed_slice_equal (key, "tick_size") ? &row->tick_size : &ignored;

    read_value (json, value);
  }
}

/* Above 0; NaN for anything else */
static double
read_number (FeedSlice text)
{
  double value;

  if (!feed_decimal_parse (text.at, text.length, &value, NULL) || value <= 0)
    return NAN;
  return value;
}

static double
scale_down (const FeedAngelOneExchange *exchange,
            double                      value,
            double                      least_scaled)
{
  return value / (exchange->scale != PAISE && value >= least_scaled ? CURRENCY_SCALE : PAISE);
}

/* "27OCT2026" → 20261027; 0 where it is none */
static int
read_expiry (FeedSlice text)
{
  int day, month, year = 0;

  if (text.length != 9 || !g_ascii_isdigit (text.at[0]) || !g_ascii_isdigit (text.at[1]))
    return 0;
  day = (text.at[0] - '0') * 10 + text.at[1] - '0';
  month = feed_angel_one_parse_month (text.at + 2);
  for (guint i = 5; i < 9; i++) {
    if (!g_ascii_isdigit (text.at[i]))
      return 0;
    year = year * 10 + text.at[i] - '0';
  }
  if (month == 0 || year == 0 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month,
                                                    (GDateYear) year))
    return 0;
  return year * 10000 + month * 100 + day;
}

static gboolean
ends_with (FeedSlice   text,
           const char *end)
{
  gsize length = strlen (end);

  return text.length > length && memcmp (text.at + text.length - length, end, length) == 0;
}

static gboolean
begins_with (FeedSlice   text,
             const char *start)
{
  gsize length = strlen (start);

  return text.length >= length && memcmp (text.at, start, length) == 0;
}

/* Shares are of a few series on NSE, beside bonds and funds of many others; BSE names none */
static gboolean
is_share (const Row                  *row,
          const FeedAngelOneExchange *exchange)
{
  static const char *const series[] = { "-EQ", "-BE", "-BZ", "-SM", "-ST", "-SZ" };

  if (!exchange->is_cash)
    return FALSE;
  if (exchange->segment != 1)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (series); i++)
    if (ends_with (row->symbol, series[i]))
      return TRUE;
  return FALSE;
}

static FeedListingKind
find_kind (const Row                  *row,
           const FeedAngelOneExchange *exchange)
{
  if (feed_slice_equal (row->type, "AMXIDX"))
    return FEED_LISTING_INDEX;
  if (begins_with (row->type, "FUT"))
    return FEED_LISTING_FUTURE;
  if (begins_with (row->type, "OPT"))
    return ends_with (row->symbol, "CE") ? FEED_LISTING_CALL
           : ends_with (row->symbol, "PE") ? FEED_LISTING_PUT : FEED_LISTING_OTHER;
  return row->type.length == 0 && is_share (row, exchange) ? FEED_LISTING_EQUITY
         : FEED_LISTING_OTHER;
}

/* Appends the string with its NUL; FALSE where it is no text */
static gboolean
append_text (GString  *scratch,
             FeedSlice text,
             gsize    *offset)
{
  g_autofree char *resolved = text.escaped ? feed_angel_one_unescape (text) : NULL;

  if (text.escaped && resolved == NULL)
    return FALSE;
  *offset = scratch->len;
  if (resolved != NULL)
    g_string_append (scratch, resolved);
  else
    g_string_append_len (scratch, text.at, (gssize) text.length);
  g_string_append_c (scratch, '\0');
  return g_utf8_validate (scratch->str + *offset, -1, NULL);
}

static gboolean
fill_texts (const Row                  *row,
            const FeedAngelOneExchange *exchange,
            GString                    *scratch,
            FeedListing                *listing)
{
  char symbol[FEED_ANGEL_ONE_MAX_SYMBOL + 1];
  gsize plain = 0, symbol_at, key_at, name_at;

  if (!append_text (scratch, row->symbol, &plain) ||
      !feed_angel_one_write_symbol (exchange, scratch->str + plain, strlen (scratch->str + plain),
                                    symbol, sizeof symbol))
    return FALSE;
  symbol_at = scratch->len;
  g_string_append_len (scratch, symbol, (gssize) strlen (symbol) + 1);
  if (!append_text (scratch, row->token, &key_at) || !append_text (scratch, row->name, &name_at))
    return FALSE;
  if (!feed_angel_one_is_token (scratch->str + key_at))
    return FALSE;
  listing->symbol = scratch->str + symbol_at;
  listing->key = scratch->str + key_at;
  listing->name = scratch->str + name_at;
  listing->exchange = exchange->name;
  return TRUE;
}

/**
 * feed_angel_one_parse_listing: (skip)
 * @provider: the provider
 * @object: (array length=length): a row
 * @length: its bytes
 * @scratch: where its strings go
 * @listing: (out): what it says
 * @error: return location
 *
 * Returns: OK; IGNORED for a row of a segment that there are no quotes of, or without a symbol or
 *   token that can be used; ERROR where it is no object
 */
FeedDecode
feed_angel_one_parse_listing (FeedProvider *provider,
                              const char   *object,
                              gsize         length,
                              GString      *scratch,
                              FeedListing  *listing,
                              GError      **error)
{
  const FeedSlice none = { "", 0, FALSE };
  Row row = { none, none, none, none, none, none, none, none, none };
  const FeedAngelOneExchange *exchange;
  FeedJson json;

  feed_json_init (&json, object, length);
  read_row (&json, &row);
  if (!feed_json_end (&json)) {
    g_autofree char *excerpt = feed_provider_words (object, length, 80);

    g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE, "A bad row of the instrument list: %s: %s",
                 feed_json_get_error (&json, NULL), excerpt);
    return FEED_DECODE_ERROR;
  }
  exchange = feed_angel_one_exchange_find (row.exchange.at, row.exchange.length);
  if (exchange == NULL || row.token.length == 0 ||
      row.token.length > FEED_ANGEL_ONE_TOKEN_FIELD ||
      !fill_texts (&row, exchange, scratch, listing))
    return FEED_DECODE_IGNORED;
  listing->kind = find_kind (&row, exchange);
  listing->expiry = read_expiry (row.expiry);
  listing->strike = scale_down (exchange, read_number (row.strike), LEAST_SCALED_STRIKE);
  listing->lot_size = read_number (row.lot_size);
  listing->tick_size = scale_down (exchange, read_number (row.tick_size), LEAST_SCALED_STEP);
  listing->price_decimals = exchange->price_decimals;
  listing->size_decimals = 0;
  return FEED_DECODE_OK;
}
