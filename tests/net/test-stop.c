/* SPDX-License-Identifier: GPL-3.0-or-later */
/* T25: stop () in each state a feed over real sockets can be in. How long it took is told, not
 * held: a test does not know how busy its machine is. */
#include "net/net-black-hole.h"
#include "net/net-feed.h"
#include "net/net-server.h"
#include "support/test-support.h"

#define DEADLINE_MS 60000

typedef struct {
  NetFeed       feed;
  NetServer    *mute;    /* takes connections and says nothing */
  NetBlackHole *hole;
} Fixture;

typedef enum {
  AT_VENUE,
  AT_MUTE,
  AT_HOLE,
  AT_NOBODY,
} Where;

typedef struct {
  const char   *name;
  Where         stream, rest;
  NetVenueFault fault;      /* of the venue, from the start */
  NetVenueFault later;      /* once it is LIVE; HEALTHY = do not wait for that */
  TestCondition moment;
} StopCase;

static void
run_drain (NetPeer *peer)
{
  net_peer_drain (peer);
}

static gboolean
is_in (gpointer      fixture,
       FeedLinkState link)
{
  return feed_health_get_link (((Fixture *) fixture)->feed.health) == link;
}

/* REST has answered meanwhile, so the dial is on its way, too */
static gboolean
is_connecting (gpointer fixture)
{
  return is_in (fixture, FEED_LINK_CONNECTING) && net_feed_was_polled (&((Fixture *) fixture)->feed);
}

static gboolean
is_shaking_hands (gpointer fixture)
{
  return is_in (fixture, FEED_LINK_CONNECTING) &&
         net_server_get_running (((Fixture *) fixture)->mute) > 0;
}

static gboolean
is_asking (gpointer fixture)
{
  return net_server_get_running (((Fixture *) fixture)->mute) > 0;
}

static gboolean
is_warming (gpointer fixture)
{
  return is_in (fixture, FEED_LINK_WARMING);
}

static gboolean
is_live (gpointer fixture)
{
  return is_in (fixture, FEED_LINK_LIVE);
}

static gboolean
is_suspect (gpointer fixture)
{
  return is_in (fixture, FEED_LINK_SUSPECT);
}

static gboolean
is_backing_off (gpointer fixture)
{
  return is_in (fixture, FEED_LINK_BACKOFF);
}

static gboolean
is_left_alone (gpointer fixture)
{
  return net_server_get_running (((Fixture *) fixture)->mute) == 0;
}

static const StopCase stop_cases[] = {
  { "black-hole", AT_HOLE, AT_VENUE, NET_VENUE_HEALTHY, NET_VENUE_HEALTHY, is_connecting },
  { "handshake", AT_MUTE, AT_VENUE, NET_VENUE_HEALTHY, NET_VENUE_HEALTHY, is_shaking_hands },
  { "warming", AT_VENUE, AT_VENUE, NET_VENUE_HANG, NET_VENUE_HEALTHY, is_warming },
  { "live", AT_VENUE, AT_VENUE, NET_VENUE_HEALTHY, NET_VENUE_HEALTHY, is_live },
  { "half-open", AT_VENUE, AT_VENUE, NET_VENUE_HEALTHY, NET_VENUE_HANG, is_suspect },
  { "backoff", AT_NOBODY, AT_VENUE, NET_VENUE_HEALTHY, NET_VENUE_HEALTHY, is_backing_off },
  { "request", AT_VENUE, AT_MUTE, NET_VENUE_HEALTHY, NET_VENUE_HEALTHY, is_asking },
  { "nothing-answers", AT_HOLE, AT_MUTE, NET_VENUE_HEALTHY, NET_VENUE_HEALTHY, is_asking },
};

/* NULL = the venue's own (transfer full) */
static char *
address_of (Fixture    *fixture,
            Where       where,
            const char *scheme)
{
  switch (where) {
  case AT_MUTE:
    return g_strdup_printf ("%s://127.0.0.1:%u", scheme, net_server_get_port (fixture->mute));
  case AT_HOLE:
    return g_strdup_printf ("%s://127.0.0.1:%u", scheme, net_black_hole_get_port (fixture->hole));
  case AT_NOBODY:
    return g_strdup_printf ("%s://127.0.0.1:1", scheme);
  case AT_VENUE:
  default:
    return NULL;
  }
}

static void
test_stop (gconstpointer data)
{
  const StopCase *it = data;
  Fixture fixture = { .mute = net_server_new (run_drain, NULL), .hole = net_black_hole_new () };
  NetFeed *feed = &fixture.feed;
  g_auto (NetFeed) witness = { 0 };
  g_autofree char *stream = address_of (&fixture, it->stream, "ws");
  g_autofree char *rest = address_of (&fixture, it->rest, "http");
  gint64 began_us, took_us;
  guint n_signals;
  int n_streams;

  net_feed_set_up_at (feed, stream, rest);
  net_venue_set_fault (feed->venue, it->fault);
  feed_manager_start (feed->manager);
  if (it->later != NET_VENUE_HEALTHY) {
    g_assert_true (test_wait_until (is_live, &fixture, DEADLINE_MS));
    net_venue_set_fault (feed->venue, it->later);
  }
  g_assert_true (test_wait_until (it->moment, &fixture, DEADLINE_MS));
  began_us = g_get_monotonic_time ();
  feed_manager_stop (feed->manager);
  took_us = g_get_monotonic_time () - began_us;
  g_test_message ("stop took %.2f ms", took_us / 1000.0);
  g_assert_true (is_in (&fixture, FEED_LINK_IDLE));
  n_signals = feed->n_signals;
  n_streams = net_venue_get_n_streams (feed->venue);

  /* All that was under way is given up, and while another feed comes up nothing is heard of it */
  g_assert_true (test_wait_until (is_left_alone, &fixture, DEADLINE_MS));
  net_feed_set_up_at (&witness, NULL, NULL);
  feed_manager_start (witness.manager);
  g_assert_true (test_wait_until (net_feed_is_live, &witness, DEADLINE_MS));
  g_assert_cmpuint (witness.n_signals, >, 0);
  g_assert_cmpuint (feed->n_signals, ==, n_signals);
  g_assert_cmpint (net_venue_get_n_streams (feed->venue), ==, n_streams);
  net_feed_clear (feed);
  net_black_hole_free (fixture.hole);
  net_server_free (fixture.mute);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (stop_cases); i++) {
    g_autofree char *path = g_strconcat ("/net/stop/t25-", stop_cases[i].name, NULL);

    g_test_add_data_func (path, &stop_cases[i], test_stop);
  }
  return g_test_run ();
}
