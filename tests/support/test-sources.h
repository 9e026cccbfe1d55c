/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TestSources:
 *
 * Counts the sources of the default main context that are attached and not destroyed. GLib has no
 * list of them, but their ids only grow and can be looked up: each is tried once when it is new, and
 * again while it is there.
 */
typedef struct _TestSources TestSources;

TestSources *test_sources_new (void);
guint        test_sources_count (TestSources *self);
/* "feed second 1, …": the names of those counted last and how many bear each (transfer full) */
char *test_sources_name (TestSources *self);
void  test_sources_free (TestSources *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestSources, test_sources_free)

G_END_DECLS
