/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-backoff.h"
#include "feed/core/feed-ring.h"

static void
push (FeedRing *ring,
      gint64    sequence)
{
  FeedTick tick;

  feed_tick_init (&tick);
  tick.flags = FEED_TICK_TRADE;
  tick.sequence = sequence;
  feed_ring_push (ring, &tick);
}

/* Pops one and returns its sequence; it has to be flagged as said */
static gint64
pop (FeedRing *ring,
     gboolean  conflated)
{
  FeedTick tick;

  g_assert_true (feed_ring_pop (ring, &tick));
  g_assert_cmpuint (tick.flags, ==, FEED_TICK_TRADE | (conflated ? FEED_TICK_CONFLATED : 0));
  return tick.sequence;
}

static void
test_order (void)
{
  g_autoptr (FeedRing) ring = feed_ring_new (4);
  FeedTick tick;

  g_assert_false (feed_ring_pop (ring, &tick));
  push (ring, 1);
  push (ring, 2);
  g_assert_cmpuint (feed_ring_get_length (ring), ==, 2);
  g_assert_cmpint (pop (ring, FALSE), ==, 1);
  push (ring, 3);
  push (ring, 4);
  push (ring, 5);
  g_assert_cmpuint (feed_ring_get_length (ring), ==, 4);
  for (gint64 sequence = 2; sequence <= 5; sequence++)
    g_assert_cmpint (pop (ring, FALSE), ==, sequence);
  g_assert_false (feed_ring_pop (ring, &tick));
  g_assert_cmpuint (feed_ring_get_length (ring), ==, 0);
  g_assert_cmpuint (feed_ring_get_overwritten (ring), ==, 0);
}

static void
test_overwrite (void)
{
  g_autoptr (FeedRing) ring = feed_ring_new (4);

  for (gint64 sequence = 1; sequence <= 10; sequence++)
    push (ring, sequence);
  g_assert_cmpuint (feed_ring_get_length (ring), ==, 4);
  g_assert_cmpuint (feed_ring_get_overwritten (ring), ==, 6);
  g_assert_cmpint (pop (ring, TRUE), ==, 7);
  g_assert_cmpint (pop (ring, FALSE), ==, 8);
  push (ring, 11);
  push (ring, 12);
  push (ring, 13);
  g_assert_cmpint (pop (ring, TRUE), ==, 10);
  g_assert_cmpint (pop (ring, FALSE), ==, 11);
  g_assert_cmpuint (feed_ring_get_overwritten (ring), ==, 7);
}

static void
test_smallest (void)
{
  g_autoptr (FeedRing) ring = feed_ring_new (1);

  push (ring, 1);
  push (ring, 2);
  g_assert_cmpuint (feed_ring_get_length (ring), ==, 1);
  g_assert_cmpint (pop (ring, TRUE), ==, 2);
  push (ring, 3);
  g_assert_cmpint (pop (ring, FALSE), ==, 3);
}

static void
test_whole_tick (void)
{
  g_autoptr (FeedRing) ring = feed_ring_new (2);
  FeedTick tick, out;

  memset (&tick, 0x5a, sizeof tick);
  feed_ring_push (ring, &tick);
  g_assert_true (feed_ring_pop (ring, &out));
  g_assert_cmpmem (&out, sizeof out, &tick, sizeof tick);
}

/* Against a plain queue: what comes out, plus what was overwritten, is what went in */
static void
test_random (void)
{
  g_autoptr (FeedRing) ring = feed_ring_new (16);
  FeedRandom random;
  gint64 pushed = 0, expected = 0;
  gboolean lossy = FALSE;

  feed_random_init (&random, 65536);
  for (guint i = 0; i < 10000; i++) {
    FeedTick tick;

    if (feed_random_between (&random, 0, 99) < 52) {
      push (ring, pushed++);
      if (pushed - expected > 16) {
        expected++;
        lossy = TRUE;
      }
    } else if (pushed > expected) {
      g_assert_cmpint (pop (ring, lossy), ==, expected++);
      lossy = FALSE;
    } else {
      g_assert_false (feed_ring_pop (ring, &tick));
    }
    g_assert_cmpint (feed_ring_get_length (ring), ==, pushed - expected);
  }
  g_assert_cmpuint (feed_ring_get_overwritten (ring), >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/ring/order", test_order);
  g_test_add_func ("/ring/overwrite", test_overwrite);
  g_test_add_func ("/ring/smallest", test_smallest);
  g_test_add_func ("/ring/whole-tick", test_whole_tick);
  g_test_add_func ("/ring/random", test_random);
  return g_test_run ();
}
