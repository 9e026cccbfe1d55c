/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-binance-client.h"

#include <string.h>

/* PING, PONG and requests all count. The second is taken a little short, so that a client that
 * keeps to the limit is not caught by the jitter of a busy machine. */
#define MAX_INCOMING 5
#define INCOMING_WINDOW_US (950 * 1000)
#define CLOSE_POLICY 1008
#define LARGE_BYTES (200 * 1024)
#define HUGE_BYTES (G_GUINT64_CONSTANT (1) << 30)

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

/**
 * FeedsimBinanceClient:
 *
 * One connection to the venue's stream: what it has subscribed, and the venue's rules for it.
 */
struct _FeedsimBinanceClient {
  GObject parent_instance;

  FeedsimSession              *session;
  FeedsimBinanceSubscriptions *subscriptions;
  guint                        refusal_status; /* 0: welcome */
  gint64                       incoming_us[MAX_INCOMING];
  guint                        n_incoming;
  gint64                       pinged_us;
  gint64                       unanswered_us;  /* the oldest ping without its pong; 0 none */
  char                         ping_payload[24];
  gboolean                     has_huge_frame;
};

G_DEFINE_FINAL_TYPE (FeedsimBinanceClient, feedsim_binance_client, G_TYPE_OBJECT)

enum {
  SUBSCRIBED,
  LEVEL_CHANGED,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

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
on_handshake (FeedsimSession         *session,
              const FeedsimHandshake *handshake,
              gpointer                user_data)
{
  FeedsimBinanceClient *self = user_data;
  gboolean combined = g_str_equal (handshake->path, "/stream");
  gboolean raw = g_str_equal (handshake->path, "/ws") || g_str_has_prefix (handshake->path, "/ws/");
  g_auto (GStrv) names = NULL;

  if (self->refusal_status != 0) {
    feedsim_session_refuse (session, self->refusal_status);
    return;
  }
  if (!combined && !raw) {
    feedsim_session_refuse (session, 404);
    return;
  }
  self->subscriptions->combined = combined;
  names = read_url_streams (handshake, combined);
  if (!subscribe_url (self, names)) {
    feedsim_session_refuse (session, 400);
    return;
  }
  self->pinged_us = g_get_monotonic_time ();
  feedsim_session_agree (session, handshake);
  if (g_hash_table_size (self->subscriptions->streams) > 0)
    g_signal_emit (self, signals[SUBSCRIBED], 0);
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
    g_signal_emit (self, signals[SUBSCRIBED], 0);
}

static void
on_message (FeedsimSession *session,
            FeedsimOpcode   opcode,
            const char     *payload,
            gsize           length,
            gpointer        user_data)
{
  FeedsimBinanceClient *self = user_data;

  if (is_too_much (self)) {
    feedsim_session_close (session, CLOSE_POLICY, "Too many requests");
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
on_drained (FeedsimSession *session,
            gpointer        user_data)
{
  g_signal_emit (user_data, signals[LEVEL_CHANGED], 0);
}

static void
on_closed (FeedsimSession *session,
           gpointer        user_data)
{
  g_signal_emit (user_data, signals[CLOSED], 0);
}

static const FeedsimSessionHandler HANDLER = {
  .handshake = on_handshake,
  .message = on_message,
  .drained = on_drained,
  .closed = on_closed,
};

static void
feedsim_binance_client_finalize (GObject *object)
{
  FeedsimBinanceClient *self = FEEDSIM_BINANCE_CLIENT (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->subscriptions, feedsim_binance_subscriptions_free);

  G_OBJECT_CLASS (feedsim_binance_client_parent_class)->finalize (object);
}

static void
feedsim_binance_client_class_init (FeedsimBinanceClientClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = feedsim_binance_client_finalize;

  /**
   * FeedsimBinanceClient::subscribed:
   * @self: the client
   *
   * It has at least one stream, from its URL or by a request.
   */
  signals[SUBSCRIBED] = g_signal_new ("subscribed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);
  /**
   * FeedsimBinanceClient::level-changed:
   * @self: the client
   *
   * It was too slow and has caught up.
   */
  signals[LEVEL_CHANGED] = g_signal_new ("level-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
  /**
   * FeedsimBinanceClient::closed:
   * @self: the client
   */
  signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
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
FeedsimBinanceClient *
feedsim_binance_client_new (GSocket *socket,
                            guint    refusal_status)
{
  FeedsimBinanceClient *self = g_object_new (FEEDSIM_TYPE_BINANCE_CLIENT, NULL);

  self->session = feedsim_session_new (socket, &HANDLER, self);
  self->refusal_status = refusal_status;
  return self;
}

FeedsimSession *
feedsim_binance_client_get_session (FeedsimBinanceClient *self)
{
  return self->session;
}

gboolean
feedsim_binance_client_wants (FeedsimBinanceClient *self,
                              const char           *stream)
{
  return feedsim_session_is_open (self->session) &&
         g_hash_table_contains (self->subscriptions->streams, stream);
}

/**
 * feedsim_binance_client_take_fresh:
 * @self: the client
 *
 * Returns: whether it has subscribed to something since this was last asked
 */
gboolean
feedsim_binance_client_take_fresh (FeedsimBinanceClient *self)
{
  gboolean fresh = self->subscriptions->is_fresh;

  self->subscriptions->is_fresh = FALSE;
  return fresh;
}

/**
 * feedsim_binance_client_send:
 * @self: the client
 * @text: a message
 * @truncate: cut it in the middle
 */
void
feedsim_binance_client_send (FeedsimBinanceClient     *self,
                             const FeedsimBinanceText *text,
                             gboolean                  truncate)
{
  FeedsimSlice slice = self->subscriptions->combined ? text->combined : text->data;
  const char *cut = slice.start + slice.length / 2;

  if (truncate) {
    while (cut > slice.start && ((guint8) *cut & 0xc0) == 0x80)
      cut--;
    slice.length = (gsize) (cut - slice.start);
  }
  feedsim_session_queue (self->session, FEEDSIM_OPCODE_TEXT, slice.start, slice.length);
}

static void
queue_large (FeedsimBinanceClient *self)
{
  g_autofree char *text = g_malloc (LARGE_BYTES);

  memset (text, 'x', LARGE_BYTES);
  text[0] = text[LARGE_BYTES - 1] = '"';
  feedsim_session_queue (self->session, FEEDSIM_OPCODE_TEXT, text, LARGE_BYTES);
}

static void
queue_huge_header (FeedsimBinanceClient *self)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();

  feedsim_frame_append_header (header, FEEDSIM_OPCODE_TEXT, HUGE_BYTES);
  feedsim_session_queue_raw (self->session, header->data, header->len);
  feedsim_session_silence (self->session);
  self->has_huge_frame = TRUE;
}

/**
 * feedsim_binance_client_send_garbage:
 * @self: the client
 * @kind: which
 * @turn: counts up, for variety
 */
void
feedsim_binance_client_send_garbage (FeedsimBinanceClient *self,
                                     FeedsimGarbage        kind,
                                     guint                 turn)
{
  static const guint8 BINARY[] = { 0x00, 0xff, 0x10, 0x80, 0x7b, 0x22, 0x00, 0xfe, 0x01 };
  static const guint8 INVALID[] = { '{', '"', 0xff, 0xfe, 0xc0, 0xaf, '"', '}' };
  const char *text = GARBAGE_TEXTS[turn % G_N_ELEMENTS (GARBAGE_TEXTS)];

  if (!feedsim_session_is_open (self->session))
    return;
  if (kind == FEEDSIM_GARBAGE_TEXT)
    feedsim_session_queue (self->session, FEEDSIM_OPCODE_TEXT, text, strlen (text));
  else if (kind == FEEDSIM_GARBAGE_BINARY)
    feedsim_session_queue (self->session, FEEDSIM_OPCODE_BINARY, BINARY, sizeof BINARY);
  else if (kind == FEEDSIM_GARBAGE_INVALID_UTF8)
    feedsim_session_queue (self->session, FEEDSIM_OPCODE_TEXT, INVALID, sizeof INVALID);
  else if (kind == FEEDSIM_GARBAGE_LARGE)
    queue_large (self);
  else if (!self->has_huge_frame)
    queue_huge_header (self);
  feedsim_session_flush (self->session);
}

/**
 * feedsim_binance_client_announce_end:
 * @self: the client
 * @time_ms: the venue's time
 *
 * Says that the server is about to go: `serverShutdown`.
 */
void
feedsim_binance_client_announce_end (FeedsimBinanceClient *self,
                                     gint64                time_ms)
{
  static const char BEFORE[] = "{\"stream\":\"!serverShutdown\",\"data\":";
  g_autofree char *combined = g_strdup_printf ("%s{\"e\":\"serverShutdown\",\"E\":%" G_GINT64_FORMAT
                                               "}}", BEFORE, time_ms);
  FeedsimBinanceText text = { .combined = { combined, strlen (combined) } };

  text.data = (FeedsimSlice) { combined + strlen (BEFORE),
                               text.combined.length - strlen (BEFORE) - 1 };
  feedsim_binance_client_send (self, &text, FALSE);
  feedsim_session_flush (self->session);
}

/**
 * feedsim_binance_client_forget:
 * @self: the client
 *
 * Drops all its subscriptions without telling.
 */
void
feedsim_binance_client_forget (FeedsimBinanceClient *self)
{
  g_hash_table_remove_all (self->subscriptions->streams);
}

/**
 * feedsim_binance_client_check:
 * @self: the client
 * @ping_ms: between pings
 * @pong_ms: the client has so long to answer one
 *
 * To be called every now and then: pings it, and closes it if it does not answer.
 */
void
feedsim_binance_client_check (FeedsimBinanceClient *self,
                              guint                 ping_ms,
                              guint                 pong_ms)
{
  gint64 now_us = g_get_monotonic_time ();

  feedsim_session_check (self->session, now_us);
  if (!feedsim_session_is_open (self->session))
    return;
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
