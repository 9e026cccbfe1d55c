/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "feed/core/feed-credentials.h"
#include "feed/core/feed-error.h"
#include "feed/core/feed-link.h"
#include "feed/core/feed-listing.h"
#include "feed/core/feed-session.h"
#include "feed/core/feed-tick.h"
#include "feed/providers/feed-request.h"

G_BEGIN_DECLS

/**
 * FeedCredentialField:
 * @id: of the value in #FeedCredentials: "pin"
 * @label: what a person reads: "PIN"
 * @hint: where to find it, or its form
 * @shown: may be seen while it is typed
 *
 * One of the things that a venue asks of an account.
 */
typedef struct {
  const char *id, *label, *hint;
  gboolean    shown;
} FeedCredentialField;

/**
 * FeedMode:
 *
 * How much of an instrument its stream carries, where a venue leaves that to be chosen: the last
 * price; with the day's figures; with best five; with twenty levels.
 */
typedef enum {
  FEED_MODE_LTP,
  FEED_MODE_QUOTE,
  FEED_MODE_SNAP,
  FEED_MODE_DEPTH,
} FeedMode;

/**
 * FeedProviderInfo:
 *
 * What a venue is and what it allows. Static; the default endpoints are base URLs to which the
 * provider appends the documented paths.
 */
typedef struct {
  const char                *id;           /* "binance" */
  const char                *name;         /* "Binance" */
  const char                *stream_base, *rest_base; /* NULL: the user has to give them */
  const FeedCredentialField *credential_fields;   /* ends with an id of NULL; NULL: no account */
  gint64                     login_code_us; /* a log-in's code is good for one such window; 0 = none */
  const char                *zone;         /* its clocks', as people call it: "IST"; NULL: UTC */
  gint64                     zone_offset_us; /* of that, to UTC */
  const char                *list_base;    /* of the instrument list; NULL: where REST is */
  const char                *list_path;    /* NULL: the venue has none */
  const char                *list_member;  /* of the object that holds its rows; NULL: it is an array */
  gboolean                   keyed_by_list; /* a symbol means nothing without its listing */
  gboolean                   keyed_by_seconds; /* ticks are ordered by (second, sequence), not by ids */
  gboolean                   has_modes;
  gboolean                   has_depth;    /* ticks may carry levels of the order book */
  guint                      instruments_per_connection;
  guint                      connections_per_account; /* 0 = no limit known */
  guint                      messages_per_second; /* that the client may send */
  guint                      poll_batch;   /* instruments a poll request */
  gint64                     request_interval_us; /* least time between two requests; 0 = none */
  guint                      weight_per_minute; /* 0 = requests are not weighed */
  guint                      requests_per_hour; /* 0 = not limited */
  gboolean                   counts_trades; /* an instrument's trade ids rise by 1 each */
  gint64                     connection_max_age_us; /* renew before this; 0 = no limit */
} FeedProviderInfo;

typedef enum {
  FEED_DECODE_OK,       /* at least one tick went to the sink */
  FEED_DECODE_IGNORED,  /* well-formed, nothing in it for us */
  FEED_DECODE_CONTROL,  /* acknowledgement, heartbeat, announcement */
  FEED_DECODE_ERROR,    /* not what the protocol says; error is set */
  FEED_DECODE_REFUSED,  /* of a poll alone: a 2xx reply that says no; map_http() knows what it means */
} FeedDecode;

typedef enum {
  FEED_FRAME_TEXT,
  FEED_FRAME_BINARY,
} FeedFrameType;

typedef enum {
  FEED_NOTICE_PLANNED_CLOSE,   /* the venue announced that it will disconnect */
  FEED_NOTICE_REFUSED,         /* it refused something that was sent; text: its words */
  FEED_NOTICE_UNKNOWN_SYMBOL,  /* slot: the venue does not know it */
  FEED_NOTICE_BATCH_REFUSED,   /* one of the polled symbols is unknown: ask them one by one */
} FeedNotice;

#define FEED_NO_SLOT G_MAXUINT

/**
 * FeedSink:
 *
 * Where a decoder puts what it read. tick->instrument is the slot; depth may be NULL.
 */
typedef struct {
  void (*tick)(gpointer         user_data,
               const FeedTick  *tick,
               const FeedDepth *depth);
  void (*notice)(gpointer    user_data,
                 FeedNotice  notice,
                 guint       slot,
                 const char *text);
  gpointer user_data;
} FeedSink;

/**
 * FeedInstrumentInfo:
 * @price_decimals: digits after the point of a price; -1 = not known
 * @size_decimals: the same of sizes and volumes
 */
typedef struct {
  char     symbol[32];
  int      price_decimals;
  int      size_decimals;
  gboolean halted;
} FeedInstrumentInfo;

#define FEED_TYPE_PROVIDER (feed_provider_get_type ())
FEED_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (FeedProvider, feed_provider, FEED, PROVIDER, GObject)

/**
 * FeedProviderClass:
 *
 * A venue's protocol, sans I/O; one instance a connection, which holds the map from the venue's
 * names to slots. Nothing here blocks, sleeps or opens anything. Bytes from outside are hostile:
 * every call answers to any bytes with an error or a result, never a crash.
 */
struct _FeedProviderClass {
  GObjectClass parent_class;

  const FeedProviderInfo *(*get_info)  (FeedProvider *self);
  /* Canonical spelling (transfer full), or NULL with FEED_ERROR_UNKNOWN_SYMBOL */
  char *(*normalize_symbol)     (FeedProvider *self,
                                 const char   *symbol,
                                 GError      **error);
  /* symbol is canonical */
  void (*add_instrument)       (FeedProvider *self,
                                guint         slot,
                                const char   *symbol);
  void (*remove_instrument)    (FeedProvider *self,
                                guint         slot);
  FeedRequest *(*stream_request)       (FeedProvider *self);
  /* Text messages (char *) in sending order, each within the venue's limits, onto messages */
  void (*subscribe_messages)   (FeedProvider *self,
                                const guint  *slots,
                                guint         n_slots,
                                gboolean      add,
                                GPtrArray    *messages);
  FeedDecode (*decode)               (FeedProvider   *self,
                                      FeedFrameType   type,
                                      const guint8   *data,
                                      gsize           length,
                                      gint64          receive_time_us,
                                      const FeedSink *sink,
                                      GError        **error);
  /* A text ping, or NULL where the venue has none (transfer full) */
  char        *(*keepalive_message)    (FeedProvider *self);
  FeedRequest *(*poll_request)         (FeedProvider *self,
                                        const guint  *slots,
                                        guint         n_slots);
  /* Only for a 2xx reply. source: POLL or PROBE, as the ticks shall say. REFUSED where the body says
   * no, as some venues do with status 200: no tick, no error, and map_http() is to be asked */
  FeedDecode (*decode_poll)          (FeedProvider    *self,
                                      const FeedReply *reply,
                                      FeedSource       source,
                                      gint64           receive_time_us,
                                      const FeedSink  *sink,
                                      GError         **error);
  /* Weight used in the running minute as a reply tells, -1 where it does not */
  int (*used_weight)          (FeedProvider    *self,
                               const FeedReply *reply);
  FeedVerdict (*map_close)            (FeedProvider *self,
                                       guint         code);
  /* Any other status than 2xx, or 101 for a handshake; and a 2xx that decode_poll() found to be
   * REFUSED. Notices (UNKNOWN_SYMBOL, BATCH_REFUSED) go to sink, which may be NULL; description: the
   * venue's words (transfer full), may be NULL */
  FeedVerdict (*map_http)             (FeedProvider    *self,
                                       const FeedReply *reply,
                                       const FeedSink  *sink,
                                       gint64           wall_us,
                                       char           **description);
  /* Words of the venue, fit to be shown: without what it gives back of the account's secrets
   * (transfer full). NULL: as feed_provider_words() */
  char *(*show_words)          (FeedProvider *self,
                                const char   *text,
                                gsize         length,
                                gsize         limit);
  /* What the venue knows of symbols: decimals, halted or not. NULL where it has no such thing */
  FeedRequest *(*info_request)         (FeedProvider      *self,
                                        const char *const *symbols);
  /* Onto infos (GArray of FeedInstrumentInfo) */
  gboolean (*parse_info)           (FeedProvider    *self,
                                    const FeedReply *reply,
                                    GArray          *infos,
                                    GError         **error);

  /* Optional, all three or none: missed trades by id. A request for n_trades from from_id on, the
   * first in order at least; the reply may hold others before and after them */
  FeedRequest *(*backfill_request)     (FeedProvider *self,
                                        guint         slot,
                                        gint64        from_id,
                                        guint         n_trades);
  /* Only for a 2xx reply: TRADE|BACKFILL ticks in order of their ids */
  FeedDecode (*decode_backfill)      (FeedProvider    *self,
                                      const FeedReply *reply,
                                      guint            slot,
                                      gint64           receive_time_us,
                                      const FeedSink  *sink,
                                      GError         **error);
  /* Any other status than 2xx: TRUE where the next request asks in another way */
  gboolean (*backfill_refused)     (FeedProvider    *self,
                                    const FeedReply *reply);

  /* Optional, all of them or none: an account. Fails with FEED_ERROR_CREDENTIALS, all errors listed */
  gboolean (*validate_credentials) (FeedProvider          *self,
                                    const FeedCredentials *credentials,
                                    GError               **error);
  FeedRequest *(*login_request)        (FeedProvider          *self,
                                        const FeedCredentials *credentials,
                                        gint64                 wall_us);
  FeedRequest *(*refresh_request)      (FeedProvider          *self,
                                        const FeedCredentials *credentials,
                                        const FeedSession     *session);
  FeedRequest *(*logout_request)       (FeedProvider          *self,
                                        const FeedCredentials *credentials,
                                        const FeedSession     *session);
  /* Answers to log-in and refresh, of any status. Fails with FEED_ERROR_CREDENTIALS, _SESSION,
   * _BUSY, _REMOTE or _DECODE (transfer full) */
  FeedSession *(*parse_login)          (FeedProvider    *self,
                                        const FeedReply *reply,
                                        gint64           wall_us,
                                        GError         **error);
  /* What asks whether a session is good for market data */
  FeedRequest *(*profile_request)      (FeedProvider          *self,
                                        const FeedCredentials *credentials,
                                        const FeedSession     *session);
  gboolean (*parse_profile)        (FeedProvider    *self,
                                    const FeedReply *reply,
                                    GError         **error);
  /* Requests carry both from now on; NULL = nobody is logged in */
  void (*set_session)          (FeedProvider          *self,
                                const FeedCredentials *credentials,
                                FeedSession           *session);

  /* Optional: how much the stream carries, from the next subscription on */
  void (*set_mode)             (FeedProvider *self,
                                FeedMode      mode);

  /* Optional, with info's list_path. One row of the list, a whole JSON object; listing borrows from
   * scratch and object. IGNORED: a row of no use */
  FeedDecode (*parse_listing)        (FeedProvider *self,
                                      const char   *object,
                                      gsize         length,
                                      GString      *scratch,
                                      FeedListing  *listing,
                                      GError      **error);
  /* With keyed_by_list: after add_instrument, and before the slot is subscribed or polled */
  void (*set_listing)          (FeedProvider      *self,
                                guint              slot,
                                const FeedListing *listing);
  /* Optional: the exchange whose hours a canonical symbol keeps, static; NULL = always open */
  const char *(*get_exchange)         (FeedProvider *self,
                                       const char   *symbol);

  gpointer padding[5];
};

/* NULL takes the venue's default. Fails with FEED_ERROR_ENDPOINT where a URL is malformed, has the
 * wrong scheme, or is plain text to another host than loopback. A base may carry a path */
FEED_AVAILABLE_IN_ALL
gboolean feed_provider_set_endpoints (FeedProvider *self,
                                      const char   *stream_base,
                                      const char   *rest_base,
                                      GError      **error);
FEED_AVAILABLE_IN_ALL
const char *feed_provider_get_stream_base (FeedProvider *self);
FEED_AVAILABLE_IN_ALL
const char *feed_provider_get_rest_base (FeedProvider *self);
/* Both endpoints are on this machine */
FEED_AVAILABLE_IN_ALL
gboolean feed_provider_is_loopback (FeedProvider *self);

/* The class's functions, by name */
FEED_AVAILABLE_IN_ALL
const FeedProviderInfo *feed_provider_get_info (FeedProvider *self);
FEED_AVAILABLE_IN_ALL
char *feed_provider_normalize_symbol (FeedProvider *self,
                                      const char   *symbol,
                                      GError      **error);
FEED_AVAILABLE_IN_ALL
void feed_provider_add_instrument (FeedProvider *self,
                                   guint         slot,
                                   const char   *symbol);
FEED_AVAILABLE_IN_ALL
void feed_provider_remove_instrument (FeedProvider *self,
                                      guint         slot);
FEED_AVAILABLE_IN_ALL
FeedRequest *feed_provider_stream_request (FeedProvider *self);
FEED_AVAILABLE_IN_ALL
void feed_provider_subscribe_messages (FeedProvider *self,
                                       const guint  *slots,
                                       guint         n_slots,
                                       gboolean      add,
                                       GPtrArray    *messages);
FEED_AVAILABLE_IN_ALL
FeedDecode feed_provider_decode (FeedProvider   *self,
                                 FeedFrameType   type,
                                 const guint8   *data,
                                 gsize           length,
                                 gint64          receive_time_us,
                                 const FeedSink *sink,
                                 GError        **error);
FEED_AVAILABLE_IN_ALL
char *feed_provider_keepalive_message (FeedProvider *self);
FEED_AVAILABLE_IN_ALL
FeedRequest *feed_provider_poll_request (FeedProvider *self,
                                         const guint  *slots,
                                         guint         n_slots);
FEED_AVAILABLE_IN_ALL
FeedDecode feed_provider_decode_poll (FeedProvider    *self,
                                      const FeedReply *reply,
                                      FeedSource       source,
                                      gint64           receive_time_us,
                                      const FeedSink  *sink,
                                      GError         **error);
FEED_AVAILABLE_IN_ALL
int feed_provider_used_weight (FeedProvider    *self,
                               const FeedReply *reply);
FEED_AVAILABLE_IN_ALL
FeedVerdict feed_provider_map_close (FeedProvider *self,
                                     guint         code);
FEED_AVAILABLE_IN_ALL
FeedVerdict feed_provider_map_http (FeedProvider    *self,
                                    const FeedReply *reply,
                                    const FeedSink  *sink,
                                    gint64           wall_us,
                                    char           **description);
FEED_AVAILABLE_IN_ALL
char *feed_provider_show_words (FeedProvider *self,
                                const char   *text,
                                gsize         length,
                                gsize         limit);
FEED_AVAILABLE_IN_ALL
FeedRequest *feed_provider_info_request (FeedProvider      *self,
                                         const char *const *symbols);
FEED_AVAILABLE_IN_ALL
gboolean feed_provider_parse_info (FeedProvider    *self,
                                   const FeedReply *reply,
                                   GArray          *infos,
                                   GError         **error);
/* The venue keeps trades to be fetched later */
FEED_AVAILABLE_IN_ALL
gboolean feed_provider_can_backfill (FeedProvider *self);
FEED_AVAILABLE_IN_ALL
FeedRequest *feed_provider_backfill_request (FeedProvider *self,
                                             guint         slot,
                                             gint64        from_id,
                                             guint         n_trades);
FEED_AVAILABLE_IN_ALL
FeedDecode feed_provider_decode_backfill (FeedProvider    *self,
                                          const FeedReply *reply,
                                          guint            slot,
                                          gint64           receive_time_us,
                                          const FeedSink  *sink,
                                          GError         **error);
FEED_AVAILABLE_IN_ALL
gboolean feed_provider_backfill_refused (FeedProvider    *self,
                                         const FeedReply *reply);

/* An account: TRUE where the venue asks for one */
FEED_AVAILABLE_IN_ALL
gboolean feed_provider_has_account (FeedProvider *self);
FEED_AVAILABLE_IN_ALL
gboolean feed_provider_validate_credentials (FeedProvider          *self,
                                             const FeedCredentials *credentials,
                                             GError               **error);
/* Whatever its secrets are */
FEED_AVAILABLE_IN_ALL
gboolean feed_provider_is_same_account (FeedProvider          *self,
                                        const FeedCredentials *a,
                                        const FeedCredentials *b);
FEED_AVAILABLE_IN_ALL
FeedRequest *feed_provider_login_request (FeedProvider          *self,
                                          const FeedCredentials *credentials,
                                          gint64                 wall_us);
FEED_AVAILABLE_IN_ALL
FeedRequest *feed_provider_refresh_request (FeedProvider          *self,
                                            const FeedCredentials *credentials,
                                            const FeedSession     *session);
FEED_AVAILABLE_IN_ALL
FeedRequest *feed_provider_logout_request (FeedProvider          *self,
                                           const FeedCredentials *credentials,
                                           const FeedSession     *session);
FEED_AVAILABLE_IN_ALL
FeedSession *feed_provider_parse_login (FeedProvider    *self,
                                        const FeedReply *reply,
                                        gint64           wall_us,
                                        GError         **error);
FEED_AVAILABLE_IN_ALL
FeedRequest *feed_provider_profile_request (FeedProvider          *self,
                                            const FeedCredentials *credentials,
                                            const FeedSession     *session);
FEED_AVAILABLE_IN_ALL
gboolean feed_provider_parse_profile (FeedProvider    *self,
                                      const FeedReply *reply,
                                      GError         **error);
FEED_AVAILABLE_IN_ALL
void feed_provider_set_session (FeedProvider          *self,
                                const FeedCredentials *credentials,
                                FeedSession           *session);
/* Without effect on a venue that leaves no choice */
FEED_AVAILABLE_IN_ALL
void feed_provider_set_mode (FeedProvider *self,
                             FeedMode      mode);
FEED_AVAILABLE_IN_ALL
FeedDecode feed_provider_parse_listing (FeedProvider *self,
                                        const char   *object,
                                        gsize         length,
                                        GString      *scratch,
                                        FeedListing  *listing,
                                        GError      **error);
FEED_AVAILABLE_IN_ALL
void feed_provider_set_listing (FeedProvider      *self,
                                guint              slot,
                                const FeedListing *listing);
FEED_AVAILABLE_IN_ALL
const char *feed_provider_get_exchange (FeedProvider *self,
                                        const char   *symbol);
/* Where the instrument list is: a base to which its documented path is appended, unless it ends in
 * it; NULL takes the venue's default. Fails with FEED_ERROR_ENDPOINT */
FEED_AVAILABLE_IN_ALL
gboolean feed_provider_set_list_base (FeedProvider *self,
                                      const char   *list_base,
                                      GError      **error);
/* The whole address, NULL where there is none (transfer full) */
FEED_AVAILABLE_IN_ALL
char *feed_provider_dup_list_url (FeedProvider *self);

G_END_DECLS
