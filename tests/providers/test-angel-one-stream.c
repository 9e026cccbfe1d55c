/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "feed/providers/feed-angel-one.h"
#include "providers/capture.h"
#include "providers/provider-spy.h"

#define RECEIVED 777
#define N_MUTATIONS 10000

/* The last tick and its depth */
typedef struct {
  FeedTick  tick;
  FeedDepth depth;
  gboolean  has_depth;
  guint     n_ticks, n_notices;
  char     *words;
} Seen;

static void
on_tick (gpointer         user_data,
         const FeedTick  *tick,
         const FeedDepth *depth)
{
  Seen *seen = user_data;

  seen->tick = *tick;
  seen->has_depth = depth != NULL;
  if (depth != NULL)
    seen->depth = *depth;
  seen->n_ticks++;
  g_assert_true (seen->has_depth == ((tick->flags & FEED_TICK_DEPTH) != 0));
}

static void
on_notice (gpointer    user_data,
           FeedNotice  notice,
           guint       slot,
           const char *text)
{
  Seen *seen = user_data;

  g_assert_cmpint (notice, ==, FEED_NOTICE_REFUSED);
  g_assert_cmpuint (slot, ==, FEED_NO_SLOT);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_free (seen->words);
  seen->words = g_strdup (text);
  seen->n_notices++;
}

static FeedProvider *
make_provider (void)
{
  static const struct {
    const char     *symbol, *key;
    FeedListingKind kind;
  } instruments[] = {
    { "NSE:INFY-EQ", "1594", FEED_LISTING_EQUITY },
    { "NSE:RELIANCE-EQ", "2885", FEED_LISTING_EQUITY },
    { "BSE:RELIANCE", "500325", FEED_LISTING_EQUITY },
    { "NFO:ONE", "54786", FEED_LISTING_CALL },
    { "NFO:TWO", "41735", FEED_LISTING_PUT },
    { "NFO:THREE", "49697", FEED_LISTING_PUT },
    { "NSE:Nifty 50", "99926000", FEED_LISTING_INDEX },
    { "CDS:USDINR27OCTFUT", "1", FEED_LISTING_FUTURE },
  };
  FeedProvider *provider = feed_angel_one_new ("angel-one");

  for (guint i = 0; i < G_N_ELEMENTS (instruments); i++)
    provider_spy_add_listed (provider, i, instruments[i].symbol, instruments[i].key,
                             instruments[i].kind);
  return provider;
}

static FeedDecode
decode (FeedProvider *provider,
        Seen         *seen,
        const guint8 *data,
        gsize         length)
{
  FeedSink sink = { on_tick, on_notice, seen };
  g_autoptr (GError) error = NULL;
  FeedDecode result;

  seen->n_ticks = seen->n_notices = 0;
  result = feed_provider_decode (provider, FEED_FRAME_BINARY, data, length, RECEIVED, &sink,
                                 &error);
  g_assert_true ((result == FEED_DECODE_ERROR) == (error != NULL));
  g_assert_true ((result == FEED_DECODE_OK) == (seen->n_ticks == 1));
  return result;
}

static void
put (guint8 *packet,
     gsize   offset,
     gint64  value)
{
  value = GINT64_TO_LE (value);
  memcpy (packet + offset, &value, sizeof value);
}

/* Mode, segment and token, and nothing else */
static void
begin (guint8     *packet,
       guint8      mode,
       guint8      segment,
       const char *token)
{
  memset (packet, 0, 443);
  packet[0] = mode;
  packet[1] = segment;
  memcpy (packet + 2, token, strlen (token));
}

static void
assert_number (double      value,
               JsonObject *fields,
               const char *name,
               double      scale)
{
  if (!json_object_has_member (fields, name) || json_object_get_int_member (fields, name) <= 0)
    g_assert_true (isnan (value));
  else
    g_assert_cmpfloat (value, ==, json_object_get_int_member (fields, name) / scale);
}

static void
assert_side (const Seen *seen,
             JsonObject *fields,
             const char *name)
{
  gboolean buy = strcmp (name, "buy") == 0;
  JsonArray *levels = json_object_get_array_member (fields, name);
  guint n = buy ? seen->depth.n_buy : seen->depth.n_sell;

  g_assert_cmpuint (n, ==, json_array_get_length (levels));
  for (guint i = 0; i < n; i++) {
    JsonArray *level = json_array_get_array_element (levels, i);
    double price = buy ? seen->depth.buy[i].price : seen->depth.sell[i].price;
    double size = buy ? seen->depth.buy[i].size : seen->depth.sell[i].size;
    int orders = buy ? seen->depth.buy[i].orders : seen->depth.sell[i].orders;

    g_assert_cmpfloat (size, ==, json_array_get_int_element (level, 0));
    g_assert_cmpfloat (price, ==, json_array_get_int_element (level, 1) / 100.0);
    g_assert_cmpint (orders, ==, json_array_get_int_element (level, 2));
  }
  g_assert_cmpfloat (buy ? seen->tick.bid : seen->tick.ask, ==,
                     buy ? seen->depth.buy[0].price : seen->depth.sell[0].price);
}

static void
assert_fields (const Seen *seen,
               JsonObject *fields,
               const char *kind)
{
  const FeedTick *tick = &seen->tick;
  gboolean deep = g_str_has_prefix (kind, "depth");
  gint64 sequence = deep ? -1 : json_object_get_int_member (fields, "seq");
  guint flags = deep ? FEED_TICK_QUOTE | FEED_TICK_DEPTH :
                strcmp (kind, "snap") == 0 ? FEED_TICK_STATS | FEED_TICK_QUOTE | FEED_TICK_DEPTH :
                strcmp (kind, "quote") == 0 ? FEED_TICK_STATS : 0;

  g_assert_cmphex (tick->flags, ==, flags);
  g_assert_cmpint (tick->sequence, ==, sequence);
  g_assert_cmpint (tick->exchange_time_us, ==,
                   json_object_get_int_member (fields, "exchTs") * 1000);
  g_assert_cmpint (tick->trade_time_us, ==, json_object_has_member (fields, "ltt")
                   ? json_object_get_int_member (fields, "ltt") * G_USEC_PER_SEC : 0);
  assert_number (tick->last, fields, "ltp", 100);
  assert_number (tick->last_size, fields, "ltq", 1);
  assert_number (tick->volume, fields, "volume", 1);
  assert_number (tick->open, fields, "open", 100);
  assert_number (tick->high, fields, "high", 100);
  assert_number (tick->low, fields, "low", 100);
  assert_number (tick->close, fields, "close", 100);
  assert_number (tick->open_interest, fields, "oi", 1);
  g_assert_true (seen->has_depth == ((flags & FEED_TICK_DEPTH) != 0));
  if (seen->has_depth) {
    assert_side (seen, fields, "buy");
    assert_side (seen, fields, "sell");
  }
}

static GBytes *
read_hex (const char *hex)
{
  gsize length = strlen (hex) / 2;
  guint8 *data = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    data[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 |
                        g_ascii_xdigit_value (hex[2 * i + 1]));
  return g_bytes_new_take (data, length);
}

/* Every truncation is an error; every mutation is an error, a packet of another, or numbers that a
 * tick may have */
static void
torture (FeedProvider *provider,
         GBytes       *frame)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (frame, &length);
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  Seen seen = { .words = NULL };

  for (gsize n = 0; n < length; n++) {
    g_autofree guint8 *exact = g_memdup2 (data, n);

    g_assert_cmpint (decode (provider, &seen, exact, n), ==, FEED_DECODE_ERROR);
  }
  for (guint i = 0; i < N_MUTATIONS; i++) {
    gsize longer = length + (i % 16 == 0);
    g_autofree guint8 *mutant = g_malloc0 (longer);

    memcpy (mutant, data, length);
    for (int n = g_rand_int_range (rand, 1, 9); n > 0; n--)
      mutant[g_rand_int_range (rand, 0, (gint32) longer)] = (guint8) g_rand_int (rand);
    if (decode (provider, &seen, mutant, longer) != FEED_DECODE_OK)
      continue;
    g_assert_cmpuint (longer, ==, length);
    g_assert_true (isnan (seen.tick.last) || (seen.tick.last > 0 && isfinite (seen.tick.last)));
    g_assert_true (isnan (seen.tick.volume) || seen.tick.volume >= 0);
    g_assert_cmpint (seen.tick.exchange_time_us, >=, 0);
    g_assert_cmpuint (seen.tick.instrument, <, 8);
  }
}

static void
test_captured (void)
{
  g_auto (GStrv) lines = capture_load_lines ("angel_one/frames.jsonl");
  g_autoptr (FeedProvider) provider = make_provider ();

  if (lines == NULL)
    return;
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);
    JsonObject *object;
    g_autoptr (GBytes) frame = NULL;
    Seen seen = { .words = NULL };
    gsize length;
    const guint8 *data;

    if (node == NULL)
      continue;
    object = json_node_get_object (node);
    frame = read_hex (json_object_get_string_member (object, "hex"));
    data = g_bytes_get_data (frame, &length);
    g_assert_cmpint (decode (provider, &seen, data, length), ==, FEED_DECODE_OK);
    assert_fields (&seen, json_object_get_object_member (object, "fields"),
                   json_object_get_string_member (object, "kind"));
    g_assert_cmpint (seen.tick.receive_time_us, ==, RECEIVED);
    g_assert_cmpint (seen.tick.source, ==, FEED_SOURCE_STREAM);
    torture (provider, frame);
  }
}

static void
test_torture (void)
{
  static const gsize sizes[] = { 0, 51, 123, 379, 443 };
  g_autoptr (FeedProvider) provider = make_provider ();

  for (guint8 mode = 1; mode <= 4; mode++) {
    g_autoptr (GBytes) frame = NULL;
    guint8 packet[443];

    begin (packet, mode, 1, "1594");
    put (packet, 27, 1734667885562);
    put (packet, 35, 1734667885000);
    put (packet, 43, 195900);
    frame = g_bytes_new (packet, sizes[mode]);
    torture (provider, frame);
  }
}

/* What is no value is none: prices of 0 and below, times of 1970, sizes below 0 */
static void
test_sentinels (void)
{
  g_autoptr (FeedProvider) provider = make_provider ();
  Seen seen = { .words = NULL };
  guint8 packet[443];

  begin (packet, 3, 2, "54786");
  put (packet, 43, 25820);
  put (packet, 67, -1);
  put (packet, 91, -1);
  put (packet, 147 + 2, 100);
  put (packet, 147 + 10, -1);
  g_assert_cmpint (decode (provider, &seen, packet, 379), ==, FEED_DECODE_OK);
  g_assert_cmpfloat (seen.tick.last, ==, 258.2);
  g_assert_cmpint (seen.tick.sequence, ==, -1);
  g_assert_cmpint (seen.tick.exchange_time_us, ==, 0);
  g_assert_cmpint (seen.tick.trade_time_us, ==, 0);
  g_assert_true (isnan (seen.tick.volume) && isnan (seen.tick.open) && isnan (seen.tick.bid));
  g_assert_cmpuint (seen.depth.n_buy + seen.depth.n_sell, ==, 0);
  g_assert_cmpfloat (seen.tick.open_interest, ==, 0);

  /* Without a price there is nothing in the shortest packet */
  begin (packet, 1, 1, "1594");
  g_assert_cmpint (decode (provider, &seen, packet, 51), ==, FEED_DECODE_IGNORED);
  /* An unknown token, and a known one of another segment */
  begin (packet, 1, 1, "15940");
  put (packet, 43, 100);
  g_assert_cmpint (decode (provider, &seen, packet, 51), ==, FEED_DECODE_IGNORED);
  begin (packet, 1, 3, "1594");
  put (packet, 43, 100);
  g_assert_cmpint (decode (provider, &seen, packet, 51), ==, FEED_DECODE_IGNORED);
}

static void
test_units (void)
{
  g_autoptr (FeedProvider) provider = make_provider ();
  Seen seen = { .words = NULL };
  guint8 packet[443];

  begin (packet, 1, 13, "1");
  put (packet, 27, 5);
  put (packet, 35, 1734667885);
  put (packet, 43, 967195500);
  g_assert_cmpint (decode (provider, &seen, packet, 51), ==, FEED_DECODE_OK);
  g_assert_cmpfloat (seen.tick.last, ==, 96.71955);
  /* Seconds cannot be taken for milliseconds */
  g_assert_cmpint (seen.tick.exchange_time_us, ==, G_GINT64_CONSTANT (1734667885000000));
  g_assert_cmpint (seen.tick.sequence, ==, 5);

  /* An index has neither a sequence nor a book */
  begin (packet, 3, 1, "99926000");
  put (packet, 27, 5);
  put (packet, 43, 2500000);
  g_assert_cmpint (decode (provider, &seen, packet, 379), ==, FEED_DECODE_OK);
  g_assert_cmpint (seen.tick.sequence, ==, -1);
  g_assert_cmphex (seen.tick.flags, ==, FEED_TICK_STATS);
  g_assert_true (isnan (seen.tick.volume) && isnan (seen.tick.open_interest));
}

/* Flag 1 is buy wherever it stands, and the best comes first */
static void
test_flags (void)
{
  g_autoptr (FeedProvider) provider = make_provider ();
  Seen seen = { .words = NULL };
  guint8 packet[443];

  begin (packet, 3, 1, "1594");
  put (packet, 43, 1000);
  for (guint i = 0; i < 10; i++) {
    packet[147 + 20 * i] = i >= 5;
    put (packet, 147 + 20 * i + 2, 10 + i);
    put (packet, 147 + 20 * i + 10, i < 5 ? 1100 - i : 900 + i);
  }
  g_assert_cmpint (decode (provider, &seen, packet, 379), ==, FEED_DECODE_OK);
  g_assert_cmpuint (seen.depth.n_buy, ==, 5);
  g_assert_cmpuint (seen.depth.n_sell, ==, 5);
  g_assert_cmpfloat (seen.tick.bid, ==, 9.09);
  g_assert_cmpfloat (seen.tick.bid_size, ==, 19);
  g_assert_cmpfloat (seen.tick.ask, ==, 10.96);
  for (guint i = 1; i < 5; i++) {
    g_assert_cmpfloat (seen.depth.buy[i].price, <, seen.depth.buy[i - 1].price);
    g_assert_cmpfloat (seen.depth.sell[i].price, >, seen.depth.sell[i - 1].price);
  }
}

static FeedDecode
decode_text (FeedProvider *provider,
             Seen         *seen,
             const char   *text)
{
  FeedSink sink = { on_tick, on_notice, seen };
  g_autoptr (GError) error = NULL;
  FeedDecode result = feed_provider_decode (provider, FEED_FRAME_TEXT, (const guint8 *) text,
                                            strlen (text), RECEIVED, &sink, &error);

  g_assert_true ((result == FEED_DECODE_ERROR) == (error != NULL));
  return result;
}

static void
test_texts (void)
{
  g_autoptr (FeedProvider) provider = make_provider ();
  Seen seen = { .words = NULL };

  g_assert_cmpint (decode_text (provider, &seen, "pong"), ==, FEED_DECODE_CONTROL);
  g_assert_cmpuint (seen.n_notices, ==, 0);
  g_assert_cmpint (decode_text (provider, &seen,
                                "{\"correlationID\":\"s300000001\",\"errorCode\":\"E1002\","
                                "\"errorMessage\":\"Invalid Request. Subscription Limit "
                                "Exceeded\"}"), ==, FEED_DECODE_CONTROL);
  g_assert_cmpuint (seen.n_notices, ==, 1);
  g_assert_cmpstr (seen.words, ==, "Invalid Request. Subscription Limit Exceeded (E1002)");
  g_assert_cmpint (decode_text (provider, &seen, "{}"), ==, FEED_DECODE_IGNORED);
  g_assert_cmpint (decode_text (provider, &seen, ""), ==, FEED_DECODE_ERROR);
  g_assert_cmpint (decode_text (provider, &seen, "pin"), ==, FEED_DECODE_ERROR);
  g_assert_cmpint (decode_text (provider, &seen, "{\"errorCode\":\"E10"), ==, FEED_DECODE_ERROR);
  g_assert_cmpuint (seen.n_notices, ==, 1);
  g_free (seen.words);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/angel-one/stream/captured", test_captured);
  g_test_add_func ("/angel-one/stream/torture", test_torture);
  g_test_add_func ("/angel-one/stream/sentinels", test_sentinels);
  g_test_add_func ("/angel-one/stream/units", test_units);
  g_test_add_func ("/angel-one/stream/flags", test_flags);
  g_test_add_func ("/angel-one/stream/texts", test_texts);
  return g_test_run ();
}
