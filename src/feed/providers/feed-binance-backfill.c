/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Trades after the fact: GET /api/v3/historicalTrades and /api/v3/trades of the venue's rest-api.md.
 * Both list each trade by itself with its id; /api/v3/aggTrades does not, it joins those of one
 * order. The first begins at any id, but is not offered at the market-data-only address
 * (faqs/market_data_only.md), and asked for an API key in the past; the second has the newest
 * 1,000. */
#include "feed/providers/feed-binance-private.h"

#include <math.h>
#include <string.h>

#include "feed/core/feed-json.h"
#include "feed/providers/feed-binance-value.h"
#include "feed/providers/feed-provider-words.h"

#define BACKFILL_WEIGHT 25
#define MAX_TRADES 1000
#define MARKET_DATA_HOST "data-api.binance.vision"

typedef enum {
  FIELD_ID,
  FIELD_TIME,
  FIELD_PRICE,
  FIELD_QTY,
  N_FIELDS,
} Field;

static const char *const field_names[N_FIELDS] = { "id", "time", "price", "qty" };

typedef struct {
  guint            seen;
  FeedBinanceValue values[N_FIELDS];
} Row;

static gboolean
has_recent_only (FeedBinance *self,
                 const char  *base)
{
  g_autoptr (GUri) uri = g_uri_parse (base, G_URI_FLAGS_ENCODED, NULL);

  return self->recent_only ||
         (uri != NULL && g_ascii_strcasecmp (g_uri_get_host (uri), MARKET_DATA_HOST) == 0);
}

/**
 * feed_binance_backfill_request:
 * @provider: the provider
 * @slot: the instrument
 * @from_id: id of the first trade
 * @n_trades: how many
 *
 * Returns: (transfer full) (nullable): the request; of more trades than that where the venue does
 *   not let one choose
 */
FeedRequest *
feed_binance_backfill_request (FeedProvider *provider,
                               guint         slot,
                               gint64        from_id,
                               guint         n_trades)
{
  FeedBinance *self = FEED_BINANCE (provider);
  const char *base = feed_provider_get_rest_base (provider);
  const char *symbol = feed_binance_symbols_get (self->symbols, slot);
  g_autofree char *escaped = NULL;
  g_autofree char *uri = NULL;
  FeedRequest *request;

  if (base == NULL || symbol == NULL)
    return NULL;
  self->n_asked = 1;
  self->asked_slot = slot;
  escaped = g_uri_escape_string (symbol, NULL, FALSE);
  if (has_recent_only (self, base))
    uri = g_strdup_printf ("%s/api/v3/trades?symbol=%s&limit=%u", base, escaped, MAX_TRADES);
  else
    uri = g_strdup_printf ("%s/api/v3/historicalTrades?symbol=%s&fromId=%" G_GINT64_FORMAT
                           "&limit=%u", base, escaped, from_id, CLAMP (n_trades, 1, MAX_TRADES));
  request = feed_request_new ("GET", uri);
  request->weight = BACKFILL_WEIGHT;
  return request;
}

/**
 * feed_binance_backfill_refused:
 * @provider: the provider
 * @reply: any other answer than 2xx to such a request
 *
 * Returns: whether the next request asks in another way
 */
gboolean
feed_binance_backfill_refused (FeedProvider    *provider,
                               const FeedReply *reply)
{
  FeedBinance *self = FEED_BINANCE (provider);
  const char *base = feed_provider_get_rest_base (provider);

  if (reply->status / 100 != 4 || reply->status == 418 || reply->status == 429 ||
      base == NULL || has_recent_only (self, base))
    return FALSE;
  self->recent_only = TRUE;
  return TRUE;
}

/* FALSE where the JSON is broken */
static gboolean
read_row (Row      *row,
          FeedJson *json)
{
  FeedSlice key;

  row->seen = 0;
  if (feed_json_peek (json) != FEED_JSON_OBJECT)
    return feed_json_skip (json);
  feed_json_enter_object (json);
  while (feed_json_next_key (json, &key)) {
    Field field = 0;

    while (field < N_FIELDS && !feed_slice_equal (key, field_names[field]))
      field++;
    if (field == N_FIELDS) {
      feed_json_skip (json);
      continue;
    }
    row->seen |= 1u << field;
    if (field >= FIELD_PRICE)
      feed_binance_value_read_decimal (&row->values[field], json);
    else
      feed_binance_value_read (&row->values[field], json);
  }
  return feed_json_get_error (json, NULL) == NULL;
}

/* NULL, or what is wrong with the row, static */
static const char *
fill_tick (const Row *row,
           FeedTick  *tick)
{
  const char *flaw;

  if (row->seen != (1u << N_FIELDS) - 1)
    return "something is missing";
  flaw = feed_binance_value_to_id (&row->values[FIELD_ID], 0, &tick->sequence);
  if (flaw == NULL)
    flaw = feed_binance_value_to_time (&row->values[FIELD_TIME], &tick->exchange_time_us);
  if (flaw == NULL)
    flaw = feed_binance_value_to_price (&row->values[FIELD_PRICE], &tick->last);
  if (flaw == NULL)
    flaw = feed_binance_value_to_size (&row->values[FIELD_QTY], &tick->last_size);
  if (flaw != NULL)
    return flaw;
  return isnan (tick->last) || tick->exchange_time_us == 0 ? "no price or no time" : NULL;
}

/**
 * feed_binance_decode_backfill:
 * @provider: the provider
 * @reply: a 2xx answer
 * @slot: what was asked for
 * @receive_time_us: monotonic time at which it was read
 * @sink: where ticks go
 * @error: return location
 *
 * Trades before a row that is bad are good.
 *
 * Returns: what the reply was
 */
FeedDecode
feed_binance_decode_backfill (FeedProvider    *provider,
                              const FeedReply *reply,
                              guint            slot,
                              gint64           receive_time_us,
                              const FeedSink  *sink,
                              GError         **error)
{
  FeedDecode result = FEED_DECODE_IGNORED;
  FeedJson json;
  Row row;

  if (reply->length > FEED_BINANCE_MAX_REPLY) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_TOO_LARGE,
                 "trades: a reply of %" G_GSIZE_FORMAT " bytes", reply->length);
    return FEED_DECODE_ERROR;
  }
  feed_json_init (&json, reply->body, reply->length);
  feed_json_enter_array (&json);
  while (feed_json_next_element (&json) && read_row (&row, &json)) {
    FeedTick tick;
    const char *flaw;

    feed_tick_init (&tick);
    tick.source = FEED_SOURCE_POLL;
    tick.receive_time_us = receive_time_us;
    tick.instrument = slot;
    tick.flags = FEED_TICK_TRADE | FEED_TICK_BACKFILL;
    flaw = fill_tick (&row, &tick);
    if (flaw != NULL) {
      g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE, "Bad row of trades: %s", flaw);
      return FEED_DECODE_ERROR;
    }
    sink->tick (sink->user_data, &tick, NULL);
    result = FEED_DECODE_OK;
  }
  if (feed_json_end (&json))
    return result;
  feed_binance_set_json_error ("trades", &json, reply, error);
  return FEED_DECODE_ERROR;
}
