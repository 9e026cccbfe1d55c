/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FeedctlOutput:
 *
 * Standard output for whole lines that never makes the feed wait: lines gather in a batch, a batch
 * goes to a thread of its own after each dispatch of the main context, and that thread does the
 * blocking writes. What a slow reader leaves queued is bounded; whole lines beyond are dropped and
 * counted.
 */
typedef struct _FeedctlOutput FeedctlOutput;

/* The reader is gone, or (error > 0) writing failed with that errno. Called once, from the main
 * context that the output was made in */
typedef void (*FeedctlOutputClosed) (int      error,
                                     gpointer user_data);

/* fd is not closed. limit: bytes that may wait */
FeedctlOutput *feedctl_output_new (int                 fd,
                                   gsize               limit,
                                   FeedctlOutputClosed closed,
                                   gpointer            user_data);
/* Writes what is queued as long as the reader takes some of it, then ends. FALSE where something
 * had to be left unwritten */
gboolean feedctl_output_free (FeedctlOutput *self);
/* Lines with their newlines: all of them are taken or all dropped */
void feedctl_output_write (FeedctlOutput *self,
                           const char    *lines,
                           gsize          length);
/* Bytes that wait */
gsize feedctl_output_get_queued (FeedctlOutput *self);
/* Lots dropped since the start */
guint64 feedctl_output_get_dropped (FeedctlOutput *self);
/* Something was dropped and now half of the room is free again: how many lots were dropped since
 * the last call that said so; else 0 */
guint64 feedctl_output_take_recovered (FeedctlOutput *self);

G_END_DECLS
