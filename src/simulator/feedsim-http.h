/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define FEEDSIM_HTTP_JSON "application/json;charset=UTF-8"
#define FEEDSIM_HTTP_HTML "text/html;charset=UTF-8"

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
void feedsim_http_answer_page (SoupServerMessage *message,
                               guint              status);
void feedsim_http_set_retry_after (SoupServerMessage *message,
                                   guint              seconds);

G_END_DECLS
