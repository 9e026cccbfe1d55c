/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-clock.h"
#include "feed/core/feed-quota.h"
#include "feed/net/feed-login.h"
#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/* What a test of an account works with. References are taken for as long as it runs. */
typedef struct {
  FeedProvider    *provider;       /* of the test alone: it is given sessions */
  FeedTransport   *transport;
  FeedClock       *clock;
  FeedQuota       *quota;
  FeedLogin       *login;          /* of the feed: codes are not sent twice, and its session stays */
  gboolean         streams;        /* one of the feed's streams is open */
  FeedCredentials *credentials;    /* valid in form */
} FeedAccountTestParams;

/* Logs in, asks whether the session is good, and opens a stream once; does no more of it than is not
 * proven by what runs with the same credentials. The login keeps the session for who saves them; one
 * that cannot be used is logged out, unless the feed is logged in itself: it may be the same account,
 * whose sessions a log-out would end. The task's result is TRUE */
void feed_account_test_async (const FeedAccountTestParams *params,
                              GTask                       *task);

G_END_DECLS
