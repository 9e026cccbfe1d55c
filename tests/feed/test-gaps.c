/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>
#include <string.h>

#include "support/sim-feed.h"

/* Intervals without stream data through the whole library, in virtual time: what a consumer sees of
 * them in the series, what is fetched later, and what is told of each. */

#define SECOND G_USEC_PER_SEC

typedef struct {
  SimFeed    feed;
  GArray    *ticks;            /* FeedTick: trades and marks */
  GArray    *told_us;          /* when */
  GArray    *gaps;             /* FeedGap */
  GPtrArray *symbols;          /* of gaps; "" = the connection */
  guint      remove_after;     /* unsubscribe instrument 0 at its so many-th mark or backfill */
} Fixture;

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         Fixture        *fixture)
{
  gint64 now = feed_clock_monotonic_us (fixture->feed.clock);

  if (!(tick->flags & (FEED_TICK_TRADE | FEED_TICK_GAP)))
    return;
  g_array_append_val (fixture->told_us, now);
  g_array_append_vals (fixture->ticks, tick, 1);
  if (tick->flags & (FEED_TICK_GAP | FEED_TICK_BACKFILL) && tick->instrument == 0 &&
      fixture->remove_after > 0 && --fixture->remove_after == 0)
    feed_manager_unsubscribe (manager, 0);
}

static void
on_gap (FeedManager   *manager,
        const FeedGap *gap,
        const char    *venue,
        const char    *connection,
        const char    *symbol,
        Fixture       *fixture)
{
  g_assert_cmpstr (venue, ==, "binance");
  g_assert_cmpstr (connection, ==, "binance");
  g_assert_true ((symbol == NULL) == (gap->instrument == FEED_GAP_CONNECTION));
  g_array_append_vals (fixture->gaps, gap, 1);
  g_ptr_array_add (fixture->symbols, g_strdup (symbol != NULL ? symbol : ""));
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  sim_feed_set_up (&fixture->feed, NULL);
  fixture->ticks = g_array_new (FALSE, FALSE, sizeof (FeedTick));
  fixture->told_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  fixture->gaps = g_array_new (FALSE, FALSE, sizeof (FeedGap));
  fixture->symbols = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (fixture->feed.manager, "tick", G_CALLBACK (on_tick), fixture);
  g_signal_connect (fixture->feed.manager, "gap", G_CALLBACK (on_gap), fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  sim_feed_tear_down (&fixture->feed, fixture);
  g_array_unref (fixture->ticks);
  g_array_unref (fixture->told_us);
  g_array_unref (fixture->gaps);
  g_ptr_array_unref (fixture->symbols);
}

/* n instruments that stream well for 10 s */
static void
start (Fixture *fixture,
       guint    n)
{
  sim_feed_subscribe (&fixture->feed, n);
  feed_manager_start (fixture->feed.manager);
  sim_feed_advance (&fixture->feed, 10);
}

static void
mute (Fixture *fixture,
      double   seconds)
{
  fixture->feed.faults->mute = TRUE;
  sim_feed_advance (&fixture->feed, seconds);
  fixture->feed.faults->mute = FALSE;
}

static const FeedTick *
get_tick (Fixture *fixture,
          guint    i)
{
  return &g_array_index (fixture->ticks, FeedTick, i);
}

/* The gap of an instrument, or (NULL) of the connection; there is one at most */
static const FeedGap *
find_gap (Fixture    *fixture,
          const char *symbol)
{
  const FeedGap *found = NULL;

  for (guint i = 0; i < fixture->gaps->len; i++) {
    if (strcmp (fixture->symbols->pdata[i], symbol != NULL ? symbol : "") != 0)
      continue;
    g_assert_null (found);
    found = &g_array_index (fixture->gaps, FeedGap, i);
  }
  return found;
}

static void
assert_gap (Fixture     *fixture,
            const char  *symbol,
            FeedBackfill backfill)
{
  const FeedGap *gap = find_gap (fixture, symbol);

  g_assert_nonnull (gap);
  g_test_message ("%s: %" G_GINT64_FORMAT " lost, %" G_GINT64_FORMAT " fetched", symbol, gap->lost,
                  gap->backfilled);
  g_assert_cmpstr (feed_backfill_to_string (gap->backfill), ==, feed_backfill_to_string (backfill));
}

/* What the tape of an instrument looks like: increasing, each mark before what it is about, each
 * fetched trade behind a mark and before the first of the stream, and that one is flagged. Returns
 * the trades that are missing */
static gint64
check_tape (Fixture *fixture,
            guint    instrument)
{
  gint64 last = 0, missing = 0;
  const FeedTick *mark = NULL;

  for (guint i = 0; i < fixture->ticks->len; i++) {
    const FeedTick *tick = get_tick (fixture, i);
    gboolean first = FALSE;

    if (tick->instrument != instrument)
      continue;
    if (tick->flags & FEED_TICK_GAP) {
      g_assert_null (mark);
      mark = tick;
      continue;
    }
    g_assert_cmpint (tick->sequence, >, last);
    g_assert_true (mark != NULL || last == 0 || tick->sequence == last + 1);
    if (tick->flags & FEED_TICK_BACKFILL) {
      g_assert_nonnull (mark);
      g_assert_cmpuint (tick->source, ==, FEED_SOURCE_POLL);
    } else {
      first = mark != NULL;
      mark = NULL;
      g_assert_cmpuint (tick->source, ==, FEED_SOURCE_STREAM);
    }
    g_assert_true (!first || tick->flags & FEED_TICK_FIRST_AFTER_GAP);
    missing += last != 0 ? tick->sequence - last - 1 : 0;
    last = tick->sequence;
  }
  g_assert_cmpint (last, >, 0);
  return missing;
}

static guint
count (Fixture *fixture,
       guint    instrument,
       guint    flags)
{
  guint n = 0;

  for (guint i = 0; i < fixture->ticks->len; i++) {
    const FeedTick *tick = get_tick (fixture, i);

    n += tick->instrument == instrument && (tick->flags & flags) == flags;
  }
  return n;
}

/* Lines of the log of that kind; text: of the last of them */
static guint
count_events (Fixture      *fixture,
              FeedEventKind kind,
              char        **text)
{
  GListModel *log = G_LIST_MODEL (feed_manager_get_event_log (fixture->feed.manager));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (log); i++) {
    g_autoptr (FeedEvent) event = g_list_model_get_item (log, i);

    if (feed_event_get_kind (event) != kind)
      continue;
    n++;
    g_free (*text);
    *text = g_strdup (feed_event_get_text (event));
  }
  return n;
}

static void
test_mute (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *text = NULL;
  const FeedGap *gap;

  start (fixture, 1);
  mute (fixture, 20);
  sim_feed_advance (&fixture->feed, 40);
  g_assert_cmpint (check_tape (fixture, 0), ==, 0);
  g_assert_cmpuint (count (fixture, 0, FEED_TICK_GAP), ==, 1);
  assert_gap (fixture, "S0", FEED_BACKFILL_DONE);
  gap = find_gap (fixture, "S0");
  g_assert_cmpint (gap->lost, ==, count (fixture, 0, FEED_TICK_BACKFILL));
  g_assert_cmpint (gap->lost, >=, 200);
  g_assert_cmpuint (gap->instrument, ==, 0);
  g_assert_true (gap->shared);
  gap = find_gap (fixture, NULL);
  g_assert_cmpint (gap->lost, ==, gap->backfilled);
  g_assert_cmpint (gap->cause, ==, FEED_CAUSE_MUTE);
  g_assert_cmpint (ABS (gap->start_us - SIM_FEED_WALL_US - 10 * SECOND), <=, SECOND);
  g_assert_cmpint (gap->detected_after_us, >, 3 * SECOND);
  g_assert_cmpint (gap->detected_after_us, <, 7 * SECOND);
  g_assert_cmpint (gap->polled_after_us, >=, gap->detected_after_us);
  g_assert_cmpint (gap->polled_after_us, <, gap->detected_after_us + 2 * SECOND);
  g_assert_cmpint (gap->length_us, >, 20 * SECOND);
  g_assert_cmpint (gap->live_after_us, >, gap->length_us);
  /* One line for the connection and none for the instrument */
  g_assert_cmpuint (count_events (fixture, FEED_EVENT_KIND_GAP, &text), ==, 1);
  g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, "without stream data for 2"));
  g_assert_nonnull (strstr (text, " fetched later: stream mute, "));
  g_assert_nonnull (strstr (text, "; noticed after "));
  /* No clock: who shows the line knows in which zone */
  g_assert_null (strstr (text, "UTC"));
}

/* Who takes ticks one by one sees the same */
static void
test_next_tick (Fixture      *fixture,
                gconstpointer data)
{
  guint n_marks = 0, n_backfilled = 0;
  FeedTick tick;

  g_assert_false (feed_manager_get_next_tick (fixture->feed.manager, &tick));
  start (fixture, 1);
  mute (fixture, 20);
  sim_feed_advance (&fixture->feed, 40);
  while (feed_manager_get_next_tick (fixture->feed.manager, &tick)) {
    n_marks += (tick.flags & FEED_TICK_GAP) != 0;
    n_backfilled += (tick.flags & FEED_TICK_BACKFILL) != 0;
    g_assert_true (n_backfilled == 0 || n_marks == 1);
  }
  g_assert_cmpuint (n_marks, ==, 1);
  g_assert_cmpuint (n_backfilled, ==, count (fixture, 0, FEED_TICK_BACKFILL));
}

/* The stream was never there before: nothing is missing */
static void
test_first_start (Fixture      *fixture,
                  gconstpointer data)
{
  fixture->feed.faults->refuse = TRUE;
  start (fixture, 2);
  fixture->feed.faults->refuse = FALSE;
  sim_feed_advance (&fixture->feed, 60);
  g_assert_cmpuint (fixture->gaps->len, ==, 0);
  g_assert_cmpuint (count (fixture, 0, FEED_TICK_GAP), ==, 0);
  g_assert_cmpint (check_tape (fixture, 0), ==, 0);
}

static void
test_several (Fixture      *fixture,
              gconstpointer data)
{
  start (fixture, 12);
  mute (fixture, 20);
  sim_feed_advance (&fixture->feed, 40);
  for (guint i = 0; i < 12; i++) {
    g_autofree char *symbol = g_strdup_printf ("S%u", i);

    assert_gap (fixture, symbol, FEED_BACKFILL_DONE);
    g_assert_cmpint (check_tape (fixture, i), ==, 0);
  }
  assert_gap (fixture, NULL, FEED_BACKFILL_DONE);
  g_assert_cmpint (find_gap (fixture, NULL)->lost, ==, 12 * find_gap (fixture, "S0")->lost);
  g_assert_cmpuint (sim_venue_get_most_in_flight (fixture->feed.venue), ==, 1);
}

/* More than can be asked for in time: those that are not fetched say so, and nothing else waits */
static void
test_many (Fixture      *fixture,
           gconstpointer data)
{
  guint n_done = 0, n_failed = 0;

  fixture->feed.faults->trade_interval_us = SECOND;
  fixture->feed.faults->way_us = 100 * 1000;
  start (fixture, 150);
  mute (fixture, 20);
  sim_feed_advance (&fixture->feed, 60);
  for (guint i = 0; i < 150; i++) {
    g_autofree char *symbol = g_strdup_printf ("S%u", i);
    const FeedGap *gap = find_gap (fixture, symbol);

    g_assert_cmpint (check_tape (fixture, i), ==, gap->lost - gap->backfilled);
    n_done += gap->backfill == FEED_BACKFILL_DONE;
    n_failed += gap->backfill == FEED_BACKFILL_FAILED;
  }
  g_test_message ("%u fetched, %u not", n_done, n_failed);
  g_assert_cmpuint (n_done + n_failed, ==, 150);
  g_assert_cmpuint (n_done, >=, 10);
  assert_gap (fixture, NULL, FEED_BACKFILL_PARTIAL);
  g_assert_cmpuint (sim_venue_get_most_in_flight (fixture->feed.venue), ==, 1);
}

/* Trades by id are refused: the newest thousand are as good, and are the end of it */
static void
test_no_history (Fixture      *fixture,
                 gconstpointer data)
{
  fixture->feed.faults->no_history = TRUE;
  fixture->feed.faults->trade_interval_us = GPOINTER_TO_INT (data);
  start (fixture, 1);
  mute (fixture, 20);
  sim_feed_advance (&fixture->feed, 40);
  if (GPOINTER_TO_INT (data) == 100 * 1000) {
    assert_gap (fixture, "S0", FEED_BACKFILL_DONE);
    g_assert_cmpint (check_tape (fixture, 0), ==, 0);
  } else {
    assert_gap (fixture, "S0", FEED_BACKFILL_PARTIAL);
    g_assert_cmpint (find_gap (fixture, "S0")->backfilled, >=, 900);
    g_assert_cmpint (check_tape (fixture, 0), ==,
                     find_gap (fixture, "S0")->lost - find_gap (fixture, "S0")->backfilled);
  }
}

/* 500, 403, 429: told, and the stream goes on at once or nearly so */
static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;

  fixture->feed.faults->backfill_status = GPOINTER_TO_UINT (data);
  start (fixture, 2);
  mute (fixture, 20);
  sim_feed_advance (&fixture->feed, 3);
  g_assert_cmpuint (count (fixture, 0, FEED_TICK_FIRST_AFTER_GAP), ==, 1);
  sim_feed_advance (&fixture->feed, 60);
  assert_gap (fixture, "S0", FEED_BACKFILL_FAILED);
  assert_gap (fixture, NULL, FEED_BACKFILL_FAILED);
  g_assert_cmpint (check_tape (fixture, 0), ==, find_gap (fixture, "S0")->lost);
  g_assert_cmpuint (count (fixture, 0, FEED_TICK_BACKFILL), ==, 0);
  g_assert_cmpuint (count_events (fixture, FEED_EVENT_KIND_TROUBLE, &text), >=, 1);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "were not fetched: "));
  g_assert_cmpuint (sim_venue_get_n_backfills (fixture->feed.venue), <=, 12);
}

static void
test_too_many (Fixture      *fixture,
               gconstpointer data)
{
  fixture->feed.faults->trade_interval_us = 2500;
  start (fixture, 1);
  mute (fixture, 20);
  sim_feed_advance (&fixture->feed, 40);
  assert_gap (fixture, "S0", FEED_BACKFILL_FAILED);
  g_assert_cmpint (find_gap (fixture, "S0")->lost, >, 5000);
  g_assert_cmpint (check_tape (fixture, 0), ==, find_gap (fixture, "S0")->lost);
  g_assert_cmpuint (sim_venue_get_n_backfills (fixture->feed.venue), ==, 0);
}

/* Several thousand take several requests */
static void
test_pages (Fixture      *fixture,
            gconstpointer data)
{
  fixture->feed.faults->trade_interval_us = 10 * 1000;
  start (fixture, 1);
  mute (fixture, 30);
  sim_feed_advance (&fixture->feed, 40);
  assert_gap (fixture, "S0", FEED_BACKFILL_DONE);
  g_assert_cmpint (find_gap (fixture, "S0")->lost, >, 3000);
  g_assert_cmpint (check_tape (fixture, 0), ==, 0);
  g_assert_cmpuint (sim_venue_get_n_backfills (fixture->feed.venue), ==, 4);
}

/* The archive never has them: after 5 s what waited goes on, all of it, in order */
static void
test_bound (Fixture      *fixture,
            gconstpointer data)
{
  guint i = 0;

  fixture->feed.faults->archive_lag = 1000;
  start (fixture, 1);
  mute (fixture, 20);
  sim_feed_advance (&fixture->feed, 40);
  assert_gap (fixture, "S0", FEED_BACKFILL_FAILED);
  g_assert_cmpint (check_tape (fixture, 0), ==, find_gap (fixture, "S0")->lost);
  while (!(get_tick (fixture, i)->flags & FEED_TICK_GAP))
    i++;
  g_assert_cmpint (g_array_index (fixture->told_us, gint64, i + 1), ==,
                   g_array_index (fixture->told_us, gint64, i) + 5 * SECOND);
  /* The polls went on meanwhile */
  g_assert_cmpuint (sim_venue_get_n_backfills (fixture->feed.venue), <=, 18);
}

/* The archive lags by a few trades: what is missing comes a moment later */
static void
test_lagging_archive (Fixture      *fixture,
                      gconstpointer data)
{
  fixture->feed.faults->archive_lag = 15;
  start (fixture, 1);
  mute (fixture, 20);
  sim_feed_advance (&fixture->feed, 40);
  assert_gap (fixture, "S0", FEED_BACKFILL_DONE);
  g_assert_cmpint (check_tape (fixture, 0), ==, 0);
  g_assert_cmpuint (sim_venue_get_n_backfills (fixture->feed.venue), >=, 2);
}

/* Advances until trades of instrument 0 wait */
static void
advance_to_hold (Fixture *fixture)
{
  for (guint i = 0; i < 200 && count (fixture, 0, FEED_TICK_GAP) == 0; i++)
    sim_feed_advance (&fixture->feed, 0.1);
  g_assert_cmpuint (count (fixture, 0, FEED_TICK_GAP), ==, 1);
  sim_feed_advance (&fixture->feed, 0.5);
}

static void
test_stop (Fixture      *fixture,
           gconstpointer data)
{
  guint n_ticks;

  fixture->feed.faults->archive_lag = 1000;
  start (fixture, 2);
  mute (fixture, 20);
  advance_to_hold (fixture);
  n_ticks = fixture->ticks->len;
  feed_manager_stop (fixture->feed.manager);
  assert_gap (fixture, "S0", FEED_BACKFILL_FAILED);
  assert_gap (fixture, "S1", FEED_BACKFILL_FAILED);
  assert_gap (fixture, NULL, FEED_BACKFILL_FAILED);
  g_assert_cmpint (find_gap (fixture, NULL)->live_after_us, ==, -1);
  sim_feed_advance (&fixture->feed, 30);
  g_assert_cmpuint (fixture->ticks->len, ==, n_ticks);
  /* The next start is a first one */
  fixture->feed.faults->archive_lag = 0;
  g_array_set_size (fixture->gaps, 0);
  g_ptr_array_set_size (fixture->symbols, 0);
  feed_manager_start (fixture->feed.manager);
  sim_feed_advance (&fixture->feed, 30);
  g_assert_cmpuint (fixture->gaps->len, ==, 0);
  g_assert_cmpuint (fixture->ticks->len, >, n_ticks);
}

/* An instrument removed while its trades wait, or by who is told of the gap or a fetched trade */
static void
test_remove (Fixture      *fixture,
             gconstpointer data)
{
  guint how = GPOINTER_TO_UINT (data);

  fixture->feed.faults->archive_lag = how == 0 ? 1000 : 0;
  fixture->remove_after = how;
  start (fixture, 2);
  mute (fixture, 20);
  if (how == 0) {
    advance_to_hold (fixture);
    feed_manager_unsubscribe (fixture->feed.manager, 0);
  } else {
    sim_feed_advance (&fixture->feed, 5);
  }
  assert_gap (fixture, "S0", how < 2 ? FEED_BACKFILL_FAILED : FEED_BACKFILL_PARTIAL);
  feed_manager_subscribe (fixture->feed.manager, "binance", "S9", NULL);
  fixture->feed.faults->archive_lag = 0;
  sim_feed_advance (&fixture->feed, 40);
  g_assert_null (find_gap (fixture, "S9"));
  g_assert_cmpint (check_tape (fixture, 2), ==, 0);
  assert_gap (fixture, "S1", FEED_BACKFILL_DONE);
  g_assert_cmpint (check_tape (fixture, 1), ==, 0);
}

/* One is mute under a link that is fine: a gap of its own, with a line of its own */
static void
test_mute_slot (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *text = NULL;
  const FeedGap *gap;

  start (fixture, 10);
  fixture->feed.faults->mute_symbols = 1;
  sim_feed_advance (&fixture->feed, 60);
  fixture->feed.faults->mute_symbols = 0;
  sim_feed_advance (&fixture->feed, 30);
  assert_gap (fixture, "S0", FEED_BACKFILL_DONE);
  gap = find_gap (fixture, "S0");
  g_assert_false (gap->shared);
  g_assert_cmpint (gap->cause, ==, FEED_CAUSE_MUTE);
  g_assert_cmpint (gap->length_us, >=, 60 * SECOND);
  g_assert_cmpint (gap->live_after_us, ==, gap->length_us);
  g_assert_cmpuint (fixture->gaps->len, ==, 1);
  g_assert_cmpint (check_tape (fixture, 0), ==, 0);
  g_assert_cmpuint (count_events (fixture, FEED_EVENT_KIND_GAP, &text), ==, 1);
  g_assert_true (g_str_has_prefix (text, "S0: without stream data for 6"));
}

static void
send_trade (Fixture *fixture,
            gint64   id)
{
  gint64 wall_ms = feed_clock_wall_us (fixture->feed.clock) / 1000;
  g_autofree char *text =
    g_strdup_printf ("{\"stream\":\"s0@trade\",\"data\":{\"e\":\"trade\",\"E\":%" G_GINT64_FORMAT
                     ",\"s\":\"S0\",\"t\":%" G_GINT64_FORMAT ",\"p\":\"1\",\"q\":\"1\",\"T\":%"
                     G_GINT64_FORMAT ",\"m\":true,\"M\":true}}", wall_ms, id, wall_ms);

  sim_venue_send (fixture->feed.venue, text);
}

/* Ids that jump under a good link: the stream left something out */
static void
test_skipped (Fixture      *fixture,
              gconstpointer data)
{
  gint64 id;

  start (fixture, 2);
  fixture->feed.faults->trade_interval_us = 0;
  sim_feed_advance (&fixture->feed, 1);
  id = sim_venue_get_trade_id (fixture->feed.venue);
  send_trade (fixture, id + 3);
  sim_feed_advance (&fixture->feed, 4);
  g_assert_cmpuint (fixture->gaps->len, ==, 0);
  sim_feed_advance (&fixture->feed, 2);
  g_assert_cmpuint (fixture->gaps->len, ==, 1);
  assert_gap (fixture, "S0", FEED_BACKFILL_FAILED);
  g_assert_cmpint (find_gap (fixture, "S0")->lost, ==, 2);
  g_assert_cmpint (find_gap (fixture, "S0")->cause, ==, FEED_CAUSE_SKIPPED);
  g_assert_cmpint (check_tape (fixture, 0), ==, 2);
}

/* Nothing trades: the stream is back, REST knows of nothing newer, and so nothing is lost */
static void
test_quiet (Fixture      *fixture,
            gconstpointer data)
{
  const FeedTick *last;

  start (fixture, 1);
  fixture->feed.faults->trade_interval_us = 0;
  sim_feed_advance (&fixture->feed, 2);
  sim_venue_close (fixture->feed.venue, 1001);
  sim_feed_advance (&fixture->feed, 2);
  sim_venue_send (fixture->feed.venue,
                  "{\"stream\":\"s0@bookTicker\",\"data\":{\"u\":99000000,\"s\":\"S0\","
                  "\"b\":\"1\",\"B\":\"2\",\"a\":\"3\",\"A\":\"4\"}}");
  sim_feed_advance (&fixture->feed, 90);
  assert_gap (fixture, "S0", FEED_BACKFILL_NONE);
  g_assert_cmpint (find_gap (fixture, "S0")->lost, ==, 0);
  g_assert_cmpint (find_gap (fixture, NULL)->lost, ==, 0);
  last = get_tick (fixture, fixture->ticks->len - 1);
  g_assert_cmpuint (last->flags, ==, FEED_TICK_GAP);
  g_assert_cmpint (last->sequence, ==, 0);
}

/* What is fetched is no sign that a row is fresh */
static void
test_trade_safe (Fixture      *fixture,
                 gconstpointer data)
{
  start (fixture, 1);
  mute (fixture, 20);
  for (guint i = 0; i < 100; i++) {
    guint n = fixture->ticks->len;
    FeedInstrument *row =
      feed_board_get_by_index (feed_manager_get_board (fixture->feed.manager), 0);
    gint64 fresh_us = feed_instrument_get_fresh_us (row);

    sim_feed_advance (&fixture->feed, 0.01);
    if (fixture->ticks->len > n && get_tick (fixture, n)->flags & FEED_TICK_BACKFILL &&
        get_tick (fixture, fixture->ticks->len - 1)->flags & FEED_TICK_BACKFILL)
      g_assert_cmpint (feed_instrument_get_fresh_us (row), ==, fresh_us);
  }
  sim_feed_advance (&fixture->feed, 20);
  g_assert_true (feed_manager_is_trade_safe (fixture->feed.manager, 0, 500));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define STORY(name, func, data) g_test_add ("/feed/gaps/" name, Fixture, GUINT_TO_POINTER (data), \
                                            set_up, func, tear_down)
  STORY ("mute", test_mute, 0);
  STORY ("next-tick", test_next_tick, 0);
  STORY ("first-start", test_first_start, 0);
  STORY ("several", test_several, 0);
  STORY ("many", test_many, 0);
  STORY ("no-history", test_no_history, 100 * 1000);
  STORY ("no-history-enough", test_no_history, 15 * 1000);
  STORY ("refused-500", test_refused, 500);
  STORY ("refused-403", test_refused, 403);
  STORY ("refused-429", test_refused, 429);
  STORY ("too-many", test_too_many, 0);
  STORY ("pages", test_pages, 0);
  STORY ("bound", test_bound, 0);
  STORY ("lagging-archive", test_lagging_archive, 0);
  STORY ("stop", test_stop, 0);
  STORY ("remove", test_remove, 0);
  STORY ("remove-at-mark", test_remove, 1);
  STORY ("remove-at-backfill", test_remove, 4);
  STORY ("mute-slot", test_mute_slot, 0);
  STORY ("skipped", test_skipped, 0);
  STORY ("quiet", test_quiet, 0);
  STORY ("trade-safe", test_trade_safe, 0);
  return g_test_run ();
}
