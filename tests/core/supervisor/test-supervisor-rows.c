/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of states, row by row, each event sent by hand: from IDLE to LIVE, and how it ends.
 */
#include "sim-hand.h"

static void
test_start (void)
{
  g_autoptr (SimWorld) world = sim_world_new (&sim_plain, 1);
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
  g_autoptr (SimWorld) world = sim_world_new (&sim_plain, 0);
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
  g_autoptr (SimWorld) world = sim_world_new (&sim_plain, 1);
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
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_plain, 1);
  guint flags = sim_hand_open (world);

  assert_moved (world, flags, FEED_LINK_WARMING, FEED_CAUSE_OPEN);
  g_assert_cmpuint (flags & FEED_ACTION_SUBSCRIBE, !=, 0);
}

static void
test_connecting_fails (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_plain, 1);
  guint generation = feed_supervisor_get_generation (world->supervisor);
  guint flags = sim_hand_fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_RETRY, 0);

  assert_moved (world, flags, FEED_LINK_BACKOFF, FEED_CAUSE_REFUSED);
  g_assert_cmpuint (feed_supervisor_get_generation (world->supervisor), >, generation);
  g_assert_cmpint (sim_hand_dial_delay (world), >=, 250 * SIM_MS);
  g_assert_cmpint (sim_hand_dial_delay (world), <=, 500 * SIM_MS);
  g_assert_cmpuint (feed_supervisor_get_failures (world->supervisor), ==, 1);
  sim_world_run (world, SIM_SECOND);
  assert_ran_to (world, FEED_LINK_CONNECTING, FEED_CAUSE_RETRY);
}

static void
test_connecting_is_guarded (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_plain, 1);

  sim_world_run (world, 12 * SIM_SECOND - 1);
  assert_in (world, FEED_LINK_CONNECTING);
  sim_world_run (world, 1);
  assert_ran_to (world, FEED_LINK_BACKOFF, FEED_CAUSE_CONNECT_TIMEOUT);
}

static void
test_handshake_auth (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_with_login, 1);
  g_autoptr (SimWorld) open_venue = sim_hand_new_connecting (&sim_plain, 1);
  guint flags = sim_hand_fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);

  assert_moved (world, flags, FEED_LINK_AUTH, FEED_CAUSE_SESSION);
  g_assert_cmpuint (flags & FEED_ACTION_REFRESH_TOKEN, !=, 0);
  g_assert_cmpuint (feed_supervisor_get_failures (world->supervisor), ==, 0);
  assert_colour (world, FEED_COLOUR_RED);
  g_assert_true (feed_supervisor_is_polling (world->supervisor));

  flags = sim_hand_fail_dial (open_venue, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  assert_moved (open_venue, flags, FEED_LINK_BACKOFF, FEED_CAUSE_HANDSHAKE);
  g_assert_cmpint (sim_hand_dial_delay (open_venue), >=, 60 * SIM_SECOND);
}

static void
test_handshake_retry_after (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_plain, 1);
  guint flags = sim_hand_fail_dial (world, FEED_CAUSE_RATE_LIMIT, FEED_VERDICT_RETRY_AFTER,
                                    7 * SIM_SECOND);

  assert_moved (world, flags, FEED_LINK_BACKOFF, FEED_CAUSE_RATE_LIMIT);
  g_assert_cmpint (sim_hand_dial_delay (world), ==, 7 * SIM_SECOND);
  g_assert_cmpuint (sim_world_send (world, FEED_EVENT_RETRY_NOW), ==, 0);
  sim_world_run (world, 7 * SIM_SECOND);
  assert_in (world, FEED_LINK_CONNECTING);
  sim_hand_fail_dial (world, FEED_CAUSE_RATE_LIMIT, FEED_VERDICT_RETRY_AFTER, 0);
  g_assert_cmpint (sim_hand_dial_delay (world), ==, 60 * SIM_SECOND);
  /* Neither a pause of the user nor a server's nonsense ends it */
  sim_world_send (world, FEED_EVENT_STOP);
  world->is_stopped = FALSE;
  flags = sim_world_send (world, FEED_EVENT_START);
  assert_moved (world, flags, FEED_LINK_BACKOFF, FEED_CAUSE_START);
  g_assert_cmpint (sim_hand_dial_delay (world), ==, 60 * SIM_SECOND);
  g_assert_cmpuint (feed_supervisor_get_failures (world->supervisor), ==, 0);
}

static void
test_warming_mute (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_warming (&sim_plain, 4);
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
  g_autoptr (SimWorld) world = sim_hand_new_warming (&sim_plain, 4);

  world->is_automatic = TRUE;
  world->is_link_open = TRUE;
  world->next_pong_us = world->now_us;
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 10 * SIM_SECOND));
  assert_ran_to (world, FEED_LINK_LIVE, FEED_CAUSE_RECOVERED);
  assert_colour (world, FEED_COLOUR_GREEN);
  g_assert_cmpint (feed_supervisor_get_next_dial_us (world->supervisor), ==, 0);
}

/* Two full passes stand for ticks, but not one that began before the link opened */
static void
test_warming_passes (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_plain, 1);

  sim_world_send_answer (world, FEED_REQUEST_POLL, world->now_us, 5);
  sim_world_run (world, SIM_MS);
  sim_hand_open (world);
  for (guint i = 0; i < 2; i++) {
    sim_world_run (world, 2 * SIM_SECOND);
    sim_world_send (world, FEED_EVENT_POLL_PASS);
    sim_world_send_answer (world, FEED_REQUEST_POLL, world->now_us, 5);
  }
  sim_world_run (world, SIM_SECOND);
  assert_in (world, FEED_LINK_WARMING);
  sim_world_send (world, FEED_EVENT_POLL_PASS);
  assert_ran_to (world, FEED_LINK_LIVE, FEED_CAUSE_RECOVERED);
}

static void
test_warming_silent_rest_down (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_warming (&sim_plain, 1);

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
  g_autoptr (SimWorld) world = sim_hand_new_warming (&sim_plain, 1);
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
  g_autoptr (SimWorld) world = sim_world_new (&sim_plain, 1);

  sim_world_send_phase (world, FEED_PHASE_PRE);
  sim_world_send (world, FEED_EVENT_START);
  sim_hand_open (world);
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
  g_autoptr (SimWorld) world = sim_hand_new_warming (&sim_plain, 2);
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
  g_autoptr (SimWorld) world = sim_hand_new_live (&sim_plain, 2, 5 * SIM_SECOND);
  guint flags = sim_world_send_slot (world, FEED_EVENT_ADD, 2);

  g_assert_cmpuint (flags & FEED_ACTION_SUBSCRIBE_DIFF, !=, 0);
  assert_colour (world, FEED_COLOUR_GREEN);
  sim_world_run (world, 2 * SIM_SECOND);
  g_assert_cmpuint (world->n_audits, ==, 1);
}

static void
test_live_silence (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_live (&sim_plain, 1, 5 * SIM_SECOND);
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
  g_autoptr (SimWorld) world = sim_hand_new_live (&sim_plain, 1, 0);

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
  g_autoptr (SimWorld) world = sim_hand_new_live (&sim_plain, 20, 5 * SIM_SECOND);
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
  g_autoptr (SimWorld) world = sim_hand_new_suspect (1);

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
  g_autoptr (SimWorld) world = sim_hand_new_suspect (1);
  gint64 silence_us = feed_supervisor_get_silence_us (world->supervisor, world->now_us);
  guint flags = sim_world_send_answer (world, FEED_REQUEST_PROBE, world->now_us,
                                       world->keys[0] - 10);

  assert_moved (world, flags, FEED_LINK_LIVE, FEED_CAUSE_QUIET);
  g_assert_cmpint (feed_supervisor_get_silence_us (world->supervisor, world->now_us), >,
                   silence_us);
}

/* An answer to a question of before the silence says nothing of it */
static void
test_suspect_old_answer (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_suspect (1);

  sim_world_send_answer (world, FEED_REQUEST_PROBE, world->now_us - 1, 1);
  assert_in (world, FEED_LINK_SUSPECT);
  sim_world_send_answer (world, FEED_REQUEST_PROBE, world->now_us - 1, 999999);
  sim_world_send_answer (world, FEED_REQUEST_PROBE, world->now_us, 1);
  assert_in (world, FEED_LINK_LIVE);
}

static void
test_suspect_mute (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_suspect (1);

  sim_world_send_answer (world, FEED_REQUEST_PROBE, world->now_us, 999999);
  assert_in (world, FEED_LINK_SUSPECT);
  sim_world_run (world, 700 * SIM_MS - 1);
  assert_in (world, FEED_LINK_SUSPECT);
  sim_world_run (world, 1);
  assert_ran_to (world, FEED_LINK_BACKOFF, FEED_CAUSE_MUTE);
  g_assert_cmpint (sim_hand_dial_delay (world), <=, 250 * SIM_MS);
  g_assert_true (feed_supervisor_is_polling (world->supervisor));
  assert_colour (world, FEED_COLOUR_YELLOW);
}

static void
test_suspect_mute_but_late (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_suspect (1);

  sim_world_send_answer (world, FEED_REQUEST_PROBE, world->now_us, 999999);
  sim_world_run (world, 600 * SIM_MS);
  sim_world_tick (world, 0, 999999);
  sim_world_run (world, SIM_SECOND);
  assert_ran_to (world, FEED_LINK_LIVE, FEED_CAUSE_TICK);
}

static void
test_suspect_probe_fails (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_suspect (1);
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
  g_autoptr (SimWorld) world = sim_hand_new_live (&sim_plain, 1, 5 * SIM_SECOND);
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
  g_autoptr (SimWorld) world = sim_hand_new_suspect (1);
  guint flags = sim_world_send_phase (world, FEED_PHASE_CLOSED);

  assert_moved (world, flags, FEED_LINK_LIVE, FEED_CAUSE_PHASE);
  g_assert_cmpuint (flags & FEED_ACTION_CANCEL_PROBE, !=, 0);
  g_assert_cmpuint (flags & FEED_ACTION_LAST_POLL, !=, 0);
}

static void
test_dead_link (void)
{
  g_autoptr (SimWorld) warming = sim_hand_new_warming (&sim_plain, 1);

  sim_world_run (warming, 24 * SIM_SECOND - 1);
  assert_in (warming, FEED_LINK_WARMING);
  sim_world_run (warming, 1);
  assert_ran_to (warming, FEED_LINK_BACKOFF, FEED_CAUSE_DEAD_LINK);
}

/* The market is quiet, says REST, and meanwhile the link dies: in the middle of a question */
static void
test_dead_link_while_suspect (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_live (&sim_plain, 1, 5 * SIM_SECOND);
  gint64 last_us = 0;

  for (guint i = 0; i < 2; i++) {
    g_assert_true (sim_world_run_until (world, FEED_LINK_SUSPECT, 20 * SIM_SECOND));
    if (i == 0) {
      sim_world_message (world);
      last_us = world->now_us;
    }
    sim_world_send_answer (world, FEED_REQUEST_PROBE, world->now_us, 1);
    assert_in (world, FEED_LINK_LIVE);
  }
  g_assert_true (sim_world_run_until (world, FEED_LINK_SUSPECT, 20 * SIM_SECOND));
  g_assert_cmpint (feed_supervisor_get_since_us (world->supervisor), ==, world->now_us);
  g_assert_true (sim_world_run_until (world, FEED_LINK_BACKOFF, 20 * SIM_SECOND));
  assert_ran_to (world, FEED_LINK_BACKOFF, FEED_CAUSE_DEAD_LINK);
  g_assert_cmpint (world->now_us - last_us, ==, 24 * SIM_SECOND);
}

static void
test_closed_by_peer (void)
{
  g_autoptr (SimWorld) warming = sim_hand_new_warming (&sim_plain, 1);
  g_autoptr (SimWorld) live = sim_hand_new_live (&sim_plain, 1, 0);
  g_autoptr (SimWorld) suspect = sim_hand_new_suspect (1);
  g_autoptr (SimWorld) login = sim_hand_new_live (&sim_with_login, 1, 0);
  guint flags;

  flags = sim_hand_lose (warming, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 0);
  assert_moved (warming, flags, FEED_LINK_BACKOFF, FEED_CAUSE_CLOSED_BY_PEER);
  flags = sim_hand_lose (live, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 5 * SIM_SECOND);
  assert_moved (live, flags, FEED_LINK_BACKOFF, FEED_CAUSE_CLOSED_BY_PEER);
  g_assert_cmpint (sim_hand_dial_delay (live), ==, 5 * SIM_SECOND);
  flags = sim_hand_lose (suspect, FEED_CAUSE_NONE, FEED_VERDICT_FATAL, 0);
  assert_moved (suspect, flags, FEED_LINK_BACKOFF, FEED_CAUSE_CLOSED_BY_PEER);
  g_assert_cmpint (sim_hand_dial_delay (suspect), ==, 30 * SIM_SECOND);
  flags = sim_hand_lose (login, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_AUTH, 0);
  assert_moved (login, flags, FEED_LINK_AUTH, FEED_CAUSE_SESSION);
}

static void
test_at_once_after_a_minute (void)
{
  g_autoptr (SimWorld) young = sim_hand_new_live (&sim_plain, 1, 59 * SIM_SECOND);
  g_autoptr (SimWorld) old = sim_hand_new_live (&sim_plain, 1, 61 * SIM_SECOND);

  sim_hand_lose (young, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 0);
  g_assert_cmpint (sim_hand_dial_delay (young), >=, 250 * SIM_MS);
  sim_hand_lose (old, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 0);
  g_assert_cmpint (sim_hand_dial_delay (old), <=, 250 * SIM_MS);
}

static void
test_planned (void)
{
  g_autoptr (SimWorld) live = sim_hand_new_live (&sim_plain, 1, 0);
  g_autoptr (SimWorld) warming = sim_hand_new_warming (&sim_plain, 1);
  FeedSupervisorEvent event = { .type = FEED_EVENT_PLANNED_CLOSE };
  guint flags;

  event.generation = feed_supervisor_get_generation (live->supervisor);
  flags = sim_world_send_event (live, &event);
  assert_moved (live, flags, FEED_LINK_BACKOFF, FEED_CAUSE_PLANNED);
  g_assert_cmpint (sim_hand_dial_delay (live), ==, 0);
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
  g_autoptr (SimWorld) world = sim_hand_new_live (&sim_with_login, 1, 0);

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
  { "warming/passes", test_warming_passes },
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
  { "suspect/old-answer", test_suspect_old_answer },
  { "suspect/mute", test_suspect_mute },
  { "suspect/late-tick", test_suspect_mute_but_late },
  { "suspect/probe-fails", test_suspect_probe_fails },
  { "suspect/probe-late", test_suspect_probe_late },
  { "suspect/closes", test_suspect_closes },
  { "dead-link", test_dead_link },
  { "dead-link/suspect", test_dead_link_while_suspect },
  { "closed-by-peer", test_closed_by_peer },
  { "at-once-after-a-minute", test_at_once_after_a_minute },
  { "planned", test_planned },
  { "live/token", test_token_under_live },
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
