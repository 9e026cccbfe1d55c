/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FeedProvider: the account's part of the class's functions, by name. */
#include "feed/providers/feed-provider.h"

#include "feed/providers/feed-provider-words.h"

/**
 * feed_provider_has_account:
 * @self: a provider
 *
 * Returns: whether the venue asks for an account
 */
gboolean
feed_provider_has_account (FeedProvider *self)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), FALSE);

  return feed_provider_get_info (self)->credential_fields != NULL;
}

/**
 * feed_provider_validate_credentials:
 * @self: a provider with an account
 * @credentials: what an account was given
 * @error: return location
 *
 * Looks at the form of credentials alone: nothing is sent.
 *
 * Returns: whether they may be tried; if not, %FEED_ERROR_CREDENTIALS lists all that is wrong
 */
gboolean
feed_provider_validate_credentials (FeedProvider          *self,
                                    const FeedCredentials *credentials,
                                    GError               **error)
{
  g_return_val_if_fail (feed_provider_has_account (self), FALSE);
  g_return_val_if_fail (credentials != NULL, FALSE);

  return FEED_PROVIDER_GET_CLASS (self)->validate_credentials (self, credentials, error);
}

/**
 * feed_provider_is_same_account:
 * @self: a provider with an account
 * @a: credentials
 * @b: credentials
 *
 * An account is known by what may be seen of it, a client code, whatever its secrets are.
 *
 * Returns: whether both are of one account at the venue
 */
gboolean
feed_provider_is_same_account (FeedProvider          *self,
                               const FeedCredentials *a,
                               const FeedCredentials *b)
{
  const FeedCredentialField *field;
  gboolean known = FALSE;

  g_return_val_if_fail (feed_provider_has_account (self), FALSE);
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  for (field = feed_provider_get_info (self)->credential_fields; field->id != NULL; field++) {
    const char *ours = feed_credentials_get (a, field->id);
    const char *theirs = feed_credentials_get (b, field->id);

    if (!field->shown)
      continue;
    if (ours == NULL || theirs == NULL || g_ascii_strcasecmp (ours, theirs) != 0)
      return FALSE;
    known = TRUE;
  }
  return known;
}

/**
 * feed_provider_login_request:
 * @self: a provider with an account
 * @credentials: valid credentials
 * @wall_us: wall time, µs since 1970 UTC
 *
 * Returns: (transfer full) (nullable): the log-in; %NULL where there is no address to send it to
 */
FeedRequest *
feed_provider_login_request (FeedProvider          *self,
                             const FeedCredentials *credentials,
                             gint64                 wall_us)
{
  g_return_val_if_fail (feed_provider_has_account (self), NULL);
  g_return_val_if_fail (credentials != NULL, NULL);

  return FEED_PROVIDER_GET_CLASS (self)->login_request (self, credentials, wall_us);
}

/**
 * feed_provider_refresh_request:
 * @self: a provider with an account
 * @credentials: valid credentials
 * @session: a session with a refresh token
 *
 * Returns: (transfer full) (nullable): what asks for a new session without a log-in
 */
FeedRequest *
feed_provider_refresh_request (FeedProvider          *self,
                               const FeedCredentials *credentials,
                               const FeedSession     *session)
{
  g_return_val_if_fail (feed_provider_has_account (self), NULL);
  g_return_val_if_fail (credentials != NULL, NULL);
  g_return_val_if_fail (session != NULL, NULL);

  return FEED_PROVIDER_GET_CLASS (self)->refresh_request (self, credentials, session);
}

/**
 * feed_provider_logout_request:
 * @self: a provider with an account
 * @credentials: valid credentials
 * @session: a session
 *
 * Returns: (transfer full) (nullable): what ends the session at the venue
 */
FeedRequest *
feed_provider_logout_request (FeedProvider          *self,
                              const FeedCredentials *credentials,
                              const FeedSession     *session)
{
  g_return_val_if_fail (feed_provider_has_account (self), NULL);
  g_return_val_if_fail (credentials != NULL, NULL);
  g_return_val_if_fail (session != NULL, NULL);

  return FEED_PROVIDER_GET_CLASS (self)->logout_request (self, credentials, session);
}

/**
 * feed_provider_parse_login:
 * @self: a provider with an account
 * @reply: an answer of any status to a log-in or a refresh
 * @wall_us: wall time, µs since 1970 UTC
 * @error: return location
 *
 * Returns: (transfer full): the new session; %NULL with %FEED_ERROR_CREDENTIALS, %FEED_ERROR_SESSION,
 *   %FEED_ERROR_BUSY, %FEED_ERROR_REMOTE or %FEED_ERROR_DECODE
 */
FeedSession *
feed_provider_parse_login (FeedProvider    *self,
                           const FeedReply *reply,
                           gint64           wall_us,
                           GError         **error)
{
  g_return_val_if_fail (feed_provider_has_account (self), NULL);
  g_return_val_if_fail (reply != NULL, NULL);

  return FEED_PROVIDER_GET_CLASS (self)->parse_login (self, reply, wall_us, error);
}

/**
 * feed_provider_profile_request:
 * @self: a provider with an account
 * @credentials: valid credentials
 * @session: a session
 *
 * Returns: (transfer full) (nullable): what asks whether the session is good
 */
FeedRequest *
feed_provider_profile_request (FeedProvider          *self,
                               const FeedCredentials *credentials,
                               const FeedSession     *session)
{
  g_return_val_if_fail (feed_provider_has_account (self), NULL);
  g_return_val_if_fail (credentials != NULL, NULL);
  g_return_val_if_fail (session != NULL, NULL);

  return FEED_PROVIDER_GET_CLASS (self)->profile_request (self, credentials, session);
}

/**
 * feed_provider_parse_profile:
 * @self: a provider with an account
 * @reply: an answer of any status to it
 * @error: return location
 *
 * Returns: whether the session is good; if not, an error as of feed_provider_parse_login()
 */
gboolean
feed_provider_parse_profile (FeedProvider    *self,
                             const FeedReply *reply,
                             GError         **error)
{
  g_return_val_if_fail (feed_provider_has_account (self), FALSE);
  g_return_val_if_fail (reply != NULL, FALSE);

  return FEED_PROVIDER_GET_CLASS (self)->parse_profile (self, reply, error);
}

/**
 * feed_provider_set_session:
 * @self: a provider with an account
 * @credentials: (nullable): whose it is
 * @session: (nullable): what the log-in gave; %NULL: nobody is logged in
 *
 * Requests and handshakes carry the session from now on.
 */
void
feed_provider_set_session (FeedProvider          *self,
                           const FeedCredentials *credentials,
                           FeedSession           *session)
{
  g_return_if_fail (feed_provider_has_account (self));

  FEED_PROVIDER_GET_CLASS (self)->set_session (self, credentials, session);
}

/**
 * feed_provider_show_words:
 * @self: a provider
 * @text: (array length=length): what the venue said, any bytes
 * @length: how many
 * @limit: bytes that the result may have
 *
 * Returns: (transfer full): the words, fit to be shown, logged and put into an error: no secret of
 *   the account is among them
 */
char *
feed_provider_show_words (FeedProvider *self,
                          const char   *text,
                          gsize         length,
                          gsize         limit)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (text != NULL || length == 0, NULL);

  if (FEED_PROVIDER_GET_CLASS (self)->show_words == NULL)
    return feed_provider_words (text, length, limit);
  return FEED_PROVIDER_GET_CLASS (self)->show_words (self, text, length, limit);
}
