/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gives a fuzz target its corpus, every truncation of it included, without a fuzzer.
 */
#include "fuzz/fuzz-target.h"
#include "support/test-support.h"

static void
replay_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, &error));
  g_assert_no_error (error);
  for (gsize cut = 0; cut <= size; cut++)
    g_assert_cmpint (LLVMFuzzerTestOneInput ((const guint8 *) data, cut), ==, 0);
}

static void
test_corpus (void)
{
  g_autofree char *folder = test_fixture_path (FUZZ_CORPUS);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;
  guint n_files = 0;

  g_assert_no_error (error);
  for (; (name = g_dir_read_name (dir)) != NULL; n_files++) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    replay_file (path);
  }
  g_assert_cmpuint (n_files, >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/fuzz/corpus", test_corpus);
  return g_test_run ();
}
