/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-peer.h"

#include <glib/gstdio.h>
#include <string.h>

#include "support/test-support.h"

#define MAX_INCOMING_BYTES (1024 * 1024)

/**
 * feedsim_peer_start_server:
 * @replay_text: (nullable): a recording, or %NULL for a lively made-up market
 * @fault: (nullable): a fault to begin with
 *
 * Returns: (transfer full): a simulator
 */
FeedsimServer *
feedsim_peer_start_server (const char *replay_text,
                           const char *fault)
{
  g_autoptr (FeedsimOptions) options = feedsim_options_new ();
  g_autoptr (GError) error = NULL;
  FeedsimServer *server;

  if (replay_text != NULL) {
    int fd = g_file_open_tmp ("feedsim-XXXXXX", &options->replay_path, &error);

    g_assert_no_error (error);
    g_close (fd, NULL);
    g_file_set_contents (options->replay_path, replay_text, -1, &error);
    g_assert_no_error (error);
    options->speed = 1000;
  } else {
    options->ticks_per_second = 500;
  }
  if (fault != NULL) {
    options->faults = g_new0 (char *, 2);
    options->faults[0] = g_strdup (fault);
  }
  server = feedsim_server_new (options, &error);
  g_assert_no_error (error);
  if (options->replay_path != NULL)
    g_assert_cmpint (g_unlink (options->replay_path), ==, 0);
  return server;
}

/* No proxy: its resolver wants the desktop's settings, and there are none here. */
static SoupSession *
new_session (void)
{
  return soup_session_new_with_options ("proxy-resolver", NULL, NULL);
}

static void
on_message (SoupWebsocketConnection *connection,
            int                      type,
            GBytes                  *message,
            gpointer                 user_data)
{
  FeedsimPeer *self = user_data;

  if (type != SOUP_WEBSOCKET_DATA_TEXT) {
    self->n_binary++;
    g_ptr_array_add (self->binaries, g_bytes_ref (message));
  } else {
    g_ptr_array_add (self->texts, g_strndup (g_bytes_get_data (message, NULL),
                                             g_bytes_get_size (message)));
  }
}

static void
on_error (SoupWebsocketConnection *connection,
          GError                  *error,
          gpointer                 user_data)
{
  ((FeedsimPeer *) user_data)->n_errors++;
}

static void
on_closed (SoupWebsocketConnection *connection,
           gpointer                 user_data)
{
  ((FeedsimPeer *) user_data)->is_closed = TRUE;
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  FeedsimPeer *self = user_data;

  self->connection = soup_session_websocket_connect_finish (SOUP_SESSION (source), result,
                                                            &self->error);
  self->is_done = TRUE;
  if (self->connection == NULL)
    return;
  soup_websocket_connection_set_max_incoming_payload_size (self->connection, MAX_INCOMING_BYTES);
  g_signal_connect (self->connection, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->connection, "error", G_CALLBACK (on_error), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (on_closed), self);
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
append_headers (SoupMessage       *message,
                const char *const *headers)
{
  for (guint i = 0; headers != NULL && headers[i] != NULL; i += 2)
    soup_message_headers_append (soup_message_get_request_headers (message), headers[i],
                                 headers[i + 1]);
}

static FeedsimPeer *
begin_peer (FeedsimServer     *server,
            const char        *path,
            const char *const *headers)
{
  FeedsimPeer *self = g_new0 (FeedsimPeer, 1);
  g_autofree char *url = g_strconcat (feedsim_server_get_stream_url (server), path, NULL);

  self->message = soup_message_new ("GET", url);
  append_headers (self->message, headers);
  self->session = new_session ();
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->binaries = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  soup_session_websocket_connect_async (self->session, self->message, NULL, NULL,
                                        G_PRIORITY_DEFAULT, NULL, on_connected, self);
  return self;
}

/**
 * feedsim_peer_begin:
 * @server: the simulator
 * @path: below its stream address
 *
 * Returns: (transfer full): a client that has asked to connect
 */
FeedsimPeer *
feedsim_peer_begin (FeedsimServer *server,
                    const char    *path)
{
  return begin_peer (server, path, NULL);
}

/**
 * feedsim_peer_new:
 * @server: the simulator
 * @path: below its stream address
 *
 * Returns: (transfer full): a client whose handshake is over; see its error
 */
FeedsimPeer *
feedsim_peer_new (FeedsimServer *server,
                  const char    *path)
{
  return feedsim_peer_new_with (server, path, NULL);
}

/**
 * feedsim_peer_new_with:
 * @server: the simulator
 * @path: below its stream address
 * @headers: (nullable): names and values in turn
 *
 * Returns: (transfer full): a client whose handshake is over; see its error
 */
FeedsimPeer *
feedsim_peer_new_with (FeedsimServer     *server,
                       const char        *path,
                       const char *const *headers)
{
  FeedsimPeer *self = begin_peer (server, path, headers);

  g_assert_true (test_wait_until (is_true, &self->is_done, PEER_DEADLINE_MS));
  return self;
}

void
feedsim_peer_free (FeedsimPeer *self)
{
  if (!self->is_done) {
    soup_session_abort (self->session);
    g_assert_true (test_wait_until (is_true, &self->is_done, PEER_DEADLINE_MS));
  }
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_clear_pointer (&self->binaries, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

void
feedsim_peer_send (FeedsimPeer *self,
                   const char  *text)
{
  soup_websocket_connection_send_text (self->connection, text);
}

typedef struct {
  FeedsimPeer *peer;
  guint        count;
  const char  *part;
} Wanted;

static gboolean
has_count (gpointer user_data)
{
  Wanted *wanted = user_data;

  return wanted->peer->texts->len >= wanted->count;
}

static gboolean
has_part (gpointer user_data)
{
  Wanted *wanted = user_data;

  return feedsim_peer_find (wanted->peer, wanted->part) != NULL;
}

void
feedsim_peer_wait_texts (FeedsimPeer *self,
                         guint        count)
{
  Wanted wanted = { .peer = self, .count = count };

  g_assert_true (test_wait_until (has_count, &wanted, PEER_DEADLINE_MS));
}

static gboolean
has_binary (gpointer user_data)
{
  Wanted *wanted = user_data;

  return wanted->peer->binaries->len > wanted->count;
}

/**
 * feedsim_peer_wait_binary:
 * @self: the client
 * @index: from 0
 *
 * Returns: (transfer none): that binary message
 */
GBytes *
feedsim_peer_wait_binary (FeedsimPeer *self,
                          guint        index)
{
  Wanted wanted = { .peer = self, .count = index };

  g_assert_true (test_wait_until (has_binary, &wanted, PEER_DEADLINE_MS));
  return g_ptr_array_index (self->binaries, index);
}

void
feedsim_peer_wait_text (FeedsimPeer *self,
                        const char  *part)
{
  Wanted wanted = { .peer = self, .part = part };

  if (!test_wait_until (has_part, &wanted, PEER_DEADLINE_MS))
    g_error ("no message with %s", part);
}

void
feedsim_peer_wait_closed (FeedsimPeer *self)
{
  g_assert_true (test_wait_until (is_true, &self->is_closed, PEER_DEADLINE_MS));
}

/**
 * feedsim_peer_find:
 * @self: the client
 * @part: what to look for
 *
 * Returns: (nullable): the first message with it
 */
const char *
feedsim_peer_find (FeedsimPeer *self,
                   const char  *part)
{
  for (guint i = 0; i < self->texts->len; i++)
    if (strstr (g_ptr_array_index (self->texts, i), part) != NULL)
      return g_ptr_array_index (self->texts, i);
  return NULL;
}

static void
on_replied (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  FeedsimReply *self = user_data;
  g_autoptr (GError) error = NULL;

  self->body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
  self->is_done = TRUE;
}

static FeedsimReply *
begin (const char        *method,
       const char        *base,
       const char        *path,
       const char        *body,
       const char *const *headers)
{
  FeedsimReply *self = g_new0 (FeedsimReply, 1);
  g_autoptr (SoupSession) session = new_session ();
  g_autofree char *url = g_strconcat (base, path, NULL);

  self->message = soup_message_new (method, url);
  append_headers (self->message, headers);
  if (body != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

    soup_message_set_request_body_from_bytes (self->message, "text/plain", bytes);
  }
  soup_session_send_and_read_async (session, self->message, G_PRIORITY_DEFAULT, NULL, on_replied,
                                    self);
  return self;
}

/**
 * feedsim_reply_begin:
 * @method: an HTTP method
 * @base: an address of the simulator
 * @path: below it
 * @body: (nullable): what to send
 *
 * Returns: (transfer full): a request on its way
 */
FeedsimReply *
feedsim_reply_begin (const char *method,
                     const char *base,
                     const char *path,
                     const char *body)
{
  return begin (method, base, path, body, NULL);
}

FeedsimReply *
feedsim_reply_new (const char *method,
                   const char *base,
                   const char *path,
                   const char *body)
{
  return feedsim_reply_new_with (method, base, path, body, NULL);
}

/**
 * feedsim_reply_new_with:
 * @method: an HTTP method
 * @base: an address of the simulator
 * @path: below it
 * @body: (nullable): what to send
 * @headers: (nullable): names and values in turn
 *
 * Returns: (transfer full): the answer
 */
FeedsimReply *
feedsim_reply_new_with (const char        *method,
                        const char        *base,
                        const char        *path,
                        const char        *body,
                        const char *const *headers)
{
  FeedsimReply *self = begin (method, base, path, body, headers);

  feedsim_reply_wait (self);
  return self;
}

void
feedsim_reply_wait (FeedsimReply *self)
{
  g_assert_true (test_wait_until (is_true, &self->is_done, PEER_DEADLINE_MS));
}

void
feedsim_reply_free (FeedsimReply *self)
{
  g_assert_true (self->is_done);
  g_clear_object (&self->message);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

guint
feedsim_reply_get_status (FeedsimReply *self)
{
  return soup_message_get_status (self->message);
}

char *
feedsim_reply_get_text (FeedsimReply *self)
{
  return g_strndup (g_bytes_get_data (self->body, NULL), g_bytes_get_size (self->body));
}

const char *
feedsim_reply_get_header (FeedsimReply *self,
                          const char   *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->message), name);
}

/**
 * feedsim_peer_get:
 * @server: the simulator
 * @path: below its REST address
 *
 * Returns: (transfer full): the body, of whatever status
 */
char *
feedsim_peer_get (FeedsimServer *server,
                  const char    *path)
{
  g_autoptr (FeedsimReply) reply = feedsim_reply_new ("GET", feedsim_server_get_rest_url (server),
                                                      path, NULL);

  return feedsim_reply_get_text (reply);
}

gint64
feedsim_peer_get_last_id (FeedsimServer *server,
                          const char    *symbol)
{
  g_autofree char *path = g_strconcat ("/api/v3/ticker/24hr?symbol=", symbol, NULL);
  g_autofree char *body = feedsim_peer_get (server, path);
  const char *found = strstr (body, "\"lastId\":");

  g_assert_nonnull (found);
  return g_ascii_strtoll (found + strlen ("\"lastId\":"), NULL, 10);
}

/**
 * feedsim_peer_wait_market:
 * @server: the simulator
 * @symbol: a symbol
 * @trades: how many trades to wait for, as REST tells them
 */
void
feedsim_peer_wait_market (FeedsimServer *server,
                          const char    *symbol,
                          guint          trades)
{
  gint64 wanted = feedsim_peer_get_last_id (server, symbol) + trades;

  while (feedsim_peer_get_last_id (server, symbol) < wanted)
    g_main_context_iteration (NULL, TRUE);
}
