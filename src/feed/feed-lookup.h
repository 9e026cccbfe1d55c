/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/core/feed-clock.h"
#include "feed/core/feed-quota.h"
#include "feed/net/feed-transport.h"

G_BEGIN_DECLS

/* What a lookup works with. References are taken for as long as it runs. */
typedef struct {
  FeedProvider  *provider;
  FeedTransport *transport;
  FeedClock     *clock;
  FeedQuota     *quota;
  gint64         timeout_us;
} FeedLookupParams;

/* Asks the venue for symbols in whatever spelling, one request within its budget. Runs from source_object's
 * context; the task's result is a GArray of FeedInstrumentInfo */
void feed_lookup_async (const FeedLookupParams *params,
                        const char *const      *symbols,
                        GTask                  *task);

G_END_DECLS
