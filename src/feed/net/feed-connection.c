/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-connection-private.h"

#include <string.h>

#define MAX_PAYLOAD (1024 * 1024)
#define MAX_PAYLOAD_RAISED (8 * 1024 * 1024)
/* A deadline told this late was held up by our own main loop */
#define STANDSTILL_US (G_USEC_PER_SEC / 4)
#define STANDSTILL_GRACE_US (G_USEC_PER_SEC / 2)
/* How long a stream that we closed counts at the venue still where the peer is mute: as long as it lets
 * a client go without a ping */
#define GHOST_US (30 * G_USEC_PER_SEC)
/* A peer that said something so lately will answer */
#define FRESH_US (2 * G_USEC_PER_SEC)
#define ROW_INTERVAL_FOR_US (G_USEC_PER_SEC / 10)
/* A close frame has room for as many bytes (RFC 6455, 5.5.1) */
#define MAX_REASON 123

G_DEFINE_FINAL_TYPE (FeedConnection, feed_connection, G_TYPE_OBJECT)

static gint64
now_us (FeedConnection *self)
{
  return feed_clock_monotonic_us (self->clock);
}

/* Where the link is closed by us, the venue counts it until it has taken note: a moment where the
 * peer answers, until it misses our pings where not */
static void
release_socket (FeedConnection *self)
{
  gboolean alive = now_us (self) - self->figures.last_frame_us <= FRESH_US;
  gint64 ghost_us = self->link == NULL || self->opened_us == 0 ? 0
                    : alive ? FEED_QUOTA_FAREWELL_US : GHOST_US;

  if (self->has_socket)
    feed_quota_release_socket (self->quota, now_us (self) + ghost_us);
  self->has_socket = FALSE;
  if (self->turn_timer != 0)
    feed_clock_remove_timer (self->clock, self->turn_timer);
  self->turn_timer = 0;
}

static void
drop_link (FeedConnection *self)
{
  release_socket (self);
  if (self->link != NULL)
    feed_link_drop (self->link);
  g_clear_object (&self->link);
  self->opened_us = 0;
  g_queue_clear_full (&self->outbox, g_free);
  if (self->outbox_timer != 0)
    feed_clock_remove_timer (self->clock, self->outbox_timer);
  self->outbox_timer = 0;
  if (self->age_timer != 0)
    feed_clock_remove_timer (self->clock, self->age_timer);
  self->age_timer = 0;
}

/* The link ended by itself: nothing of it is left at the venue */
static void
close_link (FeedConnection *self)
{
  self->opened_us = 0;
  drop_link (self);
}

/* Sends what the venue's limit of messages a second allows, and comes back for the rest. A burst
 * begins a whole second after the last message of the one before: no second, wherever it begins,
 * holds more than the limit. */
static void
on_outbox_due (gpointer user_data)
{
  FeedConnection *self = user_data;
  guint limit = self->venue->messages_per_second;
  gint64 now = now_us (self);

  self->outbox_timer = 0;
  while (self->link != NULL && !g_queue_is_empty (&self->outbox)) {
    g_autofree char *text = NULL;

    if (now - self->outbox_last_us >= G_USEC_PER_SEC)
      self->outbox_sent = 0;
    if (limit != 0 && self->outbox_sent >= limit) {
      self->outbox_timer = feed_clock_add_timer (self->clock,
                                                 self->outbox_last_us + G_USEC_PER_SEC,
                                                 "feed outbox", on_outbox_due, self);
      return;
    }
    text = g_queue_pop_head (&self->outbox);
    self->outbox_sent++;
    self->outbox_last_us = now;
    feed_link_send (self->link, text);
  }
}

static void
send_outbox (FeedConnection *self)
{
  if (self->outbox_timer == 0)
    on_outbox_due (self);
}

static void
send_subscription (FeedConnection *self,
                   const guint    *slots,
                   guint           n_slots,
                   gboolean        add)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();

  if (n_slots == 0 || self->opened_us == 0)
    return;
  for (guint i = 0; add && i < n_slots; i++)
    feed_connection_row (self, slots[i])->subscribed_us = now_us (self);
  feed_provider_subscribe_messages (self->provider, slots, n_slots, add, messages);
  for (guint i = 0; i < messages->len; i++)
    g_queue_push_tail (&self->outbox, messages->pdata[i]);
  send_outbox (self);
}

static void
send_pending_subscriptions (FeedConnection *self)
{
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint slot = 0; slot < self->rows->len; slot++) {
    FeedConnectionRow *row = feed_connection_row (self, slot);

    if (row->symbol == NULL || row->subscribed)
      continue;
    row->subscribed = TRUE;
    g_array_append_val (slots, slot);
  }
  send_subscription (self, (guint *) (void *) slots->data, slots->len, TRUE);
}

/* The deadline should have been told long ago: the main loop did not run. Nothing that was missed
 * meanwhile is held against the feed, and there is time to take in what waits. */
static gboolean
check_standstill (FeedConnection *self)
{
  FeedSupervisorEvent event = { .type = FEED_EVENT_STOOD_STILL };
  FeedSupervisorActions actions;
  gint64 now = now_us (self);
  gint64 late_us = now - self->deadline_from_us;

  if (self->deadline_timer == 0 || late_us < STANDSTILL_US)
    return FALSE;
  self->deadline_from_us = now;
  self->verdict_from_us = now + STANDSTILL_GRACE_US;
  event.span_us = late_us + STANDSTILL_GRACE_US;
  feed_supervisor_handle (self->supervisor, &event, now, &actions);
  feed_connection_run (self, &actions);
  return TRUE;
}

static void
on_link_frame (gpointer      user_data,
               guint         generation,
               FeedFrameType type,
               const guint8 *data,
               gsize         length)
{
  g_autoptr (FeedConnection) self = g_object_ref (user_data);
  FeedSupervisorActions actions;
  gint64 now = now_us (self);

  if (!self->running || generation != self->generation)
    return;
  check_standstill (self);
  self->figures.last_frame_us = now;
  if (feed_supervisor_saw_message (self->supervisor, generation, now, &actions))
    feed_connection_run (self, &actions);
  if (!self->running || generation != self->generation)
    return;
  feed_connection_take_frame (self, type, data, length);
}

static void
on_link_pong (gpointer user_data,
              guint    generation)
{
  g_autoptr (FeedConnection) self = g_object_ref (user_data);
  FeedSupervisorActions actions;
  gint64 now = now_us (self);

  if (!self->running || generation != self->generation)
    return;
  check_standstill (self);
  self->figures.last_frame_us = now;
  if (feed_supervisor_saw_message (self->supervisor, generation, now, &actions))
    feed_connection_run (self, &actions);
}

static void
on_age_due (gpointer user_data)
{
  g_autoptr (FeedConnection) self = g_object_ref (user_data);
  FeedSupervisorEvent event = {
    .type = FEED_EVENT_PLANNED_CLOSE,
    .generation = self->generation,
  };

  self->age_timer = 0;
  feed_connection_handle (self, &event);
}

static void
on_link_opened (gpointer user_data,
                guint    generation)
{
  g_autoptr (FeedConnection) self = g_object_ref (user_data);
  FeedSupervisorEvent event = { .type = FEED_EVENT_STREAM_OPEN, .generation = generation };

  if (!self->running || generation != self->generation)
    return;
  self->opened_us = now_us (self);
  self->figures.last_frame_us = self->opened_us;
  if (self->venue->connection_max_age_us > 0)
    self->age_timer = feed_clock_add_timer (self->clock,
                                            self->opened_us + self->venue->connection_max_age_us,
                                            "feed link age", on_age_due, self);
  feed_connection_handle (self, &event);
}

static void
on_link_failed (gpointer         user_data,
                guint            generation,
                FeedCause        cause,
                const FeedReply *reply,
                const GError    *error)
{
  g_autoptr (FeedConnection) self = g_object_ref (user_data);
  g_autofree char *words = NULL;
  FeedSupervisorEvent event = {
    .type = FEED_EVENT_STREAM_FAILED,
    .generation = generation,
    .cause = cause,
    .verdict = { FEED_VERDICT_RETRY, 0 },
  };

  if (!self->running || generation != self->generation)
    return;
  close_link (self);
  if (reply != NULL)
    event.verdict = feed_provider_map_http (self->provider, reply, NULL,
                                            feed_clock_wall_us (self->clock), &words);
  if (event.verdict.kind == FEED_VERDICT_NO_ROOM) {
    event.verdict.kind = FEED_VERDICT_RETRY_AFTER;
    event.cause = FEED_CAUSE_CONNECTION_LIMIT;
  }
  g_free (self->detail);
  if (words != NULL)
    self->detail = g_steal_pointer (&words);
  else if (reply != NULL)
    self->detail = g_strdup_printf ("HTTP %u", reply->status);
  else
    self->detail = g_strdup (error != NULL ? error->message : NULL);
  feed_connection_handle (self, &event);
}

static void
on_link_closed (gpointer      user_data,
                guint         generation,
                FeedCause     cause,
                guint         code,
                const char   *reason,
                const GError *error)
{
  g_autoptr (FeedConnection) self = g_object_ref (user_data);
  g_autofree char *words = feed_provider_show_words (self->provider, reason,
                                                     reason != NULL ? strlen (reason) : 0,
                                                     MAX_REASON);
  FeedSupervisorEvent event = {
    .type = FEED_EVENT_STREAM_CLOSED,
    .generation = generation,
    .cause = cause,
  };

  if (!self->running || generation != self->generation)
    return;
  close_link (self);
  /* What our side found has no code: the one a peer would have sent for it (RFC 6455, 7.4.1) */
  if (code == 0 && cause == FEED_CAUSE_PROTOCOL)
    code = 1007;
  else if (code == 0 && cause == FEED_CAUSE_TOO_LARGE)
    code = 1009;
  event.verdict = feed_provider_map_close (self->provider, code);
  g_free (self->detail);
  if (error != NULL)
    self->detail = g_strdup (error->message);
  else if (code != 0)
    self->detail = g_strdup_printf ("code %u%s%s", code, *words != '\0' ? ": " : "", words);
  else
    self->detail = g_strdup ("without a close frame");
  feed_connection_handle (self, &event);
}

static const FeedLinkEvents link_events = {
  on_link_opened, on_link_frame, on_link_pong, on_link_failed, on_link_closed,
};

static void
dial_now (FeedConnection *self)
{
  g_autoptr (FeedRequest) request = feed_provider_stream_request (self->provider);
  FeedDialOptions options = {
    .generation = self->generation,
    .connect_timeout_us = feed_config_get_us (self->config, FEED_CONFIG_CONNECT_TIMEOUT),
    .ping_interval_us = feed_config_get_us (self->config, FEED_CONFIG_PING_INTERVAL),
    .max_payload = self->max_payload,
  };

  for (guint slot = 0; slot < self->rows->len; slot++)
    feed_connection_row (self, slot)->subscribed = FALSE;
  /* Without an address there is no link; the supervisor's own timeout says so */
  if (request != NULL)
    self->link = feed_transport_dial (self->transport, request, &options, &link_events, self);
}

/* Where the account still has as many streams as it may, the supervisor is told for how long */
static void
on_turn_due (gpointer user_data)
{
  g_autoptr (FeedConnection) self = g_object_ref (user_data);
  FeedSupervisorEvent event = { .type = FEED_EVENT_DIAL_HELD, .generation = self->generation };
  gint64 ready_us = feed_quota_take_socket (self->quota, now_us (self));

  self->turn_timer = 0;
  self->has_socket = ready_us == 0;
  if (self->has_socket) {
    dial_now (self);
    return;
  }
  event.span_us = ready_us == G_MAXINT64 ? GHOST_US : ready_us - now_us (self);
  g_free (self->detail);
  self->detail = g_strdup_printf ("an account may have %u streams, and those that ended count until "
                                  "the venue has noticed", self->venue->connections_per_account);
  feed_connection_handle (self, &event);
}

static void
dial (FeedConnection *self,
      guint           generation)
{
  gint64 now = now_us (self);
  gint64 ready_us;

  drop_link (self);
  self->generation = generation;
  ready_us = feed_quota_take_socket (self->quota, now);
  self->has_socket = ready_us == 0;
  if (self->has_socket)
    dial_now (self);
  else
    self->turn_timer = feed_clock_add_timer (self->clock,
                                             CLAMP (ready_us, now, now + FEED_QUOTA_FAREWELL_US),
                                             "feed dial turn", on_turn_due, self);
}

static gboolean
is_streaming (FeedLinkState link)
{
  return link == FEED_LINK_LIVE || link == FEED_LINK_SUSPECT;
}

static gboolean
is_open (FeedConnection *self)
{
  return feed_supervisor_get_phase (self->supervisor) == FEED_PHASE_OPEN;
}

static void
tell_transition (FeedConnection              *self,
                 const FeedSupervisorActions *actions)
{
  g_autofree char *detail = g_steal_pointer (&self->detail);

  if (is_streaming (actions->from) && !is_streaming (actions->to) &&
      actions->to != FEED_LINK_IDLE && is_open (self))
    self->figures.gaps++;
  self->events.transition (self->user_data, actions, detail);
}

static void
run_stream_actions (FeedConnection              *self,
                    const FeedSupervisorActions *actions)
{
  if (actions->flags & FEED_ACTION_DROP)
    drop_link (self);
  if (actions->flags & FEED_ACTION_RAISE_LIMIT)
    self->max_payload = MAX_PAYLOAD_RAISED;
  if (actions->flags & FEED_ACTION_DIAL)
    dial (self, actions->generation);
  if (actions->flags & (FEED_ACTION_SUBSCRIBE | FEED_ACTION_SUBSCRIBE_DIFF))
    send_pending_subscriptions (self);
  if (actions->flags & FEED_ACTION_RESUBSCRIBE)
    send_subscription (self, actions->resubscribe, actions->n_resubscribe, TRUE);
  if (actions->flags & FEED_ACTION_TEXT_PING && self->opened_us != 0) {
    char *text = feed_provider_keepalive_message (self->provider);

    if (text != NULL)
      g_queue_push_tail (&self->outbox, text);
    send_outbox (self);
  }
}

static void
run_request_actions (FeedConnection              *self,
                     const FeedSupervisorActions *actions)
{
  FeedRequests *requests = &self->requests;

  if (actions->flags & FEED_ACTION_REFRESH_TOKEN && self->login != NULL)
    feed_login_renew (self->login);
  if (actions->flags & FEED_ACTION_CANCEL_REQUEST)
    feed_requests_cancel (self);
  if (actions->flags & (FEED_ACTION_CANCEL_PROBE | FEED_ACTION_CANCEL_REQUEST)) {
    requests->want_probe = FALSE;
    if (requests->in_flight == FEED_JOB_PROBE)
      feed_requests_cancel (self);
  }
  if (actions->flags & FEED_ACTION_PROBE)
    requests->want_probe = TRUE;
  if (actions->flags & FEED_ACTION_AUDIT && !requests->want_audit) {
    requests->want_audit = TRUE;
    requests->audit_since_us = now_us (self);
  }
  if (actions->flags & FEED_ACTION_LAST_POLL)
    requests->want_last_pass = TRUE;
  if (actions->flags & (FEED_ACTION_POLL_NOW | FEED_ACTION_LAST_POLL))
    requests->next_poll_us = 0;
}

static void
on_verdict_due (gpointer user_data)
{
  g_autoptr (FeedConnection) self = g_object_ref (user_data);
  FeedSupervisorEvent event = { .type = FEED_EVENT_TIMER };

  if (check_standstill (self))
    return;
  self->deadline_timer = 0;
  feed_connection_handle (self, &event);
}

/* What the sockets hold has the word before time has: a main loop that was held up finds its timer
 * and the frames that came meanwhile due together, in whatever order. The verdict is put behind all
 * that is ready by now; whatever moves the deadline takes it back. */
static void
on_deadline (gpointer user_data)
{
  FeedConnection *self = user_data;

  self->deadline_timer = feed_clock_add_timer (self->clock, now_us (self), "feed verdict",
                                               on_verdict_due, self);
}

static void
arm_deadline (FeedConnection *self)
{
  gint64 deadline = self->running ? feed_supervisor_get_deadline_us (self->supervisor)
                                  : G_MAXINT64;

  deadline = MAX (deadline, self->verdict_from_us);
  if (deadline == self->deadline_us && self->deadline_timer != 0)
    return;
  if (self->deadline_timer != 0)
    feed_clock_remove_timer (self->clock, self->deadline_timer);
  self->deadline_timer = 0;
  self->deadline_us = deadline;
  self->deadline_from_us = MAX (deadline, now_us (self));
  if (deadline != G_MAXINT64)
    self->deadline_timer = feed_clock_add_timer (self->clock, deadline, "feed supervisor",
                                                 on_deadline, self);
}

static void
tell (FeedConnection              *self,
      const FeedSupervisorActions *actions)
{
  gboolean was_running = self->running;

  if (actions->flags & FEED_ACTION_CHANGED)
    self->row_interval_at_us = 0;
  if (actions->flags & FEED_ACTION_TRANSITION)
    tell_transition (self, actions);
  if (actions->flags & FEED_ACTION_CHANGED && self->running == was_running)
    self->events.changed (self->user_data);
  if (actions->flags & FEED_ACTION_RED_SOON && self->running == was_running)
    feed_connection_report (self, FEED_TROUBLE_REHEARSAL, "not connected 5 minutes before the open");
}

/* Callbacks come last: they may call back into the connection, or give it up, and what the
 * supervisor lent out with the actions is used by then. */
void
feed_connection_run (FeedConnection              *self,
                     const FeedSupervisorActions *actions)
{
  g_autoptr (FeedConnection) alive = g_object_ref (self);

  if (actions->flags & FEED_ACTION_TRANSITION)
    feed_gaps_saw_transition (self, actions);
  run_request_actions (self, actions);
  run_stream_actions (self, actions);
  feed_requests_schedule (self);
  arm_deadline (self);
  if (self->running)
    tell (self, actions);
  if (self->running)
    feed_gaps_tell (self);
}

void
feed_connection_handle (FeedConnection            *self,
                        const FeedSupervisorEvent *event)
{
  FeedSupervisorActions actions;

  check_standstill (self);
  feed_supervisor_handle (self->supervisor, event, now_us (self), &actions);
  feed_connection_run (self, &actions);
}

static void
on_login_event (gpointer                user_data,
                FeedSupervisorEventType type,
                gint64                  wait_us)
{
  FeedConnection *self = user_data;
  FeedSupervisorEvent event = { .type = type, .verdict = { FEED_VERDICT_RETRY, wait_us } };

  if (type == FEED_EVENT_TOKEN_NEW)
    event.span_us = feed_login_get_age_us (self->login);
  feed_connection_handle (self, &event);
}

/* It may have a session already; its supervisor is in IDLE, where there is nothing to do about it */
static void
join_login (FeedConnection *self)
{
  FeedSupervisorEvent event = { .type = FEED_EVENT_TOKEN_NEW };
  FeedSupervisorActions actions;

  self->login_id = feed_login_join (self->login, self->provider, on_login_event, self);
  if (feed_login_get_session (self->login) == NULL)
    return;
  event.span_us = feed_login_get_age_us (self->login);
  feed_supervisor_handle (self->supervisor, &event, now_us (self), &actions);
}

static void
feed_connection_dispose (GObject *object)
{
  FeedConnection *self = (FeedConnection *) object;

  feed_connection_stop (self);
  if (self->login != NULL)
    feed_login_leave (self->login, self->login_id);
  g_clear_object (&self->login);
  if (self->requests.slots != NULL)
    feed_requests_clear (self);
  feed_gaps_clear (self);
  g_clear_object (&self->provider);
  g_clear_object (&self->transport);
  G_OBJECT_CLASS (feed_connection_parent_class)->dispose (object);
}

static void
clear_row (gpointer data)
{
  FeedConnectionRow *row = data;

  g_clear_pointer (&row->symbol, g_free);
  g_clear_pointer (&row->join, feed_join_free);
}

static void
feed_connection_finalize (GObject *object)
{
  FeedConnection *self = (FeedConnection *) object;

  g_clear_pointer (&self->clock, feed_clock_unref);
  g_clear_pointer (&self->config, feed_config_unref);
  g_clear_pointer (&self->quota, feed_quota_unref);
  g_clear_pointer (&self->supervisor, feed_supervisor_free);
  g_clear_pointer (&self->arbiter, feed_arbiter_free);
  g_clear_pointer (&self->latency, feed_histogram_free);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->free_slots, g_array_unref);
  for (guint kind = 0; kind < FEED_N_TROUBLES; kind++)
    g_clear_pointer (&self->troubles[kind].text, g_free);
  g_clear_pointer (&self->detail, g_free);
  G_OBJECT_CLASS (feed_connection_parent_class)->finalize (object);
}

static void
feed_connection_class_init (FeedConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feed_connection_dispose;
  object_class->finalize = feed_connection_finalize;
}

static void
feed_connection_init (FeedConnection *self)
{
  self->latency = feed_histogram_new ();
  self->rows = g_array_new (FALSE, TRUE, sizeof (FeedConnectionRow));
  g_array_set_clear_func (self->rows, clear_row);
  self->free_slots = g_array_new (FALSE, FALSE, sizeof (guint));
  self->max_payload = MAX_PAYLOAD;
  feed_lag_init (&self->lag);
  g_queue_init (&self->outbox);
}

FeedConnection *
feed_connection_new (const FeedConnectionParams *params)
{
  FeedConnection *self = g_object_new (FEED_TYPE_CONNECTION, NULL);
  FeedSupervisorParams supervisor = { .seed = params->seed };

  self->provider = g_object_ref (params->provider);
  self->transport = g_object_ref (params->transport);
  self->clock = feed_clock_ref (params->clock);
  self->config = feed_config_ref (params->config);
  self->quota = feed_quota_ref (params->quota);
  self->events = *params->events;
  self->user_data = params->user_data;
  self->venue = feed_provider_get_info (self->provider);
  self->arbiter = self->venue->keyed_by_seconds ? feed_arbiter_new_dated () : feed_arbiter_new ();
  supervisor.has_credentials = params->login != NULL;
  supervisor.loopback = feed_provider_is_loopback (self->provider);
  self->supervisor = feed_supervisor_new (self->config, &supervisor);
  feed_requests_init (self);
  feed_gaps_init (self);
  if (params->login != NULL) {
    self->login = g_object_ref (params->login);
    join_login (self);
  }
  return self;
}

void
feed_connection_start (FeedConnection *self)
{
  FeedSupervisorEvent event = { .type = FEED_EVENT_START };

  g_return_if_fail (FEED_IS_CONNECTION (self));

  if (self->running)
    return;
  self->running = TRUE;
  for (guint slot = 0; slot < self->rows->len; slot++)
    feed_connection_row (self, slot)->closing = feed_connection_row (self, slot)->closed;
  feed_requests_ask_closing (self);
  feed_connection_handle (self, &event);
}

/* It has stopped in every respect when its owner is told: who starts it again from there does. */
void
feed_connection_stop (FeedConnection *self)
{
  g_autoptr (FeedConnection) alive = NULL;
  FeedSupervisorEvent event = { .type = FEED_EVENT_STOP };
  FeedSupervisorActions actions;

  g_return_if_fail (FEED_IS_CONNECTION (self));

  if (!self->running)
    return;
  alive = g_object_ref (self);
  self->running = FALSE;
  self->n_stops++;
  feed_supervisor_handle (self->supervisor, &event, now_us (self), &actions);
  feed_connection_run (self, &actions);
  drop_link (self);
  feed_requests_stop (self);
  feed_troubles_forget (self);
  tell (self, &actions);
  feed_gaps_tell (self);
}

guint
feed_connection_insert (FeedConnection    *self,
                        guint              instrument,
                        const char        *symbol,
                        const FeedListing *listing)
{
  FeedConnectionRow fresh = { .instrument = instrument };
  guint slot = self->rows->len;

  fresh.symbol = g_strdup (symbol);
  if (self->free_slots->len > 0) {
    slot = g_array_index (self->free_slots, guint, self->free_slots->len - 1);
    g_array_set_size (self->free_slots, self->free_slots->len - 1);
    *feed_connection_row (self, slot) = fresh;
  } else {
    g_array_append_val (self->rows, fresh);
  }
  self->n_instruments++;
  feed_arbiter_reset_slot (self->arbiter, slot, feed_clock_wall_us (self->clock));
  feed_gaps_add (self, slot);
  feed_provider_add_instrument (self->provider, slot, symbol);
  if (listing != NULL)
    feed_provider_set_listing (self->provider, slot, listing);
  feed_requests_restart_pass (self);
  return slot;
}

guint
feed_connection_add (FeedConnection    *self,
                     guint              instrument,
                     const char        *symbol,
                     const FeedListing *listing)
{
  FeedSupervisorEvent event = { .type = FEED_EVENT_ADD };

  g_return_val_if_fail (FEED_IS_CONNECTION (self), G_MAXUINT);

  event.slot = feed_connection_insert (self, instrument, symbol, listing);
  feed_connection_handle (self, &event);
  return event.slot;
}

void
feed_connection_remove (FeedConnection *self,
                        guint           slot)
{
  FeedSupervisorEvent event = { .type = FEED_EVENT_REMOVE, .slot = slot };
  g_autoptr (FeedConnection) alive = NULL;
  FeedConnectionRow *row;

  g_return_if_fail (FEED_IS_CONNECTION (self));
  g_return_if_fail (slot < self->rows->len);
  g_return_if_fail (feed_connection_row (self, slot)->symbol != NULL);

  alive = g_object_ref (self);
  feed_gaps_remove (self, slot);
  row = feed_connection_row (self, slot);
  if (row->subscribed)
    send_subscription (self, &slot, 1, FALSE);
  feed_provider_remove_instrument (self->provider, slot);
  feed_requests_forget (self, slot);
  clear_row (row);
  self->n_instruments--;
  g_array_append_val (self->free_slots, slot);
  feed_requests_restart_pass (self);
  feed_connection_handle (self, &event);
}

guint
feed_connection_get_n_instruments (FeedConnection *self)
{
  return self->n_instruments;
}

void
feed_connection_notify (FeedConnection         *self,
                        FeedSupervisorEventType event)
{
  FeedSupervisorEvent e = { .type = event };

  g_return_if_fail (FEED_IS_CONNECTION (self));

  if (self->running)
    feed_connection_handle (self, &e);
}

void
feed_connection_set_phase (FeedConnection *self,
                           FeedPhase       phase)
{
  FeedSupervisorEvent event = { .type = FEED_EVENT_PHASE, .phase = phase };
  g_autoptr (FeedConnection) alive = NULL;
  gboolean was_open;

  g_return_if_fail (FEED_IS_CONNECTION (self));

  alive = g_object_ref (self);
  was_open = is_open (self);
  feed_connection_handle (self, &event);
  if (self->running && was_open != is_open (self))
    feed_gaps_saw_phase (self, !was_open);
}

void
feed_connection_set_row_closed (FeedConnection *self,
                                guint           slot,
                                gboolean        closed)
{
  FeedConnectionRow *row;

  g_return_if_fail (FEED_IS_CONNECTION (self));
  g_return_if_fail (slot < self->rows->len);

  row = feed_connection_row (self, slot);
  if (row->closed == closed)
    return;
  row->closed = row->closing = closed;
  if (row->hold == NULL) {
    feed_gap_ledger_remove (self->gaps.ledger, slot);
    feed_gap_ledger_add (self->gaps.ledger, slot);
  }
  feed_supervisor_set_slot_open (self->supervisor, slot, !closed, now_us (self));
  feed_requests_restart_pass (self);
  feed_requests_ask_closing (self);
}

void
feed_connection_set_mode (FeedConnection *self,
                          FeedMode        mode)
{
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint));

  g_return_if_fail (FEED_IS_CONNECTION (self));

  for (guint slot = 0; slot < self->rows->len; slot++) {
    FeedConnectionRow *row = feed_connection_row (self, slot);

    if (row->symbol == NULL)
      continue;
    feed_arbiter_forget_quote (self->arbiter, slot);
    if (row->subscribed)
      g_array_append_val (slots, slot);
  }
  send_subscription (self, (guint *) (void *) slots->data, slots->len, FALSE);
  feed_provider_set_mode (self->provider, mode);
  send_subscription (self, (guint *) (void *) slots->data, slots->len, TRUE);
}

void
feed_connection_set_info_known (FeedConnection *self,
                                guint           slot,
                                gboolean        halted)
{
  FeedConnectionRow *row;

  g_return_if_fail (FEED_IS_CONNECTION (self));
  g_return_if_fail (slot < self->rows->len);

  row = feed_connection_row (self, slot);
  row->info_known = TRUE;
  row->halted = halted;
  row->info_us = now_us (self);
}

void
feed_connection_succeed (FeedConnection *self,
                         FeedConnection *predecessor)
{
  FeedProvider *before = predecessor->provider;
  gboolean same_server = g_strcmp0 (feed_provider_get_stream_base (before),
                                    feed_provider_get_stream_base (self->provider)) == 0;

  feed_supervisor_succeed (self->supervisor, predecessor->supervisor, same_server);
}

FeedSupervisor *
feed_connection_get_supervisor (FeedConnection *self)
{
  return self->supervisor;
}

FeedHistogram *
feed_connection_get_latency (FeedConnection *self)
{
  return self->latency;
}

void
feed_connection_get_figures (FeedConnection        *self,
                             FeedConnectionFigures *figures)
{
  FeedSession *session = self->login != NULL ? feed_login_get_session (self->login) : NULL;
  FeedArbiterCounts counts;

  feed_arbiter_get_counts (self->arbiter, &counts);
  *figures = self->figures;
  figures->token_expiry_us = session != NULL ? session->expiry_us : 0;
  figures->duplicates = counts.duplicate;
  figures->late = counts.late;
  figures->poll_row_us = feed_requests_get_row_interval_us (self);
  for (guint slot = 0; slot < self->rows->len; slot++)
    figures->closed_rows += feed_connection_row (self, slot)->closed;
}

/* The same for each of a thousand rows, which are asked for one after the other */
static gint64
get_row_interval_us (FeedConnection *self)
{
  gint64 now = now_us (self);

  if (self->row_interval_at_us == 0 || now - self->row_interval_at_us > ROW_INTERVAL_FOR_US) {
    self->row_interval_us = feed_requests_get_row_interval_us (self);
    self->row_interval_at_us = now;
  }
  return self->row_interval_us;
}

void
feed_connection_get_row_facts (FeedConnection *self,
                               guint           slot,
                               FeedRowFacts   *facts)
{
  FeedConnectionRow *row = feed_connection_row (self, slot);

  /* What was true when it stopped is not known to be */
  if (!self->running) {
    *facts = (FeedRowFacts) { 0 };
    return;
  }
  *facts = (FeedRowFacts) {
    .stream_tick_us = row->stream_tick_us,
    .poll_us = row->poll_us,
    .gap_end_us = self->opened_us,
    .poll_expected_us = get_row_interval_us (self),
    .live_for_us = feed_config_get_us (self->config, FEED_CONFIG_SILENCE_MAX),
    .stale_after_us = feed_config_get_us (self->config, FEED_CONFIG_RED_NO_DATA),
    .link_up = is_streaming (feed_supervisor_get_link (self->supervisor)),
    .behind = feed_supervisor_is_slot_polled (self->supervisor, slot),
    .owed = feed_coverage_is_owed (feed_supervisor_get_coverage (self->supervisor), slot),
    .halted = row->halted,
    .unknown = row->unknown || row->unfetched_us > MAX (row->stream_tick_us, row->poll_us),
    .closed = row->closed || !is_open (self),
  };
}
