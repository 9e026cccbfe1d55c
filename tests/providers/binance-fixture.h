/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "providers/provider-spy.h"

G_BEGIN_DECLS

/**
 * BinanceFixture:
 *
 * The provider of provider_spy_make_binance(), and what its newest reading gave.
 */
typedef struct {
  FeedProvider *provider;
  ProviderSpy  *spy;
  GArray       *infos;  /* of FeedInstrumentInfo, for who asks for them */
  GError       *error;
} BinanceFixture;

/* A decoder under test; reply is an answer of status 200 */
typedef FeedDecode (*BinanceRead) (FeedProvider    *provider,
                                   const FeedReply *reply,
                                   const FeedSink  *sink,
                                   GError         **error);

void binance_fixture_set_up (BinanceFixture *fixture,
                             gconstpointer   data);
void binance_fixture_tear_down (BinanceFixture *fixture,
                                gconstpointer   data);
/* Reads the bytes from a block of their own size, so that a sanitizer sees a read behind its end;
 * fails where the result does not fit to the error and the ticks */
FeedDecode binance_fixture_decode (BinanceFixture *fixture,
                                   BinanceRead     read,
                                   const char     *bytes,
                                   gsize           length);
/* The same of a text written with ' for " */
FeedDecode binance_fixture_decode_text (BinanceFixture *fixture,
                                        BinanceRead     read,
                                        const char     *text);

G_END_DECLS
