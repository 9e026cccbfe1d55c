/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * FeedCredentials: what a venue asks of an account, wiped when it is freed.
 */
#include "feed/core/feed-credentials.h"

#include <string.h>

struct _FeedCredentials {
  gatomicrefcount references;
  GHashTable     *values;     /* id → value */
};

G_DEFINE_BOXED_TYPE (FeedCredentials, feed_credentials, feed_credentials_ref,
                     feed_credentials_unref)

/**
 * feed_secret_free:
 * @text: (nullable) (transfer full): a secret
 *
 * Overwrites @text and frees it.
 */
void
feed_secret_free (char *text)
{
  if (text == NULL)
    return;
  /* volatile: else the compiler may leave out writes to what is freed next */
  for (volatile char *at = text; *at != '\0'; at++)
    *at = '\0';
  g_free (text);
}

static void
free_secret (gpointer data)
{
  feed_secret_free (data);
}

/**
 * feed_credentials_new:
 *
 * Returns: (transfer full): credentials without any value
 */
FeedCredentials *
feed_credentials_new (void)
{
  FeedCredentials *self = g_new0 (FeedCredentials, 1);

  g_atomic_ref_count_init (&self->references);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_secret);
  return self;
}

/**
 * feed_credentials_ref:
 * @self: credentials
 *
 * Returns: (transfer full): @self
 */
FeedCredentials *
feed_credentials_ref (FeedCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * feed_credentials_unref:
 * @self: (transfer full): credentials
 *
 * Gives up a reference; with the last one every value is wiped.
 */
void
feed_credentials_unref (FeedCredentials *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_hash_table_unref (self->values);
  g_free (self);
}

/**
 * feed_credentials_set:
 * @self: credentials
 * @id: which one
 * @value: (nullable): the secret
 *
 * Keeps a copy of @value; what was there before is wiped.
 */
void
feed_credentials_set (FeedCredentials *self,
                      const char      *id,
                      const char      *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (id != NULL);

  if (value != NULL)
    g_hash_table_insert (self->values, g_strdup (id), g_strdup (value));
  else
    g_hash_table_remove (self->values, id);
}

/**
 * feed_credentials_get:
 * @self: credentials
 * @id: which one
 *
 * Returns: (nullable): the secret, until it is set anew
 */
const char *
feed_credentials_get (const FeedCredentials *self,
                      const char            *id)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (self->values, id);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * feed_credentials_dup_ids:
 * @self: credentials
 *
 * Returns: (transfer full): the ids of all that are set, in order; none of the values
 */
char **
feed_credentials_dup_ids (const FeedCredentials *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;

  g_return_val_if_fail (self != NULL, NULL);

  g_hash_table_iter_init (&iter, self->values);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, g_strdup (id));
  g_ptr_array_sort (ids, compare_ids);
  g_ptr_array_add (ids, NULL);
  return (char **) g_ptr_array_steal (ids, NULL);
}

/**
 * feed_credentials_equal:
 * @a: credentials
 * @b: credentials
 *
 * Returns: whether both have the same values
 */
gboolean
feed_credentials_equal (const FeedCredentials *a,
                        const FeedCredentials *b)
{
  GHashTableIter iter;
  gpointer id, value;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (g_hash_table_size (a->values) != g_hash_table_size (b->values))
    return FALSE;
  g_hash_table_iter_init (&iter, a->values);
  while (g_hash_table_iter_next (&iter, &id, &value))
    if (g_strcmp0 (g_hash_table_lookup (b->values, id), value) != 0)
      return FALSE;
  return TRUE;
}
