/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-binance-venue.h"

#include "simulator/feedsim-binance-client.h"
#include "simulator/feedsim-binance-extra.h"
#include "simulator/feedsim-binance-market.h"
#include "simulator/feedsim-binance-reply.h"
#include "simulator/feedsim-http.h"
#include "simulator/feedsim-recording.h"
#include "simulator/feedsim-weight.h"

/**
 * FeedsimBinanceVenue:
 *
 * Binance Spot, and the demo market in its words.
 */
struct _FeedsimBinanceVenue {
  FeedsimVenue parent_instance;

  FeedsimMarket *market;   /* of the parent */
  FeedsimWeight  weight;
  GString       *buffer;
  gboolean       restamp;
};

G_DEFINE_FINAL_TYPE (FeedsimBinanceVenue, feedsim_binance_venue, FEEDSIM_TYPE_VENUE)

static FeedsimClient *
feedsim_binance_venue_new_client (FeedsimVenue *venue,
                                  GSocket      *socket,
                                  guint refusal_status)
{
  return feedsim_binance_client_new (socket, refusal_status);
}

static void
make_text (FeedsimBinanceVenue *self,
           const FeedsimEvent  *event,
           FeedsimBinanceText  *text)
{
  if (event->record == NULL)
    feedsim_binance_encode_event (self->market, event, self->buffer, text);
  else if (self->restamp)
    feedsim_binance_restamp (self->market, event->record, self->buffer, text);
  else
    *text = (FeedsimBinanceText) { event->record->text, event->record->data };
}

/* The text is made once, for whoever wants it first. */
static void
feedsim_binance_venue_publish (FeedsimVenue       *venue,
                               const FeedsimEvent *event,
                               GPtrArray          *clients)
{
  FeedsimBinanceVenue *self = FEEDSIM_BINANCE_VENUE (venue);
  FeedsimBinanceText text = { { NULL, 0 }, { NULL, 0 } };
  g_autofree char *other = NULL;
  const char *stream;

  if (event->series == FEEDSIM_SERIES_OTHER)
    stream = other = g_strndup (event->record->stream.start, event->record->stream.length);
  else
    stream = event->instrument->streams[event->series];
  for (guint i = 0; i < clients->len; i++) {
    FeedsimBinanceClient *client = g_ptr_array_index (clients, i);

    if (!feedsim_binance_client_wants (client, stream))
      continue;
    if (text.combined.start == NULL)
      make_text (self, event, &text);
    feedsim_binance_client_send (client, &text);
  }
}

/* What the recording does not hold is computed; only a symbol that changed has something to say,
 * but who has just subscribed hears of each once. */
static void
publish_computed (FeedsimBinanceVenue *self,
                  FeedsimInstrument   *instrument,
                  FeedsimSeries        series,
                  GPtrArray           *clients)
{
  FeedsimEvent event = { .instrument = instrument, .series = series };
  FeedsimBinanceText text = { { NULL, 0 }, { NULL, 0 } };

  if (instrument->recorded[series] || !instrument->has_trade || instrument->is_preview ||
      instrument->is_mute)
    return;
  for (guint i = 0; i < clients->len; i++) {
    FeedsimBinanceClient *client = g_ptr_array_index (clients, i);

    if ((!instrument->is_dirty && !feedsim_binance_client_is_fresh (client)) ||
        !feedsim_binance_client_wants (client, instrument->streams[series]))
      continue;
    if (text.combined.start == NULL)
      make_text (self, &event, &text);
    feedsim_binance_client_send (client, &text);
  }
}

static void
feedsim_binance_venue_publish_second (FeedsimVenue *venue,
                                      GPtrArray    *clients)
{
  FeedsimBinanceVenue *self = FEEDSIM_BINANCE_VENUE (venue);
  GPtrArray *instruments = feedsim_market_get_instruments (self->market);

  for (guint i = 0; i < instruments->len; i++) {
    FeedsimInstrument *instrument = g_ptr_array_index (instruments, i);

    publish_computed (self, instrument, FEEDSIM_SERIES_TICKER, clients);
    publish_computed (self, instrument, FEEDSIM_SERIES_MINI_TICKER, clients);
    instrument->is_dirty = FALSE;
  }
  for (guint i = 0; i < clients->len; i++)
    feedsim_binance_client_clear_fresh (g_ptr_array_index (clients, i));
}

static void
feedsim_binance_venue_send_again (FeedsimVenue  *venue,
                                  FeedsimClient *client,
                                  guint          count)
{
  FeedsimBinanceVenue *self = FEEDSIM_BINANCE_VENUE (venue);

  feedsim_binance_send_again (self->market, FEEDSIM_BINANCE_CLIENT (client), self->buffer, count);
}

static void
feedsim_binance_venue_send_stale (FeedsimVenue  *venue,
                                  FeedsimClient *client)
{
  FeedsimBinanceVenue *self = FEEDSIM_BINANCE_VENUE (venue);

  feedsim_binance_send_stale (self->market, FEEDSIM_BINANCE_CLIENT (client), self->buffer);
}

static void
answer_limited (SoupServerMessage *message,
                guint              status,
                guint              retry_after_s)
{
  g_autofree char *body = NULL;

  feedsim_http_set_retry_after (message, retry_after_s);
  if (status == 418)
    body = g_strdup_printf ("{\"code\":-1003,\"msg\":\"Way too much request weight used; IP banned "
                            "until %" G_GINT64_FORMAT ". Please use WebSocket Streams for live "
                                                      "updates to avoid bans.\"}",
                            g_get_real_time () / 1000 + (gint64) retry_after_s * 1000);
  else
    body = g_strdup ("{\"code\":-1003,\"msg\":\"Too much request weight used; current limit is "
                     "6000 request weight per 1 MINUTE. Please use WebSocket Streams for live "
                     "updates to avoid polling the API.\"}");
  feedsim_http_answer (message, status, FEEDSIM_HTTP_JSON, body);
}

static void
feedsim_binance_venue_answer_limited (FeedsimVenue      *venue,
                                      SoupServerMessage *message,
                                      guint              retry_after_s)
{
  answer_limited (message, 429, retry_after_s);
}

static void
feedsim_binance_venue_answer_status (FeedsimVenue      *venue,
                                     SoupServerMessage *message,
                                     guint              status)
{
  g_autofree char *body = NULL;

  if (status >= 500 || status == 403) {
    feedsim_http_answer_page (message, status);
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
  feedsim_http_answer (message, status, FEEDSIM_HTTP_JSON, body);
}

static void
feedsim_binance_venue_answer (FeedsimVenue      *venue,
                              SoupServerMessage *message)
{
  FeedsimBinanceVenue *self = FEEDSIM_BINANCE_VENUE (venue);
  GUri *uri = soup_server_message_get_uri (message);
  g_autoptr (GHashTable) query = NULL;
  g_autoptr (FeedsimBinanceReply) reply = NULL;
  g_autofree char *used = NULL;
  guint retry_after_s;
  guint status;

  if (g_strcmp0 (soup_server_message_get_method (message), "GET") != 0) {
    feedsim_binance_venue_answer_status (venue, message, 405);
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
    feedsim_http_answer (message, reply->status, reply->is_html ? FEEDSIM_HTTP_HTML : FEEDSIM_HTTP_JSON,
                         reply->body->str);
}

static void
feedsim_binance_venue_finalize (GObject *object)
{
  FeedsimBinanceVenue *self = FEEDSIM_BINANCE_VENUE (object);

  g_string_free (self->buffer, TRUE);

  G_OBJECT_CLASS (feedsim_binance_venue_parent_class)->finalize (object);
}

static void
feedsim_binance_venue_class_init (FeedsimBinanceVenueClass *klass)
{
  FeedsimVenueClass *venue_class = FEEDSIM_VENUE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = feedsim_binance_venue_finalize;
  venue_class->new_client = feedsim_binance_venue_new_client;
  venue_class->publish = feedsim_binance_venue_publish;
  venue_class->publish_second = feedsim_binance_venue_publish_second;
  venue_class->send_again = feedsim_binance_venue_send_again;
  venue_class->send_stale = feedsim_binance_venue_send_stale;
  venue_class->answer = feedsim_binance_venue_answer;
  venue_class->answer_status = feedsim_binance_venue_answer_status;
  venue_class->answer_limited = feedsim_binance_venue_answer_limited;
}

static void
feedsim_binance_venue_init (FeedsimBinanceVenue *self)
{
  self->buffer = g_string_new (NULL);
}

FeedsimVenue *
feedsim_binance_venue_new (const FeedsimOptions *options,
                           GError              **error)
{
  g_autoptr (FeedsimBinanceVenue) self = NULL;
  FeedsimMarket *market = options->replay_path != NULL ? feedsim_recording_new (options, error) :
                          feedsim_binance_market_new (options);

  if (market == NULL)
    return NULL;
  self = g_object_new (FEEDSIM_TYPE_BINANCE_VENUE, NULL);
  self->market = market;
  self->restamp = options->restamp;
  feedsim_venue_set_market (FEEDSIM_VENUE (self), market);
  return FEEDSIM_VENUE (g_steal_pointer (&self));
}
