/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <stdio.h>

#include "feed/core/feed-backoff.h"
#include "feed/feed-manager-private.h"
#include "support/sim-venue.h"

/* Random schedules of faults through the whole library but its sockets, in virtual time, and what
 * has to hold whatever happens: each property is a test, all are fed by one pass over the seeds.
 * One schedule is one seed, and told step by step:
 *
 *   test-sweep --seed N --count 1
 *
 * --json ends with the figures as one line.
 */

#define SECOND G_USEC_PER_SEC
#define WALL_2026 (1790000000 * (gint64) G_USEC_PER_SEC)
#define MAX_INSTRUMENTS 40
#define N_CHANGES_MAX 12
#define STEP_US (SECOND / 4)
#define BLACKOUT_US (65 * (gint64) SECOND)
#define RECOVERY_US (400 * (gint64) SECOND)
/* The longest that the venue may have told us to stay away */
#define BAN_US (130 * (gint64) SECOND)
/* As long as the rows and the colour may lag behind what they tell of */
#define SETTLE_US (16 * (gint64) SECOND)

typedef enum {
  ONE_REQUEST,
  TEN_DIALS,
  MESSAGE_LIMIT,
  IN_ORDER,
  NOTHING_LOST,
  GREEN_IS_TRUE,
  TRADE_SAFE,
  TOLD_ONCE,
  NO_BLACKOUT,
  RECOVERY,
  SOMETHING_COMES,
  NOTHING_AFTER_STOP,
  N_PROPERTIES,
} Property;

static const char *const property_names[] = {
  [ONE_REQUEST] = "one-request-an-account",
  [TEN_DIALS] = "ten-dials-a-minute",
  [MESSAGE_LIMIT] = "messages-within-limit",
  [IN_ORDER] = "never-out-of-order",
  [NOTHING_LOST] = "no-streamed-trade-lost",
  [GREEN_IS_TRUE] = "green-is-true",
  [TRADE_SAFE] = "trade-safe-is-fresh",
  [TOLD_ONCE] = "each-transition-told-once",
  [NO_BLACKOUT] = "no-blackout",
  [RECOVERY] = "recovery",
  [SOMETHING_COMES] = "something-comes",
  [NOTHING_AFTER_STOP] = "nothing-after-stop",
};

/**
 * Result:
 *
 * Of all schedules together.
 */
typedef struct {
  gint64   first_seed, n_seeds;
  gboolean json, done;
  guint64  broken_seed[N_PROPERTIES];   /* first that broke it; 0 = none */
  char    *broken_how[N_PROPERTIES];
  guint    n_violations, most_dials;
  gint64   worst_leave_us, worst_recovery_us, worst_blackout_us;
} Result;

typedef struct {
  guint64       seed;
  Result       *result;
  FeedRandom    random;
  FeedClock    *clock;
  SimVenue     *venue;
  SimFaults    *faults;
  FeedManager  *manager;
  FeedHealth   *health;
  gint64        tape[MAX_INSTRUMENTS], quote[MAX_INSTRUMENTS], last[MAX_INSTRUMENTS];
  gint64        data_us;          /* newest tick, or time at which none could be expected */
  gint64        rest_since_us;    /* since when it is usable; G_MAXINT64 = it is not */
  gint64        stream_since_us;
  gint64        not_fresh_since_us;
  gint64        mute_since_us;    /* since when a mute stream is green; 0 = it is not */
  FeedLinkState link;             /* as the log has it */
  guint         n_ticks, n_instruments;
  gboolean      stopped, broken;
} Sweep;

/* The first breach of a schedule counts: others may follow from it */
static void
check (Sweep      *sweep,
       gboolean    holds,
       Property    property,
       const char *how)
{
  Result *result = sweep->result;

  if (holds || sweep->broken)
    return;
  sweep->broken = TRUE;
  result->n_violations++;
  if (result->broken_seed[property] != 0)
    return;
  result->broken_seed[property] = sweep->seed;
  result->broken_how[property] =
    g_strdup_printf ("%.3f s after the start: %s",
                     (feed_clock_monotonic_us (sweep->clock) - 1000 * (gint64) SECOND) / 1e6, how);
}

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         Sweep          *sweep)
{
  guint i = tick->instrument;

  check (sweep, !sweep->stopped, NOTHING_AFTER_STOP, "a tick after stop");
  sweep->n_ticks++;
  sweep->data_us = feed_clock_monotonic_us (sweep->clock);
  if (tick->flags & FEED_TICK_TRADE) {
    check (sweep, tick->source == FEED_SOURCE_STREAM, IN_ORDER, "a polled trade on the tape");
    check (sweep, tick->sequence > sweep->tape[i], IN_ORDER, "the tape is out of order");
    sweep->tape[i] = tick->sequence;
  } else if (tick->flags & FEED_TICK_QUOTE && tick->source == FEED_SOURCE_STREAM) {
    check (sweep, tick->sequence > sweep->quote[i], IN_ORDER, "quotes are out of order");
    sweep->quote[i] = tick->sequence;
  } else if (tick->flags & FEED_TICK_STATS && tick->sequence >= 0) {
    check (sweep, tick->sequence >= sweep->last[i], IN_ORDER, "polled prices are out of order");
    sweep->last[i] = tick->sequence;
  }
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          Sweep       *sweep)
{
  check (sweep, !sweep->stopped || feed_event_get_to (event) == FEED_LINK_IDLE,
         NOTHING_AFTER_STOP, "an event after stop");
  if (feed_event_get_kind (event) != FEED_EVENT_KIND_STATE)
    return;
  check (sweep, feed_event_get_from (event) == sweep->link, TOLD_ONCE,
         "a transition begins where the one before did not end");
  check (sweep, feed_event_get_cause (event) != FEED_CAUSE_NONE ||
         feed_event_get_from (event) == feed_event_get_to (event), TOLD_ONCE,
         "a transition without a cause");
  sweep->link = feed_event_get_to (event);
}

static guint
draw (Sweep *sweep,
      guint  n)
{
  return feed_random_next (&sweep->random) % n;
}

/* One thing gets worse or better */
static void
change_stream (Sweep *sweep)
{
  switch (draw (sweep, 8)) {
  case 0:
    sweep->faults->mute = !sweep->faults->mute;
    break;
  case 1:
    sweep->faults->half_open = !sweep->faults->half_open;
    break;
  case 2:
    sweep->faults->refuse = !sweep->faults->refuse;
    break;
  case 3:
    sweep->faults->blackhole = !sweep->faults->blackhole;
    break;
  case 4:
    sweep->faults->mute_symbols = draw (sweep, sweep->n_instruments + 1);
    break;
  case 5:
    sweep->faults->lag_us = draw (sweep, 3) * 400 * 1000;
    break;
  case 6:
    sim_venue_send (sweep->venue, "{\"e\":\"tra");
    sim_venue_send (sweep->venue, "{\"stream\":\"!serverShutdown\",\"data\":"
                                  "{\"e\":\"serverShutdown\",\"E\":1}}");
    break;
  default:
    sim_venue_close (sweep->venue, 1000 + draw (sweep, 15));
    break;
  }
}

static void
change_rest (Sweep *sweep)
{
  const guint statuses[] = { 0, 0, 429, 418, 500, 503, 403 };

  switch (draw (sweep, 5)) {
  case 0:
    sweep->faults->rest_hangs = !sweep->faults->rest_hangs;
    break;
  case 1:
    sweep->faults->rest_empty = !sweep->faults->rest_empty;
    break;
  case 2:
    sweep->faults->rest_bad_row = !sweep->faults->rest_bad_row;
    break;
  default:
    sweep->faults->rest_status = statuses[draw (sweep, G_N_ELEMENTS (statuses))];
    sweep->faults->retry_after = 1 + draw (sweep, 20);
    break;
  }
}

static void
change_here (Sweep *sweep)
{
  const FeedSupervisorEventType events[] = {
    FEED_EVENT_RETRY_NOW, FEED_EVENT_NETWORK_DOWN, FEED_EVENT_NETWORK_UP, FEED_EVENT_BOOT_JUMP,
    FEED_EVENT_SLEEP, FEED_EVENT_WAKE,
  };

  switch (draw (sweep, 4)) {
  case 0:
    feed_clock_step_wall (sweep->clock, (gint64) draw (sweep, 7200) * SECOND - 3600 * (gint64) SECOND);
    break;
  case 1:
    sweep->faults->trade_interval_us = (1 + draw (sweep, 20)) * SECOND / 10;
    break;
  default:
    feed_manager_notify (sweep->manager, NULL, events[draw (sweep, G_N_ELEMENTS (events))]);
    break;
  }
}

static void
clear_faults (Sweep *sweep)
{
  gint64 way_us = sweep->faults->way_us;

  *sweep->faults = (SimFaults) { .way_us = way_us, .trade_interval_us = SECOND / 5 };
  feed_manager_notify (sweep->manager, NULL, FEED_EVENT_NETWORK_UP);
}

static gboolean
is_stream_usable (SimFaults *faults)
{
  return !faults->mute && !faults->half_open && !faults->refuse && !faults->blackhole &&
         faults->mute_symbols == 0;
}

static gboolean
is_rest_usable (SimFaults *faults)
{
  return faults->rest_status == 0 && !faults->rest_hangs && !faults->rest_empty;
}

/* Each row of a green connection is fresh, proven quiet, or marked */
static void
check_green (Sweep *sweep,
             gint64 now)
{
  FeedBoard *board = feed_manager_get_board (sweep->manager);
  gboolean fresh = TRUE;

  for (guint i = 0; i < sweep->n_instruments; i++) {
    FeedInstrument *row = feed_board_get_by_index (board, i);
    FeedRowState state = feed_instrument_get_state (row);
    gint64 age = now - feed_instrument_get_fresh_us (row);

    if (state == FEED_ROW_LIVE)
      check (sweep, age <= SETTLE_US, GREEN_IS_TRUE, "a live row is old");
    else if (state == FEED_ROW_POLLED)
      check (sweep, age <= 2 * SETTLE_US, GREEN_IS_TRUE, "a polled row is old");
    fresh = fresh && state != FEED_ROW_STALE;
    check (sweep, !feed_manager_is_trade_safe (sweep->manager, i, 3000) || age <= 3 * SECOND,
           TRADE_SAFE, "an old row is called safe");
  }
  if (fresh || feed_health_get_colour (sweep->health) != FEED_COLOUR_GREEN)
    sweep->not_fresh_since_us = now;
  check (sweep, now - sweep->not_fresh_since_us <= SETTLE_US, GREEN_IS_TRUE, "green with stale rows");
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
measure (Sweep *sweep,
         gint64 now)
{
  Result *result = sweep->result;
  gint64 since_us = MIN (sweep->rest_since_us, sweep->stream_since_us);
  gboolean dumb = sweep->faults->mute || sweep->faults->half_open;

  if (!dumb || feed_health_get_colour (sweep->health) != FEED_COLOUR_GREEN)
    sweep->mute_since_us = 0;
  else if (sweep->mute_since_us == 0)
    sweep->mute_since_us = now;
  if (sweep->mute_since_us != 0)
    result->worst_leave_us = MAX (result->worst_leave_us, now - sweep->mute_since_us);
  if (since_us != G_MAXINT64)
    result->worst_blackout_us = MAX (result->worst_blackout_us,
                                     now - MAX (sweep->data_us, since_us));
  result->most_dials = MAX (result->most_dials, sim_venue_get_most_dials (sweep->venue));
}

static void
check_now (Sweep *sweep)
{
  gint64 now = feed_clock_monotonic_us (sweep->clock);

  check (sweep, sim_venue_get_most_in_flight (sweep->venue) <= 1, ONE_REQUEST, "two requests in flight");
  check (sweep, sim_venue_get_most_dials (sweep->venue) <= 10, TEN_DIALS, "more than 10 dials in 60 s");
  check (sweep, sim_venue_get_most_messages (sweep->venue) <= 4, MESSAGE_LIMIT, "too many messages in a second");
  check_green (sweep, now);
  check (sweep, feed_health_get_link (sweep->health) == sweep->link, TOLD_ONCE,
         "a transition was not told");
  note_usable (&sweep->rest_since_us, is_rest_usable (sweep->faults), now);
  note_usable (&sweep->stream_since_us, is_stream_usable (sweep->faults), now);
  measure (sweep, now);
  check (sweep, now - MAX (sweep->data_us, MIN (sweep->rest_since_us, sweep->stream_since_us)) <=
         BLACKOUT_US, NO_BLACKOUT, "no price for too long while a source was usable");
}

static void
advance (Sweep *sweep,
         gint64 us)
{
  for (gint64 done = 0; done < us; done += STEP_US) {
    feed_clock_advance (sweep->clock, STEP_US);
    check_now (sweep);
  }
}

static void
begin (Sweep  *sweep,
       Result *result,
       guint64 seed)
{
  *sweep = (Sweep) { .seed = seed, .result = result };
  feed_random_init (&sweep->random, seed);
  sweep->clock = feed_clock_new_manual (1000 * SECOND, WALL_2026);
  sweep->venue = sim_venue_new (sweep->clock);
  sweep->faults = sim_venue_get_faults (sweep->venue);
  sweep->faults->way_us = (5 + draw (sweep, 200)) * 1000;
  sweep->manager = feed_manager_new_full (NULL, sweep->clock, FEED_TRANSPORT (sweep->venue),
                                          seed);
  sweep->n_instruments = 1 + draw (sweep, draw (sweep, 8) == 0 ? MAX_INSTRUMENTS : 5);
  for (guint i = 0; i < sweep->n_instruments; i++) {
    g_autofree char *symbol = g_strdup_printf ("S%u", i);

    feed_manager_subscribe (sweep->manager, "binance", symbol, NULL);
  }
  g_signal_connect (sweep->manager, "tick", G_CALLBACK (on_tick), sweep);
  g_signal_connect (sweep->manager, "event", G_CALLBACK (on_event), sweep);
  sweep->health = g_list_model_get_item (feed_manager_get_connections (sweep->manager), 0);
  sweep->rest_since_us = sweep->stream_since_us = G_MAXINT64;
  sweep->data_us = sweep->not_fresh_since_us = feed_clock_monotonic_us (sweep->clock);
}

static void
end (Sweep *sweep)
{
  sweep->stopped = TRUE;
  feed_manager_stop (sweep->manager);
  feed_clock_advance (sweep->clock, 100 * SECOND);
  g_clear_object (&sweep->health);
  g_assert_finalize_object (sweep->manager);
  g_assert_finalize_object (sweep->venue);
  feed_clock_unref (sweep->clock);
}

/* All is well again: the stream comes back, and with it every trade */
static void
recover (Sweep *sweep)
{
  gint64 waited = 0;
  gint64 id;

  clear_faults (sweep);
  while ((feed_health_get_colour (sweep->health) != FEED_COLOUR_GREEN ||
          feed_health_get_link (sweep->health) != FEED_LINK_LIVE) &&
         waited < BAN_US + RECOVERY_US) {
    advance (sweep, SECOND);
    waited += SECOND;
  }
  sweep->result->worst_recovery_us = MAX (sweep->result->worst_recovery_us, waited);
  /* And it stays well, whatever was still under way */
  advance (sweep, BAN_US);
  check (sweep, feed_health_get_link (sweep->health) == FEED_LINK_LIVE, RECOVERY, "no recovery");
  check (sweep, feed_health_get_colour (sweep->health) == FEED_COLOUR_GREEN, RECOVERY, "not green again");
  id = sim_venue_get_trade_id (sweep->venue);
  for (guint i = 0; i < sweep->n_instruments; i++) {
    FeedInstrument *row = feed_board_get_by_index (feed_manager_get_board (sweep->manager), i);

    check (sweep, feed_instrument_get_state (row) == FEED_ROW_LIVE, RECOVERY, "a row is not live again");
    check (sweep, sweep->tape[i] >= id - 2, NOTHING_LOST, "a streamed trade was lost");
  }
}

static void
tell (Sweep *sweep)
{
  GListModel *log = G_LIST_MODEL (feed_manager_get_event_log (sweep->manager));
  g_autofree char *csv = feed_event_log_to_csv (log);

  g_printerr ("%s", csv);
}

static void
run_seed (Result *result,
          guint64 seed)
{
  guint n_changes;
  Sweep sweep;

  begin (&sweep, result, seed);
  n_changes = 1 + draw (&sweep, N_CHANGES_MAX);
  if (draw (&sweep, 3) == 0)
    change_stream (&sweep);
  feed_manager_start (sweep.manager);
  for (guint i = 0; i < n_changes && !sweep.broken; i++) {
    guint what = draw (&sweep, 8);

    advance (&sweep, (1 + (gint64) draw (&sweep, draw (&sweep, 2) == 0 ? 10 : 120)) * SECOND / 2);
    if (what < 4)
      change_stream (&sweep);
    else if (what < 6)
      change_rest (&sweep);
    else
      change_here (&sweep);
  }
  if (draw (&sweep, 10) != 0 && !sweep.broken)
    recover (&sweep);
  check (&sweep, sweep.n_ticks > 0 || sweep.rest_since_us == G_MAXINT64, SOMETHING_COMES, "nothing came at all");
  if (result->n_seeds == 1)
    tell (&sweep);
  end (&sweep);
}

/* Sanitizers cost about twenty times the time */
#ifdef __SANITIZE_ADDRESS__
#define N_SEEDS 20
#else
#define N_SEEDS 1000
#endif

/* A property, as a test of its own */
typedef struct {
  Result  *result;
  Property property;
} Case;

static void
run_once (Result *result)
{
  if (result->done)
    return;
  result->done = TRUE;
  for (gint64 i = 0; i < result->n_seeds; i++)
    run_seed (result, result->first_seed + i);
  g_test_message ("%" G_GINT64_FORMAT " schedules: a mute stream was green for %.1f s at most, "
                                      "recovery took %.1f s, the longest blackout %.1f s, most dials in 60 s %u",
                  result->n_seeds, result->worst_leave_us / 1e6, result->worst_recovery_us / 1e6,
                  result->worst_blackout_us / 1e6, result->most_dials);
}

static void
test_property (gconstpointer data)
{
  const Case *rule = data;
  Result *result = rule->result;
  guint64 seed;

  run_once (result);
  seed = result->broken_seed[rule->property];
  if (seed == 0)
    return;
  g_test_message ("seed %" G_GUINT64_FORMAT ", %s; replay it with: %s --seed %" G_GUINT64_FORMAT
                  " --count 1", seed, result->broken_how[rule->property], g_get_prgname (), seed);
  g_test_fail ();
}

static void
print_json (const Result *result)
{
  printf ("{\"schedules\":%" G_GINT64_FORMAT ",\"violations\":%u,\"worst_leave_green_s\":%.1f,"
                                             "\"worst_recovery_s\":%.1f,\"worst_blackout_s\":%.1f,\"most_dials_60s\":%u}\n",
          result->n_seeds, result->n_violations, result->worst_leave_us / 1e6,
          result->worst_recovery_us / 1e6, result->worst_blackout_us / 1e6, result->most_dials);
}

int
main (int    argc,
      char **argv)
{
  Result result = { .first_seed = 1, .n_seeds = N_SEEDS };
  Case cases[N_PROPERTIES];
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT64, &result.first_seed, "First seed", "N" },
    { "count", 0, 0, G_OPTION_ARG_INT64, &result.n_seeds, "How many seeds", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &result.json, "Figures as one line of JSON", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  int status;

  /* Before the test framework, which has a --seed of its own */
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  g_option_context_set_help_enabled (context, FALSE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < N_PROPERTIES; i++) {
    g_autofree char *path = g_strconcat ("/feed/property/", property_names[i], NULL);

    cases[i] = (Case) { &result, i };
    g_test_add_data_func (path, &cases[i], test_property);
  }
  status = g_test_run ();
  if (result.json)
    print_json (&result);
  for (guint i = 0; i < N_PROPERTIES; i++)
    g_free (result.broken_how[i]);
  return status;
}
