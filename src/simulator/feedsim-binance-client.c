/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-binance-client.h"

#include <string.h>

/* PING, PONG and requests all count. The second is taken a little short, so that a client that
 * keeps to the limit is not caught by the jitter of a busy machine. */
#define MAX_INCOMING 5
#define INCOMING_WINDOW_US (950 * 1000)
#define CLOSE_POLICY 1008

/* Valid UTF-8 each, and no message of the venue */
static const char *const GARBAGE_TEXTS[] = {
  "\303\251\342\202\254 not JSON at all \360\237\222\245",
  "{\"stream\":\"btcusdt@trade\",\"data\":",
  "{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":\"x\",\"s\":7,\"b\":[],\"B\":{},\"a\":null}}",
  "[1,2,3]",
  "{\"e\":\"trade\",\"p\":\"NaN\",\"q\":\"-1e999\"}",
  "null",
  "{\"stream\":\"nosuch@trade\",\"data\":{\"e\":\"trade\",\"E\":1,\"s\":\"NOSUCH\",\"t\":1,"
  "\"p\":\"1.00000000\",\"q\":\"1.00000000\",\"T\":1,\"m\":true,\"M\":true}}",
  "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":[[[[[[[[[[[[",
  "",
};

static const FeedsimSlice GARBAGE_BINARIES[] = {
  { "\x00\xff\x10\x80\x7b\x22\x00\xfe\x01", 9 },
};

/**
 * FeedsimBinanceClient:
 *
 * One connection to the venue's stream: what it has subscribed, and the venue's rules for it.
 */
struct _FeedsimBinanceClient {
  FeedsimClient parent_instance;

  FeedsimSession              *session;        /* of the parent */
  FeedsimBinanceSubscriptions *subscriptions;
  gint64                       incoming_us[MAX_INCOMING];
  guint                        n_incoming;
  gint64                       pinged_us;
  gint64                       unanswered_us;  /* the oldest ping without its pong; 0 none */
  char                         ping_payload[24];
};

G_DEFINE_FINAL_TYPE (FeedsimBinanceClient, feedsim_binance_client, FEEDSIM_TYPE_CLIENT)

static gboolean
is_too_much (FeedsimBinanceClient *self)
{
  gint64 now_us = g_get_monotonic_time ();
  guint slot = self->n_incoming % MAX_INCOMING;
  gboolean full = self->n_incoming >= MAX_INCOMING &&
                  now_us - self->incoming_us[slot] < INCOMING_WINDOW_US;

  self->incoming_us[slot] = now_us;
  self->n_incoming++;
  return full;
}

/* The streams of a URL: `streams=a/b` of /stream, the rest of the path of /ws */
static char **
read_url_streams (const FeedsimHandshake *handshake,
                  gboolean                combined)
{
  g_autoptr (GHashTable) query = NULL;
  const char *names = NULL;

  if (!combined)
    return g_strsplit (handshake->path + strlen ("/ws"), "/", -1);
  if (handshake->query != NULL)
    query = g_uri_parse_params (handshake->query, -1, "&", G_URI_PARAMS_NONE, NULL);
  if (query != NULL)
    names = g_hash_table_lookup (query, "streams");
  return g_strsplit (names != NULL ? names : "", "/", -1);
}

static gboolean
subscribe_url (FeedsimBinanceClient *self,
               char                **names)
{
  if (!feedsim_binance_subscriptions_fit (self->subscriptions, names))
    return FALSE;
  for (guint i = 0; names[i] != NULL; i++) {
    if (strlen (names[i]) > FEEDSIM_BINANCE_MAX_STREAM_BYTES)
      return FALSE;
    if (*names[i] != '\0')
      feedsim_binance_subscriptions_add (self->subscriptions, names[i]);
  }
  return TRUE;
}

static void
feedsim_binance_client_handshake (FeedsimClient          *client,
                                  const FeedsimHandshake *handshake)
{
  FeedsimBinanceClient *self = FEEDSIM_BINANCE_CLIENT (client);
  gboolean combined = g_str_equal (handshake->path, "/stream");
  gboolean raw = g_str_equal (handshake->path, "/ws") || g_str_has_prefix (handshake->path, "/ws/");
  g_auto (GStrv) names = NULL;

  if (!combined && !raw) {
    feedsim_session_refuse (self->session, 404);
    return;
  }
  self->subscriptions->combined = combined;
  names = read_url_streams (handshake, combined);
  if (!subscribe_url (self, names)) {
    feedsim_session_refuse (self->session, 400);
    return;
  }
  self->pinged_us = g_get_monotonic_time ();
  feedsim_session_agree (self->session, handshake);
  if (g_hash_table_size (self->subscriptions->streams) > 0)
    feedsim_client_subscribed (FEEDSIM_CLIENT (self));
}

static void
take_request (FeedsimBinanceClient *self,
              const char           *text,
              gsize                 length)
{
  g_autofree char *answer = feedsim_binance_subscriptions_answer (self->subscriptions, text,
                                                                  length);

  feedsim_session_queue (self->session, FEEDSIM_OPCODE_TEXT, answer, strlen (answer));
  feedsim_session_flush (self->session);
  if (g_hash_table_size (self->subscriptions->streams) > 0)
    feedsim_client_subscribed (FEEDSIM_CLIENT (self));
}

static void
feedsim_binance_client_message (FeedsimClient *client,
                                FeedsimOpcode  opcode,
                                const char    *payload,
                                gsize          length)
{
  FeedsimBinanceClient *self = FEEDSIM_BINANCE_CLIENT (client);

  if (is_too_much (self)) {
    feedsim_session_close (self->session, CLOSE_POLICY, "Too many requests");
    return;
  }
  if (opcode == FEEDSIM_OPCODE_TEXT)
    take_request (self, payload, length);
  else if (opcode == FEEDSIM_OPCODE_PONG && self->unanswered_us != 0 &&
           length == strlen (self->ping_payload) &&
           memcmp (payload, self->ping_payload, length) == 0)
    self->unanswered_us = 0;
}

static void
feedsim_binance_client_forget (FeedsimClient *client)
{
  FeedsimBinanceClient *self = FEEDSIM_BINANCE_CLIENT (client);

  g_hash_table_remove_all (self->subscriptions->streams);
}

static void
feedsim_binance_client_check (FeedsimClient *client,
                              guint          ping_ms,
                              guint          pong_ms)
{
  FeedsimBinanceClient *self = FEEDSIM_BINANCE_CLIENT (client);
  gint64 now_us = g_get_monotonic_time ();

  if (self->unanswered_us != 0 && now_us - self->unanswered_us > (gint64) pong_ms * 1000) {
    feedsim_session_close (self->session, CLOSE_POLICY, "Pong timeout");
    return;
  }
  if (now_us - self->pinged_us < (gint64) ping_ms * 1000)
    return;
  self->pinged_us = now_us;
  if (self->unanswered_us == 0)
    self->unanswered_us = now_us;
  g_snprintf (self->ping_payload, sizeof self->ping_payload, "%" G_GINT64_FORMAT,
              g_get_real_time () / 1000);
  feedsim_session_queue (self->session, FEEDSIM_OPCODE_PING, self->ping_payload,
                         strlen (self->ping_payload));
  feedsim_session_flush (self->session);
}

static void
send_text (FeedsimBinanceClient     *self,
           const FeedsimBinanceText *text)
{
  FeedsimSlice slice = self->subscriptions->combined ? text->combined : text->data;

  feedsim_client_send (FEEDSIM_CLIENT (self), FEEDSIM_OPCODE_TEXT, slice.start, slice.length);
}

static void
feedsim_binance_client_announce_end (FeedsimClient *client,
                                     gint64         time_ms)
{
  FeedsimBinanceClient *self = FEEDSIM_BINANCE_CLIENT (client);
  static const char BEFORE[] = "{\"stream\":\"!serverShutdown\",\"data\":";
  g_autofree char *combined = g_strdup_printf ("%s{\"e\":\"serverShutdown\",\"E\":%" G_GINT64_FORMAT
                                               "}}", BEFORE, time_ms);
  FeedsimBinanceText text = { .combined = { combined, strlen (combined) } };

  text.data = (FeedsimSlice) { combined + strlen (BEFORE),
                               text.combined.length - strlen (BEFORE) - 1 };
  send_text (self, &text);
  feedsim_session_flush (self->session);
}

static void
feedsim_binance_client_finalize (GObject *object)
{
  FeedsimBinanceClient *self = FEEDSIM_BINANCE_CLIENT (object);

  g_clear_pointer (&self->subscriptions, feedsim_binance_subscriptions_free);

  G_OBJECT_CLASS (feedsim_binance_client_parent_class)->finalize (object);
}

static void
feedsim_binance_client_class_init (FeedsimBinanceClientClass *klass)
{
  FeedsimClientClass *client_class = FEEDSIM_CLIENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = feedsim_binance_client_finalize;
  client_class->garbage_texts = GARBAGE_TEXTS;
  client_class->n_garbage_texts = G_N_ELEMENTS (GARBAGE_TEXTS);
  client_class->garbage_binaries = GARBAGE_BINARIES;
  client_class->n_garbage_binaries = G_N_ELEMENTS (GARBAGE_BINARIES);
  client_class->handshake = feedsim_binance_client_handshake;
  client_class->message = feedsim_binance_client_message;
  client_class->forget = feedsim_binance_client_forget;
  client_class->check = feedsim_binance_client_check;
  client_class->announce_end = feedsim_binance_client_announce_end;
}

static void
feedsim_binance_client_init (FeedsimBinanceClient *self)
{
  self->subscriptions = feedsim_binance_subscriptions_new (TRUE);
}

/**
 * feedsim_binance_client_new:
 * @socket: an accepted connection
 * @refusal_status: the HTTP status to refuse it with; 0: it is welcome
 *
 * Returns: (transfer full): a client
 */
FeedsimClient *
feedsim_binance_client_new (GSocket *socket,
                            guint    refusal_status)
{
  FeedsimBinanceClient *self = g_object_new (FEEDSIM_TYPE_BINANCE_CLIENT, NULL);

  feedsim_client_open (FEEDSIM_CLIENT (self), socket, refusal_status);
  self->session = feedsim_client_get_session (FEEDSIM_CLIENT (self));
  return FEEDSIM_CLIENT (self);
}

gboolean
feedsim_binance_client_wants (FeedsimBinanceClient *self,
                              const char           *stream)
{
  return feedsim_session_is_open (self->session) &&
         g_hash_table_contains (self->subscriptions->streams, stream);
}

/**
 * feedsim_binance_client_is_fresh:
 * @self: the client
 *
 * Returns: whether it has subscribed to something since feedsim_binance_client_clear_fresh()
 */
gboolean
feedsim_binance_client_is_fresh (FeedsimBinanceClient *self)
{
  return self->subscriptions->is_fresh;
}

void
feedsim_binance_client_clear_fresh (FeedsimBinanceClient *self)
{
  self->subscriptions->is_fresh = FALSE;
}

/**
 * feedsim_binance_client_send:
 * @self: the client
 * @text: a message
 */
void
feedsim_binance_client_send (FeedsimBinanceClient     *self,
                             const FeedsimBinanceText *text)
{
  send_text (self, text);
}
