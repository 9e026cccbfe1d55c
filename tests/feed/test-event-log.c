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

/* A gap comes with its figures; what is not known is empty, or null */
static void
test_export_gap (void)
{
  g_autoptr (FeedEventLog) log = feed_event_log_new ();
  g_autofree char *csv = NULL;
  g_autofree char *json = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *first;
  const FeedGap gap = {
    .instrument = 3,
    .cause = FEED_CAUSE_MUTE,
    .backfill = FEED_BACKFILL_PARTIAL,
    .start_us = 1723161254087891,
    .detected_after_us = 4200000,
    .polled_after_us = -1,
    .length_us = 9000001,
    .live_after_us = 9500000,
    .lost = 20,
    .backfilled = 12,
  };
  const FeedEventFields fields = {
    .kind = FEED_EVENT_KIND_GAP, .time_us = 1723161264087891, .venue = "v", .connection = "c",
    .cause = FEED_CAUSE_MUTE, .text = "gap", .gap = &gap, .symbol = "BTCUSDT",
  };

  feed_event_log_append (log, &fields);
  csv = feed_event_log_to_csv (G_LIST_MODEL (log));
  g_assert_nonnull (strstr (csv, ",count,gap_start,gap_detected_s,gap_polled_s,gap_length_s,"
                                 "gap_live_s,lost,backfilled,backfill,symbol\r\n"));
  g_assert_nonnull (strstr (csv, ",gap,v,c,,,,,\"stream mute, REST is newer\",gap,1,"
                                 "2024-08-08T23:54:14.087891Z,4.200000,,9.000001,9.500000,20,12,"
                                 "partial,BTCUSDT\r\n"));
  json = feed_event_log_to_json (G_LIST_MODEL (log));
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  first = json_array_get_object_element (json_node_get_array (json_parser_get_root (parser)), 0);
  g_assert_cmpstr (json_object_get_string_member (first, "cause"), ==,
                   "stream mute, REST is newer");
  g_assert_cmpstr (json_object_get_string_member (first, "gap_start"), ==,
                   "2024-08-08T23:54:14.087891Z");
  g_assert_cmpfloat (json_object_get_double_member (first, "gap_length_s"), ==, 9.000001);
  g_assert_true (json_object_get_null_member (first, "gap_polled_s"));
  g_assert_cmpint (json_object_get_int_member (first, "lost"), ==, 20);
  g_assert_cmpstr (json_object_get_string_member (first, "backfill"), ==, "partial");
  g_assert_cmpstr (json_object_get_string_member (first, "symbol"), ==, "BTCUSDT");
  g_assert_false (json_object_has_member (first, "from"));
}

/* What is from earlier comes before all there is, the newest of it where there is not room for all */
static void
test_prepend (void)
{
  g_autoptr (FeedEventLog) log = feed_event_log_new ();
  g_autoptr (GPtrArray) earlier = g_ptr_array_new_with_free_func (g_object_unref);
  FeedEventFields fields = state;

  for (guint i = 0; i < FEED_EVENT_LOG_SIZE; i++) {
    fields.time_us = i;
    g_ptr_array_add (earlier, feed_event_new (&fields));
  }
  for (guint i = 0; i < 3; i++) {
    fields.time_us = FEED_EVENT_LOG_SIZE + i;
    feed_event_log_append (log, &fields);
  }
  feed_event_log_prepend (log, earlier);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, FEED_EVENT_LOG_SIZE);
  for (guint i = 0; i < FEED_EVENT_LOG_SIZE; i++) {
    g_autoptr (FeedEvent) event = g_list_model_get_item (G_LIST_MODEL (log), i);

    g_assert_cmpint (feed_event_get_time_us (event), ==, i + 3);
  }
  feed_event_log_prepend (log, earlier);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (log)), ==, FEED_EVENT_LOG_SIZE);
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
  g_assert_nonnull (strstr (csv, ",\"no tick for 4.2 s; asking \"\"REST\"\", soon\",1,,,,,,,,,\r\n"));
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
  g_test_add_func ("/feed/event-log/export-gap", test_export_gap);
  g_test_add_func ("/feed/event-log/prepend", test_prepend);
  g_test_add_func ("/feed/event-log/gap", test_gap);
  return g_test_run ();
}
