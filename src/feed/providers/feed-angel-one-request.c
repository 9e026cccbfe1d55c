/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What requests of Angel One carry: docs, "Introduction" and "WebSocket Streaming 2.0". */
#include "feed/providers/feed-angel-one-private.h"

#define STREAM_PATH "/smart-stream"

static void
take_header (GPtrArray  *headers,
             const char *name,
             char       *value)
{
  g_ptr_array_add (headers, g_strdup (name));
  g_ptr_array_add (headers, value);
}

static void
add_header (GPtrArray  *headers,
            const char *name,
            const char *value)
{
  if (value != NULL)
    take_header (headers, name, g_strdup (value));
}

/* Working clients send the token with and without "Bearer"; with it the header is one by RFC 6750 */
static void
add_session (GPtrArray         *headers,
             const FeedSession *session)
{
  take_header (headers, "Authorization", g_strconcat ("Bearer ", session->access_token, NULL));
}

static char **
end_headers (GPtrArray *headers)
{
  g_ptr_array_add (headers, NULL);
  return (char **) g_ptr_array_free (headers, FALSE);
}

/**
 * feed_angel_one_request_new: (skip)
 * @provider: the provider
 * @method: "GET" or "POST"
 * @path: where, from the root of REST
 * @credentials: (nullable): whose API key it carries
 * @session: (nullable): whose token it carries
 *
 * Addresses and hardware are required but not looked at: what is sent tells nothing of the user.
 *
 * Returns: (transfer full) (nullable): a request without a body
 */
FeedRequest *
feed_angel_one_request_new (FeedProvider          *provider,
                            const char            *method,
                            const char            *path,
                            const FeedCredentials *credentials,
                            const FeedSession     *session)
{
  const char *base = feed_provider_get_rest_base (provider);
  g_autofree char *uri = NULL;
  GPtrArray *headers;
  FeedRequest *request;

  if (base == NULL)
    return NULL;
  uri = g_strconcat (base, path, NULL);
  request = feed_request_new (method, uri);
  headers = g_ptr_array_new ();
  add_header (headers, "Content-Type", "application/json");
  add_header (headers, "Accept", "application/json");
  add_header (headers, "X-UserType", "USER");
  add_header (headers, "X-SourceID", "WEB");
  add_header (headers, "X-ClientLocalIP", "127.0.0.1");
  add_header (headers, "X-ClientPublicIP", "127.0.0.1");
  add_header (headers, "X-MACAddress", "00:00:00:00:00:00");
  if (credentials != NULL)
    add_header (headers, "X-PrivateKey", feed_credentials_get (credentials, "api-key"));
  feed_angel_one_note_asked_for (FEED_ANGEL_ONE (provider), credentials);
  if (session != NULL)
    add_session (headers, session);
  request->headers = end_headers (headers);
  request->weight = 1;
  return request;
}

/**
 * feed_angel_one_stream_request: (skip)
 * @provider: the provider
 *
 * A new stream has no subscriptions. Without a session the venue will refuse it.
 *
 * Returns: (transfer full) (nullable): the handshake
 */
FeedRequest *
feed_angel_one_stream_request (FeedProvider *provider)
{
  FeedAngelOne *self = FEED_ANGEL_ONE (provider);
  const char *base = feed_provider_get_stream_base (provider);
  g_autofree char *uri = NULL;
  FeedRequest *request;
  GPtrArray *headers;

  if (base == NULL)
    return NULL;
  feed_angel_one_forget_subscriptions (self);
  uri = g_strconcat (base, g_str_has_suffix (base, STREAM_PATH) ? "" : STREAM_PATH, NULL);
  request = feed_request_new ("GET", uri);
  if (self->session == NULL)
    return request;
  headers = g_ptr_array_new ();
  add_session (headers, self->session);
  add_header (headers, "x-api-key", feed_credentials_get (self->credentials, "api-key"));
  add_header (headers, "x-client-code", feed_credentials_get (self->credentials, "client-code"));
  add_header (headers, "x-feed-token", self->session->feed_token);
  request->headers = end_headers (headers);
  return request;
}
