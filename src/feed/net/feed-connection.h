/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-clock.h"
#include "feed/core/feed-config.h"
#include "feed/core/feed-gap.h"
#include "feed/core/feed-histogram.h"
#include "feed/core/feed-quota.h"
#include "feed/core/feed-row-state.h"
#include "feed/core/feed-supervisor.h"
#include "feed/net/feed-login.h"
#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/**
 * FeedConnection:
 *
 * One socket of one account with its polling fallback: runs the supervisor's actions on a stream
 * and a poller, feeds it their events, and passes what the arbiter lets through.
 *
 * Instruments live in dense slots; ticks leave with the number their owner gave in add.
 */
#define FEED_TYPE_CONNECTION (feed_connection_get_type ())
G_DECLARE_FINAL_TYPE (FeedConnection,
                      feed_connection,
                      FEED,
                      CONNECTION,
                      GObject)

/**
 * FeedConnectionEvents:
 *
 * What a connection tells its owner. Any of them may call back into the connection, stop included.
 */
typedef struct {
  /* series: the #FeedSeries the arbiter accepted; depth: with FEED_SERIES_DEPTH, else NULL */
  void (*tick)(gpointer         user_data,
               const FeedTick  *tick,
               const FeedDepth *depth,
               guint            series);
  /* The link changed state; detail: the figures and words of the cause, may be NULL */
  void (*transition)(gpointer                     user_data,
                     const FeedSupervisorActions *actions,
                     const char                  *detail);
  /* Link, polling, colour or reason changed */
  void (*changed)(gpointer user_data);
  /* Something remote went wrong count times since the last call; at most once a second a kind */
  void (*trouble)(gpointer    user_data,
                  const char *text,
                  guint       count);
  /* The venue told of an instrument; info NULL: it does not know the symbol */
  void (*info)(gpointer                  user_data,
               guint                     instrument,
               const FeedInstrumentInfo *info);
  /* A gap is over, and what could be fetched of it is. symbol: of gap->instrument, NULL where it
   * was the whole connection's */
  void (*gap)(gpointer       user_data,
              const FeedGap *gap,
              const char    *symbol);
} FeedConnectionEvents;

/* See feed_connection_join() */
typedef void (*FeedMovedFunc) (gpointer user_data,
                               guint    instrument);

/**
 * FeedConnectionParams:
 *
 * What a connection is made of; it takes references. seed: of backoff and jitter.
 */
typedef struct {
  FeedProvider               *provider;
  FeedTransport              *transport;
  FeedClock                  *clock;
  FeedConfig                 *config;
  FeedQuota                  *quota;
  FeedLogin                  *login;   /* NULL where the venue has no accounts */
  guint64                     seed;
  const FeedConnectionEvents *events;
  gpointer                    user_data;
} FeedConnectionParams;

/**
 * FeedConnectionFigures:
 *
 * Counts since it was made; times are monotonic µs, 0 = never.
 */
typedef struct {
  gint64  last_frame_us, last_tick_us;
  gint64  last_stream_tick_us;
  gint64  last_poll_us;      /* last good answer of REST */
  gint64  clock_offset_us;
  gint64  token_expiry_us;   /* wall; 0 = not known */
  gint64  poll_row_us;       /* a polled row's turn comes every so often; 0 = none is polled */
  guint   closed_rows;       /* whose exchange is closed */
  guint64 stream_ticks, poll_ticks;
  guint64 duplicates, late;
  guint64 garbage;
  guint64 rest_failures;
  guint   gaps;
} FeedConnectionFigures;

FeedConnection *feed_connection_new (const FeedConnectionParams *params);
/* Before start: takes the place of another connection to the same venue, whose dials still count */
void feed_connection_succeed (FeedConnection *self,
                              FeedConnection *predecessor);
void feed_connection_start (FeedConnection *self);
/* Returns at once; no event follows */
void feed_connection_stop (FeedConnection *self);
/* symbol is canonical; listing: what the venue's list says of it, NULL where it needs none. Returns
 * the slot */
guint feed_connection_add (FeedConnection    *self,
                           guint              instrument,
                           const char        *symbol,
                           const FeedListing *listing);
void feed_connection_remove (FeedConnection *self,
                             guint           slot);
guint feed_connection_get_n_instruments (FeedConnection *self);
/* The instrument in the source's slot comes over. It is subscribed here as well, and what arrives is
 * passed over until this connection can go on where the source is: then moved is called, upon which
 * the source's slot is to be removed. To take it back, remove the slot that is returned; before the
 * source's. Several begin together, with feed_connection_begin_joins() */
guint feed_connection_join (FeedConnection    *self,
                            FeedConnection    *source,
                            guint              source_slot,
                            const FeedListing *listing,
                            FeedMovedFunc      moved,
                            gpointer           user_data);
void feed_connection_begin_joins (FeedConnection *self);
/* Once a second: an instrument that gives nothing comes over by time. FALSE where the slot's does not
 * come over in time, or the link is gone */
gboolean feed_connection_check_join (FeedConnection *self,
                                     guint           slot);
/* RETRY_NOW, NETWORK_UP, NETWORK_DOWN, SLEEP, WAKE, BOOT_JUMP, REHEARSAL */
void feed_connection_notify (FeedConnection         *self,
                             FeedSupervisorEventType event);
void feed_connection_set_phase (FeedConnection *self,
                                FeedPhase       phase);
/* How much the stream carries: what is subscribed is subscribed anew, over the same link */
void feed_connection_set_mode (FeedConnection *self,
                               FeedMode        mode);
/* Of one row, whose exchange may be closed while that of another is open. One that closes is asked
 * for once more and then left alone; what that changes is told with the next call of set_phase */
void feed_connection_set_row_closed (FeedConnection *self,
                                     guint           slot,
                                     gboolean        closed);
/* What the venue knows of the slot is known from elsewhere: it need not be asked. One that was
 * halted is asked for again every five minutes, until it trades */
void feed_connection_set_info_known (FeedConnection *self,
                                     guint           slot,
                                     gboolean        halted);
FeedSupervisor *feed_connection_get_supervisor (FeedConnection *self);
void            feed_connection_get_figures (FeedConnection        *self,
                                             FeedConnectionFigures *figures);
/* Latencies of the current minute, clock offset taken out; reset by the owner */
FeedHistogram *feed_connection_get_latency (FeedConnection *self);
void           feed_connection_get_row_facts (FeedConnection *self,
                                              guint           slot,
                                              FeedRowFacts   *facts);

G_END_DECLS
