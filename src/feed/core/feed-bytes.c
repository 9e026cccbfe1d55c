/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedBytes: a bounds-checked reader over a binary message.
 */
#include "feed/core/feed-bytes.h"

#include <string.h>

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
 * feed_bytes_take:
 * @self: a reader
 * @length: how many bytes to take
 *
 * Returns: (nullable) (transfer none): the bytes, not copied; %NULL where fewer are left
 */
const guint8 *
feed_bytes_take (FeedBytes *self,
                 gsize      length)
{
  const guint8 *taken;

  if (G_UNLIKELY (length > self->length - self->position)) {
    self->failed = TRUE;
    return NULL;
  }
  taken = self->data + self->position;
  self->position += length;
  return taken;
}

/* The next bytes of the message as they lie there; zero where fewer are left */
static inline void
take_value (FeedBytes *self,
            void      *value,
            gsize      size)
{
  const guint8 *taken = feed_bytes_take (self, size);

  if (G_LIKELY (taken != NULL))
    memcpy (value, taken, size);
  else
    memset (value, 0, size);
}

/**
 * feed_bytes_u8:
 * @self: a reader
 *
 * Returns: the next byte
 */
guint8
feed_bytes_u8 (FeedBytes *self)
{
  guint8 value;

  take_value (self, &value, sizeof value);
  return value;
}

/**
 * feed_bytes_u16_le:
 * @self: a reader
 *
 * Returns: the next 2 bytes, least significant first
 */
guint16
feed_bytes_u16_le (FeedBytes *self)
{
  guint16 value;

  take_value (self, &value, sizeof value);
  return GUINT16_FROM_LE (value);
}

/**
 * feed_bytes_u32_le:
 * @self: a reader
 *
 * Returns: the next 4 bytes, least significant first
 */
guint32
feed_bytes_u32_le (FeedBytes *self)
{
  guint32 value;

  take_value (self, &value, sizeof value);
  return GUINT32_FROM_LE (value);
}

/**
 * feed_bytes_u64_le:
 * @self: a reader
 *
 * Returns: the next 8 bytes, least significant first
 */
guint64
feed_bytes_u64_le (FeedBytes *self)
{
  guint64 value;

  take_value (self, &value, sizeof value);
  return GUINT64_FROM_LE (value);
}

/**
 * feed_bytes_double_le:
 * @self: a reader
 *
 * Returns: the next 8 bytes as an IEEE 754 double, least significant first; it may be anything,
 *   NaN included
 */
double
feed_bytes_double_le (FeedBytes *self)
{
  guint64 bits = feed_bytes_u64_le (self);
  double value;

  G_STATIC_ASSERT (sizeof value == sizeof bits);
  memcpy (&value, &bits, sizeof value);
  return value;
}

/**
 * feed_bytes_u16_be:
 * @self: a reader
 *
 * Returns: the next 2 bytes, most significant first
 */
guint16
feed_bytes_u16_be (FeedBytes *self)
{
  guint16 value;

  take_value (self, &value, sizeof value);
  return GUINT16_FROM_BE (value);
}

/**
 * feed_bytes_u32_be:
 * @self: a reader
 *
 * Returns: the next 4 bytes, most significant first
 */
guint32
feed_bytes_u32_be (FeedBytes *self)
{
  guint32 value;

  take_value (self, &value, sizeof value);
  return GUINT32_FROM_BE (value);
}

/**
 * feed_bytes_u64_be:
 * @self: a reader
 *
 * Returns: the next 8 bytes, most significant first
 */
guint64
feed_bytes_u64_be (FeedBytes *self)
{
  guint64 value;

  take_value (self, &value, sizeof value);
  return GUINT64_FROM_BE (value);
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
