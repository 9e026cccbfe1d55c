/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-clock.h"
#include "feed/core/feed-config.h"
#include "feed/core/feed-gap.h"
#include "feed/feed-board.h"
#include "feed/feed-event-log.h"
#include "feed/feed-health.h"
#include "feed/feed-match.h"
#include "feed/providers/feed-provider.h"

G_BEGIN_DECLS

/**
 * FeedManager:
 *
 * The feed: one or more connections a venue, each a stream with a polling fallback; one board, one
 * event log, one order of ticks. It lives in the thread-default main context it was made in; call
 * it from there only.
 *
 * A venue is named by its provider's id, "binance", or where several accounts of one are used, by
 * "angel-one@second": each account has connections, a session and a budget of its own.
 *
 * Signals:
 * ::tick (const FeedTick *tick): every accepted tick; tick->instrument is the index that subscribe
 *   returned. Static scope: copy what you keep. Its row has it already: with FEED_TICK_DEPTH, the
 *   row's depth is what came with the tick. Costs nothing while nobody is connected.
 * ::state-changed (FeedHealth *health): link, polling, colour or reason of a connection changed.
 * ::health (FeedHealth *health): the figures of a connection are new, once a second and after each
 *   change of state.
 * ::event (FeedEvent *event): a line was added to the event log.
 * ::gap (const FeedGap *gap, const char *venue, const char *connection, const char *symbol): an
 *   interval without stream data is over, of an instrument or (symbol NULL) of a connection.
 */
#define FEED_TYPE_MANAGER (feed_manager_get_type ())
FEED_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (FeedManager, feed_manager, FEED, MANAGER, GObject)

/* Over real sockets and the machine's clocks. config: NULL takes the defaults */
FEED_AVAILABLE_IN_ALL
FeedManager *feed_manager_new (FeedConfig *config);
/* New thresholds for all connections: each starts anew with them */
FEED_AVAILABLE_IN_ALL
void feed_manager_set_config (FeedManager *self,
                              FeedConfig  *config);
/* Replaces base URLs of a venue; NULL = the venue's own. Its connections start anew. Fails with
 * FEED_ERROR_ENDPOINT or FEED_ERROR_UNKNOWN_VENUE and changes nothing. A further account of a provider
 * begins with the addresses that the first has by then */
FEED_AVAILABLE_IN_ALL
gboolean feed_manager_set_endpoints (FeedManager *self,
                                     const char  *venue,
                                     const char  *stream_base,
                                     const char  *rest_base,
                                     GError     **error);
/* Logs a venue's account in with these from now on; NULL: with none. The venue's connections start
 * anew. Fails with FEED_ERROR_CREDENTIALS, all that is wrong with their form listed, or
 * FEED_ERROR_UNKNOWN_VENUE, and changes nothing then */
FEED_AVAILABLE_IN_ALL
gboolean feed_manager_set_credentials (FeedManager     *self,
                                       const char      *venue,
                                       FeedCredentials *credentials,
                                       GError         **error);
/* Why the venue refused the log-in, in words; NULL: it did not, or it may be tried again */
FEED_AVAILABLE_IN_ALL
const char *feed_manager_get_login_refusal (FeedManager *self,
                                            const char  *venue);
/* Tries credentials without touching what runs: logs in, asks whether the session is good, and opens a
 * stream once, as far as nothing that runs with the same ones proves it already. The error says what
 * failed: their form or what the venue says of them (FEED_ERROR_CREDENTIALS), that it has no time or no
 * stream for them just now (FEED_ERROR_BUSY), or that it could not be asked. May take half a minute
 * where a one-time code has to be waited for. Where the same ones are set within five minutes, no other
 * log-in is due; the session is logged out else */
FEED_AVAILABLE_IN_ALL
void feed_manager_test_credentials_async (FeedManager        *self,
                                          const char         *venue,
                                          FeedCredentials    *credentials,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
FEED_AVAILABLE_IN_ALL
gboolean feed_manager_test_credentials_finish (FeedManager  *self,
                                               GAsyncResult *result,
                                               GError      **error);
/* How much the venue's streams carry, FEED_MODE_SNAP until set; without effect on a venue that leaves
 * no choice. Links stay up and subscribe anew, and what the rows showed of the order book is
 * forgotten. Fails with FEED_ERROR_UNKNOWN_VENUE */
FEED_AVAILABLE_IN_ALL
gboolean feed_manager_set_mode (FeedManager *self,
                                const char  *venue,
                                FeedMode     mode,
                                GError     **error);
/* The hours of exchanges from a file of the user's own, before all that are installed; simulated
 * venues keep hours only by such a file. NULL: those that are installed. Fails with
 * FEED_ERROR_CONFIG, which lists all errors of the file, and changes nothing */
FEED_AVAILABLE_IN_ALL
gboolean feed_manager_set_calendar_file (FeedManager *self,
                                         const char  *path,
                                         GError     **error);
/* Where connections start and stop; a manager is made stopped. stop returns at once, and no signal
 * of a connection follows it */
FEED_AVAILABLE_IN_ALL
void feed_manager_start (FeedManager *self);
FEED_AVAILABLE_IN_ALL
void feed_manager_stop (FeedManager *self);
/* Counted: as many unsubscribes undo it. Returns the instrument's index, FEED_NO_INSTRUMENT on
 * error (unknown venue, malformed symbol, limit). Whether the venue knows the symbol shows later,
 * or ask feed_manager_lookup_async() first */
FEED_AVAILABLE_IN_ALL
guint feed_manager_subscribe (FeedManager *self,
                              const char  *venue,
                              const char  *symbol,
                              GError     **error);
FEED_AVAILABLE_IN_ALL
void feed_manager_unsubscribe (FeedManager *self,
                               guint        instrument);
/* Asks the venue for symbols: decimals, halted or not. Where they go by its instrument list, all are
 * looked up there at once, and it is fetched first where it has to be. FEED_ERROR_UNKNOWN_SYMBOL where
 * it does not know one; other errors mean that it could not be asked. Instruments subscribed later take
 * the decimals from here */
FEED_AVAILABLE_IN_ALL
void feed_manager_lookup_async (FeedManager        *self,
                                const char         *venue,
                                const char *const  *symbols,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
FEED_AVAILABLE_IN_ALL
gboolean feed_manager_lookup_finish (FeedManager  *self,
                                     GAsyncResult *result,
                                     GError      **error);
/* Where the venue's instrument list is; NULL = the venue's own. Fails with FEED_ERROR_ENDPOINT or
 * FEED_ERROR_UNKNOWN_VENUE and changes nothing */
FEED_AVAILABLE_IN_ALL
gboolean feed_manager_set_list_base (FeedManager *self,
                                     const char  *venue,
                                     const char  *list_base,
                                     GError     **error);
/* Looks for instruments in the venues' lists. A list that was never fetched is waited for; one that
 * is old is used meanwhile. Cancel what is no longer wanted */
FEED_AVAILABLE_IN_ALL
void feed_manager_search_async (FeedManager        *self,
                                const FeedSearch   *search,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
/* (transfer full): #FeedMatch, best first; empty where nothing matches. Fails where there is no list
 * to search, with why */
FEED_AVAILABLE_IN_ALL
GPtrArray *feed_manager_search_finish (FeedManager  *self,
                                       GAsyncResult *result,
                                       GError      **error);
/* The next tick for a trading engine; FALSE where there is none. Never blocks. The ring of 65,536
 * ticks starts with the first call */
FEED_AVAILABLE_IN_ALL
gboolean feed_manager_get_next_tick (FeedManager *self,
                                     FeedTick    *out);
/* Ticks that newer ones replaced because nobody took them in time; the next one taken after them
 * is flagged FEED_TICK_CONFLATED */
FEED_AVAILABLE_IN_ALL
guint64 feed_manager_get_n_conflated (FeedManager *self);
/* The newest levels of the instrument's order book (transfer none), NULL where there are none (yet).
 * In a handler of ::tick for a tick with FEED_TICK_DEPTH they are exactly that tick's; who takes
 * ticks by feed_manager_get_next_tick() finds those of the newest such tick */
FEED_AVAILABLE_IN_ALL
const FeedDepth *feed_manager_get_depth (FeedManager *self,
                                         guint        instrument);
/* The row is live or polled, its last tick is at most max_age_ms old and fit to trade on */
FEED_AVAILABLE_IN_ALL
gboolean feed_manager_is_trade_safe (FeedManager *self,
                                     guint        instrument,
                                     guint        max_age_ms);
/* Dial now, of a venue or (NULL) of all */
FEED_AVAILABLE_IN_ALL
void feed_manager_retry_now (FeedManager *self,
                             const char  *venue);
FEED_AVAILABLE_IN_ALL
FeedBoard *feed_manager_get_board (FeedManager *self);
FEED_AVAILABLE_IN_ALL
FeedEventLog *feed_manager_get_event_log (FeedManager *self);
/* A #GListModel of #FeedHealth, one a connection (transfer none) */
FEED_AVAILABLE_IN_ALL
GListModel *feed_manager_get_connections (FeedManager *self);
/* The clock all its monotonic times are of */
FEED_AVAILABLE_IN_ALL
FeedClock *feed_manager_get_clock (FeedManager *self);

G_END_DECLS
