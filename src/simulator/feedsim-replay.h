/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "simulator/feedsim-json.h"

G_BEGIN_DECLS

/* One line of a recording that belongs to a stream; it points into the reader's buffer and holds
 * until the next line is read */
typedef struct {
  gint64       receive_ns;
  FeedsimSlice text;   /* the JSON as received: {"stream":"…","data":{…}} */
  FeedsimSlice stream;
  FeedsimSlice data;
} FeedsimRecord;

#define FEEDSIM_TYPE_REPLAY (feedsim_replay_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimReplay, feedsim_replay, FEEDSIM, REPLAY, GObject)

FeedsimReplay *feedsim_replay_new (const char *path,
                                   GError **error);
gboolean feedsim_replay_next (FeedsimReplay *self,
                              FeedsimRecord *record,
                              GError       **error);
guint64 feedsim_replay_get_lines (FeedsimReplay *self);
guint64 feedsim_replay_get_malformed (FeedsimReplay *self);
guint64 feedsim_replay_get_skipped (FeedsimReplay *self);

G_END_DECLS
