/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-fault-schedule.h"

#include "simulator/feedsim-timer.h"

#define UNKNOWN G_MAXINT64

typedef struct {
  FeedsimFault fault;
  gint64       begin_us; /* monotonic; UNKNOWN until the schedule is anchored */
  gint64       end_us;   /* UNKNOWN: not before it is healed or anchored */
  gboolean     active;
} Entry;

/**
 * FeedsimFaultSchedule:
 *
 * Which faults there are when. Times count from the anchor, the first subscription. A fault that
 * starts at once is there already before; where one of them lets nobody subscribe, the anchor is
 * the beginning, as it could never come otherwise.
 */
struct _FeedsimFaultSchedule {
  GObject parent_instance;

  GPtrArray *entries;
  GSource   *source;
  gboolean   anchored;
  gboolean   has_log_in;
  guint      last_id;
};

G_DEFINE_FINAL_TYPE (FeedsimFaultSchedule, feedsim_fault_schedule, G_TYPE_OBJECT)

enum {
  ANCHORED,
  BEGAN,
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
dispatch_edge (GSource    *source,
               GSourceFunc callback,
               gpointer    user_data)
{
  return callback (user_data);
}

static GSourceFuncs edge_funcs = { .dispatch = dispatch_edge };

static void
set_next_edge (FeedsimFaultSchedule *self)
{
  gint64 next_us = UNKNOWN;

  if (self->source == NULL)
    return;
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    next_us = MIN (next_us, entry->active ? entry->end_us : entry->begin_us);
  }
  g_source_set_ready_time (self->source, next_us == UNKNOWN ? -1 : next_us);
}

static gboolean
pass_edge (FeedsimFaultSchedule *self,
           guint                 index,
           gint64                now_us)
{
  Entry *entry = g_ptr_array_index (self->entries, index);
  FeedsimFault fault = entry->fault;
  gboolean over = FALSE;

  if (!entry->active && entry->begin_us <= now_us) {
    entry->active = TRUE;
    over = (feedsim_fault_get_flags (fault.kind) & FEEDSIM_FAULT_FLAG_INSTANT) != 0;
    if (over)
      g_ptr_array_remove_index (self->entries, index);
    g_signal_emit (self, signals[BEGAN], 0, &fault);
    return TRUE;
  }
  if (entry->active && entry->end_us <= now_us) {
    g_ptr_array_remove_index (self->entries, index);
    g_signal_emit (self, signals[ENDED], 0, &fault);
    return TRUE;
  }
  return FALSE;
}

/* Handlers may change the schedule: after each edge it is read from the front again. */
static void
pass_edges (FeedsimFaultSchedule *self)
{
  gint64 now_us = g_get_monotonic_time ();
  guint i = 0;

  while (i < self->entries->len)
    i = pass_edge (self, i, now_us) ? 0 : i + 1;
  set_next_edge (self);
}

static gboolean
on_edge (gpointer user_data)
{
  pass_edges (user_data);
  return G_SOURCE_CONTINUE;
}

static void
feedsim_fault_schedule_dispose (GObject *object)
{
  FeedsimFaultSchedule *self = FEEDSIM_FAULT_SCHEDULE (object);

  feedsim_timer_drop (&self->source);
  g_ptr_array_set_size (self->entries, 0);

  G_OBJECT_CLASS (feedsim_fault_schedule_parent_class)->dispose (object);
}

static void
feedsim_fault_schedule_finalize (GObject *object)
{
  FeedsimFaultSchedule *self = FEEDSIM_FAULT_SCHEDULE (object);

  g_clear_pointer (&self->entries, g_ptr_array_unref);

  G_OBJECT_CLASS (feedsim_fault_schedule_parent_class)->finalize (object);
}

static void
feedsim_fault_schedule_class_init (FeedsimFaultScheduleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType argument = FEEDSIM_TYPE_FAULT | G_SIGNAL_TYPE_STATIC_SCOPE;

  object_class->dispose = feedsim_fault_schedule_dispose;
  object_class->finalize = feedsim_fault_schedule_finalize;

  /**
   * FeedsimFaultSchedule::anchored:
   * @self: the schedule
   *
   * Times count from now: somebody has subscribed.
   */
  signals[ANCHORED] = g_signal_new ("anchored", FEEDSIM_TYPE_FAULT_SCHEDULE, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * FeedsimFaultSchedule::began:
   * @self: the schedule
   * @fault: what starts now
   */
  signals[BEGAN] = g_signal_new ("began", FEEDSIM_TYPE_FAULT_SCHEDULE, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, argument);
  /**
   * FeedsimFaultSchedule::ended:
   * @self: the schedule
   * @fault: what is over; another of its kind may still be there
   */
  signals[ENDED] = g_signal_new ("ended", FEEDSIM_TYPE_FAULT_SCHEDULE, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, argument);
}

static void
feedsim_fault_schedule_init (FeedsimFaultSchedule *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_free);
  self->source = g_source_new (&edge_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "fault schedule");
  g_source_set_callback (self->source, on_edge, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

FeedsimFaultSchedule *
feedsim_fault_schedule_new (void)
{
  return g_object_new (FEEDSIM_TYPE_FAULT_SCHEDULE, NULL);
}

/**
 * feedsim_fault_schedule_set_log_in:
 * @self: the schedule
 * @has_log_in: whether the venue has tokens that can expire
 */
void
feedsim_fault_schedule_set_log_in (FeedsimFaultSchedule *self,
                                   gboolean              has_log_in)
{
  self->has_log_in = has_log_in;
}

gboolean
feedsim_fault_schedule_has_log_in (FeedsimFaultSchedule *self)
{
  return self->has_log_in;
}

/**
 * feedsim_fault_schedule_parse:
 * @self: the schedule
 * @text: one fault or several between commas
 * @error: return location for G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: (transfer full) (nullable) (element-type FeedsimFault): all of them, or none if one of
 *   them cannot be had here
 */
GPtrArray *
feedsim_fault_schedule_parse (FeedsimFaultSchedule *self,
                              const char           *text,
                              GError              **error)
{
  g_autoptr (GPtrArray) faults = feedsim_fault_parse_list (text, error);

  for (guint i = 0; faults != NULL && i < faults->len && !self->has_log_in; i++)
    if (((FeedsimFault *) g_ptr_array_index (faults, i))->kind == FEEDSIM_FAULT_EXPIRE_TOKEN) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "fault “%s”: this venue has no log-in, so there is no token", text);
      return NULL;
    }
  return g_steal_pointer (&faults);
}

static void
set_times (Entry *entry,
           gint64 anchor_us)
{
  entry->begin_us = MIN (entry->begin_us, anchor_us + entry->fault.start_us);
  if (entry->fault.duration_us >= 0 && entry->end_us == UNKNOWN)
    entry->end_us = anchor_us + entry->fault.start_us + entry->fault.duration_us;
}

static Entry *
add_entry (FeedsimFaultSchedule *self,
           const FeedsimFault   *fault)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->fault = *fault;
  entry->fault.id = ++self->last_id;
  entry->begin_us = UNKNOWN;
  entry->end_us = UNKNOWN;
  g_ptr_array_add (self->entries, entry);
  return entry;
}

/**
 * feedsim_fault_schedule_add:
 * @self: the schedule
 * @fault: a fault whose times count from the anchor
 */
void
feedsim_fault_schedule_add (FeedsimFaultSchedule *self,
                            const FeedsimFault   *fault)
{
  FeedsimFaultFlags flags = feedsim_fault_get_flags (fault->kind);
  Entry *entry;

  g_return_if_fail (FEEDSIM_IS_FAULT_SCHEDULE (self));

  if (self->anchored) {
    feedsim_fault_schedule_add_now (self, fault);
    return;
  }
  entry = add_entry (self, fault);
  if (fault->start_us > 0 || (flags & FEEDSIM_FAULT_FLAG_INSTANT) != 0)
    return;
  /* Nobody can subscribe, so the start that times count from would not come */
  if ((flags & FEEDSIM_FAULT_FLAG_BARS) != 0)
    feedsim_fault_schedule_anchor (self);
  else
    entry->begin_us = 0;
  pass_edges (self);
}

/**
 * feedsim_fault_schedule_add_now:
 * @self: the schedule
 * @fault: a fault whose times count from now
 */
void
feedsim_fault_schedule_add_now (FeedsimFaultSchedule *self,
                                const FeedsimFault   *fault)
{
  g_return_if_fail (FEEDSIM_IS_FAULT_SCHEDULE (self));

  set_times (add_entry (self, fault), g_get_monotonic_time ());
  pass_edges (self);
}

/**
 * feedsim_fault_schedule_anchor:
 * @self: the schedule
 *
 * The time from which the others count is now. Only the first call tells.
 */
void
feedsim_fault_schedule_anchor (FeedsimFaultSchedule *self)
{
  gint64 now_us = g_get_monotonic_time ();

  g_return_if_fail (FEEDSIM_IS_FAULT_SCHEDULE (self));

  if (self->anchored)
    return;
  self->anchored = TRUE;
  for (guint i = 0; i < self->entries->len; i++)
    set_times (g_ptr_array_index (self->entries, i), now_us);
  set_next_edge (self);
  g_signal_emit (self, signals[ANCHORED], 0);
}

/**
 * feedsim_fault_schedule_heal:
 * @self: the schedule
 *
 * Ends what is there and forgets what was to come.
 */
void
feedsim_fault_schedule_heal (FeedsimFaultSchedule *self)
{
  g_return_if_fail (FEEDSIM_IS_FAULT_SCHEDULE (self));

  for (guint i = self->entries->len; i > 0; i--) {
    Entry *entry = g_ptr_array_index (self->entries, i - 1);

    if (entry->active)
      entry->end_us = 0;
    else
      g_ptr_array_remove_index (self->entries, i - 1);
  }
  pass_edges (self);
}

static Entry *
find_entry (FeedsimFaultSchedule *self,
            guint                 id,
            guint                *index)
{
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (entry->fault.id != id)
      continue;
    *index = i;
    return entry;
  }
  return NULL;
}

/**
 * feedsim_fault_schedule_heal_one:
 * @self: the schedule
 * @id: of a fault
 *
 * Ends it, or forgets it where it was still to come.
 *
 * Returns: whether there was one
 */
gboolean
feedsim_fault_schedule_heal_one (FeedsimFaultSchedule *self,
                                 guint                 id)
{
  guint index;
  Entry *entry;

  g_return_val_if_fail (FEEDSIM_IS_FAULT_SCHEDULE (self), FALSE);

  entry = find_entry (self, id, &index);
  if (entry == NULL)
    return FALSE;
  if (entry->active)
    entry->end_us = 0;
  else
    g_ptr_array_remove_index (self->entries, index);
  pass_edges (self);
  return TRUE;
}

/**
 * feedsim_fault_schedule_get_remaining_us:
 * @self: the schedule
 * @id: of a fault
 *
 * Returns: how long it will still be there; -1: until it is healed, or there is none
 */
gint64
feedsim_fault_schedule_get_remaining_us (FeedsimFaultSchedule *self,
                                         guint                 id)
{
  guint index;
  Entry *entry;

  g_return_val_if_fail (FEEDSIM_IS_FAULT_SCHEDULE (self), -1);

  entry = find_entry (self, id, &index);
  if (entry == NULL || entry->end_us == UNKNOWN)
    return -1;
  return MAX (entry->end_us - g_get_monotonic_time (), 0);
}

/**
 * feedsim_fault_schedule_find:
 * @self: the schedule
 * @kind: a kind of fault
 *
 * Returns: (nullable): the newest of them that is there now
 */
const FeedsimFault *
feedsim_fault_schedule_find (FeedsimFaultSchedule *self,
                             FeedsimFaultKind      kind)
{
  g_return_val_if_fail (FEEDSIM_IS_FAULT_SCHEDULE (self), NULL);

  for (guint i = self->entries->len; i > 0; i--) {
    Entry *entry = g_ptr_array_index (self->entries, i - 1);

    if (entry->active && entry->fault.kind == kind)
      return &entry->fault;
  }
  return NULL;
}

/**
 * feedsim_fault_schedule_list:
 * @self: the schedule
 * @active: those that are there now, or those to come
 *
 * Returns: (transfer full) (element-type FeedsimFault): them, in the order they were added
 */
GPtrArray *
feedsim_fault_schedule_list (FeedsimFaultSchedule *self,
                             gboolean              active)
{
  GPtrArray *faults = g_ptr_array_new_with_free_func ((GDestroyNotify) feedsim_fault_free);

  g_return_val_if_fail (FEEDSIM_IS_FAULT_SCHEDULE (self), faults);

  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (entry->active == active)
      g_ptr_array_add (faults, feedsim_fault_copy (&entry->fault));
  }
  return faults;
}
