/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feedsim/feedsim.h>

G_BEGIN_DECLS

/**
 * FeedctlSimulateInput:
 *
 * What a parent tells a simulator over its standard input, a command a line: `fault SPEC`, `heal`
 * and `heal ID`. The end of the input ends the main loop.
 */
typedef struct _FeedctlSimulateInput FeedctlSimulateInput;

/* fd is not closed */
FeedctlSimulateInput *feedctl_simulate_input_new (int            fd,
                                                  FeedsimServer *server,
                                                  GMainLoop     *loop);
void feedctl_simulate_input_free (FeedctlSimulateInput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedctlSimulateInput, feedctl_simulate_input_free)

G_END_DECLS
