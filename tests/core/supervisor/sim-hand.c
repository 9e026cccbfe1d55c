/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-hand.h"

guint
sim_hand_lose (SimWorld       *world,
               FeedCause       cause,
               FeedVerdictKind kind,
               gint64          wait_us)
{
  return sim_world_send_stream (world, FEED_EVENT_STREAM_CLOSED, cause, kind, wait_us);
}

guint
sim_hand_fail_dial (SimWorld       *world,
                    FeedCause       cause,
                    FeedVerdictKind kind,
                    gint64          wait_us)
{
  return sim_world_send_stream (world, FEED_EVENT_STREAM_FAILED, cause, kind, wait_us);
}

guint
sim_hand_open (SimWorld *world)
{
  return sim_world_send_stream (world, FEED_EVENT_STREAM_OPEN, FEED_CAUSE_NONE,
                                FEED_VERDICT_RETRY, 0);
}

SimWorld *
sim_hand_new_connecting (const FeedSupervisorParams *params,
                         guint                       n_slots)
{
  SimWorld *world = sim_world_new (params, n_slots);

  sim_world_send (world, FEED_EVENT_START);
  assert_in (world, FEED_LINK_CONNECTING);
  return world;
}

SimWorld *
sim_hand_new_warming (const FeedSupervisorParams *params,
                      guint                       n_slots)
{
  SimWorld *world = sim_hand_new_connecting (params, n_slots);

  sim_hand_open (world);
  assert_in (world, FEED_LINK_WARMING);
  return world;
}

/* LIVE, after live_us there, and from then on in the hands of the test */
SimWorld *
sim_hand_new_live (const FeedSupervisorParams *params,
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

SimWorld *
sim_hand_new_suspect (guint n_slots)
{
  SimWorld *world = sim_hand_new_live (&sim_plain, n_slots, 5 * SIM_SECOND);

  g_assert_true (sim_world_run_until (world, FEED_LINK_SUSPECT, 20 * SIM_SECOND));
  return world;
}

gint64
sim_hand_dial_delay (SimWorld *world)
{
  return feed_supervisor_get_next_dial_us (world->supervisor) - world->now_us;
}
