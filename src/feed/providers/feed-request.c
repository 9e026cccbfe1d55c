/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-request.h"

/**
 * feed_request_new:
 * @method: an HTTP method
 * @uri: the whole address
 *
 * A request without headers and body, of weight 0; the caller fills in what it needs.
 *
 * Returns: (transfer full): the request
 */
FeedRequest *
feed_request_new (const char *method,
                  const char *uri)
{
  FeedRequest *self;

  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  self = g_new0 (FeedRequest, 1);
  self->method = g_strdup (method);
  self->uri = g_strdup (uri);
  return self;
}

/**
 * feed_request_free:
 * @self: (nullable) (transfer full): a request
 *
 * Frees the request and all it holds.
 */
void
feed_request_free (FeedRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->method);
  g_free (self->uri);
  g_strfreev (self->headers);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}
