/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-lists.h"

#include "feed/core/feed-error.h"
#include "feed/store/feed-catalog.h"

struct _FeedLists {
  GObject parent_instance;

  FeedListContext context;
  GHashTable     *lists;      /* "provider url" → FeedList */
};

G_DEFINE_FINAL_TYPE (FeedLists, feed_lists, G_TYPE_OBJECT)

/* A search under way: first every list is asked for, then all are searched in a thread. */
typedef struct {
  char      *path, *text;
  guint      max;
  int        today;
  GPtrArray *places;
  guint      n_asked;
  GError    *failure;   /* why a list cannot be had */
} Search;

/* A hit and where it was found */
typedef struct {
  FeedListPlace  *place;
  FeedCatalogHit *hit;
  guint           order;
} Ranked;

FeedListPlace *
feed_list_place_new (const char *venue,
                     FeedList   *list)
{
  FeedListPlace *self = g_new0 (FeedListPlace, 1);

  self->venue = g_strdup (venue);
  self->list = g_object_ref (list);
  return self;
}

void
feed_list_place_free (FeedListPlace *self)
{
  g_free (self->venue);
  g_object_unref (self->list);
  g_free (self);
}

static void
search_free (gpointer data)
{
  Search *self = data;

  g_free (self->path);
  g_free (self->text);
  g_ptr_array_unref (self->places);
  g_clear_error (&self->failure);
  g_free (self);
}

static void
feed_lists_dispose (GObject *object)
{
  feed_lists_stop (FEED_LISTS (object));
  G_OBJECT_CLASS (feed_lists_parent_class)->dispose (object);
}

static void
feed_lists_finalize (GObject *object)
{
  FeedLists *self = FEED_LISTS (object);

  g_hash_table_unref (self->lists);
  g_free (self->context.path);
  G_OBJECT_CLASS (feed_lists_parent_class)->finalize (object);
}

static void
feed_lists_class_init (FeedListsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feed_lists_dispose;
  object_class->finalize = feed_lists_finalize;
}

static void
feed_lists_init (FeedLists *self)
{
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

FeedLists *
feed_lists_new (const FeedListContext *context)
{
  FeedLists *self = g_object_new (FEED_TYPE_LISTS, NULL);

  self->context = *context;
  self->context.path = g_build_filename (g_get_user_cache_dir (), "evertick", "instruments.db", NULL);
  return self;
}

void
feed_lists_stop (FeedLists *self)
{
  GHashTableIter iter;
  gpointer list;

  g_hash_table_iter_init (&iter, self->lists);
  while (g_hash_table_iter_next (&iter, NULL, &list))
    feed_list_stop (list);
}

const char *
feed_lists_get_path (FeedLists *self)
{
  return self->context.path;
}

FeedList *
feed_lists_get (FeedLists    *self,
                FeedProvider *provider)
{
  const FeedProviderInfo *info = feed_provider_get_info (provider);
  g_autofree char *url = feed_provider_dup_list_url (provider);
  g_autofree char *key = NULL;
  FeedList *list;

  if (url == NULL)
    return NULL;
  key = g_strconcat (info->id, " ", url, NULL);
  list = g_hash_table_lookup (self->lists, key);
  if (list == NULL) {
    list = feed_list_new (&self->context, info, url);
    g_hash_table_insert (self->lists, g_steal_pointer (&key), list);
  }
  return list;
}

static int
class_of (const FeedListing *listing)
{
  return listing->kind == FEED_LISTING_INDEX ? 0
         : listing->kind == FEED_LISTING_EQUITY || listing->kind == FEED_LISTING_SPOT ? 1 : 2;
}

/* As each list is sorted; of equals, the list's order and the lists' */
static int
compare_ranked (gconstpointer one,
                gconstpointer other)
{
  const Ranked *a = one;
  const Ranked *b = other;
  const FeedListing *l = a->hit->listing;
  const FeedListing *m = b->hit->listing;

  if (a->hit->tier != b->hit->tier)
    return a->hit->tier < b->hit->tier ? -1 : 1;
  if (class_of (l) != class_of (m))
    return class_of (l) - class_of (m);
  if (class_of (l) == 2 && l->expiry != m->expiry)
    return (guint) l->expiry - 1 < (guint) m->expiry - 1 ? -1 : 1;
  return a->order < b->order ? -1 : 1;
}

static GPtrArray *
merge (Search    *self,
       GPtrArray *found)
{
  g_autoptr (GArray) ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));
  GPtrArray *matches = g_ptr_array_new_with_free_func ((GDestroyNotify) feed_match_free);

  for (guint i = 0; i < found->len; i++) {
    GPtrArray *hits = found->pdata[i];

    for (guint j = 0; j < hits->len; j++) {
      Ranked one = { self->places->pdata[i], hits->pdata[j], ranked->len };

      g_array_append_val (ranked, one);
    }
  }
  g_array_sort (ranked, compare_ranked);
  for (guint i = 0; i < ranked->len && i < self->max; i++) {
    const Ranked *one = &g_array_index (ranked, Ranked, i);

    g_ptr_array_add (matches, feed_match_new (one->place->venue, one->hit->listing));
  }
  return matches;
}

static void
search_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  Search *self = data;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autofree char *kept = NULL;
  GError *error = NULL;
  g_autoptr (FeedCatalog) catalog = feed_catalog_open (self->path, &kept, &error);

  for (guint i = 0; catalog != NULL && error == NULL && i < self->places->len; i++) {
    FeedListPlace *place = self->places->pdata[i];
    FeedCatalogQuery query = { place->id, self->text, self->today, self->max };
    GPtrArray *hits = feed_catalog_search (catalog, &query, &error);

    if (hits != NULL)
      g_ptr_array_add (found, hits);
  }
  if (error == NULL) {
    g_task_return_pointer (task, merge (self, found), (GDestroyNotify) g_ptr_array_unref);
    return;
  }
  g_clear_pointer (&catalog, feed_catalog_close);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    g_free (feed_catalog_set_aside (self->path, NULL));
  g_task_return_error (task, error);
}

static void
on_ensured (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Search *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean current;
  gint64 id = feed_list_ensure_finish (FEED_LIST (source), result, &current, &error);
  gboolean any = FALSE;

  for (guint i = 0; i < self->places->len; i++) {
    FeedListPlace *place = self->places->pdata[i];

    if (place->list == FEED_LIST (source))
      place->id = id;
    any |= place->id != 0;
  }
  if (error != NULL && self->failure == NULL)
    self->failure = g_steal_pointer (&error);
  if (--self->n_asked > 0 || g_task_return_error_if_cancelled (task))
    return;
  if (any || self->failure == NULL)
    g_task_run_in_thread (task, search_in_thread);
  else
    g_task_return_error (task, g_steal_pointer (&self->failure));
}

void
feed_lists_search_async (FeedLists          *self,
                         const FeedSearch   *search,
                         GPtrArray          *places,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GDateTime) now = NULL;
  Search *state = g_new0 (Search, 1);

  g_task_set_source_tag (task, feed_lists_search_async);
  now = g_date_time_new_from_unix_utc (feed_clock_wall_us (self->context.clock) / G_USEC_PER_SEC);
  state->path = g_strdup (self->context.path);
  state->text = g_strdup (search->text);
  state->max = search->max;
  state->places = g_ptr_array_ref (places);
  if (now != NULL)
    state->today = g_date_time_get_year (now) * 10000 + g_date_time_get_month (now) * 100
                   + g_date_time_get_day_of_month (now);
  state->n_asked = places->len;
  g_task_set_task_data (task, state, search_free);
  if (places->len == 0)
    g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE,
                             "no venue here has an instrument list");
  for (guint i = 0; i < places->len; i++) {
    FeedListPlace *place = places->pdata[i];

    feed_list_ensure_async (place->list, FALSE, cancellable, on_ensured, g_object_ref (task));
  }
}

GPtrArray *
feed_lists_search_finish (FeedLists    *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
