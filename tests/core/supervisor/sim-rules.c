/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-rules.h"

#define DIAL_WINDOW_US (60 * SIM_SECOND)
#define BLACKOUT_US (65 * SIM_SECOND)
/* An audit is due every 10 s, its word counts when another poll says the same 1.5 s later */
#define UNSEEN_WHILE_GREEN_US (30 * SIM_SECOND)
#define SETTLED_US (30 * SIM_SECOND)

/* What may follow what, a bit a state */
static const guint legal[] = {
  [FEED_LINK_IDLE] = 1 << FEED_LINK_CONNECTING | 1 << FEED_LINK_BACKOFF |
                     1 << FEED_LINK_AUTH,
    [FEED_LINK_CONNECTING] = 1 << FEED_LINK_WARMING | 1 << FEED_LINK_CONNECTING |
                           1 << FEED_LINK_BACKOFF | 1 << FEED_LINK_AUTH |
                           1 << FEED_LINK_PARKED | 1 << FEED_LINK_IDLE,
    [FEED_LINK_WARMING] = 1 << FEED_LINK_LIVE | 1 << FEED_LINK_BACKOFF | 1 << FEED_LINK_AUTH |
                        1 << FEED_LINK_PARKED | 1 << FEED_LINK_CONNECTING | 1 << FEED_LINK_IDLE,
    [FEED_LINK_LIVE] = 1 << FEED_LINK_SUSPECT | 1 << FEED_LINK_BACKOFF | 1 << FEED_LINK_AUTH |
                     1 << FEED_LINK_PARKED | 1 << FEED_LINK_CONNECTING | 1 << FEED_LINK_IDLE,
    [FEED_LINK_SUSPECT] = 1 << FEED_LINK_LIVE | 1 << FEED_LINK_BACKOFF | 1 << FEED_LINK_AUTH |
                        1 << FEED_LINK_PARKED | 1 << FEED_LINK_CONNECTING | 1 << FEED_LINK_IDLE,
    [FEED_LINK_BACKOFF] = 1 << FEED_LINK_CONNECTING | 1 << FEED_LINK_PARKED | 1 << FEED_LINK_IDLE,
    [FEED_LINK_AUTH] = 1 << FEED_LINK_CONNECTING | 1 << FEED_LINK_BACKOFF |
                     1 << FEED_LINK_PARKED | 1 << FEED_LINK_IDLE,
    [FEED_LINK_PARKED] = 1 << FEED_LINK_CONNECTING | 1 << FEED_LINK_AUTH |
                       1 << FEED_LINK_BACKOFF | 1 << FEED_LINK_IDLE,
};

static gboolean
is_streaming (FeedLinkState link)
{
  return link == FEED_LINK_LIVE || link == FEED_LINK_SUSPECT;
}

static gboolean
is_open (SimWorld *world)
{
  return feed_supervisor_get_phase (world->supervisor) == FEED_PHASE_OPEN;
}

static void
check_polling (SimWorld *world)
{
  FeedLinkState link = feed_supervisor_get_link (world->supervisor);
  gboolean may = is_open (world) && link != FEED_LINK_IDLE && link != FEED_LINK_PARKED &&
                 !is_streaming (link);
  gboolean is_polling = feed_supervisor_is_polling (world->supervisor);
  gboolean rest_is_free = world->rest_free_us <= world->now_us && !world->rest_refused;

  if (is_polling && (!may || !rest_is_free))
    sim_world_breach (world, SIM_POLLING_RULE, "polls in %s (REST is free in %.1f s, refused: %d)", feed_link_state_to_string (link), (world->rest_free_us - world->now_us) / 1e6, world->rest_refused);
  else if (!is_polling && may && rest_is_free)
    sim_world_breach (world, SIM_POLLING_RULE, "does not poll in %s",
                      feed_link_state_to_string (link));
}

/* A healthy stream that is given up is rare, not impossible: it is counted */
static void
count_given_up (SimWorld            *world,
                const SimTransition *transition)
{
  gint64 healthy_us = world->stream_since_us == SIM_NEVER ? 0
                                                          : world->now_us - world->stream_since_us;

  if (is_streaming (transition->from) && transition->to == FEED_LINK_BACKOFF &&
      transition->cause != FEED_CAUSE_PLANNED && healthy_us > SETTLED_US)
    world->n_given_up++;
}

static void
check_transition (SimWorld     *world,
                  FeedLinkState before)
{
  FeedLinkState link = feed_supervisor_get_link (world->supervisor);
  SimTransition transition = {
    world->now_us, world->out.was_in_us, world->out.from, world->out.to, world->out.cause
  };

  if ((world->out.flags & FEED_ACTION_TRANSITION) == 0) {
    if (link != before)
      sim_world_breach (world, SIM_TOLD_ONCE, "silent transition to %s",
                        feed_link_state_to_string (link));
    return;
  }

  if (world->out.from != before || world->out.to != link || world->out.cause == FEED_CAUSE_NONE ||
      (legal[before] & 1 << link) == 0 || (world->out.flags & FEED_ACTION_CHANGED) == 0)
    sim_world_breach (world, SIM_TOLD_ONCE, "bad transition %s to %s",
                      feed_link_state_to_string (world->out.from),
                      feed_link_state_to_string (world->out.to));
  g_array_append_val (world->transitions, transition);
  count_given_up (world, &transition);
}

static void
check_failures (SimWorld               *world,
                FeedLinkState           before,
                FeedSupervisorEventType type)
{
  guint failures = feed_supervisor_get_failures (world->supervisor);
  gboolean became_live = before != FEED_LINK_LIVE &&
                         feed_supervisor_get_link (world->supervisor) == FEED_LINK_LIVE;

  if (failures < world->failures && !became_live && before != FEED_LINK_IDLE &&
      type != FEED_EVENT_REHEARSAL)
    sim_world_breach (world, SIM_FAILURES_BY_LIVE, "%u failures were forgotten in %s",
                      world->failures, feed_link_state_to_string (before));
  world->failures = failures;
}

static void
check_colour (SimWorld *world)
{
  FeedColour colour = feed_supervisor_get_colour (world->supervisor);

  if ((feed_supervisor_get_reason (world->supervisor) == FEED_CAUSE_NONE) !=
      (colour == FEED_COLOUR_GREEN))
    sim_world_breach (world, SIM_COLOUR_HAS_REASON, "colour %s for no reason",
                      feed_colour_to_string (colour));
  world->n_colours += colour != world->colour;
  world->colour = colour;
}

/* What keeps us from both sources is not the supervisor's fault */
static gboolean
is_hindrance (FeedSupervisorEventType type)
{
  return type == FEED_EVENT_NETWORK_DOWN || type == FEED_EVENT_SLEEP ||
         type == FEED_EVENT_STOP || type == FEED_EVENT_PHASE;
}

void
sim_rules_after_event (SimWorld               *world,
                       FeedLinkState           before,
                       FeedSupervisorEventType type)
{
  guint generation = feed_supervisor_get_generation (world->supervisor);
  guint flags = world->out.flags;

  if (generation < world->last_generation)
    sim_world_breach (world, SIM_GENERATIONS, "the generation went back");
  world->last_generation = generation;
  if (world->is_stopped && (flags & ~(FEED_ACTION_TRANSITION | FEED_ACTION_CHANGED)) != 0)
    sim_world_breach (world, SIM_NOTHING_AFTER_STOP, "acts after stop: %x", flags);
  if (is_hindrance (type))
    sim_world_hinder (world);
  check_colour (world);
  check_transition (world, before);
  check_failures (world, before, type);
  check_polling (world);
}

void
sim_rules_dialled (SimWorld *world)
{
  guint n = 0;

  world->dials_us[world->n_dials++ % G_N_ELEMENTS (world->dials_us)] = world->now_us;
  for (guint i = 0; i < G_N_ELEMENTS (world->dials_us); i++)
    n += world->now_us - world->dials_us[i] <= DIAL_WINDOW_US;
  world->most_dials = MAX (world->most_dials, n);
  if (n > 10)
    sim_world_breach (world, SIM_TEN_DIALS, "eleven dials in a minute");
  if (world->link_generation != 0 && (world->out.flags & FEED_ACTION_DROP) == 0)
    sim_world_breach (world, SIM_ONE_DIAL, "dials while it has a link");
  if (world->out.generation <= world->last_dialled)
    sim_world_breach (world, SIM_GENERATIONS, "dials an old generation");
  world->last_dialled = world->out.generation;
}

static gboolean
is_rest_usable (SimWorld *world)
{
  const SimFaults *faults = &world->faults;
  FeedLinkState link = feed_supervisor_get_link (world->supervisor);

  return !faults->rest_down && !faults->rest_hangs && !faults->rest_unauthorized &&
         faults->rest_hold_us == 0 && world->rest_free_us <= world->now_us &&
         !world->rest_refused && link != FEED_LINK_IDLE && is_open (world);
}

static gboolean
is_stream_usable (SimWorld *world)
{
  const SimFaults *faults = &world->faults;
  FeedLinkState link = feed_supervisor_get_link (world->supervisor);

  return !faults->refuse && !faults->blackhole && !faults->unauthorized && !faults->mute &&
         !faults->half_open && faults->n_mute == 0 && faults->drop_after_us == 0 &&
         faults->retry_after_us == 0 && faults->lost_percent == 0 && world->stream_free_us <= world->now_us &&
         link != FEED_LINK_IDLE && link != FEED_LINK_AUTH && is_open (world);
}

static void
note_usable (gint64  *since_us,
             gboolean usable,
             gint64   now_us)
{
  *since_us = usable ? MIN (*since_us, now_us) : SIM_NEVER;
}

static void
check_blackout (SimWorld *world)
{
  gint64 since_us = MIN (world->rest_since_us, world->stream_since_us);

  if (world->trade_every_us == 0 || since_us == SIM_NEVER)
    return;
  since_us = MAX (world->data_us, since_us);
  world->worst_blackout_us = MAX (world->worst_blackout_us, world->now_us - since_us);
  if (world->now_us - since_us > BLACKOUT_US)
    sim_world_breach (world, SIM_NO_BLACKOUT, "no price for %.1f s in %s",
                      (world->now_us - since_us) / 1e6,
                      feed_link_state_to_string (feed_supervisor_get_link (world->supervisor)));
}

/* A trade that the venue made and nobody told us of for long, on a row that is not marked. Without
 * REST one mute row among others cannot be known; that all are mute can. */
static void
check_green (SimWorld *world)
{
  gint64 newest_us = world->changed_us;
  guint n_seen = 0, n_unseen = 0;

  if (world->colour != FEED_COLOUR_GREEN || !is_open (world))
    return;
  for (guint slot = 0; slot < world->n_slots; slot++) {
    gint64 since_us = world->unseen_since_us[slot];

    if (!world->is_subscribed[slot])
      continue;
    n_seen += since_us == 0;
    n_unseen += since_us != 0;
    newest_us = MAX (newest_us, since_us);
    if (since_us != 0 && world->rest_since_us != SIM_NEVER &&
        !feed_supervisor_is_slot_polled (world->supervisor, slot) &&
        world->now_us - MAX (since_us, world->rest_since_us) > UNSEEN_WHILE_GREEN_US)
      sim_world_breach (world, SIM_GREEN_IS_TRUE, "green, and row %u is old for %.1f s", slot,
                        (world->now_us - since_us) / 1e6);
  }
  if (n_seen == 0 && n_unseen > 0 && world->now_us - newest_us > UNSEEN_WHILE_GREEN_US)
    sim_world_breach (world, SIM_GREEN_IS_TRUE, "green, and every row is old");
}

/* How long a stream that went mute stays green */
static void
measure_leave (SimWorld *world)
{
  gboolean dumb = world->faults.mute || world->faults.half_open;

  if (!dumb || world->colour != FEED_COLOUR_GREEN || world->trade_every_us == 0 ||
      !is_streaming (feed_supervisor_get_link (world->supervisor)))
    world->mute_since_us = 0;
  else if (world->mute_since_us == 0)
    world->mute_since_us = world->now_us;
  if (world->mute_since_us != 0)
    world->worst_leave_us = MAX (world->worst_leave_us, world->now_us - world->mute_since_us);
}

void
sim_rules_after_step (SimWorld *world)
{
  note_usable (&world->rest_since_us, is_rest_usable (world), world->now_us);
  note_usable (&world->stream_since_us, is_stream_usable (world), world->now_us);
  check_blackout (world);
  check_green (world);
  measure_leave (world);
}
