/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "feed/core/feed-link.h"
#include "feed/providers/feed-provider.h"

G_BEGIN_DECLS

/**
 * FeedLinkEvents:
 *
 * What a stream tells its connection. Every call carries the generation it was dialled with. No
 * call comes from inside dial, send or drop, and none after drop.
 */
typedef struct {
  void (*opened)(gpointer user_data,
                 guint    generation);
  /* A whole message; data is valid during the call only */
  void (*frame)(gpointer      user_data,
                guint         generation,
                FeedFrameType type,
                const guint8 *data,
                gsize         length);
  void (*pong)(gpointer user_data,
               guint    generation);
  /* The dial failed: reply is the server's answer where it gave one other than 101 (else NULL),
   * cause CONNECT_TIMEOUT, REFUSED, HANDSHAKE or RATE_LIMIT, error says more in words */
  void (*failed)(gpointer         user_data,
                 guint            generation,
                 FeedCause        cause,
                 const FeedReply *reply,
                 const GError    *error);
  /* The open link ended: code 0 where there was no close frame; cause CLOSED_BY_PEER, PROTOCOL or
   * TOO_LARGE */
  void (*closed)(gpointer      user_data,
                 guint         generation,
                 FeedCause     cause,
                 guint         code,
                 const char   *reason,
                 const GError *error);
} FeedLinkEvents;

/**
 * FeedLink:
 *
 * One stream, from dial to end.
 */
#define FEED_TYPE_LINK (feed_link_get_type ())
G_DECLARE_DERIVABLE_TYPE (FeedLink, feed_link, FEED, LINK, GObject)

struct _FeedLinkClass {
  GObjectClass parent_class;

  void (*send) (FeedLink   *self,
                const char *text);
  void (*drop) (FeedLink *self);
};

/* Sends a text message; without effect on a link that is not open */
void feed_link_send (FeedLink   *self,
                     const char *text);
/* Forgets the link at once: no event follows, the socket is closed behind the scenes (politely
 * where the peer answers, never waited for) */
void feed_link_drop (FeedLink *self);

typedef struct {
  guint  generation;
  gint64 connect_timeout_us;
  gint64 ping_interval_us;
  gsize  max_payload;         /* bytes of one incoming message */
} FeedDialOptions;

/**
 * FeedFetchOptions:
 * @out: takes the body of a 200
 * @stall_us: longest wait for the next byte
 * @max_bytes: of the body, counted as unpacked
 */
typedef struct {
  GOutputStream *out;
  gint64         stall_us;
  gsize          max_bytes;
} FeedFetchOptions;

typedef void (*FeedPollerFunc) (gpointer user_data);

/**
 * FeedTransport:
 *
 * The factory of all a connection does outside itself: streams, REST requests and the poll
 * source. The real one uses sockets; tests simulate one with a hand clock.
 */
#define FEED_TYPE_TRANSPORT (feed_transport_get_type ())
G_DECLARE_INTERFACE (FeedTransport, feed_transport, FEED, TRANSPORT, GObject)

struct _FeedTransportInterface {
  GTypeInterface parent_iface;

  FeedLink *(*dial)           (FeedTransport         *self,
                               const FeedRequest     *request,
                               const FeedDialOptions *options,
                               const FeedLinkEvents  *events,
                               gpointer               user_data);
  void (*request_async)  (FeedTransport      *self,
                          const FeedRequest  *request,
                          gint64              timeout_us,
                          gsize               max_body,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);
  GBytes *(*request_finish) (FeedTransport *self,
                             GAsyncResult  *result,
                             FeedReply     *reply,
                             GError       **error);
  /* Finished by request_finish */
  void (*fetch_async)    (FeedTransport          *self,
                          const FeedRequest      *request,
                          const FeedFetchOptions *options,
                          GCancellable           *cancellable,
                          GAsyncReadyCallback     callback,
                          gpointer                user_data);
  gpointer (*poller_new)     (FeedTransport *self,
                              FeedPollerFunc func,
                              gpointer       user_data);
  void (*poller_set_due) (FeedTransport *self,
                          gpointer       poller,
                          gint64         due_us);
  void (*poller_free)    (FeedTransport *self,
                          gpointer       poller);
};

/* (transfer full) */
FeedLink *feed_transport_dial (FeedTransport         *self,
                               const FeedRequest     *request,
                               const FeedDialOptions *options,
                               const FeedLinkEvents  *events,
                               gpointer               user_data);
/* One REST request: no redirects, TLS verified, plain text only to loopback, the body capped at
 * max_body bytes (FEED_ERROR_TOO_LARGE), all of it within timeout_us (FEED_ERROR_TIMEOUT) */
void feed_transport_request_async (FeedTransport      *self,
                                   const FeedRequest  *request,
                                   gint64              timeout_us,
                                   gsize               max_body,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
/* Any HTTP status is an answer, not an error. Fills reply, which borrows from the returned bytes
 * and from result; both have to outlive it (transfer full) */
GBytes *feed_transport_request_finish (FeedTransport *self,
                                       GAsyncResult  *result,
                                       FeedReply     *reply,
                                       GError       **error);
/* As request_async, for a body of any size: it goes to options->out piece by piece, at the pace at
 * which that takes it, and request_finish returns an empty one. Of another answer than 200 there is no
 * body. out is not closed, and has to be looked at no more where it failed */
void feed_transport_fetch_async (FeedTransport          *self,
                                 const FeedRequest      *request,
                                 const FeedFetchOptions *options,
                                 GCancellable           *cancellable,
                                 GAsyncReadyCallback     callback,
                                 gpointer                user_data);
/* A poll source: calls func each time the monotonic time set with set_due comes, once; G_MAXINT64
 * (as at first) = not at all. set_due may be called from func; func is never called from set_due */
gpointer feed_transport_poller_new (FeedTransport *self,
                                    FeedPollerFunc func,
                                    gpointer       user_data);
void feed_transport_poller_set_due (FeedTransport *self,
                                    gpointer       poller,
                                    gint64         due_us);
void feed_transport_poller_free (FeedTransport *self,
                                 gpointer       poller);

G_END_DECLS
