/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-watchlist.h"

#include <string.h>

static const char *const infy[] = { "demo:INFY", NULL };
static const char *const tcs[] = { "demo:TCS", NULL };

typedef struct {
  GSettings         *settings;
  FeedManager       *manager;
  EvertickWatchlist *list;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  const char *const ids[] = { "demo:INFY", "demo:TCS", "binance:BTCUSDT", NULL };

  fixture->settings = feed_settings_open ();
  g_assert_nonnull (fixture->settings);
  g_settings_set_strv (fixture->settings, "watchlist", ids);
  fixture->manager = feed_manager_new (NULL);
  fixture->list = evertick_watchlist_new (fixture->manager, fixture->settings);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->list);
  /* Nothing is left subscribed */
  g_assert_cmpuint (g_list_model_get_n_items (
                      G_LIST_MODEL (feed_manager_get_board (fixture->manager))), ==, 0);
  g_assert_finalize_object (fixture->manager);
  g_settings_reset (fixture->settings, "watchlist");
  g_object_unref (fixture->settings);
}

static void
assert_stored (Fixture    *fixture,
               const char *expected)
{
  g_auto (GStrv) ids = g_settings_get_strv (fixture->settings, "watchlist");
  g_autofree char *joined = g_strjoinv (" ", ids);

  g_assert_cmpstr (joined, ==, expected);
}

static guint
get_n_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (feed_manager_get_board (fixture->manager)));
}

static void
test_load (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *trouble = evertick_watchlist_load (fixture->list);

  g_assert_null (trouble);
  g_assert_cmpuint (evertick_watchlist_get_size (fixture->list), ==, 3);
  g_assert_cmpuint (get_n_rows (fixture), ==, 3);
  g_assert_true (evertick_watchlist_contains (fixture->list, "binance:BTCUSDT"));
}

static void
test_bad_entries (Fixture      *fixture,
                  gconstpointer data)
{
  const char *const ids[] = { "nonsense", "demo:INFY", "mars:X", "demo:INFY", "demo:", NULL };
  g_autofree char *trouble = NULL;
  g_autoptr (GError) error = NULL;

  g_settings_set_strv (fixture->settings, "watchlist", ids);
  trouble = evertick_watchlist_load (fixture->list);
  g_assert_nonnull (strstr (trouble, "nonsense"));
  g_assert_nonnull (strstr (trouble, "mars:X"));
  g_assert_cmpuint (get_n_rows (fixture), ==, 1);
  /* What cannot be shown today is not lost for it */
  g_assert_true (evertick_watchlist_add (fixture->list, "demo", "TCS", &error));
  g_assert_no_error (error);
  assert_stored (fixture, "nonsense demo:INFY mars:X demo: demo:TCS");
}

static void
test_add (Fixture      *fixture,
          gconstpointer data)
{
  g_autofree char *trouble = evertick_watchlist_load (fixture->list);
  g_autoptr (GError) error = NULL;

  g_assert_true (evertick_watchlist_add (fixture->list, "binance", "ethusdt", &error));
  g_assert_no_error (error);
  assert_stored (fixture, "demo:INFY demo:TCS binance:BTCUSDT binance:ETHUSDT");
  g_assert_false (evertick_watchlist_add (fixture->list, "binance", "ETHUSDT", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (evertick_watchlist_add (fixture->list, "mars", "X", &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE);
  g_assert_cmpuint (get_n_rows (fixture), ==, 4);
}

static void
test_remove_and_undo (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *trouble = evertick_watchlist_load (fixture->list);

  evertick_watchlist_remove (fixture->list, tcs);
  assert_stored (fixture, "demo:INFY binance:BTCUSDT");
  g_assert_false (evertick_watchlist_contains (fixture->list, "demo:TCS"));
  /* Kept until nobody can bring it back */
  g_assert_cmpuint (get_n_rows (fixture), ==, 3);
  evertick_watchlist_restore (fixture->list, tcs);
  evertick_watchlist_forget (fixture->list, tcs);
  assert_stored (fixture, "demo:INFY demo:TCS binance:BTCUSDT");
  g_assert_cmpuint (get_n_rows (fixture), ==, 3);
  evertick_watchlist_remove (fixture->list, tcs);
  evertick_watchlist_forget (fixture->list, tcs);
  g_assert_cmpuint (get_n_rows (fixture), ==, 2);
}

static void
on_changed (guint *n_changes)
{
  (*n_changes)++;
}

/* As many as are selected, and the list is looked through once */
static void
test_remove_several (Fixture      *fixture,
                     gconstpointer data)
{
  const char *const several[] = { "demo:INFY", "demo:SBIN", "binance:BTCUSDT", NULL };
  g_autofree char *trouble = evertick_watchlist_load (fixture->list);
  guint n_changes = 0;

  g_signal_connect_swapped (fixture->list, "changed", G_CALLBACK (on_changed), &n_changes);
  evertick_watchlist_remove (fixture->list, several);
  g_assert_cmpuint (n_changes, ==, 1);
  assert_stored (fixture, "demo:TCS");
  evertick_watchlist_remove (fixture->list, several);
  g_assert_cmpuint (n_changes, ==, 1);
  evertick_watchlist_restore (fixture->list, several);
  g_assert_cmpuint (n_changes, ==, 2);
  assert_stored (fixture, "demo:INFY demo:TCS binance:BTCUSDT");
  evertick_watchlist_remove (fixture->list, several);
  evertick_watchlist_forget (fixture->list, several);
  g_assert_cmpuint (get_n_rows (fixture), ==, 1);
}

static void
test_add_removed (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *trouble = evertick_watchlist_load (fixture->list);
  g_autoptr (GError) error = NULL;

  evertick_watchlist_remove (fixture->list, infy);
  g_assert_true (evertick_watchlist_add (fixture->list, "demo", "INFY", &error));
  g_assert_no_error (error);
  evertick_watchlist_forget (fixture->list, infy);
  assert_stored (fixture, "demo:INFY demo:TCS binance:BTCUSDT");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/watchlist/load", test_load);
  ADD ("/watchlist/bad-entries", test_bad_entries);
  ADD ("/watchlist/add", test_add);
  ADD ("/watchlist/remove-and-undo", test_remove_and_undo);
  ADD ("/watchlist/remove-several", test_remove_several);
  ADD ("/watchlist/add-removed", test_add_removed);
  return g_test_run ();
}
