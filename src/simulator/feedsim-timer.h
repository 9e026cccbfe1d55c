/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GSource *feedsim_timer_new (const char *name,
                            guint       interval_ms,
                            GSourceFunc callback,
                            gpointer    user_data);
void feedsim_timer_drop (GSource **source);

G_END_DECLS
