/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  NET_TELL_NOTHING,
  NET_TELL_AVAILABLE,
  NET_TELL_CONNECTIVITY,
  NET_TELL_CHANGED,
} NetTell;

/* A network monitor that says what the test wants, by the signal it wants */
#define NET_TYPE_MONITOR (net_monitor_get_type ())
G_DECLARE_FINAL_TYPE (NetMonitor, net_monitor, NET, MONITOR, GObject)

NetMonitor *net_monitor_new (gboolean available);
void net_monitor_set (NetMonitor *self,
                      gboolean    available,
                      NetTell     tell);

G_END_DECLS
