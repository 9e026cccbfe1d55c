/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-json.h"
#include "feed/providers/feed-binance-symbols.h"
#include "feed/providers/feed-binance.h"

G_BEGIN_DECLS

/* Bytes of a REST reply that are read at all */
#define FEED_BINANCE_MAX_REPLY (8 * 1024 * 1024)

struct _FeedBinance {
  FeedProvider            parent_instance;
  const FeedProviderInfo *info;
  FeedBinanceSymbols     *symbols;
  gint64                  last_id;      /* of the messages sent */
  guint                   n_asked;      /* symbols in the last REST question */
  guint                   asked_slot;   /* the slot, where it was one that has a slot */
  gboolean                recent_only;  /* the venue does not give trades by id */
};

/* feed-binance-stream.c */
FeedDecode feed_binance_decode (FeedProvider   *provider,
                                FeedFrameType   type,
                                const guint8   *data,
                                gsize           length,
                                gint64          receive_time_us,
                                const FeedSink *sink,
                                GError        **error);

/* feed-binance-rest.c */
FeedRequest *feed_binance_poll_request (FeedProvider *provider,
                                        const guint  *slots,
                                        guint         n_slots);
FeedDecode feed_binance_decode_poll (FeedProvider    *provider,
                                     const FeedReply *reply,
                                     FeedSource       source,
                                     gint64           receive_time_us,
                                     const FeedSink  *sink,
                                     GError         **error);

/* feed-binance-backfill.c */
FeedRequest *feed_binance_backfill_request (FeedProvider *provider,
                                            guint         slot,
                                            gint64        from_id,
                                            guint         n_trades);
gboolean feed_binance_backfill_refused (FeedProvider    *provider,
                                        const FeedReply *reply);
FeedDecode feed_binance_decode_backfill (FeedProvider    *provider,
                                         const FeedReply *reply,
                                         guint            slot,
                                         gint64           receive_time_us,
                                         const FeedSink  *sink,
                                         GError         **error);

/* feed-binance-info.c */
char *feed_binance_symbols_query (const char *const *symbols);
void  feed_binance_set_json_error (const char      *what,
                                   const FeedJson  *json,
                                   const FeedReply *reply,
                                   GError         **error);
void feed_binance_read_filters (FeedJson           *json,
                                FeedInstrumentInfo *info);
FeedRequest *feed_binance_info_request (FeedProvider      *provider,
                                        const char *const *symbols);
gboolean feed_binance_parse_info (FeedProvider    *provider,
                                  const FeedReply *reply,
                                  GArray          *infos,
                                  GError         **error);

/* feed-binance-listing.c */
FeedDecode feed_binance_parse_listing (FeedProvider *provider,
                                       const char   *object,
                                       gsize         length,
                                       GString      *scratch,
                                       FeedListing  *listing,
                                       GError      **error);

/* feed-binance-verdict.c */
int feed_binance_used_weight (FeedProvider    *provider,
                              const FeedReply *reply);
FeedVerdict feed_binance_map_close (FeedProvider *provider,
                                    guint         code);
FeedVerdict feed_binance_map_http (FeedProvider    *provider,
                                   const FeedReply *reply,
                                   const FeedSink  *sink,
                                   gint64           wall_us,
                                   char           **description);

G_END_DECLS
