/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli/feedctl-summary.h"

typedef struct {
  FeedManager   *manager;
  FeedctlSummary summary;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->manager = feed_manager_new (NULL);
  g_assert_cmpuint (feed_manager_subscribe (fixture->manager, "binance", "BTCUSDT", NULL), ==, 0);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  feedctl_summary_clear (&fixture->summary);
  g_assert_finalize_object (fixture->manager);
}

static void
add_gap (Fixture    *fixture,
         const char *connection,
         const char *symbol,
         gint64      lost,
         gint64      backfilled)
{
  const FeedGap gap = { .lost = lost, .backfilled = backfilled };

  feedctl_summary_add_gap (&fixture->summary, &gap, connection, symbol);
}

/* The one connection's line says it so */
static void
assert_said (Fixture    *fixture,
             const char *words)
{
  g_autofree char *text =
    feedctl_summary_describe (&fixture->summary,
                              feed_manager_get_connections (fixture->manager), 1);
  g_autofree char *line = g_strconcat (" reconnects 0, gaps 0", words, "; dropped", NULL);

  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, line));
}

static void
test_cost (Fixture      *fixture,
           gconstpointer data)
{
  assert_said (fixture, "");
  /* Nobody can say what was lost */
  add_gap (fixture, "binance", "BTCUSDT", -1, 0);
  assert_said (fixture, "");
  add_gap (fixture, "binance", "BTCUSDT", 0, 0);
  assert_said (fixture, ", trades lost 0");
  add_gap (fixture, "binance", "BTCUSDT", 7, 5);
  add_gap (fixture, "binance", "ETHUSDT", 30, 30);
  assert_said (fixture, ", trades lost 37, fetched later 35");
  /* The same once more, of all instruments together, and another connection */
  add_gap (fixture, "binance", NULL, 37, 35);
  add_gap (fixture, "binance/2", "XRPUSDT", 100, 50);
  add_gap (fixture, "binance", "BTCUSDT", -1, 0);
  assert_said (fixture, ", trades lost 37, fetched later 35");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/cli-summary/cost-of-gaps", Fixture, NULL, set_up, test_cost, tear_down);
  return g_test_run ();
}
