/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "providers/binance-fixture.h"

#include <string.h>

void
binance_fixture_set_up (BinanceFixture *fixture,
                        gconstpointer   data)
{
  fixture->provider = provider_spy_make_binance ();
  fixture->spy = provider_spy_new ();
  fixture->infos = g_array_new (FALSE, FALSE, sizeof (FeedInstrumentInfo));
}

void
binance_fixture_tear_down (BinanceFixture *fixture,
                           gconstpointer   data)
{
  g_clear_error (&fixture->error);
  provider_spy_free (fixture->spy);
  g_array_unref (fixture->infos);
  g_assert_finalize_object (fixture->provider);
}

FeedDecode
binance_fixture_decode (BinanceFixture *fixture,
                        BinanceRead     read,
                        const char     *bytes,
                        gsize           length)
{
  g_autofree char *copy = g_memdup2 (bytes, length);
  FeedReply reply = provider_spy_reply (200, "", NULL);
  FeedDecode result;

  reply.body = copy;
  reply.length = length;
  provider_spy_clear (fixture->spy);
  g_clear_error (&fixture->error);
  result = read (fixture->provider, &reply, &fixture->spy->sink, &fixture->error);
  g_assert_true ((fixture->error != NULL) == (result == FEED_DECODE_ERROR));
  g_assert_true (result != FEED_DECODE_OK || fixture->spy->ticks->len > 0);
  g_assert_true (result != FEED_DECODE_IGNORED || fixture->spy->ticks->len == 0);
  return result;
}

FeedDecode
binance_fixture_decode_text (BinanceFixture *fixture,
                             BinanceRead     read,
                             const char     *text)
{
  g_autofree char *unquoted = provider_spy_unquote (text);

  return binance_fixture_decode (fixture, read, unquoted, strlen (unquoted));
}
