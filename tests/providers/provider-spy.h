/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/providers/feed-provider.h"

G_BEGIN_DECLS

/**
 * ProviderSpy:
 *
 * A sink that keeps everything that reaches it.
 */
typedef struct {
  FeedSink sink;
  GArray  *ticks;       /* of FeedTick */
  GString *notices;     /* a line each: "NOTICE slot text" */
} ProviderSpy;

ProviderSpy    *provider_spy_new (void);
void            provider_spy_free (ProviderSpy *self);
void            provider_spy_clear (ProviderSpy *self);
const FeedTick *provider_spy_get (const ProviderSpy *self,
                                  guint              index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ProviderSpy, provider_spy_free)

/* A provider with BTCUSDT as slot 3, ETHUSDT as 7, DEADUSDT as 9, at the venue's addresses */
FeedProvider *provider_spy_make_binance (void);
/* An instrument of a venue that goes by its list: all that is known of it is its key and kind */
void provider_spy_add_listed (FeedProvider   *provider,
                              guint           slot,
                              const char     *symbol,
                              const char     *key,
                              FeedListingKind kind);
/* Frames of the fixture, one a line, NULL-terminated */
char **provider_spy_load_frames (void);
/* The fixture's text */
char *provider_spy_load (const char *name);
/* A text written with ' for " */
char *provider_spy_unquote (const char *text);
/* An answer; headers: name, value…, NULL, or NULL; all borrowed */
FeedReply provider_spy_reply (guint              status,
                              const char        *body,
                              const char *const *headers);
/* Fails the test unless both ticks are the same, NaN for NaN */
void provider_spy_assert_tick (const FeedTick *tick,
                               const FeedTick *expected);

G_END_DECLS
