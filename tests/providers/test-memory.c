/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The path of a tick allocates nothing. */
#include <string.h>

#include "feed/providers/feed-angel-one.h"
#include "feed/providers/feed-binance.h"
#include "providers/provider-spy.h"
#include "support/test-allocations.h"

static void
on_tick (gpointer         user_data,
         const FeedTick  *tick,
         const FeedDepth *depth)
{
  guint *n_ticks = user_data;

  (*n_ticks)++;
}

static void
on_notice (gpointer    user_data,
           FeedNotice  notice,
           guint       slot,
           const char *text)
{
}

static void
test_decode_allocates_nothing (void)
{
  g_auto (GStrv) frames = provider_spy_load_frames ();
  g_autoptr (FeedProvider) provider = provider_spy_make_binance ();
  g_autofree char *proof = NULL;
  guint n_ticks = 0;
  FeedSink sink = { on_tick, on_notice, &n_ticks };
  gsize before;

  if (!test_allocations_are_counted ()) {
    g_test_skip ("a sanitizer's own allocator cannot be counted");
    return;
  }
  before = test_allocations_get_count ();
  proof = g_malloc (10);
  g_assert_cmpuint (test_allocations_get_count (), >, before);

  before = test_allocations_get_count ();
  for (guint round = 0; round < 1000; round++)
    for (guint i = 0; i < 9; i++)
      feed_provider_decode (provider, FEED_FRAME_TEXT, (const guint8 *) frames[i],
                            strlen (frames[i]), 1, &sink, NULL);
  g_assert_cmpuint (test_allocations_get_count (), ==, before);
  g_assert_cmpuint (n_ticks, ==, 5000);
}

static void
test_poll_allocates_nothing (void)
{
  g_autofree char *body = provider_spy_load ("binance-ticker-24hr.json");
  g_autoptr (FeedProvider) provider = provider_spy_make_binance ();
  FeedReply reply = provider_spy_reply (200, body, NULL);
  guint n_ticks = 0;
  FeedSink sink = { on_tick, on_notice, &n_ticks };
  gsize before = test_allocations_get_count ();

  if (!test_allocations_are_counted ()) {
    g_test_skip ("a sanitizer's own allocator cannot be counted");
    return;
  }
  for (guint round = 0; round < 1000; round++)
    feed_provider_decode_poll (provider, &reply, FEED_SOURCE_POLL, 1, &sink, NULL);
  g_assert_cmpuint (test_allocations_get_count (), ==, before);
  g_assert_cmpuint (n_ticks, ==, 2000);
}

static void
test_packets_allocate_nothing (void)
{
  static const gsize sizes[] = { 0, 51, 123, 379, 443 };
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  guint n_ticks = 0;
  FeedSink sink = { on_tick, on_notice, &n_ticks };
  guint8 packet[443] = { 1, 1, '7', [43] = 9 };
  gsize before;

  if (!test_allocations_are_counted ()) {
    g_test_skip ("a sanitizer's own allocator cannot be counted");
    return;
  }
  provider_spy_add_listed (provider, 0, "NSE:X", "7", FEED_LISTING_OTHER);
  before = test_allocations_get_count ();
  for (guint i = 0; i < 4000; i++) {
    packet[0] = (guint8) (1 + i % 4);
    feed_provider_decode (provider, FEED_FRAME_BINARY, packet, sizes[packet[0]], 1, &sink, NULL);
  }
  feed_provider_decode (provider, FEED_FRAME_TEXT, (const guint8 *) "pong", 4, 1, &sink, NULL);
  g_assert_cmpuint (test_allocations_get_count (), ==, before);
  g_assert_cmpuint (n_ticks, ==, 4000);
}

static void
test_quotes_allocate_nothing (void)
{
  static const char body[] =
    "{\"status\":true,\"data\":{\"fetched\":[{\"exchange\":\"NSE\",\"symbolToken\":\"7\","
    "\"ltp\":290.5,\"exchFeedTime\":\"20-Dec-2024 09:12:54\",\"depth\":{\"buy\":[{\"price\":290,"
    "\"quantity\":1,\"orders\":2}]}}],\"unfetched\":[]}}";
  g_autoptr (FeedProvider) provider = feed_angel_one_new ("angel-one");
  FeedReply reply = provider_spy_reply (200, body, NULL);
  guint n_ticks = 0;
  FeedSink sink = { on_tick, on_notice, &n_ticks };
  gsize before;

  if (!test_allocations_are_counted ()) {
    g_test_skip ("a sanitizer's own allocator cannot be counted");
    return;
  }
  provider_spy_add_listed (provider, 0, "NSE:X", "7", FEED_LISTING_OTHER);
  before = test_allocations_get_count ();
  for (guint i = 0; i < 1000; i++)
    feed_provider_decode_poll (provider, &reply, FEED_SOURCE_POLL, 1, &sink, NULL);
  g_assert_cmpuint (test_allocations_get_count (), ==, before);
  g_assert_cmpuint (n_ticks, ==, 1000);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("G_SLICE", "always-malloc", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/binance/memory/decode", test_decode_allocates_nothing);
  g_test_add_func ("/binance/memory/poll", test_poll_allocates_nothing);
  g_test_add_func ("/angel-one/memory/packets", test_packets_allocate_nothing);
  g_test_add_func ("/angel-one/memory/quotes", test_quotes_allocate_nothing);
  return g_test_run ();
}
