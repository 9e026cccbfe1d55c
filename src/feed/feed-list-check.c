/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-list-check.h"

#include "feed/core/feed-error.h"
#include "feed/store/feed-catalog.h"

/* What is not there is named up to here, and counted from here on */
#define MAX_NAMED 5

typedef struct {
  char               *path;
  GStrv               symbols;
  gint64              list;
  gboolean            current, renewed;
  GString            *missing;     /* names of those */
  guint               n_missing;
  GAsyncReadyCallback on_ensured;  /* the steps go round */
} Check;

static void
check_free (gpointer data)
{
  Check *self = data;

  g_free (self->path);
  g_strfreev (self->symbols);
  g_string_free (self->missing, TRUE);
  g_free (self);
}

static void
note_missing (Check      *self,
              const char *symbol)
{
  if (self->n_missing < MAX_NAMED)
    g_string_append_printf (self->missing, "%s“%s”", self->n_missing > 0 ? ", " : "", symbol);
  self->n_missing++;
}

static void
check_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Check *self = data;
  g_autofree char *kept = NULL;
  GError *error = NULL;
  g_autoptr (FeedCatalog) catalog = feed_catalog_open (self->path, &kept, &error);
  g_autoptr (GPtrArray) listings = NULL;

  if (catalog != NULL)
    listings = feed_catalog_resolve (catalog, self->list, (const char *const *) self->symbols, &error);
  g_string_truncate (self->missing, 0);
  self->n_missing = 0;
  for (guint i = 0; listings != NULL && i < listings->len; i++) {
    if (listings->pdata[i] == NULL)
      note_missing (self, self->symbols[i]);
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
return_missing (GTask *task)
{
  Check *self = g_task_get_task_data (task);

  if (self->n_missing > MAX_NAMED)
    g_string_append_printf (self->missing, " and %u more", self->n_missing - MAX_NAMED);
  if (self->current)
    g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL,
                             "%s: not in the venue's instrument list", self->missing->str);
  else
    g_task_return_new_error (task, FEED_ERROR, FEED_ERROR_REMOTE,
                             "%s: not in the instrument list here, and no newer one can be had",
                             self->missing->str);
}

/* Another list may have what is missing, once */
static void
on_checked (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *self = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean checked = g_task_propagate_boolean (G_TASK (result), &error);

  if (checked && self->n_missing == 0) {
    g_task_return_boolean (task, TRUE);
  } else if (self->renewed && !checked) {
    g_task_return_error (task, error);
  } else if (self->renewed || (checked && self->current)) {
    return_missing (task);
  } else {
    /* Also where the list went from the catalogue meanwhile */
    g_clear_error (&error);
    self->renewed = TRUE;
    feed_list_ensure_async (FEED_LIST (source), TRUE, g_task_get_cancellable (task),
                            self->on_ensured, g_object_ref (task));
  }
}

static void
on_ensured (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *self = g_task_get_task_data (task);
  g_autoptr (GTask) inner = NULL;
  GError *error = NULL;

  self->list = feed_list_ensure_finish (FEED_LIST (source), result, &self->current, &error);
  if (self->list == 0) {
    g_task_return_error (task, error);
    return;
  }
  inner = g_task_new (source, g_task_get_cancellable (task), on_checked, g_object_ref (task));
  g_task_set_task_data (inner, self, NULL);
  g_task_run_in_thread (inner, check_in_thread);
}

void
feed_list_check_async (FeedList           *list,
                       const char         *path,
                       GStrv               symbols,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (list, cancellable, callback, user_data);
  Check *self = g_new0 (Check, 1);

  g_task_set_source_tag (task, feed_list_check_async);
  self->path = g_strdup (path);
  self->symbols = g_strdupv (symbols);
  self->missing = g_string_new (NULL);
  self->on_ensured = on_ensured;
  g_task_set_task_data (task, self, check_free);
  feed_list_ensure_async (list, FALSE, cancellable, on_ensured, g_steal_pointer (&task));
}

gboolean
feed_list_check_finish (FeedList     *list,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, list), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
