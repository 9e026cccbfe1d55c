/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-clock.h"
#include "feed/core/feed-quota.h"
#include "feed/net/feed-login.h"
#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/* What a test of an account works with. References are taken for as long as it runs. */
typedef struct {
  FeedProvider    *provider;       /* for addresses and words: it is given no session */
  FeedTransport   *transport;
  FeedClock       *clock;
  FeedQuota       *quota;
  FeedLogin       *login;          /* of the feed: codes are not sent twice, and its session stays */
  FeedCredentials *credentials;    /* valid in form */
} FeedAccountTestParams;

/* Logs in, asks whether the session is good, and logs out unless the feed is logged in itself: it may
 * be the same account, whose sessions a log-out would end. The task's result is TRUE */
void feed_account_test_async (const FeedAccountTestParams *params,
                              GTask                       *task);

G_END_DECLS
