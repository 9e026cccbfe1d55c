/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The lines of a journal as events of the log, and back.
 */
#include "feed/feed-history.h"

#include "feed/feed-history-private.h"
#include "feed/store/feed-journal-reader.h"

typedef struct {
  char            *path;
  FeedJournalQuery query;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->path);
  g_free (reading);
}

FeedEvent *
feed_history_to_event (const FeedJournalEvent *line)
{
  FeedEventFields fields = {
    .kind = feed_event_kind_from_string (line->kind),
    .time_us = line->time_us,
    .venue = line->venue,
    .connection = line->connection,
    .from = line->from,
    .to = line->to,
    .polling = line->polling,
    .colour = line->colour,
    .cause = line->cause,
    .text = line->text,
    .count = line->count,
    .gap = line->gap,
    .symbol = line->symbol,
  };

  return feed_event_new (&fields);
}

FeedJournalEvent
feed_history_from_event (FeedEvent *event)
{
  return (FeedJournalEvent) {
           .time_us = feed_event_get_time_us (event),
           .kind = feed_event_kind_to_string (feed_event_get_kind (event)),
           .venue = feed_event_get_venue (event),
           .connection = feed_event_get_connection (event),
           .from = feed_event_get_from (event),
           .to = feed_event_get_to (event),
           .polling = feed_event_get_polling (event),
           .colour = feed_event_get_colour (event),
           .cause = feed_event_get_cause (event),
           .text = feed_event_get_text (event),
           .count = feed_event_get_count (event),
           .gap = feed_event_get_gap (event),
           .symbol = feed_event_get_symbol (event),
  };
}

char *
feed_history_dup_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "evertick", "evertick.db", NULL);
}

static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;
  GPtrArray *lines = feed_journal_read (reading->path, &reading->query, &error);

  if (lines != NULL)
    g_task_return_pointer (task, lines, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
feed_history_read_async (const char         *path,
                         gboolean            gaps,
                         gint64              since_us,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  reading->path = g_strdup (path);
  reading->query = (FeedJournalQuery) { .gaps = gaps, .since_us = since_us, .max = G_MAXINT };
  g_task_set_source_tag (task, feed_history_read_async);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_in_thread);
}

GListModel *
feed_history_read_finish (GAsyncResult *result,
                          GError      **error)
{
  g_autoptr (GPtrArray) lines = NULL;
  GListStore *events;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  lines = g_task_propagate_pointer (G_TASK (result), error);
  if (lines == NULL)
    return NULL;
  for (guint i = 0; i < lines->len; i++) {
    FeedEvent *event = feed_history_to_event (lines->pdata[i]);

    feed_journal_event_free (lines->pdata[i]);
    lines->pdata[i] = event;
  }
  g_ptr_array_set_free_func (lines, g_object_unref);
  events = g_list_store_new (FEED_TYPE_EVENT);
  g_list_store_splice (events, 0, 0, lines->pdata, lines->len);
  return G_LIST_MODEL (events);
}
