/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole library over real sockets, and a venue that breaks them. */
#include <feed/feed.h>

#include "net/net-venue.h"
#include "support/test-support.h"

#define DEADLINE_MS 60000

typedef struct {
  NetVenue    *venue;
  FeedManager *manager;
  FeedHealth  *health;
  guint        n_polled;
} Fixture;

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         Fixture        *fixture)
{
  fixture->n_polled += tick->source != FEED_SOURCE_STREAM;
}

/* As the defaults, but what is proven in minutes is in seconds */
static FeedConfig *
quick_config (void)
{
  FeedConfig *config;
  int values[FEED_N_CONFIG_KEYS];

  feed_config_get_defaults (values);
  values[FEED_CONFIG_STABLE_WINDOW_FIRST] = 1000;
  values[FEED_CONFIG_STABLE_WINDOW] = 1000;
  values[FEED_CONFIG_POLL_INTERVAL] = 250;
  config = feed_config_new (values, NULL);
  g_assert_nonnull (config);
  return config;
}

static gboolean
is_green (gpointer user_data)
{
  Fixture *fixture = user_data;

  return feed_health_get_colour (fixture->health) == FEED_COLOUR_GREEN &&
         feed_health_get_link (fixture->health) == FEED_LINK_LIVE;
}

static gboolean
is_not_green (gpointer user_data)
{
  return feed_health_get_colour (((Fixture *) user_data)->health) != FEED_COLOUR_GREEN;
}

static gboolean
was_polled (gpointer user_data)
{
  return ((Fixture *) user_data)->n_polled > 0;
}

static void
set_up (Fixture *fixture)
{
  g_autoptr (FeedConfig) config = quick_config ();
  g_autofree char *stream = NULL, *rest = NULL;
  g_autoptr (GError) error = NULL;

  fixture->venue = net_venue_new ();
  fixture->manager = feed_manager_new (config);
  stream = net_venue_get_stream_base (fixture->venue);
  rest = net_venue_get_rest_base (fixture->venue);
  feed_manager_set_endpoints (fixture->manager, "binance", stream, rest, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->manager, "tick", G_CALLBACK (on_tick), fixture);
  feed_manager_subscribe (fixture->manager, "binance", "S0", &error);
  g_assert_no_error (error);
  fixture->health = g_list_model_get_item (feed_manager_get_connections (fixture->manager), 0);
  feed_manager_start (fixture->manager);
}

static void
tear_down (Fixture *fixture)
{
  feed_manager_stop (fixture->manager);
  g_clear_object (&fixture->health);
  g_clear_object (&fixture->manager);
  net_venue_free (fixture->venue);
}

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
  Fixture fixture = { 0 };
  guint silence_ms;
  int n_streams;

  set_up (&fixture);
  g_assert_true (test_wait_until (is_green, &fixture, DEADLINE_MS));
  n_streams = net_venue_get_n_streams (fixture.venue);
  g_assert_cmpint (n_streams, ==, 1);
  silence_ms = feed_health_get_figures (fixture.health)->silence_us / 1000;
  net_venue_set_fault (fixture.venue, it->fault);
  g_assert_true (test_wait_until (is_not_green, &fixture, silence_ms + 5000));
  fixture.n_polled = 0;
  net_venue_set_fault (fixture.venue, NET_VENUE_HEALTHY);
  g_assert_true (test_wait_until (was_polled, &fixture, DEADLINE_MS));
  g_assert_true (test_wait_until (is_green, &fixture, DEADLINE_MS));
  g_assert_cmpint (net_venue_get_n_streams (fixture.venue), <=, n_streams + 2);
  tear_down (&fixture);
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
