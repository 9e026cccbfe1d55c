/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/providers/feed-angel-one-exchange.h"

G_BEGIN_DECLS

/* Bytes of the field of a packet; a token may fill it */
#define FEED_ANGEL_ONE_TOKEN_FIELD 25

/**
 * FeedAngelOneInstrument:
 * @symbol: canonical; NULL: the slot is free
 * @token: "" until the listing is known
 * @is_index: its packets carry no sequence that means anything
 * @mode: of the stream it is subscribed in, 1 to 3; 0 = not subscribed
 * @has_depth: twenty levels are subscribed beside it
 */
typedef struct {
  char                       *symbol;
  const FeedAngelOneExchange *exchange;
  char                        token[FEED_ANGEL_ONE_TOKEN_FIELD + 1];
  gboolean                    is_index;
  guint8                      mode;
  gboolean                    has_depth;
} FeedAngelOneInstrument;

/**
 * FeedAngelOneTokens:
 *
 * The instruments of a connection, by slot and by what packets call them: (segment, token).
 */
typedef struct _FeedAngelOneTokens FeedAngelOneTokens;

FeedAngelOneTokens *feed_angel_one_tokens_new (void);
void                feed_angel_one_tokens_free (FeedAngelOneTokens *self);
void                feed_angel_one_tokens_add (FeedAngelOneTokens         *self,
                                               guint                       slot,
                                               const FeedAngelOneExchange *exchange,
                                               const char                 *symbol);
void feed_angel_one_tokens_remove (FeedAngelOneTokens *self,
                                   guint               slot);
gboolean feed_angel_one_is_token (const char *text);
/* FALSE where it is no token; the slot then stays without */
gboolean feed_angel_one_tokens_set (FeedAngelOneTokens *self,
                                    guint               slot,
                                    const char         *token);
/* NULL where the slot is free */
FeedAngelOneInstrument *feed_angel_one_tokens_get (const FeedAngelOneTokens *self,
                                                   guint                     slot);
/* Slots are below this */
guint feed_angel_one_tokens_get_n_slots (const FeedAngelOneTokens *self);
/* Slot of a token that may end in a NUL before length; FEED_NO_SLOT where there is none. Allocates
 * nothing */
guint feed_angel_one_tokens_find (const FeedAngelOneTokens *self,
                                  guint8                    segment,
                                  const char               *token,
                                  gsize                     length);

G_END_DECLS
