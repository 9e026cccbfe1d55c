/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/providers/feed-provider.h"

G_BEGIN_DECLS

/* Bytes of the longest symbol; FeedInstrumentInfo has room for it and a NUL */
#define FEED_BINANCE_MAX_SYMBOL 31

/**
 * FeedBinanceSymbols:
 *
 * The symbols of one connection and their slots, both ways. A symbol is found by its bytes as a
 * message has them, without a NUL, a copy or an allocation.
 */
typedef struct _FeedBinanceSymbols FeedBinanceSymbols;

FeedBinanceSymbols *feed_binance_symbols_new (void);
void                feed_binance_symbols_free (FeedBinanceSymbols *self);
/* FALSE where the symbol is empty or too long */
gboolean feed_binance_symbols_add (FeedBinanceSymbols *self,
                                   guint               slot,
                                   const char         *symbol);
void feed_binance_symbols_remove (FeedBinanceSymbols *self,
                                  guint               slot);
/* FEED_NO_SLOT where it is not known */
guint feed_binance_symbols_find (const FeedBinanceSymbols *self,
                                 const char               *at,
                                 gsize                     length);
/* NULL where the slot is free */
const char *feed_binance_symbols_get (const FeedBinanceSymbols *self,
                                      guint                     slot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedBinanceSymbols, feed_binance_symbols_free)

G_END_DECLS
