/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feedsim/feedsim.h>

G_BEGIN_DECLS

/* The command line of feedctl simulate */
typedef struct {
  FeedsimOptions *simulator;
  char           *fault_log;
  gboolean        until_eof;
} FeedctlSimulateOptions;

FeedctlSimulateOptions *feedctl_simulate_options_parse (int      argc,
                                                        char   **argv,
                                                        GError **error);
void feedctl_simulate_options_free (FeedctlSimulateOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedctlSimulateOptions, feedctl_simulate_options_free)

G_END_DECLS
