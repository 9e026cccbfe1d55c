/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instruments change over between a venue's connections, in virtual time: whoever takes the ticks
 * sees each of them once and in order. */
#include <feed/feed.h>
#include <string.h>

#include "feed/feed-manager-private.h"
#include "support/sim-account.h"
#include "support/sim-feed.h"
#include "support/test-support.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MS (SECOND / 1000)
#define MOST 1024
/* What Binance's connections take */
#define ROOM 341

typedef struct {
  SimFeed     feed;
  const char *venue_id;
  guint       index[MOST];
  gint64      tape[MOST], quote[MOST];    /* newest, by the manager's index */
  guint       n_streamed[MOST];           /* since the last mark */
  gint64      n_missing, n_told;          /* trades that were left out, and of those told */
  guint       n_disorder, n_quotes_missing;
  guint       n_gaps, n_unknown;          /* gaps of instruments, and those of unknown cost */
  GString    *notes;
} Fixture;

static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         Fixture        *fixture)
{
  gint64 *tape = &fixture->tape[tick->instrument], *quote = &fixture->quote[tick->instrument];

  fixture->n_streamed[tick->instrument] += tick->source == FEED_SOURCE_STREAM;
  if (tick->flags & FEED_TICK_GAP)
    return;
  if (tick->flags & FEED_TICK_TRADE) {
    fixture->n_disorder += tick->sequence <= *tape;
    if (*tape != 0 && tick->sequence > *tape)
      fixture->n_missing += tick->sequence - *tape - 1;
    *tape = tick->sequence;
  } else if (tick->flags & FEED_TICK_QUOTE && tick->source == FEED_SOURCE_STREAM) {
    fixture->n_disorder += tick->sequence <= *quote;
    fixture->n_quotes_missing += *quote != 0 && tick->sequence > *quote + 10;
    *quote = tick->sequence;
  }
}

static void
on_gap (FeedManager   *manager,
        const FeedGap *gap,
        const char    *venue,
        const char    *connection,
        const char    *symbol,
        Fixture       *fixture)
{
  if (gap->instrument == FEED_GAP_CONNECTION)
    return;
  fixture->n_gaps++;
  fixture->n_unknown += gap->lost < 0;
  fixture->n_told += MAX (gap->lost, 0) - gap->backfilled;
}

static void
on_event (FeedManager *manager,
          FeedEvent   *event,
          Fixture     *fixture)
{
  if (feed_event_get_kind (event) == FEED_EVENT_KIND_NOTE)
    g_string_append_printf (fixture->notes, "%s\n", feed_event_get_text (event));
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->venue_id = data;
  sim_feed_set_up (&fixture->feed, NULL);
  fixture->feed.faults->trade_interval_us = SECOND;
  fixture->notes = g_string_new (NULL);
  g_signal_connect (fixture->feed.manager, "tick", G_CALLBACK (on_tick), fixture);
  g_signal_connect (fixture->feed.manager, "gap", G_CALLBACK (on_gap), fixture);
  g_signal_connect (fixture->feed.manager, "event", G_CALLBACK (on_event), fixture);
  if (!g_str_equal (fixture->venue_id, "binance")) {
    g_autoptr (FeedCredentials) credentials = sim_account_new_credentials (SIM_ACCOUNT_PIN);

    fixture->feed.faults->account = TRUE;
    fixture->feed.manager->context.create = sim_account_create_provider;
    feed_manager_set_credentials (fixture->feed.manager, fixture->venue_id, credentials, NULL);
  }
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  sim_feed_tear_down (&fixture->feed, fixture);
  g_string_free (fixture->notes, TRUE);
}

static void
subscribe (Fixture *fixture,
           guint    from,
           guint    to)
{
  for (guint i = from; i < to; i++) {
    g_autofree char *symbol = g_strdup_printf ("S%u", i);
    g_autoptr (GError) error = NULL;

    fixture->index[i] = feed_manager_subscribe (fixture->feed.manager, fixture->venue_id, symbol, &error);
    g_assert_no_error (error);
    fixture->tape[fixture->index[i]] = fixture->quote[fixture->index[i]] = 0;
  }
}

static void
unsubscribe (Fixture *fixture,
             guint    from,
             guint    to)
{
  for (guint i = from; i < to; i++)
    feed_manager_unsubscribe (fixture->feed.manager, fixture->index[i]);
}

static void
pass_seconds (Fixture *fixture,
              guint    n)
{
  for (guint i = 0; i < 20 * n; i++)
    feed_clock_advance (fixture->feed.clock, SECOND / 20);
}

static guint
count_connections (Fixture *fixture)
{
  return g_list_model_get_n_items (feed_manager_get_connections (fixture->feed.manager));
}

/* Every one of those is streamed, within some seconds */
static void
check_streamed (Fixture *fixture,
                guint    from,
                guint    to)
{
  guint n = 0;

  memset (fixture->n_streamed, 0, sizeof fixture->n_streamed);
  pass_seconds (fixture, 3);
  for (guint i = from; i < to; i++)
    n += fixture->n_streamed[fixture->index[i]] > 0;
  g_assert_cmpuint (n, ==, to - from);
}

static void
check_tape (Fixture *fixture)
{
  g_assert_cmpuint (fixture->n_disorder, ==, 0);
  g_assert_cmpint (fixture->n_missing, ==, 0);
  g_assert_cmpuint (fixture->n_quotes_missing, ==, 0);
  g_assert_cmpuint (fixture->n_gaps, ==, 0);
}

/* 341 and 59, of which so many of the first are removed */
static void
begin_spare (Fixture *fixture,
             gint64   apart_us,
             guint    n_removed)
{
  fixture->feed.faults->apart_us = apart_us;
  subscribe (fixture, 0, ROOM + 59);
  feed_manager_start (fixture->feed.manager);
  pass_seconds (fixture, 20);
  g_assert_cmpuint (count_connections (fixture), ==, 2);
  unsubscribe (fixture, 0, n_removed);
}

static void
check_spared (Fixture    *fixture,
              const char *note)
{
  g_assert_cmpuint (count_connections (fixture), ==, 1);
  g_assert_cmpuint (sim_venue_get_n_links (fixture->feed.venue), ==, 1);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->feed.venue), ==, 2);
  g_assert_cmpuint (sim_venue_get_most_messages (fixture->feed.venue), <=, 5);
  g_assert_nonnull (strstr (fixture->notes->str, note));
  check_tape (fixture);
}

/* The streams are as fast as each other, or one is ahead */
static void
spare (Fixture    *fixture,
       gint64      apart_us,
       guint       n_removed,
       const char *note)
{
  begin_spare (fixture, apart_us, n_removed);
  pass_seconds (fixture, 50);
  g_assert_cmpuint (count_connections (fixture), ==, 2);
  g_assert_cmpstr (fixture->notes->str, ==, "");
  pass_seconds (fixture, 70);
  check_streamed (fixture, n_removed, ROOM + 59);
  check_spared (fixture, note);
}

static void
test_spare (Fixture      *fixture,
            gconstpointer data)
{
  spare (fixture, 0, 200, "moved 59 symbols to binance: binance-2 is not needed\n");
}

static void
test_spare_behind (Fixture      *fixture,
                   gconstpointer data)
{
  spare (fixture, 300 * MS, 200, "moved 59 symbols to binance: binance-2 is not needed\n");
}

static void
test_spare_ahead (Fixture      *fixture,
                  gconstpointer data)
{
  spare (fixture, -300 * MS, 200, "moved 59 symbols to binance: binance-2 is not needed\n");
}

/* To the later one, which is behind by more than a trade */
static void
test_spare_first (Fixture      *fixture,
                  gconstpointer data)
{
  spare (fixture, 1300 * MS, 300, "moved 41 symbols to binance-2: binance is not needed\n");
  subscribe (fixture, 0, 300);
  pass_seconds (fixture, 80);
  g_assert_cmpuint (count_connections (fixture), ==, 2);
  check_streamed (fixture, 0, ROOM + 59);
}

/* Nothing trades meanwhile */
static void
test_spare_quiet (Fixture      *fixture,
                  gconstpointer data)
{
  begin_spare (fixture, 0, 200);
  pass_seconds (fixture, 50);
  fixture->feed.faults->trade_interval_us = 0;
  pass_seconds (fixture, 120);
  g_assert_cmpuint (count_connections (fixture), ==, 1);
  fixture->feed.faults->trade_interval_us = SECOND;
  pass_seconds (fixture, 5);
  check_streamed (fixture, 200, ROOM + 59);
  check_spared (fixture, "moved 59 symbols to binance: binance-2 is not needed\n");
}

/* What comes and goes near the limit opens and closes nothing */
static void
test_boundary (Fixture      *fixture,
               gconstpointer data)
{
  begin_spare (fixture, 0, 127);
  for (guint i = 0; i < 20; i++) {
    pass_seconds (fixture, 20);
    subscribe (fixture, 0, 10);
    pass_seconds (fixture, 5);
    unsubscribe (fixture, 0, 10);
  }
  g_assert_cmpuint (count_connections (fixture), ==, 2);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->feed.venue), ==, 2);
  g_assert_cmpstr (fixture->notes->str, ==, "");
  check_tape (fixture);
}

/* The target is always ahead: there is no moment at which nothing would be lost, so nothing moves,
 * and it is not tried again at once */
static void
test_no_moment (Fixture      *fixture,
                gconstpointer data)
{
  guint n_messages;

  begin_spare (fixture, -1300 * MS, 300);
  fixture->feed.faults->trade_interval_us = 100 * MS;
  pass_seconds (fixture, 110);
  n_messages = sim_venue_get_n_messages (fixture->feed.venue);
  pass_seconds (fixture, 300);
  g_assert_cmpuint (count_connections (fixture), ==, 2);
  g_assert_cmpuint (sim_venue_get_n_messages (fixture->feed.venue), ==, n_messages);
  g_assert_cmpstr (fixture->notes->str, ==, "");
  check_streamed (fixture, 300, ROOM + 59);
  check_tape (fixture);
}

/* The venue's is ours, as all connections have it */
static void
check_clocks (Fixture *fixture)
{
  for (guint i = 0; i < count_connections (fixture); i++) {
    g_autoptr (FeedHealth) health =
      g_list_model_get_item (feed_manager_get_connections (fixture->feed.manager), i);

    g_assert_cmpint (feed_health_get_figures (health)->clock_offset_us, ==, 0);
  }
}

/* The source will never come to where the target is: the target's last tick is told after all, as
 * one that came in time */
static void
test_ahead_then_quiet (Fixture      *fixture,
                       gconstpointer data)
{
  gint64 newest;

  fixture->feed.faults->no_quotes = TRUE;
  begin_spare (fixture, -1 * SECOND, 300);
  pass_seconds (fixture, 65);
  g_assert_cmpuint (fixture->n_missing, ==, 0);
  fixture->feed.faults->mute = TRUE;
  fixture->feed.faults->trade_interval_us = 0;
  pass_seconds (fixture, 2);
  newest = sim_venue_get_trade_id (fixture->feed.venue);
  fixture->feed.faults->mute = FALSE;
  pass_seconds (fixture, 8);
  for (guint i = 300; i < ROOM; i++)
    g_assert_cmpint (fixture->tape[fixture->index[i]], ==, newest);
  check_clocks (fixture);
  fixture->feed.faults->apart_us = 0;
  fixture->feed.faults->trade_interval_us = SECOND;
  pass_seconds (fixture, 60);
  g_assert_cmpuint (count_connections (fixture), ==, 1);
  check_streamed (fixture, 300, ROOM + 59);
  g_assert_cmpuint (fixture->n_disorder, ==, 0);
  g_assert_cmpint (fixture->n_missing, ==, fixture->n_told);
}

/* Of those whose connection is refused, as many as there is room for are streamed by another */
static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  guint n_dials;

  fixture->feed.faults->most_links = 1;
  subscribe (fixture, 0, 160);
  feed_manager_start (fixture->feed.manager);
  pass_seconds (fixture, 150);
  g_assert_cmpuint (count_connections (fixture), ==, 2);
  g_assert_null (strstr (fixture->notes->str, "moved"));
  unsubscribe (fixture, 0, 40);
  pass_seconds (fixture, 30);
  check_streamed (fixture, 40, 140);
  g_assert_nonnull (strstr (fixture->notes->str, "moved 40 symbols to sim-account: sim-account-2 is "
                                                 "refused by the venue's limit of connections\n"));
  unsubscribe (fixture, 40, 70);
  pass_seconds (fixture, 30);
  check_streamed (fixture, 70, 160);
  /* Nothing goes back to where nothing is left */
  n_dials = sim_venue_get_n_dials (fixture->feed.venue);
  subscribe (fixture, 30, 40);
  pass_seconds (fixture, 10);
  check_streamed (fixture, 30, 40);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->feed.venue), ==, n_dials);
  g_assert_cmpuint (fixture->n_disorder, ==, 0);
  g_assert_cmpint (fixture->n_missing, ==, 0);
}

/* What was without stream keeps its gap: it is counted where the instrument went */
static void
test_refused_gap (Fixture      *fixture,
                  gconstpointer data)
{
  subscribe (fixture, 0, ROOM + 59);
  feed_manager_start (fixture->feed.manager);
  pass_seconds (fixture, 20);
  unsubscribe (fixture, 0, 100);
  pass_seconds (fixture, 5);
  check_tape (fixture);
  fixture->feed.faults->most_links = 1;
  sim_venue_close (fixture->feed.venue, 1000);
  pass_seconds (fixture, 200);
  check_streamed (fixture, 100, ROOM + 59);
  g_assert_nonnull (strstr (fixture->notes->str, "moved "));
  g_assert_cmpuint (fixture->n_disorder, ==, 0);
  g_assert_cmpuint (fixture->n_gaps, ==, ROOM - 100 + 59);
  g_assert_cmpuint (fixture->n_unknown, ==, 0);
  g_assert_cmpint (fixture->n_missing, ==, fixture->n_told);
}

/* A user who changes everything while a move is under way */
static void
test_interrupted (Fixture      *fixture,
                  gconstpointer data)
{
  begin_spare (fixture, -1300 * MS, 300);
  fixture->feed.faults->trade_interval_us = 100 * MS;
  pass_seconds (fixture, 65);
  unsubscribe (fixture, 300, 310);
  feed_manager_stop (fixture->feed.manager);
  pass_seconds (fixture, 2);
  feed_manager_start (fixture->feed.manager);
  fixture->feed.faults->apart_us = 0;
  pass_seconds (fixture, 100);
  g_assert_cmpuint (count_connections (fixture), ==, 1);
  check_streamed (fixture, 310, ROOM + 59);
  g_assert_cmpuint (fixture->n_disorder, ==, 0);
}

static void
add (const char *path,
     const char *venue,
     void ( *test )(Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, venue, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/feed/moves/spare", "binance", test_spare);
  add ("/feed/moves/spare-behind", "binance", test_spare_behind);
  add ("/feed/moves/spare-ahead", "binance", test_spare_ahead);
  add ("/feed/moves/spare-first", "binance", test_spare_first);
  add ("/feed/moves/spare-quiet", "binance", test_spare_quiet);
  add ("/feed/moves/boundary", "binance", test_boundary);
  add ("/feed/moves/no-moment", "binance", test_no_moment);
  add ("/feed/moves/ahead-then-quiet", "binance", test_ahead_then_quiet);
  add ("/feed/moves/refused", "sim-account", test_refused);
  add ("/feed/moves/refused-gap", "binance", test_refused_gap);
  add ("/feed/moves/interrupted", "binance", test_interrupted);
  return g_test_run ();
}
