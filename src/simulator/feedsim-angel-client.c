/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-angel-client.h"

#include <string.h>

#include "simulator/feedsim-angel-subscriptions.h"
#include "simulator/feedsim-json.h"

#define STREAM_PATH "/smart-stream"
#define CLOSE_NORMAL 1000
#define CLOSE_POLICY 1008

static const char *const GARBAGE_TEXTS[] = {
  "\303\251\342\202\254 not JSON at all \360\237\222\245",
  "{\"correlationID\":\"",
  "{\"correlationID\":7,\"errorCode\":[],\"errorMessage\":{}}",
  "{\"errorCode\":\"E9999\",\"errorMessage\":\"\"}",
  "pongpong",
  "[1,2,3]",
  "null",
  "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":[[[[[[[[[[[[",
  "",
};

/* No length of the venue's, no mode, no segment; a token without an end, and one with no beginning */
static const FeedsimSlice GARBAGE_BINARIES[] = {
  { "\x00\xff\x10\x80\x7b\x22\x00\xfe\x01", 9 },
  { "\x01\x01" "2885", 6 },
  { "\x01\x01" "2222222222222222222222222" "\1\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0"
                                                              "\1\0\0\0\0\0\0\0", 51 },
  { "\x09\x01" "2885\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0"
                                                                "\0\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0", 51 },
  { "\x01\x63" "2885\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0"
                                                                "\0\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0", 51 },
  { "\x01\x01" "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0"
                                                                    "\377\377\377\377\377\377\377\177" "\0\0\0\0\0\0\0\200", 51 },
  { "\x02\x01" "2885\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0"
                                                                "\0\0\0\0\0\0\0\0" "\1\0\0\0\0\0\0\0", 51 },
  { "", 0 },
};

/**
 * FeedsimAngelClient:
 *
 * One connection to the venue's stream: who it says it is, and what it has subscribed.
 */
struct _FeedsimAngelClient {
  FeedsimClient parent_instance;

  FeedsimSession            *session;         /* of the parent */
  FeedsimAngelAccount       *account;
  FeedsimAngelBook          *book;
  FeedsimAngelPublisher     *publisher;
  FeedsimAngelSubscriptions *subscriptions;
  GByteArray                *modes;           /* a mask for each instrument, by its index */
  char                      *feed_token;
  gboolean                   has_joined;
  gboolean                   outlives_token;
  gint64                     heard_us;
};

G_DEFINE_FINAL_TYPE (FeedsimAngelClient, feedsim_angel_client, FEEDSIM_TYPE_CLIENT)

static void
refuse (FeedsimAngelClient *self,
        guint               status,
        const char         *message)
{
  const char *phrase = status == 429 ? "Too Many Requests" : "Unauthorized";
  g_autofree char *body = g_strdup_printf ("<html>\n<head><title>Error %u %s</title></head>\n"
                                           "<body><h2>HTTP ERROR %u %s</h2></body>\n</html>\n",
                                           status, message, status, message);
  g_autofree char *response =
    g_strdup_printf ("HTTP/1.1 %u %s\r\n"
                     "server: nginx\r\n"
                     "content-type: text/html;charset=iso-8859-1\r\n"
                     "content-length: %" G_GSIZE_FORMAT "\r\n"
                                                        "connection: close\r\n"
                                                        "x-error-message: %s\r\n"
                                                        "cache-control: must-revalidate,no-cache,no-store\r\n\r\n%s",
                     status, phrase, strlen (body), message, body);

  feedsim_session_refuse_with (self->session, response);
}

/* The header, or what a browser puts into the query as it cannot set any */
static const char *
get_claim (const FeedsimHandshake *handshake,
           GHashTable             *query,
           const char             *header,
           const char             *parameter)
{
  const char *value = soup_message_headers_get_one (handshake->headers, header);

  if (value == NULL && query != NULL && parameter != NULL)
    value = g_hash_table_lookup (query, parameter);
  return value;
}

/* What is wrong with a handshake; NULL if nothing is. One client of the venue's own sends no more
 * than the client code and the feed token. */
static const char *
find_fault (FeedsimAngelClient     *self,
            const FeedsimHandshake *handshake)
{
  g_autoptr (GHashTable) query =
    handshake->query != NULL ? g_uri_parse_params (handshake->query, -1, "&", G_URI_PARAMS_NONE,
                                                   NULL) : NULL;
  const char *jwt = get_claim (handshake, query, "Authorization", NULL);
  const char *client_code = get_claim (handshake, query, "x-client-code", "clientCode");
  const char *api_key = get_claim (handshake, query, "x-api-key", "apiKey");
  const char *feed_token = get_claim (handshake, query, "x-feed-token", "feedToken");
  FeedsimAngelSecrets secrets;

  feedsim_angel_account_get_secrets (self->account, &secrets);
  if (jwt != NULL &&
      feedsim_angel_account_check_jwt (self->account, jwt) != FEEDSIM_ANGEL_TOKEN_GOOD)
    return "Invalid Header - Invalid Auth token";
  if (client_code == NULL || g_ascii_strcasecmp (client_code, secrets.client_code) != 0)
    return "Invalid Header - Invalid Client Code";
  if (api_key != NULL && !g_str_equal (api_key, secrets.api_key))
    return "Invalid Header - Invalid API Key";
  if (feed_token == NULL ||
      feedsim_angel_account_check_feed (self->account, feed_token) != FEEDSIM_ANGEL_TOKEN_GOOD)
    return "Invalid Header - Invalid Feed Token";
  self->feed_token = g_strdup (feed_token);
  return NULL;
}

static void
feedsim_angel_client_handshake (FeedsimClient          *client,
                                const FeedsimHandshake *handshake)
{
  FeedsimAngelClient *self = FEEDSIM_ANGEL_CLIENT (client);
  const char *fault;

  if (!g_str_equal (handshake->path, STREAM_PATH) && !g_str_equal (handshake->path, "/")) {
    feedsim_session_refuse (self->session, 404);
    return;
  }
  fault = find_fault (self, handshake);
  if (fault != NULL) {
    refuse (self, 401, fault);
    return;
  }
  self->has_joined = feedsim_angel_account_join (self->account);
  if (!self->has_joined) {
    refuse (self, 429, "Invalid Request. Connection Limit Exceeded.");
    return;
  }
  self->heard_us = g_get_monotonic_time ();
  feedsim_session_agree (self->session, handshake);
}

/**
 * feedsim_angel_client_get_modes:
 * @self: the client
 * @index: of an instrument
 *
 * Returns: a mask of the modes in which it wants to hear of it
 */
guint
feedsim_angel_client_get_modes (FeedsimAngelClient *self,
                                guint               index)
{
  return index < self->modes->len ? self->modes->data[index] : 0;
}

static void
set_modes (FeedsimAngelClient *self,
           guint               index,
           guint               modes)
{
  guint old_length = self->modes->len;

  if (index >= old_length) {
    g_byte_array_set_size (self->modes, index + 1);
    memset (self->modes->data + old_length, 0, index + 1 - old_length);
  }
  self->modes->data[index] = (guint8) modes;
}

/* An instrument that a request changes something of */
typedef struct {
  FeedsimAngelEntry *entry;
  guint              fresh;   /* the modes that are new */
} Change;

static void
take_wish (FeedsimAngelClient     *self,
           const FeedsimAngelWish *wish,
           GArray                 *changes)
{
  Change change = { feedsim_angel_book_find (self->book, wish->segment, wish->token), 0 };
  guint modes = feedsim_angel_subscriptions_get (self->subscriptions, wish);
  guint index;

  if (change.entry == NULL)
    return;
  index = change.entry->instrument->index;
  change.fresh = modes & ~feedsim_angel_client_get_modes (self, index);
  set_modes (self, index, modes);
  if (change.fresh != 0)
    g_array_append_val (changes, change);
}

/* Whoever subscribes to something hears at once how it stands. */
static void
tell_changes (FeedsimAngelClient *self,
              GArray             *changes)
{
  for (guint i = 0; i < changes->len; i++) {
    const Change *change = &g_array_index (changes, Change, i);

    if (change->entry->row.ticks_per_second == 0 || change->entry->instrument->is_mute)
      continue;
    feedsim_angel_publisher_begin (self->publisher, change->entry, TRUE);
    feedsim_angel_publisher_tell (self->publisher, change->entry, FEEDSIM_CLIENT (self),
                                  change->fresh);
  }
}

static void
tell_error (FeedsimAngelClient *self,
            const char         *correlation,
            const char         *code,
            const char         *message)
{
  g_autoptr (GString) text = g_string_new ("{\"correlationID\":");

  feedsim_json_append_string (text, correlation);
  g_string_append_printf (text, ",\"errorCode\":\"%s\",\"errorMessage\":\"%s\"}", code, message);
  feedsim_session_queue (self->session, FEEDSIM_OPCODE_TEXT, text->str, text->len);
}

static void
take_order (FeedsimAngelClient *self,
            const char         *text,
            gsize               length)
{
  g_auto (FeedsimAngelOrder) order = { "" };
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (Change));

  if (!feedsim_angel_order_parse (&order, text, length)) {
    tell_error (self, order.correlation, "E1001", "Invalid Request Payload.");
    return;
  }
  if (!feedsim_angel_subscriptions_apply (self->subscriptions, &order)) {
    tell_error (self, order.correlation, "E1002", "Invalid Request. Subscription Limit Exceeded");
    return;
  }
  for (guint i = 0; i < order.wishes->len; i++)
    take_wish (self, &g_array_index (order.wishes, FeedsimAngelWish, i), changes);
  if (order.subscribes)
    feedsim_client_subscribed (FEEDSIM_CLIENT (self));
  tell_changes (self, changes);
}

static gboolean
is_ping (const char *payload,
         gsize       length)
{
  return length == 4 && memcmp (payload, "ping", 4) == 0;
}

static void
feedsim_angel_client_message (FeedsimClient *client,
                              FeedsimOpcode  opcode,
                              const char    *payload,
                              gsize          length)
{
  FeedsimAngelClient *self = FEEDSIM_ANGEL_CLIENT (client);

  self->heard_us = g_get_monotonic_time ();
  if (opcode == FEEDSIM_OPCODE_TEXT && is_ping (payload, length))
    feedsim_session_queue (self->session, FEEDSIM_OPCODE_TEXT, "pong", 4);
  else if (opcode == FEEDSIM_OPCODE_TEXT || opcode == FEEDSIM_OPCODE_BINARY)
    take_order (self, payload, length);
  feedsim_session_flush (self->session);
}

static void
feedsim_angel_client_forget (FeedsimClient *client)
{
  FeedsimAngelClient *self = FEEDSIM_ANGEL_CLIENT (client);

  feedsim_angel_subscriptions_clear (self->subscriptions);
  g_byte_array_set_size (self->modes, 0);
}

/* A client has to say something within half a minute; one that was silent for a while is dead. */
static void
feedsim_angel_client_check (FeedsimClient *client,
                            guint          ping_ms,
                            guint          pong_ms)
{
  FeedsimAngelClient *self = FEEDSIM_ANGEL_CLIENT (client);

  if (g_get_monotonic_time () - self->heard_us > (gint64) pong_ms * 1000)
    feedsim_session_close (self->session, CLOSE_POLICY, "Idle");
  else if (!self->outlives_token &&
           feedsim_angel_account_check_feed (self->account, self->feed_token) !=
           FEEDSIM_ANGEL_TOKEN_GOOD)
    feedsim_session_close (self->session, CLOSE_NORMAL, "");
}

static void
on_closed (FeedsimAngelClient *self,
           gpointer            user_data)
{
  if (self->has_joined)
    feedsim_angel_account_leave (self->account);
  self->has_joined = FALSE;
}

static void
feedsim_angel_client_dispose (GObject *object)
{
  FeedsimAngelClient *self = FEEDSIM_ANGEL_CLIENT (object);

  if (self->account != NULL)
    on_closed (self, NULL);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (feedsim_angel_client_parent_class)->dispose (object);
}

static void
feedsim_angel_client_finalize (GObject *object)
{
  FeedsimAngelClient *self = FEEDSIM_ANGEL_CLIENT (object);

  g_free (self->feed_token);
  feedsim_angel_subscriptions_free (self->subscriptions);
  g_byte_array_unref (self->modes);

  G_OBJECT_CLASS (feedsim_angel_client_parent_class)->finalize (object);
}

static void
feedsim_angel_client_class_init (FeedsimAngelClientClass *klass)
{
  FeedsimClientClass *client_class = FEEDSIM_CLIENT_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feedsim_angel_client_dispose;
  object_class->finalize = feedsim_angel_client_finalize;
  client_class->garbage_texts = GARBAGE_TEXTS;
  client_class->n_garbage_texts = G_N_ELEMENTS (GARBAGE_TEXTS);
  client_class->garbage_binaries = GARBAGE_BINARIES;
  client_class->n_garbage_binaries = G_N_ELEMENTS (GARBAGE_BINARIES);
  client_class->handshake = feedsim_angel_client_handshake;
  client_class->message = feedsim_angel_client_message;
  client_class->forget = feedsim_angel_client_forget;
  client_class->check = feedsim_angel_client_check;
}

static void
feedsim_angel_client_init (FeedsimAngelClient *self)
{
  self->subscriptions = feedsim_angel_subscriptions_new ();
  self->modes = g_byte_array_new ();
}

/**
 * feedsim_angel_client_new:
 * @account: whom it may be for
 * @book: what is traded
 * @publisher: who tells of it; both outlive the client
 * @socket: an accepted connection
 * @refusal_status: the HTTP status to refuse it with; 0: it is welcome
 *
 * Returns: (transfer full): a client
 */
FeedsimClient *
feedsim_angel_client_new (FeedsimAngelAccount   *account,
                          FeedsimAngelBook      *book,
                          FeedsimAngelPublisher *publisher,
                          GSocket               *socket,
                          guint                  refusal_status)
{
  FeedsimAngelClient *self = g_object_new (FEEDSIM_TYPE_ANGEL_CLIENT, NULL);

  self->account = g_object_ref (account);
  self->book = book;
  self->publisher = publisher;
  g_signal_connect (self, "closed", G_CALLBACK (on_closed), NULL);
  feedsim_client_open (FEEDSIM_CLIENT (self), socket, refusal_status);
  self->session = feedsim_client_get_session (FEEDSIM_CLIENT (self));
  return FEEDSIM_CLIENT (self);
}

/**
 * feedsim_angel_client_keep:
 * @self: the client
 *
 * It goes on even if its token does not.
 */
void
feedsim_angel_client_keep (FeedsimAngelClient *self)
{
  self->outlives_token = TRUE;
}
