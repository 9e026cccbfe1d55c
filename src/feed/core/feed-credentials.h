/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/**
 * FeedCredentials:
 *
 * What a venue asks of an account: secrets by the ids of its #FeedCredentialField, as "pin". Values
 * are wiped from memory before they are freed. Nothing prints them, and no error carries them.
 */
typedef struct _FeedCredentials FeedCredentials;

#define FEED_TYPE_CREDENTIALS (feed_credentials_get_type ())

FEED_AVAILABLE_IN_ALL
GType feed_credentials_get_type (void) G_GNUC_CONST;
FEED_AVAILABLE_IN_ALL
FeedCredentials *feed_credentials_new (void);
FEED_AVAILABLE_IN_ALL
FeedCredentials *feed_credentials_ref (FeedCredentials *self);
FEED_AVAILABLE_IN_ALL
void feed_credentials_unref (FeedCredentials *self);
/* value NULL takes it away */
FEED_AVAILABLE_IN_ALL
void feed_credentials_set (FeedCredentials *self,
                           const char      *id,
                           const char      *value);
/* NULL where there is none */
FEED_AVAILABLE_IN_ALL
const char *feed_credentials_get (const FeedCredentials *self,
                                  const char            *id);
/* The ids of all that are set, in order (transfer full) */
FEED_AVAILABLE_IN_ALL
char **feed_credentials_dup_ids (const FeedCredentials *self);
FEED_AVAILABLE_IN_ALL
gboolean feed_credentials_equal (const FeedCredentials *a,
                                 const FeedCredentials *b);
/* Overwrites text before it is freed; NULL is taken calmly */
FEED_AVAILABLE_IN_ALL
void feed_secret_free (char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedCredentials, feed_credentials_unref)

G_END_DECLS
