/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/providers/feed-provider.h"

G_BEGIN_DECLS

/* "05:00 IST", by the venue's own clocks; NULL where it is not known (transfer full) */
char *feed_login_words_until (const FeedProviderInfo *venue,
                              gint64                  wall_us);
/* Why a log-in was refused: words, and where a one-time code may be wrong for it, how far this
 * computer's clock is from the venue's (transfer full) */
char *feed_login_words_refusal (const FeedProviderInfo *venue,
                                const FeedReply        *reply,
                                gint64                  wall_us,
                                const char             *words);

G_END_DECLS
