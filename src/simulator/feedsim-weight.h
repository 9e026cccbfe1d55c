/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The venue's budget for REST: request weight a minute, all clients together (one address) */
typedef struct {
  gint64 minute;       /* of the wall clock */
  guint  used;
  guint  refused;      /* in this minute */
  gint64 banned_until_us;
} FeedsimWeight;

#define FEEDSIM_WEIGHT_LIMIT 6000

guint feedsim_weight_take (FeedsimWeight *self,
                           guint          weight,
                           gint64         real_us,
                           guint         *retry_after_s);

G_END_DECLS
