/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/feedsim-session.h"

#include <string.h>
#include <sys/socket.h>

#include "simulator/feedsim-timer.h"

#define READ_BYTES 16384
#define READS_PER_TURN 4
#define MAX_HEAD_BYTES 16384
#define MAX_MESSAGE_BYTES (256 * 1024)
/* Above the first the market waits for this reader, below the second it goes on */
#define FULL_BYTES (1024 * 1024)
#define DRAINED_BYTES (256 * 1024)
#define HANDSHAKE_TIMEOUT_US (15 * G_USEC_PER_SEC)
#define CLOSE_TIMEOUT_US (5 * G_USEC_PER_SEC)
#define PACE_MS 50
#define STUCK_TIMEOUT_US (30 * G_USEC_PER_SEC)

#define CLOSE_PROTOCOL 1002
#define CLOSE_TOO_BIG 1009
#define CLOSE_NO_CODE 1005
#define CLOSE_ABNORMAL 1006

typedef enum {
  STATE_HANDSHAKE,
  STATE_OPEN,
  STATE_CLOSING,  /* our close frame is out, the client's is not there yet */
  STATE_LEAVING,  /* everything is said: gone when it is sent */
  STATE_GONE,
} State;

/**
 * FeedsimSession:
 *
 * The server's end of one WebSocket, on a bare socket and without libsoup: it must be able to do
 * what no sound server does, and share no defect with the client that is tried against it.
 */
struct _FeedsimSession {
  GObject parent_instance;

  GSocket                     *socket;
  const FeedsimSessionHandler *handler;
  gpointer                     user_data;
  GSource                     *readable;
  GSource                     *writable;
  GSource                     *pacer;          /* runs while the rate holds something back */
  GByteArray                  *in;
  GByteArray                  *out;
  gsize                        sent;
  GByteArray                  *message;        /* of the fragments so far */
  FeedsimOpcode                message_opcode; /* CONTINUATION: none has begun */
  State                        state;
  gboolean                     frozen;
  gboolean                     silent;
  gboolean                     full;
  guint                        rate;           /* bytes a second; 0: as fast as they are taken */
  gint64                       paid_us;        /* up to when the rate has been used */
  gint64                       since_us;       /* of the state */
  gint64                       progress_us;    /* when something was last sent */
};

G_DEFINE_FINAL_TYPE (FeedsimSession, feedsim_session, G_TYPE_OBJECT)

static void
set_state (FeedsimSession *self,
           State           state)
{
  self->state = state;
  self->since_us = g_get_monotonic_time ();
}

static void
leave (FeedsimSession *self)
{
  if (self->state == STATE_GONE)
    return;
  set_state (self, STATE_GONE);
  self->full = FALSE;
  feedsim_timer_drop (&self->readable);
  feedsim_timer_drop (&self->writable);
  feedsim_timer_drop (&self->pacer);
  g_socket_close (self->socket, NULL);
  g_byte_array_set_size (self->out, 0);
  self->sent = 0;
  self->handler->closed (self, self->user_data);
}

static gsize
get_waiting (FeedsimSession *self)
{
  return self->out->len - self->sent;
}

static void
note_level (FeedsimSession *self)
{
  gsize waiting = get_waiting (self);

  if (waiting > FULL_BYTES) {
    self->full = TRUE;
  } else if (self->full && waiting < DRAINED_BYTES) {
    self->full = FALSE;
    self->handler->drained (self, self->user_data);
  }
}

static gboolean
on_writable (GSocket     *socket,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr (FeedsimSession) self = g_object_ref (user_data);

  feedsim_timer_drop (&self->writable);
  feedsim_session_flush (self);
  return G_SOURCE_REMOVE;
}

static void
watch_writable (FeedsimSession *self)
{
  if (self->writable != NULL || self->frozen)
    return;
  self->writable = g_socket_create_source (self->socket, G_IO_OUT, NULL);
  g_source_set_static_name (self->writable, "simulated stream: write");
  g_source_set_callback (self->writable, G_SOURCE_FUNC (on_writable), self, NULL);
  g_source_attach (self->writable, g_main_context_get_thread_default ());
}

static gboolean
on_pace_due (gpointer user_data)
{
  g_autoptr (FeedsimSession) self = g_object_ref (user_data);

  feedsim_timer_drop (&self->pacer);
  feedsim_session_flush (self);
  return G_SOURCE_REMOVE;
}

/* How much may go out now; where the rate lets nothing, it is tried again a little later. */
static gsize
get_allowed (FeedsimSession *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gsize allowed;

  if (self->rate == 0)
    return get_waiting (self);
  /* Nothing is saved up for longer than a turn */
  self->paid_us = MAX (self->paid_us, now_us - 2 * PACE_MS * 1000);
  allowed = (gsize) ((now_us - self->paid_us) * self->rate / G_USEC_PER_SEC);
  if (allowed == 0 && self->pacer == NULL)
    self->pacer = feedsim_timer_new ("simulated stream: pace", PACE_MS, on_pace_due, self);
  return MIN (allowed, get_waiting (self));
}

static void
answer_close (FeedsimSession     *self,
              const FeedsimFrame *frame)
{
  if (self->state == STATE_OPEN)
    feedsim_session_queue (self, FEEDSIM_OPCODE_CLOSE, frame->payload,
                           MIN (frame->payload_length, 2));
  set_state (self, STATE_LEAVING);
  feedsim_session_flush (self);
}

static void
deliver (FeedsimSession *self,
         FeedsimOpcode   opcode,
         const guint8   *payload,
         gsize           length)
{
  if (self->state == STATE_OPEN)
    self->handler->message (self, opcode, (const char *) payload, length, self->user_data);
}

/* Collects the fragments of a message; FALSE where they do not fit together. */
static gboolean
take_data (FeedsimSession     *self,
           const FeedsimFrame *frame)
{
  gboolean begun = self->message_opcode != FEEDSIM_OPCODE_CONTINUATION;

  if (begun != (frame->opcode == FEEDSIM_OPCODE_CONTINUATION))
    return FALSE;
  if (self->message->len + frame->payload_length > MAX_MESSAGE_BYTES) {
    feedsim_session_close (self, CLOSE_TOO_BIG, "message too big");
    return TRUE;
  }
  if (!begun)
    self->message_opcode = frame->opcode;
  g_byte_array_append (self->message, frame->payload, (guint) frame->payload_length);
  if (!frame->is_final)
    return TRUE;
  deliver (self, self->message_opcode, self->message->data, self->message->len);
  g_byte_array_set_size (self->message, 0);
  self->message_opcode = FEEDSIM_OPCODE_CONTINUATION;
  return TRUE;
}

static gboolean
take_frame (FeedsimSession     *self,
            const FeedsimFrame *frame)
{
  switch (frame->opcode) {
  case FEEDSIM_OPCODE_CLOSE:
    answer_close (self, frame);
    return TRUE;
  case FEEDSIM_OPCODE_PING:
    if (self->state == STATE_OPEN)
      feedsim_session_queue (self, FEEDSIM_OPCODE_PONG, frame->payload, frame->payload_length);
    deliver (self, frame->opcode, frame->payload, frame->payload_length);
    feedsim_session_flush (self);
    return TRUE;
  case FEEDSIM_OPCODE_PONG:
    deliver (self, frame->opcode, frame->payload, frame->payload_length);
    return TRUE;
  case FEEDSIM_OPCODE_CONTINUATION:
  case FEEDSIM_OPCODE_TEXT:
  case FEEDSIM_OPCODE_BINARY:
  default:
    return take_data (self, frame);
  }
}

static void
read_frames (FeedsimSession *self)
{
  gsize done = 0;

  while (self->state == STATE_OPEN || self->state == STATE_CLOSING) {
    FeedsimFrame frame;
    FeedsimFrameResult result = feedsim_frame_read (self->in->data + done, self->in->len - done,
                                                    MAX_MESSAGE_BYTES, &frame);

    if (result == FEEDSIM_FRAME_INCOMPLETE)
      break;
    if (result == FEEDSIM_FRAME_READ)
      done += frame.length;
    if (result == FEEDSIM_FRAME_READ && take_frame (self, &frame))
      continue;
    /* Nothing that follows can be told apart any more. */
    feedsim_session_close (self, result == FEEDSIM_FRAME_TOO_BIG ? CLOSE_TOO_BIG : CLOSE_PROTOCOL,
                           "protocol error");
    set_state (self, STATE_LEAVING);
    feedsim_session_flush (self);
  }
  g_byte_array_remove_range (self->in, 0, (guint) done);
}

static void
read_head (FeedsimSession *self)
{
  static const char END[] = "\r\n\r\n";
  const char *end = memmem (self->in->data, self->in->len, END, strlen (END));
  g_autoptr (FeedsimHandshake) handshake = NULL;
  gsize length;

  if (end == NULL) {
    if (self->in->len > MAX_HEAD_BYTES)
      feedsim_session_refuse (self, 431);
    return;
  }
  length = (gsize) (end - (const char *) self->in->data);
  handshake = feedsim_handshake_parse ((const char *) self->in->data, length + 2);
  g_byte_array_remove_range (self->in, 0, (guint) (length + strlen (END)));
  if (handshake == NULL)
    feedsim_session_refuse (self, 400);
  else if (handshake->key == NULL)
    feedsim_session_refuse (self, 426);
  else
    self->handler->handshake (self, handshake, self->user_data);
}

static gboolean
on_readable (GSocket     *socket,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr (FeedsimSession) self = g_object_ref (user_data);
  char bytes[READ_BYTES];
  gssize count = READ_BYTES;

  for (guint i = 0; i < READS_PER_TURN && count == READ_BYTES; i++) {
    g_autoptr (GError) error = NULL;

    count = g_socket_receive (self->socket, bytes, sizeof bytes, NULL, &error);
    if (count <= 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      leave (self);
      return G_SOURCE_REMOVE;
    }
    if (count > 0 && self->state != STATE_LEAVING)
      g_byte_array_append (self->in, (const guint8 *) bytes, (guint) count);
  }
  if (self->state == STATE_HANDSHAKE)
    read_head (self);
  if (self->in->len > 0)
    read_frames (self);
  return self->state != STATE_GONE ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
watch_readable (FeedsimSession *self)
{
  self->readable = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_static_name (self->readable, "simulated stream: read");
  g_source_set_callback (self->readable, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->readable, g_main_context_get_thread_default ());
}

static void
feedsim_session_dispose (GObject *object)
{
  FeedsimSession *self = FEEDSIM_SESSION (object);

  feedsim_timer_drop (&self->readable);
  feedsim_timer_drop (&self->writable);
  feedsim_timer_drop (&self->pacer);
  if (self->socket != NULL)
    g_socket_close (self->socket, NULL);
  g_clear_object (&self->socket);

  G_OBJECT_CLASS (feedsim_session_parent_class)->dispose (object);
}

static void
feedsim_session_finalize (GObject *object)
{
  FeedsimSession *self = FEEDSIM_SESSION (object);

  g_clear_pointer (&self->in, g_byte_array_unref);
  g_clear_pointer (&self->out, g_byte_array_unref);
  g_clear_pointer (&self->message, g_byte_array_unref);

  G_OBJECT_CLASS (feedsim_session_parent_class)->finalize (object);
}

static void
feedsim_session_class_init (FeedsimSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = feedsim_session_dispose;
  object_class->finalize = feedsim_session_finalize;
}

static void
feedsim_session_init (FeedsimSession *self)
{
  self->in = g_byte_array_new ();
  self->out = g_byte_array_new ();
  self->message = g_byte_array_new ();
  set_state (self, STATE_HANDSHAKE);
  self->progress_us = self->since_us;
}

/**
 * feedsim_session_new:
 * @socket: an accepted connection
 * @handler: (scope notified): what to call; it outlives the session
 * @user_data: for the handler
 *
 * Returns: (transfer full): a session that waits for the handshake
 */
FeedsimSession *
feedsim_session_new (GSocket                     *socket,
                     const FeedsimSessionHandler *handler,
                     gpointer                     user_data)
{
  FeedsimSession *self = g_object_new (FEEDSIM_TYPE_SESSION, NULL);

  self->socket = g_object_ref (socket);
  self->handler = handler;
  self->user_data = user_data;
  g_socket_set_blocking (socket, FALSE);
  watch_readable (self);
  return self;
}

void
feedsim_session_agree (FeedsimSession         *self,
                       const FeedsimHandshake *handshake)
{
  g_autofree char *response = feedsim_handshake_make_response (handshake);

  g_return_if_fail (self->state == STATE_HANDSHAKE);

  set_state (self, STATE_OPEN);
  feedsim_session_queue_raw (self, response, strlen (response));
  feedsim_session_flush (self);
}

/**
 * feedsim_session_refuse:
 * @self: a session that waits for the handshake
 * @status: the HTTP status to answer it with
 */
void
feedsim_session_refuse (FeedsimSession *self,
                        guint           status)
{
  g_autofree char *response = feedsim_handshake_make_refusal (status);

  feedsim_session_refuse_with (self, response);
}

/**
 * feedsim_session_refuse_with:
 * @self: a session that waits for the handshake
 * @response: the HTTP response to answer it with, head and body
 */
void
feedsim_session_refuse_with (FeedsimSession *self,
                             const char     *response)
{
  g_return_if_fail (self->state == STATE_HANDSHAKE);

  set_state (self, STATE_LEAVING);
  feedsim_session_queue_raw (self, response, strlen (response));
  feedsim_session_flush (self);
}

gboolean
feedsim_session_is_open (FeedsimSession *self)
{
  return self->state == STATE_OPEN;
}

gboolean
feedsim_session_is_gone (FeedsimSession *self)
{
  return self->state == STATE_GONE;
}

/**
 * feedsim_session_is_full:
 * @self: the session
 *
 * Returns: whether so much waits to be sent that no more should be made
 */
gboolean
feedsim_session_is_full (FeedsimSession *self)
{
  return self->full && !self->frozen;
}

void
feedsim_session_queue (FeedsimSession *self,
                       FeedsimOpcode   opcode,
                       gconstpointer   payload,
                       gsize           length)
{
  if (self->frozen || self->silent || self->state != STATE_OPEN)
    return;
  feedsim_frame_append (self->out, opcode, payload, length);
  note_level (self);
}

/**
 * feedsim_session_queue_raw:
 * @self: the session
 * @bytes: what goes out as it is, in no frame
 * @length: how many
 */
void
feedsim_session_queue_raw (FeedsimSession *self,
                           gconstpointer   bytes,
                           gsize           length)
{
  if (self->silent || self->state == STATE_GONE)
    return;
  g_byte_array_append (self->out, bytes, (guint) length);
  note_level (self);
}

/**
 * feedsim_session_silence:
 * @self: the session
 *
 * Nothing goes out any more: what was sent has left the client inside a frame that never ends.
 */
void
feedsim_session_silence (FeedsimSession *self)
{
  self->silent = TRUE;
}

/**
 * feedsim_session_flush:
 * @self: the session
 *
 * Sends what is queued, as far as the client takes it now.
 */
void
feedsim_session_flush (FeedsimSession *self)
{
  if (self->frozen || self->writable != NULL || self->state == STATE_GONE)
    return;
  while (get_waiting (self) > 0) {
    g_autoptr (GError) error = NULL;
    gsize allowed = get_allowed (self);
    gssize count;

    if (allowed == 0)
      break;
    count = g_socket_send (self->socket, (const char *) self->out->data + self->sent, allowed,
                           NULL, &error);

    if (count < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      watch_writable (self);
      break;
    }
    if (count <= 0) {
      leave (self);
      return;
    }
    self->sent += (gsize) count;
    if (self->rate > 0)
      self->paid_us += count * G_USEC_PER_SEC / self->rate;
    self->progress_us = g_get_monotonic_time ();
  }
  if (get_waiting (self) == 0 || self->sent > FULL_BYTES) {
    g_byte_array_remove_range (self->out, 0, (guint) self->sent);
    self->sent = 0;
  }
  note_level (self);
  if (self->state == STATE_LEAVING && get_waiting (self) == 0)
    leave (self);
}

/**
 * feedsim_session_set_frozen:
 * @self: the session
 * @frozen: whether the socket is left alone, neither read nor written
 */
void
feedsim_session_set_frozen (FeedsimSession *self,
                            gboolean        frozen)
{
  if (self->frozen == frozen || self->state == STATE_GONE)
    return;
  self->frozen = frozen;
  if (frozen) {
    feedsim_timer_drop (&self->readable);
    feedsim_timer_drop (&self->writable);
    feedsim_timer_drop (&self->pacer);
    return;
  }
  self->progress_us = g_get_monotonic_time ();
  self->since_us = self->progress_us;
  watch_readable (self);
  feedsim_session_flush (self);
}

/**
 * feedsim_session_set_rate:
 * @self: the session
 * @bytes_per_s: how much is sent a second at most; 0: as much as the client takes
 */
void
feedsim_session_set_rate (FeedsimSession *self,
                          guint           bytes_per_s)
{
  if (self->rate == bytes_per_s)
    return;
  self->rate = bytes_per_s;
  self->paid_us = g_get_monotonic_time ();
  feedsim_session_flush (self);
}

/**
 * feedsim_session_close:
 * @self: the session
 * @code: a close code; 1005 sends none, 1006 sends no close frame at all
 * @reason: text for the client
 */
void
feedsim_session_close (FeedsimSession *self,
                       guint           code,
                       const char     *reason)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  guint8 code_bytes[] = { (guint8) (code >> 8), (guint8) code };

  if (code == CLOSE_ABNORMAL) {
    feedsim_session_cut (self, FALSE);
    return;
  }
  if (self->state != STATE_OPEN)
    return;
  if (code != CLOSE_NO_CODE) {
    g_byte_array_append (payload, code_bytes, sizeof code_bytes);
    g_byte_array_append (payload, (const guint8 *) reason, (guint) strlen (reason));
  }
  feedsim_session_queue (self, FEEDSIM_OPCODE_CLOSE, payload->data, payload->len);
  set_state (self, STATE_CLOSING);
  feedsim_session_flush (self);
}

/**
 * feedsim_session_cut:
 * @self: the session
 * @reset: with a TCP reset, not an orderly end
 *
 * Ends the connection without a word.
 */
void
feedsim_session_cut (FeedsimSession *self,
                     gboolean        reset)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (self->state == STATE_GONE)
    return;
  if (reset)
    setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  leave (self);
}

/**
 * feedsim_session_check:
 * @self: the session
 * @now_us: monotonic
 *
 * Cuts a client that never finishes its handshake or its close, or has stopped reading.
 */
void
feedsim_session_check (FeedsimSession *self,
                       gint64          now_us)
{
  gint64 in_state_us = now_us - self->since_us;

  if (self->frozen)
    return;
  if ((self->state == STATE_HANDSHAKE && in_state_us > HANDSHAKE_TIMEOUT_US) ||
      (self->state >= STATE_CLOSING && in_state_us > CLOSE_TIMEOUT_US) ||
      (get_waiting (self) > 0 && now_us - self->progress_us > STUCK_TIMEOUT_US))
    feedsim_session_cut (self, TRUE);
}
