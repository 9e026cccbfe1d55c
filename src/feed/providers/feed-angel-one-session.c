/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Angel One answers to a log-in, a renewal and the question for the profile: docs, "User". No
 * error here carries a token or a word that may be a secret which the venue gave back. */
#include "feed/providers/feed-angel-one-private.h"

#include <string.h>

#include "feed/core/feed-json.h"
#include "feed/providers/feed-angel-one-time.h"

#define MAX_TOKEN 8192
#define MAX_WORDS 160
/* Words with more letters are none */
#define LONGEST_WORD 24
/* docs: a session lives up to 28 hours */
#define LONGEST_SESSION_US (28 * (gint64) G_TIME_SPAN_HOUR)

/* Tokens go into headers */
static gboolean
is_token (const char *text)
{
  gsize length = 0;

  for (; text[length] != '\0'; length++)
    if (!g_ascii_isgraph (text[length]))
      return FALSE;
  return length > 0 && length <= MAX_TOKEN;
}

/* A token; NULL where there is none that can be used (transfer full) */
static char *
read_token (FeedJson *json)
{
  g_autofree char *text = NULL;
  FeedSlice slice;
  char *token;

  if (feed_json_peek (json) != FEED_JSON_STRING) {
    feed_json_skip (json);
    return NULL;
  }
  if (!feed_json_read_string (json, &slice) || slice.length > MAX_TOKEN)
    return NULL;
  text = feed_angel_one_unescape (slice);
  if (text == NULL || g_ascii_strcasecmp (text, "null") == 0)
    return NULL;
  if (g_ascii_strncasecmp (text, "Bearer ", 7) == 0) {
    token = g_strdup (text + 7);
    feed_secret_free (g_steal_pointer (&text));
  } else {
    token = g_steal_pointer (&text);
  }
  if (is_token (token))
    return token;
  feed_secret_free (token);
  return NULL;
}

/* The "exp" of a token's claims (RFC 7519), in µs; 0 where it is no such token. Its signature is
 * the venue's affair: a wrong time does no more harm than none */
static gint64
read_expiry (const char *token)
{
  const char *claims = strchr (token, '.');
  const char *end = claims != NULL ? strchr (claims + 1, '.') : NULL;
  g_autoptr (GString) base64 = g_string_new (NULL);
  g_autofree guchar *text = NULL;
  gint64 seconds = 0;
  FeedSlice key;
  FeedJson json;
  gsize length;

  if (end == NULL)
    return 0;
  for (claims++; claims < end; claims++)
    g_string_append_c (base64, *claims == '-' ? '+' : *claims == '_' ? '/' : *claims);
  while (base64->len % 4 != 0)
    g_string_append_c (base64, '=');
  text = g_base64_decode (base64->str, &length);
  feed_json_init (&json, (const char *) text, length);
  feed_json_enter_object (&json);
  while (feed_json_next_key (&json, &key)) {
    if (feed_slice_equal (key, "exp"))
      feed_json_read_int64 (&json, &seconds);
    else
      feed_json_skip (&json);
  }
  return feed_json_end (&json) && seconds > 0 && seconds < G_GINT64_CONSTANT (253402300800)
         ? seconds * G_USEC_PER_SEC : 0;
}

/* When the session ends: as its token says, where that can be; else at the next roll-over */
static gint64
find_expiry (const char *access_token,
             gint64      wall_us)
{
  gint64 told_us = read_expiry (access_token);
  gint64 latest_us = wall_us + LONGEST_SESSION_US;

  if (told_us > wall_us)
    return MIN (told_us, latest_us);
  return MIN (feed_angel_one_next_rollover (wall_us), latest_us);
}

/* The stream's token stays as it is where a renewal says nothing of it */
static char *
keep_feed_token (FeedProvider *provider)
{
  const FeedSession *before = FEED_ANGEL_ONE (provider)->session;

  return before != NULL ? g_strdup (before->feed_token) : NULL;
}

static FeedSession *
read_session (FeedProvider *provider,
              FeedSlice     data,
              gint64        wall_us,
              GError      **error)
{
  char *access_token = NULL, *refresh_token = NULL, *feed_token = NULL;
  FeedSession *session = NULL;
  FeedSlice key;
  FeedJson json;

  feed_json_init (&json, data.at, data.length);
  feed_json_enter_object (&json);
  while (feed_json_next_key (&json, &key)) {
    char **token = feed_slice_equal (key, "jwtToken") ? &access_token
                   : feed_slice_equal (key, "refreshToken") ? &refresh_token
                   : feed_slice_equal (key, "feedToken") ? &feed_token : NULL;

    if (token == NULL) {
      feed_json_skip (&json);
      continue;
    }
    feed_secret_free (*token);
    *token = read_token (&json);
  }
  if (feed_token == NULL)
    feed_token = keep_feed_token (provider);
  if (feed_json_end (&json) && access_token != NULL && feed_token != NULL) {
    session = feed_session_new (access_token, refresh_token, feed_token);
    session->obtained_us = wall_us;
    session->expiry_us = find_expiry (access_token, wall_us);
  } else {
    g_set_error_literal (error, FEED_ERROR, FEED_ERROR_DECODE,
                         "Angel One said yes, but gave no tokens that can be used");
  }
  feed_secret_free (access_token);
  feed_secret_free (refresh_token);
  feed_secret_free (feed_token);
  return session;
}

/* Words of a refusal without any that could be a secret: one of the account's, or with a digit in
 * it, as one-time passwords have, or too long */
static char *
blot_words (FeedProvider *provider,
            const char   *text)
{
  g_autofree char *shown = feed_angel_one_show_words (provider, text, strlen (text), MAX_WORDS);
  g_auto (GStrv) words = g_strsplit_set (shown, " \t\r\n,;:'\"=", -1);
  g_autoptr (GString) result = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL && result->len < MAX_WORDS; i++) {
    gboolean secret = strlen (words[i]) > LONGEST_WORD;

    for (const char *at = words[i]; *at != '\0' && !secret; at++)
      secret = g_ascii_isdigit (*at) || !g_ascii_isprint (*at);
    if (*words[i] != '\0')
      g_string_append_printf (result, "%s%s", result->len > 0 ? " " : "",
                              secret ? "…" : words[i]);
  }
  return g_string_free (g_steal_pointer (&result), FALSE);
}

static void
set_other_error (FeedProvider               *provider,
                 const FeedReply            *reply,
                 const FeedAngelOneEnvelope *envelope,
                 const char                 *code,
                 GError                    **error)
{
  g_autofree char *text = envelope != NULL ? feed_angel_one_unescape (envelope->message) : NULL;
  g_autofree char *words = text != NULL ? blot_words (provider, text) : g_strdup ("");

  g_set_error (error, FEED_ERROR, FEED_ERROR_REMOTE,
               "Angel One did not log in (HTTP %u%s%s)%s%s", reply->status,
               *code != '\0' ? ", " : "", code, *words != '\0' ? ": " : "", words);
}

/* A code such as AB1007, or nothing */
static char *
copy_code (const FeedAngelOneEnvelope *envelope)
{
  const FeedSlice code = envelope != NULL ? envelope->code : (FeedSlice) { "", 0, FALSE };

  if (code.length != 6 || !g_ascii_isupper (code.at[0]) || !g_ascii_isupper (code.at[1]))
    return g_strdup ("");
  for (guint i = 2; i < 6; i++)
    if (!g_ascii_isdigit (code.at[i]))
      return g_strdup ("");
  return g_strndup (code.at, code.length);
}

static void
set_error (FeedProvider               *provider,
           const FeedReply            *reply,
           const FeedAngelOneEnvelope *envelope,
           GError                    **error)
{
  static const struct {
    FeedError   error;
    const char *text;
  } meanings[] = {
    [FEED_ANGEL_ONE_PASSWORD] = { FEED_ERROR_CREDENTIALS, "wrong PIN or client code" },
    [FEED_ANGEL_ONE_TOTP] = { FEED_ERROR_CREDENTIALS,
                              "the one-time password (TOTP) was refused: is this computer's clock "
                              "right, or is the TOTP secret wrong?" },
    [FEED_ANGEL_ONE_API_KEY] = { FEED_ERROR_CREDENTIALS, "the API key is not valid" },
    [FEED_ANGEL_ONE_ADDRESS] = { FEED_ERROR_CREDENTIALS,
                                 "this computer's IP address is not allowed: see “My Apps” at "
                                 "smartapi.angelone.in" },
    [FEED_ANGEL_ONE_BLOCKED] = { FEED_ERROR_CREDENTIALS, "the account is blocked" },
    [FEED_ANGEL_ONE_SESSION] = { FEED_ERROR_SESSION, "the session is over: a log-in is due" },
    [FEED_ANGEL_ONE_RATE] = { FEED_ERROR_BUSY, "asked too often; it wants to be asked later" },
  };
  FeedAngelOneTrouble trouble = reply->status >= 500 ? FEED_ANGEL_ONE_OTHER
                                : feed_angel_one_find_trouble (reply, envelope);
  g_autofree char *code = copy_code (envelope);

  if (trouble == FEED_ANGEL_ONE_OTHER) {
    set_other_error (provider, reply, envelope, code, error);
    return;
  }
  g_set_error (error, FEED_ERROR, meanings[trouble].error, "Angel One: %s%s%s%s",
               meanings[trouble].text, *code != '\0' ? " (" : "", code, *code != '\0' ? ")" : "");
}

/* TRUE where the reply says yes; else the error is set */
static gboolean
is_yes (FeedProvider         *provider,
        const FeedReply      *reply,
        FeedAngelOneEnvelope *envelope,
        GError              **error)
{
  gboolean read = feed_angel_one_envelope_read (envelope, reply->body, reply->length);

  if (reply->status / 100 == 2 && read && envelope->is_good)
    return TRUE;
  if (reply->status / 100 == 2 && !read &&
      feed_angel_one_find_trouble (reply, NULL) != FEED_ANGEL_ONE_RATE)
    g_set_error_literal (error, FEED_ERROR, FEED_ERROR_DECODE,
                         "Angel One answered, but not in JSON");
  else
    set_error (provider, reply, read ? envelope : NULL, error);
  return FALSE;
}

/**
 * feed_angel_one_parse_login: (skip)
 * @provider: the provider
 * @reply: an answer to a log-in or a renewal
 * @wall_us: wall time
 * @error: return location
 *
 * Returns: (transfer full): the session, or %NULL with what exactly is wrong
 */
FeedSession *
feed_angel_one_parse_login (FeedProvider    *provider,
                            const FeedReply *reply,
                            gint64           wall_us,
                            GError         **error)
{
  FeedAngelOneEnvelope envelope;

  if (!is_yes (provider, reply, &envelope, error))
    return NULL;
  return read_session (provider, envelope.data, wall_us, error);
}

/**
 * feed_angel_one_parse_profile: (skip)
 * @provider: the provider
 * @reply: an answer to the question for the profile
 * @error: return location
 *
 * Returns: whether the session is good
 */
gboolean
feed_angel_one_parse_profile (FeedProvider    *provider,
                              const FeedReply *reply,
                              GError         **error)
{
  FeedAngelOneEnvelope envelope;

  return is_yes (provider, reply, &envelope, error);
}
