/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A target that reads several kinds of replies of one venue: the first byte chooses. */
#pragma once

#include "feed/providers/feed-provider.h"

G_BEGIN_DECLS

typedef struct {
  char letter;
  void (*read)(FeedProvider *provider,
               FeedReply    *reply);
} FuzzReader;

/* Lets the reader of the first byte read the rest, as the body of an answer of status 200 whose
 * header() returns what its data is set to; takes the provider */
void fuzz_replies_run (FeedProvider     *provider,
                       const FuzzReader *readers,
                       guint             n_readers,
                       const guint8     *data,
                       gsize             size);
/* A refusal may hold the feed up for that long at most, and is told in words that can be shown */
void fuzz_replies_check_refusal (const FeedVerdict *verdict,
                                 const char        *words,
                                 gint64             longest_wait_us);
/* The body as a symbol that a user types: canonical, or NULL where it is none (transfer full) */
char *fuzz_replies_dup_symbol (FeedProvider    *provider,
                               const FeedReply *reply);

G_END_DECLS
