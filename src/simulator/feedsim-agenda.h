/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who is due when: a binary heap, the earliest on top */
typedef struct _FeedsimAgenda FeedsimAgenda;

FeedsimAgenda *feedsim_agenda_new (void);
void           feedsim_agenda_free (FeedsimAgenda *self);
void           feedsim_agenda_push (FeedsimAgenda *self,
                                    gint64         due_us,
                                    guint          who);
gint64 feedsim_agenda_get_first (FeedsimAgenda *self);
guint  feedsim_agenda_pop (FeedsimAgenda *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimAgenda, feedsim_agenda_free)

G_END_DECLS
