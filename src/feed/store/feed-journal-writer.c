/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Batches make themselves: while one transaction is under way, the entries for the next gather.
 */
#include "feed/store/feed-journal-writer.h"

#include "feed/store/feed-sql.h"

#define DEFAULT_MAX_WAITING 20000
#define DEFAULT_RETRY_MS 10000
/* Another process writes: nothing is wrong, and it will not take long */
#define BUSY_RETRY_MS 200
#define MAX_BUSY 25
#define MAX_BATCH 1000
/* A disk that damages one file after the other gets no more of them in this run */
#define MAX_KEPT 3
/* Of run(): when the next batch is due */
#define WHEN_THERE_IS_ONE 0
#define AT_ONCE (-1)

struct _FeedJournalWriter {
  gatomicrefcount   references;
  char             *path;
  FeedJournalLimits limits;
  guint             n_history;
  GMainContext     *context;
  /* Of the main context's thread */
  FeedJournalWriterEvents events;
  gpointer                user_data;
  gboolean                muted;
  /* Under the lock */
  GMutex   lock;
  GCond    changed;
  GQueue   waiting;                    /* FeedJournalItem */
  guint    in_hand;                    /* taken out of it, not yet written */
  guint    n_dropped;
  guint    n_unsaid;                   /* of the dropped ones, not yet told */
  gboolean newest_dropped;             /* the line that may be repeated */
  gboolean ending;
  /* Of the thread */
  FeedJournalDb *db;
  GQueue         taken;                      /* FeedJournalItem */
  GPtrArray     *batch;                     /* the next of them */
  gboolean       in_trouble, refused, history_read;
  guint          n_busy, n_kept;
};

typedef enum {
  SAY_OPENED,
  SAY_TROUBLE,
  SAY_NOTE,
  SAY_ENDED,
} SayingKind;

typedef struct {
  SayingKind         kind;
  FeedJournalWriter *writer;
  GPtrArray         *events;
  char              *text;
  GError            *error;
} Saying;

static FeedJournalWriter *
feed_journal_writer_ref (FeedJournalWriter *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
feed_journal_writer_unref (FeedJournalWriter *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_queue_clear_full (&self->waiting, (GDestroyNotify) feed_journal_item_free);
  g_queue_clear_full (&self->taken, (GDestroyNotify) feed_journal_item_free);
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  g_clear_pointer (&self->db, feed_journal_db_close);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->path);
  g_free (self);
}

static void
saying_free (gpointer data)
{
  Saying *saying = data;

  feed_journal_writer_unref (saying->writer);
  g_clear_pointer (&saying->events, g_ptr_array_unref);
  g_clear_error (&saying->error);
  g_free (saying->text);
  g_free (saying);
}

static gboolean
on_said (gpointer user_data)
{
  Saying *saying = user_data;
  FeedJournalWriter *self = saying->writer;

  if (self->muted)
    return G_SOURCE_REMOVE;
  switch (saying->kind) {
  case SAY_OPENED:
    self->events.opened (self->user_data, saying->events);
    break;
  case SAY_TROUBLE:
    self->events.trouble (self->user_data, saying->text);
    break;
  case SAY_NOTE:
    self->events.note (self->user_data, saying->text);
    break;
  case SAY_ENDED:
  default:
    self->events.ended (self->user_data, saying->error);
  }
  return G_SOURCE_REMOVE;
}

/* Not g_main_context_invoke(): it would call from this thread where the other is not in its loop */
static void
say (FeedJournalWriter *self,
     Saying             what)
{
  GSource *source = g_idle_source_new ();

  g_source_set_static_name (source, "feed journal");
  what.writer = feed_journal_writer_ref (self);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_said, g_memdup2 (&what, sizeof what), saying_free);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
say_text (FeedJournalWriter *self,
          SayingKind         kind,
          char              *text)
{
  say (self, (Saying) { .kind = kind, .text = text });
}

static void
tell_kept (FeedJournalWriter *self,
           const char        *kept)
{
  g_autofree char *name = g_path_get_basename (self->path);

  self->n_kept++;
  say_text (self, SAY_TROUBLE,
            g_strdup_printf ("the journal %s was damaged: kept as %s, begun anew", name, kept));
}

/* The lines of earlier runs are read before the first of this one is written */
static void
read_history (FeedJournalWriter *self)
{
  GPtrArray *events;

  if (self->history_read)
    return;
  self->history_read = TRUE;
  events = feed_journal_db_get_newest (self->db, self->n_history, NULL);
  if (events == NULL)
    events = g_ptr_array_new ();
  say (self, (Saying) { .kind = SAY_OPENED, .events = events });
}

static gboolean
ensure_open (FeedJournalWriter *self,
             GError           **error)
{
  g_autofree char *kept = NULL;

  if (self->db != NULL && feed_journal_db_is_moved (self->db))
    g_clear_pointer (&self->db, feed_journal_db_close);
  if (self->db != NULL)
    return TRUE;
  if (self->n_kept >= MAX_KEPT) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         "it is damaged again and again");
    return FALSE;
  }
  self->db = feed_journal_db_open (self->path, &self->limits, &kept, error);
  if (kept != NULL)
    tell_kept (self, kept);
  if (self->db == NULL)
    return FALSE;
  read_history (self);
  return TRUE;
}

static gboolean
write_batch (FeedJournalWriter *self,
             GError           **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *kept = NULL;

  if (!ensure_open (self, error))
    return FALSE;
  if (self->batch->len == 0
      || feed_journal_db_write (self->db, (FeedJournalItem *const *) self->batch->pdata,
                                self->batch->len, &failure))
    return TRUE;
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)) {
    g_clear_pointer (&self->db, feed_journal_db_close);
    kept = feed_sql_set_aside (self->path, error);
    if (kept == NULL)
      return FALSE;
    tell_kept (self, kept);
    return ensure_open (self, error)
           && feed_journal_db_write (self->db, (FeedJournalItem *const *) self->batch->pdata,
                                     self->batch->len, error);
  }
  /* A full disk may give way, a file may have become writable: to be opened anew */
  if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_BUSY))
    g_clear_pointer (&self->db, feed_journal_db_close);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Under the lock. Says it once, until it works again. Returns when to try next */
static gint64
note_failure (FeedJournalWriter *self,
              const GError      *error)
{
  gboolean busy = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY);

  self->refused = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  if (busy && ++self->n_busy < MAX_BUSY)
    return g_get_monotonic_time () + BUSY_RETRY_MS * G_TIME_SPAN_MILLISECOND;
  if (!self->in_trouble)
    say_text (self, SAY_TROUBLE,
              g_strdup_printf (self->refused
                               ? "the journal %s is not kept in this run: %s"
                               : "the journal %s cannot be written: %s; "
                                 "its lines wait in memory", self->path, error->message));
  self->in_trouble = TRUE;
  if (self->refused)
    return AT_ONCE;
  return g_get_monotonic_time () + self->limits.retry_ms * (gint64) G_TIME_SPAN_MILLISECOND;
}

/* Under the lock. What came too fast is told when all of the rest is written, not each time that there
 * is room again */
static void
note_success (FeedJournalWriter *self)
{
  gboolean caught_up = self->in_hand == 0 && g_queue_is_empty (&self->waiting);

  self->n_busy = 0;
  if (self->n_unsaid > 0 ? !caught_up : !self->in_trouble)
    return;
  say_text (self, SAY_NOTE,
            self->n_unsaid > 0
            ? g_strdup_printf ("the journal is written again, %u lines are missing in it",
                               self->n_unsaid)
            : g_strdup ("the journal is written again, nothing is missing in it"));
  self->in_trouble = FALSE;
  self->n_unsaid = 0;
}

/* Under the lock, which is held for no longer than this: who gives a line does not wait for it */
static void
take (FeedJournalWriter *self,
      gint64             due_us)
{
  if (due_us == WHEN_THERE_IS_ONE) {
    while (!self->ending && g_queue_is_empty (&self->waiting))
      g_cond_wait (&self->changed, &self->lock);
  } else if (due_us != AT_ONCE) {
    while (!self->ending && g_cond_wait_until (&self->changed, &self->lock, due_us));
  }
  if (!g_queue_is_empty (&self->taken))
    return;
  self->taken = self->waiting;
  g_queue_init (&self->waiting);
  self->in_hand += g_queue_get_length (&self->taken);
}

static void
fill_batch (FeedJournalWriter *self)
{
  FeedJournalItem *item;

  while (self->batch->len < MAX_BATCH && (item = g_queue_pop_head (&self->taken)) != NULL)
    g_ptr_array_add (self->batch, item);
}

/* Returns how many it had */
static guint
empty_batch (FeedJournalWriter *self)
{
  guint n = self->batch->len;

  g_ptr_array_set_size (self->batch, 0);
  return n;
}

static void
finish (FeedJournalWriter *self,
        const GError      *error)
{
  guint lost = self->in_hand + g_queue_get_length (&self->waiting) + self->n_unsaid;
  GError *said = NULL;

  if (lost > 0)
    g_set_error (&said, error != NULL ? error->domain : G_IO_ERROR,
                 error != NULL ? error->code : G_IO_ERROR_FAILED,
                 "%u lines are missing in the journal: %s", lost,
                 error != NULL ? error->message : "too many came at once");
  g_clear_pointer (&self->db, feed_journal_db_close);
  say (self, (Saying) { .kind = SAY_ENDED, .error = said });
}

static gpointer
run (gpointer data)
{
  FeedJournalWriter *self = data;
  g_autoptr (GError) error = NULL;
  gint64 due_us = AT_ONCE;

  g_mutex_lock (&self->lock);
  while (TRUE) {
    gboolean done, last;
    guint n_done;

    take (self, due_us);
    last = self->ending;
    g_mutex_unlock (&self->lock);
    g_clear_error (&error);
    fill_batch (self);
    done = self->refused || write_batch (self, &error);
    n_done = done ? empty_batch (self) : 0;
    g_mutex_lock (&self->lock);
    self->in_hand -= n_done;
    if (self->refused)
      self->n_dropped += n_done;
    else if (done)
      note_success (self);
    due_us = !done ? note_failure (self, error)
             : g_queue_is_empty (&self->taken) ? WHEN_THERE_IS_ONE : AT_ONCE;
    if (last && (!done || (self->in_hand == 0 && g_queue_is_empty (&self->waiting))))
      break;
  }
  finish (self, error);
  g_mutex_unlock (&self->lock);
  feed_journal_writer_unref (self);
  return NULL;
}

FeedJournalWriter *
feed_journal_writer_new (const char                    *path,
                         const FeedJournalLimits       *limits,
                         guint                          n_history,
                         const FeedJournalWriterEvents *events,
                         gpointer                       user_data)
{
  FeedJournalWriter *self = g_new0 (FeedJournalWriter, 1);

  g_atomic_ref_count_init (&self->references);
  self->path = g_canonicalize_filename (path, NULL);
  if (limits != NULL)
    self->limits = *limits;
  if (self->limits.max_waiting == 0)
    self->limits.max_waiting = DEFAULT_MAX_WAITING;
  if (self->limits.retry_ms == 0)
    self->limits.retry_ms = DEFAULT_RETRY_MS;
  self->n_history = n_history;
  self->context = g_main_context_ref_thread_default ();
  self->events = *events;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->batch = g_ptr_array_new_with_free_func ((GDestroyNotify) feed_journal_item_free);
  g_thread_unref (g_thread_new ("feed-journal", run, feed_journal_writer_ref (self)));
  return self;
}

void
feed_journal_writer_mute (FeedJournalWriter *self)
{
  self->muted = TRUE;
}

/* Under the lock. A line that is repeated before it was written is written once */
static gboolean
fold (FeedJournalWriter *self,
      FeedJournalItem   *item)
{
  FeedJournalItem *newest = g_queue_peek_tail (&self->waiting);

  if (item->operation != FEED_JOURNAL_REPEAT_EVENT || newest == NULL
      || newest->operation == FEED_JOURNAL_ADD_GAP)
    return FALSE;
  feed_journal_event_free (newest->event);
  newest->event = g_steal_pointer (&item->event);
  g_free (item);
  return TRUE;
}

/* Under the lock */
static void
drop (FeedJournalWriter *self,
      FeedJournalItem   *item)
{
  if (self->n_unsaid++ == 0 && !self->ending)
    say_text (self, SAY_TROUBLE, g_strdup ("the journal's disk is too slow or takes nothing: "
                                           "new lines are not kept"));
  self->n_dropped++;
  if (item->operation == FEED_JOURNAL_ADD_EVENT)
    self->newest_dropped = TRUE;
  feed_journal_item_free (item);
}

void
feed_journal_writer_push (FeedJournalWriter *self,
                          FeedJournalItem   *item)
{
  g_mutex_lock (&self->lock);
  if (item->operation == FEED_JOURNAL_REPEAT_EVENT && self->newest_dropped)
    item->operation = FEED_JOURNAL_ADD_EVENT;
  if (self->ending
      || g_queue_get_length (&self->waiting) + self->in_hand >= self->limits.max_waiting) {
    drop (self, item);
  } else {
    if (item->operation == FEED_JOURNAL_ADD_EVENT)
      self->newest_dropped = FALSE;
    if (!fold (self, item))
      g_queue_push_tail (&self->waiting, item);
    g_cond_signal (&self->changed);
  }
  g_mutex_unlock (&self->lock);
}

void
feed_journal_writer_end (FeedJournalWriter *self)
{
  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

guint
feed_journal_writer_get_n_dropped (FeedJournalWriter *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_dropped;
  g_mutex_unlock (&self->lock);
  return n;
}

guint
feed_journal_writer_get_n_waiting (FeedJournalWriter *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = g_queue_get_length (&self->waiting) + self->in_hand;
  g_mutex_unlock (&self->lock);
  return n;
}
