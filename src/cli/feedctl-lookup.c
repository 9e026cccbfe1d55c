/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-lookup.h"

#include "cli/feedctl-venue.h"

#define REST_MS 3000
#define LIST_MS 60000
/* What a whole symbol finds first is itself */
#define MAX_MATCHES 1

typedef struct {
  char  *venue;
  char **symbols;
  guint  at;        /* the symbol that is being looked for */
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *self = data;

  g_free (self->venue);
  g_strfreev (self->symbols);
  g_free (self);
}

static void
on_lookup_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (feed_manager_lookup_finish (FEED_MANAGER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
has_symbol (GPtrArray  *matches,
            const char *symbol)
{
  for (guint i = 0; i < matches->len; i++) {
    FeedMatch *match = matches->pdata[i];

    if (g_ascii_strcasecmp (match->listing->symbol, symbol) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
on_search_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *self = g_task_get_task_data (task);
  FeedManager *manager = FEED_MANAGER (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) matches = feed_manager_search_finish (manager, result, &error);
  FeedSearch next = { NULL, self->venue, MAX_MATCHES };

  if (matches == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (!has_symbol (matches, self->symbols[self->at])) {
    g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL,
                             "“%s” is not in the list of %s", self->symbols[self->at],
                             self->venue);
    return;
  }
  next.text = self->symbols[++self->at];
  if (next.text == NULL)
    g_task_return_boolean (task, TRUE);
  else
    feed_manager_search_async (manager, &next, g_task_get_cancellable (task), on_search_ready,
                               g_object_ref (task));
}

void
feedctl_lookup_async (FeedManager        *manager,
                      const char         *venue,
                      const char *const  *symbols,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (manager, cancellable, callback, user_data);
  FeedSearch first = { symbols[0], venue, MAX_MATCHES };
  Lookup *self = g_new0 (Lookup, 1);

  g_task_set_source_tag (task, feedctl_lookup_async);
  self->venue = g_strdup (venue);
  self->symbols = g_strdupv ((char **) symbols);
  g_task_set_task_data (task, self, lookup_free);
  if (feedctl_venue_is_listed (venue))
    feed_manager_search_async (manager, &first, cancellable, on_search_ready,
                               g_steal_pointer (&task));
  else
    feed_manager_lookup_async (manager, venue, symbols, cancellable, on_lookup_ready,
                               g_steal_pointer (&task));
}

gboolean
feedctl_lookup_finish (FeedManager  *manager,
                       GAsyncResult *result,
                       GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

guint
feedctl_lookup_get_limit_ms (const char *venue)
{
  return feedctl_venue_is_listed (venue) ? LIST_MS : REST_MS;
}
