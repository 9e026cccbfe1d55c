/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-output.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* A dispatch that does not end (libsoup reads as long as data comes) is cut into such pieces */
#define BATCH_LIMIT (64 * 1024)
/* At the end: how long a reader may take for nothing at all, and for everything */
#define IDLE_END_US  (2 * G_USEC_PER_SEC)
#define TOTAL_END_US (20 * G_USEC_PER_SEC)

/* What main and writer thread share; the last of them frees it, as a writer may be stuck in a
 * write for ever */
typedef struct {
  gatomicrefcount     refs;
  GMutex              lock;
  GCond               changed;
  GQueue              batches;       /* of GString */
  gsize               queued;        /* bytes in them and in the one being written */
  gboolean            ending, broken;
  int                 fd;
  GMainContext       *context;
  FeedctlOutputClosed closed;
  gpointer            user_data;
  gboolean            reported;
} Pipe;

struct _FeedctlOutput {
  Pipe    *pipe;
  GSource *source;
  GString *batch;
  gsize    limit;
  gsize    queued;     /* in the pipe when last looked: since then it can only have shrunk */
  guint64  dropped, recovered;
};

typedef struct {
  GSource        source;
  FeedctlOutput *output;
} FlushSource;

typedef struct {
  Pipe *pipe;
  int   error;
} Report;

static void
on_batch_destroy (gpointer data)
{
  g_string_free (data, TRUE);
}

static Pipe *
pipe_ref (Pipe *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
pipe_unref (Pipe *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_queue_clear_full (&self->batches, on_batch_destroy);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_main_context_unref (self->context);
  g_free (self);
}

static void
on_report_destroy (gpointer user_data)
{
  Report *report = user_data;

  pipe_unref (report->pipe);
  g_free (report);
}

static gboolean
on_report (gpointer user_data)
{
  Report *report = user_data;
  gboolean ending;

  g_mutex_lock (&report->pipe->lock);
  ending = report->pipe->ending;
  g_mutex_unlock (&report->pipe->lock);
  if (!ending)
    report->pipe->closed (report->error, report->pipe->user_data);
  return G_SOURCE_REMOVE;
}

/* From the writer thread, once */
static void
pipe_break (Pipe *self,
            int   error)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Report *report = g_new (Report, 1);

  g_source_set_static_name (source, "feedctl output closed");
  g_mutex_lock (&self->lock);
  self->broken = TRUE;
  self->queued = 0;
  g_queue_clear_full (&self->batches, on_batch_destroy);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  report->pipe = pipe_ref (self);
  report->error = error == EPIPE ? 0 : error;
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, on_report, report, on_report_destroy);
  g_source_attach (source, self->context);
}

static void
pipe_account (Pipe *self,
              gsize written)
{
  g_mutex_lock (&self->lock);
  self->queued -= MIN (written, self->queued);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* 0, or the errno */
static int
pipe_write (Pipe          *self,
            const GString *batch)
{
  gsize done = 0;

  while (done < batch->len) {
    gssize n = write (self->fd, batch->str + done, MIN (batch->len - done, BATCH_LIMIT));

    if (n >= 0) {
      done += (gsize) n;
      pipe_account (self, (gsize) n);
    } else if (errno == EAGAIN) {
      /* Somebody else made the terminal or pipe non-blocking */
      struct pollfd descriptor = { .fd = self->fd, .events = POLLOUT };

      poll (&descriptor, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

static GString *
pipe_next_batch (Pipe *self)
{
  GString *batch = NULL;

  g_mutex_lock (&self->lock);
  while (!self->ending && g_queue_is_empty (&self->batches))
    g_cond_wait (&self->changed, &self->lock);
  batch = g_queue_pop_head (&self->batches);
  g_mutex_unlock (&self->lock);
  return batch;
}

static gpointer
on_writer_thread (gpointer data)
{
  Pipe *self = data;
  GString *batch;

  while ((batch = pipe_next_batch (self)) != NULL) {
    int error = pipe_write (self, batch);

    g_string_free (batch, TRUE);
    if (error != 0) {
      pipe_break (self, error);
      break;
    }
  }
  pipe_unref (self);
  return NULL;
}

static void
pipe_take (Pipe          *self,
           const GString *batch)
{
  GString *tail = g_queue_peek_tail (&self->batches);

  /* Small ones are joined, lest each take a batch's memory */
  if (tail != NULL && tail->len + batch->len <= BATCH_LIMIT) {
    g_string_append_len (tail, batch->str, (gssize) batch->len);
  } else {
    tail = g_string_sized_new (MAX (BATCH_LIMIT, batch->len));
    g_string_append_len (tail, batch->str, (gssize) batch->len);
    g_queue_push_tail (&self->batches, tail);
  }
  self->queued += batch->len;
  g_cond_broadcast (&self->changed);
}

static void
hand_over (FeedctlOutput *self)
{
  if (self->batch->len == 0)
    return;
  g_mutex_lock (&self->pipe->lock);
  if (!self->pipe->broken)
    pipe_take (self->pipe, self->batch);
  self->queued = self->pipe->queued;
  g_mutex_unlock (&self->pipe->lock);
  g_string_truncate (self->batch, 0);
}

/* Prepared before every poll, that is after every round of dispatches: the lines of one dispatch
 * leave together, and an idle feed holds nothing back */
static gboolean
flush_source_prepare (GSource *source,
                      int     *timeout)
{
  hand_over (((FlushSource *) source)->output);
  *timeout = -1;
  return FALSE;
}

static gboolean
flush_source_dispatch (GSource    *source,
                       GSourceFunc callback,
                       gpointer    user_data)
{
  return G_SOURCE_CONTINUE;
}

static GSource *
flush_source_new (FeedctlOutput *output)
{
  static GSourceFuncs funcs = {
    .prepare = flush_source_prepare, .dispatch = flush_source_dispatch,
  };
  GSource *source = g_source_new (&funcs, sizeof (FlushSource));

  ((FlushSource *) source)->output = output;
  g_source_set_static_name (source, "feedctl output flush");
  /* A source of lower priority is not prepared while others are ready */
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

FeedctlOutput *
feedctl_output_new (int                 fd,
                    gsize               limit,
                    FeedctlOutputClosed closed,
                    gpointer            user_data)
{
  FeedctlOutput *self = g_new0 (FeedctlOutput, 1);
  g_autoptr (GThread) thread = NULL;

  self->limit = limit;
  self->batch = g_string_sized_new (BATCH_LIMIT);
  self->pipe = g_new0 (Pipe, 1);
  g_atomic_ref_count_init (&self->pipe->refs);
  g_mutex_init (&self->pipe->lock);
  g_cond_init (&self->pipe->changed);
  g_queue_init (&self->pipe->batches);
  self->pipe->fd = fd;
  self->pipe->context = g_main_context_ref_thread_default ();
  self->pipe->closed = closed;
  self->pipe->user_data = user_data;
  self->source = flush_source_new (self);
  thread = g_thread_new ("feedctl-writer", on_writer_thread, pipe_ref (self->pipe));
  return self;
}

/* Waits for the writer as long as it gets on; TRUE where nothing is left */
static gboolean
drain (Pipe *pipe)
{
  gint64 total_us = g_get_monotonic_time () + TOTAL_END_US;
  gboolean empty;

  g_mutex_lock (&pipe->lock);
  while (pipe->queued > 0 && !pipe->broken) {
    gsize before = pipe->queued;
    gint64 idle_us = MIN (total_us, g_get_monotonic_time () + IDLE_END_US);

    if (!g_cond_wait_until (&pipe->changed, &pipe->lock, idle_us) && pipe->queued == before)
      break;
    if (g_get_monotonic_time () >= total_us)
      break;
  }
  empty = pipe->queued == 0;
  pipe->ending = TRUE;
  g_cond_broadcast (&pipe->changed);
  g_mutex_unlock (&pipe->lock);
  return empty;
}

gboolean
feedctl_output_free (FeedctlOutput *self)
{
  gboolean empty;

  hand_over (self);
  empty = drain (self->pipe);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_string_free (self->batch, TRUE);
  pipe_unref (self->pipe);
  g_free (self);
  return empty;
}

gsize
feedctl_output_get_queued (FeedctlOutput *self)
{
  g_mutex_lock (&self->pipe->lock);
  self->queued = self->pipe->queued;
  g_mutex_unlock (&self->pipe->lock);
  return self->queued + self->batch->len;
}

void
feedctl_output_write (FeedctlOutput *self,
                      const char    *lines,
                      gsize          length)
{
  if (self->queued + self->batch->len + length > self->limit
      && feedctl_output_get_queued (self) + length > self->limit) {
    self->dropped++;
    return;
  }
  g_string_append_len (self->batch, lines, (gssize) length);
  if (self->batch->len >= BATCH_LIMIT)
    hand_over (self);
}

guint64
feedctl_output_get_dropped (FeedctlOutput *self)
{
  return self->dropped;
}

guint64
feedctl_output_take_recovered (FeedctlOutput *self)
{
  guint64 dropped = self->dropped - self->recovered;

  if (dropped == 0 || feedctl_output_get_queued (self) > self->limit / 2)
    return 0;
  self->recovered = self->dropped;
  return dropped;
}
