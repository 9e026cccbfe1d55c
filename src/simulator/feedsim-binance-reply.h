/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-market.h"

G_BEGIN_DECLS

/* What the venue answers to one REST request */
typedef struct {
  guint    status;
  guint    weight;
  gboolean is_html;
  GString *body;
} FeedsimBinanceReply;

FeedsimBinanceReply *feedsim_binance_reply_new (FeedsimMarket *market,
                                                const char    *path,
                                                GHashTable    *query);
void feedsim_binance_reply_free (FeedsimBinanceReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimBinanceReply, feedsim_binance_reply_free)

G_END_DECLS
