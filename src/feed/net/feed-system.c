/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-system.h"

#define CHECK_INTERVAL_US (G_USEC_PER_SEC / 2)
#define JUMP_US           (2 * G_USEC_PER_SEC)
#define STALL_US          (1 * G_USEC_PER_SEC)
/* In a sandbox a monitor says "no network" until the portal has answered */
#define GRACE_US          (2 * G_USEC_PER_SEC)
/* "No network" has to last; "network" is believed at once, which at worst costs a dial */
#define DEBOUNCE_US       (1 * G_USEC_PER_SEC)

struct _FeedSystem {
  GObject parent_instance;

  FeedClock       *clock;
  GNetworkMonitor *monitor;
  gint64           grace_end_us;
  gint64           check_due_us;
  gint64           asleep_us;      /* boot clock − monotonic clock, at the last check */
  guint            check_timer;
  guint            down_timer;
  gboolean         has_network;
};

G_DEFINE_FINAL_TYPE (FeedSystem, feed_system, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_CLOCK,
  PROP_MONITOR,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

enum {
  NETWORK,
  BOOT_JUMP,
  STALL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
clear_timer (FeedSystem *self,
             guint      *id)
{
  if (*id != 0)
    feed_clock_remove_timer (self->clock, *id);
  *id = 0;
}

static void
set_has_network (FeedSystem *self,
                 gboolean    has_network)
{
  clear_timer (self, &self->down_timer);
  if (self->has_network == has_network)
    return;
  self->has_network = has_network;
  g_signal_emit (self, signals[NETWORK], 0, has_network);
}

static void
on_down_lasted (gpointer user_data)
{
  FeedSystem *self = user_data;

  self->down_timer = 0;
  set_has_network (self, FALSE);
}

/* All three signals of a monitor come here: which of them it gives depends on what it is */
static void
on_monitor_changed (FeedSystem *self)
{
  gint64 due_us;

  if (g_network_monitor_get_network_available (self->monitor)) {
    set_has_network (self, TRUE);
    return;
  }
  if (!self->has_network || self->down_timer != 0)
    return;
  due_us = MAX (feed_clock_monotonic_us (self->clock) + DEBOUNCE_US, self->grace_end_us);
  self->down_timer = feed_clock_add_timer (self->clock, due_us, "feed network down",
                                           on_down_lasted, self);
}

static gint64
get_asleep_us (FeedSystem *self)
{
  return feed_clock_boot_us (self->clock) - feed_clock_monotonic_us (self->clock);
}

static void
on_check_due (gpointer user_data)
{
  g_autoptr (FeedSystem) self = g_object_ref (user_data);
  gint64 now_us = feed_clock_monotonic_us (self->clock);
  gint64 late_us = now_us - self->check_due_us;
  gint64 asleep_us = get_asleep_us (self);
  gint64 jump_us = asleep_us - self->asleep_us;

  self->asleep_us = asleep_us;
  self->check_due_us = now_us + CHECK_INTERVAL_US;
  self->check_timer = feed_clock_add_timer (self->clock, self->check_due_us, "feed system check",
                                            on_check_due, self);
  if (jump_us > JUMP_US)
    g_signal_emit (self, signals[BOOT_JUMP], 0, jump_us);
  if (late_us > STALL_US)
    g_signal_emit (self, signals[STALL], 0, late_us);
}

static void
feed_system_set_property (GObject      *object,
                          guint         id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  FeedSystem *self = FEED_SYSTEM (object);

  switch (id) {
  case PROP_CLOCK:
    self->clock = g_value_dup_boxed (value);
    break;

  case PROP_MONITOR:
    self->monitor = g_value_dup_object (value);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
feed_system_constructed (GObject *object)
{
  FeedSystem *self = FEED_SYSTEM (object);
  gint64 now_us = feed_clock_monotonic_us (self->clock);

  G_OBJECT_CLASS (feed_system_parent_class)->constructed (object);
  if (self->monitor == NULL)
    self->monitor = g_object_ref (g_network_monitor_get_default ());
  self->has_network = TRUE;
  self->grace_end_us = now_us + GRACE_US;
  g_signal_connect_object (self->monitor, "notify::network-available",
                           G_CALLBACK (on_monitor_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "notify::connectivity",
                           G_CALLBACK (on_monitor_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "network-changed",
                           G_CALLBACK (on_monitor_changed), self, G_CONNECT_SWAPPED);
  on_monitor_changed (self);
  self->asleep_us = get_asleep_us (self);
  self->check_due_us = now_us + CHECK_INTERVAL_US;
  self->check_timer = feed_clock_add_timer (self->clock, self->check_due_us, "feed system check",
                                            on_check_due, self);
}

static void
feed_system_dispose (GObject *object)
{
  FeedSystem *self = FEED_SYSTEM (object);

  clear_timer (self, &self->check_timer);
  clear_timer (self, &self->down_timer);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (feed_system_parent_class)->dispose (object);
}

static void
feed_system_finalize (GObject *object)
{
  FeedSystem *self = FEED_SYSTEM (object);

  g_clear_pointer (&self->clock, feed_clock_unref);
  G_OBJECT_CLASS (feed_system_parent_class)->finalize (object);
}

static void
feed_system_class_init (FeedSystemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = feed_system_set_property;
  object_class->constructed = feed_system_constructed;
  object_class->dispose = feed_system_dispose;
  object_class->finalize = feed_system_finalize;

  /**
   * FeedSystem:clock:
   *
   * Where time and timers come from.
   */
  props[PROP_CLOCK] = g_param_spec_boxed ("clock", NULL, NULL, FEED_TYPE_CLOCK, flags);
  /**
   * FeedSystem:monitor:
   *
   * Whom to ask about the network; the default monitor where it is not given.
   */
  props[PROP_MONITOR] = g_param_spec_object ("monitor", NULL, NULL, G_TYPE_NETWORK_MONITOR, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * FeedSystem::network:
   * @available: whether there is a network now
   *
   * The network went for a second or longer, not counting the first two seconds, or came back.
   */
  signals[NETWORK] = g_signal_new ("network", FEED_TYPE_SYSTEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  /**
   * FeedSystem::boot-jump:
   * @us: for how long
   *
   * The machine slept.
   */
  signals[BOOT_JUMP] = g_signal_new ("boot-jump", FEED_TYPE_SYSTEM, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  /**
   * FeedSystem::stall:
   * @us: for how long, at least; half a second less than it was, at worst
   *
   * The main loop was held up for more than a second while the machine was awake.
   */
  signals[STALL] = g_signal_new ("stall", FEED_TYPE_SYSTEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
feed_system_init (FeedSystem *self)
{
}

FeedSystem *
feed_system_new (FeedClock       *clock,
                 GNetworkMonitor *monitor)
{
  g_return_val_if_fail (clock != NULL, NULL);
  g_return_val_if_fail (monitor == NULL || G_IS_NETWORK_MONITOR (monitor), NULL);

  return g_object_new (FEED_TYPE_SYSTEM, "clock", clock, "monitor", monitor, NULL);
}

gboolean
feed_system_has_network (FeedSystem *self)
{
  g_return_val_if_fail (FEED_IS_SYSTEM (self), TRUE);

  return self->has_network;
}
