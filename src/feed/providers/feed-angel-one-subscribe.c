/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Subscriptions: docs, "WebSocket Streaming 2.0". A pair is a token in a mode; twenty levels are a
 * mode of their own, for equities of NSE alone, and come beside what the others carry. */
#include "feed/providers/feed-angel-one-private.h"

/* Of a connection */
#define MAX_PAIRS 1000
#define MAX_DEPTH 50
/* A refusal is of a whole message and names no token, so a message is kept well below what may be
 * refused; 1,000 instruments are five of about 2 KiB, sent within a second */
#define MESSAGE_TOKENS 200

#define MODE_SNAP 3
#define MODE_DEPTH 4

static gboolean
can_have_depth (const FeedAngelOneInstrument *instrument)
{
  return instrument->exchange->segment == 1 && !instrument->is_index;
}

static void
append_tokens (GString                    *message,
               const FeedAngelOneExchange *exchange,
               gpointer                   *instruments,
               guint                       n)
{
  gboolean first = TRUE;

  for (guint i = 0; i < n; i++) {
    const FeedAngelOneInstrument *instrument = instruments[i];

    if (instrument->exchange != exchange)
      continue;
    if (first)
      g_string_append_printf (message, "%s{\"exchangeType\":%u,\"tokens\":[",
                              message->str[message->len - 1] == '[' ? "" : ",", exchange->segment);
    g_string_append_printf (message, "%s\"%s\"", first ? "" : ",", instrument->token);
    first = FALSE;
  }
  if (!first)
    g_string_append (message, "]}");
}

/* correlationID: ten characters, which the venue echoes where it refuses the message */
static char *
make_message (FeedAngelOne *self,
              gboolean      add,
              guint         mode,
              gpointer     *instruments,
              guint         n)
{
  g_autoptr (GString) message = g_string_sized_new (64 + n * 12);

  g_string_printf (message,
                   "{\"correlationID\":\"%c%c%08u\",\"action\":%d,\"params\":{\"mode\":%u,"
                   "\"tokenList\":[",
                   add ? 's' : 'u', '0' + (int) mode, ++self->n_messages % 100000000, add, mode);
  for (guint segment = 0; segment <= FEED_ANGEL_ONE_LAST_SEGMENT; segment++) {
    const FeedAngelOneExchange *exchange = feed_angel_one_exchange_of_segment (segment);

    if (exchange != NULL)
      append_tokens (message, exchange, instruments, n);
  }
  g_string_append (message, "]}}");
  return g_string_free (g_steal_pointer (&message), FALSE);
}

static void
add_messages (FeedAngelOne *self,
              gboolean      add,
              guint         mode,
              GPtrArray    *instruments,
              GPtrArray    *messages)
{
  for (guint from = 0; from < instruments->len; from += MESSAGE_TOKENS)
    g_ptr_array_add (messages, make_message (self, add, mode, instruments->pdata + from,
                                             MIN (instruments->len - from, MESSAGE_TOKENS)));
}

static void
count_pairs (FeedAngelOne *self,
             guint        *n_base,
             guint        *n_depth)
{
  guint n_slots = feed_angel_one_tokens_get_n_slots (self->tokens);

  *n_base = *n_depth = 0;
  for (guint i = 0; i < n_slots; i++) {
    const FeedAngelOneInstrument *instrument = feed_angel_one_tokens_get (self->tokens, i);

    if (instrument == NULL)
      continue;
    *n_base += instrument->mode != 0;
    *n_depth += instrument->has_depth;
  }
}

/* Takes twenty levels away from the last that have them, until the pairs fit */
static void
make_room (FeedAngelOne *self,
           guint         n_base,
           guint         n_depth,
           GPtrArray    *messages)
{
  g_autoptr (GPtrArray) dropped = g_ptr_array_new ();

  for (guint i = feed_angel_one_tokens_get_n_slots (self->tokens);
       i-- > 0 && n_depth > 0 && n_base + n_depth > MAX_PAIRS;) {
    FeedAngelOneInstrument *instrument = feed_angel_one_tokens_get (self->tokens, i);

    if (instrument == NULL || !instrument->has_depth)
      continue;
    instrument->has_depth = FALSE;
    g_ptr_array_add (dropped, instrument);
    n_depth--;
  }
  add_messages (self, FALSE, MODE_DEPTH, dropped, messages);
}

static void
unsubscribe (FeedAngelOne *self,
             GPtrArray    *instruments,
             guint         keep_mode,
             GPtrArray    *messages)
{
  for (guint mode = 1; mode <= MODE_SNAP; mode++) {
    g_autoptr (GPtrArray) leaving = g_ptr_array_new ();

    for (guint i = 0; mode != keep_mode && i < instruments->len; i++) {
      FeedAngelOneInstrument *instrument = instruments->pdata[i];

      if (instrument->mode != mode)
        continue;
      instrument->mode = 0;
      g_ptr_array_add (leaving, instrument);
    }
    add_messages (self, FALSE, mode, leaving, messages);
  }
}

static void
unsubscribe_depth (FeedAngelOne *self,
                   GPtrArray    *instruments,
                   GPtrArray    *messages)
{
  g_autoptr (GPtrArray) leaving = g_ptr_array_new ();

  for (guint i = 0; i < instruments->len; i++) {
    FeedAngelOneInstrument *instrument = instruments->pdata[i];

    if (!instrument->has_depth)
      continue;
    instrument->has_depth = FALSE;
    g_ptr_array_add (leaving, instrument);
  }
  add_messages (self, FALSE, MODE_DEPTH, leaving, messages);
}

/* Twenty levels for the first that may have them, within both limits */
static void
subscribe_depth (FeedAngelOne *self,
                 GPtrArray    *instruments,
                 GPtrArray    *messages)
{
  g_autoptr (GPtrArray) deep = g_ptr_array_new ();
  guint n_base, n_depth;

  count_pairs (self, &n_base, &n_depth);
  for (guint i = 0; i < instruments->len; i++) {
    FeedAngelOneInstrument *instrument = instruments->pdata[i];

    if (!instrument->has_depth) {
      if (!can_have_depth (instrument) || n_depth >= MAX_DEPTH || n_base + n_depth >= MAX_PAIRS)
        continue;
      instrument->has_depth = TRUE;
      n_depth++;
    }
    g_ptr_array_add (deep, instrument);
  }
  add_messages (self, TRUE, MODE_DEPTH, deep, messages);
}

static void
subscribe (FeedAngelOne *self,
           GPtrArray    *instruments,
           GPtrArray    *messages)
{
  guint mode = MIN ((guint) self->mode + 1, MODE_SNAP);
  guint n_base, n_depth;

  unsubscribe (self, instruments, mode, messages);
  if (self->mode != FEED_MODE_DEPTH)
    unsubscribe_depth (self, instruments, messages);
  for (guint i = 0; i < instruments->len; i++)
    ((FeedAngelOneInstrument *) instruments->pdata[i])->mode = (guint8) mode;
  count_pairs (self, &n_base, &n_depth);
  make_room (self, n_base, n_depth, messages);
  add_messages (self, TRUE, mode, instruments, messages);
  if (self->mode == FEED_MODE_DEPTH)
    subscribe_depth (self, instruments, messages);
}

/**
 * feed_angel_one_subscribe_messages: (skip)
 * @provider: the provider
 * @slots: (array length=n_slots): what to subscribe or unsubscribe
 * @n_slots: how many
 * @add: which of the two
 * @messages: where the messages go
 *
 * What has no listing yet is left out. An instrument that is subscribed in another mode leaves that
 * first; one that is subscribed already is so again, which costs the venue nothing.
 */
void
feed_angel_one_subscribe_messages (FeedProvider *provider,
                                   const guint  *slots,
                                   guint         n_slots,
                                   gboolean      add,
                                   GPtrArray    *messages)
{
  FeedAngelOne *self = FEED_ANGEL_ONE (provider);
  g_autoptr (GPtrArray) instruments = g_ptr_array_sized_new (n_slots);

  for (guint i = 0; i < n_slots; i++) {
    FeedAngelOneInstrument *instrument = feed_angel_one_tokens_get (self->tokens, slots[i]);

    if (instrument != NULL && *instrument->token != '\0')
      g_ptr_array_add (instruments, instrument);
  }
  if (add) {
    subscribe (self, instruments, messages);
  } else {
    unsubscribe (self, instruments, 0, messages);
    unsubscribe_depth (self, instruments, messages);
  }
}

/**
 * feed_angel_one_forget_subscriptions: (skip)
 * @self: the provider
 *
 * The stream they were made on is no more.
 */
void
feed_angel_one_forget_subscriptions (FeedAngelOne *self)
{
  guint n_slots = feed_angel_one_tokens_get_n_slots (self->tokens);

  for (guint i = 0; i < n_slots; i++) {
    FeedAngelOneInstrument *instrument = feed_angel_one_tokens_get (self->tokens, i);

    if (instrument != NULL) {
      instrument->mode = 0;
      instrument->has_depth = FALSE;
    }
  }
}

/**
 * feed_angel_one_keepalive_message: (skip)
 * @provider: the provider
 *
 * Returns: (transfer full): what the venue wants to hear every 30 s; it answers "pong"
 */
char *
feed_angel_one_keepalive_message (FeedProvider *provider)
{
  return g_strdup ("ping");
}
