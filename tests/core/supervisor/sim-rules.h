/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

/* What has to hold in a #SimWorld at every moment; breaches are kept in it. */

/* The supervisor was told something and was in the state `before` then */
void sim_rules_after_event (SimWorld               *world,
                            FeedLinkState           before,
                            FeedSupervisorEventType type);
/* It dials */
void sim_rules_dialled (SimWorld *world);
/* Time passed in an automatic world */
void sim_rules_after_step (SimWorld *world);

G_END_DECLS
