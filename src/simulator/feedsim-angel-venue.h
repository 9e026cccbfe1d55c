/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-venue.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_ANGEL_VENUE (feedsim_angel_venue_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimAngelVenue, feedsim_angel_venue, FEEDSIM, ANGEL_VENUE, FeedsimVenue)

FeedsimVenue *feedsim_angel_venue_new (const FeedsimOptions *options,
                                       GError **error);

G_END_DECLS
