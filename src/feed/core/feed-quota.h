/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/**
 * FeedQuota:
 *
 * The REST and message budget of one account (or one address, for a public venue), shared by all
 * its connections: at most one request in flight, requests a minimum interval apart, a weight a
 * minute, Retry-After. Reference counted. Times are monotonic µs.
 */
typedef struct _FeedQuota FeedQuota;

FeedQuota *feed_quota_new (gint64 request_interval_us,
                           guint  weight_per_minute);
FeedQuota *feed_quota_ref (FeedQuota *self);
void       feed_quota_unref (FeedQuota *self);
/* Earliest time at which a request of that weight may be sent; now_us where it may be now,
 * G_MAXINT64 while one is in flight */
gint64 feed_quota_get_ready_us (FeedQuota *self,
                                guint      weight,
                                gint64     now_us);
/* FALSE, and nothing is taken, where it may not be sent now */
gboolean feed_quota_take (FeedQuota *self,
                          guint      weight,
                          gint64     now_us);
/* The request in flight ended, in whatever way */
void feed_quota_release (FeedQuota *self);
/* The venue told how much weight is used in the running minute (X-MBX-USED-WEIGHT-1M and the like) */
void feed_quota_learn_used (FeedQuota *self,
                            guint      used,
                            gint64     now_us);
/* Retry-After: no request before until_us; a later call never shortens an earlier one */
void feed_quota_hold (FeedQuota *self,
                      gint64     until_us);
gint64 feed_quota_get_hold_us (FeedQuota *self);
guint  feed_quota_get_used (FeedQuota *self,
                            gint64     now_us);
/* The part of it that others on the same account or address used, as far as the venue told */
guint feed_quota_get_others (FeedQuota *self,
                             gint64     now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedQuota, feed_quota_unref)

G_END_DECLS
