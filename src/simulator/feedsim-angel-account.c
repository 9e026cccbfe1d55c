/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-account.h"

#include <string.h>

#include "simulator/feedsim-angel-totp.h"

#define KEY_BYTES 16
#define NONCE_BYTES 32
/* Log-ins that are remembered; the oldest is forgotten */
#define MAX_TOKENS 32
#define MAX_STREAMS 3

/**
 * FeedsimAngelAccount:
 *
 * The one account that the venue knows, the same for the same seed, and the tokens that were handed
 * out to it.
 */
struct _FeedsimAngelAccount {
  GObject parent_instance;

  char              *client_code;
  char              *pin;
  char              *api_key;
  char              *totp_secret;
  guint8             key[KEY_BYTES];
  GRand             *random;
  gint64             life_us;
  FeedsimAngelCounts counts;
  GQueue            *tokens; /* of FeedsimAngelTokens, the newest first */
};

G_DEFINE_FINAL_TYPE (FeedsimAngelAccount, feedsim_angel_account, G_TYPE_OBJECT)

static void
free_tokens (gpointer data)
{
  FeedsimAngelTokens *tokens = data;

  g_free (tokens->jwt);
  g_free (tokens->refresh);
  g_free (tokens->feed);
  g_free (tokens);
}

static void
feedsim_angel_account_finalize (GObject *object)
{
  FeedsimAngelAccount *self = FEEDSIM_ANGEL_ACCOUNT (object);

  g_free (self->client_code);
  g_free (self->pin);
  g_free (self->api_key);
  g_free (self->totp_secret);
  g_clear_pointer (&self->random, g_rand_free);
  g_queue_free_full (self->tokens, free_tokens);

  G_OBJECT_CLASS (feedsim_angel_account_parent_class)->finalize (object);
}

static void
feedsim_angel_account_class_init (FeedsimAngelAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = feedsim_angel_account_finalize;
}

static void
feedsim_angel_account_init (FeedsimAngelAccount *self)
{
  self->tokens = g_queue_new ();
}

static char *
draw_letters (FeedsimAngelAccount *self,
              guint                count)
{
  static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  char *text = g_malloc0 (count + 1);

  for (guint i = 0; i < count; i++)
    text[i] = ALPHABET[g_rand_int_range (self->random, 0, sizeof ALPHABET - 1)];
  return text;
}

/**
 * feedsim_angel_account_new:
 * @seed: makes the secrets
 * @token_life_s: how long what a log-in hands out is good
 *
 * Returns: (transfer full): an account that nobody has logged in to
 */
FeedsimAngelAccount *
feedsim_angel_account_new (guint32 seed,
                           guint   token_life_s)
{
  FeedsimAngelAccount *self = g_object_new (FEEDSIM_TYPE_ANGEL_ACCOUNT, NULL);

  self->random = g_rand_new_with_seed (seed);
  self->life_us = (gint64) token_life_s * G_USEC_PER_SEC;
  self->client_code = g_strdup_printf ("S%06d", g_rand_int_range (self->random, 100000, 999999));
  self->pin = g_strdup_printf ("%04d", g_rand_int_range (self->random, 1000, 9999));
  self->api_key = draw_letters (self, 8);
  for (gsize i = 0; i < sizeof self->key; i++)
    self->key[i] = (guint8) g_rand_int_range (self->random, 0, 256);
  self->totp_secret = feedsim_angel_totp_to_base32 (self->key, sizeof self->key);
  return self;
}

/**
 * feedsim_angel_account_get_secrets:
 * @self: the account
 * @secrets: (out caller-allocates): what one needs to log in, for as long as the account lives
 */
void
feedsim_angel_account_get_secrets (FeedsimAngelAccount *self,
                                   FeedsimAngelSecrets *secrets)
{
  *secrets = (FeedsimAngelSecrets) {
    self->client_code, self->pin, self->api_key, self->totp_secret,
  };
}

gboolean
feedsim_angel_account_check_totp (FeedsimAngelAccount *self,
                                  const char          *code)
{
  return feedsim_angel_totp_check (self->key, sizeof self->key, g_get_real_time (), code);
}

static char *
encode_part (const char *bytes,
             gsize       length)
{
  char *text = g_base64_encode ((const guchar *) bytes, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/* The shape of RFC 7519 with the claims that matter; the signature is but noise */
static char *
make_jwt (FeedsimAngelAccount *self,
          const char          *type,
          gint64               expiry_us)
{
  static const char HEADER[] = "{\"alg\":\"HS512\"}";
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *nonce = draw_letters (self, NONCE_BYTES);
  g_autofree char *claims =
    g_strdup_printf ("{\"username\":\"%s\",\"roles\":0,\"usertype\":\"USER\",\"token\":\"%s\","
                     "\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT "}",
                     self->client_code, type, now_s, expiry_us / G_USEC_PER_SEC);
  g_autofree char *first = encode_part (HEADER, strlen (HEADER));
  g_autofree char *second = encode_part (claims, strlen (claims));
  g_autofree char *third = encode_part (nonce, NONCE_BYTES);

  return g_strdup_printf ("%s.%s.%s", first, second, third);
}

static const FeedsimAngelTokens *
hand_out (FeedsimAngelAccount *self)
{
  FeedsimAngelTokens *tokens = g_new0 (FeedsimAngelTokens, 1);
  gint64 now_us = g_get_real_time ();

  tokens->expiry_us = now_us + self->life_us;
  tokens->refresh_expiry_us = now_us + 2 * self->life_us;
  tokens->jwt = make_jwt (self, "trade_access_token", tokens->expiry_us);
  tokens->refresh = make_jwt (self, "trade_refresh_token", tokens->refresh_expiry_us);
  tokens->feed = make_jwt (self, "feed_token", tokens->expiry_us);
  g_queue_push_head (self->tokens, tokens);
  if (g_queue_get_length (self->tokens) > MAX_TOKENS)
    free_tokens (g_queue_pop_tail (self->tokens));
  return tokens;
}

/**
 * feedsim_angel_account_issue:
 * @self: the account
 *
 * Returns: (transfer none): the tokens of a new log-in
 */
const FeedsimAngelTokens *
feedsim_angel_account_issue (FeedsimAngelAccount *self)
{
  self->counts.log_ins++;
  return hand_out (self);
}

/**
 * feedsim_angel_account_renew:
 * @self: the account
 * @refresh: what was handed out for this; it is good once
 * @verdict: (out): what it turned out to be
 *
 * What was handed out with it stays good for as long as it would have.
 *
 * Returns: (transfer none) (nullable): new tokens if it was good
 */
const FeedsimAngelTokens *
feedsim_angel_account_renew (FeedsimAngelAccount *self,
                             const char          *refresh,
                             FeedsimAngelVerdict *verdict)
{
  *verdict = FEEDSIM_ANGEL_TOKEN_UNKNOWN;
  for (GList *link = self->tokens->head; link != NULL; link = link->next) {
    FeedsimAngelTokens *tokens = link->data;

    if (tokens->refresh == NULL || !g_str_equal (tokens->refresh, refresh))
      continue;
    *verdict = g_get_real_time () < tokens->refresh_expiry_us ? FEEDSIM_ANGEL_TOKEN_GOOD :
               FEEDSIM_ANGEL_TOKEN_EXPIRED;
    if (*verdict != FEEDSIM_ANGEL_TOKEN_GOOD)
      return NULL;
    g_clear_pointer (&tokens->refresh, g_free);
    self->counts.renewals++;
    return hand_out (self);
  }
  return NULL;
}

static FeedsimAngelVerdict
judge (const FeedsimAngelTokens *tokens)
{
  if (tokens->is_void)
    return FEEDSIM_ANGEL_TOKEN_UNKNOWN;
  return g_get_real_time () < tokens->expiry_us ? FEEDSIM_ANGEL_TOKEN_GOOD :
         FEEDSIM_ANGEL_TOKEN_EXPIRED;
}

/* Clients send it with and without. */
static const char *
skip_bearer (const char *authorization)
{
  static const char BEARER[] = "Bearer ";

  if (g_ascii_strncasecmp (authorization, BEARER, strlen (BEARER)) == 0)
    return authorization + strlen (BEARER);
  return authorization;
}

/**
 * feedsim_angel_account_check_jwt:
 * @self: the account
 * @authorization: an Authorization header
 *
 * Returns: what it is worth
 */
FeedsimAngelVerdict
feedsim_angel_account_check_jwt (FeedsimAngelAccount *self,
                                 const char          *authorization)
{
  const char *jwt = skip_bearer (authorization);

  for (GList *link = self->tokens->head; link != NULL; link = link->next)
    if (g_str_equal (((FeedsimAngelTokens *) link->data)->jwt, jwt))
      return judge (link->data);
  return FEEDSIM_ANGEL_TOKEN_UNKNOWN;
}

FeedsimAngelVerdict
feedsim_angel_account_check_feed (FeedsimAngelAccount *self,
                                  const char          *feed)
{
  for (GList *link = self->tokens->head; link != NULL; link = link->next)
    if (g_str_equal (((FeedsimAngelTokens *) link->data)->feed, feed))
      return judge (link->data);
  return FEEDSIM_ANGEL_TOKEN_UNKNOWN;
}

/**
 * feedsim_angel_account_join:
 * @self: the account
 *
 * One more stream wants to be opened for it.
 *
 * Returns: %FALSE if it has as many as it may; else feedsim_angel_account_leave() when it is gone
 */
gboolean
feedsim_angel_account_join (FeedsimAngelAccount *self)
{
  if (self->counts.streams >= MAX_STREAMS) {
    self->counts.refused_streams++;
    return FALSE;
  }
  self->counts.streams++;
  return TRUE;
}

void
feedsim_angel_account_leave (FeedsimAngelAccount *self)
{
  g_return_if_fail (self->counts.streams > 0);

  self->counts.streams--;
}

void
feedsim_angel_account_get_counts (FeedsimAngelAccount *self,
                                  FeedsimAngelCounts  *counts)
{
  *counts = self->counts;
}

/**
 * feedsim_angel_account_end:
 * @self: the account
 * @authorization: of a log-in, which is over
 */
void
feedsim_angel_account_end (FeedsimAngelAccount *self,
                           const char          *authorization)
{
  const char *jwt = skip_bearer (authorization);

  for (GList *link = self->tokens->head; link != NULL; link = link->next) {
    FeedsimAngelTokens *tokens = link->data;

    if (!g_str_equal (tokens->jwt, jwt))
      continue;
    tokens->is_void = TRUE;
    g_clear_pointer (&tokens->refresh, g_free);
  }
}

/**
 * feedsim_angel_account_expire:
 * @self: the account
 * @scope: how much of it
 *
 * What was handed out so far is no longer good.
 */
void
feedsim_angel_account_expire (FeedsimAngelAccount *self,
                              FeedsimScope         scope)
{
  for (GList *link = self->tokens->head; link != NULL; link = link->next) {
    FeedsimAngelTokens *tokens = link->data;

    tokens->is_void = TRUE;
    if (scope == FEEDSIM_SCOPE_ALL)
      tokens->refresh_expiry_us = 0;
  }
}
