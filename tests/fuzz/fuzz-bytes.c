/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first half of the input says what to read, the second is the message it is read from.
 */
#include "feed/core/feed-bytes.h"
#include "fuzz/fuzz-target.h"

/* Does what command says; returns how many bytes it wants */
static gsize
obey (FeedBytes *bytes,
      guint8     command)
{
  switch (command % 10) {
  case 0:
    feed_bytes_u8 (bytes);
    return 1;
  case 1:
    feed_bytes_u16_le (bytes);
    return 2;
  case 2:
    feed_bytes_u16_be (bytes);
    return 2;
  case 3:
    feed_bytes_u32_le (bytes);
    return 4;
  case 4:
    feed_bytes_u32_be (bytes);
    return 4;
  case 5:
    feed_bytes_u64_le (bytes);
    return 8;
  case 6:
    feed_bytes_u64_be (bytes);
    return 8;
  case 7:
    feed_bytes_double_le (bytes);
    return 8;
  default:
    feed_bytes_take (bytes, command / 10);
    return command / 10;
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  gsize n_commands = size / 2;
  gsize length = size - n_commands;
  g_autofree guint8 *message = fuzz_copy (data + n_commands, length);
  gboolean failed = FALSE;
  FeedBytes bytes;

  feed_bytes_init (&bytes, message, length);
  for (gsize i = 0; i < n_commands; i++) {
    gsize before = bytes.position;
    gsize wanted, left;

    if (data[i] >= 250) {
      failed |= !feed_bytes_seek (&bytes, data[i] * (gsize) 3 % (length + 2));
    } else {
      left = feed_bytes_get_left (&bytes);
      wanted = obey (&bytes, data[i]);
      failed |= wanted > left;
      g_assert_cmpuint (bytes.position, ==, wanted > left ? before : before + wanted);
    }
    g_assert_true (bytes.failed == failed);
    g_assert_cmpuint (bytes.position, <=, length);
  }
  return 0;
}
