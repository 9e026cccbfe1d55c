/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of states, row by row: what comes from outside the link: users, log-ins, networks,
 * sessions, limits; and the colours.
 */
#include "sim-hand.h"

static const FeedSupervisorParams local = { .loopback = TRUE, .seed = 1 };

static void
test_retry_now (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_with_login, 1);
  guint flags;

  g_assert_cmpuint (sim_world_send (world, FEED_EVENT_RETRY_NOW), ==, 0);
  sim_hand_fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_FATAL, 0);
  g_assert_cmpint (sim_hand_dial_delay (world), ==, 30 * SIM_SECOND);
  flags = sim_world_send (world, FEED_EVENT_RETRY_NOW);
  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_RETRY_NOW);
  sim_hand_fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  g_assert_false (feed_supervisor_is_login_refused (world->supervisor));
  sim_world_send (world, FEED_EVENT_TOKEN_REFUSED);
  g_assert_true (feed_supervisor_is_login_refused (world->supervisor));
  flags = sim_world_send (world, FEED_EVENT_RETRY_NOW);
  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_RETRY_NOW);
  g_assert_false (feed_supervisor_is_login_refused (world->supervisor));
}

static void
test_auth_new_token (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_with_login, 1);
  guint flags;

  sim_hand_fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  sim_world_run (world, 20 * SIM_SECOND);
  assert_in (world, FEED_LINK_AUTH);
  flags = sim_world_send (world, FEED_EVENT_TOKEN_NEW);
  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_TOKEN);
  /* Refused again: the next refresh waits for its minute */
  sim_world_forget (world);
  sim_hand_fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  sim_world_run (world, 60 * SIM_SECOND - 1);
  g_assert_cmpuint (world->n_refreshes, ==, 0);
  sim_world_run (world, 1);
  g_assert_cmpuint (world->n_refreshes, ==, 1);
}

static void
test_auth_refresh_fails (void)
{
  const gint64 delays[] = { 2, 4, 8, 16, 30, 30 };
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_with_login, 1);

  sim_hand_fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
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

/* A log-in that is never answered is asked for again, not waited for */
static void
test_auth_unanswered (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_with_login, 1);

  sim_hand_fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  sim_world_run (world, 62 * SIM_SECOND);
  g_assert_cmpuint (world->n_refreshes, ==, 2);
  g_assert_cmpuint (feed_supervisor_get_n_dials (world->supervisor), ==, 1);
}

static void
test_auth_when_rest_refuses_too (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_with_login, 1);

  sim_hand_fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  sim_world_send_failed (world, FEED_REQUEST_POLL, FEED_VERDICT_AUTH, 0);
  g_assert_false (feed_supervisor_is_polling (world->supervisor));
  g_assert_cmpuint (world->n_refreshes, ==, 1);
  sim_world_send (world, FEED_EVENT_TOKEN_NEW);
  g_assert_true (feed_supervisor_is_polling (world->supervisor));
  g_assert_cmpstr (world->breach->str, ==, "");
}

static SimWorld *
new_logging_in (void)
{
  SimWorld *world = sim_world_new_logged_out (&sim_with_login, 1);
  guint flags = sim_world_send (world, FEED_EVENT_START);

  assert_moved (world, flags, FEED_LINK_AUTH, FEED_CAUSE_LOGIN);
  g_assert_cmpuint (flags & FEED_ACTION_REFRESH_TOKEN, !=, 0);
  g_assert_cmpuint (flags & (FEED_ACTION_DIAL | FEED_ACTION_POLL_NOW), ==, 0);
  return world;
}

static void
test_logging_in (void)
{
  g_autoptr (SimWorld) world = new_logging_in ();
  guint flags;

  assert_colour (world, FEED_COLOUR_YELLOW);
  g_assert_cmpint (feed_supervisor_get_reason (world->supervisor), ==, FEED_CAUSE_LOGIN);
  g_assert_false (feed_supervisor_is_polling (world->supervisor));
  sim_world_run (world, 10 * SIM_SECOND - 1);
  assert_colour (world, FEED_COLOUR_YELLOW);
  sim_world_run (world, 1);
  assert_colour (world, FEED_COLOUR_RED);
  sim_world_send (world, FEED_EVENT_RETRY_NOW);
  sim_world_send (world, FEED_EVENT_NETWORK_DOWN);
  sim_world_send (world, FEED_EVENT_NETWORK_UP);
  sim_world_run (world, 2 * SIM_SECOND);
  assert_in (world, FEED_LINK_AUTH);
  g_assert_cmpuint (feed_supervisor_get_n_dials (world->supervisor), ==, 0);
  flags = sim_world_send (world, FEED_EVENT_TOKEN_NEW);
  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_TOKEN);
  g_assert_true (feed_supervisor_is_polling (world->supervisor));
}

static void
test_login_fails (void)
{
  g_autoptr (SimWorld) world = new_logging_in ();

  sim_world_send (world, FEED_EVENT_TOKEN_FAILED);
  assert_colour (world, FEED_COLOUR_RED);
  g_assert_cmpint (feed_supervisor_get_reason (world->supervisor), ==, FEED_CAUSE_LOGIN);
  sim_world_send (world, FEED_EVENT_TOKEN_REFUSED);
  g_assert_cmpint (feed_supervisor_get_reason (world->supervisor), ==, FEED_CAUSE_AUTH);
  sim_world_forget (world);
  sim_world_run (world, 3600 * SIM_SECOND);
  g_assert_cmpuint (world->n_refreshes, ==, 0);
  /* The user has another idea of the PIN */
  sim_world_send (world, FEED_EVENT_RETRY_NOW);
  g_assert_cmpuint (world->n_refreshes, ==, 1);
  g_assert_cmpuint (feed_supervisor_get_n_dials (world->supervisor), ==, 0);
}

/* What was sent with the token before says nothing of the new one */
static void
test_word_of_old_token (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_with_login, 1);
  FeedSupervisorEvent failed = {
    .type = FEED_EVENT_POLL_FAILED,
    .verdict = { FEED_VERDICT_AUTH, 0 },
    .requested_at_us = world->now_us,
  };

  sim_world_run (world, SIM_SECOND);
  sim_world_send (world, FEED_EVENT_TOKEN_NEW);
  sim_world_send_event (world, &failed);
  g_assert_true (feed_supervisor_is_polling (world->supervisor));
  sim_hand_fail_dial (world, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  assert_in (world, FEED_LINK_BACKOFF);
  sim_world_run (world, 120 * SIM_SECOND);
  g_assert_cmpuint (world->n_refreshes, ==, 0);
}

static void
test_network_down (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_plain, 1);
  guint flags = sim_world_send (world, FEED_EVENT_NETWORK_DOWN);

  assert_moved (world, flags, FEED_LINK_PARKED, FEED_CAUSE_NETWORK_DOWN);
  g_assert_cmpuint (flags & FEED_ACTION_CANCEL_REQUEST, !=, 0);
  g_assert_false (feed_supervisor_is_polling (world->supervisor));
  sim_world_send (world, FEED_EVENT_NETWORK_UP);
  g_assert_cmpint (sim_hand_dial_delay (world), <=, 500 * SIM_MS);
  sim_world_forget (world);
  sim_world_run (world, 500 * SIM_MS);
  assert_ran_to (world, FEED_LINK_CONNECTING, FEED_CAUSE_NETWORK_UP);
  g_assert_cmpuint (world->seen & FEED_ACTION_POLL_NOW, !=, 0);
}

static void
test_monitor_lies (void)
{
  g_autoptr (SimWorld) live = sim_hand_new_live (&sim_plain, 1, 0);
  g_autoptr (SimWorld) parked = sim_hand_new_connecting (&sim_plain, 1);
  g_autoptr (SimWorld) loopback = sim_hand_new_connecting (&local, 1);

  sim_world_send (live, FEED_EVENT_NETWORK_DOWN);
  assert_in (live, FEED_LINK_LIVE);
  sim_world_send (parked, FEED_EVENT_NETWORK_DOWN);
  sim_world_run (parked, 30 * SIM_SECOND);
  assert_ran_to (parked, FEED_LINK_CONNECTING, FEED_CAUSE_RETRY);
  sim_world_send (loopback, FEED_EVENT_NETWORK_DOWN);
  sim_world_send (loopback, FEED_EVENT_SLEEP);
  assert_in (loopback, FEED_LINK_CONNECTING);
}

static void
test_parked_remembers (void)
{
  g_autoptr (SimWorld) login = sim_hand_new_connecting (&sim_with_login, 1);
  g_autoptr (SimWorld) held = sim_hand_new_connecting (&sim_plain, 1);

  sim_hand_fail_dial (login, FEED_CAUSE_HANDSHAKE, FEED_VERDICT_AUTH, 0);
  sim_world_send (login, FEED_EVENT_SLEEP);
  sim_world_forget (login);
  sim_world_run (login, 10 * SIM_SECOND);
  g_assert_cmpuint (login->n_refreshes, ==, 0);
  sim_world_send (login, FEED_EVENT_WAKE);
  sim_world_run (login, 500 * SIM_MS);
  assert_ran_to (login, FEED_LINK_AUTH, FEED_CAUSE_WAKE);
  g_assert_cmpuint (login->n_refreshes, ==, 1);

  sim_hand_fail_dial (held, FEED_CAUSE_RATE_LIMIT, FEED_VERDICT_RETRY_AFTER, 90 * SIM_SECOND);
  sim_world_send (held, FEED_EVENT_NETWORK_DOWN);
  sim_world_send (held, FEED_EVENT_NETWORK_UP);
  sim_world_run (held, SIM_SECOND);
  assert_ran_to (held, FEED_LINK_BACKOFF, FEED_CAUSE_NETWORK_UP);
  g_assert_cmpint (sim_hand_dial_delay (held), ==, 89 * SIM_SECOND);
}

static void
test_boot_jump (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_live (&sim_plain, 1, 0);
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
  g_autoptr (SimWorld) world = sim_hand_new_live (&sim_plain, 1, 0);

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
  g_autoptr (SimWorld) world = sim_world_new (&sim_plain, 1);
  guint flags;

  sim_world_send_phase (world, FEED_PHASE_CLOSED);
  sim_world_send (world, FEED_EVENT_START);
  for (guint i = 0; i < 9; i++) {
    sim_hand_fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_FATAL, 0);
    g_assert_cmpint (sim_hand_dial_delay (world), ==, 300 * SIM_SECOND);
    g_assert_true (sim_world_run_until (world, FEED_LINK_CONNECTING, 300 * SIM_SECOND));
  }
  sim_hand_fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_FATAL, 0);
  g_assert_cmpuint (feed_supervisor_get_failures (world->supervisor), ==, 0);
  assert_colour (world, FEED_COLOUR_GREY);
  flags = sim_world_send_phase (world, FEED_PHASE_OPEN);
  g_assert_cmpuint (flags & FEED_ACTION_POLL_NOW, !=, 0);
  g_assert_cmpint (sim_hand_dial_delay (world), <=, 2 * SIM_SECOND);
  assert_colour (world, FEED_COLOUR_YELLOW);
}

static void
test_phase_closes (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_warming (&sim_plain, 1);
  guint flags = sim_world_send_phase (world, FEED_PHASE_CLOSED);

  g_assert_cmpuint (flags & FEED_ACTION_LAST_POLL, !=, 0);
  g_assert_false (feed_supervisor_is_polling (world->supervisor));
  assert_colour (world, FEED_COLOUR_GREY);
  g_assert_cmpuint (sim_world_send_phase (world, FEED_PHASE_PRE) & FEED_ACTION_LAST_POLL, ==, 0);
}

/* Of a row whose exchange is closed nothing is expected, whatever polls say of it */
static void
test_slot_closes (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_live (&sim_plain, 2, 0);
  const FeedCoverage *coverage = feed_supervisor_get_coverage (world->supervisor);
  FeedCoverageSummary summary;

  feed_supervisor_set_slot_open (world->supervisor, 1, FALSE, world->now_us);
  feed_supervisor_set_slot_open (world->supervisor, 99, FALSE, world->now_us);
  feed_coverage_summarize (coverage, world->now_us, &summary);
  g_assert_cmpuint (summary.n_slots, ==, 1);
  assert_in (world, FEED_LINK_LIVE);
  feed_supervisor_set_slot_open (world->supervisor, 1, TRUE, world->now_us);
  feed_coverage_summarize (coverage, world->now_us, &summary);
  g_assert_cmpuint (summary.n_slots, ==, 2);
}

static void
test_rehearsal (void)
{
  g_autoptr (SimWorld) world = sim_world_new (&sim_plain, 1);
  guint flags;

  sim_world_send_phase (world, FEED_PHASE_PRE);
  sim_world_send (world, FEED_EVENT_START);
  sim_hand_fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_FATAL, 0);
  flags = sim_world_send (world, FEED_EVENT_REHEARSAL);
  assert_moved (world, flags, FEED_LINK_CONNECTING, FEED_CAUSE_REHEARSAL);
  sim_hand_fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_RETRY, 0);
  for (guint i = 0; i < 599; i++) {
    sim_world_run (world, SIM_SECOND);
    if (feed_supervisor_get_link (world->supervisor) == FEED_LINK_CONNECTING)
      sim_hand_fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_RETRY, 0);
  }
  g_assert_cmpuint (world->seen & FEED_ACTION_RED_SOON, ==, 0);
  sim_world_run (world, SIM_SECOND);
  g_assert_cmpuint (world->seen & FEED_ACTION_RED_SOON, !=, 0);
}

static void
test_too_large_raises_the_limit_once (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_warming (&sim_plain, 1);
  guint flags = sim_hand_lose (world, FEED_CAUSE_TOO_LARGE, FEED_VERDICT_RETRY, 0);

  g_assert_cmpuint (flags & FEED_ACTION_RAISE_LIMIT, !=, 0);
  g_assert_true (sim_world_run_until (world, FEED_LINK_CONNECTING, 10 * SIM_SECOND));
  sim_hand_open (world);
  flags = sim_hand_lose (world, FEED_CAUSE_TOO_LARGE, FEED_VERDICT_RETRY, 0);
  g_assert_cmpuint (flags & FEED_ACTION_RAISE_LIMIT, ==, 0);
}

static void
test_protocol_is_red_after_three (void)
{
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_plain, 1);

  for (guint i = 0; i < 3; i++) {
    gint64 sent_us = world->now_us;

    sim_hand_open (world);
    assert_colour (world, FEED_COLOUR_YELLOW);
    sim_hand_lose (world, FEED_CAUSE_PROTOCOL, FEED_VERDICT_RETRY, 0);
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
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_plain, 1);

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
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_plain, 1);

  sim_hand_fail_dial (world, FEED_CAUSE_REFUSED, FEED_VERDICT_FATAL, 0);
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
  g_autoptr (SimWorld) world = sim_hand_new_connecting (&sim_plain, 1);

  g_assert_cmpuint (sim_world_send (world, FEED_EVENT_TIMER), ==, 0);
  sim_hand_open (world);
  g_assert_cmpuint (sim_world_send (world, FEED_EVENT_TIMER), ==, 0);
}

typedef struct {
  const char *name;
  GTestFunc   func;
} Row;

static const Row rows[] = {
  { "retry-now", test_retry_now },
  { "auth/token", test_auth_new_token },
  { "auth/logging-in", test_logging_in },
  { "auth/login-fails", test_login_fails },
  { "auth/old-token", test_word_of_old_token },
  { "auth/refresh-fails", test_auth_refresh_fails },
  { "auth/unanswered", test_auth_unanswered },
  { "auth/rest-refuses", test_auth_when_rest_refuses_too },
  { "network-down", test_network_down },
  { "monitor-lies", test_monitor_lies },
  { "parked-remembers", test_parked_remembers },
  { "boot-jump", test_boot_jump },
  { "boot-jump/told", test_wake_and_boot_jump },
  { "phase/opens", test_phase_opens },
  { "phase/closes", test_phase_closes },
  { "rehearsal", test_rehearsal },
  { "phase/slot-closes", test_slot_closes },
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
