/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/net-monitor.h"

struct _NetMonitor {
  GObject parent_instance;

  gboolean available;
};

enum {
  PROP_0,
  PROP_AVAILABLE,
  PROP_METERED,
  PROP_CONNECTIVITY,
};

static void net_monitor_iface_init (GNetworkMonitorInterface *iface);
static void net_monitor_initable_iface_init (GInitableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NetMonitor, net_monitor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE,
                                                      net_monitor_initable_iface_init)
                               G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR,
                                                      net_monitor_iface_init))

static gboolean
net_monitor_initable_init (GInitable    *initable,
                           GCancellable *cancellable,
                           GError      **error)
{
  return TRUE;
}

static void
net_monitor_initable_iface_init (GInitableIface *iface)
{
  iface->init = net_monitor_initable_init;
}

static void
net_monitor_iface_init (GNetworkMonitorInterface *iface)
{
}

static void
net_monitor_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  NetMonitor *self = NET_MONITOR (object);

  switch (id) {
  case PROP_AVAILABLE:
    g_value_set_boolean (value, self->available);
    break;

  case PROP_METERED:
    g_value_set_boolean (value, FALSE);
    break;

  case PROP_CONNECTIVITY:
    g_value_set_enum (value, self->available ? G_NETWORK_CONNECTIVITY_FULL
                                             : G_NETWORK_CONNECTIVITY_LOCAL);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
net_monitor_class_init (NetMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = net_monitor_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
net_monitor_init (NetMonitor *self)
{
}

NetMonitor *
net_monitor_new (gboolean available)
{
  NetMonitor *self = g_object_new (NET_TYPE_MONITOR, NULL);

  self->available = available;
  return self;
}

void
net_monitor_set (NetMonitor *self,
                 gboolean    available,
                 NetTell     tell)
{
  self->available = available;
  if (tell == NET_TELL_AVAILABLE)
    g_object_notify (G_OBJECT (self), "network-available");
  else if (tell == NET_TELL_CONNECTIVITY)
    g_object_notify (G_OBJECT (self), "connectivity");
  else if (tell == NET_TELL_CHANGED)
    g_signal_emit_by_name (self, "network-changed", available);
}
