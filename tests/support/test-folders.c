/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/test-folders.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <stdlib.h>

static const char *const test_folders_names[] = {
  "HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
  "XDG_CONFIG_DIRS", "XDG_DATA_DIRS",
};
static char *test_folders_path;
static GPid test_folders_owner;

static int
remove_one (const char        *path,
            const struct stat *status,
            int                kind,
            struct FTW        *place)
{
  return g_remove (path);
}

/* A child that was only forked leaves them to its parent */
static void
on_exit_remove (void)
{
  if (getpid () == test_folders_owner)
    nftw (test_folders_path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *
test_folders_isolate (void)
{
  gsize i;

  test_folders_path = g_dir_make_tmp ("evertick-test-XXXXXX", NULL);
  g_assert_nonnull (test_folders_path);
  test_folders_owner = getpid ();
  atexit (on_exit_remove);
  for (i = 0; i < G_N_ELEMENTS (test_folders_names); i++) {
    g_autofree char *path = g_build_filename (test_folders_path, test_folders_names[i], NULL);

    g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    g_setenv (test_folders_names[i], path, TRUE);
  }
  return NULL;
}
