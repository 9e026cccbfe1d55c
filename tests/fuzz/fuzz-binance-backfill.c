/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as FeedBinance's answer to a question for missed trades: trades of the instrument asked
 * about, up to the first that is bad.
 */
#include "fuzz/fuzz-sink.h"
#include "fuzz/fuzz-target.h"

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (FeedProvider) provider = fuzz_sink_make_binance ();
  g_autoptr (FuzzSink) sink = fuzz_sink_new (FEED_SOURCE_POLL);
  g_autofree char *exact = g_memdup2 (data, size);
  const FeedReply reply = { .status = 200, .body = exact, .length = size };
  GError *error = NULL;
  FeedDecode result = feed_provider_decode_backfill (provider, &reply, 1, FUZZ_SINK_TIME_US,
                                                     &sink->sink, &error);

  fuzz_sink_check_result (result, error);
  g_assert_cmpint (result, !=, FEED_DECODE_CONTROL);
  g_assert_true (result != FEED_DECODE_OK || sink->ticks->len > 0);
  g_assert_true (result != FEED_DECODE_IGNORED || sink->ticks->len == 0);
  g_assert_true (result == FEED_DECODE_ERROR || fuzz_sink_is_json (exact, size));
  for (guint i = 0; i < sink->ticks->len; i++) {
    const FeedTick *tick = &g_array_index (sink->ticks, FeedTick, i);

    g_assert_cmpuint (tick->flags, ==, FEED_TICK_TRADE | FEED_TICK_BACKFILL);
    g_assert_cmpuint (tick->instrument, ==, 1);
  }
  return 0;
}
