/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fuzz target for all that FeedBinance reads. The first byte chooses the reader: 's' a frame of
 * the stream, 'p' a poll, 'i' symbol infos, 'h' an HTTP refusal; the rest is what is read. */
#include <string.h>

#include "feed/providers/feed-binance.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         length);

static void
on_tick (gpointer         user_data,
         const FeedTick  *tick,
         const FeedDepth *depth)
{
  g_assert_cmpuint (tick->instrument, <=, 1);
  g_assert_cmpint (tick->sequence, >=, -1);
  g_assert_false (tick->last <= 0 || tick->bid <= 0 || tick->ask <= 0);
}

static void
on_notice (gpointer    user_data,
           FeedNotice  notice,
           guint       slot,
           const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static const char *
find_header (const FeedReply *reply,
             const char      *name)
{
  return reply->data;
}

static void
read_stream (FeedProvider   *provider,
             const FeedSink *sink,
             const guint8   *data,
             gsize           length)
{
  g_autoptr (GError) error = NULL;
  FeedDecode result = feed_provider_decode (provider, FEED_FRAME_TEXT, data, length, 1, sink,
                                            &error);

  g_assert_true ((result == FEED_DECODE_ERROR) == (error != NULL));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
}

static void
read_poll (FeedProvider    *provider,
           const FeedSink  *sink,
           const FeedReply *reply)
{
  g_autoptr (GError) error = NULL;
  FeedDecode result = feed_provider_decode_poll (provider, reply, FEED_SOURCE_POLL, 1, sink,
                                                 &error);

  g_assert_true ((result == FEED_DECODE_ERROR) == (error != NULL));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
}

static void
read_info (FeedProvider    *provider,
           const FeedReply *reply)
{
  g_autoptr (GArray) infos = g_array_new (FALSE, FALSE, sizeof (FeedInstrumentInfo));
  g_autoptr (GError) error = NULL;
  gboolean parsed = feed_provider_parse_info (provider, reply, infos, &error);

  g_assert_true (parsed == (error == NULL));
  g_assert_true (parsed || infos->len == 0);
  for (guint i = 0; i < infos->len; i++)
    g_assert_true (g_utf8_validate (g_array_index (infos, FeedInstrumentInfo, i).symbol, -1, NULL));
}

/* The refusal is its own header as well, which is text up to its first NUL */
static void
read_refusal (FeedProvider   *provider,
              const FeedSink *sink,
              FeedReply      *reply)
{
  static const guint statuses[] = { 400, 403, 418, 429, 451, 503 };
  g_autofree char *header = g_strndup (reply->body, reply->length);

  reply->data = header;
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autofree char *description = NULL;
    FeedVerdict verdict;

    reply->status = statuses[i];
    verdict = feed_provider_map_http (provider, reply, sink, G_GINT64_CONSTANT (1723161600000000),
                                      &description);
    g_assert_cmpint (verdict.wait_us, >=, 0);
    g_assert_true (g_utf8_validate (description, -1, NULL));
  }
  feed_provider_used_weight (provider, reply);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  const FeedSink sink = { on_tick, on_notice, NULL };
  g_autoptr (FeedProvider) provider = NULL;
  FeedReply reply = { 200, NULL, 0, find_header, NULL };

  if (length == 0)
    return 0;
  provider = feed_binance_new ("binance");
  feed_provider_add_instrument (provider, 0, "BTCUSDT");
  feed_provider_add_instrument (provider, 1, "ETHUSDT");
  reply.body = (const char *) data + 1;
  reply.length = length - 1;
  switch (data[0]) {
  case 's':
    read_stream (provider, &sink, data + 1, length - 1);
    break;
  case 'p':
    read_poll (provider, &sink, &reply);
    break;
  case 'i':
    read_info (provider, &reply);
    break;
  case 'h':
    read_refusal (provider, &sink, &reply);
    break;
  default:
    break;
  }
  return 0;
}
