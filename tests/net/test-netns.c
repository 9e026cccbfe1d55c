/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole library in a network of its own, whose packets the kernel really drops: neither side
 * is told, nothing is reset, nothing ends. */
#include <string.h>

#include "feed/net/feed-net-transport.h"
#include "net/net-feed.h"
#include "net/net-fetch.h"
#include "net/net-link-log.h"
#include "net/net-namespace.h"
#include "support/test-support.h"

#define DEADLINE_MS 60000
#define AFTER_SOFT_MS 5000
#define LIMIT 1024

/* RFC 6761, 6.4: nobody has a name below it. Here there is nobody to ask, either */
#define NO_HOST "evertick.invalid"

/* Why nothing can be tested here, or NULL */
static char *obstacle;

static gboolean
is_possible (void)
{
  if (obstacle != NULL)
    g_test_skip (obstacle);
  return obstacle == NULL;
}

static void
print_ms (const char *what,
          gint64      us)
{
  g_test_message ("%s: %.0f ms", what, us / 1000.0);
}

static void
wait_for_green (NetFeed *feed)
{
  gint64 began_us = g_get_monotonic_time ();

  g_assert_true (test_wait_until (net_feed_is_live, feed, DEADLINE_MS));
  print_ms ("green after", g_get_monotonic_time () - began_us);
}

/* From now on it is not green, and T_soft and 5 s have not passed before it is known */
static void
wait_for_doubt (NetFeed *feed)
{
  gint64 soft_us = feed_health_get_figures (feed->health)->silence_us;
  gint64 began_us = g_get_monotonic_time ();

  g_assert_true (test_wait_until (net_feed_is_not_green, feed, soft_us / 1000 + AFTER_SOFT_MS));
  print_ms ("T_soft", soft_us);
  print_ms ("left green after", feed->left_us - began_us);
  g_test_message ("%s", feed->words != NULL ? feed->words : "in doubt");
}

typedef struct {
  const char *name;
  NetDrop     drop;
} SilenceCase;

static const SilenceCase silence_cases[] = {
  { "both-ways", NET_DROP_TO | NET_DROP_FROM },
  { "towards-us", NET_DROP_FROM },
  { "from-us", NET_DROP_TO },
};

/* The stream's packets are lost, those of REST are not: polled, and back when they arrive again */
static void
test_silence (gconstpointer data)
{
  const SilenceCase *it = data;
  g_auto (NetFeed) feed = { 0 };

  if (!is_possible ())
    return;
  net_feed_set_up (&feed);
  feed_manager_start (feed.manager);
  wait_for_green (&feed);
  feed.n_polled = 0;
  net_namespace_drop (net_venue_get_stream_port (feed.venue), it->drop);
  wait_for_doubt (&feed);
  g_assert_true (test_wait_until (net_feed_has_failed, &feed, DEADLINE_MS));
  g_assert_cmpint (feed.cause, ==, FEED_CAUSE_MUTE);
  g_assert_cmpuint (feed.n_polled, >, 0);
  feed.n_polled = 0;
  g_assert_true (test_wait_until (net_feed_was_polled, &feed, DEADLINE_MS));
  g_assert_cmpint (net_venue_get_n_streams (feed.venue), ==, 1);
  g_assert_cmpuint (net_namespace_heal (), >, 0);
  wait_for_green (&feed);
}

/* All packets are lost: red, and why */
static void
test_partition (void)
{
  g_auto (NetFeed) feed = { 0 };
  gint64 began_us;

  if (!is_possible ())
    return;
  net_feed_set_up (&feed);
  feed_manager_start (feed.manager);
  wait_for_green (&feed);
  net_namespace_drop (net_venue_get_stream_port (feed.venue), NET_DROP_TO | NET_DROP_FROM);
  net_namespace_drop (net_venue_get_rest_port (feed.venue), NET_DROP_TO | NET_DROP_FROM);
  began_us = g_get_monotonic_time ();
  wait_for_doubt (&feed);
  g_assert_true (test_wait_until (net_feed_is_red, &feed, DEADLINE_MS));
  print_ms ("red after", g_get_monotonic_time () - began_us);
  g_test_message ("reason: %s", feed_cause_to_string (feed_health_get_reason (feed.health)));
  g_assert_cmpint (feed_health_get_reason (feed.health), ==, FEED_CAUSE_REST_DOWN);
  g_assert_cmpint (feed.cause, ==, FEED_CAUSE_DEAD_LINK);
  feed.n_polled = 0;
  g_assert_cmpuint (net_namespace_heal (), >, 0);
  g_assert_true (test_wait_until (net_feed_was_polled, &feed, DEADLINE_MS));
  wait_for_green (&feed);
}

/* A busy machine may have had failures before */
static guint64 failures_before;

static gboolean
has_lost_requests (gpointer user_data)
{
  return feed_health_get_figures (((NetFeed *) user_data)->health)->rest_failures >
         failures_before + 1;
}

/* Requests are lost, the stream's packets are not: it stays what it is */
static void
test_rest_lost (void)
{
  g_auto (NetFeed) feed = { 0 };

  if (!is_possible ())
    return;
  net_feed_set_up (&feed);
  feed_manager_start (feed.manager);
  wait_for_green (&feed);
  failures_before = feed_health_get_figures (feed.health)->rest_failures;
  net_namespace_drop (net_venue_get_rest_port (feed.venue), NET_DROP_TO | NET_DROP_FROM);
  g_assert_true (test_wait_until (has_lost_requests, &feed, DEADLINE_MS));
  g_assert_cmpuint (net_namespace_heal (), >, 0);
  g_assert_true (net_feed_is_live (&feed));
  g_assert_cmpint (feed.cause, ==, FEED_CAUSE_NONE);
  g_assert_cmpint (net_venue_get_n_streams (feed.venue), ==, 1);
}

static gboolean
has_dialled_thrice (gpointer user_data)
{
  return feed_health_get_figures (((NetFeed *) user_data)->health)->dials >= 3;
}

/* No answer to a SYN: each dial ends in time, the next one waits, and prices come by REST */
static void
test_black_hole (void)
{
  g_auto (NetFeed) feed = { 0 };

  if (!is_possible ())
    return;
  net_feed_set_up (&feed);
  net_namespace_drop (net_venue_get_stream_port (feed.venue), NET_DROP_TO);
  feed_manager_start (feed.manager);
  g_assert_true (test_wait_until (net_feed_has_failed, &feed, DEADLINE_MS));
  g_assert_cmpint (feed.cause, ==, FEED_CAUSE_CONNECT_TIMEOUT);
  g_assert_true (test_wait_until (has_dialled_thrice, &feed, DEADLINE_MS));
  g_assert_cmpint (feed.least_wait_us, >=, 250 * G_TIME_SPAN_MILLISECOND);
  print_ms ("shortest wait before a dial", feed.least_wait_us);
  g_assert_cmpuint (feed.n_polled, >, 0);
  g_assert_cmpint (net_venue_get_n_streams (feed.venue), ==, 0);
  g_assert_cmpuint (net_namespace_heal (), >=, 2);
  wait_for_green (&feed);
}

static void
assert_unresolved (const GError *error)
{
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_cmpint (error->domain, ==, G_RESOLVER_ERROR);
  g_assert_nonnull (strstr (error->message, NO_HOST));
}

/* A name without an address: told at once, in the resolver's words, of a stream and of REST */
static void
test_unresolved (void)
{
  g_autoptr (FeedTransport) transport = NULL;
  g_auto (NetLinkLog) log = { 0 };
  g_auto (NetFetch) fetch = { 0 };

  if (!is_possible ())
    return;
  transport = FEED_TRANSPORT (feed_net_transport_new ());
  net_link_log_dial (&log, transport, "wss://" NO_HOST "/", DEADLINE_MS, LIMIT);
  net_fetch_start (&fetch, transport, "https://" NO_HOST "/", DEADLINE_MS, LIMIT);
  g_assert_true (test_wait_until (net_link_log_has_ended, &log, DEADLINE_MS));
  g_assert_cmpint (log.cause, ==, FEED_CAUSE_REFUSED);
  g_assert_cmpuint (net_link_log_count (&log), ==, 1);
  assert_unresolved (log.error);
  g_assert_true (test_wait_until (net_fetch_is_done, &fetch, DEADLINE_MS));
  assert_unresolved (fetch.error);
}

/* The stream's name alone cannot be resolved: dialled by the rules, and polled */
static void
test_unresolved_stream (void)
{
  g_auto (NetFeed) feed = { 0 };

  if (!is_possible ())
    return;
  net_feed_set_up_at (&feed, "wss://" NO_HOST, NULL);
  feed_manager_start (feed.manager);
  g_assert_true (test_wait_until (has_dialled_thrice, &feed, DEADLINE_MS));
  g_assert_cmpint (feed.cause, ==, FEED_CAUSE_REFUSED);
  g_assert_nonnull (strstr (feed.words, NO_HOST));
  g_test_message ("%s", feed.words);
  g_assert_cmpint (feed.least_wait_us, >=, 250 * G_TIME_SPAN_MILLISECOND);
  g_assert_true (test_wait_until (net_feed_was_polled, &feed, DEADLINE_MS));
  g_assert_cmpint (feed_health_get_colour (feed.health), ==, FEED_COLOUR_YELLOW);
}

/* Nor can that of REST: red, and not silent about it */
static void
test_unresolved_all (void)
{
  g_auto (NetFeed) feed = { 0 };

  if (!is_possible ())
    return;
  net_feed_set_up_at (&feed, "wss://" NO_HOST, "https://" NO_HOST);
  feed_manager_start (feed.manager);
  g_assert_true (test_wait_until (net_feed_is_red, &feed, DEADLINE_MS));
  g_assert_cmpint (feed_health_get_reason (feed.health), ==, FEED_CAUSE_REST_DOWN);
  g_assert_cmpint (feed.cause, ==, FEED_CAUSE_REFUSED);
  g_assert_true (test_wait_until (has_lost_requests, &feed, DEADLINE_MS));
  g_assert_cmpuint (feed.n_polled, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  int result;

  /* A proxy would be asked instead of the resolver */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  obstacle = net_namespace_enter ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (silence_cases); i++) {
    g_autofree char *path = g_strconcat ("/net/netns/t05-", silence_cases[i].name, NULL);

    g_test_add_data_func (path, &silence_cases[i], test_silence);
  }
  g_test_add_func ("/net/netns/t06-partition", test_partition);
  g_test_add_func ("/net/netns/t06-rest-lost", test_rest_lost);
  g_test_add_func ("/net/netns/t09-black-hole", test_black_hole);
  g_test_add_func ("/net/netns/t09-unresolved", test_unresolved);
  g_test_add_func ("/net/netns/t09-unresolved-stream", test_unresolved_stream);
  g_test_add_func ("/net/netns/t09-unresolved-all", test_unresolved_all);
  result = g_test_run ();
  g_free (obstacle);
  return result;
}
