/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-account-test.h"
#include "feed/feed-venue-name.h"
#include "feed/feed-venue-private.h"

static void
place_free (gpointer data)
{
  FeedPlace *place = data;

  g_free (place->symbol);
  g_clear_pointer (&place->listing, feed_listing_free);
  g_free (place);
}

static void
on_login_note (gpointer    user_data,
               gboolean    trouble,
               const char *text)
{
  FeedVenue *self = user_data;
  const FeedShardEvents *events = &self->context->events;
  FeedEventFields fields = {
    .kind = trouble ? FEED_EVENT_KIND_TROUBLE : FEED_EVENT_KIND_NOTE,
    .time_us = feed_clock_wall_us (self->context->clock),
    .venue = self->id,
    .connection = self->id,
    .text = text,
  };

  events->event (events->user_data, &fields);
}

static FeedLogin *
make_login (FeedVenue *self)
{
  FeedLoginParams params = {
    .provider = self->provider,
    .transport = self->context->transport,
    .clock = self->context->clock,
    .quota = self->quota,
    .seed = feed_random_next (self->context->random),
    .note = on_login_note,
    .user_data = self,
  };

  return feed_login_new (&params);
}

FeedVenue *
feed_venue_new (const char             *id,
                const FeedVenueContext *context,
                GError                **error)
{
  g_autofree char *provider_id = NULL;
  g_autofree char *account = NULL;
  g_autoptr (FeedProvider) provider = NULL;
  const FeedProviderInfo *info;
  FeedVenue *self;

  if (!feed_venue_name_split (id, &provider_id, &account, error))
    return NULL;
  provider = context->create (provider_id, error);
  if (provider == NULL)
    return NULL;
  info = feed_provider_get_info (provider);
  if (account != NULL && !feed_provider_has_account (provider)) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE, "%s has no accounts", info->name);
    return NULL;
  }
  self = g_new0 (FeedVenue, 1);
  self->id = g_strdup (id);
  self->context = context;
  self->provider = g_steal_pointer (&provider);
  self->mode = FEED_MODE_SNAP;
  self->quota = feed_quota_new (info->request_interval_us, info->weight_per_minute);
  feed_quota_set_requests_per_hour (self->quota, info->requests_per_hour);
  feed_quota_set_sockets (self->quota, info->connections_per_account);
  self->shards = g_ptr_array_new_with_free_func ((GDestroyNotify) feed_shard_free);
  self->places = g_hash_table_new_full (NULL, NULL, NULL, place_free);
  self->moving = g_array_new (FALSE, FALSE, sizeof (guint));
  if (feed_provider_has_account (self->provider))
    self->login = make_login (self);
  return self;
}

static void
forget_health (FeedVenue *self,
               FeedShard *shard)
{
  guint position;

  if (g_list_store_find (self->context->connections, feed_shard_get_health (shard), &position))
    g_list_store_remove (self->context->connections, position);
}

void
feed_venue_free (FeedVenue *self)
{
  feed_venue_end_moves (self);
  for (guint i = 0; i < self->shards->len; i++)
    forget_health (self, self->shards->pdata[i]);
  if (self->resolver != NULL)
    feed_resolver_stop (self->resolver);
  g_clear_object (&self->resolver);
  g_hash_table_unref (self->places);
  g_array_unref (self->moving);
  g_ptr_array_unref (self->shards);
  feed_quota_unref (self->quota);
  if (self->login != NULL)
    feed_login_set_running (self->login, FALSE);
  g_clear_object (&self->login);
  g_object_unref (self->provider);
  g_free (self->id);
  g_free (self);
}

FeedProvider *
feed_venue_get_provider (FeedVenue *self)
{
  return self->provider;
}

FeedLogin *
feed_venue_get_login (FeedVenue *self)
{
  return self->login;
}

FeedQuota *
feed_venue_get_quota (FeedVenue *self)
{
  return self->quota;
}

const char *
feed_venue_get_id (FeedVenue *self)
{
  return self->id;
}

static const FeedProviderInfo *
info (FeedVenue *self)
{
  return feed_provider_get_info (self->provider);
}

gboolean
feed_venue_check_account (FeedVenue             *self,
                          const FeedCredentials *credentials,
                          GError               **error)
{
  if (!feed_provider_has_account (self->provider)) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_CREDENTIALS, "%s has no accounts",
                 info (self)->name);
    return FALSE;
  }
  return credentials == NULL ||
         feed_provider_validate_credentials (self->provider, credentials, error);
}

static gboolean
has_endpoints (FeedVenue *self)
{
  return feed_provider_get_stream_base (self->provider) != NULL &&
         feed_provider_get_rest_base (self->provider) != NULL;
}

static const FeedExchange *
find_exchange (FeedVenue  *self,
               const char *symbol)
{
  return feed_exchanges_get (self->context->exchanges,
                             feed_provider_get_exchange (self->provider, symbol),
                             feed_provider_is_loopback (self->provider));
}

/* Of an instrument, or of several: open if one of them is */
static FeedPhase
best_phase (FeedPhase           phase,
            const FeedExchange *exchange)
{
  if (phase == FEED_PHASE_OPEN || exchange == NULL || exchange->phase == FEED_PHASE_OPEN)
    return FEED_PHASE_OPEN;
  return phase == FEED_PHASE_PRE ? phase : exchange->phase;
}

static gboolean
is_closed (const FeedPlace *place)
{
  return place->exchange != NULL && place->exchange->phase != FEED_PHASE_OPEN;
}

/* Which exchanges the shard's instruments are of; bit n is the context's nth */
static guint64
follow_places (FeedVenue *self,
               FeedShard *shard,
               FeedPhase *phase)
{
  guint n = MIN (feed_exchanges_get_n (self->context->exchanges), 64);
  guint n_places = 0;
  guint64 used = 0;
  GHashTableIter iter;
  gpointer value;

  *phase = FEED_PHASE_CLOSED;
  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    FeedPlace *place = value;

    if (place->shard != shard)
      continue;
    n_places++;
    *phase = best_phase (*phase, place->exchange);
    for (guint i = 0; i < n; i++) {
      if (place->exchange == feed_exchanges_get_nth (self->context->exchanges, i))
        used |= G_GUINT64_CONSTANT (1) << i;
    }
    if (place->slot != FEED_NO_PLACE)
      feed_connection_set_row_closed (feed_shard_get_connection (shard), place->slot,
                                      is_closed (place));
  }
  if (n_places == 0)
    *phase = FEED_PHASE_OPEN;
  return used;
}

void
feed_venue_follow_shard_hours (FeedVenue *self,
                               FeedShard *shard)
{
  FeedPhase phase;
  guint64 used = follow_places (self, shard, &phase);

  feed_shard_set_session (shard, self->context->exchanges, used);
  feed_connection_set_phase (feed_shard_get_connection (shard), phase);
  if (self->login != NULL)
    feed_login_set_phase (self->login, phase);
}

/* One that came to the shard. Only the first of its exchange changes anything for the others, and a
 * thousand come at once */
static void
follow_new_place (FeedVenue *self,
                  FeedShard *shard,
                  guint      instrument)
{
  FeedPlace *place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (instrument));
  FeedConnection *connection = feed_shard_get_connection (shard);
  FeedPhase phase = feed_supervisor_get_phase (feed_connection_get_supervisor (connection));

  if (place == NULL || place->shard != shard || place->slot == FEED_NO_PLACE ||
      (place->exchange == NULL && phase != FEED_PHASE_OPEN) ||
      (place->exchange != NULL &&
       !feed_shard_has_exchange (shard, self->context->exchanges, place->exchange))) {
    feed_venue_follow_shard_hours (self, shard);
    return;
  }
  feed_connection_set_row_closed (connection, place->slot, is_closed (place));
  feed_connection_set_phase (connection, phase);
}

/* (transfer full) */
static FeedProvider *
make_provider (FeedVenue *self)
{
  FeedProvider *provider = self->context->create (info (self)->id, NULL);

  feed_provider_set_endpoints (provider, feed_provider_get_stream_base (self->provider),
                               feed_provider_get_rest_base (self->provider), NULL);
  return provider;
}

/* A connection has a provider of its own: it holds the map from the venue's names to slots. */
static void
connect_shard (FeedVenue *self,
               FeedShard *shard)
{
  g_autoptr (FeedProvider) provider = make_provider (self);
  FeedConnectionParams params = {
    .provider = provider,
    .transport = self->context->transport,
    .clock = self->context->clock,
    .config = self->context->config,
    .quota = self->quota,
    .login = self->login,
    .seed = feed_random_next (self->context->random),
  };
  GHashTableIter iter;
  gpointer value;

  feed_provider_set_mode (provider, self->mode);
  feed_shard_connect (shard, &params);
  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    FeedPlace *place = value;

    if (place->shard != shard)
      continue;
    place->slot = feed_connection_add (feed_shard_get_connection (shard), place->instrument,
                                       place->symbol, place->listing);
    if (place->info_known)
      feed_connection_set_info_known (feed_shard_get_connection (shard), place->slot,
                                      place->halted);
  }
  feed_venue_follow_shard_hours (self, shard);
  if (self->running && has_endpoints (self))
    feed_shard_start (shard);
}

static void
assign_exchanges (FeedVenue *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    FeedPlace *place = value;

    place->exchange = find_exchange (self, place->symbol);
  }
}

void
feed_venue_reconnect (FeedVenue *self)
{
  feed_venue_end_moves (self);
  for (guint i = 0; i < self->shards->len; i++)
    connect_shard (self, self->shards->pdata[i]);
}

gboolean
feed_venue_set_endpoints (FeedVenue  *self,
                          const char *stream_base,
                          const char *rest_base,
                          GError    **error)
{
  if (!feed_provider_set_endpoints (self->provider, stream_base, rest_base, error))
    return FALSE;
  assign_exchanges (self);
  feed_venue_reconnect (self);
  return TRUE;
}

gboolean
feed_venue_set_credentials (FeedVenue       *self,
                            FeedCredentials *credentials,
                            GError         **error)
{
  if (!feed_venue_check_account (self, credentials, error))
    return FALSE;
  if (feed_login_set_credentials (self->login, credentials))
    feed_venue_reconnect (self);
  return TRUE;
}

static gboolean
has_open_stream (FeedVenue *self)
{
  for (guint i = 0; i < self->shards->len; i++) {
    FeedLinkState link = feed_health_get_link (feed_shard_get_health (self->shards->pdata[i]));

    if (link == FEED_LINK_WARMING || link == FEED_LINK_LIVE || link == FEED_LINK_SUSPECT)
      return TRUE;
  }
  return FALSE;
}

void
feed_venue_test_account_async (FeedVenue       *self,
                               FeedCredentials *credentials,
                               GTask           *task)
{
  g_autoptr (FeedProvider) provider = make_provider (self);
  FeedAccountTestParams params = {
    .provider = provider,
    .streams = has_open_stream (self),
    .transport = self->context->transport,
    .clock = self->context->clock,
    .quota = self->quota,
    .login = self->login,
    .credentials = credentials,
  };

  feed_account_test_async (&params, task);
}

gboolean
feed_venue_set_mode (FeedVenue *self,
                     FeedMode   mode)
{
  if (!info (self)->has_modes || self->mode == mode)
    return FALSE;
  self->mode = mode;
  for (guint i = 0; i < self->shards->len; i++)
    feed_connection_set_mode (feed_shard_get_connection (self->shards->pdata[i]), mode);
  return TRUE;
}

void
feed_venue_review_hours (FeedVenue *self)
{
  assign_exchanges (self);
  feed_venue_follow_hours (self);
}

/* Rehearsals first: they say how things stand before anything is mended */
void
feed_venue_follow_hours (FeedVenue *self)
{
  for (guint i = 0; i < self->shards->len; i++) {
    FeedShard *shard = self->shards->pdata[i];
    FeedPhase phase;

    if (self->running)
      feed_shard_rehearse (shard, self->context->exchanges, follow_places (self, shard, &phase));
    feed_venue_follow_shard_hours (self, shard);
  }
}

static gboolean
has_shard (FeedVenue  *self,
           const char *name)
{
  for (guint i = 0; i < self->shards->len; i++) {
    if (g_str_equal (feed_health_get_connection (feed_shard_get_health (self->shards->pdata[i])),
                     name))
      return TRUE;
  }
  return FALSE;
}

/* The first that is free, as a connection may have been given up */
static char *
make_name (FeedVenue *self)
{
  g_autofree char *name = g_strdup (self->id);

  for (guint i = 2; has_shard (self, name); i++) {
    g_free (name);
    name = g_strdup_printf ("%s-%u", self->id, i);
  }
  return g_steal_pointer (&name);
}

static FeedShard *
add_shard (FeedVenue *self,
           GError   **error)
{
  g_autofree char *name = NULL;
  guint most = info (self)->connections_per_account;
  FeedShard *shard;

  if (most != 0 && self->shards->len >= most) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_LIMIT,
                 "%s allows an account %u instruments: %u on each of %u connections, and all are "
                 "taken", info (self)->name, most * info (self)->instruments_per_connection,
                 info (self)->instruments_per_connection, most);
    return NULL;
  }
  name = make_name (self);
  shard = feed_shard_new (info (self), self->id, name, self->context->clock,
                          &self->context->events);
  g_ptr_array_add (self->shards, shard);
  connect_shard (self, shard);
  g_list_store_append (self->context->connections, feed_shard_get_health (shard));
  return shard;
}

void
feed_venue_give_up_shard (FeedVenue *self,
                          guint      index)
{
  FeedShard *shard = g_ptr_array_steal_index (self->shards, index);

  forget_health (self, shard);
  feed_shard_free (shard);
}

/* The connection with the fewest instruments: those that lost many fill up first. One that is left
 * has its turn after the others */
static FeedShard *
find_room (FeedVenue *self,
           GError   **error)
{
  guint room = info (self)->instruments_per_connection;
  FeedShard *found = NULL;

  for (guint round = 0; round < 2 && found == NULL; round++) {
    guint least = room;

    for (guint i = 0; i < self->shards->len; i++) {
      FeedShard *shard = self->shards->pdata[i];
      guint n = feed_connection_get_n_instruments (feed_shard_get_connection (shard));

      if (n >= least || feed_venue_is_left (self, i) != (round == 1))
        continue;
      least = n;
      found = shard;
    }
  }
  return found != NULL ? found : add_shard (self, error);
}

/* What the connection told of itself meanwhile may have led its user to remove the instrument, or
 * to replace the connection, which then has the instrument at a place of its own. */
static void
take_place (FeedVenue *self,
            FeedShard *shard,
            guint      instrument,
            guint      slot)
{
  FeedPlace *place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (instrument));

  if (place == NULL)
    feed_connection_remove (feed_shard_get_connection (shard), slot);
  else if (place->slot == FEED_NO_PLACE)
    place->slot = slot;
}

static gboolean
connect_place (FeedVenue *self,
               FeedPlace *place,
               GError   **error)
{
  FeedShard *shard = find_room (self, error);
  guint instrument = place->instrument;
  guint slot;

  if (shard == NULL)
    return FALSE;
  place->shard = shard;
  slot = feed_connection_add (feed_shard_get_connection (shard), instrument, place->symbol,
                              place->listing);
  take_place (self, shard, instrument, slot);
  if (feed_exchanges_get_n (self->context->exchanges) > 0)
    follow_new_place (self, shard, instrument);
  return TRUE;
}

/* The place may be gone afterwards, and the connection replaced meanwhile: whoever is told of what
 * that brings to an end may change everything */
static void
disconnect_place (FeedPlace *place)
{
  FeedShard *shard = g_steal_pointer (&place->shard);
  guint slot = place->slot;
  g_autoptr (FeedConnection) connection = NULL;

  place->slot = FEED_NO_PLACE;
  if (slot != FEED_NO_PLACE)
    connection = g_object_ref (feed_shard_get_connection (shard));
  feed_venue_unmove (place);
  if (connection != NULL)
    feed_connection_remove (connection, slot);
}

/* What a contract that expired was called by may be another's name now */
static void
take_unknown (FeedVenue *self,
              FeedPlace *place)
{
  const FeedShardEvents *events = &self->context->events;
  guint instrument = place->instrument;

  if (place->unknown)
    return;
  place->unknown = TRUE;
  disconnect_place (place);
  if (g_hash_table_contains (self->places, GUINT_TO_POINTER (instrument)))
    events->info (events->user_data, instrument, NULL);
}

/* The list has it, or does not, or has another key for it than the list before. Whoever is told may
 * remove the instrument */
static void
on_resolved (gpointer           user_data,
             guint              instrument,
             const FeedListing *listing)
{
  FeedVenue *self = user_data;
  FeedPlace *place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (instrument));
  const FeedVenueContext *context = self->context;
  g_autoptr (GObject) owner = g_object_ref (context->events.user_data);
  g_autoptr (GError) error = NULL;
  gboolean same;

  if (place == NULL)
    return;
  if (listing == NULL) {
    take_unknown (self, place);
    return;
  }
  same = place->listing != NULL && g_str_equal (place->listing->key, listing->key);
  g_clear_pointer (&place->listing, feed_listing_free);
  place->listing = feed_listing_copy (listing);
  place->unknown = FALSE;
  context->listed (context->events.user_data, instrument, listing, NULL);
  place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (instrument));
  if (place == NULL || (place->shard != NULL && same))
    return;
  disconnect_place (place);
  place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (instrument));
  if (place != NULL && place->shard == NULL && !connect_place (self, place, &error))
    context->listed (context->events.user_data, instrument, NULL, error);
}

/* Instruments wait for their listings; while the venue is stopped, nobody fetches any */
static gboolean
is_keyed (FeedVenue *self)
{
  return info (self)->keyed_by_list && self->context->lists != NULL;
}

static void
set_resolver (FeedVenue *self)
{
  FeedList *list = is_keyed (self)
                   ? feed_lists_get (self->context->lists, self->provider) : NULL;
  GHashTableIter iter;
  gpointer value;

  if (self->resolver != NULL)
    feed_resolver_stop (self->resolver);
  g_clear_object (&self->resolver);
  if (list == NULL)
    return;
  self->resolver = feed_resolver_new (list, feed_lists_get_path (self->context->lists), on_resolved,
                                      self);
  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    FeedPlace *place = value;

    feed_resolver_add (self->resolver, place->instrument, place->symbol);
  }
}

void
feed_venue_start (FeedVenue *self)
{
  self->running = TRUE;
  if (self->login != NULL)
    feed_login_set_running (self->login, TRUE);
  if (self->resolver == NULL)
    set_resolver (self);
  for (guint i = 0; self->running && i < self->shards->len && has_endpoints (self); i++)
    feed_shard_start (self->shards->pdata[i]);
}

void
feed_venue_stop (FeedVenue *self)
{
  self->running = FALSE;
  feed_venue_end_moves (self);
  if (self->login != NULL)
    feed_login_set_running (self->login, FALSE);
  for (guint i = 0; !self->running && i < self->shards->len; i++)
    feed_shard_stop (self->shards->pdata[i]);
}

gboolean
feed_venue_set_list_base (FeedVenue  *self,
                          const char *list_base,
                          GError    **error)
{
  if (!feed_provider_set_list_base (self->provider, list_base, error))
    return FALSE;
  if (self->running)
    set_resolver (self);
  return TRUE;
}

/* Instruments that wait for their listings will want room too */
static gboolean
check_room (FeedVenue *self,
            GError   **error)
{
  guint most = info (self)->connections_per_account * info (self)->instruments_per_connection;

  if (most == 0 || g_hash_table_size (self->places) < most)
    return TRUE;
  g_set_error (error, FEED_ERROR, FEED_ERROR_LIMIT, "%s allows %u instruments on %u connections",
               info (self)->name, most, info (self)->connections_per_account);
  return FALSE;
}

gboolean
feed_venue_add (FeedVenue  *self,
                guint       instrument,
                const char *symbol,
                GError    **error)
{
  FeedPlace *place;

  if (!check_room (self, error))
    return FALSE;
  place = g_new0 (FeedPlace, 1);
  place->instrument = instrument;
  place->symbol = g_strdup (symbol);
  place->slot = FEED_NO_PLACE;
  place->exchange = find_exchange (self, symbol);
  g_hash_table_insert (self->places, GUINT_TO_POINTER (instrument), place);
  if (self->resolver != NULL)
    feed_resolver_add (self->resolver, instrument, symbol);
  if (is_keyed (self))
    return TRUE;
  if (connect_place (self, place, error))
    return TRUE;
  g_hash_table_remove (self->places, GUINT_TO_POINTER (instrument));
  return FALSE;
}

void
feed_venue_remove (FeedVenue *self,
                   guint      instrument)
{
  gpointer key, value;
  FeedPlace *place;
  FeedShard *shard;

  if (!g_hash_table_steal_extended (self->places, GUINT_TO_POINTER (instrument), &key, &value))
    g_return_if_reached ();
  place = value;
  if (self->resolver != NULL)
    feed_resolver_remove (self->resolver, instrument);
  shard = place->shard;
  disconnect_place (place);
  if (shard != NULL && feed_exchanges_get_n (self->context->exchanges) > 0)
    feed_venue_follow_shard_hours (self, shard);
  place_free (place);
}

void
feed_venue_set_info_known (FeedVenue *self,
                           guint      instrument,
                           gboolean   halted)
{
  FeedPlace *place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (instrument));

  if (place == NULL || place->slot == FEED_NO_PLACE)
    return;
  place->info_known = TRUE;
  place->halted = halted;
  feed_connection_set_info_known (feed_shard_get_connection (place->shard), place->slot, halted);
}

/* Before the connections: what they ask for of it then is asked anew */
static void
tell_login (FeedVenue              *self,
            FeedSupervisorEventType event)
{
  if (self->login == NULL)
    return;
  if (event == FEED_EVENT_RETRY_NOW)
    feed_login_retry (self->login);
  else if (event == FEED_EVENT_NETWORK_DOWN || event == FEED_EVENT_SLEEP ||
           event == FEED_EVENT_WAKE || event == FEED_EVENT_BOOT_JUMP)
    feed_login_interrupt (self->login);
}

void
feed_venue_notify (FeedVenue              *self,
                   FeedSupervisorEventType event)
{
  tell_login (self, event);
  for (guint i = 0; i < self->shards->len; i++)
    feed_connection_notify (feed_shard_get_connection (self->shards->pdata[i]), event);
}

void
feed_venue_measure (FeedVenue *self)
{
  for (guint i = 0; i < self->shards->len; i++)
    feed_shard_measure (self->shards->pdata[i]);
  if (self->running)
    feed_venue_balance (self);
}

gboolean
feed_venue_get_row_facts (FeedVenue    *self,
                          guint         instrument,
                          FeedRowFacts *facts)
{
  FeedPlace *place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (instrument));

  if (place != NULL && place->unknown) {
    *facts = (FeedRowFacts) { .unknown = TRUE };
    return TRUE;
  }
  if (place == NULL || place->slot == FEED_NO_PLACE)
    return FALSE;
  feed_connection_get_row_facts (feed_shard_get_connection (place->shard), place->slot, facts);
  return TRUE;
}
