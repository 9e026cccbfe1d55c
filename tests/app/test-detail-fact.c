/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "evertick-detail-fact.h"

#define S G_GINT64_CONSTANT (1000000)
#define NOW (1000 * S)
#define WALL G_GINT64_CONSTANT (1795000000000000)

static void
assert_fact (EvertickDetailFact        fact,
             const EvertickDetailView *view,
             const char               *expected)
{
  g_autofree char *value = evertick_detail_fact_dup_value (fact, view);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_nothing_known (void)
{
  FeedTick tick;
  const EvertickDetailView view = { .tick = &tick, .price_decimals = -1, .size_decimals = -1,
                                    .now_us = NOW, .wall_us = WALL };

  feed_tick_init (&tick);
  for (guint fact = 0; fact < EVERTICK_N_DETAILS; fact++) {
    assert_fact (fact, &view, NULL);
    g_assert_cmpstr (evertick_detail_fact_get_title (fact), !=, "");
  }
}

static void
test_day (void)
{
  FeedTick tick;
  EvertickDetailView view = { .tick = &tick, .price_decimals = 2, .size_decimals = 0,
                              .basis = EVERTICK_CHANGE_CLOSE,
                              .now_us = NOW, .wall_us = WALL };

  feed_tick_init (&tick);
  tick.last = 1532.1;
  tick.close = 1500;
  tick.bid = 1532.05;
  tick.bid_size = 200;
  tick.ask = 1532.15;
  tick.high = 1540;
  tick.volume = 12345;
  tick.open_interest = 78268800;
  assert_fact (EVERTICK_DETAIL_LAST, &view, "1532.10");
  assert_fact (EVERTICK_DETAIL_CHANGE, &view, "+32.10 (+2.14%)");
  assert_fact (EVERTICK_DETAIL_BID, &view, "1532.05 × 200");
  assert_fact (EVERTICK_DETAIL_ASK, &view, "1532.15");
  assert_fact (EVERTICK_DETAIL_OPEN, &view, NULL);
  assert_fact (EVERTICK_DETAIL_RANGE, &view, "– – 1540.00");
  tick.low = 1490;
  assert_fact (EVERTICK_DETAIL_RANGE, &view, "1490.00 – 1540.00");
  assert_fact (EVERTICK_DETAIL_CLOSE, &view, "1500.00");
  assert_fact (EVERTICK_DETAIL_DAY_AGO, &view, NULL);
  view.basis = EVERTICK_CHANGE_DAY;
  assert_fact (EVERTICK_DETAIL_CLOSE, &view, NULL);
  assert_fact (EVERTICK_DETAIL_DAY_AGO, &view, "1500.00");
  assert_fact (EVERTICK_DETAIL_VOLUME, &view, "12345");
  assert_fact (EVERTICK_DETAIL_OPEN_INTEREST, &view, "78268800");
}

static void
test_contract (void)
{
  FeedListing listing;
  FeedTick tick;
  const EvertickDetailView view = { .tick = &tick, .listing = &listing, .price_decimals = 2,
                                    .size_decimals = 0, .now_us = NOW, .wall_us = WALL };

  feed_tick_init (&tick);
  feed_listing_init (&listing);
  assert_fact (EVERTICK_DETAIL_EXPIRY, &view, NULL);
  assert_fact (EVERTICK_DETAIL_STRIKE, &view, NULL);
  assert_fact (EVERTICK_DETAIL_LOT, &view, NULL);
  listing.expiry = 20261027;
  listing.strike = 24500;
  listing.lot_size = 75;
  assert_fact (EVERTICK_DETAIL_EXPIRY, &view, "27 Oct 2026");
  assert_fact (EVERTICK_DETAIL_STRIKE, &view, "24500.00");
  assert_fact (EVERTICK_DETAIL_LOT, &view, "75");
  /* A list may say what is no day */
  listing.expiry = 20261399;
  assert_fact (EVERTICK_DETAIL_EXPIRY, &view, NULL);
  g_assert_cmpstr (evertick_detail_fact_get_kind (FEED_LISTING_CALL), ==, "Call option");
}

/* Where the last tick came from, and how late it was */
static void
test_provenance (void)
{
  FeedTick tick;
  const EvertickDetailView view = { .tick = &tick, .price_decimals = 2, .size_decimals = 0,
                                    .now_us = NOW, .wall_us = WALL };

  feed_tick_init (&tick);
  tick.source = FEED_SOURCE_POLL;
  tick.receive_time_us = NOW - 3 * S;
  tick.exchange_time_us = WALL - 4 * S;
  tick.flags = FEED_TICK_QUOTE | FEED_TICK_DEPTH;
  assert_fact (EVERTICK_DETAIL_SOURCE, &view, "Poll");
  assert_fact (EVERTICK_DETAIL_DELAY, &view, "1 s");
  assert_fact (EVERTICK_DETAIL_FLAGS, &view, "quote, depth");
  assert_fact (EVERTICK_DETAIL_TRADE_TIME, &view, NULL);
  tick.exchange_time_us = WALL - 2 * S;
  assert_fact (EVERTICK_DETAIL_DELAY, &view, "−1 s");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/detail-fact/nothing-known", test_nothing_known);
  g_test_add_func ("/detail-fact/day", test_day);
  g_test_add_func ("/detail-fact/contract", test_contract);
  g_test_add_func ("/detail-fact/provenance", test_provenance);
  return g_test_run ();
}
