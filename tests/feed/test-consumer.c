/* SPDX-License-Identifier: GPL-3.0-or-later */
/* T20: who takes ticks slower than they come loses the oldest, is told so, and costs no memory. */
#include <feed/feed.h>

#include "feed/feed-manager-private.h"
#include "support/sim-venue.h"
#include "support/test-support.h"

#define SECOND G_USEC_PER_SEC
#define WALL_2026 (1790000000 * (gint64) G_USEC_PER_SEC)
/* With two messages a trade, 50,000 ticks a second */
#define N_SYMBOLS 250
#define TRADE_INTERVAL_US 10000
#define RING 65536

typedef struct {
  guint64 n_ticks, n_taken, n_flagged;
  gint64  tape[N_SYMBOLS];
} Consumer;

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         Consumer       *consumer)
{
  consumer->n_ticks++;
}

static void
take (FeedManager *manager,
      Consumer    *consumer,
      guint        n)
{
  FeedTick tick;

  for (guint i = 0; i < n && feed_manager_get_next_tick (manager, &tick); i++) {
    consumer->n_taken++;
    consumer->n_flagged += (tick.flags & FEED_TICK_CONFLATED) != 0;
    if ((tick.flags & FEED_TICK_TRADE) == 0)
      continue;
    g_assert_cmpint (tick.sequence, >, consumer->tape[tick.instrument]);
    consumer->tape[tick.instrument] = tick.sequence;
  }
}

static void
subscribe_all (FeedManager *manager)
{
  for (guint i = 0; i < N_SYMBOLS; i++) {
    g_autofree char *symbol = g_strdup_printf ("S%u", i);

    g_assert_cmpuint (feed_manager_subscribe (manager, "binance", symbol, NULL), ==, i);
  }
}

static void
test_slow (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new_manual (1000 * SECOND, WALL_2026);
  SimVenue *venue = sim_venue_new (clock);
  FeedManager *manager = feed_manager_new_full (NULL, clock, FEED_TRANSPORT (venue), 1);
  Consumer consumer = { 0 };
  guint n_seconds = TEST_REPEAT (20);
  guint64 n_before, n_rate;

  sim_venue_get_faults (venue)->trade_interval_us = TRADE_INTERVAL_US;
  g_signal_connect (manager, "tick", G_CALLBACK (on_tick), &consumer);
  subscribe_all (manager);
  take (manager, &consumer, 1);
  feed_manager_start (manager);
  feed_clock_advance (clock, SECOND);
  n_before = consumer.n_ticks;
  for (guint i = 0; i < 10 * n_seconds; i++) {
    feed_clock_advance (clock, SECOND / 10);
    take (manager, &consumer, 100);
  }
  n_rate = (consumer.n_ticks - n_before) / n_seconds;
  take (manager, &consumer, G_MAXUINT);
  g_test_message ("%" G_GUINT64_FORMAT " ticks a second, %" G_GUINT64_FORMAT " taken, %"
                  G_GUINT64_FORMAT " conflated", n_rate, consumer.n_taken,
                  feed_manager_get_n_conflated (manager));
  g_assert_cmpuint (n_rate, >=, 49000);
  g_assert_cmpuint (consumer.n_taken, <=, RING + 1000 * n_seconds);
  /* Each tick was taken or counted, and each loss was told to who came next */
  g_assert_cmpuint (consumer.n_taken + feed_manager_get_n_conflated (manager), ==,
                    consumer.n_ticks);
  g_assert_cmpuint (feed_manager_get_n_conflated (manager), >, 0);
  g_assert_cmpuint (consumer.n_flagged, >, 0);
  feed_manager_stop (manager);
  feed_clock_advance (clock, 10 * SECOND);
  g_assert_finalize_object (manager);
  g_assert_finalize_object (venue);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feed/consumer/t20-slow", test_slow);
  return g_test_run ();
}
