/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Angel One SmartAPI: equities, derivatives, commodities and currencies of India, with an account.
 * Limits and messages follow smartapi.angelone.in/docs, the venue's own clients in
 * github.com/angel-one, and the announcements in its forum. */
#include "feed/providers/feed-angel-one-private.h"

#include <string.h>

#include "feed/providers/feed-provider-words.h"

/* docs, "WebSocket Streaming 2.0": 1,000 pairs of (token, mode) a connection, three connections a
 * client code; forum topic 4056: 50 tokens a quote request, one request a second; topic 4387: 5,000
 * requests an hour. How many messages a second a client may send is not said: few enough are */
static const FeedProviderInfo angel_one_info = {
  .id = "angel-one",
  .name = "Angel One",
  .stream_base = "wss://smartapisocket.angelone.in",
  .rest_base = "https://apiconnect.angelone.in",
  .credential_fields = feed_angel_one_credential_fields,
  .login_code_us = 30 * G_TIME_SPAN_SECOND,    /* RFC 6238's default */
  .zone = "IST",
  .zone_offset_us = 330 * G_TIME_SPAN_MINUTE,
  .list_base = "https://margincalculator.angelone.in",
  .list_path = "/OpenAPI_File/files/OpenAPIScripMaster.json",
  .keyed_by_list = TRUE,
  .keyed_by_seconds = TRUE,
  .has_modes = TRUE,
  .has_depth = TRUE,
  .instruments_per_connection = 1000,
  .connections_per_account = 3,
  .messages_per_second = 5,
  .poll_batch = 50,
  .request_interval_us = G_TIME_SPAN_SECOND,
  .requests_per_hour = 5000,
};

G_DEFINE_FINAL_TYPE (FeedAngelOne, feed_angel_one, FEED_TYPE_PROVIDER)

static const FeedProviderInfo *
feed_angel_one_get_info (FeedProvider *provider)
{
  return &angel_one_info;
}

/* The exchange of "EXCH:SYMBOL", and where the symbol begins */
static const FeedAngelOneExchange *
split_symbol (const char  *symbol,
              const char **rest)
{
  const char *colon = strchr (symbol, ':');

  if (colon == NULL)
    return NULL;
  *rest = colon + 1;
  return feed_angel_one_exchange_find (symbol, (gsize) (colon - symbol));
}

static char *
feed_angel_one_normalize_symbol (FeedProvider *provider,
                                 const char   *symbol,
                                 GError      **error)
{
  char buffer[FEED_ANGEL_ONE_MAX_SYMBOL + 1];
  g_autofree char *shown = NULL;
  const char *rest = NULL;
  const FeedAngelOneExchange *exchange = split_symbol (symbol, &rest);

  if (exchange != NULL &&
      feed_angel_one_write_symbol (exchange, rest, strlen (rest), buffer, sizeof buffer))
    return g_strdup (buffer);

  shown = feed_provider_words (symbol, strlen (symbol), 60);
  g_set_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL,
               "Not a symbol of Angel One (NSE, NFO, BSE, BFO, MCX, CDS or NCDEX, a colon, and a "
               "trading symbol, as in NSE:RELIANCE-EQ): “%s”", shown);
  return NULL;
}

static void
feed_angel_one_add_instrument (FeedProvider *provider,
                               guint         slot,
                               const char   *symbol)
{
  const char *rest = NULL;
  const FeedAngelOneExchange *exchange = split_symbol (symbol, &rest);

  if (exchange == NULL) {
    g_warning ("Not a canonical symbol: “%s”", symbol);
    return;
  }
  feed_angel_one_tokens_add (FEED_ANGEL_ONE (provider)->tokens, slot, exchange, symbol);
}

static void
feed_angel_one_remove_instrument (FeedProvider *provider,
                                  guint         slot)
{
  feed_angel_one_tokens_remove (FEED_ANGEL_ONE (provider)->tokens, slot);
}

static void
feed_angel_one_set_listing (FeedProvider      *provider,
                            guint              slot,
                            const FeedListing *listing)
{
  FeedAngelOne *self = FEED_ANGEL_ONE (provider);
  FeedAngelOneInstrument *instrument = feed_angel_one_tokens_get (self->tokens, slot);

  if (instrument == NULL)
    return;
  instrument->is_index = listing->kind == FEED_LISTING_INDEX;
  feed_angel_one_tokens_set (self->tokens, slot, listing->key);
}

static const char *
feed_angel_one_get_exchange (FeedProvider *provider,
                             const char   *symbol)
{
  const char *rest = NULL;
  const FeedAngelOneExchange *exchange = split_symbol (symbol, &rest);

  return exchange != NULL ? exchange->name : NULL;
}

static void
feed_angel_one_set_mode (FeedProvider *provider,
                         FeedMode      mode)
{
  FEED_ANGEL_ONE (provider)->mode = mode;
}

static void
feed_angel_one_set_session (FeedProvider          *provider,
                            const FeedCredentials *credentials,
                            FeedSession           *session)
{
  FeedAngelOne *self = FEED_ANGEL_ONE (provider);
  FeedCredentials *kept = NULL;

  if (credentials != NULL && session != NULL) {
    kept = feed_credentials_ref ((FeedCredentials *) credentials);
    session = feed_session_ref (session);
  } else {
    session = NULL;
  }
  g_clear_pointer (&self->credentials, feed_credentials_unref);
  g_clear_pointer (&self->session, feed_session_unref);
  self->credentials = kept;
  self->session = session;
  feed_angel_one_note_asked_for (self, credentials);
}

/* Nothing is weighed */
static int
feed_angel_one_used_weight (FeedProvider    *provider,
                            const FeedReply *reply)
{
  return -1;
}

static void
feed_angel_one_finalize (GObject *object)
{
  FeedAngelOne *self = FEED_ANGEL_ONE (object);

  feed_angel_one_tokens_free (self->tokens);
  g_clear_pointer (&self->credentials, feed_credentials_unref);
  g_clear_pointer (&self->session, feed_session_unref);
  g_clear_pointer (&self->asked_for, feed_credentials_unref);
  G_OBJECT_CLASS (feed_angel_one_parent_class)->finalize (object);
}

static void
feed_angel_one_class_init (FeedAngelOneClass *klass)
{
  FeedProviderClass *provider_class = FEED_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = feed_angel_one_finalize;

  provider_class->get_info = feed_angel_one_get_info;
  provider_class->normalize_symbol = feed_angel_one_normalize_symbol;
  provider_class->add_instrument = feed_angel_one_add_instrument;
  provider_class->remove_instrument = feed_angel_one_remove_instrument;
  provider_class->stream_request = feed_angel_one_stream_request;
  provider_class->subscribe_messages = feed_angel_one_subscribe_messages;
  provider_class->decode = feed_angel_one_decode;
  provider_class->keepalive_message = feed_angel_one_keepalive_message;
  provider_class->poll_request = feed_angel_one_poll_request;
  provider_class->decode_poll = feed_angel_one_decode_poll;
  provider_class->used_weight = feed_angel_one_used_weight;
  provider_class->map_close = feed_angel_one_map_close;
  provider_class->map_http = feed_angel_one_map_http;
  provider_class->show_words = feed_angel_one_show_words;
  provider_class->validate_credentials = feed_angel_one_validate_credentials;
  provider_class->login_request = feed_angel_one_login_request;
  provider_class->refresh_request = feed_angel_one_refresh_request;
  provider_class->logout_request = feed_angel_one_logout_request;
  provider_class->parse_login = feed_angel_one_parse_login;
  provider_class->profile_request = feed_angel_one_profile_request;
  provider_class->parse_profile = feed_angel_one_parse_profile;
  provider_class->set_session = feed_angel_one_set_session;
  provider_class->set_mode = feed_angel_one_set_mode;
  provider_class->parse_listing = feed_angel_one_parse_listing;
  provider_class->set_listing = feed_angel_one_set_listing;
  provider_class->get_exchange = feed_angel_one_get_exchange;
}

static void
feed_angel_one_init (FeedAngelOne *self)
{
  self->tokens = feed_angel_one_tokens_new ();
  self->mode = FEED_MODE_SNAP;
}

/**
 * feed_angel_one_new:
 * @id: "angel-one"
 *
 * Returns: (transfer full): a provider without instruments and session, at the venue's addresses
 */
FeedProvider *
feed_angel_one_new (const char *id)
{
  return g_object_new (FEED_TYPE_ANGEL_ONE, NULL);
}
