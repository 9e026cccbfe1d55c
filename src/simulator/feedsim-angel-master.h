/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "simulator/feedsim-angel-row.h"

G_BEGIN_DECLS

/* The venue's list of instruments, which is nowhere: a row is made when it is asked for. */
typedef struct _FeedsimAngelMaster FeedsimAngelMaster;

FeedsimAngelMaster *feedsim_angel_master_new (guint  count,
                                              gint64 real_us);
void        feedsim_angel_master_free (FeedsimAngelMaster *self);
guint       feedsim_angel_master_get_count (FeedsimAngelMaster *self);
const char *feedsim_angel_master_get_etag (FeedsimAngelMaster *self);
const char *feedsim_angel_master_get_date (FeedsimAngelMaster *self);
void        feedsim_angel_master_get (FeedsimAngelMaster *self,
                                      guint               index,
                                      FeedsimAngelRow    *row);
gboolean feedsim_angel_master_find (FeedsimAngelMaster *self,
                                    FeedsimAngelSegment segment,
                                    const char         *token,
                                    FeedsimAngelRow    *row);
guint feedsim_angel_master_append (FeedsimAngelMaster *self,
                                   guint               index,
                                   gsize               enough_bytes,
                                   GString            *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedsimAngelMaster, feedsim_angel_master_free)

G_END_DECLS
