/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-connection-private.h"

/* Lost trades are fetched by their ids while the stream's next ones wait. One request at a time,
 * between the polls, from half of the account's budget: what does not fit is told to be missing. */

#define MAX_TRADES 5000
#define REQUEST_TRADES 1000
#define MAX_FAILURES 3
/* The venue's archive may lag behind its stream */
#define RETRY_US (300 * (gint64) 1000)

static gint64
now_us (FeedConnection *self)
{
  return feed_clock_monotonic_us (self->clock);
}

static guint
count_requests (gint64 n_trades)
{
  return (guint) ((n_trades + REQUEST_TRADES - 1) / REQUEST_TRADES);
}

/* Weight that those under way and one more for so many trades will cost, at most half of a minute's */
static gboolean
fits_budget (FeedConnection *self,
             guint           weight,
             gint64          n_trades)
{
  guint limit = self->venue->weight_per_minute;
  guint n_requests = count_requests (n_trades);

  for (guint i = 0; i < self->gaps.holds->len; i++) {
    FeedHold *hold = self->gaps.holds->pdata[i];

    n_requests += count_requests (hold->end_id - hold->next_id);
  }
  return limit == 0 ||
         feed_quota_get_used (self->quota, now_us (self)) + weight * n_requests <= limit / 2;
}

FeedBackfill
feed_backfill_judge (FeedConnection *self,
                     guint           slot,
                     gint64          from_id,
                     gint64          n_trades,
                     const char    **why)
{
  g_autoptr (FeedRequest) request = NULL;

  if (!feed_provider_can_backfill (self->provider))
    return FEED_BACKFILL_NONE;
  request = feed_provider_backfill_request (self->provider, slot, from_id,
                                            (guint) MIN (n_trades, REQUEST_TRADES));
  if (n_trades > MAX_TRADES)
    *why = "they are too many";
  else if (request == NULL)
    *why = "there is no address to ask at";
  else if (feed_quota_get_hold_us (self->quota) > now_us (self))
    *why = "the venue wants no requests now";
  else if (!fits_budget (self, request->weight, n_trades))
    *why = "the budget of requests does not allow it";
  return *why == NULL ? FEED_BACKFILL_PENDING : FEED_BACKFILL_FAILED;
}

static FeedHold *
find_next (FeedConnection *self)
{
  FeedHold *next = NULL;

  for (guint i = 0; i < self->gaps.holds->len; i++) {
    FeedHold *hold = self->gaps.holds->pdata[i];

    if (next == NULL || hold->due_us < next->due_us)
      next = hold;
  }
  return next;
}

gint64
feed_backfill_get_due_us (FeedConnection *self)
{
  FeedHold *hold = find_next (self);

  return hold != NULL ? hold->due_us : G_MAXINT64;
}

void
feed_backfill_collect (FeedConnection *self,
                       GArray         *slots)
{
  FeedHold *hold = find_next (self);

  hold->due_us = now_us (self) + RETRY_US;
  g_array_append_val (slots, hold->slot);
}

FeedRequest *
feed_backfill_make_request (FeedConnection *self,
                            guint           slot)
{
  FeedHold *hold = feed_connection_row (self, slot)->hold;

  return feed_provider_backfill_request (self->provider, slot, hold->next_id,
                                         (guint) MIN (hold->end_id - hold->next_id,
                                                      REQUEST_TRADES));
}

/* Of the request in flight; NULL where nothing waits for its answer any more */
static FeedHold *
get_asked (FeedConnection *self)
{
  GArray *slots = self->requests.slots;

  if (!self->running || slots->len == 0)
    return NULL;
  return feed_connection_row (self, g_array_index (slots, guint, 0))->hold;
}

static void
on_lost_tick (gpointer         user_data,
              const FeedTick  *tick,
              const FeedDepth *depth)
{
  FeedConnection *self = user_data;
  FeedHold *hold = get_asked (self);
  FeedTick copy = *tick;

  if (hold == NULL || tick->sequence < hold->next_id || tick->sequence >= hold->end_id)
    return;
  hold->next_id = tick->sequence + 1;
  hold->fetched++;
  feed_connection_pass_backfilled (self, &copy);
}

static void
on_lost_notice (gpointer    user_data,
                FeedNotice  notice,
                guint       slot,
                const char *text)
{
}

/* Nothing will come in time any more for those that the venue's hold outlasts */
static void
give_up_held_off (FeedConnection *self)
{
  gint64 until_us = feed_quota_get_hold_us (self->quota);

  for (guint i = self->gaps.holds->len; i-- > 0; i = MIN (i, self->gaps.holds->len)) {
    FeedHold *hold = self->gaps.holds->pdata[i];

    if (until_us >= feed_gaps_get_hold_end_us (hold))
      feed_gaps_release (self, hold->slot, "the venue wants no requests now");
  }
}

void
feed_backfill_fail (FeedConnection *self,
                    FeedVerdict     verdict,
                    const char     *words)
{
  FeedHold *hold = get_asked (self);

  self->figures.rest_failures++;
  if (verdict.kind == FEED_VERDICT_RETRY_AFTER)
    feed_requests_hold_off (self, verdict.wait_us);
  if (hold == NULL)
    return;
  hold->failures++;
  hold->due_us = now_us (self) + RETRY_US;
  if (hold->failures >= MAX_FAILURES || verdict.kind == FEED_VERDICT_FATAL)
    feed_gaps_release (self, hold->slot, words);
  if (self->running && verdict.kind == FEED_VERDICT_RETRY_AFTER)
    give_up_held_off (self);
}

static void
take_refusal (FeedConnection  *self,
              const FeedReply *reply)
{
  FeedHold *hold = get_asked (self);
  g_autofree char *words = NULL;
  FeedVerdict verdict;

  if (hold != NULL && feed_provider_backfill_refused (self->provider, reply)) {
    hold->due_us = now_us (self);
    return;
  }
  verdict = feed_provider_map_http (self->provider, reply, NULL, feed_clock_wall_us (self->clock),
                                    &words);
  feed_backfill_fail (self, verdict, words != NULL ? words : "REST refused them");
}

void
feed_backfill_take_reply (FeedConnection  *self,
                          const FeedReply *reply)
{
  FeedSink sink = { on_lost_tick, on_lost_notice, self };
  FeedVerdict retry = { FEED_VERDICT_RETRY, 0 };
  g_autoptr (GError) error = NULL;
  FeedHold *hold = get_asked (self);
  gint64 before;

  if (reply->status / 100 != 2) {
    take_refusal (self, reply);
    return;
  }
  if (hold == NULL)
    return;
  before = hold->next_id;
  self->context.requested_at_us = self->requests.requested_at_us;
  self->context.wall_us = feed_clock_wall_us (self->clock);
  feed_provider_decode_backfill (self->provider, reply, hold->slot, now_us (self), &sink, &error);
  hold = get_asked (self);
  if (hold == NULL)
    return;
  if (hold->next_id == hold->end_id)
    feed_gaps_release (self, hold->slot, "the venue does not have them any more");
  else if (error != NULL)
    feed_backfill_fail (self, retry, error->message);
  else
    hold->due_us = now_us (self) + (hold->next_id > before ? 0 : RETRY_US);
}
