/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedQuota: what one account may ask of a venue.
 *
 * Weights are kept by the second they were spent in. A second's weight counts until the last of it
 * is a minute old, so that no minute, wherever it begins, holds more than the venue allows. Requests
 * an hour are kept by the minute in the same way.
 */
#include "feed/core/feed-quota.h"

#define N_BUCKETS 61    /* sixty, and the one that is not over */
/* How much slower than the venue says we may ask, in thousandths */
#define PACE_BASE 1000
#define PACE_MAX 16000
/* A good answer takes off this part of what a refusal added */
#define PACE_RECOVERY 50
#define MAX_SOCKETS 16
#define OPEN_SOCKET G_MAXINT64

typedef struct {
  gint64  number;    /* of the bucket since time began */
  guint64 weight;
  guint64 others;    /* of weight: spent by somebody else */
} FeedQuotaBucket;

/* What was spent within sixty buckets: a minute or an hour */
typedef struct {
  gint64          bucket_us;
  guint           limit;        /* 0 = none */
  FeedQuotaBucket spent[N_BUCKETS];
} FeedQuotaWindow;

struct _FeedQuota {
  guint           ref_count;
  gint64          interval_us;
  gboolean        in_flight;
  gint64          next_us;      /* by the interval */
  gint64          hold_us;      /* by the venue's word; 0 = none */
  guint           pace;         /* of the interval, in thousandths */
  guint           n_pollers;
  FeedQuotaWindow minute;       /* weights */
  FeedQuotaWindow hour;         /* requests */
  guint           n_sockets;    /* that may be open; 0 = any number */
  gint64          sockets_us[MAX_SOCKETS];   /* until when each counts; OPEN_SOCKET = it is open */
};

static void
spend (FeedQuotaWindow *self,
       guint64          weight,
       guint64          others,
       gint64           now_us)
{
  gint64 number = MAX (now_us, 0) / self->bucket_us;
  FeedQuotaBucket *spent = &self->spent[number % N_BUCKETS];

  if (spent->number != number)
    *spent = (FeedQuotaBucket) { .number = number };
  spent->weight += weight;
  spent->others += others;
}

static guint64
sum_spent (const FeedQuotaWindow *self,
           gboolean               others,
           gint64                 now_us)
{
  gint64 number = MAX (now_us, 0) / self->bucket_us;
  guint64 sum = 0;

  for (guint i = 0; i < N_BUCKETS; i++) {
    if (self->spent[i].number > number - N_BUCKETS)
      sum += others ? self->spent[i].others : self->spent[i].weight;
  }
  return sum;
}

/* When enough of what was spent is old enough for weight to fit */
static gint64
get_window_ready_us (const FeedQuotaWindow *self,
                     guint                  weight,
                     gint64                 now_us)
{
  gint64 number = MAX (now_us, 0) / self->bucket_us;
  guint64 sum = sum_spent (self, FALSE, now_us);
  /* More than the whole allowance waits for an empty window */
  guint64 room = self->limit - MIN (weight, self->limit);

  if (self->limit == 0 || sum <= room)
    return now_us;
  for (gint64 old = MAX (number - N_BUCKETS + 1, 0); old <= number; old++) {
    const FeedQuotaBucket *spent = &self->spent[old % N_BUCKETS];

    if (spent->number != old)
      continue;
    sum -= spent->weight;
    if (sum <= room)
      return (old + N_BUCKETS) * self->bucket_us;
  }
  return (number + N_BUCKETS) * self->bucket_us;
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
  self->pace = PACE_BASE;
  self->minute = (FeedQuotaWindow) { .bucket_us = G_USEC_PER_SEC, .limit = weight_per_minute };
  self->hour = (FeedQuotaWindow) { .bucket_us = 60 * G_USEC_PER_SEC };
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

static gint64
paced_us (FeedQuota *self)
{
  return self->interval_us * self->pace / PACE_BASE;
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
  ready_us = get_window_ready_us (&self->minute, weight, now_us);
  ready_us = MAX (ready_us, get_window_ready_us (&self->hour, 1, now_us));
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
  self->next_us = now_us + paced_us (self);
  spend (&self->minute, weight, 0, now_us);
  spend (&self->hour, 1, 0, now_us);
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
  guint64 known = sum_spent (&self->minute, FALSE, now_us);

  if (used > known)
    spend (&self->minute, used - known, used - known, now_us);
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
  return (guint) MIN (sum_spent (&self->minute, FALSE, now_us), G_MAXUINT);
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
  return (guint) MIN (sum_spent (&self->minute, TRUE, now_us), G_MAXUINT);
}

/**
 * feed_quota_set_requests_per_hour:
 * @self: a quota
 * @requests_per_hour: what the venue allows in any hour; 0 = as many as you like
 */
void
feed_quota_set_requests_per_hour (FeedQuota *self,
                                  guint      requests_per_hour)
{
  self->hour.limit = requests_per_hour;
}

/**
 * feed_quota_get_requests:
 * @self: a quota
 * @now_us: monotonic time
 *
 * Returns: requests of ours within the last hour
 */
guint
feed_quota_get_requests (FeedQuota *self,
                         gint64     now_us)
{
  return (guint) MIN (sum_spent (&self->hour, FALSE, now_us), G_MAXUINT);
}

/**
 * feed_quota_learn_refused:
 * @self: a quota
 *
 * The venue refused a request for its rate although we kept to it: others ask on our account. Where
 * it does not tell how much is used, we ask half as often from now on.
 */
void
feed_quota_learn_refused (FeedQuota *self)
{
  if (self->minute.limit == 0)
    self->pace = MIN (2 * self->pace, PACE_MAX);
}

/**
 * feed_quota_learn_answered:
 * @self: a quota
 *
 * A good answer: a little faster again, if it had become slower.
 */
void
feed_quota_learn_answered (FeedQuota *self)
{
  if (self->pace > PACE_BASE)
    self->pace -= MAX ((self->pace - PACE_BASE) / PACE_RECOVERY, 1);
}

/**
 * feed_quota_count_poller:
 * @self: a quota
 * @polls: a connection begins to poll, else it ends
 */
void
feed_quota_count_poller (FeedQuota *self,
                         gboolean   polls)
{
  g_return_if_fail (polls || self->n_pollers > 0);

  self->n_pollers += polls ? 1 : -1;
}

/**
 * feed_quota_get_interval_us:
 * @self: a quota
 *
 * Returns: the time between two requests of one connection that the account can keep up: as the
 *   venue says and as was learned, shared by all connections that poll
 */
gint64
feed_quota_get_interval_us (FeedQuota *self)
{
  gint64 interval_us = paced_us (self);

  if (self->hour.limit > 0)
    interval_us = MAX (interval_us, G_TIME_SPAN_HOUR / self->hour.limit);
  return interval_us * MAX (self->n_pollers, 1);
}

/**
 * feed_quota_set_sockets:
 * @self: a quota
 * @n_sockets: streams that the venue lets an account have; 0 = as many as you like
 */
void
feed_quota_set_sockets (FeedQuota *self,
                        guint      n_sockets)
{
  self->n_sockets = MIN (n_sockets, MAX_SOCKETS);
}

/**
 * feed_quota_take_socket:
 * @self: a quota
 * @now_us: monotonic time
 *
 * Returns: 0 where a stream may be dialled: it counts until feed_quota_release_socket(). Else when
 *   one of those that count is given up by the venue; %G_MAXINT64 where all of them are open
 */
gint64
feed_quota_take_socket (FeedQuota *self,
                        gint64     now_us)
{
  gint64 ready_us = OPEN_SOCKET;

  for (guint i = 0; i < self->n_sockets; i++) {
    if (self->sockets_us[i] <= now_us) {
      self->sockets_us[i] = OPEN_SOCKET;
      return 0;
    }
    ready_us = MIN (ready_us, self->sockets_us[i]);
  }
  return self->n_sockets == 0 ? 0 : ready_us;
}

/**
 * feed_quota_release_socket:
 * @self: a quota
 * @until_us: monotonic time until which the venue may count it still
 */
void
feed_quota_release_socket (FeedQuota *self,
                           gint64     until_us)
{
  for (guint i = 0; i < self->n_sockets; i++) {
    if (self->sockets_us[i] == OPEN_SOCKET) {
      self->sockets_us[i] = until_us;
      return;
    }
  }
}

/**
 * feed_quota_get_sockets:
 * @self: a quota
 * @now_us: monotonic time
 *
 * Returns: how many streams of ours the venue counts: those that are open, or being dialled, and
 *   those that it has not given up yet; 0 where an account may have any number
 */
guint
feed_quota_get_sockets (FeedQuota *self,
                        gint64     now_us)
{
  guint n = 0;

  for (guint i = 0; i < self->n_sockets; i++)
    n += self->sockets_us[i] > now_us;
  return n;
}
