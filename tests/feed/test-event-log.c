/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "feed/feed-event-log-private.h"

static const FeedEventFields state = {
  .kind = FEED_EVENT_KIND_STATE,
  .time_us = 1723161254087891,
  .venue = "binance",
  .connection = "binance",
  .from = FEED_LINK_LIVE,
  .to = FEED_LINK_SUSPECT,
  .colour = FEED_COLOUR_GREEN,
  .cause = FEED_CAUSE_SILENCE,
  .text = "no tick for 4.2 s; asking \"REST\", soon",
};

static void
test_fold (void)
{
  FeedEventLog *log = feed_event_log_new ();
  FeedEventFields trouble = {
    .kind = FEED_EVENT_KIND_TROUBLE, .venue = "v", .connection = "c", .text = "x", .count = 2,
  };

  feed_event_log_append (log, &trouble);
  g_assert_cmpuint (feed_event_get_count (feed_event_log_append (log, &trouble)), ==, 4);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, 1);
  trouble.text = "y";
  feed_event_log_append (log, &trouble);
  feed_event_log_append (log, &state);
  feed_event_log_append (log, &state);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, 4);
  g_assert_finalize_object (log);
}

static void
test_bounded (void)
{
  g_autoptr (FeedEventLog) log = feed_event_log_new ();
  g_autoptr (FeedEvent) oldest = NULL;

  for (guint i = 0; i < FEED_EVENT_LOG_SIZE + 10; i++) {
    FeedEventFields fields = state;

    fields.time_us = i;
    feed_event_log_append (log, &fields);
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, FEED_EVENT_LOG_SIZE);
  oldest = g_list_model_get_item (G_LIST_MODEL (log), 0);
  g_assert_cmpint (feed_event_get_time_us (oldest), ==, 10);
}

static void
test_export (void)
{
  g_autoptr (FeedEventLog) log = feed_event_log_new ();
  FeedEventFields formula = { .kind = FEED_EVENT_KIND_NOTE, .venue = "v", .connection = "c",
                              .text = "=cmd()" };
  g_autofree char *csv = NULL;
  g_autofree char *json = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *first;

  feed_event_log_append (log, &state);
  feed_event_log_append (log, &formula);
  csv = feed_event_log_to_csv (G_LIST_MODEL (log));
  g_assert_true (g_str_has_prefix (csv, "time,kind,venue,"));
  g_assert_nonnull (strstr (csv, "2024-08-08T23:54:14.087891Z,state,binance,binance,LIVE,SUSPECT,"
                                 "false,green,"));
  g_assert_nonnull (strstr (csv, ",\"no tick for 4.2 s; asking \"\"REST\"\", soon\",1\r\n"));
  g_assert_nonnull (strstr (csv, "\"'=cmd()\""));
  json = feed_event_log_to_json (G_LIST_MODEL (log));
  json_parser_load_from_data (parser, json, -1, &error);
  g_assert_no_error (error);
  first = json_array_get_object_element (json_node_get_array (json_parser_get_root (parser)), 0);
  g_assert_cmpstr (json_object_get_string_member (first, "to"), ==, "SUSPECT");
  g_assert_cmpstr (json_object_get_string_member (first, "text"), ==, state.text);
  g_assert_false (json_object_get_boolean_member (first, "polling"));
}

static void
test_gap (void)
{
  g_autoptr (FeedEventLog) log = feed_event_log_new ();
  FeedGap gap = { .instrument = 3, .cause = FEED_CAUSE_MUTE, .backfill = FEED_BACKFILL_PARTIAL,
                  .start_us = 1723161254087891, .length_us = 12 * G_USEC_PER_SEC, .lost = 34,
                  .backfilled = 30 };
  FeedEventFields fields = { .kind = FEED_EVENT_KIND_GAP, .venue = "v", .connection = "c",
                             .gap = &gap, .symbol = "BTCUSDT" };
  FeedEvent *event = feed_event_log_append (log, &fields);

  gap.lost = 0;
  g_assert_cmpint (feed_event_get_gap (event)->lost, ==, 34);
  g_assert_cmpstr (feed_event_get_symbol (event), ==, "BTCUSDT");
  g_assert_cmpstr (feed_backfill_to_string (feed_event_get_gap (event)->backfill), ==, "partial");
  event = feed_event_log_append (log, &state);
  g_assert_null (feed_event_get_gap (event));
  g_assert_cmpstr (feed_event_get_symbol (event), ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feed/event-log/fold", test_fold);
  g_test_add_func ("/feed/event-log/bounded", test_bounded);
  g_test_add_func ("/feed/event-log/export", test_export);
  g_test_add_func ("/feed/event-log/gap", test_gap);
  return g_test_run ();
}
