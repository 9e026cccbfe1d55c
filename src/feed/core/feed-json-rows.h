/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-error.h"

G_BEGIN_DECLS

/**
 * FeedJsonRows:
 *
 * Cuts the objects out of an array that comes in pieces of any size: the text is the array, or an
 * object with a member that is. Only what holds the rows is checked for syntax; whoever takes a row
 * reads it. It keeps no more than the one row that is not whole yet.
 */
typedef struct _FeedJsonRows FeedJsonRows;

/* A whole object, valid during the call. FALSE with an error ends it all */
typedef gboolean (*FeedJsonRowFunc) (gpointer    user_data,
                                     const char *row,
                                     gsize       length,
                                     GError    **error);

/* member: NULL where the text is the array; max_row: bytes of one object */
FeedJsonRows *feed_json_rows_new (const char     *member,
                                  gsize           max_row,
                                  FeedJsonRowFunc func,
                                  gpointer        user_data);
void feed_json_rows_free (FeedJsonRows *self);
/* FALSE with FEED_ERROR_DECODE or FEED_ERROR_TOO_LARGE, or the error of func; nothing more may be
 * pushed then */
gboolean feed_json_rows_push (FeedJsonRows *self,
                              const char   *data,
                              gsize         length,
                              GError      **error);
/* Nothing follows: FALSE with FEED_ERROR_DECODE where the text is not whole */
gboolean feed_json_rows_end (FeedJsonRows *self,
                             GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedJsonRows, feed_json_rows_free)

G_END_DECLS
