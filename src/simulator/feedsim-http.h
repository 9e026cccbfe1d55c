/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

SoupServer *feedsim_http_listen (SoupServerCallback callback,
                                 gpointer           user_data,
                                 GError           **error);
guint feedsim_http_get_port (SoupServer *server);
void  feedsim_http_answer (SoupServerMessage *message,
                           guint              status,
                           const char        *type,
                           const char        *body);

G_END_DECLS
