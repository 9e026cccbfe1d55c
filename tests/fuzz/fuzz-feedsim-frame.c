/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simulator's reader of WebSocket frames, as a session calls it: one frame after the other from
 * what a client sent so far.
 */
#include <string.h>

#include "fuzz/fuzz-target.h"
#include "simulator/feedsim-frame.h"

#define MAX_PAYLOAD 600

/* RFC 6455, section 5.2, spelt out a second time */
static gsize
measure_header (const guint8 *bytes)
{
  guint length = bytes[1] & 0x7f;

  return 2 + (length == 127 ? 8 : length == 126 ? 2 : 0) + 4;
}

static void
check_frame (const FeedsimFrame *frame,
             const guint8       *received,
             const guint8       *unmasked,
             gsize               left)
{
  gsize header = measure_header (received);

  g_assert_cmpuint (frame->payload_length, <=, MAX_PAYLOAD);
  g_assert_cmpuint (frame->length, ==, header + frame->payload_length);
  g_assert_cmpuint (frame->length, <=, left);
  g_assert_true (frame->payload == unmasked + header);
  g_assert_cmpuint (frame->opcode, ==, received[0] & 0x0f);
  g_assert_true (frame->is_final == (received[0] >> 7));
  for (gsize i = 0; i < frame->payload_length; i++)
    g_assert_cmpuint (frame->payload[i], ==,
                      received[header + i] ^ received[header - 4 + i % 4]);
  if (frame->opcode >= FEEDSIM_OPCODE_CLOSE)
    g_assert_true (frame->is_final && frame->payload_length <= 125);
}

/* The same payload as a server sends it: without a mask, which is wrong of a client */
static void
check_append (const FeedsimFrame *frame)
{
  g_autoptr (GByteArray) sent = g_byte_array_new ();
  FeedsimFrame read;

  feedsim_frame_append (sent, frame->opcode, frame->payload, frame->payload_length);
  g_assert_cmpuint (sent->len, >=, 2 + frame->payload_length);
  g_assert_cmpmem (sent->data + sent->len - frame->payload_length, frame->payload_length,
                   frame->payload, frame->payload_length);
  g_assert_cmpint (feedsim_frame_read (sent->data, sent->len, MAX_PAYLOAD, &read), ==,
                   FEEDSIM_FRAME_BAD);
}

/* However little of a frame has come, it is not yet there, and nothing of it is touched */
static void
check_incomplete (const guint8 *received,
                  gsize         length)
{
  for (gsize cut = 0; cut < length; cut += 1 + cut / 4) {
    g_autofree guint8 *part = g_memdup2 (received, cut);
    FeedsimFrame frame;

    g_assert_cmpint (feedsim_frame_read (part, cut, MAX_PAYLOAD, &frame), ==,
                     FEEDSIM_FRAME_INCOMPLETE);
    if (cut > 0)
      g_assert_cmpmem (part, cut, received, cut);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree guint8 *bytes = fuzz_copy (data, size);
  gsize done = 0;
  FeedsimFrame frame;

  while (feedsim_frame_read (bytes + done, size - done, MAX_PAYLOAD, &frame) ==
         FEEDSIM_FRAME_READ) {
    check_frame (&frame, data + done, bytes + done, size - done);
    check_append (&frame);
    check_incomplete (data + done, frame.length);
    done += frame.length;
  }
  return 0;
}
