/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <feedsim/feedsim-options.h>

G_BEGIN_DECLS

#define FEEDSIM_TYPE_SERVER (feedsim_server_get_type ())
G_DECLARE_FINAL_TYPE (FeedsimServer, feedsim_server, FEEDSIM, SERVER, GObject)

FeedsimServer *feedsim_server_new (const FeedsimOptions *options,
                                   GError **error);
const char *feedsim_server_get_stream_url (FeedsimServer *self);
const char *feedsim_server_get_rest_url (FeedsimServer *self);
const char *feedsim_server_get_control_url (FeedsimServer *self);
char      **feedsim_server_get_symbols (FeedsimServer *self);
const char *feedsim_server_get_remarks (FeedsimServer *self);
char       *feedsim_server_describe (FeedsimServer *self);
gboolean    feedsim_server_add_fault (FeedsimServer *self,
                                      const char    *text,
                                      GError       **error);
void     feedsim_server_repeat_faults (FeedsimServer *self);
void     feedsim_server_heal (FeedsimServer *self);
void     feedsim_server_calm (FeedsimServer *self);
gboolean feedsim_server_heal_fault (FeedsimServer *self,
                                    guint          id);
const char *feedsim_server_describe_fault (guint  index,
                                           char **usage);

G_END_DECLS
