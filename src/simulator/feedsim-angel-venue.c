/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-venue.h"

#include "simulator/feedsim-angel-account.h"
#include "simulator/feedsim-angel-client.h"
#include "simulator/feedsim-angel-desk.h"
#include "simulator/feedsim-angel-list.h"
#include "simulator/feedsim-http.h"
#include "simulator/feedsim-walk.h"

/* Rows of the list where nobody says how many */
#define FEW_INSTRUMENTS 5000
/* Made-up symbols that are traded beside the well-known ones: some of each segment */
#define N_BESIDE 32

/**
 * FeedsimAngelVenue:
 *
 * Angel One's SmartAPI: a log-in, REST, the master list of instruments and a binary stream.
 */
struct _FeedsimAngelVenue {
  FeedsimVenue parent_instance;

  FeedsimMarket       *market;   /* of the parent */
  FeedsimAngelAccount *account;
  FeedsimAngelDesk    *desk;
  FeedsimAngelMaster  *master;
};

G_DEFINE_FINAL_TYPE (FeedsimAngelVenue, feedsim_angel_venue, FEEDSIM_TYPE_VENUE)

static FeedsimClient *
feedsim_angel_venue_new_client (FeedsimVenue *venue,
                                GSocket      *socket,
                                guint refusal_status)
{
  return feedsim_angel_client_new (FEEDSIM_ANGEL_VENUE (venue)->account, socket, refusal_status);
}

static void
feedsim_angel_venue_publish (FeedsimVenue       *venue,
                             const FeedsimEvent *event,
                             GPtrArray          *clients)
{
}

static void
feedsim_angel_venue_send_again (FeedsimVenue  *venue,
                                FeedsimClient *client,
                                guint          count)
{
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
    feedsim_angel_list_answer (self->master, message);
    return;
  }
  request.body = g_bytes_get_data (body, &request.body_length);
  feedsim_market_saw_request (self->market);
  reply = feedsim_angel_desk_answer (self->desk, &request);
  feedsim_http_answer (message, reply->status, reply->type, reply->body->str);
}

static void
feedsim_angel_venue_answer_status (FeedsimVenue      *venue,
                                   SoupServerMessage *message,
                                   guint              status)
{
  feedsim_http_answer_page (message, status);
}

static void
feedsim_angel_venue_answer_limited (FeedsimVenue      *venue,
                                    SoupServerMessage *message,
                                    guint              retry_after_s)
{
  feedsim_http_set_retry_after (message, retry_after_s);
  feedsim_http_answer (message, 429, "text/plain",
                       "Access denied because of exceeding access rate");
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
feedsim_angel_venue_finalize (GObject *object)
{
  FeedsimAngelVenue *self = FEEDSIM_ANGEL_VENUE (object);

  g_clear_object (&self->account);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->master, feedsim_angel_master_free);

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
  venue_class->expire = feedsim_angel_venue_expire;
  venue_class->answer = feedsim_angel_venue_answer;
  venue_class->answer_status = feedsim_angel_venue_answer_status;
  venue_class->answer_limited = feedsim_angel_venue_answer_limited;
  venue_class->describe = feedsim_angel_venue_describe;
}

static void
feedsim_angel_venue_init (FeedsimAngelVenue *self)
{
}

static void
add_row (FeedsimWalk           *walk,
         const FeedsimAngelRow *row)
{
  g_autofree char *symbol = g_strconcat (feedsim_angel_segment_get_exchange (row->segment), ":",
                                         row->symbol, NULL);
  FeedsimPreset preset = {
    .symbol = symbol, .base = row->name, .quote = "INR", .price = row->price,
    .tick = row->tick > 0 ? row->tick : 0.05, .ticks_per_second = row->ticks_per_second,
    .day_change = row->day_change, .day_volume = row->day_volume, .lot = row->lot,
    .forgets_trades = TRUE,
  };

  feedsim_walk_add (walk, &preset);
}

FeedsimVenue *
feedsim_angel_venue_new (const FeedsimOptions *options,
                         GError              **error)
{
  FeedsimAngelVenue *self = g_object_new (FEEDSIM_TYPE_ANGEL_VENUE, NULL);
  FeedsimWalk *walk = feedsim_walk_new (options->seed, options->ticks_per_second == 0);

  guint n_symbols = options->n_symbols > 0 ? options->n_symbols :
                    feedsim_angel_known_count () + N_BESIDE;
  guint n_rows = options->n_instruments > 0 ? options->n_instruments : FEW_INSTRUMENTS;

  self->master = feedsim_angel_master_new (MAX (n_rows, n_symbols), g_get_real_time ());
  for (guint i = 0; i < n_symbols; i++) {
    FeedsimAngelRow row;

    feedsim_angel_master_get (self->master, i, &row);
    add_row (walk, &row);
  }
  if (options->ticks_per_second > 0)
    feedsim_walk_set_total_rate (walk, options->ticks_per_second);
  self->market = FEEDSIM_MARKET (walk);
  feedsim_venue_set_market (FEEDSIM_VENUE (self), self->market);
  self->account = feedsim_angel_account_new (options->seed, options->token_life_s);
  self->desk = feedsim_angel_desk_new (self->account, options);
  return FEEDSIM_VENUE (self);
}
