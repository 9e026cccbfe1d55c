/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/providers/feed-provider.h"

G_BEGIN_DECLS

/* The instruments of the provider under test are slots below this */
#define FUZZ_SINK_SLOTS 2
#define FUZZ_SINK_TIME_US 12345

/**
 * FuzzSink:
 *
 * A sink that holds each tick and notice to what a decoder may say, and keeps them all so that two
 * readings of the same bytes can be compared.
 */
typedef struct {
  FeedSink   sink;
  FeedSource source;    /* that each tick has to bear */
  GArray    *ticks;     /* of FeedTick */
  GString   *notices;   /* a line each */
} FuzzSink;

FuzzSink *fuzz_sink_new (FeedSource source);
void      fuzz_sink_free (FuzzSink *self);
/* Fails unless error is set where result says so, in words that can be shown; the error is freed */
void fuzz_sink_check_result (FeedDecode result,
                             GError    *error);
void fuzz_sink_assert_same (const FuzzSink *a,
                            const FuzzSink *b);
/* The bytes are one JSON value */
gboolean fuzz_sink_is_json (const char *text,
                            gsize       length);
/* A provider with BTCUSDT and ETHUSDT */
FeedProvider *fuzz_sink_make_binance (void);
/* A provider with NSE:INFY-EQ, 1594, and NSE:Nifty 50, 99926000 */
FeedProvider *fuzz_sink_make_angel_one (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FuzzSink, fuzz_sink_free)

G_END_DECLS
