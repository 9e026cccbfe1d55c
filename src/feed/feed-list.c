/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/feed-list.h"

#include <string.h>

#include "feed/core/feed-error.h"
#include "feed/feed-list-job.h"

/* Angel One's file is made anew before 08:30 IST, which is 03:00 UTC; any hour is as good for others */
#define RENEWED_US (3 * G_TIME_SPAN_HOUR)
/* Not all of us at the same second */
#define SPREAD_US (10 * G_TIME_SPAN_MINUTE)
/* Who asks for a symbol that is not listed does not make the list be fetched more often than so */
#define CURRENT_US (10 * G_TIME_SPAN_MINUTE)
#define RETRY_US G_TIME_SPAN_MINUTE
#define MAX_RETRY_US G_TIME_SPAN_HOUR
#define STALL_US (30 * G_USEC_PER_SEC)
#define MAX_BYTES (256 * 1024 * 1024)

struct _FeedList {
  GObject parent_instance;

  FeedListContext context;
  char           *provider, *name, *url;
  GCancellable   *cancellable;
  FeedListJob    *job;          /* of the fetch under way; NULL: there is none */
  GQueue          waiting;      /* GTask: for the fetch */
  GError         *failure;      /* of the last fetch */
  gint64          started_us, retry_us;
  gint64          old_id, old_us; /* of the list that is about to be replaced */
  gint64          spread_us;
  guint           n_failures, timer;
  FeedClockFunc   on_timer;
};

G_DEFINE_FINAL_TYPE (FeedList, feed_list, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What ensure answers with */
typedef struct {
  gint64   id;
  gboolean current;
} Answer;

static gint64
now_us (FeedList *self)
{
  return feed_clock_monotonic_us (self->context.clock);
}

static gboolean
is_stopped (FeedList *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

static gboolean
is_current (FeedList              *self,
            const FeedCatalogList *list)
{
  gint64 age_us = feed_clock_wall_us (self->context.clock) - list->checked_us;

  return list->id != 0 && age_us >= 0 && age_us < CURRENT_US;
}

/* The last time at which lists are made anew is between then and now */
static gboolean
is_due (FeedList              *self,
        const FeedCatalogList *list)
{
  gint64 wall_us = feed_clock_wall_us (self->context.clock);
  gint64 renewed_us = (wall_us - RENEWED_US) / G_TIME_SPAN_DAY * G_TIME_SPAN_DAY + RENEWED_US;

  return list->id == 0 || list->checked_us < renewed_us || list->checked_us > wall_us;
}

static void
G_GNUC_PRINTF (3,
               4)
note (FeedList     *self,
      FeedEventKind kind,
      const char *format,
      ...)
{
  g_autoptr (GString) text = g_string_new (NULL);
  va_list arguments;

  if (is_stopped (self))
    return;
  g_string_printf (text, "instrument list of %s: ", self->name);
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
  self->context.note (self->context.user_data, kind, self->provider, text->str);
}

/* "184,210", whatever the locale */
static char *
group_digits (gint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  GString *text = g_string_new (NULL);
  gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0)
      g_string_append_c (text, ',');
    g_string_append_c (text, digits[i]);
  }
  return g_string_free (text, FALSE);
}

static void
answer (FeedList              *self,
        GTask                 *task,
        const FeedCatalogList *list)
{
  Answer *result = g_new (Answer, 1);

  if (list->id == 0) {
    g_free (result);
    g_task_return_error (task, self->failure != NULL ? g_error_copy (self->failure)
                         : g_error_new_literal (FEED_ERROR, FEED_ERROR_BUSY, "there is no list yet"));
    return;
  }
  result->id = list->id;
  result->current = is_current (self, list);
  g_task_return_pointer (task, result, g_free);
}

static void
answer_waiting (FeedList              *self,
                const FeedCatalogList *list)
{
  GQueue waiting = self->waiting;
  GTask *task;

  g_queue_init (&self->waiting);
  while ((task = g_queue_pop_head (&waiting)) != NULL) {
    answer (self, task, list);
    g_object_unref (task);
  }
}

static void
set_timer (FeedList *self,
           gint64    due_us)
{
  if (self->timer != 0)
    feed_clock_remove_timer (self->context.clock, self->timer);
  self->timer = feed_clock_add_timer (self->context.clock, due_us, "feed list", self->on_timer, self);
}

/* Until lists are made anew, and a little more */
static gint64
until_renewed_us (FeedList *self)
{
  gint64 wall_us = feed_clock_wall_us (self->context.clock);

  return G_TIME_SPAN_DAY - (wall_us - RENEWED_US) % G_TIME_SPAN_DAY + self->spread_us;
}

/* The job is over: everybody who waits learns what there is now */
static void
end_fetch (FeedList *self)
{
  FeedListJob *job = g_steal_pointer (&self->job);

  if (job->words != NULL)
    note (self, FEED_EVENT_KIND_TROUBLE, "%s", job->words);
  answer_waiting (self, &job->list);
  feed_list_job_free (job);
}

static void
succeed (FeedList *self)
{
  g_clear_error (&self->failure);
  self->n_failures = 0;
  self->retry_us = 0;
  set_timer (self, now_us (self) + until_renewed_us (self));
  end_fetch (self);
  if (!is_stopped (self))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static char *
describe_old (const FeedCatalogList *list)
{
  g_autoptr (GDateTime) fetched = NULL;
  g_autofree char *day = NULL;

  if (list->id == 0)
    return g_strdup ("there is none yet");
  fetched = g_date_time_new_from_unix_local (list->fetched_us / G_USEC_PER_SEC);
  day = fetched != NULL ? g_date_time_format (fetched, "%Y-%m-%d") : g_strdup ("before");
  return g_strdup_printf ("the one of %s is used", day);
}

static void
fail (FeedList *self,
      GError   *error)
{
  gint64 wait_us = MIN (RETRY_US << MIN (self->n_failures, 10), MAX_RETRY_US);
  g_autofree char *old = describe_old (&self->job->list);

  note (self, FEED_EVENT_KIND_TROUBLE, "%s; %s", error->message, old);
  g_clear_error (&self->failure);
  self->failure = error;
  self->n_failures++;
  self->retry_us = now_us (self) + wait_us;
  if (!is_stopped (self))
    set_timer (self, self->retry_us);
  end_fetch (self);
}

/* Steps of a fetch; each ends it where it fails. user_data is a reference of their own */
static void
on_confirmed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (FeedList) self = FEED_LIST (g_object_ref (source));
  GError *error = NULL;
  g_autofree char *number = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    fail (self, error);
    return;
  }
  number = group_digits (self->job->list.n_rows);
  note (self, FEED_EVENT_KIND_NOTE, "the same as before, %s instruments", number);
  succeed (self);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (FeedList) self = FEED_LIST (g_object_ref (source));
  gint64 tenths = (now_us (self) - self->started_us + 50000) / 100000;
  GError *error = NULL;
  g_autofree char *number = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    FeedListJob *job = self->job;

    /* What it was about to be is not what it is */
    job->list.id = self->old_id;
    job->list.fetched_us = self->old_us;
    job->list.checked_us = 0;
    fail (self, error);
    return;
  }
  number = group_digits (self->job->list.n_rows);
  note (self, FEED_EVENT_KIND_NOTE, "%s instruments, %" G_GINT64_FORMAT ".%d s", number,
        tenths / 10, (int) (tenths % 10));
  succeed (self);
}

static void
run_job (FeedList           *self,
         GTaskThreadFunc     func,
         GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, callback, NULL);

  g_task_set_task_data (task, self->job, NULL);
  g_task_run_in_thread (task, func);
}

static char *
dup_header (const FeedReply *reply,
            const char      *name)
{
  const char *value = reply->header (reply, name);

  return g_strdup (value != NULL ? value : "");
}

static void
take_answer (FeedList        *self,
             const FeedReply *reply)
{
  FeedCatalogList *list = &self->job->list;

  if (reply->status == 304 && list->id != 0) {
    list->checked_us = feed_clock_wall_us (self->context.clock);
    run_job (self, feed_list_job_confirm, on_confirmed);
  } else if (reply->status == 200) {
    self->old_id = list->id;
    self->old_us = list->fetched_us;
    feed_catalog_list_clear (list);
    list->etag = dup_header (reply, "ETag");
    list->last_modified = dup_header (reply, "Last-Modified");
    list->fetched_us = list->checked_us = feed_clock_wall_us (self->context.clock);
    run_job (self, feed_list_job_load, on_loaded);
  } else {
    fail (self, g_error_new (FEED_ERROR, FEED_ERROR_REMOTE, "the server answers HTTP %u",
                             reply->status));
  }
}

static void
on_fetched (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (FeedList) self = user_data;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;
  FeedReply reply;

  body = feed_transport_request_finish (FEED_TRANSPORT (source), result, &reply, &error);
  if (body != NULL)
    take_answer (self, &reply);
  else
    fail (self, error);
}

static void
on_prepared (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  FeedList *self = FEED_LIST (source);
  FeedCatalogList *list = &self->job->list;
  g_autoptr (FeedRequest) request = feed_request_new ("GET", self->url);
  g_autoptr (GStrvBuilder) headers = g_strv_builder_new ();
  FeedFetchOptions options = { .stall_us = STALL_US, .max_bytes = MAX_BYTES };
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    fail (self, error);
    return;
  }
  if (list->id != 0 && *list->etag != '\0')
    g_strv_builder_add_many (headers, "If-None-Match", list->etag, NULL);
  if (list->id != 0 && *list->last_modified != '\0')
    g_strv_builder_add_many (headers, "If-Modified-Since", list->last_modified, NULL);
  request->headers = g_strv_builder_end (headers);
  options.out = g_io_stream_get_output_stream (G_IO_STREAM (self->job->download));
  feed_transport_fetch_async (self->context.transport, request, &options, self->cancellable,
                              on_fetched, g_object_ref (self));
}

/* What is in the catalogue is known: list is taken over */
static void
begin_fetch (FeedList        *self,
             FeedCatalogList *list)
{
  if (self->job != NULL || is_stopped (self))
    return;
  self->job = feed_list_job_new (self->context.path, self->provider, self->url);
  self->job->list = *list;
  *list = (FeedCatalogList) { .id = list->id, .checked_us = list->checked_us };
  self->started_us = now_us (self);
  run_job (self, feed_list_job_prepare, on_prepared);
}

/* A fetch may be tried: the last one was all right, or is long enough ago */
static gboolean
may_fetch (FeedList *self)
{
  return self->job == NULL && now_us (self) >= self->retry_us;
}

/* Whoever does not want to wait any more does not have to */
static void
on_cancelled (FeedList *self)
{
  GList *l = self->waiting.head;

  while (l != NULL) {
    GList *next = l->next;

    if (g_task_return_error_if_cancelled (l->data)) {
      g_object_unref (l->data);
      g_queue_delete_link (&self->waiting, l);
    }
    l = next;
  }
}

static void
wait_for_fetch (FeedList *self,
                GTask    *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_queue_push_tail (&self->waiting, task);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled), self,
                             G_CONNECT_SWAPPED);
  on_cancelled (self);
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (FeedList) self = FEED_LIST (g_object_ref (source));
  g_autoptr (GTask) task = user_data;
  FeedListJob *job = g_task_get_task_data (G_TASK (result));
  gboolean renew = GPOINTER_TO_INT (g_task_get_task_data (task));
  GError *error = NULL;
  gboolean waits;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (job->words != NULL)
    note (self, FEED_EVENT_KIND_TROUBLE, "%s", job->words);
  waits = job->list.id == 0 || (renew && !is_current (self, &job->list));
  if (may_fetch (self) && (waits || is_due (self, &job->list)))
    begin_fetch (self, &job->list);
  else if (self->timer == 0 && !is_stopped (self))
    set_timer (self, now_us (self) + until_renewed_us (self));
  if (waits && self->job != NULL)
    wait_for_fetch (self, g_steal_pointer (&task));
  else
    answer (self, task, &job->list);
}

void
feed_list_ensure_async (FeedList           *self,
                        gboolean            renew,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) find = g_task_new (self, self->cancellable, on_found, task);

  g_task_set_source_tag (task, feed_list_ensure_async);
  g_task_set_task_data (task, GINT_TO_POINTER (renew), NULL);
  g_task_set_task_data (find, feed_list_job_new (self->context.path, self->provider, self->url),
                        (GDestroyNotify) feed_list_job_free);
  g_task_run_in_thread (find, feed_list_job_find);
}

gint64
feed_list_ensure_finish (FeedList     *self,
                         GAsyncResult *result,
                         gboolean     *current,
                         GError      **error)
{
  g_autofree Answer *answered = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  answered = g_task_propagate_pointer (G_TASK (result), error);
  if (answered == NULL)
    return 0;
  *current = answered->current;
  return answered->id;
}

void
feed_list_stop (FeedList *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->timer != 0)
    feed_clock_remove_timer (self->context.clock, self->timer);
  self->timer = 0;
}

static void
on_checked (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  gboolean current;

  /* What goes wrong is in the log already */
  feed_list_ensure_finish (FEED_LIST (source), result, &current, NULL);
}

static void
on_timer (gpointer user_data)
{
  FeedList *self = user_data;

  self->timer = 0;
  feed_list_ensure_async (self, FALSE, NULL, on_checked, NULL);
}

static void
feed_list_dispose (GObject *object)
{
  feed_list_stop (FEED_LIST (object));
  G_OBJECT_CLASS (feed_list_parent_class)->dispose (object);
}

static void
feed_list_finalize (GObject *object)
{
  FeedList *self = FEED_LIST (object);

  g_clear_pointer (&self->context.path, g_free);
  g_clear_pointer (&self->context.clock, feed_clock_unref);
  g_clear_object (&self->context.transport);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->failure);
  g_free (self->provider);
  g_free (self->name);
  g_free (self->url);
  G_OBJECT_CLASS (feed_list_parent_class)->finalize (object);
}

static void
feed_list_class_init (FeedListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feed_list_dispose;
  object_class->finalize = feed_list_finalize;
  /**
   * FeedList::changed:
   *
   * There is another list in the catalogue, or the one there is was found to be the newest.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", FEED_TYPE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
feed_list_init (FeedList *self)
{
  self->cancellable = g_cancellable_new ();
  self->on_timer = on_timer;
  self->spread_us = g_random_int_range (0, SPREAD_US / 1000) * G_GINT64_CONSTANT (1000);
  g_queue_init (&self->waiting);
}

FeedList *
feed_list_new (const FeedListContext  *context,
               const FeedProviderInfo *provider,
               const char             *url)
{
  FeedList *self = g_object_new (FEED_TYPE_LIST, NULL);

  self->context = *context;
  self->context.path = g_strdup (context->path);
  self->context.clock = feed_clock_ref (context->clock);
  self->context.transport = g_object_ref (context->transport);
  self->provider = g_strdup (provider->id);
  self->name = g_strdup (provider->name);
  self->url = g_strdup (url);
  return self;
}
