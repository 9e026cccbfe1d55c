/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "simulator/feedsim-agenda.h"
#include "simulator/feedsim-decimal.h"
#include "simulator/feedsim-frame.h"
#include "simulator/feedsim-instrument.h"
#include "simulator/feedsim-json.h"
#include "simulator/feedsim-weight.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static void
test_decimal_parse (void)
{
  static const struct {
    const char *text;
    gint64      value;   /* -1: no number */
  } CASES[] = {
    { "0", 0 }, { "0.00000000", 0 }, { "1", FEEDSIM_ONE }, { "61837.63000000", 6183763000000 },
    { "0.00000001", 1 }, { "7.5", 750000000 }, { "1.000000010", 100000001 },
    { "92233720368.54775807", G_MAXINT64 },
    { "", -1 }, { ".5", -1 }, { "5.", -1 }, { "1.2.3", -1 }, { "-1", -1 }, { "1e5", -1 },
    { "0.000000001", -1 }, { "92233720368.54775808", -1 }, { "99999999999999999999", -1 },
    { "NaN", -1 }, { " 1", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    gint64 value = -1;
    gboolean read = feedsim_decimal_parse (CASES[i].text, strlen (CASES[i].text), &value);

    g_assert_cmpint (read, ==, CASES[i].value >= 0);
    g_assert_cmpint (value, ==, CASES[i].value);
  }
}

static void
test_decimal_append (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  feedsim_decimal_append (out, 6183763000000);
  g_string_append_c (out, ' ');
  feedsim_decimal_append (out, -1);
  g_string_append_c (out, ' ');
  feedsim_decimal_append (out, 0);
  g_string_append_c (out, ' ');
  feedsim_decimal_append_scaled (out, -1757, 3);
  g_string_append_c (out, ' ');
  feedsim_decimal_append_scaled (out, 42, 0);
  g_string_append_c (out, ' ');
  feedsim_decimal_append_wide (out, (FeedsimWide) 3000000000000 * FEEDSIM_ONE);
  g_assert_cmpstr (out->str, ==, "61837.63000000 -0.00000001 0.00000000 -1.757 42 "
                                 "3000000000000.00000000");
}

static void
test_decimal_places (void)
{
  g_assert_cmpuint (feedsim_decimal_places (0), ==, 0);
  g_assert_cmpuint (feedsim_decimal_places (6183763000000), ==, 2);
  g_assert_cmpuint (feedsim_decimal_places (1), ==, 8);
  g_assert_cmpuint (feedsim_decimal_places (500 * FEEDSIM_ONE), ==, 0);
  g_assert_cmpint (feedsim_decimal_of_places (2), ==, 1000000);
  g_assert_cmpint (feedsim_decimal_of_places (0), ==, FEEDSIM_ONE);
}

static guint
count_members (const char *text,
               gboolean   *complete)
{
  FeedsimMembers members;
  FeedsimSlice key;
  FeedsimSlice value;
  guint count = 0;

  feedsim_members_init (&members, (FeedsimSlice) { text, strlen (text) });
  while (feedsim_members_next (&members, &key, &value))
    count++;
  *complete = feedsim_members_is_complete (&members);
  return count;
}

static void
test_members (void)
{
  static const struct {
    const char *text;
    guint       count;
    gboolean    complete;
  } CASES[] = {
    { "{}", 0, TRUE }, { " { \"a\" : 1 , \"b\":\"x\\\"}\" } ", 2, TRUE },
    { "{\"a\":{\"b\":[1,{\"c\":\"]}\"}]},\"d\":null}", 2, TRUE },
    { "", 0, FALSE }, { "[]", 0, FALSE }, { "{", 0, FALSE }, { "{\"a\"}", 0, FALSE },
    { "{\"a\":}", 0, FALSE }, { "{\"a\":1", 1, FALSE }, { "{\"a\":1,}", 1, FALSE },
    { "{\"a\":1}x", 1, FALSE }, { "{\"a\":1 \"b\":2}", 1, FALSE }, { "{\"a\":\"", 0, FALSE },
    { "{\"a\":\"\\", 0, FALSE }, { "{\"a\":[[[", 0, FALSE }, { "{,\"a\":1}", 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++) {
    gboolean complete;

    g_assert_cmpuint (count_members (CASES[i].text, &complete), ==, CASES[i].count);
    g_assert_cmpint (complete, ==, CASES[i].complete);
  }
}

static void
test_members_truncated (void)
{
  static const char WHOLE[] =
    "{\"stream\":\"a@trade\",\"data\":{\"p\":\"1.0\",\"x\":[1,2,\"\\u0041\"]}}";
  gboolean complete;

  for (gsize length = 0; length < strlen (WHOLE); length++) {
    g_autofree char *part = g_strndup (WHOLE, length);

    count_members (part, &complete);
    g_assert_false (complete);
  }
  g_assert_cmpuint (count_members (WHOLE, &complete), ==, 2);
  g_assert_true (complete);
}

static GByteArray *
make_client_frame (FeedsimOpcode opcode,
                   gsize         length)
{
  GByteArray *bytes = g_byte_array_new ();
  static const guint8 MASK[] = { 1, 2, 3, 4 };

  feedsim_frame_append_header (bytes, opcode, length);
  bytes->data[1] |= 0x80;
  g_byte_array_append (bytes, MASK, sizeof MASK);
  for (gsize i = 0; i < length; i++) {
    guint8 masked = 'a' ^ MASK[i % 4];

    g_byte_array_append (bytes, &masked, 1);
  }
  return bytes;
}

static void
test_frame_lengths (void)
{
  static const gsize LENGTHS[] = { 0, 1, 125, 126, 127, 65535, 65536, 70000 };

  for (gsize i = 0; i < G_N_ELEMENTS (LENGTHS); i++) {
    g_autoptr (GByteArray) bytes = make_client_frame (FEEDSIM_OPCODE_TEXT, LENGTHS[i]);
    FeedsimFrame frame;

    for (gsize part = 0; part < MIN (bytes->len, 200); part++)
      g_assert_cmpint (feedsim_frame_read (bytes->data, part, G_MAXUINT32, &frame), ==,
                       part < bytes->len ? FEEDSIM_FRAME_INCOMPLETE : FEEDSIM_FRAME_READ);
    g_assert_cmpint (feedsim_frame_read (bytes->data, bytes->len, G_MAXUINT32, &frame), ==,
                     FEEDSIM_FRAME_READ);
    g_assert_cmpuint (frame.payload_length, ==, LENGTHS[i]);
    g_assert_cmpuint (frame.length, ==, bytes->len);
    for (gsize j = 0; j < frame.payload_length; j++)
      g_assert_cmpint (frame.payload[j], ==, 'a');
  }
}

static void
test_frame_bad (void)
{
  g_autoptr (GByteArray) frame = make_client_frame (FEEDSIM_OPCODE_TEXT, 5);
  g_autoptr (GByteArray) ping = make_client_frame (FEEDSIM_OPCODE_PING, 126);
  FeedsimFrame out;

  g_assert_cmpint (feedsim_frame_read (ping->data, ping->len, 1000, &out), ==, FEEDSIM_FRAME_BAD);
  g_assert_cmpint (feedsim_frame_read (frame->data, frame->len, 4, &out), ==,
                   FEEDSIM_FRAME_TOO_BIG);
  frame->data[0] = 0xc1;
  g_assert_cmpint (feedsim_frame_read (frame->data, frame->len, 1000, &out), ==, FEEDSIM_FRAME_BAD);
  frame->data[0] = 0x83;
  g_assert_cmpint (feedsim_frame_read (frame->data, frame->len, 1000, &out), ==, FEEDSIM_FRAME_BAD);
  frame->data[0] = 0x81;
  frame->data[1] &= 0x7f;
  g_assert_cmpint (feedsim_frame_read (frame->data, frame->len, 1000, &out), ==, FEEDSIM_FRAME_BAD);
}

static void
test_weight (void)
{
  FeedsimWeight weight = { 0 };
  gint64 now_us = 1000 * 60 * SECOND + 15 * SECOND;
  guint retry_s;

  for (guint i = 0; i < 75; i++)
    g_assert_cmpuint (feedsim_weight_take (&weight, 80, now_us, &retry_s), ==, 200);
  g_assert_cmpuint (weight.used, ==, FEEDSIM_WEIGHT_LIMIT);
  for (guint i = 0; i < 10; i++) {
    g_assert_cmpuint (feedsim_weight_take (&weight, 1, now_us, &retry_s), ==, 429);
    g_assert_cmpuint (retry_s, ==, 45);
  }
  g_assert_cmpuint (feedsim_weight_take (&weight, 1, now_us, &retry_s), ==, 418);
  g_assert_cmpuint (retry_s, ==, 120);
  g_assert_cmpuint (feedsim_weight_take (&weight, 1, now_us + 60 * SECOND, &retry_s), ==, 418);
  g_assert_cmpuint (retry_s, ==, 60);
  g_assert_cmpuint (feedsim_weight_take (&weight, 1, now_us + 120 * SECOND, &retry_s), ==, 200);
  g_assert_cmpuint (weight.used, ==, 1);
}

static void
test_agenda (void)
{
  g_autoptr (FeedsimAgenda) agenda = feedsim_agenda_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  gint64 due[500];
  gint64 before = 0;

  g_assert_cmpint (feedsim_agenda_get_first (agenda), ==, -1);
  for (guint i = 0; i < G_N_ELEMENTS (due); i++) {
    due[i] = g_rand_int_range (random, 0, 300);
    feedsim_agenda_push (agenda, due[i], i);
  }
  for (guint i = 0; i < G_N_ELEMENTS (due); i++) {
    gint64 first = feedsim_agenda_get_first (agenda);

    g_assert_cmpint (first, >=, before);
    g_assert_cmpint (due[feedsim_agenda_pop (agenda)], ==, first);
    before = first;
  }
  g_assert_cmpint (feedsim_agenda_get_first (agenda), ==, -1);
}

static void
test_instrument (void)
{
  g_autoptr (FeedsimInstrument) instrument = feedsim_instrument_new ("ABCUSDT", NULL, NULL);
  FeedsimTrade trade = { .id = 7, .price = 10 * FEEDSIM_ONE, .size = 2 * FEEDSIM_ONE };
  gint64 per_cent;

  g_assert_cmpstr (instrument->base_asset, ==, "ABC");
  g_assert_cmpstr (instrument->quote_asset, ==, "USDT");
  g_assert_cmpstr (instrument->streams[FEEDSIM_SERIES_QUOTE], ==, "abcusdt@bookTicker");
  feedsim_instrument_apply_trade (instrument, &trade);
  instrument->is_preview = TRUE;
  feedsim_instrument_apply_trade (instrument, &trade);
  trade.id++;
  trade.price = 9 * FEEDSIM_ONE;
  trade.size = FEEDSIM_ONE;
  feedsim_instrument_apply_trade (instrument, &trade);
  g_assert_cmpint (instrument->count, ==, 2);
  g_assert_cmpint (instrument->first_id, ==, 7);
  g_assert_cmpint (instrument->low, ==, 9 * FEEDSIM_ONE);
  g_assert_cmpint (instrument->high, ==, 10 * FEEDSIM_ONE);
  g_assert_cmpint (feedsim_instrument_get_change (instrument, &per_cent), ==, -FEEDSIM_ONE);
  g_assert_cmpint (per_cent, ==, -10000);
  g_assert_cmpint (feedsim_instrument_get_average (instrument), ==, 966666666);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/feedsim/decimal/parse", test_decimal_parse);
  g_test_add_func ("/feedsim/decimal/append", test_decimal_append);
  g_test_add_func ("/feedsim/decimal/places", test_decimal_places);
  g_test_add_func ("/feedsim/json/members", test_members);
  g_test_add_func ("/feedsim/json/truncated", test_members_truncated);
  g_test_add_func ("/feedsim/frame/lengths", test_frame_lengths);
  g_test_add_func ("/feedsim/frame/bad", test_frame_bad);
  g_test_add_func ("/feedsim/weight", test_weight);
  g_test_add_func ("/feedsim/agenda", test_agenda);
  g_test_add_func ("/feedsim/instrument", test_instrument);
  return g_test_run ();
}
