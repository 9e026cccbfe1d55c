/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-clock.h"
#include "feed/core/feed-quota.h"
#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/* What a trial works with. References are taken for as long as it runs. */
typedef struct {
  FeedProvider  *provider;   /* with the session that is tried */
  FeedTransport *transport;
  FeedClock     *clock;
  FeedQuota     *quota;      /* of the account: the trial's stream is one of those it may have */
} FeedStreamTrialParams;

/* Opens a stream, subscribes to nothing and closes it; waits for its turn where streams of ours that
 * ended count at the venue still, and dials none where all that the account may have are open. Fails
 * with FEED_ERROR_CREDENTIALS where the venue refuses the session, FEED_ERROR_BUSY where it allows no
 * further stream now, FEED_ERROR_TIMEOUT or FEED_ERROR_REMOTE */
void feed_stream_trial_async (const FeedStreamTrialParams *params,
                              GCancellable                *cancellable,
                              GAsyncReadyCallback          callback,
                              gpointer                     user_data);
gboolean feed_stream_trial_finish (GAsyncResult *result,
                                   GError      **error);

G_END_DECLS
