/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a sanitizer brings a malloc() of its own, nothing is counted */
gboolean test_allocations_are_counted (void);
/* What this program asked malloc() for since it began, for GLib too */
gsize test_allocations_get_count (void);

G_END_DECLS
