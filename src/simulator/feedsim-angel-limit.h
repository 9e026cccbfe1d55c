/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How often one kind of request may come: a window that rolls, a second and an hour wide */
typedef struct _FeedsimAngelLimit FeedsimAngelLimit;

FeedsimAngelLimit *feedsim_angel_limit_new (guint per_second,
                                            guint per_hour);
void     feedsim_angel_limit_free (FeedsimAngelLimit *self);
gboolean feedsim_angel_limit_take (FeedsimAngelLimit *self,
                                   gint64             now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimAngelLimit, feedsim_angel_limit_free)

G_END_DECLS
