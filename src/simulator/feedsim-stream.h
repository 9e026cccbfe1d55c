/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feedsim/feedsim-options.h"
#include "simulator/feedsim-fault-schedule.h"
#include "simulator/feedsim-venue.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_STREAM (feedsim_stream_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimStream, feedsim_stream, FEEDSIM, STREAM,
                      GObject)

FeedsimStream *feedsim_stream_new (FeedsimVenue         *venue,
                                   FeedsimFaultSchedule *schedule,
                                   const FeedsimOptions *options,
                                   GError **error);
guint feedsim_stream_get_port (FeedsimStream *self);

G_END_DECLS
