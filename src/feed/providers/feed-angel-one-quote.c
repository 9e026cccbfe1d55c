/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Polls of Angel One: docs, "Live Market Data API". Prices are rupees here, times those of India. */
#include "feed/providers/feed-angel-one-private.h"

#include <math.h>
#include <string.h>

#include "feed/core/feed-decimal.h"
#include "feed/core/feed-json.h"
#include "feed/providers/feed-angel-one-time.h"

#define QUOTE_PATH "/rest/secure/angelbroking/market/v1/quote"
#define MAX_WORDS 200

/* A reply on its way to the sink */
typedef struct {
  FeedAngelOne   *self;
  const FeedSink *sink;
  FeedSource      source;
  gint64          receive_time_us;
  guint           n_ticks;
  const char     *flaw;   /* of a row; static, NULL while there is none */
} Reading;

/* What one row of "fetched" or "unfetched" says */
typedef struct {
  FeedSlice exchange, token, message, code;
  FeedTick  tick;
  FeedDepth depth;
  gboolean  untraded;   /* its price is 0 */
} Row;

static void
append_tokens (GString                    *body,
               FeedAngelOne               *self,
               const FeedAngelOneExchange *exchange,
               const guint                *slots,
               guint                       n_slots)
{
  gboolean first = TRUE;

  for (guint i = 0; i < n_slots; i++) {
    const FeedAngelOneInstrument *instrument = feed_angel_one_tokens_get (self->tokens, slots[i]);

    if (instrument == NULL || instrument->exchange != exchange || *instrument->token == '\0')
      continue;
    if (first)
      g_string_append_printf (body, "%s\"%s\":[", body->str[body->len - 1] == '{' ? "" : ",",
                              exchange->name);
    g_string_append_printf (body, "%s\"%s\"", first ? "" : ",", instrument->token);
    first = FALSE;
  }
  if (!first)
    g_string_append_c (body, ']');
}

/**
 * feed_angel_one_poll_request: (skip)
 * @provider: the provider
 * @slots: (array length=n_slots): what to ask for
 * @n_slots: how many, 50 at most
 *
 * Returns: (transfer full) (nullable): the request; %NULL while nobody is logged in, and where no
 *   slot has a token
 */
FeedRequest *
feed_angel_one_poll_request (FeedProvider *provider,
                             const guint  *slots,
                             guint         n_slots)
{
  FeedAngelOne *self = FEED_ANGEL_ONE (provider);
  g_autoptr (GString) body = g_string_new ("{\"mode\":\"FULL\",\"exchangeTokens\":{");
  gsize empty = body->len;
  FeedRequest *request;

  if (self->session == NULL)
    return NULL;
  for (guint segment = 0; segment <= FEED_ANGEL_ONE_LAST_SEGMENT; segment++) {
    const FeedAngelOneExchange *exchange = feed_angel_one_exchange_of_segment (segment);

    if (exchange != NULL)
      append_tokens (body, self, exchange, slots, n_slots);
  }
  if (body->len == empty)
    return NULL;
  g_string_append (body, "}}");
  request = feed_angel_one_request_new (provider, "POST", QUOTE_PATH, self->credentials,
                                        self->session);
  if (request != NULL)
    request->body = g_string_free_to_bytes (g_steal_pointer (&body));
  return request;
}

static FeedSlice
read_text (FeedJson *json)
{
  FeedSlice text = { "", 0, FALSE };

  if (feed_json_peek (json) == FEED_JSON_STRING)
    feed_json_read_string (json, &text);
  else
    feed_json_skip (json);
  return text;
}

/* A number, also one in quotes; NaN for anything else */
static double
read_number (FeedJson *json)
{
  double value = NAN;
  FeedSlice text;

  switch (feed_json_peek (json)) {
  case FEED_JSON_NUMBER:
    feed_json_read_decimal (json, &value);
    break;
  case FEED_JSON_STRING:
    if (feed_json_read_string (json, &text) &&
        !feed_decimal_parse (text.at, text.length, &value, NULL))
      value = NAN;
    break;
  default:
    feed_json_skip (json);
  }
  return value;
}

/* 0 and what is below stand for "there is none" */
static double
read_price (FeedJson *json)
{
  double price = read_number (json);

  return price > 0 ? price : NAN;
}

static double
read_size (FeedJson *json)
{
  double size = read_number (json);

  return size >= 0 ? fabs (size) : NAN;
}

static int
read_orders (FeedJson *json)
{
  double orders = read_number (json);

  return orders >= 0 && orders <= G_MAXINT ? (int) orders : -1;
}

/* Prices of 0 fill the places of levels that there are not */
static void
read_levels (FeedJson  *json,
             FeedDepth *depth,
             gboolean   buy)
{
  __typeof__ (*depth->buy) *levels = buy ? depth->buy : depth->sell;
  guint n = 0;

  if (feed_json_peek (json) != FEED_JSON_ARRAY) {
    feed_json_skip (json);
    return;
  }
  feed_json_enter_array (json);
  while (feed_json_next_element (json)) {
    __typeof__ (*levels) level = { NAN, NAN, -1 };
    FeedSlice key;

    feed_json_enter_object (json);
    while (feed_json_next_key (json, &key)) {
      if (feed_slice_equal (key, "price"))
        level.price = read_price (json);
      else if (feed_slice_equal (key, "quantity"))
        level.size = read_size (json);
      else if (feed_slice_equal (key, "orders"))
        level.orders = read_orders (json);
      else
        feed_json_skip (json);
    }
    if (!isnan (level.price) && n < FEED_DEPTH_LEVELS)
      levels[n++] = level;
  }
  *(buy ? &depth->n_buy : &depth->n_sell) = n;
}

static void
read_depth (FeedJson  *json,
            FeedDepth *depth)
{
  FeedSlice key;

  if (feed_json_peek (json) != FEED_JSON_OBJECT) {
    feed_json_skip (json);
    return;
  }
  feed_json_enter_object (json);
  while (feed_json_next_key (json, &key)) {
    if (feed_slice_equal (key, "buy"))
      read_levels (json, depth, TRUE);
    else if (feed_slice_equal (key, "sell"))
      read_levels (json, depth, FALSE);
    else
      feed_json_skip (json);
  }
}

/* TRUE where the key was one of the numbers of a row */
static gboolean
read_figure (FeedJson *json,
             FeedSlice key,
             FeedTick *tick)
{
  const struct {
    const char *key;
    double     *price, *size;
  } figures[] = {
    { "open", &tick->open, NULL },
    { "high", &tick->high, NULL },
    { "low", &tick->low, NULL },
    { "close", &tick->close, NULL },
    { "lastTradeQty", NULL, &tick->last_size },
    { "tradeVolume", NULL, &tick->volume },
    { "opnInterest", NULL, &tick->open_interest },
  };

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++) {
    if (key.length != strlen (figures[i].key) ||
        memcmp (key.at, figures[i].key, key.length) != 0)
      continue;
    if (figures[i].price != NULL)
      *figures[i].price = read_price (json);
    else
      *figures[i].size = read_size (json);
    return TRUE;
  }
  return FALSE;
}

static void
read_last (FeedJson *json,
           Row      *row)
{
  double price = read_number (json);

  row->tick.last = price > 0 ? price : NAN;
  row->untraded = fpclassify (price) == FP_ZERO;
}

static void
read_row (FeedJson *json,
          Row      *row)
{
  FeedTick *tick = &row->tick;
  FeedSlice key;

  feed_json_enter_object (json);
  while (feed_json_next_key (json, &key)) {
    if (read_figure (json, key, tick))
      continue;
    if (feed_slice_equal (key, "ltp"))
      read_last (json, row);
    else if (feed_slice_equal (key, "exchange"))
      row->exchange = read_text (json);
    else if (feed_slice_equal (key, "symbolToken"))
      row->token = read_text (json);
    else if (feed_slice_equal (key, "message"))
      row->message = read_text (json);
    else if (feed_slice_equal (key, "errorCode"))
      row->code = read_text (json);
    else if (feed_slice_equal (key, "exchFeedTime"))
      tick->exchange_time_us = feed_angel_one_parse_time (read_text (json));
    else if (feed_slice_equal (key, "exchTradeTime"))
      tick->trade_time_us = feed_angel_one_parse_time (read_text (json));
    else if (feed_slice_equal (key, "depth"))
      read_depth (json, &row->depth);
    else
      feed_json_skip (json);
  }
}

/* The stream says the same in the same way: see feed-angel-one-packet.c */
static void
finish_tick (Row                          *row,
             const FeedAngelOneInstrument *instrument)
{
  FeedTick *tick = &row->tick;
  const FeedDepth *depth = &row->depth;

  tick->flags = FEED_TICK_STATS;
  if (isnan (tick->last) || tick->last_size == 0)
    tick->last_size = NAN;
  if (instrument->is_index && tick->volume == 0)
    tick->volume = NAN;
  if (instrument->exchange->is_cash && tick->open_interest == 0)
    tick->open_interest = NAN;
  if (instrument->is_index)
    return;
  tick->flags |= FEED_TICK_QUOTE | FEED_TICK_DEPTH;
  if (depth->n_buy > 0) {
    tick->bid = depth->buy[0].price;
    tick->bid_size = depth->buy[0].size;
  }
  if (depth->n_sell > 0) {
    tick->ask = depth->sell[0].price;
    tick->ask_size = depth->sell[0].size;
  }
}

static guint
find_slot (Reading   *reading,
           const Row *row)
{
  const FeedAngelOneExchange *exchange = feed_angel_one_exchange_find (row->exchange.at,
                                                                       row->exchange.length);

  if (exchange == NULL)
    return FEED_NO_SLOT;
  return feed_angel_one_tokens_find (reading->self->tokens, exchange->segment, row->token.at,
                                     row->token.length);
}

static void
take_fetched (Reading *reading,
              Row     *row)
{
  guint slot = find_slot (reading, row);

  if (slot == FEED_NO_SLOT) {
    if (row->exchange.length == 0 || row->token.length == 0)
      reading->flaw = "a row without exchange or token";
    return;
  }
  /* What has not traded has a book all the same, and is an answer */
  if (isnan (row->tick.last) && !row->untraded) {
    reading->flaw = "a row without a price";
    return;
  }
  row->tick.instrument = slot;
  row->tick.source = reading->source;
  row->tick.receive_time_us = reading->receive_time_us;
  finish_tick (row, feed_angel_one_tokens_get (reading->self->tokens, slot));
  reading->n_ticks++;
  reading->sink->tick (reading->sink->user_data, &row->tick,
                       row->tick.flags & FEED_TICK_DEPTH ? &row->depth : NULL);
}

/* AB4018: there is no such token. Anything else may be over soon */
static void
take_unfetched (Reading   *reading,
                const Row *row)
{
  const FeedAngelOneEnvelope envelope = { .code = row->code, .message = row->message };
  gboolean unknown = feed_slice_equal (row->code, "AB4018");
  guint slot = find_slot (reading, row);
  g_autofree char *words = NULL;

  if (slot == FEED_NO_SLOT)
    return;
  words = feed_angel_one_describe (FEED_PROVIDER (reading->self), &envelope, MAX_WORDS);
  reading->sink->notice (reading->sink->user_data,
                         unknown ? FEED_NOTICE_UNKNOWN_SYMBOL : FEED_NOTICE_REFUSED, slot, words);
}

static void
read_rows (FeedJson *json,
           Reading  *reading,
           gboolean  fetched)
{
  if (feed_json_peek (json) != FEED_JSON_ARRAY) {
    feed_json_skip (json);
    return;
  }
  feed_json_enter_array (json);
  while (feed_json_next_element (json)) {
    Row row = { { "", 0, FALSE }, { "", 0, FALSE }, { "", 0, FALSE }, { "", 0, FALSE } };

    feed_tick_init (&row.tick);
    read_row (json, &row);
    if (feed_json_get_error (json, NULL) != NULL)
      return;
    if (fetched)
      take_fetched (reading, &row);
    else
      take_unfetched (reading, &row);
  }
}

static void
read_data (FeedSlice data,
           Reading  *reading)
{
  FeedSlice key;
  FeedJson json;

  feed_json_init (&json, data.at, data.length);
  feed_json_enter_object (&json);
  while (feed_json_next_key (&json, &key)) {
    if (feed_slice_equal (key, "fetched"))
      read_rows (&json, reading, TRUE);
    else if (feed_slice_equal (key, "unfetched"))
      read_rows (&json, reading, FALSE);
    else
      feed_json_skip (&json);
  }
  if (!feed_json_end (&json))
    reading->flaw = feed_json_get_error (&json, NULL);
}

/**
 * feed_angel_one_decode_poll: (skip)
 * @provider: the provider
 * @reply: a 2xx answer to a poll
 * @source: what its ticks shall say
 * @receive_time_us: monotonic time at which it was read
 * @sink: where ticks and notices go
 * @error: return location
 *
 * Returns: what the reply was; REFUSED where it says no, in JSON or in plain text
 */
FeedDecode
feed_angel_one_decode_poll (FeedProvider    *provider,
                            const FeedReply *reply,
                            FeedSource       source,
                            gint64           receive_time_us,
                            const FeedSink  *sink,
                            GError         **error)
{
  Reading reading = { FEED_ANGEL_ONE (provider), sink, source, receive_time_us, 0, NULL };
  FeedAngelOneEnvelope envelope;
  g_autofree char *excerpt = NULL;

  if (feed_angel_one_envelope_read (&envelope, reply->body, reply->length)) {
    if (!envelope.is_good)
      return FEED_DECODE_REFUSED;
    if (envelope.data.length == 0)
      reading.flaw = "no data";
    else
      read_data (envelope.data, &reading);
  } else if (feed_angel_one_find_trouble (reply, NULL) == FEED_ANGEL_ONE_RATE) {
    return FEED_DECODE_REFUSED;
  } else {
    reading.flaw = "no JSON object";
  }
  if (reading.flaw == NULL)
    return reading.n_ticks > 0 ? FEED_DECODE_OK : FEED_DECODE_IGNORED;
  excerpt = feed_angel_one_show_words (provider, reply->body, reply->length, 80);
  g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE, "Bad quotes: %s: %s", reading.flaw, excerpt);
  return FEED_DECODE_ERROR;
}
