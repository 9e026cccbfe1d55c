/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-client.h"

#include <string.h>

#define LARGE_BYTES (200 * 1024)
#define HUGE_BYTES (G_GUINT64_CONSTANT (1) << 30)

/**
 * FeedsimClient:
 *
 * One connection to a venue's stream. What the venue expects of it and says to it is the subclass's.
 */
typedef struct {
  FeedsimSession *session;
  guint           refusal_status; /* 0: welcome */
  gboolean        has_huge_frame;
  GRand          *cutter;         /* decides what is cut in the middle; NULL: nothing is */
} FeedsimClientPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FeedsimClient, feedsim_client, G_TYPE_OBJECT)

enum {
  SUBSCRIBED,
  LEVEL_CHANGED,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_handshake (FeedsimSession         *session,
              const FeedsimHandshake *handshake,
              gpointer                user_data)
{
  FeedsimClient *self = user_data;
  FeedsimClientPrivate *priv = feedsim_client_get_instance_private (self);

  if (priv->refusal_status != 0)
    feedsim_session_refuse (session, priv->refusal_status);
  else
    FEEDSIM_CLIENT_GET_CLASS (self)->handshake (self, handshake);
}

static void
on_message (FeedsimSession *session,
            FeedsimOpcode   opcode,
            const char     *payload,
            gsize           length,
            gpointer        user_data)
{
  FEEDSIM_CLIENT_GET_CLASS (user_data)->message (user_data, opcode, payload, length);
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
feedsim_client_finalize (GObject *object)
{
  FeedsimClientPrivate *priv = feedsim_client_get_instance_private (FEEDSIM_CLIENT (object));

  g_clear_object (&priv->session);
  g_clear_pointer (&priv->cutter, g_rand_free);

  G_OBJECT_CLASS (feedsim_client_parent_class)->finalize (object);
}

static void
feedsim_client_class_init (FeedsimClientClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = feedsim_client_finalize;

  /**
   * FeedsimClient::subscribed:
   * @self: the client
   *
   * It has at least one subscription, from its URL or by a request.
   */
  signals[SUBSCRIBED] = g_signal_new ("subscribed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);
  /**
   * FeedsimClient::level-changed:
   * @self: the client
   *
   * It was too slow and has caught up.
   */
  signals[LEVEL_CHANGED] = g_signal_new ("level-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
  /**
   * FeedsimClient::closed:
   * @self: the client
   */
  signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
feedsim_client_init (FeedsimClient *self)
{
}

/**
 * feedsim_client_open:
 * @self: a client just made
 * @socket: an accepted connection
 * @refusal_status: the HTTP status to refuse it with; 0: it is welcome
 *
 * For constructors of subclasses.
 */
void
feedsim_client_open (FeedsimClient *self,
                     GSocket       *socket,
                     guint          refusal_status)
{
  FeedsimClientPrivate *priv = feedsim_client_get_instance_private (self);

  priv->session = feedsim_session_new (socket, &HANDLER, self);
  priv->refusal_status = refusal_status;
}

FeedsimSession *
feedsim_client_get_session (FeedsimClient *self)
{
  FeedsimClientPrivate *priv = feedsim_client_get_instance_private (self);

  return priv->session;
}

/**
 * feedsim_client_subscribed:
 * @self: the client
 *
 * Tells that it has a subscription now.
 */
void
feedsim_client_subscribed (FeedsimClient *self)
{
  g_signal_emit (self, signals[SUBSCRIBED], 0);
}

/**
 * feedsim_client_set_cutter:
 * @self: the client
 * @cutter: (nullable): chance; about every second message is cut from now on
 */
void
feedsim_client_set_cutter (FeedsimClient *self,
                           GRand         *cutter)
{
  FeedsimClientPrivate *priv = feedsim_client_get_instance_private (self);

  g_clear_pointer (&priv->cutter, g_rand_free);
  if (cutter != NULL)
    priv->cutter = g_rand_copy (cutter);
}

/**
 * feedsim_client_send:
 * @self: the client
 * @opcode: what it is
 * @payload: a message of the market
 * @length: its length
 */
void
feedsim_client_send (FeedsimClient *self,
                     FeedsimOpcode  opcode,
                     gconstpointer  payload,
                     gsize          length)
{
  FeedsimClientPrivate *priv = feedsim_client_get_instance_private (self);
  const guint8 *bytes = payload;

  if (priv->cutter != NULL && g_rand_boolean (priv->cutter)) {
    length /= 2;
    while (opcode == FEEDSIM_OPCODE_TEXT && length > 0 && (bytes[length] & 0xc0) == 0x80)
      length--;
  }
  feedsim_session_queue (priv->session, opcode, payload, length);
}

static void
queue_large (FeedsimSession *session)
{
  g_autofree char *text = g_malloc (LARGE_BYTES);

  memset (text, 'x', LARGE_BYTES);
  text[0] = text[LARGE_BYTES - 1] = '"';
  feedsim_session_queue (session, FEEDSIM_OPCODE_TEXT, text, LARGE_BYTES);
}

static void
queue_huge_header (FeedsimClientPrivate *priv)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();

  feedsim_frame_append_header (header, FEEDSIM_OPCODE_TEXT, HUGE_BYTES);
  feedsim_session_queue_raw (priv->session, header->data, header->len);
  feedsim_session_silence (priv->session);
  priv->has_huge_frame = TRUE;
}

/**
 * feedsim_client_send_garbage:
 * @self: the client
 * @kind: which
 * @turn: counts up, for variety
 */
void
feedsim_client_send_garbage (FeedsimClient *self,
                             FeedsimGarbage kind,
                             guint          turn)
{
  static const guint8 INVALID[] = { '{', '"', 0xff, 0xfe, 0xc0, 0xaf, '"', '}' };
  FeedsimClientPrivate *priv = feedsim_client_get_instance_private (self);
  FeedsimClientClass *klass = FEEDSIM_CLIENT_GET_CLASS (self);
  const char *text = klass->garbage_texts[turn % klass->n_garbage_texts];
  FeedsimSlice binary = klass->garbage_binaries[turn % klass->n_garbage_binaries];

  if (!feedsim_session_is_open (priv->session))
    return;
  if (kind == FEEDSIM_GARBAGE_TEXT)
    feedsim_session_queue (priv->session, FEEDSIM_OPCODE_TEXT, text, strlen (text));
  else if (kind == FEEDSIM_GARBAGE_BINARY)
    feedsim_session_queue (priv->session, FEEDSIM_OPCODE_BINARY, binary.start, binary.length);
  else if (kind == FEEDSIM_GARBAGE_INVALID_UTF8)
    feedsim_session_queue (priv->session, FEEDSIM_OPCODE_TEXT, INVALID, sizeof INVALID);
  else if (kind == FEEDSIM_GARBAGE_LARGE)
    queue_large (priv->session);
  else if (!priv->has_huge_frame)
    queue_huge_header (priv);
  feedsim_session_flush (priv->session);
}

/**
 * feedsim_client_announce_end:
 * @self: the client
 * @time_ms: the venue's time
 *
 * Says that the server is about to go, where the venue has words for it.
 */
void
feedsim_client_announce_end (FeedsimClient *self,
                             gint64         time_ms)
{
  if (FEEDSIM_CLIENT_GET_CLASS (self)->announce_end != NULL)
    FEEDSIM_CLIENT_GET_CLASS (self)->announce_end (self, time_ms);
}

/**
 * feedsim_client_forget:
 * @self: the client
 *
 * Drops all its subscriptions without telling.
 */
void
feedsim_client_forget (FeedsimClient *self)
{
  FEEDSIM_CLIENT_GET_CLASS (self)->forget (self);
}

/**
 * feedsim_client_check:
 * @self: the client
 * @ping_ms: between pings
 * @pong_ms: the client has so long to show that it is alive
 *
 * To be called every now and then.
 */
void
feedsim_client_check (FeedsimClient *self,
                      guint          ping_ms,
                      guint          pong_ms)
{
  FeedsimClientPrivate *priv = feedsim_client_get_instance_private (self);

  feedsim_session_check (priv->session, g_get_monotonic_time ());
  if (feedsim_session_is_open (priv->session))
    FEEDSIM_CLIENT_GET_CLASS (self)->check (self, ping_ms, pong_ms);
}
