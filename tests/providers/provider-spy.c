/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "providers/provider-spy.h"

#include <math.h>
#include <string.h>

#include "feed/providers/feed-binance.h"
#include "support/test-support.h"

static void
on_tick (gpointer         user_data,
         const FeedTick  *tick,
         const FeedDepth *depth)
{
  ProviderSpy *self = user_data;

  g_assert_true ((depth != NULL) == ((tick->flags & FEED_TICK_DEPTH) != 0));
  g_array_append_vals (self->ticks, tick, 1);
}

static void
on_notice (gpointer    user_data,
           FeedNotice  notice,
           guint       slot,
           const char *text)
{
  static const char *const names[] = {
    [FEED_NOTICE_PLANNED_CLOSE] = "PLANNED_CLOSE",
    [FEED_NOTICE_REFUSED] = "REFUSED",
    [FEED_NOTICE_UNKNOWN_SYMBOL] = "UNKNOWN_SYMBOL",
    [FEED_NOTICE_BATCH_REFUSED] = "BATCH_REFUSED",
  };
  ProviderSpy *self = user_data;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (strlen (text), <, 400);
  g_string_append_printf (self->notices, "%s %d %s\n", names[notice], (int) slot, text);
}

ProviderSpy *
provider_spy_new (void)
{
  ProviderSpy *self = g_new0 (ProviderSpy, 1);

  self->ticks = g_array_new (FALSE, FALSE, sizeof (FeedTick));
  self->notices = g_string_new (NULL);
  self->sink.tick = on_tick;
  self->sink.notice = on_notice;
  self->sink.user_data = self;
  return self;
}

void
provider_spy_free (ProviderSpy *self)
{
  g_array_unref (self->ticks);
  g_string_free (self->notices, TRUE);
  g_free (self);
}

void
provider_spy_clear (ProviderSpy *self)
{
  g_array_set_size (self->ticks, 0);
  g_string_truncate (self->notices, 0);
}

const FeedTick *
provider_spy_get (const ProviderSpy *self,
                  guint              index)
{
  g_assert_cmpuint (index, <, self->ticks->len);
  return &g_array_index (self->ticks, FeedTick, index);
}

FeedProvider *
provider_spy_make_binance (void)
{
  FeedProvider *provider = feed_binance_new ("binance");

  feed_provider_add_instrument (provider, 3, "BTCUSDT");
  feed_provider_add_instrument (provider, 7, "ETHUSDT");
  feed_provider_add_instrument (provider, 9, "DEADUSDT");
  return provider;
}

void
provider_spy_add_listed (FeedProvider   *provider,
                         guint           slot,
                         const char     *symbol,
                         const char     *key,
                         FeedListingKind kind)
{
  FeedListing listing;

  feed_listing_init (&listing);
  listing.key = key;
  listing.kind = kind;
  feed_provider_add_instrument (provider, slot, symbol);
  feed_provider_set_listing (provider, slot, &listing);
}

char *
provider_spy_load (const char *name)
{
  g_autofree char *relative = g_build_filename ("providers", "fixtures", name, NULL);
  g_autofree char *path = test_fixture_path (relative);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

char **
provider_spy_load_frames (void)
{
  g_autofree char *text = provider_spy_load ("binance-frames.jsonl");

  return g_strsplit (g_strchomp (text), "\n", -1);
}

static const char *
find_header (const FeedReply *reply,
             const char      *name)
{
  const char *const *headers = reply->data;

  for (guint i = 0; headers != NULL && headers[i] != NULL; i += 2)
    if (g_ascii_strcasecmp (headers[i], name) == 0)
      return headers[i + 1];
  return NULL;
}

FeedReply
provider_spy_reply (guint              status,
                    const char        *body,
                    const char *const *headers)
{
  return (FeedReply) { status, body, strlen (body), find_header, (gpointer) headers };
}

static gboolean
is_same (double a,
         double b)
{
  return a == b || (isnan (a) && isnan (b));
}

void
provider_spy_assert_tick (const FeedTick *tick,
                          const FeedTick *expected)
{
  g_assert_cmpuint (tick->instrument, ==, expected->instrument);
  g_assert_cmpuint (tick->source, ==, expected->source);
  g_assert_cmphex (tick->flags, ==, expected->flags);
  g_assert_cmpint (tick->exchange_time_us, ==, expected->exchange_time_us);
  g_assert_cmpint (tick->receive_time_us, ==, expected->receive_time_us);
  g_assert_cmpint (tick->sequence, ==, expected->sequence);
  g_assert_true (is_same (tick->last, expected->last));
  g_assert_true (is_same (tick->last_size, expected->last_size));
  g_assert_true (is_same (tick->bid, expected->bid));
  g_assert_true (is_same (tick->bid_size, expected->bid_size));
  g_assert_true (is_same (tick->ask, expected->ask));
  g_assert_true (is_same (tick->ask_size, expected->ask_size));
  g_assert_true (is_same (tick->open, expected->open));
  g_assert_true (is_same (tick->high, expected->high));
  g_assert_true (is_same (tick->low, expected->low));
  g_assert_true (is_same (tick->close, expected->close));
  g_assert_true (is_same (tick->volume, expected->volume));
  g_assert_true (is_same (tick->open_interest, expected->open_interest));
}

char *
provider_spy_unquote (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}
