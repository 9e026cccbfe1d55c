/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-health.h"

G_BEGIN_DECLS

FeedHealth *feed_health_new (const char *venue,
                             const char *venue_name,
                             const char *connection);
/* TRUE where anything of it changed; notifies */
gboolean feed_health_set_state (FeedHealth   *self,
                                FeedLinkState link,
                                gboolean      polling,
                                FeedColour    colour,
                                FeedCause     reason);
void feed_health_set_session (FeedHealth *self,
                              const char *session);
/* Emits "updated" */
void feed_health_set_figures (FeedHealth              *self,
                              const FeedHealthFigures *figures);

G_END_DECLS
