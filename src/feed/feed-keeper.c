/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-keeper.h"

#include "feed/feed-event-log-private.h"
#include "feed/feed-history-private.h"
#include "feed/feed-manager-private.h"
#include "feed/store/feed-journal.h"

struct _FeedKeeper {
  GObject parent_instance;

  FeedManager  *manager;
  FeedEventLog *log;
  FeedJournal  *journal;
  gboolean      loading;   /* what the log gets is from the journal */
};

G_DEFINE_FINAL_TYPE (FeedKeeper, feed_keeper, G_TYPE_OBJECT)

/* A line is new, or stands for the same trouble once more */
static void
on_log_changed (FeedKeeper *self,
                guint       position,
                guint       removed,
                guint       added,
                GListModel *log)
{
  if (self->loading)
    return;
  for (guint i = 0; i < added; i++) {
    g_autoptr (FeedEvent) event = g_list_model_get_item (log, position + i);
    FeedJournalEvent line = feed_history_from_event (event);

    if (removed > 0)
      feed_journal_repeat_event (self->journal, &line);
    else
      feed_journal_add_event (self->journal, &line);
  }
}

static void
on_gap (FeedKeeper    *self,
        const FeedGap *gap,
        const char    *venue,
        const char    *connection,
        const char    *symbol)
{
  FeedJournalEvent line = {
    .venue = venue,
    .connection = connection,
    .symbol = symbol,
    .gap = gap,
  };

  feed_journal_add_gap (self->journal, &line);
}

static void
on_opened (FeedKeeper *self,
           GPtrArray  *lines)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (events, feed_history_to_event (lines->pdata[i]));
  self->loading = TRUE;
  feed_event_log_prepend (self->log, events);
  self->loading = FALSE;
}

static void
on_trouble (FeedKeeper *self,
            const char *text)
{
  feed_manager_note (self->manager, FEED_EVENT_KIND_TROUBLE, "", text);
}

static void
on_note (FeedKeeper *self,
         const char *text)
{
  feed_manager_note (self->manager, FEED_EVENT_KIND_NOTE, "", text);
}

static void
stop_listening (FeedKeeper *self)
{
  g_signal_handlers_disconnect_by_data (self->manager, self);
  g_signal_handlers_disconnect_by_data (self->log, self);
}

static void
feed_keeper_dispose (GObject *object)
{
  FeedKeeper *self = FEED_KEEPER (object);

  if (self->manager != NULL)
    stop_listening (self);
  g_clear_object (&self->journal);
  g_clear_object (&self->log);
  g_clear_object (&self->manager);
  G_OBJECT_CLASS (feed_keeper_parent_class)->dispose (object);
}

static void
feed_keeper_class_init (FeedKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = feed_keeper_dispose;
}

static void
feed_keeper_init (FeedKeeper *self)
{
}

FeedKeeper *
feed_keeper_new (FeedManager *manager,
                 const char  *path,
                 const char  *program)
{
  FeedKeeper *self;
  g_autofree char *started = NULL;

  g_return_val_if_fail (FEED_IS_MANAGER (manager), NULL);
  g_return_val_if_fail (path != NULL && program != NULL, NULL);

  self = g_object_new (FEED_TYPE_KEEPER, NULL);
  self->manager = g_object_ref (manager);
  self->log = g_object_ref (feed_manager_get_event_log (manager));
  self->journal = feed_journal_new (path, NULL, FEED_EVENT_LOG_SIZE);
  g_signal_connect_object (self->journal, "opened", G_CALLBACK (on_opened), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->journal, "trouble", G_CALLBACK (on_trouble), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->journal, "note", G_CALLBACK (on_note), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->log, "items-changed", G_CALLBACK (on_log_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "gap", G_CALLBACK (on_gap), self, G_CONNECT_SWAPPED);
  started = g_strdup_printf ("%s started", program);
  feed_manager_note (manager, FEED_EVENT_KIND_NOTE, "", started);
  return self;
}

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (feed_journal_close_finish (FEED_JOURNAL (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
feed_keeper_close_async (FeedKeeper         *self,
                         guint               timeout_ms,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (FEED_IS_KEEPER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, feed_keeper_close_async);
  stop_listening (self);
  feed_journal_close_async (self->journal, timeout_ms, on_closed, task);
}

gboolean
feed_keeper_close_finish (FeedKeeper   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
