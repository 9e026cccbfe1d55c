/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/test-sources.h"

struct _TestSources {
  GArray *ids;      /* of sources that were there when last looked */
  guint   last_id;  /* all up to it were tried */
};

TestSources *
test_sources_new (void)
{
  TestSources *self = g_new0 (TestSources, 1);

  self->ids = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
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

guint
test_sources_count (TestSources *self)
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

char *
test_sources_name (TestSources *self)
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

void
test_sources_free (TestSources *self)
{
  g_array_unref (self->ids);
  g_free (self);
}
