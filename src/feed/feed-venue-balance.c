/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moves a venue's instruments between its connections as FeedBalance says: a batch at a time, none
 * while one is under way, and none for a while where one failed. */
#include "feed/feed-venue-private.h"

/* A stream that has been proven for so long is there to stay */
#define STEADY_US (10 * G_USEC_PER_SEC)
#define FAILED_PAUSE_US (600 * (gint64) G_USEC_PER_SEC)

static gint64
now_us (FeedVenue *self)
{
  return feed_clock_monotonic_us (self->context->clock);
}

static const char *
get_name (FeedVenue *self,
          guint      index)
{
  return feed_health_get_connection (feed_shard_get_health (self->shards->pdata[index]));
}

static char *
describe_reason (FeedVenue *self)
{
  if (self->move.reason == FEED_BALANCE_SPARE)
    return g_strdup ("is not needed");
  if (self->move_cause == FEED_CAUSE_CONNECTION_LIMIT)
    return g_strdup ("is refused by the venue's limit of connections");
  return g_strdup_printf ("gets no stream (%s)", feed_cause_to_string (self->move_cause));
}

/* One line for all batches of a kind, between the same two */
static void
tell_moved (FeedVenue *self)
{
  const FeedShardEvents *events = &self->context->events;
  const char *from = get_name (self, self->move.from);
  g_autofree char *reason = describe_reason (self);
  g_autofree char *text =
    g_strdup_printf ("moved %u %s to %s: %s %s", self->n_moved,
                     self->n_moved == 1 ? "symbol" : "symbols", get_name (self, self->move.to), from,
                     reason);
  FeedEventFields fields = {
    .kind = FEED_EVENT_KIND_NOTE,
    .time_us = feed_clock_wall_us (self->context->clock),
    .venue = self->id,
    .connection = from,
    .text = text,
  };

  self->n_moved = 0;
  events->event (events->user_data, &fields);
}

static void
on_moved (gpointer user_data,
          guint    instrument)
{
  FeedVenue *self = user_data;
  g_autoptr (GObject) owner = g_object_ref (self->context->events.user_data);
  FeedPlace *place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (instrument));
  FeedConnection *before = feed_shard_get_connection (place->shard);
  guint slot = place->slot;

  place->shard = g_steal_pointer (&place->next);
  place->slot = place->next_slot;
  self->n_moved++;
  feed_connection_remove (before, slot);
}

void
feed_venue_unmove (FeedPlace *place)
{
  FeedShard *next = g_steal_pointer (&place->next);

  if (next != NULL)
    feed_connection_remove (feed_shard_get_connection (next), place->next_slot);
}

void
feed_venue_end_moves (FeedVenue *self)
{
  while (self->moving->len > 0) {
    guint instrument = g_array_index (self->moving, guint, self->moving->len - 1);
    FeedPlace *place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (instrument));

    g_array_set_size (self->moving, self->moving->len - 1);
    if (place != NULL)
      feed_venue_unmove (place);
  }
  if (self->n_moved > 0)
    tell_moved (self);
  self->move.reason = FEED_BALANCE_NOTHING;
}

gboolean
feed_venue_is_left (FeedVenue *self,
                    guint      index)
{
  FeedShard *shard = self->shards->pdata[index];

  return feed_connection_get_n_instruments (feed_shard_get_connection (shard)) == 0 ||
         feed_shard_get_without_us (shard) > 0 ||
         (self->move.reason != FEED_BALANCE_NOTHING && self->move.from == index);
}

/* FALSE while some are still under way */
static gboolean
check_moves (FeedVenue *self)
{
  for (guint i = self->moving->len; i-- > 0; i = MIN (i, self->moving->len)) {
    guint instrument = g_array_index (self->moving, guint, i);
    FeedPlace *place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (instrument));
    gboolean fails = place != NULL && place->next != NULL &&
                     !feed_connection_check_join (feed_shard_get_connection (place->next),
                                                  place->next_slot);

    place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (instrument));
    if (fails) {
      self->is_move_failed = TRUE;
      feed_venue_unmove (place);
    }
    if (i < self->moving->len && (place == NULL || place->next == NULL))
      g_array_remove_index_fast (self->moving, i);
  }
  return self->moving->len == 0;
}

/* Of what has come over, and what is left */
static void
follow_hours (FeedVenue *self)
{
  for (guint i = 0; i < self->shards->len && feed_exchanges_get_n (self->context->exchanges) > 0; i++)
    feed_venue_follow_shard_hours (self, self->shards->pdata[i]);
}

static void
finish_batch (FeedVenue *self)
{
  if (self->is_move_failed)
    self->unmoved_until_us = now_us (self) + FAILED_PAUSE_US;
  self->is_move_failed = FALSE;
}

static FeedBalanceMove
decide (FeedVenue *self)
{
  g_autofree FeedBalanceConnection *connections = g_new0 (FeedBalanceConnection, self->shards->len);
  const FeedProviderInfo *info = feed_provider_get_info (self->provider);

  for (guint i = 0; i < self->shards->len; i++) {
    FeedShard *shard = self->shards->pdata[i];
    FeedConnection *connection = feed_shard_get_connection (shard);
    FeedSupervisor *supervisor = feed_connection_get_supervisor (connection);

    connections[i].n_instruments = feed_connection_get_n_instruments (connection);
    connections[i].streams = feed_supervisor_get_link (supervisor) == FEED_LINK_LIVE &&
                             feed_shard_get_streaming_us (shard) >= STEADY_US;
    connections[i].without_us = feed_shard_get_without_us (shard);
  }
  /* A connection has twenty levels for few of its instruments */
  self->balance.keeps_used = self->mode == FEED_MODE_DEPTH;
  return feed_balance_decide (&self->balance, connections, self->shards->len,
                              info->instruments_per_connection, now_us (self));
}

static int
by_number (gconstpointer a,
           gconstpointer b)
{
  guint first = *(const guint *) a, second = *(const guint *) b;

  return (first > second) - (first < second);
}

/* The first that were subscribed */
static void
choose_instruments (FeedVenue *self,
                    FeedShard *from,
                    guint      n)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const FeedPlace *place = value;

    if (place->shard == from && place->slot != FEED_NO_PLACE)
      g_array_append_val (self->moving, place->instrument);
  }
  g_array_sort (self->moving, by_number);
  g_array_set_size (self->moving, MIN (n, self->moving->len));
}

static void
begin_batch (FeedVenue *self)
{
  FeedShard *to = self->shards->pdata[self->move.to];
  FeedConnection *connection = feed_shard_get_connection (to);
  FeedConnection *source = feed_shard_get_connection (self->shards->pdata[self->move.from]);

  self->move_cause = feed_shard_get_without_cause (self->shards->pdata[self->move.from]);
  choose_instruments (self, self->shards->pdata[self->move.from], self->move.n);
  for (guint i = 0; i < self->moving->len; i++) {
    guint instrument = g_array_index (self->moving, guint, i);
    FeedPlace *place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (instrument));

    place->next = to;
    place->next_slot = feed_connection_join (connection, source, place->slot, place->listing,
                                             on_moved, self);
  }
  feed_connection_begin_joins (connection);
}

void
feed_venue_balance (FeedVenue *self)
{
  g_autoptr (GObject) owner = g_object_ref (self->context->events.user_data);
  FeedBalanceMove move = { FEED_BALANCE_NOTHING };

  if (self->moving->len > 0) {
    gboolean is_over = check_moves (self);

    follow_hours (self);
    if (!is_over)
      return;
    finish_batch (self);
  }
  if (!self->running)
    return;
  if (now_us (self) >= self->unmoved_until_us)
    move = decide (self);
  /* Whoever is told may change everything: what is next is decided the next time */
  if (self->n_moved > 0 && (move.reason != self->move.reason || move.from != self->move.from ||
                            move.to != self->move.to || move.n == 0)) {
    tell_moved (self);
    move.reason = FEED_BALANCE_NOTHING;
  }
  if (move.reason == FEED_BALANCE_NOTHING) {
    self->move = move;
  } else if (move.n == 0) {
    self->move = (FeedBalanceMove) { FEED_BALANCE_NOTHING };
    feed_venue_give_up_shard (self, move.from);
  } else {
    self->move = move;
    begin_batch (self);
  }
}
