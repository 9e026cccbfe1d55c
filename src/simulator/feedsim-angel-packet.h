/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-angel-figures.h"

G_BEGIN_DECLS

typedef enum {
  FEEDSIM_ANGEL_MODE_LTP   = 1,
  FEEDSIM_ANGEL_MODE_QUOTE = 2,
  FEEDSIM_ANGEL_MODE_SNAP  = 3,
  FEEDSIM_ANGEL_MODE_DEPTH = 4,
} FeedsimAngelMode;

#define FEEDSIM_ANGEL_MAX_PACKET 443

gsize feedsim_angel_packet_write (guint8                    *bytes,
                                  FeedsimAngelMode           mode,
                                  const FeedsimAngelRow     *row,
                                  const FeedsimAngelFigures *figures,
                                  gint64                     sequence);

G_END_DECLS
