/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-control.h"

#include "simulator/feedsim-http.h"
#include "simulator/feedsim-json.h"

#define JSON_TYPE "application/json"
#define FAULT_PATH "/control/fault"
#define MAX_BODY_BYTES 4096

/**
 * FeedsimControl:
 *
 * The port that whoever holds the simulator has: faults on demand. `POST /control/fault` takes the
 * text of `--fault`, its times counted from now; `GET` lists them; `DELETE` heals all.
 */
struct _FeedsimControl {
  GObject parent_instance;

  FeedsimFaultSchedule *schedule;
  FeedsimHttp          *http;
};

G_DEFINE_FINAL_TYPE (FeedsimControl, feedsim_control, G_TYPE_OBJECT)

static void
append_list (GString    *out,
             const char *name,
             GPtrArray  *texts)
{
  g_string_append_printf (out, "\"%s\":[", name);
  for (guint i = 0; i < texts->len; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    feedsim_json_append_string (out, g_ptr_array_index (texts, i));
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

  append_list (body, "active", active);
  g_string_append_c (body, ',');
  append_list (body, "scheduled", scheduled);
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
  faults = feedsim_fault_parse_list (text, &error);
  if (faults == NULL) {
    answer_error (message, 400, error->message);
    return;
  }
  for (guint i = 0; i < faults->len; i++)
    feedsim_fault_schedule_add_now (self->schedule, g_ptr_array_index (faults, i));
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

  if (!g_str_equal (path, FAULT_PATH)) {
    answer_error (message, 404, "there is only " FAULT_PATH);
  } else if (g_str_equal (method, "POST")) {
    add_faults (self, message);
  } else if (g_str_equal (method, "DELETE")) {
    feedsim_fault_schedule_heal (self->schedule);
    answer_list (self, message);
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
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a control server on a free port of 127.0.0.1
 */
FeedsimControl *
feedsim_control_new (FeedsimFaultSchedule *schedule,
                     GError              **error)
{
  g_autoptr (FeedsimControl) self = g_object_new (FEEDSIM_TYPE_CONTROL, NULL);

  self->schedule = g_object_ref (schedule);
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
