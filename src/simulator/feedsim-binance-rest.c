/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-binance-rest.h"

#include <string.h>

#include "simulator/feedsim-binance-reply.h"
#include "simulator/feedsim-http.h"
#include "simulator/feedsim-weight.h"

#define JSON_TYPE "application/json;charset=UTF-8"
#define HTML_TYPE "text/html;charset=UTF-8"
#define BIG_CHUNKS 50
#define BIG_CHUNK_BYTES (1024 * 1024)
#define MAX_HANGING 256

/**
 * FeedsimBinanceRest:
 *
 * The venue's REST port. It has a server of its own: it goes on while the stream is cut.
 */
struct _FeedsimBinanceRest {
  GObject parent_instance;

  FeedsimMarket        *market;
  FeedsimFaultSchedule *schedule;
  FeedsimHttp          *http;
  FeedsimWeight         weight;
  GPtrArray            *hanging;   /* requests that wait for the fault to pass */
};

G_DEFINE_FINAL_TYPE (FeedsimBinanceRest, feedsim_binance_rest, G_TYPE_OBJECT)

static void
set_retry_after (SoupServerMessage *message,
                 guint              seconds)
{
  g_autofree char *text = g_strdup_printf ("%u", seconds);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                text);
}

static void
answer_limited (SoupServerMessage *message,
                guint              status,
                guint              retry_after_s)
{
  g_autofree char *body = NULL;

  set_retry_after (message, retry_after_s);
  if (status == 418)
    body = g_strdup_printf ("{\"code\":-1003,\"msg\":\"Way too much request weight used; IP banned "
                            "until %" G_GINT64_FORMAT ". Please use WebSocket Streams for live "
                                                      "updates to avoid bans.\"}",
                            g_get_real_time () / 1000 + (gint64) retry_after_s * 1000);
  else
    body = g_strdup ("{\"code\":-1003,\"msg\":\"Too much request weight used; current limit is "
                     "6000 request weight per 1 MINUTE. Please use WebSocket Streams for live "
                     "updates to avoid polling the API.\"}");
  feedsim_http_answer (message, status, JSON_TYPE, body);
}

static void
answer_status (SoupServerMessage *message,
               guint              status)
{
  g_autofree char *body = NULL;

  if (status >= 500 || status == 403) {
    body = g_strdup_printf ("<html><head><title>%u</title></head><body>%s</body></html>\n", status,
                            soup_status_get_phrase (status));
    feedsim_http_answer (message, status, HTML_TYPE, body);
    return;
  }
  if (status == 429 || status == 418)
    body = g_strdup ("{\"code\":-1003,\"msg\":\"Too many requests.\"}");
  else if (status == 401)
    body = g_strdup ("{\"code\":-2015,\"msg\":\"Invalid API-key, IP, or permissions for "
                     "action.\"}");
  else
    body = g_strdup ("{\"code\":-1000,\"msg\":\"An unknown error occurred while processing the "
                     "request.\"}");
  feedsim_http_answer (message, status, JSON_TYPE, body);
}

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
                                JSON_TYPE);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, "[", 1);
  for (guint i = 0; i < BIG_CHUNKS; i++)
    soup_message_body_append_bytes (body, chunk);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, "]", 1);
}

static gboolean
answer_fault (FeedsimBinanceRest *self,
              SoupServerMessage  *message)
{
  const FeedsimFault *fault;

  if ((fault = feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_RETRY_AFTER)) != NULL)
    answer_limited (message, 429, (guint) fault->argument);
  else if ((fault = feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_HTTP)) != NULL)
    answer_status (message, (guint) fault->argument);
  else if (feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_HTML) != NULL)
    feedsim_http_answer (message, 200, HTML_TYPE,
                         "<!DOCTYPE html><html><body>Please log in to this network.</body>"
                         "</html>\n");
  else if (feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_BIG_BODY) != NULL)
    answer_big (message);
  else
    return FALSE;
  return TRUE;
}

static void
answer (FeedsimBinanceRest *self,
        SoupServerMessage  *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  g_autoptr (GHashTable) query = NULL;
  g_autoptr (FeedsimBinanceReply) reply = NULL;
  g_autofree char *used = NULL;
  guint retry_after_s;
  guint status;

  if (answer_fault (self, message))
    return;
  if (g_strcmp0 (soup_server_message_get_method (message), "GET") != 0) {
    answer_status (message, 405);
    return;
  }
  if (g_uri_get_query (uri) != NULL)
    query = soup_form_decode (g_uri_get_query (uri));
  feedsim_market_saw_request (self->market);
  reply = feedsim_binance_reply_new (self->market, g_uri_get_path (uri), query);
  status = feedsim_weight_take (&self->weight, reply->weight, g_get_real_time (), &retry_after_s);
  used = g_strdup_printf ("%u", self->weight.used);
  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "X-MBX-USED-WEIGHT-1M", used);
  if (status != 200)
    answer_limited (message, status, retry_after_s);
  else
    feedsim_http_answer (message, reply->status, reply->is_html ? HTML_TYPE : JSON_TYPE,
                         reply->body->str);
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  FeedsimBinanceRest *self = user_data;

  if (feedsim_fault_schedule_find (self->schedule, FEEDSIM_FAULT_REST_HANG) == NULL ||
      self->hanging->len >= MAX_HANGING) {
    answer (self, message);
    return;
  }
  soup_server_message_pause (message);
  g_ptr_array_add (self->hanging, g_object_ref (message));
}

static void
on_request_over (SoupServer         *server,
                 SoupServerMessage  *message,
                 FeedsimBinanceRest *self)
{
  g_ptr_array_remove (self->hanging, message);
}

static void
on_fault_ended (FeedsimFaultSchedule *schedule,
                const FeedsimFault   *fault,
                FeedsimBinanceRest   *self)
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
feedsim_binance_rest_dispose (GObject *object)
{
  FeedsimBinanceRest *self = FEEDSIM_BINANCE_REST (object);

  g_ptr_array_set_size (self->hanging, 0);
  g_clear_object (&self->http);
  g_clear_object (&self->market);
  g_clear_object (&self->schedule);

  G_OBJECT_CLASS (feedsim_binance_rest_parent_class)->dispose (object);
}

static void
feedsim_binance_rest_finalize (GObject *object)
{
  FeedsimBinanceRest *self = FEEDSIM_BINANCE_REST (object);

  g_clear_pointer (&self->hanging, g_ptr_array_unref);

  G_OBJECT_CLASS (feedsim_binance_rest_parent_class)->finalize (object);
}

static void
feedsim_binance_rest_class_init (FeedsimBinanceRestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feedsim_binance_rest_dispose;
  object_class->finalize = feedsim_binance_rest_finalize;
}

static void
feedsim_binance_rest_init (FeedsimBinanceRest *self)
{
  self->hanging = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * feedsim_binance_rest_new:
 * @market: whose state to tell
 * @schedule: the faults
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a REST server on a free port of 127.0.0.1
 */
FeedsimBinanceRest *
feedsim_binance_rest_new (FeedsimMarket        *market,
                          FeedsimFaultSchedule *schedule,
                          GError              **error)
{
  g_autoptr (FeedsimBinanceRest) self = g_object_new (FEEDSIM_TYPE_BINANCE_REST, NULL);

  self->market = g_object_ref (market);
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
feedsim_binance_rest_get_port (FeedsimBinanceRest *self)
{
  g_return_val_if_fail (FEEDSIM_IS_BINANCE_REST (self), 0);

  return feedsim_http_get_port (self->http);
}
