/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-health.h"
#include "feed/net/feed-connection.h"

G_BEGIN_DECLS

/**
 * FeedMeter:
 *
 * Measures a connection for its #FeedHealth. It is attached to one after the other: what one of
 * them counted is not forgotten with it.
 */
typedef struct _FeedMeter FeedMeter;

FeedMeter *feed_meter_new (FeedHealth *health,
                           FeedClock  *clock);
void feed_meter_free (FeedMeter *self);
/* To a connection that nothing was counted of yet; all three are borrowed until detach */
void feed_meter_attach (FeedMeter              *self,
                        FeedConnection         *connection,
                        FeedQuota              *quota,
                        const FeedProviderInfo *venue);
/* Takes a last measurement of the connection, which is about to go */
void feed_meter_detach (FeedMeter *self);
/* Link, polling, colour and reason, as they are now. TRUE where any of it changed */
gboolean feed_meter_take_state (FeedMeter *self);
/* All figures; without effect where nothing is attached */
void feed_meter_measure (FeedMeter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedMeter, feed_meter_free)

G_END_DECLS
