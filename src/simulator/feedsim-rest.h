/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-fault-schedule.h"
#include "simulator/feedsim-venue.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_REST (feedsim_rest_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimRest, feedsim_rest, FEEDSIM, REST, GObject)

FeedsimRest *feedsim_rest_new (FeedsimVenue         *venue,
                               FeedsimFaultSchedule *schedule,
                               GError **error);
guint feedsim_rest_get_port (FeedsimRest *self);

G_END_DECLS
