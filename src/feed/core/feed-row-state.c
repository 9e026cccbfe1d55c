/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/core/feed-row-state.h"

/* An answer that nothing traded is believed for this long, or for three rounds of the plan where
 * those take longer: an audit of a full connection takes about 70 s to come round */
#define QUIET_FOR_US (120 * G_USEC_PER_SEC)
#define POLL_ROUNDS  3

static const GEnumValue row_states[] = {
  { FEED_ROW_UNCONFIRMED, "FEED_ROW_UNCONFIRMED", "unconfirmed" },
  { FEED_ROW_LIVE, "FEED_ROW_LIVE", "live" },
  { FEED_ROW_QUIET, "FEED_ROW_QUIET", "quiet" },
  { FEED_ROW_POLLED, "FEED_ROW_POLLED", "polled" },
  { FEED_ROW_STALE, "FEED_ROW_STALE", "stale" },
  { FEED_ROW_HALTED, "FEED_ROW_HALTED", "halted" },
  { FEED_ROW_CLOSED, "FEED_ROW_CLOSED", "closed" },
  { FEED_ROW_UNKNOWN, "FEED_ROW_UNKNOWN", "unknown" },
  { 0, NULL, NULL },
};

static gboolean
happened_within (gint64 time_us,
                 gint64 span_us,
                 gint64 now_us)
{
  return time_us != 0 && now_us - time_us <= span_us;
}

/* The plan, or a probe, still delivers the row */
static gboolean
is_polled (const FeedRowFacts *facts,
           gint64              now_us)
{
  gint64 poll_for_us = MAX (POLL_ROUNDS * facts->poll_expected_us, facts->stale_after_us);

  return happened_within (facts->poll_us, poll_for_us, now_us);
}

static FeedRowState
decide_by_stream (const FeedRowFacts *facts,
                  gint64              now_us)
{
  gint64 quiet_for_us = MAX (QUIET_FOR_US, POLL_ROUNDS * facts->poll_expected_us);
  gint64 since_us = MAX (facts->stream_tick_us, facts->gap_end_us);

  /* Something traded: that is not quiet, whoever will be first to prove the stream mute */
  if (facts->owed && is_polled (facts, now_us))
    return FEED_ROW_POLLED;
  if (facts->poll_us >= since_us && happened_within (facts->poll_us, quiet_for_us, now_us))
    return FEED_ROW_QUIET;
  return FEED_ROW_UNCONFIRMED;
}

static FeedRowState
decide_by_poll (const FeedRowFacts *facts,
                gint64              now_us)
{
  if (facts->poll_us == 0 && facts->stream_tick_us == 0)
    return FEED_ROW_UNCONFIRMED;
  if (facts->poll_us >= facts->stream_tick_us)
    return is_polled (facts, now_us) ? FEED_ROW_POLLED : FEED_ROW_STALE;
  return happened_within (facts->stream_tick_us, facts->stale_after_us, now_us)
         ? FEED_ROW_UNCONFIRMED : FEED_ROW_STALE;
}

/**
 * feed_row_state_decide: (skip)
 * @facts: all that is known of the row
 * @now_us: monotonic time
 *
 * The first line that holds decides:
 *
 * | unknown, closed, halted | stream | the row's ticks and polls | state |
 * |---|---|---|---|
 * | unknown | | | unknown |
 * | closed | | | closed |
 * | halted | | | halted |
 * | | proven mute on this row | polled within P | polled |
 * | | proven mute on this row | no | stale |
 * | | open | ticked since it opened and within `live_for_us` | live |
 * | | link up | a poll saw what the stream did not bring, within P | polled |
 * | | link up | polled since the last tick and since the stream opened, within Q | quiet |
 * | | link up | no | unconfirmed |
 * | | link not up | neither ticked nor polled ever: there is no price | unconfirmed |
 * | | link not up | polled since the last tick, within P | polled |
 * | | link not up | polled since the last tick, longer ago | stale |
 * | | link not up | not polled since the last tick, which is within `stale_after_us` | unconfirmed |
 * | | link not up | not polled since the last tick, which is longer ago | stale |
 *
 * P is three times `poll_expected_us`, at least `stale_after_us`; Q is three times
 * `poll_expected_us`, at least two minutes. A row that nothing confirms on a link that is up is
 * unconfirmed and not stale: the link is alive, only nobody asked about this row for a while.
 *
 * Returns: what may be believed of the row
 */
FeedRowState
feed_row_state_decide (const FeedRowFacts *facts,
                       gint64              now_us)
{
  g_return_val_if_fail (facts != NULL, FEED_ROW_UNCONFIRMED);

  if (facts->unknown)
    return FEED_ROW_UNKNOWN;
  if (facts->closed)
    return FEED_ROW_CLOSED;
  if (facts->halted)
    return FEED_ROW_HALTED;
  if (facts->behind)
    return is_polled (facts, now_us) ? FEED_ROW_POLLED : FEED_ROW_STALE;
  if (facts->gap_end_us != 0 && facts->stream_tick_us >= facts->gap_end_us
      && happened_within (facts->stream_tick_us, facts->live_for_us, now_us))
    return FEED_ROW_LIVE;
  return facts->link_up ? decide_by_stream (facts, now_us) : decide_by_poll (facts, now_us);
}

/**
 * feed_row_state_to_string:
 * @state: a row state
 *
 * Returns: its word, in English and lower case
 */
const char *
feed_row_state_to_string (FeedRowState state)
{
  g_return_val_if_fail ((guint) state < FEED_N_ROW_STATES, NULL);

  return row_states[state].value_nick;
}

/**
 * feed_row_state_get_type: (skip)
 *
 * Returns: the enumeration's type
 */
GType
feed_row_state_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("FeedRowState", row_states));
  return type;
}
