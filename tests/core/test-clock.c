/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-clock.h"
#include "support/test-support.h"

#include <stdio.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

/* What timers did, in order */
typedef struct {
  FeedClock *clock;
  GString   *order;    /* "a@5 b@7 " */
  guint      other;    /* a timer to remove */
} Log;

typedef struct {
  Log *log;
  char letter;
} Entry;

static void
log_init (Log       *log,
          FeedClock *clock)
{
  *log = (Log) { .clock = clock, .order = g_string_new (NULL) };
}

static void
log_clear (Log *log)
{
  g_string_free (log->order, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Log, log_clear)

static void
on_timer (gpointer user_data)
{
  Entry *entry = user_data;

  g_string_append_printf (entry->log->order, "%c@%" G_GINT64_FORMAT " ", entry->letter,
                          feed_clock_monotonic_us (entry->log->clock));
}

/* Adds one that is due now, one later, and removes log->other */
static void
on_busy_timer (gpointer user_data)
{
  Entry *entry = user_data;
  Log *log = entry->log;
  gint64 now_us = feed_clock_monotonic_us (log->clock);
  static Entry later[2];

  on_timer (user_data);
  later[0] = (Entry) { log, 'x' };
  later[1] = (Entry) { log, 'y' };
  feed_clock_add_timer (log->clock, now_us, "x", on_timer, &later[0]);
  feed_clock_add_timer (log->clock, now_us + 3, "y", on_timer, &later[1]);
  feed_clock_remove_timer (log->clock, log->other);
}

static void
test_manual_times (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new_manual (5 * SECOND, 1000 * SECOND);

  g_assert_cmpint (feed_clock_monotonic_us (clock), ==, 5 * SECOND);
  g_assert_cmpint (feed_clock_boot_us (clock), ==, 5 * SECOND);
  g_assert_cmpint (feed_clock_wall_us (clock), ==, 1000 * SECOND);
  feed_clock_advance (clock, SECOND);
  g_assert_cmpint (feed_clock_monotonic_us (clock), ==, 6 * SECOND);
  g_assert_cmpint (feed_clock_boot_us (clock), ==, 6 * SECOND);
  g_assert_cmpint (feed_clock_wall_us (clock), ==, 1001 * SECOND);
  feed_clock_step_wall (clock, -500 * SECOND);
  g_assert_cmpint (feed_clock_monotonic_us (clock), ==, 6 * SECOND);
  g_assert_cmpint (feed_clock_boot_us (clock), ==, 6 * SECOND);
  g_assert_cmpint (feed_clock_wall_us (clock), ==, 501 * SECOND);
  feed_clock_sleep (clock, 7200 * SECOND);
  g_assert_cmpint (feed_clock_monotonic_us (clock), ==, 6 * SECOND);
  g_assert_cmpint (feed_clock_boot_us (clock), ==, 7206 * SECOND);
  g_assert_cmpint (feed_clock_wall_us (clock), ==, 7701 * SECOND);
}

static void
test_manual_order (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new_manual (0, 0);
  g_auto (Log) log = { 0 };
  Entry a = { &log, 'a' }, b = { &log, 'b' }, c = { &log, 'c' }, d = { &log, 'd' };

  log_init (&log, clock);
  g_assert_cmpint (feed_clock_next_due_us (clock), ==, G_MAXINT64);
  feed_clock_add_timer (clock, 20, "c", on_timer, &c);
  feed_clock_add_timer (clock, 10, "a", on_timer, &a);
  feed_clock_add_timer (clock, 10, "b", on_timer, &b);
  feed_clock_add_timer (clock, G_MAXINT64, "d", on_timer, &d);
  g_assert_cmpint (feed_clock_next_due_us (clock), ==, 10);
  feed_clock_advance (clock, 9);
  g_assert_cmpstr (log.order->str, ==, "");
  feed_clock_advance (clock, 20);
  g_assert_cmpstr (log.order->str, ==, "a@10 b@10 c@20 ");
  g_assert_cmpint (feed_clock_monotonic_us (clock), ==, 29);
  g_assert_cmpint (feed_clock_wall_us (clock), ==, 29);
  feed_clock_advance (clock, 1000 * SECOND);
  g_assert_cmpstr (log.order->str, ==, "a@10 b@10 c@20 ");
}

/* A due time that has passed runs at the next advance, even by nothing, and sees no earlier time */
static void
test_manual_past (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new_manual (100, 0);
  g_auto (Log) log = { 0 };
  Entry a = { &log, 'a' };

  log_init (&log, clock);
  feed_clock_add_timer (clock, -5, "a", on_timer, &a);
  g_assert_cmpstr (log.order->str, ==, "");
  feed_clock_advance (clock, 0);
  g_assert_cmpstr (log.order->str, ==, "a@100 ");
}

static void
test_manual_remove (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new_manual (0, 0);
  g_auto (Log) log = { 0 };
  Entry a = { &log, 'a' }, b = { &log, 'b' };
  guint first, second;

  log_init (&log, clock);
  first = feed_clock_add_timer (clock, 1, "a", on_timer, &a);
  second = feed_clock_add_timer (clock, 2, "b", on_timer, &b);
  g_assert_cmpuint (first, >, 0);
  g_assert_cmpuint (second, !=, first);
  g_assert_cmpuint (feed_clock_get_n_timers (clock), ==, 2);
  feed_clock_remove_timer (clock, first);
  g_assert_cmpuint (feed_clock_get_n_timers (clock), ==, 1);
  feed_clock_advance (clock, 5);
  g_assert_cmpuint (feed_clock_get_n_timers (clock), ==, 0);
  g_assert_cmpstr (log.order->str, ==, "b@2 ");
  /* Void by now, or never given */
  feed_clock_remove_timer (clock, first);
  feed_clock_remove_timer (clock, second);
  feed_clock_remove_timer (clock, 12345);
}

static void
test_manual_from_timer (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new_manual (0, 0);
  g_auto (Log) log = { 0 };
  Entry a = { &log, 'a' }, b = { &log, 'b' }, c = { &log, 'c' };

  log_init (&log, clock);
  feed_clock_add_timer (clock, 10, "a", on_busy_timer, &a);
  log.other = feed_clock_add_timer (clock, 11, "b", on_timer, &b);
  feed_clock_add_timer (clock, 14, "c", on_timer, &c);
  feed_clock_advance (clock, 20);
  g_assert_cmpstr (log.order->str, ==, "a@10 x@10 y@13 c@14 ");
  g_assert_cmpint (feed_clock_monotonic_us (clock), ==, 20);
}

static void
on_drop_clock (gpointer user_data)
{
  FeedClock **clock = user_data;

  g_clear_pointer (clock, feed_clock_unref);
}

/* The last reference may go in a timer, and takes the other timers with it */
static void
test_drop_in_timer (void)
{
  g_autoptr (FeedClock) by_hand = feed_clock_new_manual (0, 0);
  g_autoptr (FeedClock) machine = feed_clock_new ();
  FeedClock *clock = by_hand;

  feed_clock_add_timer (by_hand, 1, "drop", on_drop_clock, &by_hand);
  feed_clock_add_timer (by_hand, 100, "never", on_drop_clock, NULL);
  feed_clock_advance (clock, 5);
  g_assert_null (by_hand);
  feed_clock_add_timer (machine, 0, "drop", on_drop_clock, &machine);
  feed_clock_add_timer (machine, G_MAXINT64, "never", on_drop_clock, NULL);
  while (machine != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_main_context_pending (NULL));
}

static void
test_machine_times (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new ();
  gint64 monotonic_us = g_get_monotonic_time ();
  gint64 wall_us = g_get_real_time ();
  gint64 boot_us = feed_clock_boot_us (clock);

  g_assert_cmpint (feed_clock_monotonic_us (clock), >=, monotonic_us);
  g_assert_cmpint (feed_clock_monotonic_us (clock), <, monotonic_us + 60 * SECOND);
  g_assert_cmpint (feed_clock_wall_us (clock), >=, wall_us - 60 * SECOND);
  g_assert_cmpint (feed_clock_wall_us (clock), <, wall_us + 60 * SECOND);
  /* Monotonic time leaves out the sleep that boot time counts */
  g_assert_cmpint (boot_us, >=, monotonic_us);
  g_assert_cmpint (feed_clock_boot_us (clock), >=, boot_us);
}

static gboolean
has_three (gpointer user_data)
{
  Log *log = user_data;
  guint n = 0;

  for (const char *at = log->order->str; *at != '\0'; at++)
    n += *at == '@';
  return n == 3;
}

/* In the thread-default context, in order of due time, none early, none from inside add_timer */
static void
test_machine_timers (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (FeedClock) clock = feed_clock_new ();
  g_auto (Log) log = { 0 };
  Entry a = { &log, 'a' }, b = { &log, 'b' }, c = { &log, 'c' }, d = { &log, 'd' };
  gint64 now_us = feed_clock_monotonic_us (clock);
  gint64 at[3] = { 0 };
  guint removed;

  log_init (&log, clock);
  g_main_context_push_thread_default (context);
  feed_clock_add_timer (clock, now_us + 30000, "c", on_timer, &c);
  feed_clock_add_timer (clock, now_us + 10000, "b", on_timer, &b);
  feed_clock_add_timer (clock, -1, "a", on_timer, &a);
  removed = feed_clock_add_timer (clock, now_us + 20000, "d", on_timer, &d);
  g_assert_cmpstr (log.order->str, ==, "");
  g_assert_cmpuint (feed_clock_get_n_timers (clock), ==, 4);
  feed_clock_remove_timer (clock, removed);
  g_assert_cmpuint (feed_clock_get_n_timers (clock), ==, 3);
  g_assert_false (g_main_context_pending (NULL));
  g_assert_true (test_wait_until (has_three, &log, 30000));
  g_assert_cmpuint (feed_clock_get_n_timers (clock), ==, 0);
  g_assert_cmpint (sscanf (log.order->str, "a@%" G_GINT64_FORMAT " b@%" G_GINT64_FORMAT
                           " c@%" G_GINT64_FORMAT " ", &at[0], &at[1], &at[2]), ==, 3);
  g_assert_cmpint (at[1], >=, now_us + 10000);
  g_assert_cmpint (at[2], >=, now_us + 30000);
  g_main_context_pop_thread_default (context);
}

static void
on_machine_busy_timer (gpointer user_data)
{
  Log *log = user_data;
  static Entry x;

  x = (Entry) { log, 'x' };
  g_assert_cmpstr (g_source_get_name (g_main_current_source ()), ==, "busy");
  g_string_append (log->order, "a@0 b@0 ");
  feed_clock_remove_timer (log->clock, log->other);
  feed_clock_add_timer (log->clock, 0, "x", on_timer, &x);
}

static void
test_machine_from_timer (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new ();
  g_auto (Log) log = { 0 };

  log_init (&log, clock);
  /* Removes itself: void by then */
  log.other = feed_clock_add_timer (clock, 0, "busy", on_machine_busy_timer, &log);
  g_assert_true (test_wait_until (has_three, &log, 30000));
  g_assert_true (g_str_has_prefix (log.order->str, "a@0 b@0 x@"));
}

static void
test_boxed (void)
{
  FeedClock *clock = feed_clock_new_manual (1, 2);
  FeedClock *same = g_boxed_copy (FEED_TYPE_CLOCK, clock);

  g_assert_true (same == clock);
  feed_clock_unref (clock);
  g_assert_cmpint (feed_clock_wall_us (same), ==, 2);
  g_boxed_free (FEED_TYPE_CLOCK, same);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/clock/manual/times", test_manual_times);
  g_test_add_func ("/clock/manual/order", test_manual_order);
  g_test_add_func ("/clock/manual/past", test_manual_past);
  g_test_add_func ("/clock/manual/remove", test_manual_remove);
  g_test_add_func ("/clock/manual/from-timer", test_manual_from_timer);
  g_test_add_func ("/clock/drop-in-timer", test_drop_in_timer);
  g_test_add_func ("/clock/machine/times", test_machine_times);
  g_test_add_func ("/clock/machine/timers", test_machine_timers);
  g_test_add_func ("/clock/machine/from-timer", test_machine_from_timer);
  g_test_add_func ("/clock/boxed", test_boxed);
  return g_test_run ();
}
