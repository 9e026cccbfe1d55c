/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/**
 * FeedSession:
 * @access_token: what requests carry; without any prefix
 * @refresh_token: what a new session is had for, without a log-in; NULL where there is none
 * @feed_token: what the stream's handshake carries; NULL where it is the access token
 * @obtained_us: wall time at which it was given, µs since 1970 UTC
 * @expiry_us: wall time at which it ends; 0 = unknown
 *
 * What a log-in gave. Immutable and reference counted; the tokens are wiped with the last reference.
 */
typedef struct {
  char  *access_token, *refresh_token, *feed_token;
  gint64 obtained_us, expiry_us;
} FeedSession;

#define FEED_TYPE_SESSION (feed_session_get_type ())

FEED_AVAILABLE_IN_ALL
GType feed_session_get_type (void) G_GNUC_CONST;
/* Takes a copy of the tokens; the times are the caller's to set before it is shared */
FEED_AVAILABLE_IN_ALL
FeedSession *feed_session_new (const char *access_token,
                               const char *refresh_token,
                               const char *feed_token);
FEED_AVAILABLE_IN_ALL
FeedSession *feed_session_ref (FeedSession *self);
FEED_AVAILABLE_IN_ALL
void feed_session_unref (FeedSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedSession, feed_session_unref)

G_END_DECLS
