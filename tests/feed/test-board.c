/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <math.h>

#include "feed/core/feed-arbiter.h"
#include "feed/feed-board-private.h"
#include "feed/feed-instrument-private.h"

static FeedTick
trade (guint  index,
       double last,
       gint64 id)
{
  FeedTick tick;

  feed_tick_init (&tick);
  tick.instrument = index;
  tick.flags = FEED_TICK_TRADE;
  tick.last = last;
  tick.sequence = id;
  tick.receive_time_us = 1000 + id;
  return tick;
}

static void
on_notify (GObject    *object,
           GParamSpec *pspec,
           gpointer    user_data)
{
  guint *count = user_data;

  (*count)++;
}

static void
test_merge (void)
{
  g_autoptr (FeedBoard) board = feed_board_new ();
  FeedInstrument *row = feed_board_add (board, "binance", "BTCUSDT", 7);
  FeedTick tick = trade (7, 100, 1);

  g_assert_cmpstr (feed_instrument_get_id (row), ==, "binance:BTCUSDT");
  g_assert_true (isnan (feed_instrument_get_last (row)));
  feed_board_ingest (board, &tick, NULL, FEED_SERIES_TAPE | FEED_SERIES_LAST);
  g_assert_cmpfloat (feed_instrument_get_last (row), ==, 100);
  /* A trade of the tape that is older than the last price does not move it */
  tick = trade (7, 90, 2);
  feed_board_ingest (board, &tick, NULL, FEED_SERIES_TAPE);
  g_assert_cmpfloat (feed_instrument_get_last (row), ==, 100);
  feed_tick_init (&tick);
  tick.instrument = 7;
  tick.flags = FEED_TICK_QUOTE | FEED_TICK_STATS;
  tick.bid = 99;
  tick.ask = 101;
  tick.close = 80;
  tick.volume = 5;
  feed_board_ingest (board, &tick, NULL, FEED_SERIES_QUOTE | FEED_SERIES_STATS);
  g_assert_cmpfloat (feed_instrument_get_bid (row), ==, 99);
  g_assert_cmpfloat (feed_instrument_get_change (row), ==, 20);
  g_assert_cmpfloat (feed_instrument_get_change_percent (row), ==, 25);
  g_assert_cmpfloat (feed_instrument_get_last (row), ==, 100);
  tick = trade (99, 1, 1);
  feed_board_ingest (board, &tick, NULL, FEED_SERIES_LAST);
}

/* Room for levels is made ahead, and what is beyond the room is not read */
static void
test_depth (void)
{
  g_autoptr (FeedBoard) board = feed_board_new ();
  FeedInstrument *row = feed_board_add (board, "angel-one", "NSE:INFY-EQ", 7);
  FeedDepth depth = { .n_buy = 2, .n_sell = 99 };
  FeedTick tick;

  feed_tick_init (&tick);
  tick.instrument = 7;
  tick.flags = FEED_TICK_DEPTH;
  depth.buy[1].price = 99;
  depth.sell[FEED_DEPTH_LEVELS - 1].price = 101;
  feed_board_ingest (board, &tick, &depth, FEED_SERIES_DEPTH);
  g_assert_null (feed_instrument_get_depth (row));
  feed_board_reserve_depth (board, 7);
  g_assert_null (feed_instrument_get_depth (row));
  g_assert_cmpuint (feed_board_flush (board), ==, 1);
  feed_board_ingest (board, &tick, &depth, FEED_SERIES_DEPTH);
  g_assert_cmpuint (feed_board_flush (board), ==, 1);
  g_assert_cmpuint (feed_instrument_get_depth (row)->n_buy, ==, 2);
  g_assert_cmpuint (feed_instrument_get_depth (row)->n_sell, ==, FEED_DEPTH_LEVELS);
  g_assert_cmpfloat (feed_instrument_get_depth (row)->buy[1].price, ==, 99);
  g_assert_cmpfloat (feed_instrument_get_depth (row)->sell[FEED_DEPTH_LEVELS - 1].price, ==, 101);
  feed_board_forget_quote (board, 7);
  g_assert_null (feed_instrument_get_depth (row));
  g_assert_cmpuint (feed_board_flush (board), ==, 1);
}

/* A trade fetched later may be the last price, but says nothing of how fresh the row is; a mark in
 * the series is no price at all */
static void
test_gap (void)
{
  g_autoptr (FeedBoard) board = feed_board_new ();
  FeedInstrument *row = feed_board_add (board, "binance", "BTCUSDT", 7);
  FeedTick tick = trade (7, 100, 1);

  feed_board_ingest (board, &tick, NULL, FEED_SERIES_TAPE | FEED_SERIES_LAST);
  g_assert_cmpuint (feed_board_flush (board), ==, 1);
  feed_tick_init (&tick);
  tick.instrument = 7;
  tick.flags = FEED_TICK_GAP;
  tick.sequence = 34;
  tick.receive_time_us = 5000;
  feed_board_ingest (board, &tick, NULL, 0);
  g_assert_cmpuint (feed_board_flush (board), ==, 0);
  tick = trade (7, 101, 2);
  tick.flags |= FEED_TICK_BACKFILL;
  tick.source = FEED_SOURCE_POLL;
  tick.receive_time_us = 6000;
  feed_board_ingest (board, &tick, NULL, FEED_SERIES_TAPE);
  g_assert_cmpuint (feed_board_flush (board), ==, 0);
  feed_board_ingest (board, &tick, NULL, FEED_SERIES_TAPE | FEED_SERIES_LAST);
  g_assert_cmpuint (feed_board_flush (board), ==, 1);
  g_assert_cmpfloat (feed_instrument_get_last (row), ==, 101);
  g_assert_cmpint (feed_instrument_get_fresh_us (row), ==, 1001);
  g_assert_true (feed_instrument_is_fit (row, 1001));
  g_assert_false (feed_instrument_is_fit (row, 1002));
  /* A trade that waited is as old as its arrival */
  tick = trade (7, 102, 3);
  tick.receive_time_us = 900;
  feed_board_ingest (board, &tick, NULL, FEED_SERIES_TAPE | FEED_SERIES_LAST);
  g_assert_false (feed_instrument_is_fit (row, 1002));
  g_assert_true (feed_instrument_is_fit (row, 1001));
}

static void
test_flush (void)
{
  g_autoptr (FeedBoard) board = feed_board_new ();
  FeedInstrument *row = feed_board_add (board, "demo", "A", 0);
  guint n_notified = 0;

  feed_board_add (board, "demo", "B", 1);
  g_signal_connect (row, "notify::revision", G_CALLBACK (on_notify), &n_notified);
  for (int i = 0; i < 100; i++) {
    FeedTick tick = trade (0, i, i);

    feed_board_ingest (board, &tick, NULL, FEED_SERIES_LAST);
  }
  g_assert_cmpuint (n_notified, ==, 0);
  g_assert_cmpuint (feed_board_flush (board), ==, 1);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpuint (feed_board_flush (board), ==, 0);
  feed_board_set_state (board, 0, FEED_ROW_LIVE);
  feed_board_set_state (board, 0, FEED_ROW_LIVE);
  g_assert_cmpuint (feed_board_flush (board), ==, 1);
}

static void
test_list (void)
{
  FeedBoard *board = feed_board_new ();
  guint counts[FEED_N_ROW_STATES];

  for (guint i = 0; i < 1000; i++) {
    g_autofree char *symbol = g_strdup_printf ("S%u", i);
    FeedTick tick = trade (i, 1, 1);

    feed_board_add (board, "demo", symbol, i);
    feed_board_ingest (board, &tick, NULL, FEED_SERIES_LAST);
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (board)), ==, 1000);
  feed_board_remove (board, 500);
  g_assert_null (feed_board_lookup (board, "demo:S500"));
  g_assert_null (feed_board_get_by_index (board, 500));
  g_assert_nonnull (feed_board_lookup (board, "demo:S501"));
  g_assert_cmpuint (feed_board_flush (board), ==, 999);
  feed_board_count_states (board, counts);
  g_assert_cmpuint (counts[FEED_ROW_UNCONFIRMED], ==, 999);
  g_assert_finalize_object (board);
}

/* A listener may take rows away while the board notifies */
static void
on_notify_remove (GObject    *object,
                  GParamSpec *pspec,
                  gpointer    user_data)
{
  FeedBoard *board = user_data;

  if (feed_board_get_by_index (board, 1) != NULL)
    feed_board_remove (board, 1);
}

static void
test_remove_while_flushing (void)
{
  FeedBoard *board = feed_board_new ();
  FeedInstrument *row = feed_board_add (board, "demo", "A", 0);

  feed_board_add (board, "demo", "B", 1);
  g_signal_connect (row, "notify::revision", G_CALLBACK (on_notify_remove), board);
  for (guint i = 0; i < 2; i++) {
    FeedTick tick = trade (i, 1, 1);

    feed_board_ingest (board, &tick, NULL, FEED_SERIES_LAST);
  }
  feed_board_flush (board);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (board)), ==, 1);
  g_assert_finalize_object (board);
}

static void
test_listing (void)
{
  g_autoptr (FeedBoard) board = feed_board_new ();
  FeedInstrument *row = feed_board_add (board, "angel-one", "NSE:RELIANCE-EQ", 0);
  FeedListing listing;

  g_assert_null (feed_instrument_get_listing (row));
  feed_board_set_decimals (board, 0, 4, 3);
  feed_listing_init (&listing);
  listing.symbol = "NSE:RELIANCE-EQ";
  listing.key = "2885";
  listing.kind = FEED_LISTING_EQUITY;
  listing.price_decimals = 2;
  feed_board_set_listing (board, 0, &listing);
  g_assert_cmpstr (feed_instrument_get_listing (row)->key, ==, "2885");
  g_assert_cmpint (feed_instrument_get_price_decimals (row), ==, 2);
  g_assert_cmpint (feed_instrument_get_size_decimals (row), ==, 3);
  g_assert_cmpuint (feed_board_flush (board), ==, 1);
  feed_board_set_listing (board, 1, &listing);
  g_assert_cmpuint (feed_board_flush (board), ==, 0);
}

static void
test_match (void)
{
  g_autoptr (FeedMatch) match = NULL;
  g_autoptr (FeedMatch) copy = NULL;
  FeedListing listing;

  feed_listing_init (&listing);
  listing.symbol = "NSE:Nifty 50";
  match = feed_match_new ("angel-one@second", &listing);
  copy = feed_match_copy (match);
  g_clear_pointer (&match, feed_match_free);
  g_assert_cmpstr (copy->venue, ==, "angel-one@second");
  g_assert_cmpstr (copy->listing->symbol, ==, "NSE:Nifty 50");
  g_assert_cmpint (copy->listing->kind, ==, FEED_LISTING_OTHER);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feed/board/merge", test_merge);
  g_test_add_func ("/feed/board/depth", test_depth);
  g_test_add_func ("/feed/board/gap", test_gap);
  g_test_add_func ("/feed/board/flush", test_flush);
  g_test_add_func ("/feed/board/list", test_list);
  g_test_add_func ("/feed/board/remove-while-flushing", test_remove_while_flushing);
  g_test_add_func ("/feed/board/listing", test_listing);
  g_test_add_func ("/feed/board/match", test_match);
  return g_test_run ();
}
