/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-fault-schedule.h"
#include "simulator/feedsim-venue.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_CONTROL (feedsim_control_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimControl, feedsim_control, FEEDSIM, CONTROL, GObject)

FeedsimControl *feedsim_control_new (FeedsimFaultSchedule *schedule,
                                     FeedsimVenue         *venue,
                                     GError **error);
guint feedsim_control_get_port (FeedsimControl *self);

G_END_DECLS
