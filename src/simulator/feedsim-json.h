/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A stretch of somebody else's text: not terminated */
typedef struct {
  const char *start;
  gsize       length;
} FeedsimSlice;

/* The members of one JSON object, read one after the other where they lie */
typedef struct {
  const char *cursor;
  const char *end;
  gboolean    first;
  gboolean    failed;
  gboolean    complete;
} FeedsimMembers;

void feedsim_members_init (FeedsimMembers *self,
                           FeedsimSlice    text);
gboolean feedsim_members_next (FeedsimMembers *self,
                               FeedsimSlice   *key,
                               FeedsimSlice   *value);
gboolean feedsim_members_is_complete (FeedsimMembers *self);

gboolean feedsim_slice_equals (FeedsimSlice slice,
                               const char  *text);
gboolean feedsim_slice_get_string (FeedsimSlice  slice,
                                   FeedsimSlice *content);
gboolean feedsim_slice_get_integer (FeedsimSlice slice,
                                    gint64      *value);

gboolean feedsim_json_may_be_object (const char *text,
                                     gsize       length,
                                     guint       max_depth);
void feedsim_json_append_string (GString    *out,
                                 const char *text);

G_END_DECLS
