/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>

/* What a strategy in C does, linked as it would be: against the shared library and feed.h alone. */

static void
test_strategy (void)
{
  FeedManager *manager = feed_manager_new (NULL);
  g_autoptr (GError) error = NULL;
  guint instrument;
  FeedTick tick;

  g_assert_true (feed_manager_set_endpoints (manager, "binance", "ws://127.0.0.1:9",
                                             "http://127.0.0.1:9", &error));
  instrument = feed_manager_subscribe (manager, "binance", "btcusdt", &error);
  g_assert_no_error (error);
  feed_manager_start (manager);
  g_assert_false (feed_manager_get_next_tick (manager, &tick));
  g_assert_false (feed_manager_is_trade_safe (manager, instrument, 1000));
  g_assert_nonnull (feed_board_lookup (feed_manager_get_board (manager), "binance:BTCUSDT"));
  feed_manager_stop (manager);
  g_object_unref (manager);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feed/library/strategy", test_strategy);
  return g_test_run ();
}
