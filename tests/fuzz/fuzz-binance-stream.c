/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a frame of FeedBinance's stream: a tick, a notice or an error, and the same again
 * when it is read again.
 */
#include <string.h>

#include "fuzz/fuzz-sink.h"
#include "fuzz/fuzz-target.h"

static FeedDecode
decode (FeedProvider *provider,
        FeedFrameType type,
        FuzzSink     *sink,
        const char   *frame,
        gsize         length)
{
  GError *error = NULL;
  FeedDecode result = feed_provider_decode (provider, type, (const guint8 *) frame, length,
                                            FUZZ_SINK_TIME_US, &sink->sink, &error);

  fuzz_sink_check_result (result, error);
  /* All of a frame or nothing of it */
  g_assert_cmpuint (sink->ticks->len, ==, result == FEED_DECODE_OK);
  g_assert_true (sink->notices->len == 0 || result == FEED_DECODE_CONTROL);
  return result;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (FeedProvider) provider = fuzz_sink_make_binance ();
  g_autoptr (FuzzSink) first = fuzz_sink_new (FEED_SOURCE_STREAM);
  g_autoptr (FuzzSink) again = fuzz_sink_new (FEED_SOURCE_STREAM);
  g_autoptr (FuzzSink) binary = fuzz_sink_new (FEED_SOURCE_STREAM);
  g_autofree char *frame = g_malloc (size + 1);
  g_autofree char *exact = g_memdup2 (data, size);
  FeedDecode result = decode (provider, FEED_FRAME_TEXT, first, exact, size);

  g_assert_true (result == FEED_DECODE_ERROR || fuzz_sink_is_json (exact, size));
  /* White space behind a message means nothing */
  if (size > 0)
    memcpy (frame, data, size);
  frame[size] = '\n';
  g_assert_cmpint (decode (provider, FEED_FRAME_TEXT, again, frame, size + 1), ==, result);
  fuzz_sink_assert_same (first, again);
  g_assert_cmpint (decode (provider, FEED_FRAME_BINARY, binary, exact, size), ==,
                   FEED_DECODE_ERROR);
  return 0;
}
