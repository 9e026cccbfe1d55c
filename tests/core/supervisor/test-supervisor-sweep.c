/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random schedules of faults. The world checks its rules after every event; here it is checked
 * that the supervisor always finds back once everything is well, and is silent after STOP. One
 * schedule is replayed by its number: --seed N (and told step by step).
 */
#include "sim-world.h"

#define N_SEEDS 10000
#define FAULTY_US (150 * SIM_SECOND)
#define BACK_WITHIN_US (400 * SIM_SECOND)

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

  switch (draw (world, 0, 12)) {
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
  default: faults->rest_hold_us = draw (world, 1, 30 * SIM_SECOND); break;
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
  if (world->transitions->len != n && world->breach->len == 0)
    g_string_append (world->breach, "a stale event moved the link");
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
    g_string_append (world->breach, "waits for something after stop");
  for (guint i = 0; i < 10; i++) {
    FeedSupervisorEventType type = events[draw (world, 0, G_N_ELEMENTS (events) - 1)];

    if (type != FEED_EVENT_START)
      sim_world_send (world, type);
    send_stale (world);
    send_hostile (world);
  }
  if (feed_supervisor_get_link (world->supervisor) != FEED_LINK_IDLE)
    g_string_append (world->breach, "left IDLE after stop");
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

/* Returns how long it took to come back; -1 = it did not, and breach says what else went wrong */
static gint64
run_seed (guint64  seed,
          gboolean told,
          char   **error)
{
  g_autoptr (SimWorld) world = new_world (seed);
  gint64 end_us = world->now_us + FAULTY_US;
  gint64 well_us;

  sim_world_send (world, FEED_EVENT_START);
  while (world->now_us < end_us) {
    sim_world_run (world, draw (world, 1, 8 * SIM_SECOND));
    do_something (world);
  }

  make_well (world);
  well_us = MAX (world->now_us, world->rest_free_us);
  if (!sim_world_run_until (world, FEED_LINK_LIVE, BACK_WITHIN_US) && world->breach->len == 0)
    g_string_append_printf (world->breach, "stuck in %s",
                            feed_link_state_to_string (
                              feed_supervisor_get_link (world->supervisor)));
  well_us = MAX (world->now_us - well_us, 0);
  sim_world_run (world, 2 * SIM_SECOND);
  check_stop (world);
  if (told)
    tell (world);
  if (world->breach->len > 0)
    *error = g_strdup (world->breach->str);
  return well_us;
}

static void
test_sweep (gconstpointer data)
{
  const gint64 *only = data;
  gint64 worst_us = 0;
  guint64 first = *only >= 0 ? *only : 1;
  guint64 last = *only >= 0 ? *only : N_SEEDS;

  for (guint64 seed = first; seed <= last; seed++) {
    g_autofree char *error = NULL;
    gint64 back_us = run_seed (seed, *only >= 0, &error);

    worst_us = MAX (worst_us, back_us);
    if (error == NULL)
      continue;

    g_test_message ("seed %" G_GUINT64_FORMAT ": %s; replay it with: %s --seed %"
                    G_GUINT64_FORMAT, seed, error, g_get_prgname (), seed);
    g_test_fail ();
    return;
  }
  g_test_message ("%" G_GUINT64_FORMAT " schedules, worst recovery %.1f s", last - first + 1,
                  worst_us / 1e6);
}

int
main (int    argc,
      char **argv)
{
  gint64 seed = -1;

  for (int i = 1; i + 1 < argc; i++) {
    if (g_strcmp0 (argv[i], "--seed") == 0)
      seed = g_ascii_strtoll (argv[i + 1], NULL, 10);
  }

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/supervisor/sweep", &seed, test_sweep);
  return g_test_run ();
}
