/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-footer.h"

#include <string.h>

#include "evertick-link-view.h"
#include "evertick-words.h"

#define NOW_US (1000 * G_USEC_PER_SEC)

#define assert_text(call, expected) \
  G_STMT_START { \
    g_autofree char *assert_text_got = (call); \
    g_assert_cmpstr (assert_text_got, ==, (expected)); \
  } G_STMT_END

static EvertickLinkView
make_view (FeedLinkState link,
           FeedColour    colour,
           gboolean      polling)
{
  EvertickLinkView view = {
    .venue = "binance",
    .venue_name = "Binance",
    .connection = "binance",
    .link = link,
    .colour = colour,
    .polling = polling,
    .now_us = NOW_US,
    .wall_us = G_GINT64_CONSTANT (1723111327000000),
    .figures.last_tick_us = NOW_US - G_USEC_PER_SEC,
    .figures.last_frame_us = NOW_US - G_USEC_PER_SEC,
    .figures.latency_p50_us = -1,
    .figures.latency_p99_us = -1,
  };

  return view;
}

static void
test_status (void)
{
  EvertickLinkView live = make_view (FEED_LINK_LIVE, FEED_COLOUR_GREEN, FALSE);
  EvertickLinkView polling = make_view (FEED_LINK_BACKOFF, FEED_COLOUR_YELLOW, TRUE);
  EvertickLinkView blind = make_view (FEED_LINK_BACKOFF, FEED_COLOUR_RED, TRUE);
  EvertickLinkView first = make_view (FEED_LINK_CONNECTING, FEED_COLOUR_YELLOW, TRUE);

  assert_text (evertick_link_view_dup_status (&live), "Live · WebSocket");
  assert_text (evertick_link_view_dup_accessible (&live),
               "Feed status: Live, WebSocket, Binance");
  assert_text (evertick_link_view_dup_status (&polling), "Polling · REST");
  blind.figures.last_tick_us = NOW_US - 30 * G_USEC_PER_SEC;
  assert_text (evertick_link_view_dup_status (&blind), "Reconnecting");
  first.figures.last_tick_us = 0;
  assert_text (evertick_link_view_dup_status (&first), "Connecting");
}

/* A log-in that goes on is not one that was refused: nobody has to do anything about it */
static void
test_login (void)
{
  EvertickLinkView view = make_view (FEED_LINK_AUTH, FEED_COLOUR_YELLOW, FALSE);

  view.reason = FEED_CAUSE_LOGIN;
  assert_text (evertick_link_view_dup_status (&view), "Logging In");
  assert_text (evertick_link_view_dup_next (&view), "It is tried until it works");
  view.colour = FEED_COLOUR_RED;
  view.reason = FEED_CAUSE_SESSION;
  assert_text (evertick_link_view_dup_status (&view), "Logging In");
  assert_text (evertick_link_view_dup_next (&view), "It is tried until it works");
  view.reason = FEED_CAUSE_AUTH;
  view.figures.login_refused = TRUE;
  assert_text (evertick_link_view_dup_status (&view), "Log-in Refused");
  assert_text (evertick_link_view_dup_next (&view), "Check the account, then retry");
}

/* What an account has left is counted down where one looks first */
static void
test_account (void)
{
  EvertickLinkView view = make_view (FEED_LINK_LIVE, FEED_COLOUR_GREEN, FALSE);
  g_autofree char *figures = NULL;

  view.figures.subscriptions = 12;
  view.figures.confirmed = 11;
  g_assert_null (evertick_link_view_dup_token (&view));
  g_assert_null (evertick_link_view_dup_quota (&view));
  view.figures.token_expiry_us = view.wall_us + 7 * G_TIME_SPAN_HOUR;
  view.figures.requests_used = 120;
  view.figures.requests_limit = 5000;
  view.figures.request_interval_us = 2 * G_USEC_PER_SEC;
  figures = evertick_link_view_dup_figures (&view);
  g_assert_nonnull (strstr (figures, "\nSymbols 11 of 12 · "));
  g_assert_nonnull (strstr (figures, "\nLog-in valid until "));
  g_assert_nonnull (strstr (figures, ", 7 h 0 min more\n"));
  g_assert_true (g_str_has_suffix (figures, "\nREST quota used: 120 of 5000 an hour, "
                                            "one every 2 s"));
}

/* No state of the demo market is ever named as a real one would be */
static void
test_demo_is_said (void)
{
  for (int link = FEED_LINK_IDLE; link <= FEED_LINK_PARKED; link++) {
    for (int colour = FEED_COLOUR_GREY; colour <= FEED_COLOUR_RED; colour++) {
      EvertickLinkView view = make_view (link, colour, TRUE);
      g_autofree char *status = NULL;
      g_autofree char *accessible = NULL;

      view.venue = EVERTICK_DEMO_VENUE;
      view.venue_name = "Demo market";
      status = evertick_link_view_dup_status (&view);
      accessible = evertick_link_view_dup_accessible (&view);
      g_assert_true (g_str_has_prefix (status, "Demo · "));
      g_assert_true (g_str_has_suffix (accessible, ", demo market"));
    }
  }
}

/* The word for green is used for nothing else */
static void
test_live_is_green (void)
{
  for (int link = FEED_LINK_IDLE; link <= FEED_LINK_PARKED; link++) {
    for (int colour = FEED_COLOUR_GREY; colour <= FEED_COLOUR_RED; colour++) {
      EvertickLinkView view = make_view (link, colour, TRUE);

      if (g_str_equal (evertick_link_view_get_word (&view), "Live"))
        g_assert_cmpint (colour, ==, FEED_COLOUR_GREEN);
    }
  }
}

static void
test_worst (void)
{
  EvertickLinkView grey = make_view (FEED_LINK_IDLE, FEED_COLOUR_GREY, FALSE);
  EvertickLinkView green = make_view (FEED_LINK_LIVE, FEED_COLOUR_GREEN, FALSE);
  EvertickLinkView yellow = make_view (FEED_LINK_BACKOFF, FEED_COLOUR_YELLOW, TRUE);
  EvertickLinkView red = make_view (FEED_LINK_BACKOFF, FEED_COLOUR_RED, TRUE);

  g_assert_cmpint (evertick_link_view_compare (&red, &yellow), >, 0);
  g_assert_cmpint (evertick_link_view_compare (&yellow, &green), >, 0);
  g_assert_cmpint (evertick_link_view_compare (&green, &grey), >, 0);
  g_assert_cmpint (evertick_link_view_compare (&red, &red), ==, 0);
}

static void
test_trouble (void)
{
  EvertickLinkView view = make_view (FEED_LINK_BACKOFF, FEED_COLOUR_YELLOW, TRUE);
  g_autofree char *trouble = NULL;

  view.reason = FEED_CAUSE_MUTE;
  view.figures.poll_row_us = 2 * G_USEC_PER_SEC;
  view.figures.not_green_since_us = NOW_US - 5 * G_USEC_PER_SEC;
  trouble = evertick_link_view_dup_trouble (&view);
  g_assert_true (g_str_has_prefix (trouble, "Binance: Polling, each row every 2 s, since "));
  g_assert_true (g_str_has_suffix (trouble, ": stream mute, REST has newer prices"));
}

static void
test_next (void)
{
  EvertickLinkView view = make_view (FEED_LINK_BACKOFF, FEED_COLOUR_YELLOW, TRUE);

  view.figures.next_dial_us = NOW_US + 8 * G_USEC_PER_SEC + 400000;
  assert_text (evertick_link_view_dup_next (&view), "Next try in 8 s");
  view.figures.next_dial_us = NOW_US + 400000;
  assert_text (evertick_link_view_dup_next (&view), "Next try in less than 1 s");
  view.figures.next_dial_us = NOW_US - G_USEC_PER_SEC;
  assert_text (evertick_link_view_dup_next (&view), "Next try in less than 1 s");
  view.link = FEED_LINK_CONNECTING;
  assert_text (evertick_link_view_dup_next (&view), "Trying now…");
}

static void
test_words (void)
{
  g_autoptr (GHashTable) icons = g_hash_table_new (g_str_hash, g_str_equal);

  for (int cause = FEED_CAUSE_START; cause < FEED_N_CAUSES; cause++)
    g_assert_cmpstr (evertick_words_cause (cause), !=, "");
  for (int state = FEED_ROW_UNCONFIRMED; state < FEED_N_ROW_STATES; state++) {
    g_assert_cmpstr (evertick_words_row_state (state), ==, feed_row_state_to_string (state));
    g_assert_true (g_hash_table_add (icons, (gpointer) evertick_words_row_icon (state)));
    g_assert_cmpstr (evertick_words_row_hint (state), !=, "");
  }
  for (int colour = FEED_COLOUR_GREY; colour <= FEED_COLOUR_RED; colour++)
    g_assert_true (g_hash_table_add (icons, (gpointer) evertick_words_colour_icon (colour)));
  for (int key = 0; key < FEED_N_CONFIG_KEYS; key++)
    g_assert_cmpstr (evertick_words_threshold (key), !=, "");
}

static void
test_counts (void)
{
  guint counts[FEED_N_ROW_STATES] = { 0 };

  assert_text (evertick_footer_format_counts (counts), "0 symbols");
  counts[FEED_ROW_LIVE] = 461;
  counts[FEED_ROW_QUIET] = 15;
  counts[FEED_ROW_STALE] = 4;
  assert_text (evertick_footer_format_counts (counts),
               "480 symbols · 461 live · 15 quiet · 4 stale");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/link-view/status", test_status);
  g_test_add_func ("/link-view/login", test_login);
  g_test_add_func ("/link-view/account", test_account);
  g_test_add_func ("/link-view/demo-is-said", test_demo_is_said);
  g_test_add_func ("/link-view/live-is-green", test_live_is_green);
  g_test_add_func ("/link-view/worst", test_worst);
  g_test_add_func ("/link-view/trouble", test_trouble);
  g_test_add_func ("/link-view/next", test_next);
  g_test_add_func ("/words/complete", test_words);
  g_test_add_func ("/footer/counts", test_counts);
  return g_test_run ();
}
