/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The venue's words, fit to be shown: whatever of the account it gives back is not among them. */
#include "feed/providers/feed-angel-one-private.h"

#include <string.h>

#include "feed/providers/feed-provider-words.h"

#define ELLIPSIS "…"
/* No more than this can end up in what is shown */
#define MAX_TAKEN 4096
/* What is as long as this without a blank is no word, but may be a token, or a piece of one */
#define LONGEST_WORD 40
/* Less than this is no secret, and may be anywhere */
#define LEAST_SECRET 4

/**
 * feed_angel_one_note_asked_for: (skip)
 * @self: the provider
 * @credentials: (nullable): of the account that a request is made for
 *
 * What the answer may give back.
 */
void
feed_angel_one_note_asked_for (FeedAngelOne          *self,
                               const FeedCredentials *credentials)
{
  FeedCredentials *kept = NULL;

  if (credentials != NULL)
    kept = feed_credentials_ref ((FeedCredentials *) credentials);
  g_clear_pointer (&self->asked_for, feed_credentials_unref);
  self->asked_for = kept;
}

static gsize
match (const char *at,
       gsize       length,
       const char *secret)
{
  gsize n = secret != NULL ? strlen (secret) : 0;

  return n >= LEAST_SECRET && n <= length && g_ascii_strncasecmp (at, secret, n) == 0 ? n : 0;
}

/* Bytes of the account's longest secret that stands here; 0 = none */
static gsize
match_secret (FeedAngelOne *self,
              const char   *at,
              gsize         length)
{
  const FeedCredentialField *field = feed_angel_one_credential_fields;
  const char *tokens[3] = { NULL, NULL, NULL };
  gsize longest = 0;

  if (self->session != NULL) {
    tokens[0] = self->session->access_token;
    tokens[1] = self->session->refresh_token;
    tokens[2] = self->session->feed_token;
  }
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    longest = MAX (longest, match (at, length, tokens[i]));
  for (; self->asked_for != NULL && field->id != NULL; field++)
    longest = MAX (longest, match (at, length, feed_credentials_get (self->asked_for, field->id)));
  return longest;
}

static gboolean
is_of_token (char c)
{
  return g_ascii_isalnum (c) || strchr ("+/=-_.", c) != NULL;
}

static gsize
measure_word (const char *at,
              gsize       length)
{
  gsize n = 0;

  while (n < length && at[n] != '\0' && is_of_token (at[n]))
    n++;
  return n;
}

/**
 * feed_angel_one_show_words: (skip)
 * @provider: the provider
 * @text: (array length=length): any bytes
 * @length: how many
 * @limit: bytes that the result may have
 *
 * Returns: (transfer full): the words without secrets of the account that was asked for last, and
 *   without what may be a token
 */
char *
feed_angel_one_show_words (FeedProvider *provider,
                           const char   *text,
                           gsize         length,
                           gsize         limit)
{
  FeedAngelOne *self = FEED_ANGEL_ONE (provider);
  g_autoptr (GString) shown = g_string_new (NULL);
  gsize taken = MIN (length, MAX_TAKEN);

  for (gsize i = 0; i < taken;) {
    gsize n = measure_word (text + i, taken - i);
    gsize end = i + n;

    if (n > LONGEST_WORD) {
      g_string_append (shown, ELLIPSIS);
      i = end;
      continue;
    }
    /* A secret may be a part of a word, or have signs in it that no word has */
    do {
      gsize hidden = match_secret (self, text + i, taken - i);

      if (hidden > 0)
        g_string_append (shown, ELLIPSIS);
      else
        g_string_append_c (shown, text[i]);
      i += MAX (hidden, 1);
    } while (i < end);
  }
  return feed_provider_words (shown->str, shown->len, limit);
}

/* A code as the venue has them: two letters or so and digits. Anything else is not shown */
static gboolean
is_code (FeedSlice code)
{
  gsize n = 0;

  while (n < code.length && g_ascii_isalpha (code.at[n]))
    n++;
  if (n > 2 || n == code.length || code.length > n + 4)
    return FALSE;
  while (n < code.length && g_ascii_isdigit (code.at[n]))
    n++;
  return n == code.length;
}

/**
 * feed_angel_one_describe: (skip)
 * @provider: the provider
 * @envelope: an answer
 * @limit: bytes of the words
 *
 * Returns: (transfer full): "words (code)"
 */
char *
feed_angel_one_describe (FeedProvider               *provider,
                         const FeedAngelOneEnvelope *envelope,
                         gsize                       limit)
{
  const FeedSlice message = envelope->message;
  g_autofree char *text = feed_angel_one_unescape (message);
  g_autofree char *words =
    text != NULL ? feed_angel_one_show_words (provider, text, strlen (text), limit)
                 : feed_angel_one_show_words (provider, message.at, message.length, limit);
  const char *shown = *words != '\0' ? words : "no words";

  if (!is_code (envelope->code))
    return g_strdup (shown);
  return g_strdup_printf ("%s (%.*s)", shown, (int) envelope->code.length, envelope->code.at);
}
