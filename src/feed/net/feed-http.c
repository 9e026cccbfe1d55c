/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/net/feed-http.h"

#include "feed/net/feed-version.h"

/* libsoup allows two connections a host, so a third would wait behind two that hang; ours are
 * bounded by the connections' own rules */
#define MAX_CONNECTIONS 1024
#define IDLE_TIMEOUT_S  30

static const char *const schemes[][2] = {
  [FEED_HTTP_STREAM] = { "ws", "wss" },
  [FEED_HTTP_REST] = { "http", "https" },
};

SoupSession *
feed_http_session_new (gboolean loopback)
{
  SoupSession *session = g_object_new (SOUP_TYPE_SESSION,
                                       "user-agent", "Evertick/" FEED_VERSION,
                                       "max-conns", MAX_CONNECTIONS,
                                       "max-conns-per-host", MAX_CONNECTIONS,
                                       "idle-timeout", IDLE_TIMEOUT_S,
                                       "timeout", 0, /* timeouts are the callers' */
                                       NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  if (loopback)
    soup_session_set_proxy_resolver (session, NULL);
  return session;
}

static gboolean
is_loopback_host (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (host == NULL)
    return FALSE;
  /* GResolver answers for this name itself (RFC 6761) */
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

gboolean
feed_http_is_loopback (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);

  return parsed != NULL && is_loopback_host (g_uri_get_host (parsed));
}

static GUri *
parse_uri (const char  *uri,
           FeedHttpKind kind,
           GError     **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, &local);
  const char *scheme, *host;

  if (parsed == NULL) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_ENDPOINT, "Address: %s", local->message);
    return NULL;
  }
  scheme = g_uri_get_scheme (parsed);
  host = g_uri_get_host (parsed);
  if (host == NULL || *host == '\0') {
    g_set_error_literal (error, FEED_ERROR, FEED_ERROR_ENDPOINT, "Address: no host");
    return NULL;
  }
  if (g_str_equal (scheme, schemes[kind][1]))
    return g_steal_pointer (&parsed);
  if (!g_str_equal (scheme, schemes[kind][0])) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_ENDPOINT, "Address of %s: scheme is %s, not %s",
                 host, scheme, schemes[kind][1]);
    return NULL;
  }
  if (!is_loopback_host (host)) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_ENDPOINT,
                 "Address of %s: plain text is for this machine only", host);
    return NULL;
  }
  return g_steal_pointer (&parsed);
}

static gboolean
is_header (const char *name,
           const char *value)
{
  return value != NULL && *name != '\0' && strpbrk (name, " \t\r\n:") == NULL
         && strpbrk (value, "\r\n") == NULL;
}

static gboolean
add_headers (SoupMessage       *message,
             const char *const *headers,
             GError           **error)
{
  SoupMessageHeaders *target = soup_message_get_request_headers (message);

  for (gsize i = 0; headers != NULL && headers[i] != NULL; i += 2) {
    if (!is_header (headers[i], headers[i + 1])) {
      /* Not the value: it may be a secret */
      g_set_error (error, FEED_ERROR, FEED_ERROR_ENDPOINT, "Header %" G_GSIZE_FORMAT
                   " of the request is malformed", i / 2 + 1);
      return FALSE;
    }
    soup_message_headers_replace (target, headers[i], headers[i + 1]);
  }
  return TRUE;
}

/* HTTP/1.1 only: over HTTP/2 libsoup 3.2 does not heed a cancellable while it waits for headers,
 * and a request to a mute server would never end */
static void
on_message_network_event (SoupMessage       *message,
                          GSocketClientEvent event,
                          GIOStream         *connection,
                          gpointer           user_data)
{
  static const char *const protocols[] = { "http/1.1", NULL };

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
}

SoupMessage *
feed_http_message_new (const FeedRequest *request,
                       FeedHttpKind       kind,
                       GError           **error)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (request != NULL && request->uri != NULL, NULL);

  uri = parse_uri (request->uri, kind, error);
  if (uri == NULL)
    return NULL;
  message = soup_message_new_from_uri (request->method != NULL ? request->method : "GET", uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect (message, "network-event", G_CALLBACK (on_message_network_event), NULL);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, NULL, request->body);
  if (!add_headers (message, (const char *const *) request->headers, error))
    return NULL;
  return g_steal_pointer (&message);
}

static const char *
find_header (const FeedReply *reply,
             const char      *name)
{
  return soup_message_headers_get_one (reply->data, name);
}

void
feed_http_reply_init (FeedReply   *reply,
                      SoupMessage *message,
                      GBytes      *body)
{
  gsize length = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &length) : NULL;

  *reply = (FeedReply) {
    .status = soup_message_get_status (message),
    .body = data != NULL ? data : "",
    .length = length,
    .header = find_header,
    .data = soup_message_get_response_headers (message),
  };
}
