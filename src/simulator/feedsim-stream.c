/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "simulator/feedsim-listener.h"
#include "simulator/feedsim-timer.h"

#define MAX_CLIENTS 256
#define TICKER_MS 1000
#define CHECK_MS 250
#define GARBAGE_MS 200
#define FLOOD_MS 20
#define CLOSE_GOING_AWAY 1001

/**
 * FeedsimStream:
 *
 * A venue's stream port: accepts clients, hands each what happens in the market and what it has
 * subscribed, and does what the faults of the day say.
 */
struct _FeedsimStream {
  GObject parent_instance;

  FeedsimVenue         *venue;
  FeedsimMarket        *market;      /* the venue's */
  FeedsimFaultSchedule *schedule;
  FeedsimListener      *listener;
  GPtrArray            *clients;
  GRand                *random;      /* which messages are truncated */
  gboolean              muted;
  guint                 ping_ms;
  guint                 pong_ms;
  guint                 garbage_turn;
  GSource              *ticker;
  GSource              *check;
  GSource              *garbage;
  GSource              *flood;
  GSource              *shutdown;
  GSource              *sweep;
};

G_DEFINE_FINAL_TYPE (FeedsimStream, feedsim_stream, G_TYPE_OBJECT)

static FeedsimClient *
get_client (FeedsimStream *self,
            guint index)
{
  return g_ptr_array_index (self->clients, index);
}

static FeedsimSession *
get_session (FeedsimStream *self,
             guint          index)
{
  return feedsim_client_get_session (get_client (self, index));
}

/* Nothing is dropped for a slow reader: the market waits for it. */
static void
update_hold (FeedsimStream *self)
{
  gboolean full = FALSE;

  for (guint i = 0; i < self->clients->len && !full; i++)
    full = feedsim_session_is_full (get_session (self, i));
  feedsim_market_set_held (self->market, full);
}

static void
flush_all (FeedsimStream *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    feedsim_session_flush (get_session (self, i));
  update_hold (self);
}

/* Clients are only taken off the list from the main loop, never while it is walked. */
static gboolean
on_sweep (gpointer user_data)
{
  FeedsimStream *self = user_data;

  feedsim_timer_drop (&self->sweep);
  for (guint i = self->clients->len; i > 0; i--)
    if (feedsim_session_is_gone (get_session (self, i - 1)))
      g_ptr_array_remove_index (self->clients, i - 1);
  update_hold (self);
  return G_SOURCE_REMOVE;
}

static void
on_client_closed (FeedsimClient *client,
                  FeedsimStream *self)
{
  if (self->sweep != NULL)
    return;
  self->sweep = feedsim_timer_new ("simulated stream: sweep", 0, on_sweep, self);
}

static void
on_client_level_changed (FeedsimClient *client,
                         FeedsimStream *self)
{
  update_hold (self);
}

static void
on_client_subscribed (FeedsimClient *client,
                      FeedsimStream *self)
{
  FeedsimVenueClass *klass = FEEDSIM_VENUE_GET_CLASS (self->venue);

  if (klass->send_stale != NULL &&
      feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_STALE_SNAPSHOT) != NULL)
    klass->send_stale (self->venue, client);
  feedsim_fault_schedule_anchor (self->schedule);
  feedsim_market_start (self->market);
}

/* Bytes a second for each client; 0: no limit */
static guint
get_rate (FeedsimStream *self)
{
  const FeedsimFault *slow = feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_SLOW);

  return slow != NULL ? (guint) slow->argument : 0;
}

static void
update_cutter (FeedsimStream *self,
               FeedsimClient *client)
{
  gboolean cut = feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_TRUNCATE) != NULL;

  feedsim_client_set_cutter (client, cut ? self->random : NULL);
}

static void
on_accepted (GSocket *socket,
             gpointer user_data)
{
  FeedsimStream *self = user_data;
  const FeedsimFault *refusal = feedsim_fault_schedule_find (self->schedule,
                                                             FEEDSIM_FAULT_HTTP_STREAM);
  gboolean frozen;
  FeedsimClient *client;

  if (self->clients->len >= MAX_CLIENTS)
    return;
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  client = FEEDSIM_VENUE_GET_CLASS (self->venue)->new_client (
    self->venue, socket, refusal != NULL ? (guint) refusal->argument : 0);
  g_signal_connect_object (client, "subscribed", G_CALLBACK (on_client_subscribed), self, 0);
  g_signal_connect_object (client, "level-changed", G_CALLBACK (on_client_level_changed), self, 0);
  g_signal_connect_object (client, "closed", G_CALLBACK (on_client_closed), self, 0);
  g_ptr_array_add (self->clients, client);
  update_cutter (self, client);
  frozen = feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_HALF_OPEN) != NULL ||
           feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_BLACKHOLE) != NULL;
  feedsim_session_set_rate (feedsim_client_get_session (client), get_rate (self));
  feedsim_session_set_frozen (feedsim_client_get_session (client), frozen);
}

static void
on_market_event (FeedsimMarket      *market,
                 const FeedsimEvent *event,
                 gpointer            user_data)
{
  FeedsimStream *self = user_data;

  if (self->muted || self->clients->len == 0 ||
      (event->instrument != NULL && event->instrument->is_mute))
    return;
  FEEDSIM_VENUE_GET_CLASS (self->venue)->publish (self->venue, event, self->clients);
  for (guint i = 0; i < self->clients->len; i++)
    if (feedsim_session_is_full (get_session (self, i)))
      feedsim_market_set_held (self->market, TRUE);
}

static void
on_market_batch (FeedsimMarket *market,
                 gpointer       user_data)
{
  flush_all (user_data);
}

static gboolean
on_ticker_due (gpointer user_data)
{
  FeedsimStream *self = user_data;

  if (self->muted || self->clients->len == 0 || !feedsim_market_is_started (self->market))
    return G_SOURCE_CONTINUE;
  FEEDSIM_VENUE_GET_CLASS (self->venue)->publish_second (self->venue, self->clients);
  flush_all (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_check_due (gpointer user_data)
{
  FeedsimStream *self = user_data;

  for (guint i = 0; i < self->clients->len; i++)
    feedsim_client_check (get_client (self, i), self->ping_ms, self->pong_ms);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_garbage_due (gpointer user_data)
{
  FeedsimStream *self = user_data;
  const FeedsimFault *fault = feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_GARBAGE);

  if (fault == NULL) {
    feedsim_timer_drop (&self->garbage);
    return G_SOURCE_REMOVE;
  }
  for (guint i = 0; i < self->clients->len; i++)
    feedsim_client_send_garbage (get_client (self, i), (FeedsimGarbage) fault->argument,
                                 self->garbage_turn);
  self->garbage_turn++;
  return G_SOURCE_CONTINUE;
}

static void
close_all (FeedsimStream *self,
           guint          code,
           const char    *reason)
{
  for (guint i = 0; i < self->clients->len; i++)
    feedsim_session_close (get_session (self, i), code, reason);
}

static gboolean
on_shutdown_due (gpointer user_data)
{
  FeedsimStream *self = user_data;

  feedsim_timer_drop (&self->shutdown);
  close_all (self, CLOSE_GOING_AWAY, "Server is shutting down");
  return G_SOURCE_REMOVE;
}

static void
begin_garbage (FeedsimStream *self)
{
  if (self->garbage != NULL)
    return;
  self->garbage = feedsim_timer_new ("simulated stream: garbage", GARBAGE_MS, on_garbage_due, self);
  on_garbage_due (self);
}

static gboolean
on_flood_due (gpointer user_data)
{
  FeedsimStream *self = user_data;
  const FeedsimFault *fault = feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_FLOOD);

  if (fault == NULL) {
    feedsim_timer_drop (&self->flood);
    return G_SOURCE_REMOVE;
  }
  for (guint i = 0; i < self->clients->len && !self->muted; i++)
    FEEDSIM_VENUE_GET_CLASS (self->venue)->send_again (self->venue, get_client (self, i),
                                                       (guint) fault->argument * FLOOD_MS / 1000 +
                                                       1);
  update_hold (self);
  return G_SOURCE_CONTINUE;
}

static void
begin_flood (FeedsimStream *self)
{
  if (self->flood == NULL)
    self->flood = feedsim_timer_new ("simulated stream: flood", FLOOD_MS, on_flood_due, self);
}

/* Whom the faults of the moment have made mute: all, some symbols, nobody */
static void
update_mute (FeedsimStream *self)
{
  g_autoptr (GPtrArray) faults = feedsim_fault_schedule_list (self->schedule, TRUE);
  GPtrArray *instruments = feedsim_market_get_instruments (self->market);

  self->muted = FALSE;
  for (guint i = 0; i < instruments->len; i++)
    ((FeedsimInstrument *) g_ptr_array_index (instruments, i))->is_mute = FALSE;
  for (guint i = 0; i < faults->len; i++) {
    const FeedsimFault *fault = g_ptr_array_index (faults, i);
    FeedsimInstrument *one = feedsim_market_find (self->market, fault->symbol);
    guint n_mute = (guint) (instruments->len * fault->argument + 99) / 100;

    if (fault->kind != FEEDSIM_FAULT_MUTE)
      continue;
    if (one != NULL)
      one->is_mute = TRUE;
    for (guint j = 0; j < n_mute && fault->symbol[0] == '\0'; j++)
      ((FeedsimInstrument *) g_ptr_array_index (instruments, j))->is_mute = TRUE;
    self->muted = self->muted || (fault->symbol[0] == '\0' && fault->argument == 100);
  }
}

static void
set_rates (FeedsimStream *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    feedsim_session_set_rate (get_session (self, i), get_rate (self));
}

static void
update_cutters (FeedsimStream *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    update_cutter (self, get_client (self, i));
}

static void
update_skew (FeedsimStream *self)
{
  const FeedsimFault *skew = feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_CLOCK_SKEW);

  feedsim_market_set_skew (self->market, skew != NULL ? skew->argument * 1000 : 0);
}

static void
begin_shutdown (FeedsimStream *self,
                guint          seconds)
{
  for (guint i = 0; i < self->clients->len; i++)
    feedsim_client_announce_end (get_client (self, i),
                                 feedsim_market_get_time_ms (self->market));
  feedsim_timer_drop (&self->shutdown);
  self->shutdown = feedsim_timer_new ("simulated stream: shutdown", seconds * 1000,
                                      on_shutdown_due, self);
}

static void
set_open (FeedsimStream *self,
          gboolean       open)
{
  g_autoptr (GError) error = NULL;

  if (!feedsim_listener_set_open (self->listener, open, &error))
    g_warning ("cannot %s the stream's port: %s", open ? "open" : "shut", error->message);
}

static void
cut_all (FeedsimStream *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    feedsim_session_cut (get_session (self, i), TRUE);
}

static void
on_fault_began (FeedsimFaultSchedule *schedule,
                const FeedsimFault   *fault,
                FeedsimStream        *self)
{
  switch (fault->kind) {
  case FEEDSIM_FAULT_MUTE:
    update_mute (self);
    break;
  case FEEDSIM_FAULT_SLOW:
    set_rates (self);
    break;
  case FEEDSIM_FAULT_FLOOD:
    begin_flood (self);
    break;
  case FEEDSIM_FAULT_CLOCK_SKEW:
    update_skew (self);
    break;
  case FEEDSIM_FAULT_TRUNCATE:
    update_cutters (self);
    break;
  case FEEDSIM_FAULT_HALF_OPEN:
    for (guint i = 0; i < self->clients->len; i++)
      feedsim_session_set_frozen (get_session (self, i), TRUE);
    update_hold (self);
    break;
  case FEEDSIM_FAULT_CLOSE:
    close_all (self, (guint) fault->argument, "");
    break;
  case FEEDSIM_FAULT_RESET:
    cut_all (self);
    break;
  case FEEDSIM_FAULT_REFUSE:
    set_open (self, FALSE);
    cut_all (self);
    break;
  case FEEDSIM_FAULT_GARBAGE:
    begin_garbage (self);
    break;
  case FEEDSIM_FAULT_DROP_SUBSCRIPTIONS:
    for (guint i = 0; i < self->clients->len; i++)
      feedsim_client_forget (get_client (self, i));
    break;
  case FEEDSIM_FAULT_SERVER_SHUTDOWN:
    begin_shutdown (self, (guint) fault->argument);
    break;
  case FEEDSIM_FAULT_EXPIRE_TOKEN:
    FEEDSIM_VENUE_GET_CLASS (self->venue)->expire (self->venue, (FeedsimScope) fault->argument,
                                                   self->clients);
    break;
  case FEEDSIM_FAULT_BLACKHOLE:
  case FEEDSIM_FAULT_HTTP_STREAM:
  case FEEDSIM_FAULT_HTTP:
  case FEEDSIM_FAULT_RETRY_AFTER:
  case FEEDSIM_FAULT_BIG_BODY:
  case FEEDSIM_FAULT_HTML:
  case FEEDSIM_FAULT_REST_HANG:
  case FEEDSIM_FAULT_STALE_SNAPSHOT:
  default:
    break;
  }
}

static void
on_fault_ended (FeedsimFaultSchedule *schedule,
                const FeedsimFault   *fault,
                FeedsimStream        *self)
{
  gboolean frozen = feedsim_fault_schedule_find (schedule, FEEDSIM_FAULT_HALF_OPEN) != NULL ||
                    feedsim_fault_schedule_find (schedule, FEEDSIM_FAULT_BLACKHOLE) != NULL;

  update_mute (self);
  set_rates (self);
  update_skew (self);
  update_cutters (self);
  if (fault->kind == FEEDSIM_FAULT_REFUSE)
    set_open (self, feedsim_fault_schedule_find (schedule, FEEDSIM_FAULT_REFUSE) == NULL);
  if ((fault->kind == FEEDSIM_FAULT_HALF_OPEN || fault->kind == FEEDSIM_FAULT_BLACKHOLE) && !frozen)
    for (guint i = 0; i < self->clients->len; i++)
      feedsim_session_set_frozen (get_session (self, i), FALSE);
}

static void
feedsim_stream_dispose (GObject *object)
{
  FeedsimStream *self = FEEDSIM_STREAM (object);

  feedsim_timer_drop (&self->ticker);
  feedsim_timer_drop (&self->check);
  feedsim_timer_drop (&self->garbage);
  feedsim_timer_drop (&self->flood);
  feedsim_timer_drop (&self->shutdown);
  if (self->market != NULL)
    feedsim_market_set_sink (self->market, NULL, NULL, NULL);
  close_all (self, CLOSE_GOING_AWAY, "");
  feedsim_timer_drop (&self->sweep);
  g_ptr_array_set_size (self->clients, 0);
  g_clear_object (&self->listener);
  g_clear_object (&self->market);
  g_clear_object (&self->venue);
  g_clear_object (&self->schedule);

  G_OBJECT_CLASS (feedsim_stream_parent_class)->dispose (object);
}

static void
feedsim_stream_finalize (GObject *object)
{
  FeedsimStream *self = FEEDSIM_STREAM (object);

  g_clear_pointer (&self->clients, g_ptr_array_unref);
  g_clear_pointer (&self->random, g_rand_free);

  G_OBJECT_CLASS (feedsim_stream_parent_class)->finalize (object);
}

static void
feedsim_stream_class_init (FeedsimStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feedsim_stream_dispose;
  object_class->finalize = feedsim_stream_finalize;
}

static void
feedsim_stream_init (FeedsimStream *self)
{
  self->clients = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * feedsim_stream_new:
 * @venue: who speaks
 * @schedule: the faults
 * @options: seed and ping times
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a stream server on a free port of 127.0.0.1
 */
FeedsimStream *
feedsim_stream_new (FeedsimVenue         *venue,
                    FeedsimFaultSchedule *schedule,
                    const FeedsimOptions *options,
                    GError              **error)
{
  g_autoptr (FeedsimStream) self = g_object_new (FEEDSIM_TYPE_STREAM, NULL);

  self->venue = g_object_ref (venue);
  self->market = g_object_ref (feedsim_venue_get_market (venue));
  self->schedule = g_object_ref (schedule);
  self->random = g_rand_new_with_seed (options->seed);
  self->ping_ms = options->ping_interval_ms;
  self->pong_ms = options->pong_timeout_ms;
  self->listener = feedsim_listener_new (on_accepted, self, error);
  if (self->listener == NULL)
    return NULL;
  feedsim_market_set_sink (self->market, on_market_event, on_market_batch, self);
  g_signal_connect_object (schedule, "began", G_CALLBACK (on_fault_began), self, 0);
  g_signal_connect_object (schedule, "ended", G_CALLBACK (on_fault_ended), self, 0);
  if (FEEDSIM_VENUE_GET_CLASS (venue)->publish_second != NULL)
    self->ticker = feedsim_timer_new ("simulated stream: ticker", TICKER_MS, on_ticker_due, self);
  self->check = feedsim_timer_new ("simulated stream: check", MIN (CHECK_MS, self->ping_ms),
                                   on_check_due, self);
  return g_steal_pointer (&self);
}

guint
feedsim_stream_get_port (FeedsimStream *self)
{
  g_return_val_if_fail (FEEDSIM_IS_STREAM (self), 0);

  return feedsim_listener_get_port (self->listener);
}
