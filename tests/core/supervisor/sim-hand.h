/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-world.h"

G_BEGIN_DECLS

/*
 * Worlds brought into one state, from where a test goes on by hand; and what it looks at.
 */
static const FeedSupervisorParams sim_plain = { .seed = 1 };
static const FeedSupervisorParams sim_with_login = { .has_credentials = TRUE, .seed = 1 };

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

guint sim_hand_lose (SimWorld       *world,
                     FeedCause       cause,
                     FeedVerdictKind kind,
                     gint64          wait_us);
guint sim_hand_fail_dial (SimWorld       *world,
                          FeedCause       cause,
                          FeedVerdictKind kind,
                          gint64          wait_us);
guint     sim_hand_open (SimWorld *world);
SimWorld *sim_hand_new_connecting (const FeedSupervisorParams *params,
                                   guint                       n_slots);
SimWorld *sim_hand_new_warming (const FeedSupervisorParams *params,
                                guint                       n_slots);
SimWorld *sim_hand_new_live (const FeedSupervisorParams *params,
                             guint                       n_slots,
                             gint64                      live_us);
SimWorld *sim_hand_new_suspect (guint n_slots);
gint64    sim_hand_dial_delay (SimWorld *world);

G_END_DECLS
