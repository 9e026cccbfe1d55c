/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedSession: what a log-in gave.
 */
#include "feed/core/feed-session.h"

#include "feed/core/feed-credentials.h"

G_DEFINE_BOXED_TYPE (FeedSession, feed_session, feed_session_ref, feed_session_unref)

/**
 * feed_session_new:
 * @access_token: what requests carry
 * @refresh_token: (nullable): what renews it
 * @feed_token: (nullable): what the stream's handshake carries
 *
 * Returns: (transfer full): a session of unknown times
 */
FeedSession *
feed_session_new (const char *access_token,
                  const char *refresh_token,
                  const char *feed_token)
{
  FeedSession *self;

  g_return_val_if_fail (access_token != NULL, NULL);

  self = g_atomic_rc_box_new0 (FeedSession);
  self->access_token = g_strdup (access_token);
  self->refresh_token = g_strdup (refresh_token);
  self->feed_token = g_strdup (feed_token);
  return self;
}

/**
 * feed_session_ref:
 * @self: a session
 *
 * Returns: (transfer full): @self
 */
FeedSession *
feed_session_ref (FeedSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
session_clear (gpointer data)
{
  FeedSession *self = data;

  feed_secret_free (self->access_token);
  feed_secret_free (self->refresh_token);
  feed_secret_free (self->feed_token);
}

/**
 * feed_session_unref:
 * @self: (transfer full): a session
 *
 * Gives up a reference; with the last one the tokens are wiped.
 */
void
feed_session_unref (FeedSession *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, session_clear);
}
