/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak/soak-probe.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct _SoakProbe {
  GArray *ids;      /* of sources that were there when last looked */
  guint   last_id;  /* all up to it were tried */
};

SoakProbe *
soak_probe_new (void)
{
  SoakProbe *self = g_new0 (SoakProbe, 1);

  self->ids = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
soak_probe_free (SoakProbe *self)
{
  g_array_unref (self->ids);
  g_free (self);
}

static gboolean
never (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

/* The id that the next source would get */
static guint
peek_next_id (void)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  guint id;

  g_source_set_static_name (source, "probe");
  g_source_set_callback (source, never, NULL, NULL);
  id = g_source_attach (source, NULL);
  g_source_destroy (source);
  return id;
}

static gboolean
is_there (guint id)
{
  return g_main_context_find_source_by_id (NULL, id) != NULL;
}

static guint
count_sources (SoakProbe *self)
{
  guint next_id = peek_next_id ();
  guint kept = 0;

  for (guint i = 0; i < self->ids->len; i++) {
    guint id = g_array_index (self->ids, guint, i);

    if (is_there (id))
      g_array_index (self->ids, guint, kept++) = id;
  }
  g_array_set_size (self->ids, kept);
  for (guint id = self->last_id + 1; id < next_id; id++)
    if (is_there (id))
      g_array_append_val (self->ids, id);
  self->last_id = next_id;
  return self->ids->len;
}

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* "Name:   123 kB" of a file in /proc */
static gint64
read_kib (const char *path,
          const char *name)
{
  g_autofree char *text = NULL;
  const char *found;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  found = strstr (text, name);
  return found != NULL ? strtoll (found + strlen (name), NULL, 10) : 0;
}

void
soak_probe_measure (SoakProbe *self,
                    SoakUse   *use)
{
  struct mallinfo2 heap = mallinfo2 ();

  use->rss_kib = read_kib ("/proc/self/status", "VmRSS:");
  use->pss_kib = read_kib ("/proc/self/smaps_rollup", "\nPss:");
  use->heap_kib = (gint64) (heap.uordblks + heap.hblkhd) / 1024;
  /* The folder's own descriptor is open while they are counted */
  use->n_descriptors = count_entries ("/proc/self/fd") - 1;
  use->n_threads = count_entries ("/proc/self/task");
  use->n_sources = count_sources (self);
}

char *
soak_probe_name_sources (SoakProbe *self)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name, count;

  for (guint i = 0; i < self->ids->len; i++) {
    GSource *source = g_main_context_find_source_by_id (NULL,
                                                        g_array_index (self->ids, guint, i));
    const char *named = source != NULL ? g_source_get_name (source) : NULL;
    const char *key = named != NULL ? named : "(no name)";
    guint before = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key));

    g_hash_table_replace (counts, g_strdup (key), GUINT_TO_POINTER (before + 1));
  }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &name, &count))
    g_string_append_printf (text, "%s%s %u", text->len > 0 ? ", " : "", (char *) name,
                            GPOINTER_TO_UINT (count));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
