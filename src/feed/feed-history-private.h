/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/feed-event-private.h"
#include "feed/store/feed-journal-event.h"

G_BEGIN_DECLS

/* A line as it was when it happened (transfer full) */
FeedEvent *feed_history_to_event (const FeedJournalEvent *line);
/* What the journal keeps of an event; borrows its strings */
FeedJournalEvent feed_history_from_event (FeedEvent *event);

G_END_DECLS
