/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-storm.h"

#include "simulator/feedsim-chaos.h"
#include "simulator/feedsim-timer.h"

/**
 * FeedsimStorm:
 *
 * Throws what chaos has on its agenda into a schedule, from the first subscription on. Healing ends
 * the faults that are there; those of the next round come all the same.
 */
struct _FeedsimStorm {
  GObject parent_instance;

  FeedsimFaultSchedule *schedule;
  FeedsimChaos         *chaos;
  GPtrArray            *round;
  GSource              *source;
  gint64                due_us;
};

G_DEFINE_FINAL_TYPE (FeedsimStorm, feedsim_storm, G_TYPE_OBJECT)

static gboolean
dispatch_round (GSource    *source,
                GSourceFunc callback,
                gpointer    user_data)
{
  return callback (user_data);
}

static GSourceFuncs round_funcs = { .dispatch = dispatch_round };

static void
plan_round (FeedsimStorm *self)
{
  g_ptr_array_set_size (self->round, 0);
  self->due_us += feedsim_chaos_next (self->chaos, self->round);
  g_source_set_ready_time (self->source, self->due_us);
}

static gboolean
on_round_due (gpointer user_data)
{
  FeedsimStorm *self = user_data;

  for (guint i = 0; i < self->round->len; i++)
    feedsim_fault_schedule_add_now (self->schedule, g_ptr_array_index (self->round, i));
  plan_round (self);
  return G_SOURCE_CONTINUE;
}

static void
on_anchored (FeedsimFaultSchedule *schedule,
             FeedsimStorm         *self)
{
  self->due_us = g_get_monotonic_time ();
  plan_round (self);
}

static void
feedsim_storm_dispose (GObject *object)
{
  FeedsimStorm *self = FEEDSIM_STORM (object);

  feedsim_timer_drop (&self->source);
  g_clear_object (&self->schedule);

  G_OBJECT_CLASS (feedsim_storm_parent_class)->dispose (object);
}

static void
feedsim_storm_finalize (GObject *object)
{
  FeedsimStorm *self = FEEDSIM_STORM (object);

  g_clear_pointer (&self->chaos, feedsim_chaos_free);
  g_clear_pointer (&self->round, g_ptr_array_unref);

  G_OBJECT_CLASS (feedsim_storm_parent_class)->finalize (object);
}

static void
feedsim_storm_class_init (FeedsimStormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feedsim_storm_dispose;
  object_class->finalize = feedsim_storm_finalize;
}

static void
feedsim_storm_init (FeedsimStorm *self)
{
  self->round = g_ptr_array_new_with_free_func ((GDestroyNotify) feedsim_fault_free);
  self->source = g_source_new (&round_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "chaos");
  g_source_set_callback (self->source, on_round_due, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

/**
 * feedsim_storm_new:
 * @schedule: takes the faults; not anchored yet
 * @seed: of the chaos
 * @pace: how many times as fast
 *
 * Returns: (transfer full): a storm that waits for the first subscription
 */
FeedsimStorm *
feedsim_storm_new (FeedsimFaultSchedule *schedule,
                   guint32               seed,
                   double                pace)
{
  FeedsimStorm *self = g_object_new (FEEDSIM_TYPE_STORM, NULL);

  self->schedule = g_object_ref (schedule);
  self->chaos = feedsim_chaos_new (seed, pace);
  if (feedsim_fault_schedule_has_log_in (schedule))
    feedsim_chaos_expire_tokens (self->chaos);
  g_signal_connect_object (schedule, "anchored", G_CALLBACK (on_anchored), self, 0);
  return self;
}
