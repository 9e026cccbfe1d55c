/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What else FeedBinance reads: the first byte chooses between symbol infos ('i'), a refusal ('h')
 * and a symbol as a user types it ('s'); the rest is what is read.
 */
#include <string.h>

#include "feed/providers/feed-binance.h"
#include "fuzz/fuzz-replies.h"
#include "fuzz/fuzz-sink.h"
#include "fuzz/fuzz-target.h"

#define WALL_US G_GINT64_CONSTANT (1723161600000000)
/* rest-api.md: bans last up to three days */
#define LONGEST_WAIT_US (3 * (gint64) G_TIME_SPAN_DAY)

static void
read_info (FeedProvider *provider,
           FeedReply    *reply)
{
  g_autoptr (GArray) infos = g_array_new (FALSE, FALSE, sizeof (FeedInstrumentInfo));
  g_autoptr (GError) error = NULL;
  gboolean parsed = feed_provider_parse_info (provider, reply, infos, &error);

  g_assert_true (parsed == (error == NULL));
  g_assert_true (parsed || infos->len == 0);
  g_assert_true (!parsed || fuzz_sink_is_json (reply->body, reply->length));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
  for (guint i = 0; i < infos->len; i++) {
    const FeedInstrumentInfo *info = &g_array_index (infos, FeedInstrumentInfo, i);

    g_assert_nonnull (memchr (info->symbol, '\0', sizeof info->symbol));
    g_assert_true (g_utf8_validate (info->symbol, -1, NULL));
    g_assert_true (info->price_decimals >= -1 && info->price_decimals <= 17);
    g_assert_true (info->size_decimals >= -1 && info->size_decimals <= 17);
  }
}

static FeedVerdict
map_once (FeedProvider    *provider,
          const FeedReply *reply,
          char           **description)
{
  g_autoptr (FuzzSink) sink = fuzz_sink_new (FEED_SOURCE_POLL);
  FeedVerdict verdict = feed_provider_map_http (provider, reply, &sink->sink, WALL_US,
                                                description);

  g_assert_cmpuint (sink->ticks->len, ==, 0);
  g_assert_true (sink->notices->len == 0 || reply->status == 400);
  fuzz_replies_check_refusal (&verdict, *description, LONGEST_WAIT_US);
  return verdict;
}

/* The refusal is its own header as well, which is text up to its first NUL */
static void
read_refusal (FeedProvider *provider,
              FeedReply    *reply)
{
  static const guint statuses[] = { 400, 403, 418, 429, 451, 503 };
  g_autofree char *header = g_strndup (reply->body, reply->length);

  reply->data = header;
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autofree char *description = NULL;
    g_autofree char *repeated = NULL;
    FeedVerdict verdict, again;

    reply->status = statuses[i];
    verdict = map_once (provider, reply, &description);
    again = map_once (provider, reply, &repeated);
    g_assert_cmpint (verdict.kind, ==, again.kind);
    g_assert_cmpint (verdict.wait_us, ==, again.wait_us);
    g_assert_cmpstr (description, ==, repeated);
  }
  g_assert_cmpint (feed_provider_used_weight (provider, reply), >=, -1);
}

/* A symbol that is taken is canonical, can be subscribed to, and is written as JSON */
static void
read_symbol (FeedProvider *provider,
             FeedReply    *reply)
{
  const guint slot = 1;
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *symbol = fuzz_replies_dup_symbol (provider, reply);

  if (symbol == NULL)
    return;
  feed_provider_remove_instrument (provider, slot);
  feed_provider_add_instrument (provider, slot, symbol);
  feed_provider_subscribe_messages (provider, &slot, 1, TRUE, messages);
  g_assert_cmpuint (messages->len, ==, 1);
  g_assert_true (fuzz_sink_is_json (messages->pdata[0], strlen (messages->pdata[0])));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const FuzzReader readers[] = {
    { 'i', read_info },
    { 'h', read_refusal },
    { 's', read_symbol },
  };

  fuzz_replies_run (fuzz_sink_make_binance (), readers, G_N_ELEMENTS (readers), data, size);
  return 0;
}
