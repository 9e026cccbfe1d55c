/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-handshake.h"

#include <string.h>

/* RFC 6455, section 1.3 */
#define KEY_SUFFIX "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

static void
set_target (FeedsimHandshake *self,
            const char       *target)
{
  const char *mark = strchr (target, '?');
  g_autofree char *path = mark != NULL ? g_strndup (target, (gsize) (mark - target)) :
                          g_strdup (target);

  self->query = mark != NULL ? g_strdup (mark + 1) : NULL;
  self->path = g_uri_unescape_string (path, NULL);
  if (self->path == NULL)
    self->path = g_strdup ("");
}

/**
 * feedsim_handshake_parse:
 * @text: the head of an HTTP request, up to and with the empty line
 * @length: its length
 *
 * Returns: (transfer full) (nullable): what it asks for; %NULL if it is no HTTP request
 */
FeedsimHandshake *
feedsim_handshake_parse (const char *text,
                         gsize       length)
{
  g_autoptr (FeedsimHandshake) self = g_new0 (FeedsimHandshake, 1);
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autofree char *method = NULL;
  g_autofree char *target = NULL;
  const char *key;
  SoupHTTPVersion version;

  if (soup_headers_parse_request (text, (int) length, headers, &method, &target, &version) != 200)
    return NULL;
  set_target (self, target);
  key = soup_message_headers_get_one (headers, "Sec-WebSocket-Key");
  if (key != NULL && g_str_equal (method, "GET") &&
      soup_message_headers_header_equals (headers, "Upgrade", "websocket") &&
      soup_message_headers_header_contains (headers, "Connection", "upgrade") &&
      soup_message_headers_header_equals (headers, "Sec-WebSocket-Version", "13"))
    self->key = g_strdup (key);
  self->headers = g_steal_pointer (&headers);
  return g_steal_pointer (&self);
}

void
feedsim_handshake_free (FeedsimHandshake *self)
{
  g_free (self->path);
  g_free (self->query);
  g_free (self->key);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_free (self);
}

/**
 * feedsim_handshake_make_response:
 * @self: a request for a WebSocket
 *
 * Returns: (transfer full): the head of the reply that agrees to it
 */
char *
feedsim_handshake_make_response (const FeedsimHandshake *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *accept = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;

  g_return_val_if_fail (self->key != NULL, NULL);

  g_checksum_update (checksum, (const guchar *) self->key, -1);
  g_checksum_update (checksum, (const guchar *) KEY_SUFFIX, -1);
  g_checksum_get_digest (checksum, digest, &length);
  accept = g_base64_encode (digest, length);
  return g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\n\r\n", accept);
}

/**
 * feedsim_handshake_make_refusal:
 * @status: an HTTP status
 *
 * Returns: (transfer full): a reply that refuses; 429 and 418 say when to come again
 */
char *
feedsim_handshake_make_refusal (guint status)
{
  const char *later = status == 429 ? "Retry-After: 10\r\n" :
                      status == 418 ? "Retry-After: 120\r\n" : "";
  g_autofree char *body = g_strdup_printf ("<html><body>%u %s</body></html>\n", status,
                                           soup_status_get_phrase (status));

  return g_strdup_printf ("HTTP/1.1 %u %s\r\n"
                          "Content-Type: text/html\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                                                             "%s"
                                                             "Connection: close\r\n\r\n%s",
                          status, soup_status_get_phrase (status), strlen (body), later, body);
}
