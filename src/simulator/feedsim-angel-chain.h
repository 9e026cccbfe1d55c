/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-angel-row.h"

G_BEGIN_DECLS

/* Instruments that are made up, any number of each segment: the same for the same day */

void feedsim_angel_chain_get (FeedsimAngelSegment segment,
                              guint               rank,
                              GDate              *today,
                              FeedsimAngelRow    *row);
guint feedsim_angel_chain_get_first_token (FeedsimAngelSegment segment);

G_END_DECLS
