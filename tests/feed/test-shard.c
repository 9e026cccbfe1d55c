/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>

#include "feed/feed-shard.h"
#include "feed/providers/feed-provider-registry.h"
#include "support/sim-venue.h"

/* The words in which a shard tells what happened, and what it counts over its connections. */

#define SECOND G_USEC_PER_SEC
#define WALL_2026 (1790000000 * (gint64) G_USEC_PER_SEC)

typedef struct {
  FeedClock *clock;
  SimVenue  *venue;
  FeedQuota *quota;
  FeedShard *shard;
  GObject   *owner;
  GString   *story;      /* "FROM→TO: text", a line a state event */
} Fixture;

static void
on_shard_tick (gpointer         user_data,
               const FeedTick  *tick,
               const FeedDepth *depth,
               guint            series)
{
}

static void
on_shard_event (gpointer               user_data,
                const FeedEventFields *fields)
{
  Fixture *fixture = g_object_get_data (user_data, "fixture");

  if (fields->kind == FEED_EVENT_KIND_STATE)
    g_string_append_printf (fixture->story, "%s→%s: %s\n",
                            feed_link_state_to_string (fields->from),
                            feed_link_state_to_string (fields->to), fields->text);
}

static void
on_shard_changed (gpointer    user_data,
                  FeedHealth *health)
{
}

static void
on_shard_info (gpointer                  user_data,
               guint                     instrument,
               const FeedInstrumentInfo *info)
{
}

static void
on_shard_gap (gpointer       user_data,
              const FeedGap *gap,
              const char    *venue,
              const char    *connection,
              const char    *symbol)
{
}

static void
connect_shard (Fixture    *fixture,
               const char *venue)
{
  g_autoptr (FeedProvider) provider = feed_provider_registry_create (venue, NULL);
  g_autoptr (FeedConfig) config = feed_config_new_default ();
  FeedConnectionParams params = {
    .provider = provider,
    .transport = FEED_TRANSPORT (fixture->venue),
    .clock = fixture->clock,
    .config = config,
    .quota = fixture->quota,
    .seed = 1,
  };

  g_assert_nonnull (provider);
  feed_shard_connect (fixture->shard, &params);
  feed_connection_add (feed_shard_get_connection (fixture->shard), 7, "BTCUSDT", NULL);
  feed_shard_start (fixture->shard);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (FeedProvider) provider = feed_provider_registry_create ("binance", NULL);
  FeedShardEvents events = { on_shard_tick, on_shard_event, on_shard_changed, on_shard_info,
                             on_shard_gap, NULL };

  fixture->clock = feed_clock_new_manual (1000 * SECOND, WALL_2026);
  fixture->venue = sim_venue_new (fixture->clock);
  fixture->quota = feed_quota_new (0, 0);
  fixture->story = g_string_new (NULL);
  fixture->owner = g_object_new (G_TYPE_OBJECT, NULL);
  g_object_set_data (fixture->owner, "fixture", fixture);
  events.user_data = fixture->owner;
  fixture->shard = feed_shard_new (feed_provider_get_info (provider), "binance", "binance",
                                   fixture->clock, &events);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  feed_shard_free (fixture->shard);
  feed_clock_advance (fixture->clock, 10 * SECOND);
  g_assert_finalize_object (fixture->owner);
  g_assert_finalize_object (fixture->venue);
  feed_quota_unref (fixture->quota);
  g_string_free (fixture->story, TRUE);
  feed_clock_unref (fixture->clock);
}

static void
test_words (Fixture      *fixture,
            gconstpointer data)
{
  connect_shard (fixture, "binance");
  feed_clock_advance (fixture->clock, 60 * SECOND);
  sim_venue_close (fixture->venue, 1001);
  sim_venue_get_faults (fixture->venue)->refuse = TRUE;
  feed_clock_advance (fixture->clock, SECOND / 2);
  sim_venue_get_faults (fixture->venue)->refuse = FALSE;
  feed_clock_advance (fixture->clock, 40 * SECOND);
  sim_venue_get_faults (fixture->venue)->mute = TRUE;
  feed_clock_advance (fixture->clock, 5 * SECOND);
  feed_shard_stop (fixture->shard);
  g_assert_true (g_str_has_prefix (fixture->story->str,
                                   "IDLE→CONNECTING: started\n"
                                   "CONNECTING→WARMING: connected, proving the stream\n"
                                   "WARMING→LIVE: stream proven after 3.0 s\n"
                                   "LIVE→BACKOFF: closed by the server (code 1001); next try in "));
  g_assert_nonnull (strstr (fixture->story->str,
                            "CONNECTING→BACKOFF: connection refused; next "));
  g_assert_nonnull (strstr (fixture->story->str, "; without stream for 21.2 s\n"));
  g_assert_nonnull (strstr (fixture->story->str, "LIVE→SUSPECT: no tick for 3.0 s; asking REST\n"));
  g_assert_true (g_str_has_suffix (fixture->story->str, "→IDLE: stopped\n"));
}

/* A new connection goes on with the counts of the one before */
static void
test_counts (Fixture      *fixture,
             gconstpointer data)
{
  const FeedHealthFigures *figures;
  guint64 n_ticks;

  connect_shard (fixture, "binance");
  feed_clock_advance (fixture->clock, 20 * SECOND);
  feed_shard_measure (fixture->shard);
  figures = feed_health_get_figures (feed_shard_get_health (fixture->shard));
  n_ticks = figures->ticks;
  g_assert_cmpuint (n_ticks, >, 100);
  g_assert_cmpuint (figures->dials, ==, 1);
  connect_shard (fixture, "binance");
  feed_clock_advance (fixture->clock, 20 * SECOND);
  feed_shard_measure (fixture->shard);
  figures = feed_health_get_figures (feed_shard_get_health (fixture->shard));
  g_assert_cmpuint (figures->ticks, >, n_ticks + 100);
  g_assert_cmpuint (figures->dials, ==, 2);
  g_assert_cmpuint (figures->subscriptions, ==, 1);
}

/* Ten dials a minute are ten dials, whoever made them: thresholds are set again and again */
static void
test_dials_are_counted_on (Fixture      *fixture,
                           gconstpointer data)
{
  for (guint i = 0; i < 60; i++) {
    connect_shard (fixture, "binance");
    feed_clock_advance (fixture->clock, SECOND);
  }
  g_assert_cmpuint (sim_venue_get_most_dials (fixture->venue), ==, 10);
  feed_clock_advance (fixture->clock, 70 * SECOND);
  g_assert_cmpint (feed_health_get_link (feed_shard_get_health (fixture->shard)), ==,
                   FEED_LINK_LIVE);
}

/* Nobody gave an address: it says so by failing, and by nothing worse */
static void
test_no_endpoint (Fixture      *fixture,
                  gconstpointer data)
{
  connect_shard (fixture, "demo");
  feed_clock_advance (fixture->clock, 120 * SECOND);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->venue), ==, 0);
  g_assert_cmpuint (sim_venue_get_n_requests (fixture->venue), ==, 0);
  g_assert_nonnull (strstr (fixture->story->str, "CONNECTING→BACKOFF: "));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define STORY(name, func) g_test_add ("/feed/shard/" name, Fixture, NULL, set_up, func, tear_down)
  STORY ("words", test_words);
  STORY ("counts", test_counts);
  STORY ("dials-are-counted-on", test_dials_are_counted_on);
  STORY ("no-endpoint", test_no_endpoint);
  return g_test_run ();
}
