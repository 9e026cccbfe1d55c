/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "soak/soak-market.h"

#include <string.h>

/* How long the venue told us to stay away: "Retry-After", and our own waits where it says none */
#define BAN_US (120 * (gint64) G_USEC_PER_SEC)
#define RATE_LIMIT_US (60 * (gint64) G_USEC_PER_SEC)
#define STREAM_LIMIT_US (10 * (gint64) G_USEC_PER_SEC)

typedef enum {
  SIDE_NONE,
  SIDE_STREAM,
  SIDE_REST,
} Side;

typedef struct {
  Side   side;
  gint64 wait_us;
} Harm;

struct _SoakMarket {
  GSubprocess        *child;
  GDataInputStream   *lines;
  GCancellable       *cancellable;
  JsonParser         *description;
  GHashTable         *faults;         /* id → Harm */
  gint64              stream_since_us, rest_since_us;
  gboolean            gone;
  SoakMarketFaultFunc on_fault;
  gpointer            user_data;
};

static const char *const STREAM_FAULTS[] = {
  "mute", "half-open", "refuse", "garbage invalid-utf8", "garbage large", "garbage huge-header",
  "truncate", "blackhole", "http-stream", NULL,
};
static const char *const REST_FAULTS[] = {
  "http", "retry-after", "html", "big-body", "rest-hang", NULL,
};

static gboolean
is_one_of (const char        *fault,
           const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++) {
    gsize length = strlen (names[i]);

    if (strncmp (fault, names[i], length) == 0 && (fault[length] == '\0' || fault[length] == ' '))
      return TRUE;
  }
  return FALSE;
}

static Harm *
judge (const char *fault)
{
  Harm *harm = g_new0 (Harm, 1);

  if (is_one_of (fault, STREAM_FAULTS))
    harm->side = SIDE_STREAM;
  else if (is_one_of (fault, REST_FAULTS))
    harm->side = SIDE_REST;
  if (g_str_equal (fault, "http 418"))
    harm->wait_us = BAN_US;
  else if (g_str_equal (fault, "http 429"))
    harm->wait_us = RATE_LIMIT_US;
  else if (g_str_equal (fault, "http-stream 429"))
    harm->wait_us = STREAM_LIMIT_US;
  else if (g_str_has_prefix (fault, "retry-after "))
    harm->wait_us = g_ascii_strtoll (fault + strlen ("retry-after "), NULL, 10) * G_USEC_PER_SEC;
  return harm;
}

static gboolean
is_harmed (SoakMarket *self,
           Side        side)
{
  GHashTableIter iter;
  gpointer harm;

  g_hash_table_iter_init (&iter, self->faults);
  while (g_hash_table_iter_next (&iter, NULL, &harm))
    if (((Harm *) harm)->side == side)
      return TRUE;
  return FALSE;
}

static void
note_end (SoakMarket *self,
          gpointer    id)
{
  Harm *harm = g_hash_table_lookup (self->faults, id);
  gint64 *since_us;
  gint64 over_us;
  Side side;

  if (harm == NULL)
    return;
  side = harm->side;
  over_us = g_get_monotonic_time () + harm->wait_us;
  since_us = side == SIDE_STREAM ? &self->stream_since_us : &self->rest_since_us;
  g_hash_table_remove (self->faults, id);
  if (side != SIDE_NONE && !is_harmed (self, side))
    *since_us = *since_us == G_MAXINT64 ? over_us : MAX (*since_us, over_us);
}

static void
note_begin (SoakMarket *self,
            gpointer    id,
            JsonObject *parsed)
{
  Harm *harm = judge (json_object_get_string_member_with_default (parsed, "fault", ""));

  if (harm->side == SIDE_STREAM)
    self->stream_since_us = G_MAXINT64;
  else if (harm->side == SIDE_REST)
    self->rest_since_us = G_MAXINT64;
  g_hash_table_replace (self->faults, id, harm);
}

/* What happens once does not end */
static void
take_line (SoakMarket *self,
           const char *line)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *parsed;
  gpointer id;

  if (!json_parser_load_from_data (parser, line, -1, NULL) ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return;
  parsed = json_node_get_object (json_parser_get_root (parser));
  id = GUINT_TO_POINTER (json_object_get_int_member_with_default (parsed, "id", 0));
  if (g_str_equal (json_object_get_string_member_with_default (parsed, "event", ""), "ended"))
    note_end (self, id);
  else if (json_object_get_double_member_with_default (parsed, "seconds", 1) > 0)
    note_begin (self, id, parsed);
  self->on_fault (line, parsed, self->user_data);
}

static void
on_line_ready (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  SoakMarket *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source),
                                                                result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (line == NULL) {
    self->gone = TRUE;
    return;
  }
  take_line (self, line);
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, self->cancellable,
                                       on_line_ready, self);
}

static gboolean
start (SoakMarket              *self,
       const SoakMarketOptions *options,
       GError                 **error)
{
  g_autofree char *seed = g_strdup_printf ("%u", options->seed);
  g_autofree char *symbols = g_strdup_printf ("--symbols=%u", options->n_symbols);
  g_autofree char *rate = g_strdup_printf ("--rate=%g", options->ticks_per_second);
  g_autofree char *pace = g_strdup_printf ("--chaos-pace=%g", options->pace);
  const char *argv[] = {
    options->feedctl, "simulate", "--until-eof", "--chaos", seed, pace, "--seed", seed, symbols,
    rate, NULL,
  };

  self->child = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                   G_SUBPROCESS_FLAGS_STDOUT_PIPE, error);
  return self->child != NULL;
}

SoakMarket *
soak_market_new (const SoakMarketOptions *options,
                 SoakMarketFaultFunc      on_fault,
                 gpointer                 user_data,
                 GError                 **error)
{
  g_autoptr (SoakMarket) self = g_new0 (SoakMarket, 1);
  g_autofree char *line = NULL;

  self->on_fault = on_fault;
  self->user_data = user_data;
  self->faults = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->cancellable = g_cancellable_new ();
  self->stream_since_us = self->rest_since_us = g_get_monotonic_time ();
  self->description = json_parser_new ();
  if (!start (self, options, error))
    return NULL;
  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->child));
  line = g_data_input_stream_read_line (self->lines, NULL, NULL, error);
  if (line == NULL || !json_parser_load_from_data (self->description, line, -1, error)) {
    if (error != NULL && *error == NULL)
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The simulator says nothing");
    return NULL;
  }
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, self->cancellable,
                                       on_line_ready, self);
  return g_steal_pointer (&self);
}

void
soak_market_free (SoakMarket *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->child != NULL) {
    g_output_stream_close (g_subprocess_get_stdin_pipe (self->child), NULL, NULL);
    g_subprocess_wait (self->child, NULL, NULL);
  }
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_clear_object (&self->lines);
  g_clear_object (&self->child);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->description);
  g_hash_table_unref (self->faults);
  g_free (self);
}

static JsonObject *
get_description (SoakMarket *self)
{
  return json_node_get_object (json_parser_get_root (self->description));
}

const char *
soak_market_get_stream (SoakMarket *self)
{
  return json_object_get_string_member (get_description (self), "stream");
}

const char *
soak_market_get_rest (SoakMarket *self)
{
  return json_object_get_string_member (get_description (self), "rest");
}

JsonArray *
soak_market_get_symbols (SoakMarket *self)
{
  return json_object_get_array_member (get_description (self), "symbols");
}

gboolean
soak_market_is_gone (SoakMarket *self)
{
  return self->gone;
}

void
soak_market_calm (SoakMarket *self)
{
  static const char COMMAND[] = "calm\n";

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->child), COMMAND, strlen (COMMAND),
                             NULL, NULL, NULL);
}

guint
soak_market_count_faults (SoakMarket *self)
{
  return g_hash_table_size (self->faults);
}

gint64
soak_market_get_stream_since (SoakMarket *self)
{
  return self->stream_since_us;
}

gint64
soak_market_get_rest_since (SoakMarket *self)
{
  return self->rest_since_us;
}
