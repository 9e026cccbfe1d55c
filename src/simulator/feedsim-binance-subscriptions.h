/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FEEDSIM_BINANCE_MAX_STREAMS 1024
#define FEEDSIM_BINANCE_MAX_STREAM_BYTES 128

/* What one connection has asked for */
typedef struct {
  GHashTable *streams;
  gboolean    combined; /* messages come wrapped in {"stream":…,"data":…} */
  gboolean    is_fresh; /* changed since the last computed ticker */
} FeedsimBinanceSubscriptions;

FeedsimBinanceSubscriptions *feedsim_binance_subscriptions_new (gboolean combined);
void                         feedsim_binance_subscriptions_free (FeedsimBinanceSubscriptions *self);
gboolean                     feedsim_binance_subscriptions_fit (FeedsimBinanceSubscriptions *self,
                                                                char                       **names);
void feedsim_binance_subscriptions_add (FeedsimBinanceSubscriptions *self,
                                        const char                  *name);
char **feedsim_binance_subscriptions_list (FeedsimBinanceSubscriptions *self);
char  *feedsim_binance_subscriptions_answer (FeedsimBinanceSubscriptions *self,
                                             const char                  *request,
                                             gsize                        length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimBinanceSubscriptions, feedsim_binance_subscriptions_free)

G_END_DECLS
