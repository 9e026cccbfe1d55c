/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FeedManager: what it says of the venues' instrument lists. */
#include "feed/feed-board-private.h"
#include "feed/feed-manager-private.h"
#include "feed/providers/feed-provider-registry.h"

#define MAX_MATCHES 1000

void
feed_manager_note_list (gpointer      user_data,
                        FeedEventKind kind,
                        const char   *venue,
                        const char   *text)
{
  feed_manager_note (user_data, kind, venue, text);
}

void
feed_manager_take_listing (gpointer           user_data,
                           guint              instrument,
                           const FeedListing *listing,
                           const GError      *error)
{
  FeedManager *self = user_data;
  FeedInstrument *row = feed_board_get_by_index (self->board, instrument);
  g_autofree char *text = NULL;

  if (row == NULL)
    return;
  if (listing != NULL) {
    feed_board_set_listing (self->board, instrument, listing);
    return;
  }
  text = g_strdup_printf ("%s: %s", feed_instrument_get_symbol (row), error->message);
  feed_manager_note (self, FEED_EVENT_KIND_TROUBLE, feed_instrument_get_venue (row), text);
}

gboolean
feed_manager_set_list_base (FeedManager *self,
                            const char  *venue,
                            const char  *list_base,
                            GError     **error)
{
  FeedVenue *found;

  g_return_val_if_fail (FEED_IS_MANAGER (self), FALSE);
  g_return_val_if_fail (venue != NULL, FALSE);

  found = feed_manager_ensure_venue (self, venue, error);
  return found != NULL
         && feed_venue_set_list_base (found, list_base, error);
}

static void
add_place (FeedManager  *self,
           GPtrArray    *places,
           const char   *venue,
           FeedProvider *provider)
{
  FeedList *list = feed_lists_get (self->lists, provider);

  if (list != NULL)
    g_ptr_array_add (places, feed_list_place_new (venue, list));
}

/* The first of the venues that are there of a provider, by name; NULL: none is */
static FeedVenue *
find_venue (FeedManager *self,
            const char  *provider)
{
  FeedVenue *found = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->venues);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    FeedProvider *of = feed_venue_get_provider (value);

    if (g_str_equal (feed_provider_get_info (of)->id, provider)
        && (found == NULL || g_strcmp0 (feed_venue_get_id (value), feed_venue_get_id (found)) < 0))
      found = value;
  }
  return found;
}

/* Every list once: of what is in use, else where the provider says that it is */
static void
add_all_places (FeedManager *self,
                GPtrArray   *places)
{
  const char *const *ids = feed_provider_registry_get_ids ();

  for (guint i = 0; ids[i] != NULL; i++) {
    FeedVenue *venue = find_venue (self, ids[i]);

    if (venue != NULL) {
      add_place (self, places, feed_venue_get_id (venue), feed_venue_get_provider (venue));
    } else {
      g_autoptr (FeedProvider) provider = feed_provider_registry_create (ids[i], NULL);

      add_place (self, places, ids[i], provider);
    }
  }
}

static void
on_search_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *matches = feed_lists_search_finish (FEED_LISTS (source), result, &error);

  if (matches != NULL)
    g_task_return_pointer (task, matches, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
feed_manager_search_async (FeedManager        *self,
                           const FeedSearch   *search,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GPtrArray) places =
    g_ptr_array_new_with_free_func ((GDestroyNotify) feed_list_place_free);
  FeedSearch bounded;
  FeedVenue *venue;
  GError *error = NULL;
  GTask *task;

  g_return_if_fail (FEED_IS_MANAGER (self));
  g_return_if_fail (search != NULL && search->text != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, feed_manager_search_async);
  bounded = (FeedSearch) { search->text, search->venue, MIN (search->max, MAX_MATCHES) };
  if (search->venue == NULL) {
    add_all_places (self, places);
  } else {
    venue = feed_manager_ensure_venue (self, search->venue, &error);
    if (venue == NULL) {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
    add_place (self, places, search->venue, feed_venue_get_provider (venue));
  }
  feed_lists_search_async (self->lists, &bounded, places, cancellable, on_search_ready, task);
}

GPtrArray *
feed_manager_search_finish (FeedManager  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
