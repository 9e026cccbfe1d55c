/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-replies.h"

#include <string.h>

#include "fuzz/fuzz-target.h"

#define MAX_WORDS 1024

static const char *
find_header (const FeedReply *reply,
             const char      *name)
{
  return reply->data;
}

void
fuzz_replies_run (FeedProvider     *provider,
                  const FuzzReader *readers,
                  guint             n_readers,
                  const guint8     *data,
                  gsize             size)
{
  g_autoptr (FeedProvider) owned = provider;
  g_autofree char *body = NULL;
  FeedReply reply = { .status = 200, .header = find_header };

  if (size == 0)
    return;
  body = fuzz_copy (data + 1, size - 1);
  reply.body = body;
  reply.length = size - 1;
  for (guint i = 0; i < n_readers; i++)
    if (readers[i].letter == data[0])
      readers[i].read (owned, &reply);
}

void
fuzz_replies_check_refusal (const FeedVerdict *verdict,
                            const char        *words,
                            gint64             longest_wait_us)
{
  g_assert_cmpint (verdict->wait_us, >=, 0);
  g_assert_cmpint (verdict->wait_us, <=, longest_wait_us);
  g_assert_true (g_utf8_validate (words, -1, NULL));
  g_assert_cmpuint (strlen (words), <, MAX_WORDS);
}

char *
fuzz_replies_dup_symbol (FeedProvider    *provider,
                         const FeedReply *reply)
{
  g_autofree char *typed = g_strndup (reply->body, reply->length);
  g_autoptr (GError) error = NULL;
  g_autofree char *symbol = feed_provider_normalize_symbol (provider, typed, &error);
  g_autofree char *again = NULL;

  g_assert_true ((symbol == NULL) == (error != NULL));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
  if (symbol == NULL)
    return NULL;
  again = feed_provider_normalize_symbol (provider, symbol, NULL);
  g_assert_cmpstr (again, ==, symbol);
  return g_steal_pointer (&symbol);
}
