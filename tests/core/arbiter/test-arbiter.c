/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "feed/core/feed-arbiter.h"

#define TAPE  FEED_SERIES_TAPE
#define LAST  FEED_SERIES_LAST
#define QUOTE FEED_SERIES_QUOTE
#define STATS FEED_SERIES_STATS

#define WALL_US  (G_GINT64_CONSTANT (1723161255) * G_USEC_PER_SEC)
#define START_US (1000 * G_USEC_PER_SEC)
#define MS       G_GINT64_CONSTANT (1000)
#define HOUR_US  (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* An arbiter with a slot 0, and the message that just passed */
typedef struct {
  FeedArbiter       *arbiter;
  FeedArbiterContext context;
  FeedTick           tick;
  gint64             now_us;    /* monotonic */
  gint64             skew_us;   /* the venue's clock less ours */
} Bench;

static void
bench_set_up (Bench        *bench,
              gconstpointer data)
{
  bench->arbiter = feed_arbiter_new ();
  bench->now_us = START_US;
  bench->context = (FeedArbiterContext) { .generation = 1, .wall_us = WALL_US };
  feed_arbiter_reset_slot (bench->arbiter, 0, WALL_US);
}

static void
bench_tear_down (Bench        *bench,
                 gconstpointer data)
{
  feed_arbiter_free (bench->arbiter);
}

static void
wait_ms (Bench *bench,
         int    ms)
{
  bench->now_us += ms * MS;
  bench->context.wall_us += ms * MS;
}

/* Time at the venue now */
static gint64
venue_us (Bench *bench)
{
  return bench->context.wall_us + bench->skew_us;
}

static guint
pass (Bench *bench)
{
  gboolean streamed = bench->tick.source == FEED_SOURCE_STREAM &&
                      !(bench->tick.flags & FEED_TICK_BACKFILL);
  gboolean snapshot;
  guint mask;

  bench->tick.receive_time_us = bench->now_us;
  snapshot = feed_arbiter_is_snapshot (bench->arbiter, &bench->tick, &bench->context);
  mask = feed_arbiter_pass (bench->arbiter, &bench->tick, &bench->context);
  /* What is foretold comes true */
  if (streamed)
    g_assert_true (snapshot == ((bench->tick.flags & FEED_TICK_SNAPSHOT) != 0));
  return mask;
}

static void
begin (Bench     *bench,
       FeedSource source,
       guint      flags,
       gint64     sequence,
       gint64     time_us)
{
  feed_tick_init (&bench->tick);
  bench->tick.instrument = 0;
  bench->tick.source = source;
  bench->tick.flags = flags;
  bench->tick.sequence = sequence;
  bench->tick.exchange_time_us = time_us;
}

static guint
trade_at (Bench *bench,
          gint64 id,
          gint64 time_us)
{
  begin (bench, FEED_SOURCE_STREAM, FEED_TICK_TRADE, id, time_us);
  bench->tick.last = 100 + id;
  bench->tick.last_size = 1;
  return pass (bench);
}

static guint
trade (Bench *bench,
       gint64 id)
{
  return trade_at (bench, id, venue_us (bench));
}

static guint
quote (Bench *bench,
       gint64 id,
       double bid)
{
  begin (bench, FEED_SOURCE_STREAM, FEED_TICK_QUOTE, id, 0);
  bench->tick.bid = bid;
  bench->tick.bid_size = 1;
  bench->tick.ask = bid + 1;
  bench->tick.ask_size = 2;
  return pass (bench);
}

static void
fill_stats (Bench *bench,
            gint64 id,
            double volume)
{
  if (id >= 0) {
    bench->tick.last = 100 + id;
    bench->tick.last_size = 1;
  }
  bench->tick.open = bench->tick.close = 90;
  bench->tick.high = 200;
  bench->tick.low = 80;
  bench->tick.volume = volume;
}

static guint
ticker (Bench *bench,
        gint64 id,
        gint64 time_us,
        double volume)
{
  begin (bench, FEED_SOURCE_STREAM, FEED_TICK_STATS, id, time_us);
  fill_stats (bench, id, volume);
  return pass (bench);
}

/* A reply that comes now, to a request sent so many ms ago */
static guint
poll_at (Bench *bench,
         gint64 id,
         gint64 time_us,
         double volume,
         double bid,
         int    sent_ms_ago)
{
  begin (bench, FEED_SOURCE_POLL, FEED_TICK_QUOTE | FEED_TICK_STATS, id, time_us);
  fill_stats (bench, id, volume);
  bench->tick.bid = bid;
  bench->tick.bid_size = 1;
  bench->tick.ask = bid + 1;
  bench->tick.ask_size = 2;
  bench->context.requested_at_us = bench->now_us - sent_ms_ago * MS;
  return pass (bench);
}

static guint
poll (Bench *bench,
      gint64 id,
      double bid)
{
  return poll_at (bench, id, venue_us (bench), id, bid, 50);
}

static void
reconnect (Bench *bench)
{
  bench->context.generation++;
}

static void
assert_counts (Bench  *bench,
               guint64 accepted,
               guint64 duplicate,
               guint64 late)
{
  FeedArbiterCounts counts;

  feed_arbiter_get_counts (bench->arbiter, &counts);
  g_assert_cmpuint (counts.accepted, ==, accepted);
  g_assert_cmpuint (counts.duplicate, ==, duplicate);
  g_assert_cmpuint (counts.late, ==, late);
}

static void
test_tape (Bench        *bench,
           gconstpointer data)
{
  g_assert_cmpuint (trade (bench, 10), ==, TAPE | LAST);
  g_assert_cmpint (feed_arbiter_get_last_id (bench->arbiter, 0), ==, 10);
  g_assert_cmpuint (trade (bench, 10), ==, 0);
  g_assert_cmpuint (trade (bench, 9), ==, 0);
  g_assert_cmpuint (trade (bench, 15), ==, TAPE | LAST);
  g_assert_cmpuint (trade (bench, 11), ==, 0);
  assert_counts (bench, 2, 1, 2);
}

/* The poll knows newer trades than the slow stream: the tape keeps all, the last price never goes
 * back */
static void
test_tape_behind_poll (Bench        *bench,
                       gconstpointer data)
{
  g_assert_cmpuint (trade (bench, 10), ==, TAPE | LAST);
  g_assert_cmpuint (poll (bench, 12, 50), ==, LAST | STATS);
  g_assert_cmpint (feed_arbiter_get_last_id (bench->arbiter, 0), ==, 12);
  for (gint64 id = 11; id <= 12; id++) {
    g_assert_cmpuint (trade (bench, id), ==, TAPE);
    g_assert_cmpfloat (bench->tick.last, ==, 100 + id);
    g_assert_cmpint (bench->tick.sequence, ==, id);
    g_assert_cmpuint (bench->tick.flags & FEED_TICK_TRADE, ==, FEED_TICK_TRADE);
  }
  g_assert_cmpuint (trade (bench, 13), ==, TAPE | LAST);
}

static void
test_poll_never_moves_tape (Bench        *bench,
                            gconstpointer data)
{
  begin (bench, FEED_SOURCE_PROBE, FEED_TICK_TRADE, 20, venue_us (bench));
  bench->tick.last = 120;
  g_assert_cmpuint (pass (bench), ==, LAST);
  g_assert_cmpuint (bench->tick.flags & FEED_TICK_TRADE, ==, 0);
  g_assert_cmpint (bench->tick.sequence, ==, -1);
  g_assert_cmpuint (trade (bench, 19), ==, TAPE);
}

static void
test_backfill (Bench        *bench,
               gconstpointer data)
{
  trade (bench, 10);
  reconnect (bench);
  poll (bench, 14, 50);
  for (gint64 id = 9; id <= 13; id++) {
    begin (bench, FEED_SOURCE_POLL, FEED_TICK_TRADE | FEED_TICK_BACKFILL, id, venue_us (bench));
    bench->tick.last = 100 + id;
    g_assert_cmpuint (pass (bench), ==, id > 10 ? TAPE : 0);
  }
  g_assert_cmpuint (trade (bench, 13), ==, 0);
  g_assert_cmpuint (trade (bench, 14), ==, TAPE);
  g_assert_true (bench->tick.flags & FEED_TICK_FIRST_AFTER_GAP);
}

static void
test_statistics (Bench        *bench,
                 gconstpointer data)
{
  gint64 t = venue_us (bench);

  g_assert_cmpuint (ticker (bench, 5, t, 7), ==, STATS | LAST);
  g_assert_cmpuint (ticker (bench, 5, t, 7), ==, 0);            /* the same again */
  g_assert_cmpuint (ticker (bench, 5, t, 8), ==, STATS);        /* same time, new content */
  g_assert_cmpfloat (bench->tick.last, ==, 105);                /* the same trade: harmless */
  g_assert_cmpuint (ticker (bench, 5, t - 1, 9), ==, 0);        /* older */
  g_assert_cmpuint (ticker (bench, 5, t + 1, 8), ==, STATS);    /* newer, same content */
  g_assert_cmpuint (ticker (bench, -1, t + 2, 8), ==, STATS);   /* no trade yet, says the venue */
  assert_counts (bench, 4, 1, 1);
}

static void
test_last_price_never_goes_back (Bench        *bench,
                                 gconstpointer data)
{
  gint64 t = venue_us (bench);

  trade (bench, 10);
  g_assert_cmpuint (ticker (bench, 8, t, 7), ==, STATS);
  g_assert_true (isnan (bench->tick.last));
  g_assert_true (isnan (bench->tick.last_size));
  g_assert_cmpfloat (bench->tick.volume, ==, 7);
  g_assert_cmpuint (ticker (bench, 11, t - 5, 9), ==, LAST);    /* older statistics, newer trade */
  g_assert_true (isnan (bench->tick.volume));
  g_assert_true (isnan (bench->tick.close));
  g_assert_cmpuint (bench->tick.flags & FEED_TICK_STATS, ==, 0);
  g_assert_cmpint (bench->tick.sequence, ==, -1);
  g_assert_cmpfloat (bench->tick.last, ==, 111);
}

static void
test_streamed_quote (Bench        *bench,
                     gconstpointer data)
{
  g_assert_cmpuint (quote (bench, 100, 50), ==, QUOTE);
  g_assert_cmpuint (quote (bench, 100, 50), ==, 0);             /* the same */
  g_assert_cmpuint (quote (bench, 100, 51), ==, QUOTE);         /* same id, new content */
  g_assert_cmpuint (quote (bench, 99, 52), ==, 0);              /* late */
  g_assert_cmpuint (quote (bench, 101, 51), ==, QUOTE);         /* newer, same content */
  g_assert_cmpuint (quote (bench, -1, 51), ==, 0);              /* no id: arrival order */
  g_assert_cmpuint (quote (bench, -1, 53), ==, QUOTE);
  assert_counts (bench, 4, 2, 1);
}

static void
test_polled_quote (Bench        *bench,
                   gconstpointer data)
{
  quote (bench, 100, 50);
  wait_ms (bench, 200);
  g_assert_cmpuint (poll (bench, 1, 55) & QUOTE, ==, 0);        /* the stream leads */
  g_assert_true (isnan (bench->tick.bid));
  g_assert_cmpuint (bench->tick.flags & FEED_TICK_QUOTE, ==, 0);
  bench->context.poll_leads = TRUE;
  g_assert_cmpuint (poll (bench, 2, 50) & QUOTE, ==, 0);        /* unchanged */
  g_assert_cmpuint (poll (bench, 3, 55) & QUOTE, ==, QUOTE);
  g_assert_cmpuint (poll (bench, 4, 55) & QUOTE, ==, 0);        /* unchanged */
  wait_ms (bench, 200);
  g_assert_cmpuint (quote (bench, 101, 60), ==, QUOTE);         /* a poll moves no update id */
  wait_ms (bench, 10);
  g_assert_cmpuint (poll (bench, 5, 58) & QUOTE, ==, 0);        /* came after it was asked */
  wait_ms (bench, 200);
  g_assert_cmpuint (poll_at (bench, 6, venue_us (bench), 6, 58, 20) & QUOTE, ==, QUOTE);
  g_assert_cmpuint (poll_at (bench, 7, venue_us (bench), 7, 59, 30) & QUOTE, ==, 0);
  /* Its number is a trade's: without the statistics it would be read as an update id */
  wait_ms (bench, 100);
  g_assert_cmpuint (poll_at (bench, 7, venue_us (bench) - HOUR_US, 7, 61, 20), ==, QUOTE);
  g_assert_cmpint (bench->tick.sequence, ==, -1);
}

static void
test_polled_statistics (Bench        *bench,
                        gconstpointer data)
{
  gint64 t = venue_us (bench);

  ticker (bench, 5, t, 7);
  g_assert_cmpuint (poll_at (bench, 5, t, 7, 50, 50), ==, 0);   /* as the stream had it */
  g_assert_cmpuint (poll_at (bench, 5, t, 8, 50, 50), ==, 0);   /* equal time: the stream wins */
  g_assert_cmpuint (poll_at (bench, 5, t - 1, 8, 50, 50), ==, 0);
  g_assert_cmpuint (poll_at (bench, 6, t + 1, 8, 50, 50), ==, STATS | LAST);
  g_assert_cmpuint (ticker (bench, 6, t, 8), ==, 0);            /* the slow stream */
  assert_counts (bench, 2, 2, 2);
}

static void
test_first_after_gap (Bench        *bench,
                      gconstpointer data)
{
  quote (bench, 1, 50);
  g_assert_false (bench->tick.flags & FEED_TICK_FIRST_AFTER_GAP);
  reconnect (bench);
  poll (bench, 1, 50);
  g_assert_false (bench->tick.flags & FEED_TICK_FIRST_AFTER_GAP);
  g_assert_cmpuint (quote (bench, 1, 50), ==, 0);               /* dropped: not the first yet */
  g_assert_cmpuint (quote (bench, 2, 50), ==, QUOTE);
  g_assert_true (bench->tick.flags & FEED_TICK_FIRST_AFTER_GAP);
  quote (bench, 3, 50);
  g_assert_false (bench->tick.flags & FEED_TICK_FIRST_AFTER_GAP);
  feed_arbiter_reset_slot (bench->arbiter, 0, bench->context.wall_us);
  g_assert_cmpuint (quote (bench, 3, 50), ==, QUOTE);
  g_assert_false (bench->tick.flags & FEED_TICK_FIRST_AFTER_GAP);
}

/* T19 */
static void
test_snapshot (Bench        *bench,
               gconstpointer data)
{
  gint64 weeks_us = 5 * 7 * 24 * HOUR_US;

  quote (bench, 1, 50);
  g_assert_false (bench->tick.flags & FEED_TICK_SNAPSHOT);
  g_assert_cmpuint (trade_at (bench, 7, venue_us (bench) - weeks_us), ==, TAPE | LAST);
  g_assert_true (bench->tick.flags & FEED_TICK_SNAPSHOT);
  wait_ms (bench, 100);
  g_assert_cmpuint (trade (bench, 8), ==, TAPE | LAST);
  g_assert_cmpuint (bench->tick.flags, ==, FEED_TICK_TRADE);    /* and nothing of FUTURE */
  /* By the venue's own clock, an hour behind ours: not old */
  bench->skew_us = -HOUR_US;
  feed_arbiter_free (bench->arbiter);
  bench->arbiter = feed_arbiter_new ();
  feed_arbiter_reset_slot (bench->arbiter, 0, bench->context.wall_us);
  trade (bench, 1);
  g_assert_true (bench->tick.flags & FEED_TICK_SNAPSHOT);
  trade (bench, 2);
  feed_arbiter_reset_slot (bench->arbiter, 0, bench->context.wall_us);
  trade_at (bench, 3, venue_us (bench) - 59 * G_USEC_PER_SEC);
  g_assert_false (bench->tick.flags & FEED_TICK_SNAPSHOT);
  /* A new socket subscribes anew: what it first brings may be old too, and ends no gap */
  reconnect (bench);
  trade_at (bench, 4, venue_us (bench) - 61 * G_USEC_PER_SEC);
  g_assert_cmpuint (bench->tick.flags, ==, FEED_TICK_TRADE | FEED_TICK_SNAPSHOT);
  trade (bench, 5);
  g_assert_cmpuint (bench->tick.flags, ==, FEED_TICK_TRADE | FEED_TICK_FIRST_AFTER_GAP);
}

/* The first message after five quiet minutes is as new as can be */
static void
test_long_quiet_is_no_snapshot (Bench        *bench,
                                gconstpointer data)
{
  wait_ms (bench, 300 * 1000);
  trade_at (bench, 1, venue_us (bench) - 90 * G_USEC_PER_SEC);
  g_assert_false (bench->tick.flags & FEED_TICK_SNAPSHOT);
  trade_at (bench, 2, venue_us (bench) - HOUR_US);
  g_assert_false (bench->tick.flags & FEED_TICK_SNAPSHOT);
}

/* One stamp an hour ahead freezes nothing, whatever series it came in */
static void
test_future (Bench        *bench,
             gconstpointer data)
{
  FeedArbiterCounts counts;

  trade (bench, 1);
  ticker (bench, 1, venue_us (bench), 1);
  wait_ms (bench, 1000);
  g_assert_cmpuint (trade_at (bench, 2, venue_us (bench) + HOUR_US), ==, TAPE | LAST);
  g_assert_true (bench->tick.flags & FEED_TICK_FUTURE);
  g_assert_cmpuint (ticker (bench, 2, venue_us (bench) + HOUR_US, 2), ==, STATS);
  g_assert_true (bench->tick.flags & FEED_TICK_FUTURE);
  g_assert_cmpuint (ticker (bench, 2, venue_us (bench) + HOUR_US, 2), ==, 0);
  for (int i = 3; i < 1000; i++) {
    wait_ms (bench, 500);
    g_assert_cmpuint (trade (bench, i), ==, TAPE | LAST);
    g_assert_cmpuint (bench->tick.flags, ==, FEED_TICK_TRADE);
    g_assert_cmpuint (ticker (bench, i, venue_us (bench), i), ==, STATS);
    g_assert_cmpuint (bench->tick.flags, ==, FEED_TICK_STATS);
  }
  feed_arbiter_get_counts (bench->arbiter, &counts);
  g_assert_cmpuint (counts.future, ==, 2);
  /* 119 s is no more than a clock that is off */
  trade_at (bench, 1000, venue_us (bench) + 119 * G_USEC_PER_SEC);
  g_assert_false (bench->tick.flags & FEED_TICK_FUTURE);
}

/* A clock that is ahead of ours, or behind it, is none of our business */
static void
test_skewed_clocks (Bench        *bench,
                    gconstpointer data)
{
  const gint64 skews[] = { 1272 * MS, -1272 * MS, HOUR_US, -30 * HOUR_US };

  for (guint i = 0; i < G_N_ELEMENTS (skews); i++) {
    bench_tear_down (bench, data);
    bench_set_up (bench, data);
    bench->skew_us = skews[i];
    trade (bench, 1);
    for (gint64 id = 2; id < 100; id++) {
      wait_ms (bench, 700);
      g_assert_cmpuint (trade (bench, id), ==, TAPE | LAST);
      g_assert_cmpuint (bench->tick.flags, ==, FEED_TICK_TRADE);
    }
  }
}

/* The very first stamp is an hour ahead: five good ones right the clock, and what it did to the
 * statistics with it */
static void
test_clock_set_too_far (Bench        *bench,
                        gconstpointer data)
{
  int frozen = 0;

  ticker (bench, 1, venue_us (bench) + HOUR_US, 1);
  for (int i = 2; i < 20; i++) {
    wait_ms (bench, 1000);
    if (!(ticker (bench, i, venue_us (bench), i) & STATS))
      frozen++;
    g_assert_cmpint (feed_arbiter_get_last_id (bench->arbiter, 0), ==, i);
  }
  g_assert_cmpint (frozen, <=, 5);
  trade_at (bench, 30, venue_us (bench) + HOUR_US);
  g_assert_true (bench->tick.flags & FEED_TICK_FUTURE);
}

/* The venue sets its clock two hours ahead of ours, for good */
static void
test_venue_clock_jumps (Bench        *bench,
                        gconstpointer data)
{
  trade (bench, 1);
  ticker (bench, 1, venue_us (bench), 1);
  bench->skew_us = 2 * HOUR_US;
  for (gint64 id = 2; id <= 6; id++) {
    wait_ms (bench, 1000);
    g_assert_cmpuint (trade (bench, id), ==, TAPE | LAST);
    g_assert_true (bench->tick.flags & FEED_TICK_FUTURE);
  }
  g_assert_cmpuint (trade (bench, 7), ==, TAPE | LAST);
  g_assert_false (bench->tick.flags & FEED_TICK_FUTURE);
  g_assert_cmpuint (ticker (bench, 7, venue_us (bench), 7), ==, STATS);
  /* And back */
  bench->skew_us = 0;
  for (gint64 id = 8; id <= 12; id++)
    trade (bench, id);
  g_assert_cmpuint (ticker (bench, 13, venue_us (bench), 8) & STATS, ==, STATS);
}

/* A statistics row of weeks ago, polled first, is no clock for the rest */
static void
test_clock_set_too_early (Bench        *bench,
                          gconstpointer data)
{
  poll_at (bench, 1, venue_us (bench) - 500 * HOUR_US, 1, 50, 50);
  trade (bench, 2);
  g_assert_cmpuint (bench->tick.flags, ==, FEED_TICK_TRADE);
}

static void
test_hostile_times (Bench        *bench,
                    gconstpointer data)
{
  const gint64 times[] = { G_MAXINT64, G_MININT64, -1, G_MAXINT64 / 2 };

  for (gint64 id = 1; id <= 40; id++) {
    wait_ms (bench, 10);
    g_assert_cmpuint (trade_at (bench, id, times[id % G_N_ELEMENTS (times)]), ==, TAPE | LAST);
    g_assert_cmpint (bench->tick.exchange_time_us, ==, 0);
    g_assert_cmpuint (ticker (bench, id, times[id % G_N_ELEMENTS (times)], id), ==, STATS);
  }
  g_assert_cmpuint (ticker (bench, 41, venue_us (bench), 41), ==, STATS | LAST);
  g_assert_cmpuint (bench->tick.flags, ==, FEED_TICK_STATS);
}

/* T29 */
static void
test_restarted_ids (Bench        *bench,
                    gconstpointer data)
{
  trade (bench, 1000);
  quote (bench, 9000, 50);
  for (gint64 id = 1; id <= 8; id++)
    g_assert_cmpuint (trade (bench, id), ==, 0);                /* the same socket: just late */
  reconnect (bench);
  for (gint64 id = 11; id <= 18; id++) {
    wait_ms (bench, 100);
    g_assert_cmpuint (trade (bench, id), ==, 0);
    g_assert_cmpuint (quote (bench, id, 60), ==, 0);
  }
  /* Asked before it all began: proves nothing */
  g_assert_cmpuint (poll_at (bench, 10, venue_us (bench), 1, 60, 5000) & LAST, ==, 0);
  g_assert_cmpuint (trade (bench, 19), ==, 0);
  g_assert_cmpuint (feed_arbiter_take_rebased (bench->arbiter), ==, 0);
  wait_ms (bench, 100);
  g_assert_cmpuint (poll (bench, 19, 60) & LAST, ==, LAST);
  g_assert_cmpuint (feed_arbiter_take_rebased (bench->arbiter), ==, 1);
  g_assert_cmpuint (feed_arbiter_take_rebased (bench->arbiter), ==, 0);
  g_assert_cmpuint (trade (bench, 20), ==, TAPE | LAST);
  g_assert_cmpuint (quote (bench, 20, 60), ==, QUOTE);
  g_assert_cmpuint (trade (bench, 20), ==, 0);
}

/* The poll came first, the fifth trade last */
static void
test_restarted_ids_poll_first (Bench        *bench,
                               gconstpointer data)
{
  trade (bench, 1000);
  reconnect (bench);
  for (gint64 id = 1; id <= 4; id++) {
    wait_ms (bench, 100);
    g_assert_cmpuint (trade (bench, id), ==, 0);
    if (id == 2) {
      wait_ms (bench, 100);
      g_assert_cmpuint (poll (bench, 2, 60) & LAST, ==, 0);
    }
  }
  g_assert_cmpuint (trade (bench, 5), ==, TAPE | LAST);
  g_assert_cmpuint (feed_arbiter_take_rebased (bench->arbiter), ==, 1);
}

/* One higher id among the lower ones, or a poll that is not lower: nothing restarted */
static void
test_no_restart (Bench        *bench,
                 gconstpointer data)
{
  trade (bench, 1000);
  reconnect (bench);
  for (gint64 id = 1; id <= 20; id++) {
    wait_ms (bench, 100);
    g_assert_cmpuint (trade (bench, id % 5 == 0 ? 1000 + id : id), ==,
                      id % 5 == 0 ? TAPE | LAST : 0);
    poll (bench, 500, 60);
  }
  reconnect (bench);
  for (gint64 id = 1; id <= 20; id++) {
    wait_ms (bench, 100);
    poll (bench, 1020 + id, 60);
    g_assert_cmpuint (trade (bench, id), ==, 0);
  }
  g_assert_cmpuint (feed_arbiter_take_rebased (bench->arbiter), ==, 0);
}

/* Update ids start anew, trade ids go on: the poll shows the very quote that would be late */
static void
test_restarted_update_ids (Bench        *bench,
                           gconstpointer data)
{
  trade (bench, 10);
  quote (bench, 9000, 50);
  reconnect (bench);
  for (gint64 id = 1; id <= 6; id++) {
    wait_ms (bench, 100);
    g_assert_cmpuint (quote (bench, id, 70), ==, 0);
  }
  wait_ms (bench, 100);
  g_assert_cmpuint (poll (bench, 11, 71) & QUOTE, ==, 0);
  g_assert_cmpuint (quote (bench, 7, 70), ==, 0);
  g_assert_cmpuint (quote (bench, 8, 71), ==, QUOTE);
  g_assert_cmpuint (feed_arbiter_take_rebased (bench->arbiter), ==, 1);
  g_assert_cmpuint (trade (bench, 10), ==, 0);                  /* trades were not rebased */
  g_assert_cmpuint (trade (bench, 11), ==, TAPE);
}

/* No stream to count: the poll alone, over a while */
static void
test_restarted_ids_without_stream (Bench        *bench,
                                   gconstpointer data)
{
  bench->context.poll_leads = TRUE;
  poll (bench, 1000, 50);
  for (int i = 0; i < 15; i++) {
    wait_ms (bench, 1000);
    g_assert_cmpuint (poll (bench, 10 + i, 50 + i) & LAST, ==, 0);
  }
  wait_ms (bench, 1000);
  g_assert_cmpuint (poll (bench, 30, 80) & LAST, ==, LAST);
  g_assert_cmpuint (feed_arbiter_take_rebased (bench->arbiter), ==, 1);
  /* A server that lags behind the other one it takes turns with proves nothing */
  for (int i = 0; i < 100; i++) {
    wait_ms (bench, 1000);
    poll (bench, 1000 + i - (i % 2) * 50, 50 + i);
  }
  g_assert_cmpuint (feed_arbiter_take_rebased (bench->arbiter), ==, 0);
  g_assert_cmpint (feed_arbiter_get_last_id (bench->arbiter, 0), ==, 1098);
}

/* Slots know nothing of each other, and growing loses nothing */
static void
test_slots (Bench        *bench,
            gconstpointer data)
{
  for (guint slot = 0; slot < 500; slot++) {
    feed_arbiter_reset_slot (bench->arbiter, slot, WALL_US);
    begin (bench, FEED_SOURCE_STREAM, FEED_TICK_TRADE, 1000 - slot, 0);
    bench->tick.instrument = slot;
    bench->tick.last = 1;
    g_assert_cmpuint (pass (bench), ==, TAPE | LAST);
  }
  for (guint slot = 0; slot < 500; slot++)
    g_assert_cmpint (feed_arbiter_get_last_id (bench->arbiter, slot), ==, 1000 - slot);
  g_assert_cmpint (feed_arbiter_get_last_id (bench->arbiter, 10000), ==, -1);
  feed_arbiter_reset_slot (bench->arbiter, 3, WALL_US);
  g_assert_cmpint (feed_arbiter_get_last_id (bench->arbiter, 3), ==, -1);
}

/* What one tick costs; figures only, nothing asserted of time */
static void
test_cost (Bench        *bench,
           gconstpointer data)
{
  const int n = g_test_perf () ? 20000000 : 200000;
  guint64 accepted = 0;
  FeedTick trade_tick, quote_tick;
  gint64 start_us;

  trade (bench, 1);
  trade_tick = bench->tick;
  quote (bench, 1, 50);
  quote_tick = bench->tick;
  start_us = g_get_monotonic_time ();
  for (int i = 0; i < n; i++) {
    bench->tick = i % 4 == 0 ? trade_tick : quote_tick;
    bench->tick.sequence = i + 2;
    accepted += feed_arbiter_pass (bench->arbiter, &bench->tick, &bench->context) != 0;
  }
  g_test_message ("%.1f ns a tick", 1000.0 * (g_get_monotonic_time () - start_us) / n);
  g_assert_cmpuint (accepted, ==, n);
}

#define ADD(path, func) \
  g_test_add ("/arbiter/" path, Bench, NULL, bench_set_up, func, bench_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("tape", test_tape);
  ADD ("tape-behind-poll", test_tape_behind_poll);
  ADD ("poll-never-moves-tape", test_poll_never_moves_tape);
  ADD ("backfill", test_backfill);
  ADD ("statistics", test_statistics);
  ADD ("last-price-never-goes-back", test_last_price_never_goes_back);
  ADD ("streamed-quote", test_streamed_quote);
  ADD ("polled-quote", test_polled_quote);
  ADD ("polled-statistics", test_polled_statistics);
  ADD ("first-after-gap", test_first_after_gap);
  ADD ("t19-snapshot", test_snapshot);
  ADD ("long-quiet-is-no-snapshot", test_long_quiet_is_no_snapshot);
  ADD ("future", test_future);
  ADD ("skewed-clocks", test_skewed_clocks);
  ADD ("clock-set-too-far", test_clock_set_too_far);
  ADD ("venue-clock-jumps", test_venue_clock_jumps);
  ADD ("clock-set-too-early", test_clock_set_too_early);
  ADD ("hostile-times", test_hostile_times);
  ADD ("t29-restarted-ids", test_restarted_ids);
  ADD ("t29-restarted-ids-poll-first", test_restarted_ids_poll_first);
  ADD ("no-restart", test_no_restart);
  ADD ("t29-restarted-update-ids", test_restarted_update_ids);
  ADD ("t29-restarted-ids-without-stream", test_restarted_ids_without_stream);
  ADD ("slots", test_slots);
  ADD ("cost", test_cost);
  return g_test_run ();
}
