/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/* How long the venue may count a stream that was closed politely */
#define FEED_QUOTA_FAREWELL_US (5 * G_USEC_PER_SEC / 2)

/**
 * FeedQuota:
 *
 * The REST and message budget of one account (or one address, for a public venue), shared by all
 * its connections: at most one request in flight, requests a minimum interval apart, a weight a
 * minute, requests an hour, Retry-After, and how many streams may be open. Reference counted. Times are monotonic µs.
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
/* Requests within any hour; 0 = not limited, as it is when made */
void feed_quota_set_requests_per_hour (FeedQuota *self,
                                       guint      requests_per_hour);
guint feed_quota_get_requests (FeedQuota *self,
                               gint64     now_us);
/* What others leave of the account's rate, where the venue tells by refusals alone: half as fast
 * after each, and slowly back with each good answer */
void feed_quota_learn_refused (FeedQuota *self);
void feed_quota_learn_answered (FeedQuota *self);
/* Connections that poll share the lane: how often each of them has its turn */
void feed_quota_count_poller (FeedQuota *self,
                              gboolean   polls);
gint64 feed_quota_get_interval_us (FeedQuota *self);
/* Streams an account may have open; 0 = any number, as it is when made */
void feed_quota_set_sockets (FeedQuota *self,
                             guint      n_sockets);
/* 0, and it is taken; else when to ask again, G_MAXINT64 = when one is released */
gint64 feed_quota_take_socket (FeedQuota *self,
                               gint64     now_us);
/* It is closed, or will be taken for it until then by nobody but us: its ghost counts */
void feed_quota_release_socket (FeedQuota *self,
                                gint64     until_us);

/* Streams of ours that count: open ones, and ghosts */
guint feed_quota_get_sockets (FeedQuota *self,
                              gint64     now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedQuota, feed_quota_unref)

G_END_DECLS
