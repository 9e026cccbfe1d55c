/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The gate where the venue's ids are the keys. A poll moves LAST and STATS, never the TAPE and never
 * the update id of QUOTE. Time is only ever the key of STATS and DEPTH.
 *
 * Ids can restart at the venue. Lower ids are dropped as late until it is certain:
 *
 * - five trades or quotes in a row below their key, all in later generations than the key's, and a
 *   poll requested after the first of them whose id is below the key too: all ids start anew;
 * - the same five quotes and such a poll with exactly the values of a quote below the key: the
 *   update ids alone start anew (trade ids may well go on);
 * - no stream to ask, and five polls in a row over 15 s or more below the key, never falling: the
 *   same as the first, lest a polled row freeze.
 */
#include "feed/core/feed-arbiter-private.h"

static void
rebase_all (Passage *passage)
{
  Slot *slot = passage->slot;

  order_clear (&slot->tape);
  order_clear (&slot->quote);
  slot->last_key = NO_KEY;
  slot->low_poll_us = 0;
  slot->n_low_polls = 0;
  mark_rebased (passage);
}

static void
rebase_quote (Passage *passage)
{
  order_clear (&passage->slot->quote);
  mark_rebased (passage);
}

/* What a poll says of the venue's ids, before the poll itself is judged by them */
static void
heed_polled_id (Passage *passage)
{
  Slot *slot = passage->slot;
  gint64 id = passage->tick->sequence;
  gint64 requested_at_us = passage->context->requested_at_us;
  gint64 key = slot->tape.key != NO_KEY ? slot->tape.key : slot->last_key;

  if (id < 0)
    return;
  slot->low_poll_us = id < key ? requested_at_us : 0;
  if (id >= slot->last_key) {
    slot->n_low_polls = 0;
  } else if (count_low_poll (slot, id, requested_at_us)
             || (slot->low_poll_us != 0
                 && (order_is_refuted (&slot->tape, requested_at_us)
                     || order_is_refuted (&slot->quote, requested_at_us)))) {
    rebase_all (passage);
  }
}

static void
heed_polled_quote (Passage *passage)
{
  Slot *slot = passage->slot;

  slot->polled_quote = tick_quote (passage->tick);
  slot->polled_quote_us = passage->context->requested_at_us;
  if (order_is_refuted (&slot->quote, slot->polled_quote_us)
      && same_quote (&slot->polled_quote, &slot->low_quote))
    rebase_quote (passage);
}

static guint
gate_tape (Passage *passage)
{
  Slot *slot = passage->slot;
  gint64 id = passage->tick->sequence;

  if (!passage->streamed && !passage->backfill)
    return 0;
  if (id < 0)
    return FEED_SERIES_TAPE;
  if (id < slot->tape.key && order_count_low (&slot->tape, passage)
      && order_is_refuted (&slot->tape, slot->low_poll_us))
    rebase_all (passage);
  if (id > slot->tape.key) {
    order_accept (&slot->tape, id, passage);
    return FEED_SERIES_TAPE;
  }
  passage->late |= id < slot->tape.key;
  return 0;
}

static guint
gate_last (Passage *passage)
{
  Slot *slot = passage->slot;
  const FeedTick *tick = passage->tick;
  guint keyed = tick->flags & (FEED_TICK_TRADE | FEED_TICK_STATS);
  gint64 id = keyed || !(tick->flags & FEED_TICK_QUOTE) ? tick->sequence : NO_KEY;

  if (id < 0)
    return slot->last_key == NO_KEY ? FEED_SERIES_LAST : 0;
  if (id > slot->last_key) {
    slot->last_key = id;
    slot->n_low_polls = 0;
    return FEED_SERIES_LAST;
  }
  passage->late |= id < slot->last_key;
  return 0;
}

static guint
gate_streamed_quote (Passage *passage)
{
  Slot *slot = passage->slot;
  const FeedTick *tick = passage->tick;
  Quote quote = tick_quote (tick);
  guint other = tick->flags & (FEED_TICK_TRADE | FEED_TICK_STATS);
  gint64 id = other ? NO_KEY : tick->sequence;

  if (id >= 0 && id < slot->quote.key) {
    gboolean run = order_count_low (&slot->quote, passage);

    slot->low_quote = quote;
    if (run && order_is_refuted (&slot->quote, slot->low_poll_us))
      rebase_all (passage);
    else if (run && order_is_refuted (&slot->quote, slot->polled_quote_us)
             && same_quote (&slot->polled_quote, &quote))
      rebase_quote (passage);
  }
  if (id >= 0 && id < slot->quote.key) {
    passage->late = TRUE;
    return 0;
  }
  slot->quote_seen_us = tick->receive_time_us;
  if ((id < 0 || id == slot->quote.key) && same_quote (&quote, &slot->newest_quote))
    return 0;
  if (id >= 0)
    order_accept (&slot->quote, id, passage);
  slot->newest_quote = quote;
  return FEED_SERIES_QUOTE;
}

/* A polled quote has no key: it passes where it cannot be older than what the stream brought */
static guint
gate_polled_quote (Passage *passage)
{
  Slot *slot = passage->slot;
  gint64 requested_at_us = passage->context->requested_at_us;
  Quote quote = tick_quote (passage->tick);

  heed_polled_quote (passage);
  if (!passage->context->poll_leads || slot->quote_seen_us > requested_at_us)
    return 0;
  if (requested_at_us < slot->accepted_quote_us) {
    passage->late = TRUE;
    return 0;
  }
  if (same_quote (&quote, &slot->newest_quote))
    return 0;
  slot->newest_quote = quote;
  slot->accepted_quote_us = requested_at_us;
  return FEED_SERIES_QUOTE;
}

/* TRUE where the tick is older than what has that key, a time. One that is far ahead of the venue's
 * clock is no key */
static gboolean
is_out_of_time (Passage *passage,
                gint64  *key_us)
{
  const FeedArbiter *self = passage->arbiter;
  gint64 time_us = passage->tick->exchange_time_us;

  if (self->clock_us != 0 && *key_us > venue_now (self, passage->tick) + FUTURE_US)
    *key_us = 0;
  if (time_us == 0 || time_us >= *key_us)
    return FALSE;
  passage->late = TRUE;
  return TRUE;
}

static void
accept_time (const Passage *passage,
             gint64        *key_us)
{
  const FeedTick *tick = passage->tick;

  if (!(tick->flags & FEED_TICK_FUTURE) && tick->exchange_time_us != 0)
    *key_us = tick->exchange_time_us;
}

static guint
gate_stats (Passage *passage)
{
  Slot *slot = passage->slot;
  const FeedTick *tick = passage->tick;
  Stats stats = tick_stats (tick);
  gint64 time_us = tick->exchange_time_us;

  if (is_out_of_time (passage, &slot->stats_key))
    return 0;
  if (time_us == 0 && !passage->streamed
      && slot->stats_seen_us > passage->context->requested_at_us)
    return 0;
  if (passage->streamed)
    slot->stats_seen_us = tick->receive_time_us;
  if ((time_us == 0 || time_us == slot->stats_time_us) && same_stats (&stats, &slot->stats))
    return 0;
  if (time_us != 0 && time_us == slot->stats_key && !passage->streamed)
    return 0;
  slot->stats = stats;
  slot->stats_time_us = time_us;
  accept_time (passage, &slot->stats_key);
  return FEED_SERIES_STATS;
}

/* Five levels and twenty come in messages of different kinds, whose numbers cannot be compared:
 * their times can. What has the same time passes in order of arrival; a poll must be newer. */
static guint
gate_depth (Passage *passage)
{
  Slot *slot = passage->slot;
  const FeedTick *tick = passage->tick;
  gint64 requested_at_us = passage->context->requested_at_us;

  if (is_out_of_time (passage, &slot->depth_key))
    return 0;
  if (passage->streamed)
    slot->depth_seen_us = tick->receive_time_us;
  else if (!passage->context->poll_leads || slot->depth_seen_us > requested_at_us
           || (tick->exchange_time_us != 0 && tick->exchange_time_us == slot->depth_key))
    return 0;
  accept_time (passage, &slot->depth_key);
  return FEED_SERIES_DEPTH;
}

/* Takes from the tick what was not accepted. A number whose kind went is taken too, lest the id of
 * a trade be read as that of a quote */
void
feed_arbiter_strip_ids (Passage *passage,
                        guint    mask)
{
  FeedTick *tick = passage->tick;
  guint had = tick->flags;
  gboolean known = (mask & FEED_SERIES_STATS) && tick->sequence == passage->slot->last_key;

  if (!(mask & (FEED_SERIES_TAPE | FEED_SERIES_LAST)) && !known)
    clear_last (tick);
  if (!(mask & FEED_SERIES_TAPE))
    tick->flags &= ~FEED_TICK_TRADE;
  if ((had & FEED_TICK_QUOTE) && !(mask & FEED_SERIES_QUOTE))
    clear_quote (tick);
  if ((had & FEED_TICK_STATS) && !(mask & FEED_SERIES_STATS))
    clear_stats (tick);
  if (!(mask & FEED_SERIES_DEPTH))
    tick->flags &= ~FEED_TICK_DEPTH;
  if (had & ~(guint) tick->flags & (FEED_TICK_TRADE | FEED_TICK_STATS))
    tick->sequence = NO_KEY;
}

guint
feed_arbiter_ask_ids (Passage *passage)
{
  guint flags = passage->tick->flags;
  guint mask = 0;

  if (!passage->streamed && !passage->backfill && flags & FEED_TICK_STATS)
    heed_polled_id (passage);
  if (flags & FEED_TICK_TRADE)
    mask |= gate_tape (passage);
  if (!isnan (passage->tick->last))
    mask |= gate_last (passage);
  if (flags & FEED_TICK_QUOTE)
    mask |= passage->streamed ? gate_streamed_quote (passage) : gate_polled_quote (passage);
  if (flags & FEED_TICK_STATS)
    mask |= gate_stats (passage);
  if (flags & FEED_TICK_DEPTH)
    mask |= gate_depth (passage);
  return mask;
}
