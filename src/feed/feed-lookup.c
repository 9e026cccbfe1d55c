/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-lookup.h"

#include <string.h>

#define MAX_BODY (8 * 1024 * 1024)
/* Another request of the account has the lane: look again */
#define LANE_TAKEN_US (20 * 1000)
#define DEFAULT_HOLD_US (60 * G_USEC_PER_SEC)
#define MAX_HOLD_US (7 * G_TIME_SPAN_DAY)

typedef struct {
  FeedProvider  *provider;
  FeedTransport *transport;
  FeedClock     *clock;
  FeedQuota     *quota;
  FeedRequest   *request;
  char         **symbols;
  gint64         timeout_us, give_up_us;
} FeedLookup;

static void
lookup_free (gpointer data)
{
  FeedLookup *self = data;

  g_object_unref (self->provider);
  g_object_unref (self->transport);
  feed_clock_unref (self->clock);
  feed_quota_unref (self->quota);
  g_clear_pointer (&self->request, feed_request_free);
  g_strfreev (self->symbols);
  g_free (self);
}

static gboolean
has_symbol (GArray     *infos,
            const char *symbol)
{
  for (guint i = 0; i < infos->len; i++) {
    if (strcmp (g_array_index (infos, FeedInstrumentInfo, i).symbol, symbol) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
on_notice (gpointer    user_data,
           FeedNotice  notice,
           guint       slot,
           const char *text)
{
  gboolean *unknown = user_data;

  *unknown |= notice == FEED_NOTICE_UNKNOWN_SYMBOL || notice == FEED_NOTICE_BATCH_REFUSED;
}

static void
on_tick (gpointer         user_data,
         const FeedTick  *tick,
         const FeedDepth *depth)
{
  g_assert_not_reached ();
}

/* A venue that wants to be left alone means the whole account. */
static void
hold_account (FeedLookup *self,
              FeedVerdict verdict)
{
  gint64 wait_us = verdict.wait_us > 0 ? MIN (verdict.wait_us, MAX_HOLD_US) : DEFAULT_HOLD_US;

  if (verdict.kind == FEED_VERDICT_RETRY_AFTER)
    feed_quota_hold (self->quota, feed_clock_monotonic_us (self->clock) + wait_us);
}

static void
return_refusal (GTask           *task,
                FeedLookup      *self,
                const FeedReply *reply)
{
  gboolean unknown = FALSE;
  FeedSink sink = { on_tick, on_notice, &unknown };
  g_autofree char *words = NULL;
  g_autofree char *asked = g_strjoinv (", ", self->symbols);

  hold_account (self, feed_provider_map_http (self->provider, reply, &sink,
                                              feed_clock_wall_us (self->clock), &words));
  if (unknown)
    g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL,
                             "%s does not know %s: %s",
                             feed_provider_get_info (self->provider)->name, asked,
                             words != NULL ? words : "");
  else
    g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_REMOTE,
                             "asking for %s: HTTP %u%s%s", asked, reply->status,
                             words != NULL ? ": " : "", words != NULL ? words : "");
}

static void
on_reply_ready (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FeedLookup *self = g_task_get_task_data (task);
  g_autoptr (GArray) infos = g_array_new (FALSE, FALSE, sizeof (FeedInstrumentInfo));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  FeedReply reply;
  int used;

  body = feed_transport_request_finish (FEED_TRANSPORT (source), result, &reply, &error);
  feed_quota_release (self->quota);
  if (body == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  used = feed_provider_used_weight (self->provider, &reply);
  if (used >= 0)
    feed_quota_learn_used (self->quota, used, feed_clock_monotonic_us (self->clock));
  if (reply.status / 100 != 2) {
    return_refusal (task, self, &reply);
    return;
  }
  if (!feed_provider_parse_info (self->provider, &reply, infos, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  for (guint i = 0; self->symbols[i] != NULL; i++) {
    if (!has_symbol (infos, self->symbols[i])) {
      g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL,
                               "%s does not know %s",
                               feed_provider_get_info (self->provider)->name, self->symbols[i]);
      return;
    }
  }
  g_task_return_pointer (task, g_steal_pointer (&infos), (GDestroyNotify) g_array_unref);
}

/* Sends the request as soon as the account's budget lets it */
static void
on_lane_due (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FeedLookup *self = g_task_get_task_data (task);
  gint64 now = feed_clock_monotonic_us (self->clock);
  gint64 ready_us;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (feed_quota_take (self->quota, MAX (self->request->weight, 1), now)) {
    feed_transport_request_async (self->transport, self->request, self->timeout_us, MAX_BODY,
                                  g_task_get_cancellable (task), on_reply_ready,
                                  g_object_ref (task));
    return;
  }
  ready_us = feed_quota_get_ready_us (self->quota, self->request->weight, now);
  if (now > self->give_up_us || (ready_us != G_MAXINT64 && ready_us > self->give_up_us)) {
    g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_TIMEOUT,
                             "asking %s for symbols: its request budget is used up for now",
                             feed_provider_get_info (self->provider)->name);
    return;
  }
  feed_clock_add_timer (self->clock, CLAMP (ready_us, now + 1, now + LANE_TAKEN_US),
                        "feed lookup", on_lane_due, g_steal_pointer (&task));
}

static char **
normalize_all (FeedProvider      *provider,
               const char *const *symbols,
               GError           **error)
{
  g_autoptr (GStrvBuilder) canonical = g_strv_builder_new ();

  for (guint i = 0; symbols[i] != NULL; i++) {
    g_autofree char *symbol = feed_provider_normalize_symbol (provider, symbols[i], error);

    if (symbol == NULL)
      return NULL;
    g_strv_builder_add (canonical, symbol);
  }
  return g_strv_builder_end (canonical);
}

void
feed_lookup_async (const FeedLookupParams *params,
                   const char *const      *symbols,
                   GTask                  *task)
{
  FeedLookup *self = g_new0 (FeedLookup, 1);
  g_autoptr (GError) error = NULL;

  self->provider = g_object_ref (params->provider);
  self->transport = g_object_ref (params->transport);
  self->clock = feed_clock_ref (params->clock);
  self->quota = feed_quota_ref (params->quota);
  self->timeout_us = params->timeout_us;
  self->give_up_us = feed_clock_monotonic_us (self->clock) + 4 * params->timeout_us;
  g_task_set_task_data (task, self, lookup_free);
  self->symbols = normalize_all (self->provider, symbols, &error);
  if (self->symbols == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  self->request = feed_provider_info_request (self->provider,
                                              (const char *const *) self->symbols);
  if (self->request == NULL) {
    g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_REMOTE,
                             "%s cannot be asked for symbols",
                             feed_provider_get_info (self->provider)->name);
    return;
  }
  on_lane_due (g_object_ref (task));
}
