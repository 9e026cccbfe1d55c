/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-event-private.h"
#include "feed/feed-exchanges.h"
#include "feed/feed-health.h"
#include "feed/net/feed-connection.h"

G_BEGIN_DECLS

/**
 * FeedShard:
 *
 * One connection as the manager sees it: outlives the connection when that starts anew with other
 * thresholds or endpoints, keeps its health, and puts what happens to it into words.
 */
typedef struct _FeedShard FeedShard;

/**
 * FeedShardEvents:
 *
 * What a shard tells the manager. tick->instrument is the manager's index. user_data is a GObject
 * that owns the shard: it is kept while a callback may give it up.
 */
typedef struct {
  void (*tick)(gpointer         user_data,
               const FeedTick  *tick,
               const FeedDepth *depth,
               guint            series);
  void (*event)(gpointer               user_data,
                const FeedEventFields *fields);
  void (*changed)(gpointer    user_data,
                  FeedHealth *health);
  void (*info)(gpointer                  user_data,
               guint                     instrument,
               const FeedInstrumentInfo *info);
  /* A gap is over, and what could be fetched of it is. symbol: of gap->instrument, NULL where it
   * was the whole connection's */
  void (*gap)(gpointer       user_data,
              const FeedGap *gap,
              const char    *venue,
              const char    *connection,
              const char    *symbol);
  gpointer user_data;
} FeedShardEvents;

/* venue_id: of the venue and its account; name: of the connection */
FeedShard *feed_shard_new (const FeedProviderInfo *venue,
                           const char             *venue_id,
                           const char             *name,
                           FeedClock              *clock,
                           const FeedShardEvents  *events);
void feed_shard_free (FeedShard *self);
/* Replaces the connection; params' events and user_data are set by the shard. The new one is
 * stopped and empty */
void feed_shard_connect (FeedShard                  *self,
                         const FeedConnectionParams *params);
void feed_shard_start (FeedShard *self);
void feed_shard_stop (FeedShard *self);
/* (transfer none) */
FeedConnection *feed_shard_get_connection (FeedShard *self);
FeedHealth     *feed_shard_get_health (FeedShard *self);
/* For how long its stream has been proven; 0 = it is not */
gint64 feed_shard_get_streaming_us (FeedShard *self);
/* For how long it has been trying to get a stream, in vain; 0 = it has one, or does not try */
gint64 feed_shard_get_without_us (FeedShard *self);
/* Why the newest try was in vain */
FeedCause feed_shard_get_without_cause (FeedShard *self);
/* used: bit n is set where it has instruments of the nth exchange. What they do is told by its
 * health; where one of them rehearses, how things stand is told, and everything is tried once more */
void feed_shard_set_session (FeedShard     *self,
                             FeedExchanges *exchanges,
                             guint64        used);
void feed_shard_rehearse (FeedShard     *self,
                          FeedExchanges *exchanges,
                          guint64        used);
/* Whether it was among the used */
gboolean feed_shard_has_exchange (FeedShard          *self,
                                  FeedExchanges      *exchanges,
                                  const FeedExchange *exchange);
/* Once a second: new figures */
void feed_shard_measure (FeedShard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedShard, feed_shard_free)

G_END_DECLS
