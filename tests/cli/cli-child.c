/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-child.h"

#include <string.h>

#include "support/test-support.h"

#define START_MS 20000

static void
on_line_ready (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  CliChild *self = user_data;
  gsize length;
  char *line = g_data_input_stream_read_line_finish (self->out, result, &length, NULL);

  if (line == NULL) {
    self->n_reading--;
    return;
  }
  g_ptr_array_add (self->lines, line);
  g_data_input_stream_read_line_async (self->out, G_PRIORITY_DEFAULT, self->cancellable,
                                       on_line_ready, self);
}

static void
on_error_ready (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  CliChild *self = user_data;
  gssize n = g_input_stream_read_finish (self->err, result, NULL);

  if (n <= 0) {
    self->n_reading--;
    return;
  }
  g_string_append_len (self->errors, self->buffer, n);
  g_input_stream_read_async (self->err, self->buffer, sizeof self->buffer, G_PRIORITY_DEFAULT,
                             self->cancellable, on_error_ready, self);
}

CliChild *
cli_child_newv (const char *const *arguments,
                gboolean           read_output)
{
  CliChild *self = g_new0 (CliChild, 1);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (argv, (gpointer) g_getenv ("EVERTICK_FEEDCTL"));
  g_assert_nonnull (argv->pdata[0]);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) arguments[i]);
  g_ptr_array_add (argv, NULL);
  self->process = g_subprocess_newv ((const char *const *) argv->pdata,
                                     G_SUBPROCESS_FLAGS_STDIN_PIPE
                                     | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                     | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->errors = g_string_new (NULL);
  self->cancellable = g_cancellable_new ();
  self->out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->err = g_object_ref (g_subprocess_get_stderr_pipe (self->process));
  self->n_reading = 1;
  g_input_stream_read_async (self->err, self->buffer, sizeof self->buffer, G_PRIORITY_DEFAULT,
                             self->cancellable, on_error_ready, self);
  if (read_output) {
    self->n_reading++;
    g_data_input_stream_read_line_async (self->out, G_PRIORITY_DEFAULT, self->cancellable,
                                         on_line_ready, self);
  }
  return self;
}

static CliChild *
spawn_va (const char *command,
          const char *first,
          va_list     rest)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();

  if (command != NULL)
    g_ptr_array_add (arguments, (gpointer) command);
  for (const char *at = first; at != NULL; at = va_arg (rest, const char *))
    g_ptr_array_add (arguments, (gpointer) at);
  g_ptr_array_add (arguments, NULL);
  return cli_child_newv ((const char *const *) arguments->pdata, TRUE);
}

CliChild *
cli_child_new (const char *first,
               ...)
{
  va_list rest;
  CliChild *self;

  va_start (rest, first);
  self = spawn_va (NULL, first, rest);
  va_end (rest);
  return self;
}

void
cli_child_free (CliChild *self)
{
  g_subprocess_force_exit (self->process);
  g_cancellable_cancel (self->cancellable);
  while (self->n_reading > 0)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&self->process);
  g_clear_object (&self->out);
  g_clear_object (&self->err);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->lines);
  g_string_free (self->errors, TRUE);
  g_free (self);
}

/* It ended when nothing of it can be read any more; the status is there right after */
static gboolean
has_closed (gpointer user_data)
{
  CliChild *self = user_data;

  return self->n_reading == 0;
}

int
cli_child_wait (CliChild *self,
                guint     deadline_ms)
{
  g_autoptr (GError) error = NULL;

  if (!test_wait_until (has_closed, self, deadline_ms))
    g_error ("feedctl did not end; it said: %s", self->errors->str);
  g_subprocess_wait (self->process, NULL, &error);
  g_assert_no_error (error);
  return g_subprocess_get_if_exited (self->process)
         ? g_subprocess_get_exit_status (self->process) : -1;
}

typedef struct {
  CliChild   *child;
  const char *part;
  guint       seen;
} Search;

static gboolean
has_part (gpointer user_data)
{
  Search *search = user_data;

  for (; search->seen < search->child->lines->len; search->seen++) {
    if (strstr (search->child->lines->pdata[search->seen], search->part) != NULL)
      return TRUE;
  }
  return FALSE;
}

gboolean
cli_child_has_line (CliChild   *self,
                    const char *part,
                    guint       deadline_ms)
{
  Search search = { self, part, 0 };

  return test_wait_until (has_part, &search, deadline_ms);
}

JsonNode *
cli_parse_line (const char *line)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (line, &error);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    g_error ("no JSON object: %s", line);
  return node;
}

CliSimulator *
cli_simulator_new (const char *first,
                   ...)
{
  CliSimulator *self = g_new0 (CliSimulator, 1);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  va_list rest;

  va_start (rest, first);
  self->child = spawn_va ("simulate", first, rest);
  va_end (rest);
  if (!cli_child_has_line (self->child, "\"stream\"", START_MS))
    g_error ("the simulator did not start: %s", self->child->errors->str);
  node = cli_parse_line (self->child->lines->pdata[0]);
  object = json_node_get_object (node);
  self->stream = g_strdup (json_object_get_string_member (object, "stream"));
  self->rest = g_strdup (json_object_get_string_member (object, "rest"));
  return self;
}

void
cli_simulator_free (CliSimulator *self)
{
  cli_child_free (self->child);
  g_free (self->stream);
  g_free (self->rest);
  g_free (self);
}
