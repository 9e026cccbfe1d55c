/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers and their error codes: docs, "Introduction" and "Exceptions and errors"; the two spellings
 * and the plain text of the rate limit from what servers sent. */
#include "feed/providers/feed-angel-one-envelope.h"

#include <string.h>

#define CODE_LENGTH 8
/* How far into a text a word is looked for */
#define MAX_LOOKED_AT 1024

static const struct {
  const char          code[CODE_LENGTH];
  FeedAngelOneTrouble trouble;
} codes[] = {
  { "AG8001", FEED_ANGEL_ONE_SESSION },   /* invalid token */
  { "AG8002", FEED_ANGEL_ONE_SESSION },   /* token expired */
  { "AG8003", FEED_ANGEL_ONE_SESSION },   /* token missing */
  { "AG8004", FEED_ANGEL_ONE_API_KEY },
  { "AB8050", FEED_ANGEL_ONE_SESSION },   /* invalid refresh token */
  { "AB8051", FEED_ANGEL_ONE_SESSION },   /* refresh token expired */
  { "AB1010", FEED_ANGEL_ONE_SESSION },   /* session expired */
  { "AB1011", FEED_ANGEL_ONE_SESSION },   /* not logged in */
  { "AB1050", FEED_ANGEL_ONE_TOTP },
  { "AB1006", FEED_ANGEL_ONE_BLOCKED },
  { "AB1000", FEED_ANGEL_ONE_PASSWORD },
  { "AB1001", FEED_ANGEL_ONE_PASSWORD },
  { "AB1002", FEED_ANGEL_ONE_PASSWORD },
  { "AB1007", FEED_ANGEL_ONE_PASSWORD },
};

static gboolean
is_word (FeedSlice   slice,
         const char *word)
{
  return slice.length == strlen (word) && g_ascii_strncasecmp (slice.at, word, slice.length) == 0;
}

/* true, "true", and nothing else */
static gboolean
read_truth (FeedJson *json)
{
  FeedSlice text;
  gboolean truth;

  switch (feed_json_peek (json)) {
  case FEED_JSON_TRUE:
  case FEED_JSON_FALSE:
    return feed_json_read_boolean (json, &truth) && truth;
  case FEED_JSON_STRING:
    return feed_json_read_string (json, &text) && is_word (text, "true");
  default:
    feed_json_skip (json);
    return FALSE;
  }
}

static FeedSlice
read_text (FeedJson *json)
{
  FeedSlice text = { "", 0, FALSE };

  if (feed_json_peek (json) != FEED_JSON_STRING)
    feed_json_skip (json);
  else if (feed_json_read_string (json, &text) && is_word (text, "null"))
    text.length = 0;
  return text;
}

static FeedSlice
read_data (FeedJson *json)
{
  FeedJsonType type = feed_json_peek (json);
  FeedSlice data = { json->at, 0, FALSE };

  if (feed_json_skip (json) && (type == FEED_JSON_OBJECT || type == FEED_JSON_ARRAY))
    data.length = (gsize) (json->at - data.at);
  return data;
}

/**
 * feed_angel_one_envelope_read: (skip)
 * @self: (out): what is read
 * @text: (array length=length): an answer, kept by the caller as long as @self is used
 * @length: its bytes
 *
 * Returns: whether it is one JSON object
 */
gboolean
feed_angel_one_envelope_read (FeedAngelOneEnvelope *self,
                              const char           *text,
                              gsize                 length)
{
  gboolean told = FALSE;
  FeedSlice key;
  FeedJson json;

  *self = (FeedAngelOneEnvelope) { FALSE, { "", 0, FALSE }, { "", 0, FALSE }, { "", 0, FALSE } };
  feed_json_init (&json, text, length);
  feed_json_enter_object (&json);
  while (feed_json_next_key (&json, &key)) {
    if (feed_slice_equal (key, "status") || feed_slice_equal (key, "success")) {
      gboolean truth = read_truth (&json);

      self->is_good = truth && (!told || self->is_good);
      told = TRUE;
    } else if (is_word (key, "errorcode")) {
      self->code = read_text (&json);
    } else if (feed_slice_equal (key, "message") || feed_slice_equal (key, "errorMessage")) {
      self->message = read_text (&json);
    } else if (feed_slice_equal (key, "data")) {
      self->data = read_data (&json);
    } else {
      feed_json_skip (&json);
    }
  }
  return feed_json_end (&json);
}

/* The character of \uXXXX at, or of a pair of them; *at is moved behind it */
static gunichar
read_unicode (const char **at,
              const char  *end)
{
  gunichar character = 0, low = 0;

  for (int i = 2; i < 6; i++)
    character = character << 4 | (gunichar) g_ascii_xdigit_value ((*at)[i]);
  *at += 6;
  if (character < 0xd800 || character > 0xdbff || end - *at < 6 || (*at)[0] != '\\' ||
      (*at)[1] != 'u')
    return character;
  for (int i = 2; i < 6; i++)
    low = low << 4 | (gunichar) g_ascii_xdigit_value ((*at)[i]);
  if (low < 0xdc00 || low > 0xdfff)
    return character;
  *at += 6;
  return 0x10000 + ((character - 0xd800) << 10) + (low - 0xdc00);
}

/**
 * feed_angel_one_unescape: (skip)
 * @text: a string that #FeedJson read
 *
 * Returns: (transfer full) (nullable): the string
 */
char *
feed_angel_one_unescape (FeedSlice text)
{
  static const char escapes[] = "bfnrt";
  static const char meant[] = "\b\f\n\r\t";
  g_autoptr (GString) result = g_string_sized_new (text.length + 1);
  const char *end = text.at + text.length;

  for (const char *at = text.at; at < end;) {
    const char *escape;

    if (*at != '\\' || end - at < 2) {
      g_string_append_c (result, *at++);
    } else if (at[1] == 'u') {
      gunichar character = end - at < 6 ? 0 : read_unicode (&at, end);

      if (character == 0 || !g_unichar_validate (character))
        return NULL;
      g_string_append_unichar (result, character);
    } else {
      escape = strchr (escapes, at[1]);
      g_string_append_c (result, escape != NULL ? meant[escape - escapes] : at[1]);
      at += 2;
    }
  }
  if (!g_utf8_validate_len (result->str, result->len, NULL))
    return NULL;
  return g_string_free (g_steal_pointer (&result), FALSE);
}

/**
 * feed_angel_one_get_header: (skip)
 * @reply: an answer
 * @name: of a header
 *
 * Returns: (nullable): its value
 */
const char *
feed_angel_one_get_header (const FeedReply *reply,
                           const char      *name)
{
  return reply->header != NULL ? reply->header (reply, name) : NULL;
}

/**
 * feed_angel_one_has_word: (skip)
 * @text: (array length=length): any bytes
 * @length: how many
 * @word: ASCII
 *
 * Returns: whether @word stands in the first bytes of @text, as a word or words of its own
 */
gboolean
feed_angel_one_has_word (const char *text,
                         gsize       length,
                         const char *word)
{
  gsize n = strlen (word);

  length = MIN (length, MAX_LOOKED_AT);
  for (gsize i = 0; i + n <= length; i++)
    if (g_ascii_strncasecmp (text + i, word, n) == 0 &&
        (i == 0 || !g_ascii_isalnum (text[i - 1])) &&
        (i + n == length || !g_ascii_isalnum (text[i + n])))
      return TRUE;
  return FALSE;
}

/* By the words, where there is no code that says it */
static FeedAngelOneTrouble
read_trouble (const char *text,
              gsize       length)
{
  static const struct {
    const char         *word;
    FeedAngelOneTrouble trouble;
  } words[] = {
    { "symbol token", FEED_ANGEL_ONE_OTHER },
    { "symboltoken", FEED_ANGEL_ONE_OTHER },
    { "access rate", FEED_ANGEL_ONE_RATE },
    { "rate limit", FEED_ANGEL_ONE_RATE },
    { "too many requests", FEED_ANGEL_ONE_RATE },
    { "totp", FEED_ANGEL_ONE_TOTP },
    { "api key", FEED_ANGEL_ONE_API_KEY },
    { "apikey", FEED_ANGEL_ONE_API_KEY },
    { "privatekey", FEED_ANGEL_ONE_API_KEY },
    { "ip", FEED_ANGEL_ONE_ADDRESS },
    { "ip address", FEED_ANGEL_ONE_ADDRESS },
    { "blocked", FEED_ANGEL_ONE_BLOCKED },
    { "token", FEED_ANGEL_ONE_SESSION },
    { "session", FEED_ANGEL_ONE_SESSION },
    { "password", FEED_ANGEL_ONE_PASSWORD },
    { "pin", FEED_ANGEL_ONE_PASSWORD },
    { "mpin", FEED_ANGEL_ONE_PASSWORD },
    { "client code", FEED_ANGEL_ONE_PASSWORD },
    { "clientcode", FEED_ANGEL_ONE_PASSWORD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (feed_angel_one_has_word (text, length, words[i].word))
      return words[i].trouble;
  return FEED_ANGEL_ONE_OTHER;
}

/* Of a machine that stands before the venue, or of a hotel: it knows nothing of the account */
static gboolean
is_page (const FeedReply *reply)
{
  gsize at = 0;

  while (at < reply->length && g_ascii_isspace (reply->body[at]))
    at++;
  return at < reply->length && reply->body[at] == '<';
}

/**
 * feed_angel_one_find_trouble: (skip)
 * @reply: a refusal
 * @envelope: (nullable): its body
 *
 * A rate that was exceeded is told by a plain text with status 403, which may as well mean a token.
 * Words that come from the stream's handshake stand in a header. Of a web page only a rate is
 * believed.
 *
 * Returns: what the refusal is about
 */
FeedAngelOneTrouble
feed_angel_one_find_trouble (const FeedReply            *reply,
                             const FeedAngelOneEnvelope *envelope)
{
  const char *header = feed_angel_one_get_header (reply, "x-error-message");
  FeedAngelOneTrouble told;

  if (reply->status == 429)
    return FEED_ANGEL_ONE_RATE;
  for (guint i = 0; envelope != NULL && i < G_N_ELEMENTS (codes); i++)
    if (is_word (envelope->code, codes[i].code))
      return codes[i].trouble;
  if (header != NULL)
    return read_trouble (header, strlen (header));
  if (envelope != NULL)
    return read_trouble (envelope->message.at, envelope->message.length);
  told = read_trouble (reply->body, reply->length);
  return told == FEED_ANGEL_ONE_RATE || !is_page (reply) ? told : FEED_ANGEL_ONE_OTHER;
}
