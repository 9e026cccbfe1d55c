/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to decode a packet of Angel One in each mode, and a row of its instrument list,
 * beside a copy of the bytes. Best of several rounds, in ns. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "feed/providers/feed-angel-one.h"

#define PER_ROUND 10000
/* As many as a connection may have: their packets do not stay in the nearest cache */
#define N_TOKENS 1000

typedef struct {
  FeedProvider *provider;
  FeedSink      sink;
  guint8        packets[N_TOKENS][443];
  gsize         length;
  GString      *scratch;
  guint         n_ticks;
  double        sum;      /* so that nothing is optimised away */
  guint8        copy[1024];
} Bench;

static const char row[] =
  "{\"token\":\"58662\",\"symbol\":\"NIFTY27OCT2624500CE\",\"name\":\"NIFTY\",\"expiry\":"
  "\"27OCT2026\",\"strike\":\"2450000.000000\",\"lotsize\":\"75\",\"instrumenttype\":\"OPTIDX\","
  "\"exch_seg\":\"NFO\",\"tick_size\":\"5.000000\",\"freeze_qty\":\"1800\","
  "\"is_cas_enabled\":false}";

static void
on_tick (gpointer         user_data,
         const FeedTick  *tick,
         const FeedDepth *depth)
{
  Bench *bench = user_data;

  bench->n_ticks++;
  bench->sum += depth != NULL ? tick->bid : tick->last;
}

static void
on_notice (gpointer    user_data,
           FeedNotice  notice,
           guint       slot,
           const char *text)
{
}

static void
put (guint8 *packet,
     gsize   offset,
     gint64  value)
{
  value = GINT64_TO_LE (value);
  memcpy (packet + offset, &value, sizeof value);
}

static void
fill (Bench *bench,
      guint  mode)
{
  static const gsize sizes[] = { 0, 51, 123, 379, 443 };

  bench->length = sizes[mode];
  for (guint i = 0; i < N_TOKENS; i++) {
    guint8 *packet = bench->packets[i];

    memset (packet, 0, sizeof bench->packets[i]);
    packet[0] = (guint8) mode;
    packet[1] = 1;
    g_snprintf ((char *) packet + 2, 25, "%u", 1000 + i);
    put (packet, 27, 1734667885562);
    put (packet, 35, 1734667885000);
    for (gsize at = 43; mode < 4 && at + 8 <= bench->length; at += 8)
      put (packet, at, 195900);
    for (guint j = 0; mode == 3 && j < 10; j++) {
      packet[147 + 20 * j] = j < 5;
      packet[148 + 20 * j] = 0;
      put (packet, 147 + 20 * j + 2, 10 + j);
      put (packet, 147 + 20 * j + 10, j < 5 ? 195900 - 5 * j : 195905 + 5 * j);
    }
    for (guint j = 0; mode == 4 && j < 40; j++)
      put (packet, 43 + 10 * j,
           (gint64) (j < 20 ? 195900 - 5 * j : 195905 + 5 * j) << 32 | (10 + j));
  }
}

static void
decode (Bench *bench,
        guint  index)
{
  feed_provider_decode (bench->provider, FEED_FRAME_BINARY, bench->packets[index % N_TOKENS],
                        bench->length, 1, &bench->sink, NULL);
}

static void
copy (Bench *bench,
      guint  index)
{
  memcpy (bench->copy, bench->packets[index % N_TOKENS], bench->length);
  __asm__ volatile ("" : : "r" (bench->copy) : "memory");
}

static void
parse_row (Bench *bench,
           guint  index)
{
  FeedListing listing;

  feed_provider_parse_listing (bench->provider, row, sizeof row - 1, bench->scratch, &listing,
                               NULL);
  bench->sum += listing.strike;
  bench->n_ticks++;
}

static void
copy_row (Bench *bench,
          guint  index)
{
  memcpy (bench->copy, row, sizeof row);
  __asm__ volatile ("" : : "r" (bench->copy) : "memory");
}

/* Time of the processor, which others that use the machine do not lengthen as much */
static double
read_clock_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e9 + now.tv_nsec;
}

static double
measure (Bench  *bench,
         guint   rounds,
         void ( *work ) (Bench *bench,
                         guint  index))
{
  double best = G_MAXDOUBLE;

  for (guint round = 0; round < rounds; round++) {
    double start = read_clock_ns ();
    double spent;

    for (guint i = 0; i < PER_ROUND; i++)
      work (bench, i);
    spent = (read_clock_ns () - start) / PER_ROUND;
    best = MIN (best, spent);
  }
  return best;
}

static void
report (const char *what,
        gsize       length,
        double      spent,
        double      copied)
{
  g_print ("{\"bench\":\"packet\",\"what\":\"%s\",\"bytes\":%" G_GSIZE_FORMAT ",", what, length);
  g_print ("\"ns_decode\":%.1f,\"ns_memcpy\":%.1f,\"ratio\":%.1f}\n", spent, copied,
           spent / copied);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const modes[] = { "", "ltp", "quote", "snap", "depth20" };
  guint rounds = argc > 1 ? (guint) MAX (atoi (argv[1]), 1) : 200;
  g_autofree Bench *bench = g_new0 (Bench, 1);
  FeedListing listing;
  double spent;

  bench->provider = feed_angel_one_new ("angel-one");
  bench->sink = (FeedSink) { on_tick, on_notice, bench };
  bench->scratch = g_string_new (NULL);
  feed_listing_init (&listing);
  listing.kind = FEED_LISTING_EQUITY;
  for (guint i = 0; i < N_TOKENS; i++) {
    g_autofree char *token = g_strdup_printf ("%u", 1000 + i);

    listing.key = token;
    feed_provider_add_instrument (bench->provider, i, "NSE:X");
    feed_provider_set_listing (bench->provider, i, &listing);
  }
  for (guint mode = 1; mode <= 4; mode++) {
    fill (bench, mode);
    bench->n_ticks = 0;
    spent = measure (bench, rounds, decode);
    g_assert_cmpuint (bench->n_ticks, ==, rounds * PER_ROUND);
    report (modes[mode], bench->length, spent, measure (bench, rounds, copy));
  }
  spent = measure (bench, MAX (rounds / 10, 1), parse_row);
  report ("listing", sizeof row - 1, spent, measure (bench, rounds, copy_row));
  g_string_free (bench->scratch, TRUE);
  g_object_unref (bench->provider);
  return EXIT_SUCCESS;
}
