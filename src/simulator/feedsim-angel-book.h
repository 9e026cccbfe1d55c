/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feedsim/feedsim-options.h"
#include "simulator/feedsim-angel-master.h"
#include "simulator/feedsim-market.h"

G_BEGIN_DECLS

/* What is traded: the rows of the list that somebody has asked for, and their instruments. */
typedef struct _FeedsimAngelBook FeedsimAngelBook;

typedef struct {
  FeedsimAngelRow    row;
  FeedsimInstrument *instrument;
} FeedsimAngelEntry;

FeedsimAngelBook   *feedsim_angel_book_new (const FeedsimOptions *options);
void                feedsim_angel_book_free (FeedsimAngelBook *self);
FeedsimAngelMaster *feedsim_angel_book_get_master (FeedsimAngelBook *self);
FeedsimMarket      *feedsim_angel_book_get_market (FeedsimAngelBook *self);
FeedsimAngelEntry  *feedsim_angel_book_get (FeedsimAngelBook *self,
                                            guint             index);
FeedsimAngelEntry *feedsim_angel_book_find (FeedsimAngelBook   *self,
                                            FeedsimAngelSegment segment,
                                            const char         *token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimAngelBook, feedsim_angel_book_free)

G_END_DECLS
