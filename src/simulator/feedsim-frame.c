/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-frame.h"

#define FINAL_BIT 0x80
#define RESERVED_BITS 0x70
#define MASK_BIT 0x80
#define LENGTH_16 126
#define LENGTH_64 127
#define MAX_CONTROL_PAYLOAD 125

static gboolean
is_known (FeedsimOpcode opcode)
{
  return opcode <= FEEDSIM_OPCODE_BINARY ||
         (opcode >= FEEDSIM_OPCODE_CLOSE && opcode <= FEEDSIM_OPCODE_PONG);
}

static gboolean
is_sound (const FeedsimFrame *frame,
          guint8              first,
          guint64             payload_length)
{
  if ((first & RESERVED_BITS) != 0 || !is_known (frame->opcode))
    return FALSE;
  return frame->opcode < FEEDSIM_OPCODE_CLOSE ||
         (frame->is_final && payload_length <= MAX_CONTROL_PAYLOAD);
}

/**
 * feedsim_frame_read:
 * @bytes: what was received; the payload is unmasked in place
 * @length: how much of it there is
 * @max_payload: the largest payload to accept
 * @frame: (out): the first frame, if it is there as a whole
 *
 * Returns: whether it is
 */
FeedsimFrameResult
feedsim_frame_read (guint8       *bytes,
                    gsize         length,
                    gsize         max_payload,
                    FeedsimFrame *frame)
{
  gsize header = 2;
  guint64 payload_length;
  guint8 *mask;

  if (length < header)
    return FEEDSIM_FRAME_INCOMPLETE;
  frame->opcode = bytes[0] & 0x0f;
  frame->is_final = (bytes[0] & FINAL_BIT) != 0;
  if ((bytes[1] & MASK_BIT) == 0)
    return FEEDSIM_FRAME_BAD;
  payload_length = bytes[1] & 0x7f;
  if (payload_length >= LENGTH_16) {
    gsize extended = payload_length == LENGTH_64 ? 8 : 2;

    if (length < header + extended)
      return FEEDSIM_FRAME_INCOMPLETE;
    payload_length = 0;
    for (gsize i = 0; i < extended; i++)
      payload_length = payload_length << 8 | bytes[header + i];
    header += extended;
  }
  if (!is_sound (frame, bytes[0], payload_length))
    return FEEDSIM_FRAME_BAD;
  if (payload_length > max_payload)
    return FEEDSIM_FRAME_TOO_BIG;
  mask = bytes + header;
  header += 4;
  if (length < header + payload_length)
    return FEEDSIM_FRAME_INCOMPLETE;
  for (gsize i = 0; i < payload_length; i++)
    bytes[header + i] ^= mask[i % 4];
  frame->payload = bytes + header;
  frame->payload_length = payload_length;
  frame->length = header + payload_length;
  return FEEDSIM_FRAME_READ;
}

/**
 * feedsim_frame_append_header:
 * @out: where to
 * @opcode: what follows
 * @payload_length: how much of it is claimed to follow
 */
void
feedsim_frame_append_header (GByteArray   *out,
                             FeedsimOpcode opcode,
                             guint64       payload_length)
{
  guint8 header[10] = { FINAL_BIT | opcode };
  guint extended = payload_length > G_MAXUINT16 ? 8 : payload_length >= LENGTH_16 ? 2 : 0;

  header[1] = extended == 8 ? LENGTH_64 : extended == 2 ? LENGTH_16 : (guint8) payload_length;
  for (guint i = 0; i < extended; i++)
    header[2 + i] = (guint8) (payload_length >> 8 * (extended - 1 - i));
  g_byte_array_append (out, header, 2 + extended);
}

void
feedsim_frame_append (GByteArray   *out,
                      FeedsimOpcode opcode,
                      gconstpointer payload,
                      gsize         payload_length)
{
  feedsim_frame_append_header (out, opcode, payload_length);
  if (payload_length > 0)
    g_byte_array_append (out, payload, (guint) payload_length);
}
