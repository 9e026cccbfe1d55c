/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Binance spot market data, without an account. Limits and messages follow the venue's own pages
 * in github.com/binance/binance-spot-api-docs: web-socket-streams.md and rest-api.md. */
#include "feed/providers/feed-binance-private.h"

#include <string.h>

#include "feed/providers/feed-provider-words.h"

/* web-socket-streams.md: 1,024 streams a connection; an instrument takes three */
#define STREAMS_PER_INSTRUMENT 3
#define MAX_STREAMS 1024
#define MAX_SYMBOL_CHARACTERS 20
/* One message, of streams and of bytes */
#define MESSAGE_STREAMS 198
#define MESSAGE_BYTES 4096

/* A client may send five messages a second, and the pongs count; requests weigh 6,000 a minute;
 * a connection ends after 24 hours */
#define LIMITS                                                           \
  .list_path = "/api/v3/exchangeInfo",                                 \
  .list_member = "symbols",                                            \
  .instruments_per_connection = MAX_STREAMS / STREAMS_PER_INSTRUMENT, \
  .messages_per_second = 4,                                        \
  .poll_batch = 100,                                               \
  .request_interval_us = 100 * G_TIME_SPAN_MILLISECOND,            \
  .weight_per_minute = 6000,                                       \
  .counts_trades = TRUE,                                           \
  .connection_max_age_us = 24 * G_TIME_SPAN_HOUR - 10 * G_TIME_SPAN_MINUTE

static const FeedProviderInfo binance_info = {
  .id = "binance",
  .name = "Binance",
  .stream_base = "wss://stream.binance.com:9443",
  .rest_base = "https://api.binance.com",
  LIMITS,
};

static const FeedProviderInfo demo_info = {
  .id = "demo",
  .name = "Demo market",
  LIMITS,
};

enum {
  PROP_0,
  PROP_ID,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (FeedBinance, feed_binance, FEED_TYPE_PROVIDER)

static const FeedProviderInfo *
feed_binance_get_info (FeedProvider *provider)
{
  return FEED_BINANCE (provider)->info;
}

static gboolean
is_symbol_character (gunichar character)
{
  if (character < 0x80)
    return g_ascii_isalnum ((char) character) || strchr ("._-", (int) character) != NULL;
  return g_unichar_isalpha (character);
}

static char *
feed_binance_normalize_symbol (FeedProvider *provider,
                               const char   *symbol,
                               GError      **error)
{
  g_autofree char *shown = NULL;
  gsize length = strlen (symbol);
  gboolean good = length > 0 && length <= FEED_BINANCE_MAX_SYMBOL &&
                  g_utf8_validate (symbol, (gssize) length, NULL) &&
                  g_utf8_strlen (symbol, (gssize) length) <= MAX_SYMBOL_CHARACTERS;

  for (const char *at = symbol; good && *at != '\0'; at = g_utf8_next_char (at))
    good = is_symbol_character (g_utf8_get_char (at));
  if (good)
    return g_ascii_strup (symbol, (gssize) length);

  shown = feed_provider_words (symbol, length, 60);
  g_set_error (error, FEED_ERROR, FEED_ERROR_UNKNOWN_SYMBOL,
               "Not a symbol of %s (1 to %d letters, digits, “.”, “_” or “-”): “%s”",
               FEED_BINANCE (provider)->info->name, MAX_SYMBOL_CHARACTERS, shown);
  return NULL;
}

static void
feed_binance_add_instrument (FeedProvider *provider,
                             guint         slot,
                             const char   *symbol)
{
  if (!feed_binance_symbols_add (FEED_BINANCE (provider)->symbols, slot, symbol))
    g_warning ("Not a canonical symbol: “%s”", symbol);
}

static void
feed_binance_remove_instrument (FeedProvider *provider,
                                guint         slot)
{
  feed_binance_symbols_remove (FEED_BINANCE (provider)->symbols, slot);
}

static FeedRequest *
feed_binance_stream_request (FeedProvider *provider)
{
  const char *base = feed_provider_get_stream_base (provider);
  g_autofree char *uri = NULL;

  if (base == NULL)
    return NULL;
  uri = g_strconcat (base, "/stream", NULL);
  return feed_request_new ("GET", uri);
}

static void
finish_message (FeedBinance *self,
                GString     *message,
                GPtrArray   *messages)
{
  g_string_append_printf (message, "],\"id\":%" G_GINT64_FORMAT "}", ++self->last_id);
  g_ptr_array_add (messages, g_strdup (message->str));
}

static void
feed_binance_subscribe_messages (FeedProvider *provider,
                                 const guint  *slots,
                                 guint         n_slots,
                                 gboolean      add,
                                 GPtrArray    *messages)
{
  FeedBinance *self = FEED_BINANCE (provider);
  g_autoptr (GString) message = g_string_sized_new (MESSAGE_BYTES);
  guint n_streams = 0;

  for (guint i = 0; i < n_slots; i++) {
    const char *symbol = feed_binance_symbols_get (self->symbols, slots[i]);
    g_autofree char *name = NULL;
    g_autofree char *streams = NULL;

    if (symbol == NULL)
      continue;
    name = g_ascii_strdown (symbol, -1);
    streams = g_strdup_printf ("\"%s@bookTicker\",\"%s@trade\",\"%s@ticker\"", name, name, name);
    if (n_streams > 0 && (n_streams + STREAMS_PER_INSTRUMENT > MESSAGE_STREAMS ||
                          message->len + strlen (streams) + 64 > MESSAGE_BYTES)) {
      finish_message (self, message, messages);
      n_streams = 0;
    }
    if (n_streams == 0)
      g_string_printf (message, "{\"method\":\"%s\",\"params\":[",
                       add ? "SUBSCRIBE" : "UNSUBSCRIBE");
    else
      g_string_append_c (message, ',');
    g_string_append (message, streams);
    n_streams += STREAMS_PER_INSTRUMENT;
  }
  if (n_streams > 0)
    finish_message (self, message, messages);
}

/* The venue pings by itself, every 20 s; there is no ping in text */
static char *
feed_binance_keepalive_message (FeedProvider *provider)
{
  return NULL;
}

static void
feed_binance_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  FeedBinance *self = FEED_BINANCE (object);

  switch (prop_id) {
  case PROP_ID:
    self->info = g_strcmp0 (g_value_get_string (value), demo_info.id) == 0 ? &demo_info :
                 &binance_info;
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
feed_binance_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_ID:
    g_value_set_static_string (value, FEED_BINANCE (object)->info->id);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
feed_binance_finalize (GObject *object)
{
  feed_binance_symbols_free (FEED_BINANCE (object)->symbols);
  G_OBJECT_CLASS (feed_binance_parent_class)->finalize (object);
}

static void
feed_binance_class_init (FeedBinanceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  FeedProviderClass *provider_class = FEED_PROVIDER_CLASS (klass);

  object_class->set_property = feed_binance_set_property;
  object_class->get_property = feed_binance_get_property;
  object_class->finalize = feed_binance_finalize;

  provider_class->get_info = feed_binance_get_info;
  provider_class->normalize_symbol = feed_binance_normalize_symbol;
  provider_class->add_instrument = feed_binance_add_instrument;
  provider_class->remove_instrument = feed_binance_remove_instrument;
  provider_class->stream_request = feed_binance_stream_request;
  provider_class->subscribe_messages = feed_binance_subscribe_messages;
  provider_class->decode = feed_binance_decode;
  provider_class->keepalive_message = feed_binance_keepalive_message;
  provider_class->poll_request = feed_binance_poll_request;
  provider_class->decode_poll = feed_binance_decode_poll;
  provider_class->used_weight = feed_binance_used_weight;
  provider_class->map_close = feed_binance_map_close;
  provider_class->map_http = feed_binance_map_http;
  provider_class->info_request = feed_binance_info_request;
  provider_class->parse_info = feed_binance_parse_info;
  provider_class->parse_listing = feed_binance_parse_listing;
  provider_class->backfill_request = feed_binance_backfill_request;
  provider_class->decode_backfill = feed_binance_decode_backfill;
  provider_class->backfill_refused = feed_binance_backfill_refused;

  /**
   * FeedBinance:id:
   *
   * "binance", or "demo": the same protocol without addresses of its own.
   */
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, "binance",
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS |
                         G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
feed_binance_init (FeedBinance *self)
{
  self->info = &binance_info;
  self->symbols = feed_binance_symbols_new ();
  self->asked_slot = FEED_NO_SLOT;
}

/**
 * feed_binance_new:
 * @id: "binance" or "demo"
 *
 * Returns: (transfer full): a provider without instruments, at the venue's own addresses
 */
FeedProvider *
feed_binance_new (const char *id)
{
  return g_object_new (FEED_TYPE_BINANCE, "id", id, NULL);
}
