/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sim-account.h"

#include <string.h>

#include "feed/providers/feed-provider-registry.h"

#define BASE "https://api.example.org"

#define SIM_TYPE_ACCOUNT_PROVIDER (sim_account_provider_get_type ())
G_DECLARE_FINAL_TYPE (SimAccountProvider, sim_account_provider, SIM, ACCOUNT_PROVIDER,
                      FeedProvider)

struct _SimAccountProvider {
  FeedProvider parent_instance;

  FeedProvider *inner;
  char         *token;       /* NULL: nobody is logged in */
  guint         unknown;     /* the slot of a symbol that begins with X; 0 while there is none */
};

G_DEFINE_FINAL_TYPE (SimAccountProvider, sim_account_provider, FEED_TYPE_PROVIDER)

static const FeedCredentialField credential_fields[] = {
  { "client", "Client code", "any", TRUE },
  { "pin", "PIN", "four digits", FALSE },
  { NULL },
};

static const FeedProviderInfo account_info = {
  .id = "sim-account",
  .name = "Account Exchange",
  .stream_base = "wss://stream.example.org",
  .rest_base = BASE,
  .credential_fields = credential_fields,
  .login_code_us = SIM_ACCOUNT_CODE_US,
  .zone = "IST",
  .zone_offset_us = 19800 * G_TIME_SPAN_SECOND,
  .instruments_per_connection = 100,
  .connections_per_account = 3,
  .messages_per_second = 10,
  .poll_batch = 50,
  .request_interval_us = G_USEC_PER_SEC,
  .requests_per_hour = 5000,
};

#define INNER(provider) (SIM_ACCOUNT_PROVIDER (provider)->inner)

static FeedRequest *
add_token (FeedProvider *provider,
           FeedRequest  *request)
{
  const char *token = SIM_ACCOUNT_PROVIDER (provider)->token;

  if (request == NULL || token == NULL)
    return request;
  g_clear_pointer (&request->headers, g_strfreev);
  request->headers = g_new0 (char *, 3);
  request->headers[0] = g_strdup ("X-Session");
  request->headers[1] = g_strdup (token);
  return request;
}

static const FeedProviderInfo *
provider_get_info (FeedProvider *provider)
{
  return &account_info;
}

static char *
provider_normalize_symbol (FeedProvider *provider,
                           const char   *symbol,
                           GError      **error)
{
  return feed_provider_normalize_symbol (INNER (provider), symbol, error);
}

static void
provider_add_instrument (FeedProvider *provider,
                         guint         slot,
                         const char   *symbol)
{
  feed_provider_add_instrument (INNER (provider), slot, symbol);
  if (*symbol == 'X')
    SIM_ACCOUNT_PROVIDER (provider)->unknown = slot;
}

static void
provider_remove_instrument (FeedProvider *provider,
                            guint         slot)
{
  feed_provider_remove_instrument (INNER (provider), slot);
}

static const char *
provider_get_exchange (FeedProvider *provider,
                       const char   *symbol)
{
  return feed_provider_get_exchange (INNER (provider), symbol);
}

static FeedRequest *
provider_stream_request (FeedProvider *provider)
{
  return add_token (provider, feed_provider_stream_request (INNER (provider)));
}

static void
provider_subscribe_messages (FeedProvider *provider,
                             const guint  *slots,
                             guint         n_slots,
                             gboolean      add,
                             GPtrArray    *messages)
{
  feed_provider_subscribe_messages (INNER (provider), slots, n_slots, add, messages);
}

static FeedDecode
provider_decode (FeedProvider   *provider,
                 FeedFrameType   type,
                 const guint8   *data,
                 gsize           length,
                 gint64          receive_time_us,
                 const FeedSink *sink,
                 GError        **error)
{
  return feed_provider_decode (INNER (provider), type, data, length, receive_time_us, sink, error);
}

static char *
provider_keepalive_message (FeedProvider *provider)
{
  return feed_provider_keepalive_message (INNER (provider));
}

static FeedRequest *
provider_poll_request (FeedProvider *provider,
                       const guint  *slots,
                       guint         n_slots)
{
  FeedRequest *request = feed_provider_poll_request (INNER (provider), slots, n_slots);

  request->weight = 1;
  return add_token (provider, request);
}

typedef struct {
  const FeedSink *sink;
  guint           unknown;
} PollSink;

static void
on_polled_tick (gpointer         user_data,
                const FeedTick  *tick,
                const FeedDepth *depth)
{
  PollSink *self = user_data;

  if (self->unknown == 0 || tick->instrument != self->unknown)
    self->sink->tick (self->sink->user_data, tick, depth);
  else
    self->sink->notice (self->sink->user_data, FEED_NOTICE_UNKNOWN_SYMBOL, tick->instrument,
                        "no such symbol");
}

static void
on_polled_notice (gpointer    user_data,
                  FeedNotice  notice,
                  guint       slot,
                  const char *text)
{
  PollSink *self = user_data;

  self->sink->notice (self->sink->user_data, notice, slot, text);
}

/* One of the symbols may be unknown to polls */
static FeedDecode
provider_decode_poll (FeedProvider    *provider,
                      const FeedReply *reply,
                      FeedSource       source,
                      gint64           receive_time_us,
                      const FeedSink  *sink,
                      GError         **error)
{
  PollSink poll = { sink, SIM_ACCOUNT_PROVIDER (provider)->unknown };
  FeedSink inner = { on_polled_tick, on_polled_notice, &poll };

  return feed_provider_decode_poll (INNER (provider), reply, source, receive_time_us, &inner,
                                    error);
}

static int
provider_used_weight (FeedProvider    *provider,
                      const FeedReply *reply)
{
  return -1;
}

static FeedVerdict
provider_map_close (FeedProvider *provider,
                    guint         code)
{
  return code == 1008 ? (FeedVerdict) { FEED_VERDICT_AUTH, 0 }
                      : feed_provider_map_close (INNER (provider), code);
}

static FeedVerdict
provider_map_http (FeedProvider    *provider,
                   const FeedReply *reply,
                   const FeedSink  *sink,
                   gint64           wall_us,
                   char           **description)
{
  if (reply->status == 401)
    return (FeedVerdict) { FEED_VERDICT_AUTH, 0 };
  if (reply->status == 429 && reply->header (reply, "x-error-message") != NULL) {
    *description = g_strdup ("HTTP 429: Connection Limit Exceeded");
    return (FeedVerdict) { FEED_VERDICT_NO_ROOM, 0 };
  }
  return feed_provider_map_http (INNER (provider), reply, sink, wall_us, description);
}

static FeedRequest *
provider_info_request (FeedProvider      *provider,
                       const char *const *symbols)
{
  return add_token (provider, feed_provider_info_request (INNER (provider), symbols));
}

static gboolean
provider_parse_info (FeedProvider    *provider,
                     const FeedReply *reply,
                     GArray          *infos,
                     GError         **error)
{
  return feed_provider_parse_info (INNER (provider), reply, infos, error);
}

static gboolean
provider_validate_credentials (FeedProvider          *provider,
                               const FeedCredentials *credentials,
                               GError               **error)
{
  const char *pin = feed_credentials_get (credentials, "pin");

  if (pin != NULL && strlen (pin) == 4)
    return TRUE;
  g_set_error (error, FEED_ERROR, FEED_ERROR_CREDENTIALS, "PIN: it has four digits");
  return FALSE;
}

static FeedRequest *
provider_login_request (FeedProvider          *provider,
                        const FeedCredentials *credentials,
                        gint64                 wall_us)
{
  g_autofree char *uri = g_strdup_printf (BASE "/login?pin=%s&code=%" G_GINT64_FORMAT,
                                          feed_credentials_get (credentials, "pin"),
                                          wall_us / SIM_ACCOUNT_CODE_US);

  return feed_request_new ("POST", uri);
}

static FeedRequest *
provider_refresh_request (FeedProvider          *provider,
                          const FeedCredentials *credentials,
                          const FeedSession     *session)
{
  g_autofree char *uri = g_strconcat (BASE "/refresh?token=", session->refresh_token, NULL);

  return feed_request_new ("POST", uri);
}

static FeedRequest *
provider_logout_request (FeedProvider          *provider,
                         const FeedCredentials *credentials,
                         const FeedSession     *session)
{
  return feed_request_new ("POST", BASE "/logout?");
}

static FeedSession *
provider_parse_login (FeedProvider    *provider,
                      const FeedReply *reply,
                      gint64           wall_us,
                      GError         **error)
{
  g_autofree char *body = g_strndup (reply->body, reply->length);
  g_auto (GStrv) words = g_strsplit (body, " ", 2);
  FeedSession *session;

  if (reply->status == 200) {
    session = feed_session_new (words[0], words[0], NULL);
    session->obtained_us = wall_us;
    session->expiry_us = g_ascii_strtoll (words[1], NULL, 10);
    return session;
  }
  g_set_error (error, FEED_ERROR, reply->status == 403 ? FEED_ERROR_CREDENTIALS
               : reply->status == 401 ? FEED_ERROR_SESSION
               : reply->status == 400 ? FEED_ERROR_REMOTE : FEED_ERROR_BUSY, "%s",
               reply->status == 503 ? "HTTP 503" : body);
  return NULL;
}

static FeedRequest *
provider_profile_request (FeedProvider          *provider,
                          const FeedCredentials *credentials,
                          const FeedSession     *session)
{
  return feed_request_new ("GET", BASE "/profile?");
}

static gboolean
provider_parse_profile (FeedProvider    *provider,
                        const FeedReply *reply,
                        GError         **error)
{
  if (reply->status == 200)
    return TRUE;
  g_set_error (error, FEED_ERROR, FEED_ERROR_REMOTE, "no market data for this account");
  return FALSE;
}

static void
provider_set_session (FeedProvider          *provider,
                      const FeedCredentials *credentials,
                      FeedSession           *session)
{
  SimAccountProvider *self = SIM_ACCOUNT_PROVIDER (provider);

  g_free (self->token);
  self->token = session != NULL ? g_strdup (session->access_token) : NULL;
}

static void
sim_account_provider_finalize (GObject *object)
{
  SimAccountProvider *self = SIM_ACCOUNT_PROVIDER (object);

  g_clear_object (&self->inner);
  g_free (self->token);
  G_OBJECT_CLASS (sim_account_provider_parent_class)->finalize (object);
}

static void
sim_account_provider_class_init (SimAccountProviderClass *klass)
{
  FeedProviderClass *provider_class = FEED_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sim_account_provider_finalize;
  provider_class->get_info = provider_get_info;
  provider_class->normalize_symbol = provider_normalize_symbol;
  provider_class->add_instrument = provider_add_instrument;
  provider_class->remove_instrument = provider_remove_instrument;
  provider_class->get_exchange = provider_get_exchange;
  provider_class->stream_request = provider_stream_request;
  provider_class->subscribe_messages = provider_subscribe_messages;
  provider_class->decode = provider_decode;
  provider_class->keepalive_message = provider_keepalive_message;
  provider_class->poll_request = provider_poll_request;
  provider_class->decode_poll = provider_decode_poll;
  provider_class->used_weight = provider_used_weight;
  provider_class->map_close = provider_map_close;
  provider_class->map_http = provider_map_http;
  provider_class->info_request = provider_info_request;
  provider_class->parse_info = provider_parse_info;
  provider_class->validate_credentials = provider_validate_credentials;
  provider_class->login_request = provider_login_request;
  provider_class->refresh_request = provider_refresh_request;
  provider_class->logout_request = provider_logout_request;
  provider_class->parse_login = provider_parse_login;
  provider_class->profile_request = provider_profile_request;
  provider_class->parse_profile = provider_parse_profile;
  provider_class->set_session = provider_set_session;
}

static void
sim_account_provider_init (SimAccountProvider *self)
{
  self->inner = feed_provider_registry_create ("binance", NULL);
}

FeedProvider *
sim_account_create_provider (const char *id,
                             GError    **error)
{
  if (strcmp (id, account_info.id) == 0)
    return g_object_new (SIM_TYPE_ACCOUNT_PROVIDER, NULL);
  g_set_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_VENUE, "Unknown venue");
  return NULL;
}

FeedCredentials *
sim_account_new_credentials (const char *pin)
{
  FeedCredentials *credentials = feed_credentials_new ();

  feed_credentials_set (credentials, "client", "A1");
  feed_credentials_set (credentials, "pin", pin);
  return credentials;
}

static gboolean
is_good (const SimAccount *self,
         const char       *token,
         gint64            wall_us)
{
  g_autofree char *good = g_strdup_printf ("token-%u", self->n_tokens);

  return self->n_tokens > 0 && g_strcmp0 (token, good) == 0 &&
         (self->ends_us == 0 || wall_us < self->ends_us);
}

gboolean
sim_account_admits (const SimAccount  *self,
                    const FeedRequest *request,
                    gint64             wall_us)
{
  return request->headers != NULL && is_good (self, request->headers[1], wall_us);
}

static void
grant (SimAccount      *self,
       const SimFaults *faults,
       SimAccountQuery *query)
{
  self->ends_us = faults->session_us != 0 ? query->wall_us + faults->session_us : 0;
  if (faults->rollover_us != 0)
    self->ends_us = faults->rollover_at_us +
                    ((query->wall_us - faults->rollover_at_us) / faults->rollover_us + 1) *
                    faults->rollover_us;
  query->body = g_strdup_printf ("token-%u %" G_GINT64_FORMAT, ++self->n_tokens, self->ends_us);
}

static void
log_in (SimAccount      *self,
        const SimFaults *faults,
        SimAccountQuery *query)
{
  gint64 code = g_ascii_strtoll (strstr (query->uri, "code=") + 5, NULL, 10);

  self->n_codes_twice += code == self->code;
  self->code = code;
  if (strstr (query->uri, "pin=" SIM_ACCOUNT_PIN "&") == NULL) {
    query->status = 403;
    query->body = g_strdup ("wrong PIN");
  } else if (ABS (code - query->wall_us / SIM_ACCOUNT_CODE_US) > 1) {
    query->status = 403;
    query->body = g_strdup ("wrong code");
  } else {
    grant (self, faults, query);
  }
}

gboolean
sim_account_answer (SimAccount      *self,
                    const SimFaults *faults,
                    SimAccountQuery *query)
{
  gboolean is_login = strstr (query->uri, "/login?") != NULL;
  gboolean is_refresh = strstr (query->uri, "/refresh?") != NULL;
  gboolean is_logout = strstr (query->uri, "/logout?") != NULL;

  if (!is_login && !is_refresh && !is_logout && strstr (query->uri, "/profile?") == NULL)
    return FALSE;
  if (is_login) {
    self->n_hasty += self->n_logins > 0 && query->asked_us - self->login_us < G_USEC_PER_SEC;
    self->login_us = query->asked_us;
  }
  self->n_logins += is_login;
  self->n_refreshes += is_refresh;
  self->n_logouts += is_logout;
  query->status = faults->login_status != 0 ? faults->login_status : 200;
  if (query->status == 200 && is_login) {
    log_in (self, faults, query);
  } else if (query->status == 200 && is_refresh && faults->refresh_refused) {
    query->status = 401;
    query->body = g_strdup ("session over");
  } else if (query->status == 200 && is_refresh && faults->refresh_fails) {
    query->status = 400;
    query->body = g_strdup ("something went wrong");
  } else if (query->status == 200 && is_refresh) {
    grant (self, faults, query);
  } else {
    query->body = g_strdup ("");
  }
  return TRUE;
}
