/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-fault-schedule.h"
#include "support/test-support.h"

#define DEADLINE_MS 10000

static void
test_parse (void)
{
  static const struct {
    const char      *text;
    FeedsimFaultKind kind;
    gint64           argument;
    gint64           start_ms;
    gint64           duration_ms;   /* -1: for good */
    const char      *again;
  } CASES[] = {
    { "mute", FEEDSIM_FAULT_MUTE, 100, 0, -1, "mute@0s" },
    { "mute@15s+20s", FEEDSIM_FAULT_MUTE, 100, 15000, 20000, "mute@15s+20s" },
    { " mute @ 500ms + 2m ", FEEDSIM_FAULT_MUTE, 100, 500, 120000, "mute@0.5s+120s" },
    { "mute@300h+8000h", FEEDSIM_FAULT_MUTE, 100, 1080000000, 28800000000,
      "mute@1080000s+28800000s" },
    { "mute@1234567.891s", FEEDSIM_FAULT_MUTE, 100, 1234567891, -1, "mute@1234567.891s" },
    { "mute+3", FEEDSIM_FAULT_MUTE, 100, 0, 3000, "mute@0s+3s" },
    { "half-open@1.5s", FEEDSIM_FAULT_HALF_OPEN, 0, 1500, -1, "half-open@1.5s" },
    { "close", FEEDSIM_FAULT_CLOSE, 1001, 0, -1, "close 1001@0s" },
    { "close 4001@1h", FEEDSIM_FAULT_CLOSE, 4001, 3600000, -1, "close 4001@3600s" },
    { "reset", FEEDSIM_FAULT_RESET, 0, 0, -1, "reset@0s" },
    { "refuse@0s+5s", FEEDSIM_FAULT_REFUSE, 0, 0, 5000, "refuse@0s+5s" },
    { "garbage", FEEDSIM_FAULT_GARBAGE, FEEDSIM_GARBAGE_TEXT, 0, -1, "garbage text@0s" },
    { "garbage invalid-utf8@2s", FEEDSIM_FAULT_GARBAGE, FEEDSIM_GARBAGE_INVALID_UTF8, 2000, -1,
      "garbage invalid-utf8@2s" },
    { "garbage huge-header", FEEDSIM_FAULT_GARBAGE, FEEDSIM_GARBAGE_HUGE_HEADER, 0, -1,
      "garbage huge-header@0s" },
    { "truncate", FEEDSIM_FAULT_TRUNCATE, 0, 0, -1, "truncate@0s" },
    { "http 503+1s", FEEDSIM_FAULT_HTTP, 503, 0, 1000, "http 503@0s+1s" },
    { "retry-after 7", FEEDSIM_FAULT_RETRY_AFTER, 7, 0, -1, "retry-after 7@0s" },
    { "big-body", FEEDSIM_FAULT_BIG_BODY, 0, 0, -1, "big-body@0s" },
    { "html", FEEDSIM_FAULT_HTML, 0, 0, -1, "html@0s" },
    { "blackhole", FEEDSIM_FAULT_BLACKHOLE, 0, 0, -1, "blackhole@0s" },
    { "rest-hang", FEEDSIM_FAULT_REST_HANG, 0, 0, -1, "rest-hang@0s" },
    { "drop-subscriptions", FEEDSIM_FAULT_DROP_SUBSCRIPTIONS, 0, 0, -1, "drop-subscriptions@0s" },
    { "http-stream  429 @1s", FEEDSIM_FAULT_HTTP_STREAM, 429, 1000, -1, "http-stream 429@1s" },
    { "mute BTCUSDT+1s", FEEDSIM_FAULT_MUTE, 100, 0, 1000, "mute BTCUSDT@0s+1s" },
    { "mute 10%", FEEDSIM_FAULT_MUTE, 10, 0, -1, "mute 10%@0s" },
    { "slow", FEEDSIM_FAULT_SLOW, 1000, 0, -1, "slow 1000@0s" },
    { "flood 20000", FEEDSIM_FAULT_FLOOD, 20000, 0, -1, "flood 20000@0s" },
    { "stale-snapshot", FEEDSIM_FAULT_STALE_SNAPSHOT, 0, 0, -1, "stale-snapshot@0s" },
    { "clock-skew", FEEDSIM_FAULT_CLOCK_SKEW, 30, 0, -1, "clock-skew 30@0s" },
    { "clock-skew -90", FEEDSIM_FAULT_CLOCK_SKEW, -90, 0, -1, "clock-skew -90@0s" },
    { "server-shutdown", FEEDSIM_FAULT_SERVER_SHUTDOWN, 5, 0, -1, "server-shutdown 5@0s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) faults = feedsim_fault_parse_list (CASES[i].text, &error);
    g_autofree char *again = NULL;
    FeedsimFault *fault;

    g_assert_no_error (error);
    g_assert_cmpuint (faults->len, ==, 1);
    fault = g_ptr_array_index (faults, 0);
    again = feedsim_fault_to_string (fault);
    g_assert_cmpint (fault->kind, ==, CASES[i].kind);
    g_assert_cmpint (fault->argument, ==, CASES[i].argument);
    g_assert_cmpint (fault->start_us, ==, CASES[i].start_ms * 1000);
    g_assert_cmpint (fault->duration_us, ==,
                     CASES[i].duration_ms < 0 ? -1 : CASES[i].duration_ms * 1000);
    g_assert_cmpstr (again, ==, CASES[i].again);
  }
}

static void
test_parse_bad (void)
{
  static const char *const CASES[] = {
    "", "nothing", "Mute", "mute 5", "mute 0%", "mute 101%", "mute %", "mute btcusdt", "mute A-B",
    "mute AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "mute A B", "slow 9", "slow x", "flood 0",
    "flood 1000001", "clock-skew 0", "clock-skew --1", "clock-skew x", "expire-token never",
    "stale-snapshot 1",
    "mute@", "mute@x", "mute@5x", "mute@-1s", "mute@1s+", "mute+",
    "mute@1s+-5s", "mute@1s@2s", "mute@nan", "mute@inf", "mute@1e300s", "mute+1s+2s", "close 99",
    "close 5000", "close abc", "close -1", "http", "http 200", "http 600", "http abc",
    "http 99999999999999999999", "retry-after", "retry-after x", "retry-after -1",
    "garbage rubbish", "http-stream", "mute,", ",mute", "mute,,mute", "mute@1s,bad",
    "server-shutdown 1 2", "@1s", "+1s", "\xff\xfe",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) faults = feedsim_fault_parse_list (CASES[i], &error);

    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    g_assert_null (faults);
  }
}

/* Recognised, and said why it cannot be */
static void
test_no_log_in (void)
{
  g_autoptr (FeedsimFaultSchedule) schedule = feedsim_fault_schedule_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) faults = feedsim_fault_schedule_parse (schedule, "mute,expire-token+5s",
                                                               &error);
  g_autofree char *label = NULL;

  g_assert_null (faults);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "log-in"));
  feedsim_fault_schedule_set_log_in (schedule, TRUE);
  faults = feedsim_fault_schedule_parse (schedule, "expire-token all", NULL);
  g_assert_cmpuint (faults->len, ==, 1);
  label = feedsim_fault_get_label (g_ptr_array_index (faults, 0));
  g_assert_cmpstr (label, ==, "expire-token all");
}

/* A symbol with its exchange may have all that the venue puts into its names. */
static void
test_exchange_symbol (void)
{
  g_autoptr (GPtrArray) faults = feedsim_fault_parse_list ("mute NSE:Nifty 50@1s+2s", NULL);
  FeedsimFault *fault;
  g_autofree char *text = NULL;

  g_assert_nonnull (faults);
  fault = g_ptr_array_index (faults, 0);
  text = feedsim_fault_to_string (fault);
  g_assert_cmpstr (fault->symbol, ==, "NSE:Nifty 50");
  g_assert_cmpstr (text, ==, "mute NSE:Nifty 50@1s+2s");
  g_assert_null (feedsim_fault_parse_list ("mute NSE:\001", NULL));
}

static void
test_parse_list (void)
{
  g_autoptr (GPtrArray) faults = feedsim_fault_parse_list ("mute@1s+1s, http 500 , refuse@3s",
                                                           NULL);

  g_assert_cmpuint (faults->len, ==, 3);
  g_assert_cmpint (((FeedsimFault *) g_ptr_array_index (faults, 1))->argument, ==, 500);
}

static void
test_describe (void)
{
  g_autofree char *usage = NULL;
  guint count = 0;
  char *each;

  while (feedsim_fault_describe (count, &each) != NULL) {
    g_free (usage);
    usage = each;
    count++;
  }
  g_assert_cmpuint (count, ==, FEEDSIM_N_FAULTS);
  g_assert_cmpstr (usage, ==, "expire-token [SCOPE]");
}

static void
add (FeedsimFaultSchedule *schedule,
     const char           *text)
{
  g_autoptr (GPtrArray) faults = feedsim_fault_parse_list (text, NULL);

  for (guint i = 0; i < faults->len; i++)
    feedsim_fault_schedule_add (schedule, g_ptr_array_index (faults, i));
}

static void
on_edge (FeedsimFaultSchedule *schedule,
         const FeedsimFault   *fault,
         guint                *counts)
{
  counts[fault->kind]++;
}

typedef struct {
  guint *count;
  guint  wanted;
} Counted;

static gboolean
has_counted (gpointer user_data)
{
  Counted *counted = user_data;

  return *counted->count >= counted->wanted;
}

static void
test_schedule (void)
{
  g_autoptr (FeedsimFaultSchedule) schedule = feedsim_fault_schedule_new ();
  guint began[FEEDSIM_N_FAULTS] = { 0 };
  guint ended[FEEDSIM_N_FAULTS] = { 0 };
  Counted mute_over = { &ended[FEEDSIM_FAULT_MUTE], 1 };
  Counted html_there = { &began[FEEDSIM_FAULT_HTML], 1 };

  g_signal_connect (schedule, "began", G_CALLBACK (on_edge), began);
  g_signal_connect (schedule, "ended", G_CALLBACK (on_edge), ended);
  add (schedule, "mute@0s+30ms, close, html@10ms");

  /* Before the first subscription: what starts at once is there, and time does not run. */
  g_assert_nonnull (feedsim_fault_schedule_find (schedule, FEEDSIM_FAULT_MUTE));
  g_assert_null (feedsim_fault_schedule_find (schedule, FEEDSIM_FAULT_HTML));
  g_assert_cmpuint (ended[FEEDSIM_FAULT_MUTE], ==, 0);
  g_assert_cmpuint (began[FEEDSIM_FAULT_CLOSE], ==, 0);

  feedsim_fault_schedule_anchor (schedule);
  g_assert_true (test_wait_until (has_counted, &html_there, DEADLINE_MS));
  g_assert_cmpuint (began[FEEDSIM_FAULT_CLOSE], ==, 1);
  g_assert_true (test_wait_until (has_counted, &mute_over, DEADLINE_MS));
  g_assert_cmpuint (ended[FEEDSIM_FAULT_HTML], ==, 0);
  g_assert_finalize_object (g_steal_pointer (&schedule));
}

/* Nobody can subscribe: the start that times count from would never come */
static void
test_schedule_barred (void)
{
  g_autoptr (FeedsimFaultSchedule) schedule = feedsim_fault_schedule_new ();
  guint began[FEEDSIM_N_FAULTS] = { 0 };
  guint ended[FEEDSIM_N_FAULTS] = { 0 };
  Counted refuse_over = { &ended[FEEDSIM_FAULT_REFUSE], 1 };
  Counted http_over = { &ended[FEEDSIM_FAULT_HTTP], 1 };
  Counted html_there = { &began[FEEDSIM_FAULT_HTML], 1 };

  g_signal_connect (schedule, "began", G_CALLBACK (on_edge), began);
  g_signal_connect (schedule, "ended", G_CALLBACK (on_edge), ended);
  add (schedule, "http 503@0s+30ms, refuse@0s+30ms, html@10ms");
  g_assert_nonnull (feedsim_fault_schedule_find (schedule, FEEDSIM_FAULT_REFUSE));
  g_assert_nonnull (feedsim_fault_schedule_find (schedule, FEEDSIM_FAULT_HTTP));
  g_assert_true (test_wait_until (has_counted, &html_there, DEADLINE_MS));
  g_assert_true (test_wait_until (has_counted, &refuse_over, DEADLINE_MS));
  g_assert_true (test_wait_until (has_counted, &http_over, DEADLINE_MS));
}

static void
test_schedule_heal (void)
{
  g_autoptr (FeedsimFaultSchedule) schedule = feedsim_fault_schedule_new ();
  guint ended[FEEDSIM_N_FAULTS] = { 0 };
  g_autoptr (GPtrArray) active = NULL;
  g_autoptr (GPtrArray) to_come = NULL;
  g_autofree char *text = NULL;

  g_signal_connect (schedule, "ended", G_CALLBACK (on_edge), ended);
  feedsim_fault_schedule_anchor (schedule);
  add (schedule, "mute, mute+1h, http 500@1h");
  active = feedsim_fault_schedule_list (schedule, TRUE);
  to_come = feedsim_fault_schedule_list (schedule, FALSE);
  g_assert_cmpuint (active->len, ==, 2);
  g_assert_cmpuint (to_come->len, ==, 1);
  text = feedsim_fault_to_string (g_ptr_array_index (to_come, 0));
  g_assert_cmpstr (text, ==, "http 500@3600s");
  feedsim_fault_schedule_heal (schedule);
  g_assert_cmpuint (ended[FEEDSIM_FAULT_MUTE], ==, 2);
  g_assert_cmpuint (ended[FEEDSIM_FAULT_HTTP], ==, 0);
  g_assert_null (feedsim_fault_schedule_find (schedule, FEEDSIM_FAULT_MUTE));
}

/* One by its number: the others stay as they are */
static void
test_schedule_heal_one (void)
{
  g_autoptr (FeedsimFaultSchedule) schedule = feedsim_fault_schedule_new ();
  guint ended[FEEDSIM_N_FAULTS] = { 0 };
  g_autoptr (GPtrArray) left = NULL;

  g_signal_connect (schedule, "ended", G_CALLBACK (on_edge), ended);
  feedsim_fault_schedule_anchor (schedule);
  add (schedule, "mute, mute+1h, http 500@1h");
  g_assert_cmpint (feedsim_fault_schedule_get_remaining_us (schedule, 1), ==, -1);
  g_assert_cmpint (feedsim_fault_schedule_get_remaining_us (schedule, 2), >, G_GINT64_CONSTANT (3500) * G_USEC_PER_SEC);
  g_assert_cmpint (feedsim_fault_schedule_get_remaining_us (schedule, 2), <=,
                   G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
  g_assert_true (feedsim_fault_schedule_heal_one (schedule, 1));
  g_assert_false (feedsim_fault_schedule_heal_one (schedule, 1));
  g_assert_false (feedsim_fault_schedule_heal_one (schedule, 0));
  g_assert_true (feedsim_fault_schedule_heal_one (schedule, 3));
  g_assert_cmpuint (ended[FEEDSIM_FAULT_MUTE], ==, 1);
  left = feedsim_fault_schedule_list (schedule, FALSE);
  g_assert_cmpuint (left->len, ==, 0);
  g_assert_cmpuint (feedsim_fault_schedule_find (schedule, FEEDSIM_FAULT_MUTE)->id, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedsim/fault/parse", test_parse);
  g_test_add_func ("/feedsim/fault/parse-bad", test_parse_bad);
  g_test_add_func ("/feedsim/fault/no-log-in", test_no_log_in);
  g_test_add_func ("/feedsim/fault/exchange-symbol", test_exchange_symbol);
  g_test_add_func ("/feedsim/fault/parse-list", test_parse_list);
  g_test_add_func ("/feedsim/fault/describe", test_describe);
  g_test_add_func ("/feedsim/fault/schedule", test_schedule);
  g_test_add_func ("/feedsim/fault/heal", test_schedule_heal);
  g_test_add_func ("/feedsim/fault/heal-one", test_schedule_heal_one);
  g_test_add_func ("/feedsim/fault/barred", test_schedule_barred);
  return g_test_run ();
}
