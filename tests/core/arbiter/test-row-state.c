/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-row-state.h"

#define NOW_S  G_GINT64_CONSTANT (100000)
#define LIVE_S 15

/* Seconds before now; NEVER = it did not happen */
#define NEVER (-1)

typedef struct {
  const char  *what;
  int          tick_ago, poll_ago, gap_ago, every;
  gboolean     link_up, behind, halted, closed;
  FeedRowState expected;
} Row;

static const Row rows[] = {
  { "closed before all", 1, 1, 50, 1, TRUE, TRUE, TRUE, TRUE, FEED_ROW_CLOSED },
  { "closed, nothing known", NEVER, NEVER, NEVER, 1, FALSE, FALSE, FALSE, TRUE, FEED_ROW_CLOSED },
  { "halted before behind", 1, 1, 50, 1, TRUE, TRUE, TRUE, FALSE, FEED_ROW_HALTED },
  { "behind and polled", 1, 2, 50, 2, TRUE, TRUE, FALSE, FALSE, FEED_ROW_POLLED },
  { "behind, polled at the limit", 1, 10, 50, 2, TRUE, TRUE, FALSE, FALSE, FEED_ROW_POLLED },
  { "behind, poll too old", 1, 11, 50, 2, TRUE, TRUE, FALSE, FALSE, FEED_ROW_STALE },
  { "behind, slow plan", 1, 29, 50, 10, TRUE, TRUE, FALSE, FALSE, FEED_ROW_POLLED },
  { "behind, never polled", 1, NEVER, 50, 2, TRUE, TRUE, FALSE, FALSE, FEED_ROW_STALE },
  { "ticking", 0, NEVER, 50, 1, TRUE, FALSE, FALSE, FALSE, FEED_ROW_LIVE },
  { "ticking while warming", 1, NEVER, 5, 1, FALSE, FALSE, FALSE, FALSE, FEED_ROW_LIVE },
  { "tick at the opening", 5, NEVER, 5, 1, TRUE, FALSE, FALSE, FALSE, FEED_ROW_LIVE },
  { "silence at the limit", 15, NEVER, 50, 1, TRUE, FALSE, FALSE, FALSE, FEED_ROW_LIVE },
  { "tick of an older stream", 6, NEVER, 5, 1, TRUE, FALSE, FALSE, FALSE, FEED_ROW_UNCONFIRMED },
  { "the same, polled since", 6, 3, 5, 1, TRUE, FALSE, FALSE, FALSE, FEED_ROW_QUIET },
  { "the same, polled before", 7, 6, 5, 1, TRUE, FALSE, FALSE, FALSE, FEED_ROW_UNCONFIRMED },
  { "silent, confirmed", 40, 10, 50, 1, TRUE, FALSE, FALSE, FALSE, FEED_ROW_QUIET },
  { "silent, asked before the tick", 40, 41, 50, 1, TRUE, FALSE, FALSE, FALSE,
    FEED_ROW_UNCONFIRMED },
  { "confirmation at the limit", 900, 120, 999, 1, TRUE, FALSE, FALSE, FALSE, FEED_ROW_QUIET },
  { "confirmation too old", 900, 121, 999, 1, TRUE, FALSE, FALSE, FALSE, FEED_ROW_UNCONFIRMED },
  { "slow audit", 900, 299, 999, 100, TRUE, FALSE, FALSE, FALSE, FEED_ROW_QUIET },
  { "never ticked, confirmed", NEVER, 10, 50, 1, TRUE, FALSE, FALSE, FALSE, FEED_ROW_QUIET },
  { "never ticked, asked before", NEVER, 60, 50, 1, TRUE, FALSE, FALSE, FALSE,
    FEED_ROW_UNCONFIRMED },
  { "nothing yet", NEVER, NEVER, 1, 1, TRUE, FALSE, FALSE, FALSE, FEED_ROW_UNCONFIRMED },
  { "no link, polled", 30, 1, NEVER, 1, FALSE, FALSE, FALSE, FALSE, FEED_ROW_POLLED },
  { "no link, poll at the limit", 30, 10, NEVER, 1, FALSE, FALSE, FALSE, FALSE, FEED_ROW_POLLED },
  { "no link, poll too old", 30, 11, NEVER, 1, FALSE, FALSE, FALSE, FALSE, FEED_ROW_STALE },
  { "no link, slow plan", 60, 24, NEVER, 8, FALSE, FALSE, FALSE, FALSE, FEED_ROW_POLLED },
  { "no link, slow plan, too old", 60, 25, NEVER, 8, FALSE, FALSE, FALSE, FALSE, FEED_ROW_STALE },
  { "no link, just lost", 2, NEVER, NEVER, 1, FALSE, FALSE, FALSE, FALSE, FEED_ROW_UNCONFIRMED },
  { "no link, audited before", 2, 3, NEVER, 1, FALSE, FALSE, FALSE, FALSE, FEED_ROW_UNCONFIRMED },
  { "no link, lost long ago", 11, NEVER, NEVER, 1, FALSE, FALSE, FALSE, FALSE, FEED_ROW_STALE },
  { "no link, no price ever", NEVER, NEVER, NEVER, 1, FALSE, FALSE, FALSE, FALSE,
    FEED_ROW_UNCONFIRMED },
  { "warming, old stream, polled", 8, 1, 5, 1, FALSE, FALSE, FALSE, FALSE, FEED_ROW_POLLED },
  { "warming, silent, polled", 20, 1, 25, 1, FALSE, FALSE, FALSE, FALSE, FEED_ROW_POLLED },
};

static gint64
ago (int seconds)
{
  return seconds == NEVER ? 0 : (NOW_S - seconds) * G_USEC_PER_SEC;
}

/* What nobody knows is neither closed nor halted, and no age of it is good enough */
static void
test_unknown (void)
{
  FeedRowFacts facts = {
    .stream_tick_us = ago (1), .poll_us = ago (1), .gap_end_us = ago (5), .link_up = TRUE,
    .live_for_us = LIVE_S * G_USEC_PER_SEC, .unknown = TRUE, .closed = TRUE, .halted = TRUE,
  };

  g_assert_cmpint (feed_row_state_decide (&facts, NOW_S * G_USEC_PER_SEC), ==, FEED_ROW_UNKNOWN);
  facts.unknown = FALSE;
  g_assert_cmpint (feed_row_state_decide (&facts, NOW_S * G_USEC_PER_SEC), ==, FEED_ROW_CLOSED);
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const Row *row = &rows[i];
    FeedRowFacts facts = {
      .stream_tick_us = ago (row->tick_ago), .poll_us = ago (row->poll_ago),
      .gap_end_us = ago (row->gap_ago), .poll_expected_us = row->every * G_USEC_PER_SEC,
      .live_for_us = LIVE_S * G_USEC_PER_SEC, .stale_after_us = 10 * G_USEC_PER_SEC,
      .link_up = row->link_up, .behind = row->behind,
      .halted = row->halted, .closed = row->closed,
    };
    FeedRowState state = feed_row_state_decide (&facts, NOW_S * G_USEC_PER_SEC);

    g_test_message ("%s: %s", row->what, feed_row_state_to_string (state));
    g_assert_cmpstr (feed_row_state_to_string (state), ==,
                     feed_row_state_to_string (row->expected));
  }
}

/* A row that nothing reaches any more, from second to second */
static void
test_story_of_a_lost_row (void)
{
  FeedRowFacts facts = {
    .stream_tick_us = 100 * G_USEC_PER_SEC, .gap_end_us = 50 * G_USEC_PER_SEC,
    .poll_expected_us = G_USEC_PER_SEC, .live_for_us = LIVE_S * G_USEC_PER_SEC,
    .stale_after_us = 10 * G_USEC_PER_SEC, .link_up = TRUE,
  };

  g_assert_cmpint (feed_row_state_decide (&facts, 101 * G_USEC_PER_SEC), ==, FEED_ROW_LIVE);
  facts.link_up = FALSE;
  facts.gap_end_us = 0;
  g_assert_cmpint (feed_row_state_decide (&facts, 102 * G_USEC_PER_SEC), ==,
                   FEED_ROW_UNCONFIRMED);
  facts.poll_us = 103 * G_USEC_PER_SEC;
  g_assert_cmpint (feed_row_state_decide (&facts, 104 * G_USEC_PER_SEC), ==, FEED_ROW_POLLED);
  g_assert_cmpint (feed_row_state_decide (&facts, 114 * G_USEC_PER_SEC), ==, FEED_ROW_STALE);
  facts.poll_us = 115 * G_USEC_PER_SEC;
  g_assert_cmpint (feed_row_state_decide (&facts, 115 * G_USEC_PER_SEC), ==, FEED_ROW_POLLED);
  facts.link_up = TRUE;
  facts.gap_end_us = 116 * G_USEC_PER_SEC;
  g_assert_cmpint (feed_row_state_decide (&facts, 117 * G_USEC_PER_SEC), ==,
                   FEED_ROW_UNCONFIRMED);
  facts.stream_tick_us = 118 * G_USEC_PER_SEC;
  g_assert_cmpint (feed_row_state_decide (&facts, 118 * G_USEC_PER_SEC), ==, FEED_ROW_LIVE);
}

static void
test_names (void)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (FEED_TYPE_ROW_STATE);

  g_assert_cmpuint (class->n_values, ==, FEED_N_ROW_STATES);
  for (int state = FEED_ROW_UNCONFIRMED; state < FEED_N_ROW_STATES; state++) {
    const char *nick = g_enum_get_value (class, state)->value_nick;

    g_assert_cmpstr (feed_row_state_to_string (state), ==, nick);
  }
  g_assert_cmpstr (feed_row_state_to_string (FEED_ROW_QUIET), ==, "quiet");
}

/* A poll saw a trade that the stream owes: that is no quiet row, and no live one either where the
 * stream has said nothing for long */
static void
test_owed (void)
{
  FeedRowFacts facts = {
    .stream_tick_us = 50 * G_USEC_PER_SEC,
    .poll_us = 100 * G_USEC_PER_SEC,
    .gap_end_us = 10 * G_USEC_PER_SEC,
    .live_for_us = 15 * G_USEC_PER_SEC,
    .stale_after_us = 10 * G_USEC_PER_SEC,
    .link_up = TRUE,
  };

  g_assert_cmpint (feed_row_state_decide (&facts, 101 * G_USEC_PER_SEC), ==, FEED_ROW_QUIET);
  facts.owed = TRUE;
  g_assert_cmpint (feed_row_state_decide (&facts, 101 * G_USEC_PER_SEC), ==, FEED_ROW_POLLED);
  facts.stream_tick_us = 99 * G_USEC_PER_SEC;
  g_assert_cmpint (feed_row_state_decide (&facts, 101 * G_USEC_PER_SEC), ==, FEED_ROW_LIVE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/row-state/table", test_table);
  g_test_add_func ("/row-state/unknown", test_unknown);
  g_test_add_func ("/row-state/story-of-a-lost-row", test_story_of_a_lost_row);
  g_test_add_func ("/row-state/names", test_names);
  g_test_add_func ("/row-state/owed", test_owed);
  return g_test_run ();
}
