/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-subscriptions.h"

#include "feed/feed-board-private.h"
#include "feed/feed-instrument-private.h"

/* A subscribed instrument; its index is its place in the table and never used again. */
typedef struct {
  FeedVenue *venue;      /* NULL: not subscribed any more */
  guint      n_users;
} FeedSubscription;

struct _FeedSubscriptions {
  FeedBoard  *board;
  GArray     *table;     /* FeedSubscription, by index */
  GHashTable *infos;     /* "venue:symbol" → FeedInstrumentInfo */
};

FeedSubscriptions *
feed_subscriptions_new (FeedBoard *board)
{
  FeedSubscriptions *self = g_new0 (FeedSubscriptions, 1);

  self->board = g_object_ref (board);
  self->table = g_array_new (FALSE, TRUE, sizeof (FeedSubscription));
  self->infos = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
feed_subscriptions_free (FeedSubscriptions *self)
{
  g_object_unref (self->board);
  g_array_unref (self->table);
  g_hash_table_unref (self->infos);
  g_free (self);
}

static FeedSubscription *
entry (FeedSubscriptions *self,
       guint              instrument)
{
  return &g_array_index (self->table, FeedSubscription, instrument);
}

static guint
add_new (FeedSubscriptions *self,
         FeedVenue         *venue,
         const char        *symbol,
         GError           **error)
{
  const char *venue_id = feed_venue_get_id (venue);
  g_autofree char *id = g_strconcat (venue_id, ":", symbol, NULL);
  FeedSubscription fresh = { venue, 1 };
  guint index = self->table->len;
  FeedInstrumentInfo *info;

  feed_board_add (self->board, venue_id, symbol, index);
  if (feed_provider_get_info (feed_venue_get_provider (venue))->has_depth)
    feed_board_reserve_depth (self->board, index);
  g_array_append_val (self->table, fresh);
  if (!feed_venue_add (venue, index, symbol, error)) {
    entry (self, index)->venue = NULL;
    feed_board_remove (self->board, index);
    return FEED_NO_INSTRUMENT;
  }
  info = g_hash_table_lookup (self->infos, id);
  if (info != NULL) {
    feed_venue_set_info_known (venue, index, info->halted);
    feed_board_set_decimals (self->board, index, info->price_decimals, info->size_decimals);
  }
  return index;
}

guint
feed_subscriptions_add (FeedSubscriptions *self,
                        FeedVenue         *venue,
                        const char        *symbol,
                        GError           **error)
{
  g_autofree char *canonical = feed_provider_normalize_symbol (feed_venue_get_provider (venue),
                                                               symbol, error);
  g_autofree char *id = NULL;
  FeedInstrument *row;
  guint index;

  if (canonical == NULL)
    return FEED_NO_INSTRUMENT;
  id = g_strconcat (feed_venue_get_id (venue), ":", canonical, NULL);
  row = feed_board_lookup (self->board, id);
  if (row == NULL)
    return add_new (self, venue, canonical, error);
  index = feed_instrument_get_index (row);
  entry (self, index)->n_users++;
  return index;
}

gboolean
feed_subscriptions_contains (FeedSubscriptions *self,
                             guint              instrument)
{
  return instrument < self->table->len && entry (self, instrument)->venue != NULL;
}

void
feed_subscriptions_remove (FeedSubscriptions *self,
                           guint              instrument)
{
  FeedSubscription *subscription = entry (self, instrument);
  FeedVenue *venue;

  if (--subscription->n_users > 0)
    return;
  venue = g_steal_pointer (&subscription->venue);
  /* First the row: who subscribes again from a callback gets a new one */
  feed_board_remove (self->board, instrument);
  feed_venue_remove (venue, instrument);
}

void
feed_subscriptions_keep_info (FeedSubscriptions        *self,
                              const char               *venue,
                              const FeedInstrumentInfo *info)
{
  g_autofree char *id = g_strconcat (venue, ":", info->symbol, NULL);
  FeedInstrument *row = feed_board_lookup (self->board, id);

  if (row != NULL)
    feed_board_set_decimals (self->board, feed_instrument_get_index (row), info->price_decimals,
                             info->size_decimals);
  g_hash_table_replace (self->infos, g_steal_pointer (&id), g_memdup2 (info, sizeof *info));
}

void
feed_subscriptions_forget_quotes (FeedSubscriptions *self,
                                  FeedVenue         *venue)
{
  for (guint index = 0; index < self->table->len; index++) {
    if (entry (self, index)->venue == venue)
      feed_board_forget_quote (self->board, index);
  }
}

void
feed_subscriptions_refresh (FeedSubscriptions *self,
                            gint64             now_us)
{
  for (guint index = 0; index < self->table->len; index++) {
    FeedVenue *venue = entry (self, index)->venue;
    FeedRowFacts facts;

    if (venue == NULL || !feed_venue_get_row_facts (venue, index, &facts))
      continue;
    feed_board_confirm (self->board, index, MAX (facts.poll_us, facts.stream_tick_us));
    feed_board_set_state (self->board, index, feed_row_state_decide (&facts, now_us));
  }
}

gboolean
feed_subscriptions_is_trade_safe (FeedSubscriptions *self,
                                  guint              instrument,
                                  gint64             now_us,
                                  gint64             max_age_us)
{
  FeedRowFacts facts;
  FeedRowState state;

  if (!feed_subscriptions_contains (self, instrument) ||
      !feed_venue_get_row_facts (entry (self, instrument)->venue, instrument, &facts))
    return FALSE;
  state = feed_row_state_decide (&facts, now_us);
  return (state == FEED_ROW_LIVE || state == FEED_ROW_POLLED) &&
         feed_instrument_is_fit (feed_board_get_by_index (self->board, instrument),
                                 now_us - max_age_us);
}
