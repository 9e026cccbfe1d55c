/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  FEEDSIM_OPCODE_CONTINUATION = 0x0,
  FEEDSIM_OPCODE_TEXT         = 0x1,
  FEEDSIM_OPCODE_BINARY       = 0x2,
  FEEDSIM_OPCODE_CLOSE        = 0x8,
  FEEDSIM_OPCODE_PING         = 0x9,
  FEEDSIM_OPCODE_PONG         = 0xa,
} FeedsimOpcode;

typedef enum {
  FEEDSIM_FRAME_INCOMPLETE,
  FEEDSIM_FRAME_READ,
  FEEDSIM_FRAME_BAD,
  FEEDSIM_FRAME_TOO_BIG,
} FeedsimFrameResult;

/* One WebSocket frame of a client (RFC 6455, section 5.2), unmasked where it lies */
typedef struct {
  FeedsimOpcode opcode;
  gboolean      is_final;
  const guint8 *payload;
  gsize         payload_length;
  gsize         length;         /* with its header */
} FeedsimFrame;

FeedsimFrameResult feedsim_frame_read (guint8       *bytes,
                                       gsize         length,
                                       gsize         max_payload,
                                       FeedsimFrame *frame);
void feedsim_frame_append_header (GByteArray   *out,
                                  FeedsimOpcode opcode,
                                  guint64       payload_length);
void feedsim_frame_append (GByteArray   *out,
                           FeedsimOpcode opcode,
                           gconstpointer payload,
                           gsize         payload_length);

G_END_DECLS
