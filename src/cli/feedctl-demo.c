/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-demo.h"

#include <unistd.h>

/* Its one line is some hundred bytes */
#define MAX_LINE 65536

struct _FeedctlDemo {
  GSubprocess *process;
  char        *stream, *rest;
};

static void
clear_demo (gpointer data)
{
  FeedctlDemo *self = data;

  if (self->process != NULL)
    g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_clear_object (&self->process);
  g_clear_pointer (&self->stream, g_free);
  g_clear_pointer (&self->rest, g_free);
}

static void
on_demo_destroy (gpointer data)
{
  g_rc_box_release_full (data, clear_demo);
}

/* A member of the child's line, which this program wrote itself: strings there hold no escapes */
static char *
find_member (const char *line,
             const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("\"%s\"\\s*:\\s*\"([^\"\\\\]+)\"", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, line, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

static void
on_line_ready (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FeedctlDemo *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *line =
    g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, &error);

  if (error != NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (line != NULL) {
    self->stream = find_member (line, "stream");
    self->rest = find_member (line, "rest");
  }
  if (self->stream == NULL || self->rest == NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                             "the demo market did not start: it said “%.100s”",
                             line != NULL ? line : "");
    return;
  }
  g_task_return_pointer (task, g_rc_box_acquire (self), on_demo_destroy);
}

/* A group of its own: Ctrl+C is for the parent, which ends the child last */
static void
on_child_setup (gpointer user_data)
{
  setpgid (0, 0);
}

void
feedctl_demo_start_async (GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  const char *const argv[] = {
    "/proc/self/exe", "simulate", "--venue", "demo", "--until-eof", NULL,
  };
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  FeedctlDemo *self = g_rc_box_new0 (FeedctlDemo);
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, feedctl_demo_start_async);
  g_task_set_task_data (task, self, on_demo_destroy);
  g_subprocess_launcher_set_child_setup (launcher, on_child_setup, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  if (self->process == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    g_object_unref (task);
    return;
  }
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_buffered_input_stream_set_buffer_size (G_BUFFERED_INPUT_STREAM (lines), MAX_LINE);
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, cancellable, on_line_ready, task);
}

FeedctlDemo *
feedctl_demo_start_finish (GAsyncResult *result,
                           GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
feedctl_demo_free (FeedctlDemo *self)
{
  on_demo_destroy (self);
}

const char *
feedctl_demo_get_stream (FeedctlDemo *self)
{
  return self->stream;
}

const char *
feedctl_demo_get_rest (FeedctlDemo *self)
{
  return self->rest;
}
