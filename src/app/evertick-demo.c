/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evertick-demo.h"

#include <glib/gi18n.h>
#include <string.h>

#include "evertick-addresses.h"
#include "evertick-words.h"

#define MAX_LINE 16384
#define FIRST_WAIT_US G_USEC_PER_SEC
#define LONGEST_WAIT_US (30 * G_USEC_PER_SEC)
#define RAN_WELL_US (60 * G_USEC_PER_SEC)

/**
 * EvertickDemo:
 *
 * One child at a time. Everything asynchronous of a child carries the child's own cancellable, so
 * that nothing of an old one is taken for the new one.
 */
struct _EvertickDemo {
  GObject parent_instance;

  char         *program;
  FeedClock    *clock;
  GSubprocess  *child;
  GCancellable *cancellable;
  GString      *line;
  GString      *commands;   /* not written yet */
  gboolean      writing;
  gboolean      running;
  char         *trouble;
  gint64        started_us, wait_us;
  guint         timer;
};

G_DEFINE_FINAL_TYPE (EvertickDemo, evertick_demo, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_TROUBLE,
  PROP_RUNNING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
  READY,
  LINE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_trouble (EvertickDemo *self,
             const char   *trouble)
{
  if (g_strcmp0 (self->trouble, trouble) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (trouble);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE]);
}

static void
set_running (EvertickDemo *self,
             gboolean      running)
{
  if (self->running == running)
    return;
  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
clear_timer (EvertickDemo *self)
{
  if (self->timer != 0)
    feed_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
}

static void
drop_child (EvertickDemo *self)
{
  g_autoptr (GSubprocess) child = g_steal_pointer (&self->child);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_string_truncate (self->commands, 0);
  self->writing = FALSE;
  set_running (self, FALSE);
  if (child == NULL)
    return;
  /* The end of its input is what makes the simulator end */
  g_output_stream_close_async (g_subprocess_get_stdin_pipe (child), G_PRIORITY_DEFAULT, NULL,
                               NULL, NULL);
  g_subprocess_send_signal (child, 15);
}

static void
on_retry_due (gpointer user_data)
{
  EvertickDemo *self = EVERTICK_DEMO (user_data);

  self->timer = 0;
  evertick_demo_start (self);
}

static void
fail (EvertickDemo *self,
      const char   *why)
{
  g_autofree char *text = NULL;
  gint64 now_us = feed_clock_monotonic_us (self->clock);

  drop_child (self);
  if (now_us - self->started_us > RAN_WELL_US)
    self->wait_us = FIRST_WAIT_US;
  text = g_strdup_printf (_ ("The demo market stopped and is started again: %s"), why);
  set_trouble (self, text);
  clear_timer (self);
  self->timer = feed_clock_add_timer (self->clock,
                                      now_us + self->wait_us,
                                      "demo restart",
                                      on_retry_due,
                                      self);
  self->wait_us = MIN (self->wait_us * 2, LONGEST_WAIT_US);
}

static void
take_addresses (EvertickDemo *self,
                const char   *line)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *stream = NULL;
  g_autofree char *rest = NULL;

  if (!evertick_addresses_parse (line, &stream, &rest, &error)) {
    fail (self, error->message);
    return;
  }
  set_trouble (self, NULL);
  set_running (self, TRUE);
  g_signal_emit (self, signals[READY], 0, stream, rest);
}

/* The first line has the addresses. FALSE where the child is given up, or another one's turn */
static gboolean
take_lines (EvertickDemo *self)
{
  GSubprocess *child = self->child;
  char *end;

  while ((end = memchr (self->line->str, '\n', self->line->len)) != NULL) {
    g_autofree char *line = g_strndup (self->line->str, end - self->line->str);

    g_string_erase (self->line, 0, end - self->line->str + 1);
    if (self->running)
      g_signal_emit (self, signals[LINE], 0, line);
    else
      take_addresses (self, line);
    if (self->child != child)
      return FALSE;
  }
  if (self->line->len <= MAX_LINE)
    return TRUE;
  fail (self, _ ("it printed too much"));
  return FALSE;
}

static void
on_output_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (EvertickDemo) self = EVERTICK_DEMO (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *data;
  gsize length;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (self->child == NULL
      || g_subprocess_get_stdout_pipe (self->child) != G_INPUT_STREAM (source))
    return;
  if (bytes == NULL) {
    fail (self, error->message);
    return;
  }
  data = g_bytes_get_data (bytes, &length);
  if (length == 0)
    return;
  g_string_append_len (self->line, data, (gssize) length);
  if (take_lines (self))
    g_input_stream_read_bytes_async (G_INPUT_STREAM (source),
                                     4096,
                                     G_PRIORITY_DEFAULT,
                                     self->cancellable,
                                     on_output_ready,
                                     g_object_ref (self));
}

static void
write_commands (EvertickDemo       *self,
                GAsyncReadyCallback callback)
{
  g_autoptr (GBytes) bytes = NULL;

  if (self->writing || self->commands->len == 0)
    return;
  self->writing = TRUE;
  bytes = g_bytes_new (self->commands->str, self->commands->len);
  g_output_stream_write_bytes_async (g_subprocess_get_stdin_pipe (self->child), bytes,
                                     G_PRIORITY_DEFAULT, self->cancellable, callback,
                                     g_object_ref (self));
}

static void
on_written_ready (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (EvertickDemo) self = EVERTICK_DEMO (user_data);
  g_autoptr (GError) error = NULL;
  gssize written = g_output_stream_write_bytes_finish (G_OUTPUT_STREAM (source), result, &error);

  if (self->child == NULL
      || g_subprocess_get_stdin_pipe (self->child) != G_OUTPUT_STREAM (source))
    return;
  self->writing = FALSE;
  /* A child that no longer reads has ended, or is about to: its end is told elsewhere */
  if (written < 0)
    return;
  g_string_erase (self->commands, 0, written);
  write_commands (self, on_written_ready);
}

static void
on_child_exited (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (EvertickDemo) self = EVERTICK_DEMO (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *why = NULL;
  GSubprocess *child = G_SUBPROCESS (source);

  if (!g_subprocess_wait_finish (child, result, &error) || self->child != child)
    return;
  if (g_subprocess_get_if_exited (child))
    why = g_strdup_printf (_ ("exit status %d"), g_subprocess_get_exit_status (child));
  else
    why = g_strdup_printf (_ ("signal %d"), g_subprocess_get_term_sig (child));
  fail (self, why);
}

static void
evertick_demo_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  EvertickDemo *self = EVERTICK_DEMO (object);

  switch (prop_id) {
  case PROP_TROUBLE:
    g_value_set_string (value, self->trouble);
    break;

  case PROP_RUNNING:
    g_value_set_boolean (value, self->running);
    break;

  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
evertick_demo_dispose (GObject *object)
{
  evertick_demo_stop (EVERTICK_DEMO (object));
  G_OBJECT_CLASS (evertick_demo_parent_class)->dispose (object);
}

static void
evertick_demo_finalize (GObject *object)
{
  EvertickDemo *self = EVERTICK_DEMO (object);

  g_free (self->program);
  g_free (self->trouble);
  g_string_free (self->line, TRUE);
  g_string_free (self->commands, TRUE);
  feed_clock_unref (self->clock);
  G_OBJECT_CLASS (evertick_demo_parent_class)->finalize (object);
}

static void
evertick_demo_class_init (EvertickDemoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = evertick_demo_get_property;
  object_class->dispose = evertick_demo_dispose;
  object_class->finalize = evertick_demo_finalize;

  /**
   * EvertickDemo:trouble:
   *
   * What keeps the market from running, in words; NULL where nothing does.
   */
  properties[PROP_TROUBLE] =
    g_param_spec_string ("trouble", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * EvertickDemo:running:
   *
   * Whether a market runs: from ::ready until it ends.
   */
  properties[PROP_RUNNING] =
    g_param_spec_boolean ("running", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * EvertickDemo::ready:
   * @stream_base: base URL of its stream
   * @rest_base: base URL of its REST service
   *
   * A market runs at these addresses.
   */
  signals[READY] = g_signal_new ("ready",
                                 G_TYPE_FROM_CLASS (klass),
                                 G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL,
                                 G_TYPE_NONE,
                                 2,
                                 G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                 G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * EvertickDemo::line:
   * @line: what it said
   *
   * A line after the first.
   */
  signals[LINE] = g_signal_new ("line", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
evertick_demo_init (EvertickDemo *self)
{
  self->line = g_string_new (NULL);
  self->commands = g_string_new (NULL);
  self->wait_us = FIRST_WAIT_US;
}

EvertickDemo *
evertick_demo_new (const char *program,
                   FeedClock  *clock)
{
  EvertickDemo *self;

  g_return_val_if_fail (program != NULL && clock != NULL, NULL);

  self = g_object_new (EVERTICK_TYPE_DEMO, NULL);
  self->program = g_strdup (program);
  self->clock = feed_clock_ref (clock);
  return self;
}

void
evertick_demo_start (EvertickDemo *self)
{
  const char *const argv[] = {
    self->program, "simulate", "--venue", EVERTICK_DEMO_VENUE, "--until-eof", "--fault-log", "-", NULL
  };
  g_autoptr (GError) error = NULL;

  g_return_if_fail (EVERTICK_IS_DEMO (self));

  if (self->child != NULL)
    return;
  clear_timer (self);
  self->started_us = feed_clock_monotonic_us (self->clock);
  self->child = g_subprocess_newv (argv,
                                   G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                   &error);
  if (self->child == NULL) {
    fail (self, error->message);
    return;
  }
  self->cancellable = g_cancellable_new ();
  g_string_truncate (self->line, 0);
  g_subprocess_wait_async (self->child, self->cancellable, on_child_exited, g_object_ref (self));
  g_input_stream_read_bytes_async (g_subprocess_get_stdout_pipe (self->child),
                                   4096,
                                   G_PRIORITY_DEFAULT,
                                   self->cancellable,
                                   on_output_ready,
                                   g_object_ref (self));
}

void
evertick_demo_stop (EvertickDemo *self)
{
  g_return_if_fail (EVERTICK_IS_DEMO (self));

  clear_timer (self);
  drop_child (self);
  self->wait_us = FIRST_WAIT_US;
}

const char *
evertick_demo_get_trouble (EvertickDemo *self)
{
  g_return_val_if_fail (EVERTICK_IS_DEMO (self), NULL);

  return self->trouble;
}

gboolean
evertick_demo_get_running (EvertickDemo *self)
{
  g_return_val_if_fail (EVERTICK_IS_DEMO (self), FALSE);

  return self->running;
}

void
evertick_demo_tell (EvertickDemo *self,
                    const char   *command)
{
  g_return_if_fail (EVERTICK_IS_DEMO (self) && command != NULL);

  if (!self->running)
    return;
  g_string_append_printf (self->commands, "%s\n", command);
  write_commands (self, on_written_ready);
}
