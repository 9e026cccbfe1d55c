/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/net/feed-system.h"
#include "net/net-monitor.h"
#include "support/test-support.h"

#define MS          G_GINT64_CONSTANT (1000)
#define SECOND      (1000 * MS)
#define DEADLINE_MS 10000

typedef struct {
  FeedClock  *clock;
  NetMonitor *monitor;
  FeedSystem *system;
  guint       n_network, n_jumps, n_stalls;
  gboolean    available;
  gint64      jump_us, stall_us;
} Fixture;

static void
on_network (FeedSystem *system,
            gboolean    available,
            Fixture    *self)
{
  self->n_network++;
  self->available = available;
  g_assert_cmpint (feed_system_has_network (system), ==, available);
}

static void
on_boot_jump (FeedSystem *system,
              gint64      us,
              Fixture    *self)
{
  self->n_jumps++;
  self->jump_us = us;
}

static void
on_stall (FeedSystem *system,
          gint64      us,
          Fixture    *self)
{
  self->n_stalls++;
  self->stall_us = us;
}

/* The first word of the monitor is the user data of the test: not NULL = no network */
static void
set_up (Fixture      *self,
        gconstpointer starts_down)
{
  self->clock = feed_clock_new_manual (1000 * SECOND, 0);
  self->monitor = net_monitor_new (starts_down == NULL);
  self->system = feed_system_new (self->clock, G_NETWORK_MONITOR (self->monitor));
  g_signal_connect (self->system, "network", G_CALLBACK (on_network), self);
  g_signal_connect (self->system, "boot-jump", G_CALLBACK (on_boot_jump), self);
  g_signal_connect (self->system, "stall", G_CALLBACK (on_stall), self);
}

static void
tear_down (Fixture      *self,
           gconstpointer starts_down)
{
  g_assert_finalize_object (self->system);
  g_assert_cmpint (feed_clock_next_due_us (self->clock), ==, G_MAXINT64);
  g_assert_finalize_object (self->monitor);
  feed_clock_unref (self->clock);
}

/* Each of the three signals is heard, and a down has to last */
static void
test_network (Fixture      *self,
              gconstpointer starts_down)
{
  const NetTell tells[] = { NET_TELL_AVAILABLE, NET_TELL_CONNECTIVITY, NET_TELL_CHANGED };

  feed_clock_advance (self->clock, 10 * SECOND);
  g_assert_true (feed_system_has_network (self->system));
  for (guint i = 0; i < G_N_ELEMENTS (tells); i++) {
    net_monitor_set (self->monitor, FALSE, tells[i]);
    g_assert_cmpuint (self->n_network, ==, 2 * i);
    feed_clock_advance (self->clock, 999 * MS);
    net_monitor_set (self->monitor, FALSE, tells[i]);
    g_assert_cmpuint (self->n_network, ==, 2 * i);
    feed_clock_advance (self->clock, 1 * MS);
    g_assert_cmpuint (self->n_network, ==, 2 * i + 1);
    g_assert_false (self->available);
    net_monitor_set (self->monitor, TRUE, tells[i]);
    g_assert_cmpuint (self->n_network, ==, 2 * i + 2);
    g_assert_true (self->available);
  }
}

static void
test_flicker (Fixture      *self,
              gconstpointer starts_down)
{
  feed_clock_advance (self->clock, 10 * SECOND);
  for (guint i = 0; i < 100; i++) {
    net_monitor_set (self->monitor, FALSE, NET_TELL_CHANGED);
    feed_clock_advance (self->clock, 500 * MS);
    net_monitor_set (self->monitor, TRUE, NET_TELL_CHANGED);
    feed_clock_advance (self->clock, 500 * MS);
  }
  g_assert_cmpuint (self->n_network, ==, 0);
}

/* A sandbox's monitor starts with "no network" */
static void
test_slow_start (Fixture      *self,
                 gconstpointer starts_down)
{
  feed_clock_advance (self->clock, 1999 * MS);
  g_assert_true (feed_system_has_network (self->system));
  net_monitor_set (self->monitor, TRUE, NET_TELL_AVAILABLE);
  feed_clock_advance (self->clock, 10 * SECOND);
  g_assert_cmpuint (self->n_network, ==, 0);
}

static void
test_starts_down (Fixture      *self,
                  gconstpointer starts_down)
{
  feed_clock_advance (self->clock, 1999 * MS);
  g_assert_cmpuint (self->n_network, ==, 0);
  feed_clock_advance (self->clock, 1 * MS);
  g_assert_cmpuint (self->n_network, ==, 1);
  g_assert_false (self->available);
}

static void
test_boot_jump (Fixture      *self,
                gconstpointer starts_down)
{
  feed_clock_advance (self->clock, 10 * SECOND);
  feed_clock_sleep (self->clock, 2 * SECOND);
  feed_clock_advance (self->clock, 5 * SECOND);
  g_assert_cmpuint (self->n_jumps, ==, 0);
  feed_clock_sleep (self->clock, 7200 * SECOND);
  g_assert_cmpuint (self->n_jumps, ==, 0);
  feed_clock_advance (self->clock, SECOND / 2);
  g_assert_cmpuint (self->n_jumps, ==, 1);
  g_assert_cmpint (self->jump_us, ==, 7200 * SECOND);
  feed_clock_advance (self->clock, 10 * SECOND);
  g_assert_cmpuint (self->n_jumps, ==, 1);
  g_assert_cmpuint (self->n_stalls, ==, 0);
}

static void
test_wall_step (Fixture      *self,
                gconstpointer starts_down)
{
  feed_clock_step_wall (self->clock, 12 * 3600 * SECOND);
  feed_clock_advance (self->clock, 3 * SECOND);
  feed_clock_step_wall (self->clock, -24 * 3600 * SECOND);
  feed_clock_advance (self->clock, 3 * SECOND);
  g_assert_cmpuint (self->n_jumps + self->n_stalls + self->n_network, ==, 0);
}

static gboolean
has_stalled (gpointer user_data)
{
  return ((Fixture *) user_data)->n_stalls > 0;
}

/* The one thing a hand clock cannot do: hold up a real main loop, past the check that is due in a
 * second */
static void
test_stall (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new ();
  g_autoptr (NetMonitor) monitor = net_monitor_new (TRUE);
  FeedSystem *system = feed_system_new (clock, G_NETWORK_MONITOR (monitor));
  Fixture told = { 0 };

  g_signal_connect (system, "stall", G_CALLBACK (on_stall), &told);
  g_usleep (3200 * MS);
  g_assert_true (test_wait_until (has_stalled, &told, DEADLINE_MS));
  g_assert_cmpint (told.stall_us, >, 2 * SECOND);
  g_assert_finalize_object (system);
}

static void
on_network_release (FeedSystem *system,
                    gboolean    available,
                    gpointer    user_data)
{
  g_object_unref (system);
}

/* The owner may let go in an answer to a signal */
static void
test_release_inside (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new_manual (0, 0);
  g_autoptr (NetMonitor) monitor = net_monitor_new (FALSE);
  FeedSystem *system = feed_system_new (clock, G_NETWORK_MONITOR (monitor));

  g_object_add_weak_pointer (G_OBJECT (system), (gpointer *) &system);
  g_signal_connect (system, "network", G_CALLBACK (on_network_release), NULL);
  feed_clock_advance (clock, 3 * SECOND);
  g_assert_null (system);
  g_assert_cmpint (feed_clock_next_due_us (clock), ==, G_MAXINT64);
}

static void
test_default_monitor (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new_manual (0, 0);
  FeedSystem *system = feed_system_new (clock, NULL);

  g_assert_true (feed_system_has_network (system));
  g_assert_finalize_object (system);
}

int
main (int   argc,
      char *argv[])
{
  gpointer down = GINT_TO_POINTER (1);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/net/system/network", Fixture, NULL, set_up, test_network, tear_down);
  g_test_add ("/net/system/flicker", Fixture, NULL, set_up, test_flicker, tear_down);
  g_test_add ("/net/system/slow-start", Fixture, down, set_up, test_slow_start, tear_down);
  g_test_add ("/net/system/starts-down", Fixture, down, set_up, test_starts_down, tear_down);
  g_test_add ("/net/system/boot-jump", Fixture, NULL, set_up, test_boot_jump, tear_down);
  g_test_add ("/net/system/wall-step", Fixture, NULL, set_up, test_wall_step, tear_down);
  g_test_add_func ("/net/system/stall", test_stall);
  g_test_add_func ("/net/system/release-inside", test_release_inside);
  g_test_add_func ("/net/system/default-monitor", test_default_monitor);
  return g_test_run ();
}
