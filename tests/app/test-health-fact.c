/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-health-fact.h"

#include <string.h>

#define NOW_US (1000 * G_USEC_PER_SEC)

#define assert_fact(view, fact, expected) \
  G_STMT_START { \
    g_autofree char *assert_fact_got = evertick_health_fact_dup_value ((fact), (view)); \
    g_assert_cmpstr (assert_fact_got, ==, (expected)); \
  } G_STMT_END

static EvertickLinkView
make_view (void)
{
  EvertickLinkView view = {
    .venue = "binance",
    .venue_name = "Binance",
    .connection = "binance",
    .link = FEED_LINK_LIVE,
    .colour = FEED_COLOUR_GREEN,
    .now_us = NOW_US,
    .wall_us = G_GINT64_CONSTANT (1723111327000000),
    .figures.since_us = NOW_US - 125 * G_USEC_PER_SEC,
    .figures.last_frame_us = NOW_US - G_USEC_PER_SEC / 2,
    .figures.latency_p50_us = 12000,
    .figures.latency_p99_us = 48000,
    .figures.latency_max_us = 90000,
    .figures.ticks_per_second = 12.25,
    .figures.largest_gap_us = 2100000,
    .figures.silence_us = 5 * G_USEC_PER_SEC,
    .figures.subscriptions = 12,
    .figures.confirmed = 11,
  };

  return view;
}

static void
test_healthy (void)
{
  EvertickLinkView view = make_view ();
  g_autofree char *since = evertick_health_fact_dup_value (EVERTICK_FACT_SINCE, &view);

  g_assert_true (g_str_has_suffix (since, ", for 2 min 5 s"));
  assert_fact (&view, EVERTICK_FACT_REASON, NULL);
  assert_fact (&view, EVERTICK_FACT_NEXT, NULL);
  assert_fact (&view, EVERTICK_FACT_LAST_FRAME, "0.5s ago");
  assert_fact (&view, EVERTICK_FACT_LAST_TICK, "none yet");
  assert_fact (&view, EVERTICK_FACT_LATENCY, "p50 12 · p99 48 · max 90 ms");
  assert_fact (&view, EVERTICK_FACT_CLOCK, NULL);
  assert_fact (&view, EVERTICK_FACT_GAP, "2.1 s, checked from 5 s on");
  assert_fact (&view, EVERTICK_FACT_SYMBOLS, "11 of 12 confirmed");
  assert_fact (&view, EVERTICK_FACT_POLLED, "none");
  assert_fact (&view, EVERTICK_FACT_QUOTA, NULL);
  assert_fact (&view, EVERTICK_FACT_TOKEN, NULL);
  assert_fact (&view, EVERTICK_FACT_UPTIME, NULL);
}

static void
test_troubled (void)
{
  EvertickLinkView view = make_view ();

  view.link = FEED_LINK_BACKOFF;
  view.colour = FEED_COLOUR_YELLOW;
  view.reason = FEED_CAUSE_MUTE;
  view.polling = TRUE;
  view.figures.poll_row_us = 2 * G_USEC_PER_SEC;
  view.figures.next_dial_us = NOW_US + 8 * G_USEC_PER_SEC;
  view.figures.weight_limit = 600;
  view.figures.weight_used = 120;
  assert_fact (&view, EVERTICK_FACT_REASON, "stream mute, REST has newer prices");
  assert_fact (&view, EVERTICK_FACT_NEXT, "Next try in 8 s");
  assert_fact (&view, EVERTICK_FACT_POLLED, "12, each every 2 s");
  assert_fact (&view, EVERTICK_FACT_QUOTA, "120 of 600 a minute");
  view.figures.weight_others = 20;
  view.figures.rest_hold_us = NOW_US + 43 * G_USEC_PER_SEC;
  assert_fact (&view, EVERTICK_FACT_QUOTA,
               "120 of 600 a minute, 20 of it by others; the venue wants a pause of 43 s more");
  view.figures.latency_p50_us = -1;
  assert_fact (&view, EVERTICK_FACT_LATENCY, "not known yet");
}

/* Never a negative latency: a word, how far, and which way */
static void
test_clock_skew (void)
{
  EvertickLinkView view = make_view ();

  view.figures.clock_offset_us = -1300000;
  assert_fact (&view, EVERTICK_FACT_CLOCK, "ours is 1.3 s behind the venue’s");
  view.figures.clock_offset_us = 700000;
  assert_fact (&view, EVERTICK_FACT_CLOCK, "ours is 700 ms ahead of the venue’s");
  view.figures.clock_offset_us = -20000;
  assert_fact (&view, EVERTICK_FACT_CLOCK, NULL);
}

/* What is shown of the shares adds up as well */
static void
test_uptime (void)
{
  EvertickLinkView view = make_view ();

  view.figures.stream_percent = 33.35;
  view.figures.poll_percent = 33.35;
  view.figures.neither_percent = 33.30;
  assert_fact (&view, EVERTICK_FACT_UPTIME, "stream 33.3 % · poll 33.4 % · neither 33.3 %");
  view.figures.stream_percent = 100;
  view.figures.poll_percent = view.figures.neither_percent = 0;
  assert_fact (&view, EVERTICK_FACT_UPTIME, "stream 100.0 % · poll 0.0 % · neither 0.0 %");
}

static void
test_sentence (void)
{
  EvertickLinkView view = make_view ();
  g_autofree char *sentence = evertick_health_fact_dup_sentence (&view);

  g_assert_true (g_str_has_prefix (sentence, "Binance · Live · WebSocket. Since: "));
  g_assert_nonnull (strstr (sentence, ". Latency: p50 12 · p99 48 · max 90 ms"));
  for (guint fact = 0; fact < EVERTICK_N_FACTS; fact++)
    g_assert_cmpstr (evertick_health_fact_get_title (fact), !=, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/health-fact/healthy", test_healthy);
  g_test_add_func ("/health-fact/troubled", test_troubled);
  g_test_add_func ("/health-fact/clock-skew", test_clock_skew);
  g_test_add_func ("/health-fact/uptime", test_uptime);
  g_test_add_func ("/health-fact/sentence", test_sentence);
  return g_test_run ();
}
