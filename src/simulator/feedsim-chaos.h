/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-fault.h"

G_BEGIN_DECLS

/* Which faults come when, told by a seed alone */
typedef struct _FeedsimChaos FeedsimChaos;

FeedsimChaos *feedsim_chaos_new (guint32 seed,
                                 double  pace);
void   feedsim_chaos_expire_tokens (FeedsimChaos *self);
void   feedsim_chaos_free (FeedsimChaos *self);
gint64 feedsim_chaos_next (FeedsimChaos *self,
                           GPtrArray    *faults);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimChaos, feedsim_chaos_free)

G_END_DECLS
