/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedClock: time and one-shot timers, from the machine or from a hand.
 */
#include "feed/core/feed-clock.h"

#include <time.h>

typedef struct {
  guint         id;
  gint64        due_us;
  FeedClockFunc func;
  gpointer      user_data;
} FeedTimer;

/* A timer of the machine's clock, as a source of the main context it was added in */
typedef struct {
  GSource    parent;
  FeedClock *clock;
  FeedTimer  timer;
} FeedTimerSource;

typedef struct {
  gint64 (*monotonic_us)(FeedClock *self);
  gint64 (*boot_us)(FeedClock *self);
  gint64 (*wall_us)(FeedClock *self);
  void (*add_timer)(FeedClock       *self,
                    const FeedTimer *timer,
                    const char      *name);
  void (*remove_timer)(FeedClock *self,
                       guint      id);
} FeedClockTable;

struct _FeedClock {
  const FeedClockTable *table;
  gatomicrefcount       ref_count;
  guint                 last_id;
  GHashTable           *sources;                       /* machine: id → FeedTimerSource */
  gint64                monotonic_us, boot_us, wall_us;
  GArray               *timers;                        /* by hand: FeedTimer, next due first */
};

G_DEFINE_BOXED_TYPE (FeedClock, feed_clock, feed_clock_ref, feed_clock_unref)

static gint64
machine_monotonic_us (FeedClock *self)
{
  return g_get_monotonic_time ();
}

static gint64
machine_boot_us (FeedClock *self)
{
#ifdef CLOCK_BOOTTIME
  struct timespec now;

  if (clock_gettime (CLOCK_BOOTTIME, &now) == 0)
    return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
#endif
  return g_get_monotonic_time ();
}

static gint64
machine_wall_us (FeedClock *self)
{
  return g_get_real_time ();
}

static gboolean
on_timer_due (GSource    *source,
              GSourceFunc callback,
              gpointer    user_data)
{
  FeedTimerSource *self = (FeedTimerSource *) source;
  g_autoptr (FeedClock) clock = feed_clock_ref (self->clock);
  FeedTimer timer = self->timer;

  feed_clock_remove_timer (clock, timer.id);
  timer.func (timer.user_data);
  return G_SOURCE_REMOVE;
}

static void
machine_add_timer (FeedClock       *self,
                   const FeedTimer *timer,
                   const char      *name)
{
  static GSourceFuncs funcs = { .dispatch = on_timer_due };
  GSource *source = g_source_new (&funcs, sizeof (FeedTimerSource));
  FeedTimerSource *timer_source = (FeedTimerSource *) source;

  timer_source->clock = self;
  timer_source->timer = *timer;
  g_source_set_name (source, name);
  /* A negative ready time would mean never */
  g_source_set_ready_time (source, MAX (timer->due_us, 0));
  g_source_attach (source, g_main_context_get_thread_default ());
  g_hash_table_insert (self->sources, GUINT_TO_POINTER (timer->id), source);
}

static void
machine_remove_timer (FeedClock *self,
                      guint      id)
{
  g_hash_table_remove (self->sources, GUINT_TO_POINTER (id));
}

static gint64
hand_monotonic_us (FeedClock *self)
{
  return self->monotonic_us;
}

static gint64
hand_boot_us (FeedClock *self)
{
  return self->boot_us;
}

static gint64
hand_wall_us (FeedClock *self)
{
  return self->wall_us;
}

static void
hand_add_timer (FeedClock       *self,
                const FeedTimer *timer,
                const char      *name)
{
  guint i = self->timers->len;

  /* Of two due at the same time the older runs first */
  while (i > 0 && g_array_index (self->timers, FeedTimer, i - 1).due_us > timer->due_us)
    i--;
  g_array_insert_val (self->timers, i, *timer);
}

static void
hand_remove_timer (FeedClock *self,
                   guint      id)
{
  for (guint i = 0; i < self->timers->len; i++) {
    if (g_array_index (self->timers, FeedTimer, i).id == id) {
      g_array_remove_index (self->timers, i);
      return;
    }
  }
}

static const FeedClockTable machine_table = {
  machine_monotonic_us, machine_boot_us, machine_wall_us, machine_add_timer, machine_remove_timer,
};

static const FeedClockTable hand_table = {
  hand_monotonic_us, hand_boot_us, hand_wall_us, hand_add_timer, hand_remove_timer,
};

static void
destroy_source (gpointer data)
{
  GSource *source = data;

  g_source_destroy (source);
  g_source_unref (source);
}

static void
hand_move (FeedClock *self,
           gint64     us)
{
  self->monotonic_us += us;
  self->boot_us += us;
  self->wall_us += us;
}

/**
 * feed_clock_new:
 *
 * Returns: (transfer full): the machine's clock
 */
FeedClock *
feed_clock_new (void)
{
  FeedClock *self = g_new0 (FeedClock, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->table = &machine_table;
  self->sources = g_hash_table_new_full (NULL, NULL, NULL, destroy_source);
  return self;
}

/**
 * feed_clock_new_manual:
 * @monotonic_us: monotonic and boot time to start with
 * @wall_us: wall time to start with
 *
 * Returns: (transfer full): a clock that stands still until feed_clock_advance()
 */
FeedClock *
feed_clock_new_manual (gint64 monotonic_us,
                       gint64 wall_us)
{
  FeedClock *self = g_new0 (FeedClock, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->table = &hand_table;
  self->monotonic_us = monotonic_us;
  self->boot_us = monotonic_us;
  self->wall_us = wall_us;
  self->timers = g_array_new (FALSE, FALSE, sizeof (FeedTimer));
  return self;
}

/**
 * feed_clock_ref:
 * @self: a clock
 *
 * Returns: (transfer full): @self
 */
FeedClock *
feed_clock_ref (FeedClock *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * feed_clock_unref:
 * @self: (transfer full): a clock; with the last reference its timers go
 */
void
feed_clock_unref (FeedClock *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->sources, g_hash_table_unref);
  g_clear_pointer (&self->timers, g_array_unref);
  g_free (self);
}

/**
 * feed_clock_monotonic_us:
 * @self: a clock
 *
 * Returns: time that never goes back, and stands still while the machine sleeps
 */
gint64
feed_clock_monotonic_us (FeedClock *self)
{
  return self->table->monotonic_us (self);
}

/**
 * feed_clock_boot_us:
 * @self: a clock
 *
 * Returns: time that never goes back, and goes on while the machine sleeps
 */
gint64
feed_clock_boot_us (FeedClock *self)
{
  return self->table->boot_us (self);
}

/**
 * feed_clock_wall_us:
 * @self: a clock
 *
 * Returns: time since 1970 UTC; somebody may set it
 */
gint64
feed_clock_wall_us (FeedClock *self)
{
  return self->table->wall_us (self);
}

/**
 * feed_clock_add_timer:
 * @self: a clock
 * @due_us: monotonic time at which to run
 * @name: for debuggers and profilers
 * @func: (scope async): what to run, once; never from inside this call
 * @user_data: for @func
 *
 * Returns: an id for feed_clock_remove_timer(), void once @func runs
 */
guint
feed_clock_add_timer (FeedClock    *self,
                      gint64        due_us,
                      const char   *name,
                      FeedClockFunc func,
                      gpointer      user_data)
{
  FeedTimer timer = { .due_us = due_us, .func = func, .user_data = user_data };

  g_return_val_if_fail (func != NULL, 0);

  if (++self->last_id == 0)
    self->last_id = 1;
  timer.id = self->last_id;
  self->table->add_timer (self, &timer, name);
  return timer.id;
}

/**
 * feed_clock_remove_timer:
 * @self: a clock
 * @id: of a timer; a void one is ignored
 */
void
feed_clock_remove_timer (FeedClock *self,
                         guint      id)
{
  self->table->remove_timer (self, id);
}

/**
 * feed_clock_get_n_timers:
 * @self: a clock
 *
 * Returns: how many timers wait
 */
guint
feed_clock_get_n_timers (FeedClock *self)
{
  return self->timers != NULL ? self->timers->len : g_hash_table_size (self->sources);
}

/**
 * feed_clock_advance:
 * @self: a manual clock
 * @us: how far
 *
 * Moves all three times and runs, in order, the timers that come due, those included that other
 * timers add.
 */
void
feed_clock_advance (FeedClock *self,
                    gint64     us)
{
  g_autoptr (FeedClock) guard = NULL;
  gint64 target_us;

  g_return_if_fail (self->timers != NULL && us >= 0);

  guard = feed_clock_ref (self);
  target_us = self->monotonic_us + us;
  while (feed_clock_next_due_us (self) <= target_us) {
    FeedTimer timer = g_array_index (self->timers, FeedTimer, 0);

    g_array_remove_index (self->timers, 0);
    hand_move (self, MAX (timer.due_us - self->monotonic_us, 0));
    timer.func (timer.user_data);
  }
  hand_move (self, target_us - self->monotonic_us);
}

/**
 * feed_clock_next_due_us:
 * @self: a manual clock
 *
 * Returns: monotonic time of the next timer; %G_MAXINT64 = none
 */
gint64
feed_clock_next_due_us (FeedClock *self)
{
  g_return_val_if_fail (self->timers != NULL, G_MAXINT64);

  if (self->timers->len == 0)
    return G_MAXINT64;
  return g_array_index (self->timers, FeedTimer, 0).due_us;
}

/**
 * feed_clock_step_wall:
 * @self: a manual clock
 * @us: by how much somebody set the wall clock, forward or back
 */
void
feed_clock_step_wall (FeedClock *self,
                      gint64     us)
{
  g_return_if_fail (self->timers != NULL);

  self->wall_us += us;
}

/**
 * feed_clock_stall:
 * @self: a manual clock
 * @us: how long whoever runs the timers stood still
 *
 * All three times move and no timer runs: those that came due run late, with the next
 * feed_clock_advance().
 */
void
feed_clock_stall (FeedClock *self,
                  gint64     us)
{
  g_return_if_fail (self->timers != NULL && us >= 0);

  hand_move (self, us);
}

/**
 * feed_clock_sleep:
 * @self: a manual clock
 * @us: how long the machine slept
 */
void
feed_clock_sleep (FeedClock *self,
                  gint64     us)
{
  g_return_if_fail (self->timers != NULL && us >= 0);

  self->boot_us += us;
  self->wall_us += us;
}
