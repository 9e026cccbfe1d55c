/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedQuota: what one account may ask of a venue.
 *
 * Weights are kept by the second they were spent in. A second's weight counts until the last of it
 * is a minute old, so that no minute, wherever it begins, holds more than the venue allows.
 */
#include "feed/core/feed-quota.h"

#define WINDOW 61    /* seconds: a minute, and the one that is not over */

typedef struct {
  gint64  second;
  guint64 weight;
  guint64 others;    /* of weight: spent by somebody else */
} FeedQuotaSecond;

struct _FeedQuota {
  guint           ref_count;
  gint64          interval_us;
  guint           limit;        /* weight a minute; 0 = none */
  gboolean        in_flight;
  gint64          next_us;      /* by the interval */
  gint64          hold_us;      /* by the venue's word; 0 = none */
  FeedQuotaSecond spent[WINDOW];
};

/* The weight spent in a second that still counts */
static FeedQuotaSecond *
find_second (FeedQuota *self,
             gint64     second)
{
  return &self->spent[second % WINDOW];
}

static void
spend (FeedQuota *self,
       guint64    weight,
       guint64    others,
       gint64     now_us)
{
  gint64 second = MAX (now_us, 0) / G_USEC_PER_SEC;
  FeedQuotaSecond *spent = find_second (self, second);

  if (spent->second != second)
    *spent = (FeedQuotaSecond) { .second = second };
  spent->weight += weight;
  spent->others += others;
}

static guint64
sum_spent (FeedQuota *self,
           gint64     now_us)
{
  gint64 second = MAX (now_us, 0) / G_USEC_PER_SEC;
  guint64 sum = 0;

  for (guint i = 0; i < WINDOW; i++)
    if (self->spent[i].second > second - WINDOW)
      sum += self->spent[i].weight;
  return sum;
}

/* When enough of what was spent is a minute old for weight to fit */
static gint64
get_weight_ready_us (FeedQuota *self,
                     guint      weight,
                     gint64     now_us)
{
  gint64 second = MAX (now_us, 0) / G_USEC_PER_SEC;
  guint64 sum = sum_spent (self, now_us);
  /* More than a minute's whole allowance waits for an empty minute */
  guint64 room = self->limit - MIN (weight, self->limit);

  if (self->limit == 0 || sum <= room)
    return now_us;
  for (gint64 old = MAX (second - WINDOW + 1, 0); old <= second; old++) {
    const FeedQuotaSecond *spent = find_second (self, old);

    if (spent->second != old)
      continue;
    sum -= spent->weight;
    if (sum <= room)
      return (old + WINDOW) * G_USEC_PER_SEC;
  }
  return (second + WINDOW) * G_USEC_PER_SEC;
}

/**
 * feed_quota_new:
 * @request_interval_us: least time between two requests
 * @weight_per_minute: what the venue allows in any minute; 0 = as much as you like
 *
 * Returns: (transfer full): a quota of which nothing is used
 */
FeedQuota *
feed_quota_new (gint64 request_interval_us,
                guint  weight_per_minute)
{
  FeedQuota *self = g_new0 (FeedQuota, 1);

  self->ref_count = 1;
  self->interval_us = request_interval_us;
  self->limit = weight_per_minute;
  self->next_us = G_MININT64;
  return self;
}

/**
 * feed_quota_ref:
 * @self: a quota
 *
 * Returns: (transfer full): @self
 */
FeedQuota *
feed_quota_ref (FeedQuota *self)
{
  self->ref_count++;
  return self;
}

/**
 * feed_quota_unref:
 * @self: (transfer full): a quota
 */
void
feed_quota_unref (FeedQuota *self)
{
  if (--self->ref_count == 0)
    g_free (self);
}

/**
 * feed_quota_get_ready_us:
 * @self: a quota
 * @weight: of the request
 * @now_us: monotonic time
 *
 * Returns: earliest time at which the request may be sent; %G_MAXINT64 while one is in flight
 */
gint64
feed_quota_get_ready_us (FeedQuota *self,
                         guint      weight,
                         gint64     now_us)
{
  gint64 ready_us;

  if (self->in_flight)
    return G_MAXINT64;
  ready_us = get_weight_ready_us (self, weight, now_us);
  ready_us = MAX (ready_us, self->next_us);
  return MAX (ready_us, self->hold_us);
}

/**
 * feed_quota_take:
 * @self: a quota
 * @weight: of the request
 * @now_us: monotonic time
 *
 * Returns: whether the request may be sent now; if so, it is in flight until feed_quota_release()
 */
gboolean
feed_quota_take (FeedQuota *self,
                 guint      weight,
                 gint64     now_us)
{
  if (feed_quota_get_ready_us (self, weight, now_us) > now_us)
    return FALSE;
  self->in_flight = TRUE;
  self->next_us = now_us + self->interval_us;
  spend (self, weight, 0, now_us);
  return TRUE;
}

/**
 * feed_quota_release:
 * @self: a quota
 *
 * The request in flight ended, in whatever way.
 */
void
feed_quota_release (FeedQuota *self)
{
  self->in_flight = FALSE;
}

/**
 * feed_quota_learn_used:
 * @self: a quota
 * @used: what the venue says is used of the minute
 * @now_us: monotonic time
 *
 * What it counts above our own is somebody else's on the same address and is spent as of now.
 */
void
feed_quota_learn_used (FeedQuota *self,
                       guint      used,
                       gint64     now_us)
{
  guint64 known = sum_spent (self, now_us);

  if (used > known)
    spend (self, used - known, used - known, now_us);
}

/**
 * feed_quota_hold:
 * @self: a quota
 * @until_us: monotonic time before which the venue wants no request
 */
void
feed_quota_hold (FeedQuota *self,
                 gint64     until_us)
{
  self->hold_us = MAX (self->hold_us, until_us);
}

/**
 * feed_quota_get_hold_us:
 * @self: a quota
 *
 * Returns: monotonic time at which the hold ends, or ended; 0 where there never was one
 */
gint64
feed_quota_get_hold_us (FeedQuota *self)
{
  return self->hold_us;
}

/**
 * feed_quota_get_used:
 * @self: a quota
 * @now_us: monotonic time
 *
 * Returns: weight used in the last minute, ours and what was learned of others
 */
guint
feed_quota_get_used (FeedQuota *self,
                     gint64     now_us)
{
  return (guint) MIN (sum_spent (self, now_us), G_MAXUINT);
}

/**
 * feed_quota_get_others:
 * @self: a quota
 * @now_us: monotonic time
 *
 * Returns: the part of feed_quota_get_used() that was not ours, as far as the venue told
 */
guint
feed_quota_get_others (FeedQuota *self,
                       gint64     now_us)
{
  gint64 second = MAX (now_us, 0) / G_USEC_PER_SEC;
  guint64 sum = 0;

  for (guint i = 0; i < WINDOW; i++)
    if (self->spent[i].second > second - WINDOW)
      sum += self->spent[i].others;
  return (guint) MIN (sum, G_MAXUINT);
}
