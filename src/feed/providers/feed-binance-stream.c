/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What comes over the stream: web-socket-streams.md of the venue's pages. Keys are taken in any
 * order, so values are kept as they stand until the last brace and understood then. */
#include "feed/providers/feed-binance-private.h"

#include <math.h>
#include <string.h>

#include "feed/core/feed-json.h"
#include "feed/providers/feed-binance-value.h"
#include "feed/providers/feed-provider-words.h"

#define MAX_EXCERPT 80
#define MAX_NOTICE 200
#define SHUTDOWN_STREAM "!serverShutdown"

typedef enum {
  KIND_UNKNOWN,
  KIND_QUOTE,
  KIND_TRADE,
  KIND_STATS,
  KIND_SHUTDOWN,
  KIND_OTHER,
} Kind;

/* The payload's keys that mean something to us, each a letter, and a bit of Message.seen: first
 * those that are no prices or sizes */
typedef enum {
  FIELD_NONE,
  FIELD_s,
  FIELD_u,
  FIELD_t,
  FIELD_T,
  FIELD_C,
  FIELD_L,
  FIELD_b,
  FIELD_B,
  FIELD_a,
  FIELD_A,
  FIELD_p,
  FIELD_q,
  FIELD_c,
  FIELD_Q,
  FIELD_o,
  FIELD_h,
  FIELD_l,
  FIELD_v,
  N_FIELDS,
} Field;

#define FIRST_DECIMAL FIELD_b
#define BIT(letter) (1u << FIELD_ ## letter)

static const char field_letters[N_FIELDS] = {
  [FIELD_s] = 's', [FIELD_u] = 'u', [FIELD_b] = 'b', [FIELD_B] = 'B', [FIELD_a] = 'a',
  [FIELD_A] = 'A', [FIELD_t] = 't', [FIELD_p] = 'p', [FIELD_q] = 'q', [FIELD_T] = 'T',
  [FIELD_c] = 'c', [FIELD_Q] = 'Q', [FIELD_o] = 'o', [FIELD_h] = 'h', [FIELD_l] = 'l',
  [FIELD_v] = 'v', [FIELD_C] = 'C', [FIELD_L] = 'L',
};

static const guint8 field_of_letter[256] = {
  ['s'] = FIELD_s, ['u'] = FIELD_u, ['b'] = FIELD_b, ['B'] = FIELD_B, ['a'] = FIELD_a,
  ['A'] = FIELD_A, ['t'] = FIELD_t, ['p'] = FIELD_p, ['q'] = FIELD_q, ['T'] = FIELD_T,
  ['c'] = FIELD_c, ['Q'] = FIELD_Q, ['o'] = FIELD_o, ['h'] = FIELD_h, ['l'] = FIELD_l,
  ['v'] = FIELD_v, ['C'] = FIELD_C, ['L'] = FIELD_L,
};

#define QUOTE_FIELDS (BIT (s) | BIT (u) | BIT (b) | BIT (B) | BIT (a) | BIT (A))
#define TRADE_FIELDS (BIT (s) | BIT (t) | BIT (p) | BIT (q) | BIT (T))
#define STATS_FIELDS (BIT (s) | BIT (c) | BIT (Q) | BIT (o) | BIT (h) | BIT (l) | BIT (v) | \
                      BIT (C) | BIT (L))
/* What only the quote has among the messages without an event name */
#define QUOTE_MARKS (QUOTE_FIELDS & ~BIT (s))

/* event and stream: the names that announce the kind in the payload and in the envelope */
static const struct {
  const char *event, *stream;
  guint       fields;   /* all are needed; others are not read once the kind is known */
} kinds[] = {
  [KIND_UNKNOWN] = { "message", "", ~0u },
  [KIND_QUOTE] = { "bookTicker", "bookTicker", QUOTE_FIELDS },
  [KIND_TRADE] = { "trade", "trade", TRADE_FIELDS },
  [KIND_STATS] = { "24hrTicker", "ticker", STATS_FIELDS },
  [KIND_SHUTDOWN] = { "serverShutdown", "", 0 },
  [KIND_OTHER] = { "message", "", 0 },
};

typedef struct {
  FeedJson         json;
  Kind             kind;
  guint            seen;
  const char      *fault;         /* static; what is wrong, of the key fault_key where not 0 */
  char             fault_key;
  FeedSlice        stream;        /* at is NULL until there is one */
  FeedSlice        refusal;       /* the venue's words */
  gint64           code;
  gboolean         has_event, has_data, is_book;
  gboolean         has_result, has_refusal;
  FeedBinanceValue values[N_FIELDS];
} Message;

static gboolean
fail (Message    *message,
      const char *fault,
      char        key)
{
  message->fault = fault;
  message->fault_key = key;
  return FALSE;
}

static Kind
find_kind (FeedSlice event)
{
  if (feed_slice_equal (event, "trade"))
    return KIND_TRADE;
  if (feed_slice_equal (event, "24hrTicker"))
    return KIND_STATS;
  if (feed_slice_equal (event, "bookTicker"))
    return KIND_QUOTE;
  if (feed_slice_equal (event, "serverShutdown"))
    return KIND_SHUTDOWN;
  return KIND_OTHER;
}

static gboolean
read_event (Message *message)
{
  FeedSlice event;

  if (message->has_event)
    return fail (message, "comes twice", 'e');
  if (feed_json_peek (&message->json) != FEED_JSON_STRING)
    return fail (message, "is no string", 'e');
  if (!feed_json_read_string (&message->json, &event))
    return FALSE;
  message->has_event = TRUE;
  message->kind = find_kind (event);
  return TRUE;
}

/* One member of a payload, its value next */
static gboolean
read_member (Message  *message,
             FeedSlice key)
{
  Field field;

  if (key.length != 1) {
    if (feed_slice_equal (key, "lastUpdateId"))
      message->is_book = TRUE;
    return feed_json_skip (&message->json);
  }
  if (key.at[0] == 'e')
    return read_event (message);
  field = field_of_letter[(guint8) key.at[0]];
  if (field == FIELD_NONE || (kinds[message->kind].fields & 1u << field) == 0)
    return feed_json_skip (&message->json);
  if ((message->seen & 1u << field) != 0)
    return fail (message, "comes twice", key.at[0]);
  message->seen |= 1u << field;
  if (field >= FIRST_DECIMAL)
    return feed_binance_value_read_decimal (&message->values[field], &message->json);
  return feed_binance_value_read (&message->values[field], &message->json);
}

static gboolean
read_data (Message *message)
{
  FeedSlice key;

  if (message->has_data || message->has_event || message->seen != 0)
    return fail (message, "more than one payload", 0);
  message->has_data = TRUE;
  switch (feed_json_peek (&message->json)) {
  case FEED_JSON_ARRAY:
    message->kind = KIND_OTHER;
    return feed_json_skip (&message->json);
  case FEED_JSON_OBJECT:
    feed_json_enter_object (&message->json);
    while (feed_json_next_key (&message->json, &key))
      if (!read_member (message, key))
        return FALSE;
    return TRUE;
  default:
    return fail (message, "data is neither object nor list", 0);
  }
}

/* "code" and "msg" of a refusal, at the top or inside of "error" */
static gboolean
read_refusal_member (Message  *message,
                     FeedSlice key)
{
  FeedBinanceValue value;

  if (!feed_binance_value_read (&value, &message->json))
    return FALSE;
  if (feed_slice_equal (key, "code") && value.type == FEED_JSON_NUMBER)
    message->code = value.integer;
  if (feed_slice_equal (key, "msg") && value.type == FEED_JSON_STRING)
    message->refusal = value.text;
  return TRUE;
}

static gboolean
read_error (Message *message)
{
  FeedSlice key;

  message->has_refusal = TRUE;
  if (feed_json_peek (&message->json) != FEED_JSON_OBJECT)
    return read_refusal_member (message, (FeedSlice) { "msg", 3, FALSE });
  feed_json_enter_object (&message->json);
  while (feed_json_next_key (&message->json, &key))
    if (!read_refusal_member (message, key))
      return FALSE;
  return TRUE;
}

/* One member of the outermost object, its value next: an envelope's, an answer's, or a payload
 * that came without an envelope */
static gboolean
read_top_member (Message  *message,
                 FeedSlice key)
{
  if (feed_slice_equal (key, "stream")) {
    if (message->stream.at != NULL)
      return fail (message, "stream comes twice", 0);
    if (feed_json_peek (&message->json) != FEED_JSON_STRING)
      return fail (message, "stream is no string", 0);
    return feed_json_read_string (&message->json, &message->stream);
  }
  if (feed_slice_equal (key, "data"))
    return read_data (message);
  if (feed_slice_equal (key, "error"))
    return read_error (message);
  if (feed_slice_equal (key, "code") || feed_slice_equal (key, "msg")) {
    message->has_refusal = TRUE;
    return read_refusal_member (message, key);
  }
  if (feed_slice_equal (key, "result"))
    message->has_result = TRUE;
  if (key.length == 1 && message->has_data)
    return feed_json_skip (&message->json);
  return read_member (message, key);
}

static gboolean
read_message (Message      *message,
              const guint8 *data,
              gsize         length)
{
  FeedSlice key;

  feed_json_init (&message->json, (const char *) data, length);
  switch (feed_json_peek (&message->json)) {
  case FEED_JSON_ARRAY:
    message->kind = KIND_OTHER;
    feed_json_skip (&message->json);
    break;
  case FEED_JSON_OBJECT:
    feed_json_enter_object (&message->json);
    while (feed_json_next_key (&message->json, &key))
      if (!read_top_member (message, key))
        return FALSE;
    break;
  default:
    return fail (message, "neither object nor list", 0);
  }
  return feed_json_end (&message->json);
}

/* What the message is where its payload does not say: by the stream's name or by its keys */
static gboolean
guess_kind (Message *message)
{
  const char *at = message->stream.at;
  const char *mark = at != NULL ? memchr (at, '@', message->stream.length) : NULL;
  FeedSlice name = { "", 0, FALSE };

  if (mark != NULL)
    name = (FeedSlice) { mark + 1, (gsize) (at + message->stream.length - mark) - 1, FALSE };
  if ((message->seen & QUOTE_MARKS) != 0 || feed_slice_equal (name, kinds[KIND_QUOTE].stream))
    message->kind = KIND_QUOTE;
  else if (feed_slice_equal (name, kinds[KIND_TRADE].stream) ||
           feed_slice_equal (name, kinds[KIND_STATS].stream))
    return fail (message, "is missing", 'e');
  else if (at != NULL || message->is_book)
    message->kind = KIND_OTHER;
  else
    return fail (message, "nothing that this venue sends", 0);
  return TRUE;
}

static gboolean
settle_kind (Message *message)
{
  if (feed_slice_equal (message->stream, SHUTDOWN_STREAM))
    message->kind = KIND_SHUTDOWN;
  else if (message->has_data && message->stream.at == NULL)
    return fail (message, "data without a stream", 0);
  else if (!message->has_data && message->stream.at != NULL)
    return fail (message, "stream without data", 0);
  return message->kind != KIND_UNKNOWN || guess_kind (message);
}

/* An answer to what was sent, as against a payload */
static gboolean
is_answer (const Message *message)
{
  return (message->has_refusal || message->has_result) &&
         message->stream.at == NULL && !message->has_data && !message->has_event &&
         message->seen == 0;
}

/* The envelope's stream has to be the payload's: "btcusdt@trade" around a trade of BTCUSDT.
 * Lists of all symbols ("!ticker") and names outside of ASCII, whose case is unclear, pass */
static gboolean
check_stream (Message *message)
{
  const char *name = kinds[message->kind].stream;
  gsize name_length = strlen (name);
  FeedSlice stream = message->stream;
  FeedSlice symbol = message->values[FIELD_s].text;

  if (stream.at == NULL || stream.escaped || symbol.escaped ||
      (stream.length > 0 && stream.at[0] == '!'))
    return TRUE;
  if (stream.length != symbol.length + 1 + name_length || stream.at[symbol.length] != '@' ||
      memcmp (stream.at + symbol.length + 1, name, name_length) != 0)
    return fail (message, "stream and payload differ", 0);
  for (gsize i = 0; i < symbol.length; i++) {
    guint8 given = (guint8) symbol.at[i];

    if (given >= 0x80)
      return TRUE;
    given |= given >= 'A' && given <= 'Z' ? 0x20 : 0;
    if (given != (guint8) stream.at[i])
      return fail (message, "stream and payload differ", 0);
  }
  return TRUE;
}

static gboolean
need_price (Message *message,
            Field    field,
            double  *price)
{
  const char *flaw = feed_binance_value_to_price (&message->values[field], price);

  return flaw == NULL || fail (message, flaw, field_letters[field]);
}

static gboolean
need_size (Message *message,
           Field    field,
           double  *size)
{
  const char *flaw = feed_binance_value_to_size (&message->values[field], size);

  return flaw == NULL || fail (message, flaw, field_letters[field]);
}

static gboolean
need_id (Message *message,
         Field    field,
         gint64   least,
         gint64  *id)
{
  const char *flaw = feed_binance_value_to_id (&message->values[field], least, id);

  return flaw == NULL || fail (message, flaw, field_letters[field]);
}

static gboolean
need_time (Message *message,
           Field    field,
           gint64  *time_us)
{
  const char *flaw = feed_binance_value_to_time (&message->values[field], time_us);

  return flaw == NULL || fail (message, flaw, field_letters[field]);
}

/* An empty side of the book is a price of NaN and a size of 0 */
static gboolean
fill_quote (Message  *message,
            FeedTick *tick)
{
  tick->flags = FEED_TICK_QUOTE;
  return need_id (message, FIELD_u, 0, &tick->sequence) &&
         need_price (message, FIELD_b, &tick->bid) &&
         need_size (message, FIELD_B, &tick->bid_size) &&
         need_price (message, FIELD_a, &tick->ask) &&
         need_size (message, FIELD_A, &tick->ask_size);
}

static gboolean
fill_trade (Message  *message,
            FeedTick *tick)
{
  tick->flags = FEED_TICK_TRADE;
  if (!need_id (message, FIELD_t, 0, &tick->sequence) ||
      !need_price (message, FIELD_p, &tick->last) ||
      !need_size (message, FIELD_q, &tick->last_size) ||
      !need_time (message, FIELD_T, &tick->exchange_time_us))
    return FALSE;
  return !isnan (tick->last) || fail (message, "is no price", 'p');
}

/* The change of a day is against the price 24 h ago (web-socket-streams.md, 24hrTicker: "p" is
 * "c" less "o"), so that is what close says; "x" is the last trade before the window. The best
 * prices in it are left alone: without an update id they cannot be put in order. */
static gboolean
fill_stats (Message  *message,
            FeedTick *tick)
{
  tick->flags = FEED_TICK_STATS;
  if (!need_id (message, FIELD_L, -1, &tick->sequence) ||
      !need_price (message, FIELD_c, &tick->last) ||
      !need_size (message, FIELD_Q, &tick->last_size) ||
      !need_price (message, FIELD_o, &tick->open) ||
      !need_price (message, FIELD_h, &tick->high) ||
      !need_price (message, FIELD_l, &tick->low) ||
      !need_size (message, FIELD_v, &tick->volume) ||
      !need_time (message, FIELD_C, &tick->exchange_time_us))
    return FALSE;
  tick->close = tick->open;
  if (tick->sequence < 0 || isnan (tick->last))
    tick->last = tick->last_size = NAN;
  return TRUE;
}

static gboolean
fill_tick (Message  *message,
           FeedTick *tick)
{
  guint missing = kinds[message->kind].fields & ~message->seen;

  if (missing != 0)
    return fail (message, "is missing", field_letters[g_bit_nth_lsf (missing, -1)]);
  if (message->values[FIELD_s].type != FEED_JSON_STRING)
    return fail (message, "is no string", 's');
  if (!check_stream (message))
    return FALSE;
  switch (message->kind) {
  case KIND_QUOTE:
    return fill_quote (message, tick);
  case KIND_TRADE:
    return fill_trade (message, tick);
  default:
    return fill_stats (message, tick);
  }
}

static FeedDecode
refuse_message (const Message *message,
                const guint8  *data,
                gsize          length,
                GError       **error)
{
  char key[] = { message->fault_key, ' ', '\0' };
  const char *fault = message->fault;
  g_autofree char *excerpt = NULL;
  gsize offset = 0;

  if (error == NULL)
    return FEED_DECODE_ERROR;
  if (fault == NULL)
    fault = feed_json_get_error (&message->json, &offset);
  offset = MIN (offset, length);
  excerpt = feed_provider_excerpt ((const char *) data, length, offset, MAX_EXCERPT);
  g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE, "Bad %s: %s%s at byte %" G_GSIZE_FORMAT ": %s",
               kinds[message->kind].event, message->fault_key != 0 ? key : "",
               fault != NULL ? fault : "no JSON", offset, excerpt);
  return FEED_DECODE_ERROR;
}

static FeedDecode
tell_refusal (const Message  *message,
              const FeedSink *sink)
{
  g_autofree char *words = feed_provider_words (message->refusal.at, message->refusal.length,
                                                MAX_NOTICE);
  g_autofree char *text = g_strdup_printf ("%s (code %" G_GINT64_FORMAT ")", words, message->code);

  sink->notice (sink->user_data, FEED_NOTICE_REFUSED, FEED_NO_SLOT, text);
  return FEED_DECODE_CONTROL;
}

static void
message_init (Message *message)
{
  memset (message, 0, offsetof (Message, values));
  message->refusal.at = "";
}

static FeedDecode
decode_text (FeedBinance    *self,
             Message        *message,
             FeedTick       *tick,
             const FeedSink *sink)
{
  char buffer[FEED_BINANCE_MAX_SYMBOL];
  FeedSlice symbol;

  if (is_answer (message))
    return message->has_refusal ? tell_refusal (message, sink) : FEED_DECODE_CONTROL;
  if (!settle_kind (message))
    return FEED_DECODE_ERROR;
  if (message->kind == KIND_SHUTDOWN) {
    sink->notice (sink->user_data, FEED_NOTICE_PLANNED_CLOSE, FEED_NO_SLOT,
                  "the server announced that it shuts down");
    return FEED_DECODE_CONTROL;
  }
  if (message->kind == KIND_OTHER)
    return FEED_DECODE_IGNORED;
  if (!fill_tick (message, tick))
    return FEED_DECODE_ERROR;
  symbol = feed_binance_unescape (message->values[FIELD_s].text, buffer, sizeof buffer);
  tick->instrument = feed_binance_symbols_find (self->symbols, symbol.at, symbol.length);
  if (tick->instrument == FEED_NO_SLOT)
    return FEED_DECODE_IGNORED;
  sink->tick (sink->user_data, tick, NULL);
  return FEED_DECODE_OK;
}

/**
 * feed_binance_decode:
 * @provider: the provider
 * @type: how the frame came
 * @data: (array length=length): the frame
 * @length: its bytes
 * @receive_time_us: monotonic time at which it was read
 * @sink: where the tick or notice goes
 * @error: return location
 *
 * Reads one frame: a payload, in an envelope or bare, or an answer. A frame brings one tick at
 * most, and only if all of the frame is good. A symbol that was not added is checked and ignored.
 *
 * Returns: what the frame was
 */
FeedDecode
feed_binance_decode (FeedProvider   *provider,
                     FeedFrameType   type,
                     const guint8   *data,
                     gsize           length,
                     gint64          receive_time_us,
                     const FeedSink *sink,
                     GError        **error)
{
  Message message;
  FeedTick tick;
  FeedDecode result = FEED_DECODE_ERROR;

  message_init (&message);
  feed_tick_init (&tick);
  tick.source = FEED_SOURCE_STREAM;
  tick.receive_time_us = receive_time_us;
  if (type != FEED_FRAME_TEXT)
    fail (&message, "binary, of a venue that speaks text", 0);
  else if (read_message (&message, data, length))
    result = decode_text (FEED_BINANCE (provider), &message, &tick, sink);
  return result == FEED_DECODE_ERROR ? refuse_message (&message, data, length, error) : result;
}
