/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-gap-ledger.h"

/* What each interval without stream data is said to have been, by hand-moved times: `now` is in
 * seconds since a start at monotonic 100 s and wall 1,000 s. */

#define SECOND G_USEC_PER_SEC
#define AT(s) ((gint64) ((100.0 + (s)) * SECOND))
#define WALL(s) ((gint64) ((1000.0 + (s)) * SECOND))
#define SPAN(s) ((gint64) ((double) (s) * SECOND))

/* A ledger of n slots whose stream gave data to all of them at 1 s and is LIVE */
static FeedGapLedger *
new_ledger (guint n)
{
  FeedGapLedger *ledger = feed_gap_ledger_new ();

  for (guint i = 0; i < n; i++) {
    feed_gap_ledger_add (ledger, i);
    feed_gap_ledger_saw_stream (ledger, i, AT (1));
  }
  feed_gap_ledger_live (ledger, AT (1));
  return ledger;
}

static void
assert_none (FeedGapLedger *ledger,
             double         s)
{
  FeedGap gap;

  g_assert_false (feed_gap_ledger_take (ledger, AT (s), &gap));
}

static FeedGap
take (FeedGapLedger *ledger,
      double         s)
{
  FeedGap gap;

  g_assert_true (feed_gap_ledger_take (ledger, AT (s), &gap));
  return gap;
}

static void
assert_gap (const FeedGap *gap,
            guint          instrument,
            gint64         lost,
            gint64         backfilled,
            FeedBackfill   backfill)
{
  g_assert_cmpuint (gap->instrument, ==, instrument);
  g_assert_cmpint (gap->lost, ==, lost);
  g_assert_cmpint (gap->backfilled, ==, backfilled);
  g_assert_cmpint (gap->backfill, ==, backfill);
}

static void
assert_times (const FeedGap *gap,
              double         start,
              double         detected,
              double         polled,
              double         length,
              double         live)
{
  g_assert_cmpint (gap->start_us, ==, WALL (start));
  g_assert_cmpint (gap->detected_after_us, ==, SPAN (detected));
  g_assert_cmpint (gap->polled_after_us, ==, polled < 0 ? -1 : SPAN (polled));
  g_assert_cmpint (gap->length_us, ==, length < 0 ? -1 : SPAN (length));
  g_assert_cmpint (gap->live_after_us, ==, live < 0 ? -1 : SPAN (live));
}

static void
test_new_free (void)
{
  g_autoptr (FeedGapLedger) ledger = feed_gap_ledger_new ();

  assert_none (ledger, 0);
  g_assert_cmpint (feed_gap_ledger_get_deadline_us (ledger), ==, G_MAXINT64);
}

/* Every field of a connection's gap and of its slot's */
static void
test_fields (void)
{
  g_autoptr (FeedGapLedger) ledger = new_ledger (1);
  FeedGap gap;

  feed_gap_ledger_saw_stream (ledger, 0, AT (10));
  feed_gap_ledger_lose (ledger, FEED_CAUSE_MUTE, AT (13), WALL (13));
  g_assert_cmpint (feed_gap_ledger_get_open_since_us (ledger, 0), ==, AT (10));
  g_assert_cmpint (feed_gap_ledger_get_open (ledger, 0)->detected_after_us, ==, SPAN (3));
  feed_gap_ledger_saw_poll (ledger, 0, AT (14));
  feed_gap_ledger_saw_poll (ledger, 0, AT (15));
  feed_gap_ledger_saw_stream (ledger, 0, AT (22));
  feed_gap_ledger_saw_poll (ledger, 0, AT (23));
  feed_gap_ledger_saw_stream (ledger, 0, AT (23.5));
  feed_gap_ledger_count (ledger, 0, 34, FEED_BACKFILL_PENDING, AT (24));
  feed_gap_ledger_backfilled (ledger, 0, 34, AT (24.5));
  /* Only then is it known how long it took */
  assert_none (ledger, 25);
  feed_gap_ledger_live (ledger, AT (30));
  gap = take (ledger, 30);
  assert_gap (&gap, 0, 34, 34, FEED_BACKFILL_DONE);
  assert_times (&gap, 10, 3, 4, 12, 20);
  g_assert_cmpint (gap.cause, ==, FEED_CAUSE_MUTE);
  g_assert_true (gap.shared);
  gap = take (ledger, 30);
  assert_gap (&gap, FEED_GAP_CONNECTION, 34, 34, FEED_BACKFILL_DONE);
  assert_times (&gap, 10, 3, 4, 12, 20);
  g_assert_cmpint (gap.cause, ==, FEED_CAUSE_MUTE);
  g_assert_false (gap.shared);
  assert_none (ledger, 100);
}

/* Before the first data there is nothing that could be missing */
static void
test_first_start (void)
{
  g_autoptr (FeedGapLedger) ledger = feed_gap_ledger_new ();

  feed_gap_ledger_add (ledger, 0);
  feed_gap_ledger_lose (ledger, FEED_CAUSE_REFUSED, AT (1), WALL (1));
  feed_gap_ledger_saw_poll (ledger, 0, AT (2));
  g_assert_false (feed_gap_ledger_lose_slot (ledger, 0, FEED_CAUSE_MUTE, AT (3), WALL (3)));
  feed_gap_ledger_saw_stream (ledger, 0, AT (5));
  feed_gap_ledger_live (ledger, AT (8));
  g_assert_null (feed_gap_ledger_get_open (ledger, 0));
  assert_none (ledger, 100);
}

/* Failed dials are one gap; a stream that came and went without being proven makes it two */
static void
test_lost_again (void)
{
  g_autoptr (FeedGapLedger) ledger = new_ledger (1);
  FeedGap gap;

  feed_gap_ledger_lose (ledger, FEED_CAUSE_DEAD_LINK, AT (5), WALL (5));
  feed_gap_ledger_lose (ledger, FEED_CAUSE_REFUSED, AT (6), WALL (6));
  assert_none (ledger, 7);
  feed_gap_ledger_saw_stream (ledger, 0, AT (9));
  feed_gap_ledger_lose (ledger, FEED_CAUSE_CLOSED_BY_PEER, AT (11), WALL (11));
  gap = take (ledger, 11);
  assert_gap (&gap, FEED_GAP_CONNECTION, -1, 0, FEED_BACKFILL_NONE);
  assert_times (&gap, 1, 4, -1, 8, -1);
  g_assert_cmpint (gap.cause, ==, FEED_CAUSE_DEAD_LINK);
  /* Nobody counted what the slot lost before it was lost again */
  gap = take (ledger, 11);
  assert_gap (&gap, 0, -1, 0, FEED_BACKFILL_NONE);
  assert_times (&gap, 1, 4, -1, 8, -1);
  assert_none (ledger, 11);
  feed_gap_ledger_saw_stream (ledger, 0, AT (12));
  feed_gap_ledger_live (ledger, AT (20));
  feed_gap_ledger_count (ledger, 0, 0, FEED_BACKFILL_NONE, AT (21));
  gap = take (ledger, 21);
  assert_gap (&gap, 0, 0, 0, FEED_BACKFILL_NONE);
  assert_times (&gap, 9, 2, -1, 3, 11);
  gap = take (ledger, 21);
  assert_gap (&gap, FEED_GAP_CONNECTION, 0, 0, FEED_BACKFILL_NONE);
  g_assert_cmpint (gap.cause, ==, FEED_CAUSE_CLOSED_BY_PEER);
}

/* A quiet market gives no data: proven again is over, and slots are not waited for without end */
static void
test_quiet (void)
{
  g_autoptr (FeedGapLedger) ledger = new_ledger (2);
  FeedGap gap;

  feed_gap_ledger_lose (ledger, FEED_CAUSE_PLANNED, AT (5), WALL (5));
  feed_gap_ledger_live (ledger, AT (15));
  assert_none (ledger, 24.9);
  g_assert_cmpint (feed_gap_ledger_get_deadline_us (ledger), ==, AT (25));
  gap = take (ledger, 25);
  assert_gap (&gap, FEED_GAP_CONNECTION, -1, 0, FEED_BACKFILL_NONE);
  assert_times (&gap, 1, 4, -1, 14, 14);
  g_assert_cmpint (feed_gap_ledger_get_deadline_us (ledger), ==, G_MAXINT64);
  /* The slots' gaps go on by themselves, still as parts of it */
  feed_gap_ledger_saw_stream (ledger, 1, AT (60));
  feed_gap_ledger_count (ledger, 1, 2, FEED_BACKFILL_FAILED, AT (60));
  gap = take (ledger, 60);
  assert_gap (&gap, 1, 2, 0, FEED_BACKFILL_FAILED);
  assert_times (&gap, 1, 4, -1, 59, 14);
  g_assert_true (gap.shared);
  g_assert_nonnull (feed_gap_ledger_get_open (ledger, 0));
  g_assert_null (feed_gap_ledger_get_open (ledger, 1));
}

/* Sums over slots: what is not known counts nothing, what was fetched in part is in part */
static void
test_sum (void)
{
  const struct {
    gint64       lost[3], backfilled;
    FeedBackfill backfill;
    gint64       sum;
  } sums[] = {
    { { 10, 5, -1 }, 15, FEED_BACKFILL_DONE, 15 },
    { { 10, 5, 0 }, 12, FEED_BACKFILL_PARTIAL, 15 },
    { { 10, 0, -1 }, 0, FEED_BACKFILL_FAILED, 10 },
    { { 0, 0, 0 }, 0, FEED_BACKFILL_NONE, 0 },
    { { -1, -1, -1 }, 0, FEED_BACKFILL_NONE, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sums); i++) {
    g_autoptr (FeedGapLedger) ledger = new_ledger (3);
    gint64 left = sums[i].backfilled;
    FeedGap gap;

    feed_gap_ledger_lose (ledger, FEED_CAUSE_MUTE, AT (5), WALL (5));
    feed_gap_ledger_live (ledger, AT (9));
    for (guint slot = 0; slot < 3; slot++) {
      gint64 lost = sums[i].lost[slot];

      feed_gap_ledger_saw_stream (ledger, slot, AT (9));
      feed_gap_ledger_count (ledger, slot, lost,
                             lost > 0 ? FEED_BACKFILL_PENDING : FEED_BACKFILL_NONE, AT (9));
      if (lost <= 0)
        continue;
      feed_gap_ledger_backfilled (ledger, slot, MIN (left, lost), AT (10));
      left -= MIN (left, lost);
    }
    for (guint slot = 0; slot < 3; slot++)
      g_assert_cmpuint (take (ledger, 10).instrument, !=, FEED_GAP_CONNECTION);
    gap = take (ledger, 10);
    assert_gap (&gap, FEED_GAP_CONNECTION, sums[i].sum, sums[i].backfilled, sums[i].backfill);
  }
}

/* A venue that keeps no trades, and too many of them, differ */
static void
test_not_fetched (void)
{
  const FeedBackfill backfills[] = { FEED_BACKFILL_NONE, FEED_BACKFILL_FAILED };

  for (guint i = 0; i < G_N_ELEMENTS (backfills); i++) {
    g_autoptr (FeedGapLedger) ledger = new_ledger (1);
    FeedGap gap;

    feed_gap_ledger_lose (ledger, FEED_CAUSE_MUTE, AT (5), WALL (5));
    feed_gap_ledger_live (ledger, AT (9));
    feed_gap_ledger_count (ledger, 0, 7, backfills[i], AT (9));
    gap = take (ledger, 9);
    assert_gap (&gap, 0, 7, 0, backfills[i]);
    gap = take (ledger, 9);
    assert_gap (&gap, FEED_GAP_CONNECTION, 7, 0, backfills[i]);
  }
}

/* The connection's gap is not told before what is being fetched has come; a second loss tells it */
static void
test_pending (void)
{
  g_autoptr (FeedGapLedger) ledger = new_ledger (1);
  FeedGap gap;

  feed_gap_ledger_lose (ledger, FEED_CAUSE_MUTE, AT (5), WALL (5));
  feed_gap_ledger_saw_stream (ledger, 0, AT (8));
  feed_gap_ledger_count (ledger, 0, 3, FEED_BACKFILL_PENDING, AT (8));
  feed_gap_ledger_live (ledger, AT (9));
  assert_none (ledger, 60);
  g_assert_cmpint (feed_gap_ledger_get_deadline_us (ledger), ==, G_MAXINT64);
  feed_gap_ledger_lose (ledger, FEED_CAUSE_MUTE, AT (61), WALL (61));
  gap = take (ledger, 61);
  assert_gap (&gap, FEED_GAP_CONNECTION, 3, 0, FEED_BACKFILL_PENDING);
  assert_none (ledger, 61);
  feed_gap_ledger_backfilled (ledger, 0, 2, AT (62));
  gap = take (ledger, 62);
  assert_gap (&gap, 0, 3, 2, FEED_BACKFILL_PARTIAL);
  assert_times (&gap, 1, 4, -1, 7, 8);
}

/* One slot is mute under a link that is fine */
static void
test_slot (void)
{
  g_autoptr (FeedGapLedger) ledger = new_ledger (2);
  FeedGap gap;

  feed_gap_ledger_saw_stream (ledger, 1, AT (30));
  g_assert_true (feed_gap_ledger_lose_slot (ledger, 0, FEED_CAUSE_MUTE, AT (20), WALL (20)));
  g_assert_false (feed_gap_ledger_lose_slot (ledger, 0, FEED_CAUSE_MUTE, AT (22), WALL (22)));
  feed_gap_ledger_saw_poll (ledger, 0, AT (23));
  feed_gap_ledger_saw_stream (ledger, 0, AT (31));
  feed_gap_ledger_count (ledger, 0, 12, FEED_BACKFILL_PENDING, AT (32));
  assert_none (ledger, 32);
  feed_gap_ledger_backfilled (ledger, 0, 12, AT (33));
  gap = take (ledger, 33);
  assert_gap (&gap, 0, 12, 12, FEED_BACKFILL_DONE);
  assert_times (&gap, 1, 19, 22, 30, 30);
  g_assert_false (gap.shared);
  assert_none (ledger, 100);
}

/* A mute slot whose link is lost then: one gap, from its own start */
static void
test_slot_then_link (void)
{
  g_autoptr (FeedGapLedger) ledger = new_ledger (2);
  FeedGap gap;

  g_assert_true (feed_gap_ledger_lose_slot (ledger, 0, FEED_CAUSE_MUTE, AT (5), WALL (5)));
  feed_gap_ledger_saw_stream (ledger, 1, AT (10));
  feed_gap_ledger_lose (ledger, FEED_CAUSE_DEAD_LINK, AT (12), WALL (12));
  feed_gap_ledger_live (ledger, AT (20));
  for (guint slot = 0; slot < 2; slot++)
    feed_gap_ledger_count (ledger, slot, 4, FEED_BACKFILL_NONE, AT (20));
  gap = take (ledger, 20);
  assert_gap (&gap, 0, 4, 0, FEED_BACKFILL_NONE);
  assert_times (&gap, 1, 4, -1, 19, 19);
  g_assert_cmpint (gap.cause, ==, FEED_CAUSE_MUTE);
  gap = take (ledger, 20);
  assert_times (&gap, 10, 2, -1, 10, 10);
  g_assert_cmpint (gap.cause, ==, FEED_CAUSE_DEAD_LINK);
  gap = take (ledger, 20);
  assert_gap (&gap, FEED_GAP_CONNECTION, 8, 0, FEED_BACKFILL_NONE);
}

/* Removed while open, while pending and while it waits for the link: each is told at once */
static void
test_remove (void)
{
  g_autoptr (FeedGapLedger) ledger = new_ledger (3);
  FeedGap gap;

  feed_gap_ledger_lose (ledger, FEED_CAUSE_MUTE, AT (5), WALL (5));
  feed_gap_ledger_count (ledger, 1, 6, FEED_BACKFILL_PENDING, AT (8));
  feed_gap_ledger_count (ledger, 2, 0, FEED_BACKFILL_NONE, AT (8));
  for (guint slot = 0; slot < 3; slot++)
    feed_gap_ledger_remove (ledger, slot);
  gap = take (ledger, 9);
  assert_gap (&gap, 0, -1, 0, FEED_BACKFILL_NONE);
  assert_times (&gap, 1, 4, -1, -1, -1);
  gap = take (ledger, 9);
  assert_gap (&gap, 1, 6, 0, FEED_BACKFILL_FAILED);
  gap = take (ledger, 9);
  assert_gap (&gap, 2, 0, 0, FEED_BACKFILL_NONE);
  assert_none (ledger, 9);
  /* The next in the slot has no part in it */
  feed_gap_ledger_add (ledger, 0);
  feed_gap_ledger_saw_stream (ledger, 0, AT (10));
  g_assert_null (feed_gap_ledger_get_open (ledger, 0));
  feed_gap_ledger_live (ledger, AT (12));
  gap = take (ledger, 12);
  assert_gap (&gap, FEED_GAP_CONNECTION, 6, 0, FEED_BACKFILL_FAILED);
  assert_times (&gap, 1, 4, -1, 9, 11);
}

static void
test_stop (void)
{
  g_autoptr (FeedGapLedger) ledger = new_ledger (2);
  FeedGap gap;

  feed_gap_ledger_lose (ledger, FEED_CAUSE_MUTE, AT (5), WALL (5));
  feed_gap_ledger_count (ledger, 1, 6, FEED_BACKFILL_PENDING, AT (8));
  feed_gap_ledger_stop (ledger);
  gap = take (ledger, 9);
  assert_gap (&gap, 0, -1, 0, FEED_BACKFILL_NONE);
  gap = take (ledger, 9);
  assert_gap (&gap, 1, 6, 0, FEED_BACKFILL_FAILED);
  gap = take (ledger, 9);
  assert_gap (&gap, FEED_GAP_CONNECTION, 6, 0, FEED_BACKFILL_FAILED);
  assert_none (ledger, 9);
  /* The next start is a first one */
  feed_gap_ledger_lose (ledger, FEED_CAUSE_REFUSED, AT (20), WALL (20));
  feed_gap_ledger_saw_stream (ledger, 0, AT (21));
  feed_gap_ledger_live (ledger, AT (22));
  assert_none (ledger, 60);
}

/* Found out late, while the next gap is open already, which goes on */
static void
test_skipped (void)
{
  g_autoptr (FeedGapLedger) ledger = new_ledger (1);
  FeedGap gap;

  feed_gap_ledger_lose (ledger, FEED_CAUSE_MUTE, AT (5), WALL (5));
  feed_gap_ledger_add_skipped (ledger, 0, 3, AT (0.5), AT (6), WALL (6));
  gap = take (ledger, 6);
  assert_gap (&gap, 0, 3, 0, FEED_BACKFILL_FAILED);
  assert_times (&gap, 0.5, 5.5, -1, 0, 0);
  g_assert_cmpint (gap.cause, ==, FEED_CAUSE_SKIPPED);
  g_assert_false (gap.shared);
  g_assert_nonnull (feed_gap_ledger_get_open (ledger, 0));
}

/* Somebody sets the wall clock while the stream is away: the spans do not care */
static void
test_wall_step (void)
{
  g_autoptr (FeedGapLedger) ledger = new_ledger (1);
  FeedGap gap;

  feed_gap_ledger_lose (ledger, FEED_CAUSE_MUTE, AT (4), WALL (7204));
  feed_gap_ledger_live (ledger, AT (8));
  feed_gap_ledger_count (ledger, 0, 0, FEED_BACKFILL_NONE, AT (8));
  gap = take (ledger, 8);
  assert_times (&gap, 7201, 3, -1, 7, 7);
}

/* After a night whose data counts for nothing: what is missing is missed since the bell */
static void
test_expect (void)
{
  g_autoptr (FeedGapLedger) ledger = new_ledger (2);
  FeedGap gap;

  feed_gap_ledger_stop (ledger);
  feed_gap_ledger_lose (ledger, FEED_CAUSE_REFUSED, AT (5), WALL (5));
  g_assert_null (feed_gap_ledger_get_open (ledger, 0));
  feed_gap_ledger_expect (ledger, 0, AT (10));
  feed_gap_ledger_lose (ledger, FEED_CAUSE_REFUSED, AT (10), WALL (10));
  g_assert_null (feed_gap_ledger_get_open (ledger, 1));
  feed_gap_ledger_saw_stream (ledger, 0, AT (14));
  feed_gap_ledger_live (ledger, AT (15));
  feed_gap_ledger_count (ledger, 0, -1, FEED_BACKFILL_NONE, AT (15));
  gap = take (ledger, 15);
  assert_gap (&gap, 0, -1, 0, FEED_BACKFILL_NONE);
  g_assert_cmpint (gap.start_us, ==, WALL (10));
  g_assert_cmpint (gap.length_us, ==, SPAN (4));
}

/* An instrument goes over to another connection in the middle of its gap: it is counted there, and
 * is no part of the first one's any more */
static void
test_hand_over (void)
{
  g_autoptr (FeedGapLedger) ledger = new_ledger (2);
  g_autoptr (FeedGapLedger) heir = new_ledger (3);
  FeedGap gap;

  feed_gap_ledger_lose (ledger, FEED_CAUSE_REFUSED, AT (11), WALL (11));
  feed_gap_ledger_saw_poll (ledger, 1, AT (12));
  feed_gap_ledger_hand_over (ledger, 1, heir, 2);
  feed_gap_ledger_remove (ledger, 1);
  assert_none (ledger, 13);
  feed_gap_ledger_saw_stream (heir, 2, AT (71));
  feed_gap_ledger_count (heir, 2, 60, FEED_BACKFILL_FAILED, AT (71));
  gap = take (heir, 71);
  assert_gap (&gap, 2, 60, 0, FEED_BACKFILL_FAILED);
  assert_times (&gap, 1, 10, 11, 70, 70);
  g_assert_true (gap.shared);
  assert_none (heir, 71);
  feed_gap_ledger_saw_stream (ledger, 0, AT (81));
  feed_gap_ledger_count (ledger, 0, 5, FEED_BACKFILL_FAILED, AT (81));
  feed_gap_ledger_live (ledger, AT (82));
  gap = take (ledger, 82);
  assert_gap (&gap, 0, 5, 0, FEED_BACKFILL_FAILED);
  gap = take (ledger, 82);
  assert_gap (&gap, FEED_GAP_CONNECTION, 5, 0, FEED_BACKFILL_FAILED);
  assert_none (ledger, 100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/gap-ledger/new-free", test_new_free);
  g_test_add_func ("/gap-ledger/fields", test_fields);
  g_test_add_func ("/gap-ledger/first-start", test_first_start);
  g_test_add_func ("/gap-ledger/lost-again", test_lost_again);
  g_test_add_func ("/gap-ledger/quiet", test_quiet);
  g_test_add_func ("/gap-ledger/sum", test_sum);
  g_test_add_func ("/gap-ledger/not-fetched", test_not_fetched);
  g_test_add_func ("/gap-ledger/pending", test_pending);
  g_test_add_func ("/gap-ledger/slot", test_slot);
  g_test_add_func ("/gap-ledger/slot-then-link", test_slot_then_link);
  g_test_add_func ("/gap-ledger/remove", test_remove);
  g_test_add_func ("/gap-ledger/hand-over", test_hand_over);
  g_test_add_func ("/gap-ledger/stop", test_stop);
  g_test_add_func ("/gap-ledger/skipped", test_skipped);
  g_test_add_func ("/gap-ledger/wall-step", test_wall_step);
  g_test_add_func ("/gap-ledger/expect", test_expect);
  return g_test_run ();
}
