/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What symbols are: GET /api/v3/exchangeInfo of the venue's rest-api.md and filters.md. */
#include "feed/providers/feed-binance-private.h"

#include <string.h>

#include "feed/core/feed-decimal.h"
#include "feed/core/feed-json.h"
#include "feed/providers/feed-binance-value.h"
#include "feed/providers/feed-provider-words.h"

#define INFO_WEIGHT 20
#define MAX_DECIMALS 17
#define MAX_EXCERPT 80

/**
 * feed_binance_symbols_query:
 * @symbols: (array zero-terminated=1): one symbol or more
 *
 * The two ways in which the venue wants to be asked about one symbol and about several.
 *
 * Returns: (transfer full): a query, escaped
 */
char *
feed_binance_symbols_query (const char *const *symbols)
{
  g_autofree char *joined = NULL;
  g_autofree char *list = NULL;
  g_autofree char *escaped = NULL;

  if (symbols[1] == NULL) {
    escaped = g_uri_escape_string (symbols[0], NULL, FALSE);
    return g_strconcat ("symbol=", escaped, NULL);
  }
  joined = g_strjoinv ("\",\"", (char **) symbols);
  list = g_strconcat ("[\"", joined, "\"]", NULL);
  escaped = g_uri_escape_string (list, NULL, FALSE);
  return g_strconcat ("symbols=", escaped, NULL);
}

/**
 * feed_binance_set_json_error:
 * @what: what should have been read
 * @json: the reader that failed
 * @reply: its text
 * @error: return location
 *
 * Says where a reply is broken.
 */
void
feed_binance_set_json_error (const char      *what,
                             const FeedJson  *json,
                             const FeedReply *reply,
                             GError         **error)
{
  gsize offset = 0;
  const char *fault = feed_json_get_error (json, &offset);
  g_autofree char *excerpt = feed_provider_excerpt (reply->body, reply->length, offset,
                                                    MAX_EXCERPT);

  g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE,
               "Bad %s: %s at byte %" G_GSIZE_FORMAT ": %s", what,
               fault != NULL ? fault : "no JSON", offset, excerpt);
}

/**
 * feed_binance_info_request:
 * @provider: the provider
 * @symbols: (array zero-terminated=1): canonical symbols
 *
 * Returns: (transfer full) (nullable): the request
 */
FeedRequest *
feed_binance_info_request (FeedProvider      *provider,
                           const char *const *symbols)
{
  FeedBinance *self = FEED_BINANCE (provider);
  const char *base = feed_provider_get_rest_base (provider);
  g_autofree char *query = NULL;
  g_autofree char *uri = NULL;
  FeedRequest *request;

  if (base == NULL || symbols[0] == NULL)
    return NULL;
  self->n_asked = g_strv_length ((char **) symbols);
  self->asked_slot = feed_binance_symbols_find (self->symbols, symbols[0], strlen (symbols[0]));
  query = feed_binance_symbols_query (symbols);
  uri = g_strconcat (base, "/api/v3/exchangeInfo?", query, NULL);
  request = feed_request_new ("GET", uri);
  request->weight = INFO_WEIGHT;
  return request;
}

/* Decimals of a step, "0.01000000" → 2; -1 where the step is 0, which switches the filter off */
static int
count_decimals (const FeedBinanceValue *step)
{
  double value;
  int scale;

  if (step->type != FEED_JSON_STRING ||
      !feed_decimal_parse (step->text.at, step->text.length, &value, &scale) ||
      value <= 0 || scale > MAX_DECIMALS)
    return -1;
  return scale;
}

/* One element of "filters" */
static void
read_filter (FeedJson           *json,
             FeedInstrumentInfo *info)
{
  FeedSlice type = { "", 0, FALSE }, key;
  int tick_decimals = -1, step_decimals = -1;

  if (feed_json_peek (json) != FEED_JSON_OBJECT) {
    feed_json_skip (json);
    return;
  }
  feed_json_enter_object (json);
  while (feed_json_next_key (json, &key)) {
    FeedBinanceValue value;

    if (!feed_binance_value_read (&value, json))
      return;
    if (value.type != FEED_JSON_STRING)
      continue;
    if (feed_slice_equal (key, "filterType"))
      type = value.text;
    else if (feed_slice_equal (key, "tickSize"))
      tick_decimals = count_decimals (&value);
    else if (feed_slice_equal (key, "stepSize"))
      step_decimals = count_decimals (&value);
  }
  if (feed_slice_equal (type, "PRICE_FILTER"))
    info->price_decimals = tick_decimals;
  else if (feed_slice_equal (type, "LOT_SIZE"))
    info->size_decimals = step_decimals;
}

/**
 * feed_binance_read_filters:
 * @json: a reader before the value of "filters"
 * @info: where decimals go
 *
 * Reads the filters of a symbol, of which some tell its decimals.
 */
void
feed_binance_read_filters (FeedJson           *json,
                           FeedInstrumentInfo *info)
{
  if (feed_json_peek (json) != FEED_JSON_ARRAY) {
    feed_json_skip (json);
    return;
  }
  feed_json_enter_array (json);
  while (feed_json_next_element (json))
    read_filter (json, info);
}

/* A symbol longer than any that can be subscribed to is left empty */
static void
take_symbol (FeedSlice           text,
             FeedInstrumentInfo *info)
{
  char buffer[FEED_BINANCE_MAX_SYMBOL];
  FeedSlice symbol = feed_binance_unescape (text, buffer, sizeof buffer);

  memset (info->symbol, 0, sizeof info->symbol);
  if (symbol.length <= FEED_BINANCE_MAX_SYMBOL &&
      g_utf8_validate (symbol.at, (gssize) symbol.length, NULL))
    memcpy (info->symbol, symbol.at, symbol.length);
}

/* One element of "symbols"; FALSE where it is not what it should be */
static gboolean
read_symbol (FeedJson *json,
             GArray   *infos)
{
  FeedInstrumentInfo info = { .price_decimals = -1, .size_decimals = -1 };
  gboolean has_symbol = FALSE, has_status = FALSE;
  FeedSlice key, text;

  feed_json_enter_object (json);
  while (feed_json_next_key (json, &key))
    if (feed_slice_equal (key, "symbol") && feed_json_read_string (json, &text)) {
      take_symbol (text, &info);
      has_symbol = TRUE;
    } else if (feed_slice_equal (key, "status") && feed_json_read_string (json, &text)) {
      info.halted = !feed_slice_equal (text, "TRADING");
      has_status = TRUE;
    } else if (feed_slice_equal (key, "filters")) {
      feed_binance_read_filters (json, &info);
    } else if (feed_json_get_error (json, NULL) != NULL || !feed_json_skip (json)) {
      return FALSE;
    }
  if (info.symbol[0] != '\0')
    g_array_append_val (infos, info);
  return has_symbol && has_status;
}

/* TRUE where there was a list of symbols and every one could be read */
static gboolean
read_info (FeedJson *json,
           GArray   *infos)
{
  gboolean has_symbols = FALSE, whole = TRUE;
  FeedSlice key;

  feed_json_enter_object (json);
  while (feed_json_next_key (json, &key)) {
    if (!feed_slice_equal (key, "symbols")) {
      feed_json_skip (json);
      continue;
    }
    has_symbols = TRUE;
    feed_json_enter_array (json);
    while (feed_json_next_element (json))
      whole = read_symbol (json, infos) && whole;
  }
  return has_symbols && whole;
}

/**
 * feed_binance_parse_info:
 * @provider: the provider
 * @reply: a 2xx answer
 * @infos: (element-type FeedInstrumentInfo): where the symbols go
 * @error: return location
 *
 * Reads what symbols are: all of the reply, or nothing. Whatever is not TRADING is halted.
 *
 * Returns: whether the reply could be read
 */
gboolean
feed_binance_parse_info (FeedProvider    *provider,
                         const FeedReply *reply,
                         GArray          *infos,
                         GError         **error)
{
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (FeedInstrumentInfo));
  gboolean whole;
  FeedJson json;

  if (reply->length > FEED_BINANCE_MAX_REPLY) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_TOO_LARGE,
                 "exchangeInfo: a reply of %" G_GSIZE_FORMAT " bytes", reply->length);
    return FALSE;
  }
  feed_json_init (&json, reply->body, reply->length);
  whole = read_info (&json, read);
  if (!feed_json_end (&json)) {
    feed_binance_set_json_error ("exchangeInfo", &json, reply, error);
    return FALSE;
  }
  if (!whole) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE,
                 "Bad exchangeInfo: a symbol without name or status, or no symbols at all");
    return FALSE;
  }
  g_array_append_vals (infos, read->data, read->len);
  return TRUE;
}
