/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-json.h"
#include "feed/providers/feed-request.h"

G_BEGIN_DECLS

/**
 * FeedAngelOneEnvelope:
 * @is_good: the venue says yes
 * @code: "AG8001"; of no length where there is none
 * @message: its words, escapes not resolved
 * @data: what is in it, a JSON text; of no length where it is null, "null" or absent
 *
 * What every answer of Angel One comes in: {"status":true,"message":"","errorcode":"","data":{}}.
 * Some have "success" for "status" and "errorCode" for "errorcode", some have their booleans and
 * nulls in quotes; errors of the stream have "errorMessage".
 */
typedef struct {
  gboolean  is_good;
  FeedSlice code, message, data;
} FeedAngelOneEnvelope;

/**
 * FeedAngelOneTrouble:
 *
 * What a refusal is about.
 */
typedef enum {
  FEED_ANGEL_ONE_OTHER,     /* none of these */
  FEED_ANGEL_ONE_PASSWORD,  /* client code or PIN */
  FEED_ANGEL_ONE_TOTP,
  FEED_ANGEL_ONE_API_KEY,
  FEED_ANGEL_ONE_ADDRESS,   /* the IP address */
  FEED_ANGEL_ONE_BLOCKED,   /* the account */
  FEED_ANGEL_ONE_SESSION,   /* the token */
  FEED_ANGEL_ONE_RATE,
} FeedAngelOneTrouble;

/* FALSE where the text is no JSON object */
gboolean feed_angel_one_envelope_read (FeedAngelOneEnvelope *self,
                                       const char           *text,
                                       gsize                 length);
/* The text of a string of JSON, escapes resolved; NULL where it is no UTF-8, or has a NUL in it
 * (transfer full) */
char *feed_angel_one_unescape (FeedSlice text);
/* envelope: NULL where the reply has none */
FeedAngelOneTrouble feed_angel_one_find_trouble (const FeedReply            *reply,
                                                 const FeedAngelOneEnvelope *envelope);
/* The reply's header; NULL where there is none */
const char *feed_angel_one_get_header (const FeedReply *reply,
                                       const char      *name);
/* The reply has the word, in any case, in its first bytes */
gboolean feed_angel_one_has_word (const char *text,
                                  gsize       length,
                                  const char *word);

G_END_DECLS
