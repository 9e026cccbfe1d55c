/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random schedules of faults. The world looks after its rules at every moment; each rule is a test
 * of its own, all fed by one pass over the seeds. --seed N replays one schedule and tells it,
 * --first N and --seeds N choose others, --json ends with the figures as one line.
 */
#include <stdio.h>

#include "sim-world.h"

#define N_SEEDS 10000
#define FAULTY_US (150 * SIM_SECOND)
#define LONG_FAULTY_US (900 * SIM_SECOND)
#define BACK_WITHIN_US (400 * SIM_SECOND)
/* One schedule of so many may give up a healthy stream */
#define GIVEN_UP_OF 50
#define GENTLE_OF 4

/* Schedules that once broke a rule */
static const guint64 once_broken[] = { 278, 4146 };

typedef enum {
  DEED_FAULT,
  DEED_MEND,
  DEED_EVENT,
  DEED_SLOT,
  DEED_STALE,
  DEED_HOSTILE,
  N_DEEDS,
} Deed;

static const FeedSupervisorEventType events[] = {
  FEED_EVENT_RETRY_NOW, FEED_EVENT_NETWORK_DOWN, FEED_EVENT_NETWORK_UP, FEED_EVENT_SLEEP,
  FEED_EVENT_WAKE, FEED_EVENT_BOOT_JUMP, FEED_EVENT_REHEARSAL, FEED_EVENT_TOKEN_NEAR_EXPIRY,
  FEED_EVENT_TOKEN_NEW, FEED_EVENT_TOKEN_FAILED, FEED_EVENT_TIMER, FEED_EVENT_POLL_PASS,
  FEED_EVENT_START, FEED_EVENT_PHASE, FEED_EVENT_PLANNED_CLOSE, FEED_EVENT_STREAM_CLOSED,
};

static gint64
draw (SimWorld *world,
      gint64    low,
      gint64    high)
{
  return feed_random_between (&world->random, low, high);
}

static void
break_something (SimWorld *world)
{
  SimFaults *faults = &world->faults;

  switch (draw (world, 0, 16)) {
  case 0: faults->refuse = TRUE; break;
  case 1: faults->blackhole = TRUE; break;
  case 2: faults->unauthorized = TRUE; break;
  case 3: faults->mute = TRUE; break;
  case 4: faults->half_open = TRUE; break;
  case 5: faults->rest_down = TRUE; break;
  case 6: faults->rest_hangs = TRUE; break;
  case 7: faults->rest_unauthorized = TRUE; break;
  case 8: faults->token_down = TRUE; break;
  case 9: faults->n_mute = draw (world, 0, world->n_slots); break;
  case 10: faults->drop_after_us = draw (world, 1, 20 * SIM_SECOND); break;
  case 11: faults->retry_after_us = draw (world, 1, 30 * SIM_SECOND); break;
  case 12: faults->rest_hold_us = draw (world, 1, 30 * SIM_SECOND); break;
  case 13: faults->lag_us = draw (world, 1, 2 * SIM_SECOND); break;
  case 14: faults->rest_lag_us = draw (world, 1, 2 * SIM_SECOND); break;
  case 15: faults->lost_percent = draw (world, 1, 60); break;
  default: faults->half_open = faults->blackhole = faults->rest_hangs = TRUE; break;
  }
}

static void
send_any (SimWorld *world)
{
  FeedSupervisorEventType type = events[draw (world, 0, G_N_ELEMENTS (events) - 1)];

  if (type == FEED_EVENT_PHASE)
    sim_world_send_phase (world, draw (world, FEED_PHASE_PRE, FEED_PHASE_CLOSED));
  else if (type == FEED_EVENT_PLANNED_CLOSE || type == FEED_EVENT_STREAM_CLOSED)
    sim_world_send_stream (world, type, draw (world, 0, FEED_N_CAUSES - 1),
                           draw (world, FEED_VERDICT_RETRY, FEED_VERDICT_FATAL),
                           draw (world, 0, 20 * SIM_SECOND));
  else
    sim_world_send (world, type);
}

/* What a link of before still says is of no consequence */
static void
send_stale (SimWorld *world)
{
  FeedSupervisorEvent event = {
    .type = draw (world, FEED_EVENT_STREAM_OPEN, FEED_EVENT_PLANNED_CLOSE),
    .generation = world->last_generation - draw (world, 1, 3),
    .cause = FEED_CAUSE_CLOSED_BY_PEER,
  };
  guint n = world->transitions->len;

  sim_world_send_event (world, &event);
  if (world->transitions->len != n)
    sim_world_breach (world, SIM_GENERATIONS, "a stale event moved the link");
  feed_supervisor_saw_tick (world->supervisor, event.generation, 0, 1, world->now_us,
                            &world->out);
}

static void
send_hostile (SimWorld *world)
{
  FeedSupervisorEvent event = {
    .type = FEED_EVENT_POLL_ROW,
    .request = draw (world, FEED_REQUEST_POLL, FEED_REQUEST_AUDIT),
    .slot = feed_random_next (&world->random),
    .key = feed_random_next (&world->random),
    .requested_at_us = world->now_us - draw (world, 0, SIM_SECOND),
  };

  sim_world_send_event (world, &event);
  event.type = FEED_EVENT_POLL_DONE;
  event.count = 0;
  sim_world_send_event (world, &event);
  sim_world_tick (world, event.slot, event.key);
}

/* Only REST breaks, and the market has its moods: the stream is healthy all the time */
static void
do_something_gentle (SimWorld *world)
{
  static const gint64 paces_us[] = { 100 * SIM_MS, SIM_SECOND, 10 * SIM_SECOND };
  SimFaults *faults = &world->faults;

  switch (draw (world, 0, 5)) {
  case 0: faults->rest_down = TRUE; break;
  case 1: faults->rest_hangs = TRUE; break;
  case 2: faults->rest_hold_us = draw (world, 1, 30 * SIM_SECOND); break;
  case 3: faults->rest_lag_us = draw (world, 1, 3 * SIM_SECOND); break;
  case 4: *faults = (SimFaults) { 0 }; break;
  default: world->trade_every_us = paces_us[draw (world, 0, 2)]; break;
  }
}

static gboolean
is_gentle (guint64 seed)
{
  return seed % GENTLE_OF == 0;
}

static void
do_something (SimWorld *world)
{
  switch (draw (world, 0, N_DEEDS - 1)) {
  case DEED_FAULT:
    break_something (world);
    break;
  case DEED_MEND:
    world->faults = (SimFaults) { 0 };
    break;
  case DEED_EVENT:
    send_any (world);
    break;
  case DEED_SLOT:
    sim_world_send_slot (world, draw (world, 0, 1) ? FEED_EVENT_ADD : FEED_EVENT_REMOVE,
                         draw (world, 0, world->n_slots - 1));
    break;
  case DEED_STALE:
    send_stale (world);
    break;
  default:
    send_hostile (world);
    break;
  }
}

static void
make_well (SimWorld *world)
{
  world->faults = (SimFaults) { 0 };
  sim_world_send_phase (world, FEED_PHASE_OPEN);
  for (guint slot = 0; slot < world->n_slots; slot++)
    sim_world_send_slot (world, FEED_EVENT_ADD, slot);
  sim_world_send (world, FEED_EVENT_WAKE);
  sim_world_send (world, FEED_EVENT_NETWORK_UP);
  sim_world_send (world, FEED_EVENT_TOKEN_NEW);
}

static void
check_stop (SimWorld *world)
{
  sim_world_send (world, FEED_EVENT_STOP);
  if (feed_supervisor_get_deadline_us (world->supervisor) != G_MAXINT64)
    sim_world_breach (world, SIM_NOTHING_AFTER_STOP, "waits for something after stop");
  for (guint i = 0; i < 10; i++) {
    FeedSupervisorEventType type = events[draw (world, 0, G_N_ELEMENTS (events) - 1)];

    if (type != FEED_EVENT_START)
      sim_world_send (world, type);
    send_stale (world);
    send_hostile (world);
  }
  if (feed_supervisor_get_link (world->supervisor) != FEED_LINK_IDLE)
    sim_world_breach (world, SIM_NOTHING_AFTER_STOP, "left IDLE after stop");
}

static void
tell (SimWorld *world)
{
  for (guint i = 0; i < world->transitions->len; i++) {
    const SimTransition *transition = &g_array_index (world->transitions, SimTransition, i);

    g_test_message ("%10.3f %s to %s: %s", transition->at_us / 1e6,
                    feed_link_state_to_string (transition->from),
                    feed_link_state_to_string (transition->to),
                    feed_cause_to_string (transition->cause));
  }
}

static SimWorld *
new_world (guint64 seed)
{
  FeedSupervisorParams params = {
    .seed = seed, .has_credentials = seed & 1, .loopback = seed % 5 == 0,
  };
  SimWorld *world = sim_world_new (&params, 1 + seed % 7);

  world->is_automatic = TRUE;
  world->trade_every_us = draw (world, 0, 3) == 0 ? 4 * SIM_SECOND : 300 * SIM_MS;
  world->poll_batch = draw (world, 1, 8);
  return world;
}

/**
 * Sweep:
 *
 * What to run, and what came of it.
 */
typedef struct {
  guint64  first, n_seeds;
  gboolean told, json, done;
  guint64  broken_seed[SIM_N_PROPERTIES];   /* first that broke it; 0 = none */
  char    *broken_how[SIM_N_PROPERTIES];
  guint64  n_violations, n_gentle, n_given_up;
  gint64   worst_leave_us, worst_recovery_us, worst_blackout_us;
  guint    most_dials;
} Sweep;

static void
add_up (Sweep          *sweep,
        const SimWorld *world,
        guint64         seed)
{
  sweep->worst_leave_us = MAX (sweep->worst_leave_us, world->worst_leave_us);
  sweep->worst_blackout_us = MAX (sweep->worst_blackout_us, world->worst_blackout_us);
  sweep->most_dials = MAX (sweep->most_dials, world->most_dials);
  sweep->n_gentle += is_gentle (seed);
  sweep->n_given_up += is_gentle (seed) && world->n_given_up > 0;
  if (world->breach->len == 0)
    return;
  sweep->n_violations++;
  if (sweep->broken_seed[world->broken] != 0)
    return;
  sweep->broken_seed[world->broken] = seed;
  sweep->broken_how[world->broken] = g_strdup (world->breach->str);
}

static void
run_seed (Sweep  *sweep,
          guint64 seed)
{
  g_autoptr (SimWorld) world = new_world (seed);
  gint64 end_us = world->now_us + (seed % 16 == 1 ? LONG_FAULTY_US : FAULTY_US);
  gint64 well_us;

  sim_world_send (world, FEED_EVENT_START);
  while (world->now_us < end_us) {
    sim_world_run (world, draw (world, 1, 8 * SIM_SECOND));
    if (is_gentle (seed))
      do_something_gentle (world);
    else
      do_something (world);
  }

  make_well (world);
  well_us = MAX (world->now_us, MAX (world->rest_free_us, world->stream_free_us));
  if (!sim_world_run_until (world, FEED_LINK_LIVE, well_us - world->now_us + BACK_WITHIN_US))
    sim_world_breach (world, SIM_RECOVERY, "stuck in %s",
                      feed_link_state_to_string (feed_supervisor_get_link (world->supervisor)));
  sweep->worst_recovery_us = MAX (sweep->worst_recovery_us, world->now_us - well_us);
  sim_world_run (world, 2 * SIM_SECOND);
  check_stop (world);
  if (sweep->told)
    tell (world);
  add_up (sweep, world, seed);
}

static void
run_once (Sweep *sweep)
{
  if (sweep->done)
    return;
  sweep->done = TRUE;
  for (guint64 i = 0; i < sweep->n_seeds; i++)
    run_seed (sweep, sweep->first + i);
  for (guint i = 0; i < G_N_ELEMENTS (once_broken) && !sweep->told; i++)
    run_seed (sweep, once_broken[i]);
  g_test_message ("%" G_GUINT64_FORMAT " schedules: a mute stream was green for %.1f s at most, "
                                       "recovery took %.1f s, the longest blackout %.1f s, most dials in 60 s %u, "
                                       "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " gave up a healthy stream", sweep->n_seeds,
                  sweep->worst_leave_us / 1e6, sweep->worst_recovery_us / 1e6,
                  sweep->worst_blackout_us / 1e6, sweep->most_dials, sweep->n_given_up,
                  sweep->n_gentle);
}

/* A rule, as a test of its own */
typedef struct {
  Sweep      *sweep;
  SimProperty property;
} Case;

static void
test_property (gconstpointer data)
{
  const Case *rule = data;
  Sweep *sweep = rule->sweep;
  guint64 seed;

  run_once (sweep);
  seed = sweep->broken_seed[rule->property];
  if (seed == 0)
    return;
  g_test_message ("seed %" G_GUINT64_FORMAT ": %s; replay it with: %s --seed %" G_GUINT64_FORMAT,
                  seed, sweep->broken_how[rule->property], g_get_prgname (), seed);
  g_test_fail ();
}

static void
test_healthy_is_kept (gconstpointer data)
{
  Sweep *sweep = ((const Case *) data)->sweep;

  run_once (sweep);
  if (sweep->n_given_up * GIVEN_UP_OF > sweep->n_gentle)
    g_test_fail ();
}

static void
print_json (const Sweep *sweep)
{
  printf ("{\"schedules\":%" G_GUINT64_FORMAT ",\"violations\":%" G_GUINT64_FORMAT
          ",\"worst_leave_green_s\":%.1f,\"worst_recovery_s\":%.1f,\"worst_blackout_s\":%.1f,"
          "\"most_dials_60s\":%u,\"given_up\":%" G_GUINT64_FORMAT "}\n",
          sweep->n_seeds, sweep->n_violations, sweep->worst_leave_us / 1e6,
          sweep->worst_recovery_us / 1e6, sweep->worst_blackout_us / 1e6, sweep->most_dials,
          sweep->n_given_up);
}

/* GLib has a --seed of its own: ours are taken out before it looks */
static void
take_options (Sweep *sweep,
              int   *argc,
              char **argv)
{
  int kept = 1;

  for (int i = 1; i < *argc; i++) {
    guint64 number = i + 1 < *argc ? g_ascii_strtoull (argv[i + 1], NULL, 10) : 0;

    if (g_strcmp0 (argv[i], "--json") == 0) {
      sweep->json = TRUE;
      continue;
    }
    if (g_strcmp0 (argv[i], "--seed") == 0) {
      sweep->first = number;
      sweep->n_seeds = 1;
      sweep->told = TRUE;
    } else if (g_strcmp0 (argv[i], "--first") == 0) {
      sweep->first = number;
    } else if (g_strcmp0 (argv[i], "--seeds") == 0) {
      sweep->n_seeds = number;
    } else {
      argv[kept++] = argv[i];
      continue;
    }
    i++;
  }
  argv[kept] = NULL;
  *argc = kept;
}

int
main (int    argc,
      char **argv)
{
  Sweep sweep = { .first = 1, .n_seeds = N_SEEDS };
  Case cases[SIM_N_PROPERTIES];
  int result;

  take_options (&sweep, &argc, argv);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < SIM_N_PROPERTIES; i++) {
    g_autofree char *path = g_strconcat ("/supervisor/property/", sim_property_get_name (i), NULL);

    cases[i] = (Case) { &sweep, i };
    g_test_add_data_func (path, &cases[i],
                          i == SIM_HEALTHY_KEPT ? test_healthy_is_kept : test_property);
  }
  result = g_test_run ();
  if (sweep.json)
    print_json (&sweep);
  for (guint i = 0; i < SIM_N_PROPERTIES; i++)
    g_free (sweep.broken_how[i]);
  return result;
}
