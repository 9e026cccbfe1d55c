/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/sweep.h"

#include <math.h>
#include <string.h>

#include "feed/feed-manager-private.h"

#define WALL_2026 (1790000000 * SWEEP_SECOND)
#define BLACKOUT_US (65 * SWEEP_SECOND)
/* As long as the rows and the colour may lag behind what they tell of */
#define SETTLE_US (16 * SWEEP_SECOND)
#define UNSEEN_US (30 * SWEEP_SECOND)

static const char *const property_names[] = {
  [SWEEP_ONE_DIAL] = "one-dial",
  [SWEEP_ONE_REQUEST] = "one-request-an-account",
  [SWEEP_WITHIN_QUOTA] = "within-quota",
  [SWEEP_LEFT_ALONE] = "left-alone-when-told",
  [SWEEP_TEN_DIALS] = "ten-dials-a-minute",
  [SWEEP_MESSAGE_LIMIT] = "messages-within-limit",
  [SWEEP_IN_ORDER] = "never-out-of-order",
  [SWEEP_NOTHING_LOST] = "no-streamed-trade-lost",
  [SWEEP_NO_HOLE] = "no-hole-but-those-told",
  [SWEEP_EACH_ONCE] = "each-trade-once",
  [SWEEP_GREEN_IS_TRUE] = "green-is-true",
  [SWEEP_TRADE_SAFE] = "trade-safe-is-fresh",
  [SWEEP_TOLD_ONCE] = "each-transition-told-once",
  [SWEEP_HEALTHY_KEPT] = "healthy-stream-is-kept",
  [SWEEP_NO_BLACKOUT] = "no-blackout",
  [SWEEP_RECOVERY] = "recovery",
  [SWEEP_SOMETHING_COMES] = "something-comes",
  [SWEEP_NOTHING_AFTER_STOP] = "nothing-after-stop",
};

const char *
sweep_property_get_name (SweepProperty property)
{
  return property_names[property];
}

void
sweep_check (Sweep        *self,
             gboolean      holds,
             SweepProperty property,
             const char   *how)
{
  SweepResult *result = self->result;

  if (holds || self->broken)
    return;
  self->broken = TRUE;
  result->n_violations++;
  if (result->broken_seed[property] != 0)
    return;
  result->broken_seed[property] = self->seed;
  result->broken_how[property] =
    g_strdup_printf ("%.3f s after the start: %s",
                     (feed_clock_monotonic_us (self->clock) - SWEEP_BEGINS_US) / 1e6, how);
}

guint
sweep_draw (Sweep *self,
            guint  n)
{
  return feed_random_next (&self->random) % n;
}

/* A trade of the tape: in order, once, and with nothing left out but behind a mark */
static void
take_trade (Sweep          *self,
            const FeedTick *tick)
{
  guint i = tick->instrument;
  gboolean fetched = (tick->flags & FEED_TICK_BACKFILL) != 0;
  gint64 left_out;

  if (self->anew[i])
    self->first[i] = self->n_trades[i] = self->holes[i] = self->missing[i] = 0;
  self->anew[i] = FALSE;
  left_out = self->first[i] != 0 ? tick->sequence - self->tape[i] - 1 : 0;
  sweep_check (self, (tick->source == FEED_SOURCE_STREAM) != fetched, SWEEP_IN_ORDER,
               "a polled trade on the tape");
  sweep_check (self, tick->sequence != self->tape[i], SWEEP_EACH_ONCE, "a trade came twice");
  sweep_check (self, tick->sequence > self->tape[i], SWEEP_IN_ORDER, "the tape is out of order");
  sweep_check (self, left_out <= 0 || self->marked[i], SWEEP_NO_HOLE,
               "trades are missing without a mark");
  self->holes[i] += MAX (left_out, 0);
  self->n_trades[i]++;
  if (self->first[i] == 0)
    self->first[i] = tick->sequence;
  if (!fetched)
    self->marked[i] = FALSE;
  self->tape[i] = tick->sequence;
}

/* The last of a callback */
static void
count_callback (Sweep *self,
                guint  instrument)
{
  if (self->deed_after > 0 && --self->deed_after == 0 && !self->stopped)
    sweep_do_in_callback (self, instrument);
}

static void
on_gap (FeedManager   *manager,
        const FeedGap *gap,
        const char    *venue,
        const char    *connection,
        const char    *symbol,
        Sweep         *self)
{
  self->result->n_gaps++;
  if (symbol != NULL && gap->lost > 0 && gap->instrument < SWEEP_MAX_INDICES) {
    self->result->n_lost += gap->lost;
    self->result->n_backfilled += gap->backfilled;
    self->missing[gap->instrument] += gap->lost - gap->backfilled;
  }
  count_callback (self, gap->instrument);
}

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         Sweep          *self)
{
  guint i = tick->instrument;

  sweep_check (self, !self->stopped, SWEEP_NOTHING_AFTER_STOP, "a tick after stop");
  self->n_ticks++;
  if (!(tick->flags & (FEED_TICK_GAP | FEED_TICK_BACKFILL)))
    self->data_us = feed_clock_monotonic_us (self->clock);
  if (i >= SWEEP_MAX_INDICES)
    return;
  if (tick->flags & FEED_TICK_GAP) {
    self->marked[i] = TRUE;
  } else if (tick->flags & FEED_TICK_TRADE) {
    take_trade (self, tick);
  } else if (tick->flags & FEED_TICK_QUOTE && tick->source == FEED_SOURCE_STREAM) {
    sweep_check (self, tick->sequence > self->quote[i], SWEEP_IN_ORDER,
                 "quotes are out of order");
    self->quote[i] = tick->sequence;
  } else if (tick->flags & FEED_TICK_STATS && !isnan (tick->last) && tick->sequence >= 0) {
    sweep_check (self, tick->sequence >= self->last[i], SWEEP_IN_ORDER,
                 "polled prices are out of order");
    self->last[i] = tick->sequence;
  }
  count_callback (self, i);
}

static gboolean
is_given_up (FeedEvent *event)
{
  FeedLinkState from = feed_event_get_from (event);

  return (from == FEED_LINK_LIVE || from == FEED_LINK_SUSPECT) &&
         feed_event_get_to (event) == FEED_LINK_BACKOFF &&
         feed_event_get_cause (event) != FEED_CAUSE_PLANNED;
}

/* What comes after a stop is a tape of its own */
static void
begin_tapes (Sweep *self)
{
  for (guint i = 0; i < self->n_indices; i++) {
    self->anew[i] = TRUE;
    /* The next link may be behind the one that the instrument was streamed over */
    if (self->moving)
      self->tape[i] = self->quote[i] = self->last[i] = self->shown[i] = 0;
  }
}

static FeedLinkState
told_link (Sweep      *self,
           const char *connection)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->links, connection));
}

static void
note_moves (Sweep      *self,
            const char *text)
{
  if (g_str_has_prefix (text, "moved "))
    self->result->n_moves += g_ascii_strtoull (text + strlen ("moved "), NULL, 10);
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          Sweep       *self)
{
  gboolean moved = feed_event_get_from (event) != feed_event_get_to (event);
  const char *connection = feed_event_get_connection (event);

  sweep_check (self, !self->stopped || feed_event_get_to (event) == FEED_LINK_IDLE,
               SWEEP_NOTHING_AFTER_STOP, "an event after stop");
  if (feed_event_get_kind (event) == FEED_EVENT_KIND_NOTE)
    note_moves (self, feed_event_get_text (event));
  if (feed_event_get_kind (event) != FEED_EVENT_KIND_STATE) {
    count_callback (self, FEED_NO_INSTRUMENT);
    return;
  }
  sweep_check (self, feed_event_get_from (event) == told_link (self, connection), SWEEP_TOLD_ONCE,
               "a transition begins where the one before did not end");
  sweep_check (self, feed_event_get_cause (event) != FEED_CAUSE_NONE || !moved, SWEEP_TOLD_ONCE,
               "a transition without a cause");
  self->n_given_up += is_given_up (event);
  g_hash_table_insert (self->links, g_strdup (connection),
                       GINT_TO_POINTER (feed_event_get_to (event)));
  if (feed_event_get_to (event) == FEED_LINK_IDLE && (!self->moving || self->anew_soon))
    begin_tapes (self);
  count_callback (self, FEED_NO_INSTRUMENT);
}

static gboolean
is_stream_usable (Sweep *self,
                  gint64 now)
{
  const SimFaults *faults = self->faults;

  return !faults->mute && !faults->half_open && !faults->refuse && !faults->blackhole &&
         !faults->partition && faults->mute_symbols == 0 && faults->lost_percent == 0 &&
         faults->handshake_status == 0 && faults->drop_after_us == 0 && self->n_subscribed > 0 &&
         faults->most_links == 0 && faults->trade_interval_us > 0 &&
         sim_venue_get_stream_free_us (self->venue) <= now;
}

static gboolean
is_rest_usable (Sweep *self,
                gint64 now)
{
  const SimFaults *faults = self->faults;

  if (faults->others_weight > 0)
    self->budget_us = now + 62 * SWEEP_SECOND;
  return faults->rest_status == 0 && !faults->rest_hangs && !faults->rest_empty &&
         !faults->rest_repeats && !faults->partition && faults->rest_lag_us == 0 &&
         self->n_subscribed > 0 && self->budget_us <= now &&
         sim_venue_get_rest_free_us (self->venue) <= now;
}

/* One that has nothing to do counts where there is no other */
FeedColour
sweep_get_colour (Sweep *self)
{
  GListModel *connections = feed_manager_get_connections (self->manager);
  FeedColour worst = FEED_COLOUR_GREY;

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (connections, i);

    worst = MAX (worst, feed_health_get_colour (health));
  }
  return worst;
}

gboolean
sweep_is_live (Sweep *self)
{
  GListModel *connections = feed_manager_get_connections (self->manager);
  guint n_live = 0;

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (connections, i);

    if (feed_health_get_link (health) == FEED_LINK_LIVE)
      n_live++;
    else if (feed_health_get_link (health) != FEED_LINK_IDLE)
      return FALSE;
  }
  return n_live > 0;
}

/* The venue's newest trade of 30 s ago has to be known of a row that claims to be up to date */
static void
check_row_is_true (Sweep *self,
                   guint  index,
                   gint64 now)
{
  gint64 old_id = self->id_samples[self->n_samples % SWEEP_N_SAMPLES];
  gint64 since_us = MAX (self->added_us[index], self->rest_since_us);

  if (self->n_samples < SWEEP_N_SAMPLES || self->rest_since_us == G_MAXINT64 ||
      now - since_us <= UNSEEN_US || sweep_get_colour (self) != FEED_COLOUR_GREEN)
    return;
  sweep_check (self, MAX (self->tape[index], self->last[index]) >= old_id, SWEEP_GREEN_IS_TRUE,
               "green, and a row does not know of a trade of 30 s ago");
}

/* The trade that the row's price is of. A polled price loses its key where the day figures around it
 * were late. The arbiter compared it before, so that it cannot be older than the one shown; that is
 * seen by the price: the first trade with it, from the one shown on, has to have happened */
static gint64
shown_trade (Sweep          *self,
             guint           index,
             const FeedTick *merged)
{
  gint64 from = self->shown[index];

  if (merged->sequence >= 0 || isnan (merged->last) || from == 0)
    return merged->sequence;
  return from + ((gint64) merged->last - 100 - from % SIM_PRICES + SIM_PRICES) % SIM_PRICES;
}

static void
check_row (Sweep *self,
           guint  index,
           gint64 now,
           guint *n_stale)
{
  FeedInstrument *row = feed_board_get_by_index (feed_manager_get_board (self->manager), index);
  FeedRowState state = feed_instrument_get_state (row);
  gint64 sequence = shown_trade (self, index, feed_instrument_get_merged (row));
  gint64 age = now - feed_instrument_get_fresh_us (row);

  sweep_check (self, (sequence >= self->shown[index] || sequence < 0) &&
               sequence <= sim_venue_get_trade_id (self->venue), SWEEP_IN_ORDER,
               "a row shows an older price than before");
  /* After a stop, the first may be older */
  self->shown[index] = self->anew[index] && self->moving ? 0 : MAX (sequence, self->shown[index]);
  if (state == FEED_ROW_LIVE)
    sweep_check (self, age <= SETTLE_US, SWEEP_GREEN_IS_TRUE, "a live row is old");
  else if (state == FEED_ROW_POLLED)
    /* One request at a time for all connections */
    sweep_check (self, age <= (1 + self->most_connections) * SETTLE_US, SWEEP_GREEN_IS_TRUE,
                 "a polled row is old");
  if (state == FEED_ROW_LIVE || state == FEED_ROW_QUIET)
    check_row_is_true (self, index, now);
  *n_stale += state == FEED_ROW_STALE;
  sweep_check (self, !feed_manager_is_trade_safe (self->manager, index, 3000) ||
               age <= 3 * SWEEP_SECOND, SWEEP_TRADE_SAFE, "an old row is called safe");
}

/* Each row of a green connection is fresh, proven quiet, or marked */
static void
check_rows (Sweep *self,
            gint64 now)
{
  guint n_stale = 0;

  for (guint i = 0; i < self->n_instruments; i++) {
    if (self->index[i] != FEED_NO_INSTRUMENT)
      check_row (self, self->index[i], now, &n_stale);
  }
  /* A row that is called stale is marked; more than a tenth of them are another colour */
  if (10 * n_stale <= self->n_subscribed || sweep_get_colour (self) != FEED_COLOUR_GREEN)
    self->not_fresh_since_us = now;
  sweep_check (self, now - self->not_fresh_since_us <= SETTLE_US, SWEEP_GREEN_IS_TRUE,
               "green with stale rows");
  self->id_samples[self->n_samples++ % SWEEP_N_SAMPLES] = sim_venue_get_trade_id (self->venue);
}

static void
note_usable (gint64  *since_us,
             gboolean usable,
             gint64   now)
{
  *since_us = usable ? MIN (*since_us, now) : G_MAXINT64;
}

/* The worst of all schedules, for the figures */
static void
measure (Sweep *self,
         gint64 now)
{
  SweepResult *result = self->result;
  gint64 since_us = MIN (self->rest_since_us, self->stream_since_us);
  gboolean dumb = self->faults->mute || self->faults->half_open || self->faults->partition;

  if (!dumb || sweep_get_colour (self) != FEED_COLOUR_GREEN)
    self->mute_since_us = 0;
  else if (self->mute_since_us == 0)
    self->mute_since_us = now;
  if (self->mute_since_us != 0)
    result->worst_leave_us = MAX (result->worst_leave_us, now - self->mute_since_us);
  if (since_us != G_MAXINT64)
    result->worst_blackout_us = MAX (result->worst_blackout_us,
                                     now - MAX (self->data_us, since_us));
  if (!self->moving)
    result->most_dials = MAX (result->most_dials, sim_venue_get_most_dials (self->venue));
}

/* What the venue's books say of our manners */
static void
check_manners (Sweep *self)
{
  SimVenue *venue = self->venue;
  guint n = self->most_connections;

  sweep_check (self, sim_venue_get_n_double_dials (venue) == 0, SWEEP_ONE_DIAL,
               "dials while it has a link");
  sweep_check (self, sim_venue_get_most_in_flight (venue) <= 1, SWEEP_ONE_REQUEST,
               "two requests in flight");
  sweep_check (self, sim_venue_get_most_weight (venue) <= SIM_WEIGHT_LIMIT, SWEEP_WITHIN_QUOTA,
               "more weight than a minute allows");
  sweep_check (self, sim_venue_get_least_apart_us (venue) >= SIM_REQUESTS_APART_US,
               SWEEP_WITHIN_QUOTA, "requests follow each other too closely");
  sweep_check (self, sim_venue_get_n_unwelcome (venue) == 0, SWEEP_LEFT_ALONE,
               "a request while a Retry-After runs");
  sweep_check (self, sim_venue_get_most_dials (venue) <= 10 * n, SWEEP_TEN_DIALS,
               "more than 10 dials in 60 s");
  sweep_check (self, sim_venue_get_most_messages (venue) <= 4 * n, SWEEP_MESSAGE_LIMIT,
               "too many messages in a second");
}

static void
check_links (Sweep *self)
{
  GListModel *connections = feed_manager_get_connections (self->manager);
  guint n = g_list_model_get_n_items (connections);

  self->most_connections = MAX (self->most_connections, n);
  for (guint i = 0; i < n; i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (connections, i);

    sweep_check (self, feed_health_get_link (health) ==
                 told_link (self, feed_health_get_connection (health)), SWEEP_TOLD_ONCE,
                 "a transition was not told");
  }
}

static void
check_now (Sweep *self)
{
  gint64 now = feed_clock_monotonic_us (self->clock);

  note_usable (&self->rest_since_us, is_rest_usable (self, now), now);
  note_usable (&self->stream_since_us, is_stream_usable (self, now), now);
  check_manners (self);
  check_rows (self, now);
  check_links (self);
  measure (self, now);
  sweep_check (self, now - MAX (self->data_us, MIN (self->rest_since_us, self->stream_since_us)) <=
               BLACKOUT_US, SWEEP_NO_BLACKOUT,
               "no price for too long while a source was usable");
}

void
sweep_advance (Sweep *self,
               gint64 us)
{
  for (gint64 done = 0; done < us; done += SWEEP_STEP_US) {
    feed_clock_advance (self->clock, SWEEP_STEP_US);
    check_now (self);
  }
}

void
sweep_toggle (Sweep *self,
              guint  instrument)
{
  g_autofree char *symbol = g_strdup_printf ("S%u", instrument);
  guint *index = &self->index[instrument];

  if (*index != FEED_NO_INSTRUMENT) {
    guint removed = *index;

    *index = FEED_NO_INSTRUMENT;
    self->n_subscribed--;
    feed_manager_unsubscribe (self->manager, removed);
    return;
  }
  if (self->n_indices == SWEEP_MAX_INDICES || self->adding[instrument])
    return;
  self->adding[instrument] = TRUE;
  *index = feed_manager_subscribe (self->manager, "binance", symbol, NULL);
  self->adding[instrument] = FALSE;
  g_assert_cmpuint (*index, <, SWEEP_MAX_INDICES);
  self->n_indices = MAX (self->n_indices, *index + 1);
  self->added_us[*index] = feed_clock_monotonic_us (self->clock);
  if (self->n_subscribed++ == 0)
    self->data_us = self->added_us[*index];
}

/* Two to four connections, whose streams are not as fast as each other */
static guint
begin_moving (Sweep *self)
{
  self->faults->apart_us = ((gint64) sweep_draw (self, 9) - 4) * 300 * 1000;
  return SIM_FEED_ROOM + 1 + sweep_draw (self, 3 * SIM_FEED_ROOM);
}

void
sweep_begin (Sweep       *self,
             SweepResult *result,
             guint64      seed)
{
  *self = (Sweep) { .seed = seed, .result = result, .most_connections = 1 };
  self->moving = seed >= SWEEP_FIRST_MOVING;
  result->n_moving += self->moving;
  feed_random_init (&self->random, seed);
  self->clock = feed_clock_new_manual (SWEEP_BEGINS_US, WALL_2026);
  self->venue = sim_venue_new (self->clock);
  sim_venue_set_seed (self->venue, seed);
  self->faults = sim_venue_get_faults (self->venue);
  self->faults->way_us = (5 + sweep_draw (self, 200)) * 1000;
  self->manager = feed_manager_new_full (NULL, self->clock, FEED_TRANSPORT (self->venue), seed);
  self->links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (self->moving)
    self->manager->context.create = sim_feed_create_provider;
  self->n_instruments = self->moving ? begin_moving (self)
                        : 1 + sweep_draw (self, sweep_draw (self, 8) == 0 ? SWEEP_MAX_INSTRUMENTS : 5);
  for (guint i = 0; i < self->n_instruments; i++) {
    self->index[i] = FEED_NO_INSTRUMENT;
    sweep_toggle (self, i);
  }
  g_signal_connect (self->manager, "tick", G_CALLBACK (on_tick), self);
  g_signal_connect (self->manager, "event", G_CALLBACK (on_event), self);
  g_signal_connect (self->manager, "gap", G_CALLBACK (on_gap), self);
  self->rest_since_us = self->stream_since_us = G_MAXINT64;
  self->data_us = self->not_fresh_since_us = feed_clock_monotonic_us (self->clock);
}

void
sweep_end (Sweep *self)
{
  self->stopped = TRUE;
  feed_manager_stop (self->manager);
  feed_clock_advance (self->clock, 100 * SWEEP_SECOND);
  g_hash_table_unref (self->links);
  g_assert_finalize_object (self->manager);
  g_assert_finalize_object (self->venue);
  feed_clock_unref (self->clock);
}
