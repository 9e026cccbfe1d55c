/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as FeedBinance's answer to a poll: good rows, each a tick, and an error where there is
 * a bad one.
 */
#include <string.h>

#include "fuzz/fuzz-sink.h"
#include "fuzz/fuzz-target.h"

static FeedDecode
decode (FeedProvider *provider,
        FuzzSink     *sink,
        const char   *body,
        gsize         length)
{
  const FeedReply reply = { .status = 200, .body = body, .length = length };
  GError *error = NULL;
  FeedDecode result = feed_provider_decode_poll (provider, &reply, sink->source,
                                                 FUZZ_SINK_TIME_US, &sink->sink, &error);

  fuzz_sink_check_result (result, error);
  g_assert_cmpint (result, !=, FEED_DECODE_CONTROL);
  g_assert_true (result != FEED_DECODE_OK || sink->ticks->len > 0);
  g_assert_true (result != FEED_DECODE_IGNORED || sink->ticks->len == 0);
  g_assert_cmpuint (sink->notices->len, ==, 0);
  for (guint i = 0; i < sink->ticks->len; i++)
    g_assert_true (g_array_index (sink->ticks, FeedTick, i).flags & FEED_TICK_STATS);
  return result;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (FeedProvider) provider = fuzz_sink_make_binance ();
  g_autoptr (FuzzSink) first = fuzz_sink_new (FEED_SOURCE_POLL);
  g_autoptr (FuzzSink) again = fuzz_sink_new (FEED_SOURCE_POLL);
  g_autofree char *body = g_malloc (size + 1);
  g_autofree char *exact = g_memdup2 (data, size);
  FeedDecode result = decode (provider, first, exact, size);

  g_assert_true (result == FEED_DECODE_ERROR || fuzz_sink_is_json (exact, size));
  if (size > 0)
    memcpy (body, data, size);
  body[size] = '\n';
  g_assert_cmpint (decode (provider, again, body, size + 1), ==, result);
  fuzz_sink_assert_same (first, again);
  return 0;
}
