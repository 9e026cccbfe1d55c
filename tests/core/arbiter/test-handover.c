/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * T18: a market, its stream and its polls, each late in its own way. Whatever the interleaving,
 * every series comes out strictly ordered, and every streamed trade comes out once.
 */
#include <json-glib/json-glib.h>
#include <math.h>

#include "feed/core/feed-arbiter.h"
#include "support/test-support.h"

#define MS      G_GINT64_CONSTANT (1000)
#define BASE_US (1000 * G_USEC_PER_SEC)
#define WALL_US (G_GINT64_CONSTANT (1723161255) * G_USEC_PER_SEC)

typedef struct {
  gint64             arrives_us;
  guint              order;     /* stable at equal times */
  FeedTick           tick;
  FeedArbiterContext context;
} Arrival;

/* What came out so far */
typedef struct {
  gint64 tape, last, quote, stats;
  guint  n_trades, n_polled;
} Output;

static int
compare_arrivals (gconstpointer a,
                  gconstpointer b)
{
  const Arrival *first = a;
  const Arrival *second = b;

  if (first->arrives_us != second->arrives_us)
    return first->arrives_us < second->arrives_us ? -1 : 1;
  return first->order < second->order ? -1 : first->order > second->order;
}

static void
add_arrival (GArray   *arrivals,
             FeedTick *tick,
             gint64    arrives_us,
             gint64    requested_at_us,
             gboolean  poll_leads)
{
  Arrival arrival = { .arrives_us = arrives_us, .order = arrivals->len, .tick = *tick };

  arrival.tick.receive_time_us = arrives_us;
  arrival.context = (FeedArbiterContext) {
    .generation = 1, .requested_at_us = requested_at_us, .poll_leads = poll_leads,
    .wall_us = WALL_US + arrives_us - BASE_US,
  };
  g_array_append_val (arrivals, arrival);
}

#define CHECK_GREATER(seed, what, new_key, old_key) \
  G_STMT_START { \
    if ((new_key) <= (old_key)) \
    g_error ("seed %u: %s went from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, \
             (seed), (what), (gint64) (old_key), (gint64) (new_key)); \
    (old_key) = (new_key); \
  } G_STMT_END

static void
check_output (Output         *output,
              const FeedTick *in,
              const FeedTick *out,
              guint           mask,
              guint           seed)
{
  gboolean streamed = in->source == FEED_SOURCE_STREAM;

  if (mask == 0)
    return;
  if (mask & FEED_SERIES_TAPE) {
    g_assert_true (streamed);
    CHECK_GREATER (seed, "TAPE", out->sequence, output->tape);
    output->n_trades++;
  }
  if (mask & FEED_SERIES_LAST)
    CHECK_GREATER (seed, "LAST", in->sequence, output->last);
  else if (!isnan (out->last) && !(mask & FEED_SERIES_TAPE))
    g_assert_cmpint (in->sequence, ==, output->last);
  if (mask & FEED_SERIES_STATS)
    CHECK_GREATER (seed, "STATS", in->exchange_time_us, output->stats);
  else
    g_assert_true (isnan (out->volume));
  if ((mask & FEED_SERIES_QUOTE) && streamed)
    CHECK_GREATER (seed, "QUOTE", in->sequence, output->quote);
  if (!(mask & FEED_SERIES_QUOTE))
    g_assert_true (isnan (out->bid));
  if (!streamed)
    output->n_polled++;
}

static Output
run_arrivals (GArray *arrivals,
              guint   seed)
{
  g_autoptr (FeedArbiter) arbiter = feed_arbiter_new ();
  Output output = { -1, -1, -1, -1, 0, 0 };

  feed_arbiter_reset_slot (arbiter, 0, WALL_US);
  g_array_sort (arrivals, compare_arrivals);
  for (guint i = 0; i < arrivals->len; i++) {
    Arrival *arrival = &g_array_index (arrivals, Arrival, i);
    FeedTick tick = arrival->tick;
    guint mask = feed_arbiter_pass (arbiter, &tick, &arrival->context);

    check_output (&output, &arrival->tick, &tick, mask, seed);
  }
  g_assert_cmpuint (feed_arbiter_take_rebased (arbiter), ==, 0);
  return output;
}

/* The market as a poll would tell it: the newest of everything at that time */
static void
fill_poll (FeedTick       *poll,
           const FeedTick *market)
{
  *poll = *market;
  poll->source = FEED_SOURCE_POLL;
  poll->flags = FEED_TICK_QUOTE | FEED_TICK_STATS;
}

/* One change of the market at time_us, merged into market; the message the stream sends of it */
static void
random_event (GRand    *rand,
              FeedTick *market,
              FeedTick *message,
              gint64   *update_id,
              gint64    time_us)
{
  feed_tick_init (message);
  message->source = FEED_SOURCE_STREAM;
  market->exchange_time_us = time_us - time_us % MS;
  switch (g_rand_int_range (rand, 0, 5)) {
  case 0:
  case 1:
    market->sequence++;
    market->last = g_rand_int_range (rand, 1, 100);
    market->volume++;
    message->flags = FEED_TICK_TRADE;
    message->sequence = market->sequence;
    message->last = market->last;
    message->exchange_time_us = market->exchange_time_us;
    break;
  case 2:
  case 3:
    market->bid = g_rand_int_range (rand, 1, 5);
    market->ask = market->bid + 1;
    message->flags = FEED_TICK_QUOTE;
    message->sequence = *update_id += g_rand_int_range (rand, 1, 4);
    message->bid = market->bid;
    message->ask = market->ask;
    break;
  default:
    message->flags = FEED_TICK_STATS;
    message->sequence = market->sequence;
    message->last = market->last;
    message->volume = market->volume;
    message->exchange_time_us = market->exchange_time_us;
    break;
  }
}

static void
run_random_market (guint seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
  gint64 now_us = BASE_US;
  gint64 stream_us = 0;
  gint64 sent_us;
  gint64 update_id = 1000;
  int delay_ms = g_rand_int_range (rand, 0, 600);
  guint n_trades = 0;
  FeedTick market, message;
  Output output;

  feed_tick_init (&market);
  market.sequence = 100;
  market.last = market.bid = 50;
  market.ask = 51;
  market.volume = 1000;
  for (int i = 0; i < 24; i++) {
    /* At least a millisecond apart, as stamps are that coarse */
    now_us += g_rand_int_range (rand, 1, 150) * MS;
    random_event (rand, &market, &message, &update_id, WALL_US + now_us - BASE_US);
    n_trades += (message.flags & FEED_TICK_TRADE) != 0;
    /* The stream is late, by more or less, but one message never overtakes another */
    sent_us = now_us + g_rand_int_range (rand, delay_ms / 2, delay_ms + 1) * MS;
    stream_us = MAX (stream_us, sent_us);
    add_arrival (arrivals, &message, stream_us, 0, FALSE);
    if (g_rand_int_range (rand, 0, 3) == 0) {
      FeedTick poll;
      gint64 there_us = g_rand_int_range (rand, 1, 100) * MS;
      gint64 back_us = g_rand_int_range (rand, 1, 200) * MS;

      fill_poll (&poll, &market);
      add_arrival (arrivals, &poll, now_us + back_us, now_us - there_us,
                   g_rand_boolean (rand));
    }
  }
  output = run_arrivals (arrivals, seed);
  if (output.n_trades != n_trades)
    g_error ("seed %u: %u of %u trades came out", seed, output.n_trades, n_trades);
}

static void
test_random (void)
{
  const char *seed = g_getenv ("EVERTICK_TEST_SEED");

  if (seed != NULL) {
    run_random_market ((guint) g_ascii_strtoull (seed, NULL, 10));
    return;
  }
  for (guint i = 0; i < TEST_REPEAT (100000); i++)
    run_random_market (i);
}

static gint64
member_int (JsonObject *object,
            const char *name)
{
  return json_object_get_int_member (object, name);
}

static double
member_decimal (JsonObject *object,
                const char *name)
{
  return g_ascii_strtod (json_object_get_string_member (object, name), NULL);
}

/* FALSE for a line that is neither a quote nor a trade */
static gboolean
read_recorded (JsonParser *parser,
               const char *line,
               FeedTick   *tick,
               gint64     *received_us)
{
  char *json = NULL;
  JsonObject *root, *data;
  const char *stream;

  *received_us = g_ascii_strtoll (line, &json, 10) / 1000;
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  root = json_node_get_object (json_parser_get_root (parser));
  stream = json_object_get_string_member_with_default (root, "stream", "");
  feed_tick_init (tick);
  tick->source = FEED_SOURCE_STREAM;
  if (g_str_has_suffix (stream, "@trade")) {
    data = json_object_get_object_member (root, "data");
    tick->flags = FEED_TICK_TRADE;
    tick->sequence = member_int (data, "t");
    tick->last = member_decimal (data, "p");
    tick->last_size = member_decimal (data, "q");
    tick->exchange_time_us = member_int (data, "T") * MS;
  } else if (g_str_has_suffix (stream, "@bookTicker")) {
    data = json_object_get_object_member (root, "data");
    tick->flags = FEED_TICK_QUOTE;
    tick->sequence = member_int (data, "u");
    tick->bid = member_decimal (data, "b");
    tick->bid_size = member_decimal (data, "B");
    tick->ask = member_decimal (data, "a");
    tick->ask_size = member_decimal (data, "A");
  } else {
    return FALSE;
  }
  return TRUE;
}

static void
merge_recorded (FeedTick       *market,
                const FeedTick *tick)
{
  if (tick->flags & FEED_TICK_TRADE) {
    market->sequence = tick->sequence;
    market->last = tick->last;
    market->last_size = tick->last_size;
    market->volume = isnan (market->volume) ? tick->last_size : market->volume + tick->last_size;
    market->exchange_time_us = MAX (market->exchange_time_us, tick->exchange_time_us);
  } else {
    market->bid = tick->bid;
    market->bid_size = tick->bid_size;
    market->ask = tick->ask;
    market->ask_size = tick->ask_size;
  }
}

static GBytes *
load_capture (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) packed = g_file_read (file, NULL, NULL);
  g_autoptr (GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) plain =
    g_converter_input_stream_new (G_INPUT_STREAM (packed), G_CONVERTER (zlib));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  gssize n = g_output_stream_splice (memory, plain,
                                     G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE
                                     | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL);

  g_assert_cmpint (n, >, 0);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* The recorded ticks in order, receive_time_us as recorded */
static GArray *
load_recorded_ticks (const char *path)
{
  g_autoptr (GBytes) bytes = load_capture (path);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (FeedTick));

  for (guint i = 0; lines[i] != NULL; i++) {
    FeedTick tick;
    gint64 received_us;

    if (*lines[i] != '\0' && read_recorded (parser, lines[i], &tick, &received_us)) {
      tick.receive_time_us = received_us;
      g_array_append_val (ticks, tick);
    }
  }
  return ticks;
}

/* The recorded market again, its stream late by delay_ms, polled every second */
static void
run_recorded (GArray *ticks,
              int     delay_ms)
{
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
  gint64 zero_us = g_array_index (ticks, FeedTick, 0).receive_time_us;
  gint64 next_poll_us = BASE_US;
  FeedTick market;
  Output output;

  feed_tick_init (&market);
  for (guint i = 0; i < ticks->len; i++) {
    FeedTick *tick = &g_array_index (ticks, FeedTick, i);
    gint64 now_us = BASE_US + tick->receive_time_us - zero_us;

    if (now_us >= next_poll_us && market.sequence >= 0) {
      FeedTick poll;

      fill_poll (&poll, &market);
      add_arrival (arrivals, &poll, now_us + 40 * MS, now_us - 40 * MS, i % 2 == 0);
      next_poll_us = now_us + G_USEC_PER_SEC;
    }
    merge_recorded (&market, tick);
    add_arrival (arrivals, tick, now_us + delay_ms * MS, 0, FALSE);
  }
  output = run_arrivals (arrivals, (guint) delay_ms);
  g_assert_cmpuint (output.n_trades, ==, 9757);
  g_assert_cmpuint (output.n_polled, >, 50);
}

static void
test_recorded (void)
{
  g_autofree char *path = test_capture_path ("binance/hftbacktest_spot_btcusdt_20240808.gz");
  g_autoptr (GArray) ticks = NULL;

  if (path == NULL)
    return;
  ticks = load_recorded_ticks (path);
  g_assert_cmpuint (ticks->len, ==, 28040 + 9757);
  for (int delay_ms = 0; delay_ms <= 600; delay_ms += 100)
    run_recorded (ticks, delay_ms);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/handover/t18-random", test_random);
  g_test_add_func ("/handover/t18-recorded", test_recorded);
  return g_test_run ();
}
