/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-rest.h"

#include <string.h>

#include "simulator/feedsim-http.h"

#define BIG_CHUNKS 50
#define BIG_CHUNK_BYTES (1024 * 1024)
#define MAX_HANGING 256

/**
 * FeedsimRest:
 *
 * A venue's REST port. It has a server of its own: it goes on while the stream is cut.
 */
struct _FeedsimRest {
  GObject parent_instance;

  FeedsimVenue         *venue;
  FeedsimFaultSchedule *schedule;
  FeedsimHttp          *http;
  GPtrArray            *hanging;   /* requests that wait for the fault to pass */
};

G_DEFINE_FINAL_TYPE (FeedsimRest, feedsim_rest, G_TYPE_OBJECT)

static void
answer_big (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  char *filler = g_malloc (BIG_CHUNK_BYTES);
  g_autoptr (GBytes) chunk = NULL;

  memset (filler, ' ', BIG_CHUNK_BYTES);
  chunk = g_bytes_new_take (filler, BIG_CHUNK_BYTES);
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Content-Type",
                                FEEDSIM_HTTP_JSON);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, "[", 1);
  for (guint i = 0; i < BIG_CHUNKS; i++)
    soup_message_body_append_bytes (body, chunk);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, "]", 1);
}

static gboolean
answer_fault (FeedsimRest       *self,
              SoupServerMessage *message)
{
  FeedsimVenueClass *klass = FEEDSIM_VENUE_GET_CLASS (self->venue);
  const FeedsimFault *fault;

  if ((fault = feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_RETRY_AFTER)) != NULL)
    klass->answer_limited (self->venue, message, (guint) fault->argument);
  else if ((fault = feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_HTTP)) != NULL)
    klass->answer_status (self->venue, message, (guint) fault->argument);
  else if (feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_HTML) != NULL)
    feedsim_http_answer (message, 200, FEEDSIM_HTTP_HTML,
                         "<!DOCTYPE html><html><body>Please log in to this network.</body>"
                         "</html>\n");
  else if (feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_BIG_BODY) != NULL)
    answer_big (message);
  else
    return FALSE;
  return TRUE;
}

static void
answer (FeedsimRest       *self,
        SoupServerMessage *message)
{
  if (!answer_fault (self, message))
    FEEDSIM_VENUE_GET_CLASS (self->venue)->answer (self->venue, message);
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  FeedsimRest *self = user_data;

  if (feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_REST_HANG) == NULL ||
      self->hanging->len >= MAX_HANGING) {
    answer (self, message);
    return;
  }
  soup_server_message_pause (message);
  g_ptr_array_add (self->hanging, g_object_ref (message));
}

static void
on_request_over (SoupServer        *server,
                 SoupServerMessage *message,
                 FeedsimRest       *self)
{
  g_ptr_array_remove (self->hanging, message);
}

static void
on_fault_ended (FeedsimFaultSchedule *schedule,
                const FeedsimFault   *fault,
                FeedsimRest          *self)
{
  g_autoptr (GPtrArray) waiting = NULL;

  if (feedsim_fault_schedule_find (schedule, FEEDSIM_FAULT_REST_HANG) != NULL)
    return;
  waiting = g_steal_pointer (&self->hanging);
  self->hanging = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++) {
    answer (self, g_ptr_array_index (waiting, i));
    soup_server_message_unpause (g_ptr_array_index (waiting, i));
  }
}

static void
feedsim_rest_dispose (GObject *object)
{
  FeedsimRest *self = FEEDSIM_REST (object);

  g_ptr_array_set_size (self->hanging, 0);
  g_clear_object (&self->http);
  g_clear_object (&self->venue);
  g_clear_object (&self->schedule);

  G_OBJECT_CLASS (feedsim_rest_parent_class)->dispose (object);
}

static void
feedsim_rest_finalize (GObject *object)
{
  FeedsimRest *self = FEEDSIM_REST (object);

  g_clear_pointer (&self->hanging, g_ptr_array_unref);

  G_OBJECT_CLASS (feedsim_rest_parent_class)->finalize (object);
}

static void
feedsim_rest_class_init (FeedsimRestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feedsim_rest_dispose;
  object_class->finalize = feedsim_rest_finalize;
}

static void
feedsim_rest_init (FeedsimRest *self)
{
  self->hanging = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * feedsim_rest_new:
 * @venue: who answers
 * @schedule: the faults
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a REST server on a free port of 127.0.0.1
 */
FeedsimRest *
feedsim_rest_new (FeedsimVenue         *venue,
                  FeedsimFaultSchedule *schedule,
                  GError              **error)
{
  g_autoptr (FeedsimRest) self = g_object_new (FEEDSIM_TYPE_REST, NULL);

  self->venue = g_object_ref (venue);
  self->schedule = g_object_ref (schedule);
  self->http = feedsim_http_new (on_request, self, error);
  if (self->http == NULL)
    return NULL;
  g_signal_connect_object (feedsim_http_get_server (self->http), "request-aborted",
                           G_CALLBACK (on_request_over), self, 0);
  g_signal_connect_object (schedule, "ended", G_CALLBACK (on_fault_ended), self, 0);
  return g_steal_pointer (&self);
}

guint
feedsim_rest_get_port (FeedsimRest *self)
{
  g_return_val_if_fail (FEEDSIM_IS_REST (self), 0);

  return feedsim_http_get_port (self->http);
}
