/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>

#include "feed/feed-manager-private.h"
#include "feed/feed-venue-name.h"
#include "support/sim-venue.h"
#include "support/test-support.h"

/* Accounts as the manager's callers name and set them. */

#define WALL_2026 (1790000000 * (gint64) G_USEC_PER_SEC)

static FeedManager *
make_manager (void)
{
  g_autoptr (FeedClock) clock = feed_clock_new_manual (1000 * G_USEC_PER_SEC, WALL_2026);
  g_autoptr (SimVenue) venue = sim_venue_new (clock);

  return feed_manager_new_full (NULL, clock, FEED_TRANSPORT (venue), 1);
}

static void
test_names (void)
{
  static const char *const bad[] = { "binance@", "binance@a\nb", "binance@\xff" };
  g_autofree char *provider = NULL;
  g_autofree char *account = NULL;
  g_autofree char *shown = feed_venue_name_dup_shown ("Angel One", "angel-one@second@home");
  g_autofree char *plain = feed_venue_name_dup_shown ("Angel One", "angel-one");

  g_assert_true (feed_venue_name_split ("angel-one@second@home", &provider, &account, NULL));
  g_assert_cmpstr (provider, ==, "angel-one");
  g_assert_cmpstr (account, ==, "second@home");
  g_assert_cmpstr (shown, ==, "Angel One (second@home)");
  g_assert_cmpstr (plain, ==, "Angel One");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    char *no_provider = NULL, *no_account = NULL;

    g_assert_false (feed_venue_name_split (bad[i], &no_provider, &no_account, &error));
    g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE);
    g_assert_null (no_provider);
    g_assert_null (no_account);
  }
}

static void
test_no_accounts (void)
{
  g_autoptr (FeedManager) manager = make_manager ();
  g_autoptr (FeedCredentials) credentials = feed_credentials_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (feed_manager_subscribe (manager, "binance@second", "BTCUSDT", &error), ==,
                    FEED_NO_INSTRUMENT);
  g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE);
  g_clear_error (&error);
  g_assert_false (feed_manager_set_credentials (manager, "binance", credentials, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_CREDENTIALS);
  g_clear_error (&error);
  g_assert_false (feed_manager_set_credentials (manager, "nowhere", credentials, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/accounts/names", test_names);
  g_test_add_func ("/accounts/none", test_no_accounts);
  return g_test_run ();
}
