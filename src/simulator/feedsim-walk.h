/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-market.h"

G_BEGIN_DECLS

/* A symbol of a market that is made up; prices as they stand at the start */
typedef struct {
  const char *symbol;
  const char *base;
  const char *quote;
  double      price;
  double      tick;
  guint       size_places;
  double      ticks_per_second; /* 0: it never has any */
  double      day_change;       /* since yesterday, as a share */
  double      day_volume;
  guint       lot;              /* sizes are multiples of it; 0: of one */
  gboolean    forgets_trades;   /* no old trade is ever asked for */
} FeedsimPreset;

#define FEEDSIM_TYPE_WALK (feedsim_walk_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimWalk, feedsim_walk, FEEDSIM, WALK, FeedsimMarket)

FeedsimWalk *feedsim_walk_new (guint32 seed,
                               gboolean moody);
FeedsimInstrument *feedsim_walk_add (FeedsimWalk         *self,
                                     const FeedsimPreset *preset);
void feedsim_walk_set_total_rate (FeedsimWalk *self,
                                  double       wanted);

G_END_DECLS
