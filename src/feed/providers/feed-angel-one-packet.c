/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages of Angel One's stream: docs, "WebSocket Streaming 2.0", "Response contract"; which flag
 * of the best five means what, and which times are seconds, from packets of live connections. */
#include "feed/providers/feed-angel-one-private.h"

#include <math.h>

#include "feed/core/feed-bytes.h"
#include "feed/core/feed-json.h"
#include "feed/providers/feed-angel-one-time.h"

#define MODE_LTP 1
#define MODE_QUOTE 2
#define MODE_SNAP 3
#define MODE_DEPTH 4

#define BEST_ENTRIES 10
#define FLAG_BUY 1
#define FLAG_SELL 0

#define MAX_WORDS 200

/* Bytes of a packet of each mode */
static const gsize sizes[] = { 0, 51, 123, 379, 443 };

/* What a packet is read into */
typedef struct {
  FeedBytes                     bytes;
  const FeedAngelOneInstrument *instrument;
  double                        scale;
  FeedTick                      tick;
  FeedDepth                     depth;
} Packet;

static inline gint64
take_i64 (Packet *packet)
{
  return (gint64) feed_bytes_u64_le (&packet->bytes);
}

/* 0 and what is below stand for "there is none" */
static inline double
to_price (const Packet *packet,
          gint64        steps)
{
  return steps > 0 ? (double) steps / packet->scale : NAN;
}

static inline double
take_price (Packet *packet)
{
  return to_price (packet, take_i64 (packet));
}

/* least: what is below stands for "there is none" */
static inline double
take_size (Packet *packet,
           gint64  least)
{
  gint64 size = take_i64 (packet);

  return size >= least ? (double) size : NAN;
}

static inline void
skip (Packet *packet,
      gsize   length)
{
  feed_bytes_take (&packet->bytes, length);
}

/* Best first, as the venue sends them; the place of one that does not keep to that is found */
static inline void
put_level (FeedDepth *depth,
           gboolean   buy,
           double     price,
           gint64     size,
           gint16     orders)
{
  __typeof__ (*depth->buy) *levels = buy ? depth->buy : depth->sell;
  guint *n_levels = buy ? &depth->n_buy : &depth->n_sell;
  guint place;

  if (isnan (price))
    return;
  for (place = (*n_levels)++; place > 0; place--) {
    if (buy ? price <= levels[place - 1].price : price >= levels[place - 1].price)
      break;
    levels[place] = levels[place - 1];
  }
  levels[place].price = price;
  levels[place].size = size >= 0 ? (double) size : NAN;
  levels[place].orders = MAX (orders, -1);
}

static void
take_best_five (Packet *packet)
{
  for (guint i = 0; i < BEST_ENTRIES; i++) {
    gint16 flag = (gint16) feed_bytes_u16_le (&packet->bytes);
    gint64 size = take_i64 (packet);
    double price = take_price (packet);
    gint16 orders = (gint16) feed_bytes_u16_le (&packet->bytes);

    if (flag == FLAG_BUY || flag == FLAG_SELL)
      put_level (&packet->depth, flag == FLAG_BUY, price, size, orders);
  }
}

static void
take_twenty (Packet *packet)
{
  for (guint i = 0; i < 2 * FEED_DEPTH_LEVELS; i++) {
    gint32 size = (gint32) feed_bytes_u32_le (&packet->bytes);
    double price = to_price (packet, (gint32) feed_bytes_u32_le (&packet->bytes));
    gint16 orders = (gint16) feed_bytes_u16_le (&packet->bytes);

    put_level (&packet->depth, i < FEED_DEPTH_LEVELS, price, size, orders);
  }
}

/* An index has no book: its packets carry placeholders */
static void
note_book (Packet *packet)
{
  FeedTick *tick = &packet->tick;
  const FeedDepth *depth = &packet->depth;

  if (packet->instrument->is_index)
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

static void
take_day (Packet *packet)
{
  FeedTick *tick = &packet->tick;

  tick->last_size = take_size (packet, 1);
  skip (packet, 8);   /* average traded price */
  tick->volume = take_size (packet, packet->instrument->is_index ? 1 : 0);
  skip (packet, 16);  /* total of buy and of sell quantities */
  tick->open = take_price (packet);
  tick->high = take_price (packet);
  tick->low = take_price (packet);
  tick->close = take_price (packet);
  tick->flags |= FEED_TICK_STATS;
  if (isnan (tick->last))
    tick->last_size = NAN;
}

/* Cash segments send 0 where there are no derivatives; a contract can have none open */
static void
take_snap (Packet *packet)
{
  FeedTick *tick = &packet->tick;

  tick->trade_time_us = feed_angel_one_time (take_i64 (packet));
  tick->open_interest =
    take_size (packet, packet->instrument->exchange->is_cash ? 1 : 0);
  skip (packet, 8);   /* change of the open interest: documented to be garbage */
  take_best_five (packet);
  note_book (packet);
}

/* Sequence and time, of the modes that have a price; the sequence of an index means nothing */
static void
take_price_part (Packet *packet)
{
  FeedTick *tick = &packet->tick;
  gint64 sequence = take_i64 (packet);

  if (sequence > 0 && !packet->instrument->is_index)
    tick->sequence = sequence;
  tick->exchange_time_us = feed_angel_one_time (take_i64 (packet));
  tick->last = take_price (packet);
}

static void
take_depth_part (Packet *packet)
{
  packet->tick.exchange_time_us = feed_angel_one_time (take_i64 (packet));
  skip (packet, 8);   /* time of receipt: 0 */
  take_twenty (packet);
  note_book (packet);
}

static FeedDecode
decode_packet (FeedAngelOne   *self,
               const guint8   *data,
               gint64          receive_time_us,
               const FeedSink *sink)
{
  guint8 mode = data[0];
  guint slot = feed_angel_one_tokens_find (self->tokens, data[1], (const char *) data + 2,
                                           FEED_ANGEL_ONE_TOKEN_FIELD);
  Packet packet;

  if (slot == FEED_NO_SLOT)
    return FEED_DECODE_IGNORED;
  packet.instrument = feed_angel_one_tokens_get (self->tokens, slot);
  packet.scale = packet.instrument->exchange->scale;
  packet.depth.n_buy = packet.depth.n_sell = 0;
  feed_tick_init (&packet.tick);
  packet.tick.instrument = slot;
  packet.tick.source = FEED_SOURCE_STREAM;
  packet.tick.receive_time_us = receive_time_us;

  feed_bytes_init (&packet.bytes, data, sizes[mode]);
  skip (&packet, 2 + FEED_ANGEL_ONE_TOKEN_FIELD);
  if (mode == MODE_DEPTH)
    take_depth_part (&packet);
  else
    take_price_part (&packet);
  if (mode == MODE_QUOTE || mode == MODE_SNAP)
    take_day (&packet);
  if (mode == MODE_SNAP)
    take_snap (&packet);
  if (packet.tick.flags == 0 && isnan (packet.tick.last))
    return FEED_DECODE_IGNORED;
  sink->tick (sink->user_data, &packet.tick,
              packet.tick.flags & FEED_TICK_DEPTH ? &packet.depth : NULL);
  return FEED_DECODE_OK;
}

/* {"correlationID":"s300000001","errorCode":"E1002","errorMessage":"Invalid Request. …"} */
static FeedDecode
decode_object (FeedProvider   *provider,
               const char     *text,
               gsize           length,
               const FeedSink *sink,
               GError        **error)
{
  FeedAngelOneEnvelope envelope;
  g_autofree char *words = NULL;

  if (!feed_angel_one_envelope_read (&envelope, text, length)) {
    words = feed_angel_one_show_words (provider, text, length, 80);
    g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE,
                 "A text of the stream that is neither pong nor JSON: “%s”", words);
    return FEED_DECODE_ERROR;
  }
  if (envelope.code.length == 0 && envelope.message.length == 0)
    return FEED_DECODE_IGNORED;
  words = feed_angel_one_describe (provider, &envelope, MAX_WORDS);
  sink->notice (sink->user_data, FEED_NOTICE_REFUSED, FEED_NO_SLOT, words);
  return FEED_DECODE_CONTROL;
}

/**
 * feed_angel_one_decode: (skip)
 * @provider: the provider
 * @type: how the message came
 * @data: (array length=length): the message
 * @length: its bytes
 * @receive_time_us: monotonic time at which it was read
 * @sink: where ticks and notices go
 * @error: return location
 *
 * A binary message is one packet, of the very size of its mode. Allocates nothing for it.
 *
 * Returns: what the message was
 */
FeedDecode
feed_angel_one_decode (FeedProvider   *provider,
                       FeedFrameType   type,
                       const guint8   *data,
                       gsize           length,
                       gint64          receive_time_us,
                       const FeedSink *sink,
                       GError        **error)
{
  const FeedSlice text = { (const char *) data, length, FALSE };

  if (type == FEED_FRAME_TEXT)
    return feed_slice_equal (text, "pong") ? FEED_DECODE_CONTROL :
           decode_object (provider, text.at, length, sink, error);
  if (length > 0 && data[0] >= MODE_LTP && data[0] <= MODE_DEPTH && length == sizes[data[0]])
    return decode_packet (FEED_ANGEL_ONE (provider), data, receive_time_us, sink);
  g_set_error (error, FEED_ERROR, FEED_ERROR_DECODE,
               "A packet of mode %d and %" G_GSIZE_FORMAT " bytes", length > 0 ? data[0] : 0,
               length);
  return FEED_DECODE_ERROR;
}
