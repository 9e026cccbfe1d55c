/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-desk.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "simulator/feedsim-angel-envelope.h"
#include "simulator/feedsim-angel-limit.h"
#include "simulator/feedsim-angel-quote.h"
#include "simulator/feedsim-json.h"

#define JSON_TYPE "application/json"
#define TEXT_TYPE "text/plain"
#define MAX_BODY_BYTES (64 * 1024)
#define MAX_BODY_DEPTH 8
#define MANY_PER_HOUR 20000

#define AUTH "/rest/auth/angelbroking/"
#define SECURE "/rest/secure/angelbroking/"

typedef enum {
  ENDPOINT_LOG_IN,
  ENDPOINT_RENEW,
  ENDPOINT_PROFILE,
  ENDPOINT_LOG_OUT,
  ENDPOINT_QUOTE,
  ENDPOINT_LTP,
  N_ENDPOINTS,
} EndpointId;

/**
 * FeedsimAngelDesk:
 *
 * Answers the venue's REST requests, by the rules it has for each.
 */
struct _FeedsimAngelDesk {
  GObject parent_instance;

  FeedsimAngelAccount *account;
  FeedsimAngelBook    *book;
  FeedsimAngelEnvelope envelope;
  FeedsimAngelLimit   *limits[N_ENDPOINTS];
};

G_DEFINE_FINAL_TYPE (FeedsimAngelDesk, feedsim_angel_desk, G_TYPE_OBJECT)

static void
say (FeedsimAngelDesk  *self,
     const char        *data,
     FeedsimAngelReply *reply)
{
  feedsim_angel_envelope_append (self->envelope, data, reply->body);
}

static void
refuse (FeedsimAngelDesk  *self,
        const char        *code,
        const char        *message,
        FeedsimAngelReply *reply)
{
  feedsim_angel_envelope_append_error (self->envelope, code, message, reply->body);
}

static void
refuse_nonsense (FeedsimAngelDesk  *self,
                 FeedsimAngelReply *reply)
{
  reply->status = 400;
  refuse (self, "AB1004", "Something Went Wrong, Please Try After Sometime", reply);
}

/* A member that is a string; NULL for whatever else */
static const char *
get_string (JsonObject *object,
            const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static void
say_tokens (FeedsimAngelDesk         *self,
            const FeedsimAngelTokens *tokens,
            const char               *state,
            FeedsimAngelReply        *reply)
{
  g_autoptr (GString) data = g_string_new (NULL);

  g_string_printf (data, "{\"jwtToken\":\"%s\",\"refreshToken\":\"%s\",\"feedToken\":\"%s\"",
                   tokens->jwt, tokens->refresh, tokens->feed);
  if (state != NULL) {
    g_string_append (data, ",\"state\":");
    feedsim_json_append_string (data, state);
  }
  g_string_append_c (data, '}');
  say (self, data->str, reply);
}

static void
log_in (FeedsimAngelDesk          *self,
        const FeedsimAngelRequest *request,
        JsonObject                *body,
        FeedsimAngelReply         *reply)
{
  const char *client_code = get_string (body, "clientcode");
  const char *pin = get_string (body, "password");
  const char *totp = get_string (body, "totp");
  FeedsimAngelSecrets secrets;

  feedsim_angel_account_get_secrets (self->account, &secrets);
  if (client_code == NULL || pin == NULL)
    refuse_nonsense (self, reply);
  else if (g_ascii_strcasecmp (client_code, secrets.client_code) != 0 ||
           !g_str_equal (pin, secrets.pin))
    refuse (self, "AB1007", "Invalid clientcode or password", reply);
  else if (totp == NULL || !feedsim_angel_account_check_totp (self->account, totp))
    refuse (self, "AB1050", "Invalid totp", reply);
  else
    say_tokens (self, feedsim_angel_account_issue (self->account), get_string (body, "state"),
                reply);
}

static void
renew (FeedsimAngelDesk          *self,
       const FeedsimAngelRequest *request,
       JsonObject                *body,
       FeedsimAngelReply         *reply)
{
  const char *refresh = get_string (body, "refreshToken");
  const FeedsimAngelTokens *tokens = NULL;
  FeedsimAngelVerdict verdict = FEEDSIM_ANGEL_TOKEN_UNKNOWN;

  if (request->authorization == NULL) {
    refuse (self, "AG8003", "Token missing", reply);
    return;
  }
  if (refresh != NULL)
    tokens = feedsim_angel_account_renew (self->account, refresh, &verdict);
  if (tokens != NULL)
    say_tokens (self, tokens, NULL, reply);
  else if (verdict == FEEDSIM_ANGEL_TOKEN_EXPIRED)
    refuse (self, "AB8051", "Refresh Token Expired", reply);
  else
    refuse (self, "AB8050", "Invalid Refresh Token", reply);
}

static void
tell_profile (FeedsimAngelDesk          *self,
              const FeedsimAngelRequest *request,
              JsonObject                *body,
              FeedsimAngelReply         *reply)
{
  FeedsimAngelSecrets secrets;
  g_autofree char *data = NULL;

  feedsim_angel_account_get_secrets (self->account, &secrets);
  data = g_strdup_printf ("{\"clientcode\":\"%s\",\"name\":\"PRACTICE ACCOUNT\",\"email\":\"\","
                          "\"mobileno\":\"\",\"exchanges\":[\"nse_cm\",\"nse_fo\",\"bse_cm\","
                          "\"bse_fo\",\"mcx_fo\",\"cde_fo\"],\"products\":[\"DELIVERY\","
                          "\"INTRADAY\",\"MARGIN\"],\"lastlogintime\":\"\",\"brokerid\":\"B2C\"}",
                          secrets.client_code);
  say (self, data, reply);
}

static void
log_out (FeedsimAngelDesk          *self,
         const FeedsimAngelRequest *request,
         JsonObject                *body,
         FeedsimAngelReply         *reply)
{
  const char *client_code = get_string (body, "clientcode");
  FeedsimAngelSecrets secrets;

  feedsim_angel_account_get_secrets (self->account, &secrets);
  if (client_code == NULL || g_ascii_strcasecmp (client_code, secrets.client_code) != 0) {
    refuse_nonsense (self, reply);
    return;
  }
  feedsim_angel_account_end (self->account, request->authorization);
  say (self, "\"\"", reply);
}

static void
quote (FeedsimAngelDesk          *self,
       const FeedsimAngelRequest *request,
       JsonObject                *body,
       FeedsimAngelReply         *reply)
{
  g_autoptr (GString) data = g_string_new (NULL);

  if (feedsim_angel_quote_append (self->book, body, data))
    say (self, data->str, reply);
  else
    refuse_nonsense (self, reply);
}

static void
tell_ltp (FeedsimAngelDesk          *self,
          const FeedsimAngelRequest *request,
          JsonObject                *body,
          FeedsimAngelReply         *reply)
{
  g_autoptr (GString) data = g_string_new (NULL);

  if (feedsim_angel_quote_append_ltp (self->book, body, data))
    say (self, data->str, reply);
  else
    refuse (self, "AB1018", "Failed to get symbol details", reply);
}

/* The rates are those of the venue's own table, a second and an hour. */
static const struct {
  const char *method;
  const char *path;
  gboolean    is_secure;
  guint       per_second;
  guint       per_hour;
  void        (*answer)(FeedsimAngelDesk          *self,
                        const FeedsimAngelRequest *request,
                        JsonObject                *body,
                        FeedsimAngelReply         *reply);
} ENDPOINTS[N_ENDPOINTS] = {
  [ENDPOINT_LOG_IN] = { "POST", AUTH "user/v1/loginByPassword", FALSE, 1, MANY_PER_HOUR, log_in },
  [ENDPOINT_RENEW] = { "POST", AUTH "jwt/v1/generateTokens", FALSE, 1, 1000, renew },
  [ENDPOINT_PROFILE] = { "GET", SECURE "user/v1/getProfile", TRUE, 3, 1000, tell_profile },
  [ENDPOINT_LOG_OUT] = { "POST", SECURE "user/v1/logout", TRUE, 1, 1000, log_out },
  [ENDPOINT_QUOTE] = { "POST", SECURE "market/v1/quote", TRUE, 1, 5000, quote },
  [ENDPOINT_LTP] = { "POST", SECURE "order/v1/getLtpData", TRUE, 10, 5000, tell_ltp },
};

static gboolean
admit (FeedsimAngelDesk          *self,
       const FeedsimAngelRequest *request,
       gboolean                   is_secure,
       FeedsimAngelReply         *reply)
{
  FeedsimAngelSecrets secrets;
  FeedsimAngelVerdict verdict = FEEDSIM_ANGEL_TOKEN_GOOD;

  feedsim_angel_account_get_secrets (self->account, &secrets);
  if (is_secure && request->authorization != NULL)
    verdict = feedsim_angel_account_check_jwt (self->account, request->authorization);
  if (g_strcmp0 (request->api_key, secrets.api_key) != 0)
    refuse (self, "AG8004", "Invalid API Key", reply);
  else if (is_secure && request->authorization == NULL)
    refuse (self, "AG8003", "Token missing", reply);
  else if (verdict == FEEDSIM_ANGEL_TOKEN_UNKNOWN)
    refuse (self, "AG8001", "Invalid Token", reply);
  else if (verdict == FEEDSIM_ANGEL_TOKEN_EXPIRED)
    refuse (self, "AG8002", "Token Expired", reply);
  else
    return TRUE;
  return FALSE;
}

/* The object that a body is; NULL for whatever else */
static JsonObject *
parse_body (const FeedsimAngelRequest *request,
            JsonParser                *parser)
{
  JsonNode *root;

  if (request->body_length == 0 || request->body_length > MAX_BODY_BYTES ||
      !feedsim_json_may_be_object (request->body, request->body_length, MAX_BODY_DEPTH) ||
      !json_parser_load_from_data (parser, request->body, (gssize) request->body_length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
}

static gboolean
is_at (const char *path,
       const char *wanted)
{
  gsize length = strlen (wanted);

  return strncmp (path, wanted, length) == 0 && (path[length] == '\0' ||
                                                 g_str_equal (path + length, "/"));
}

static void
answer_at (FeedsimAngelDesk          *self,
           guint                      endpoint,
           const FeedsimAngelRequest *request,
           FeedsimAngelReply         *reply)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (!feedsim_angel_limit_take (self->limits[endpoint], g_get_monotonic_time ())) {
    reply->status = 403;
    reply->type = TEXT_TYPE;
    g_string_assign (reply->body, "Access denied because of exceeding access rate");
  } else if (!g_str_equal (request->method, ENDPOINTS[endpoint].method)) {
    reply->status = 405;
    refuse (self, "AB1004", "Something Went Wrong, Please Try After Sometime", reply);
  } else if (admit (self, request, ENDPOINTS[endpoint].is_secure, reply)) {
    ENDPOINTS[endpoint].answer (self, request, parse_body (request, parser), reply);
  }
}

/**
 * feedsim_angel_desk_answer:
 * @self: the desk
 * @request: what was asked
 *
 * Returns: (transfer full): the answer
 */
FeedsimAngelReply *
feedsim_angel_desk_answer (FeedsimAngelDesk          *self,
                           const FeedsimAngelRequest *request)
{
  FeedsimAngelReply *reply = g_new0 (FeedsimAngelReply, 1);

  reply->status = 200;
  reply->type = JSON_TYPE;
  reply->body = g_string_new (NULL);
  for (guint i = 0; i < N_ENDPOINTS; i++)
    if (is_at (request->path, ENDPOINTS[i].path)) {
      answer_at (self, i, request, reply);
      return reply;
    }
  reply->status = 404;
  reply->type = TEXT_TYPE;
  g_string_assign (reply->body, "Not Found");
  return reply;
}

void
feedsim_angel_reply_free (FeedsimAngelReply *self)
{
  g_string_free (self->body, TRUE);
  g_free (self);
}

static void
feedsim_angel_desk_finalize (GObject *object)
{
  FeedsimAngelDesk *self = FEEDSIM_ANGEL_DESK (object);

  g_clear_object (&self->account);
  for (guint i = 0; i < N_ENDPOINTS; i++)
    g_clear_pointer (&self->limits[i], feedsim_angel_limit_free);

  G_OBJECT_CLASS (feedsim_angel_desk_parent_class)->finalize (object);
}

static void
feedsim_angel_desk_class_init (FeedsimAngelDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = feedsim_angel_desk_finalize;
}

static void
feedsim_angel_desk_init (FeedsimAngelDesk *self)
{
}

/**
 * feedsim_angel_desk_new:
 * @account: who may log in
 * @book: what is traded; it outlives the desk
 * @options: limits and spelling
 *
 * Returns: (transfer full): a desk
 */
FeedsimAngelDesk *
feedsim_angel_desk_new (FeedsimAngelAccount  *account,
                        FeedsimAngelBook     *book,
                        const FeedsimOptions *options)
{
  FeedsimAngelDesk *self = g_object_new (FEEDSIM_TYPE_ANGEL_DESK, NULL);

  self->account = g_object_ref (account);
  self->book = book;
  feedsim_angel_envelope_parse (options->envelope, &self->envelope);
  for (guint i = 0; i < N_ENDPOINTS; i++)
    self->limits[i] = i == ENDPOINT_QUOTE ?
                      feedsim_angel_limit_new (options->quotes_per_second,
                                               options->quotes_per_hour) :
                      feedsim_angel_limit_new (ENDPOINTS[i].per_second, ENDPOINTS[i].per_hour);
  return self;
}
