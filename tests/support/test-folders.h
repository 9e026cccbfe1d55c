/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Included ahead of every test by meson where there is an address sanitizer. GLib 2.74 forgets the
 * previous folders each time G_TEST_OPTION_ISOLATE_DIRS sets new ones, and to tell that leak from
 * one of ours takes the whole stack of every allocation: ten times the time. There a program has
 * folders of its own rather than each of its cases. */
#undef G_TEST_OPTION_ISOLATE_DIRS
#define G_TEST_OPTION_ISOLATE_DIRS test_folders_isolate ()

/* Gives the program a home that ends with it. NULL, which asks g_test_init() for nothing */
const char *test_folders_isolate (void);

G_END_DECLS
