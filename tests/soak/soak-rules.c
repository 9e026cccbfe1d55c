/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak/soak-rules.h"

#include <math.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
/* Each of the supervisor's properties; one more second for the second between two checks */
#define BLACKOUT_US (66 * SECOND)
#define RECOVERY_US (400 * SECOND)
#define DIAL_WINDOW_S 60
#define MOST_DIALS 10
#define SAFE_AGE_MS 3000
/* As long as rows and colour may lag behind what they tell of */
#define SETTLE_US (16 * SECOND)
#define MAX_CONNECTIONS 8

typedef struct {
  gint64   tape, quote, last, stats_us;
  gint64   received_us;     /* of the newest tick, any source */
  gboolean marked;          /* a gap was told since the last trade */
} Row;

/* What the figures of a connection had at each of the last checks */
typedef struct {
  guint dials[DIAL_WINDOW_S];
} Connection;

struct _SoakRules {
  FeedManager      *manager;
  SoakMarket       *market;
  Row              *rows;
  guint             n_rows;
  Connection        connections[MAX_CONNECTIONS];
  guint             n_checks;
  gint64            fresh_us;        /* when all green last had no stale row, or was not */
  gint64            tick_us;         /* when the last one was taken */
  gint64            recovery_us;     /* since when all should become live; 0 = not yet */
  gboolean          recovered, stopped;
  SoakTally         tally;
  SoakViolationFunc on_violation;
  gpointer          user_data;
};

static void
G_GNUC_PRINTF (3,
               4)
breach (SoakRules  *self,
        const char *rule,
        const char *format,
        ...)
{
  g_autofree char *how = NULL;
  va_list arguments;

  va_start (arguments, format);
  how = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->tally.n_violations++;
  self->on_violation (rule, how, self->user_data);
}

static gint64
now_us (SoakRules *self)
{
  return feed_clock_monotonic_us (feed_manager_get_clock (self->manager));
}

SoakRules *
soak_rules_new (FeedManager      *manager,
                SoakMarket       *market,
                guint             n_instruments,
                SoakViolationFunc on_violation,
                gpointer          user_data)
{
  SoakRules *self = g_new0 (SoakRules, 1);

  self->manager = g_object_ref (manager);
  self->market = market;
  self->rows = g_new0 (Row, n_instruments);
  self->n_rows = n_instruments;
  self->on_violation = on_violation;
  self->user_data = user_data;
  self->tick_us = now_us (self);
  self->fresh_us = self->tick_us;
  return self;
}

void
soak_rules_free (SoakRules *self)
{
  g_object_unref (self->manager);
  g_free (self->rows);
  g_free (self);
}

/* Each trade once and in order; between two whose ids are apart the gap was told before */
static void
take_trade (SoakRules      *self,
            Row            *row,
            const FeedTick *tick)
{
  if (tick->sequence <= row->tape)
    breach (self, "in order", "instrument %u: trade %" G_GINT64_FORMAT " after %" G_GINT64_FORMAT,
            tick->instrument, tick->sequence, row->tape);
  if (row->tape != 0 && tick->sequence > row->tape + 1) {
    self->tally.n_lost += (guint64) (tick->sequence - row->tape - 1);
    if (!row->marked && !(tick->flags & FEED_TICK_CONFLATED))
      breach (self, "gap told", "instrument %u: trade %" G_GINT64_FORMAT " after %" G_GINT64_FORMAT
              " and no mark between", tick->instrument, tick->sequence, row->tape);
  }
  if (tick->source != FEED_SOURCE_STREAM && !(tick->flags & FEED_TICK_BACKFILL))
    breach (self, "in order", "instrument %u: a polled trade on the tape", tick->instrument);
  row->tape = tick->sequence;
  row->last = MAX (row->last, tick->sequence);
  row->marked = FALSE;
  self->tally.n_trades++;
}

static void
take_stats (SoakRules      *self,
            Row            *row,
            const FeedTick *tick)
{
  if (!isnan (tick->volume) && tick->exchange_time_us < row->stats_us)
    breach (self, "in order", "instrument %u: day figures go back", tick->instrument);
  if (!isnan (tick->volume))
    row->stats_us = tick->exchange_time_us;
}

static void
take_row (SoakRules      *self,
          const FeedTick *tick)
{
  Row *row = &self->rows[tick->instrument];

  if (tick->flags & FEED_TICK_GAP) {
    row->marked = TRUE;
    self->tally.n_gap_marks++;
    return;
  }
  if (tick->source != FEED_SOURCE_STREAM)
    self->tally.n_polled++;
  if (tick->flags & FEED_TICK_TRADE)
    take_trade (self, row, tick);
  if (tick->flags & FEED_TICK_STATS)
    take_stats (self, row, tick);
  if (tick->flags & FEED_TICK_QUOTE && tick->source == FEED_SOURCE_STREAM) {
    if (tick->sequence <= row->quote)
      breach (self, "in order", "instrument %u: quote %" G_GINT64_FORMAT " after %" G_GINT64_FORMAT,
              tick->instrument, tick->sequence, row->quote);
    row->quote = tick->sequence;
  }
  row->received_us = MAX (row->received_us, tick->receive_time_us);
}

void
soak_rules_take_tick (SoakRules      *self,
                      const FeedTick *tick)
{
  self->tally.n_ticks++;
  if (self->stopped) {
    breach (self, "nothing after stop", "a tick of instrument %u", tick->instrument);
    return;
  }
  if (tick->instrument >= self->n_rows) {
    breach (self, "in order", "a tick of no instrument: %u", tick->instrument);
    return;
  }
  self->tick_us = now_us (self);
  take_row (self, tick);
}

/* While the stream, or REST, is to be had, prices come */
static void
check_blackout (SoakRules *self,
                gint64     now)
{
  gint64 usable_us = MIN (soak_market_get_stream_since (self->market),
                          soak_market_get_rest_since (self->market));
  gint64 dark_us = usable_us == G_MAXINT64 ? 0 : now - MAX (self->tick_us, usable_us);

  self->tally.worst_blackout_us = MAX (self->tally.worst_blackout_us, dark_us);
  if (dark_us <= BLACKOUT_US)
    return;
  breach (self, "no blackout", "%.1f s without a tick while a source was usable", dark_us / 1e6);
  self->tick_us = now;
}

static void
check_dials (SoakRules  *self,
             Connection *connection,
             FeedHealth *health)
{
  guint dials = feed_health_get_figures (health)->dials;
  guint slot = self->n_checks % G_N_ELEMENTS (connection->dials);
  guint before = self->n_checks < G_N_ELEMENTS (connection->dials) ? 0 : connection->dials[slot];

  connection->dials[slot] = dials;
  self->tally.most_dials = MAX (self->tally.most_dials, dials - before);
  if (dials - before > MOST_DIALS)
    breach (self, "ten dials a minute", "%s: %u dials in %d s",
            feed_health_get_connection (health), dials - before, DIAL_WINDOW_S);
}

/* Green says that each row is fresh, proven quiet, or marked */
static void
check_green (SoakRules *self,
             gint64     now)
{
  GListModel *list = feed_manager_get_connections (self->manager);
  FeedBoard *board = feed_manager_get_board (self->manager);
  gboolean green = TRUE;
  guint n_stale = 0;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (list, i);

    green = green && feed_health_get_colour (health) == FEED_COLOUR_GREEN;
  }
  for (guint i = 0; i < self->n_rows; i++) {
    FeedInstrument *row = feed_board_get_by_index (board, i);
    FeedRowState state = feed_instrument_get_state (row);
    gint64 age = now - feed_instrument_get_fresh_us (row);

    n_stale += state == FEED_ROW_STALE;
    if ((state == FEED_ROW_LIVE && age > SETTLE_US) ||
        (state == FEED_ROW_POLLED && age > 2 * SETTLE_US))
      breach (self, "rows are true", "%s is called %s after %.1f s",
              feed_instrument_get_symbol (row), feed_row_state_to_string (state), age / 1e6);
  }
  if (!green || n_stale == 0)
    self->fresh_us = now;
  if (now - self->fresh_us <= SETTLE_US)
    return;
  breach (self, "green is true", "all green with %u stale rows", n_stale);
  self->fresh_us = now;
}

static void
check_trade_safe (SoakRules *self,
                  gint64     now)
{
  for (guint i = 0; i < self->n_rows; i++) {
    gint64 age = now - self->rows[i].received_us;

    if (feed_manager_is_trade_safe (self->manager, i, SAFE_AGE_MS) &&
        age > SAFE_AGE_MS * (gint64) 1000)
      breach (self, "trade-safe is fresh", "instrument %u is called safe, its tick is %.1f s old",
              i, age / 1e6);
  }
}

gboolean
soak_rules_is_all_live (SoakRules *self)
{
  GListModel *list = feed_manager_get_connections (self->manager);
  guint n = g_list_model_get_n_items (list);

  for (guint i = 0; i < n; i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (list, i);

    if (feed_health_get_link (health) != FEED_LINK_LIVE ||
        feed_health_get_colour (health) != FEED_COLOUR_GREEN)
      return FALSE;
  }
  return n > 0;
}

static void
check_recovery (SoakRules *self,
                gint64     now)
{
  gint64 since_us = MAX (self->recovery_us, MAX (soak_market_get_stream_since (self->market),
                                                 soak_market_get_rest_since (self->market)));

  if (self->recovery_us == 0 || self->recovered || since_us == G_MAXINT64)
    return;
  self->tally.worst_recovery_us = MAX (now - since_us, 0);
  self->recovered = soak_rules_is_all_live (self);
  if (self->recovered || now - since_us <= RECOVERY_US)
    return;
  breach (self, "recovery", "not live %.0f s after the last fault", (now - since_us) / 1e6);
  self->recovered = TRUE;
}

void
soak_rules_check (SoakRules *self)
{
  GListModel *list = feed_manager_get_connections (self->manager);
  gint64 now = now_us (self);

  for (guint i = 0; i < MIN (g_list_model_get_n_items (list), MAX_CONNECTIONS); i++) {
    g_autoptr (FeedHealth) health = g_list_model_get_item (list, i);

    check_dials (self, &self->connections[i], health);
  }
  self->n_checks++;
  check_blackout (self, now);
  check_green (self, now);
  check_trade_safe (self, now);
  check_recovery (self, now);
}

void
soak_rules_expect_recovery (SoakRules *self)
{
  self->recovery_us = now_us (self);
}

void
soak_rules_note_stop (SoakRules *self)
{
  self->stopped = TRUE;
}

const SoakTally *
soak_rules_get_tally (SoakRules *self)
{
  return &self->tally;
}
