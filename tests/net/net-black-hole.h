/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A port of this machine whose SYNs the kernel drops: a listener with a full backlog */
typedef struct _NetBlackHole NetBlackHole;

NetBlackHole *net_black_hole_new (void);
guint16       net_black_hole_get_port (NetBlackHole *self);
void          net_black_hole_free (NetBlackHole *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetBlackHole, net_black_hole_free)

G_END_DECLS
