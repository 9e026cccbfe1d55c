/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/store/feed-journal.h"

#include "feed/store/feed-journal-writer.h"

struct _FeedJournal {
  GObject parent_instance;

  FeedJournalWriter *writer;
  GTask             *closing;    /* until it is closed */
  GSource           *too_late;
  gboolean           ended;
  GError            *end_error;
};

G_DEFINE_FINAL_TYPE (FeedJournal, feed_journal, G_TYPE_OBJECT)

enum {
  OPENED,
  TROUBLE,
  NOTE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_opened (gpointer   user_data,
           GPtrArray *events)
{
  g_signal_emit (user_data, signals[OPENED], 0, events);
}

static void
on_trouble (gpointer    user_data,
            const char *text)
{
  g_signal_emit (user_data, signals[TROUBLE], 0, text);
}

static void
on_note (gpointer    user_data,
         const char *text)
{
  g_signal_emit (user_data, signals[NOTE], 0, text);
}

static void
stop_waiting (FeedJournal *self)
{
  if (self->too_late != NULL)
    g_source_destroy (self->too_late);
  g_clear_pointer (&self->too_late, g_source_unref);
}

static void
on_ended (gpointer      user_data,
          const GError *error)
{
  FeedJournal *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->closing);

  self->ended = TRUE;
  self->end_error = error != NULL ? g_error_copy (error) : NULL;
  stop_waiting (self);
  if (task == NULL)
    return;
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static const FeedJournalWriterEvents writer_events = { on_opened, on_trouble, on_note, on_ended };

static gboolean
on_too_late (gpointer user_data)
{
  FeedJournal *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->closing);

  stop_waiting (self);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                           "the disk is too slow: %u lines wait",
                           feed_journal_get_n_waiting (self));
  return G_SOURCE_REMOVE;
}

static void
feed_journal_dispose (GObject *object)
{
  FeedJournal *self = FEED_JOURNAL (object);

  if (self->writer != NULL) {
    feed_journal_writer_mute (self->writer);
    feed_journal_writer_end (self->writer);
  }
  g_clear_pointer (&self->writer, feed_journal_writer_unref);
  G_OBJECT_CLASS (feed_journal_parent_class)->dispose (object);
}

static void
feed_journal_finalize (GObject *object)
{
  g_clear_error (&FEED_JOURNAL (object)->end_error);
  G_OBJECT_CLASS (feed_journal_parent_class)->finalize (object);
}

static void
feed_journal_class_init (FeedJournalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = feed_journal_dispose;
  object_class->finalize = feed_journal_finalize;
  /**
   * FeedJournal::opened:
   * @events: (element-type FeedJournalEvent): the newest lines of earlier runs
   *
   * The file is open.
   */
  signals[OPENED] = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  /**
   * FeedJournal::trouble:
   * @text: what it is
   *
   * The file was damaged or cannot be written.
   */
  signals[TROUBLE] = g_signal_new ("trouble", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * FeedJournal::note:
   * @text: what it is
   *
   * The file can be written again.
   */
  signals[NOTE] = g_signal_new ("note", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
feed_journal_init (FeedJournal *self)
{
}

FeedJournal *
feed_journal_new (const char              *path,
                  const FeedJournalLimits *limits,
                  guint                    n_history)
{
  FeedJournal *self = g_object_new (FEED_TYPE_JOURNAL, NULL);

  self->writer = feed_journal_writer_new (path, limits, n_history, &writer_events, self);
  return self;
}

void
feed_journal_add_event (FeedJournal            *self,
                        const FeedJournalEvent *event)
{
  g_return_if_fail (FEED_IS_JOURNAL (self));

  feed_journal_writer_push (self->writer, feed_journal_item_new (FEED_JOURNAL_ADD_EVENT, event));
}

void
feed_journal_repeat_event (FeedJournal            *self,
                           const FeedJournalEvent *event)
{
  g_return_if_fail (FEED_IS_JOURNAL (self));

  feed_journal_writer_push (self->writer, feed_journal_item_new (FEED_JOURNAL_REPEAT_EVENT, event));
}

void
feed_journal_add_gap (FeedJournal            *self,
                      const FeedJournalEvent *event)
{
  g_return_if_fail (FEED_IS_JOURNAL (self));
  g_return_if_fail (event->gap != NULL);

  feed_journal_writer_push (self->writer, feed_journal_item_new (FEED_JOURNAL_ADD_GAP, event));
}

guint
feed_journal_get_n_dropped (FeedJournal *self)
{
  g_return_val_if_fail (FEED_IS_JOURNAL (self), 0);

  return feed_journal_writer_get_n_dropped (self->writer);
}

guint
feed_journal_get_n_waiting (FeedJournal *self)
{
  g_return_val_if_fail (FEED_IS_JOURNAL (self), 0);

  return feed_journal_writer_get_n_waiting (self->writer);
}

void
feed_journal_close_async (FeedJournal        *self,
                          guint               timeout_ms,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FEED_IS_JOURNAL (self));
  g_return_if_fail (self->closing == NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, feed_journal_close_async);
  if (self->ended) {
    if (self->end_error != NULL)
      g_task_return_error (task, g_error_copy (self->end_error));
    else
      g_task_return_boolean (task, TRUE);
    return;
  }
  self->closing = g_steal_pointer (&task);
  self->too_late = g_timeout_source_new (timeout_ms);
  g_source_set_static_name (self->too_late, "feed journal close");
  g_source_set_callback (self->too_late, on_too_late, self, NULL);
  g_source_attach (self->too_late, g_main_context_get_thread_default ());
  feed_journal_writer_end (self->writer);
}

gboolean
feed_journal_close_finish (FeedJournal  *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
