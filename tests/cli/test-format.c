/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "cli/feedctl-format.h"
#include "feed/feed-event-private.h"

/* 2024-08-08T23:54:15.342001Z */
#define EXCHANGE_US G_GINT64_CONSTANT (1723161255342001)

static const FeedctlRow row = { "binance", "BTCUSDT", 2, 5, EXCHANGE_US + 1000 - 500 };

static FeedTick
make_tick (guint  flags,
           gint64 sequence)
{
  FeedTick tick;

  feed_tick_init (&tick);
  tick.flags = flags;
  tick.sequence = sequence;
  tick.receive_time_us = 500;
  return tick;
}

static void
assert_line (FeedctlFormat   format,
             const FeedTick *tick,
             const char     *expected)
{
  g_autoptr (GString) line = g_string_new (NULL);

  feedctl_format_tick (line, format, &row, tick);
  g_assert_cmpstr (line->str, ==, expected);
}

static void
test_trade (void)
{
  FeedTick tick = make_tick (FEED_TICK_TRADE | FEED_TICK_FIRST_AFTER_GAP, 3735683259);

  tick.last = 61837.6;
  tick.last_size = 0.02;
  tick.exchange_time_us = EXCHANGE_US;
  assert_line (FEEDCTL_FORMAT_NDJSON, &tick,
               "{\"venue\":\"binance\",\"symbol\":\"BTCUSDT\",\"source\":\"stream\","
               "\"last\":61837.60,\"last_size\":0.02000,"
               "\"exchange_time\":\"2024-08-08T23:54:15.342001Z\","
               "\"receive_time\":\"2024-08-08T23:54:15.343001Z\",\"sequence\":3735683259,"
               "\"flags\":[\"trade\",\"first-after-gap\"]}\n");
  assert_line (FEEDCTL_FORMAT_CSV, &tick,
               "binance,BTCUSDT,stream,61837.60,0.02000,,,,,,,,,,,2024-08-08T23:54:15.342001Z,"
               "2024-08-08T23:54:15.343001Z,3735683259,trade first-after-gap,\r\n");
  assert_line (FEEDCTL_FORMAT_TEXT, &tick,
               "2024-08-08T23:54:15.343001Z  binance:BTCUSDT  stream  trade,first-after-gap"
               " last=61837.60 last_size=0.02000\n");
}

static void
test_sequence_rule (void)
{
  const struct {
    guint    flags;
    gint64   sequence;
    gboolean printed;
  } cases[] = {
    { FEED_TICK_TRADE, 7, TRUE }, { FEED_TICK_QUOTE, 0, TRUE },
    { FEED_TICK_QUOTE, -1, FALSE }, { FEED_TICK_STATS, 7, FALSE },
    { FEED_TICK_QUOTE | FEED_TICK_STATS, 7, FALSE }, { 0, 7, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    FeedTick tick = make_tick (cases[i].flags, cases[i].sequence);
    g_autoptr (GString) line = g_string_new (NULL);

    feedctl_format_tick (line, FEEDCTL_FORMAT_NDJSON, &row, &tick);
    g_assert_cmpint (strstr (line->str, "sequence") != NULL, ==, cases[i].printed);
    g_assert_null (strstr (line->str, "exchange_time"));
  }
}

static void
test_everything_in_order (void)
{
  FeedTick tick = make_tick (FEED_TICK_QUOTE | FEED_TICK_STATS, 1);

  tick.source = FEED_SOURCE_PROBE;
  tick.last = 1;
  tick.last_size = 2;
  tick.bid = 3;
  tick.bid_size = 4;
  tick.ask = 5;
  tick.ask_size = 6;
  tick.open = 7;
  tick.high = 8;
  tick.low = 9;
  tick.close = 10;
  tick.volume = 11;
  tick.open_interest = 12;
  assert_line (FEEDCTL_FORMAT_NDJSON, &tick,
               "{\"venue\":\"binance\",\"symbol\":\"BTCUSDT\",\"source\":\"probe\","
               "\"last\":1.00,\"last_size\":2.00000,\"bid\":3.00,\"bid_size\":4.00000,"
               "\"ask\":5.00,\"ask_size\":6.00000,\"open\":7.00,\"high\":8.00,\"low\":9.00,"
               "\"close\":10.00,\"volume\":11.00000,\"open_interest\":12.00000,"
               "\"receive_time\":\"2024-08-08T23:54:15.343001Z\","
               "\"flags\":[\"quote\",\"stats\"]}\n");
}

/* What a venue of packets says: a number, two times of its own and the levels in each */
static void
test_packet (void)
{
  FeedDepth depth = { .n_buy = 2, .n_sell = 3 };
  FeedctlRow own = { "angel-one", "NSE:RELIANCE-EQ", 2, 0, row.wall_offset_us, TRUE, &depth };
  FeedTick tick = make_tick (FEED_TICK_STATS | FEED_TICK_DEPTH, 1007544);
  g_autoptr (GString) line = g_string_new (NULL);

  depth.buy[0].price = 1310.05;
  depth.buy[0].size = 120;
  depth.buy[0].orders = 3;
  depth.buy[1].price = 1310;
  depth.buy[1].size = NAN;
  depth.buy[1].orders = -1;
  depth.sell[0].price = depth.sell[2].price = NAN;
  depth.sell[1].price = 1310.1;
  depth.sell[1].size = 7;
  tick.last = 1310.1;
  tick.open_interest = 78268800;
  tick.exchange_time_us = EXCHANGE_US - EXCHANGE_US % G_USEC_PER_SEC;
  tick.trade_time_us = tick.exchange_time_us - G_USEC_PER_SEC;
  feedctl_format_tick (line, FEEDCTL_FORMAT_NDJSON, &own, &tick);
  g_assert_cmpstr (line->str, ==,
                   "{\"venue\":\"angel-one\",\"symbol\":\"NSE:RELIANCE-EQ\",\"source\":\"stream\","
                   "\"last\":1310.10,\"open_interest\":78268800,"
                   "\"exchange_time\":\"2024-08-08T23:54:15.000000Z\","
                   "\"trade_time\":\"2024-08-08T23:54:14.000000Z\","
                   "\"receive_time\":\"2024-08-08T23:54:15.343001Z\",\"sequence\":1007544,"
                   "\"depth\":{\"buy\":[[1310.05,120,3],[1310.00,null,null]],"
                   "\"sell\":[[1310.10,7,0]]},\"flags\":[\"stats\",\"depth\"]}\n");
  /* The levels were another message's */
  g_string_truncate (line, 0);
  tick.flags = FEED_TICK_STATS;
  feedctl_format_tick (line, FEEDCTL_FORMAT_NDJSON, &own, &tick);
  g_assert_null (strstr (line->str, "\"depth\":"));
  g_string_truncate (line, 0);
  feedctl_format_tick (line, FEEDCTL_FORMAT_CSV, &own, &tick);
  g_assert_true (g_str_has_suffix (line->str,
                                   ",1007544,stats,2024-08-08T23:54:14.000000Z\r\n"));
}

static void
test_unknown_decimals (void)
{
  const FeedctlRow bare = { "x", "a,\"b", -1, -1, 0 };
  FeedTick tick = make_tick (FEED_TICK_TRADE, 1);
  g_autoptr (GString) line = g_string_new (NULL);

  tick.last = 0.1;
  tick.last_size = 1e-8;
  feedctl_format_tick (line, FEEDCTL_FORMAT_NDJSON, &bare, &tick);
  g_assert_nonnull (strstr (line->str, "\"last\":0.1,\"last_size\":0.00000001,"));
  g_assert_nonnull (strstr (line->str, "\"symbol\":\"a,\\\"b\""));
  g_string_truncate (line, 0);
  feedctl_format_tick (line, FEEDCTL_FORMAT_CSV, &bare, &tick);
  g_assert_true (g_str_has_prefix (line->str, "x,\"a,\"\"b\",stream,0.1,0.00000001,"));
}

/* What a venue says with more decimals than the instrument is shown with is not another number */
static void
test_more_decimals (void)
{
  FeedDepth depth = { .n_buy = 1 };
  FeedctlRow own = { "angel-one", "CDS:USDINR", 4, 0, row.wall_offset_us, TRUE, &depth };
  FeedTick tick = make_tick (FEED_TICK_STATS | FEED_TICK_DEPTH, 1);
  g_autoptr (GString) line = g_string_new (NULL);

  tick.last = 83.2525;
  tick.open = 0.1 + 0.2;
  tick.high = 99999.0025;
  tick.close = 96.71955;
  tick.volume = 9007199254740991;
  depth.buy[0].price = 96.7195501;
  feedctl_format_tick (line, FEEDCTL_FORMAT_NDJSON, &own, &tick);
  g_assert_nonnull (strstr (line->str, "\"last\":83.2525,\"open\":0.3000,\"high\":99999.0025,"
                                       "\"close\":96.71955,\"volume\":9007199254740991,"));
  g_assert_nonnull (strstr (line->str, "[[96.7195501,"));
}

static void
test_header (void)
{
  g_autoptr (GString) header = g_string_new (NULL);
  g_auto (GStrv) names = NULL;

  feedctl_format_header (header, FEEDCTL_FORMAT_CSV);
  g_assert_cmpstr (header->str, ==,
                   "venue,symbol,source,last,last_size,bid,bid_size,ask,ask_size,open,high,low,"
                   "close,volume,open_interest,exchange_time,receive_time,sequence,flags,trade_time\r\n");
  g_string_truncate (header, 0);
  feedctl_format_header (header, FEEDCTL_FORMAT_NDJSON);
  g_assert_cmpstr (header->str, ==, "");
}

/* Against GDateTime, over all of its years */
static void
test_times (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int i = 0; i < 100000; i++) {
    gint64 seconds = (gint64) g_rand_double_range (rand, -62135596800.0, 253402300799.0);
    gint64 us = g_rand_int_range (rand, 0, G_USEC_PER_SEC);
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *expected =
      g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", g_date_time_get_year (time),
                       g_date_time_get_month (time), g_date_time_get_day_of_month (time),
                       g_date_time_get_hour (time), g_date_time_get_minute (time),
                       g_date_time_get_second (time), (int) us);

    feedctl_format_time (text, seconds * G_USEC_PER_SEC + us);
    g_assert_cmpstr (text->str, ==, expected);
  }
}

static void
test_gap (void)
{
  FeedGap gap = {
    .instrument = 7,
    .cause = FEED_CAUSE_MUTE,
    .backfill = FEED_BACKFILL_DONE,
    .start_us = EXCHANGE_US,
    .detected_after_us = 3 * G_USEC_PER_SEC,
    .polled_after_us = 3200000,
    .length_us = 12100000,
    .live_after_us = 22 * G_USEC_PER_SEC,
    .lost = 34,
    .backfilled = 34,
  };
  g_autoptr (GString) line = g_string_new (NULL);

  feedctl_format_gap (line, &gap, "binance", "binance-2", "BTCUSDT", EXCHANGE_US);
  g_assert_cmpstr (line->str, ==,
                   "{\"event\":\"gap\",\"venue\":\"binance\",\"connection\":\"binance-2\","
                   "\"symbol\":\"BTCUSDT\",\"from\":\"2024-08-08T23:54:15.342001Z\","
                   "\"to\":\"2024-08-08T23:54:27.442001Z\","
                   "\"cause\":\"stream mute, REST is newer\",\"detected_after\":3.000000,"
                   "\"polled_after\":3.200000,\"live_after\":22.000000,\"lost\":34,"
                   "\"backfilled\":34,\"backfill\":\"done\","
                   "\"time\":\"2024-08-08T23:54:15.342001Z\"}\n");
  /* What is not known is not there */
  gap.polled_after_us = gap.length_us = gap.live_after_us = gap.lost = -1;
  gap.backfilled = 0;
  gap.backfill = FEED_BACKFILL_NONE;
  g_string_truncate (line, 0);
  feedctl_format_gap (line, &gap, "binance", "binance", NULL, EXCHANGE_US);
  g_assert_cmpstr (line->str, ==,
                   "{\"event\":\"gap\",\"venue\":\"binance\",\"connection\":\"binance\","
                   "\"from\":\"2024-08-08T23:54:15.342001Z\","
                   "\"cause\":\"stream mute, REST is newer\",\"detected_after\":3.000000,"
                   "\"backfilled\":0,\"backfill\":\"none\","
                   "\"time\":\"2024-08-08T23:54:15.342001Z\"}\n");
}

/* A line's words have no clock; what is beside them goes by that of the line */
static void
test_gap_in_words (void)
{
  FeedGap gap = { .start_us = EXCHANGE_US, .length_us = 12100000 };
  FeedEventFields fields = {
    .kind = FEED_EVENT_KIND_GAP,
    .time_us = EXCHANGE_US + 20 * G_USEC_PER_SEC,
    .connection = "binance",
    .text = "without stream data for 12.1 s",
    .gap = &gap,
  };
  g_autoptr (FeedEvent) over = feed_event_new (&fields);
  g_autoptr (FeedEvent) lasting = NULL;
  g_autoptr (GString) line = g_string_new (NULL);

  feedctl_format_event (line, FEEDCTL_FORMAT_TEXT, over);
  g_assert_cmpstr (line->str, ==,
                   "2024-08-08T23:54:35.342001Z  binance  gap: without stream data for 12.1 s; from "
                   "2024-08-08T23:54:15.342001Z to 2024-08-08T23:54:27.442001Z\n");
  gap.length_us = -1;
  lasting = feed_event_new (&fields);
  g_string_truncate (line, 0);
  feedctl_format_event (line, FEEDCTL_FORMAT_TEXT, lasting);
  g_assert_true (g_str_has_suffix (line->str, "; since 2024-08-08T23:54:15.342001Z\n"));
}

/* Words from outside end no line and move no cursor */
static void
test_hostile_words (void)
{
  const char *words = "a\nb\033[2J\"\\ \xff";
  g_autoptr (GString) line = g_string_new (NULL);

  feedctl_format_note (line, FEEDCTL_FORMAT_TEXT, words, 0);
  g_assert_cmpstr (line->str, ==, "1970-01-01T00:00:00.000000Z  note: a b [2J\"\\ \xef\xbf\xbd\n");
  g_string_truncate (line, 0);
  feedctl_format_note (line, FEEDCTL_FORMAT_NDJSON, words, 0);
  g_assert_cmpstr (line->str, ==,
                   "{\"event\":\"note\",\"text\":\"a\\u000ab\\u001b[2J\\\"\\\\ \xef\xbf\xbd\","
                   "\"time\":\"1970-01-01T00:00:00.000000Z\"}\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cli-format/trade", test_trade);
  g_test_add_func ("/cli-format/sequence-rule", test_sequence_rule);
  g_test_add_func ("/cli-format/everything-in-order", test_everything_in_order);
  g_test_add_func ("/cli-format/packet", test_packet);
  g_test_add_func ("/cli-format/unknown-decimals", test_unknown_decimals);
  g_test_add_func ("/cli-format/more-decimals", test_more_decimals);
  g_test_add_func ("/cli-format/header", test_header);
  g_test_add_func ("/cli-format/times", test_times);
  g_test_add_func ("/cli-format/gap", test_gap);
  g_test_add_func ("/cli-format/gap-in-words", test_gap_in_words);
  g_test_add_func ("/cli-format/hostile-words", test_hostile_words);
  return g_test_run ();
}
