/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <feed/feed.h>

#include "feed/core/feed-arbiter.h"
#include "feed/feed-board-private.h"
#include "support/test-support.h"

/* What the board costs: a tick into a row, and a flush of all rows as a window asks for it once a
 * frame, with one listener a row. */

#define N_ROWS 1000

static void
on_revision (GObject    *object,
             GParamSpec *pspec,
             gpointer    user_data)
{
  guint *n_notified = user_data;

  (*n_notified)++;
}

int
main (int    argc,
      char **argv)
{
  guint n_frames = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 1000;
  g_autoptr (FeedBoard) board = feed_board_new ();
  gint64 ingest_ns = 0, flush_ns = 0;
  guint n_notified = 0;
  FeedTick tick;

  for (guint i = 0; i < N_ROWS; i++) {
    g_autofree char *symbol = g_strdup_printf ("S%u", i);
    FeedInstrument *row = feed_board_add (board, "demo", symbol, i);

    g_signal_connect (row, "notify::revision", G_CALLBACK (on_revision), &n_notified);
  }
  feed_tick_init (&tick);
  tick.flags = FEED_TICK_TRADE;
  for (guint frame = 0; frame < n_frames; frame++) {
    gint64 start_ns = test_thread_cpu_ns ();
    gint64 middle_ns;

    for (guint i = 0; i < N_ROWS; i++) {
      tick.instrument = i;
      tick.last = frame + i;
      tick.receive_time_us = frame;
      feed_board_ingest (board, &tick, NULL, FEED_SERIES_TAPE | FEED_SERIES_LAST);
    }
    middle_ns = test_thread_cpu_ns ();
    feed_board_flush (board);
    flush_ns += test_thread_cpu_ns () - middle_ns;
    ingest_ns += middle_ns - start_ns;
  }
  g_assert_cmpuint (n_notified, ==, n_frames * N_ROWS);
  g_print ("board: ingest %.1f ns a tick; flush of %d changed rows %.1f us a frame, %.2f %% of a "
           "frame of 16.7 ms\n", (double) ingest_ns / n_frames / N_ROWS, N_ROWS,
           flush_ns / 1e3 / n_frames, flush_ns / 1e6 / n_frames / 16.7 * 100);
  g_print ("{\"bench\":\"flush\",\"rows\":%d,\"ingest_ns\":%.1f,\"flush_us\":%.1f}\n", N_ROWS,
           (double) ingest_ns / n_frames / N_ROWS, flush_ns / 1e3 / n_frames);
  return 0;
}
