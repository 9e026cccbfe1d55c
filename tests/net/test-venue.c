/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole library over real sockets, and a venue that breaks them. */
#include "net/net-feed.h"
#include "support/test-support.h"

#define DEADLINE_MS 60000

typedef struct {
  const char   *name;
  NetVenueFault fault;
} FaultCase;

static const FaultCase fault_cases[] = {
  { "t05-half-open", NET_VENUE_HANG },
  { "t07-reset-mid-frame", NET_VENUE_RESET },
  { "t23-invalid-utf8", NET_VENUE_INVALID },
  { "t23-broken-framing", NET_VENUE_BROKEN },
};

/* Not green for longer than T_soft and 5 s, polled, and back on one new stream */
static void
test_fault (gconstpointer data)
{
  const FaultCase *it = data;
  g_auto (NetFeed) feed = { 0 };
  guint silence_ms;
  int n_streams;

  net_feed_set_up (&feed);
  feed_manager_start (feed.manager);
  g_assert_true (test_wait_until (net_feed_is_live, &feed, DEADLINE_MS));
  n_streams = net_venue_get_n_streams (feed.venue);
  g_assert_cmpint (n_streams, ==, 1);
  silence_ms = feed_health_get_figures (feed.health)->silence_us / 1000;
  net_venue_set_fault (feed.venue, it->fault);
  g_assert_true (test_wait_until (net_feed_is_not_green, &feed, silence_ms + 5000));
  feed.n_polled = 0;
  net_venue_set_fault (feed.venue, NET_VENUE_HEALTHY);
  g_assert_true (test_wait_until (net_feed_was_polled, &feed, DEADLINE_MS));
  g_assert_true (test_wait_until (net_feed_is_live, &feed, DEADLINE_MS));
  g_assert_cmpint (net_venue_get_n_streams (feed.venue), <=, n_streams + 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fault_cases); i++) {
    g_autofree char *path = g_strconcat ("/net/venue/", fault_cases[i].name, NULL);

    g_test_add_data_func (path, &fault_cases[i], test_fault);
  }
  return g_test_run ();
}
