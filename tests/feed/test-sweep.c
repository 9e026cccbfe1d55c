/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <stdio.h>

#include "feed/sweep.h"

/* Random schedules of faults through the whole library but its sockets, in virtual time, and what
 * has to hold whatever happens: each property is a test, all are fed by one pass over the seeds.
 * One schedule is one seed, and told step by step:
 *
 *   test-sweep --seed N --count 1
 *
 * --json ends with the figures as one line.
 */

#define N_CHANGES_MAX 12
#define RECOVERY_US (400 * SWEEP_SECOND)
/* The longest that the venue may have told us to stay away */
#define BAN_US (130 * SWEEP_SECOND)
/* One schedule of so many may give up a healthy stream; in every GENTLE_OF-th it is healthy */
#define GIVEN_UP_OF 50
#define GENTLE_OF 5

/* Schedules that once broke a property */
static const guint64 once_broken[] = { 1432, 4862, 8678, 1000000038 };

/* Behind one schedule of so many comes one with moves */
#define MOVING_OF 4

/* All is well again: the stream comes back, and with it every trade */
static void
recover (Sweep *sweep)
{
  gint64 waited = 0;
  gint64 id;

  sweep_clear_faults (sweep);
  while ((sweep_get_colour (sweep) != FEED_COLOUR_GREEN || !sweep_is_live (sweep)) &&
         waited < BAN_US + RECOVERY_US) {
    sweep_advance (sweep, SWEEP_SECOND);
    waited += SWEEP_SECOND;
  }
  sweep->result->worst_recovery_us = MAX (sweep->result->worst_recovery_us, waited);
  /* And it stays well, whatever was still under way */
  sweep_advance (sweep, BAN_US);
  sweep_check (sweep, sweep_is_live (sweep), SWEEP_RECOVERY, "no recovery");
  sweep_check (sweep, sweep_get_colour (sweep) == FEED_COLOUR_GREEN, SWEEP_RECOVERY,
               "not green again");
  id = sim_venue_get_trade_id (sweep->venue);
  for (guint i = 0; i < sweep->n_instruments; i++) {
    guint index = sweep->index[i];
    FeedInstrument *row = feed_board_get_by_index (feed_manager_get_board (sweep->manager), index);

    sweep_check (sweep, feed_instrument_get_state (row) == FEED_ROW_LIVE, SWEEP_RECOVERY,
                 "a row is not live again");
    sweep_check (sweep, sweep->tape[index] >= id - 2, SWEEP_NOTHING_LOST,
                 "a streamed trade was lost");
    sweep_check (sweep, sweep->holes[index] == sweep->missing[index], SWEEP_NO_HOLE,
                 "the gaps do not say what the tape lacks");
    sweep_check (sweep, sweep->first[index] == 0 || sweep->n_trades[index] ==
                 sweep->tape[index] - sweep->first[index] + 1 - sweep->missing[index],
                 SWEEP_EACH_ONCE, "the tape has more or less trades than there were");
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
run_seed (SweepResult *result,
          guint64      seed)
{
  gboolean moving = seed >= SWEEP_FIRST_MOVING;
  gboolean gentle = seed % GENTLE_OF == 0 && !moving;
  guint n_changes;
  Sweep sweep;

  sweep_begin (&sweep, result, seed);
  n_changes = 1 + sweep_draw (&sweep, N_CHANGES_MAX);
  if (!gentle && sweep_draw (&sweep, 3) == 0)
    sweep_change_stream (&sweep);
  feed_manager_start (sweep.manager);
  for (guint i = 0; i < n_changes && !sweep.broken; i++) {
    guint most = sweep_draw (&sweep, 2) == 0 ? 10 : moving ? 240 : 120;

    sweep_advance (&sweep, (1 + sweep_draw (&sweep, most)) * SWEEP_SECOND / 2);
    if (moving)
      sweep_change_room (&sweep);
    else if (gentle)
      sweep_change_gently (&sweep);
    else
      sweep_change_something (&sweep);
  }
  if (sweep_draw (&sweep, 10) != 0 && !sweep.broken)
    recover (&sweep);
  sweep_check (&sweep, sweep.n_ticks > 0 || sweep.rest_since_us == G_MAXINT64,
               SWEEP_SOMETHING_COMES, "nothing came at all");
  result->n_gentle += gentle;
  result->n_given_up += gentle && sweep.n_given_up > 0;
  if (result->n_seeds == 1)
    tell (&sweep);
  sweep_end (&sweep);
}

/* Sanitizers cost about twenty times the time */
#ifdef __SANITIZE_ADDRESS__
#define N_SEEDS 20
#else
#define N_SEEDS 400
#endif

/* A property, as a test of its own */
typedef struct {
  SweepResult  *result;
  SweepProperty property;
} Case;

static void
run_once (SweepResult *result)
{
  if (result->done)
    return;
  result->done = TRUE;
  for (gint64 i = 0; i < result->n_seeds; i++) {
    gint64 seed = result->first_seed + i;

    run_seed (result, seed);
    if (seed % MOVING_OF == 0 && seed < SWEEP_FIRST_MOVING)
      run_seed (result, SWEEP_FIRST_MOVING + seed);
  }
  for (guint i = 0; i < G_N_ELEMENTS (once_broken) && result->n_seeds > 1; i++)
    run_seed (result, once_broken[i]);
  g_test_message ("%" G_GINT64_FORMAT " schedules: a mute stream was green for %.1f s at most, "
                                      "recovery took %.1f s, the longest blackout %.1f s, most dials in 60 s %u; "
                                      "%" G_GUINT64_FORMAT " gaps, %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                  " lost trades fetched",
                  result->n_seeds, result->worst_leave_us / 1e6, result->worst_recovery_us / 1e6,
                  result->worst_blackout_us / 1e6, result->most_dials, result->n_gaps,
                  result->n_backfilled, result->n_lost);
  g_test_message ("%u schedules of several connections, between which %u instruments moved; %u deeds "
                  "in callbacks", result->n_moving, result->n_moves, result->n_deeds);
}

static void
test_property (gconstpointer data)
{
  const Case *rule = data;
  SweepResult *result = rule->result;
  guint64 seed;

  run_once (result);
  seed = result->broken_seed[rule->property];
  if (seed == 0)
    return;
  g_test_message ("seed %" G_GUINT64_FORMAT ", %s; replay it with: %s --seed %" G_GUINT64_FORMAT
                  " --count 1", seed, result->broken_how[rule->property], g_get_prgname (), seed);
  g_test_fail ();
}

/* Rare, not impossible: it is counted */
static void
test_healthy_is_kept (gconstpointer data)
{
  SweepResult *result = ((const Case *) data)->result;

  run_once (result);
  g_test_message ("%u of %u gave up a healthy stream", result->n_given_up, result->n_gentle);
  if (result->n_given_up * GIVEN_UP_OF > result->n_gentle)
    g_test_fail ();
}

static void
print_json (const SweepResult *result)
{
  printf ("{\"schedules\":%" G_GINT64_FORMAT ",\"violations\":%u,\"worst_leave_green_s\":%.1f,"
                                             "\"worst_recovery_s\":%.1f,\"worst_blackout_s\":%.1f,\"most_dials_60s\":%u,\"moves\":%u}\n",
          result->n_seeds, result->n_violations, result->worst_leave_us / 1e6,
          result->worst_recovery_us / 1e6, result->worst_blackout_us / 1e6, result->most_dials,
          result->n_moves);
}

int
main (int    argc,
      char **argv)
{
  SweepResult result = { .first_seed = 1, .n_seeds = N_SEEDS };
  Case cases[SWEEP_N_PROPERTIES];
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
  for (guint i = 0; i < SWEEP_N_PROPERTIES; i++) {
    g_autofree char *path = g_strconcat ("/feed/property/", sweep_property_get_name (i), NULL);

    cases[i] = (Case) { &result, i };
    g_test_add_data_func (path, &cases[i],
                          i == SWEEP_HEALTHY_KEPT ? test_healthy_is_kept : test_property);
  }
  status = g_test_run ();
  if (result.json)
    print_json (&result);
  for (guint i = 0; i < SWEEP_N_PROPERTIES; i++)
    g_free (result.broken_how[i]);
  return status;
}
