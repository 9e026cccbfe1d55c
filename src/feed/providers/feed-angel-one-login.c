/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Log-in, renewal, log-out and profile of Angel One: docs, "User". */
#include "feed/providers/feed-angel-one-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "feed/providers/feed-angel-one-totp.h"

#define LOGIN_PATH "/rest/auth/angelbroking/user/v1/loginByPassword"
#define REFRESH_PATH "/rest/auth/angelbroking/jwt/v1/generateTokens"
#define LOGOUT_PATH "/rest/secure/angelbroking/user/v1/logout"
#define PROFILE_PATH "/rest/secure/angelbroking/user/v1/getProfile"

#define MAX_CLIENT_CODE 20
#define MAX_API_KEY 64

const FeedCredentialField feed_angel_one_credential_fields[] = {
  { "client-code", "Client code", "As you log in with: a letter and digits", TRUE },
  { "pin", "PIN", "The four digits of the app", FALSE },
  { "api-key", "API key", "From smartapi.angelone.in, “My Apps”", FALSE },
  { "totp-secret", "TOTP secret", "From smartapi.angelone.in/enable-totp, below the code to scan",
    FALSE },
  { NULL },
};

/* What is wrong with a value, never the value; NULL where nothing is */
typedef const char *(*Check) (const char *value);

static gboolean
is_made_of (const char *value,
            gboolean ( *is_good ) (char c))
{
  for (; *value != '\0'; value++)
    if (!is_good (*value))
      return FALSE;
  return TRUE;
}

static gboolean
is_alnum (char c)
{
  return g_ascii_isalnum (c);
}

static gboolean
is_digit (char c)
{
  return g_ascii_isdigit (c);
}

static gboolean
is_graph (char c)
{
  return g_ascii_isgraph (c);
}

static const char *
check_client_code (const char *value)
{
  if (strlen (value) > MAX_CLIENT_CODE || !is_made_of (value, is_alnum))
    return "the client code is letters and digits alone";
  return NULL;
}

static const char *
check_pin (const char *value)
{
  gsize length = strlen (value);

  if (length < 4 || length > 6 || !is_made_of (value, is_digit))
    return "the PIN is four to six digits";
  return NULL;
}

/* It goes into a header */
static const char *
check_api_key (const char *value)
{
  if (strlen (value) > MAX_API_KEY || !is_made_of (value, is_graph))
    return "the API key is letters, digits and signs without blanks";
  return NULL;
}

static const char *
check_totp_secret (const char *value)
{
  g_autoptr (GBytes) secret = feed_angel_one_totp_parse_secret (value);

  if (secret == NULL)
    return "the TOTP secret is 16 or more of the letters A to Z and the digits 2 to 7 (not the six "
           "digits that an authenticator shows)";
  return NULL;
}

/**
 * feed_angel_one_validate_credentials: (skip)
 * @provider: the provider
 * @credentials: what an account was given
 * @error: return location
 *
 * Returns: whether they can be tried; if not, the error lists all that is wrong, and no value
 */
gboolean
feed_angel_one_validate_credentials (FeedProvider          *provider,
                                     const FeedCredentials *credentials,
                                     GError               **error)
{
  static const Check checks[] = { check_client_code, check_pin, check_api_key, check_totp_secret };
  g_autoptr (GString) wrong = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    const FeedCredentialField *field = &feed_angel_one_credential_fields[i];
    const char *value = feed_credentials_get (credentials, field->id);
    const char *flaw = value != NULL && *value != '\0' ? checks[i](value) : NULL;

    if (value == NULL || *value == '\0')
      g_string_append_printf (wrong, "%sthe %s is missing", wrong->len > 0 ? "; " : "",
                              i == 0 ? "client code" : field->label);
    else if (flaw != NULL)
      g_string_append_printf (wrong, "%s%s", wrong->len > 0 ? "; " : "", flaw);
  }
  if (wrong->len == 0)
    return TRUE;
  g_set_error (error, FEED_ERROR, FEED_ERROR_CREDENTIALS, "Angel One: %s", wrong->str);
  return FALSE;
}

static void
free_body (gpointer data)
{
  feed_secret_free (data);
}

/* members: name, value, name, value…, NULL; a value may be NULL */
static GBytes *
make_body (const char *const *members)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  char *text;

  json_builder_begin_object (builder);
  for (; members[0] != NULL; members += 2) {
    json_builder_set_member_name (builder, members[0]);
    json_builder_add_string_value (builder, members[1] != NULL ? members[1] : "");
  }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  return g_bytes_new_with_free_func (text, strlen (text), free_body, text);
}

/**
 * feed_angel_one_login_request: (skip)
 * @provider: the provider
 * @credentials: valid credentials
 * @wall_us: wall time, which the one-time password is of
 *
 * Returns: (transfer full) (nullable): the log-in
 */
FeedRequest *
feed_angel_one_login_request (FeedProvider          *provider,
                              const FeedCredentials *credentials,
                              gint64                 wall_us)
{
  const char *text = feed_credentials_get (credentials, "totp-secret");
  g_autoptr (GBytes) secret = text != NULL ? feed_angel_one_totp_parse_secret (text) : NULL;
  char totp[FEED_ANGEL_ONE_TOTP_DIGITS + 1] = "";
  const char *members[] = {
    "clientcode", feed_credentials_get (credentials, "client-code"),
    "password", feed_credentials_get (credentials, "pin"),
    "totp", totp,
    NULL,
  };
  FeedRequest *request = feed_angel_one_request_new (provider, "POST", LOGIN_PATH, credentials,
                                                     NULL);

  if (request == NULL)
    return NULL;
  if (secret != NULL)
    feed_angel_one_totp (secret, wall_us, FEED_ANGEL_ONE_TOTP_DIGITS, totp);
  request->body = make_body (members);
  return request;
}

/**
 * feed_angel_one_refresh_request: (skip)
 * @provider: the provider
 * @credentials: valid credentials
 * @session: what is to be renewed
 *
 * Returns: (transfer full) (nullable): the renewal
 */
FeedRequest *
feed_angel_one_refresh_request (FeedProvider          *provider,
                                const FeedCredentials *credentials,
                                const FeedSession     *session)
{
  const char *members[] = { "refreshToken", session->refresh_token, NULL };
  FeedRequest *request = feed_angel_one_request_new (provider, "POST", REFRESH_PATH, credentials,
                                                     session);

  if (request != NULL)
    request->body = make_body (members);
  return request;
}

/**
 * feed_angel_one_logout_request: (skip)
 * @provider: the provider
 * @credentials: valid credentials
 * @session: what is to end
 *
 * Returns: (transfer full) (nullable): the log-out
 */
FeedRequest *
feed_angel_one_logout_request (FeedProvider          *provider,
                               const FeedCredentials *credentials,
                               const FeedSession     *session)
{
  const char *members[] = {
    "clientcode", feed_credentials_get (credentials, "client-code"),
    NULL,
  };
  FeedRequest *request = feed_angel_one_request_new (provider, "POST", LOGOUT_PATH, credentials,
                                                     session);

  if (request != NULL)
    request->body = make_body (members);
  return request;
}

/**
 * feed_angel_one_profile_request: (skip)
 * @provider: the provider
 * @credentials: valid credentials
 * @session: a session
 *
 * Returns: (transfer full) (nullable): what asks whether the session is good
 */
FeedRequest *
feed_angel_one_profile_request (FeedProvider          *provider,
                                const FeedCredentials *credentials,
                                const FeedSession     *session)
{
  return feed_angel_one_request_new (provider, "GET", PROFILE_PATH, credentials, session);
}
