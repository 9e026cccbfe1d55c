/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define FEEDSIM_TYPE_HTTP (feedsim_http_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimHttp, feedsim_http, FEEDSIM, HTTP, GObject)

FeedsimHttp *feedsim_http_new (SoupServerCallback callback,
                               gpointer user_data,
                               GError **error);
SoupServer *feedsim_http_get_server (FeedsimHttp *self);
guint       feedsim_http_get_port (FeedsimHttp *self);
void        feedsim_http_answer (SoupServerMessage *message,
                                 guint              status,
                                 const char        *type,
                                 const char        *body);

G_END_DECLS
