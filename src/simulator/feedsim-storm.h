/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-fault-schedule.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_STORM (feedsim_storm_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimStorm, feedsim_storm, FEEDSIM, STORM, GObject)

FeedsimStorm *feedsim_storm_new (FeedsimFaultSchedule *schedule,
                                 guint32 seed,
                                 double pace);

G_END_DECLS
