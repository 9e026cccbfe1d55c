/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of states, row by row, each event sent by hand.
 */
#include "sim-world.h"

static const FeedSupervisorParams plain = { .seed = 1 };
static const FeedSupervisorParams with_login = { .has_credentials = TRUE, .seed = 1 };
static const FeedSupervisorParams local = { .loopback = TRUE, .seed = 1 };

#define assert_moved(world, flags, to_state, why)                                      \
  G_STMT_START {                                                                       \
    g_assert_cmpuint ((flags) & FEED_ACTION_TRANSITION, !=, 0);                        \
    g_assert_cmpstr (feed_link_state_to_string ((world)->out.to), ==,                  \
                     feed_link_state_to_string (to_state));                            \
    g_assert_cmpstr (feed_cause_to_string ((world)->out.cause), ==,                    \
                     feed_cause_to_string (why));                                      \
    g_assert_cmpstr ((world)->breach->str, ==, "");                                    \
  } G_STMT_END

#define assert_ran_to(world, to_state, why)                                            \
  G_STMT_START {                                                                       \
    g_assert_cmpstr (feed_link_state_to_string (sim_world_last (world)->to), ==,       \
                     feed_link_state_to_string (to_state));                            \
    g_assert_cmpstr (feed_cause_to_string (sim_world_last (world)->cause), ==,         \
                     feed_cause_to_string (why));                                      \
    g_assert_cmpstr ((world)->breach->str, ==, "");                                    \
  } G_STMT_END

#define assert_in(world, state)                                                        \
  g_assert_cmpstr (feed_link_state_to_string (feed_supervisor_get_link ((world)->supervisor)), ==, \
                   feed_link_state_to_string (state))

#define assert_colour(world, wanted)                                                   \
  g_assert_cmpstr (feed_colour_to_string (feed_supervisor_get_colour ((world)->supervisor)), ==, \
                   feed_colour_to_string (wanted))

static guint
lose (SimWorld       *world,
      FeedCause       cause,
      FeedVerdictKind kind,
      gint64          wait_us)
{
  return sim_world_send_stream (world, FEED_EVENT_STREAM_CLOSED, cause, kind, wait_us);
}

static guint
fail_dial (SimWorld       *world,
           FeedCause       cause,
           FeedVerdictKind kind,
           gint64          wait_us)
{
  return sim_world_send_stream (world, FEED_EVENT_STREAM_FAILED, cause, kind, wait_us);
}

static guint
open_link (SimWorld *world)
{
  return sim_world_send_stream (world, FEED_EVENT_STREAM_OPEN, FEED_CAUSE_NONE,
                                FEED_VERDICT_RETRY, 0);
}

static SimWorld *
new_connecting (const FeedSupervisorParams *params,
                guint                       n_slots)
{
  SimWorld *world = sim_world_new (params, n_slots);

  sim_world_send (world, FEED_EVENT_START);
  assert_in (world, FEED_LINK_CONNECTING);
  return world;
}

static SimWorld *
new_warming (const FeedSupervisorParams *params,
             guint                       n_slots)
{
  SimWorld *world = new_connecting (params, n_slots);

  open_link (world);
  assert_in (world, FEED_LINK_WARMING);
  return world;
}

/* LIVE, after live_us there, and from then on in the hands of the test */
static SimWorld *
new_live (const FeedSupervisorParams *params,
          guint                       n_slots,
          gint64                      live_us)
{
  SimWorld *world = sim_world_new (params, n_slots);

  world->is_automatic = TRUE;
  world->trade_every_us = 50 * SIM_MS;
  sim_world_send (world, FEED_EVENT_START);
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 10 * SIM_SECOND));
  sim_world_run (world, live_us);
  world->is_automatic = FALSE;
  sim_world_forget (world);
  assert_in (world, FEED_LINK_LIVE);
  return world;
}

static SimWorld *
new_suspect (guint n_slots)
{
  SimWorld *world = new_live (&plain, n_slots, 5 * SIM_SECOND);

  g_assert_true (sim_world_run_until (world, FEED_LINK_SUSPECT, 20 * SIM_SECOND));
  return world;
}

static gint64
dial_delay (SimWorld *world)
{
  return feed_supervisor_get_next_dial_us (world->supervisor) - world->now_us;
}

static void
test_start (void)
{
  g_autoptr (SimWorld) world = sim_world_new (&plain, 1);
  guint flags = sim_world_send (world, FEED_EVENT_START);

  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_START);
  g_assert_cmpuint (flags & (FEED_ACTION_DIAL | FEED_ACTION_POLL_NOW), ==,
                    FEED_ACTION_DIAL | FEED_ACTION_POLL_NOW);
  g_assert_true (feed_supervisor_is_polling (world->supervisor));
  assert_colour (world, FEED_COLOUR_YELLOW);
  g_assert_cmpuint (sim_world_send (world, FEED_EVENT_START), ==, 0);
}

static void
test_start_without_instruments (void)
{
  g_autoptr (SimWorld) world = sim_world_new (&plain, 0);
  guint flags;

  g_assert_cmpuint (sim_world_send (world, FEED_EVENT_START) & FEED_ACTION_DIAL, ==, 0);
  assert_in (world, FEED_LINK_IDLE);
  flags = sim_world_send_slot (world, FEED_EVENT_ADD, 7);
  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_START);
  flags = sim_world_send_slot (world, FEED_EVENT_REMOVE, 7);
  assert_moved (world, flags, FEED_LINK_IDLE, FEED_CAUSE_STOP);
  g_assert_cmpuint (flags & FEED_ACTION_DROP, !=, 0);
  assert_colour (world, FEED_COLOUR_GREY);
}

static void
test_start_while_closed (void)
{
  g_autoptr (SimWorld) world = sim_world_new (&plain, 1);
  guint flags;

  sim_world_send_phase (world, FEED_PHASE_CLOSED);
  flags = sim_world_send (world, FEED_EVENT_START);
  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_START);
  g_assert_cmpuint (flags & FEED_ACTION_POLL_NOW, ==, 0);
  assert_colour (world, FEED_COLOUR_GREY);
}

static void
test_connecting (void)
{
  g_autoptr (SimWorld) world = new_connecting (&plain, 1);
  guint flags = open_link (world);

  assert_moved (world, flags, FEED_LINK_WARMING, FEED_CAUSE_OPEN);
  g_assert_cmpuint (flags & FEED_ACTION_SUBSCRIBE, !=, 0);
}

static void
test_connecting_fails (void)
{
  g_autoptr (SimWorld) world = new_connecting (&plain, 1);
  guint generation = feed_supervisor_get_generation (world->supervisor);
  guint flags = fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_RETRY, 0);

  assert_moved (world, flags, FEED_LINK_BACKOFF, FEED_CAUSE_REFUSED);
  g_assert_cmpuint (feed_supervisor_get_generation (world->supervisor), >, generation);
  g_assert_cmpint (dial_delay (world), >=, 250 * SIM_MS);
  g_assert_cmpint (dial_delay (world), <=, 500 * SIM_MS);
  g_assert_cmpuint (feed_supervisor_get_failures (world->supervisor), ==, 1);
  sim_world_run (world, SIM_SECOND);
  assert_ran_to (world, FEED_LINK_CONNECTING, FEED_CAUSE_RETRY);
}

static void
test_connecting_is_guarded (void)
{
  g_autoptr (SimWorld) world = new_connecting (&plain, 1);

  sim_world_run (world, 12 * SIM_SECOND - 1);
  assert_in (world, FEED_LINK_CONNECTING);
  sim_world_run (world, 1);
  assert_ran_to (world, FEED_LINK_BACKOFF, FEED_CAUSE_CONNECT_TIMEOUT);
}

static void
test_handshake_auth (void)
{
  g_autoptr (SimWorld) world = new_connecting (&with_login, 1);
  g_autoptr (SimWorld) open_venue = new_connecting (&plain, 1);
  guint flags = fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);

  assert_moved (world, flags, FEED_LINK_AUTH, FEED_CAUSE_AUTH);
  g_assert_cmpuint (flags & FEED_ACTION_REFRESH_TOKEN, !=, 0);
  g_assert_cmpuint (feed_supervisor_get_failures (world->supervisor), ==, 0);
  assert_colour (world, FEED_COLOUR_RED);
  g_assert_true (feed_supervisor_is_polling (world->supervisor));

  flags = fail_dial (open_venue, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  assert_moved (open_venue, flags, FEED_LINK_BACKOFF, FEED_CAUSE_HANDSHAKE);
  g_assert_cmpint (dial_delay (open_venue), >=, 60 * SIM_SECOND);
}

static void
test_handshake_retry_after (void)
{
  g_autoptr (SimWorld) world = new_connecting (&plain, 1);
  guint flags = fail_dial (world, FEED_CAUSE_RATE_LIMIT, FEED_VERDICT_RETRY_AFTER,
                           7 * SIM_SECOND);

  assert_moved (world, flags, FEED_LINK_BACKOFF, FEED_CAUSE_RATE_LIMIT);
  g_assert_cmpint (dial_delay (world), ==, 7 * SIM_SECOND);
  g_assert_cmpuint (sim_world_send (world, FEED_EVENT_RETRY_NOW), ==, 0);
  sim_world_run (world, 7 * SIM_SECOND);
  assert_in (world, FEED_LINK_CONNECTING);
  fail_dial (world, FEED_CAUSE_RATE_LIMIT, FEED_VERDICT_RETRY_AFTER, 0);
  g_assert_cmpint (dial_delay (world), ==, 60 * SIM_SECOND);
  /* Neither a pause of the user nor a server's nonsense ends it */
  sim_world_send (world, FEED_EVENT_STOP);
  world->is_stopped = FALSE;
  flags = sim_world_send (world, FEED_EVENT_START);
  assert_moved (world, flags, FEED_LINK_BACKOFF, FEED_CAUSE_START);
  g_assert_cmpint (dial_delay (world), ==, 60 * SIM_SECOND);
  g_assert_cmpuint (feed_supervisor_get_failures (world->supervisor), ==, 0);
}

static void
test_warming_mute (void)
{
  g_autoptr (SimWorld) world = new_warming (&plain, 4);
  gint64 opened_us = world->now_us;

  sim_world_run (world, 100 * SIM_MS);
  sim_world_send_answer (world, FEED_REQUEST_POLL, opened_us, 10);
  sim_world_run (world, SIM_SECOND);
  sim_world_send_answer (world, FEED_REQUEST_POLL, world->now_us, 11);
  sim_world_run (world, 3899 * SIM_MS);
  assert_in (world, FEED_LINK_WARMING);
  sim_world_run (world, SIM_MS);
  assert_ran_to (world, FEED_LINK_BACKOFF, FEED_CAUSE_MUTE_FROM_START);
  g_assert_true (feed_supervisor_is_polling (world->supervisor));
}

/* A quiet market is not a dead one: REST sees nothing new either */
static void
test_warming_quiet (void)
{
  g_autoptr (SimWorld) world = new_warming (&plain, 4);

  world->is_automatic = TRUE;
  world->is_link_open = TRUE;
  world->next_pong_us = world->now_us;
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 10 * SIM_SECOND));
  assert_ran_to (world, FEED_LINK_LIVE, FEED_CAUSE_RECOVERED);
  assert_colour (world, FEED_COLOUR_GREEN);
  g_assert_cmpint (feed_supervisor_get_next_dial_us (world->supervisor), ==, 0);
}

static void
test_warming_silent_rest_down (void)
{
  g_autoptr (SimWorld) world = new_warming (&plain, 1);

  for (guint i = 0; i < 59; i++) {
    sim_world_run (world, SIM_SECOND);
    sim_world_message (world);
  }
  assert_in (world, FEED_LINK_WARMING);
  assert_colour (world, FEED_COLOUR_RED);
  g_assert_true (sim_world_run_until (world, FEED_LINK_BACKOFF, 1500 * SIM_MS));
  assert_ran_to (world, FEED_LINK_BACKOFF, FEED_CAUSE_SILENT_REST_DOWN);
}

static void
test_warming_to_live (void)
{
  g_autoptr (SimWorld) world = new_warming (&plain, 1);
  gint64 opened_us = world->now_us;

  for (guint i = 0; i < 28; i++) {
    sim_world_run (world, 100 * SIM_MS);
    sim_world_tick (world, 0, i);
  }
  sim_world_send_answer (world, FEED_REQUEST_POLL, opened_us, 27);
  assert_in (world, FEED_LINK_WARMING);
  sim_world_run (world, 200 * SIM_MS);
  assert_ran_to (world, FEED_LINK_LIVE, FEED_CAUSE_RECOVERED);
  g_assert_cmpint (sim_world_last (world)->was_in_us, ==, 3 * SIM_SECOND);
  assert_colour (world, FEED_COLOUR_GREEN);
  g_assert_false (feed_supervisor_is_polling (world->supervisor));
  g_assert_cmpuint (feed_supervisor_get_n_recoveries (world->supervisor), ==, 0);
}

static void
test_warming_while_closed (void)
{
  g_autoptr (SimWorld) world = sim_world_new (&plain, 1);

  sim_world_send_phase (world, FEED_PHASE_PRE);
  sim_world_send (world, FEED_EVENT_START);
  open_link (world);
  sim_world_run (world, 3 * SIM_SECOND);
  assert_ran_to (world, FEED_LINK_LIVE, FEED_CAUSE_RECOVERED);
  assert_colour (world, FEED_COLOUR_GREY);
  /* Silence means nothing now, a dead link does */
  sim_world_run (world, 20 * SIM_SECOND);
  assert_in (world, FEED_LINK_LIVE);
  g_assert_true (sim_world_run_until (world, FEED_LINK_BACKOFF, 2 * SIM_SECOND));
  assert_ran_to (world, FEED_LINK_BACKOFF, FEED_CAUSE_DEAD_LINK);
  g_assert_cmpuint (feed_supervisor_get_failures (world->supervisor), ==, 0);
}

static void
test_subscriptions_changed (void)
{
  g_autoptr (SimWorld) world = new_warming (&plain, 2);
  FeedCoverageSummary summary;
  guint flags;

  flags = sim_world_send_slot (world, FEED_EVENT_ADD, 5);
  g_assert_cmpuint (flags & FEED_ACTION_SUBSCRIBE_DIFF, !=, 0);
  flags = sim_world_send_slot (world, FEED_EVENT_REMOVE, 0);
  g_assert_cmpuint (flags & FEED_ACTION_SUBSCRIBE_DIFF, !=, 0);
  g_assert_cmpuint (sim_world_send_slot (world, FEED_EVENT_REMOVE, 0), ==, 0);
  feed_coverage_summarize (feed_supervisor_get_coverage (world->supervisor), world->now_us,
                           &summary);
  g_assert_cmpuint (summary.n_slots, ==, 2);
  assert_in (world, FEED_LINK_WARMING);
}

/* A row that was just added is asked for soon, and does not colour the rest meanwhile */
static void
test_added_under_live (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 2, 5 * SIM_SECOND);
  guint flags = sim_world_send_slot (world, FEED_EVENT_ADD, 2);

  g_assert_cmpuint (flags & FEED_ACTION_SUBSCRIBE_DIFF, !=, 0);
  assert_colour (world, FEED_COLOUR_GREEN);
  sim_world_run (world, 2 * SIM_SECOND);
  g_assert_cmpuint (world->n_audits, ==, 1);
}

static void
test_live_silence (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 1, 5 * SIM_SECOND);
  gint64 silence_us = feed_supervisor_get_silence_us (world->supervisor, world->now_us);

  g_assert_cmpint (silence_us, ==, 3 * SIM_SECOND);
  sim_world_run (world, silence_us);
  assert_ran_to (world, FEED_LINK_SUSPECT, FEED_CAUSE_SILENCE);
  g_assert_cmpuint (world->seen & FEED_ACTION_PROBE, !=, 0);
  g_assert_cmpuint (world->seen & FEED_ACTION_TEXT_PING, !=, 0);
  g_assert_cmpuint (world->n_probes, ==, 1);
  assert_colour (world, FEED_COLOUR_GREEN);
}

static void
test_live_audit (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 1, 0);

  for (guint i = 0; i < 305; i++) {
    sim_world_run (world, 100 * SIM_MS);
    sim_world_tick (world, 0, 5000 + i);
  }
  g_assert_cmpuint (world->n_audits, ==, 3);
  g_assert_cmpuint (world->transitions->len, ==, 0);
}

/* Ticks of the second instrument only, while audits see the first one trade */
static void
test_live_behind (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 20, 5 * SIM_SECOND);
  FeedSupervisorEvent event = {
    .type = FEED_EVENT_POLL_ROW, .request = FEED_REQUEST_AUDIT, .slot = 0, .key = 900000,
    .requested_at_us = world->now_us, .count = 1,
  };

  sim_world_send_event (world, &event);
  event.type = FEED_EVENT_POLL_DONE;
  sim_world_send_event (world, &event);
  for (guint i = 0; i < 250; i++) {
    sim_world_run (world, 100 * SIM_MS);
    sim_world_tick (world, 1, 5000 + i);
    if (i == 20) {
      g_assert_true (feed_supervisor_is_slot_polled (world->supervisor, 0));
      g_assert_cmpuint (world->n_resubscribed, ==, 1);
    }
  }
  g_assert_cmpuint (world->n_resubscribed, ==, 3);
  g_assert_cmpuint (feed_supervisor_get_n_polled (world->supervisor), ==, 1);
  assert_colour (world, FEED_COLOUR_GREEN);
  sim_world_tick (world, 0, 900001);
  g_assert_false (feed_supervisor_is_slot_polled (world->supervisor, 0));
  assert_in (world, FEED_LINK_LIVE);
}

static void
test_suspect_tick (void)
{
  g_autoptr (SimWorld) world = new_suspect (1);

  sim_world_run (world, SIM_MS);
  g_assert_true (sim_world_tick (world, 0, 99999));
  assert_moved (world, world->out.flags, FEED_LINK_LIVE, FEED_CAUSE_TICK);
  /* The answer is still out: it is of no meaning now */
  sim_world_send_answer (world, FEED_REQUEST_PROBE, world->now_us - SIM_MS, 999999);
  sim_world_run (world, SIM_SECOND);
  assert_in (world, FEED_LINK_LIVE);
}

static void
test_suspect_quiet (void)
{
  g_autoptr (SimWorld) world = new_suspect (1);
  gint64 silence_us = feed_supervisor_get_silence_us (world->supervisor, world->now_us);
  guint flags = sim_world_send_answer (world, FEED_REQUEST_PROBE, world->now_us,
                                       world->keys[0] - 10);

  assert_moved (world, flags, FEED_LINK_LIVE, FEED_CAUSE_QUIET);
  g_assert_cmpint (feed_supervisor_get_silence_us (world->supervisor, world->now_us), >,
                   silence_us);
}

static void
test_suspect_mute (void)
{
  g_autoptr (SimWorld) world = new_suspect (1);

  sim_world_send_answer (world, FEED_REQUEST_PROBE, world->now_us, 999999);
  assert_in (world, FEED_LINK_SUSPECT);
  sim_world_run (world, 700 * SIM_MS - 1);
  assert_in (world, FEED_LINK_SUSPECT);
  sim_world_run (world, 1);
  assert_ran_to (world, FEED_LINK_BACKOFF, FEED_CAUSE_MUTE);
  g_assert_cmpint (dial_delay (world), <=, 250 * SIM_MS);
  g_assert_true (feed_supervisor_is_polling (world->supervisor));
  assert_colour (world, FEED_COLOUR_YELLOW);
}

static void
test_suspect_mute_but_late (void)
{
  g_autoptr (SimWorld) world = new_suspect (1);

  sim_world_send_answer (world, FEED_REQUEST_PROBE, world->now_us, 999999);
  sim_world_run (world, 600 * SIM_MS);
  sim_world_tick (world, 0, 999999);
  sim_world_run (world, SIM_SECOND);
  assert_ran_to (world, FEED_LINK_LIVE, FEED_CAUSE_TICK);
}

static void
test_suspect_probe_fails (void)
{
  g_autoptr (SimWorld) world = new_suspect (1);
  guint n_probes = 0;

  sim_world_message (world);
  sim_world_send_failed (world, FEED_REQUEST_PROBE, FEED_VERDICT_RETRY, 0);
  assert_in (world, FEED_LINK_SUSPECT);
  assert_colour (world, FEED_COLOUR_GREEN);
  sim_world_run (world, 3 * SIM_SECOND);
  assert_colour (world, FEED_COLOUR_YELLOW);
  for (guint i = 0; i < 56; i++) {
    sim_world_run (world, SIM_SECOND);
    sim_world_message (world);
    if (world->n_probes > n_probes) {
      n_probes = world->n_probes;
      sim_world_send_failed (world, FEED_REQUEST_PROBE, FEED_VERDICT_RETRY, 0);
    }
  }
  g_assert_cmpuint (n_probes, ==, 12);
  assert_in (world, FEED_LINK_SUSPECT);
  sim_world_run (world, SIM_SECOND);
  assert_ran_to (world, FEED_LINK_BACKOFF, FEED_CAUSE_SILENT_REST_DOWN);
}

/* Not alive any more, and REST is down */
static void
test_suspect_probe_late (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 1, 5 * SIM_SECOND);
  FeedSupervisorEvent sent = { .type = FEED_EVENT_REQUEST_SENT, .request = FEED_REQUEST_PROBE };
  gint64 until_us;

  g_assert_true (sim_world_run_until (world, FEED_LINK_SUSPECT, 20 * SIM_SECOND));
  sim_world_run (world, SIM_SECOND);
  sim_world_send_event (world, &sent);
  until_us = world->now_us + 1500 * SIM_MS;
  sim_world_run (world, until_us - world->now_us - 1);
  g_assert_cmpuint (world->seen & FEED_ACTION_CANCEL_PROBE, ==, 0);
  sim_world_run (world, 1);
  g_assert_cmpuint (world->seen & FEED_ACTION_CANCEL_PROBE, !=, 0);
  assert_in (world, FEED_LINK_SUSPECT);
  g_assert_true (sim_world_run_until (world, FEED_LINK_BACKOFF, 20 * SIM_SECOND));
  assert_ran_to (world, FEED_LINK_BACKOFF, FEED_CAUSE_SILENT_REST_DOWN);
}

static void
test_suspect_closes (void)
{
  g_autoptr (SimWorld) world = new_suspect (1);
  guint flags = sim_world_send_phase (world, FEED_PHASE_CLOSED);

  assert_moved (world, flags, FEED_LINK_LIVE, FEED_CAUSE_PHASE);
  g_assert_cmpuint (flags & FEED_ACTION_CANCEL_PROBE, !=, 0);
  g_assert_cmpuint (flags & FEED_ACTION_LAST_POLL, !=, 0);
}

static void
test_dead_link (void)
{
  g_autoptr (SimWorld) warming = new_warming (&plain, 1);

  sim_world_run (warming, 24 * SIM_SECOND - 1);
  assert_in (warming, FEED_LINK_WARMING);
  sim_world_run (warming, 1);
  assert_ran_to (warming, FEED_LINK_BACKOFF, FEED_CAUSE_DEAD_LINK);
}

static void
test_closed_by_peer (void)
{
  g_autoptr (SimWorld) warming = new_warming (&plain, 1);
  g_autoptr (SimWorld) live = new_live (&plain, 1, 0);
  g_autoptr (SimWorld) suspect = new_suspect (1);
  g_autoptr (SimWorld) login = new_live (&with_login, 1, 0);
  guint flags;

  flags = lose (warming, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 0);
  assert_moved (warming, flags, FEED_LINK_BACKOFF, FEED_CAUSE_CLOSED_BY_PEER);
  flags = lose (live, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 5 * SIM_SECOND);
  assert_moved (live, flags, FEED_LINK_BACKOFF, FEED_CAUSE_CLOSED_BY_PEER);
  g_assert_cmpint (dial_delay (live), ==, 5 * SIM_SECOND);
  flags = lose (suspect, FEED_CAUSE_NONE, FEED_VERDICT_FATAL, 0);
  assert_moved (suspect, flags, FEED_LINK_BACKOFF, FEED_CAUSE_CLOSED_BY_PEER);
  g_assert_cmpint (dial_delay (suspect), ==, 30 * SIM_SECOND);
  flags = lose (login, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_AUTH, 0);
  assert_moved (login, flags, FEED_LINK_AUTH, FEED_CAUSE_AUTH);
}

static void
test_at_once_after_a_minute (void)
{
  g_autoptr (SimWorld) young = new_live (&plain, 1, 59 * SIM_SECOND);
  g_autoptr (SimWorld) old = new_live (&plain, 1, 61 * SIM_SECOND);

  lose (young, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 0);
  g_assert_cmpint (dial_delay (young), >=, 250 * SIM_MS);
  lose (old, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 0);
  g_assert_cmpint (dial_delay (old), <=, 250 * SIM_MS);
}

static void
test_planned (void)
{
  g_autoptr (SimWorld) live = new_live (&plain, 1, 0);
  g_autoptr (SimWorld) warming = new_warming (&plain, 1);
  FeedSupervisorEvent event = { .type = FEED_EVENT_PLANNED_CLOSE };
  guint flags;

  event.generation = feed_supervisor_get_generation (live->supervisor);
  flags = sim_world_send_event (live, &event);
  assert_moved (live, flags, FEED_LINK_BACKOFF, FEED_CAUSE_PLANNED);
  g_assert_cmpint (dial_delay (live), ==, 0);
  g_assert_cmpuint (feed_supervisor_get_failures (live->supervisor), ==, 0);
  sim_world_send (live, FEED_EVENT_TIMER);
  assert_in (live, FEED_LINK_CONNECTING);

  event.generation = feed_supervisor_get_generation (warming->supervisor);
  flags = sim_world_send_event (warming, &event);
  assert_moved (warming, flags, FEED_LINK_BACKOFF, FEED_CAUSE_PLANNED);
  g_assert_cmpuint (feed_supervisor_get_failures (warming->supervisor), ==, 1);
}

static void
test_token_under_live (void)
{
  g_autoptr (SimWorld) world = new_live (&with_login, 1, 0);

  sim_world_send (world, FEED_EVENT_TOKEN_NEAR_EXPIRY);
  sim_world_send (world, FEED_EVENT_TOKEN_NEAR_EXPIRY);
  sim_world_send_failed (world, FEED_REQUEST_AUDIT, FEED_VERDICT_AUTH, 0);
  g_assert_cmpuint (world->n_refreshes, ==, 1);
  sim_world_send (world, FEED_EVENT_TOKEN_NEW);
  assert_in (world, FEED_LINK_LIVE);
  /* The venue does not like that one either: not before a minute */
  sim_world_send_failed (world, FEED_REQUEST_AUDIT, FEED_VERDICT_AUTH, 0);
  g_assert_cmpuint (world->n_refreshes, ==, 1);
  assert_in (world, FEED_LINK_LIVE);
}

static void
test_retry_now (void)
{
  g_autoptr (SimWorld) world = new_connecting (&with_login, 1);
  guint flags;

  g_assert_cmpuint (sim_world_send (world, FEED_EVENT_RETRY_NOW), ==, 0);
  fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_FATAL, 0);
  g_assert_cmpint (dial_delay (world), ==, 30 * SIM_SECOND);
  flags = sim_world_send (world, FEED_EVENT_RETRY_NOW);
  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_RETRY_NOW);
  fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  sim_world_send (world, FEED_EVENT_TOKEN_REFUSED);
  flags = sim_world_send (world, FEED_EVENT_RETRY_NOW);
  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_RETRY_NOW);
}

static void
test_auth_new_token (void)
{
  g_autoptr (SimWorld) world = new_connecting (&with_login, 1);
  guint flags;

  fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  sim_world_run (world, 20 * SIM_SECOND);
  assert_in (world, FEED_LINK_AUTH);
  flags = sim_world_send (world, FEED_EVENT_TOKEN_NEW);
  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_TOKEN);
  /* Refused again: the next refresh waits for its minute */
  sim_world_forget (world);
  fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  sim_world_run (world, 60 * SIM_SECOND - 1);
  g_assert_cmpuint (world->n_refreshes, ==, 0);
  sim_world_run (world, 1);
  g_assert_cmpuint (world->n_refreshes, ==, 1);
}

static void
test_auth_refresh_fails (void)
{
  const gint64 delays[] = { 2, 4, 8, 16, 30, 30 };
  g_autoptr (SimWorld) world = new_connecting (&with_login, 1);

  fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  for (guint i = 0; i < G_N_ELEMENTS (delays); i++) {
    sim_world_forget (world);
    sim_world_send (world, FEED_EVENT_TOKEN_FAILED);
    sim_world_run (world, delays[i] * SIM_SECOND - 1);
    g_assert_cmpuint (world->n_refreshes, ==, 0);
    sim_world_run (world, 1);
    g_assert_cmpuint (world->n_refreshes, ==, 1);
  }
  sim_world_send (world, FEED_EVENT_TOKEN_REFUSED);
  sim_world_run (world, 3600 * SIM_SECOND);
  g_assert_cmpuint (world->n_refreshes, ==, 1);
  assert_in (world, FEED_LINK_AUTH);
}

static void
test_auth_when_rest_refuses_too (void)
{
  g_autoptr (SimWorld) world = new_connecting (&with_login, 1);

  fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  sim_world_send_failed (world, FEED_REQUEST_POLL, FEED_VERDICT_AUTH, 0);
  g_assert_false (feed_supervisor_is_polling (world->supervisor));
  g_assert_cmpuint (world->n_refreshes, ==, 1);
  sim_world_send (world, FEED_EVENT_TOKEN_NEW);
  g_assert_true (feed_supervisor_is_polling (world->supervisor));
  g_assert_cmpstr (world->breach->str, ==, "");
}

static void
test_network_down (void)
{
  g_autoptr (SimWorld) world = new_connecting (&plain, 1);
  guint flags = sim_world_send (world, FEED_EVENT_NETWORK_DOWN);

  assert_moved (world, flags, FEED_LINK_PARKED, FEED_CAUSE_NETWORK_DOWN);
  g_assert_cmpuint (flags & FEED_ACTION_CANCEL_REQUEST, !=, 0);
  g_assert_false (feed_supervisor_is_polling (world->supervisor));
  sim_world_send (world, FEED_EVENT_NETWORK_UP);
  g_assert_cmpint (dial_delay (world), <=, 500 * SIM_MS);
  sim_world_forget (world);
  sim_world_run (world, 500 * SIM_MS);
  assert_ran_to (world, FEED_LINK_CONNECTING, FEED_CAUSE_NETWORK_UP);
  g_assert_cmpuint (world->seen & FEED_ACTION_POLL_NOW, !=, 0);
}

static void
test_monitor_lies (void)
{
  g_autoptr (SimWorld) live = new_live (&plain, 1, 0);
  g_autoptr (SimWorld) parked = new_connecting (&plain, 1);
  g_autoptr (SimWorld) loopback = new_connecting (&local, 1);

  sim_world_send (live, FEED_EVENT_NETWORK_DOWN);
  assert_in (live, FEED_LINK_LIVE);
  sim_world_send (parked, FEED_EVENT_NETWORK_DOWN);
  sim_world_run (parked, 30 * SIM_SECOND);
  assert_ran_to (parked, FEED_LINK_CONNECTING, FEED_CAUSE_RETRY);
  sim_world_send (loopback, FEED_EVENT_NETWORK_DOWN);
  sim_world_send (loopback, FEED_EVENT_SLEEP);
  sim_world_send_phase (loopback, FEED_PHASE_CLOSED);
  assert_in (loopback, FEED_LINK_CONNECTING);
  g_assert_cmpint (feed_supervisor_get_phase (loopback->supervisor), ==, FEED_PHASE_OPEN);
}

static void
test_parked_remembers (void)
{
  g_autoptr (SimWorld) login = new_connecting (&with_login, 1);
  g_autoptr (SimWorld) held = new_connecting (&plain, 1);

  fail_dial (login, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  sim_world_send (login, FEED_EVENT_SLEEP);
  sim_world_forget (login);
  sim_world_run (login, 10 * SIM_SECOND);
  g_assert_cmpuint (login->n_refreshes, ==, 0);
  sim_world_send (login, FEED_EVENT_WAKE);
  sim_world_run (login, 500 * SIM_MS);
  assert_ran_to (login, FEED_LINK_AUTH, FEED_CAUSE_WAKE);
  g_assert_cmpuint (login->n_refreshes, ==, 1);

  fail_dial (held, FEED_CAUSE_RATE_LIMIT, FEED_VERDICT_RETRY_AFTER, 90 * SIM_SECOND);
  sim_world_send (held, FEED_EVENT_NETWORK_DOWN);
  sim_world_send (held, FEED_EVENT_NETWORK_UP);
  sim_world_run (held, SIM_SECOND);
  assert_ran_to (held, FEED_LINK_BACKOFF, FEED_CAUSE_NETWORK_UP);
  g_assert_cmpint (dial_delay (held), ==, 89 * SIM_SECOND);
}

static void
test_boot_jump (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 1, 0);
  guint flags = sim_world_send (world, FEED_EVENT_BOOT_JUMP);

  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_WAKE);
  g_assert_cmpuint (flags & FEED_ACTION_DROP, !=, 0);
  g_assert_cmpuint (flags & FEED_ACTION_CANCEL_REQUEST, !=, 0);
  g_assert_cmpuint (flags & FEED_ACTION_POLL_NOW, !=, 0);
}

/* The same wake-up told twice is one */
static void
test_wake_and_boot_jump (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 1, 0);

  sim_world_send (world, FEED_EVENT_SLEEP);
  assert_in (world, FEED_LINK_PARKED);
  sim_world_send (world, FEED_EVENT_WAKE);
  sim_world_run (world, 500 * SIM_MS);
  assert_in (world, FEED_LINK_CONNECTING);
  sim_world_forget (world);
  g_assert_cmpuint (sim_world_send (world, FEED_EVENT_BOOT_JUMP), ==, 0);
}

static void
test_phase_opens (void)
{
  g_autoptr (SimWorld) world = sim_world_new (&plain, 1);
  guint flags;

  sim_world_send_phase (world, FEED_PHASE_CLOSED);
  sim_world_send (world, FEED_EVENT_START);
  for (guint i = 0; i < 9; i++) {
    fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_FATAL, 0);
    g_assert_cmpint (dial_delay (world), ==, 300 * SIM_SECOND);
    g_assert_true (sim_world_run_until (world, FEED_LINK_CONNECTING, 300 * SIM_SECOND));
  }
  fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_FATAL, 0);
  g_assert_cmpuint (feed_supervisor_get_failures (world->supervisor), ==, 0);
  assert_colour (world, FEED_COLOUR_GREY);
  flags = sim_world_send_phase (world, FEED_PHASE_OPEN);
  g_assert_cmpuint (flags & FEED_ACTION_POLL_NOW, !=, 0);
  g_assert_cmpint (dial_delay (world), <=, 2 * SIM_SECOND);
  assert_colour (world, FEED_COLOUR_YELLOW);
}

static void
test_phase_closes (void)
{
  g_autoptr (SimWorld) world = new_warming (&plain, 1);
  guint flags = sim_world_send_phase (world, FEED_PHASE_CLOSED);

  g_assert_cmpuint (flags & FEED_ACTION_LAST_POLL, !=, 0);
  g_assert_false (feed_supervisor_is_polling (world->supervisor));
  assert_colour (world, FEED_COLOUR_GREY);
  g_assert_cmpuint (sim_world_send_phase (world, FEED_PHASE_PRE) & FEED_ACTION_LAST_POLL, ==, 0);
}

static void
test_rehearsal (void)
{
  g_autoptr (SimWorld) world = sim_world_new (&plain, 1);
  guint flags;

  sim_world_send_phase (world, FEED_PHASE_PRE);
  sim_world_send (world, FEED_EVENT_START);
  fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_FATAL, 0);
  flags = sim_world_send (world, FEED_EVENT_REHEARSAL);
  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_REHEARSAL);
  fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_RETRY, 0);
  for (guint i = 0; i < 599; i++) {
    sim_world_run (world, SIM_SECOND);
    if (feed_supervisor_get_link (world->supervisor) == FEED_LINK_CONNECTING)
      fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_RETRY, 0);
  }
  g_assert_cmpuint (world->seen & FEED_ACTION_RED_SOON, ==, 0);
  sim_world_run (world, SIM_SECOND);
  g_assert_cmpuint (world->seen & FEED_ACTION_RED_SOON, !=, 0);
}

static void
test_too_large_raises_the_limit_once (void)
{
  g_autoptr (SimWorld) world = new_warming (&plain, 1);
  guint flags = lose (world, FEED_CAUSE_TOO_LARGE, FEED_VERDICT_RETRY, 0);

  g_assert_cmpuint (flags & FEED_ACTION_RAISE_LIMIT, !=, 0);
  g_assert_true (sim_world_run_until (world, FEED_LINK_CONNECTING, 10 * SIM_SECOND));
  open_link (world);
  flags = lose (world, FEED_CAUSE_TOO_LARGE, FEED_VERDICT_RETRY, 0);
  g_assert_cmpuint (flags & FEED_ACTION_RAISE_LIMIT, ==, 0);
}

static void
test_protocol_is_red_after_three (void)
{
  g_autoptr (SimWorld) world = new_connecting (&plain, 1);

  for (guint i = 0; i < 3; i++) {
    gint64 sent_us = world->now_us;

    open_link (world);
    assert_colour (world, FEED_COLOUR_YELLOW);
    lose (world, FEED_CAUSE_PROTOCOL, FEED_VERDICT_RETRY, 0);
    sim_world_send_answer (world, FEED_REQUEST_POLL, sent_us, 1);
    if (i < 2)
      g_assert_true (sim_world_run_until (world, FEED_LINK_CONNECTING, 10 * SIM_SECOND));
  }
  assert_colour (world, FEED_COLOUR_RED);
  g_assert_cmpint (feed_supervisor_get_reason (world->supervisor), ==, FEED_CAUSE_PROTOCOL);
}

static void
test_rest_hold (void)
{
  g_autoptr (SimWorld) world = new_connecting (&plain, 1);

  sim_world_send_failed (world, FEED_REQUEST_POLL, FEED_VERDICT_RETRY_AFTER, 7 * SIM_SECOND);
  g_assert_false (feed_supervisor_is_polling (world->supervisor));
  assert_in (world, FEED_LINK_CONNECTING);
  sim_world_forget (world);
  sim_world_run (world, 7 * SIM_SECOND);
  g_assert_true (feed_supervisor_is_polling (world->supervisor));
  g_assert_cmpuint (world->seen & FEED_ACTION_POLL_NOW, !=, 0);
  g_assert_cmpstr (world->breach->str, ==, "");
}

static void
test_red_without_proof_of_life (void)
{
  g_autoptr (SimWorld) world = new_connecting (&plain, 1);

  fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_FATAL, 0);
  sim_world_run (world, 10 * SIM_SECOND - 1);
  assert_colour (world, FEED_COLOUR_YELLOW);
  sim_world_run (world, 1);
  assert_colour (world, FEED_COLOUR_RED);
  g_assert_cmpint (feed_supervisor_get_reason (world->supervisor), ==, FEED_CAUSE_REST_DOWN);
  /* Better only once it held */
  sim_world_send_answer (world, FEED_REQUEST_POLL, world->now_us, 1);
  sim_world_run (world, 5 * SIM_SECOND - 1);
  assert_colour (world, FEED_COLOUR_RED);
  sim_world_run (world, 1);
  assert_colour (world, FEED_COLOUR_YELLOW);
  g_assert_cmpint (feed_supervisor_get_reason (world->supervisor), ==, FEED_CAUSE_REFUSED);
}

static void
test_early_timer (void)
{
  g_autoptr (SimWorld) world = new_connecting (&plain, 1);

  g_assert_cmpuint (sim_world_send (world, FEED_EVENT_TIMER), ==, 0);
  open_link (world);
  g_assert_cmpuint (sim_world_send (world, FEED_EVENT_TIMER), ==, 0);
}

typedef struct {
  const char *name;
  GTestFunc   func;
} Row;

static const Row rows[] = {
  { "start", test_start },
  { "start-without-instruments", test_start_without_instruments },
  { "start-while-closed", test_start_while_closed },
  { "connecting/open", test_connecting },
  { "connecting/failed", test_connecting_fails },
  { "connecting/guard", test_connecting_is_guarded },
  { "connecting/auth", test_handshake_auth },
  { "connecting/retry-after", test_handshake_retry_after },
  { "warming/mute", test_warming_mute },
  { "warming/quiet", test_warming_quiet },
  { "warming/silent-rest-down", test_warming_silent_rest_down },
  { "warming/live", test_warming_to_live },
  { "warming/closed", test_warming_while_closed },
  { "subscriptions", test_subscriptions_changed },
  { "subscriptions/live", test_added_under_live },
  { "live/silence", test_live_silence },
  { "live/audit", test_live_audit },
  { "live/behind", test_live_behind },
  { "suspect/tick", test_suspect_tick },
  { "suspect/quiet", test_suspect_quiet },
  { "suspect/mute", test_suspect_mute },
  { "suspect/late-tick", test_suspect_mute_but_late },
  { "suspect/probe-fails", test_suspect_probe_fails },
  { "suspect/probe-late", test_suspect_probe_late },
  { "suspect/closes", test_suspect_closes },
  { "dead-link", test_dead_link },
  { "closed-by-peer", test_closed_by_peer },
  { "at-once-after-a-minute", test_at_once_after_a_minute },
  { "planned", test_planned },
  { "live/token", test_token_under_live },
  { "retry-now", test_retry_now },
  { "auth/token", test_auth_new_token },
  { "auth/refresh-fails", test_auth_refresh_fails },
  { "auth/rest-refuses", test_auth_when_rest_refuses_too },
  { "network-down", test_network_down },
  { "monitor-lies", test_monitor_lies },
  { "parked-remembers", test_parked_remembers },
  { "boot-jump", test_boot_jump },
  { "boot-jump/told", test_wake_and_boot_jump },
  { "phase/opens", test_phase_opens },
  { "phase/closes", test_phase_closes },
  { "rehearsal", test_rehearsal },
  { "too-large", test_too_large_raises_the_limit_once },
  { "protocol", test_protocol_is_red_after_three },
  { "rest-hold", test_rest_hold },
  { "red-no-data", test_red_without_proof_of_life },
  { "early-timer", test_early_timer },
};

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/supervisor/row/", rows[i].name, NULL);

    g_test_add_func (path, rows[i].func);
  }
  return g_test_run ();
}
