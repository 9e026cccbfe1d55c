/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What else FeedAngelOne reads: the first byte chooses between quotes ('q'), an answer to a log-in
 * ('l'), a refusal ('h'), a row of the instrument list ('r') and a symbol as a user types it ('s');
 * the rest is what is read.
 */
#include <math.h>
#include <string.h>

#include "fuzz/fuzz-replies.h"
#include "fuzz/fuzz-sink.h"
#include "fuzz/fuzz-target.h"

#define WALL_US G_GINT64_CONSTANT (1723161600000000)
#define API_KEY "kEyOfLet"
#define LONGEST_WAIT_US ((gint64) G_TIME_SPAN_HOUR)

static void
read_quotes (FeedProvider *provider,
             FeedReply    *reply)
{
  g_autoptr (FuzzSink) sink = fuzz_sink_new (FEED_SOURCE_POLL);
  GError *error = NULL;
  FeedDecode result = feed_provider_decode_poll (provider, reply, FEED_SOURCE_POLL,
                                                 FUZZ_SINK_TIME_US, &sink->sink, &error);

  if (result != FEED_DECODE_REFUSED) {
    fuzz_sink_check_result (result, error);
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpuint (sink->ticks->len, ==, 0);
}

/* What was sent is not told again, whatever the venue gives back of it */
static void
give_account (FeedProvider *provider)
{
  g_autoptr (FeedCredentials) credentials = feed_credentials_new ();
  g_autoptr (FeedSession) session = feed_session_new ("a.b.c", "r", "f");

  feed_credentials_set (credentials, "api-key", API_KEY);
  feed_provider_set_session (provider, credentials, session);
}

static void
read_login (FeedProvider *provider,
            FeedReply    *reply)
{
  static const guint statuses[] = { 200, 401, 403, 500 };

  give_account (provider);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (FeedSession) session = NULL;

    reply->status = statuses[i];
    session = feed_provider_parse_login (provider, reply, WALL_US, &error);
    g_assert_true ((session == NULL) == (error != NULL));
    g_assert_true (error == NULL || (g_utf8_validate (error->message, -1, NULL) &&
                                     strstr (error->message, API_KEY) == NULL));
    g_assert_true (session == NULL || (session->expiry_us > WALL_US && statuses[i] == 200));
    g_clear_error (&error);
    g_assert_true (feed_provider_parse_profile (provider, reply, &error) == (error == NULL));
  }
}

static void
read_refusal (FeedProvider *provider,
              FeedReply    *reply)
{
  static const guint statuses[] = { 200, 400, 401, 403, 429, 503 };
  g_autofree char *header = g_strndup (reply->body, reply->length);

  give_account (provider);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (statuses); i++) {
    g_autofree char *words = NULL;
    FeedVerdict verdict;

    reply->status = statuses[i / 2];
    reply->data = i % 2 == 0 ? NULL : header;
    verdict = feed_provider_map_http (provider, reply, NULL, WALL_US, &words);
    fuzz_replies_check_refusal (&verdict, words, LONGEST_WAIT_US);
    g_assert_null (strstr (words, API_KEY));
  }
}

/* A symbol of the list is one that can be subscribed to */
static void
read_listing (FeedProvider *provider,
              FeedReply    *reply)
{
  g_autoptr (GString) scratch = g_string_new (NULL);
  g_autofree char *symbol = NULL;
  GError *error = NULL;
  FeedListing listing;
  FeedDecode result = feed_provider_parse_listing (provider, reply->body, reply->length, scratch,
                                                   &listing, &error);

  fuzz_sink_check_result (result, error);
  if (result != FEED_DECODE_OK)
    return;
  symbol = feed_provider_normalize_symbol (provider, listing.symbol, NULL);
  g_assert_cmpstr (symbol, ==, listing.symbol);
  g_assert_true (*listing.key != '\0' && g_utf8_validate (listing.key, -1, NULL));
  g_assert_true (g_utf8_validate (listing.name, -1, NULL));
  g_assert_true (isnan (listing.strike) || (listing.strike >= 0 && isfinite (listing.strike)));
  feed_provider_add_instrument (provider, 1, symbol);
  feed_provider_set_listing (provider, 1, &listing);
}

static void
read_symbol (FeedProvider *provider,
             FeedReply    *reply)
{
  g_autofree char *symbol = fuzz_replies_dup_symbol (provider, reply);

  if (symbol == NULL)
    return;
  g_assert_nonnull (feed_provider_get_exchange (provider, symbol));
  feed_provider_add_instrument (provider, 1, symbol);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const FuzzReader readers[] = {
    { 'q', read_quotes },
    { 'l', read_login },
    { 'h', read_refusal },
    { 'r', read_listing },
    { 's', read_symbol },
  };

  fuzz_replies_run (fuzz_sink_make_angel_one (), readers, G_N_ELEMENTS (readers), data, size);
  return 0;
}
