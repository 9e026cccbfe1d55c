/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feedsim/feedsim-options.h"
#include "simulator/feedsim-market.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_WALK (feedsim_walk_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimWalk, feedsim_walk, FEEDSIM, WALK, FeedsimMarket)

FeedsimMarket *feedsim_walk_new (const FeedsimOptions *options);

G_END_DECLS
