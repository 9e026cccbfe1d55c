/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What refusals mean: docs, "WebSocket Streaming 2.0" and "Exceptions and errors", forum topics 4387
 * and 4989, RFC 6455 section 7.4. */
#include "feed/providers/feed-angel-one-private.h"

#include <string.h>

#define MAX_WORDS 200
#define SECONDS(n) ((n) * (gint64) G_TIME_SPAN_SECOND)
/* A rate is of a second, a minute or an hour, and the refusal does not say which: the quota asks less
 * often after each */
#define RATE_WAIT SECONDS (3)
#define CONNECTIONS_WAIT SECONDS (60)
#define MAX_WAIT SECONDS (3600)

/**
 * feed_angel_one_map_close: (skip)
 * @provider: the provider
 * @code: a close code; 0 = none
 *
 * Returns: what the code means
 */
FeedVerdict
feed_angel_one_map_close (FeedProvider *provider,
                          guint         code)
{
  switch (code) {
  case 1008:
    return (FeedVerdict) { FEED_VERDICT_AUTH, 0 };
  case 1012:
  case 1013:
    return (FeedVerdict) { FEED_VERDICT_RETRY, SECONDS (5) };
  case 1002:
  case 1003:
  case 1007:
  case 1010:
    return (FeedVerdict) { FEED_VERDICT_RETRY, SECONDS (15) };
  default:
    return (FeedVerdict) { FEED_VERDICT_RETRY, 0 };
  }
}

/* The venue's words: of the handshake's header, of its JSON, or of what a machine before it says */
static char *
read_words (FeedProvider               *provider,
            const FeedReply            *reply,
            const FeedAngelOneEnvelope *envelope)
{
  const char *header = feed_angel_one_get_header (reply, "x-error-message");
  g_autofree char *words = NULL;

  if (header != NULL)
    return feed_angel_one_show_words (provider, header, strlen (header), MAX_WORDS);
  if (envelope != NULL)
    return feed_angel_one_describe (provider, envelope, MAX_WORDS);
  words = feed_angel_one_show_words (provider, reply->body, reply->length, MAX_WORDS);
  if (*words == '<')
    return g_strdup ("a web page");
  return g_strdup (*words != '\0' ? words : "no words");
}

static FeedVerdict
retry_after (const FeedReply *reply,
             gint64           fallback_us)
{
  const char *text = feed_angel_one_get_header (reply, "Retry-After");
  gint64 wait_us = fallback_us;
  guint64 seconds;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT64, &seconds, NULL))
    wait_us = SECONDS ((gint64) MIN (seconds, (guint64) MAX_WAIT));
  return (FeedVerdict) { FEED_VERDICT_RETRY_AFTER, MIN (wait_us, MAX_WAIT) };
}

static FeedVerdict
judge (const FeedReply    *reply,
       FeedAngelOneTrouble trouble)
{
  const char *header = feed_angel_one_get_header (reply, "x-error-message");
  FeedVerdict verdict;

  switch (trouble) {
  case FEED_ANGEL_ONE_RATE:
    verdict = retry_after (reply, header != NULL ? CONNECTIONS_WAIT : RATE_WAIT);
    if (header != NULL && feed_angel_one_has_word (header, strlen (header), "connection limit"))
      verdict.kind = FEED_VERDICT_NO_ROOM;
    return verdict;
  case FEED_ANGEL_ONE_SESSION:
  case FEED_ANGEL_ONE_API_KEY:
  case FEED_ANGEL_ONE_PASSWORD:
  case FEED_ANGEL_ONE_TOTP:
  case FEED_ANGEL_ONE_ADDRESS:
  case FEED_ANGEL_ONE_BLOCKED:
    return (FeedVerdict) { FEED_VERDICT_AUTH, 0 };
  case FEED_ANGEL_ONE_OTHER:
  default:
    break;
  }
  if (reply->status == 401)
    return (FeedVerdict) { FEED_VERDICT_AUTH, 0 };
  if (reply->status == 403)
    return retry_after (reply, CONNECTIONS_WAIT);
  return (FeedVerdict) { FEED_VERDICT_RETRY, 0 };
}

/**
 * feed_angel_one_map_http: (skip)
 * @provider: the provider
 * @reply: an answer that is no, by its status or by what it says
 * @sink: (nullable): unused: nothing is said of symbols
 * @wall_us: wall time
 * @description: (out) (transfer full): status and the venue's words
 *
 * A status of 401 is about the account. One of 403 may be that or a rate: its words tell. One of 429
 * is about a rate, or about connections of the account where a handshake got it.
 *
 * Returns: what the answer means
 */
FeedVerdict
feed_angel_one_map_http (FeedProvider    *provider,
                         const FeedReply *reply,
                         const FeedSink  *sink,
                         gint64           wall_us,
                         char           **description)
{
  FeedAngelOneEnvelope envelope;
  const FeedAngelOneEnvelope *read =
    feed_angel_one_envelope_read (&envelope, reply->body, reply->length) ? &envelope : NULL;
  FeedAngelOneTrouble trouble = feed_angel_one_find_trouble (reply, read);
  gboolean handshake = feed_angel_one_get_header (reply, "x-error-message") != NULL;
  g_autofree char *words = read_words (provider, reply, read);

  *description = g_strdup_printf ("HTTP %u%s: %s", reply->status,
                                  trouble == FEED_ANGEL_ONE_RATE && !handshake ? ", rate limit" : "",
                                  words);
  /* Beyond its rates and tokens a server that fails says nothing of use */
  if (reply->status >= 500)
    return (FeedVerdict) { FEED_VERDICT_RETRY, 0 };
  return judge (reply, trouble);
}
