/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The levels of the order book from a provider's sink to the row, in virtual time. The venue is
 * Binance with a book made up here: its class's functions are replaced, before there is a provider. */
#include <feed/feed.h>
#include <math.h>

#include "feed/providers/feed-binance.h"
#include "support/sim-feed.h"
#include "support/test-allocations.h"

#define SECOND G_USEC_PER_SEC

/* The class's own functions, and what the venue with a book was asked. Its mode is the class's: no
 * two providers of a test differ in it */
static FeedProviderClass own;
static FeedProviderInfo book_info;
static FeedMode mode;
static GString *story;           /* of subscriptions: the mode and + or − */
static const FeedSink *outer;
static gsize allocated;          /* while messages of the stream were taken in */
static guint n_frames;

typedef struct {
  SimFeed feed;
  guint   n_ticks, n_depths;
} Fixture;

static const FeedProviderInfo *
get_book_info (FeedProvider *provider)
{
  return &book_info;
}

static void
set_book_mode (FeedProvider *provider,
               FeedMode      new_mode)
{
  mode = new_mode;
}

static void
write_subscription (FeedProvider *provider,
                    const guint  *slots,
                    guint         n_slots,
                    gboolean      add,
                    GPtrArray    *messages)
{
  g_string_append_printf (story, "%u%c ", mode, add ? '+' : '-');
  own.subscribe_messages (provider, slots, n_slots, add, messages);
}

static void
fill_book (FeedDepth      *depth,
           const FeedTick *tick)
{
  depth->n_buy = depth->n_sell = mode == FEED_MODE_DEPTH ? 20 : 5;
  for (guint i = 0; i < depth->n_buy; i++) {
    depth->buy[i].price = tick->bid - i;
    depth->sell[i].price = tick->ask + i;
    depth->buy[i].size = depth->sell[i].size = (double) tick->sequence;
    depth->buy[i].orders = depth->sell[i].orders = (int) i;
  }
}

static void
on_inner_tick (gpointer         user_data,
               const FeedTick  *tick,
               const FeedDepth *depth)
{
  FeedTick copy = *tick;
  FeedDepth book;

  if (!(tick->flags & FEED_TICK_QUOTE) || mode < FEED_MODE_SNAP ||
      tick->source != FEED_SOURCE_STREAM) {
    outer->tick (outer->user_data, tick, NULL);
    return;
  }
  fill_book (&book, tick);
  copy.flags |= FEED_TICK_DEPTH;
  outer->tick (outer->user_data, &copy, &book);
}

static void
on_inner_notice (gpointer    user_data,
                 FeedNotice  notice,
                 guint       slot,
                 const char *text)
{
  outer->notice (outer->user_data, notice, slot, text);
}

static FeedDecode
book_decode (FeedProvider   *provider,
             FeedFrameType   type,
             const guint8   *data,
             gsize           length,
             gint64          receive_time_us,
             const FeedSink *sink,
             GError        **error)
{
  FeedSink inner = { on_inner_tick, on_inner_notice, NULL };
  gsize before = test_allocations_get_count ();
  FeedDecode result;

  outer = sink;
  result = own.decode (provider, type, data, length, receive_time_us, &inner, error);
  allocated += test_allocations_get_count () - before;
  n_frames++;
  return result;
}

static void
give_book (void)
{
  g_autoptr (FeedProvider) provider = feed_binance_new ("binance");
  FeedProviderClass *class = FEED_PROVIDER_GET_CLASS (provider);

  own = *class;
  book_info = *feed_provider_get_info (provider);
  book_info.has_depth = book_info.has_modes = TRUE;
  class->get_info = get_book_info;
  class->set_mode = set_book_mode;
  class->subscribe_messages = write_subscription;
  class->decode = book_decode;
}

static FeedInstrument *
row (Fixture *fixture,
     guint    index)
{
  return feed_board_get_by_index (feed_manager_get_board (fixture->feed.manager), index);
}

/* The row has exactly what came with the tick */
static void
on_tick (FeedManager    *manager,
         const FeedTick *tick,
         gpointer        user_data)
{
  Fixture *fixture = user_data;
  const FeedDepth *depth = feed_instrument_get_depth (row (fixture, tick->instrument));

  fixture->n_ticks++;
  if (!(tick->flags & FEED_TICK_DEPTH) || !book_info.has_depth)
    return;
  fixture->n_depths++;
  g_assert_true (depth == feed_manager_get_depth (manager, tick->instrument));
  g_assert_cmpuint (depth->n_buy, ==, mode == FEED_MODE_DEPTH ? 20 : 5);
  g_assert_cmpuint (depth->n_sell, ==, depth->n_buy);
  g_assert_cmpfloat (depth->buy[0].price, ==, tick->bid);
  g_assert_cmpfloat (depth->sell[depth->n_sell - 1].price, ==, tick->ask + depth->n_sell - 1);
  g_assert_cmpfloat (depth->sell[3].size, ==, (double) tick->sequence);
  g_assert_cmpint (depth->buy[4].orders, ==, 4);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  sim_feed_set_up (&fixture->feed, NULL);
  fixture->feed.faults->trade_interval_us = SECOND / 50;
  g_signal_connect (fixture->feed.manager, "tick", G_CALLBACK (on_tick), fixture);
  g_string_truncate (story, 0);
  mode = FEED_MODE_LTP;
  book_info.has_depth = TRUE;
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  sim_feed_tear_down (&fixture->feed, fixture);
}

static void
start (Fixture *fixture)
{
  g_assert_cmpuint (feed_manager_subscribe (fixture->feed.manager, "binance", "S0", NULL), ==, 0);
  g_assert_cmpuint (feed_manager_subscribe (fixture->feed.manager, "binance", "S1", NULL), ==, 1);
  feed_manager_start (fixture->feed.manager);
  sim_feed_advance (&fixture->feed, 10);
}

static void
test_rows (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_null (feed_manager_get_depth (fixture->feed.manager, 0));
  start (fixture);
  g_assert_cmpint (mode, ==, FEED_MODE_SNAP);
  g_assert_cmpuint (fixture->n_depths, >, 500);
  g_assert_cmpuint (fixture->n_ticks, >, fixture->n_depths);
  g_assert_nonnull (feed_manager_get_depth (fixture->feed.manager, 1));
  g_assert_null (feed_manager_get_depth (fixture->feed.manager, 2));
  g_assert_null (feed_manager_get_depth (fixture->feed.manager, G_MAXUINT));
}

/* A venue that has no book has no room for one either, whatever its ticks say */
static void
test_no_room (Fixture      *fixture,
              gconstpointer data)
{
  book_info.has_depth = FALSE;
  start (fixture);
  g_assert_cmpuint (fixture->n_ticks, >, 500);
  g_assert_null (feed_manager_get_depth (fixture->feed.manager, 0));
}

static void
test_ring (Fixture      *fixture,
           gconstpointer data)
{
  guint n_depths = 0;
  FeedTick tick;

  feed_manager_get_next_tick (fixture->feed.manager, &tick);
  start (fixture);
  while (feed_manager_get_next_tick (fixture->feed.manager, &tick))
    n_depths += (tick.flags & FEED_TICK_DEPTH) != 0;
  g_assert_cmpuint (n_depths, ==, fixture->n_depths);
}

/* From the frame to whoever listens, with a ring beside */
static void
test_allocates_nothing (Fixture      *fixture,
                        gconstpointer data)
{
  FeedTick tick;

  if (!test_allocations_are_counted ()) {
    g_test_skip ("a sanitizer's own allocator cannot be counted");
    return;
  }
  feed_manager_get_next_tick (fixture->feed.manager, &tick);
  start (fixture);
  feed_board_flush (feed_manager_get_board (fixture->feed.manager));
  allocated = 0;
  n_frames = 0;
  fixture->n_depths = 0;
  for (guint i = 0; i < 40; i++) {
    feed_clock_advance (fixture->feed.clock, SECOND / 4);
    feed_board_flush (feed_manager_get_board (fixture->feed.manager));
  }
  g_test_message ("%u messages, %u of them with levels", n_frames, fixture->n_depths);
  g_assert_cmpuint (n_frames, >, 1000);
  g_assert_cmpuint (fixture->n_depths, >, 500);
  g_assert_cmpuint (allocated, ==, 0);
}

static void
test_mode (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_dials;

  g_assert_false (feed_manager_set_mode (fixture->feed.manager, "nowhere", FEED_MODE_LTP, &error));
  g_assert_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE);
  start (fixture);
  g_assert_cmpstr (story->str, ==, "2+ ");
  n_dials = sim_venue_get_n_dials (fixture->feed.venue);

  /* Over the same link. What nobody keeps up to date any more goes */
  g_assert_true (feed_manager_set_mode (fixture->feed.manager, "binance", FEED_MODE_LTP, NULL));
  g_assert_cmpstr (story->str, ==, "2+ 2- 0+ ");
  g_assert_null (feed_manager_get_depth (fixture->feed.manager, 0));
  g_assert_true (isnan (feed_instrument_get_bid (row (fixture, 0))));
  g_assert_false (isnan (feed_instrument_get_last (row (fixture, 0))));
  fixture->n_depths = 0;
  feed_clock_advance (fixture->feed.clock, SECOND);
  g_assert_cmpuint (fixture->n_depths, ==, 0);
  g_assert_true (feed_manager_set_mode (fixture->feed.manager, "binance", FEED_MODE_LTP, NULL));
  g_assert_cmpstr (story->str, ==, "2+ 2- 0+ ");

  g_assert_true (feed_manager_set_mode (fixture->feed.manager, "binance", FEED_MODE_DEPTH, NULL));
  g_assert_cmpstr (story->str, ==, "2+ 2- 0+ 0- 3+ ");
  feed_clock_advance (fixture->feed.clock, SECOND);
  g_assert_cmpuint (fixture->n_depths, >, 50);
  g_assert_cmpuint (feed_manager_get_depth (fixture->feed.manager, 1)->n_sell, ==, 20);
  g_assert_cmpuint (sim_venue_get_n_dials (fixture->feed.venue), ==, n_dials);

  /* Dialled anew in the mode that was chosen */
  sim_venue_close (fixture->feed.venue, 1001);
  sim_feed_advance (&fixture->feed, 10);
  g_assert_cmpstr (story->str, ==, "2+ 2- 0+ 0- 3+ 3+ ");
}

/* Chosen before there is a connection; and a venue that leaves no choice */
static void
test_mode_before (Fixture      *fixture,
                  gconstpointer data)
{
  g_assert_true (feed_manager_set_mode (fixture->feed.manager, "binance", FEED_MODE_QUOTE, NULL));
  start (fixture);
  g_assert_cmpstr (story->str, ==, "1+ ");
  book_info.has_modes = FALSE;
  g_assert_true (feed_manager_set_mode (fixture->feed.manager, "binance", FEED_MODE_DEPTH, NULL));
  book_info.has_modes = TRUE;
  g_assert_cmpstr (story->str, ==, "1+ ");
  g_assert_false (isnan (feed_instrument_get_bid (row (fixture, 0))));
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_setenv ("G_SLICE", "always-malloc", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  story = g_string_new (NULL);
  give_book ();
#define ADD(name, function) \
  g_test_add ("/feed/depth/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("rows", test_rows);
  ADD ("no-room", test_no_room);
  ADD ("ring", test_ring);
  ADD ("allocates-nothing", test_allocates_nothing);
  ADD ("mode", test_mode);
  ADD ("mode-before", test_mode_before);
  result = g_test_run ();
  g_string_free (story, TRUE);
  return result;
}
