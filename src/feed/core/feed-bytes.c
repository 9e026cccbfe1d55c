/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedBytes: a bounds-checked reader over a binary message.
 */
#include "feed/core/feed-bytes.h"

/**
 * feed_bytes_init:
 * @self: a reader
 * @data: (array length=length) (nullable): a message, kept by the caller as long as @self is used
 * @length: bytes of @data
 */
void
feed_bytes_init (FeedBytes    *self,
                 const guint8 *data,
                 gsize         length)
{
  /* An empty message often comes as NULL; taking nothing from it is no failure */
  static const guint8 nothing[1];

  if (data == NULL)
    *self = (FeedBytes) { .data = nothing };
  else
    *self = (FeedBytes) { .data = data, .length = length };
}

/**
 * feed_bytes_seek:
 * @self: a reader
 * @position: bytes from the beginning; the very end is allowed
 *
 * Returns: whether the message is that long; if not, the position stays and the reader has failed
 */
gboolean
feed_bytes_seek (FeedBytes *self,
                 gsize      position)
{
  if (position > self->length) {
    self->failed = TRUE;
    return FALSE;
  }
  self->position = position;
  return TRUE;
}

/**
 * feed_bytes_get_left:
 * @self: a reader
 *
 * Returns: bytes from the position to the end
 */
gsize
feed_bytes_get_left (const FeedBytes *self)
{
  return self->length - self->position;
}
