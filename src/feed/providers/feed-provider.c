/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "feed/providers/feed-provider.h"

#include <string.h>

#include "feed/providers/feed-provider-words.h"

#define MAX_SHOWN 120

typedef struct {
  char    *stream_base;   /* without a slash at the end; NULL = the venue's default */
  char    *rest_base;
  char    *list_base;
  gboolean loopback;
} FeedProviderPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FeedProvider, feed_provider, G_TYPE_OBJECT)

static const FeedVerdict retry = { FEED_VERDICT_RETRY, 0 };

static gboolean
is_loopback_host (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* What an address is for, and its schemes: over TLS, and in plain text */
typedef struct {
  const char *what, *secure, *plain;
} EndpointKind;

static const EndpointKind stream_kind = { "Stream", "wss", "ws" };
static const EndpointKind rest_kind = { "REST", "https", "http" };
static const EndpointKind list_kind = { "Instrument list", "https", "http" };

/* The reason why a URL is no base for requests, static; NULL where there is nothing against it */
static const char *
find_flaw (GUri               *uri,
           const EndpointKind *kind)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);

  if (strcmp (scheme, kind->secure) != 0 && strcmp (scheme, kind->plain) != 0)
    return "has the wrong scheme";
  if (host == NULL || *host == '\0')
    return "names no host";
  if (g_uri_get_userinfo (uri) != NULL)
    return "carries a user name or password";
  if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return "carries a query or fragment";
  if (g_uri_get_port (uri) == 0)
    return "has port 0";
  if (strcmp (scheme, kind->plain) == 0 && !is_loopback_host (host))
    return "is plain text to another host than this machine";
  return NULL;
}

/* Nothing but what RFC 3986 lets stand in a URL; GUri is laxer */
static gboolean
is_plain_url (const char *base)
{
  for (const char *at = base; *at != '\0'; at++)
    if (!g_ascii_isgraph (*at) || strchr ("\"<>\\^`{|}", *at) != NULL)
      return FALSE;
  return TRUE;
}

/* An address fit for a message: without what may be a secret, before an "@" or behind a "?" */
static char *
show_endpoint (const char *base)
{
  const char *at = strrchr (base, '@');
  const char *from = at != NULL ? at + 1 : base;
  gsize open = strcspn (base, "?#");

  if (at != NULL && (gsize) (at - base) > open)
    return g_strdup ("…");
  return feed_provider_words (from, (gsize) (base + open - from), MAX_SHOWN);
}

/* base as it is to be used, checked and without slashes at its end (transfer full) */
static char *
parse_endpoint (const EndpointKind *kind,
                const char         *base,
                gboolean           *loopback,
                GError            **error)
{
  g_autoptr (GUri) uri = is_plain_url (base) ? g_uri_parse (base, G_URI_FLAGS_ENCODED, NULL) : NULL;
  const char *flaw = uri != NULL ? find_flaw (uri, kind) : "is no URL";
  char *result;

  if (flaw != NULL) {
    g_autofree char *shown = show_endpoint (base);

    g_set_error (error, FEED_ERROR, FEED_ERROR_ENDPOINT,
                 "%s address %s (%s:, or %s: to this machine): “%s”",
                 kind->what, flaw, kind->secure, kind->plain, shown);
    return NULL;
  }
  result = g_uri_to_string (uri);
  for (gsize length = strlen (result); length > 0 && result[length - 1] == '/'; length--)
    result[length - 1] = '\0';
  *loopback = is_loopback_host (g_uri_get_host (uri));
  return result;
}

static void
feed_provider_finalize (GObject *object)
{
  FeedProviderPrivate *priv = feed_provider_get_instance_private (FEED_PROVIDER (object));

  g_free (priv->stream_base);
  g_free (priv->rest_base);
  g_free (priv->list_base);
  G_OBJECT_CLASS (feed_provider_parent_class)->finalize (object);
}

static void
feed_provider_class_init (FeedProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = feed_provider_finalize;
}

static void
feed_provider_init (FeedProvider *self)
{
}

/**
 * feed_provider_set_endpoints:
 * @self: a provider
 * @stream_base: (nullable): where streams are, or %NULL for the venue's default
 * @rest_base: (nullable): where REST is, or %NULL for the venue's default
 * @error: return location
 *
 * Says where the venue is. Both addresses change, or none: on failure, with
 * %FEED_ERROR_ENDPOINT, the old ones stay.
 *
 * Returns: whether both addresses can be used
 */
gboolean
feed_provider_set_endpoints (FeedProvider *self,
                             const char   *stream_base,
                             const char   *rest_base,
                             GError      **error)
{
  FeedProviderPrivate *priv = feed_provider_get_instance_private (self);
  g_autofree char *stream = NULL;
  g_autofree char *rest = NULL;
  gboolean stream_loopback, rest_loopback;
  const FeedProviderInfo *info;

  g_return_val_if_fail (FEED_IS_PROVIDER (self), FALSE);

  info = feed_provider_get_info (self);
  stream_base = stream_base != NULL ? stream_base : info->stream_base;
  rest_base = rest_base != NULL ? rest_base : info->rest_base;
  if (stream_base == NULL || rest_base == NULL) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_ENDPOINT,
                 "%s has no %s address of its own: one has to be given", info->name,
                 stream_base == NULL ? "stream" : "REST");
    return FALSE;
  }
  stream = parse_endpoint (&stream_kind, stream_base, &stream_loopback, error);
  if (stream == NULL)
    return FALSE;
  rest = parse_endpoint (&rest_kind, rest_base, &rest_loopback, error);
  if (rest == NULL)
    return FALSE;

  g_free (priv->stream_base);
  g_free (priv->rest_base);
  priv->stream_base = g_steal_pointer (&stream);
  priv->rest_base = g_steal_pointer (&rest);
  priv->loopback = stream_loopback && rest_loopback;
  return TRUE;
}

/**
 * feed_provider_get_stream_base:
 * @self: a provider
 *
 * Returns: (nullable): the base address of streams, without a slash at its end
 */
const char *
feed_provider_get_stream_base (FeedProvider *self)
{
  FeedProviderPrivate *priv = feed_provider_get_instance_private (self);

  g_return_val_if_fail (FEED_IS_PROVIDER (self), NULL);

  return priv->stream_base != NULL ? priv->stream_base : feed_provider_get_info (self)->stream_base;
}

/**
 * feed_provider_get_rest_base:
 * @self: a provider
 *
 * Returns: (nullable): the base address of REST, without a slash at its end
 */
const char *
feed_provider_get_rest_base (FeedProvider *self)
{
  FeedProviderPrivate *priv = feed_provider_get_instance_private (self);

  g_return_val_if_fail (FEED_IS_PROVIDER (self), NULL);

  return priv->rest_base != NULL ? priv->rest_base : feed_provider_get_info (self)->rest_base;
}

/**
 * feed_provider_set_list_base:
 * @self: a provider
 * @list_base: (nullable): where the instrument list is, or %NULL for the venue's default
 * @error: return location
 *
 * Says where the instrument list is; its documented path is appended, unless it is there. On
 * failure, with %FEED_ERROR_ENDPOINT, nothing changes.
 *
 * Returns: whether the address can be used
 */
gboolean
feed_provider_set_list_base (FeedProvider *self,
                             const char   *list_base,
                             GError      **error)
{
  FeedProviderPrivate *priv = feed_provider_get_instance_private (self);
  g_autofree char *base = NULL;
  const FeedProviderInfo *info;
  gboolean loopback;

  g_return_val_if_fail (FEED_IS_PROVIDER (self), FALSE);

  info = feed_provider_get_info (self);
  if (list_base != NULL && info->list_path == NULL) {
    g_set_error (error, FEED_ERROR, FEED_ERROR_ENDPOINT, "%s has no instrument list", info->name);
    return FALSE;
  }
  if (list_base != NULL) {
    base = parse_endpoint (&list_kind, list_base, &loopback, error);
    if (base == NULL)
      return FALSE;
    if (g_str_has_suffix (base, info->list_path))
      base[strlen (base) - strlen (info->list_path)] = '\0';
  }
  g_free (priv->list_base);
  priv->list_base = g_steal_pointer (&base);
  return TRUE;
}

/**
 * feed_provider_dup_list_url:
 * @self: a provider
 *
 * Returns: (transfer full) (nullable): where the instrument list is; %NULL where the venue has none,
 *   or nobody said where it is
 */
char *
feed_provider_dup_list_url (FeedProvider *self)
{
  FeedProviderPrivate *priv = feed_provider_get_instance_private (self);
  const FeedProviderInfo *info;
  const char *base;

  g_return_val_if_fail (FEED_IS_PROVIDER (self), NULL);

  info = feed_provider_get_info (self);
  base = priv->list_base != NULL ? priv->list_base : info->list_base;
  if (base == NULL)
    base = feed_provider_get_rest_base (self);
  return base != NULL && info->list_path != NULL ? g_strconcat (base, info->list_path, NULL) : NULL;
}

/**
 * feed_provider_is_loopback:
 * @self: a provider
 *
 * Returns: whether both endpoints are on this machine
 */
gboolean
feed_provider_is_loopback (FeedProvider *self)
{
  FeedProviderPrivate *priv = feed_provider_get_instance_private (self);

  g_return_val_if_fail (FEED_IS_PROVIDER (self), FALSE);

  return priv->loopback;
}

/**
 * feed_provider_get_info:
 * @self: a provider
 *
 * Returns: (transfer none): what the venue is and what it allows
 */
const FeedProviderInfo *
feed_provider_get_info (FeedProvider *self)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), NULL);

  return FEED_PROVIDER_GET_CLASS (self)->get_info (self);
}

/**
 * feed_provider_normalize_symbol:
 * @self: a provider
 * @symbol: what a user typed
 * @error: return location
 *
 * Returns: (transfer full): the venue's own spelling, or %NULL with %FEED_ERROR_UNKNOWN_SYMBOL
 */
char *
feed_provider_normalize_symbol (FeedProvider *self,
                                const char   *symbol,
                                GError      **error)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (symbol != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return FEED_PROVIDER_GET_CLASS (self)->normalize_symbol (self, symbol, error);
}

/**
 * feed_provider_add_instrument:
 * @self: a provider
 * @slot: the number under which its ticks shall come
 * @symbol: a canonical symbol
 *
 * Lets the decoders know an instrument. A slot that is taken, or a symbol that is known, moves.
 */
void
feed_provider_add_instrument (FeedProvider *self,
                              guint         slot,
                              const char   *symbol)
{
  g_return_if_fail (FEED_IS_PROVIDER (self));
  g_return_if_fail (slot != FEED_NO_SLOT);
  g_return_if_fail (symbol != NULL);

  FEED_PROVIDER_GET_CLASS (self)->add_instrument (self, slot, symbol);
}

/**
 * feed_provider_remove_instrument:
 * @self: a provider
 * @slot: its number; one that is not taken is no error
 *
 * Lets the decoders forget an instrument.
 */
void
feed_provider_remove_instrument (FeedProvider *self,
                                 guint         slot)
{
  g_return_if_fail (FEED_IS_PROVIDER (self));

  FEED_PROVIDER_GET_CLASS (self)->remove_instrument (self, slot);
}

/**
 * feed_provider_stream_request:
 * @self: a provider
 *
 * Returns: (transfer full) (nullable): where to open the stream; %NULL without an endpoint
 */
FeedRequest *
feed_provider_stream_request (FeedProvider *self)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), NULL);

  return FEED_PROVIDER_GET_CLASS (self)->stream_request (self);
}

/**
 * feed_provider_subscribe_messages:
 * @self: a provider
 * @slots: (array length=n_slots): instruments; those that were not added are left out
 * @n_slots: how many
 * @add: whether to subscribe or to unsubscribe
 * @messages: (element-type utf8): where the messages go, in sending order
 *
 * Says what to send over the stream.
 */
void
feed_provider_subscribe_messages (FeedProvider *self,
                                  const guint  *slots,
                                  guint         n_slots,
                                  gboolean      add,
                                  GPtrArray    *messages)
{
  g_return_if_fail (FEED_IS_PROVIDER (self));
  g_return_if_fail (slots != NULL || n_slots == 0);
  g_return_if_fail (messages != NULL);

  FEED_PROVIDER_GET_CLASS (self)->subscribe_messages (self, slots, n_slots, add, messages);
}

/**
 * feed_provider_decode:
 * @self: a provider
 * @type: how the frame came
 * @data: (array length=length): the frame
 * @length: its bytes
 * @receive_time_us: monotonic time at which it was read
 * @sink: where ticks and notices go
 * @error: return location
 *
 * Reads one frame. Nothing of a frame that is in error reaches the sink. Allocates nothing but
 * for an error or a notice.
 *
 * Returns: what the frame was
 */
FeedDecode
feed_provider_decode (FeedProvider   *self,
                      FeedFrameType   type,
                      const guint8   *data,
                      gsize           length,
                      gint64          receive_time_us,
                      const FeedSink *sink,
                      GError        **error)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), FEED_DECODE_IGNORED);
  g_return_val_if_fail (data != NULL || length == 0, FEED_DECODE_IGNORED);
  g_return_val_if_fail (sink != NULL, FEED_DECODE_IGNORED);

  return FEED_PROVIDER_GET_CLASS (self)->decode (self, type, data, length, receive_time_us, sink,
                                                 error);
}

/**
 * feed_provider_keepalive_message:
 * @self: a provider
 *
 * Returns: (transfer full) (nullable): a text ping, where the venue has one
 */
char *
feed_provider_keepalive_message (FeedProvider *self)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), NULL);

  return FEED_PROVIDER_GET_CLASS (self)->keepalive_message (self);
}

/**
 * feed_provider_poll_request:
 * @self: a provider
 * @slots: (array length=n_slots): instruments; those that were not added are left out
 * @n_slots: how many
 *
 * Returns: (transfer full) (nullable): the request that asks for their prices; %NULL where there
 *   is nothing to ask for, or no endpoint
 */
FeedRequest *
feed_provider_poll_request (FeedProvider *self,
                            const guint  *slots,
                            guint         n_slots)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (slots != NULL || n_slots == 0, NULL);

  return FEED_PROVIDER_GET_CLASS (self)->poll_request (self, slots, n_slots);
}

/**
 * feed_provider_decode_poll:
 * @self: a provider
 * @reply: a 2xx answer to a poll
 * @source: what its ticks shall say
 * @receive_time_us: monotonic time at which it was read
 * @sink: where ticks go
 * @error: return location
 *
 * Reads the prices of a poll. Each row stands for itself: what is wrong with one makes the result
 * an error, but does not take the good ones away. Where the venue said no, with a status that says
 * yes, the result is %FEED_DECODE_REFUSED, @error is not set, and feed_provider_map_http() tells what
 * that means.
 *
 * Returns: what the reply was
 */
FeedDecode
feed_provider_decode_poll (FeedProvider    *self,
                           const FeedReply *reply,
                           FeedSource       source,
                           gint64           receive_time_us,
                           const FeedSink  *sink,
                           GError         **error)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), FEED_DECODE_IGNORED);
  g_return_val_if_fail (reply != NULL, FEED_DECODE_IGNORED);
  g_return_val_if_fail (sink != NULL, FEED_DECODE_IGNORED);

  return FEED_PROVIDER_GET_CLASS (self)->decode_poll (self, reply, source, receive_time_us, sink,
                                                      error);
}

/**
 * feed_provider_used_weight:
 * @self: a provider
 * @reply: any answer
 *
 * Returns: weight used in the running minute as the venue counts it; -1 where it does not say
 */
int
feed_provider_used_weight (FeedProvider    *self,
                           const FeedReply *reply)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), -1);
  g_return_val_if_fail (reply != NULL, -1);

  return FEED_PROVIDER_GET_CLASS (self)->used_weight (self, reply);
}

/**
 * feed_provider_map_close:
 * @self: a provider
 * @code: a WebSocket close code; 0 = none
 *
 * Returns: what it means for the connection
 */
FeedVerdict
feed_provider_map_close (FeedProvider *self,
                         guint         code)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), retry);

  return FEED_PROVIDER_GET_CLASS (self)->map_close (self, code);
}

/**
 * feed_provider_map_http:
 * @self: a provider
 * @reply: an answer that is not what was hoped for
 * @sink: (nullable): where notices go
 * @wall_us: wall time, µs since 1970 UTC
 * @description: (out) (optional) (nullable): the venue's words
 *
 * Returns: what the answer means for the connection
 */
FeedVerdict
feed_provider_map_http (FeedProvider    *self,
                        const FeedReply *reply,
                        const FeedSink  *sink,
                        gint64           wall_us,
                        char           **description)
{
  g_autofree char *unused = NULL;

  g_return_val_if_fail (FEED_IS_PROVIDER (self), retry);
  g_return_val_if_fail (reply != NULL, retry);

  return FEED_PROVIDER_GET_CLASS (self)->map_http (self, reply, sink, wall_us,
                                                   description != NULL ? description : &unused);
}

/**
 * feed_provider_info_request:
 * @self: a provider
 * @symbols: (array zero-terminated=1): canonical symbols
 *
 * Returns: (transfer full) (nullable): the request that asks what they are; %NULL where the venue
 *   has no such thing
 */
FeedRequest *
feed_provider_info_request (FeedProvider      *self,
                            const char *const *symbols)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (symbols != NULL, NULL);

  if (FEED_PROVIDER_GET_CLASS (self)->info_request == NULL)
    return NULL;
  return FEED_PROVIDER_GET_CLASS (self)->info_request (self, symbols);
}

/**
 * feed_provider_parse_info:
 * @self: a provider
 * @reply: a 2xx answer to an info request
 * @infos: (element-type FeedInstrumentInfo): where what it says is appended, all of it or nothing
 * @error: return location
 *
 * Returns: whether the reply could be read
 */
gboolean
feed_provider_parse_info (FeedProvider    *self,
                          const FeedReply *reply,
                          GArray          *infos,
                          GError         **error)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), FALSE);
  g_return_val_if_fail (reply != NULL, FALSE);
  g_return_val_if_fail (infos != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return FEED_PROVIDER_GET_CLASS (self)->parse_info (self, reply, infos, error);
}

/**
 * feed_provider_can_backfill:
 * @self: a provider
 *
 * Returns: whether missed trades can be fetched by their ids
 */
gboolean
feed_provider_can_backfill (FeedProvider *self)
{
  g_return_val_if_fail (FEED_IS_PROVIDER (self), FALSE);

  return FEED_PROVIDER_GET_CLASS (self)->backfill_request != NULL;
}

/**
 * feed_provider_backfill_request:
 * @self: a provider that can
 * @slot: an instrument
 * @from_id: id of the first trade wanted
 * @n_trades: how many are wanted, at least 1
 *
 * Returns: (transfer full) (nullable): the request; %NULL where there is no address to send it to
 */
FeedRequest *
feed_provider_backfill_request (FeedProvider *self,
                                guint         slot,
                                gint64        from_id,
                                guint         n_trades)
{
  g_return_val_if_fail (feed_provider_can_backfill (self), NULL);
  g_return_val_if_fail (n_trades > 0, NULL);

  return FEED_PROVIDER_GET_CLASS (self)->backfill_request (self, slot, from_id, n_trades);
}

/**
 * feed_provider_decode_backfill:
 * @self: a provider that can
 * @reply: a 2xx answer
 * @slot: what was asked for
 * @receive_time_us: monotonic time at which it was read
 * @sink: where ticks go
 * @error: return location
 *
 * Returns: what the reply was
 */
FeedDecode
feed_provider_decode_backfill (FeedProvider    *self,
                               const FeedReply *reply,
                               guint            slot,
                               gint64           receive_time_us,
                               const FeedSink  *sink,
                               GError         **error)
{
  g_return_val_if_fail (feed_provider_can_backfill (self), FEED_DECODE_IGNORED);
  g_return_val_if_fail (reply != NULL, FEED_DECODE_IGNORED);
  g_return_val_if_fail (sink != NULL, FEED_DECODE_IGNORED);

  return FEED_PROVIDER_GET_CLASS (self)->decode_backfill (self, reply, slot, receive_time_us, sink,
                                                          error);
}

/**
 * feed_provider_backfill_refused:
 * @self: a provider that can
 * @reply: any other answer than 2xx to such a request
 *
 * Returns: whether the next request asks in another way
 */
gboolean
feed_provider_backfill_refused (FeedProvider    *self,
                                const FeedReply *reply)
{
  g_return_val_if_fail (feed_provider_can_backfill (self), FALSE);
  g_return_val_if_fail (reply != NULL, FALSE);

  return FEED_PROVIDER_GET_CLASS (self)->backfill_refused (self, reply);
}
