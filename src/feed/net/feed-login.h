/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-backoff.h"
#include "feed/core/feed-clock.h"
#include "feed/core/feed-quota.h"
#include "feed/core/feed-supervisor.h"
#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/**
 * FeedLogin:
 *
 * The session of one account, shared by all its connections. Logs in and renews when a connection
 * asks for a token, one request at a time and never in a storm: renewals are a minute apart, what
 * failed is tried again after 2 s × 2ⁿ, what was refused waits for the user, and a one-time code is
 * sent once. Gives the session to every provider that joined, and tells of it.
 */
#define FEED_TYPE_LOGIN (feed_login_get_type ())
G_DECLARE_FINAL_TYPE (FeedLogin, feed_login, FEED, LOGIN, GObject)

/* TOKEN_NEW, TOKEN_FAILED (again after wait_us at the earliest), TOKEN_REFUSED, TOKEN_NEAR_EXPIRY */
typedef void (*FeedLoginFunc) (gpointer                user_data,
                               FeedSupervisorEventType event,
                               gint64                  wait_us);
/* A line for the log. trouble: something went wrong */
typedef void (*FeedLoginNoteFunc) (gpointer    user_data,
                                   gboolean    trouble,
                                   const char *text);

/**
 * FeedLoginParams:
 *
 * What a login is made of; it takes references. provider: of the account's venue, for addresses and
 * words; it is given the session as well. seed: of the jitter.
 */
typedef struct {
  FeedProvider     *provider;
  FeedTransport    *transport;
  FeedClock        *clock;
  FeedQuota        *quota;
  guint64           seed;
  FeedLoginNoteFunc note;
  gpointer          user_data;
} FeedLoginParams;

FeedLogin *feed_login_new (const FeedLoginParams *params);
/* NULL: nobody is to be logged in. Others than before end the session there was; a session that was
 * kept for them takes its place. TRUE where it makes a difference: they are others, the same that were
 * refused, or the same that had no session */
gboolean feed_login_set_credentials (FeedLogin       *self,
                                     FeedCredentials *credentials);
/* provider is given the session there is, at once, and every one after it; func is never called
 * from inside this or another call. Id > 0 for leave */
guint feed_login_join (FeedLogin    *self,
                       FeedProvider *provider,
                       FeedLoginFunc func,
                       gpointer      user_data);
void feed_login_leave (FeedLogin *self,
                       guint      id);
/* A connection needs a token, or another than it has. Told of the outcome like all others */
void feed_login_renew (FeedLogin *self);
/* Whoever may stand still or lose the network: what is in flight is cancelled and counts as failed */
void feed_login_interrupt (FeedLogin *self);
/* The user vouches for the credentials: what was refused may be tried again */
void feed_login_retry (FeedLogin *self);
/* Nothing happens by itself while it is stopped, as it is when made. What is in flight is cancelled */
void feed_login_set_running (FeedLogin *self,
                             gboolean   running);
/* Waits at failures are up to five minutes while the market is not open */
void feed_login_set_phase (FeedLogin *self,
                           FeedPhase  phase);
/* NULL: nobody is logged in */
FeedSession *feed_login_get_session (FeedLogin *self);
/* Why the credentials were refused, in words; NULL: they were not, or may be tried again */
const char *feed_login_get_refusal (FeedLogin *self);
/* What these credentials were logged in with, here or by a test; NULL: they are not (transfer none) */
FeedSession *feed_login_find_session (FeedLogin             *self,
                                      const FeedCredentials *credentials);
/* What a test logged in with: for five minutes it is there for whoever sets these credentials, so that
 * no other log-in is due, whose one-time code would have to be waited for. Then, or where others are
 * set, it is logged out */
void feed_login_keep_session (FeedLogin       *self,
                              FeedCredentials *credentials,
                              FeedSession     *session);
/* Before others are tried, which may be of the same account */
void feed_login_end_kept_session (FeedLogin *self);
/* How long ago the session took the place of another, µs; a first one counts as if long ago, for its
 * renewal need not wait */
gint64 feed_login_get_age_us (FeedLogin *self);
/* Keeps the one-time code of now: FALSE where it was sent already, and when the next may be (wall
 * clock's window, as monotonic µs) */
gboolean feed_login_take_code (FeedLogin *self,
                               gint64    *ready_us);

G_END_DECLS
