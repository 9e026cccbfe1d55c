/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FeedManager: what it says of the venues' instrument lists. */
#include "feed/feed-manager-private.h"

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
         && feed_provider_set_list_base (feed_venue_get_provider (found), list_base, error);
}

void
feed_manager_search_async (FeedManager        *self,
                           const FeedSearch   *search,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (FEED_IS_MANAGER (self));
  g_return_if_fail (search != NULL && search->text != NULL);

  g_task_set_source_tag (task, feed_manager_search_async);
  g_task_return_pointer (task, g_ptr_array_new_with_free_func ((GDestroyNotify) feed_match_free),
                         (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
feed_manager_search_finish (FeedManager  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
