/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Prices by request: GET /api/v3/ticker/24hr of the venue's rest-api.md. */
#include "feed/providers/feed-binance-private.h"

#include <math.h>

#include "feed/core/feed-json.h"
#include "feed/providers/feed-binance-value.h"
#include "feed/providers/feed-provider-words.h"

/* First those that are no prices or sizes, last those of the quote */
typedef enum {
  FIELD_SYMBOL,
  FIELD_CLOSE_TIME,
  FIELD_LAST_ID,
  FIELD_LAST_PRICE,
  FIELD_LAST_QTY,
  FIELD_OPEN_PRICE,
  FIELD_HIGH_PRICE,
  FIELD_LOW_PRICE,
  FIELD_VOLUME,
  FIELD_BID_PRICE,
  FIELD_BID_QTY,
  FIELD_ASK_PRICE,
  FIELD_ASK_QTY,
  N_FIELDS,
} Field;

#define FIRST_DECIMAL FIELD_LAST_PRICE
#define STATS_FIELDS ((1u << FIELD_BID_PRICE) - 1)
#define QUOTE_FIELDS (((1u << N_FIELDS) - 1) & ~STATS_FIELDS)

static const char *const field_names[N_FIELDS] = {
  [FIELD_SYMBOL] = "symbol",
  [FIELD_LAST_PRICE] = "lastPrice",
  [FIELD_LAST_QTY] = "lastQty",
  [FIELD_OPEN_PRICE] = "openPrice",
  [FIELD_HIGH_PRICE] = "highPrice",
  [FIELD_LOW_PRICE] = "lowPrice",
  [FIELD_VOLUME] = "volume",
  [FIELD_CLOSE_TIME] = "closeTime",
  [FIELD_LAST_ID] = "lastId",
  [FIELD_BID_PRICE] = "bidPrice",
  [FIELD_BID_QTY] = "bidQty",
  [FIELD_ASK_PRICE] = "askPrice",
  [FIELD_ASK_QTY] = "askQty",
};

typedef struct {
  guint            seen;
  const char      *fault;   /* static */
  Field            field;   /* that the fault is about */
  FeedBinanceValue values[N_FIELDS];
} Row;

/* rest-api.md, "24hr ticker price change statistics" */
static guint
weigh_poll (guint n_symbols)
{
  return n_symbols <= 20 ? 2 : n_symbols <= 100 ? 40 : 80;
}

/**
 * feed_binance_poll_request:
 * @provider: the provider
 * @slots: (array length=n_slots): instruments
 * @n_slots: how many
 *
 * Remembers what was asked for, so that a refusal can be told from a refusal of one symbol.
 *
 * Returns: (transfer full) (nullable): the request
 */
FeedRequest *
feed_binance_poll_request (FeedProvider *provider,
                           const guint  *slots,
                           guint         n_slots)
{
  FeedBinance *self = FEED_BINANCE (provider);
  const char *base = feed_provider_get_rest_base (provider);
  g_autoptr (GPtrArray) symbols = g_ptr_array_new ();
  g_autofree char *query = NULL;
  g_autofree char *uri = NULL;
  FeedRequest *request;

  for (guint i = 0; i < n_slots; i++) {
    const char *symbol = feed_binance_symbols_get (self->symbols, slots[i]);

    if (symbol != NULL) {
      g_ptr_array_add (symbols, (gpointer) symbol);
      self->asked_slot = slots[i];
    }
  }
  if (base == NULL || symbols->len == 0)
    return NULL;
  self->n_asked = symbols->len;
  g_ptr_array_add (symbols, NULL);
  query = feed_binance_symbols_query ((const char *const *) symbols->pdata);
  uri = g_strconcat (base, "/api/v3/ticker/24hr?", query, NULL);
  request = feed_request_new ("GET", uri);
  request->weight = weigh_poll (self->n_asked);
  return request;
}

static Field
find_field (FeedSlice key)
{
  for (Field field = 0; field < N_FIELDS; field++)
    if (feed_slice_equal (key, field_names[field]))
      return field;
  return N_FIELDS;
}

/* FALSE where the JSON is broken */
static gboolean
read_row (Row      *row,
          FeedJson *json)
{
  FeedSlice key;

  row->seen = 0;
  row->fault = NULL;
  if (feed_json_peek (json) != FEED_JSON_OBJECT) {
    row->fault = "no object";
    row->field = N_FIELDS;
    return feed_json_skip (json);
  }
  feed_json_enter_object (json);
  while (feed_json_next_key (json, &key)) {
    Field field = find_field (key);

    if (field == N_FIELDS) {
      feed_json_skip (json);
      continue;
    }
    if ((row->seen & 1u << field) != 0) {
      row->fault = "comes twice";
      row->field = field;
    }
    row->seen |= 1u << field;
    if (field >= FIRST_DECIMAL)
      feed_binance_value_read_decimal (&row->values[field], json);
    else
      feed_binance_value_read (&row->values[field], json);
  }
  return feed_json_get_error (json, NULL) == NULL;
}

static gboolean
check (Row        *row,
       Field       field,
       const char *flaw)
{
  if (flaw == NULL)
    return TRUE;
  row->fault = flaw;
  row->field = field;
  return FALSE;
}

static gboolean
need_price (Row    *row,
            Field   field,
            double *price)
{
  return check (row, field, feed_binance_value_to_price (&row->values[field], price));
}

static gboolean
need_size (Row    *row,
           Field   field,
           double *size)
{
  return check (row, field, feed_binance_value_to_size (&row->values[field], size));
}

static gboolean
fill_quote (Row      *row,
            FeedTick *tick)
{
  tick->flags |= FEED_TICK_QUOTE;
  return need_price (row, FIELD_BID_PRICE, &tick->bid) &&
         need_size (row, FIELD_BID_QTY, &tick->bid_size) &&
         need_price (row, FIELD_ASK_PRICE, &tick->ask) &&
         need_size (row, FIELD_ASK_QTY, &tick->ask_size);
}

/* The same meaning as that of the stream's ticker: what a day is compared with is the price 24 h
 * ago, and without a trade id there was no trade and is no last price */
static gboolean
fill_stats (Row      *row,
            FeedTick *tick)
{
  tick->flags |= FEED_TICK_STATS;
  if (!check (row, FIELD_LAST_ID, feed_binance_value_to_id (&row->values[FIELD_LAST_ID], -1,
                                                            &tick->sequence)) ||
      !check (row, FIELD_CLOSE_TIME, feed_binance_value_to_time (&row->values[FIELD_CLOSE_TIME],
                                                                 &tick->exchange_time_us)) ||
      !need_price (row, FIELD_LAST_PRICE, &tick->last) ||
      !need_size (row, FIELD_LAST_QTY, &tick->last_size) ||
      !need_price (row, FIELD_OPEN_PRICE, &tick->open) ||
      !need_price (row, FIELD_HIGH_PRICE, &tick->high) ||
      !need_price (row, FIELD_LOW_PRICE, &tick->low) ||
      !need_size (row, FIELD_VOLUME, &tick->volume))
    return FALSE;
  tick->close = tick->open;
  if (tick->sequence < 0 || isnan (tick->last))
    tick->last = tick->last_size = NAN;
  return TRUE;
}

static gboolean
fill_tick (Row      *row,
           FeedTick *tick)
{
  guint missing = STATS_FIELDS & ~row->seen;

  if (row->fault != NULL)
    return FALSE;
  if ((row->seen & QUOTE_FIELDS) != 0)
    missing |= QUOTE_FIELDS & ~row->seen;
  if (missing != 0)
    return check (row, g_bit_nth_lsf (missing, -1), "is missing");
  if (row->values[FIELD_SYMBOL].type != FEED_JSON_STRING)
    return check (row, FIELD_SYMBOL, "is no string");
  if (!fill_stats (row, tick))
    return FALSE;
  return (row->seen & QUOTE_FIELDS) == 0 || fill_quote (row, tick);
}

static void
set_row_error (const Row *row,
               GError   **error)
{
  g_autofree char *symbol = NULL;
  FeedSlice text = { "no symbol", 9, FALSE };

  if (error == NULL || *error != NULL)
    return;
  if ((row->seen & 1u << FIELD_SYMBOL) != 0 &&
      row->values[FIELD_SYMBOL].type == FEED_JSON_STRING)
    text = row->values[FIELD_SYMBOL].text;
  symbol = feed_provider_words (text.at, text.length, 40);
  g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE, "Bad row of 24hr ticker (%s): %s%s%s", symbol,
               row->field < N_FIELDS ? field_names[row->field] : "",
               row->field < N_FIELDS ? " " : "", row->fault);
}

/* One row to the sink, where it is good and of an instrument that was added */
static FeedDecode
take_row (FeedBinance    *self,
          Row            *row,
          FeedTick       *tick,
          const FeedSink *sink)
{
  char buffer[FEED_BINANCE_MAX_SYMBOL];
  FeedSlice symbol;

  if (!fill_tick (row, tick))
    return FEED_DECODE_ERROR;
  symbol = feed_binance_unescape (row->values[FIELD_SYMBOL].text, buffer, sizeof buffer);
  tick->instrument = feed_binance_symbols_find (self->symbols, symbol.at, symbol.length);
  if (tick->instrument == FEED_NO_SLOT)
    return FEED_DECODE_IGNORED;
  sink->tick (sink->user_data, tick, NULL);
  return FEED_DECODE_OK;
}

static gboolean
next_row (FeedJson *json,
          gboolean  is_list,
          gboolean  is_first)
{
  return is_list ? feed_json_next_element (json) : is_first;
}

/**
 * feed_binance_decode_poll:
 * @provider: the provider
 * @reply: a 2xx answer
 * @source: what the ticks shall say
 * @receive_time_us: monotonic time at which it was read
 * @sink: where ticks go
 * @error: return location
 *
 * Reads the rows of a poll. A bad row is an error, which names the first one, but a venue that
 * writes nonsense about one symbol shall not blind us to the others: the good rows stay. Where
 * the text itself is broken the rows before that point stay.
 *
 * Returns: what the reply was
 */
FeedDecode
feed_binance_decode_poll (FeedProvider    *provider,
                          const FeedReply *reply,
                          FeedSource       source,
                          gint64           receive_time_us,
                          const FeedSink  *sink,
                          GError         **error)
{
  FeedDecode result = FEED_DECODE_IGNORED;
  gboolean is_list;
  FeedJson json;
  Row row;

  if (reply->length > FEED_BINANCE_MAX_REPLY) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_TOO_LARGE,
                 "24hr ticker: a reply of %" G_GSIZE_FORMAT " bytes", reply->length);
    return FEED_DECODE_ERROR;
  }
  feed_json_init (&json, reply->body, reply->length);
  is_list = feed_json_peek (&json) == FEED_JSON_ARRAY;
  if (is_list)
    feed_json_enter_array (&json);
  for (gboolean first = TRUE; next_row (&json, is_list, first); first = FALSE) {
    FeedTick tick;
    FeedDecode taken;

    if (!read_row (&row, &json))
      break;
    feed_tick_init (&tick);
    tick.source = source;
    tick.receive_time_us = receive_time_us;
    taken = take_row (FEED_BINANCE (provider), &row, &tick, sink);
    if (taken == FEED_DECODE_ERROR) {
      set_row_error (&row, error);
      result = FEED_DECODE_ERROR;
    } else if (taken == FEED_DECODE_OK && result == FEED_DECODE_IGNORED) {
      result = FEED_DECODE_OK;
    }
  }
  if (feed_json_end (&json))
    return result;
  if (error == NULL || *error == NULL)
    feed_binance_set_json_error ("24hr ticker", &json, reply, error);
  return FEED_DECODE_ERROR;
}
