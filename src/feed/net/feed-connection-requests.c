/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-connection-private.h"

#include <string.h>

/* The REST side of a connection: one request at a time; the probe goes first, then the plan's
 * polls, rows that are behind, lost trades, the audit, and what the venue knows of a symbol. */

#define MAX_BODY (8 * 1024 * 1024)
#define MAX_PROBE_ROWS 50
#define MAX_INFO_SYMBOLS 20
#define ROWS_INTERVAL_US (2 * G_USEC_PER_SEC)
#define INFO_INTERVAL_US (5 * G_USEC_PER_SEC)
#define INFO_INTERVAL_MAX_US (300 * G_USEC_PER_SEC)
/* Another connection of the account has the lane: look again */
#define LANE_TAKEN_US (20 * 1000)
/* How long a request that is just due yields to those of other connections that waited */
#define YIELD_US (25 * (gint64) 1000)
#define MAX_HOLD_US (7 * G_TIME_SPAN_DAY)
#define FAILURES_BEFORE_BACKOFF 3
/* So often REST is asked in vain for the official close */
#define LAST_PASS_FAILURES 6
/* Two polls so far apart are not of the same pass */
#define PASS_PAUSE_US (20 * G_USEC_PER_SEC)

static gint64
now_us (FeedConnection *self)
{
  return feed_clock_monotonic_us (self->clock);
}

static gint64
poll_interval_us (FeedConnection *self)
{
  gint64 interval = feed_config_get_us (self->config, FEED_CONFIG_POLL_INTERVAL);
  gint64 longest = feed_config_get_us (self->config, FEED_CONFIG_POLL_INTERVAL_MAX);

  for (guint i = FAILURES_BEFORE_BACKOFF; i <= self->requests.failures && interval < longest; i++)
    interval *= 2;
  return MIN (interval, MAX (longest, feed_config_get_us (self->config,
                                                          FEED_CONFIG_POLL_INTERVAL)));
}

static int
by_heat (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  FeedConnection *self = user_data;
  guint heat_a = feed_connection_row (self, *(const guint *) a)->heat;
  guint heat_b = feed_connection_row (self, *(const guint *) b)->heat;

  return (heat_b > heat_a) - (heat_b < heat_a);
}

static gboolean
is_known (const FeedConnectionRow *row)
{
  return row->symbol != NULL && !row->unknown && row->join == NULL;
}

/* Of a row that is closed there is nothing to ask but its official close, once */
static gboolean
is_askable (const FeedConnectionRow *row)
{
  return is_known (row) && (!row->closed || row->closing);
}

static gboolean
is_any_closing (FeedConnection *self)
{
  for (guint slot = 0; slot < self->rows->len; slot++) {
    const FeedConnectionRow *row = feed_connection_row (self, slot);

    if (is_known (row) && row->closing)
      return TRUE;
  }
  return FALSE;
}

static void
list_askable (FeedConnection *self,
              GArray         *slots)
{
  g_array_set_size (slots, 0);
  for (guint slot = 0; slot < self->rows->len; slot++) {
    if (is_askable (feed_connection_row (self, slot)))
      g_array_append_val (slots, slot);
  }
}

/* A pass for the official close of some leaves the others alone */
static void
keep_closing (FeedConnection *self,
              GArray         *slots)
{
  guint n = 0;

  for (guint i = 0; i < slots->len; i++) {
    guint slot = g_array_index (slots, guint, i);

    if (feed_connection_row (self, slot)->closing)
      g_array_index (slots, guint, n++) = slot;
  }
  g_array_set_size (slots, n);
}

static void
start_pass (FeedConnection *self)
{
  gint64 now = now_us (self);

  /* What failures stretched is no plan */
  self->requests.pass_us = self->requests.pass_since_us != 0 && !self->requests.pass_failed
                           ? now - self->requests.pass_since_us : 0;
  self->requests.pass_since_us = now;
  list_askable (self, self->requests.order);
  if (!feed_supervisor_is_polling (self->supervisor) && is_any_closing (self))
    keep_closing (self, self->requests.order);
  g_array_sort_with_data (self->requests.order, by_heat, self);
  self->requests.cursor = 0;
  self->requests.pass_failed = FALSE;
}

/* A symbol whose batch was refused is asked for by itself: one unknown name fails all of them. */
static gboolean
fits_batch (FeedConnection *self,
            guint           slot,
            guint           most)
{
  GArray *slots = self->requests.slots;

  if (slots->len >= most)
    return FALSE;
  if (slots->len == 0)
    return TRUE;
  return !feed_connection_row (self, slot)->alone &&
         !feed_connection_row (self, g_array_index (slots, guint, 0))->alone;
}

static void
collect_poll (FeedConnection *self)
{
  FeedRequests *requests = &self->requests;

  if (now_us (self) - requests->polled_us > PASS_PAUSE_US)
    requests->pass_since_us = requests->pass_us = 0;
  if (requests->cursor >= requests->order->len)
    start_pass (self);
  while (requests->cursor < requests->order->len) {
    guint slot = g_array_index (requests->order, guint, requests->cursor);

    if (is_askable (feed_connection_row (self, slot))) {
      if (!fits_batch (self, slot, self->venue->poll_batch))
        break;
      g_array_append_val (requests->slots, slot);
    }
    requests->cursor++;
  }
}

static void
collect_probe (FeedConnection *self)
{
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint));

  list_askable (self, slots);
  g_array_sort_with_data (slots, by_heat, self);
  for (guint i = 0; i < slots->len; i++) {
    guint slot = g_array_index (slots, guint, i);

    if (!fits_batch (self, slot, MIN (MAX_PROBE_ROWS, self->venue->poll_batch)))
      break;
    g_array_append_val (self->requests.slots, slot);
  }
}

static gboolean
is_unconfirmed (FeedConnection    *self,
                FeedConnectionRow *row,
                gint64             now)
{
  gint64 seen = MAX (row->stream_tick_us, row->poll_us);

  return seen == 0 || now - seen > feed_config_get_us (self->config, FEED_CONFIG_SILENCE_MAX);
}

/* The next rows in turn, those first that nothing confirmed lately */
static void
collect_audit (FeedConnection *self)
{
  FeedRequests *requests = &self->requests;
  guint most = MIN (MAX_PROBE_ROWS, self->venue->poll_batch);
  guint n = self->rows->len;
  gint64 now = now_us (self);

  for (guint round = 0; round < 2 && requests->slots->len < most; round++) {
    for (guint i = 0; i < n; i++) {
      guint slot = (requests->audit_cursor + i) % n;
      FeedConnectionRow *row = feed_connection_row (self, slot);

      if (!is_askable (row) || is_unconfirmed (self, row, now) != (round == 0))
        continue;
      if (!fits_batch (self, slot, most))
        break;
      g_array_append_val (requests->slots, slot);
    }
  }
  if (n > 0 && requests->slots->len > 0)
    requests->audit_cursor =
      (g_array_index (requests->slots, guint, requests->slots->len - 1) + 1) % n;
  for (guint slot = 0; slot < n; slot++)
    feed_connection_row (self, slot)->heat /= 2;
}

/* In turn: they may be more than a request takes */
static void
collect_behind (FeedConnection *self)
{
  FeedRequests *requests = &self->requests;
  guint n = self->rows->len;
  guint first = requests->behind_cursor;

  for (guint i = 0; i < n; i++) {
    guint slot = (first + i) % n;

    if (!is_askable (feed_connection_row (self, slot)) ||
        !feed_supervisor_is_slot_polled (self->supervisor, slot))
      continue;
    if (!fits_batch (self, slot, self->venue->poll_batch))
      break;
    g_array_append_val (requests->slots, slot);
    requests->behind_cursor = (slot + 1) % n;
  }
}

static gboolean
needs_info (const FeedConnectionRow *row,
            gint64                   now)
{
  if (!is_known (row))
    return FALSE;
  return !row->info_known || (row->halted && now - row->info_us >= INFO_INTERVAL_MAX_US);
}

static void
collect_info (FeedConnection *self)
{
  gint64 now = now_us (self);

  for (guint slot = 0; slot < self->rows->len; slot++) {
    if (!needs_info (feed_connection_row (self, slot), now))
      continue;
    if (!fits_batch (self, slot, MAX_INFO_SYMBOLS))
      break;
    g_array_append_val (self->requests.slots, slot);
  }
}

static gboolean
any_needs_info (FeedConnection *self)
{
  gint64 now = now_us (self);

  for (guint slot = 0; slot < self->rows->len; slot++) {
    if (needs_info (feed_connection_row (self, slot), now))
      return TRUE;
  }
  return FALSE;
}

/* Lost trades are not to wait long, but nothing else waits for more than one request of theirs */
static gboolean
is_backfill_next (FeedConnection *self,
                  gint64          other_us)
{
  gint64 now = now_us (self);
  gint64 due_us = feed_backfill_get_due_us (self);

  if (due_us > now)
    return due_us < other_us;
  return !(self->requests.was_backfill && (other_us <= now || self->requests.want_audit));
}

/* The last pass of a session: a token that is refused has to be mended first */
static gboolean
may_pass (FeedConnection *self)
{
  return self->requests.want_last_pass &&
         feed_supervisor_get_link (self->supervisor) != FEED_LINK_AUTH;
}

/* Which request is next, and when it may go as far as this connection is concerned */
static FeedJob
next_job (FeedConnection *self,
          gint64         *due_us)
{
  FeedRequests *requests = &self->requests;
  gboolean polling = feed_supervisor_is_polling (self->supervisor) || may_pass (self);
  FeedJob job = FEED_JOB_NONE;

  *due_us = G_MAXINT64;
  if (!self->running || requests->in_flight != FEED_JOB_NONE)
    return FEED_JOB_NONE;
  if (self->login != NULL && feed_login_get_session (self->login) == NULL)
    return FEED_JOB_NONE;
  if (feed_supervisor_get_link (self->supervisor) == FEED_LINK_IDLE ||
      feed_supervisor_get_link (self->supervisor) == FEED_LINK_PARKED)
    return FEED_JOB_NONE;
  if (requests->want_probe) {
    *due_us = 0;
    return FEED_JOB_PROBE;
  }
  if (polling) {
    *due_us = requests->next_poll_us;
    job = FEED_JOB_POLL;
  } else if (feed_supervisor_get_n_polled (self->supervisor) > 0) {
    *due_us = requests->next_rows_us;
    job = FEED_JOB_ROWS;
  }
  if (self->gaps.holds->len > 0 && is_backfill_next (self, *due_us)) {
    *due_us = feed_backfill_get_due_us (self);
    return FEED_JOB_BACKFILL;
  }
  if (requests->want_audit && *due_us > now_us (self)) {
    *due_us = requests->audit_since_us;
    return FEED_JOB_AUDIT;
  }
  if (any_needs_info (self) && requests->next_info_us < *due_us &&
      !(requests->was_info && *due_us <= now_us (self))) {
    *due_us = requests->next_info_us;
    job = FEED_JOB_INFO;
  }
  return job;
}

/* Connections of an account share its lane, and whoever waited longest shall go first: the less a
 * request is overdue when the lane is ready, the later it comes. */
static gint64
take_turn (gint64 due_us,
           gint64 ready_us,
           gint64 now)
{
  gint64 overdue_us = CLAMP (ready_us - due_us, 0, G_TIME_SPAN_HOUR);

  if (ready_us > now)
    ready_us += YIELD_US * G_USEC_PER_SEC / (G_USEC_PER_SEC + 5 * overdue_us);
  return MAX (due_us + YIELD_US, ready_us);
}

void
feed_requests_schedule (FeedConnection *self)
{
  gboolean polls = self->running && feed_supervisor_is_polling (self->supervisor);
  gint64 now = now_us (self);
  gint64 due_us;

  if (polls != self->requests.counted)
    feed_quota_count_poller (self->quota, polls);
  self->requests.counted = polls;

  if (next_job (self, &due_us) != FEED_JOB_NONE) {
    gint64 ready_us = feed_quota_get_ready_us (self->quota, 1, now);

    if (ready_us == G_MAXINT64)
      due_us = MAX (due_us + YIELD_US, now + LANE_TAKEN_US);
    else
      due_us = take_turn (due_us, ready_us, now);
  }
  feed_transport_poller_set_due (self->transport, self->requests.poller, due_us);
}

static void
collect (FeedConnection *self,
         FeedJob         job)
{
  g_array_set_size (self->requests.slots, 0);
  switch (job) {
  case FEED_JOB_PROBE:
    collect_probe (self);
    break;
  case FEED_JOB_POLL:
    collect_poll (self);
    break;
  case FEED_JOB_ROWS:
    collect_behind (self);
    break;
  case FEED_JOB_AUDIT:
    collect_audit (self);
    break;
  case FEED_JOB_INFO:
    collect_info (self);
    break;
  case FEED_JOB_BACKFILL:
    feed_backfill_collect (self, self->requests.slots);
    break;
  case FEED_JOB_NONE:
  default:
    g_assert_not_reached ();
  }
}

static FeedRequest *
make_request (FeedConnection *self,
              FeedJob         job)
{
  GArray *slots = self->requests.slots;
  g_autoptr (GPtrArray) symbols = NULL;

  if (job == FEED_JOB_BACKFILL)
    return feed_backfill_make_request (self, g_array_index (slots, guint, 0));
  if (job != FEED_JOB_INFO)
    return feed_provider_poll_request (self->provider, (guint *) (void *) slots->data, slots->len);
  symbols = g_ptr_array_new ();
  for (guint i = 0; i < slots->len; i++)
    g_ptr_array_add (symbols,
                     feed_connection_row (self, g_array_index (slots, guint, i))->symbol);
  g_ptr_array_add (symbols, NULL);
  return feed_provider_info_request (self->provider, (const char *const *) symbols->pdata);
}

static FeedRequestKind
request_kind (FeedJob job)
{
  return job == FEED_JOB_PROBE ? FEED_REQUEST_PROBE
         : job == FEED_JOB_AUDIT ? FEED_REQUEST_AUDIT : FEED_REQUEST_POLL;
}

/* The job was taken up: when is the next of its kind due? */
static void
note_sent (FeedConnection *self,
           FeedJob         job)
{
  FeedRequests *requests = &self->requests;
  gint64 now = now_us (self);

  requests->was_info = job == FEED_JOB_INFO;
  requests->was_backfill = job == FEED_JOB_BACKFILL;
  switch (job) {
  case FEED_JOB_PROBE:
    requests->want_probe = FALSE;
    break;
  case FEED_JOB_POLL:
    requests->polled_us = now;
    requests->next_poll_us = now + poll_interval_us (self) - YIELD_US;
    break;
  case FEED_JOB_ROWS:
    requests->next_rows_us = now + MAX (ROWS_INTERVAL_US, poll_interval_us (self));
    break;
  case FEED_JOB_AUDIT:
    requests->want_audit = FALSE;
    break;
  case FEED_JOB_INFO:
    requests->next_info_us = now + MIN (INFO_INTERVAL_US << MIN (requests->info_failures, 6),
                                        INFO_INTERVAL_MAX_US);
    break;
  case FEED_JOB_BACKFILL:
  case FEED_JOB_NONE:
  default:
    break;
  }
}

/* Nothing is to be expected of such a row: it shall not count against those that are fine. */
static void
note_unknown (FeedConnection *self,
              guint           slot)
{
  FeedSupervisorEvent event = { .type = FEED_EVENT_REMOVE, .slot = slot };
  FeedConnectionRow *row = feed_connection_row (self, slot);
  guint instrument = row->instrument;

  row->unknown = TRUE;
  feed_connection_handle (self, &event);
  if (self->running)
    self->events.info (self->user_data, instrument, NULL);
}

/* One refused symbol of several is unknown, but which? Asked for one by one, each answers for
 * itself. */
static void
note_refused_symbols (FeedConnection *self)
{
  GArray *slots = self->requests.slots;

  feed_requests_restart_pass (self);
  self->requests.next_info_us = self->requests.next_poll_us = now_us (self);
  if (slots->len == 1) {
    note_unknown (self, g_array_index (slots, guint, 0));
    return;
  }
  for (guint i = 0; i < slots->len; i++)
    feed_connection_row (self, g_array_index (slots, guint, i))->alone = TRUE;
}

typedef struct {
  gboolean symbol_refused;
} FeedRefusal;

static void
on_refusal (gpointer    user_data,
            FeedNotice  notice,
            guint       slot,
            const char *text)
{
  FeedRefusal *refusal = user_data;

  if (notice == FEED_NOTICE_BATCH_REFUSED || notice == FEED_NOTICE_UNKNOWN_SYMBOL)
    refusal->symbol_refused = TRUE;
}

static void
on_refusal_tick (gpointer         user_data,
                 const FeedTick  *tick,
                 const FeedDepth *depth)
{
  g_assert_not_reached ();
}

void
feed_requests_hold_off (FeedConnection *self,
                        gint64          wait_us)
{
  if (wait_us <= 0)
    wait_us = 60 * G_USEC_PER_SEC;
  feed_quota_learn_refused (self->quota);
  feed_quota_hold (self->quota, now_us (self) + MIN (wait_us, MAX_HOLD_US));
}

static void
end_last_pass (FeedConnection *self)
{
  self->requests.want_last_pass = FALSE;
  for (guint slot = 0; slot < self->rows->len; slot++)
    feed_connection_row (self, slot)->closing = FALSE;
}

static void
note_failed (FeedConnection *self,
             FeedJob         job,
             FeedVerdict     verdict,
             const char     *words)
{
  FeedSupervisorEvent event = {
    .type = FEED_EVENT_POLL_FAILED,
    .request = request_kind (job),
    .verdict = verdict,
    .requested_at_us = self->requests.requested_at_us,
  };

  self->figures.rest_failures++;
  if (job == FEED_JOB_POLL)
    self->requests.pass_failed = TRUE;
  if (verdict.kind == FEED_VERDICT_RETRY_AFTER) {
    if (event.verdict.wait_us <= 0)
      event.verdict.wait_us = 60 * G_USEC_PER_SEC;
    feed_requests_hold_off (self, event.verdict.wait_us);
  }
  if (job == FEED_JOB_INFO) {
    self->requests.info_failures++;
  } else {
    if (++self->requests.failures >= LAST_PASS_FAILURES)
      end_last_pass (self);
    self->requests.next_poll_us = self->requests.requested_at_us + poll_interval_us (self);
  }
  feed_connection_report (self, FEED_TROUBLE_REST, words);
  if (self->running && job != FEED_JOB_INFO)
    feed_connection_handle (self, &event);
}

static void
take_refusal (FeedConnection  *self,
              FeedJob          job,
              const FeedReply *reply)
{
  g_autofree char *words = NULL;
  g_autofree char *text = NULL;
  FeedRefusal refusal = { FALSE };
  FeedSink sink = { on_refusal_tick, on_refusal, &refusal };
  FeedVerdict verdict = feed_provider_map_http (self->provider, reply, &sink,
                                                feed_clock_wall_us (self->clock), &words);

  /* The provider's words begin with the status */
  text = words != NULL ? g_strconcat ("REST answered ", words, NULL)
         : g_strdup_printf ("REST answered HTTP %u", reply->status);
  if (refusal.symbol_refused)
    note_refused_symbols (self);
  else
    note_failed (self, job, verdict, text);
}

static gboolean
take_row_info (FeedConnection *self,
               guint           slot,
               GArray         *infos)
{
  FeedConnectionRow *row = feed_connection_row (self, slot);
  const FeedInstrumentInfo *found = NULL;

  for (guint i = 0; i < infos->len && found == NULL; i++) {
    const FeedInstrumentInfo *info = &g_array_index (infos, FeedInstrumentInfo, i);

    if (strcmp (info->symbol, row->symbol) == 0)
      found = info;
  }
  /* Not to be mentioned is not to be unknown: that the venue says in so many words */
  if (found == NULL)
    return FALSE;
  row->info_known = TRUE;
  row->alone = FALSE;
  row->halted = found->halted;
  row->info_us = now_us (self);
  self->events.info (self->user_data, row->instrument, found);
  return TRUE;
}

static void
take_info (FeedConnection  *self,
           const FeedReply *reply)
{
  g_autoptr (GArray) infos = g_array_new (FALSE, FALSE, sizeof (FeedInstrumentInfo));
  g_autoptr (GError) error = NULL;
  FeedVerdict retry = { FEED_VERDICT_RETRY, 0 };
  GArray *slots = self->requests.slots;
  gboolean missing = FALSE;

  if (!feed_provider_parse_info (self->provider, reply, infos, &error)) {
    note_failed (self, FEED_JOB_INFO, retry, error->message);
    return;
  }
  /* From the end: a callback may remove instruments, whose slots then leave the list */
  for (guint i = slots->len; i-- > 0 && self->running; i = MIN (i, slots->len)) {
    if (!take_row_info (self, g_array_index (slots, guint, i), infos))
      missing = TRUE;
  }
  if (!self->running)
    return;
  if (missing) {
    note_failed (self, FEED_JOB_INFO, retry, "REST does not tell of all symbols asked for");
    return;
  }
  self->requests.info_failures = 0;
  self->requests.next_info_us = now_us (self);
}

static void
note_pass (FeedConnection *self)
{
  FeedSupervisorEvent event = { .type = FEED_EVENT_POLL_PASS };
  FeedRequests *requests = &self->requests;

  /* Rows that came or went meanwhile ended the pass without its being complete */
  if (requests->order->len == 0 || requests->cursor < requests->order->len)
    return;
  if (requests->want_last_pass && !requests->pass_failed)
    end_last_pass (self);
  if (!requests->pass_failed)
    feed_connection_handle (self, &event);
}

static void
take_prices (FeedConnection  *self,
             FeedJob          job,
             const FeedReply *reply)
{
  g_autoptr (GError) error = NULL;
  FeedVerdict retry = { FEED_VERDICT_RETRY, 0 };
  FeedSource source = job == FEED_JOB_PROBE || job == FEED_JOB_AUDIT ? FEED_SOURCE_PROBE
                      : FEED_SOURCE_POLL;
  FeedSupervisorEvent event = {
    .type = FEED_EVENT_POLL_DONE,
    .request = request_kind (job),
    .requested_at_us = self->requests.requested_at_us,
  };
  FeedRequests *requests = &self->requests;
  FeedDecode result;
  gboolean good;

  requests->n_answered = 0;
  result = feed_connection_take_reply (self, reply, source, &error);
  good = result != FEED_DECODE_ERROR;
  if (!self->running)
    return;
  if (result == FEED_DECODE_REFUSED) {
    take_refusal (self, job, reply);
    return;
  }
  /* An answer without a row of ours is none, unless ours are gone by now */
  if (requests->n_answered == 0 && requests->slots->len > 0) {
    note_failed (self, job, retry, good ? "REST answered without a price" : error->message);
    return;
  }
  /* Nonsense about one symbol does not spoil the others */
  if (!good)
    feed_connection_report (self, FEED_TROUBLE_REST, error->message);
  if (!self->running)
    return;
  event.count = requests->n_answered;
  self->figures.last_poll_us = now_us (self);
  requests->failures = 0;
  feed_connection_handle (self, &event);
  if (self->running && job == FEED_JOB_POLL)
    note_pass (self);
}

static void
on_reply_ready (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (FeedConnection) self = user_data;
  g_autoptr (GError) error = NULL;
  FeedVerdict retry = { FEED_VERDICT_RETRY, 0 };
  FeedRequests *requests = &self->requests;
  FeedJob job = requests->in_flight;
  g_autoptr (GBytes) body = NULL;
  FeedReply reply;
  int used;

  body = feed_transport_request_finish (FEED_TRANSPORT (source), result, &reply, &error);
  feed_quota_release (self->quota);
  g_clear_object (&requests->cancellable);
  if (!self->running || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    requests->pass_failed |= job == FEED_JOB_POLL;
  } else if (body == NULL) {
    g_autofree char *text = g_strdup_printf ("REST: %s", error->message);

    if (job == FEED_JOB_BACKFILL)
      feed_backfill_fail (self, retry, text);
    else
      note_failed (self, job, retry, text);
  } else {
    used = feed_provider_used_weight (self->provider, &reply);
    if (used >= 0)
      feed_quota_learn_used (self->quota, used, now_us (self));
    if (reply.status / 100 == 2)
      feed_quota_learn_answered (self->quota);
    if (job == FEED_JOB_BACKFILL)
      feed_backfill_take_reply (self, &reply);
    else if (reply.status / 100 != 2)
      take_refusal (self, job, &reply);
    else if (job == FEED_JOB_INFO)
      take_info (self, &reply);
    else
      take_prices (self, job, &reply);
  }
  requests->in_flight = FEED_JOB_NONE;
  feed_requests_schedule (self);
}

/* The minute's weight does not suffice for what was collected: it is collected again then. */
static void
await_weight (FeedConnection *self,
              FeedJob         job,
              guint           weight)
{
  FeedRequests *requests = &self->requests;
  gint64 now = now_us (self);
  gint64 ready_us = feed_quota_get_ready_us (self->quota, weight, now);
  gint64 due_us;

  if (job == FEED_JOB_POLL)
    requests->cursor = requests->cursor_before;
  next_job (self, &due_us);
  feed_transport_poller_set_due (self->transport, requests->poller,
                                 MIN (take_turn (due_us, ready_us, now), now + G_USEC_PER_SEC));
}

static void
send_request (FeedConnection *self,
              FeedJob         job)
{
  g_autoptr (FeedRequest) request = make_request (self, job);
  FeedSupervisorEvent event = { .type = FEED_EVENT_REQUEST_SENT, .request = request_kind (job) };
  FeedConfigKey timeout = job == FEED_JOB_PROBE ? FEED_CONFIG_PROBE_TIMEOUT
                          : FEED_CONFIG_POLL_TIMEOUT;
  FeedRequests *requests = &self->requests;

  if (request == NULL) {
    note_sent (self, job);
    feed_requests_schedule (self);
    return;
  }
  if (!feed_quota_take (self->quota, MAX (request->weight, 1), now_us (self))) {
    await_weight (self, job, MAX (request->weight, 1));
    return;
  }
  requests->in_flight = job;
  requests->requested_at_us = event.requested_at_us = now_us (self);
  requests->cancellable = g_cancellable_new ();
  note_sent (self, job);
  feed_transport_request_async (self->transport, request,
                                feed_config_get_us (self->config, timeout), MAX_BODY,
                                requests->cancellable, on_reply_ready, g_object_ref (self));
  if (job != FEED_JOB_INFO && job != FEED_JOB_BACKFILL)
    feed_connection_handle (self, &event);
}

static void
on_poller_due (gpointer user_data)
{
  g_autoptr (FeedConnection) self = g_object_ref (user_data);
  gint64 now = now_us (self);
  gint64 due_us;
  FeedJob job = next_job (self, &due_us);

  if (job == FEED_JOB_NONE || due_us > now ||
      feed_quota_get_ready_us (self->quota, 1, now) > now) {
    feed_requests_schedule (self);
    return;
  }
  self->requests.cursor_before = self->requests.cursor;
  collect (self, job);
  if (self->requests.slots->len > 0) {
    send_request (self, job);
    return;
  }
  if (job == FEED_JOB_POLL)
    end_last_pass (self);
  note_sent (self, job);
  feed_requests_schedule (self);
}

void
feed_requests_cancel (FeedConnection *self)
{
  if (self->requests.cancellable != NULL)
    g_cancellable_cancel (self->requests.cancellable);
}

void
feed_requests_stop (FeedConnection *self)
{
  FeedRequests *requests = &self->requests;

  feed_requests_cancel (self);
  requests->want_probe = requests->want_audit = requests->want_last_pass = FALSE;
  feed_requests_schedule (self);
}

void
feed_requests_forget (FeedConnection *self,
                      guint           slot)
{
  GArray *slots = self->requests.slots;

  for (guint i = 0; i < slots->len; i++) {
    if (g_array_index (slots, guint, i) == slot) {
      g_array_remove_index (slots, i);
      return;
    }
  }
}

gint64
feed_requests_get_row_interval_us (FeedConnection *self)
{
  guint batch = MAX (self->venue->poll_batch, 1);
  guint n = self->n_instruments;
  gint64 interval_us = MAX (feed_config_get_us (self->config, FEED_CONFIG_POLL_INTERVAL),
                            feed_quota_get_interval_us (self->quota));

  if (feed_supervisor_is_polling (self->supervisor))
    return MAX ((n + batch - 1) / batch * interval_us, self->requests.pass_us);
  n = feed_supervisor_get_n_polled (self->supervisor);
  return (n + batch - 1) / batch * MAX (ROWS_INTERVAL_US, interval_us);
}

void
feed_requests_ask_closing (FeedConnection *self)
{
  if (!self->running || !is_any_closing (self))
    return;
  self->requests.want_last_pass = TRUE;
  self->requests.next_poll_us = 0;
}

void
feed_requests_restart_pass (FeedConnection *self)
{
  self->requests.pass_since_us = self->requests.pass_us = 0;
  g_array_set_size (self->requests.order, 0);
  self->requests.cursor = 0;
}

void
feed_requests_init (FeedConnection *self)
{
  self->requests.slots = g_array_new (FALSE, FALSE, sizeof (guint));
  self->requests.order = g_array_new (FALSE, FALSE, sizeof (guint));
  self->requests.poller = feed_transport_poller_new (self->transport, on_poller_due, self);
}

void
feed_requests_clear (FeedConnection *self)
{
  feed_requests_cancel (self);
  g_clear_object (&self->requests.cancellable);
  feed_transport_poller_free (self->transport, self->requests.poller);
  g_clear_pointer (&self->requests.slots, g_array_unref);
  g_clear_pointer (&self->requests.order, g_array_unref);
}
