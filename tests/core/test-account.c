/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "feed/core/feed-credentials.h"
#include "feed/core/feed-listing.h"
#include "feed/core/feed-session.h"

static void
test_credentials (void)
{
  g_autoptr (FeedCredentials) a = feed_credentials_new ();
  g_autoptr (FeedCredentials) b = feed_credentials_new ();
  g_autoptr (FeedCredentials) same = feed_credentials_ref (a);
  g_auto (GStrv) ids = NULL;

  g_assert_true (feed_credentials_equal (a, b));
  feed_credentials_set (a, "pin", "1234");
  g_assert_cmpstr (feed_credentials_get (same, "pin"), ==, "1234");
  g_assert_null (feed_credentials_get (a, "api-key"));
  g_assert_false (feed_credentials_equal (a, b));
  feed_credentials_set (b, "pin", "1235");
  g_assert_false (feed_credentials_equal (a, b));
  feed_credentials_set (b, "pin", "1234");
  g_assert_true (feed_credentials_equal (a, b));
  feed_credentials_set (b, "api-key", "k");
  ids = feed_credentials_dup_ids (b);
  g_assert_cmpuint (g_strv_length (ids), ==, 2);
  g_assert_cmpstr (ids[0], ==, "api-key");
  g_assert_cmpstr (ids[1], ==, "pin");
  feed_credentials_set (b, "pin", NULL);
  g_assert_null (feed_credentials_get (b, "pin"));
}

static void
test_session (void)
{
  g_autoptr (FeedSession) session = feed_session_new ("access", "refresh", NULL);
  g_autoptr (FeedSession) same = feed_session_ref (session);

  g_assert_true (same == session);
  g_assert_cmpstr (session->access_token, ==, "access");
  g_assert_cmpstr (session->refresh_token, ==, "refresh");
  g_assert_null (session->feed_token);
  g_assert_cmpint (session->expiry_us, ==, 0);
}

static void
test_listing (void)
{
  g_autoptr (FeedListing) copy = NULL;
  char symbol[] = "NSE:INFY-EQ";
  FeedListing listing;

  feed_listing_init (&listing);
  g_assert_cmpstr (listing.symbol, ==, "");
  g_assert_true (isnan (listing.strike));
  g_assert_cmpint (listing.price_decimals, ==, -1);
  listing.symbol = symbol;
  listing.kind = FEED_LISTING_EQUITY;
  copy = feed_listing_copy (&listing);
  symbol[0] = 'X';
  g_assert_cmpstr (copy->symbol, ==, "NSE:INFY-EQ");
  g_assert_cmpstr (feed_listing_kind_to_string (copy->kind), ==, "equity");
  g_assert_cmpstr (feed_listing_kind_to_string (FEED_LISTING_PUT), ==, "put");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account/credentials", test_credentials);
  g_test_add_func ("/account/session", test_session);
  g_test_add_func ("/account/listing", test_listing);
  return g_test_run ();
}
