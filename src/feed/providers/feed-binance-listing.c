/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of "symbols" of exchangeInfo as an instrument list: what can be traded now. */
#include "feed/providers/feed-binance-private.h"

#include <math.h>

#include "feed/providers/feed-binance-value.h"
#include "feed/providers/feed-provider-words.h"

/* A row as it stands in the reply */
typedef struct {
  FeedSlice          symbol, status, base, quote;
  FeedInstrumentInfo info;
} Row;

static void
read_row (FeedJson *json,
          Row      *row)
{
  FeedSlice key, ignored;

  feed_json_enter_object (json);
  while (feed_json_next_key (json, &key)) {
    FeedSlice *value = feed_slice_equal (key, "symbol") ? &row->symbol
                       : feed_slice_equal (key, "status") ? &row->status
                       : feed_slice_equal (key, "baseAsset") ? &row->base
                       : feed_slice_equal (key, "quoteAsset") ? &row->quote : &ignored;

    if (feed_slice_equal (key, "filters"))
      feed_binance_read_filters (json, &row->info);
    else if (feed_json_peek (json) == FEED_JSON_STRING)
      feed_json_read_string (json, value);
    else
      feed_json_skip (json);
  }
}

/* Appends the string; FALSE where it is empty, or no text that could be a symbol's */
static gboolean
append_text (GString  *scratch,
             FeedSlice text)
{
  char buffer[FEED_BINANCE_MAX_SYMBOL];
  FeedSlice plain = feed_binance_unescape (text, buffer, sizeof buffer);

  if (plain.length == 0 || plain.length > FEED_BINANCE_MAX_SYMBOL ||
      !g_utf8_validate_len (plain.at, plain.length, NULL))
    return FALSE;
  g_string_append_len (scratch, plain.at, (gssize) plain.length);
  return TRUE;
}

/* The step of so many decimals; the venue's are powers of ten */
static double
step_of (int decimals)
{
  return decimals >= 0 ? pow (10, -decimals) : NAN;
}

/**
 * feed_binance_parse_listing:
 * @provider: the provider
 * @object: (array length=length): a row
 * @length: its bytes
 * @scratch: where its strings go
 * @listing: (out): what it says
 * @error: return location
 *
 * Returns: OK; IGNORED for what is not traded; ERROR where it is no object
 */
FeedDecode
feed_binance_parse_listing (FeedProvider *provider,
                            const char   *object,
                            gsize         length,
                            GString      *scratch,
                            FeedListing  *listing,
                            GError      **error)
{
  const FeedSlice none = { "", 0, FALSE };
  Row row = { none, none, none, none, { .price_decimals = -1, .size_decimals = -1 } };
  gsize name_at;
  FeedJson json;

  feed_json_init (&json, object, length);
  read_row (&json, &row);
  if (!feed_json_end (&json)) {
    g_autofree char *excerpt = feed_provider_words (object, length, 80);

    g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE, "A bad row of exchangeInfo: %s: %s",
                 feed_json_get_error (&json, NULL), excerpt);
    return FEED_DECODE_ERROR;
  }
  if (!feed_slice_equal (row.status, "TRADING") || !append_text (scratch, row.symbol))
    return FEED_DECODE_IGNORED;
  g_string_append_c (scratch, '\0');
  name_at = scratch->len;
  if (!append_text (scratch, row.base))
    return FEED_DECODE_IGNORED;
  g_string_append_c (scratch, '/');
  if (!append_text (scratch, row.quote))
    return FEED_DECODE_IGNORED;
  listing->symbol = listing->key = scratch->str;
  listing->name = scratch->str + name_at;
  listing->kind = FEED_LISTING_SPOT;
  listing->price_decimals = row.info.price_decimals;
  listing->size_decimals = row.info.size_decimals;
  listing->tick_size = step_of (row.info.price_decimals);
  return FEED_DECODE_OK;
}
