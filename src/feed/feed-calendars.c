/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-calendars.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "feed/core/feed-error.h"
#include "feed/feed-paths.h"

#define MAX_SIZE (256 * 1024)
#define SUFFIX ".ini"

static GPtrArray *
calendars_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) feed_calendar_unref);
}

GPtrArray *
feed_calendars_read (const char *path,
                     GError    **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) why = NULL;
  GPtrArray *calendars = NULL;
  GStatBuf status;
  gsize length;

  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > MAX_SIZE) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_CONFIG, "calendar %s is no file of at most %d KiB",
                 path, MAX_SIZE / 1024);
    return NULL;
  }
  if (g_file_get_contents (path, &text, &length, &why))
    calendars = feed_calendar_parse (text, length, &why);
  if (calendars == NULL)
    g_set_error (error, FEED_ERROR, FEED_ERROR_CONFIG, "calendar %s: %s", path, why->message);
  return calendars;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
read_folder (const char *folder,
             GPtrArray  *calendars,
             GPtrArray  *problems)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  }
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) found = feed_calendars_read (names->pdata[i], &error);

    if (found == NULL)
      g_ptr_array_add (problems, g_strdup (error->message));
    for (guint j = 0; found != NULL && j < found->len; j++)
      g_ptr_array_add (calendars, feed_calendar_ref (found->pdata[j]));
  }
}

GPtrArray *
feed_calendars_read_installed (GPtrArray *problems)
{
  GPtrArray *calendars = calendars_new ();
  const char *const *folders = g_get_system_data_dirs ();
  const char *built = g_getenv ("EVERTICK_CALENDARS");
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "evertick", "calendars", NULL);

  read_folder (own, calendars, problems);
  /* Of a tree that is not installed */
  if (built != NULL)
    read_folder (built, calendars, problems);
  for (; *folders != NULL; folders++) {
    g_autofree char *folder = g_build_filename (*folders, "evertick", "calendars", NULL);

    read_folder (folder, calendars, problems);
  }
  read_folder (FEED_CALENDARS, calendars, problems);
  return calendars;
}

FeedCalendar *
feed_calendars_find (GPtrArray  *calendars,
                     const char *exchange)
{
  for (guint i = 0; calendars != NULL && i < calendars->len; i++) {
    if (strcmp (feed_calendar_get_exchange (calendars->pdata[i]), exchange) == 0)
      return calendars->pdata[i];
  }
  return NULL;
}
