/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-backoff.h"
#include "feed/core/feed-quota.h"

#define MS ((gint64) 1000)
#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)

static void
test_in_flight (void)
{
  g_autoptr (FeedQuota) quota = feed_quota_new (0, 0);
  gint64 now_us = 5 * SECOND;

  g_assert_cmpint (feed_quota_get_ready_us (quota, 1, now_us), ==, now_us);
  g_assert_true (feed_quota_take (quota, 1, now_us));
  g_assert_cmpint (feed_quota_get_ready_us (quota, 1, now_us), ==, G_MAXINT64);
  g_assert_false (feed_quota_take (quota, 1, now_us + MINUTE));
  feed_quota_release (quota);
  g_assert_true (feed_quota_take (quota, 1, now_us));
  feed_quota_release (quota);
  feed_quota_release (quota);
  g_assert_true (feed_quota_take (quota, 1, now_us));
}

static void
test_interval (void)
{
  g_autoptr (FeedQuota) quota = feed_quota_new (250 * MS, 0);
  gint64 now_us = 5 * SECOND;

  g_assert_true (feed_quota_take (quota, 1, now_us));
  feed_quota_release (quota);
  g_assert_cmpint (feed_quota_get_ready_us (quota, 1, now_us + 100 * MS), ==, now_us + 250 * MS);
  g_assert_false (feed_quota_take (quota, 1, now_us + 250 * MS - 1));
  g_assert_true (feed_quota_take (quota, 1, now_us + 250 * MS));
  feed_quota_release (quota);
  g_assert_cmpint (feed_quota_get_ready_us (quota, 1, now_us + MINUTE), ==, now_us + MINUTE);
}

static void
test_weight (void)
{
  g_autoptr (FeedQuota) quota = feed_quota_new (0, 100);
  gint64 now_us = 1000 * SECOND + 999 * MS;
  gint64 ready_us;

  g_assert_true (feed_quota_take (quota, 60, now_us));
  feed_quota_release (quota);
  g_assert_true (feed_quota_take (quota, 30, now_us + 10 * SECOND));
  feed_quota_release (quota);
  g_assert_cmpuint (feed_quota_get_used (quota, now_us + 10 * SECOND), ==, 90);
  now_us += 20 * SECOND;
  g_assert_cmpint (feed_quota_get_ready_us (quota, 10, now_us), ==, now_us);
  g_assert_false (feed_quota_take (quota, 11, now_us));
  g_assert_cmpuint (feed_quota_get_used (quota, now_us), ==, 90);
  /* Not before the minute of the first is over, and at most a second later */
  ready_us = feed_quota_get_ready_us (quota, 11, now_us);
  g_assert_cmpint (ready_us, ==, 1061 * SECOND);
  g_assert_cmpint (feed_quota_get_ready_us (quota, 71, now_us), ==, 1071 * SECOND);
  g_assert_false (feed_quota_take (quota, 11, ready_us - 1));
  g_assert_true (feed_quota_take (quota, 11, ready_us));
  g_assert_cmpuint (feed_quota_get_used (quota, ready_us), ==, 41);
}

/* A request heavier than the whole minute is possible, in an empty one */
static void
test_too_heavy (void)
{
  g_autoptr (FeedQuota) quota = feed_quota_new (0, 10);
  gint64 now_us = 1000 * SECOND;

  g_assert_true (feed_quota_take (quota, 40, now_us));
  feed_quota_release (quota);
  g_assert_cmpint (feed_quota_get_ready_us (quota, 40, now_us), ==, now_us + 61 * SECOND);
  g_assert_cmpint (feed_quota_get_ready_us (quota, 1, now_us), ==, now_us + 61 * SECOND);
  g_assert_true (feed_quota_take (quota, 40, now_us + 61 * SECOND));
}

static void
test_learn (void)
{
  g_autoptr (FeedQuota) quota = feed_quota_new (0, 100);
  gint64 now_us = 1000 * SECOND;

  g_assert_true (feed_quota_take (quota, 20, now_us));
  feed_quota_release (quota);
  /* Somebody else used 50; telling it twice does not add it twice */
  feed_quota_learn_used (quota, 70, now_us + SECOND);
  feed_quota_learn_used (quota, 70, now_us + SECOND);
  g_assert_cmpuint (feed_quota_get_used (quota, now_us + SECOND), ==, 70);
  g_assert_cmpuint (feed_quota_get_others (quota, now_us + SECOND), ==, 50);
  g_assert_false (feed_quota_take (quota, 31, now_us + SECOND));
  /* The venue's minute began anew: ours goes on */
  feed_quota_learn_used (quota, 2, now_us + 2 * SECOND);
  g_assert_cmpuint (feed_quota_get_used (quota, now_us + 2 * SECOND), ==, 70);
  g_assert_cmpuint (feed_quota_get_used (quota, now_us + 61 * SECOND), ==, 50);
  g_assert_cmpuint (feed_quota_get_used (quota, now_us + 62 * SECOND), ==, 0);
  g_assert_cmpuint (feed_quota_get_others (quota, now_us + 62 * SECOND), ==, 0);
  /* Nonsense blocks for a minute, not for ever */
  now_us += 10 * MINUTE;
  feed_quota_learn_used (quota, G_MAXUINT, now_us);
  feed_quota_learn_used (quota, G_MAXUINT, now_us + SECOND);
  g_assert_cmpuint (feed_quota_get_used (quota, now_us + SECOND), ==, G_MAXUINT);
  g_assert_cmpint (feed_quota_get_ready_us (quota, 1, now_us + SECOND), ==, now_us + 61 * SECOND);
  g_assert_true (feed_quota_take (quota, 100, now_us + 61 * SECOND));
}

static void
test_hold (void)
{
  g_autoptr (FeedQuota) quota = feed_quota_new (SECOND, 100);
  gint64 now_us = 1000 * SECOND;

  g_assert_cmpint (feed_quota_get_hold_us (quota), ==, 0);
  feed_quota_hold (quota, now_us + 30 * SECOND);
  feed_quota_hold (quota, now_us + 7 * SECOND);
  g_assert_cmpint (feed_quota_get_hold_us (quota), ==, now_us + 30 * SECOND);
  g_assert_cmpint (feed_quota_get_ready_us (quota, 1, now_us), ==, now_us + 30 * SECOND);
  g_assert_false (feed_quota_take (quota, 1, now_us + 30 * SECOND - 1));
  g_assert_true (feed_quota_take (quota, 1, now_us + 30 * SECOND));
}

static void
test_shared (void)
{
  FeedQuota *quota = feed_quota_new (0, 0);
  FeedQuota *same = feed_quota_ref (quota);

  g_assert_true (same == quota);
  g_assert_true (feed_quota_take (quota, 1, SECOND));
  feed_quota_unref (quota);
  g_assert_false (feed_quota_take (same, 1, SECOND));
  feed_quota_unref (same);
}

typedef struct {
  gint64 at_us;
  guint  weight;
} Sent;

/* Asked at random, and each time it says it is ready: no minute, wherever it begins, has more than
* the limit, no two requests are closer than the interval, and none waits for more than a minute */
static void
test_random (void)
{
  g_autoptr (FeedQuota) quota = feed_quota_new (200 * MS, 200);
  g_autoptr (GArray) sent = g_array_new (FALSE, FALSE, sizeof (Sent));
  FeedRandom random;
  gint64 now_us = 0;
  guint first = 0, sum = 0;

  feed_random_init (&random, 6000);
  while (sent->len < 10000) {
    Sent request = { .weight = (guint) feed_random_between (&random, 1, 40) };
    gint64 ready_us;

    now_us += feed_random_between (&random, 0, 3 * SECOND);
    ready_us = feed_quota_get_ready_us (quota, request.weight, now_us);
    g_assert_cmpint (ready_us, >=, now_us);
    g_assert_cmpint (ready_us, <=, now_us + 61 * SECOND);
    g_assert_true (ready_us == now_us || !feed_quota_take (quota, request.weight, now_us));
    now_us = ready_us;
    g_assert_true (feed_quota_take (quota, request.weight, now_us));
    feed_quota_release (quota);
    if (sent->len > 0)
      g_assert_cmpint (now_us - g_array_index (sent, Sent, sent->len - 1).at_us, >=, 200 * MS);
    request.at_us = now_us;
    g_array_append_val (sent, request);
    for (sum += request.weight; g_array_index (sent, Sent, first).at_us <= now_us - MINUTE; first++)
      sum -= g_array_index (sent, Sent, first).weight;
    g_assert_cmpuint (sum, <=, 200);
  }
}

static void
test_hour (void)
{
  g_autoptr (FeedQuota) quota = feed_quota_new (0, 0);
  gint64 now_us = 100 * MINUTE;

  feed_quota_set_requests_per_hour (quota, 100);
  for (guint i = 0; i < 100; i++, now_us += SECOND) {
    g_assert_true (feed_quota_take (quota, 5, now_us));
    feed_quota_release (quota);
  }
  g_assert_cmpuint (feed_quota_get_requests (quota, now_us), ==, 100);
  g_assert_false (feed_quota_take (quota, 5, now_us));
  g_assert_cmpint (feed_quota_get_ready_us (quota, 5, now_us), ==, 161 * MINUTE);
  g_assert_true (feed_quota_take (quota, 5, 161 * MINUTE));
  g_assert_cmpuint (feed_quota_get_requests (quota, 161 * MINUTE), ==, 41);
}

static void
test_learns_from_refusals (void)
{
  g_autoptr (FeedQuota) quota = feed_quota_new (SECOND, 0);
  g_autoptr (FeedQuota) weighed = feed_quota_new (SECOND, 1000);

  g_assert_cmpint (feed_quota_get_interval_us (quota), ==, SECOND);
  feed_quota_learn_refused (quota);
  g_assert_cmpint (feed_quota_get_interval_us (quota), ==, 2 * SECOND);
  g_assert_true (feed_quota_take (quota, 1, 10 * SECOND));
  feed_quota_release (quota);
  g_assert_false (feed_quota_take (quota, 1, 12 * SECOND - 1));
  g_assert_true (feed_quota_take (quota, 1, 12 * SECOND));
  for (guint i = 0; i < 20; i++)
    feed_quota_learn_refused (quota);
  g_assert_cmpint (feed_quota_get_interval_us (quota), ==, 16 * SECOND);
  /* Slowly back, and all the way */
  for (guint i = 0; i < 50; i++)
    feed_quota_learn_answered (quota);
  g_assert_cmpint (feed_quota_get_interval_us (quota), >, 5 * SECOND);
  for (guint i = 0; i < 500; i++)
    feed_quota_learn_answered (quota);
  g_assert_cmpint (feed_quota_get_interval_us (quota), ==, SECOND);
  /* A venue that counts says itself what others use */
  feed_quota_learn_refused (weighed);
  g_assert_cmpint (feed_quota_get_interval_us (weighed), ==, SECOND);
}

static void
test_pollers (void)
{
  g_autoptr (FeedQuota) quota = feed_quota_new (SECOND, 0);

  for (guint i = 0; i < 3; i++)
    feed_quota_count_poller (quota, TRUE);
  g_assert_cmpint (feed_quota_get_interval_us (quota), ==, 3 * SECOND);
  feed_quota_count_poller (quota, FALSE);
  g_assert_cmpint (feed_quota_get_interval_us (quota), ==, 2 * SECOND);
  feed_quota_set_requests_per_hour (quota, 900);
  g_assert_cmpint (feed_quota_get_interval_us (quota), ==, 8 * SECOND);
}

static void
test_sockets (void)
{
  g_autoptr (FeedQuota) quota = feed_quota_new (0, 0);

  g_assert_cmpint (feed_quota_take_socket (quota, SECOND), ==, 0);
  feed_quota_set_sockets (quota, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (feed_quota_take_socket (quota, SECOND), ==, 0);
  g_assert_cmpint (feed_quota_take_socket (quota, SECOND), ==, G_MAXINT64);
  g_assert_cmpuint (feed_quota_get_sockets (quota, SECOND), ==, 3);
  feed_quota_release_socket (quota, 31 * SECOND);
  g_assert_cmpuint (feed_quota_get_sockets (quota, SECOND), ==, 3);
  g_assert_cmpuint (feed_quota_get_sockets (quota, 31 * SECOND), ==, 2);
  g_assert_cmpint (feed_quota_take_socket (quota, SECOND), ==, 31 * SECOND);
  feed_quota_release_socket (quota, 2 * SECOND);
  g_assert_cmpint (feed_quota_take_socket (quota, SECOND), ==, 2 * SECOND);
  g_assert_cmpint (feed_quota_take_socket (quota, 2 * SECOND), ==, 0);
  g_assert_cmpint (feed_quota_take_socket (quota, 2 * SECOND), ==, 31 * SECOND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/quota/in-flight", test_in_flight);
  g_test_add_func ("/quota/hour", test_hour);
  g_test_add_func ("/quota/learns", test_learns_from_refusals);
  g_test_add_func ("/quota/pollers", test_pollers);
  g_test_add_func ("/quota/sockets", test_sockets);
  g_test_add_func ("/quota/interval", test_interval);
  g_test_add_func ("/quota/weight", test_weight);
  g_test_add_func ("/quota/too-heavy", test_too_heavy);
  g_test_add_func ("/quota/learn", test_learn);
  g_test_add_func ("/quota/hold", test_hold);
  g_test_add_func ("/quota/shared", test_shared);
  g_test_add_func ("/quota/random", test_random);
  return g_test_run ();
}
