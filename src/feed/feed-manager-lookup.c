/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FeedManager: questions to a venue. */
#include "feed/feed-list-check.h"
#include "feed/feed-lookup.h"
#include "feed/feed-manager-private.h"

static void
on_lookup_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FeedManager *self = FEED_MANAGER (source);
  const char *venue = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) infos = g_task_propagate_pointer (G_TASK (result), &error);

  if (infos == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  for (guint i = 0; i < infos->len; i++)
    feed_subscriptions_keep_info (self->subscriptions, venue,
                                  &g_array_index (infos, FeedInstrumentInfo, i));
  g_task_return_boolean (task, TRUE);
}

static void
on_check_ready (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (feed_list_check_finish (FEED_LIST (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Its symbols mean nothing without its list, which says all that there is to ask. Takes task */
static void
look_into_list (FeedManager       *self,
                FeedProvider      *provider,
                const char *const *symbols,
                GTask             *task)
{
  FeedList *list = feed_lists_get (self->lists, provider);
  g_autoptr (GPtrArray) normal = g_ptr_array_new_with_free_func (g_free);
  GError *error = NULL;

  if (list == NULL)
    g_set_error (&error, FEED_ERROR, FEED_ERROR_ENDPOINT, "%s has no instrument list",
                 feed_provider_get_info (provider)->name);
  for (guint i = 0; error == NULL && symbols[i] != NULL; i++)
    g_ptr_array_add (normal, feed_provider_normalize_symbol (provider, symbols[i], &error));
  if (error != NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  g_ptr_array_add (normal, NULL);
  feed_list_check_async (list, feed_lists_get_path (self->lists), (GStrv) normal->pdata,
                         g_task_get_cancellable (task), on_check_ready, task);
}

void
feed_manager_lookup_async (FeedManager        *self,
                           const char         *venue,
                           const char *const  *symbols,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) inner = NULL;
  g_autoptr (GError) error = NULL;
  FeedLookupParams params = { 0 };
  FeedProvider *provider;
  FeedVenue *found;

  g_return_if_fail (FEED_IS_MANAGER (self));
  g_return_if_fail (venue != NULL && symbols != NULL);

  g_task_set_source_tag (task, feed_manager_lookup_async);
  g_task_set_task_data (task, g_strdup (venue), g_free);
  found = feed_manager_ensure_venue (self, venue, &error);
  if (found == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  provider = feed_venue_get_provider (found);
  if (feed_provider_get_info (provider)->keyed_by_list) {
    look_into_list (self, provider, symbols, g_steal_pointer (&task));
    return;
  }
  params.provider = provider;
  params.transport = self->transport;
  params.clock = self->clock;
  params.quota = feed_venue_get_quota (found);
  params.timeout_us = feed_config_get_us (self->config, FEED_CONFIG_POLL_TIMEOUT);
  inner = g_task_new (self, cancellable, on_lookup_ready, g_steal_pointer (&task));
  feed_lookup_async (&params, symbols, inner);
}

gboolean
feed_manager_lookup_finish (FeedManager  *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
