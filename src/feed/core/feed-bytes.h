/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

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
guint8  feed_bytes_u8 (FeedBytes *self);
guint16 feed_bytes_u16_le (FeedBytes *self);
guint32 feed_bytes_u32_le (FeedBytes *self);
guint64 feed_bytes_u64_le (FeedBytes *self);
double  feed_bytes_double_le (FeedBytes *self);
guint16 feed_bytes_u16_be (FeedBytes *self);
guint32 feed_bytes_u32_be (FeedBytes *self);
guint64 feed_bytes_u64_be (FeedBytes *self);
/* NULL where fewer bytes are left */
const guint8 *feed_bytes_take (FeedBytes *self,
                               gsize      length);
gsize feed_bytes_get_left (const FeedBytes *self);

G_END_DECLS
