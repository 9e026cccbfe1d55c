/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FeedctlDemo:
 *
 * The demo market: this program as a child that simulates. It ends when its standard input does,
 * and so with its parent, however that ends.
 */
typedef struct _FeedctlDemo FeedctlDemo;

void feedctl_demo_start_async (GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
/* (transfer full) */
FeedctlDemo *feedctl_demo_start_finish (GAsyncResult *result,
                                        GError      **error);
void        feedctl_demo_free (FeedctlDemo *self);
const char *feedctl_demo_get_stream (FeedctlDemo *self);
const char *feedctl_demo_get_rest (FeedctlDemo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedctlDemo, feedctl_demo_free)

G_END_DECLS
