/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A network of this process alone: one loopback interface, which nothing leaves and in which the
 * kernel drops what it is told to. It goes with the process, whatever ends that */

typedef enum {
  NET_DROP_TO   = 1 << 0,   /* what is sent to the port */
  NET_DROP_FROM = 1 << 1,   /* what the port's owner sends */
} NetDrop;

/* Before the process has a second thread. NULL, or why there can be none here (transfer full) */
char *net_namespace_enter (void);
/* Neither the sender nor the receiver is told */
void net_namespace_drop (guint16 port,
                         NetDrop drop);
/* Everything gets through again. Returns how many packets did not, since the last time */
guint net_namespace_heal (void);

G_END_DECLS
