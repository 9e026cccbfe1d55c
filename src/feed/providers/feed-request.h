/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "feed/core/feed-macros.h"

G_BEGIN_DECLS

/**
 * FeedRequest:
 * @method: "GET"...
 * @headers: name, value, name, value…, NULL; or NULL for none
 * @weight: what the venue counts it for
 *
 * One request as a provider wants it sent; for a stream, its address and handshake headers.
 */
typedef struct {
  char   *method;
  char   *uri;
  char  **headers;
  GBytes *body;
  guint   weight;
} FeedRequest;

/**
 * FeedReply:
 * @status: HTTP status
 * @header: looks a response header up by name, case-insensitive; NULL where it is absent
 * @body: not NUL-terminated
 *
 * An answer as a provider reads it. Borrowed; valid during the call.
 */
typedef struct _FeedReply FeedReply;
struct _FeedReply {
  guint       status;
  const char *body;
  gsize       length;
  const char *(*header) (const FeedReply *reply,
                         const char      *name);
  gpointer data;
};

FEED_AVAILABLE_IN_ALL
FeedRequest *feed_request_new (const char *method,
                               const char *uri);
FEED_AVAILABLE_IN_ALL
void feed_request_free (FeedRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FeedRequest, feed_request_free)

G_END_DECLS
