/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a frame of FeedAngelOne's stream, binary and text: a tick, a notice or an error, and
 * the same again when it is read again.
 */
#include "fuzz/fuzz-sink.h"
#include "fuzz/fuzz-target.h"

static void
decode (FeedProvider *provider,
        FeedFrameType type,
        FuzzSink     *sink,
        const guint8 *frame,
        gsize         length)
{
  GError *error = NULL;
  FeedDecode result = feed_provider_decode (provider, type, frame, length, FUZZ_SINK_TIME_US,
                                            &sink->sink, &error);

  fuzz_sink_check_result (result, error);
  g_assert_cmpuint (sink->ticks->len, ==, result == FEED_DECODE_OK);
  g_assert_true (sink->notices->len == 0 || result == FEED_DECODE_CONTROL);
  g_assert_true (type == FEED_FRAME_BINARY || sink->ticks->len == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (FeedProvider) provider = fuzz_sink_make_angel_one ();
  g_autofree guint8 *frame = fuzz_copy (data, size);
  FeedFrameType types[] = { FEED_FRAME_BINARY, FEED_FRAME_TEXT };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autoptr (FuzzSink) first = fuzz_sink_new (FEED_SOURCE_STREAM);
    g_autoptr (FuzzSink) again = fuzz_sink_new (FEED_SOURCE_STREAM);

    decode (provider, types[i], first, frame, size);
    decode (provider, types[i], again, frame, size);
    fuzz_sink_assert_same (first, again);
  }
  return 0;
}
