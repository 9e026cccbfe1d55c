/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/feedctl-simulate-input.h"

#include <errno.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_LINE 4096

struct _FeedctlSimulateInput {
  FeedsimServer *server;
  GMainLoop     *loop;
  GString       *line;
  GSource       *source;
};

static gboolean
heal (FeedctlSimulateInput *self,
      const char           *which)
{
  guint64 id = 0;

  if (*which != '\0')
    return g_ascii_string_to_unsigned (which, 10, 1, G_MAXUINT, &id, NULL) &&
           feedsim_server_heal_fault (self->server, (guint) id);
  feedsim_server_heal (self->server);
  return TRUE;
}

static void
obey (FeedctlSimulateInput *self,
      char                 *line)
{
  g_autoptr (GError) error = NULL;

  g_strstrip (line);
  if (g_str_has_prefix (line, "fault ")) {
    if (!feedsim_server_add_fault (self->server, line + strlen ("fault "), &error))
      fprintf (stderr, "feedctl simulate: %s\n", error->message);
  } else if (g_str_equal (line, "heal") || g_str_has_prefix (line, "heal ")) {
    if (!heal (self, line + strlen ("heal") + strspn (line + strlen ("heal"), " ")))
      fprintf (stderr, "feedctl simulate: “%s”: there is no such fault\n", line);
  } else if (g_str_equal (line, "calm")) {
    feedsim_server_calm (self->server);
  } else if (*line != '\0') {
    fprintf (stderr, "feedctl simulate: “%s” is neither “fault SPEC”, “heal [ID]” nor “calm”\n",
             line);
  }
}

static void
take_lines (FeedctlSimulateInput *self)
{
  char *end;

  while ((end = memchr (self->line->str, '\n', self->line->len)) != NULL) {
    g_autofree char *line = g_strndup (self->line->str, (gsize) (end - self->line->str));

    g_string_erase (self->line, 0, end - self->line->str + 1);
    obey (self, line);
  }
  if (self->line->len <= MAX_LINE)
    return;
  fprintf (stderr, "feedctl simulate: a command of more than %d bytes\n", MAX_LINE);
  g_string_truncate (self->line, 0);
}

static gboolean
on_readable (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  FeedctlSimulateInput *self = user_data;
  char bytes[1024];
  ssize_t count = read (fd, bytes, sizeof bytes);

  if (count > 0) {
    g_string_append_len (self->line, bytes, count);
    take_lines (self);
    return G_SOURCE_CONTINUE;
  }
  if (count < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

FeedctlSimulateInput *
feedctl_simulate_input_new (int            fd,
                            FeedsimServer *server,
                            GMainLoop     *loop)
{
  FeedctlSimulateInput *self = g_new0 (FeedctlSimulateInput, 1);

  self->server = g_object_ref (server);
  self->loop = g_main_loop_ref (loop);
  self->line = g_string_new (NULL);
  self->source = g_unix_fd_source_new (fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_static_name (self->source, "standard input");
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->source, NULL);
  return self;
}

void
feedctl_simulate_input_free (FeedctlSimulateInput *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_string_free (self->line, TRUE);
  g_main_loop_unref (self->loop);
  g_object_unref (self->server);
  g_free (self);
}
