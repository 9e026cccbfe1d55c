/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-sink.h"

#include <math.h>
#include <string.h>

#include "feed/core/feed-json.h"
#include "feed/providers/feed-angel-one.h"
#include "feed/providers/feed-binance.h"

/* The end of the year 9999 */
#define LAST_TIME_US G_GINT64_CONSTANT (253402300799999999)
#define MAX_WORDS 1024
#define DECODED_FLAGS \
  (FEED_TICK_TRADE | FEED_TICK_QUOTE | FEED_TICK_STATS | FEED_TICK_BACKFILL | FEED_TICK_DEPTH)

static void
check_price (double price)
{
  g_assert_true (isnan (price) || (isfinite (price) && price > 0));
}

static void
check_size (double size)
{
  g_assert_true (isnan (size) || (isfinite (size) && !signbit (size)));
}

static void
check_numbers (const FeedTick *tick)
{
  check_price (tick->last);
  check_price (tick->bid);
  check_price (tick->ask);
  check_price (tick->open);
  check_price (tick->high);
  check_price (tick->low);
  check_price (tick->close);
  check_size (tick->last_size);
  check_size (tick->bid_size);
  check_size (tick->ask_size);
  check_size (tick->volume);
  check_size (tick->open_interest);
}

/* What a message is decides what it can carry */
static void
check_kind (const FeedTick *tick)
{
  g_assert_cmphex (tick->flags & ~DECODED_FLAGS, ==, 0);
  if (tick->flags & FEED_TICK_TRADE) {
    g_assert_false (tick->flags & (FEED_TICK_QUOTE | FEED_TICK_STATS));
    g_assert_cmpint (tick->sequence, >=, 0);
    g_assert_true (tick->last > 0 && tick->exchange_time_us > 0);
  } else {
    g_assert_true (tick->flags & (FEED_TICK_QUOTE | FEED_TICK_STATS) || tick->last > 0);
    g_assert_false (tick->flags & FEED_TICK_BACKFILL);
  }
  if (!(tick->flags & FEED_TICK_QUOTE))
    g_assert_true (isnan (tick->bid) && isnan (tick->ask));
  if (!(tick->flags & FEED_TICK_STATS))
    g_assert_true (isnan (tick->volume) && isnan (tick->high));
  if (isnan (tick->last))
    g_assert_true (isnan (tick->last_size));
}

/* Best first, and the best is the quote */
static void
check_depth (const FeedTick  *tick,
             const FeedDepth *depth)
{
  g_assert_true ((depth != NULL) == ((tick->flags & FEED_TICK_DEPTH) != 0));
  if (depth == NULL)
    return;
  g_assert_cmpuint (depth->n_buy, <=, FEED_DEPTH_LEVELS);
  g_assert_cmpuint (depth->n_sell, <=, FEED_DEPTH_LEVELS);
  g_assert_true (depth->n_buy > 0 ? tick->bid == depth->buy[0].price : isnan (tick->bid));
  g_assert_true (depth->n_sell > 0 ? tick->ask == depth->sell[0].price : isnan (tick->ask));
  for (guint i = 0; i < depth->n_buy; i++)
    check_price (depth->buy[i].price);
  for (guint i = 0; i < depth->n_sell; i++)
    check_price (depth->sell[i].price);
}

static void
on_tick (gpointer         user_data,
         const FeedTick  *tick,
         const FeedDepth *depth)
{
  FuzzSink *self = user_data;

  check_depth (tick, depth);
  g_assert_cmpuint (tick->instrument, <, FUZZ_SINK_SLOTS);
  g_assert_cmpuint (tick->source, ==, self->source);
  g_assert_cmpint (tick->receive_time_us, ==, FUZZ_SINK_TIME_US);
  g_assert_cmpint (tick->exchange_time_us, >=, 0);
  g_assert_cmpint (tick->exchange_time_us, <=, LAST_TIME_US);
  g_assert_cmpint (tick->sequence, >=, -1);
  check_numbers (tick);
  check_kind (tick);
  g_array_append_vals (self->ticks, tick, 1);
}

static void
on_notice (gpointer    user_data,
           FeedNotice  notice,
           guint       slot,
           const char *text)
{
  FuzzSink *self = user_data;

  g_assert_cmpint (notice, <=, FEED_NOTICE_BATCH_REFUSED);
  g_assert_true (slot < FUZZ_SINK_SLOTS || slot == FEED_NO_SLOT);
  g_assert_true (g_utf8_validate_len (text, strlen (text), NULL));
  g_assert_cmpuint (strlen (text), <, MAX_WORDS);
  g_string_append_printf (self->notices, "%d %u %s\n", notice, slot, text);
}

FuzzSink *
fuzz_sink_new (FeedSource source)
{
  FuzzSink *self = g_new0 (FuzzSink, 1);

  self->sink = (FeedSink) { on_tick, on_notice, self };
  self->source = source;
  self->ticks = g_array_new (FALSE, FALSE, sizeof (FeedTick));
  self->notices = g_string_new (NULL);
  return self;
}

void
fuzz_sink_free (FuzzSink *self)
{
  g_array_unref (self->ticks);
  g_string_free (self->notices, TRUE);
  g_free (self);
}

void
fuzz_sink_check_result (FeedDecode result,
                        GError    *error)
{
  g_autoptr (GError) given = error;

  g_assert_cmpint (result, <=, FEED_DECODE_ERROR);
  g_assert_true ((result == FEED_DECODE_ERROR) == (given != NULL));
  if (given == NULL)
    return;
  g_assert_true (given->domain == FEED_ERROR);
  g_assert_true (g_utf8_validate (given->message, -1, NULL));
  g_assert_cmpuint (strlen (given->message), <, MAX_WORDS);
}

static gboolean
is_same (double a,
         double b)
{
  return a == b || (isnan (a) && isnan (b));
}

void
fuzz_sink_assert_same (const FuzzSink *a,
                       const FuzzSink *b)
{
  g_assert_cmpuint (a->ticks->len, ==, b->ticks->len);
  g_assert_cmpstr (a->notices->str, ==, b->notices->str);
  for (guint i = 0; i < a->ticks->len; i++) {
    const FeedTick *x = &g_array_index (a->ticks, FeedTick, i);
    const FeedTick *y = &g_array_index (b->ticks, FeedTick, i);
    const double *numbers_x = &x->last, *numbers_y = &y->last;

    g_assert_cmpmem (x, offsetof (FeedTick, last), y, offsetof (FeedTick, last));
    for (gsize j = 0; j < (sizeof *x - offsetof (FeedTick, last)) / sizeof (double); j++)
      g_assert_true (is_same (numbers_x[j], numbers_y[j]));
  }
}

gboolean
fuzz_sink_is_json (const char *text,
                   gsize       length)
{
  FeedJson json;

  feed_json_init (&json, text, length);
  return feed_json_skip (&json) && feed_json_end (&json);
}

FeedProvider *
fuzz_sink_make_binance (void)
{
  FeedProvider *provider = feed_binance_new ("binance");

  feed_provider_add_instrument (provider, 0, "BTCUSDT");
  feed_provider_add_instrument (provider, 1, "ETHUSDT");
  return provider;
}

FeedProvider *
fuzz_sink_make_angel_one (void)
{
  FeedProvider *provider = feed_angel_one_new ("angel-one");
  FeedListing listing;

  feed_listing_init (&listing);
  listing.key = "1594";
  listing.kind = FEED_LISTING_EQUITY;
  feed_provider_add_instrument (provider, 0, "NSE:INFY-EQ");
  feed_provider_set_listing (provider, 0, &listing);
  listing.key = "99926000";
  listing.kind = FEED_LISTING_INDEX;
  feed_provider_add_instrument (provider, 1, "NSE:Nifty 50");
  feed_provider_set_listing (provider, 1, &listing);
  return provider;
}
