/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The lines of a recorded file that may be compressed, or NULL after the test was skipped where
 * there are no recordings (transfer full) */
char **capture_load_lines (const char *relative);
/* The same of a path; NULL-terminated, fails the test where it cannot be read (transfer full) */
char **capture_read_lines (const char *path);

G_END_DECLS
