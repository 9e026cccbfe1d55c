/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-angel-book.h"
#include "simulator/feedsim-angel-packet.h"
#include "simulator/feedsim-client.h"

G_BEGIN_DECLS

/* Tells clients of instruments, and counts the messages of each segment */
typedef struct _FeedsimAngelPublisher FeedsimAngelPublisher;

FeedsimAngelPublisher *feedsim_angel_publisher_new (FeedsimAngelBook *book,
                                                    guint32           seed);
void feedsim_angel_publisher_free (FeedsimAngelPublisher *self);
void feedsim_angel_publisher_begin (FeedsimAngelPublisher   *self,
                                    const FeedsimAngelEntry *entry,
                                    gboolean                 is_new);
void feedsim_angel_publisher_tell (FeedsimAngelPublisher   *self,
                                   const FeedsimAngelEntry *entry,
                                   FeedsimClient           *client,
                                   guint                    modes);
void feedsim_angel_publisher_tell_stale (FeedsimAngelPublisher   *self,
                                         const FeedsimAngelEntry *entry,
                                         FeedsimClient           *client,
                                         guint                    modes);
guint64 feedsim_angel_publisher_get_n_packets (const FeedsimAngelPublisher *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimAngelPublisher, feedsim_angel_publisher_free)

G_END_DECLS
