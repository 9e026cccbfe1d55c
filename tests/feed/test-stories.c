/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each file of the folder "stories" is a test, called as the file is. */
#include "feed/story.h"

#define SUFFIX ".story"

/* An hour of a market takes minutes under a sanitizer, and shows it nothing that the others do not */
#ifdef __SANITIZE_ADDRESS__
#define IS_SANITIZED TRUE
#else
#define IS_SANITIZED FALSE
#endif

static const char *const long_stories[] = {
  "t04-slow-option.story", "t08-accept-then-drop.story", "t11-flap.story", NULL,
};

static void
test_story (gconstpointer data)
{
  g_autofree char *name = g_path_get_basename (data);
  g_autofree char *script = NULL;
  g_autoptr (GError) error = NULL;

  if (IS_SANITIZED && g_strv_contains (long_stories, name)) {
    g_test_skip ("too long under a sanitizer");
    return;
  }
  g_file_get_contents (data, &script, NULL, &error);
  g_assert_no_error (error);
  story_run (script);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static void
add_story (const char *name)
{
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (SUFFIX));
  g_autofree char *path = g_strconcat ("/feed/story/", stem, NULL);

  g_test_add_data_func_full (path, g_build_filename (STORIES, name, NULL), test_story, g_free);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  dir = g_dir_open (STORIES, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    add_story (names->pdata[i]);
  g_assert_cmpuint (names->len, >, 0);
  return g_test_run ();
}
