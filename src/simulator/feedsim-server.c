/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feedsim/feedsim-server.h"

#include "simulator/feedsim-control.h"
#include "simulator/feedsim-json.h"
#include "simulator/feedsim-recording.h"
#include "simulator/feedsim-rest.h"
#include "simulator/feedsim-storm.h"
#include "simulator/feedsim-stream.h"
#include "simulator/feedsim-venue.h"

/**
 * FeedsimServer:
 *
 * A market and its venue on 127.0.0.1: a stream port, a REST port and a control port, in the
 * thread-default main context it was made in.
 */
struct _FeedsimServer {
  GObject parent_instance;

  char                 *name;
  FeedsimVenue         *venue;
  FeedsimFaultSchedule *schedule;
  FeedsimStream        *stream;
  FeedsimRest          *rest;
  FeedsimControl       *control;
  FeedsimStorm         *storm;
  char                 *stream_url;
  char                 *rest_url;
  char                 *control_url;
};

G_DEFINE_FINAL_TYPE (FeedsimServer, feedsim_server, G_TYPE_OBJECT)

enum {
  FAULT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
emit_fault (FeedsimServer      *self,
            const char         *event,
            const FeedsimFault *fault)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.%fZ");
  g_autofree char *label = feedsim_fault_get_label (fault);
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean instant = (feedsim_fault_get_flags (fault->kind) & FEEDSIM_FAULT_FLAG_INSTANT) != 0;
  char seconds[G_ASCII_DTOSTR_BUF_SIZE] = "null";

  if (instant || fault->duration_us >= 0)
    g_ascii_formatd (seconds, sizeof seconds, "%.3f",
                     instant ? 0 : (double) fault->duration_us / G_USEC_PER_SEC);
  g_string_printf (line, "{\"event\":\"%s\",\"id\":%u,\"time\":\"%s\",\"fault\":", event, fault->id,
                   time);
  feedsim_json_append_string (line, label);
  g_string_append_printf (line, ",\"seconds\":%s}", seconds);
  g_signal_emit (self, signals[FAULT], 0, line->str);
}

static void
on_fault_began (FeedsimFaultSchedule *schedule,
                const FeedsimFault   *fault,
                FeedsimServer        *self)
{
  emit_fault (self, "began", fault);
}

static void
on_fault_ended (FeedsimFaultSchedule *schedule,
                const FeedsimFault   *fault,
                FeedsimServer        *self)
{
  emit_fault (self, "ended", fault);
}

static void
feedsim_server_dispose (GObject *object)
{
  FeedsimServer *self = FEEDSIM_SERVER (object);

  g_clear_object (&self->storm);
  g_clear_object (&self->control);
  g_clear_object (&self->rest);
  g_clear_object (&self->stream);
  g_clear_object (&self->schedule);
  if (self->venue != NULL)
    g_object_run_dispose (G_OBJECT (self->venue));

  G_OBJECT_CLASS (feedsim_server_parent_class)->dispose (object);
}

static void
feedsim_server_finalize (GObject *object)
{
  FeedsimServer *self = FEEDSIM_SERVER (object);

  g_clear_object (&self->venue);
  g_free (self->name);
  g_free (self->stream_url);
  g_free (self->rest_url);
  g_free (self->control_url);

  G_OBJECT_CLASS (feedsim_server_parent_class)->finalize (object);
}

static void
feedsim_server_class_init (FeedsimServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feedsim_server_dispose;
  object_class->finalize = feedsim_server_finalize;

  /**
   * FeedsimServer::fault:
   * @self: the simulator
   * @line: one JSON object in one line
   *
   * A fault began or ended: `event` (`began`, `ended`), `id`, `time`, `fault` (its name and
   * argument) and `seconds`, its whole duration: 0 for what happens once, null for what stays until
   * it is healed. What happens once does not end.
   */
  signals[FAULT] = g_signal_new ("fault", FEEDSIM_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
feedsim_server_init (FeedsimServer *self)
{
  self->schedule = feedsim_fault_schedule_new ();
  g_signal_connect_object (self->schedule, "began", G_CALLBACK (on_fault_began), self, 0);
  g_signal_connect_object (self->schedule, "ended", G_CALLBACK (on_fault_ended), self, 0);
}

static gboolean
schedule_faults (FeedsimServer *self,
                 char         **texts,
                 GError       **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++) {
    g_autoptr (GPtrArray) faults = feedsim_fault_schedule_parse (self->schedule, texts[i], error);

    if (faults == NULL)
      return FALSE;
    for (guint j = 0; j < faults->len; j++)
      feedsim_fault_schedule_add (self->schedule, g_ptr_array_index (faults, j));
  }
  return TRUE;
}

static gboolean
open_ports (FeedsimServer        *self,
            const FeedsimOptions *options,
            GError              **error)
{
  self->stream = feedsim_stream_new (self->venue, self->schedule, options, error);
  if (self->stream == NULL)
    return FALSE;
  self->rest = feedsim_rest_new (self->venue, self->schedule, error);
  if (self->rest == NULL)
    return FALSE;
  self->control = feedsim_control_new (self->schedule, self->venue, error);
  if (self->control == NULL)
    return FALSE;
  if (options->chaos_seed >= 0)
    self->storm = feedsim_storm_new (self->schedule, (guint32) options->chaos_seed,
                                     options->chaos_pace);
  return TRUE;
}

/**
 * feedsim_server_new:
 * @options: what it is to be
 * @error: return location for an error: G_IO_ERROR_INVALID_ARGUMENT where the options make no
 *   sense, another where the recording cannot be read or a port not be had
 *
 * Returns: (transfer full) (nullable): a simulator that runs until it is disposed of
 */
FeedsimServer *
feedsim_server_new (const FeedsimOptions *options,
                    GError              **error)
{
  g_autoptr (FeedsimServer) self = NULL;

  g_return_val_if_fail (options != NULL, NULL);

  if (!feedsim_options_validate (options, error))
    return NULL;
  self = g_object_new (FEEDSIM_TYPE_SERVER, NULL);
  self->name = g_strdup (options->venue);
  self->venue = feedsim_venue_new (options, error);
  if (self->venue == NULL)
    return NULL;
  feedsim_fault_schedule_set_log_in (self->schedule,
                                     FEEDSIM_VENUE_GET_CLASS (self->venue)->has_log_in);
  if (!open_ports (self, options, error) || !schedule_faults (self, options->faults, error))
    return NULL;
  self->stream_url = g_strdup_printf ("ws://127.0.0.1:%u",
                                      feedsim_stream_get_port (self->stream));
  self->rest_url = g_strdup_printf ("http://127.0.0.1:%u",
                                    feedsim_rest_get_port (self->rest));
  self->control_url = g_strdup_printf ("http://127.0.0.1:%u/control",
                                       feedsim_control_get_port (self->control));
  return g_steal_pointer (&self);
}

/**
 * feedsim_server_get_stream_url:
 * @self: the simulator
 *
 * Returns: the base that takes the place of the venue's, for streams
 */
const char *
feedsim_server_get_stream_url (FeedsimServer *self)
{
  g_return_val_if_fail (FEEDSIM_IS_SERVER (self), NULL);

  return self->stream_url;
}

/**
 * feedsim_server_get_rest_url:
 * @self: the simulator
 *
 * Returns: the base that takes the place of the venue's, for REST
 */
const char *
feedsim_server_get_rest_url (FeedsimServer *self)
{
  g_return_val_if_fail (FEEDSIM_IS_SERVER (self), NULL);

  return self->rest_url;
}

/**
 * feedsim_server_get_control_url:
 * @self: the simulator
 *
 * Returns: where faults can be had on demand, at `/fault` below it
 */
const char *
feedsim_server_get_control_url (FeedsimServer *self)
{
  g_return_val_if_fail (FEEDSIM_IS_SERVER (self), NULL);

  return self->control_url;
}

/**
 * feedsim_server_get_symbols:
 * @self: the simulator
 *
 * Returns: (transfer full) (array zero-terminated=1): the symbols of its market
 */
char **
feedsim_server_get_symbols (FeedsimServer *self)
{
  g_autoptr (GStrvBuilder) symbols = g_strv_builder_new ();
  GPtrArray *instruments;

  g_return_val_if_fail (FEEDSIM_IS_SERVER (self), NULL);

  instruments = feedsim_market_get_instruments (feedsim_venue_get_market (self->venue));
  for (guint i = 0; i < instruments->len; i++) {
    FeedsimInstrument *instrument = g_ptr_array_index (instruments, i);

    g_strv_builder_add (symbols, instrument->symbol);
  }
  return g_strv_builder_end (symbols);
}

/**
 * feedsim_server_get_remarks:
 * @self: the simulator
 *
 * Returns: what is wrong with the recording, a line each; empty if nothing is
 */
const char *
feedsim_server_get_remarks (FeedsimServer *self)
{
  FeedsimMarket *market;

  g_return_val_if_fail (FEEDSIM_IS_SERVER (self), NULL);

  market = feedsim_venue_get_market (self->venue);
  return FEEDSIM_IS_RECORDING (market) ?
         feedsim_recording_get_remarks (FEEDSIM_RECORDING (market)) :
         "";
}

/**
 * feedsim_server_describe:
 * @self: the simulator
 *
 * Returns: (transfer full): one JSON object in one line, with its addresses and symbols
 */
char *
feedsim_server_describe (FeedsimServer *self)
{
  g_auto (GStrv) symbols = feedsim_server_get_symbols (self);
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (FEEDSIM_IS_SERVER (self), NULL);

  g_string_printf (out, "{\"venue\":\"%s\",\"stream\":\"%s\",\"rest\":\"%s\",\"control\":\"%s\","
                        "\"symbols\":[", self->name, self->stream_url, self->rest_url,
                   self->control_url);
  for (guint i = 0; symbols[i] != NULL; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    feedsim_json_append_string (out, symbols[i]);
  }
  g_string_append_c (out, ']');
  if (FEEDSIM_VENUE_GET_CLASS (self->venue)->describe != NULL)
    FEEDSIM_VENUE_GET_CLASS (self->venue)->describe (self->venue, self->rest_url, out);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

/**
 * feedsim_server_add_fault:
 * @self: the simulator
 * @text: what `--fault` takes; its times count from now
 * @error: return location for G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether it makes sense
 */
gboolean
feedsim_server_add_fault (FeedsimServer *self,
                          const char    *text,
                          GError       **error)
{
  g_autoptr (GPtrArray) faults = NULL;

  g_return_val_if_fail (FEEDSIM_IS_SERVER (self), FALSE);

  faults = feedsim_fault_schedule_parse (self->schedule, text, error);
  if (faults == NULL)
    return FALSE;
  for (guint i = 0; i < faults->len; i++)
    feedsim_fault_schedule_add_now (self->schedule, g_ptr_array_index (faults, i));
  return TRUE;
}

/**
 * feedsim_server_repeat_faults:
 * @self: the simulator
 *
 * Tells by ::fault of those that are there already, to who could not listen when they began.
 */
void
feedsim_server_repeat_faults (FeedsimServer *self)
{
  g_autoptr (GPtrArray) faults = NULL;

  g_return_if_fail (FEEDSIM_IS_SERVER (self));

  faults = feedsim_fault_schedule_list (self->schedule, TRUE);
  for (guint i = 0; i < faults->len; i++)
    emit_fault (self, "began", g_ptr_array_index (faults, i));
}

/**
 * feedsim_server_heal:
 * @self: the simulator
 *
 * Ends all faults and forgets those to come.
 */
void
feedsim_server_heal (FeedsimServer *self)
{
  g_return_if_fail (FEEDSIM_IS_SERVER (self));

  feedsim_fault_schedule_heal (self->schedule);
}

/**
 * feedsim_server_calm:
 * @self: the simulator
 *
 * Ends all faults for good: the chaos, if there is one, throws no more.
 */
void
feedsim_server_calm (FeedsimServer *self)
{
  g_return_if_fail (FEEDSIM_IS_SERVER (self));

  g_clear_object (&self->storm);
  feedsim_fault_schedule_heal (self->schedule);
}

/**
 * feedsim_server_heal_fault:
 * @self: the simulator
 * @id: of a fault, as ::fault tells it
 *
 * Returns: whether there was one to end
 */
gboolean
feedsim_server_heal_fault (FeedsimServer *self,
                           guint          id)
{
  g_return_val_if_fail (FEEDSIM_IS_SERVER (self), FALSE);

  return feedsim_fault_schedule_heal_one (self->schedule, id);
}

/**
 * feedsim_server_describe_fault:
 * @index: from 0
 * @usage: (out) (transfer full): how it is written
 *
 * Returns: what it does, %NULL after the last
 */
const char *
feedsim_server_describe_fault (guint  index,
                               char **usage)
{
  return feedsim_fault_describe (index, usage);
}
