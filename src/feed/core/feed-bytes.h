/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <string.h>

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/**
 * FeedBytes:
 *
 * A bounds-checked reader over a binary message. Reading past the end gives zero, leaves the
 * position and sets `failed`, which never clears: read all, then ask once.
 */
typedef struct {
  const guint8 *data;
  gsize         length, position;
  gboolean      failed;
} FeedBytes;

void feed_bytes_init (FeedBytes    *self,
                      const guint8 *data,
                      gsize         length);
gboolean feed_bytes_seek (FeedBytes *self,
                          gsize      position);
gsize feed_bytes_get_left (const FeedBytes *self);

/* What follows is here for the sake of speed: a packet is read by a hundred calls */

/* NULL where fewer bytes are left */
static inline const guint8 *
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
feed_bytes_take_value (FeedBytes *self,
                       void      *value,
                       gsize      size)
{
  const guint8 *taken = feed_bytes_take (self, size);

  if (G_LIKELY (taken != NULL))
    memcpy (value, taken, size);
  else
    memset (value, 0, size);
}

static inline guint8
feed_bytes_u8 (FeedBytes *self)
{
  guint8 value;

  feed_bytes_take_value (self, &value, sizeof value);
  return value;
}

static inline guint16
feed_bytes_u16_le (FeedBytes *self)
{
  guint16 value;

  feed_bytes_take_value (self, &value, sizeof value);
  return GUINT16_FROM_LE (value);
}

static inline guint32
feed_bytes_u32_le (FeedBytes *self)
{
  guint32 value;

  feed_bytes_take_value (self, &value, sizeof value);
  return GUINT32_FROM_LE (value);
}

static inline guint64
feed_bytes_u64_le (FeedBytes *self)
{
  guint64 value;

  feed_bytes_take_value (self, &value, sizeof value);
  return GUINT64_FROM_LE (value);
}

static inline double
feed_bytes_double_le (FeedBytes *self)
{
  guint64 bits = feed_bytes_u64_le (self);
  double value;

  G_STATIC_ASSERT (sizeof value == sizeof bits);
  memcpy (&value, &bits, sizeof value);
  return value;
}

static inline guint16
feed_bytes_u16_be (FeedBytes *self)
{
  guint16 value;

  feed_bytes_take_value (self, &value, sizeof value);
  return GUINT16_FROM_BE (value);
}

static inline guint32
feed_bytes_u32_be (FeedBytes *self)
{
  guint32 value;

  feed_bytes_take_value (self, &value, sizeof value);
  return GUINT32_FROM_BE (value);
}

static inline guint64
feed_bytes_u64_be (FeedBytes *self)
{
  guint64 value;

  feed_bytes_take_value (self, &value, sizeof value);
  return GUINT64_FROM_BE (value);
}

G_END_DECLS
