/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedTick: one message of a venue about one instrument, as a plain value.
 */
#include "feed/core/feed-tick.h"

#include <math.h>

static const char *const source_names[] = { "stream", "poll", "probe", "replay" };

static const char *const flag_names[] = {
  "trade", "quote", "stats", "snapshot", "stale",
  "backfill", "conflated", "first-after-gap", "late", "future", "gap", "depth",
};

G_STATIC_ASSERT (G_N_ELEMENTS (source_names) == FEED_SOURCE_REPLAY + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (flag_names) == FEED_N_TICK_FLAGS);

G_DEFINE_BOXED_TYPE (FeedTick, feed_tick, feed_tick_copy, feed_tick_free)

/**
 * feed_tick_init:
 * @tick: (out caller-allocates): a tick
 *
 * Makes @tick one that carries nothing: all prices NaN, no flag, sequence −1.
 */
void
feed_tick_init (FeedTick *tick)
{
  *tick = (FeedTick) {
    .source = FEED_SOURCE_STREAM,
    .sequence = -1,
    .last = NAN, .last_size = NAN,
    .bid = NAN, .bid_size = NAN,
    .ask = NAN, .ask_size = NAN,
    .open = NAN, .high = NAN, .low = NAN, .close = NAN,
    .volume = NAN,
    .open_interest = NAN,
  };
}

/**
 * feed_tick_copy:
 * @tick: a tick
 *
 * Returns: (transfer full): a copy, freed by feed_tick_free()
 */
FeedTick *
feed_tick_copy (const FeedTick *tick)
{
  FeedTick *copy = g_new (FeedTick, 1);

  *copy = *tick;
  return copy;
}

/**
 * feed_tick_free:
 * @tick: (transfer full): a tick made by feed_tick_copy()
 */
void
feed_tick_free (FeedTick *tick)
{
  g_free (tick);
}

/**
 * feed_source_to_string:
 * @source: a source
 *
 * Returns: its name as printed
 */
const char *
feed_source_to_string (FeedSource source)
{
  g_return_val_if_fail ((guint) source < G_N_ELEMENTS (source_names), "unknown");

  return source_names[source];
}

/**
 * feed_tick_flag_name:
 * @bit: number of a flag, below %FEED_N_TICK_FLAGS
 *
 * Returns: the name of the flag `1 << bit` as printed
 */
const char *
feed_tick_flag_name (guint bit)
{
  g_return_val_if_fail (bit < FEED_N_TICK_FLAGS, "unknown");

  return flag_names[bit];
}
