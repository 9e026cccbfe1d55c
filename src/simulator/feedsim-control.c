/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-control.h"

#include <string.h>

#include "simulator/feedsim-http.h"
#include "simulator/feedsim-json.h"

#define JSON_TYPE "application/json"
#define FAULT_PATH "/control/fault"
#define COUNTS_PATH "/control/counts"
#define MAX_BODY_BYTES 4096

/**
 * FeedsimControl:
 *
 * The port that whoever holds the simulator has: faults on demand. `POST /control/fault` takes the
 * text of `--fault`, its times counted from now; `GET` lists them, those that run with the time they
 * have left; `DELETE` heals all, or `/control/fault/ID` one.
 */
struct _FeedsimControl {
  GObject parent_instance;

  FeedsimFaultSchedule *schedule;
  FeedsimVenue         *venue;
  FeedsimHttp          *http;
};

G_DEFINE_FINAL_TYPE (FeedsimControl, feedsim_control, G_TYPE_OBJECT)

static void
append_texts (GString    *out,
              const char *name,
              GPtrArray  *faults)
{
  g_string_append_printf (out, "\"%s\":[", name);
  for (guint i = 0; i < faults->len; i++) {
    g_autofree char *text = feedsim_fault_to_string (g_ptr_array_index (faults, i));

    if (i > 0)
      g_string_append_c (out, ',');
    feedsim_json_append_string (out, text);
  }
  g_string_append_c (out, ']');
}

static void
append_seconds (GString    *out,
                const char *name,
                gint64      us)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.3f", (double) us / G_USEC_PER_SEC);
  g_string_append_printf (out, ",\"%s\":%s", name, us >= 0 ? number : "null");
}

/* What runs now, with the time it has left; null where it stays until it is healed */
static void
append_running (FeedsimControl *self,
                GString        *out,
                GPtrArray      *faults)
{
  g_string_append (out, "\"running\":[");
  for (guint i = 0; i < faults->len; i++) {
    const FeedsimFault *fault = g_ptr_array_index (faults, i);
    g_autofree char *label = feedsim_fault_get_label (fault);

    g_string_append_printf (out, "%s{\"id\":%u,\"fault\":", i > 0 ? "," : "", fault->id);
    feedsim_json_append_string (out, label);
    append_seconds (out, "seconds", fault->duration_us);
    append_seconds (out, "remaining",
                    feedsim_fault_schedule_get_remaining_us (self->schedule, fault->id));
    g_string_append_c (out, '}');
  }
  g_string_append_c (out, ']');
}

static void
answer_list (FeedsimControl    *self,
             SoupServerMessage *message)
{
  g_autoptr (GPtrArray) active = feedsim_fault_schedule_list (self->schedule, TRUE);
  g_autoptr (GPtrArray) scheduled = feedsim_fault_schedule_list (self->schedule, FALSE);
  g_autoptr (GString) body = g_string_new ("{");

  append_texts (body, "active", active);
  g_string_append_c (body, ',');
  append_texts (body, "scheduled", scheduled);
  g_string_append_c (body, ',');
  append_running (self, body, active);
  g_string_append (body, "}\n");
  feedsim_http_answer (message, 200, JSON_TYPE, body->str);
}

/* What the venue's clients did: log-ins and the like; an empty object where none of it is counted */
static void
answer_counts (FeedsimControl    *self,
               SoupServerMessage *message)
{
  g_autoptr (GString) body = g_string_new ("{");

  if (FEEDSIM_VENUE_GET_CLASS (self->venue)->count != NULL)
    FEEDSIM_VENUE_GET_CLASS (self->venue)->count (self->venue, body);
  g_string_append (body, "}\n");
  feedsim_http_answer (message, 200, JSON_TYPE, body->str);
}

static void
answer_error (SoupServerMessage *message,
              guint              status,
              const char        *text)
{
  g_autoptr (GString) body = g_string_new ("{\"error\":");

  feedsim_json_append_string (body, text);
  g_string_append (body, "}\n");
  feedsim_http_answer (message, status, JSON_TYPE, body->str);
}

static void
add_faults (FeedsimControl    *self,
            SoupServerMessage *message)
{
  SoupMessageBody *request = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) body = soup_message_body_flatten (request);
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GError) error = NULL;

  if (g_bytes_get_size (body) > MAX_BODY_BYTES) {
    answer_error (message, 413, "too long for a fault");
    return;
  }
  faults = feedsim_fault_schedule_parse (self->schedule, text, &error);
  if (faults == NULL) {
    answer_error (message, 400, error->message);
    return;
  }
  for (guint i = 0; i < faults->len; i++)
    feedsim_fault_schedule_add_now (self->schedule, g_ptr_array_index (faults, i));
  answer_list (self, message);
}

static void
heal (FeedsimControl    *self,
      SoupServerMessage *message,
      const char        *path)
{
  guint64 id = 0;

  if (g_str_equal (path, FAULT_PATH)) {
    feedsim_fault_schedule_heal (self->schedule);
  } else if (!g_ascii_string_to_unsigned (path + strlen (FAULT_PATH "/"), 10, 1, G_MAXUINT, &id,
                                          NULL) ||
             !feedsim_fault_schedule_heal_one (self->schedule, (guint) id)) {
    answer_error (message, 404, "there is no such fault");
    return;
  }
  answer_list (self, message);
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  FeedsimControl *self = user_data;
  const char *method = soup_server_message_get_method (message);

  if (g_str_has_prefix (path, FAULT_PATH "/") && g_str_equal (method, "DELETE")) {
    heal (self, message, path);
  } else if (g_str_equal (path, COUNTS_PATH) && g_str_equal (method, "GET")) {
    answer_counts (self, message);
  } else if (!g_str_equal (path, FAULT_PATH)) {
    answer_error (message, 404, "there is only " FAULT_PATH " and " COUNTS_PATH);
  } else if (g_str_equal (method, "POST")) {
    add_faults (self, message);
  } else if (g_str_equal (method, "DELETE")) {
    heal (self, message, path);
  } else if (g_str_equal (method, "GET")) {
    answer_list (self, message);
  } else {
    answer_error (message, 405, "GET, POST or DELETE");
  }
}

static void
feedsim_control_dispose (GObject *object)
{
  FeedsimControl *self = FEEDSIM_CONTROL (object);

  g_clear_object (&self->http);
  g_clear_object (&self->schedule);
  g_clear_object (&self->venue);

  G_OBJECT_CLASS (feedsim_control_parent_class)->dispose (object);
}

static void
feedsim_control_class_init (FeedsimControlClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = feedsim_control_dispose;
}

static void
feedsim_control_init (FeedsimControl *self)
{
}

/**
 * feedsim_control_new:
 * @schedule: the faults
 * @venue: whose clients are counted
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a control server on a free port of 127.0.0.1
 */
FeedsimControl *
feedsim_control_new (FeedsimFaultSchedule *schedule,
                     FeedsimVenue         *venue,
                     GError              **error)
{
  g_autoptr (FeedsimControl) self = g_object_new (FEEDSIM_TYPE_CONTROL, NULL);

  self->schedule = g_object_ref (schedule);
  self->venue = g_object_ref (venue);
  self->http = feedsim_http_new (on_request, self, error);
  if (self->http == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

guint
feedsim_control_get_port (FeedsimControl *self)
{
  g_return_val_if_fail (FEEDSIM_IS_CONTROL (self), 0);

  return feedsim_http_get_port (self->http);
}
