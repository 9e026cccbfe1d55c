/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-venue.h"

#include "simulator/feedsim-angel-account.h"
#include "simulator/feedsim-angel-book.h"
#include "simulator/feedsim-angel-client.h"
#include "simulator/feedsim-angel-desk.h"
#include "simulator/feedsim-angel-list.h"
#include "simulator/feedsim-http.h"

/**
 * FeedsimAngelVenue:
 *
 * Angel One's SmartAPI: a log-in, REST, the master list of instruments and a binary stream.
 */
struct _FeedsimAngelVenue {
  FeedsimVenue parent_instance;

  FeedsimAngelAccount   *account;
  FeedsimAngelBook      *book;
  FeedsimAngelPublisher *publisher;
  FeedsimAngelDesk      *desk;
};

G_DEFINE_FINAL_TYPE (FeedsimAngelVenue, feedsim_angel_venue, FEEDSIM_TYPE_VENUE)

static FeedsimClient *
feedsim_angel_venue_new_client (FeedsimVenue *venue,
                                GSocket      *socket,
                                guint refusal_status)
{
  FeedsimAngelVenue *self = FEEDSIM_ANGEL_VENUE (venue);

  return feedsim_angel_client_new (self->account, self->book, self->publisher, socket,
                                   refusal_status);
}

static void
feedsim_angel_venue_publish (FeedsimVenue       *venue,
                             const FeedsimEvent *event,
                             GPtrArray          *clients)
{
  FeedsimAngelVenue *self = FEEDSIM_ANGEL_VENUE (venue);
  guint index = event->instrument->index;
  FeedsimAngelEntry *entry = feedsim_angel_book_get (self->book, index);
  guint said = ~0u;
  gboolean begun = FALSE;

  /* Without a trade there is no new price, and of an index nothing new at all. */
  if (event->series != FEEDSIM_SERIES_TRADE)
    said = entry->row.kind == FEEDSIM_ANGEL_INDEX ? 0 : ~(1u << FEEDSIM_ANGEL_MODE_LTP);
  for (guint i = 0; i < clients->len; i++) {
    FeedsimAngelClient *client = g_ptr_array_index (clients, i);
    guint modes = feedsim_angel_client_get_modes (client, index) & said;

    if (modes == 0)
      continue;
    if (!begun)
      feedsim_angel_publisher_begin (self->publisher, entry, TRUE);
    begun = TRUE;
    feedsim_angel_publisher_tell (self->publisher, entry, FEEDSIM_CLIENT (client), modes);
  }
}

static guint
send_round (FeedsimAngelVenue *self,
            FeedsimClient     *client,
            guint              count)
{
  GPtrArray *instruments =
    feedsim_market_get_instruments (feedsim_angel_book_get_market (self->book));
  guint sent = 0;

  for (guint i = 0; i < instruments->len && sent < count; i++) {
    FeedsimAngelEntry *entry = feedsim_angel_book_get (self->book, i);
    guint modes = feedsim_angel_client_get_modes (FEEDSIM_ANGEL_CLIENT (client), i);

    if (modes == 0 || entry->instrument->is_mute || entry->row.ticks_per_second == 0)
      continue;
    feedsim_angel_publisher_begin (self->publisher, entry, FALSE);
    feedsim_angel_publisher_tell (self->publisher, entry, client, modes);
    sent++;
  }
  return sent;
}

static void
feedsim_angel_venue_send_again (FeedsimVenue  *venue,
                                FeedsimClient *client,
                                guint          count)
{
  FeedsimSession *session = feedsim_client_get_session (client);
  guint sent = 1;

  while (count > 0 && sent > 0 && !feedsim_session_is_full (session)) {
    sent = send_round (FEEDSIM_ANGEL_VENUE (venue), client, count);
    count -= sent;
  }
  feedsim_session_flush (session);
}

static void
feedsim_angel_venue_send_stale (FeedsimVenue  *venue,
                                FeedsimClient *client)
{
  FeedsimAngelVenue *self = FEEDSIM_ANGEL_VENUE (venue);
  GPtrArray *instruments =
    feedsim_market_get_instruments (feedsim_angel_book_get_market (self->book));

  for (guint i = 0; i < instruments->len; i++) {
    guint modes = feedsim_angel_client_get_modes (FEEDSIM_ANGEL_CLIENT (client), i);

    if (modes != 0)
      feedsim_angel_publisher_tell_stale (self->publisher, feedsim_angel_book_get (self->book, i),
                                          client, modes);
  }
  feedsim_session_flush (feedsim_client_get_session (client));
}

static void
feedsim_angel_venue_expire (FeedsimVenue *venue,
                            FeedsimScope  scope,
                            GPtrArray    *clients)
{
  feedsim_angel_account_expire (FEEDSIM_ANGEL_VENUE (venue)->account, scope);
  for (guint i = 0; i < clients->len && scope == FEEDSIM_SCOPE_KEEP; i++)
    feedsim_angel_client_keep (g_ptr_array_index (clients, i));
}

static void
feedsim_angel_venue_answer (FeedsimVenue      *venue,
                            SoupServerMessage *message)
{
  FeedsimAngelVenue *self = FEEDSIM_ANGEL_VENUE (venue);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr (GBytes) body =
    soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (FeedsimAngelReply) reply = NULL;
  FeedsimAngelRequest request = {
    .method = soup_server_message_get_method (message),
    .path = g_uri_get_path (soup_server_message_get_uri (message)),
    .authorization = soup_message_headers_get_one (headers, "Authorization"),
    .api_key = soup_message_headers_get_one (headers, "X-PrivateKey"),
  };

  if (g_str_equal (request.path, FEEDSIM_ANGEL_LIST_PATH)) {
    feedsim_angel_list_answer (feedsim_angel_book_get_master (self->book), message);
    return;
  }
  request.body = g_bytes_get_data (body, &request.body_length);
  feedsim_market_saw_request (feedsim_angel_book_get_market (self->book));
  reply = feedsim_angel_desk_answer (self->desk, &request);
  feedsim_http_answer (message, reply->status, reply->type, reply->body->str);
}

static void
answer_too_often (SoupServerMessage *message)
{
  feedsim_http_answer (message, 429, "text/plain",
                       "Access denied because of exceeding access rate");
}

static void
feedsim_angel_venue_answer_status (FeedsimVenue      *venue,
                                   SoupServerMessage *message,
                                   guint              status)
{
  if (status == 429)
    answer_too_often (message);
  else
    feedsim_http_answer_page (message, status);
}

static void
feedsim_angel_venue_answer_limited (FeedsimVenue      *venue,
                                    SoupServerMessage *message,
                                    guint              retry_after_s)
{
  feedsim_http_set_retry_after (message, retry_after_s);
  answer_too_often (message);
}

static void
feedsim_angel_venue_describe (FeedsimVenue *venue,
                              const char   *rest_url,
                              GString      *out)
{
  FeedsimAngelSecrets secrets;

  feedsim_angel_account_get_secrets (FEEDSIM_ANGEL_VENUE (venue)->account, &secrets);
  g_string_append_printf (out,
                          ",\"instruments\":\"%s" FEEDSIM_ANGEL_LIST_PATH "\",\"account\":{"
                                                                          "\"client_code\":\"%s\",\"pin\":\"%s\",\"api_key\":\"%s\","
                                                                          "\"totp_secret\":\"%s\"}", rest_url, secrets.client_code, secrets.pin,
                          secrets.api_key, secrets.totp_secret);
}

static void
feedsim_angel_venue_count (FeedsimVenue *venue,
                           GString      *out)
{
  FeedsimAngelVenue *self = FEEDSIM_ANGEL_VENUE (venue);
  FeedsimAngelCounts counts;

  feedsim_angel_account_get_counts (self->account, &counts);
  g_string_append_printf (out,
                          "\"log_ins\":%u,\"renewals\":%u,\"streams\":%u,\"refused_streams\":%u,"
                          "\"packets\":%" G_GUINT64_FORMAT,
                          counts.log_ins, counts.renewals, counts.streams, counts.refused_streams,
                          feedsim_angel_publisher_get_n_packets (self->publisher));
}

static void
feedsim_angel_venue_finalize (GObject *object)
{
  FeedsimAngelVenue *self = FEEDSIM_ANGEL_VENUE (object);

  g_clear_object (&self->account);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->publisher, feedsim_angel_publisher_free);
  g_clear_pointer (&self->book, feedsim_angel_book_free);

  G_OBJECT_CLASS (feedsim_angel_venue_parent_class)->finalize (object);
}

static void
feedsim_angel_venue_class_init (FeedsimAngelVenueClass *klass)
{
  FeedsimVenueClass *venue_class = FEEDSIM_VENUE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = feedsim_angel_venue_finalize;
  venue_class->has_log_in = TRUE;
  venue_class->new_client = feedsim_angel_venue_new_client;
  venue_class->publish = feedsim_angel_venue_publish;
  venue_class->send_again = feedsim_angel_venue_send_again;
  venue_class->send_stale = feedsim_angel_venue_send_stale;
  venue_class->expire = feedsim_angel_venue_expire;
  venue_class->answer = feedsim_angel_venue_answer;
  venue_class->answer_status = feedsim_angel_venue_answer_status;
  venue_class->answer_limited = feedsim_angel_venue_answer_limited;
  venue_class->count = feedsim_angel_venue_count;
  venue_class->describe = feedsim_angel_venue_describe;
}

static void
feedsim_angel_venue_init (FeedsimAngelVenue *self)
{
}

FeedsimVenue *
feedsim_angel_venue_new (const FeedsimOptions *options,
                         GError              **error)
{
  FeedsimAngelVenue *self = g_object_new (FEEDSIM_TYPE_ANGEL_VENUE, NULL);

  self->book = feedsim_angel_book_new (options);
  self->publisher = feedsim_angel_publisher_new (self->book, options->seed);
  self->account = feedsim_angel_account_new (options->seed, options->token_life_s);
  self->desk = feedsim_angel_desk_new (self->account, self->book, options);
  feedsim_venue_set_market (FEEDSIM_VENUE (self),
                            g_object_ref (feedsim_angel_book_get_market (self->book)));
  return FEEDSIM_VENUE (self);
}
