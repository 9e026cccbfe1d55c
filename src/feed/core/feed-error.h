/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

#define FEED_ERROR (feed_error_quark ())

/**
 * FeedError:
 * @FEED_ERROR_CONFIG: thresholds contradict each other or leave their range; all errors are listed
 * @FEED_ERROR_UNKNOWN_VENUE: no provider has that id
 * @FEED_ERROR_UNKNOWN_SYMBOL: the venue does not know the symbol, or it is malformed
 * @FEED_ERROR_ENDPOINT: an endpoint is malformed, or plain text to another host than loopback
 * @FEED_ERROR_DECODE: a message does not follow the venue's protocol
 * @FEED_ERROR_REMOTE: the venue refused or failed; the message carries its words
 * @FEED_ERROR_TOO_LARGE: a reply or frame exceeds its limit
 * @FEED_ERROR_TIMEOUT: no answer in time
 * @FEED_ERROR_LIMIT: a limit of the venue would be exceeded
 * @FEED_ERROR_CREDENTIALS: credentials are missing, malformed or refused: only their owner can help;
 *   the message says which, and all that is wrong
 * @FEED_ERROR_SESSION: the session is over and cannot be renewed: a log-in is due
 * @FEED_ERROR_BUSY: the venue wants to be asked later
 */
typedef enum {
  FEED_ERROR_CONFIG,
  FEED_ERROR_UNKNOWN_VENUE,
  FEED_ERROR_UNKNOWN_SYMBOL,
  FEED_ERROR_ENDPOINT,
  FEED_ERROR_DECODE,
  FEED_ERROR_REMOTE,
  FEED_ERROR_TOO_LARGE,
  FEED_ERROR_TIMEOUT,
  FEED_ERROR_LIMIT,
  FEED_ERROR_CREDENTIALS,
  FEED_ERROR_SESSION,
  FEED_ERROR_BUSY,
} FeedError;

FEED_AVAILABLE_IN_ALL
GQuark feed_error_quark (void);

G_END_DECLS
