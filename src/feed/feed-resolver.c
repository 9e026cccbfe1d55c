/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-resolver.h"

#include "feed/store/feed-catalog.h"

struct _FeedResolver {
  GObject parent_instance;

  FeedList           *list;
  char               *path;
  FeedResolverFunc    func;     /* NULL: it was stopped */
  gpointer            user_data;
  GCancellable       *cancellable;
  GHashTable         *symbols;  /* instrument → symbol: all of them */
  GHashTable         *waiting;  /* instrument → symbol */
  gboolean            busy, again, renew;
  GAsyncReadyCallback on_resolved; /* the steps go round */
};

G_DEFINE_FINAL_TYPE (FeedResolver, feed_resolver, G_TYPE_OBJECT)

/* Symbols on their way through a thread */
typedef struct {
  char      *path;
  gint64     list;
  gboolean   current;       /* what the list does not have, the venue does not have */
  GArray    *instruments;
  GPtrArray *symbols;       /* NULL-terminated */
  GPtrArray *listings;      /* once resolved; NULL: not there */
} Batch;

static void
batch_free (gpointer data)
{
  Batch *self = data;

  g_free (self->path);
  g_array_unref (self->instruments);
  g_ptr_array_unref (self->symbols);
  g_clear_pointer (&self->listings, g_ptr_array_unref);
  g_free (self);
}

static void
resolve_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  Batch *self = data;
  g_autofree char *kept = NULL;
  GError *error = NULL;
  g_autoptr (FeedCatalog) catalog = feed_catalog_open (self->path, &kept, &error);

  if (catalog != NULL)
    self->listings = feed_catalog_resolve (catalog, self->list,
                                           (const char *const *) self->symbols->pdata, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Whoever is told may add and remove, and may stop it all */
static void
tell (FeedResolver      *self,
      guint              instrument,
      const char        *symbol,
      const FeedListing *listing)
{
  const char *waiting = g_hash_table_lookup (self->waiting, GUINT_TO_POINTER (instrument));

  if (self->func == NULL || g_strcmp0 (waiting, symbol) != 0)
    return;
  g_hash_table_remove (self->waiting, GUINT_TO_POINTER (instrument));
  self->func (self->user_data, instrument, listing);
}

static Batch *
batch_new (FeedResolver *self,
           gint64        list,
           gboolean      current)
{
  Batch *batch = g_new0 (Batch, 1);
  GHashTableIter iter;
  gpointer key, symbol;

  batch->path = g_strdup (self->path);
  batch->list = list;
  batch->current = current;
  batch->instruments = g_array_new (FALSE, FALSE, sizeof (guint));
  batch->symbols = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, &key, &symbol)) {
    guint instrument = GPOINTER_TO_UINT (key);

    g_array_append_val (batch->instruments, instrument);
    g_ptr_array_add (batch->symbols, g_strdup (symbol));
  }
  g_ptr_array_add (batch->symbols, NULL);
  return batch;
}

static gboolean
tell_batch (FeedResolver *self,
            const Batch  *batch)
{
  gboolean missing = FALSE;

  for (guint i = 0; i < batch->listings->len; i++) {
    const FeedListing *listing = batch->listings->pdata[i];

    if (listing != NULL || batch->current)
      tell (self, g_array_index (batch->instruments, guint, i), batch->symbols->pdata[i], listing);
    else
      missing = TRUE;
  }
  return missing;
}

static void
start_again (FeedResolver       *self,
             GAsyncReadyCallback callback)
{
  if (self->func == NULL || g_hash_table_size (self->waiting) == 0) {
    self->busy = FALSE;
    return;
  }
  self->busy = TRUE;
  self->again = FALSE;
  feed_list_ensure_async (self->list, self->renew, self->cancellable, callback, g_object_ref (self));
}

static void
on_ensured (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (FeedResolver) self = user_data;
  g_autoptr (GTask) task = NULL;
  gboolean current = FALSE;
  gint64 list = feed_list_ensure_finish (FEED_LIST (source), result, &current, NULL);

  /* Without a list nothing can be said: it tells when there is one */
  if (list == 0 || self->func == NULL) {
    self->busy = FALSE;
    return;
  }
  task = g_task_new (self, self->cancellable, self->on_resolved, NULL);
  g_task_set_task_data (task, batch_new (self, list, current), batch_free);
  g_task_run_in_thread (task, resolve_in_thread);
}

static void
on_resolved (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  FeedResolver *self = FEED_RESOLVER (source);
  g_autoptr (FeedResolver) alive = g_object_ref (self);
  Batch *batch = g_task_get_task_data (G_TASK (result));
  gboolean tried = self->renew;
  g_autoptr (GError) error = NULL;
  gboolean missing;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    /* Another program fetched a list meanwhile */
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
      start_again (self, on_ensured);
    else
      self->busy = FALSE;
    return;
  }
  missing = tell_batch (self, batch);
  self->renew = missing && !tried;
  if (self->renew || self->again)
    start_again (self, on_ensured);
  else
    self->busy = FALSE;
}

static void
start (FeedResolver *self)
{
  if (self->busy)
    self->again = TRUE;
  else
    start_again (self, on_ensured);
}

/* What was known may be called otherwise now, or be gone */
static void
on_list_changed (FeedResolver *self)
{
  GHashTableIter iter;
  gpointer instrument, symbol;

  g_hash_table_iter_init (&iter, self->symbols);
  while (g_hash_table_iter_next (&iter, &instrument, &symbol))
    g_hash_table_insert (self->waiting, instrument, g_strdup (symbol));
  start (self);
}

static void
feed_resolver_dispose (GObject *object)
{
  FeedResolver *self = FEED_RESOLVER (object);

  feed_resolver_stop (self);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (feed_resolver_parent_class)->dispose (object);
}

static void
feed_resolver_finalize (GObject *object)
{
  FeedResolver *self = FEED_RESOLVER (object);

  g_hash_table_unref (self->symbols);
  g_hash_table_unref (self->waiting);
  g_clear_object (&self->cancellable);
  g_free (self->path);
  G_OBJECT_CLASS (feed_resolver_parent_class)->finalize (object);
}

static void
feed_resolver_class_init (FeedResolverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feed_resolver_dispose;
  object_class->finalize = feed_resolver_finalize;
}

static void
feed_resolver_init (FeedResolver *self)
{
  self->cancellable = g_cancellable_new ();
  self->symbols = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->waiting = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->on_resolved = on_resolved;
}

FeedResolver *
feed_resolver_new (FeedList        *list,
                   const char      *path,
                   FeedResolverFunc func,
                   gpointer         user_data)
{
  FeedResolver *self = g_object_new (FEED_TYPE_RESOLVER, NULL);

  self->list = g_object_ref (list);
  self->path = g_strdup (path);
  self->func = func;
  self->user_data = user_data;
  g_signal_connect_object (list, "changed", G_CALLBACK (on_list_changed), self, G_CONNECT_SWAPPED);
  return self;
}

void
feed_resolver_add (FeedResolver *self,
                   guint         instrument,
                   const char   *symbol)
{
  g_hash_table_insert (self->symbols, GUINT_TO_POINTER (instrument), g_strdup (symbol));
  g_hash_table_insert (self->waiting, GUINT_TO_POINTER (instrument), g_strdup (symbol));
  start (self);
}

void
feed_resolver_remove (FeedResolver *self,
                      guint         instrument)
{
  g_hash_table_remove (self->symbols, GUINT_TO_POINTER (instrument));
  g_hash_table_remove (self->waiting, GUINT_TO_POINTER (instrument));
}

void
feed_resolver_stop (FeedResolver *self)
{
  self->func = NULL;
  g_cancellable_cancel (self->cancellable);
}
