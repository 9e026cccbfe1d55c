/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FEEDSIM_TYPE_LISTENER (feedsim_listener_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimListener, feedsim_listener, FEEDSIM, LISTENER, GObject)

typedef void (*FeedsimAcceptFunc) (GSocket *socket,
                                   gpointer user_data);

FeedsimListener *feedsim_listener_new (FeedsimAcceptFunc on_accepted,
                                       gpointer          user_data,
                                       GError          **error);
guint    feedsim_listener_get_port (FeedsimListener *self);
gboolean feedsim_listener_set_open (FeedsimListener *self,
                                    gboolean         open,
                                    GError         **error);

G_END_DECLS
