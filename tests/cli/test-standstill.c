/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * T17 with a real main loop and real sockets: it is held up while a simulator of another process
 * goes on sending. What waits in the sockets is taken in before anything is held against the feed.
 */
#include <feed/feed.h>
#include <string.h>

#include "cli-child.h"
#include "support/test-support.h"

#define DEADLINE_MS 60000

typedef struct {
  FeedHealth *health;
  guint64     n_ticks;         /* wait for so many */
  guint       n_transitions, n_notes, n_troubles;
} Told;

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          gpointer     user_data)
{
  Told *told = user_data;

  switch (feed_event_get_kind (event)) {
  case FEED_EVENT_KIND_STATE:
    g_test_message ("%s", feed_event_get_text (event));
    told->n_transitions++;
    break;
  case FEED_EVENT_KIND_TROUBLE:
    g_test_message ("%s", feed_event_get_text (event));
    told->n_troubles++;
    break;
  case FEED_EVENT_KIND_NOTE:
    told->n_notes += strstr (feed_event_get_text (event), "stood still") != NULL;
    break;
  default:
    break;
  }
}

static gboolean
is_live (gpointer user_data)
{
  return feed_health_get_link (((Told *) user_data)->health) == FEED_LINK_LIVE;
}

static gboolean
has_ticks (gpointer user_data)
{
  Told *told = user_data;

  return feed_health_get_figures (told->health)->ticks >= told->n_ticks;
}

/* Stands still, without a word to anybody */
static void
stall (gint64 ms)
{
  g_usleep ((gulong) ms * 1000);
}

static void
run_until_ticks (Told *told,
                 guint n_more)
{
  told->n_ticks = feed_health_get_figures (told->health)->ticks + n_more;
  g_assert_true (test_wait_until (has_ticks, told, DEADLINE_MS));
}

static void
test_stall (void)
{
  const gint64 stalls_ms[] = { 500, 2000, 700, 3300, 8000 };
  g_autoptr (CliSimulator) simulator = cli_simulator_new ("--venue", "binance", NULL);
  FeedManager *manager = feed_manager_new (NULL);
  g_autoptr (GError) error = NULL;
  Told told = { 0 };

  g_assert_true (feed_manager_set_endpoints (manager, "binance", simulator->stream,
                                             simulator->rest, &error));
  g_assert_cmpuint (feed_manager_subscribe (manager, "binance", "BTCUSDT", &error), ==, 0);
  g_assert_cmpuint (feed_manager_subscribe (manager, "binance", "ETHUSDT", &error), ==, 1);
  told.health = g_list_model_get_item (feed_manager_get_connections (manager), 0);
  feed_manager_start (manager);
  g_assert_true (test_wait_until (is_live, &told, DEADLINE_MS));
  run_until_ticks (&told, 20);
  g_signal_connect (manager, "event", G_CALLBACK (on_event), &told);
  for (guint i = 0; i < G_N_ELEMENTS (stalls_ms); i++) {
    guint n_notes = told.n_notes;

    stall (stalls_ms[i]);
    run_until_ticks (&told, 1);
    g_assert_true (is_live (&told));
    g_assert_cmpint (feed_health_get_colour (told.health), ==, FEED_COLOUR_GREEN);
    /* The note of a standstill is written once; one of half a second is none */
    run_until_ticks (&told, 10);
    g_assert_cmpuint (told.n_notes - n_notes, ==, stalls_ms[i] >= 2000 ? 1 : 0);
  }
  g_assert_cmpuint (told.n_transitions, ==, 0);
  g_assert_cmpuint (told.n_troubles, ==, 0);
  g_assert_cmpuint (feed_health_get_figures (told.health)->dials, ==, 1);
  feed_manager_stop (manager);
  g_signal_handlers_disconnect_by_data (manager, &told);
  g_clear_object (&told.health);
  g_object_unref (manager);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feed/story/t17-real-loop", test_stall);
  return g_test_run ();
}
