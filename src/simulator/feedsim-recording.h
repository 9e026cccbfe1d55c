/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feedsim/feedsim-options.h"
#include "simulator/feedsim-market.h"

G_BEGIN_DECLS

#define FEEDSIM_TYPE_RECORDING (feedsim_recording_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimRecording, feedsim_recording, FEEDSIM, RECORDING, FeedsimMarket)

FeedsimMarket *feedsim_recording_new (const FeedsimOptions *options,
                                      GError **error);
const char *feedsim_recording_get_remarks (FeedsimRecording *self);

G_END_DECLS
