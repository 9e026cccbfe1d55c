/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "feed/providers/feed-provider.h"

G_BEGIN_DECLS

/* When a session ends: "05:00 IST", or "Tue 05:00 IST" where that is not today, by the venue's own
 * clocks; NULL where it is not known (transfer full) */
char *feed_login_words_until (const FeedProviderInfo *venue,
                              gint64                  end_us,
                              gint64                  wall_us);
/* How far this computer's clock is ahead of the venue's, by an answer's Date; 0 where that is not known,
 * or too little to spoil a one-time code */
gint64 feed_login_words_get_skew_us (const FeedProviderInfo *venue,
                                     const FeedReply        *reply,
                                     gint64                  wall_us);
/* Why a log-in was refused: words, and where a one-time code may be wrong for it, how far this
 * computer's clock is from the venue's (transfer full) */
char *feed_login_words_refusal (const FeedProviderInfo *venue,
                                const FeedReply        *reply,
                                gint64                  wall_us,
                                const char             *words);

G_END_DECLS
