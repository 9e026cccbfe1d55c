/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What this process uses now */
typedef struct {
  gint64 rss_kib, pss_kib, heap_kib;
  guint  n_descriptors, n_threads;
  guint  n_sources;       /* attached to the default main context and not destroyed */
} SoakUse;

/**
 * SoakProbe:
 *
 * Measures what the process uses.
 */
typedef struct _SoakProbe SoakProbe;

SoakProbe *soak_probe_new (void);
void       soak_probe_free (SoakProbe *self);
void       soak_probe_measure (SoakProbe *self,
                               SoakUse   *use);
/* "feed second 1, …": the names of the sources found last and how many bear each (transfer full) */
char *soak_probe_name_sources (SoakProbe *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SoakProbe, soak_probe_free)

G_END_DECLS
