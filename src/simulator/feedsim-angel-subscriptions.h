/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-angel-packet.h"

G_BEGIN_DECLS

#define FEEDSIM_ANGEL_MAX_PAIRS 1000
#define FEEDSIM_ANGEL_MAX_DEPTH_TOKENS 50

/* One instrument that a request names; its token is no longer than a packet's field for it */
typedef struct {
  FeedsimAngelSegment segment;
  char                token[26];
} FeedsimAngelWish;

/* A request of a client of the stream, as the venue understands it */
typedef struct {
  char             correlation[64];  /* to be told again with an error */
  gboolean         subscribes;
  FeedsimAngelMode mode;
  GArray          *wishes;           /* of FeedsimAngelWish */
} FeedsimAngelOrder;

/* The (instrument, mode) pairs that one connection has subscribed, whether they exist or not */
typedef struct {
  GHashTable *modes;      /* of FeedsimAngelWish, to a mask of modes */
  guint       n_pairs;
  guint       n_depth;
} FeedsimAngelSubscriptions;

gboolean feedsim_angel_order_parse (FeedsimAngelOrder *self,
                                    const char        *text,
                                    gsize              length);
void feedsim_angel_order_clear (FeedsimAngelOrder *self);

FeedsimAngelSubscriptions *feedsim_angel_subscriptions_new (void);
void                       feedsim_angel_subscriptions_free (FeedsimAngelSubscriptions *self);
gboolean                   feedsim_angel_subscriptions_apply (FeedsimAngelSubscriptions *self,
                                                              const FeedsimAngelOrder   *order);
guint feedsim_angel_subscriptions_get (FeedsimAngelSubscriptions *self,
                                       const FeedsimAngelWish    *wish);
void feedsim_angel_subscriptions_clear (FeedsimAngelSubscriptions *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FeedsimAngelOrder, feedsim_angel_order_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimAngelSubscriptions, feedsim_angel_subscriptions_free)

G_END_DECLS
