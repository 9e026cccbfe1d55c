/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What refusals mean: rest-api.md ("HTTP return codes", "IP limits") and errors.md of the venue's
 * pages, RFC 6455 section 7.4 and RFC 9110 section 10.2.3 (Retry-After). */
#include "feed/providers/feed-binance-private.h"

#include <stdio.h>
#include <string.h>

#include "feed/core/feed-json.h"
#include "feed/providers/feed-binance-value.h"
#include "feed/providers/feed-provider-words.h"

#define MAX_WORDS 200
/* How far into a web page its title is looked for */
#define MAX_PAGE_HEAD 4096

#define SECONDS(n) ((n) * (gint64) G_TIME_SPAN_SECOND)
#define RATE_LIMIT_WAIT SECONDS (60)
#define BAN_WAIT SECONDS (120)
/* rest-api.md: bans last up to three days; nobody can silence us for longer */
#define MAX_WAIT (3 * (gint64) G_TIME_SPAN_DAY)

#define CODE_TOO_MANY_REQUESTS (-1003)
#define CODE_ILLEGAL_CHARACTERS (-1100)
#define CODE_BAD_SYMBOL (-1121)

/* {"code":-1121,"msg":"Invalid symbol."} */
typedef struct {
  gint64    code;   /* 0 = there is none */
  FeedSlice text;   /* at is NULL where there is none */
} Refusal;

static const char *
get_header (const FeedReply *reply,
            const char      *name)
{
  return reply->header != NULL ? reply->header (reply, name) : NULL;
}

/**
 * feed_binance_used_weight:
 * @provider: the provider
 * @reply: any answer
 *
 * Returns: the weight used in the running minute by this address; -1 where it does not say
 */
int
feed_binance_used_weight (FeedProvider    *provider,
                          const FeedReply *reply)
{
  const char *text = get_header (reply, "X-MBX-USED-WEIGHT-1M");
  guint64 weight;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &weight, NULL))
    return -1;
  return (int) weight;
}

/**
 * feed_binance_map_close:
 * @provider: the provider
 * @code: a close code; 0 = none
 *
 * Without credentials a policy violation (1008) cannot be cured by a log-in: it gets time.
 *
 * Returns: what the code means
 */
FeedVerdict
feed_binance_map_close (FeedProvider *provider,
                        guint         code)
{
  switch (code) {
  case 1012:
  case 1013:
    return (FeedVerdict) { FEED_VERDICT_RETRY, SECONDS (5) };
  case 1002:
  case 1003:
  case 1007:
  case 1010:
    return (FeedVerdict) { FEED_VERDICT_RETRY, SECONDS (15) };
  case 1008:
    return (FeedVerdict) { FEED_VERDICT_RETRY_AFTER, SECONDS (60) };
  default:
    return (FeedVerdict) { FEED_VERDICT_RETRY, 0 };
  }
}

static int
find_month (const char *name)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

  for (int i = 0; i < 12; i++)
    if (strncmp (months + i * 3, name, 3) == 0)
      return i + 1;
  return 0;
}

/* The three forms of RFC 9110, section 5.6.7; FALSE where it is none of them */
static gboolean
parse_http_date (const char *text,
                 gint64     *wall_us)
{
  g_autoptr (GDateTime) date = NULL;
  char month[4] = "";
  int day, year, hour, minute, second;

  if (sscanf (text, "%*9[A-Za-z], %2d%*1[- ]%3[A-Za-z]%*1[- ]%4d %2d:%2d:%2d GMT", &day, month,
              &year, &hour, &minute, &second) == 6) {
    if (year < 100)
      year += year < 70 ? 2000 : 1900;
  } else if (sscanf (text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d", month, &day, &hour,
                     &minute, &second, &year) != 6) {
    return FALSE;
  }
  date = g_date_time_new_utc (year, find_month (month), day, hour, minute, second);
  if (date == NULL)
    return FALSE;
  *wall_us = g_date_time_to_unix (date) * (gint64) G_TIME_SPAN_SECOND;
  return TRUE;
}

/* -1 where the header is absent or nonsense */
static gint64
parse_retry_after (const FeedReply *reply,
                   gint64           wall_us)
{
  const char *text = get_header (reply, "Retry-After");
  gint64 until;
  guint64 seconds;

  if (text == NULL)
    return -1;
  while (g_ascii_isspace (*text))
    text++;
  if (g_ascii_isdigit (*text)) {
    seconds = g_ascii_strtoull (text, NULL, 10);
    return SECONDS ((gint64) MIN (seconds, MAX_WAIT / G_TIME_SPAN_SECOND));
  }
  return parse_http_date (text, &until) ? MAX (until - wall_us, 0) : -1;
}

/* "… IP banned until 1659146400000. …": milliseconds; -1 where there is no such time */
static gint64
parse_ban_end (const Refusal *refusal,
               gint64         wall_us)
{
  const char *end;

  if (refusal->code != CODE_TOO_MANY_REQUESTS || refusal->text.at == NULL)
    return -1;
  end = refusal->text.at + refusal->text.length;
  for (const char *at = refusal->text.at; at < end; at++) {
    FeedBinanceValue value = { .type = FEED_JSON_NUMBER };
    const char *start = at;
    gint64 until;

    while (at < end && at - start <= 16 && g_ascii_isdigit (*at))
      value.integer = value.integer * 10 + (*at++ - '0');
    if (at - start >= 13 && at - start <= 16 &&
        feed_binance_value_to_time (&value, &until) == NULL)
      return MAX (until - wall_us, 0);
  }
  return -1;
}

/* How long to wait: what the venue says, in the header or in its words, or else the fallback; at
 * least a second, so that it is never mistaken for "not given" */
static FeedVerdict
retry_after (const FeedReply *reply,
             const Refusal   *refusal,
             gint64           wall_us,
             gint64           fallback_us)
{
  gint64 wait = parse_retry_after (reply, wall_us);

  if (wait < 0)
    wait = parse_ban_end (refusal, wall_us);
  if (wait < 0)
    wait = fallback_us;
  return (FeedVerdict) { FEED_VERDICT_RETRY_AFTER, CLAMP (wait, SECONDS (1), MAX_WAIT) };
}

static void
read_refusal (Refusal         *refusal,
              const FeedReply *reply)
{
  Refusal read = { 0 };
  FeedSlice key;
  FeedJson json;

  *refusal = read;
  if (reply->length > FEED_BINANCE_MAX_REPLY)
    return;
  feed_json_init (&json, reply->body, reply->length);
  feed_json_enter_object (&json);
  while (feed_json_next_key (&json, &key)) {
    FeedBinanceValue value;

    if (!feed_binance_value_read (&value, &json))
      return;
    if (feed_slice_equal (key, "code") && value.type == FEED_JSON_NUMBER)
      read.code = value.integer;
    else if (feed_slice_equal (key, "msg") && value.type == FEED_JSON_STRING)
      read.text = value.text;
  }
  if (feed_json_end (&json))
    *refusal = read;
}

/* What a web page calls itself, or "a web page" (transfer full) */
static char *
read_title (const char *body,
            gsize       length)
{
  g_autofree char *head = g_ascii_strdown (body, (gssize) MIN (length, MAX_PAGE_HEAD));
  const char *start = strstr (head, "<title>");
  const char *end = start != NULL ? strstr (start, "</title>") : NULL;
  g_autofree char *title = NULL;

  if (end == NULL)
    return g_strdup ("a web page");
  start += strlen ("<title>");
  title = feed_provider_words (body + (start - head), (gsize) (end - start), MAX_WORDS);
  return g_strdup_printf ("a web page, “%s”", title);
}

/* The venue's words: of its JSON, or of what a machine before it says instead (transfer full) */
static char *
read_words (const FeedReply *reply,
            const Refusal   *refusal)
{
  gsize blank = 0;

  if (refusal->text.at != NULL) {
    g_autofree char *words = feed_provider_words (refusal->text.at, refusal->text.length,
                                                  MAX_WORDS);

    return g_strdup_printf ("%s (code %" G_GINT64_FORMAT ")", words, refusal->code);
  }
  while (blank < reply->length && g_ascii_isspace (reply->body[blank]))
    blank++;
  if (blank == reply->length)
    return g_strdup ("no words");
  if (reply->body[blank] == '<')
    return read_title (reply->body, reply->length);
  return feed_provider_words (reply->body + blank, reply->length - blank, MAX_WORDS);
}

/* What a status means where the venue's words may not be the venue's own */
static const char *
explain_status (guint status)
{
  switch (status) {
  case 403:
    return "blocked by the venue's firewall";
  case 418:
    return "this address is banned for a while";
  case 429:
    return "too many requests";
  case 451:
    return "not offered in this region";
  default:
    return NULL;
  }
}

static char *
describe (const FeedReply *reply,
          const Refusal   *refusal)
{
  g_autofree char *words = read_words (reply, refusal);
  const char *meaning = explain_status (reply->status);

  return g_strdup_printf ("HTTP %u%s%s: %s", reply->status, meaning != NULL ? ", " : "",
                          meaning != NULL ? meaning : "", words);
}

/* A symbol that the venue does not know makes it refuse the whole request, unnamed */
static void
tell_bad_symbol (FeedBinance    *self,
                 const FeedSink *sink,
                 const char     *words)
{
  if (self->n_asked == 1)
    sink->notice (sink->user_data, FEED_NOTICE_UNKNOWN_SYMBOL, self->asked_slot, words);
  else if (self->n_asked > 1)
    sink->notice (sink->user_data, FEED_NOTICE_BATCH_REFUSED, FEED_NO_SLOT, words);
}

/**
 * feed_binance_map_http:
 * @provider: the provider
 * @reply: an answer that is neither 2xx nor 101
 * @sink: (nullable): where notices go
 * @wall_us: wall time
 * @description: (out) (transfer full): status and the venue's words
 *
 * A bad symbol is told of by a notice about the last request that was made: that of its slot where
 * one was asked for, that of the batch where there were several.
 *
 * Returns: what the answer means
 */
FeedVerdict
feed_binance_map_http (FeedProvider    *provider,
                       const FeedReply *reply,
                       const FeedSink  *sink,
                       gint64           wall_us,
                       char           **description)
{
  Refusal refusal;

  read_refusal (&refusal, reply);
  *description = describe (reply, &refusal);
  switch (reply->status) {
  case 400:
    if (sink != NULL && (refusal.code == CODE_BAD_SYMBOL ||
                         refusal.code == CODE_ILLEGAL_CHARACTERS))
      tell_bad_symbol (FEED_BINANCE (provider), sink, *description);
    return (FeedVerdict) { FEED_VERDICT_RETRY, 0 };
  case 401:
    return (FeedVerdict) { FEED_VERDICT_RETRY, SECONDS (60) };
  case 403:
  case 451:
    return (FeedVerdict) { FEED_VERDICT_FATAL, 0 };
  case 418:
    return retry_after (reply, &refusal, wall_us, BAN_WAIT);
  case 429:
    return retry_after (reply, &refusal, wall_us, RATE_LIMIT_WAIT);
  default:
    return (FeedVerdict) { FEED_VERDICT_RETRY, 0 };
  }
}
