/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The gate where the venue orders its ticks by (second, sequence within the day). A packet is one
 * picture: its price, its statistics and its quote pass together or not at all. Three kinds of ticks
 * meet here.
 *
 * - Packets with a price: by their second, then by their sequence, which numbers a whole segment of
 *   the venue and so may jump. What has no sequence, an index, passes in the order of arrival. The
 *   same key with other content is new; with the same content it is a duplicate.
 * - Polls, which have no sequence: by the volume of the day, against the newest tick accepted. Where
 *   that is equal, the poll is new only if no packet came within a second before its request. From
 *   then on a packet needs more volume than the poll, or as much (or none) and the second of the
 *   poll's last trade. What the stream does not carry, polls give in the order of their requests.
 * - Twenty levels, by their own milliseconds. Beside them a packet's best five are of no use, and its
 *   quote is only where it is of a later second; its levels are where the twenty fall behind.
 *
 * A key can be wrong in two ways. One more than 120 s ahead of the venue's clock counts as none; and
 * five packets in a row below it, all of a later generation than the key's, with a poll requested
 * after the first of them that is of a second below the key too, start everything anew. So do five
 * polls in a row over 15 s or more with less volume, never falling, where no packet passes; and a
 * packet with less volume than a poll, but of 15 s after it, shows that the poll was wrong.
 */
#include "feed/core/feed-arbiter-private.h"

/* The venues of such keys are India's: days begin there 5 h 30 min before those of UTC */
#define DAY_BEGINS_US ((gint64) 330 * 60 * G_USEC_PER_SEC)
#define DAY_US ((gint64) 24 * 3600 * G_USEC_PER_SEC)
/* So long a stream is asked first */
#define STREAM_LEADS_US G_USEC_PER_SEC
/* So far twenty levels may lag behind a packet before its five take their place */
#define LEVELS_LAG_US (5 * G_USEC_PER_SEC)

/* So long after a poll volume has caught up with it */
#define DISPROVED_US (15 * G_USEC_PER_SEC)

/* How a poll stands to the newest tick accepted */
typedef enum {
  OLDER,
  EQUAL,
  NEWER,
} Rank;

static inline gint64
second_of (gint64 time_us)
{
  return time_us - time_us % G_USEC_PER_SEC;
}

/* Days since 1970 in India; 0 = not known */
static inline gint64
date_of (gint64 time_us)
{
  return time_us > 0 ? (time_us + DAY_BEGINS_US) / DAY_US : 0;
}

void
feed_arbiter_clear_dated (Dated *dated)
{
  memset (dated, 0, sizeof *dated);
  order_clear (&dated->order);
  dated->sequence = NO_KEY;
  dated->volume = dated->polled_volume = NAN;
  dated->last = dated->last_size = NAN;
}

/* The stream carries another part of the book from now on */
void
feed_arbiter_forget_dated_quote (Dated *dated)
{
  dated->book_us = dated->levels_us = 0;
  dated->has_levels = FALSE;
  dated->streamed = 0;
}

static void
rebase (Passage *passage)
{
  Dated *dated = passage->dated;

  order_clear (&dated->order);
  dated->sequence = NO_KEY;
  dated->volume = dated->polled_volume = NAN;
  dated->date = dated->polled_date = 0;
  dated->floor_us = dated->book_us = dated->levels_us = 0;
  passage->slot->low_poll_us = 0;
  passage->slot->n_low_polls = 0;
  mark_rebased (passage);
}

/* Times that lie beyond the venue's clock were wrong stamps, taken before there was a clock */
static void
forget_wrong_times (Passage *passage)
{
  Dated *dated = passage->dated;
  gint64 latest_us;

  if (passage->arbiter->clock_us == 0)
    return;
  latest_us = venue_now (passage->arbiter, passage->tick) + FUTURE_US;
  if (dated->order.key > latest_us) {
    order_clear (&dated->order);
    dated->sequence = NO_KEY;
    dated->date = 0;
  }
  if (dated->floor_us > latest_us)
    dated->floor_us = dated->polled_date = 0;
  if (dated->book_us > latest_us)
    dated->book_us = 0;
  if (dated->levels_us > latest_us)
    dated->levels_us = 0;
}

static gboolean
has_same_content (const Passage *passage)
{
  const FeedTick *tick = passage->tick;
  const Slot *slot = passage->slot;
  Quote quote = tick_quote (tick);
  Stats stats = tick_stats (tick);

  return same_number (tick->last, passage->dated->last)
         && same_number (tick->last_size, passage->dated->last_size)
         && (!(tick->flags & FEED_TICK_STATS) || same_stats (&stats, &slot->stats))
         && (!(tick->flags & FEED_TICK_QUOTE) || same_quote (&quote, &slot->newest_quote));
}

/* The series of a quote and its levels that are of use beside twenty levels; a book without a second
 * passes where there are none */
static guint
gate_book (Passage *passage)
{
  Dated *dated = passage->dated;
  const FeedTick *tick = passage->tick;
  gint64 second_us = second_of (tick->exchange_time_us);
  guint mask = 0;

  if (!dated->has_levels || second_us > second_of (dated->levels_us))
    mask |= FEED_SERIES_QUOTE;
  if (!dated->has_levels || second_us > dated->levels_us + LEVELS_LAG_US)
    mask |= FEED_SERIES_DEPTH;
  if (mask & FEED_SERIES_QUOTE) {
    passage->slot->newest_quote = tick_quote (tick);
    if (!(tick->flags & FEED_TICK_FUTURE))
      dated->book_us = MAX (dated->book_us, second_us);
  }
  return tick->flags & FEED_TICK_DEPTH ? mask : mask & ~(guint) FEED_SERIES_DEPTH;
}

static guint
accept_series (Passage *passage)
{
  const FeedTick *tick = passage->tick;
  guint mask = 0;

  if (!isnan (tick->last)) {
    passage->dated->last = tick->last;
    passage->dated->last_size = tick->last_size;
    mask |= FEED_SERIES_LAST;
  }
  if (tick->flags & FEED_TICK_STATS) {
    passage->slot->stats = tick_stats (tick);
    mask |= FEED_SERIES_STATS;
  }
  if (tick->flags & FEED_TICK_QUOTE)
    mask |= gate_book (passage);
  return mask;
}

/* Below the key of the newest packet, which is no wrong one */
static gboolean
is_low (Passage *passage)
{
  Dated *dated = passage->dated;
  const FeedTick *tick = passage->tick;
  gint64 second_us = second_of (tick->exchange_time_us);

  if (tick->sequence < 0 || second_us == 0 || second_us > dated->order.key ||
      (second_us == dated->order.key && tick->sequence >= dated->sequence))
    return FALSE;
  if (!order_count_low (&dated->order, passage) ||
      !order_is_refuted (&dated->order, passage->slot->low_poll_us))
    return TRUE;
  rebase (passage);
  return FALSE;
}

/* A poll that was accepted knew more. Less volume long after that poll shows that it was wrong */
static gboolean
is_behind_poll (Passage *passage)
{
  Dated *dated = passage->dated;
  const FeedTick *tick = passage->tick;
  gint64 second_us = second_of (tick->exchange_time_us);
  gint64 date = date_of (second_us);

  if (dated->polled_date != 0 && date != 0 && date != dated->polled_date)
    return date < dated->polled_date;
  if (tick->volume > dated->polled_volume)
    return FALSE;
  if (tick->volume < dated->polled_volume) {
    if (second_us < dated->polled_us + DISPROVED_US)
      return TRUE;
    dated->polled_volume = NAN;
    dated->polled_date = dated->floor_us = 0;
  }
  return second_us != 0 && second_us < dated->floor_us;
}

static guint
gate_packet (Passage *passage)
{
  Dated *dated = passage->dated;
  const FeedTick *tick = passage->tick;
  gint64 second_us = second_of (tick->exchange_time_us);
  gboolean same_key;

  dated->streamed |= tick->flags;
  if (is_low (passage) || is_behind_poll (passage)) {
    passage->late = TRUE;
    return 0;
  }
  same_key = tick->sequence == dated->sequence && second_us == MAX (dated->order.key, 0);
  dated->packet_us = tick->receive_time_us;
  if (same_key && has_same_content (passage))
    return 0;
  passage->slot->n_low_polls = 0;
  dated->volume = tick->volume;
  if (!(tick->flags & FEED_TICK_FUTURE) && second_us != 0) {
    if (second_us > dated->order.key || tick->sequence >= 0) {
      order_accept (&dated->order, second_us, passage);
      dated->sequence = tick->sequence;
    }
    dated->date = date_of (second_us);
  }
  return accept_series (passage);
}

static guint
gate_levels (Passage *passage)
{
  Dated *dated = passage->dated;
  const FeedTick *tick = passage->tick;
  gint64 time_us = tick->exchange_time_us;
  guint mask = FEED_SERIES_DEPTH;

  if (time_us != 0 && time_us < dated->levels_us) {
    passage->late = TRUE;
    return 0;
  }
  dated->has_levels = TRUE;
  if (time_us != 0 && !(tick->flags & FEED_TICK_FUTURE))
    dated->levels_us = time_us;
  if (time_us == 0 || time_us >= dated->book_us) {
    passage->slot->newest_quote = tick_quote (tick);
    mask |= FEED_SERIES_QUOTE;
  }
  return mask;
}

static Rank
rank_volumes (const FeedTick *tick,
              gint64          date,
              double          volume)
{
  gint64 polled_date = date_of (MAX (tick->exchange_time_us, tick->trade_time_us));

  if (date != 0 && polled_date != 0 && date != polled_date)
    return polled_date > date ? NEWER : OLDER;
  if (isnan (tick->volume) || isnan (volume) || tick->volume == volume)
    return EQUAL;
  return tick->volume > volume ? NEWER : OLDER;
}

/* Whether a poll that knows of no other trade than the newest tick is new all the same */
static gboolean
wins_tie (const Passage *passage)
{
  const Dated *dated = passage->dated;
  gint64 time_us = passage->tick->exchange_time_us;
  gint64 requested_us = passage->context->requested_at_us;

  if (time_us != 0 && second_of (time_us) < dated->order.key)
    return FALSE;
  return requested_us >= dated->requested_us &&
         (dated->packet_us == 0 || dated->packet_us < requested_us - STREAM_LEADS_US);
}

/* What a poll says of wrong keys, before it is judged by them */
static Rank
heed_poll (Passage *passage)
{
  Slot *slot = passage->slot;
  Dated *dated = passage->dated;
  const FeedTick *tick = passage->tick;
  gint64 requested_us = passage->context->requested_at_us;
  Rank rank = rank_volumes (tick, dated->date, dated->volume);

  slot->low_poll_us = tick->exchange_time_us != 0 &&
                      second_of (tick->exchange_time_us) < dated->order.key ? requested_us : 0;
  if (rank != OLDER)
    slot->n_low_polls = 0;
  else if (order_is_refuted (&dated->order, slot->low_poll_us) ||
           (!isnan (tick->volume) && count_low_poll (slot, (gint64) MIN (tick->volume, 1e18),
                                                     requested_us)))
    rebase (passage);
  return rank_volumes (tick, dated->date, dated->volume);
}

/* The newest tick is this poll: packets are measured by it */
static void
accept_poll (Passage *passage)
{
  Dated *dated = passage->dated;
  const FeedTick *tick = passage->tick;

  dated->volume = tick->volume;
  dated->requested_us = passage->context->requested_at_us;
  if (tick->flags & FEED_TICK_FUTURE)
    return;
  dated->polled_us = second_of (MAX (tick->exchange_time_us, tick->trade_time_us));
  dated->polled_volume = dated->polled_us != 0 ? tick->volume : NAN;
  dated->date = dated->polled_date = date_of (dated->polled_us);
  dated->floor_us = second_of (tick->trade_time_us);
}

static guint
gate_poll (Passage *passage)
{
  Dated *dated = passage->dated;
  FeedTick *tick = passage->tick;
  Rank rank = heed_poll (passage);
  guint alone = tick->flags & ~dated->streamed & (FEED_TICK_STATS | FEED_TICK_QUOTE);
  guint mask = 0;

  if (rank == NEWER || (rank == EQUAL && wins_tie (passage))) {
    if (rank == EQUAL && has_same_content (passage))
      return 0;
    accept_poll (passage);
    return accept_series (passage);
  }
  passage->late = rank == OLDER;
  if (passage->context->requested_at_us < dated->requested_us)
    return 0;
  /* Nobody else tells these */
  if (alone & FEED_TICK_STATS &&
      rank_volumes (tick, dated->polled_date, dated->polled_volume) != OLDER) {
    Stats stats = tick_stats (tick);

    if (!same_stats (&stats, &passage->slot->stats))
      mask |= FEED_SERIES_STATS;
    passage->slot->stats = stats;
  }
  if (alone & FEED_TICK_QUOTE) {
    Quote quote = tick_quote (tick);

    if (!same_quote (&quote, &passage->slot->newest_quote))
      mask |= gate_book (passage);
  }
  return mask;
}

/**
 * feed_arbiter_ask_dated: (skip)
 * @passage: a tick on its way
 *
 * Returns: the series of it that are new
 */
guint
feed_arbiter_ask_dated (Passage *passage)
{
  const FeedTick *tick = passage->tick;

  forget_wrong_times (passage);
  if (!passage->streamed)
    return gate_poll (passage);
  if (isnan (tick->last) && !(tick->flags & FEED_TICK_STATS))
    return gate_levels (passage);
  return gate_packet (passage);
}

/**
 * feed_arbiter_strip_dated: (skip)
 * @passage: a tick on its way
 * @mask: the series of it that are new
 *
 * Takes away the others.
 */
void
feed_arbiter_strip_dated (Passage *passage,
                          guint    mask)
{
  FeedTick *tick = passage->tick;

  if (!(mask & FEED_SERIES_LAST))
    clear_last (tick);
  if (!(mask & FEED_SERIES_STATS))
    clear_stats (tick);
  if (!(mask & FEED_SERIES_DEPTH))
    tick->flags &= ~FEED_TICK_DEPTH;
  if (!(mask & FEED_SERIES_QUOTE))
    clear_quote (tick);
}
