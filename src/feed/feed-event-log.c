/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-event-log-private.h"

struct _FeedEventLog {
  GObject parent_instance;

  GPtrArray *events;   /* FeedEvent, oldest first */
};

static GType
feed_event_log_get_item_type (GListModel *model)
{
  return FEED_TYPE_EVENT;
}

static guint
feed_event_log_get_n_items (GListModel *model)
{
  return FEED_EVENT_LOG (model)->events->len;
}

static gpointer
feed_event_log_get_item (GListModel *model,
                         guint       position)
{
  GPtrArray *events = FEED_EVENT_LOG (model)->events;

  return position < events->len ? g_object_ref (events->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = feed_event_log_get_item_type;
  iface->get_n_items = feed_event_log_get_n_items;
  iface->get_item = feed_event_log_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FeedEventLog, feed_event_log, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
feed_event_log_finalize (GObject *object)
{
  g_ptr_array_unref (FEED_EVENT_LOG (object)->events);
  G_OBJECT_CLASS (feed_event_log_parent_class)->finalize (object);
}

static void
feed_event_log_class_init (FeedEventLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = feed_event_log_finalize;
}

static void
feed_event_log_init (FeedEventLog *self)
{
  self->events = g_ptr_array_new_with_free_func (g_object_unref);
}

FeedEventLog *
feed_event_log_new (void)
{
  return g_object_new (FEED_TYPE_EVENT_LOG, NULL);
}

static gboolean
is_repeated (FeedEvent             *newest,
             const FeedEventFields *fields)
{
  return newest != NULL && fields->kind == FEED_EVENT_KIND_TROUBLE &&
         feed_event_get_kind (newest) == FEED_EVENT_KIND_TROUBLE &&
         g_strcmp0 (feed_event_get_connection (newest), fields->connection) == 0 &&
         g_strcmp0 (feed_event_get_text (newest), fields->text) == 0;
}

FeedEvent *
feed_event_log_append (FeedEventLog          *self,
                       const FeedEventFields *fields)
{
  guint n = self->events->len;
  FeedEvent *newest = n > 0 ? self->events->pdata[n - 1] : NULL;

  if (is_repeated (newest, fields)) {
    FeedEventFields folded = *fields;

    folded.count = feed_event_get_count (newest) + MAX (fields->count, 1);
    g_object_unref (newest);
    self->events->pdata[n - 1] = feed_event_new (&folded);
    g_list_model_items_changed (G_LIST_MODEL (self), n - 1, 1, 1);
  } else {
    g_ptr_array_add (self->events, feed_event_new (fields));
    g_list_model_items_changed (G_LIST_MODEL (self), n, 0, 1);
    if (n + 1 > FEED_EVENT_LOG_SIZE) {
      g_ptr_array_remove_index (self->events, 0);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 1, 0);
    }
  }
  return self->events->pdata[self->events->len - 1];
}

void
feed_event_log_prepend (FeedEventLog *self,
                        GPtrArray    *events)
{
  guint room = FEED_EVENT_LOG_SIZE - MIN (self->events->len, FEED_EVENT_LOG_SIZE);
  guint n = MIN (events->len, room);

  for (guint i = 0; i < n; i++)
    g_ptr_array_insert (self->events, i, g_object_ref (events->pdata[events->len - n + i]));
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n);
}
