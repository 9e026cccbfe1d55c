/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stories of a whole connection: a venue with faults, told in virtual time. The numbers are those
 * of the list of proofs in the supervisor's specification.
 */
#include "feed/providers/feed-binance.h"
#include "sim-world.h"

static const FeedSupervisorParams plain = { .seed = 7 };
static const FeedSupervisorParams with_login = { .has_credentials = TRUE, .seed = 7 };

#define assert_in(world, state)                                                        \
  g_assert_cmpstr (feed_link_state_to_string (feed_supervisor_get_link ((world)->supervisor)), ==, \
                   feed_link_state_to_string (state))
#define assert_colour(world, wanted)                                                   \
  g_assert_cmpstr (feed_colour_to_string (feed_supervisor_get_colour ((world)->supervisor)), ==, \
                   feed_colour_to_string (wanted))
#define assert_last(world, why)                                                        \
  g_assert_cmpstr (feed_cause_to_string (sim_world_last (world)->cause), ==,           \
                   feed_cause_to_string (why))
#define assert_sound(world) g_assert_cmpstr ((world)->breach->str, ==, "")

static FeedColour
colour (SimWorld *world)
{
  return feed_supervisor_get_colour (world->supervisor);
}

static SimWorld *
new_market (const FeedSupervisorParams *params,
            guint                       n_slots,
            gint64                      trade_every_us)
{
  SimWorld *world = sim_world_new (params, n_slots);

  world->is_automatic = TRUE;
  world->trade_every_us = trade_every_us;
  return world;
}

static SimWorld *
new_live (const FeedSupervisorParams *params,
          guint                       n_slots,
          gint64                      trade_every_us)
{
  SimWorld *world = new_market (params, n_slots, trade_every_us);

  sim_world_send (world, FEED_EVENT_START);
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 20 * SIM_SECOND));
  sim_world_run (world, 30 * SIM_SECOND);
  assert_in (world, FEED_LINK_LIVE);
  sim_world_forget (world);
  return world;
}

static void
test_t01_healthy_start (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 10, 100 * SIM_MS);
  gint64 opened_us;

  world->rest_delay_us = 40 * SIM_MS;
  sim_world_send (world, FEED_EVENT_START);
  sim_world_run (world, 50 * SIM_MS);
  g_assert_cmpuint (world->n_polls, ==, 1);
  assert_in (world, FEED_LINK_CONNECTING);
  g_assert_true (sim_world_run_until (world, FEED_LINK_WARMING, SIM_SECOND));
  opened_us = world->now_us;
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 4 * SIM_SECOND));
  g_assert_cmpint (world->now_us - opened_us, ==, 3 * SIM_SECOND);
  g_assert_cmpuint (world->n_polls, >, 0);
  assert_colour (world, FEED_COLOUR_GREEN);
  g_assert_cmpuint (world->n_dials, ==, 1);
  assert_sound (world);
}

static void
test_t02_mute_from_start (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 10, 100 * SIM_MS);

  world->faults.mute = TRUE;
  sim_world_send (world, FEED_EVENT_START);
  g_assert_true (sim_world_run_until (world, FEED_LINK_BACKOFF, 7 * SIM_SECOND));
  assert_last (world, FEED_CAUSE_MUTE_FROM_START);
  sim_world_forget (world);
  sim_world_run (world, 120 * SIM_SECOND);
  g_assert_cmpint (world->polling_gap_us, <=, 1200 * SIM_MS);
  g_assert_cmpuint (sim_world_count (world, FEED_LINK_WARMING, FEED_LINK_LIVE), ==, 0);
  world->faults.mute = FALSE;
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 60 * SIM_SECOND));
  assert_sound (world);
}

static void
test_t03_mute_later (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 10, 100 * SIM_MS);
  gint64 silence_us = feed_supervisor_get_silence_us (world->supervisor, world->now_us);
  gint64 muted_us = world->now_us;

  world->faults.mute = TRUE;
  g_assert_true (sim_world_run_until (world, FEED_LINK_SUSPECT, 20 * SIM_SECOND));
  g_assert_cmpint (world->now_us - muted_us, <=, silence_us);
  sim_world_forget (world);
  sim_world_run (world, world->rest_delay_us + SIM_MS);
  g_assert_cmpuint (world->n_polls, ==, 1);
  g_assert_true (sim_world_run_until (world, FEED_LINK_BACKOFF, SIM_SECOND));
  assert_last (world, FEED_CAUSE_MUTE);
  assert_colour (world, FEED_COLOUR_YELLOW);
  g_assert_cmpint (feed_supervisor_get_reason (world->supervisor), ==, FEED_CAUSE_MUTE);
  assert_sound (world);
}

/* Four ticks a second, each of another instrument, and then none */
static void
test_t03_mute_at_four_ticks (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 4, 250 * SIM_MS);
  gint64 muted_us = world->now_us;

  world->faults.mute = TRUE;
  while (colour (world) == FEED_COLOUR_GREEN && world->now_us < muted_us + 60 * SIM_SECOND)
    sim_world_run (world, 10 * SIM_MS);
  g_test_message ("green for %.2f s", (world->now_us - muted_us) / 1e6);
  g_assert_cmpint (world->now_us - muted_us, <=, 6 * SIM_SECOND);
  assert_last (world, FEED_CAUSE_MUTE);
  assert_sound (world);
}

static void
test_t04_quiet_market (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 10, 100 * SIM_MS);
  guint n_dials = world->n_dials;

  world->trade_every_us = 0;
  sim_world_run (world, 60 * SIM_SECOND);
  assert_colour (world, FEED_COLOUR_GREEN);
  g_assert_cmpuint (world->n_colours, ==, 0);
  g_assert_cmpuint (world->n_dials, ==, n_dials);
  g_assert_cmpuint (world->n_probes, <=, 60 / 3);
  assert_sound (world);
}

static void
test_t04_slow_option (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 1, 25 * SIM_SECOND);
  gint64 green_us = 0;

  sim_world_send (world, FEED_EVENT_START);
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 60 * SIM_SECOND));
  for (guint i = 0; i < 36000; i++) {
    sim_world_run (world, 100 * SIM_MS);
    green_us += colour (world) == FEED_COLOUR_GREEN ? 100 * SIM_MS : 0;
  }
  g_assert_cmpint (green_us, >=, 3564 * SIM_SECOND);
  g_assert_cmpuint (world->n_dials, ==, 1);
  assert_sound (world);
}

static void
test_t05_half_open (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 10, 100 * SIM_MS);
  gint64 silence_us = feed_supervisor_get_silence_us (world->supervisor, world->now_us);

  world->faults.half_open = TRUE;
  sim_world_run (world, silence_us + 5 * SIM_SECOND);
  g_assert_cmpint (colour (world), !=, FEED_COLOUR_GREEN);
  assert_sound (world);
}

static void
test_t06_mute_and_rest_down (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 10, 100 * SIM_MS);

  world->faults.mute = TRUE;
  world->faults.rest_down = TRUE;
  g_assert_true (sim_world_run_until (world, FEED_LINK_SUSPECT, 20 * SIM_SECOND));
  sim_world_run (world, 5 * SIM_SECOND);
  assert_colour (world, FEED_COLOUR_YELLOW);
  g_assert_true (sim_world_run_until (world, FEED_LINK_BACKOFF, 60 * SIM_SECOND));
  assert_last (world, FEED_CAUSE_SILENT_REST_DOWN);
  sim_world_run (world, SIM_SECOND);
  assert_colour (world, FEED_COLOUR_RED);
  g_assert_cmpint (feed_supervisor_get_reason (world->supervisor), ==, FEED_CAUSE_REST_DOWN);
  world->faults = (SimFaults) { 0 };
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 90 * SIM_SECOND));
  assert_colour (world, FEED_COLOUR_GREEN);
  g_assert_cmpuint (feed_supervisor_get_n_recoveries (world->supervisor), ==, 1);
  assert_sound (world);
}

typedef struct {
  guint           code;         /* of the close frame; 0 = none came */
  FeedCause       cause;
  FeedVerdictKind kind;
  gint64          least_us;     /* until the next dial */
} Close;

/* 1008 and a token are in t07-policy */
static const Close closes[] = {
  { 1000, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 0 },
  { 1001, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 0 },
  { 1005, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 0 },
  { 1006, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 0 },
  { 1014, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 0 },
  { 0, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 0 },
  { 1012, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 5 * SIM_SECOND },
  { 1013, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY, 5 * SIM_SECOND },
  { 1009, FEED_CAUSE_TOO_LARGE, FEED_VERDICT_RETRY, 0 },
  { 1002, FEED_CAUSE_PROTOCOL, FEED_VERDICT_RETRY, 15 * SIM_SECOND },
  { 1003, FEED_CAUSE_PROTOCOL, FEED_VERDICT_RETRY, 15 * SIM_SECOND },
  { 1007, FEED_CAUSE_PROTOCOL, FEED_VERDICT_RETRY, 15 * SIM_SECOND },
  { 1010, FEED_CAUSE_PROTOCOL, FEED_VERDICT_RETRY, 15 * SIM_SECOND },
  { 1008, FEED_CAUSE_CLOSED_BY_PEER, FEED_VERDICT_RETRY_AFTER, 60 * SIM_SECOND },
};

/* What the venue's own mapping makes of a code, and the supervisor of that */
static void
test_t07_close_codes (void)
{
  g_autoptr (FeedProvider) venue = feed_binance_new ("binance");

  for (guint i = 0; i < G_N_ELEMENTS (closes); i++) {
    g_autoptr (SimWorld) world = new_live (&plain, 4, 100 * SIM_MS);
    FeedVerdict verdict = feed_provider_map_close (venue, closes[i].code);
    gint64 closed_us = world->now_us;

    g_assert_cmpint (verdict.kind, ==, closes[i].kind);
    sim_world_send_stream (world, FEED_EVENT_STREAM_CLOSED, closes[i].cause, verdict.kind,
                           verdict.wait_us);
    assert_in (world, FEED_LINK_BACKOFF);
    assert_last (world, closes[i].cause);
    g_assert_cmpint (!!(world->seen & FEED_ACTION_RAISE_LIMIT), ==, closes[i].code == 1009);
    g_assert_true (sim_world_run_until (world, FEED_LINK_CONNECTING, 90 * SIM_SECOND));
    g_assert_cmpint (world->now_us - closed_us, >=, closes[i].least_us);
    g_assert_cmpint (world->now_us - closed_us, <=, closes[i].least_us + SIM_SECOND);
    g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 60 * SIM_SECOND));
    assert_sound (world);
  }
}

/* The limit is raised once; after that a message that is too large is only a lost link */
static void
test_t07_too_large_twice (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 4, 100 * SIM_MS);

  sim_world_send_stream (world, FEED_EVENT_STREAM_CLOSED, FEED_CAUSE_TOO_LARGE,
                         FEED_VERDICT_RETRY, 0);
  g_assert_cmpuint (world->seen & FEED_ACTION_RAISE_LIMIT, !=, 0);
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 60 * SIM_SECOND));
  sim_world_forget (world);
  sim_world_send_stream (world, FEED_EVENT_STREAM_CLOSED, FEED_CAUSE_TOO_LARGE,
                         FEED_VERDICT_RETRY, 0);
  g_assert_cmpuint (world->seen & FEED_ACTION_RAISE_LIMIT, ==, 0);
  assert_sound (world);
}

/* Broken framing time and again is not bad luck: red, with the reason, prices by polling */
static void
test_t07_protocol_three_times (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 4, 100 * SIM_MS);

  for (guint i = 0; i < 3; i++) {
    g_assert_cmpint (colour (world), !=, FEED_COLOUR_RED);
    sim_world_send_stream (world, FEED_EVENT_STREAM_CLOSED, FEED_CAUSE_PROTOCOL,
                           FEED_VERDICT_RETRY, 15 * SIM_SECOND);
    if (i < 2)
      g_assert_true (sim_world_run_until (world, FEED_LINK_WARMING, 60 * SIM_SECOND));
  }
  assert_colour (world, FEED_COLOUR_RED);
  g_assert_cmpint (feed_supervisor_get_reason (world->supervisor), ==, FEED_CAUSE_PROTOCOL);
  g_assert_true (feed_supervisor_is_polling (world->supervisor));
  assert_sound (world);
}

/* A policy code where there is a token: one log-in, and no dial before it */
static void
test_t07_policy (void)
{
  g_autoptr (SimWorld) world = new_live (&with_login, 4, 100 * SIM_MS);

  sim_world_send_stream (world, FEED_EVENT_STREAM_CLOSED, FEED_CAUSE_CLOSED_BY_PEER,
                         FEED_VERDICT_AUTH, 0);
  assert_in (world, FEED_LINK_AUTH);
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 120 * SIM_SECOND));
  g_assert_cmpuint (world->n_refreshes, ==, 1);
  assert_sound (world);
}

static void
test_t08_accept_then_drop (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 4, 500 * SIM_MS);

  world->faults.drop_after_us = 200 * SIM_MS;
  sim_world_send (world, FEED_EVENT_START);
  sim_world_run (world, 3600 * SIM_SECOND);
  g_test_message ("%u dials within the hour", world->n_dials);
  g_assert_cmpuint (world->n_dials, <=, 75);
  g_assert_cmpuint (world->n_dials, >=, 40);
  g_assert_cmpint (world->polling_gap_us, <=, 1200 * SIM_MS);
  assert_colour (world, FEED_COLOUR_RED);
  g_assert_cmpint (feed_supervisor_get_reason (world->supervisor), ==, FEED_CAUSE_BREAKER);
  assert_sound (world);
}

/* With REST down as well an open breaker is all that keeps prices away: for 60 s, not for 75 */
static void
test_t08_drop_with_rest_down (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 4, 500 * SIM_MS);
  guint n = 0;

  world->faults.drop_after_us = 200 * SIM_MS;
  sim_world_send (world, FEED_EVENT_START);
  sim_world_run (world, 1800 * SIM_SECOND);
  world->faults.rest_down = TRUE;
  sim_world_run (world, 80 * SIM_SECOND);
  sim_world_forget (world);
  sim_world_run (world, 1800 * SIM_SECOND);
  for (guint i = 0; i < world->transitions->len; i++) {
    const SimTransition *transition = &g_array_index (world->transitions, SimTransition, i);

    if (transition->from != FEED_LINK_BACKOFF)
      continue;
    g_assert_cmpint (transition->was_in_us, <=, 60 * SIM_SECOND);
    n++;
  }
  g_assert_cmpuint (n, >=, 25);
  assert_sound (world);
}

/* What REST still gave when the breaker's wait began, and gives no more */
static void
test_t08_rest_dies_while_waiting (void)
{
  for (guint seed = 0; seed < 50; seed++) {
    FeedSupervisorParams params = { .seed = seed };
    g_autoptr (SimWorld) world = new_market (&params, 4, 500 * SIM_MS);

    world->faults.drop_after_us = 200 * SIM_MS;
    sim_world_send (world, FEED_EVENT_START);
    sim_world_run (world, 1800 * SIM_SECOND);
    g_assert_true (sim_world_run_until (world, FEED_LINK_WARMING, 80 * SIM_SECOND));
    g_assert_true (sim_world_run_until (world, FEED_LINK_BACKOFF, 80 * SIM_SECOND));
    sim_world_run (world, SIM_SECOND);
    world->faults = (SimFaults) { .rest_down = seed % 2, .rest_hangs = !(seed % 2) };
    g_assert_true (sim_world_run_until (world, FEED_LINK_WARMING, 61 * SIM_SECOND));
    assert_sound (world);
  }
}

static void
test_t09_refused_and_black_holed (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 4, 500 * SIM_MS);

  world->faults.refuse = TRUE;
  sim_world_send (world, FEED_EVENT_START);
  sim_world_run (world, 30 * SIM_SECOND);
  g_assert_cmpint (world->polling_gap_us, <=, 1200 * SIM_MS);
  assert_colour (world, FEED_COLOUR_YELLOW);
  g_assert_cmpuint (sim_world_count (world, FEED_LINK_CONNECTING, FEED_LINK_BACKOFF), >=, 4);
  world->faults = (SimFaults) { .blackhole = TRUE };
  g_assert_true (sim_world_run_until (world, FEED_LINK_CONNECTING, 60 * SIM_SECOND));
  g_assert_true (sim_world_run_until (world, FEED_LINK_BACKOFF, 13 * SIM_SECOND));
  world->faults = (SimFaults) { 0 };
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 120 * SIM_SECOND));
  assert_sound (world);
}

static void
test_t10_most_are_mute (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 100, 10 * SIM_MS);

  world->faults.n_mute = 90;
  sim_world_send (world, FEED_EVENT_START);
  for (guint i = 0; i < 600; i++) {
    sim_world_run (world, 100 * SIM_MS);
    g_assert_cmpint (colour (world), !=, FEED_COLOUR_GREEN);
  }
  g_assert_cmpuint (sim_world_count (world, FEED_LINK_WARMING, FEED_LINK_LIVE), ==, 0);
  g_assert_cmpuint (sim_world_count (world, FEED_LINK_WARMING, FEED_LINK_BACKOFF), >, 0);
  assert_sound (world);
}

/* The few are subscribed again; what stays away is polled and marked, and recovers by itself */
static void
test_t10_some_are_mute (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 100, 10 * SIM_MS);

  world->faults.n_mute = 15;
  sim_world_send (world, FEED_EVENT_START);
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 30 * SIM_SECOND));
  g_assert_cmpuint (world->n_resubscribed, >=, 15);
  g_assert_cmpuint (feed_supervisor_get_n_polled (world->supervisor), ==, 15);
  g_assert_true (feed_supervisor_is_slot_polled (world->supervisor, 14));
  g_assert_false (feed_supervisor_is_slot_polled (world->supervisor, 15));
  assert_colour (world, FEED_COLOUR_YELLOW);
  g_assert_cmpint (feed_supervisor_get_reason (world->supervisor), ==, FEED_CAUSE_PARTIAL);
  world->faults.n_mute = 0;
  sim_world_run (world, 10 * SIM_SECOND);
  g_assert_cmpuint (feed_supervisor_get_n_polled (world->supervisor), ==, 0);
  assert_colour (world, FEED_COLOUR_GREEN);
  g_assert_cmpuint (world->n_dials, ==, 1);
  assert_sound (world);
}

static void
test_t11_flap (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 10, 100 * SIM_MS);
  guint n_live;

  world->faults.drop_after_us = 40 * SIM_SECOND;
  sim_world_send (world, FEED_EVENT_START);
  sim_world_run (world, 45 * 60 * SIM_SECOND);
  n_live = sim_world_count (world, FEED_LINK_WARMING, FEED_LINK_LIVE);
  g_assert_cmpuint (n_live, >=, 2);
  g_assert_cmpuint (n_live, <=, 4);
  g_assert_cmpuint (world->n_colours, <=, 10);
  assert_sound (world);
}

static void
test_t12_new_token (void)
{
  g_autoptr (SimWorld) world = new_market (&with_login, 4, 100 * SIM_MS);

  world->faults.unauthorized = TRUE;
  sim_world_send (world, FEED_EVENT_START);
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 30 * SIM_SECOND));
  g_assert_cmpuint (world->n_refreshes, ==, 1);
  g_assert_cmpuint (world->n_dials, ==, 2);
  assert_sound (world);
}

static void
test_t12_log_in_down (void)
{
  g_autoptr (SimWorld) world = new_market (&with_login, 4, 100 * SIM_MS);

  world->faults.unauthorized = TRUE;
  world->faults.token_down = TRUE;
  sim_world_send (world, FEED_EVENT_START);
  sim_world_run (world, 300 * SIM_SECOND);
  assert_in (world, FEED_LINK_AUTH);
  assert_colour (world, FEED_COLOUR_RED);
  g_assert_cmpuint (world->n_dials, ==, 1);
  g_assert_cmpuint (world->n_refreshes, <=, 15);
  world->faults.token_down = FALSE;
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 60 * SIM_SECOND));
  assert_sound (world);
}

static void
test_t13_retry_after (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 4, 100 * SIM_MS);
  gint64 told_us;

  world->faults.retry_after_us = 7 * SIM_SECOND;
  sim_world_send (world, FEED_EVENT_START);
  g_assert_true (sim_world_run_until (world, FEED_LINK_BACKOFF, SIM_SECOND));
  told_us = world->now_us;
  g_assert_true (sim_world_run_until (world, FEED_LINK_CONNECTING, 30 * SIM_SECOND));
  g_assert_cmpint (world->now_us - told_us, >=, 7 * SIM_SECOND);
  world->faults.retry_after_us = 0;
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 60 * SIM_SECOND));
  assert_sound (world);
}

/* REST wants to be left alone; the stream is not touched, and REST is left alone */
static void
test_t13_rest_rate_limit (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 4, 100 * SIM_MS);

  world->faults.rest_hold_us = 60 * SIM_SECOND;
  sim_world_run (world, 300 * SIM_SECOND);
  assert_in (world, FEED_LINK_LIVE);
  g_assert_cmpuint (world->transitions->len, ==, 0);
  g_assert_cmpuint (world->n_audits, <=, 6);
  assert_colour (world, FEED_COLOUR_GREEN);
  assert_sound (world);
}

static void
test_t14_stale_generation (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 4, 100 * SIM_MS);
  guint generation = feed_supervisor_get_generation (world->supervisor);
  FeedSupervisorEvent event = { .type = FEED_EVENT_STREAM_CLOSED, .generation = generation };

  sim_world_send_event (world, &event);
  g_assert_true (sim_world_run_until (world, FEED_LINK_WARMING, 10 * SIM_SECOND));
  sim_world_forget (world);
  for (event.type = FEED_EVENT_STREAM_OPEN; event.type <= FEED_EVENT_PLANNED_CLOSE; event.type++)
    sim_world_send_event (world, &event);
  g_assert_false (feed_supervisor_saw_tick (world->supervisor, generation, 0, 1, world->now_us,
                                            &world->out));
  g_assert_cmpuint (world->transitions->len, ==, 0);
  assert_sound (world);
}

static void
test_t15_sleep (void)
{
  g_autoptr (SimWorld) warned = new_live (&plain, 4, 100 * SIM_MS);
  g_autoptr (SimWorld) unwarned = new_live (&plain, 4, 100 * SIM_MS);

  sim_world_send (warned, FEED_EVENT_SLEEP);
  assert_in (warned, FEED_LINK_PARKED);
  sim_world_send (warned, FEED_EVENT_WAKE);
  sim_world_send (warned, FEED_EVENT_BOOT_JUMP);
  g_assert_true (sim_world_run_until (warned, FEED_LINK_CONNECTING, 500 * SIM_MS));
  g_assert_true (sim_world_run_until (warned, FEED_LINK_LIVE, 20 * SIM_SECOND));
  g_assert_cmpuint (warned->n_dials, ==, 2);

  sim_world_send (unwarned, FEED_EVENT_BOOT_JUMP);
  assert_in (unwarned, FEED_LINK_CONNECTING);
  g_assert_true (sim_world_run_until (unwarned, FEED_LINK_LIVE, 20 * SIM_SECOND));
  assert_sound (warned);
  assert_sound (unwarned);
}

/* We stood still for 8 s with frames queued: they are taken before time has its say */
static void
test_t17_standstill (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 10, 100 * SIM_MS);

  world->is_automatic = FALSE;
  world->now_us += 8 * SIM_SECOND;
  for (guint i = 0; i < 80; i++)
    sim_world_tick (world, i % 10, ++world->keys[i % 10]);
  sim_world_send (world, FEED_EVENT_TIMER);
  assert_in (world, FEED_LINK_LIVE);
  assert_colour (world, FEED_COLOUR_GREEN);
  g_assert_cmpuint (world->transitions->len, ==, 0);
  assert_sound (world);
}

/* A day: the bell with a healthy link, a lull with REST down, the night with the server down */
static void
test_t21_day (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 4, 0);

  sim_world_send_phase (world, FEED_PHASE_PRE);
  sim_world_send (world, FEED_EVENT_START);
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 10 * SIM_SECOND));
  sim_world_send (world, FEED_EVENT_REHEARSAL);
  sim_world_run (world, 900 * SIM_SECOND);
  g_assert_cmpuint (world->seen & FEED_ACTION_RED_SOON, ==, 0);
  assert_colour (world, FEED_COLOUR_GREY);
  sim_world_forget (world);
  world->trade_every_us = 100 * SIM_MS;
  sim_world_send_phase (world, FEED_PHASE_OPEN);
  sim_world_run (world, 3600 * SIM_SECOND);
  assert_colour (world, FEED_COLOUR_GREEN);
  g_assert_cmpuint (world->transitions->len, ==, 0);

  world->trade_every_us = 0;
  world->faults.rest_down = TRUE;
  sim_world_run (world, 30 * SIM_SECOND);
  assert_colour (world, FEED_COLOUR_YELLOW);
  world->faults.rest_down = FALSE;
  world->trade_every_us = 100 * SIM_MS;
  world->next_trade_us = world->now_us;
  sim_world_run (world, 30 * SIM_SECOND);
  assert_colour (world, FEED_COLOUR_GREEN);

  world->trade_every_us = 0;
  sim_world_send_phase (world, FEED_PHASE_CLOSED);
  world->faults.refuse = TRUE;
  world->drop_us = world->now_us;
  sim_world_forget (world);
  sim_world_run (world, 10 * 3600 * SIM_SECOND);
  assert_colour (world, FEED_COLOUR_GREY);
  g_assert_cmpuint (feed_supervisor_get_failures (world->supervisor), ==, 0);
  g_assert_cmpuint (sim_world_count (world, FEED_LINK_BACKOFF, FEED_LINK_CONNECTING), <, 500);
  assert_sound (world);
}

/* The bell rings, and the link that looked healthy all night is mute */
static void
test_t21_mute_at_the_bell (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 4, 0);

  sim_world_send_phase (world, FEED_PHASE_CLOSED);
  sim_world_send (world, FEED_EVENT_START);
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 10 * SIM_SECOND));
  world->faults.mute = TRUE;
  world->trade_every_us = 100 * SIM_MS;
  sim_world_send_phase (world, FEED_PHASE_OPEN);
  g_assert_true (sim_world_run_until (world, FEED_LINK_BACKOFF, 8 * SIM_SECOND));
  assert_last (world, FEED_CAUSE_MUTE);
  assert_sound (world);
}

static void
test_t22_token_expires (void)
{
  g_autoptr (SimWorld) world = new_live (&with_login, 4, 100 * SIM_MS);

  sim_world_send (world, FEED_EVENT_TOKEN_NEAR_EXPIRY);
  sim_world_run (world, 10 * SIM_SECOND);
  world->faults.rest_unauthorized = TRUE;
  sim_world_run (world, 120 * SIM_SECOND);
  g_assert_cmpuint (world->n_refreshes, ==, 2);
  g_assert_cmpuint (world->transitions->len, ==, 0);
  g_assert_false (world->faults.rest_unauthorized);
  assert_sound (world);
}

static void
test_t25_stop_at_any_moment (void)
{
  for (guint i = 0; i < 400; i++) {
    g_autoptr (SimWorld) world = new_market (&with_login, 3, 100 * SIM_MS);

    world->faults.drop_after_us = i % 3 == 0 ? 5 * SIM_SECOND : 0;
    world->faults.mute = i % 5 == 0;
    world->faults.unauthorized = i % 7 == 0;
    sim_world_send (world, FEED_EVENT_START);
    sim_world_run (world, i * 50 * SIM_MS);
    sim_world_send (world, FEED_EVENT_STOP);
    g_assert_cmpint (feed_supervisor_get_deadline_us (world->supervisor), ==, G_MAXINT64);
    sim_world_forget (world);
    sim_world_run (world, 60 * SIM_SECOND);
    g_assert_cmpuint (world->seen, ==, 0);
    assert_in (world, FEED_LINK_IDLE);
    assert_sound (world);
  }
}

static void
test_t27_network_flaps (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 4, 100 * SIM_MS);

  sim_world_send (world, FEED_EVENT_START);
  for (guint i = 0; i < 200; i++) {
    gboolean down = i % 2 == 0;

    world->faults.half_open = world->faults.blackhole = down;
    world->faults.rest_down = down;
    sim_world_send (world, down ? FEED_EVENT_NETWORK_DOWN : FEED_EVENT_NETWORK_UP);
    sim_world_run (world, 1500 * SIM_MS);
  }
  world->faults = (SimFaults) { 0 };
  sim_world_send (world, FEED_EVENT_NETWORK_UP);
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 150 * SIM_SECOND));
  assert_sound (world);
}

static void
test_t27_any_cause_of_dials (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 4, 100 * SIM_MS);

  world->faults.refuse = TRUE;
  sim_world_send (world, FEED_EVENT_START);
  for (guint i = 0; i < 3000; i++) {
    sim_world_send (world, i % 2 == 0 ? FEED_EVENT_RETRY_NOW : FEED_EVENT_BOOT_JUMP);
    if (i % 100 == 0) {
      sim_world_send (world, FEED_EVENT_STOP);
      world->is_stopped = FALSE;
      sim_world_send (world, FEED_EVENT_START);
    }
    sim_world_run (world, 100 * SIM_MS);
  }
  g_assert_cmpuint (world->n_dials, >=, 45);
  assert_sound (world);
}

static void
test_t28_subscriptions_in_every_state (void)
{
  g_autoptr (SimWorld) world = new_market (&plain, 3, 100 * SIM_MS);

  sim_world_send (world, FEED_EVENT_START);
  for (guint i = 0; i < 300; i++) {
    FeedSupervisorEventType type = i % 6 < 3 ? FEED_EVENT_REMOVE : FEED_EVENT_ADD;

    world->faults.drop_after_us = i % 50 < 10 ? SIM_SECOND : 0;
    world->faults.mute = i % 70 < 20;
    sim_world_send_slot (world, type, i % 3);
    if (i % 6 == 2)
      assert_in (world, FEED_LINK_IDLE);
    sim_world_run (world, 700 * SIM_MS);
  }
  world->faults = (SimFaults) { 0 };
  g_assert_true (sim_world_run_until (world, FEED_LINK_LIVE, 150 * SIM_SECOND));
  assert_sound (world);
}

static void
test_t31_some_go_mute_under_live (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 100, 10 * SIM_MS);
  gint64 muted_us = world->now_us;

  world->poll_batch = 50;
  world->faults.n_mute = 10;
  while (feed_supervisor_get_n_polled (world->supervisor) < 10 &&
         world->now_us < muted_us + 60 * SIM_SECOND)
    sim_world_run (world, 100 * SIM_MS);
  g_assert_cmpint (world->now_us - muted_us, <=, 25 * SIM_SECOND);
  g_assert_cmpuint (world->n_resubscribed, >=, 10);
  assert_in (world, FEED_LINK_LIVE);
  assert_colour (world, FEED_COLOUR_GREEN);
  sim_world_run (world, 60 * SIM_SECOND);
  g_assert_cmpuint (world->n_resubscribed, ==, 30);
  world->faults.n_mute = 0;
  sim_world_run (world, 5 * SIM_SECOND);
  g_assert_cmpuint (feed_supervisor_get_n_polled (world->supervisor), ==, 0);
  g_assert_cmpuint (world->transitions->len, ==, 0);
  assert_sound (world);
}

/* What the tick path costs; printed, never judged */
static void
test_cost_of_a_tick (void)
{
  g_autoptr (SimWorld) world = new_live (&plain, 100, 10 * SIM_MS);
  guint generation = feed_supervisor_get_generation (world->supervisor);
  const guint n = 200000;
  gint64 began_us = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    feed_supervisor_saw_tick (world->supervisor, generation, i % 100, 1000000 + i,
                              world->now_us + i, &world->out);
  g_test_message ("%.1f ns a tick", (g_get_monotonic_time () - began_us) * 1000.0 / n);
  assert_in (world, FEED_LINK_LIVE);
}

typedef struct {
  const char *name;
  GTestFunc   func;
} Scenario;

static const Scenario scenarios[] = {
  { "t01-healthy-start", test_t01_healthy_start },
  { "t02-mute-from-start", test_t02_mute_from_start },
  { "t03-mute-later", test_t03_mute_later },
  { "t03-mute-at-four-ticks", test_t03_mute_at_four_ticks },
  { "t04-quiet-market", test_t04_quiet_market },
  { "t04-slow-option", test_t04_slow_option },
  { "t05-half-open", test_t05_half_open },
  { "t06-mute-and-rest-down", test_t06_mute_and_rest_down },
  { "t07-close-codes", test_t07_close_codes },
  { "t07-too-large-twice", test_t07_too_large_twice },
  { "t07-protocol-three-times", test_t07_protocol_three_times },
  { "t07-policy", test_t07_policy },
  { "t08-accept-then-drop", test_t08_accept_then_drop },
  { "t08-drop-with-rest-down", test_t08_drop_with_rest_down },
  { "t08-rest-dies-while-waiting", test_t08_rest_dies_while_waiting },
  { "t09-refused-and-black-holed", test_t09_refused_and_black_holed },
  { "t10-most-are-mute", test_t10_most_are_mute },
  { "t10-some-are-mute", test_t10_some_are_mute },
  { "t11-flap", test_t11_flap },
  { "t12-new-token", test_t12_new_token },
  { "t12-log-in-down", test_t12_log_in_down },
  { "t13-retry-after", test_t13_retry_after },
  { "t13-rest-rate-limit", test_t13_rest_rate_limit },
  { "t14-stale-generation", test_t14_stale_generation },
  { "t15-sleep", test_t15_sleep },
  { "t17-standstill", test_t17_standstill },
  { "t21-day", test_t21_day },
  { "t21-mute-at-the-bell", test_t21_mute_at_the_bell },
  { "t22-token-expires", test_t22_token_expires },
  { "t25-stop", test_t25_stop_at_any_moment },
  { "t27-network-flaps", test_t27_network_flaps },
  { "t27-any-cause", test_t27_any_cause_of_dials },
  { "t28-subscriptions", test_t28_subscriptions_in_every_state },
  { "t31-mute-under-live", test_t31_some_go_mute_under_live },
  { "cost-of-a-tick", test_cost_of_a_tick },
};

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++) {
    g_autofree char *path = g_strconcat ("/supervisor/", scenarios[i].name, NULL);

    g_test_add_func (path, scenarios[i].func);
  }
  return g_test_run ();
}
