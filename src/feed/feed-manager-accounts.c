/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FeedManager: the accounts of its venues. */
#include "feed/feed-manager-private.h"

gboolean
feed_manager_set_credentials (FeedManager     *self,
                              const char      *venue,
                              FeedCredentials *credentials,
                              GError         **error)
{
  g_autoptr (FeedManager) alive = NULL;
  FeedVenue *found;

  g_return_val_if_fail (FEED_IS_MANAGER (self), FALSE);
  g_return_val_if_fail (venue != NULL, FALSE);

  alive = g_object_ref (self);
  found = feed_manager_ensure_venue (self, venue, error);
  return found != NULL && feed_venue_set_credentials (found, credentials, error);
}

const char *
feed_manager_get_login_refusal (FeedManager *self,
                                const char  *venue)
{
  FeedVenue *found;
  FeedLogin *login;

  g_return_val_if_fail (FEED_IS_MANAGER (self), NULL);
  g_return_val_if_fail (venue != NULL, NULL);

  found = g_hash_table_lookup (self->venues, venue);
  login = found != NULL ? feed_venue_get_login (found) : NULL;
  return login != NULL ? feed_login_get_refusal (login) : NULL;
}

void
feed_manager_test_credentials_async (FeedManager        *self,
                                     const char         *venue,
                                     FeedCredentials    *credentials,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  FeedVenue *found;

  g_return_if_fail (FEED_IS_MANAGER (self));
  g_return_if_fail (venue != NULL && credentials != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, feed_manager_test_credentials_async);
  found = feed_manager_ensure_venue (self, venue, &error);
  if (found == NULL || !feed_venue_check_account (found, credentials, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    feed_venue_test_account_async (found, credentials, task);
}

gboolean
feed_manager_test_credentials_finish (FeedManager  *self,
                                      GAsyncResult *result,
                                      GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
