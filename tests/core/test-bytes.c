/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/core/feed-backoff.h"
#include "feed/core/feed-bytes.h"

static const guint8 counting[] = {
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10,
};

static void
test_orders (void)
{
  FeedBytes bytes;

  feed_bytes_init (&bytes, counting, sizeof counting);
  g_assert_cmpuint (feed_bytes_u8 (&bytes), ==, 0x01);
  g_assert_cmpuint (feed_bytes_u16_le (&bytes), ==, 0x0302);
  g_assert_cmpuint (feed_bytes_u32_le (&bytes), ==, 0x07060504);
  g_assert_cmpuint (feed_bytes_u64_le (&bytes), ==, G_GUINT64_CONSTANT (0x0f0e0d0c0b0a0908));
  g_assert_true (feed_bytes_seek (&bytes, 0));
  g_assert_cmpuint (feed_bytes_u8 (&bytes), ==, 0x01);
  g_assert_cmpuint (feed_bytes_u16_be (&bytes), ==, 0x0203);
  g_assert_cmpuint (feed_bytes_u32_be (&bytes), ==, 0x04050607);
  g_assert_cmpuint (feed_bytes_u64_be (&bytes), ==, G_GUINT64_CONSTANT (0x08090a0b0c0d0e0f));
  g_assert_cmpuint (feed_bytes_get_left (&bytes), ==, 1);
  g_assert_false (bytes.failed);
}

static void
test_double (void)
{
  /* 61837.63 and −0.0, as IEEE 754 writes them */
  static const guint8 doubles[] = {
    0x8f, 0xc2, 0xf5, 0x28, 0xb4, 0x31, 0xee, 0x40, 0, 0, 0, 0, 0, 0, 0, 0x80,
  };
  FeedBytes bytes;

  feed_bytes_init (&bytes, doubles, sizeof doubles);
  g_assert_cmpfloat (feed_bytes_double_le (&bytes), ==, 61837.63);
  g_assert_cmpfloat (1 / feed_bytes_double_le (&bytes), <, 0);
  g_assert_false (bytes.failed);
}

/* Past the end: zero, the position stays, and the failure does too */
static void
test_past_end (void)
{
  for (guint left = 0; left < 8; left++) {
    g_autofree guint8 *data = g_memdup2 (counting, 8 + left);
    FeedBytes bytes;

    feed_bytes_init (&bytes, data, 8 + left);
    g_assert_true (feed_bytes_seek (&bytes, 8));
    g_assert_cmpuint (feed_bytes_u64_le (&bytes), ==, 0);
    g_assert_true (bytes.failed);
    g_assert_cmpuint (feed_bytes_get_left (&bytes), ==, left);
    g_assert_cmpuint (feed_bytes_u64_be (&bytes), ==, 0);
    g_assert_cmpfloat (feed_bytes_double_le (&bytes), ==, 0);
    g_assert_cmpuint (feed_bytes_u32_le (&bytes) != 0, ==, left >= 4);
    g_assert_true (feed_bytes_seek (&bytes, 8 + left));
    g_assert_cmpuint (feed_bytes_u8 (&bytes), ==, 0);
    g_assert_cmpuint (feed_bytes_u16_le (&bytes), ==, 0);
    g_assert_cmpuint (feed_bytes_u16_be (&bytes), ==, 0);
    g_assert_cmpuint (feed_bytes_u32_be (&bytes), ==, 0);
    g_assert_true (bytes.failed);
  }
}

static void
test_seek (void)
{
  FeedBytes bytes;

  feed_bytes_init (&bytes, counting, 4);
  g_assert_true (feed_bytes_seek (&bytes, 4));
  g_assert_cmpuint (feed_bytes_get_left (&bytes), ==, 0);
  g_assert_false (bytes.failed);
  g_assert_true (feed_bytes_seek (&bytes, 1));
  g_assert_false (feed_bytes_seek (&bytes, 5));
  g_assert_true (bytes.failed);
  g_assert_cmpuint (bytes.position, ==, 1);
  g_assert_false (feed_bytes_seek (&bytes, G_MAXSIZE));
  g_assert_true (feed_bytes_seek (&bytes, 2));
  g_assert_true (bytes.failed);
}

static void
test_take (void)
{
  FeedBytes bytes;

  feed_bytes_init (&bytes, counting, 8);
  g_assert_true (feed_bytes_take (&bytes, 3) == counting);
  g_assert_true (feed_bytes_take (&bytes, 5) == counting + 3);
  g_assert_nonnull (feed_bytes_take (&bytes, 0));
  g_assert_false (bytes.failed);
  g_assert_null (feed_bytes_take (&bytes, 1));
  g_assert_true (bytes.failed);
  feed_bytes_init (&bytes, counting, 8);
  feed_bytes_u8 (&bytes);
  /* A length that would wrap around */
  g_assert_null (feed_bytes_take (&bytes, G_MAXSIZE));
  g_assert_cmpuint (bytes.position, ==, 1);
}

static void
test_nothing (void)
{
  FeedBytes bytes;

  feed_bytes_init (&bytes, NULL, 0);
  g_assert_nonnull (feed_bytes_take (&bytes, 0));
  g_assert_true (feed_bytes_seek (&bytes, 0));
  g_assert_false (bytes.failed);
  g_assert_cmpuint (feed_bytes_u8 (&bytes), ==, 0);
  g_assert_true (bytes.failed);
}

/* Whatever is asked in whatever order, the position stays within and a read fails or moves by its
 * size (and never reads outside, with sanitizers) */
static void
test_random (void)
{
  FeedRandom random;

  feed_random_init (&random, 379);
  for (guint i = 0; i < 10000; i++) {
    gsize length = (gsize) feed_random_between (&random, 0, sizeof counting);
    g_autofree guint8 *data = g_memdup2 (counting, length);
    gboolean failed = FALSE;
    FeedBytes bytes;

    feed_bytes_init (&bytes, data, length);
    for (guint step = 0; step < 8; step++) {
      gsize size = (gsize) feed_random_between (&random, 0, 9);
      gsize position = bytes.position;
      gboolean fits = size <= length - position;

      failed |= !fits;
      g_assert_true ((feed_bytes_take (&bytes, size) != NULL) == fits);
      g_assert_true (bytes.failed == failed);
      g_assert_cmpuint (bytes.position, ==, fits ? position + size : position);
    }
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/bytes/orders", test_orders);
  g_test_add_func ("/bytes/double", test_double);
  g_test_add_func ("/bytes/past-end", test_past_end);
  g_test_add_func ("/bytes/seek", test_seek);
  g_test_add_func ("/bytes/take", test_take);
  g_test_add_func ("/bytes/nothing", test_nothing);
  g_test_add_func ("/bytes/random", test_random);
  return g_test_run ();
}
